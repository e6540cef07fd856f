/* The map as a picture that stands for itself: one SVG with its styles inside, a title, the date, and what it is. */
(function () {
  const maps = (K.maps ??= {});
  const KEPT = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "opacity", "fill-rule",
    "font-weight", "text-anchor", "paint-order"];
  const PLAIN = { opacity: "1", "fill-rule": "nonzero", "stroke-dasharray": "none", "paint-order": "normal", "text-anchor": "start", "stroke-linecap": "butt", "stroke-linejoin": "miter" };
  const FONT = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', Arial, sans-serif";
  const WIDTH = 1600, EDGE = 40;

  /** Colours as every program reads them (mixed ones come as "color(srgb …)"). */
  function plain(value) {
    return value.replace(/color\(srgb ([\d.e-]+) ([\d.e-]+) ([\d.e-]+)(?: \/ ([\d.]+))?\)/g, (_, ...parts) =>
      "rgb(" + parts.slice(0, 3).map((part) => Math.round(255 * part)).join(", ") + ")");
  }
  /** A copy with the styles of the page written into each element. */
  function copied(original) {
    const copy = original.cloneNode(true);
    const theirs = [original, ...original.querySelectorAll("*")], ours = [copy, ...copy.querySelectorAll("*")];
    const gone = [];
    theirs.forEach((element, i) => {
      const style = getComputedStyle(element);
      if (style.display === "none") gone.push(ours[i]);
      for (const name of ["class", "role", "tabindex", "aria-label", "aria-pressed", "style", "data-m", "data-c"]) ours[i].removeAttribute(name);
      if (element.tagName === "g" || element.tagName === "defs" || element.tagName === "pattern") {
        if (style.opacity !== "1") ours[i].setAttribute("opacity", style.opacity);
        return;
      }
      for (const name of KEPT) {
        const value = plain(style.getPropertyValue(name));
        if (value && value !== PLAIN[name]) ours[i].setAttribute(name, value.replace(/"/g, ""));
      }
    });
    for (const element of gone) element.remove();
    return copy;
  }

  /** The maps as they are shown now, as one SVG file; an empty string while there are none. */
  K.mapSvg = function () {
    const part = K.parts.map;
    const shown = part?.root ? part.shown().filter((sheet) => sheet.layout && sheet.now) : [];
    if (!shown.length) return "";
    // no highlight in a picture
    for (const sheet of shown) {
      sheet.target = null;
      maps.light(sheet);
    }
    const style = getComputedStyle(part.root.closest(".k"));
    const colour = (name) => plain(style.getPropertyValue("--" + name).trim());
    const room = (WIDTH - EDGE * (shown.length + 1)) / shown.length;
    const shape = Math.max(...shown.map((sheet) => sheet.stage.clientHeight / sheet.stage.clientWidth));
    const wide = Math.min(room, 1100 / shape), high = wide * shape;
    const svg = K.s("svg", { xmlns: "http://www.w3.org/2000/svg", width: WIDTH, "font-family": FONT });
    const write = (x, y, words, size, more) => K.s("text", { x, y, "font-size": size, fill: colour("ink"), text: words, ...more });
    const ground = svg.appendChild(K.s("rect", { width: WIDTH, fill: colour("paper") }));
    svg.append(
      write(EDGE, 70, K.t("plots.map.title", { when: K.when(K.state.quarter) }), 40, { "font-weight": 700 }),
      write(EDGE, 108, K.data.county.name + " · " + K.maps.exampleWords("a"), 24, { fill: colour("quiet") }));
    const heads = shown.map((sheet) => [
      ...lines(sheet.said ?? "", 21, room, 2), ...lines(sheet.unit.textContent, 21, room, 2)].filter(Boolean));
    const top = 170 + 27 * Math.max(...heads.map((head) => head.length));
    shown.forEach((sheet, i) => {
      const x = EDGE + i * (room + EDGE), { name } = sheet;
      svg.append(write(x, 156, sheet.title.textContent, 27, { "font-weight": 700, fill: name === "difference" ? colour("ink") : colour(name + "-ink") }));
      svg.append(...heads[i].map((line, k) => write(x, 186 + 27 * k, line, 21)));
      const map = copied(sheet.svg);
      map.setAttribute("x", x + (room - wide) / 2);
      map.setAttribute("y", top);
      map.setAttribute("width", wide);
      map.setAttribute("height", high);
      svg.append(map);
    });
    let y = legend(svg, part.legend, top + high + 40, write);
    y += 20;
    svg.append(write(EDGE, y, K.t("plots.note") + " " + K.pick(K.data.county.note), 22, { fill: colour("quiet") }));
    if (K.data.county.source) for (const line of lines(K.data.county.source, 17, WIDTH - 2 * EDGE, 4)) svg.append(write(EDGE, y += 28, line, 17, { fill: colour("quiet") }));
    const height = Math.ceil(y + 36);
    svg.setAttribute("height", height);
    svg.setAttribute("viewBox", `0 0 ${WIDTH} ${height}`);
    ground.setAttribute("height", height);
    return new XMLSerializer().serializeToString(svg);
  };

  /** Words in lines of a width; the last may end in "…". */
  function lines(words, size, wide, most) {
    const found = [""];
    for (const word of words.split(" ")) {
      const longer = (found[found.length - 1] + " " + word).trim();
      if (maps.wide(longer, 600, FONT) * size <= wide || !found[found.length - 1]) found[found.length - 1] = longer;
      else if (found.length < most) found.push(word);
      else {
        found[found.length - 1] += " …";
        break;
      }
    }
    return found;
  }

  /** The legend that stands on the page, in rows; gives back where it ends. */
  function legend(svg, root, top, write) {
    const size = 20;
    let x = EDGE, y = top;
    for (const item of root.querySelectorAll("li")) {
      const words = item.lastChild.textContent.replace(/\u00ad/g, ""), signs = [...item.querySelectorAll(".k-map-key")];
      const widths = signs.map((sign) => signWidth(sign, size));
      const wide = widths.reduce((sum, one) => sum + one + 6, 0) + maps.wide(words, 400, FONT) * size + 34;
      if (x + wide > WIDTH - EDGE) [x, y] = [EDGE, y + 36];
      signs.forEach((sign, i) => {
        svg.append(drawn(sign, x, y, widths[i], size));
        x += widths[i] + 6;
      });
      svg.append(write(x + 2, y, words, size));
      x += wide - widths.reduce((sum, one) => sum + one + 6, 0);
    }
    return y + 26;
  }
  const signWidth = (sign, size) => sign.tagName === "svg" ? (sign.viewBox.baseVal.width / sign.viewBox.baseVal.height) * 26
    : Math.max(26, maps.wide(sign.textContent, 700, FONT) * size + 10);
  function drawn(sign, x, y, wide, size) {
    if (sign.tagName === "svg") {
      const copy = copied(sign);
      for (const [name, value] of Object.entries({ x, y: y - 20, width: wide, height: 26 })) copy.setAttribute(name, value);
      return copy;
    }
    const style = getComputedStyle(sign);
    return K.s("g", {}, K.s("rect", { x, y: y - 20, width: wide, height: 26, rx: 3, fill: plain(style.backgroundColor) }),
      K.s("text", { x: x + wide / 2, y, "font-size": size, "font-weight": 700, "text-anchor": "middle", fill: plain(style.color), text: sign.textContent }));
  }
})();
