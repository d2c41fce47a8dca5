// Requests without a page load: progress, failures that keep what was typed, a session that has ended.
(() => {
  "use strict";
  const { announce, toast, words } = window.FocalPoint;
  let running = 0;

  function count(change) {
    running = Math.max(0, running + change);
    const bar = document.getElementById("request-progress");
    window.setTimeout(() => { if (bar) bar.hidden = running === 0; }, running ? 250 : 0);
  }

  function sessionEnded() {
    const next = encodeURIComponent(window.location.pathname);
    toast({
      message: words("expired"),
      tone: "warning",
      key: "expired",
      action: { label: words("signIn"), url: `${words("signInUrl")}?next=${next}`, newTab: true },
    });
  }

  function failed(status) {
    const known = { 403: "forbidden", 404: "missing", 410: "missing", 429: "tooMany" };
    toast({ message: words(known[status] ?? "failed"), tone: "danger", key: "failed" });
  }

  // What a page asks by itself again and again: not while nobody looks, and without a word where it fails.
  function polite(event) {
    return Boolean((event.detail.requestConfig?.elt ?? event.target).closest?.("[data-polite]"));
  }

  function loudly(name, act) {
    document.addEventListener(name, (event) => { if (!polite(event)) act(event); });
  }

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (polite(event) && document.hidden) event.preventDefault();
  });
  loudly("htmx:beforeRequest", () => count(1));
  loudly("htmx:afterRequest", () => count(-1));
  loudly("htmx:sendError", () => toast({ message: words("offline"), tone: "danger", key: "failed" }));
  loudly("htmx:timeout", () => toast({ message: words("timeout"), tone: "danger", key: "failed" }));

  loudly("htmx:responseError", (event) => {
    const { status } = event.detail.xhr;
    if (status === 401) sessionEnded();
    else failed(status);
  });

  document.addEventListener("htmx:beforeSwap", (event) => {
    // A request that was sent on to the sign-in page comes back as that page: do not put it into this one.
    const address = event.detail.xhr.responseURL;
    const signIn = words("signInUrl");
    if (address && new URL(address).pathname === signIn && window.location.pathname !== signIn) {
      event.detail.shouldSwap = false;
      if (!polite(event)) sessionEnded();
    }
  });

  document.addEventListener("htmx:configRequest", (event) => {
    // Filters that are empty stay out of the address.
    if (!event.detail.elt.matches("[data-filter]")) return;
    const { parameters } = event.detail;
    for (const name of Object.keys(parameters)) if (parameters[name] === "") delete parameters[name];
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    const target = document.getElementById(event.detail.target?.id) ?? event.detail.target;
    const spoken = target?.querySelector?.("[data-announce]");
    if (spoken) announce(spoken.textContent.trim());
  });
})();
