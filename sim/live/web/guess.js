/* First guess, then see: the curves are covered from a quarter on, the room draws how it thinks they go on,
 * and only then is the cover lifted.  K.state.guess = {indicator, open (true: uncovered), values {quarter: value},
 * from (last quarter seen), difference (a guess of B − A)}. */
(function () {
  let box, ask, place, slider, value, reveal, cancel, result, remove;
  let drawing = null, drew = false;

  const guess = () => K.state.guess;
  const covered = () => Boolean(guess()) && !guess().open && Boolean(K.data.county && K.indicator(guess().indicator));
  const last = () => K.data.county.quarters - 1;
  const nameOf = (name) => K.t(`indicators.${name}.name`);
  const knotsOf = (values) => Object.keys(values).map(Number).filter((q) => q <= last()).sort((p, q) => p - q);

  K.guess = {
    get drawing() {
      return drawing !== null;
    },
    /** The last quarter that may be seen; null while nothing is covered. */
    cover: () => (covered() ? Math.max(0, Math.min(last(), guess().from ?? K.state.quarter)) : null),
    hides: (q) => covered() && q > K.guess.cover(),
    fits: (name) => Boolean(guess()) && guess().indicator === name && Boolean(guess().difference) === (K.state.view === "difference"),
    isDrawable: (name) => covered() && K.guess.fits(name),
    start, toggle, create, words, listen,
    /** Whether a click only ended a drawing. */
    justDrew(figure, q) {
      const was = drew;
      drew = false;
      return was || (K.guess.isDrawable(figure.name) && K.guess.hides(q));
    },
  };

  /* ---------------------------------------------------------------- beginning, lifting, forgetting */

  function start() {
    const { quarter, view } = K.state;
    const from = quarter <= last() - 2 ? quarter : 0;
    K.set({ playing: false, quarter: from, guess: { indicator: K.chartsShown()[0], open: false, values: {}, from, difference: view === "difference" } });
    place.focus();
  }
  function lift() {
    K.set({ guess: Object.keys(guess().values).length ? { ...guess(), open: true } : null });
  }
  const forget = () => K.set({ guess: null });
  function toggle() {
    if (!K.data.county || last() < 2) return;
    if (!guess()) start();
    else if (covered()) lift();
    else forget();
  }
  K.key("g", "chart.key_guess", toggle);

  /* ---------------------------------------------------------------- the bar with words and the slider */

  function create(element) {
    box = element;
    place = K.h("p", { class: "k-guess-ask", tabindex: -1 });
    slider = K.h("input", { type: "range", id: "k-guess-end", on: { input: () => setEnd(Number(slider.value)) } });
    value = K.h("output", { for: "k-guess-end" });
    const button = (f, main) => K.h("button", { type: "button", class: main ? "k-plain k-main" : "k-plain", on: { click: f } });
    reveal = button(lift, true);
    cancel = button(forget);
    ask = K.h("div", { class: "k-guess-row" },
      K.h("label", { for: "k-guess-end" }), slider, value, reveal, cancel);
    result = K.h("p", { class: "k-guess-result", role: "status" });
    remove = button(forget);
    box.append(place, ask, result, remove);
  }
  function words() {
    const now = guess();
    box.hidden = !now || !K.indicator(now.indicator);
    if (box.hidden) return;
    if (covered() && now.from === undefined)
      queueMicrotask(() => guess() && K.set({ guess: { ...guess(), from: K.state.quarter } }));
    const values = { name: nameOf(now.indicator) };
    place.hidden = ask.hidden = now.open;
    result.hidden = remove.hidden = !now.open;
    place.textContent = K.t(now.difference ? "chart.guess_ask_difference" : "chart.guess_ask", values);
    ask.firstChild.textContent = K.t("chart.guess_end");
    reveal.textContent = K.t("chart.guess_reveal");
    cancel.textContent = K.t("chart.guess_cancel");
    remove.textContent = K.t("chart.guess_remove");
    if (now.open) result.textContent = sentence();
    else setSlider(now);
  }
  function setSlider({ indicator, values, difference }) {
    const range = K.chartRange(indicator, K.curves(indicator), null, true);
    slider.disabled = !range || !K.guess.fits(indicator);
    if (slider.disabled) return;
    const [low, high] = range, step = K.niceTicks(low, high, 4, false).step / 50;
    Object.assign(slider, { min: Math.ceil(low / step) * step, max: high, step });
    const knots = knotsOf(values), end = knots.length ? values[knots[knots.length - 1]] : (low + high) / 2;
    slider.value = end;
    value.textContent = knots.length ? K.valueInWords(indicator, end, difference) : "–";
    slider.setAttribute("aria-valuetext", value.textContent);
  }
  /** By keyboard: a straight way from what is seen to the value at the end. */
  function setEnd(end) {
    const { indicator, values, from } = guess();
    const next = { ...values };
    const line = K.curves(indicator)[0].line;
    if (!knotsOf(next).some((q) => q < last()) && line) next[from] = short(line[from]);
    next[last()] = short(end);
    K.set({ guess: { ...guess(), values: next } });
  }
  const short = (x) => Number(x.toPrecision(4));

  /* ---------------------------------------------------------------- where it lay */

  function sentence() {
    const { indicator, values, difference } = guess();
    const knots = knotsOf(values), q = knots[knots.length - 1];
    if (q === undefined) return "";
    if (!K.guess.fits(indicator)) return K.t("chart.guess_other_view");
    const curves = K.curves(indicator), own = values[q];
    const places = curves.map(({ side }) => {
      const found = outcomes(indicator, side, q);
      if (!found) return null;
      const words = K.t("chart.place_" + placeOf(own, found, K.grain(indicator)), { runs: K.number(found.length) });
      return { side: side.toUpperCase(), words };
    }).filter(Boolean);
    if (!places.length) return "";
    const alike = places.every((one) => one.words === places[0].words);
    const of_side = (names, { words: place }) => K.t("chart.guess_side", { side: K.names(names), place });
    const said = places.length < 2 ? places[0].words : alike ? of_side(["A", "B"], places[0])
      : places.map((one) => of_side([one.side], one)).join(", ");
    const where = q === last() ? K.t("chart.guess_at_end") : K.t("chart.guess_at", { when: K.when(q) });
    return K.t("chart.guess_said", { where, value: K.valueInWords(indicator, own, difference), places: said });
  }
  function outcomes(name, side, q) {
    const of = (one) => {
      const fan = K.fan(one), values = fan && fan.values(name);
      return values && q < fan.quarters ? Array.from({ length: fan.runs }, (_, r) => values[r * fan.quarters + q]) : null;
    };
    if (side !== "d") return of(side);
    const a = of("a"), b = of("b");
    return a && b ? b.slice(0, a.length).map((value, r) => value - a[r]) : null;
  }
  /** Among the outcomes: below, low, middle, high or above; one that equals many stands in their middle. */
  function placeOf(own, found, grain) {
    const under = found.filter((value) => value < own - grain).length;
    const over = found.filter((value) => value > own + grain).length;
    if (over === found.length) return "below";
    if (under === found.length) return "above";
    const rank = (under + (found.length - under - over) / 2) / found.length;
    return rank < 0.25 ? "low" : rank > 0.75 ? "high" : "middle";
  }

  /* ---------------------------------------------------------------- drawing with mouse or finger */

  function listen(figure) {
    const element = figure.plotBox;
    const point = (event) => {
      const { left, top } = element.getBoundingClientRect();
      return { x: event.clientX - left, q: Math.max(K.guess.cover(), figure.plot.quarterAt(event.clientX - left)),
        value: figure.plot.valueAt(event.clientY - top) };
    };
    element.addEventListener("pointerdown", (event) => {
      if (!figure.plot || event.button > 0 || !K.guess.isDrawable(figure.name)) return;
      const here = point(event);
      if (here.x < figure.plot.x(K.guess.cover()) - 8) return;
      event.preventDefault();
      element.setPointerCapture(event.pointerId);
      drawing = { dense: denseOf(guess().values), before: null };
      draw(figure, here);
    });
    element.addEventListener("pointermove", (event) => drawing && draw(figure, point(event)));
    for (const name of ["pointerup", "pointercancel"]) element.addEventListener(name, () => drawing && finish(figure));
  }
  function draw(figure, here) {
    const { dense, before } = drawing;
    dense[here.q] = here.value;
    if (before) between(dense, before.q, before.value, here.q, here.value);
    drawing.before = here;
    figure.plot.draw(knotted(dense));
  }
  function finish(figure) {
    const { dense } = drawing;
    drawing = null;
    drew = true;
    setTimeout(() => (drew = false), 50);
    const tolerance = (1.2 * (figure.plot.high - figure.plot.low)) / (figure.plot.bottom - figure.plot.top);
    K.set({ guess: { ...guess(), values: simple(knotted(dense), tolerance) } });
  }
  function between(dense, p, from, q, to) {
    const step = Math.sign(q - p);
    for (let i = p + step; step && i !== q; i += step) dense[i] = from + ((to - from) * (i - p)) / (q - p);
  }
  function denseOf(values) {
    const dense = new Float64Array(last() + 1).fill(NaN);
    const knots = knotsOf(values);
    knots.forEach((q, i) => {
      dense[q] = values[q];
      if (i) between(dense, knots[i - 1], values[knots[i - 1]], q, values[q]);
    });
    return dense;
  }
  const knotted = (dense) => {
    const values = {};
    dense.forEach((one, q) => {
      if (!Number.isNaN(one)) values[q] = one;
    });
    return values;
  };
  /** The same line with as few corners as the eye allows, so that the address stays short. */
  function simple(values, tolerance) {
    const knots = knotsOf(values), kept = new Set([knots[0], knots[knots.length - 1]]);
    const part = (i, j) => {
      let most = tolerance, corner = -1;
      for (let m = i + 1; m < j; m++) {
        const straight = values[knots[i]] + ((values[knots[j]] - values[knots[i]]) * (knots[m] - knots[i])) / (knots[j] - knots[i]);
        const off = Math.abs(values[knots[m]] - straight);
        if (off > most) [most, corner] = [off, m];
      }
      if (corner < 0) return;
      kept.add(knots[corner]);
      part(i, corner);
      part(corner, j);
    };
    part(0, knots.length - 1);
    return Object.fromEntries([...kept].sort((p, q) => p - q).map((q) => [q, short(values[q])]));
  }
})();
