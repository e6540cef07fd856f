/* What the signs of the map mean: one legend for all maps that are shown. */
(function () {
  const maps = (K.maps ??= {});

  const entry = (sign, words, extra) => K.h("li", { class: extra }, sign, K.h("span", { text: words }));
  maps.many = () => K.data.county.municipalities.length > maps.MOST_CARDS;
  maps.arrows = { b: "M-1 .6 0 -1 1 .6z", a: "M-1 -.6 0 1 1 -.6z" };
  const box = (kind, letter) => K.h("i", { class: "k-map-key k-map-swatch " + kind, text: letter, "aria-hidden": "true" });
  const line = (kind) =>
    K.s("svg", { class: "k-map-key k-map-line " + kind, viewBox: "0 0 34 20", "aria-hidden": "true" },
      K.s("path", { class: "k-map-casing", d: "M1 10H33" }), K.s("path", { class: "k-map-core", d: "M1 10H33" }));
  const fresh = () => // a cell, as it is drawn where something has changed
    K.s("svg", { class: "k-map-key", viewBox: "0 0 24 24", "aria-hidden": "true" }, K.s("path", { class: "k-map-cell is-none is-new", d: "M3 8 12 2 21 7 20 18 9 22 2 17Z" }));

  /** On the wall there is room for a word only. */
  const brief = (short, long) => (K.state.presenter ? short : long);

  maps.legend = function (root, view) {
    const { county } = K.data;
    const states = view === "difference" ? differences() : maps.states.map((state) =>
      entry(box("is-" + state, K.t("plots.map.letter_" + state)), K.t(brief("map.short_" + state, "plots.map.state_" + state))));
    const fields = view === "difference" ? [] : county.fields.map((field) => {
      const sign = K.h("i", { class: "k-map-key k-map-code", text: K.pick(field.code), "aria-hidden": "true" });
      sign.style.background = field.colour;
      sign.style.color = maps.inkOn(field.colour);
      return entry(sign, K.pick(field.title));
    });
    K.clear(root).append(
      K.h("h3", { class: "k-hidden", text: K.t("map.legend") }),
      K.h("ul", {}, states, fields, view === "difference" ? [] : signs(), county.others?.length ? entry(box("is-nobodys", ""), K.t("map.nobodys")) : []),
      K.h("p", { class: "k-quiet", text: [K.t("plots.map.shapes"), K.pick(county.note)].join(" ") }));
  };
  function signs() {
    return [
      entry(line("is-cross"), K.t(brief("map.short_line_cross", "map.line_cross"))),
      entry(line("is-dormant"), K.t(brief("map.short_dormant", "map.line_dormant"))),
      entry(fresh(), K.t(brief("map.short_new", "map.new"))),
      entry(maps.legendSign("unit"), K.t(brief("map.short_sits", "map.unit_sits"))),
      entry(maps.legendSign("strain"), K.t(brief("map.short_strain", "map.strain"))),
      entry(maps.legendSign("shock"), K.t(brief("map.short_shock", "map.shock"))),
      entry([maps.legendSign("yes"), maps.legendSign("no")], K.t(brief("map.short_votes", "map.votes"))),
    ];
  }
  function differences() {
    // among many municipalities there is room for an arrow only
    const arrow = (side) => maps.many() && K.s("svg", { class: "k-map-key", viewBox: "-1.5 -1.5 3 3", "aria-hidden": "true" },
      K.s("path", { class: "k-map-count-" + side, d: maps.arrows[side] }));
    const count = (side) => [K.h("i", { class: "k-map-key k-map-counted is-" + side, text: side.toUpperCase() + " +1", "aria-hidden": "true" }), arrow(side)];
    return [
      ...["a", "b", "both", "neither"].map((kind) =>
        entry(box("is-only-" + kind, { a: "A", b: "B", both: "AB", neither: "–" }[kind]), K.t("map.only_" + kind))),
      entry(count("a"), K.t("map.counted_a")), entry(count("b"), K.t("map.counted_b")),
    ];
  }
})();
