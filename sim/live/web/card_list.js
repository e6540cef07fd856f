/* Nothing chosen: how to choose, and a list of all municipalities, for the keyboard and for screen readers. */
(() => {
  const { write, bar } = K.cards;
  const ROOM = 1.5; // strain that fills the bar
  const MANY = 60; // from here on the list waits until time stands still
  let order = "population";

  const compare = {
    name: (x, y) => x.town.name.localeCompare(y.town.name, "de"),
    population: (x, y) => y.residents - x.residents || compare.name(x, y),
    strain: (x, y) => y.strain - x.strain || compare.name(x, y),
  };
  function rowOf(town, m) {
    const letter = K.h("span", { class: "k-letter", "aria-hidden": "true" }), words = K.h("span", { class: "k-hidden" });
    const residents = K.h("td", { class: "k-figure" }), strain = K.h("span"), load = bar({ limit: 1 / ROOM, kind: "k-gauge-strain" });
    const button = K.h("button", {
      type: "button", class: "k-link", "data-focus": "town-" + m, on: { click: () => K.set({ selected: { municipality: m } }) },
    }, letter, K.h("span", { class: "k-link-name", text: town.name }), words);
    const item = K.h("tr", {}, K.h("th", { scope: "row" }, button), residents, K.h("td", { class: "k-figure k-strain-cell" }, K.h("div", {}, strain, load.element)));
    return { town, m, item, letter, words, cells: { residents, strain }, load, residents: 0, strain: 0 };
  }
  function refreshRow(row, run, q) {
    const of = run.municipalities, state = K.stateAt(run, row.m, q);
    row.residents = of.population[row.m][q];
    row.strain = of.strain[row.m][q];
    row.letter.parentNode.dataset.state = state;
    write(row.letter, K.t("plots.map.letter_" + state));
    write(row.words, K.t("plots.map.state_" + state));
    write(row.cells.residents, K.number(row.residents));
    write(row.cells.strain, K.number(row.strain, 2));
    row.load.set(row.strain / ROOM);
  }
  K.cards.list = function (side) {
    const run = K.run(side), rows = K.data.county.municipalities.map(rowOf);
    const body = K.h("tbody");
    const heads = ["name", "population", "strain"].map((name) => K.h("th", { scope: "col" }, K.h("button", {
      type: "button", class: "k-sort", "data-focus": "sort-" + name, on: { click: () => sort(name) },
    }, K.t("cards.sort_" + name))));
    const table = K.h("table", { class: "k-towns" }, K.h("caption", { text: K.t("cards.all_towns", { count: rows.length }) }),
      K.h("thead", {}, K.h("tr", {}, heads)), body);
    let before = "", timer = 0;

    function arrange() {
      const sorted = [...rows].sort(compare[order]);
      const now = sorted.map((row) => row.m).join(" ");
      if (now === before) return;
      before = now;
      const focus = body.contains(document.activeElement) ? document.activeElement : null;
      body.replaceChildren(...sorted.map((row) => row.item));
      focus?.focus({ preventScroll: true });
    }
    function sort(name) {
      order = name;
      ["name", "population", "strain"].forEach((one, i) =>
        heads[i].setAttribute("aria-sort", one !== order ? "none" : one === "name" ? "ascending" : "descending"));
      arrange();
    }
    function draw() {
      for (const row of rows) refreshRow(row, run, Math.min(K.state.quarter, run.municipalities.population[0].length - 1));
      arrange();
    }
    return {
      head: K.cards.head(K.t("cards.nothing"), "", side),
      elements: [K.h("p", { class: "k-hint", text: K.t("cards.hint") }), table],
      refresh() {
        clearTimeout(timer);
        if (!before) {
          draw();
          sort(order);
        } else if (rows.length <= MANY) draw();
        else timer = setTimeout(() => body.isConnected && draw(), 200);
      },
    };
  };
})();
