// Selecting rows of a list and changing them together: check boxes, a range with Shift, the key x on a row.
(() => {
  "use strict";
  const { announce } = window.FocalPoint;
  let last = null; // where a range begins
  let everything = false; // all that the filters find, also on other pages
  let shift = false;

  const bar = () => document.querySelector("[data-bulk-bar]");
  const boxes = () => [...document.querySelectorAll("[data-bulk] [data-select]")];
  const chosen = () => boxes().filter((box) => box.checked);

  function show() {
    const at = bar();
    if (!at) return;
    const all = boxes();
    const some = chosen();
    if (!some.length) everything = false;
    const number = everything ? Number(at.dataset.listed) : some.length;
    const words = at.dataset[everything ? "everything" : "some"].replace("%s", number);
    const page = at.querySelector("[data-select-page]");
    page.checked = all.length > 0 && some.length === all.length;
    page.indeterminate = some.length > 0 && !page.checked;
    page.disabled = !all.length;
    const count = at.querySelector("[data-bulk-count]");
    count.hidden = !number;
    if (number) count.textContent = words;
    at.querySelector("[data-bulk-idle]").hidden = number > 0;
    at.querySelector("[data-bulk-tools]").hidden = !number;
    at.querySelector("[data-bulk-all]").hidden = everything || !page.checked || Number(at.dataset.listed) <= all.length;
    at.classList.toggle("actions-bulk-active", number > 0);
    for (const box of all) box.closest("tr").classList.toggle("actions-selected", box.checked);
  }

  function choose(box, checked) {
    box.checked = checked;
    last = box;
  }

  document.addEventListener("click", (event) => { shift = event.shiftKey; }, true);
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (box.matches("[data-select-page]")) {
      for (const each of boxes()) choose(each, box.checked);
      everything = false;
      show();
    } else if (box.matches("[data-bulk] [data-select]")) {
      const all = boxes();
      if (shift && last?.isConnected && last !== box) {
        const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
        for (const each of all.slice(from, to + 1)) each.checked = box.checked;
      }
      last = box;
      everything = false;
      show();
    }
  });
  // A click beside the box, in its cell, does not open the row.
  document.addEventListener("click", (event) => {
    const cell = event.target.closest?.(".actions-select");
    if (!cell || event.target.closest("input")) return;
    event.stopPropagation();
    cell.querySelector("[data-select]")?.click();
  }, true);
  // X: everything from the last one to here.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "X" || event.ctrlKey || event.metaKey || event.altKey || event.target.matches?.("input:not([type=checkbox]), textarea, select")) return;
    const box = document.activeElement?.closest("[data-bulk] tbody tr")?.querySelector("[data-select]");
    if (!box) return;
    event.preventDefault();
    const all = boxes();
    const start = last?.isConnected ? all.indexOf(last) : 0;
    const [from, to] = [start, all.indexOf(box)].sort((a, b) => a - b);
    for (const each of all.slice(from, to + 1)) each.checked = true;
    last = box;
    show();
    announce(bar().querySelector("[data-bulk-count]").textContent);
  });

  document.addEventListener("click", (event) => {
    const at = event.target.closest?.("[data-bulk-bar]");
    if (!at) return;
    if (event.target.closest("[data-bulk-all]")) {
      everything = true;
      show();
      at.querySelector("[data-bulk-kind]").focus();
    } else if (event.target.closest("[data-bulk-none]")) {
      for (const box of boxes()) box.checked = false;
      show();
      at.querySelector("[data-select-page]").focus();
    } else {
      const button = event.target.closest("[data-bulk-kind]");
      if (button) open(at, button.dataset.bulkKind);
    }
  });

  function open(at, kind) {
    const dialog = document.getElementById("bulk-dialog");
    const body = dialog.querySelector(".modal-body");
    body.replaceChildren();
    window.htmx.ajax("GET", `${at.dataset.url}?kind=${encodeURIComponent(kind)}`, { target: body, swap: "innerHTML" });
  }

  // The form knows nothing of the list: what is selected goes into it here, on its way to the page and to the server.
  function fill(form) {
    const at = bar();
    if (!at) return;
    const some = chosen();
    form.elements.picked.value = everything ? "" : some.map((box) => box.value).join(",");
    form.elements.everything.value = everything ? "1" : "";
    form.elements.query.value = at.dataset.query;
    form.querySelector("[data-bulk-what]").textContent = at.querySelector("[data-bulk-count]").textContent;
  }

  document.addEventListener("htmx:afterSettle", (event) => {
    const form = document.querySelector("#bulk-dialog [data-bulk-form]");
    if (form) {
      fill(form);
      if (form.contains(event.target) || event.target.contains(form)) {
        (form.querySelector("[aria-invalid=true], .is-invalid") ?? form.querySelector("input:not([type=hidden]), select"))?.focus();
      }
    }
    const report = document.querySelector("#bulk-dialog.show #bulk-report");
    // What held the focus is gone; without it Escape would not close the dialog.
    if (report && (document.activeElement === document.body || !document.activeElement)) report.focus();
    if (event.target.id === "results" || event.target.querySelector?.("[data-bulk-bar]")) show();
  });
  document.addEventListener("bulk:done", () => {
    document.querySelector("#bulk-dialog.show .modal-header [data-bs-dismiss]")?.click();
  });
  document.addEventListener("hidden.bs.modal", (event) => {
    if (event.target.id !== "bulk-dialog") return;
    event.target.querySelector(".modal-body").replaceChildren();
    (bar()?.querySelector("[data-bulk-tools]:not([hidden]) [data-bulk-kind]") ?? bar()?.querySelector("[data-select-page]"))?.focus();
  });
  document.addEventListener("DOMContentLoaded", show);
})();
