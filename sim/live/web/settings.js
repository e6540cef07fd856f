/* Measures (of one future) and assumptions (of both): everything that the room may change.
 *
 * While a slider is dragged only its own words move; the model is asked when it is let go.
 */
(() => {
  const FIRST = [ // the measures that matter most, in this order
    "coordination.membership", "coordination.level", "coordination.quota", "coordination.minimum_members",
    "coordination.preparation_fte", "coordination.preparation_quarters", "funding.office_grant_share", "funding.cooperation_grant", "county.county_support_fte",
  ];
  const OTHER = { a: "b", b: "a" };
  let wish = "b"; // which future is being changed while both are shown
  const explained = new Set(); // settings whose explanation is open, in whichever language

  const sideNow = () => (K.state.view === "one" ? K.state.side : wish);
  const baseOf = (path) => K.data.county.base[path];
  const valueOf = (setting, side) => (setting.group === "measures" ? K.valueAt(setting.path, side) : K.state.assumptions[setting.path] ?? baseOf(setting.path));
  const ofInterest = (setting) => (setting.group === "measures" ? [sideNow()] : ["a", "b"]);

  /** Whether somebody outside the model acts in a future: then less is certain of what has no effect. */
  const intervened = (side) => Boolean(K.data.county.own?.interventions?.length) || K.state[side].turns.some((one) => one.kind !== "shock");
  /** Why a setting has no effect under what is chosen (sim/live/idle.py), in all futures that it is for; else nothing. */
  function idle(setting) {
    const found = ofInterest(setting).map((side) => setting.idle.find(({ where, even_with_interventions: even }) =>
      (even || !intervened(side)) && Object.entries(where).every(([path, values]) => values.includes(K.valueAt(path, side)))));
    return found.every(Boolean) ? found[0] : null;
  }
  const isIdle = (setting) => Boolean(idle(setting)) && idle(setting).above === null;
  const isChanged = (setting, side) => valueOf(setting, side) !== baseOf(setting.path);

  /** A value in words: shares as per cent, a quarter as people say it. */
  K.valueWords = function (setting, value) {
    if (setting.type === "switch") return K.t(value ? "core.yes" : "core.no");
    if (setting.type === "choice") {
      const key = ["memberships", "levels", "choices"].map((one) => `${one}.${value}`).find(K.has);
      return key ? K.t(key) : value;
    }
    const unit = setting.unit.en;
    const decimals = setting.type === "whole" ? 0 : Math.max(0, Math.ceil(-Math.log10(setting.step || 1) - 1e-9));
    if (/(^|[._])(start|end)_quarter$/.test(setting.path)) return value < 0 ? K.t("settings.never") : K.when(value);
    if (/^share per year/.test(unit)) return K.t("settings.per_year", { value: K.percent(value, Math.max(0, decimals - 2)) });
    if (/^share/.test(unit)) return K.percent(value, Math.max(0, decimals - 2));
    if (unit === "factor") return K.t("settings.times", { value: K.number(value, Math.min(2, decimals)) });
    const written = K.number(value, Math.min(3, decimals));
    return !unit || /^0.1$/.test(unit) ? written : written + " " + K.pick(setting.unit);
  };
  const words = (setting, value) => K.valueWords(setting, value);

  /** Keep a value; the scenario's own is not kept, so that equal futures stay equal. */
  function keep(setting, value) {
    const given = (table) => {
      const next = { ...table };
      if (value === undefined || value === baseOf(setting.path)) delete next[setting.path];
      else next[setting.path] = value;
      return next;
    };
    if (setting.group === "assumptions") return K.set({ assumptions: given(K.state.assumptions) });
    const side = sideNow();
    K.set({ [side]: { ...K.state[side], measures: given(K.state[side].measures) } });
  }

  /* ------------------------------------------------------------ controls: {element, put(value), label} */

  const share = (setting, value) => Math.max(0, Math.min(1, (value - setting.low) / (setting.high - setting.low || 1)));
  const numeric = (setting, text) => {
    const value = Number(text);
    const decimals = Math.max(0, Math.ceil(-Math.log10(setting.step || 1)) + 1);
    return setting.type === "whole" ? Math.round(value) : Number(value.toFixed(Math.min(8, decimals)));
  };
  function slider(setting, id, say) {
    const tick = K.h("span", { class: "k-tick k-tick-base", "aria-hidden": "true" });
    const other = K.h("span", { class: "k-tick k-tick-other", "aria-hidden": "true" });
    const said = () => {
      const text = words(setting, numeric(setting, input.value));
      input.setAttribute("aria-valuetext", text);
      say(text);
    };
    const released = () => {
      performance.mark("k-slider-released");
      keep(setting, numeric(setting, input.value));
    };
    const input = K.h("input", {
      type: "range", id, min: setting.low, max: setting.high, step: setting.type === "whole" ? Math.max(1, setting.step || 1) : setting.step || "any",
      "data-path": setting.path, "data-focus": "set-" + setting.path, on: { input: said, change: released },
    });
    const at = (mark, value) => mark.style.setProperty("--at", share(setting, value));
    at(tick, baseOf(setting.path));
    return {
      element: K.h("div", { class: "k-slider" }, other, input, tick), input,
      put(value) {
        input.value = value;
        input.setAttribute("aria-valuetext", words(setting, value));
      },
      other(side, value, differs) {
        other.hidden = !differs;
        if (!differs) return;
        other.textContent = side.toUpperCase();
        at(other, value);
      },
    };
  }
  function choice(setting, id) {
    const buttons = setting.choices.map((value, i) => {
      const radio = K.h("input", {
        type: "radio", name: id, value, id: i ? null : id, "data-path": setting.path, "data-focus": `set-${setting.path}-${value}`,
        on: { change: () => keep(setting, value) },
      });
      const own = value === baseOf(setting.path) ? K.h("span", { class: "k-own", text: K.t("settings.own") }) : null;
      return { value, radio, element: K.h("label", { class: "k-choice" }, radio, K.h("span", { text: words(setting, value) }), own) };
    });
    return {
      element: K.h("div", { class: "k-choices", role: "radiogroup", "aria-labelledby": id + "-name" }, buttons.map((one) => one.element)),
      put: (value) => buttons.forEach((one) => (one.radio.checked = one.value === value)),
    };
  }
  function toggle(setting, id, say) {
    const input = K.h("input", {
      type: "checkbox", role: "switch", id, "data-path": setting.path, "data-focus": "set-" + setting.path, on: { change: () => { say(words(setting, input.checked)); keep(setting, input.checked); } },
    });
    return { element: K.h("div", { class: "k-switch" }, input), input, put: (value) => (input.checked = Boolean(value)) };
  }

  /* ------------------------------------------------------------ one setting */

  function info(setting) {
    const { source, unit, meaning, low, high, prior } = setting;
    const assumed = /^assumption/i.test(source.en || "") ? "assumption" : /assumed|assumption/i.test(source.en || "") ? "half_assumption" : "";
    const line = (key, text) => (text ? [K.h("dt", { text: K.t(key) }), K.h("dd", { text })] : null);
    const span = ([from, to]) => K.t("settings.span", { low: words(setting, from), high: words(setting, to) });
    const ranged = setting.type === "number" || setting.type === "whole";
    return K.h("div", { class: "k-setting-info", hidden: true },
      K.h("p", { text: K.pick(meaning) }),
      K.h("dl", {},
        line("settings.unit", ranged && unit.en !== "quarter" ? K.pick(unit) : ""),
        line("settings.range", ranged ? span([low, high]) : ""),
        line("settings.prior", prior ? span(prior) : ""),
        line("settings.base", words(setting, baseOf(setting.path))),
        line("settings.source", K.pick(source) || "–")),
      assumed ? K.h("p", { class: "k-assumed" }, K.h("b", { text: K.t("settings." + assumed) }), " ", K.t(`settings.${assumed}${assumed === "assumption" && setting.group === "measures" ? "_measure" : ""}_note`)) : null);
  }
  function row(setting) {
    const id = "k-set-" + setting.path.replace(/\W/g, "-");
    const value = K.h("output", { class: "k-setting-value", for: id }), other = K.h("p", { class: "k-setting-other" });
    const nothing = K.h("p", { class: "k-setting-idle", id: id + "-idle", hidden: true });
    const say = (text) => K.cards.write(value, text);
    const control = setting.type === "choice" ? choice(setting, id) : setting.type === "switch" ? toggle(setting, id, say) : slider(setting, id, say);
    const details = info(setting), name = K.pick(setting.name);
    const tell = K.h("button", {
      type: "button", class: "k-button k-tiny", "aria-expanded": "false", "data-focus": "info-" + setting.path, "aria-label": K.t("settings.info", { name }),
      on: { click: () => explain(!explained.delete(setting.path)) },
    }, K.icon("info"));
    function explain(is) {
      if (is) explained.add(setting.path);
      details.hidden = !is;
      tell.setAttribute("aria-expanded", String(is));
    }
    explain(explained.has(setting.path));
    const again = K.h("button", {
      type: "button", class: "k-button k-tiny", "data-focus": "reset-" + setting.path, "aria-label": K.t("settings.reset_one", { name }),
      on: { click: () => {
        const byKey = again.matches(":focus-visible"); // the button goes away: the keys go on beside it
        keep(setting, undefined);
        if (byKey) (element.querySelector("input:checked") ?? element.querySelector("input")).focus();
      } },
    }, K.icon("reset"));
    const dot = K.h("span", { class: "k-changed" }, K.h("span", { class: "k-hidden", text: K.t("settings.changed") }));
    const label = setting.type === "choice" ? K.h("span", { class: "k-setting-name", id: id + "-name", text: name }) : K.h("label", { class: "k-setting-name", for: id, text: name });
    const element = K.h("div", { class: "k-setting", "data-setting": setting.path },
      K.h("div", { class: "k-setting-head" }, dot, label, setting.type === "choice" ? null : value, again, tell), control.element, nothing, other, details);
    let opened = false;
    return {
      element, setting,
      put() {
        const side = sideNow(), now = valueOf(setting, side), changed = isChanged(setting, side);
        control.put(now);
        say(words(setting, now));
        K.cards.show(dot, changed);
        K.cards.show(again, changed);
        if (control.input) control.input.dataset.side = setting.group === "measures" ? side : "";
        beside(side, now);
        effect();
        if (changed && !opened && setting.group) (opened = true), element.closest("details")?.setAttribute("open", "");
      },
    };
    /** Where it has no effect, that is said, and it looks quieter; it can be moved all the same. */
    function effect() {
      const why = idle(setting);
      K.cards.show(nothing, Boolean(why));
      element.classList.toggle("k-idle", isIdle(setting));
      if (why) K.cards.write(nothing, K.t("settings.idle_" + why.why, { value: why.above === null ? "" : words(setting, why.above) }));
      for (const input of control.element.querySelectorAll("input")) {
        if (why) input.setAttribute("aria-describedby", nothing.id);
        else input.removeAttribute("aria-describedby");
      }
    }
    function beside(side, now) {
      const shown = setting.group === "measures" && K.state.view !== "one";
      K.cards.show(other, shown);
      if (!shown) return;
      const there = valueOf(setting, OTHER[side]), differs = there !== now, name_ = OTHER[side].toUpperCase();
      other.classList.toggle("k-differs", differs);
      K.cards.write(other, K.t(differs ? "settings.there" : "settings.there_same", { side: name_, value: words(setting, there) }));
      if (control.other) control.other(OTHER[side], there, differs);
    }
  }

  /* ------------------------------------------------------------ a panel of them */

  function grouped(settings) {
    const sections = new Map();
    for (const setting of settings) {
      const title = K.pick(setting.section);
      if (!sections.has(title)) sections.set(title, []);
      sections.get(title).push(setting);
    }
    return [...sections];
  }
  const titled = (title, rows) => K.h("section", { class: "k-setting-group" }, K.h("h3", { text: title }), rows.map((one) => one.element));

  /** One panel; `parts` says how the settings are laid out: [element, rows]. */
  K.settingsPanel = function (group, { head, lay, foot }) {
    let root, built = "", rows = [], extra = null;
    return {
      create(element) {
        root = K.h("div", { class: "k-settings" });
        element.append(root);
      },
      skips: ["data", "fan", "run", "pending"],
      update(changed) {
        if (!K.data.setup || !K.data.county) return void root.replaceChildren();
        if (changed.size === 1 && (changed.has("quarter") || changed.has("play"))) return;
        const { lang, scenario } = K.state;
        const now = JSON.stringify([lang, scenario, K.data.county.base]);
        if (now !== built) {
          built = now;
          extra = head();
          rows = K.data.setup.settings.filter((one) => one.group === group && one.path in K.data.county.base).map(row);
          K.cards.rebuild(root, [K.h("h2", { class: "k-hidden", text: K.t("core.panel_" + group) }), extra.element, ...lay(rows), foot ? foot() : null].filter(Boolean));
        }
        for (const one of rows) one.put();
        extra.put(rows);
      },
    };
  };
  K.settingsPanel.tools = {
    FIRST, sideNow, isChanged, isIdle, grouped, titled, words,
    pickSide(side) {
      if (K.state.view === "one") return K.set({ side });
      wish = side;
      K.update(new Set(["settings"]));
    },
  };
})();
