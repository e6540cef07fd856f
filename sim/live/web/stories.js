/* The questions of the workshop as ready stories, stop by stop.
 *
 * A stop sets the page when it is entered; from then on everything may be moved.  A stop that looks
 * at something that happens in the example (a vote, a refusal) finds it when the example has come.
 */
(() => {
  const { stories, futures } = K.storyBook;
  const WITH_A_PAST = new Set(K.storyBook.not_on);
  const GROUND = "coalition-of-the-willing";
  let arriving = false; // a stop was entered and its quarter is still to be found
  let kept = null; // what the room guessed in this story
  let told = true; // the words for the facilitator are open

  /* -------------------------------------------------------------- where we are */

  const storyOf = (state) => stories.find((one) => one.name === state?.name) ?? null;
  const stopOf = (state) => storyOf(state)?.stops[state.stop] ?? null;
  const label = (state) => `${state.name}.${stopOf(state).name}`;

  /** A future of the book for the county now on the page: turns at quarters of its run. */
  K.storyFuture = function (name) {
    const { measures, turns = [] } = futures[name], { quarters } = K.data.county;
    return { measures: { ...measures }, turns: turns.map((turn) => placed(turn, quarters)) };
  };
  function placed(turn, quarters) {
    const quarter = Math.min(quarters - 1, Math.round(turn.quarter * quarters));
    return "duration" in turn ? { ...turn, quarter, duration: Math.max(1, Math.min(turn.duration, quarters - quarter)) } : { ...turn, quarter };
  }
  /** The scenario that a story builds on: the one on the page, unless something happens in it. */
  function ground() {
    const { scenario } = K.state;
    const has = K.data.setup.scenarios.some((one) => one.name === GROUND);
    return WITH_A_PAST.has(scenario) && has ? GROUND : scenario;
  }
  /** Whether something happens in the scenario itself: what a story says of its turns would be false. */
  const happens = () => ["shocks", "interventions"].some((one) => K.data.county?.own[one]?.length > 0);
  const fits = () => ground() !== K.state.scenario || !(happens() || WITH_A_PAST.has(K.state.scenario));
  /** Whether all that a story compares can be answered here (a file to take away holds a part). */
  const isOffered = (story) => fits() && story.stops.every((stop) => ["a", "b"].every((side) =>
    K.boardHolds(ground(), stop.assumptions ?? {}, K.storyFuture(stop[side]))));

  /* -------------------------------------------------------------- going */

  function enter(name, number) {
    const story = storyOf({ name }), stop = story.stops[number];
    rememberGuess();
    const view = stop.view ?? "two";
    const patch = {
      story: { name, stop: number }, panel: "stories", scenario: ground(), assumptions: stop.assumptions ?? {},
      a: K.storyFuture(stop.a), b: K.storyFuture(stop.b), playing: false,
      view: K.state.presenter && view === "two" ? stop.wall ?? "one" : view, side: stop.side ?? "a",
      indicators: (stop.indicators ?? story.indicators).filter((one) => K.indicator(one)),
      selected: null, detail: "log", guess: guessAt(stop, K.storyFuture(stop.b)),
    };
    if (patch.guess && !patch.guess.open) patch.quarter = patch.guess.from; // nothing shows before it is covered
    K.set(patch);
    arrive(true);
    const heading = K.parts.stories.root?.querySelector("h2");
    if (!K.state.presenter && heading) heading.focus({ preventScroll: true });
  }
  function rememberGuess() {
    const { guess } = K.state;
    if (guess && Object.keys(guess.values).length) kept = guess;
  }
  /** The room guesses at a stop; later it sees what it guessed beside what came. */
  function guessAt(stop, { turns }) {
    if (!stop.guess || !K.indicator(stop.guess)) return kept ? { ...kept, open: true } : null;
    const from = stop.at === "before_turn" ? Math.max(0, turns[0].quarter - 1) : 0;
    return kept?.indicator === stop.guess ? { ...kept, open: false, from } : { indicator: stop.guess, open: false, values: {}, from };
  }
  const isHere = (side) => K.data[side].run && !K.data[side].pending.run && !K.data[side].error;

  /** Go to the quarter that the stop is about, once the example is known. */
  function arrive(again) {
    const stop = stopOf(K.state.story);
    arriving ||= again;
    if (!arriving || !stop || !K.data.county || !isHere("a") || !isHere("b")) return;
    arriving = false;
    const quarter = K.storyQuarters[stop.at]() ?? K.data.county.quarters - 1;
    const found = stop.select ? K.storySelections[stop.select]() : null;
    const patch = { quarter };
    if (found !== null && found >= 0) Object.assign(patch, { selected: { municipality: found }, detail: "card" });
    K.set(patch);
  }
  function leave() {
    rememberGuess();
    kept = null;
    K.set({ story: null, guess: null });
  }
  function go(by) {
    const { story } = K.state;
    if (!storyOf(story) || !fits()) return;
    const next = story.stop + by, { stops } = storyOf(story);
    if (next >= 0 && next < stops.length) enter(story.name, next);
    else if (next >= stops.length) leave();
  }
  K.key("n", "stories.key_next", () => go(1));
  K.key("PageDown", "stories.key_next", () => go(1));
  K.key("p", "stories.key_back", () => go(-1));
  K.key("PageUp", "stories.key_back", () => go(-1));
  K.key("f", "stories.key_tell", () => tellOrNot(!told));
  function tellOrNot(yes) {
    told = yes;
    K.parts.stories.draw?.();
  }

  /* -------------------------------------------------------------- the panel */

  K.part("stories", {
    create(root) {
      this.box = root.appendChild(K.h("div", { class: "k-stories" }));
      this.presenter = K.state.presenter;
      if (this.presenter) told = false;
    },
    update(changed) {
      if (changed.size === 1 && (changed.has("quarter") || changed.has("play"))) return;
      if (this.presenter !== K.state.presenter) {
        this.presenter = K.state.presenter;
        told = !this.presenter; // on the wall the words for the facilitator are not read out
      }
      if (this.example !== K.state.example + " " + K.state.seed) {
        // only after this update is it asked for: what lies there now is the example before
        if (this.example !== undefined && K.state.story) setTimeout(() => arrive(true));
        this.example = K.state.example + " " + K.state.seed;
      }
      if (arriving && changed.has("data")) arrive();
      if (["data", "story", "lang", "view", "settings", "selected"].some((one) => changed.has(one))) this.draw();
    },
    draw() {
      if (!this.box || !K.data.setup) return;
      const drawn = K.data.county && storyOf(K.state.story) && fits() ? stopBox() : listBox();
      const now = drawn.outerHTML;
      if (now === this.now) return; // keeps focus and scroll where nothing is new
      const focus = this.box.contains(document.activeElement) ? document.activeElement.dataset.does : null;
      this.now = now;
      K.clear(this.box).append(drawn);
      if (focus) this.box.querySelector(`[data-does="${focus}"]`)?.focus({ preventScroll: true });
    },
  });

  function listBox() {
    const offered = K.data.county ? stories.filter(isOffered) : stories;
    return K.h("div", { class: "k-stories-list" },
      K.h("h2", { text: K.t("stories.title"), tabindex: -1 }),
      K.h("p", { class: "k-quiet", text: K.t(offered.length ? "stories.intro" : happens() ? "stories.none_happens" : "stories.none") }),
      K.h("ol", {}, offered.map((story) => K.h("li", {},
        K.h("button", { type: "button", class: "k-stories-one", "data-does": story.name, disabled: !K.data.county, on: { click: () => enter(story.name, 0) } },
          K.h("b", { text: K.t(`stories.${story.name}.title`) }),
          K.h("span", { text: K.t(`stories.${story.name}.question`) }))))));
  }

  function stopBox() {
    const { story: at, presenter } = K.state, story = storyOf(at), stop = stopOf(at);
    const n = story.stops.length, key = `stories.${label(at)}`;
    const isNow = isHere("a") && isHere("b") && asSet(stop);
    const see = isNow ? sentences("see", at) : [];
    const many = isNow ? sentences("many", at) : [];
    const open = told;
    const button = (does, icon, words, f, props) => K.h("button", { type: "button", class: "k-plain", "data-does": does, on: { click: f }, ...props },
      icon && K.icon(icon), K.h("span", { text: words }));
    const steps = K.h("div", { class: "k-stories-steps" },
      button("back", "back", K.t("stories.back"), () => go(-1), { disabled: at.stop === 0 }),
      at.stop + 1 < n ? button("next", "step", K.t("stories.next"), () => go(1), { class: "k-plain k-main" })
        : button("next", "check", K.t("stories.finish"), leave, { class: "k-plain k-main" }));
    const tell = K.h("details", { class: "k-stories-tell", open: open },
      K.h("summary", { "data-does": "tell", on: { click: (event) => { event.preventDefault(); tellOrNot(!told); } } }, K.t("stories.tell")),
      K.t(key + "_tell", common()).split("\n").map((text) => K.h("p", { text })));
    return K.h("article", { class: "k-stories-stop", "data-told": String(open) },
      K.h("header", {},
        K.h("p", { class: "k-stories-where k-quiet" }, K.h("span", { text: K.t(`stories.${at.name}.title`) }), " ",
          K.h("span", { class: "k-stories-count", text: K.t("stories.stop", { k: at.stop + 1, n }) })),
        K.h("h2", { text: K.t(key + "_title", common()), tabindex: -1 })),
      K.h("p", { class: "k-stories-ask", text: K.t(key + "_ask", common()) }),
      K.h("div", { class: "k-stories-see", "aria-live": "polite" },
        isNow ? see.map((text) => K.h("p", { text })) : K.h("p", { class: "k-quiet", text: waiting(stop) })),
      many.length > 0 && K.h("div", { class: "k-stories-many" },
        K.h("h3", { text: K.t("stories.many") }), many.map((text) => K.h("p", { text }))),
      tell, steps,
      K.h("div", { class: "k-stories-more" },
        !asSet(stop) && button("again", "reset", K.t("stories.again"), () => enter(at.name, at.stop)),
        !presenter && button("leave", "close", K.t("stories.explore"), leave)));
  }
  /** Whether the page still shows what the stop compares. */
  function asSet(stop) {
    const same = (x, y) => JSON.stringify(x) === JSON.stringify(y);
    return K.state.scenario === ground() && same(K.state.a, K.storyFuture(stop.a)) && same(K.state.b, K.storyFuture(stop.b)) && same(K.state.assumptions, stop.assumptions ?? {});
  }
  const waiting = (stop) => {
    if (!asSet(stop)) return K.t("stories.changed");
    return K.data.a.error || K.data.b.error ? K.t("stories.failed") : K.t("stories.waiting");
  };
  /** What every text may name. */
  const common = () => ({
    count: K.data.county.municipalities.length, county: K.data.county.name, runs: K.runs,
    years: K.number(K.data.county.quarters / 4), year: K.storyTurn() ? String(K.year(K.storyTurn().quarter)) : "",
  });
  /** A sentence begins with a capital letter, also with a quarter ("quarter 4 of 2026") at its head. */
  const begun = (sentence) => sentence.charAt(0).toUpperCase() + sentence.slice(1);
  function sentences(what, at) {
    const facts = K.storyFacts[label(at)];
    return (facts?.[what]?.() ?? []).filter(Boolean).map(([key, values]) =>
      begun(key === "plain" ? values.text : K.t(key.startsWith("stories.") ? key : "stories." + key, { ...common(), ...values })));
  }
})();
