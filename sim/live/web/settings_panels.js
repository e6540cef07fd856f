/* The two panels of settings: measures, with what was chosen on the way, and assumptions. */
(() => {
  const { FIRST, sideNow, isChanged, isIdle, grouped, titled, pickSide } = K.settingsPanel.tools;

  /** "Reset all", and after it a way back. */
  function resetBar(key, nothing, reset) {
    const status = K.h("span", { role: "status" });
    const undo = K.h("button", { type: "button", class: "k-plain", hidden: true, on: { click: () => { K.undo(); undo.hidden = true; status.textContent = ""; } } },
      K.icon("undo"), K.t("settings.undo"));
    const button = K.h("button", { type: "button", class: "k-plain", on: { click: () => {
      reset();
      status.textContent = K.t("settings.was_reset");
      undo.hidden = false;
      undo.focus();
    } } }, K.icon("reset"), K.h("span"));
    return {
      element: K.h("div", { class: "k-reset-bar" }, button, status, undo),
      name: (words) => button.setAttribute("aria-label", words),
      put() {
        K.cards.write(button.lastChild, key());
        button.disabled = nothing();
        if (!nothing()) {
          undo.hidden = true;
          status.textContent = "";
        }
      },
    };
  }

  /* ------------------------------------------------------------ measures */

  function measuresHead() {
    const which = K.h("div", { class: "k-settings-side" }), turns = K.h("div");
    const alike = K.h("button", { type: "button", class: "k-plain", on: { click: () => {
      const side = sideNow(), other = side === "a" ? "b" : "a";
      K.set({ [side]: JSON.parse(JSON.stringify(K.state[other])) });
    } } });
    const reset = resetBar(
      () => K.t("settings.reset_side"),
      () => !Object.keys(K.state[sideNow()].measures).length && !K.state[sideNow()].turns.length,
      () => K.set({ [sideNow()]: { measures: {}, turns: [] } }));
    const note = K.h("p", { class: "k-quiet k-small" });
    reset.element.insertBefore(alike, reset.element.children[1]);
    return {
      element: K.h("div", { class: "k-settings-head" }, which, note, turns, reset.element),
      put(rows) {
        countingFirst(rows);
        const side = sideNow();
        const focus = which.contains(document.activeElement) && document.activeElement.dataset.focus;
        which.replaceChildren(K.h("span", { text: K.t("settings.changing") }), K.cards.sides(K.t("settings.changing"), side, pickSide));
        if (focus) which.querySelector(`[data-focus="${focus}"]`)?.focus();
        which.dataset.side = side;
        K.cards.write(note, K.t(K.state.view === "one" ? "settings.note_one" : "settings.note_two", { side: side.toUpperCase() }));
        K.cards.write(alike, K.t("settings.alike", { side: side === "a" ? "B" : "A" }));
        alike.setAttribute("aria-label", K.t("settings.alike_told", { side: side === "a" ? "B" : "A" }));
        reset.name(K.t("settings.reset_side_told", { side: side.toUpperCase() }));
        alike.disabled = JSON.stringify(K.state.a) === JSON.stringify(K.state.b);
        turns.replaceChildren(...(K.turnList ? [K.turnList(side)].filter(Boolean) : []));
        reset.put();
      },
    };
  }
  /** Quota or minimum number: the one that counts under the rule chosen stands first. */
  function countingFirst(rows) {
    const [quota, number] = ["coordination.quota", "coordination.minimum_members"].map((path) => rows.find((one) => one.setting.path === path));
    if (!quota || !number) return;
    const [first, second] = isIdle(quota.setting) && !isIdle(number.setting) ? [number, quota] : [quota, number];
    const isSo = first.element.compareDocumentPosition(second.element) & Node.DOCUMENT_POSITION_FOLLOWING;
    if (isSo) return;
    if (first.element.contains(document.activeElement)) first.element.after(second.element); // what has the focus stays
    else second.element.before(first.element);
  }
  function layMeasures(rows) {
    const first = FIRST.flatMap((path) => rows.filter((one) => one.setting.path === path));
    const rest = rows.filter((one) => !first.includes(one));
    const others = grouped(rest.map((one) => one.setting)).map(([title, settings]) =>
      titled(title, rest.filter((one) => settings.includes(one.setting))));
    return [
      first.length ? titled(K.t("settings.first"), first) : null,
      rest.length ? K.h("details", { class: "k-more", "data-keep": "more", open: !first.length },
        K.h("summary", { text: K.t("settings.more", { count: rest.length }) }), others) : null,
    ].filter(Boolean);
  }
  K.part("measures", K.settingsPanel("measures", { head: measuresHead, lay: layMeasures }));

  /* ------------------------------------------------------------ assumptions */

  function assumptionsHead() {
    const reset = resetBar(() => K.t("settings.reset_all"), () => !Object.keys(K.state.assumptions).length, () => K.set({ assumptions: {} }));
    return {
      element: K.h("div", { class: "k-settings-head" }, K.h("p", { text: K.t("settings.assumptions_note") }), reset.element),
      put(rows) {
        reset.put();
        for (const count of document.querySelectorAll("#k-panel-assumptions .k-more-count, .k-settings .k-more-count")) {
          const changed = rows.filter((one) => K.pick(one.setting.section) === count.dataset.section && isChanged(one.setting, "a")).length;
          K.cards.write(count, changed ? K.t("settings.changed_count", { count: changed }) : "");
        }
      },
    };
  }
  function layAssumptions(rows) {
    return grouped(rows.map((one) => one.setting)).map(([title, settings], i) =>
      K.h("details", { class: "k-more", "data-keep": "group-" + i, open: i === 0 },
        K.h("summary", {}, K.h("h3", { text: title }), " ", K.h("span", { class: "k-quiet k-more-count", "data-section": title })),
        rows.filter((one) => settings.includes(one.setting)).map((one) => one.element)));
  }
  K.part("assumptions", K.settingsPanel("assumptions", { head: assumptionsHead, lay: layAssumptions }));
})();
