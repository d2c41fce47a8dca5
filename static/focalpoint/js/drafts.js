// A session that ends while somebody types: what was sent stays in this tab and is back after the sign-in.
(() => {
  "use strict";
  const { toast, words } = window.FocalPoint;
  const key = "focalpoint.draft";
  const viewer = document.body.dataset.viewer ?? "";
  const lifetime = 60 * 60 * 1000;
  const silent = new Set(["hidden", "password", "file", "submit", "button", "reset"]);

  // What autosave.js keeps here while the server is away: each entry names its viewer.
  const unsaved = "focalpoint.unsaved:";
  const longest = 24 * lifetime;

  function forgetUnsaved(whose) {
    try {
      for (const name of Object.keys(localStorage).filter((one) => one.startsWith(unsaved))) {
        if (whose(JSON.parse(localStorage.getItem(name)))) localStorage.removeItem(name);
      }
    } catch {
      // Without storage there is nothing to forget.
    }
  }

  function read() {
    try {
      const draft = JSON.parse(sessionStorage.getItem(key));
      return draft && Date.now() - draft.at < lifetime ? draft : null;
    } catch {
      return null;
    }
  }

  function write(draft) {
    try {
      if (draft) sessionStorage.setItem(key, JSON.stringify(draft));
      else sessionStorage.removeItem(key);
    } catch {
      // Without storage there is nothing to give back.
    }
  }

  function fields(form) {
    return [...form.elements].filter((field) => field.name && !silent.has(field.type));
  }

  function values(form) {
    return fields(form).map((field) => {
      if (field.type === "checkbox" || field.type === "radio") return [field.name, field.value, field.checked];
      if (field.multiple) return [field.name, null, [...field.selectedOptions].map((option) => option.value)];
      return [field.name, null, field.value];
    });
  }

  function fill(form, kept) {
    for (const [name, value, state] of kept) {
      const field = fields(form).find((one) => one.name === name && (value === null || one.value === value));
      if (!field) continue;
      if (typeof state === "boolean") field.checked = state;
      else if (Array.isArray(state)) [...field.options].forEach((option) => { option.selected = state.includes(option.value); });
      else field.value = state;
    }
    form.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function restore() {
    const draft = read();
    if (!draft) return;
    if (!viewer) {
      // The sign-in page, or that of an error, came instead of an answer.
      write({ ...draft, signIn: true });
      return;
    }
    if (!draft.signIn || draft.viewer !== viewer) {
      write(null);
      return;
    }
    const form = document.querySelector("form[data-guard]");
    if (draft.path !== window.location.pathname || !form) return;
    fill(form, draft.values);
    write(null);
    toast({ message: words("restored"), tone: "warning", key: "restored" });
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!viewer || form.method !== "post") return;
    // Signing out, too, is a form: it leaves nothing behind.
    if (form.matches("[data-sign-out]")) {
      window.FocalPoint.signingOut = true;
      forgetUnsaved(() => true);
    }
    write(form.matches("[data-guard]") ? { viewer, path: window.location.pathname, values: values(form), at: Date.now() } : null);
  });
  document.addEventListener("DOMContentLoaded", restore);
  forgetUnsaved((kept) => !(Date.now() - kept?.at < longest) || (viewer && kept.viewer !== viewer));
  window.FocalPoint.drafts = { fields, values, fill, unsaved };
})();
