// Uploads: files dropped or chosen, listed with their sizes, sent with a progress bar that can be stopped.
// Without this script the same form is sent in the ordinary way.
(() => {
  "use strict";
  const { announce, toast, words } = window.FocalPoint;
  const chosen = new WeakMap();

  const inWords = (text, values) => text.replace(/%\((\w+)\)s/g, (_whole, name) => values[name]);

  function size(bytes) {
    const large = bytes >= 1024 ** 2;
    const language = document.documentElement.lang || "en";
    const format = new Intl.NumberFormat(language, { style: "unit", unit: large ? "megabyte" : "kilobyte", maximumFractionDigits: 1 });
    return format.format(bytes / 1024 ** (large ? 2 : 1));
  }

  function filesOf(place) {
    return chosen.get(place) ?? [];
  }

  function keep(place, files) {
    const input = place.querySelector("input[type=file]");
    const known = input.multiple ? filesOf(place) : [];
    const fresh = [...files].filter((file) => !known.some((other) => other.name === file.name && other.size === file.size && other.lastModified === file.lastModified));
    show(place, input.multiple ? [...known, ...fresh] : [...files].slice(0, 1));
  }

  function show(place, files) {
    const input = place.querySelector("input[type=file]");
    const list = place.querySelector("[data-drop-files]");
    const carrier = new DataTransfer();
    for (const file of files) carrier.items.add(file);
    input.files = carrier.files;
    chosen.set(place, files);
    list.hidden = files.length === 0;
    list.replaceChildren(...files.map((file, index) => line(place, files, file, index)));
    input.dispatchEvent(new Event("input", { bubbles: true }));
    if (input.multiple && files.length) announce(inWords(place.dataset.chosen, { number: files.length }));
  }

  function line(place, files, file, index) {
    const item = document.createElement("li");
    const name = document.createElement("span");
    const facts = document.createElement("span");
    const away = document.createElement("button");
    const mark = document.createElement("i");
    const tooLarge = file.size > Number(place.dataset.maxBytes);
    name.textContent = file.name;
    name.dir = "auto";
    facts.className = tooLarge ? "fp-text-danger" : "fp-quiet";
    facts.textContent = tooLarge ? `${size(file.size)}: ${place.dataset.tooLarge}` : size(file.size);
    mark.className = "ti ti-x";
    away.type = "button";
    away.className = "btn btn-ghost btn-icon btn-sm";
    away.ariaLabel = inWords(place.dataset.takeAway, { name: file.name });
    away.append(mark);
    away.addEventListener("click", () => {
      show(place, files.filter((other) => other !== file));
      const rest = place.querySelectorAll("[data-drop-files] button");
      (rest[Math.min(index, rest.length - 1)] ?? place.querySelector("input[type=file]")).focus();
    });
    item.append(name, facts, away);
    return item;
  }

  function prepare(scope) {
    for (const place of scope.querySelectorAll("[data-drop]")) {
      place.querySelector("[data-drop-hint]").hidden = false;
      const input = place.querySelector("input[type=file]");
      input.addEventListener("change", () => keep(place, input.files));
    }
  }

  for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
    document.addEventListener(name, (event) => {
      if (![...(event.dataTransfer?.types ?? [])].includes("Files")) return;
      const places = document.querySelectorAll("[data-drop]");
      if (!places.length) return;
      // Beside the place, too: a browser would leave the page and open the file.
      event.preventDefault();
      const place = event.target.closest?.("[data-drop]") ?? (places.length === 1 ? places[0] : null);
      for (const other of places) other.classList.toggle("is-over", other === place && (name === "dragenter" || name === "dragover"));
      if (name === "drop" && place) keep(place, event.dataTransfer.files);
    });
  }

  function tell(form, percent, text) {
    const place = form.querySelector("[data-upload-progress]");
    place.hidden = false;
    place.querySelector("progress").value = percent;
    place.querySelector("[data-upload-words]").textContent = text;
  }

  function busy(form, request) {
    form.toggleAttribute("data-sending", Boolean(request));
    for (const button of form.querySelectorAll("button[type=submit]")) button.disabled = Boolean(request);
    form.querySelector("[data-upload-progress]").hidden = !request;
  }

  function send(form) {
    const place = form.querySelector("[data-upload-progress]");
    const request = new XMLHttpRequest();
    let told = 0;
    request.open("POST", form.action);
    request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
    request.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      const percent = Math.round((event.loaded / event.total) * 100);
      tell(form, percent, inWords(place.dataset.words, { percent }));
      if (percent >= told + 25) {
        told = percent;
        announce(inWords(place.dataset.words, { percent }));
      }
    });
    request.upload.addEventListener("load", () => {
      tell(form, 100, place.dataset.checking);
      announce(place.dataset.checking);
    });
    request.addEventListener("load", () => answered(form, request));
    request.addEventListener("error", () => failed(form, place.dataset.failed));
    request.addEventListener("abort", () => failed(form, place.dataset.stopped));
    place.querySelector("[data-upload-stop]").onclick = () => request.abort();
    busy(form, request);
    tell(form, 0, inWords(place.dataset.words, { percent: 0 }));
    request.send(new FormData(form));
    place.querySelector("[data-upload-stop]").focus();
  }

  function failed(form, message) {
    busy(form, null);
    toast({ message, tone: "warning", key: "upload" });
    form.querySelector("button[type=submit]").focus();
  }

  function answered(form, request) {
    const to = request.getResponseHeader("Location");
    if (request.status === 201 && to) {
      // What was typed is saved: no question on the way out.
      form.removeAttribute("data-guard");
      form.remove();
      if (new URL(to, window.location.href).pathname === window.location.pathname) window.location.reload();
      window.location.assign(to);
      return;
    }
    const signIn = words("signInUrl");
    if (request.responseURL && new URL(request.responseURL).pathname === signIn) {
      failed(form, words("expired"));
      return;
    }
    const fresh = new DOMParser().parseFromString(request.responseText, "text/html").querySelector("form[data-upload]");
    if (request.status !== 422 || !fresh) {
      failed(form, form.querySelector("[data-upload-progress]").dataset.failed);
      return;
    }
    replace(form, fresh);
  }

  // The server's answer shows what is wrong; the files are still chosen.
  function replace(form, fresh) {
    const files = filesOf(form.querySelector("[data-drop]"));
    form.replaceWith(document.adoptNode(fresh));
    prepare(fresh);
    show(fresh.querySelector("[data-drop]"), files);
    (fresh.querySelector("[data-focus]") ?? fresh.querySelector("input, select")).focus();
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-upload]") || event.defaultPrevented) return;
    event.preventDefault();
    if (!form.hasAttribute("data-sending")) send(form);
  });

  document.addEventListener("DOMContentLoaded", () => prepare(document));
})();
