// Copies the pinned npm packages into app/static/vendor, with licences, the icon sprite and a
// manifest of hashes. Run it after a change of package.json or tools/icons.txt:
//   npm ci && npm run vendor
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import postcss from "postcss";

const OUT = "app/static/vendor";

const LIBRARIES = [
  { folder: "tabler", npm: "@tabler/core", files: ["dist/css/tabler.min.css"] },
  { folder: "bootstrap", npm: "bootstrap", files: ["dist/js/bootstrap.bundle.min.js"] },
  { folder: "htmx", npm: "htmx.org", files: ["dist/htmx.min.js"] },
  {
    folder: "tom-select",
    npm: "tom-select",
    files: ["dist/js/tom-select.complete.min.js", "dist/css/tom-select.bootstrap5.min.css"],
  },
  { folder: "chart", npm: "chart.js", files: ["dist/chart.umd.min.js"] },
  {
    folder: "inter",
    npm: "@fontsource-variable/inter",
    files: ["files/inter-latin-wght-normal.woff2", "files/inter-latin-ext-wght-normal.woff2"],
  },
];

// The npm package carries no licence file; this is the text of github.com/tabler/tabler.
const TABLER_LICENCE = `MIT License

Copyright (c) 2018-2026 The Tabler Authors

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
`;

const manifest = {};

function packageOf(npm) {
  return JSON.parse(fs.readFileSync(`node_modules/${npm}/package.json`, "utf8"));
}

function register(folder, npm) {
  const { version, license } = packageOf(npm);
  manifest[folder] = { package: npm, version, license, files: {} };
}

function write(folder, name, content) {
  const bytes = Buffer.isBuffer(content) ? content : Buffer.from(content, "utf8");
  fs.mkdirSync(path.join(OUT, folder), { recursive: true });
  fs.writeFileSync(path.join(OUT, folder, name), bytes);
  manifest[folder].files[name] = {
    bytes: bytes.length,
    sha256: crypto.createHash("sha256").update(bytes).digest("hex"),
  };
}

function copyLicence(folder, npm) {
  const source = fs.readdirSync(`node_modules/${npm}`).find((name) => /^licen[cs]e/i.test(name));
  const text = source ? fs.readFileSync(`node_modules/${npm}/${source}`) : TABLER_LICENCE;
  if (!source && npm !== "@tabler/core") throw new Error(`${npm} has no licence file`);
  fs.writeFileSync(path.join(OUT, "licenses", `${folder}.txt`), text);
}

// Source maps are not shipped, so the pointer to them would only be a 404 in developer tools.
function withoutSourceMap(bytes) {
  return bytes.toString("utf8").replace(/\/[/*][#@] sourceMappingURL=.*$/m, "");
}

function copyLibrary({ folder, npm, files }) {
  register(folder, npm);
  copyLicence(folder, npm);
  for (const file of files) {
    const bytes = fs.readFileSync(`node_modules/${npm}/${file}`);
    const isText = /\.(js|css)$/.test(file);
    write(folder, path.basename(file), isText ? withoutSourceMap(bytes) : bytes);
  }
}

// Tabler knows "light" and "dark" only. The same dark rules under [data-bs-theme=auto] inside a
// media query let the browser follow the system without a script and without a flash.
function autoTheme() {
  const source = fs.readFileSync(`${OUT}/tabler/tabler.min.css`, "utf8");
  const media = postcss.atRule({ name: "media", params: "(prefers-color-scheme:dark)" });
  postcss.parse(source).walkRules((rule) => {
    const dark = rule.selectors.filter((selector) => /^\[data-bs-theme=dark\]/.test(selector));
    if (!dark.length || rule.parent.type !== "root") return;
    const selectors = dark.map((selector) => selector.replace("theme=dark", "theme=auto"));
    media.append(rule.clone({ selectors: [...new Set(selectors)] }));
  });
  write("tabler", "tabler-auto.css", `${postcss.root().append(media).toString()}\n`);
}

function symbol(name) {
  const svg = fs.readFileSync(`node_modules/@tabler/icons/icons/outline/${name}.svg`, "utf8");
  const shapes = svg
    .replace(/<!--[\s\S]*?-->/, "")
    .replace(/^[\s\S]*?<svg[\s\S]*?>/, "")
    .replace("</svg>", "")
    .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none" ?\/>/, "")
    .replace(/\s+/g, " ")
    .replace(/ \/>\s*/g, "/>")
    .trim();
  return `<symbol id="i-${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">${shapes}</symbol>\n`;
}

function sprite() {
  const lines = fs.readFileSync("tools/icons.txt", "utf8").split("\n");
  const names = lines.filter((line) => line && !line.startsWith("#"));
  register("icons", "@tabler/icons");
  copyLicence("icons", "@tabler/icons");
  const symbols = names.map(symbol).join("");
  write("icons", "icons.svg", `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols}</svg>\n`);
}

fs.rmSync(OUT, { recursive: true, force: true });
fs.mkdirSync(path.join(OUT, "licenses"), { recursive: true });
LIBRARIES.forEach(copyLibrary);
autoTheme();
sprite();
fs.writeFileSync(path.join(OUT, "MANIFEST.json"), `${JSON.stringify(manifest, null, 2)}\n`);
