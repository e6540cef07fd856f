/* One chart as an SVG: scales, fan, curves, marker.  Knows nothing of the page around it, so that the
 * same drawing serves the screen (colours as CSS variables) and the picture to take away (plain colours). */
(function () {
  const SCREEN = {
    a: "var(--a)", b: "var(--b)", d: "var(--ink)", word_a: "var(--a-ink)", word_b: "var(--b-ink)", word_d: "var(--ink)",
    ink: "var(--ink)", quiet: "var(--quiet)", grid: "var(--grid)", paper: "var(--paper)", cover: "var(--panel)",
  };
  const PICTURE = {
    a: "#0072B2", b: "#D55E00", d: "#222222", word_a: "#00619A", word_b: "#B34700", word_d: "#222222",
    ink: "#222222", quiet: "#555555", grid: "#DCDFE2", paper: "#FFFFFF", cover: "#EEEEEE",
  };
  const DASHES = { b: "7 4" };
  let plots = 0;

  /** Call f once the page has been painted; also in covered windows, where no frame comes. */
  K.afterPaint = function (f) {
    let done = false;
    const once = () => {
      if (done) return;
      done = true;
      clearTimeout(fallback);
      f();
    };
    const fallback = setTimeout(once, 150);
    requestAnimationFrame(() => setTimeout(once, 0));
  };

  /* ---------------------------------------------------------------- scales */

  const STEPS = [0.5, 1, 2, 2.5, 5, 10, 20, 25, 50];
  /** Few round numbers between low and high: {step, values}. */
  K.niceTicks = function (low, high, most, whole) {
    const span = Math.max(high - low, 1e-9);
    const size = 10 ** Math.floor(Math.log10(span / most));
    const steps = STEPS.map((f) => f * size).map((one) => (whole ? Math.max(1, Math.round(one)) : one));
    const valuesOf = (step) => {
      const values = [];
      for (let i = Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; i++) values.push(i * step);
      return values;
    };
    let i = steps.findIndex((one) => span / one <= most + 1e-9);
    while (i > 0 && valuesOf(steps[i]).length < 2) i--;
    return { step: steps[i], values: valuesOf(steps[i]) };
  };
  /** Quarters in which a labelled year begins, so far apart that the labels do not touch. */
  K.yearTicks = function (quarters, start, width, room) {
    const years = Math.max(1, quarters / 4);
    const step = [1, 2, 5, 10, 20, 25, 50, 100].find((one) => (width / years) * one >= room) ?? 200;
    const ticks = [];
    for (let q = 0; q < quarters; q += 4) {
      const year = start + q / 4;
      if (year % step === 0) ticks.push({ q, year });
    }
    return ticks.length || !quarters ? ticks : [{ q: 0, year: start }];
  };

  /* ---------------------------------------------------------------- what is shown */

  const minus = (of_b, of_a) => of_b.map((value, q) => value - of_a[q]);
  /** The curves of an indicator in the view now: [{side, fan, line}], each with what is there. */
  K.curves = function (name) {
    const { view, side } = K.state;
    if (view === "difference") {
      const a = K.run("a")?.indicators[name], b = K.run("b")?.indicators[name];
      return [{ side: "d", fan: K.differenceQuantiles(name), line: a && b ? minus(b, a) : null }];
    }
    const sides = view === "one" ? [side] : K.same() ? ["a"] : ["a", "b"];
    return sides.map((one) => curveOf(one, name));
  };
  const curveOf = (side, name) => ({ side, fan: K.quantiles(side, name), line: K.run(side)?.indicators[name] ?? null });
  /** The least difference that is more than the rounding of the numbers sent. */
  K.grain = function (name) {
    let grain = 0;
    for (const side of ["a", "b"]) {
      const series = K.data[side].fan?.series[name];
      if (series) grain += (series.high - series.low) / 65535;
    }
    return grain * 0.51;
  };
  /** B against A at a quarter, future by future with the same luck: in how many it is more, less, the same
   *  (to the last digit shown), and the mean difference; null while a fan is missing. */
  K.pairs = function (name, q) {
    const a = K.fan("a"), b = K.fan("b"), of_a = a?.values(name), of_b = b?.values(name);
    if (!of_a || !of_b || a.quarters !== b.quarters || q >= a.quarters) return null;
    const { percent, decimals } = K.indicator(name), runs = Math.min(a.runs, b.runs);
    const least = Math.max(K.grain(name), (percent ? 0.005 : 0.5) * 10 ** -decimals);
    let more = 0, less = 0, sum = 0;
    for (let r = 0; r < runs; r++) {
      const by = of_b[r * b.quarters + q] - of_a[r * a.quarters + q];
      sum += by;
      if (by > least) more++;
      else if (by < -least) less++;
    }
    return { more, less, same: runs - more - less, runs, mean: sum / runs };
  };
  function extent(list, until, range) {
    for (let q = 0; q <= Math.min(until, list.length - 1); q++) {
      if (list[q] < range[0]) range[0] = list[q];
      if (list[q] > range[1]) range[1] = list[q];
    }
  }
  const SIGNED = new Set(["relief", "synergy", "net_benefit"]);
  /** What an indicator never exceeds. */
  const mostOf = (name) => {
    const { bound } = K.indicator(name);
    return bound === "municipalities" ? K.data.county.municipalities.length : bound ?? Infinity;
  };
  /** Lowest and highest value that the axis has to hold.  Under a cover it is wider, so that it betrays nothing: all
   *  that can be, where there is a bound, else what both futures need, on the wall with its one future as well. */
  K.chartRange = function (name, curves, guess, covered) {
    const difference = K.state.view === "difference", range = [Infinity, -Infinity];
    for (const { fan, line } of covered && !difference ? ["a", "b"].map((side) => curveOf(side, name)) : curves) {
      if (fan) for (const level of ["q05", "q95"]) extent(fan[level], Infinity, range);
      if (line) extent(line, Infinity, range);
    }
    if (range[0] > range[1]) return null;
    const { percent, decimals } = K.indicator(name), most = mostOf(name);
    const least = difference ? -most : SIGNED.has(name) || range[0] < 0 ? -Infinity : 0;
    if (covered && !difference && most < Infinity) return [0, most];
    const narrow = Math.max(3 * K.grain(name), (percent ? 0.01 : 1) * 10 ** -decimals * 2);
    if (range[1] - range[0] < narrow) {
      const middle = Math.max(least + narrow / 2, Math.min(most - narrow / 2, (range[0] + range[1]) / 2));
      range[0] = middle - narrow / 2;
      range[1] = middle + narrow / 2;
    }
    const span = range[1] - range[0];
    if (covered) {
      range[0] -= span / 2;
      range[1] += span / 2;
    }
    if (difference) range[0] = Math.min(range[0], 0), (range[1] = Math.max(range[1], 0));
    else if (range[0] > 0 && range[0] < 0.6 * span) range[0] = 0;
    if (guess) extent(Object.values(guess), Infinity, range);
    const air = 0.05 * (range[1] - range[0]);
    return [range[0] === 0 ? 0 : Math.max(least, range[0] - air), range[1] === 0 ? 0 : Math.min(most, range[1] + air)];
  };

  /* ---------------------------------------------------------------- drawing */

  const at = (x, y) => x.toFixed(1) + " " + y.toFixed(1);
  function linePath(list, until, x, y) {
    const n = Math.min(until + 1, list.length);
    if (n === 1) return `M${at(x(0) - 6, y(list[0]))}H${(x(0) + 6).toFixed(1)}`;
    let d = "";
    for (let q = 0; q < n; q++) d += (q ? "L" : "M") + at(x(q), y(list[q]));
    return d;
  }
  function bandPath(low, high, until, x, y) {
    const n = Math.min(until + 1, low.length);
    if (n === 1) return `M${at(x(0) - 6, y(low[0]))}h12V${y(high[0]).toFixed(1)}h-12Z`;
    let d = "";
    for (let q = 0; q < n; q++) d += (q ? "L" : "M") + at(x(q), y(high[q]));
    for (let q = n - 1; q >= 0; q--) d += "L" + at(x(q), y(low[q]));
    return d + "Z";
  }
  function fanOf({ side, fan }, until, x, y, ink) {
    const colour = ink[side], s = K.s;
    return s("g", { "pointer-events": "none" },
      s("path", { d: bandPath(fan.q05, fan.q95, until, x, y), fill: colour, "fill-opacity": 0.15 }),
      s("path", { d: bandPath(fan.q25, fan.q75, until, x, y), fill: colour, "fill-opacity": 0.24 }),
      s("path", { d: linePath(fan.q50, until, x, y), fill: "none", stroke: colour, "stroke-width": 1.6,
        "stroke-dasharray": "1.5 3" })); // not to be taken for the rest of the example, a thin line too
  }
  function axes(plot, { ticks, written }) {
    const { x, y, left, right, bottom, em, ink, quarters, start } = plot;
    const s = K.s, g = s("g", { "font-size": em.toFixed(1), fill: ink.quiet });
    const isZero = (value) => Math.abs(value) < ticks.step / 1e6;
    // in a low chart, not every line has room for its number: zero and every so many, or the outermost
    const every = Math.ceil((1.15 * em) / Math.abs(y(0) - y(ticks.step))), last = ticks.values.length - 1;
    const from = Math.max(0, ticks.values.findIndex(isZero));
    let numbered = [...ticks.values.keys()].filter((i) => (i - from) % every === 0);
    if (numbered.length < 2 && last >= every) numbered = [0, last];
    for (const [i, value] of ticks.values.entries()) {
      const level = y(value);
      const zero = isZero(value);
      g.append(s("line", { x1: left, x2: right, y1: level, y2: level, stroke: zero && plot.zero ? ink.ink : ink.grid,
        "stroke-width": zero && plot.zero ? 2 : 1 }));
      if (numbered.includes(i)) g.append(s("text", { x: left - 0.4 * em, y: level + 0.34 * em, "text-anchor": "end", text: written(value) }));
    }
    for (const { q, year } of K.yearTicks(quarters, start, right - left, 3.2 * em)) {
      const here = x(q);
      g.append(s("line", { x1: here, x2: here, y1: plot.top, y2: bottom + (plot.years ? 0.3 * em : 0), stroke: ink.grid }));
      if (plot.years) g.append(s("text", { x: here, y: bottom + 1.25 * em, "text-anchor": "middle", text: year }));
    }
    return g;
  }
  const unitOf = ({ left, top, em, ink, unit }) => K.s("text", { x: left + 0.4 * em, y: top + 0.5 * em, fill: ink.quiet,
    "font-size": em.toFixed(1), stroke: ink.paper, "stroke-width": 3, "paint-order": "stroke", text: unit });
  /** Letters at the ends of the lines, pushed apart so that they never overlap. */
  function endLabels(curves, until, plot) {
    const { x, y, em, ink, top, bottom } = plot;
    const found = curves.filter(({ line, fan }) => line || fan).map((curve) => {
      const list = curve.line ?? curve.fan.q50;
      const q = Math.min(until, list.length - 1);
      return { ...curve, q, level: y(list[q]) };
    }).sort((one, other) => one.level - other.level);
    const gap = 1.15 * em;
    if (found.length > 1 && found[1].level - found[0].level < gap) {
      const middle = (found[0].level + found[1].level) / 2;
      found[0].level = Math.max(top + 0.3 * em, middle - gap / 2);
      found[1].level = found[0].level + gap;
    }
    if (found.length > 1 && found[1].level > bottom) {
      found[1].level = bottom;
      found[0].level = Math.min(found[0].level, bottom - gap);
    }
    return found.map(({ side, q, level }) => K.s("text", {
      x: x(q) + 0.45 * em, y: level + 0.36 * em, fill: ink["word_" + side], "font-weight": 700, "font-size": (1.05 * em).toFixed(1),
      stroke: ink.paper, "stroke-width": 3, "paint-order": "stroke", "stroke-linejoin": "round",
      text: plot.words[side] }));
  }

  /** The upright axis of a chart: {range, ticks, written(value), digits (letters of the longest number)}, or null. */
  K.plotAxis = function (name, curves, height, em, guess, covered) {
    const range = K.chartRange(name, curves, guess, covered);
    if (!range) return null;
    const { percent, decimals } = K.indicator(name);
    const most = Math.max(2, Math.min(6, Math.floor(height / (2.1 * em))));
    const ticks = K.niceTicks(range[0], range[1], most, !percent && decimals === 0);
    const step = percent ? 100 * ticks.step : ticks.step;
    const places = [0, 1, 2, 3].find((one) => Math.abs(step * 10 ** one - Math.round(step * 10 ** one)) < 1e-6) ?? 4;
    const written = (value) => (!percent ? K.number(value, places)
      : K.state.view === "difference" ? K.number(100 * value, places) : K.percent(value, places));
    return { range, ticks, written, digits: Math.max(1, ...ticks.values.map((value) => written(value).replace("%", "%%").length)) };
  };
  const endWords = (curves) => ({ a: K.state.view === "two" && curves.length === 1 ? "A = B" : "A", b: "B", d: "B − A" });
  /** How much room the letters at the ends of the lines need. */
  K.endRoom = (curves) => Math.max(...curves.map(({ side }) => endWords(curves)[side].length)) > 1 ? 4 : 1.7;

  /** Draw a chart; gives {svg, move(q), x, y, quarterAt(px), valueAt(px), …} or null while there is nothing to draw.
   *  spec: curves, axis, digits, room, unit, years, width, height, em, quarter, cover (last quarter seen, or null),
   *  guess {quarter: value}, picture (true: colours that need no page). */
  K.drawPlot = function (spec) {
    const { curves, width, height, em, cover } = spec;
    const s = K.s, ink = spec.picture ? PICTURE : SCREEN;
    const { quarters, start } = K.data.county;
    const { axis } = spec;
    if (!axis || width < 40 || height < 30) return null;
    const { ticks, written, range } = axis;
    const left = Math.min(width / 3, (0.56 * spec.digits + 0.9) * em), right = width - spec.room * em;
    const top = 0.7 * em, bottom = height - (spec.years ? 1.7 : 0.65) * em;
    const x = (q) => (quarters === 1 ? (left + right) / 2 : left + ((right - left) * q) / (quarters - 1));
    const y = (value) => bottom - ((bottom - top) * (value - range[0])) / (range[1] - range[0]);
    const until = cover ?? quarters - 1;
    const plot = { x, y, left, right, top, bottom, em, ink, quarters, start, words: endWords(curves),
      years: spec.years, unit: spec.unit, zero: K.state.view === "difference" || range[0] < 0 };

    const id = "k-plot-" + ++plots;
    const seen = s("rect", { x: 0, y: 0, width: 0, height });
    const svg = s("svg", { xmlns: "http://www.w3.org/2000/svg", width, height, viewBox: `0 0 ${width} ${height}` },
      s("clipPath", { id }, seen), axes(plot, axis));
    for (const curve of curves) if (curve.fan) svg.append(fanOf(curve, until, x, y, ink));
    if (cover !== null) svg.append(s("rect", { class: "k-plot-cover", x: x(cover), y: top, width: Math.max(0, right - x(cover)),
      height: bottom - top, fill: ink.cover, "fill-opacity": 0.82 }));
    if (plot.unit) svg.append(unitOf(plot));
    const lines = curves.filter(({ line }) => line);
    for (const { side, line } of lines) {
      const look = { d: linePath(line, until, x, y), fill: "none", stroke: ink[side], "stroke-linejoin": "round",
        "stroke-dasharray": DASHES[side] ?? null };
      svg.append(s("path", { ...look, "stroke-width": 1.6, "stroke-opacity": 0.55 }),
        s("path", { ...look, "stroke-width": 3, "clip-path": `url(#${id})` }));
    }
    svg.append(...endLabels(curves, until, plot));
    const guessed = s("path", { fill: "none", stroke: ink.ink, "stroke-width": 3.5, "stroke-dasharray": "0.1 6",
      "stroke-linecap": "round" });
    const draw = (values) => guessed.setAttribute("d", values ? guessPath(values, x, y) : "");
    draw(spec.guess);
    const pole = s("line", { y1: top, y2: bottom, stroke: ink.ink, "stroke-width": 1.5 });
    const dots = lines.map(({ side }) => s(side === "b" ? "rect" : "circle", { r: 4.5, x: -4.5, y: -4.5, width: 9, height: 9,
      fill: ink[side], stroke: ink.paper, "stroke-width": 1.5 }));
    svg.append(guessed, pole, ...dots);

    const move = function (q) {
      const here = x(q);
      seen.setAttribute("width", here);
      pole.setAttribute("x1", here);
      pole.setAttribute("x2", here);
      lines.forEach(({ line }, i) => {
        const shown = q <= until && q < line.length;
        dots[i].setAttribute("visibility", shown ? "visible" : "hidden");
        if (shown) dots[i].setAttribute("transform", `translate(${here.toFixed(1)} ${y(line[q]).toFixed(1)})`);
      });
    };
    move(spec.quarter);
    return {
      svg, move, draw, x, y, low: range[0], high: range[1], left, right, top, bottom,
      quarterAt: (px) => Math.max(0, Math.min(quarters - 1, Math.round(((px - left) / (right - left)) * (quarters - 1) || 0))),
      valueAt: (py) => Math.max(range[0], Math.min(range[1],
        range[0] + ((bottom - py) / (bottom - top)) * (range[1] - range[0]))),
    };
  };
  function guessPath(values, x, y) {
    const knots = Object.keys(values).map(Number).sort((p, q) => p - q);
    if (knots.length === 1) return `M${at(x(knots[0]) - 8, y(values[knots[0]]))}h16`;
    return knots.map((q, i) => (i ? "L" : "M") + at(x(q), y(values[q]))).join("");
  }
  K.pictureInk = PICTURE;
})();
