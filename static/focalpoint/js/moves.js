// Moving actions: cards between the columns of a board, chips between the days of a calendar.
// By the pointer, by the key m and the arrows, or by a card's own menu. The server decides; what it refuses is
// said at the action itself.
(() => {
  "use strict";
  const { announce, toast, words } = window.FocalPoint;
  const FAR = 6; // pixels; less is a click
  let held = null; // {item, from, over, float, x, y, moved, byKeys}
  let focusNext = "";

  const place = (element) => element.closest("[data-moves]");
  const targets = (moves) => [...moves.querySelectorAll("[data-drop]")].filter((target) => target.getClientRects().length);
  const say = (key, names) => document.querySelector("[data-move-words]").dataset[key].replace("%(what)s", names.what ?? "").replace("%(where)s", names.where ?? "");

  function may(item, target) {
    if (target.dataset.drop === item.dataset.at || !("next" in item.dataset)) return true;
    return item.dataset.next.split(" ").includes(target.dataset.drop);
  }

  function singleKeys() {
    try {
      return localStorage.getItem("focalpoint.shortcuts") !== "off";
    } catch {
      return true;
    }
  }

  function take(item, byKeys) {
    item.querySelector(".actions-problem")?.remove();
    const moves = place(item);
    const from = targets(moves).find((target) => target.dataset.drop === item.dataset.at) ?? item.closest("[data-drop]");
    held = { item, moves, from, over: null, byKeys };
    item.classList.add("actions-taken");
    document.documentElement.classList.add("actions-moving");
    if (byKeys) announce(say("taken", { what: item.dataset.what }));
  }

  function hover(target) {
    if (held.over === target) return;
    held.over?.classList.remove("actions-over", "actions-over-not");
    held.over = target;
    if (!target) return;
    const can = may(held.item, target);
    target.classList.add(can ? "actions-over" : "actions-over-not");
    if (held.byKeys) {
      target.scrollIntoView({ block: "nearest", inline: "nearest" });
      announce(say(can ? "over" : "notThere", { where: target.dataset.label }));
    }
  }

  function letGo() {
    const { item, moves, over, float } = held;
    over?.classList.remove("actions-over", "actions-over-not");
    item.classList.remove("actions-taken");
    document.documentElement.classList.remove("actions-moving");
    float?.remove();
    held = null;
    return { item, moves, over };
  }

  function cancel() {
    const { item } = letGo();
    announce(say("stays", { what: item.dataset.what }));
  }

  function drop() {
    const { item, moves, over } = letGo();
    if (!over || over.dataset.drop === item.dataset.at) {
      announce(say("stays", { what: item.dataset.what }));
    } else if (!may(item, over)) {
      explain(item, say("cannot", { where: over.dataset.label }));
    } else {
      send(item, moves, over.dataset.drop);
    }
  }

  function explain(item, problem) {
    item.querySelector(".actions-problem")?.remove();
    const note = document.createElement("p");
    note.className = "actions-problem";
    note.textContent = problem;
    item.append(note);
    announce(problem);
  }

  async function send(item, moves, to) {
    const body = new URLSearchParams({ version: item.dataset.version, [moves.dataset.moves]: to });
    const headers = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}");
    item.setAttribute("aria-busy", "true");
    let answer;
    try {
      answer = await fetch(item.dataset.move, { method: "POST", body, headers: { ...headers, Accept: "application/json" } });
    } catch {
      item.removeAttribute("aria-busy");
      explain(item, words("offline"));
      return;
    }
    item.removeAttribute("aria-busy");
    const isOurs = (answer.headers.get("Content-Type") ?? "").startsWith("application/json");
    const said = isOurs ? await answer.json() : {};
    if (answer.ok && isOurs) {
      focusNext = item.id;
      toast({ message: said.message, tone: "success", key: "moved" });
      document.body.dispatchEvent(new CustomEvent("actions:changed"));
      return;
    }
    const known = { 403: "forbidden", 404: "missing", 429: "tooMany" };
    explain(item, said.problem ?? words(answer.redirected ? "expired" : known[answer.status] ?? "failed"));
    if (answer.status === 409) {
      toast({ message: said.problem, tone: "warning", key: "moved" });
      focusNext = item.id;
      document.body.dispatchEvent(new CustomEvent("actions:changed"));
    }
  }

  // By the pointer. A finger scrolls; it has the card's menu.
  document.addEventListener("pointerdown", (event) => {
    const item = event.target.closest?.("[data-move]");
    if (!item || event.button !== 0 || event.pointerType === "touch" || event.target.closest("button, .dropdown-menu")) return;
    if (held) cancel();
    const start = { x: event.clientX, y: event.clientY };
    const move = (at) => {
      if (!held) {
        if (Math.hypot(at.clientX - start.x, at.clientY - start.y) < FAR) return;
        take(item, false);
        held.float = item.cloneNode(true);
        held.float.removeAttribute("id");
        held.float.classList.add("actions-float");
        document.body.append(held.float);
        window.getSelection()?.removeAllRanges();
      }
      held.float.style.transform = `translate(${at.clientX + 8}px, ${at.clientY + 8}px)`;
      const below = document.elementFromPoint(at.clientX, at.clientY)?.closest("[data-drop]");
      hover(below && held.moves.contains(below) ? below : null);
    };
    const end = () => {
      document.removeEventListener("pointermove", move);
      document.removeEventListener("pointerup", up);
      document.removeEventListener("pointercancel", stop);
    };
    const up = () => {
      end();
      if (!held || held.byKeys) return;
      // The click that follows opens nothing.
      const swallow = (click) => { click.preventDefault(); click.stopPropagation(); };
      document.addEventListener("click", swallow, { capture: true, once: true });
      window.setTimeout(() => document.removeEventListener("click", swallow, { capture: true }), 50);
      drop();
    };
    const stop = () => {
      end();
      if (held && !held.byKeys) cancel();
    };
    document.addEventListener("pointermove", move);
    document.addEventListener("pointerup", up);
    document.addEventListener("pointercancel", stop);
  });
  document.addEventListener("dragstart", (event) => {
    if (event.target.closest?.("[data-move]")) event.preventDefault();
  });

  // By the keys.
  function step(key) {
    const all = targets(held.moves);
    const across = Number(held.moves.dataset.across ?? 1);
    const onwards = document.documentElement.dir === "rtl" ? -1 : 1;
    const by = { ArrowRight: onwards, ArrowLeft: -onwards, ArrowDown: across, ArrowUp: -across }[key];
    if (!by) return false;
    const at = all.indexOf(held.over ?? held.from);
    hover(all[Math.min(all.length - 1, Math.max(0, at + by))] ?? null);
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (held) {
      if (event.key === "Escape") cancel();
      else if (held.byKeys && (event.key === "Enter" || event.key === " ")) drop();
      else if (held.byKeys && event.key === "Tab") { cancel(); return; }
      else if (!held.byKeys || !step(event.key)) return;
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    if (event.key !== "m" || !singleKeys() || event.target.matches?.("input, textarea, select")) return;
    const item = document.activeElement?.closest("[data-move]");
    if (!item) return;
    take(item, true);
    event.preventDefault();
    event.stopPropagation();
  }, true);

  // By the menu of a card.
  document.addEventListener("click", (event) => {
    const choice = event.target.closest("[data-move-to]");
    if (!choice) return;
    const item = choice.closest("[data-move]");
    send(item, place(item), choice.dataset.moveTo);
  });

  // A renewed board keeps as many cards as it had, and the focus its card.
  document.addEventListener("htmx:configRequest", (event) => {
    if (!event.detail.elt.matches?.("[data-renew]")) return;
    const columns = [...document.querySelectorAll("[data-board] [data-column]")];
    if (columns.length) event.detail.parameters.shown = columns.map((list) => `${list.dataset.column}.${Math.max(20, list.querySelectorAll(":scope > .actions-card").length)}`).join("-");
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (!focusNext) return;
    document.getElementById(focusNext)?.querySelector("a[href]")?.focus();
    focusNext = "";
  });
})();
