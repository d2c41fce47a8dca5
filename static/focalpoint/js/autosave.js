// What is typed into a form is kept on the server while somebody writes; in this browser while the server is away.
(() => {
  "use strict";
  const { announce, drafts } = window.FocalPoint;
  const viewer = document.body.dataset.viewer ?? "";
  const pause = 1500;
  const longestPause = 60000;
  // Bytes; what a page may still send while it is left is less.
  const most = 500000;
  const mostAtLast = 60000;
  const hour = new Intl.DateTimeFormat(document.documentElement.lang || "en", { hour: "2-digit", minute: "2-digit" });
  const states = new Map();

  // Of several boxes with one name, the ticked ones: one in each line.
  function text(form) {
    const values = {};
    for (const field of drafts.fields(form)) {
      const box = field.type === "checkbox";
      if (box) values[field.name] ??= "";
      if (!["checkbox", "radio"].includes(field.type) || field.checked) values[field.name] = box && values[field.name] ? `${values[field.name]}\n${field.value}` : field.value;
    }
    return values;
  }

  function hidden(form, name) {
    return form.querySelector(`input[name="${name}"]`);
  }

  function say(state, key, more = "") {
    const place = state.form.querySelector("[data-autosave-says]");
    if (!place) return;
    const problem = key !== "kept";
    const news = state.said !== key;
    state.said = key;
    place.hidden = false;
    place.classList.toggle("fp-autosave-problem", problem);
    place.querySelector("[data-autosave-words]").textContent = (place.dataset[key] ?? "").replace("%s", more);
    place.querySelector("[data-autosave-here]").hidden = key !== "elsewhere";
    // Each keeping would be too much to listen to.
    if (problem && news) announce(place.dataset[key] ?? "");
  }

  // In this browser

  function here(state) {
    return `${drafts.unsaved}${state.url}`;
  }

  function keepHere(state) {
    if (window.FocalPoint.signingOut || !viewer) return;
    const kept = { viewer, at: Date.now(), writer: state.writer, sequence: state.sequence, version: state.version.value, values: text(state.form) };
    try {
      localStorage.setItem(here(state), JSON.stringify(kept));
    } catch {
      // Too long for this browser, or it keeps nothing: the text is still in the form.
    }
  }

  function forgetHere(state) {
    try {
      localStorage.removeItem(here(state));
    } catch {
      // There is nothing.
    }
  }

  function readHere(state) {
    try {
      const kept = JSON.parse(localStorage.getItem(here(state)));
      if (kept?.viewer === viewer) return kept;
    } catch {
      // Nothing that makes sense.
    }
    return null;
  }

  // On the server

  function later(state, wait = pause) {
    window.clearTimeout(state.timer);
    state.timer = window.setTimeout(() => send(state), wait);
  }

  function post(state, content, last) {
    return fetch(state.url, {
      method: "POST",
      body: content,
      headers: { "Content-Type": "application/json", "X-CSRFToken": hidden(state.form, "csrfmiddlewaretoken").value },
      credentials: "same-origin",
      redirect: "manual",
      keepalive: last && content.length < mostAtLast,
      signal: last ? undefined : AbortSignal.timeout(20000),
    });
  }

  async function send(state, last = false) {
    if (!state.changed || state.left || !state.form.isConnected || (state.sending && !last)) return;
    if (state.closed) return;
    if (undecided(state)) {
      keepHere(state);
      say(state, "decide");
      return;
    }
    const content = JSON.stringify({
      writer: state.writer,
      sequence: (state.sequence += 1),
      seen: state.seen,
      version: Number(state.version.value),
      values: text(state.form),
    });
    if (tooLong(content)) {
      say(state, "tooLong");
      return;
    }
    if (last && (state.failures || content.length >= mostAtLast)) keepHere(state);
    state.changed = false;
    state.sending = true;
    try {
      await answered(state, await post(state, content, last));
    } catch {
      away(state, "offline");
    } finally {
      state.sending = false;
    }
    if (state.changed && !state.failures) later(state);
  }

  async function answered(state, response) {
    if (response.ok || response.status === 409) {
      const { revision, own } = await response.json();
      state.failures = 0;
      // What came in late behind a later text of this page is no news.
      if (own) kept(state, revision);
      else elsewhere(state, revision);
    } else if (response.type === "opaqueredirect" || [401, 403].includes(response.status)) {
      away(state, "expired");
    } else if (response.status === 413) {
      say(state, "tooLong");
    } else if (response.status === 422 || response.status === 404) {
      state.closed = true;
      keepHere(state);
      say(state, "closed");
    } else {
      away(state, "failed");
    }
  }

  function kept(state, revision) {
    state.seen = revision;
    if (!state.changed) forgetHere(state);
    say(state, "kept", hour.format(Date.now()));
  }

  function elsewhere(state, revision) {
    state.elsewhere = revision;
    state.changed = true;
    state.closed = true;
    keepHere(state);
    say(state, "elsewhere");
  }

  function away(state, why) {
    if (state.left || !state.form.isConnected) return;
    state.changed = true;
    state.failures += 1;
    keepHere(state);
    say(state, why);
    later(state, Math.min(longestPause, 2500 * 2 ** state.failures));
  }

  function tooLong(content) {
    return content.length > most || new Blob([content]).size > most;
  }

  // What was never saved

  function undecided(state) {
    return Boolean(offer(state, ":not([hidden])") || state.offered?.isConnected);
  }

  // It stands beside its form: a page may have several.
  function offer(state, more = "") {
    return state.form.parentElement?.querySelector(`:scope > [data-unsaved-offer]${more}`) ?? null;
  }

  function offerHere(state) {
    const found = readHere(state);
    if (!found) return;
    const { keptBy, keptSequence } = state.form.dataset;
    const arrived = found.writer === keptBy && found.sequence <= Number(keptSequence);
    const same = Object.entries(found.values).every(([name, value]) => value.trim() === (text(state.form)[name] ?? "").replaceAll("\r\n", "\n").trim());
    const mould = document.getElementById("unsaved-local");
    if (arrived || same || !mould) {
      forgetHere(state);
      return;
    }
    // The same page wrote both: this is the later one.
    const earlier = found.writer === keptBy ? offer(state) : null;
    if (earlier) earlier.hidden = true;
    const box = mould.content.firstElementChild.cloneNode(true);
    box.querySelector("[data-local-time]").textContent = hour.format(found.at);
    box.querySelector("[data-local-text]").textContent = [...state.form.querySelectorAll("textarea")].map((field) => found.values[field.name]).filter(Boolean).join("\n\n");
    box.querySelector("[data-local-restore]").addEventListener("click", () => {
      box.remove();
      state.version.value = found.version;
      for (const [name, value] of Object.entries(found.values)) put(state.form, name, value);
      state.form.dispatchEvent(new Event("input", { bubbles: true }));
    });
    box.querySelector("[data-local-discard]").addEventListener("click", () => {
      box.remove();
      forgetHere(state);
      if (earlier) earlier.hidden = false;
    });
    state.offered = box;
    state.form.before(box);
  }

  function put(form, name, value) {
    for (const field of drafts.fields(form).filter((one) => one.name === name)) {
      if (field.type === "radio") field.checked = field.value === value;
      else if (field.type === "checkbox") field.checked = value.split("\n").includes(field.value);
      else field.value = value;
    }
  }

  // The forms of a page

  function begin(form) {
    const version = hidden(form, "version");
    const writer = hidden(form, "writer")?.value;
    if (states.has(form) || !version || !writer) return;
    const { autosave, revision, sequence } = form.dataset;
    const state = { form, version, writer, url: autosave, seen: Number(revision), sequence: Number(sequence), failures: 0, changed: false };
    for (const old of [...states.keys()]) if (!old.isConnected) states.delete(old);
    states.set(form, state);
    offerHere(state);
    if ("takenUp" in form.dataset) form.dispatchEvent(new Event("input", { bubbles: true }));
    form.querySelector("[data-autosave-here]")?.addEventListener("click", () => {
      state.seen = state.elsewhere;
      state.closed = false;
      later(state, 0);
    });
  }

  function beginAll() {
    document.querySelectorAll("form[data-autosave]").forEach(begin);
  }

  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("form[data-autosave]");
    // A form that has just come may be typed in before it has settled.
    if (form) begin(form);
    const state = states.get(form);
    if (!state) return;
    state.changed = true;
    state.left = false;
    if (!state.failures) later(state);
  });

  // Before htmx sees it: what no server would take is not sent.
  document.addEventListener("submit", (event) => {
    const state = states.get(event.target);
    if (!state) return;
    if (tooLong(JSON.stringify(text(state.form)))) {
      event.preventDefault();
      event.stopImmediatePropagation();
      say(state, "tooLong");
      return;
    }
    window.clearTimeout(state.timer);
    state.left = true;
  }, true);

  // It was not saved after all: the text is still in the form.
  function failed(event) {
    const state = states.get(event.detail.elt);
    if (!state) return;
    state.left = false;
    state.changed = true;
    later(state, 0);
  }
  for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) document.addEventListener(name, failed);

  document.addEventListener("click", (event) => {
    // Cancel means it: the text is thrown away.
    const state = event.target.closest("[data-leave]") && states.get(event.target.closest("form"));
    if (!state) return;
    window.clearTimeout(state.timer);
    state.left = true;
    if (undecided(state)) return;
    forgetHere(state);
    post(state, JSON.stringify({ forget: true, writer: state.writer }), true).catch(() => {});
  });

  function leave() {
    for (const state of states.values()) if (!window.FocalPoint.signingOut) send(state, true);
  }
  window.addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") leave(); });
  window.addEventListener("online", () => { for (const state of states.values()) if (state.failures) later(state, 0); });
  window.addEventListener("offline", () => { for (const state of states.values()) if (state.changed || state.failures) away(state, "offline"); });

  document.addEventListener("htmx:afterSettle", beginAll);
  beginAll();
})();
