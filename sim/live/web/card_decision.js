/* Why did it join, why did it refuse?  What a council weighed, as bars to both sides of a line, and in words. */
(() => {
  const { write, show, bar, heading } = K.cards;
  const SMALL = 0.06; // terms below this share of the largest are summed up
  const ICON = { agreed: "check", refused: "close", no_time: "pause", not_considered: "minus" };

  const outcomeOf = (decision) => (decision.kind === "stay" && decision.outcome === "refused" ? "left" : decision.outcome);
  const outcomeWords = (decision) =>
    outcomeOf(decision) === "left" ? K.t("cards.outcome_left") : K.t("outcomes." + decision.outcome);
  function aboutWords(decision) {
    const about = K.pick(decision.about);
    return decision.subject === "unit" ? about : K.t("cards.about_" + (decision.kind === "stay" ? "stay" : "join"), { about });
  }
  const mark = (decision) => K.h("span", { class: "k-outcome", "data-outcome": decision.outcome }, K.icon(ICON[decision.outcome] ?? "info"));

  /* ------------------------------------------------------------ the bars */

  /** The terms, largest first; the small ones together in one. */
  function sorted(decision) {
    const all = Object.entries(decision.terms).sort(([, x], [, y]) => Math.abs(y) - Math.abs(x));
    const least = SMALL * Math.max(...all.map(([, value]) => Math.abs(value)), 1e-9);
    const most = K.state.presenter ? 5 : all.length; // the wall has room for few
    const large = all.filter(([, value], i) => i < 2 || (i < most && Math.abs(value) >= least)), small = all.slice(large.length);
    const rows = large.map(([name, value]) => ({ words: K.t("terms." + name), value }));
    if (small.length === 1) rows.push({ words: K.t("terms." + small[0][0]), value: small[0][1] });
    else if (small.length) rows.push({ words: K.t("cards.terms_rest", { count: small.length }), value: small.reduce((sum, [, x]) => sum + x, 0) });
    return rows;
  }
  function row({ words, value }, most, decimals, kind = "") {
    const fill = K.h("span", { class: `k-term-fill ${value < 0 ? "k-against" : "k-for"}` });
    const width = (50 * Math.abs(value)) / most;
    fill.style.width = width + "%";
    fill.style.left = (value < 0 ? 50 - width : 50) + "%";
    return K.h("tr", { class: kind },
      K.h("th", { scope: "row", text: words }),
      K.h("td", { class: "k-term-room", "aria-hidden": "true" }, K.h("div", {}, fill)),
      K.h("td", { class: "k-term-value", text: K.signed(value, decimals) }));
  }
  function terms(decision) {
    const rows = sorted(decision);
    if (!rows.length) return null;
    const most = Math.max(...rows.map((one) => Math.abs(one.value)), Math.abs(decision.balance), 1e-9);
    const decimals = most >= 0.1 ? 2 : 3;
    const weighed = ["agreed", "refused"].includes(decision.outcome);
    return K.h("table", { class: weighed ? "k-terms" : "k-terms k-would" },
      K.h("caption", { text: K.t(weighed ? "cards.terms" : "cards.terms_would") }),
      K.h("thead", {}, K.h("tr", {}, K.h("th", { scope: "col" }, K.h("span", { class: "k-hidden", text: K.t("cards.term") })),
        K.h("th", { scope: "col", class: "k-term-ends" }, K.h("span", { text: K.t("cards.against") }), K.h("span", { text: K.t("cards.for") })),
        K.h("th", { scope: "col", text: K.t("cards.posts") }))),
      K.h("tbody", {}, rows.map((one) => row(one, most, decimals)),
        row({ words: K.t("cards.balance"), value: decision.balance }, most, decimals, "k-term-sum")));
  }
  /** Needed and free time, when there was none to spare. */
  function time(decision) {
    const most = Math.max(decision.needed, decision.free, 1e-9);
    const one = (key, value, kind) => {
      const room = bar({ kind });
      room.set(value / most);
      return [K.h("dt", { text: K.t(key) }), K.h("dd", {}, room.element, K.h("span", { text: K.t("cards.fte", { value: K.number(value, most < 0.1 ? 3 : 2) }) }))];
    };
    return K.h("dl", { class: "k-two-bars" }, one("cards.needed", decision.needed, "k-gauge-needed"), one("cards.free", decision.free, ""));
  }
  function chance(decision) {
    const of_100 = (share) => (share > 0.995 && share < 1 ? 99 : share < 0.005 && share > 0 ? 1 : Math.round(100 * share));
    if (decision.outcome === "no_time") return K.t("cards.chance_time", { count: of_100(decision.able) });
    if (decision.outcome === "not_considered") return K.t("cards.chance_attention", { count: of_100(decision.attention) });
    return K.t(decision.kind === "stay" ? "cards.chance_stay" : "cards.chance", { count: of_100(decision.probability) });
  }

  /** Whether it came out against the odds: then the sentence itself says how likely it was. */
  const isAgainstOdds = ({ outcome, probability }) => (outcome === "agreed" ? probability < 0.5 : outcome === "refused" && probability > 0.5);

  /* ------------------------------------------------------------ one decision, and all of them */

  function told(decision) {
    return [
      K.h("p", { class: "k-verdict" }, mark(decision),
        K.h("span", {}, K.h("strong", { text: outcomeWords(decision) }),
          K.h("span", { class: "k-quiet", text: ` · ${K.when(decision.q)} · ${aboutWords(decision)}` }))),
      K.h("p", { class: "k-why", text: K.pick(decision.text) }),
      decision.outcome === "no_time" ? time(decision) : null,
      isAgainstOdds(decision) ? null : K.h("p", { class: "k-chance", text: chance(decision) }),
      terms(decision),
      K.h("p", { class: "k-quiet k-small", text: K.t("report.posts") }),
    ].filter(Boolean);
  }
  function entry(decision, pick) {
    return K.h("li", { hidden: true }, K.h("button", {
      type: "button", class: "k-link", "data-focus": `decision-${decision.q}-${decision.kind}-${decision.subject}`, on: { click: () => pick(decision) },
    }, mark(decision), K.h("span", { class: "k-link-name", text: aboutWords(decision) }),
      K.h("span", { class: "k-link-note", text: `${outcomeWords(decision)}, ${K.when(decision.q)}` })));
  }
  K.cards.reasons = function (run, m) {
    const decisions = K.decisionsOf(run, m); // in the order of time
    const none = K.h("p", { class: "k-quiet", text: K.t("cards.never_asked") });
    const now = K.h("div", { class: "k-decision", "aria-live": "off" });
    const summary = K.h("summary"), list = K.h("ul", { class: "k-links k-decisions" });
    const all = K.h("details", { "data-keep": "decisions" }, summary, list);
    let shown = null, chosen = null, count = 0, items = null;

    function tell(decision) {
      if (decision === shown) return;
      shown = decision;
      now.replaceChildren(...(decision ? told(decision) : []));
      if (items) items.forEach((item, i) => item.firstChild.setAttribute("aria-pressed", String(decisions[i] === decision)));
    }
    /** The list is made when it is first opened; then entries come and go with time. */
    function fill() {
      if (items || !all.open) return;
      items = decisions.map((decision) => entry(decision, (one) => tell((chosen = one))));
      list.replaceChildren(...[...items].reverse());
      items.forEach((item, i) => {
        item.hidden = i >= count;
        item.firstChild.setAttribute("aria-pressed", String(decisions[i] === shown));
      });
    }
    all.addEventListener("toggle", fill);
    return {
      element: K.h("section", { class: "k-reasons" }, heading(3, "cards.why"), none, now, all),
      refresh(q) {
        let until = 0;
        while (until < decisions.length && decisions[until].q <= q) until++;
        if (until !== count) {
          chosen = null; // time went on: the newest answer is told
          if (items) for (let i = Math.min(until, count); i < Math.max(until, count); i++) items[i].hidden = i >= until;
          count = until;
          write(summary, K.t("cards.all_decisions", { count }));
        }
        show(none, count === 0);
        show(all, count > 1);
        tell(chosen ?? decisions[count - 1] ?? null);
      },
    };
  };
})();
