/* The panel of what can be taken away: pictures, tables, reports, scenario files, a file with sliders, a link. */
(() => {
  const BOARD_SLIDERS = ["coordination.level", "coordination.membership", "municipalities.willingness_mean"];
  const MOST_SLIDERS = 3;
  let working = null; // the text key of what is being made
  let said = null; // what came of the last: {words, bad}, in whatever language the page is in by then
  let chosen = null; // settings of the file to take away

  /* -------------------------------------------------------------- files */

  function save(name, content, type) {
    const address = URL.createObjectURL(new Blob([content], { type }));
    const link = K.h("a", { href: address, download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
    tell(() => K.t("take.saved", { name }));
  }
  function tell(words, bad) {
    said = { words, bad };
    K.parts.take.draw();
  }
  /** Do something that takes a moment; what goes wrong becomes a sentence. */
  async function work(key, f) {
    if (working) return;
    working = key;
    said = null;
    K.parts.take.draw();
    try {
      await f();
    } catch (error) {
      said = { words: error.words ?? (() => K.t("take.failed")), bad: true };
    }
    working = null;
    K.parts.take.draw();
  }
  const plainly = (words) => Object.assign(new Error(words()), { words });

  /* -------------------------------------------------------------- pictures */

  const PICTURES = { map: () => K.mapSvg?.(), chart: () => K.chartSvg?.() };
  function picture(what, ending) {
    work("take.making", async () => {
      const svg = PICTURES[what]();
      if (!svg) throw plainly(() => K.t("take.no_picture"));
      const name = K.takeName(K.t("take.file_" + what), ending, true);
      if (ending === "svg") save(name, svg, "image/svg+xml");
      else save(name, await K.takePng(svg), "image/png");
    });
  }
  /** An SVG as PNG, twice as large so that it stays sharp in print. */
  K.takePng = async function (svg, scale = 2) {
    const root = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
    const box = (root.getAttribute("viewBox") ?? "0 0 1200 800").split(/[\s,]+/).map(Number);
    const width = parseFloat(root.getAttribute("width")) || box[2], height = parseFloat(root.getAttribute("height")) || box[3];
    root.setAttribute("width", width); // without it some browsers draw nothing
    root.setAttribute("height", height);
    const image = new Image();
    image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(new XMLSerializer().serializeToString(root));
    await image.decode();
    const canvas = K.h("canvas", { width: Math.round(width * scale), height: Math.round(height * scale) });
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(image, 0, 0, canvas.width, canvas.height);
    return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/png"));
  };

  /* -------------------------------------------------------------- questions to the server */

  async function asked(question) {
    const answer = await K.askOnce(question);
    if (answer.wait) {
      await new Promise((resolve) => setTimeout(resolve, 1000 * answer.wait));
      return asked(question);
    }
    if (answer.error) throw plainly(() => K.pick(answer.error));
    return answer;
  }
  const report = (side) => work("take.making_report", async () => {
    const { html } = await asked({ ask: "report", ...K.questionOf(side), lang: K.state.lang, example: K.example() });
    save(K.takeName(`${K.t("take.file_report")}-${side}`, "html"), html, "text/html");
  });
  const board = () => work("take.making_board", async () => {
    const { scenario, seed, assumptions, lang } = K.state;
    const { html } = await asked({ ask: "board", scenario, seed, example: K.example(), assumptions, a: K.questionOf("a").future, b: K.questionOf("b").future,
      sliders: chosen.filter(Boolean), lang });
    save(K.takeName(K.t("take.file_board"), "html"), html, "text/html");
  });

  /* -------------------------------------------------------------- the link */

  async function copyLink() {
    const address = location.href.split("#")[0] + K.address();
    try {
      await navigator.clipboard.writeText(address);
      tell(() => K.t("take.link_copied"));
    } catch {
      const field = K.parts.take.root.querySelector(".k-take-link");
      field.hidden = false;
      field.value = address;
      field.focus();
      field.select();
      tell(() => K.t("take.link_by_hand"));
    }
  }

  /* -------------------------------------------------------------- the panel */

  K.part("take", {
    create(root) {
      this.box = root.appendChild(K.h("div", { class: "k-take" }));
      this.link = K.h("input", { class: "k-take-link", type: "text", readonly: true, hidden: true });
    },
    update(changed) {
      if (["data", "lang", "panel", "settings"].some((one) => changed.has(one)) && K.state.panel === "take") this.draw();
    },
    draw() {
      if (!this.box || !K.data.county) return;
      const focus = this.box.contains(document.activeElement) ? document.activeElement.dataset.does : null;
      this.link.setAttribute("aria-label", K.t("take.link_field"));
      K.clear(this.box).append(...[
        K.h("h2", { text: K.t("take.title") }), K.h("p", { class: "k-quiet", text: K.t("take.example") }), typed(),
        pictures(), tables(), K.data.setup.board ? null : reports(), scenarios(),
        K.data.setup.board ? null : boards(), links(this.link), message()].filter(Boolean));
      if (focus) this.box.querySelector(`[data-does="${focus}"]`)?.focus({ preventScroll: true });
    },
  });

  const button = (does, words, f, disabled, icon = "download") => K.h("button", { type: "button", class: "k-plain", "data-does": does,
    disabled: Boolean(disabled) || Boolean(working), on: { click: f } }, K.icon(icon), K.h("span", { text: words }));
  const group = (key, ...children) => K.h("section", {}, K.h("h3", { text: K.t("take." + key) }), children);
  const row = (label, ...buttons) => K.h("div", { class: "k-take-row" }, K.h("span", { text: label }), K.h("span", { class: "k-take-buttons" }, buttons));
  const note = (key, values) => K.h("p", { class: "k-quiet k-take-note", text: K.t("take." + key, values) });
  const has = (what) => ["a", "b"].some((side) => K.data[side][what]);

  /** What to type for the runs that are shown: the same numbers, as a report with all its data. */
  function typed() {
    const shown = ["a", "b"].filter((side) => K.data[side].run?.command);
    if (!shown.length) return null;
    return K.h("div", {}, note("typed"), K.h("dl", { class: "k-take-typed" }, shown.map((side) =>
      [K.h("dt", { text: side.toUpperCase() }), K.h("dd", {}, K.h("code", { text: K.takeTyped(K.data[side].run.command) }))])));
  }
  const pictures = () => group("pictures", ["map", "chart"].map((what) => row(K.t("take." + what),
    ["png", "svg"].map((ending) => button(what + ending, ending.toUpperCase(), () => picture(what, ending), !has("run") && !has("fan"))))));
  const tables = () => group("tables", ["curves", "decisions", "events"].map((what) => row(K.t("take." + what),
    button(what, "CSV", () => work("take.making", async () => save(K.takeName(K.t("take.file_" + what), "csv"), K.takeTables[what](), "text/csv;charset=utf-8")),
      what === "curves" ? !has("run") && !has("fan") : !has("run")))), note("tables_note"));
  const reports = () => group("reports", row(K.t("take.report"), ["a", "b"].map((side) =>
    button("report" + side, side.toUpperCase(), () => report(side)))), note("report_note"));
  const scenarios = () => group("scenarios", row(K.t("take.scenario"), ["a", "b"].map((side) =>
    button("toml" + side, side.toUpperCase(), () => save(K.takeName(`${K.t("take.file_future")}-${side}`, "toml"), K.takeScenario(side), "application/toml")))),
  note("scenario_note"));
  const links = (field) => group("link", K.h("div", {}, button("link", K.t("take.copy_link"), copyLink, false, "link")), field, note(K.data.setup.board ? "link_note_board" : "link_note"));
  const message = () => K.h("p", { class: "k-take-said" + (said?.bad ? " k-take-bad" : ""), role: "status", "aria-live": "polite" },
    working ? [K.h("span", { class: "k-take-busy", "aria-hidden": "true" }), K.t(working)] : said?.words() ?? "");

  /** The file with sliders: which settings may be moved in it. */
  function boards() {
    const movable = K.data.setup.settings.filter((one) => one.path !== "coordination.start_quarter");
    chosen ??= BOARD_SLIDERS.filter((path) => K.setting(path)).slice(0, MOST_SLIDERS);
    const options = (own) => [K.h("option", { value: "", text: K.t("take.no_slider") }), ["measures", "assumptions"].map((kind) =>
      K.h("optgroup", { label: K.t("core.panel_" + kind) }, movable.filter((one) => one.group === kind && (one.path === own || !chosen.includes(one.path)))
        .map((one) => K.h("option", { value: one.path, text: K.pick(one.name), selected: one.path === own }))))];
    const choice = (_, i) => K.h("label", { class: "k-take-slider" }, K.h("span", { text: K.t("take.slider", { number: i + 1 }) }),
      K.h("select", { "data-does": "slider" + i, disabled: Boolean(working), on: { change: (event) => {
        chosen[i] = event.target.value;
        K.parts.take.draw();
      } } }, options(chosen[i] ?? "")));
    return group("board", K.h("p", { text: K.t("take.board_text") }), Array.from({ length: MOST_SLIDERS }, choice),
      K.h("div", {}, button("board", K.t("take.make_board"), board)), note("board_note"));
  }
})();
