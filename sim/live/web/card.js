/* The card: what the room has chosen, at the current quarter - a municipality, a cooperation, or a list to choose from.
 *
 * Every piece is {element, refresh(quarter)}: built when the choice or the run changes, refreshed while time runs.
 */
K.cards = {
  joined: new WeakMap(),
  /** Write only what changed: the browser then has nothing to lay out again. */
  write(node, words) {
    if (node.kWords === words) return;
    node.kWords = words;
    node.textContent = words;
  },
  show(node, yes) {
    if (node.hidden === yes) node.hidden = !yes;
  },
  /** A bar from 0 to 1; what lies over `limit` is hatched, and the limit is marked. The words stand beside it. */
  bar({ limit = 0, kind = "" } = {}) {
    const fill = K.h("span", { class: "k-gauge-fill" }), over = K.h("span", { class: "k-gauge-over" });
    const mark = K.h("span", { class: "k-gauge-mark" });
    const element = K.h("div", { class: `k-gauge ${kind}`, "aria-hidden": "true" }, fill, limit ? [over, mark] : null);
    if (limit) mark.style.left = over.style.left = 100 * limit + "%";
    return {
      element, fill,
      set(share) {
        const held = Math.max(0, Math.min(1, Number.isFinite(share) ? share : 0));
        fill.style.width = 100 * (limit ? Math.min(held, limit) : held) + "%";
        if (limit) over.style.width = 100 * Math.max(0, held - limit) + "%";
      },
    };
  },
  /** A fact with its name, its value, a remark and (when asked for) a bar. */
  fact(key, bar) {
    const value = K.h("strong", {}), note = K.h("span", { class: "k-fact-note" });
    const element = K.h("div", { class: "k-fact" }, K.h("dt", { text: K.t(key) }), K.h("dd", {}, K.h("span", {}, value, " ", note), bar ? bar.element : null));
    return {
      element,
      set(words, remark = "") {
        K.cards.write(value, words);
        K.cards.write(note, remark);
      },
    };
  },
  /** Two buttons A | B; `pick` is told which. */
  sides(label, side, pick) {
    const one = (name) => K.h("button", {
      type: "button", class: `k-which-${name}`, "aria-pressed": String(name === side), "data-focus": "side-" + name,
      "aria-label": K.t("cards.side", { side: name.toUpperCase() }), on: { click: () => pick(name) },
    }, name.toUpperCase());
    return K.h("div", { class: "k-which", role: "group", "aria-label": label }, one("a"), one("b"));
  },
  heading: (level, key, values) => K.h("h" + level, { class: "k-card-heading", text: K.t(key, values) }),
  /** Build anew, and put the keyboard back where it was. */
  rebuild(root, children) {
    const focus = root.contains(document.activeElement) && document.activeElement.closest("[data-focus]")?.dataset.focus;
    const opened = new Set([...root.querySelectorAll("details[open][data-keep]")].map((one) => one.dataset.keep));
    root.replaceChildren(...children);
    for (const one of root.querySelectorAll("details[data-keep]")) if (opened.has(one.dataset.keep)) one.open = true;
    if (focus) root.querySelector(`[data-focus="${CSS.escape(focus)}"]`)?.focus({ preventScroll: true });
  },
  /** Every membership of a municipality in a run: [cooperation, from, until]; counted out once. */
  memberships(run, m) {
    const { joined } = K.cards;
    if (!joined.has(run)) {
      const of = [];
      for (const cooperation of run.cooperations)
        for (const [who, from, until] of cooperation.members) (of[who] ??= []).push([cooperation, from, until]);
      joined.set(run, of);
    }
    return joined.get(run)[m] ?? [];
  },
  cooperationsAt: (run, m, q) => K.cards.memberships(run, m)
    .filter(([cooperation, from, until]) => from <= q && (until < 0 || q < until) && K.isAlive(cooperation, q))
    .map(([cooperation]) => cooperation),
};
(() => {
  const { write, show, bar, fact, heading } = K.cards;
  let root, built = "", refresh = () => {};
  const numbers = new WeakMap();
  let counted = 0;
  const numberOf = (run) => (run ? numbers.get(run) ?? (numbers.set(run, ++counted), counted) : 0);

  /* ------------------------------------------------------------ a municipality */

  const STRAIN_ROOM = 1.5; // what fits on the bar of the strain
  const strainWords = (strain) =>
    K.t("cards.strain_" + (strain > 1.15 ? "far_over" : strain > 1 ? "over" : strain > 0.9 ? "tight" : "fine"));
  const willingnessWords = (w) =>
    K.t("cards.willingness_" + (w < 0.3 ? "closed" : w < 0.45 ? "reserved" : w < 0.6 ? "weighing" : w < 0.75 ? "open" : "wide_open"));
  K.cards.strainWords = strainWords;

  function standing(run, m) {
    const letter = K.h("span", { class: "k-letter", "aria-hidden": "true" }), words = K.h("span");
    const element = K.h("p", { class: "k-standing" }, letter, words);
    return {
      element,
      refresh(q) {
        const state = K.stateAt(run, m, q);
        element.dataset.state = state;
        write(letter, K.t("plots.map.letter_" + state));
        write(words, K.t("cards.standing_" + state));
      },
    };
  }
  function facts(run, m) {
    const of = run.municipalities;
    const bars = { staff: bar(), strain: bar({ limit: 1 / STRAIN_ROOM, kind: "k-gauge-strain" }), willingness: bar() };
    const driver = K.h("p", { class: "k-quiet", text: K.t("cards.no_driver") });
    const people = fact("cards.people"), staff = fact("cards.staff", bars.staff);
    const strain = fact("cards.strain", bars.strain), willingness = fact("cards.willingness", bars.willingness);
    return {
      element: K.h("div", {}, K.h("dl", { class: "k-facts" }, people.element, staff.element, strain.element, willingness.element), driver),
      refresh(q) {
        const residents = of.population[m][q], change = residents / of.population[m][0] - 1;
        people.set(K.number(residents), K.t("cards.people_note", {
          change: (change > 0 ? "+" : "") + K.percent(change, 1), old: K.percent(of.share_65_plus[m][q]) }));
        const filled = of.staff_fte[m][q], plan = of.plan_fte[m][q];
        staff.set(K.number(filled, 1), K.t("cards.staff_note", { plan: K.number(plan, 1) }));
        bars.staff.set(filled / plan);
        const load = of.strain[m][q];
        strain.set(K.number(load, 2), strainWords(load));
        bars.strain.set(load / STRAIN_ROOM);
        strain.element.classList.toggle("k-warning", load > 1);
        const w = of.willingness[m][q];
        willingness.set(K.number(w, 2), willingnessWords(w));
        bars.willingness.set(w);
        show(driver, of.key_person ? !of.key_person[m][q] : false);
      },
    };
  }
  /** One line on how the same municipality stands in the other future. */
  function elsewhere(run, m, side) {
    const element = K.h("p", { class: "k-elsewhere", hidden: true });
    const other = side === "a" ? "b" : "a", there = K.run(other);
    if (K.state.view === "one" || !there || K.same()) return { element, refresh() {} };
    const name = other.toUpperCase();
    const counts = (of, q) => K.cards.cooperationsAt(of, m, q).length;
    function words(q) {
      if (q >= there.municipalities.in_unit[m].length) return "";
      const here_in = Boolean(run.municipalities.in_unit[m][q]), there_in = Boolean(there.municipalities.in_unit[m][q]);
      if (here_in !== there_in) return K.t(there_in ? "cards.there_in_unit" : "cards.there_not_in_unit", { side: name });
      const mine = counts(run, q), theirs = counts(there, q);
      if (mine !== theirs) return K.t("cards.there_cooperations", { side: name, there: theirs, here: mine });
      const load = run.municipalities.strain[m][q], their_load = there.municipalities.strain[m][q];
      if (Math.abs(load - their_load) >= 0.005)
        return K.t("cards.there_strain", { side: name, there: K.number(their_load, 2), here: K.number(load, 2) });
      return K.t("cards.there_same", { side: name });
    }
    return { element, refresh(q) { write(element, words(q)); show(element, element.textContent !== ""); } };
  }
  function partnerships(run, m, side) {
    const list = K.h("ul", { class: "k-links" }), none = K.h("p", { class: "k-quiet", text: K.t("cards.cooperations_none") });
    const sum = K.h("p", { class: "k-quiet" });
    const buttons = new Map();
    let before = "";
    function link(cooperation) {
      if (!buttons.has(cooperation)) {
        const phase = K.h("span", { class: "k-link-note" });
        const button = K.h("button", {
          type: "button", class: "k-link", "data-focus": "cooperation-" + cooperation.id,
          on: { click: () => K.set({ selected: { cooperation: cooperation.id, side } }) },
        }, K.cards.dots(cooperation), K.h("span", { class: "k-link-name", text: K.pick(cooperation.name) }), phase);
        buttons.set(cooperation, { item: K.h("li", {}, button), phase });
      }
      return buttons.get(cooperation);
    }
    const element = K.h("section", {}, heading(3, "cards.cooperations"), none, list, sum);
    return {
      element,
      refresh(q) {
        const now = K.cards.cooperationsAt(run, m, q);
        const ids = now.map((one) => one.id).join(" ");
        if (ids !== before) list.replaceChildren(...now.map((one) => link(one).item));
        before = ids;
        for (const one of now) write(link(one).phase, K.cards.phaseWords(one, q));
        show(none, !now.length);
        show(sum, now.length > 0);
        const { relief, effort } = run.municipalities;
        write(sum, K.t("cards.relief_effort", { relief: K.number(relief[m][q], 2), effort: K.number(effort[m][q], 2) }));
      },
    };
  }
  function municipality(m, side) {
    const run = K.run(side), town = K.data.county.municipalities[m];
    const kind = town.is_seat ? "seat" : town.is_town ? "town" : "village";
    const parts = [standing(run, m), elsewhere(run, m, side), facts(run, m), K.cards.reasons(run, m), partnerships(run, m, side)];
    return {
      head: K.cards.head(town.name, K.t("cards.kind_" + kind), side),
      elements: parts.map((one) => one.element),
      refresh: (q) => parts.forEach((one) => one.refresh(q)),
    };
  }

  /* ------------------------------------------------------------ the part */

  /** Name and kind; beside them which future the card speaks of, where two are shown. */
  K.cards.head = (name, kind, side) => K.h("div", { class: "k-card-title" },
    K.h("h2", { text: name }), K.h("span", { class: "k-quiet", text: kind }),
    K.state.view === "one" ? null : K.cards.sides(K.t("cards.which_side"), side, pickSide));

  function chosen() {
    const { selected, side } = K.state;
    if (!selected || !K.data.county) return { kind: "list", side };
    if (selected.cooperation !== undefined) return { kind: "cooperation", id: selected.cooperation, side: selected.side ?? side };
    if (!K.data.county.municipalities[selected.municipality]) return { kind: "list", side };
    return { kind: "municipality", m: selected.municipality, side };
  }
  function pickSide(side) {
    const { selected } = K.state;
    K.set({ side, selected: selected?.cooperation === undefined ? selected : { ...selected, side } });
  }
  function rebuild() {
    const what = chosen();
    refresh = () => {};
    if (!K.data.setup || !K.data.county) return root.replaceChildren();
    if (!K.run(what.side)) {
      K.cards.rebuild(root, [K.h("p", { class: "k-quiet", text: K.t("cards.waiting") })]);
      return;
    }
    const card = what.kind === "municipality" ? municipality(what.m, what.side)
      : what.kind === "cooperation" ? K.cards.cooperation(what.id, what.side) : K.cards.list(what.side);
    K.cards.rebuild(root, [card.head, ...card.elements]);
    refresh = card.refresh;
    refresh(K.state.quarter);
  }
  K.part("card", {
    create(element) {
      root = K.h("div", { class: "k-card" });
      element.append(root);
    },
    update(changed) {
      if (K.state.detail !== "card") return; // the other tab is open; made up for when this one is
      const what = chosen();
      const now = JSON.stringify([K.state.lang, what, K.state.view, K.state.presenter, K.data.county?.name, numberOf(K.run("a")), numberOf(K.run("b")), Boolean(K.data.setup)]);
      if (now !== built) {
        built = now;
        rebuild();
      } else if (changed.has("quarter") || changed.has("panel")) refresh(K.state.quarter);
    },
  });
})();
