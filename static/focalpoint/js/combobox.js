// Suggestions while one types: [data-combobox] on an input, [data-mentions] on a textarea after an @.
// Both name the address that answers {"results": [{"value", "label", "hint"}]}. Without scripts, or when
// the server does not answer, what is typed is sent as it is.
(() => {
  "use strict";
  const { announce, words } = window.FocalPoint;
  const CALL = /(?:^|[^\p{L}\p{N}_.@+-])@([\p{L}\p{N}_.'’@+-]*(?: [\p{L}\p{N}_.'’-]*)?)$/u;
  let timer = 0;
  let open = null; // { field, list, at, from, request }

  // The letters to look for, and where in the text they begin; null where nothing is called for.
  function asked(field) {
    if (field.matches("[data-combobox]")) return { typed: field.value.trim(), from: 0 };
    const before = field.value.slice(0, field.selectionStart);
    const match = CALL.exec(before);
    return match ? { typed: match[1], from: before.length - match[1].length } : null;
  }

  async function look(field, eager = field.matches("[data-mentions]")) {
    const wanted = asked(field);
    if (!wanted) return close();
    const request = new AbortController();
    open?.request?.abort();
    if (open && open.field !== field) close();
    const state = open ?? { field, list: null, at: -1 };
    open = { ...state, from: wanted.from, request };
    const address = `${field.dataset.combobox ?? field.dataset.mentions}?q=${encodeURIComponent(wanted.typed)}`;
    try {
      const answer = await fetch(address, { signal: request.signal, headers: { Accept: "application/json" } });
      if (!answer.ok) return close();
      const { results } = await answer.json();
      if (open?.request === request && document.activeElement === field) show(results, eager);
    } catch {
      // Another letter was typed, or the server is away: typing goes on either way.
    }
    return undefined;
  }

  function show(results, eager) {
    const { field } = open;
    open.list?.remove();
    if (!results.length) {
      close();
      return;
    }
    const list = document.createElement("ul");
    list.id = `${field.id}-choices`;
    list.className = "fp-choices";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", words("choices"));
    results.forEach((result, index) => list.append(option(result, `${list.id}-${index}`)));
    field.closest(".fp-combobox").append(list);
    open.list = list;
    open.at = -1;
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-expanded", "true");
    field.setAttribute("aria-controls", list.id);
    if (eager) mark(0);
    announce(words("choicesFound").replace("%s", results.length));
  }

  function option(result, id) {
    const item = document.createElement("li");
    item.id = id;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.dataset.value = result.value;
    const label = document.createElement("span");
    label.textContent = result.label;
    item.append(label);
    if (result.hint) {
      const hint = document.createElement("span");
      hint.className = "fp-quiet";
      hint.textContent = result.hint;
      item.append(hint);
    }
    return item;
  }

  function mark(at) {
    const items = [...open.list.children];
    open.at = (at + items.length) % items.length;
    items.forEach((item, index) => item.setAttribute("aria-selected", String(index === open.at)));
    items[open.at].scrollIntoView({ block: "nearest" });
    open.field.setAttribute("aria-activedescendant", items[open.at].id);
  }

  function close() {
    if (!open) return;
    const { field, list, request } = open;
    request?.abort();
    list?.remove();
    open = null;
    for (const name of ["aria-activedescendant", "aria-controls"]) field.removeAttribute(name);
    if (field.matches("[data-combobox]")) {
      field.setAttribute("aria-expanded", "false");
    } else {
      for (const name of ["role", "aria-expanded", "aria-autocomplete"]) field.removeAttribute(name);
    }
  }

  function take(item) {
    const { field, from } = open;
    const { value } = item.dataset;
    const end = field.matches("[data-combobox]") ? field.value.length : field.selectionStart;
    const after = field.matches("[data-mentions]") ? " " : "";
    field.setRangeText(`${value}${after}`, from, end, "end");
    close();
    field.focus();
  }

  const keys = {
    ArrowDown: () => mark(open.at + 1),
    ArrowUp: () => mark(open.at === -1 ? open.list.children.length - 1 : open.at - 1),
    Escape: close,
    Enter: () => open.at !== -1 && take(open.list.children[open.at]),
    Tab: () => open.at !== -1 && take(open.list.children[open.at]),
  };

  document.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const submits = event.key === "Enter" && (event.ctrlKey || event.metaKey);
    if (submits && event.target.matches("[data-submit-keys]")) {
      event.preventDefault();
      close();
      event.target.form.requestSubmit();
      return;
    }
    if (event.target.matches("[data-combobox]") && !open?.list && event.key === "ArrowDown") {
      event.preventDefault();
      window.clearTimeout(timer);
      look(event.target, true);
      return;
    }
    if (!open?.list || event.target !== open.field || event.altKey) return;
    if (keys[event.key] && (keys[event.key]() !== false)) {
      event.preventDefault();
      event.stopPropagation();
    }
  }, true);

  document.addEventListener("input", (event) => {
    if (!event.target.matches?.("[data-combobox], [data-mentions]")) return;
    window.clearTimeout(timer);
    timer = window.setTimeout(() => look(event.target), 120);
  });
  // Before the field loses the focus.
  document.addEventListener("mousedown", (event) => {
    const item = event.target.closest?.(".fp-choices > li");
    if (!item) return;
    event.preventDefault();
    take(item);
  });
  document.addEventListener("focusout", (event) => {
    if (open && event.target === open.field) close();
  });
  // A part of the page that loads elsewhere takes nothing away from who is typing.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target?.contains(open?.field ?? null)) close();
  });

  // Alt and an arrow move an item of a list; the focus stays on it.
  document.addEventListener("keydown", (event) => {
    const moves = { ArrowUp: "up", ArrowDown: "down" };
    const item = event.altKey && moves[event.key] ? event.target.closest?.("[data-item]") : null;
    const button = item?.querySelector(`button[value="${moves[event.key]}"]`);
    if (!button) return;
    event.preventDefault();
    button.click();
  });
})();
