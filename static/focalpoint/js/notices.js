// Says things: short notices on screen, announcements for screen readers. Others call window.FocalPoint.
(() => {
  "use strict";
  const icons = { success: "circle-check", warning: "alert-triangle", danger: "alert-circle", info: "info-circle" };

  function words(key) {
    return document.getElementById("script-messages")?.dataset[key] ?? "";
  }

  function announce(text) {
    const region = document.getElementById("announcer");
    if (!region) return;
    // Emptied first, so that the same words are read a second time.
    region.textContent = "";
    window.setTimeout(() => { region.textContent = text; }, 60);
  }

  function toast({ message, tone = "success", action = null, key = "" }) {
    const place = document.getElementById("toasts");
    const mould = document.getElementById("toast-template");
    if (!place || !mould || !message) return;
    if (key) place.querySelector(`[data-key="${CSS.escape(key)}"]`)?.remove();
    const box = mould.content.firstElementChild.cloneNode(true);
    box.dataset.key = key;
    box.classList.add(`fp-tone-${tone}`);
    const mark = document.createElement("i");
    mark.className = `ti ti-${icons[tone] ?? icons.info} fp-text-${tone}`;
    box.querySelector(".fp-toast-mark").append(mark);
    box.querySelector(".fp-toast-text").textContent = message;
    const link = box.querySelector(".fp-toast-action");
    if (action && (action.url || action.post)) {
      link.hidden = false;
      link.href = action.url ?? "#";
      link.textContent = action.label;
      if (action.newTab) link.target = "_blank";
      if (action.post) sends(link, box, action.post);
    }
    box.querySelector(".btn-close").addEventListener("click", () => box.remove());
    place.append(box);
    announce(message);
    const stays = tone === "warning" || tone === "danger" || action;
    if (!stays) leaveLater(box);
  }

  // A link that does something instead of leading somewhere: "Undo", say.
  function sends(link, box, address) {
    link.setAttribute("role", "button");
    link.addEventListener("click", (event) => {
      event.preventDefault();
      box.remove();
      window.htmx.ajax("POST", address, { swap: "none" });
    });
  }

  function leaveLater(box) {
    let timer = window.setTimeout(() => box.remove(), 6000);
    // Whoever is reading it keeps it.
    for (const name of ["mouseenter", "focusin"]) box.addEventListener(name, () => window.clearTimeout(timer));
    for (const name of ["mouseleave", "focusout"]) {
      box.addEventListener(name, () => { timer = window.setTimeout(() => box.remove(), 3000); });
    }
  }

  document.addEventListener("toast", (event) => {
    const detail = event.detail ?? {};
    for (const notice of Array.isArray(detail.value) ? detail.value : [detail]) {
      toast(typeof notice === "string" ? { message: notice } : notice.value ? { message: notice.value } : notice);
    }
  });

  window.FocalPoint = { announce, toast, words };
})();
