/* What happened, in plain sentences: the newest first, up to the current quarter.
 *
 * A row is made once, when it is first seen; while time runs, rows only come and go.
 */
(() => {
  const GROUPS = ["unit", "cooperation", "shock", "election", "measure", "people"];
  const MARKS = { // a shape for each group, so that it is not told by colour alone
    unit: "M12 2l3 6.500 7 .8-5.200 4.800 1.500 7L12 17.500l-6.300 3.600 1.500-7L2 9.300l7-.8z",
    cooperation: "M8 7a5 5 0 1 0 0 10 5 5 0 0 0 0-10zm8 0a5 5 0 1 0 0 10 5 5 0 0 0 0-10z",
    shock: "M13 2 4 14h6l-1 8 9-12h-6z",
    election: "M4 11h16v10H4zm5-8h6v7H9z",
    measure: "M4 9h10V4l7 8-7 8v-5H4z",
    people: "M12 3a4.500 4.500 0 1 0 0 9 4.500 4.500 0 0 0 0-9zM3 21a9 8 0 0 1 18 0z",
  };
  const STEP = 150; // as many rows at once; older ones on demand
  let root, title, list, search, chips, sides, count, older, towns;
  let made = "", book = null, wanted = [], most = STEP;

  const mark = (group) => K.s("svg", { class: "k-log-mark", viewBox: "0 0 24 24", "aria-hidden": "true" }, K.s("path", { d: MARKS[group] || MARKS.measure }));

  /* ------------------------------------------------------------ entries of one run, in one language */

  const books = new WeakMap();
  function bookOf(run) {
    if (!books.has(run)) books.set(run, {});
    return (books.get(run)[K.state.lang] ??= { events: [...run.events].sort((x, y) => x.q - y.q), rows: [], years: {}, texts: [] });
  }
  /** What a search looks through: the sentence, and the names of those it is about. */
  function textOf(i) {
    const event = book.events[i];
    if (book.texts[i]) return book.texts[i];
    const some = (event.whom || []).length < K.data.county.municipalities.length ? event.whom || [] : []; // not what is about everybody
    return (book.texts[i] = [K.pick(event.text), event.who >= 0 ? K.town(event.who) : "", ...some.map(K.town)].join(" ").toLowerCase());
  }
  function rowOf(i) {
    if (book.rows[i]) return book.rows[i];
    const event = book.events[i];
    const row = K.h("li", { class: "k-log-row" }, K.h("button", { type: "button", "data-i": i, "data-group": event.group },
      mark(event.group), K.h("span", { class: "k-log-when", text: K.t("log.quarter", { quarter: (event.q % 4) + 1 }) }),
      K.h("span", { class: "k-hidden", text: K.t("log.group_" + event.group) + ": " }),
      K.h("span", { class: "k-log-text", text: K.pick(event.text) })));
    row.kQuarter = event.q;
    return (book.rows[i] = row);
  }
  const yearOf = (year) => (book.years[year] ??= K.h("li", { class: "k-log-year" }, K.h("h3", { text: year })));

  /** Clicking goes to the quarter, and chooses who it is about. */
  function go(event) {
    const button = event.target.closest("button[data-i]");
    if (!button) return;
    const chosen = book.events[button.dataset.i];
    const patch = { quarter: chosen.q };
    if (chosen.cooperation && K.run(K.state.side).cooperations.some((one) => one.id === chosen.cooperation))
      patch.selected = { cooperation: chosen.cooperation, side: K.state.side };
    else if (chosen.who >= 0) patch.selected = { municipality: chosen.who };
    K.set(patch);
  }

  /* ------------------------------------------------------------ what is shown */

  function sift() {
    const { group, text } = K.state.log, sought = text.trim().toLowerCase();
    wanted = book.events.flatMap((event, i) => (!group || event.group === group) && (!sought || textOf(i).includes(sought)) ? [i] : []);
  }
  /** How many of the wanted entries have happened by now. */
  function untilNow(q) {
    let low = 0, high = wanted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (book.events[wanted[middle]].q <= q) low = middle + 1;
      else high = middle;
    }
    return low;
  }
  function without(node) {
    const next = node.nextSibling;
    node.remove();
    return next;
  }
  /** Make the children those that are asked for; what stays is not touched, so that the keyboard keeps its place. */
  function arrange(nodes) {
    const staying = new Set(nodes);
    let at = list.firstChild;
    for (const node of nodes) {
      while (at && !staying.has(at)) at = without(at);
      if (at === node) at = at.nextSibling;
      else list.insertBefore(node, at);
    }
    while (at) at = without(at);
  }
  function draw() {
    const q = K.state.quarter, n = untilNow(q), nodes = [];
    let year = null;
    for (let at = n - 1; at >= Math.max(0, n - most); at--) {
      const row = rowOf(wanted[at]);
      const its = K.year(row.kQuarter);
      if (its !== year) nodes.push(yearOf((year = its)));
      if (row.classList.contains("k-now") !== (row.kQuarter === q)) row.classList.toggle("k-now", row.kQuarter === q);
      nodes.push(row);
    }
    arrange(nodes);
    K.cards.write(count, n ? K.t("log.count", { count: n }) : K.t(book.events.length && wanted.length < book.events.length ? "log.none_such" : "log.none"));
    count.classList.toggle("k-hidden", n > 0 && wanted.length === book.events.length); // said where it says something
    K.cards.show(older, n > most);
  }
  const setLog = (patch) => K.set({ log: { ...K.state.log, ...patch } });

  /* ------------------------------------------------------------ head: who, what, which future */

  function head() {
    const { group } = K.state.log;
    chips.setAttribute("aria-label", K.t("log.groups"));
    chips.replaceChildren(...["", ...GROUPS].map((one) => K.h("button", {
      type: "button", class: "k-chip", "aria-pressed": String(one === group), "data-focus": "chip-" + one, on: { click: () => setLog({ group: one }) },
    }, one ? mark(one) : null, K.t(one ? "log.group_" + one : "log.group_all"))));
    title.textContent = K.t("core.panel_log");
    search.placeholder = K.t("log.search");
    search.setAttribute("aria-label", K.t("log.search"));
    older.textContent = K.t("log.older");
    towns.replaceChildren(...K.data.county.municipalities.map((one) => K.h("option", { value: one.name })));
  }
  function press() {
    for (const chip of chips.children) chip.setAttribute("aria-pressed", String(chip.dataset.focus === "chip-" + K.state.log.group));
    if (search.value !== K.state.log.text) search.value = K.state.log.text;
    sides.replaceChildren(...(K.state.view === "one" ? [] : [K.cards.sides(K.t("log.which_side"), K.state.side, (side) => K.set({ side }))]));
  }
  K.part("log", {
    create(element) {
      chips = K.h("div", { class: "k-log-chips", role: "group" });
      towns = K.h("datalist", { id: "k-log-towns" });
      search = K.h("input", { type: "search", list: "k-log-towns", on: { input: () => setLog({ text: search.value }) } });
      sides = K.h("div");
      count = K.h("p", { class: "k-quiet k-log-count", role: "status" });
      list = K.h("ul", { class: "k-log-list", on: { click: go } });
      older = K.h("button", { type: "button", class: "k-plain", hidden: true, on: { click: () => { most += STEP; draw(); } } });
      title = K.h("h2", { class: "k-hidden" });
      root = K.h("div", { class: "k-log" }, title, K.h("div", { class: "k-log-head" }, search, sides), chips, towns, count, list, older);
      element.append(root);
    },
    update(changed) {
      if (K.state.detail !== "log") return; // the other tab is open; made up for when this one is
      const run = K.data.setup && K.data.county ? K.run(K.state.side) : null;
      root.hidden = !run;
      if (!run) return void (book = null);
      const now = bookOf(run), which = JSON.stringify([K.state.lang, K.data.county.name, K.data.county.municipalities.length]);
      const anew = book !== now, sifted = JSON.stringify(K.state.log);
      if (made !== which) {
        made = which;
        head();
      }
      if (changed.size > 1 || !changed.has("quarter")) {
        const focus = sides.contains(document.activeElement) && document.activeElement.dataset.focus;
        press();
        if (focus) sides.querySelector(`[data-focus="${focus}"]`)?.focus();
      }
      book = now;
      if (anew || this.sifted !== sifted) {
        this.sifted = sifted;
        most = STEP;
        sift();
        draw();
      } else if (changed.has("quarter") || changed.has("panel")) draw();
    },
  });
})();
