// Charts of reports: the numbers come from an attribute, the colours from the style sheet.
(() => {
  "use strict";

  const charts = new Map();

  // A canvas knows no custom properties: an element says what a token means in this theme.
  function colour(canvas, token) {
    const probe = document.createElement("span");
    probe.style.color = `var(--${token})`;
    canvas.parentNode.append(probe);
    const found = getComputedStyle(probe).color;
    probe.remove();
    return found;
  }

  function money(currency, options = {}) {
    const language = document.documentElement.lang;
    return new Intl.NumberFormat(language, { style: "currency", currency, ...options });
  }

  const shorten = (text) => (text.length > 28 ? `${text.slice(0, 27)}…` : text);

  function axes(canvas, said) {
    const ink = colour(canvas, "muted");
    const whole = money(said.currency, { maximumFractionDigits: 0 });
    const amounts = {
      grid: { color: colour(canvas, "line") },
      ticks: { color: ink, maxTicksLimit: 6, maxRotation: 0, callback: (value) => whole.format(value) },
    };
    const names = {
      grid: { display: false },
      ticks: {
        color: ink,
        autoSkip: !said.lying,
        callback: (_, index) => shorten(said.labels[index] ?? ""),
      },
    };
    return said.lying ? { x: amounts, y: names } : { x: names, y: amounts };
  }

  function settings(canvas, said) {
    const exact = money(said.currency);
    const label = (item) => `${item.dataset.label}: ${exact.format(item.raw)}`;
    return {
      type: "bar",
      data: {
        labels: said.labels,
        datasets: said.series.map((series) => ({
          label: series.label,
          data: series.values.map(Number),
          backgroundColor: colour(canvas, series.color),
          borderRadius: 3,
          categoryPercentage: said.lying ? 0.8 : 0.6,
          maxBarThickness: 40,
        })),
      },
      options: {
        indexAxis: said.lying ? "y" : "x",
        maintainAspectRatio: false,
        animation: false,
        scales: axes(canvas, said),
        plugins: {
          legend: { display: said.series.length > 1, labels: { color: colour(canvas, "ink-2") } },
          tooltip: { callbacks: { label } },
        },
      },
    };
  }

  function draw(canvas) {
    if (!globalThis.Chart) return;
    charts.get(canvas)?.destroy();
    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    charts.set(canvas, new Chart(canvas, settings(canvas, JSON.parse(canvas.dataset.chart))));
  }

  const drawAll = () => [...charts.keys()].forEach(draw);

  crm.onLoad((root) => crm.all("canvas[data-chart]", root).forEach(draw));
  new MutationObserver(drawAll).observe(document.documentElement, {
    attributeFilter: ["data-bs-theme"],
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
})();
