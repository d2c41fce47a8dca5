// Light or dark, before the first paint: the user's choice, else the system's. Print is always light.
(() => {
  "use strict";
  const key = "focalpoint.theme";
  const root = document.documentElement;
  const system = window.matchMedia("(prefers-color-scheme: dark)");

  function chosen() {
    try {
      return localStorage.getItem(key) || "system";
    } catch {
      return "system"; // Storage may be blocked; the system's theme then stands.
    }
  }

  function apply(theme) {
    const dark = theme === "dark" || (theme === "system" && system.matches);
    root.setAttribute("data-bs-theme", dark ? "dark" : "light");
    for (const button of document.querySelectorAll("[data-theme-choice]")) {
      button.setAttribute("aria-pressed", String(button.dataset.themeChoice === theme));
    }
  }

  apply(chosen());
  system.addEventListener("change", () => apply(chosen()));
  window.addEventListener("storage", (event) => event.key === key && apply(chosen()));
  window.addEventListener("beforeprint", () => root.setAttribute("data-bs-theme", "light"));
  window.addEventListener("afterprint", () => apply(chosen()));
  document.addEventListener("DOMContentLoaded", () => apply(chosen()));
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-theme-choice]");
    if (!button) return;
    try {
      localStorage.setItem(key, button.dataset.themeChoice);
    } catch {
      // The choice then lasts for this page only.
    }
    apply(button.dataset.themeChoice);
  });
})();
