/* The card of a cooperation: who is in it, where it stands in its cycle, what it promised and what came of it. */
(() => {
  const { write, show, bar, fact, heading } = K.cards;
  const PHASES = ["analysis", "ideas", "planning", "implementation", "reflection"];

  /** A dot in the colour of each field, with the letters of the field: never colour alone. */
  K.cards.dots = (cooperation) => K.h("span", { class: "k-field-dots", "aria-hidden": "true" }, cooperation.fields.map((f) => {
    const dot = K.h("span", { class: "k-field-dot", text: K.pick(K.data.county.fields[f].code) });
    dot.style.setProperty("--field-colour", K.data.county.fields[f].colour);
    return dot;
  }));
  K.cards.phaseWords = (cooperation, q) =>
    K.of(cooperation, "dormant", q) ? K.t("cards.dormant") : K.t("phases." + PHASES[K.of(cooperation, "phase", q)]);

  /* ------------------------------------------------------------ the cycle */

  /** A piece of a ring; angles in turns, from the top. */
  function arc(from, to) {
    const at = (turn) => [50 + 40 * Math.sin(2 * Math.PI * turn), 50 - 40 * Math.cos(2 * Math.PI * turn)].map((x) => x.toFixed(2)).join(" ");
    return `M${at(from)}A40 40 0 0 1 ${at(to)}`;
  }
  function cycle(cooperation) {
    const pieces = PHASES.map((_, i) => K.s("path", { d: arc(i / 5 + 0.012, (i + 1) / 5 - 0.012), class: "k-cycle-piece" }));
    const round = K.s("text", { x: 50, y: 48, class: "k-cycle-round" }), label = K.s("text", { x: 50, y: 64, class: "k-cycle-label" });
    const ring = K.s("svg", { class: "k-cycle-ring", viewBox: "0 0 100 100", "aria-hidden": "true" }, pieces, round, label);
    const names = PHASES.map((name, i) => K.h("li", {}, K.h("span", { class: "k-step", text: i + 1 }), K.h("span", { text: K.t("phases." + name) })));
    label.textContent = K.t("cards.round");
    let before = -1;
    return {
      element: K.h("section", { class: "k-cycle" }, ring, K.h("ol", {}, names)),
      refresh(q) {
        const now = K.of(cooperation, "phase", q);
        write(round, K.number(K.of(cooperation, "rounds", q) + 1));
        if (now === before) return;
        before = now;
        pieces.forEach((piece, i) => piece.classList.toggle("k-now", i === now));
        names.forEach((name, i) => (i === now ? name.setAttribute("aria-current", "step") : name.removeAttribute("aria-current")));
      },
    };
  }

  /* ------------------------------------------------------------ its facts, its members, its life */

  function facts(cooperation) {
    const bars = { vitality: bar({ limit: 0 }), quality: bar(), promised: bar({ kind: "k-gauge-needed" }), received: bar() };
    const vitality = fact("cards.vitality", bars.vitality), quality = fact("cards.quality", bars.quality);
    const promised = fact("cards.promised", bars.promised), received = fact("cards.received", bars.received);
    const most = Math.max(...cooperation.promised, ...cooperation.received, 1e-9);
    return {
      element: K.h("dl", { class: "k-facts" }, vitality.element, quality.element, promised.element, received.element),
      refresh(q) {
        const alive = K.of(cooperation, "vitality", q), asleep = Boolean(K.of(cooperation, "dormant", q));
        vitality.set(K.number(alive, 2), K.t(asleep ? "cards.asleep" : alive < 0.4 ? "cards.vitality_weak" : "cards.vitality_fine"));
        vitality.element.classList.toggle("k-warning", asleep);
        bars.vitality.set(alive);
        quality.set(K.number(K.of(cooperation, "quality", q), 2), K.t("cards.scale_0_1"));
        bars.quality.set(K.of(cooperation, "quality", q));
        for (const [name, row] of [["promised", promised], ["received", received]]) {
          const value = K.of(cooperation, name, q);
          row.set(K.t("cards.fte", { value: K.number(value, 2) }));
          bars[name].set(value / most);
        }
      },
    };
  }
  function members(cooperation) {
    const list = K.h("ul", { class: "k-links k-members" }), gone = K.h("p", { class: "k-quiet" });
    const count = heading(3, "cards.members", { count: "" });
    const rows = [...cooperation.members].sort((x, y) => x[1] - y[1] || x[0] - y[0]).map(([m, from, until]) => {
      const button = K.h("button", {
        type: "button", class: "k-link", "data-focus": `member-${m}-${from}`, on: { click: () => K.set({ selected: { municipality: m } }) },
      }, K.h("span", { class: "k-link-name", text: K.town(m) }),
        K.h("span", { class: "k-link-note", text: K.t(m === cooperation.founder && from === cooperation.founded ? "cards.founder_since" : "cards.since", { year: K.year(from) }) }));
      return { item: K.h("li", { hidden: true }, button), m, from, until };
    });
    list.append(...rows.map((one) => one.item));
    return {
      element: K.h("section", {}, count, list, gone),
      refresh(q) {
        let now = 0;
        const left = new Map();
        for (const { item, m, from, until } of rows) {
          const is_in = from <= q && (until < 0 || q < until);
          show(item, is_in);
          now += is_in;
          if (until >= 0 && until <= q) left.set(m, K.t("cards.left_in", { who: K.town(m), year: K.year(until) }));
        }
        for (const one of rows) if (!one.item.hidden) left.delete(one.m); // came back
        write(count, K.t("cards.members", { count: now }));
        write(gone, left.size ? K.t("cards.left", { names: [...left.values()].join(", ") }) : "");
        show(gone, left.size > 0);
      },
    };
  }
  function life(cooperation, run) {
    const rows = run.events.filter((event) => event.cooperation === cooperation.id).map((event) => ({
      q: event.q,
      item: K.h("li", { hidden: true }, K.h("button", {
        type: "button", class: "k-link k-told", on: { click: () => K.setQuarter(event.q) },
      }, K.h("span", { class: "k-link-note", text: K.when(event.q) }), K.h("span", { text: K.pick(event.text) }))),
    }));
    const list = K.h("ol", { class: "k-links" }, rows.map((one) => one.item).reverse());
    return {
      element: K.h("section", {}, heading(3, "cards.life"), list),
      refresh(q) {
        for (const { q: then, item } of rows) show(item, then <= q);
      },
    };
  }
  function standing(cooperation) {
    const words = K.h("p", { class: "k-cooperation-standing" });
    return {
      element: words,
      refresh(q) {
        const { founded, ended, partner, founder } = cooperation;
        const said = [K.t("cards.founded", { when: K.when(founded), who: K.town(founder) })];
        if (partner) said.push(K.t("cards.partner", { partner }));
        if (q < founded) said.splice(0, 2, K.t("cards.not_yet", { when: K.when(founded) }));
        else if (ended >= 0 && ended <= q) said.push(K.t("cards.ended", { when: K.when(ended) }));
        write(words, said.join(" "));
      },
    };
  }

  K.cards.cooperation = function (id, side) {
    const run = K.run(side), cooperation = run.cooperations.find((one) => one.id === id);
    if (!cooperation) {
      return { head: K.cards.head(K.t("cards.cooperation"), "", side), refresh() {}, elements: [
        K.h("p", { class: "k-quiet", text: K.t(K.state.view === "one" ? "cards.unknown" : "cards.not_in_side", { side: side.toUpperCase() }) })] };
    }
    const fields = !cooperation.cross ? null : K.h("ul", { class: "k-card-fields" }, cooperation.fields.map((f) =>
      K.h("li", {}, K.cards.dots({ fields: [f] }), K.pick(K.data.county.fields[f].title))));
    const lived = [cycle(cooperation), facts(cooperation), members(cooperation)];
    const always = [standing(cooperation), life(cooperation, run)];
    return {
      head: K.cards.head(K.pick(cooperation.name), K.t(cooperation.cross ? "cards.kind_cross" : "cards.kind_field"), side),
      elements: [fields, always[0].element, ...lived.map((one) => one.element), always[1].element].filter(Boolean),
      refresh(q) {
        const alive = K.isAlive(cooperation, q);
        for (const one of lived) {
          show(one.element, alive);
          if (alive) one.refresh(q);
        }
        for (const one of always) one.refresh(q);
      },
    };
  };
})();
