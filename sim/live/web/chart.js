/* The curves: up to seven small charts (in presenter mode one), each with the fan of the many futures. */
(function () {
  const VALUE_WITH_UNIT = new Set(["strategic_time", "relief", "synergy", "coordination_effort", "net_benefit",
    "institution_capacity", "institution_members", "population"]);
  const LEAST_HEIGHT = 6.2; // rem of one chart with its head
  let root, head, list, foot, said, figures = [];
  let drawn = [], fans = [], worded = "", watching;

  /** A value as it is said in a sentence: with its unit where one belongs to it. */
  K.valueInWords = (name, x, signed) =>
    K.valueOf(name, x, signed) + (VALUE_WITH_UNIT.has(name) ? " " + K.t(`indicators.${name}.unit`) : "");
  /** A value as it is said; a difference of shares in points. */
  const valueIn = (name, x, side) => (side !== "d" ? K.valueOf(name, x) : K.indicator(name).percent
    ? K.t("chart.points", { value: K.signed(100 * x, K.indicator(name).decimals) }) : K.valueOf(name, x, true));
  const nameOf = (name) => K.t(`indicators.${name}.name`);
  const unitOf = (name) => (!K.indicator(name).percent ? K.t(`indicators.${name}.unit`)
    : K.t(K.state.view === "difference" ? "chart.percentage_points" : "chart.percent"));
  const letter = (side) => (side === "d" ? "B − A" : side.toUpperCase());
  const badge = (side) => K.h("b", { class: "k-chart-letter k-chart-" + side, text: letter(side) });

  K.part("chart", {
    create(place) {
      root = place;
      root.classList.add("k-chart");
      createHead();
      K.guess.create(root.appendChild(K.h("div", { class: "k-guess", hidden: true })));
      list = root.appendChild(K.h("div", { class: "k-chart-list" }));
      foot = root.appendChild(K.h("p", { class: "k-chart-foot" }));
      watching = new ResizeObserver(() => paint());
      new ResizeObserver(() => figures.length && figures.length !== shown().length && K.update(new Set(["view"]))).observe(root);
    },
    update(changed) {
      if (!K.data.setup || !K.data.county) return;
      const slow = ["lang", "data", "pending", "view", "settings", "guess"].some((one) => changed.has(one));
      if (slow || !figures.length) {
        words(worded !== K.state.lang);
        worded = K.state.lang;
        paint();
      }
      if (slow || changed.has("quarter")) step();
      if (changed.has("play")) tellPlots();
    },
  });

  /** The indicators that are shown now: only known ones, as many as can be read; in presenter mode the first;
   *  while it is guessed, that one alone, so that there is room to draw. */
  function shown() {
    const { guess } = K.state;
    if (guess && K.guess.isDrawable(guess.indicator)) return [guess.indicator];
    const known = K.state.indicators.filter((name) => K.indicator(name));
    if (!known.length) known.push(K.data.setup.indicators[0].name);
    return known.slice(0, K.state.presenter ? 1 : guess || K.state.story ? known.length : roomFor());
  }
  /** How many charts there is room for: rather fewer than cut ones. A phone has a page to scroll. */
  function roomFor() {
    if (innerWidth <= 700) return Infinity;
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
    const high = root.clientHeight - head.offsetHeight - foot.offsetHeight - 1.6 * rem;
    return Math.max(1, Math.floor(high / (LEAST_HEIGHT * rem)));
  }

  /* ---------------------------------------------------------------- head: how many futures found a unit */

  function createHead() {
    const bar = (side) => K.h("div", { class: "k-founded", "data-side": side }, badge(side),
      K.h("span", { class: "k-founded-bar", "aria-hidden": "true" }, K.h("span", { class: "k-founded-part k-chart-" + side })),
      K.h("span", { class: "k-founded-words" }));
    said = { title: K.h("h2", { class: "k-hidden" }), founded: K.h("span", { class: "k-founded-title" }),
      a: bar("a"), b: bar("b"), waiting: K.h("span", { class: "k-chart-waiting", role: "status" }),
      guess: K.h("button", { type: "button", class: "k-plain k-guess-button", on: { click: () => K.guess.toggle() } },
        K.icon("guess"), K.h("span")) };
    head = root.appendChild(K.h("div", { class: "k-chart-head" }, said.title,
      said.founded, said.waiting, said.guess, said.a, said.b));
  }
  function words(lang) {
    if (lang) {
      said.title.textContent = K.t("chart.title");
      said.founded.textContent = K.t("chart.founded_title");
      said.guess.lastChild.textContent = K.t("chart.guess_button");
      legend(foot);
    }
    const { view, side } = K.state;
    said.a.hidden = view === "one" && side === "b";
    said.b.hidden = (view === "one" && side === "a") || (view === "two" && K.same());
    said.guess.hidden = Boolean(K.state.guess) || K.data.county.quarters < 3;
    const { a, b } = K.data;
    const preparing = (a.preparing || b.preparing) && (!a.fan || !b.fan);
    const pending = [a, b].some((one) => one.pending.fan || one.pending.run);
    const few = ["a", "b"].map(K.fan).filter((fan) => fan && fan.runs < K.runs)[0];
    const waiting = preparing ? K.t("chart.preparing") : few ? K.t("chart.few", { count: few.runs, runs: K.runs }) : pending ? K.t("chart.pending") : "";
    if (said.waiting.textContent !== waiting) said.waiting.textContent = waiting;
    said.waiting.classList.toggle("k-chart-preparing", preparing);
    root.setAttribute("aria-busy", pending);
    K.guess.words();
    root.classList.toggle("k-chart-covered", K.guess.cover() !== null);
    const names = shown();
    if (figures.length !== names.length) rebuild(names.length);
    figures.forEach((figure, i) => nameFigure(figure, names[i], lang));
  }
  function legend(place) {
    const sign = (d, props) => K.s("svg", { class: "k-legend-sign", viewBox: "0 0 24 12", "aria-hidden": "true" },
      K.s("path", { d, ...props }));
    const item = (key, d, opacity) => K.h("span", {}, sign(d, { opacity }), K.t(key));
    K.clear(place).append(
      item("chart.legend_wide", "M0 0H24V12H0Z", 0.2), " ", item("chart.legend_half", "M0 1H24V11H0Z", 0.45), " ",
      item("chart.legend_median", "M0 5H3V7H0ZM7 5H10V7H7ZM14 5H17V7H14ZM21 5H24V7H21Z", 1), " ",
      K.h("span", {}, sign("M0 4H24V8H0Z", {}), K.h("strong", { text: K.t("chart.legend_line") })));
  }

  /* ---------------------------------------------------------------- one chart */

  function rebuild(count) {
    watching.disconnect();
    figures = Array.from({ length: count }, (_, index) => createFigure(index));
    K.clear(list).append(...figures.map((one) => one.element));
    for (const one of figures) watching.observe(one.plotBox);
    drawn = [];
  }
  function createFigure(index) {
    const figure = { index, name: null, plot: null, hovered: null };
    figure.select = K.h("select", { class: "k-chart-select", on: { change: (event) => choose(index, event.target.value) } });
    figure.info = K.button("info", "", () => explain(figure), { "aria-expanded": "false", "aria-controls": "k-chart-text-" + index });
    figure.info.classList.add("k-chart-info");
    figure.text = K.h("p", { class: "k-chart-text", id: "k-chart-text-" + index, hidden: true });
    figure.values = K.h("span", { class: "k-chart-values" });
    figure.plotBox = K.h("div", { class: "k-chart-plot", role: "img" });
    figure.tip = K.h("div", { class: "k-chart-tip", hidden: true });
    figure.sentence = K.h("p", { class: "k-chart-sentence", hidden: true });
    figure.element = K.h("figure", { class: "k-chart-figure" },
      K.h("div", { class: "k-chart-row" }, figure.select, figure.info, figure.values),
      figure.text, K.h("div", { class: "k-chart-room" }, figure.plotBox, figure.tip), figure.sentence);
    listen(figure);
    return figure;
  }
  function nameFigure(figure, name, lang) {
    const { select } = figure;
    if (lang || !select.options.length)
      K.clear(select).append(...K.data.setup.indicators.map((one) => K.h("option", { value: one.name, text: nameOf(one.name) })));
    figure.name = name;
    select.value = name;
    select.title = nameOf(name); // whole, where the row has no room for it
    select.disabled = K.guess.isDrawable(name);
    figure.plotBox.classList.toggle("k-chart-drawing", select.disabled);
    figure.element.classList.toggle("k-chart-guessing", select.disabled);
    select.setAttribute("aria-label", K.t("chart.choose"));
    figure.info.setAttribute("aria-label", K.t("chart.explain", { name: nameOf(name) }));
    figure.info.title = K.t("chart.explain", { name: nameOf(name) });
    figure.text.textContent = nameOf(name) + ": " + K.t(`indicators.${name}.explanation`);
    figure.parts = K.curves(name).map(({ side }) => {
      const value = K.h("span");
      return { side, value, element: K.h("span", { class: "k-chart-value" }, badge(side), value) };
    });
    K.clear(figure.values).append(...figure.parts.map((one) => one.element));
    figure.sentence.hidden = K.state.view !== "difference";
  }
  function choose(index, name) {
    const indicators = [...K.state.indicators];
    indicators[index] = name;
    K.set({ indicators });
  }
  function explain(figure) {
    figure.text.hidden = !figure.text.hidden;
    figure.info.setAttribute("aria-expanded", !figure.text.hidden);
  }

  /* ---------------------------------------------------------------- painting */

  /** Draw all charts anew, if anything that they show has changed. */
  function paint() {
    if (!K.data.county || !figures.length) return;
    const { a, b, county } = K.data;
    const { lang, view, side, guess } = K.state;
    const sizes = figures.map(({ plotBox }) => [plotBox.clientWidth, plotBox.clientHeight]);
    const em = parseFloat(getComputedStyle(list).fontSize);
    const now = [a.fan, b.fan, a.run, b.run, county, lang, view, side, K.same(), em, JSON.stringify(guess),
      ...sizes.flat(), ...figures.map((one) => one.name)];
    if (now.length === drawn.length && now.every((one, i) => one === drawn[i])) return;
    drawn = now;
    paintAll(sizes, em);
    markNewFan();
    step();
  }
  function paintAll(sizes, em) {
    const { quarter } = K.state, cover = K.guess.cover();
    const specs = figures.map(({ name }, i) => {
      const [width, height] = sizes[i], curves = K.curves(name), values = K.state.guess?.values;
      const guess = values && K.guess.fits(name) ? values : null;
      return { curves, width, height, em, quarter, cover, guess, unit: K.indicator(name).percent && K.state.view !== "difference" ? "" : unitOf(name),
        years: i === figures.length - 1, axis: K.plotAxis(name, curves, height, em, guess, cover !== null) };
    });
    // one width for all scales, so that the quarters stand above one another
    const digits = Math.max(...specs.map(({ axis }) => axis?.digits ?? 1));
    const room = Math.max(...specs.map(({ curves }) => K.endRoom(curves)));
    figures.forEach((figure, i) => paintOne(figure, { ...specs[i], digits, room }));
  }
  function paintOne(figure, spec) {
    figure.curves = spec.curves;
    figure.plot = K.drawPlot(spec);
    K.clear(figure.plotBox).append(figure.plot ? figure.plot.svg : K.h("span", { class: "k-chart-empty",
      text: K.t("chart.pending") }));
  }
  /** A mark for whoever measures how long a new fan takes from the slider to the eye. */
  function markNewFan() {
    const { a, b } = K.data;
    if (a.fan === fans[0] && b.fan === fans[1]) return;
    fans = [a.fan, b.fan];
    if (figures.some((one) => one.plot)) K.afterPaint(() => performance.mark("k-fan-painted"));
  }

  /* ---------------------------------------------------------------- the quarter */

  /** All that follows the current quarter; nothing is built here. */
  function step() {
    const q = K.state.quarter;
    for (const figure of figures) {
      if (figure.plot) figure.plot.move(q);
      figure.parts.forEach(({ value }, i) => {
        const line = figure.curves?.[i]?.line;
        write(value, line && q < line.length ? valueIn(figure.name, line[q], figure.parts[i].side) : "–");
      });
      if (K.state.view === "difference") write(figure.sentence, howOften(figure.name, q));
      if (figure.hovered !== null) tip(figure, figure.hovered);
    }
    for (const side of ["a", "b"]) founded(side, q);
    tellPlots();
  }
  const write = (element, text) => {
    if (element.textContent !== text) element.textContent = text;
  };
  function founded(side, q) {
    const share = K.foundedShare(side, q), fan = K.data[side].fan;
    const known = Number.isFinite(share);
    const [, bar, text] = said[side].children;
    bar.firstChild.style.width = (known ? 100 * share : 0).toFixed(1) + "%";
    write(text, !known ? "–"
      : K.t("chart.founded", { count: K.number(Math.round(share * fan.runs)), runs: K.number(fan.runs) }));
  }
  /** What the charts show, for those who do not see them; not at each step of the play. */
  function tellPlots() {
    if (K.state.playing) return;
    const q = K.state.quarter, when = K.when(q);
    for (const { plotBox, name, curves, parts } of figures) {
      if (!curves) continue;
      const values = parts.map(({ side, value }, i) => {
        const { fan } = curves[i];
        const spread = fan && q < fan.q50.length ? K.t("chart.spread", spreadOf(name, side, fan, q)) : "";
        return `${letter(side)}: ${value.textContent} ${spread}`;
      }).join("; ");
      plotBox.setAttribute("aria-label", `${nameOf(name)} (${unitOf(name)}), ${when}: ${values}`);
    }
  }
  const spreadOf = (name, side, fan, q) => {
    const value = (level) => valueIn(name, fan[level][q], side);
    return { median: value("q50"), low: value("q05"), high: value("q95") };
  };
  /** In how many futures B lies higher, lower, alike: in a plain sentence. */
  function howOften(name, q) {
    const pairs = K.pairs(name, q);
    if (!pairs) return "";
    const { more: higher, less: lower, same: equal, runs } = pairs;
    const values = { runs: K.number(runs) };
    if (equal === runs) return K.t("chart.all_equal", values);
    const first = higher >= lower ? "higher" : "lower", count = { higher, lower, equal };
    let text = K.t("chart.most_" + first, { ...values, count: K.number(count[first]) });
    for (const one of ["higher", "lower", "equal"])
      if (one !== first && count[one]) text += K.t("chart.and_" + one, { count: K.number(count[one]) });
    return text + ".";
  }

  /* ---------------------------------------------------------------- pointing at a chart */

  function listen(figure) {
    const box = figure.plotBox;
    const quarterOf = (event) => figure.plot.quarterAt(event.clientX - box.getBoundingClientRect().left);
    box.addEventListener("pointermove", (event) => {
      if (!figure.plot || K.guess.drawing) return;
      figure.hovered = quarterOf(event);
      tip(figure, figure.hovered);
    });
    for (const name of ["pointerleave", "pointercancel"]) box.addEventListener(name, () => leave(figure));
    box.addEventListener("click", (event) => {
      if (!figure.plot || K.guess.justDrew(figure, quarterOf(event))) return;
      K.setQuarter(quarterOf(event));
    });
    K.guess.listen(figure);
  }
  function leave(figure) {
    figure.hovered = null;
    figure.tip.hidden = true;
  }
  /** The box with the numbers of a quarter. */
  function tip(figure, q) {
    const { name, curves, plot } = figure;
    if (!plot || K.guess.drawing) return leave(figure);
    const rows = K.guess.hides(q) ? [K.h("span", { class: "k-chart-tip-all", text: K.t("chart.covered") })] : [
      "", K.t("chart.tip_example"), K.t("chart.tip_median"), K.t("chart.tip_spread"),
    ].map((text) => K.h("span", { class: "k-quiet", text })).concat(curves.flatMap((curve) => tipRow(name, curve, q)));
    K.clear(figure.tip).append(K.h("strong", { class: "k-chart-tip-all", text: K.when(q) }), ...rows);
    figure.tip.hidden = false;
    const wide = figure.tip.offsetWidth, most = figure.plotBox.clientWidth - wide;
    const beside = plot.x(q) > (plot.left + plot.right) / 2 ? plot.x(q) - wide - 10 : plot.x(q) + 10;
    figure.tip.style.left = Math.max(0, Math.min(most, beside)).toFixed(0) + "px";
  }
  function tipRow(name, { side, fan, line }, q) {
    const cell = (text) => K.h("span", { text });
    const own = line && q < line.length ? valueIn(name, line[q], side) : "–";
    if (!fan || q >= fan.q50.length) return [badge(side), cell(own), cell("–"), cell("–")];
    const { median, low, high } = spreadOf(name, side, fan, q);
    return [badge(side), cell(own), cell(median), cell(K.t("chart.from_to", { low, high }))];
  }
  K.chartsShown = () => shown();
  K.chartWords = { nameOf, unitOf, howOften };
})();
