// Keys: [data-shortcut] names the key of a control; j and k walk through rows; arrows through a matrix.
// Single keys can be switched off (WCAG 2.1.4), for speech input for one.
(() => {
  "use strict";
  const { announce, words } = window.FocalPoint;
  const storage = "focalpoint.shortcuts";
  let waiting = "";
  let timer = 0;

  function enabled() {
    try {
      return localStorage.getItem(storage) !== "off";
    } catch {
      return true;
    }
  }

  function typing(target) {
    return target.isContentEditable || target.matches?.("input:not([type=checkbox]):not([type=radio]):not([type=button]), textarea, select");
  }

  function visible(element) {
    return element.getClientRects().length > 0 || Boolean(element.closest(".fp-sidebar, .dropdown-menu"));
  }

  // On a row a key is meant for that row, else for the page, else for its frame.
  function meant(keys) {
    const row = document.activeElement?.closest("[data-rows] tbody tr, [data-rows] > li");
    const all = [...document.querySelectorAll("[data-shortcut]")].filter((element) => element.dataset.shortcut === keys && visible(element));
    const free = all.filter((element) => !element.closest("[data-rows]"));
    return all.find((element) => row?.contains(element)) ?? free.find((element) => element.closest("main")) ?? free[0];
  }

  function activate(keys) {
    const control = meant(keys);
    if (!control) return false;
    if (control.matches("input:not([type=checkbox]), textarea, select")) {
      control.focus();
      control.select?.();
    } else {
      // Arrow keys then go on from here.
      control.focus();
      control.click();
    }
    return true;
  }

  function rows() {
    return [...document.querySelectorAll("[data-rows] tbody tr, [data-rows] > li")].filter((row) => row.querySelector("a[href]"));
  }

  function step(by) {
    const all = rows();
    if (!all.length) return false;
    const at = all.findIndex((row) => row.contains(document.activeElement));
    const next = all[Math.min(all.length - 1, Math.max(0, at === -1 && by < 0 ? 0 : at + by))];
    next.querySelector("a[href]").focus();
    next.scrollIntoView({ block: "nearest" });
    return true;
  }

  function sequence(key) {
    const keys = waiting ? `${waiting} ${key}` : key;
    window.clearTimeout(timer);
    waiting = "";
    if (key === "g" && keys === "g") {
      waiting = "g";
      timer = window.setTimeout(() => { waiting = ""; }, 1500);
      return true;
    }
    if (keys === "j" || keys === "k") return step(keys === "j" ? 1 : -1);
    return activate(keys);
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key.length !== 1 || typing(event.target) || !enabled()) return;
    if (document.querySelector(".modal.show")) return;
    if (sequence(event.key)) event.preventDefault();
  });

  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-shortcuts-switch]")) return;
    try {
      localStorage.setItem(storage, event.target.checked ? "on" : "off");
    } catch {
      return;
    }
    announce(words(event.target.checked ? "shortcutsOn" : "shortcutsOff"));
  });

  // A click anywhere on a row opens it; links, buttons and selected text keep their own meaning.
  document.addEventListener("click", (event) => {
    const row = event.target.closest?.("tr[data-href]");
    if (!row || event.target.closest("a, button, input, select, label, summary") || String(window.getSelection())) return;
    if (event.ctrlKey || event.metaKey) window.open(row.dataset.href, "_blank", "noopener");
    else window.location.assign(row.dataset.href);
  });

  // The matrix: one stop in the tab order, arrows inside, the cell read out below.
  function cells(row) {
    return [...row.cells];
  }

  function bodyRows(table) {
    return [...table.tBodies].flatMap((body) => [...body.rows]).filter((row) => row.cells.length > 1 && !row.hidden);
  }

  function moveTo(table, cell) {
    if (!cell) return;
    table.querySelector("td[tabindex='0'], th[tabindex='0']")?.setAttribute("tabindex", "-1");
    cell.setAttribute("tabindex", "0");
    cell.focus();
  }

  function matrixKey(event, table, cell) {
    const all = bodyRows(table);
    const row = cell.parentElement;
    const y = all.indexOf(row);
    const x = cell.cellIndex;
    const ahead = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
    const back = ahead === "ArrowLeft" ? "ArrowRight" : "ArrowLeft";
    const targets = {
      [ahead]: () => cells(row)[x + 1],
      [back]: () => cells(row)[x - 1],
      ArrowDown: () => all[y + 1]?.cells[x],
      ArrowUp: () => all[y - 1]?.cells[x],
      Home: () => (event.ctrlKey ? all[0] : row).cells[0],
      End: () => (event.ctrlKey ? all[all.length - 1] : row).cells[row.cells.length - 1],
      PageDown: () => all[Math.min(all.length - 1, y + 10)]?.cells[x],
      PageUp: () => all[Math.max(0, y - 10)]?.cells[x],
    };
    if (event.key === "Enter") {
      (cell.querySelector("a[href]") ?? row.querySelector("a[href]"))?.click();
      return true;
    }
    if (!targets[event.key]) return false;
    moveTo(table, targets[event.key]());
    return true;
  }

  function reading(matrix, cell) {
    const place = matrix.querySelector("[data-matrix-reading]");
    const row = cell.parentElement;
    if (!place || !row.cells.length) return;
    const column = matrix.querySelector("thead tr")?.cells[cell.cellIndex];
    const parts = [row.cells[0].textContent, column?.title || column?.textContent, (cell.querySelector("a[aria-label]") ?? cell).getAttribute("aria-label")];
    place.textContent = cell.cellIndex === 0 ? row.cells[0].textContent.trim() : parts.filter(Boolean).map((text) => text.trim()).join(" · ");
  }

  document.addEventListener("keydown", (event) => {
    const cell = event.target.closest?.("[data-matrix] tbody td, [data-matrix] tbody th");
    if (cell && event.target === cell && matrixKey(event, cell.closest("table"), cell)) event.preventDefault();
  });
  for (const name of ["focusin", "mouseover"]) {
    document.addEventListener(name, (event) => {
      const cell = event.target.closest?.("[data-matrix] tbody td, [data-matrix] tbody th[scope=row]");
      if (cell) reading(cell.closest("[data-matrix]"), cell);
    });
  }

  function prepare() {
    for (const table of document.querySelectorAll("[data-matrix] table")) {
      if (table.querySelector("tbody [tabindex='0']")) continue;
      for (const cell of table.querySelectorAll("tbody td, tbody td a")) cell.tabIndex = -1;
      for (const head of table.querySelectorAll("tbody th[scope=row], tbody th[scope=row] a")) head.tabIndex = -1;
      const first = bodyRows(table)[0]?.cells[1];
      if (first) first.tabIndex = 0;
    }
    for (const box of document.querySelectorAll("[data-shortcuts-switch]")) box.checked = enabled();
  }

  document.addEventListener("DOMContentLoaded", prepare);
  document.addEventListener("htmx:afterSettle", prepare);
})();
