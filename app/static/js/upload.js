// The place where a file is let fall: it says which one was taken, and shows that it is a target.
(() => {
  "use strict";

  crm.on("change", "[data-drop] input[type=file]", (input) => {
    const title = crm.one("[data-drop-name]", input.closest("[data-drop]"));
    if (title && input.files.length) title.textContent = input.files[0].name;
  });

  for (const type of ["dragenter", "dragover"]) {
    crm.on(type, "[data-drop]", (place) => place.classList.add("is-over"));
  }

  for (const type of ["dragleave", "drop"]) {
    crm.on(type, "[data-drop]", (place) => place.classList.remove("is-over"));
  }
})();
