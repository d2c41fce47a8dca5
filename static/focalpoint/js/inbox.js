// The inbox: the counter in the header, and what its list adds to links and keys.
(() => {
  "use strict";
  const PAUSE = 60000;
  const storage = "focalpoint.unread";
  let asked = 0;
  let timer = 0;
  let place = -1;

  const bell = () => document.querySelector("[data-inbox-count]");

  function show(said) {
    const link = bell();
    if (!link || !said) return;
    const mark = link.querySelector(".inbox-bell-count");
    mark.textContent = said.shown;
    mark.hidden = said.unread === 0;
    link.setAttribute("aria-label", said.label);
    link.title = said.label;
  }

  // The number of the page before stands until the new one is there.
  function remembered() {
    try {
      const [viewer, said] = JSON.parse(sessionStorage.getItem(storage) ?? "[]");
      return viewer === document.body.dataset.viewer ? said : null;
    } catch {
      return null;
    }
  }

  function remember(said) {
    try {
      sessionStorage.setItem(storage, JSON.stringify([document.body.dataset.viewer, said]));
    } catch {
      // Private windows have no storage; the number comes with the next answer.
    }
  }

  // Silent when it fails: a counter must not complain every minute. Nothing is asked in a hidden tab.
  async function ask() {
    window.clearTimeout(timer);
    const link = bell();
    if (!link || document.hidden) return;
    asked = Date.now();
    try {
      const answer = await fetch(link.dataset.inboxCount, { headers: { Accept: "application/json" }, redirect: "error" });
      if (!answer.ok) return;
      const said = await answer.json();
      show(said);
      remember(said);
    } catch {
      return;
    } finally {
      timer = window.setTimeout(ask, PAUSE);
    }
  }

  function token() {
    return JSON.parse(document.body.getAttribute("hx-headers") ?? "{}")["X-CSRFToken"] ?? "";
  }

  // To open an item is to read it; the page that opens needs no wait for that.
  function opened(event) {
    const link = event.target.closest?.("[data-read]");
    const list = link?.closest("[data-inbox]");
    if (!list || (event.type === "auxclick" && event.button !== 1)) return;
    const body = new URLSearchParams({ verb: "read", item: link.dataset.read, quiet: "1" });
    fetch(list.dataset.inbox, { method: "POST", body, keepalive: true, headers: { "X-CSRFToken": token() } }).then(ask, () => {});
    link.closest("li").classList.remove("inbox-unread");
    delete link.dataset.read;
  }

  function rows() {
    return [...document.querySelectorAll("[data-inbox] > li")];
  }

  document.addEventListener("click", opened);
  document.addEventListener("auxclick", opened);
  document.addEventListener("htmx:beforeRequest", (event) => {
    // Another part of the page that loads meanwhile changes nothing of the place in the list.
    if (event.detail.target?.id !== "results") return;
    const row = event.target.closest?.("[data-inbox] > li");
    place = row ? rows().indexOf(row) : -1;
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (place < 0 || event.detail.target?.id !== "results") return;
    // Where one was, so that the next key means the next row.
    const all = rows();
    const next = all[Math.min(place, all.length - 1)];
    (next?.querySelector("a[href]") ?? document.getElementById("main")).focus();
    place = -1;
    ask();
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && Date.now() - asked > PAUSE / 4) ask();
    if (document.hidden) window.clearTimeout(timer);
  });
  // The header stands before this script runs.
  show(remembered());
  ask();
})();
