/* The small signs of the map: a coded pill for a cooperation, the mark of a municipality, brief marks. */
(function () {
  const maps = (K.maps ??= {});
  const round = (x) => Math.round(x * 10) / 10;

  const SHAPES = { // in a box of 24
    strain: "M12 3 22 21H2z", shock: "M13.500 1 4 14h6l-1.500 9L20 9h-7z",
    yes: "M9 16.200 4.800 12l-1.800 1.800L9 19.800 21.500 7.300l-1.800-1.800z",
    no: "M6.400 4.600 12 10.200l5.600-5.600 1.800 1.800L13.800 12l5.600 5.600-1.800 1.800L12 13.800l-5.600 5.600-1.800-1.800L10.200 12 4.600 6.400z",
    unit: "M2 12 12 3l10 9h-3v9h-5v-6h-4v6H5v-9z",
  };
  maps.shapes = SHAPES;

  /** White or nearly black, whichever reads better on a colour (contrast after WCAG 2.2). */
  maps.inkOn = function (colour) {
    const light = [1, 3, 5].map((at) => {
      const part = parseInt(colour.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    const luminance = 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2];
    return 1.05 / (luminance + 0.05) > (luminance + 0.05) / 0.058 ? "#ffffff" : "#101214";
  };
  const codeOf = (field) => K.pick(K.data.county.fields[field].code);
  const partWidth = (field, size) => size * (codeOf(field).length > 1 ? 1.4 : 0.98);
  const MOST_PARTS = 4;
  const parts = (cooperation) => cooperation.fields.slice(0, MOST_PARTS);
  maps.pillWidth = (cooperation, size) => parts(cooperation).reduce((sum, field) => sum + partWidth(field, size), 0);

  /** One cooperation: a part for each field with its code; hollow and dashed when it sleeps. */
  maps.pill = function (cooperation, x, y, size, dormant) {
    const h = 1.02 * size;
    const group = K.s("g", { class: "k-map-pill" + (dormant ? " is-dormant" : "") });
    let left = x;
    for (const field of parts(cooperation)) {
      const { colour } = K.data.county.fields[field], w = partWidth(field, size);
      group.append(
        K.s("rect", { x: round(left), y: round(y - h / 2), width: round(w), height: round(h), style: dormant ? null : "fill:" + colour }),
        K.s("text", { x: round(left + w / 2), y: round(y + 0.28 * size), "font-size": round(0.78 * size), style: dormant ? null : "fill:" + maps.inkOn(colour), text: codeOf(field) }));
      left += w;
    }
    group.append(K.s("rect", { class: "k-map-rim", x: round(x), y: round(y - h / 2), width: round(left - x), height: round(h), rx: round(0.16 * size) }));
    return group;
  };

  /** The mark of a municipality: square for a town, round for others, double for the seat. */
  maps.mark = function (town, x, y, font) {
    const r = 0.5 * font;
    const shape = (kind, reach) => town.is_town
      ? K.s("rect", { class: kind, x: round(x - reach), y: round(y - reach), width: round(2 * reach), height: round(2 * reach) })
      : K.s("circle", { class: kind, cx: round(x), cy: round(y), r: round(reach) });
    return K.s("g", { class: "k-map-mark" },
      town.is_seat && shape("k-map-rim", r + 0.15 * font), shape("k-map-dot", r),
      K.s("text", { x: round(x), y: round(y + 0.27 * font), "font-size": round(0.76 * font) }));
  };

  /** A brief sign on a round ground, around a point. */
  maps.sign = function (name, size) {
    const scale = (1.1 * size) / 24;
    return K.s("g", { class: "k-map-sign k-map-" + name },
      K.s("circle", { r: round(0.8 * size) }),
      K.s("path", { d: SHAPES[name], transform: `scale(${round(scale * 100) / 100}) translate(-12 -12)` }));
  };
  /** The same for the legend. */
  maps.legendSign = (name) =>
    K.s("svg", { class: "k-map-key k-map-sign k-map-" + name, viewBox: "-14 -14 28 28", "aria-hidden": "true" },
      K.s("circle", { r: 13 }), K.s("path", { d: SHAPES[name], transform: "scale(.75) translate(-12 -12)" }));
})();
