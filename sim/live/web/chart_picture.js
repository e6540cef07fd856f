/* The curves as one picture to take away: an SVG that stands for itself, without page, fonts or style sheet. */
(function () {
  const WIDTH = 1200, EM = 17, MARGIN = 32;

  /** Words broken into lines of about so many letters. */
  function broken(text, letters) {
    const lines = [""];
    for (const word of text.split(" ")) {
      const line = lines[lines.length - 1];
      if (line && line.length + word.length >= letters) lines.push(word);
      else lines[lines.length - 1] = line ? line + " " + word : word;
    }
    return lines;
  }

  /** The charts as shown now, with title, what A and B are, legend and the note that this is no prediction. */
  K.chartSvg = function () {
    const { county } = K.data, ink = K.pictureInk, s = K.s;
    if (!county) return "";
    const svg = s("svg", { xmlns: "http://www.w3.org/2000/svg", "font-family": "system-ui, 'Segoe UI', 'Noto Sans', Arial, sans-serif" });
    let y = MARGIN;
    const write = (text, size, props) => {
      for (const line of broken(text, (1.6 * (WIDTH - 2 * MARGIN)) / size)) {
        y += 1.25 * size;
        svg.append(s("text", { x: MARGIN, y, "font-size": size, fill: ink.ink, ...props, text: line }));
      }
    };
    write(K.t("chart.picture_title", { county: county.name, when: K.when(K.state.quarter) }), 28, { "font-weight": 700 });
    const sides = K.state.view === "one" ? [K.state.side] : K.same() ? ["a"] : ["a", "b"];
    for (const side of sides) write(side.toUpperCase() + ": " + K.describe(side).join(" · "), 19, { fill: ink["word_" + side], "font-weight": 600 });
    y += 10;
    for (const spec of specs()) {
      write(spec.name, 21, { "font-weight": 700 });
      y += 6;
      const plot = K.drawPlot(spec);
      if (!plot) continue;
      plot.svg.setAttribute("x", MARGIN);
      plot.svg.setAttribute("y", y);
      svg.append(plot.svg);
      y += spec.height + 14;
      if (K.state.view === "difference") write(K.chartWords.howOften(spec.indicator, K.state.quarter), 17);
    }
    y += legend(svg, y);
    write(K.t("chart.legend_line"), 20, { "font-weight": 700 });
    y += MARGIN;
    for (const [name, value] of [["width", WIDTH], ["height", Math.ceil(y)], ["viewBox", `0 0 ${WIDTH} ${Math.ceil(y)}`]]) svg.setAttribute(name, value);
    svg.prepend(s("rect", { width: "100%", height: "100%", fill: ink.paper }));
    return new XMLSerializer().serializeToString(svg);
  };

  function specs() {
    const names = K.chartsShown(), cover = K.guess.cover();
    const height = names.length === 1 ? 560 : 270;
    const list = names.map((name) => {
      const curves = K.curves(name), values = K.state.guess?.values;
      const guess = values && K.guess.fits(name) ? values : null;
      return { indicator: name, name: K.chartWords.nameOf(name) + " (" + K.chartWords.unitOf(name) + ")", curves, guess, cover, height, em: EM,
        width: WIDTH - 2 * MARGIN, years: true, picture: true, quarter: K.state.quarter,
        axis: K.plotAxis(name, curves, height, EM, guess, cover !== null) };
    });
    const digits = Math.max(...list.map(({ axis }) => axis?.digits ?? 1));
    const room = Math.max(...list.map(({ curves }) => K.endRoom(curves)));
    return list.map((spec) => ({ ...spec, digits, room }));
  }
  function legend(svg, y) {
    const ink = K.pictureInk, s = K.s, size = 16;
    const items = [["chart.legend_wide", 14, 0.2], ["chart.legend_half", 12, 0.45], ["chart.legend_median", 2, 1]];
    let x = MARGIN;
    for (const [key, thick, opacity] of items) {
      const text = K.t(key);
      svg.append(s("line", { x1: x, x2: x + 30, y1: y + size, y2: y + size, stroke: ink.ink, "stroke-width": thick,
        "stroke-opacity": opacity, "stroke-dasharray": key === "chart.legend_median" ? "2 4" : null }),
        s("text", { x: x + 38, y: y + size + 6, "font-size": size, fill: ink.ink, text }));
      x += 38 + 0.58 * size * text.length + 20;
    }
    return 2 * size;
  }
})();
