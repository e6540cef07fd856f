/* The page: where each part stands, the head, presenter mode, keys, messages. */

(() => {
  const SIDES = ["a", "b"];
  let root, bars, freshB;
  let hadTwo = false; // whether both futures were shown before the view for the wall

  /* -------------------------------------------------------------- beginning */

  /** Put the view into an element.  transport: {ask(question) → Promise}; see source.js. */
  K.mount = async function (element, transport, choice) {
    root = element;
    K.transport = transport;
    K.data = { setup: null, county: null, error: null, a: K.emptySide(), b: K.emptySide() };
    const found = K.fromAddress(location.hash);
    K.state = { ...K.fresh(), ...choice, ...found };
    freshB = !("b" in found);
    root.className = "k";
    K.clear(root).append(K.h("p", { class: "k-wait", text: "Kümmerer …" }));
    const setup = await K.transport.ask({ ask: "setup" });
    K.data.setup = setup;
    if (!setup.scenarios.some((one) => one.name === K.state.scenario)) {
      K.state.scenario = setup.start;
      if (!("seed" in found)) K.state.seed = setup.seed;
    }
    K.state.indicators = K.state.indicators.filter((name) => K.indicator(name));
    for (const name of K.fresh().indicators) // a torn link, or one from another version
      if (K.state.indicators.length < 3 && !K.state.indicators.includes(name)) K.state.indicators.push(name);
    const isNarrow = innerWidth > 700 && innerWidth <= 1100; // there the panel would lie on the map
    if (isNarrow && !("panel" in found) && !found.story) K.state.panel = "closed";
    build();
    K.update(new Set(["lang", "view", "panel"]));
    K.load();
  };

  /** Once the county is known: a second future that differs, where the link names none. */
  K.countyCame = function () {
    if (!freshB) return;
    freshB = false;
    const { base } = K.data.county;
    const measures = base["coordination.level"] === "none" ? { "coordination.level": "office" }
      : { "coordination.membership": base["coordination.membership"] === "county_wide" ? "coalition_of_the_willing" : "county_wide" };
    K.state.b = { measures, turns: [] };
  };
  K.chooseScenario = function (scenario) {
    freshB = true;
    K.set({ scenario, example: null, assumptions: {}, a: { measures: {}, turns: [] }, b: { measures: {}, turns: [] }, quarter: 0, selected: null, story: null, guess: null, playing: false });
  };

  /* -------------------------------------------------------------- the layout */

  function build() {
    bars = K.h("div", { class: "k-bars", role: "alert" });
    const side = K.h("aside", { class: "k-side" });
    const stage = K.h("main", { class: "k-stage", id: "k-stage" });
    const right = K.h("aside", { class: "k-right" });
    K.clear(root).append(K.h("header", { class: "k-head" }), bars, K.h("div", { class: "k-body" }, side, stage, right));
    K.place("head", root.querySelector(".k-head"));
    K.place("tabs", side);
    stage.append(K.h("h2", { class: "k-hidden k-map-title" }));
    K.place("map", stage.appendChild(K.h("section", { class: "k-maps" })));
    K.place("timeline", stage.appendChild(K.h("section", { class: "k-time" })));
    K.place("chart", right.appendChild(K.h("section", { class: "k-charts" })));
    K.place("detail", right.appendChild(K.h("section", { class: "k-detail" })));
    K.place("branch", K.h("div", { class: "k-branch" }));
    root.querySelector(".k-tools").prepend(K.parts.branch.root);
    K.place("frame", root);
    document.addEventListener("keydown", pressed);
    // a slider or a choice that was moved with the mouse does not keep the keys for itself
    document.addEventListener("change", ({ target }) => {
      if (handled?.contains(target) && !target.closest("dialog") && target.matches(CHOSEN)) target.blur();
    });
    document.addEventListener("pointerdown", (event) => (handled = event.target.closest?.("label, select, input") ?? null), true);
    document.addEventListener("pointerdown", (event) => (pointed = event.target.closest?.(PRESSED_BY_KEY) ?? null), true);
    addEventListener("resize", resized);
    addEventListener("hashchange", () => {
      if (location.hash !== K.address()) visit(K.fromAddress(location.hash));
    });
    resized();
  }

  /** Another link in the same window: what it does not name is as in a fresh page, not as it was here. */
  function visit(found) {
    const isKnown = (name) => K.data.setup.scenarios.some((one) => one.name === name);
    if (found.scenario && !isKnown(found.scenario)) delete found.scenario;
    if (found.indicators) found.indicators = found.indicators.filter((name) => K.indicator(name));
    if (found.indicators && !found.indicators.length) delete found.indicators;
    const { lang, scenario, b } = K.state;
    K.set({ ...K.fresh(), lang, scenario, b, ...found });
  }

  function resized() {
    const wide = innerWidth, high = innerHeight;
    const size = K.state.presenter && wide > 700 ? Math.max(14, Math.min(wide / 71, high / 40))
      : Math.max(wide < 700 ? 15 : 13, Math.min(20, wide / 120, high / 67));
    document.documentElement.style.fontSize = size.toFixed(2) + "px";
    K.update(new Set(["view"]));
  }

  /* The frame: what all parts stand in. */
  K.part("frame", {
    create() {},
    update(changed) {
      const { presenter, theme, view, panel, story, selected, lang } = K.state;
      if (!presenter) hadTwo = false;
      if (changed.has("view") || changed.has("panel") || changed.has("story") || changed.has("selected")) {
        const size = root.dataset.presenter;
        Object.assign(root.dataset, { theme, view, panel, presenter, story: Boolean(story), card: Boolean(selected) });
        document.documentElement.style.colorScheme = theme;
        if (size !== undefined && size !== String(presenter)) resized();
      }
      if (changed.has("lang")) {
        root.lang = document.documentElement.lang = lang;
        root.querySelector(".k-side").setAttribute("aria-label", K.t("core.area_side"));
        root.querySelector(".k-map-title").textContent = K.t("core.area_map");
        root.querySelector(".k-right").setAttribute("aria-label", K.t("core.area_right"));
        document.title = "Kümmerer – " + K.t("core.subtitle");
      }
      if (changed.has("data") || changed.has("lang")) tell();
    },
  });

  /* -------------------------------------------------------------- messages */

  function tell() {
    const messages = [];
    if (K.data.error) messages.push({ text: K.pick(K.data.error), back: true });
    const said = new Set();
    for (const side of SIDES) {
      const { error } = K.data[side];
      if (!error || said.has(K.pick(error))) continue;
      said.add(K.pick(error));
      messages.push({ text: K.pick(error), back: true });
    }
    if (K.lost) messages.push({ text: K.t("core.lost"), calm: true });
    const now = JSON.stringify(messages);
    if (bars.dataset.now === now) return;
    bars.dataset.now = now;
    K.clear(bars).append(...messages.map((one) =>
      K.h("div", { class: "k-bar" + (one.calm ? " k-calm" : "") }, K.h("span", { text: one.text }),
        one.back && K.h("button", { type: "button", class: "k-plain", text: K.t("core.back_to_last"), on: { click: back } }))));
  }
  function back() {
    if (!K.undo()) K.chooseScenario(K.data.setup.start);
  }
  /** The connection to the server is there (true) or not; asked again when it is back. */
  K.connected = function (ok) {
    if (K.lost === !ok) return;
    K.lost = !ok;
    if (ok && K.transport.again) K.transport.again();
    if (bars) tell();
  };

  /* -------------------------------------------------------------- the head */

  K.part("head", {
    create(head) {
      const segments = (name, values) => K.h("div", { class: "k-segments", role: "group", "data-of": name },
        values.map((value) => K.h("button", { type: "button", "data-value": value, on: { click: () => K.set({ [name]: value }) } })));
      this.views = segments("view", ["two", "one", "difference"]);
      this.sides = segments("side", SIDES);
      this.lang = segments("lang", ["de", "en"]);
      this.scenario = K.h("select", { class: "k-scenario", on: { change: (event) => K.chooseScenario(event.target.value) } });
      this.question = K.h("p", { class: "k-compared" });
      const button = (name, icon, f) => (this[name] = K.button(icon, "", f));
      head.append(
        K.h("a", { class: "k-skip", href: "#k-stage", on: { click: (event) => { event.preventDefault(); root.querySelector(".k-stage button, .k-stage [tabindex]")?.focus(); } } }),
        K.h("h1", { class: "k-brand" }, mark(), K.h("span", { text: "Kümmerer" })),
        K.h("div", { class: "k-choose" }, this.scenario),
        this.question,
        K.h("div", { class: "k-tools" }, this.views, this.sides,
          button("undo", "undo", () => K.undo()),
          button("example", "reset", () => K.set({ example: (K.example() + 1) % K.runs })),
          this.lang,
          button("theme", "moon", () => K.set({ theme: K.state.theme === "dark" ? "light" : "dark" })),
          button("presenter", "screen", present),
          button("help", "help", help)));
      this.undo.classList.add("k-only-desk");
    },
    update(changed) {
      const { state } = K;
      if (changed.has("lang")) {
        name(this.undo, "core.undo");
        name(this.example, "core.example");
        name(this.theme, "core.theme");
        name(this.presenter, "core.presenter");
        name(this.help, "core.help");
        this.root.querySelector(".k-skip").textContent = K.t("core.skip");
        this.scenario.setAttribute("aria-label", K.t("core.scenario"));
        for (const one of [this.views, this.sides, this.lang]) {
          one.setAttribute("aria-label", K.t("core.choice_" + one.dataset.of));
          for (const button of one.children) {
            const { value } = button.dataset;
            button.textContent = one === this.lang ? value.toUpperCase() : one === this.sides ? value.toUpperCase() : K.t("core.view_" + value);
            if (one === this.lang) button.setAttribute("aria-label", value === "de" ? "Deutsch" : "English");
          }
        }
        K.clear(this.scenario).append(...K.data.setup.scenarios.map((one) => K.h("option", { value: one.name, text: K.pick(one.title) })));
      }
      for (const one of [this.views, this.sides, this.lang])
        for (const button of one.children) button.setAttribute("aria-pressed", state[one.dataset.of] === button.dataset.value);
      this.sides.hidden = state.view !== "one";
      this.scenario.value = state.scenario;
      this.undo.disabled = !K.canUndo();
      if (changed.has("view")) K.clear(this.theme).append(K.icon(state.theme === "dark" ? "sun" : "moon"));
      this.compare();
    },
    /** What is compared, in one line. */
    compare() {
      if (!K.data.county) return;
      // over two maps, and over one outside the view for the wall, the maps say it themselves
      this.question.hidden = K.state.view !== "difference" && !K.state.presenter;
      const said = JSON.stringify([K.state.view, K.state.side, K.describe("a"), K.describe("b")]);
      if (this.said === said) return;
      this.said = said;
      const side = (one) => K.h("span", { class: "k-future k-" + one },
        K.h("b", { text: one.toUpperCase() }), " ", ...K.describedWithRoom(K.describe(one).join(" · "), K.describe(one, K.turnToldAtLast).join(" · ")));
      K.clear(this.question).append(...(K.state.view === "one" ? [side(K.state.side)] : [side("a"), side("b")]));
    },
  });
  function name(button, key) {
    button.setAttribute("aria-label", K.t(key));
    button.title = K.t(key);
  }
  const mark = () => K.s("svg", { viewBox: "0 0 32 32", class: "k-mark", "aria-hidden": "true" },
    K.s("path", { d: "M16 6 7 22h18z", fill: "none", stroke: "currentColor", "stroke-width": 2 }),
    [[16, 6], [7, 22], [25, 22]].map(([cx, cy], i) => K.s("circle", { cx, cy, r: 5, class: ["k-dot-a", "k-dot-b", "k-dot-c"][i] })));

  /* -------------------------------------------------------------- panels at the left */

  const PANELS = ["stories", "measures", "assumptions", "take"];
  const PANEL_ICONS = { stories: "story", measures: "settings", assumptions: "guess", take: "download" };
  K.part("tabs", {
    create(side) {
      this.tabs = K.h("div", { class: "k-tabs", role: "tablist" }, PANELS.map((panel) =>
        K.h("button", { type: "button", role: "tab", id: "k-tab-" + panel, "aria-controls": "k-panel-" + panel, "data-panel": panel, on: { click: () => K.set({ panel: K.state.panel === panel ? "closed" : panel }), keydown: along } },
          K.icon(PANEL_ICONS[panel]), K.h("span"))));
      side.append(this.tabs);
      for (const panel of PANELS)
        K.place(panel, side.appendChild(K.h("section", { class: "k-panel", id: "k-panel-" + panel, role: "tabpanel", "aria-labelledby": "k-tab-" + panel, tabindex: -1 })));
    },
    update(changed) {
      for (const tab of this.tabs.children) {
        const { panel } = tab.dataset, chosen = K.state.panel === panel;
        if (changed.has("lang")) tab.lastChild.textContent = K.t("core.panel_" + panel);
        tab.setAttribute("aria-selected", chosen);
        tab.tabIndex = chosen || (K.state.panel === "closed" && panel === PANELS[0]) ? 0 : -1;
        document.getElementById("k-panel-" + panel).hidden = !chosen;
      }
    },
  });
  function along(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const tabs = [...event.currentTarget.parentElement.children];
    const next = tabs[(tabs.indexOf(event.currentTarget) + step + tabs.length) % tabs.length];
    next.focus();
    next.click();
  }

  K.part("detail", {
    create(box) {
      this.tabs = K.h("div", { class: "k-tabs", role: "tablist" }, ["card", "log"].map((one) =>
        K.h("button", { type: "button", role: "tab", id: "k-tab-" + one, "aria-controls": "k-panel-" + one, "data-panel": one, on: { click: () => K.set({ detail: one }), keydown: along } },
          K.icon(one === "card" ? "info" : "log"), K.h("span"))));
      this.close = K.button("close", "", () => K.set({ selected: null }));
      box.append(K.h("div", { class: "k-detail-head" }, this.tabs, this.close));
      for (const one of ["card", "log"])
        K.place(one, box.appendChild(K.h("section", { class: "k-panel", id: "k-panel-" + one, role: "tabpanel", "aria-labelledby": "k-tab-" + one, tabindex: -1 })));
    },
    update(changed) {
      if (changed.has("lang")) name(this.close, "core.close");
      for (const tab of this.tabs.children) {
        const { panel } = tab.dataset, chosen = K.state.detail === panel;
        if (changed.has("lang")) tab.lastChild.textContent = K.t("core.panel_" + panel);
        tab.setAttribute("aria-selected", chosen);
        tab.tabIndex = chosen ? 0 : -1;
        document.getElementById("k-panel-" + panel).hidden = !chosen;
      }
    },
  });

  /* -------------------------------------------------------------- keys */

  const PRESSED_BY_KEY = "button, a, summary, [role=button], [role=tab]";
  const CHOSEN = "input[type=range], input[type=radio], input[type=checkbox], select";
  let pointed = null, handled = null; // what was clicked last with the mouse or the finger: a button; a field

  function pressed(event) {
    if (event.key === "Tab") pointed = handled = null; // from now on somebody goes from button to button by keys
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (document.querySelector("dialog[open]")) return;
    // what had the focus in a dialog that has just been closed keeps it until the next frame
    const target = event.target.checkVisibility() ? event.target : document.body, tag = target.tagName;
    const isOwn = (key) => key.length > 1 || (key === " " && target.type !== "range"); // arrows move a slider
    const isMoved = tag === "INPUT" && target.matches(CHOSEN) && !isOwn(event.key);
    if (!isMoved && (tag === "INPUT" || tag === "SELECT" || tag === "TEXTAREA" || target.isContentEditable)) {
      if (event.key === "Escape") target.blur();
      return;
    }
    const under = target.closest(PRESSED_BY_KEY);
    if ((event.key === " " || event.key === "Enter") && under) {
      if (event.key === "Enter" || under !== pointed) return;
      under.blur(); // it was clicked: the space bar plays, instead of clicking it again
    }
    const letter = event.key.length === 1 && event.key !== " " ? event.key : null;
    const combo = (event.shiftKey && !letter ? "Shift+" : "") + (event.key === " " ? "Space" : letter ? letter.toLowerCase() : event.key);
    const found = K.keys.find((one) => one.combo === combo);
    if (!found) return;
    event.preventDefault();
    found.f();
  }
  /** The view for the wall has no room for two maps: whoever leaves it has the two again. */
  function present() {
    if (K.state.presenter) return K.set(offTheWall());
    const { view } = K.state;
    hadTwo = view === "two";
    K.set({ presenter: true, view: hadTwo ? "one" : view });
  }
  const offTheWall = () => ({ presenter: false, view: hadTwo && K.state.view === "one" ? "two" : K.state.view });
  const panel = (one) => () => K.set({ panel: K.state.panel === one ? "closed" : one, ...offTheWall() });
  K.key("w", "core.key_presenter", present);
  K.key("v", "core.key_view", () => {
    const views = K.state.presenter ? ["one", "difference"] : ["two", "one", "difference"];
    K.set({ view: views[(views.indexOf(K.state.view) + 1) % views.length] });
  });
  K.key("a", "core.key_a", () => K.set({ side: "a", view: K.state.view === "difference" ? "one" : K.state.view }));
  K.key("z", "core.key_b", () => K.set({ side: K.state.side === "a" ? "b" : "a", view: K.state.view === "difference" ? "one" : K.state.view }));
  K.key("m", "core.key_measures", panel("measures"));
  K.key("x", "core.key_assumptions", panel("assumptions"));
  K.key("q", "core.key_stories", panel("stories"));
  K.key("e", "core.key_example", () => K.set({ example: (K.example() + 1) % K.runs }));
  K.key("u", "core.key_undo", () => K.undo());
  K.key("l", "core.key_lang", () => K.set({ lang: K.state.lang === "de" ? "en" : "de" }));
  K.key("d", "core.key_theme", () => K.set({ theme: K.state.theme === "dark" ? "light" : "dark" }));
  K.key("Escape", "core.key_escape", () => K.set(K.state.selected ? { selected: null } : offTheWall()));
  K.key("?", "core.key_help", help);

  const COMBOS = { Space: "core.key_name_space", ArrowRight: "→", ArrowLeft: "←", Escape: "Esc", Home: "core.key_name_home", End: "core.key_name_end", PageDown: "core.key_name_page_down", PageUp: "core.key_name_page_up", Shift: "core.key_name_shift" };
  const keyName = (combo) => combo.split(/\+(?=.)/).map((one) => (COMBOS[one] || "").startsWith("core.") ? K.t(COMBOS[one]) : COMBOS[one] || one.toUpperCase()).join(" + ");
  function help() {
    const close = K.h("button", { type: "button", class: "k-plain", text: K.t("core.close"), on: { click: () => box.close() } });
    const box = K.h("dialog", { class: "k-dialog", "aria-labelledby": "k-help-title" },
      K.h("h2", { id: "k-help-title", text: K.t("core.help_title") }),
      K.h("p", { text: K.t("core.help_text", { version: K.data.setup.version }) }),
      K.h("dl", { class: "k-keys" }, K.keys.map((one) => [K.h("dt", {}, K.h("kbd", { text: keyName(one.combo) })), K.h("dd", { text: K.t(one.textKey) })])),
      close);
    root.append(box);
    box.addEventListener("close", () => box.remove());
    box.showModal();
    box.scrollTop = 0; // the button at the end has the focus; one reads from the top
  }
})();
