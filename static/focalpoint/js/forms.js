// Forms: no lost text, no double submission, problems found at once, the choice between two versions.
(() => {
  "use strict";
  const { words } = window.FocalPoint;
  const dirty = new Set();

  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("form[data-guard]");
    if (form) dirty.add(form);
  });
  window.addEventListener("beforeunload", (event) => {
    const unsaved = [...dirty].some((form) => form.isConnected);
    if (unsaved) event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    // Cancel means it: no question.
    const link = event.target.closest("[data-leave]");
    if (link) dirty.delete(link.closest("form"));
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.hasAttribute("hx-post")) return;
    dirty.delete(form);
    if (!form.hasAttribute("data-once")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    // After this event, so that the button's own name and value are still sent.
    window.setTimeout(() => lock(form, event.submitter), 0);
  });

  // Only what saves says so: a form may have buttons that just show something.
  function lock(form, pressed) {
    for (const button of form.querySelectorAll("button[type=submit]")) {
      button.disabled = true;
      if (button.classList.contains("btn-primary") && (!pressed || pressed === button)) {
        button.dataset.label = button.textContent;
        button.textContent = words("saving");
      }
    }
  }

  function unlock(form) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("button[type=submit]")) {
      button.disabled = false;
      if (button.dataset.label) button.textContent = button.dataset.label;
    }
  }

  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(unlock);
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
    const options = event.target.closest("[data-options]");
    if (options) countOptions(options);
  });

  function countOptions(options) {
    const place = options.querySelector("[data-options-count]");
    const number = options.querySelectorAll("input:checked").length;
    place.textContent = number ? place.dataset.chosen.replace("%s", number) : place.dataset.any;
  }

  document.addEventListener("click", (event) => {
    const take = event.target.closest("[data-take], [data-take-both]");
    if (take) takeTheirs(take);
  });

  // The field shows the other version, or both; a second click brings one's own back.
  function takeTheirs(button) {
    const name = button.dataset.take ?? button.dataset.takeBoth;
    const fields = [...button.form.elements].filter((field) => field.name === name);
    if (!fields.length) return;
    const other = [...button.form.querySelectorAll("[data-taken]")].find((one) => one !== button && name === (one.dataset.take ?? one.dataset.takeBoth));
    if (other) takeTheirs(other);
    button.toggleAttribute("data-taken");
    const mine = read(fields);
    write(fields, button.dataset.value);
    button.dataset.value = mine;
    const label = button.textContent;
    button.textContent = button.dataset.mineLabel;
    button.dataset.mineLabel = label;
    fields[0].dispatchEvent(new Event("input", { bubbles: true }));
  }

  function read(fields) {
    const [first] = fields;
    if (first.type === "checkbox" || first.type === "radio") {
      return JSON.stringify(fields.filter((field) => field.checked).map((field) => field.value));
    }
    if (first.multiple) return JSON.stringify([...first.selectedOptions].map((option) => option.value));
    return first.value;
  }

  function write(fields, value) {
    const [first] = fields;
    const several = () => { try { return [].concat(JSON.parse(value)).map(String); } catch { return [value]; } };
    if (first.type === "checkbox" && fields.length === 1) first.checked = ["true", "True", "on", first.value].includes(several()[0]);
    else if (first.type === "checkbox" || first.type === "radio") fields.forEach((field) => { field.checked = several().includes(field.value); });
    else if (first.multiple) [...first.options].forEach((option) => { option.selected = several().includes(option.value); });
    else first.value = value;
  }

  function focusProblems(scope) {
    scope.querySelector?.("[data-focus]")?.focus();
  }

  document.addEventListener("DOMContentLoaded", () => focusProblems(document));
  document.addEventListener("htmx:afterSettle", (event) => focusProblems(event.detail.elt ?? document));

  // Quick add: saved, emptied, ready for the next one.
  document.addEventListener("quick-add:saved", (event) => {
    const form = event.target.closest?.("[data-quick-add]") ?? document.querySelector("[data-quick-add]");
    if (!form) return;
    form.reset();
    form.querySelector("input:not([type=hidden]), textarea")?.focus();
  });
})();
