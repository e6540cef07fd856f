/* What the signs of the map mean: one legend for all maps that are shown. */
(function () {
  const maps = (K.maps ??= {});

  const entry = (sign, words, extra) => K.h("li", { class: extra }, sign, K.h("span", { text: words }));
  const box = (kind, letter) => K.h("i", { class: "k-map-key k-map-swatch " + kind, text: letter, "aria-hidden": "true" });
  const line = (kind) =>
    K.s("svg", { class: "k-map-key k-map-line " + kind, viewBox: "0 0 34 20", "aria-hidden": "true" },
      K.s("path", { class: "k-map-casing", d: "M1 10H33" }), K.s("path", { class: "k-map-core", d: "M1 10H33" }));

  maps.legend = function (root, view) {
    const { county } = K.data;
    const states = view === "difference" ? differences() : maps.states.map((state) =>
      entry(box("is-" + state, K.t("plots.map.letter_" + state)), K.t("plots.map.state_" + state)));
    const fields = view === "difference" ? [] : county.fields.map((field) => {
      const sign = K.h("i", { class: "k-map-key k-map-code", text: K.pick(field.code), "aria-hidden": "true" });
      sign.style.background = field.colour;
      sign.style.color = maps.inkOn(field.colour);
      return entry(sign, K.pick(field.title));
    });
    K.clear(root).append(
      K.h("h3", { class: "k-hidden", text: K.t("map.legend") }),
      K.h("ul", {}, states, fields, view === "difference" ? [] : signs()),
      K.h("p", { class: "k-quiet", text: [K.t("plots.map.shapes"), K.pick(county.note)].join(" ") }));
  };
  function signs() {
    return [
      entry(line("is-cross"), K.t("map.line_cross")),
      entry(line("is-dormant"), K.t("map.line_dormant")),
      entry(maps.legendSign("unit"), K.t("map.unit_sits"), "k-map-more-signs"),
      entry(maps.legendSign("strain"), K.t("map.strain")),
      entry(maps.legendSign("shock"), K.t("map.shock"), "k-map-more-signs"),
      entry([maps.legendSign("yes"), maps.legendSign("no")], K.t("map.votes"), "k-map-more-signs"),
    ];
  }
  function differences() {
    const count = (side) => K.h("i", { class: "k-map-key k-map-counted is-" + side, text: side.toUpperCase() + " +1", "aria-hidden": "true" });
    return [
      ...["a", "b", "both", "neither"].map((kind) =>
        entry(box("is-only-" + kind, { a: "A", b: "B", both: "AB", neither: "–" }[kind]), K.t("map.only_" + kind))),
      entry(count("a"), K.t("map.counted_a")), entry(count("b"), K.t("map.counted_b")),
    ];
  }
})();
