// The rest of a page: times in words, copying, closing, dialogs that fetch their content, filters on a phone.
(() => {
  "use strict";
  const { announce, toast, words } = window.FocalPoint;
  const language = document.documentElement.lang || "en";
  const phrase = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  const units = [["minute", 60], ["hour", 3600], ["day", 86400]];

  // Within a week an instant is told in words; before that the date says more.
  function tellTimes(scope = document) {
    for (const element of scope.querySelectorAll("time[data-relative]")) {
      const seconds = (new Date(element.dateTime) - Date.now()) / 1000;
      const size = Math.abs(seconds);
      if (size > 7 * 86400 || Number.isNaN(size)) continue;
      const [unit, length] = units.findLast(([, span]) => size >= span) ?? ["second", 1];
      element.textContent = size < 60 ? phrase.format(0, "second") : phrase.format(Math.trunc(seconds / length), unit);
    }
  }

  async function copy(button) {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      announce(words("copied"));
      const mark = button.querySelector(".ti");
      mark?.classList.replace("ti-copy", "ti-check");
      window.setTimeout(() => mark?.classList.replace("ti-check", "ti-copy"), 1500);
    } catch {
      toast({ message: words("copyFailed"), tone: "warning", key: "copy" });
    }
  }

  // Filters change the address without a new page: a file follows them.
  function asListed(format) {
    const query = new URLSearchParams(window.location.search);
    query.delete("page");
    query.set("format", format);
    return query.toString();
  }

  document.addEventListener("click", (event) => {
    const copier = event.target.closest("[data-copy]");
    if (copier) copy(copier);
    const exporter = event.target.closest("[data-export]");
    if (exporter) exporter.search = asListed(exporter.dataset.export);
    const closer = event.target.closest("[data-remove]");
    if (closer) closer.closest(closer.dataset.remove)?.remove();
  });

  document.addEventListener("show.bs.modal", (event) => {
    const body = event.target.querySelector("[hx-trigger*='dialog:open']");
    if (body) body.dispatchEvent(new CustomEvent("dialog:open"));
  });
  document.addEventListener("shown.bs.modal", (event) => {
    event.target.querySelector(".modal-body input:not([type=hidden]), .modal-body textarea")?.focus();
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const dialog = event.target.closest?.(".modal.show");
    dialog?.querySelector(".modal-body input:not([type=hidden]), .modal-body textarea")?.focus();
    tellTimes();
  });

  // On paper nothing can be unfolded.
  window.addEventListener("beforeprint", () => {
    for (const details of document.querySelectorAll(".fp-details:not([open])")) {
      details.open = true;
      details.dataset.unfolded = "";
    }
  });
  window.addEventListener("afterprint", () => {
    for (const details of document.querySelectorAll("[data-unfolded]")) {
      details.open = false;
      delete details.dataset.unfolded;
    }
  });

  // What was typed before the scripts were there is kept like all that comes after.
  function tellOfWhatWasTyped() {
    for (const form of document.querySelectorAll("form[data-autosave], form[hx-trigger*='input']")) {
      const typed = [...form.querySelectorAll("textarea")].find((field) => field.value !== field.defaultValue);
      typed?.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
  window.addEventListener("load", tellOfWhatWasTyped);

  document.addEventListener("DOMContentLoaded", () => {
    tellTimes();
    for (const tab of document.querySelectorAll(".fp-tabs .active")) {
      // The strip alone: to scroll into view would move the page as well.
      const strip = tab.closest(".fp-tabs");
      const [own, whole] = [tab, strip].map((element) => element.getBoundingClientRect());
      strip.scrollLeft += own.left + own.width / 2 - whole.left - whole.width / 2;
    }
    window.setInterval(tellTimes, 60000);
  });
})();
