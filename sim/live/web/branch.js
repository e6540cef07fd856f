/* Branching: something else is chosen at a quarter, and future B goes its own way from there. */
(() => {
  const { h } = K;
  const MOST_TURNS = 20;
  const SHOCKS = { // what a shock is offered with: strength in per cent, quarters
    out_migration: [12, 8], in_migration: [10, 8], ageing: [10, 20], retirement_wave: [30, 8],
    key_person_loss: [50, 4], budget_cut: [40, 8], facility_closure: [20, 8],
  };
  let root, button, dialog;

  /* ------------------------------------------------------------ how the run stands at a quarter */

  function standing(form) {
    const side = form.from(), run = K.run(side), q = form.quarter();
    if (!run || q >= run.unit.level.length) return { side, run: null, unit: false, level: 0, members: [] };
    const unit = K.unitAt(run, q), level = levelNumber(unit.level);
    const cooperations = (f) => K.aliveAt(run, q).filter((one) => !one.cross && one.fields[0] === f && !K.of(one, "dormant", q)).map((one) => K.membersAt(one, q));
    return { side, run, unit: level > 0, preparing: unit.preparing, level, members: unit.members, cooperations };
  }
  const levelNumber = (level) => (typeof level === "number" ? level : K.data.setup.levels.indexOf(level));

  /* ------------------------------------------------------------ pieces of the form */

  let ids = 0;
  function field(key, control, note) {
    const id = "k-branch-" + ++ids;
    control.id = id;
    return h("div", { class: "k-branch-field" }, h("label", { for: id, text: K.t(key) }), control, note || null);
  }
  const select = (options, value) => {
    const made = h("select", {}, options.map(([id, text]) => h("option", { value: id, text })));
    if (value !== undefined) made.value = value;
    return made;
  };
  const numberInput = (value, min, max, step) => h("input", { type: "number", value, min, max, step, required: true });
  function radios(name, options, value) {
    const inputs = options.map(([id]) => h("input", { type: "radio", name, value: id, checked: id === value }));
    return {
      element: h("div", { class: "k-choices", role: "radiogroup" },
        options.map(([, text], i) => h("label", { class: "k-choice" }, inputs[i], h("span", { text })))),
      value: () => inputs.find((one) => one.checked)?.value,
      put: (next) => inputs.forEach((one) => (one.checked = one.value === next)),
    };
  }
  const townsSorted = () => [...K.data.county.municipalities].sort((x, y) => x.name.localeCompare(y.name, "de"));
  const townOptions = () => townsSorted().map((one) => [one.key, one.name]);
  const selectedKey = () => K.data.county.municipalities[K.state.selected?.municipality]?.key;
  const inside = (value, low, high) => value !== "" && Number.isFinite(Number(value)) && Number(value) >= low && Number(value) <= high;

  /* ------------------------------------------------------------ what can be chosen: {words, fields, turn(), wrong(now)} */

  const KINDS = {
    set_level() {
      const levels = K.data.setup.levels.filter((one) => one !== "none");
      const level = select(levels.map((one) => [one, K.t("levels." + one)]), "office");
      const asked = radios("k-asked", [["yes", K.t("branch.councils_vote")], ["no", K.t("branch.all_agree")]], "yes");
      return {
        fields: [field("branch.level", level), asked.element],
        offer(now) { // the next form up; the highest can only become smaller
          const top = levels.length;
          level.value = levels[!now.unit ? top - 1 : now.level < top ? now.level : Math.max(0, top - 2)];
        },
        turn: () => ({ level: level.value, asked: asked.value() === "yes" }),
        wrong: (now) => (now.unit && levelNumber(level.value) === now.level ? K.t("branch.wrong_same_level", { level: K.t("levels." + level.value) }) : ""),
      };
    },
    end_unit: () => ({
      fields: [], kind: "set_level", turn: () => ({ level: "none", asked: false }),
      wrong: (now) => (now.run && !now.unit && !now.preparing ? K.t("branch.wrong_no_unit", { side: now.side.toUpperCase() }) : ""),
    }),
    invite() {
      const town = select(townOptions(), selectedKey());
      const into = select([["", K.t("branch.into_unit")], ...K.data.county.fields.map((one) => [one.name, K.t("branch.into_field", { field: K.pick(one.title) })])]);
      return {
        fields: [field("branch.who", town), field("branch.into", into)],
        offer(now) { // somebody who is not in it yet
          into.value = now.unit ? "" : K.data.county.fields[0]?.name ?? "";
          const isIn = (key) => now.members.some((m) => K.data.county.municipalities[m].key === key);
          if (isIn(town.value)) town.value = townsSorted().find((one) => !isIn(one.key))?.key ?? town.value;
        },
        turn: () => ({ municipality: town.value, field: into.value }),
        wrong(now) {
          if (!now.run) return "";
          const m = K.data.county.municipalities.findIndex((one) => one.key === town.value), side = now.side.toUpperCase();
          if (into.value) {
            const there = now.cooperations(K.data.county.fields.findIndex((one) => one.name === into.value));
            if (!there.length) return K.t("branch.wrong_no_cooperation", { side });
            return there.some((members) => members.includes(m)) ? K.t("branch.wrong_in_field", { who: K.town(m) }) : "";
          }
          if (!now.unit) return K.t("branch.wrong_no_unit", { side });
          return now.members.includes(m) ? K.t("branch.wrong_member", { who: K.town(m) }) : "";
        },
      };
    },
    hire() {
      const where = select([["", K.t("branch.for_unit")], ...townOptions()], selectedKey() ?? "");
      const fte = numberInput(1, 0.25, 10, 0.25);
      return {
        fields: [field("branch.where", where), field("branch.posts", fte)],
        offer: (now) => { if (!now.unit && where.value === "") where.value = townOptions()[0]?.[0] ?? ""; },
        turn: () => ({ municipality: where.value, fte: Number(fte.value) }),
        wrong: () => (inside(fte.value, 0.25, 10) ? "" : K.t("branch.wrong_number", { low: K.number(0.25, 2), high: 10 })),
      };
    },
    end_funding: () => ({ fields: [], turn: () => ({}), wrong: () => "" }),
    shock() {
      const kind = select(K.data.setup.shocks.map((one) => [one, K.t("shocks." + one)]));
      const strength = numberInput(12, 1, 100, 1), quarters = numberInput(8, 1, 80, 1), note = h("p", { class: "k-quiet k-small" });
      const offer = () => {
        const [percent, length] = SHOCKS[kind.value] || [20, 8];
        strength.value = percent;
        quarters.value = length;
        const means = "branch.strength_" + kind.value;
        K.cards.write(note, K.has(means) ? K.t(means) : "");
      };
      kind.addEventListener("change", offer);
      offer();
      return {
        fields: [field("branch.shock", kind), field("branch.strength", strength), field("branch.quarters", quarters), note],
        turn: () => ({ shock: kind.value, magnitude: Number(strength.value) / 100, duration: Number(quarters.value) }),
        wrong() {
          if (!inside(strength.value, 1, 100)) return K.t("branch.wrong_number", { low: 1, high: 100 });
          return inside(quarters.value, 1, 80) && Number.isInteger(Number(quarters.value)) ? "" : K.t("branch.wrong_whole", { low: 1, high: 80 });
        },
      };
    },
  };
  /** The sensible ones first: what is there can grow or end, what is not can begin. */
  const orderFor = (now) => (!now.unit ? ["set_level", "shock", "invite", "hire", "end_funding", "end_unit"]
    : now.level < K.data.setup.levels.length - 1 ? ["set_level", "end_unit", "invite", "hire", "end_funding", "shock"]
    : ["end_unit", "end_funding", "invite", "hire", "set_level", "shock"]);

  /* ------------------------------------------------------------ the dialog */

  function whenFields() {
    const { start, quarters } = K.data.county;
    const year = select(Array.from({ length: Math.ceil(quarters / 4) }, (_, i) => [String(i), String(start + i)]), String(Math.floor(K.state.quarter / 4)));
    const quarter = select([1, 2, 3, 4].map((n) => [String(n - 1), K.t("branch.quarter", { n })]), String(K.state.quarter % 4));
    quarter.setAttribute("aria-label", K.t("branch.quarter_label"));
    year.setAttribute("aria-label", K.t("branch.year_label"));
    return { element: h("p", { class: "k-branch-when" }, K.t("branch.from"), " ", quarter, year), quarter: () => 4 * Number(year.value) + Number(quarter.value) };
  }
  function build() {
    const when = whenFields(), differs = !K.same();
    const how = radios("k-branch-how", [["anew", K.t("branch.anew")], ["also", K.t("branch.also")]], "anew");
    const form = { quarter: when.quarter, from: () => (differs && how.value() === "also" ? "b" : "a") };
    const kinds = {}, blocks = {};
    for (const name of Object.keys(KINDS)) {
      kinds[name] = KINDS[name]();
      const radio = h("input", { type: "radio", name: "k-branch-kind", value: name });
      blocks[name] = { radio, note: h("span", { class: "k-quiet" }) };
      blocks[name].fields = h("div", { class: "k-branch-fields", hidden: true }, kinds[name].fields);
      blocks[name].name = h("strong");
      blocks[name].element = h("div", { class: "k-branch-kind" },
        h("label", {}, radio, h("span", {}, blocks[name].name, " ", blocks[name].note)), blocks[name].fields);
    }
    const list = h("div", { class: "k-branch-kinds", role: "radiogroup", "aria-label": K.t("branch.what") });
    const wrong = h("p", { class: "k-branch-wrong", role: "alert", hidden: true }), told = h("p", { class: "k-branch-told", role: "status" });
    const ok = h("button", { type: "submit", class: "k-plain k-main" }, K.icon("branch"), K.t("branch.ok"));
    const element = h("form", { method: "dialog", novalidate: true },
      h("h2", { id: "k-branch-title", text: K.t("branch.title") }), when.element, list,
      differs ? h("div", { class: "k-branch-how" }, h("p", { text: K.t("branch.differs") }), how.element) : null,
      told, wrong,
      h("div", { class: "k-branch-end" }, h("button", { type: "button", class: "k-plain", text: K.t("branch.cancel"), on: { click: () => dialog.close() } }), ok));

    const chosen = () => Object.keys(kinds).find((name) => blocks[name].radio.checked);
    const turn = () => ({ kind: kinds[chosen()].kind ?? chosen(), quarter: when.quarter(), ...kinds[chosen()].turn() });
    let before = "";
    /** What is offered follows from how the run stands at that quarter. */
    function offer() {
      const now = standing(form), key = `${now.side} ${now.unit} ${now.preparing} ${now.level}`;
      if (key === before) return;
      const first = !before;
      before = key;
      list.replaceChildren(...orderFor(now).map((name) => blocks[name].element));
      for (const [name, { name: title, note, radio }] of Object.entries(blocks)) {
        const words = name === "set_level" ? (now.unit ? "change_level" : "found") : name;
        title.textContent = K.t("branch.kind_" + words);
        note.textContent = K.t("branch.note_" + words);
        radio.disabled = name === "end_unit" && Boolean(now.run) && !now.unit && !now.preparing;
        kinds[name].offer?.(now);
      }
      if (first || blocks[chosen()]?.radio.disabled) blocks[orderFor(now)[0]].radio.checked = true;
    }
    function problem() {
      if (when.quarter() >= K.data.county.quarters) return K.t("branch.wrong_quarter", { when: K.when(K.data.county.quarters - 1) });
      const future = next();
      if (future.turns.length > MOST_TURNS) return K.t("branch.wrong_many", { count: MOST_TURNS });
      const last = JSON.stringify(future.turns[future.turns.length - 1]);
      if (future.turns.slice(0, -1).some((one) => JSON.stringify(one) === last)) return K.t("branch.wrong_twice");
      return kinds[chosen()].wrong(standing(form));
    }
    function next() {
      const { measures, turns } = K.state[form.from()];
      return { measures: { ...measures }, turns: [...turns, turn()] };
    }
    function refresh() {
      offer();
      for (const [name, { fields }] of Object.entries(blocks)) K.cards.show(fields, name === chosen() && kinds[name].fields.length > 0);
      const what = problem();
      K.cards.write(told, what ? "" : K.t(form.from() === "b" ? "branch.summary_also" : "branch.summary", { told: K.turnWords(turn()) }));
      K.cards.write(wrong, what);
      K.cards.show(wrong, what !== "");
      ok.disabled = what !== "";
    }
    element.addEventListener("input", refresh);
    element.addEventListener("change", refresh);
    element.addEventListener("submit", (event) => {
      event.preventDefault();
      if (problem()) return refresh();
      const b = next(), quarter = when.quarter();
      dialog.close();
      K.set({ b, quarter, view: K.state.view === "one" && !K.state.presenter ? "two" : K.state.view, side: "b", playing: false });
    });
    refresh();
    return { element, first: () => blocks[chosen()].radio };
  }

  K.openBranch = function () {
    if (!K.data.county || dialog?.open) return;
    const { element, first } = build();
    dialog?.remove();
    const wasOnIt = document.activeElement === button; // if not, the space bar is to play on afterwards
    dialog = h("dialog", { class: "k-dialog k-branch-dialog", "aria-labelledby": "k-branch-title",
      on: { close: () => wasOnIt && button.focus({ preventScroll: true }) } }, element);
    (root.closest(".k") || document.body).append(dialog);
    dialog.showModal();
    first().focus();
    K.set({ playing: false });
  };

  /** What was chosen on the way in a future, each with a button that takes it back; null when nothing. */
  K.turnList = function (side) {
    const { turns } = K.state[side];
    if (!turns.length || !K.data.county) return null;
    const remove = (i) => K.set({ [side]: { ...K.state[side], turns: turns.filter((_, at) => at !== i) } });
    return h("div", { class: "k-turns" }, h("h3", { text: K.t("branch.turns", { side: side.toUpperCase() }) }),
      h("ul", {}, turns.map((turn, i) => h("li", {},
        h("button", { type: "button", class: "k-turn-words", on: { click: () => K.setQuarter(turn.quarter) } }, K.icon("branch"), h("span", { "data-turn": i, "data-side": side, text: K.turnTold(turn, side) })),
        h("button", { type: "button", class: "k-button k-tiny", "data-focus": `turn-${i}`, "aria-label": K.t("branch.remove", { what: K.turnWords(turn) }), on: { click: () => remove(i) } }, K.icon("close"))))));
  };

  K.part("branch", {
    create(element) {
      root = element;
      button = h("button", { type: "button", class: "k-plain k-main k-branch-button", on: { click: K.openBranch } }, K.icon("branch"), h("span"));
      root.append(button);
    },
    update(changed) {
      for (const words of document.querySelectorAll(".k-turn-words [data-turn]")) { // with time it shows what came of them
        const { side } = words.dataset, turn = K.state[side].turns[words.dataset.turn];
        if (turn) K.cards.write(words, K.turnTold(turn, side));
      }
      if (changed.size === 1 && changed.has("quarter")) return;
      if (changed.has("lang")) {
        button.lastChild.textContent = K.t("branch.here");
        dialog?.close();
      }
      button.disabled = !K.data.county;
    },
  });
  K.key("b", "branch.key", () => K.openBranch());
})();
