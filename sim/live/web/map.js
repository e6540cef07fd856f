/* The map: one future, two side by side, or what B changes against A. */
(function () {
  const maps = (K.maps ??= {});
  const NAMES = ["a", "b", "difference"];
  let part;

  K.part("map", {
    create(root) {
      part = this;
      root.classList.add("k-map-root");
      this.sheets = Object.fromEntries(NAMES.map((name) => [name, sheetOf(name)]));
      this.source = K.h("p", { class: "k-map-source" });
      this.row = K.h("div", { class: "k-map-row" }, NAMES.map((name) => this.sheets[name].root), this.source);
      this.legend = K.h("div", { class: "k-map-legend" });
      root.append(this.row, this.legend);
      const watch = new ResizeObserver(() => later());
      watch.observe(root);
      for (const sheet of Object.values(this.sheets)) watch.observe(sheet.stage);
    },

    skips: ["data", "fan", "pending"],
    update(changed) {
      if (!K.data.county) {
        this.row.dataset.empty = "true";
        return;
      }
      if (changed.size === 1 && changed.has("quarter")) return this.draw();
      const only = ["selected", "quarter"];
      if ([...changed].every((one) => only.includes(one))) {
        for (const sheet of this.shown()) sheet.dimmed = true; // what is chosen has changed
        return this.draw();
      }
      if (![...changed].some((one) => ["data", "view", "lang", "settings", "selected", "quarter"].includes(one))) return;
      delete this.row.dataset.empty;
      this.arrange();
      if (changed.has("lang")) for (const sheet of Object.values(this.sheets)) sheet.built = "";
      for (const sheet of this.shown()) Object.assign(sheet, { words: "", dimmed: true });
      this.draw();
    },

    /** Which sheets are shown; a wall has room for one. */
    shown() {
      const { view, side, presenter } = K.state;
      const names = view === "difference" ? ["difference"] : view === "two" && !presenter ? ["a", "b"] : [side];
      return names.map((name) => this.sheets[name]);
    },
    arrange() {
      const shown = this.shown();
      for (const sheet of Object.values(this.sheets)) {
        sheet.root.hidden = !shown.includes(sheet);
        sheet.stage.dataset.alone = shown.length === 1;
      }
      this.row.dataset.count = shown.length;
      const source = K.data.county.source ?? ""; // whose outlines these are must be said wherever they are drawn
      this.source.hidden = !source;
      if (this.source.textContent !== source) this.source.textContent = source;
      const { clientWidth: wide, clientHeight: high } = this.root;
      const rem = parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
      this.root.classList.toggle("is-beside", shown.length === 1 && wide > 1.25 * high && wide > 34 * rem);
      this.row.style.setProperty("--map-shape", `${K.data.county.width} / ${Math.round(K.data.county.height)}`);
      // measured here only: to ask for a size after every step would make the browser lay out the page twice
      for (const sheet of shown) sheet.size = [sheet.stage.clientWidth, sheet.stage.clientHeight, shown.length, rem].join();
      const meant = [K.state.lang, K.state.view === "difference", K.state.presenter, K.data.county.name, K.data.county.fields.length, K.data.county.others?.length].join();
      if (this.legend.dataset.meant !== meant) {
        this.legend.dataset.meant = meant;
        maps.legend(this.legend, K.state.view === "difference" ? "difference" : "future");
      }
    },
    draw() {
      for (const sheet of this.shown()) drawn(sheet);
    },
  });

  let waiting = 0;
  /** The size of a map has changed: draw anew, once, when things have come to rest. */
  function later() {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      if (!K.data.county || part.row.dataset.empty !== undefined) return;
      part.arrange();
      part.draw();
    }, 30);
  }

  function sheetOf(name) {
    const sheet = { name, keys: [], drawn: new Map(), shown: new Set(), roving: 0 };
    sheet.title = K.h("h3");
    sheet.what = K.h("span", { class: "k-map-what" });
    sheet.example = K.h("span", { class: "k-map-example" });
    sheet.unit = K.h("p", { class: "k-map-carried" });
    sheet.rare = K.h("p", { class: "k-map-rare k-quiet k-small", hidden: true });
    sheet.chips = K.h("p", { class: "k-map-chips" });
    sheet.hint = K.h("p", { class: "k-map-hint", "aria-hidden": "true", hidden: true });
    sheet.svg = K.s("svg", { class: "k-map-svg", role: "group" });
    sheet.svg.append(K.s("defs", {}, name === "difference" ? [hatch("a", 45), hatch("b", -45)] : [], hatch("nobodys", -45, name)));
    sheet.stage = K.h("div", { class: "k-map-stage" }, sheet.svg, sheet.chips, sheet.hint);
    sheet.root = K.h("div", { class: "k-map-sheet is-" + name, hidden: true },
      K.h("div", { class: "k-map-head" }, K.h("p", { class: "k-map-line1" }, sheet.title, sheet.what, sheet.example), sheet.unit, sheet.rare),
      sheet.stage);
    maps.listen(sheet);
    return sheet;
  }
  const hatch = (side, turn, of = "") =>
    K.s("pattern", { id: "k-map-hatch-" + side + of, class: "k-map-hatch is-" + side, width: 16, height: 16, patternUnits: "userSpaceOnUse", patternTransform: `rotate(${turn})` },
      K.s("rect", { width: 16, height: 16 }), K.s("rect", { class: "k-map-stripe", width: side === "nobodys" ? 2 : 6, height: 16 }));

  /** A sheet as it must look now; only what differs is touched. */
  function drawn(sheet) {
    const { county } = K.data;
    if (sheet.built !== sheet.size || sheet.county !== county) {
      if (!maps.build(sheet)) return;
      Object.assign(sheet, { built: sheet.size, county });
    }
    const q = Math.min(K.state.quarter, county.quarters - 1);
    if (sheet.name === "difference") maps.showDifference(sheet, q);
    else maps.show(sheet, K.run(sheet.name), q);
    words(sheet);
  }

  /* ------------------------------------------------------------ words over a map */

  function words(sheet) {
    const isDifference = sheet.name === "difference";
    const run = isDifference ? K.run("b") && K.run("a") : K.run(sheet.name);
    if (!sheet.words) {
      sheet.words = "said";
      sheet.unitKey = sheet.chipKey = null;
      sheet.example.textContent = maps.exampleWords(isDifference ? "b" : sheet.name);
      const rare = isDifference ? "" : neverHere(sheet.name);
      sheet.rare.hidden = !rare;
      sheet.rare.textContent = rare;
      const name = K.t(isDifference ? "map.difference" : "map.future_" + sheet.name);
      K.clear(sheet.title).append(isDifference ? "" : swatch(sheet.name), name);
      sheet.svg.setAttribute("aria-label", K.t("map.map_of", { name }));
      const pending = isDifference ? ["a", "b"].some((side) => K.data[side].pending?.run) : K.data[sheet.name].pending?.run;
      sheet.root.classList.toggle("is-waiting", Boolean(pending) || !run);
      sheet.stage.dataset.waiting = K.t("map.waiting");
    }
    if (!isDifference) head(sheet);
    unitWords(sheet, run);
    chips(sheet, run);
  }
  /** Runs are counted from 0, as on the command line. */
  maps.exampleWords = (side) => K.t("map.example", { number: K.example(), last: K.number((K.fan(side)?.runs ?? K.runs ?? 200) - 1) });
  const FEW = 0.05; // of the futures: so small a difference is none to look for
  /** Two maps that look alike, without a unit in either: how many of the futures have one, where that differs by more than a few. */
  function neverHere(side) {
    if (K.state.view !== "two" || K.state.presenter) return "";
    const sides = ["a", "b"], fans = sides.map((one) => K.fan(one));
    if (!fans.every(Boolean) || !sides.every((one) => K.run(one)?.unit.level.every((level) => !level))) return "";
    const [a, b] = fans.map((fan) => fan.founded.filter((when) => when >= 0).length);
    if (Math.abs(a - b) < FEW * fans[0].runs) return "";
    return [K.t("map.never_here", { count: K.number(side === "a" ? a : b), runs: K.number(fans[0].runs) }), K.board ? "" : K.t("map.never_here_other")].filter(Boolean).join(" ");
  }
  /** What the future is. */
  function head(sheet) {
    const said = described(sheet.name), all = described(sheet.name, K.turnToldAtLast);
    if (sheet.said === said && sheet.all === all) return;
    Object.assign(sheet, { said, all });
    sheet.what.replaceChildren(...K.describedWithRoom(said, all));
  }
  const described = (side, told) => {
    const list = K.describe(side, told);
    return list.length > 3 ? list.slice(0, 2).join(" · ") + " · " + K.t("map.and_more", { count: list.length - 2 }) : list.join(" · ");
  };
  const swatch = (side) =>
    K.s("svg", { class: "k-map-swatch-line is-" + side, viewBox: "0 0 30 10", "aria-hidden": "true" }, K.s("path", { d: "M0 5H30" }));

  function unitWords(sheet, run) {
    const isDifference = sheet.name === "difference";
    const now = run && !isDifference ? sheet.now : null;
    const said = !run ? K.t("map.waiting") : isDifference ? sumDifference(sheet) : now.vote ? voteLine(now) : unitLine(now);
    const sign = now?.vote ? (now.vote.carried ? "yes" : "no") : now ? "unit" : "";
    const key = said + sign + now?.unit.level;
    if (sheet.unitKey === key) return;
    sheet.unitKey = key;
    K.clear(sheet.unit).append(!sign ? "" : maps.legendSign(sign), K.h("span", { text: said }));
    sheet.unit.classList.toggle("is-asked", sign === "unit" && !now.unit.level);
  }
  /** In the quarter of a vote: how the councils voted, and how many had to agree (-1: residents are counted). */
  function voteLine({ vote, yes, no }) {
    const needed = vote.needed < 0 ? "" : K.t("map.vote_needed", { count: vote.needed });
    return K.t(vote.carried ? "map.vote_carried" : "map.vote_lost", { yes: yes.size, needed, no: no.size });
  }
  function unitLine({ unit, asked }) {
    if (unit.level > 0) {
      const facts = { members: unit.members.length, total: K.data.county.municipalities.length, capacity: K.number(unit.capacity, 1) };
      return K.t("map.unit", { level: K.t("levels." + levelName(unit.level)), facts: K.t("plots.map.unit_" + (unit.capacity > 0.04 ? "facts" : "starts"), facts) });
    }
    return unit.preparing ? K.t("map.unit_preparing", { asked: asked.size }) : K.t("map.unit_none");
  }
  const levelName = (level) => (K.data.setup.levels ?? ["none", "informal", "shared_staff", "office"])[Math.round(level)];
  maps.unitLine = unitLine;
  function sumDifference({ now }) {
    const only = (kind) => now.carried.filter((one) => one === kind).length;
    const more = now.b.alive.length - now.a.alive.length;
    const unit = K.t("map.sum_unit", { a: only("a"), b: only("b"), both: only("both") });
    return unit + " " + (more === 0 ? K.t("map.sum_same") : K.t(more > 0 ? "map.sum_more" : "map.sum_less", { count: Math.abs(more) }));
  }

  /** What else happens in this very quarter: an election. */
  function chips(sheet, run) {
    const said = [];
    const now = run && sheet.name !== "difference" ? sheet.now : null;
    if (now?.election) said.push(K.t("map.election"));
    const key = said.join();
    if (sheet.chipKey === key) return;
    sheet.chipKey = key;
    K.clear(sheet.chips).append(...said.map((text) => K.h("span", { class: "k-map-chip", text })));
  }
})();
