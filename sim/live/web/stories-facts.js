/* What the stories find in the answers: at which quarter a stop looks, at whom, and the numbers of
 * its sentences.  Nothing is fixed: every number is read from the example and the fan now shown. */
(() => {
  const last = () => K.data.county.quarters - 1;
  const run = (side) => K.data[side].run;
  const both = () => [run("a"), run("b")];

  /* -------------------------------------------------------------- finding */

  const votes = (one) => one.events.filter((event) => event.kind === "unit_vote" && event.vote);
  const missing = (event) => event.vote.needed - event.vote.yes.length;
  /** The first vote that was carried, or else the one that failed by least. */
  const closestVote = (one) => {
    const found = votes(one);
    return found.find((event) => missing(event) <= 0) ?? [...found].sort((x, y) => missing(x) - missing(y))[0] ?? null;
  };
  /** Whose "no" in a vote was the nearest to a "yes". */
  const closestNo = (one, vote) => vote && one.decisions
    .filter((it) => it.q === vote.q && it.kind === "found_unit" && it.outcome === "refused")
    .sort((x, y) => y.probability - x.probability)[0];
  /** The first quarter at which the unit works at a higher level than before. */
  const levelRaised = ({ unit: { level } }) => {
    const q = level.findIndex((now, i) => i > 0 && level[i - 1] > 0 && now > level[i - 1]);
    return q < 0 ? null : q;
  };
  const turn = () => [...K.state.b.turns, ...K.state.a.turns][0];
  K.storyTurn = turn;
  const firstOf = (one, ...kinds) => one.events.find((event) => kinds.includes(event.kind)) ?? null;
  const founding = (one) => firstOf(one, "unit_founded");
  const seat = () => K.data.county.municipalities.findIndex((place) => place.is_seat);
  /** The smallest municipalities: a quarter of all, at least one. */
  const smallest = () => byPeople().slice(0, quarterOfAll());
  const largest = () => byPeople().slice(-quarterOfAll());
  const quarterOfAll = () => Math.max(1, Math.round(K.data.county.municipalities.length / 4));
  const byPeople = () => K.data.county.municipalities.map((_, m) => m)
    .sort((x, y) => K.data.county.municipalities[x].population - K.data.county.municipalities[y].population);
  const aboutUnit = (it) => it.kind === "found_unit" || it.kind === "enter_unit";
  /** The first such decision of the smallest municipality that has one; about the unit before others. */
  const smallDecision = (one, outcome) => {
    for (const about of [aboutUnit, () => true]) {
      for (const m of smallest()) {
        const found = one.decisions.find((it) => it.who === m && it.outcome === outcome && about(it));
        if (found) return found;
      }
    }
    return null;
  };

  /* Quarters at which a stop looks.  null: it does not happen in this example. */
  K.storyQuarters = {
    start: () => 0,
    end: last,
    closest_vote: () => closestVote(run("a"))?.q ?? null,
    before_turn: () => Math.max(0, turn().quarter - 1),
    after_turn: () => Math.min(last(), turn().quarter + 1),
    turn_over: () => Math.min(last(), turn().quarter + (turn().duration ?? 1) - 1),
    years_after_turn: () => Math.min(last(), turn().quarter + 28),
    founding: () => (founding(run("a")) ?? founding(run("b")))?.q ?? null,
    level_raised: () => levelRaised(run("a")),
    office_grant_ended: () => firstOf(run("a"), "office_grant_ended")?.q ?? null,
    small_no_time: () => smallDecision(run("a"), "no_time")?.q ?? null,
    small_refused: () => smallDecision(run("a"), "refused")?.q ?? null,
  };
  /* Whose card is shown. */
  K.storySelections = {
    seat,
    closest_no: () => closestNo(run("a"), closestVote(run("a")))?.who ?? null,
    small_no_time: () => smallDecision(run("a"), "no_time")?.who ?? null,
    small_refused: () => smallDecision(run("a"), "refused")?.who ?? null,
  };

  /* -------------------------------------------------------------- sentences about many futures */

  const at = (side, name, q) => run(side).indicators[name][q];
  const shown = (name, side, q) => K.valueOf(name, at(side, name, q));
  const indicatorName = (name) => K.t(`indicators.${name}.name`);
  const fans = () => K.fan("a") && K.fan("b");

  function foundedSentence() {
    if (!fans()) return null;
    const count = (side) => K.fan(side).founded.filter((q) => q >= 0).length;
    return ["stories.many_founded", { a: count("a"), b: count("b"), runs: K.fan("a").runs }];
  }
  /** B against A, future by future with the same luck, at a quarter. */
  function pairsSentence(name, q) {
    const pairs = K.pairs(name, q);
    if (!pairs) return null;
    const { more, less, same, runs, mean } = pairs;
    if (!more && !less) return ["stories.many_same", { indicator: indicatorName(name), when: K.when(q), runs }];
    return ["stories.many_pairs", { indicator: indicatorName(name), when: K.when(q), more, less, same, runs, mean: difference(name, mean) }];
  }
  /** A mean difference: shares in points, working time in posts, numbers as they are. */
  function difference(name, mean) {
    if (K.indicator(name).percent) return K.t("stories.points", { value: K.signed(100 * mean, 1) });
    const value = K.signed(mean, 2);
    return ["net_benefit", "relief", "institution_capacity"].includes(name) ? K.t("stories.posts", { value }) : value;
  }
  /** How ordinary the example is among the futures of a side. */
  function rankSentence(name, side, q) {
    const fan = K.fan(side), values = fan?.values(name);
    if (!values) return null;
    const own = values[Math.min(K.example(), fan.runs - 1) * fan.quarters + q];
    let below = 0;
    for (let r = 0; r < fan.runs; r++) if (values[r * fan.quarters + q] < own) below++;
    return ["stories.many_rank", { side: side.toUpperCase(), indicator: indicatorName(name), below, runs: fan.runs }];
  }
  function levelSentence(level) {
    const fan = K.fan("a"), values = fan?.values("institution_level");
    if (!values) return null;
    let count = 0;
    for (let r = 0; r < fan.runs; r++) if (values[r * fan.quarters + fan.quarters - 1] > level - 0.5) count++;
    return ["stories.many_level", { count, runs: fan.runs }];
  }
  const voteValues = (event) => ({
    when: K.when(event.q), yes: event.vote.yes.length, asked: event.vote.asked.length, needed: event.vote.needed });
  const listed = (places) => K.names(places.map(K.town));
  /** How often the smallest and the largest had no time, and refused, in the example of a side. */
  function answersOf(side) {
    const count = (places) => {
      const asked = run(side).decisions.filter((it) => places.includes(it.who) && it.outcome !== "not_considered" && it.kind !== "stay");
      const of = (outcome) => asked.filter((it) => it.outcome === outcome).length;
      return { asked: asked.length, no_time: of("no_time"), refused: of("refused") };
    };
    const small = count(smallest()), large = count(largest());
    return { small: listed(smallest()), large: listed(largest().reverse()), asked: small.asked, no_time: small.no_time,
      refused: small.refused, large_asked: large.asked, large_no_time: large.no_time };
  }
  const people = (m) => K.number(K.data.county.municipalities[m].population);

  /* -------------------------------------------------------------- what each stop says
   * see: what the example shows; many: what the many futures show.  Lists of [text key, values]. */

  const year = (q) => String(K.year(q));
  K.storyFacts = {
    "reach.before": { see: () => [["reach.before_see", {}]] },
    "reach.votes": {
      see() {
        const vote = closestVote(run("a"));
        if (!vote) return [["reach.votes_none", {}]];
        const found = [[missing(vote) > 0 ? "reach.votes_lost" : "reach.votes_carried", voteValues(vote)]];
        const no = closestNo(run("a"), vote);
        if (no && no.probability > 0.5) found.push(["reach.votes_despite", { who: K.town(no.who) }]);
        return found;
      },
      many: () => [foundedSentence()],
    },
    "reach.later": {
      see: () => [["reach.later_see", {
        a: shown("institution_members", "a", last()), b: shown("institution_members", "b", last()),
        a_cross: shown("cross_field_cooperations", "a", last()), b_cross: shown("cross_field_cooperations", "b", last()) }]],
      many: () => [foundedSentence(), pairsSentence("net_benefit", last()), rankSentence("net_benefit", "b", last())],
    },
    "reach.openness": {
      see() {
        const path = "municipalities.willingness_mean", from = K.data.county.base[path], to = K.state.assumptions[path] ?? from;
        return [[to > from ? "reach.openness_see" : "reach.openness_less", { to: K.number(to, 2), from: K.number(from, 2) }]];
      },
      many: () => [foundedSentence()],
    },
    "seat.asked": {
      see() {
        const vote = votes(run("a"))[0];
        return [vote ? ["seat.asked_see", { seat: K.town(Math.max(0, seat())), asked: vote.vote.asked.length }]
          : ["seat.asked_none", { seat: K.town(Math.max(0, seat())) }]];
      },
    },
    "seat.vote": {
      see() {
        const vote = closestVote(run("a"));
        if (!vote) return [["reach.votes_none", {}]];
        const found = [[missing(vote) > 0 ? "reach.votes_lost" : "reach.votes_carried", voteValues(vote)]];
        const own = run("a").decisions.find((it) => it.q === vote.q && it.kind === "found_unit" && it.who === seat());
        if (own) found.push(["plain", { text: K.pick(own.text) }]);
        return found;
      },
      many: () => [foundedSentence()],
    },
    "seat.quota": { see: () => [["seat.quota_see", { a: quotaOf("a"), b: quotaOf("b") }]], many: () => [foundedSentence(), pairsSentence("net_benefit", last())] },
    "leave.before": { see: () => [["leave.before_see", {
      year: year(turn().quarter), share: K.percent(turn().magnitude), span: K.number(turn().duration / 4, turn().duration % 4 ? 2 : 0) }]] },
    "leave.during": {
      see: () => [["leave.during_see", serviceThen(K.storyQuarters.turn_over())]],
      many: () => [pairsSentence("service_level", K.storyQuarters.turn_over())],
    },
    "leave.after": {
      see: () => [["leave.during_see", serviceThen(K.storyQuarters.years_after_turn())]],
      many: () => [pairsSentence("service_level", K.storyQuarters.years_after_turn())],
    },
    "leave.price": {
      see: () => [["leave.price_see", { a: shown("net_benefit", "a", last()), b: shown("net_benefit", "b", last()),
        a_cross: shown("cross_field_cooperations", "a", last()), b_cross: shown("cross_field_cooperations", "b", last()) }]],
      many: () => [pairsSentence("net_benefit", last()), rankSentence("net_benefit", "b", last()), pairsSentence("cross_field_cooperations", last())],
    },
    "small.time": {
      see() {
        const found = smallDecision(run("a"), "no_time");
        if (!found) return [["small.time_none", { small: listed(smallest()) }]];
        return [["small.time_see", { who: K.town(found.who), people: people(found.who), when: K.when(found.q), what: K.t("decisions." + found.kind) }],
          ["plain", { text: K.pick(found.text) }]];
      },
    },
    "small.count": {
      see() {
        const a = answersOf("a");
        return [[a.asked ? "small.count_see" : "small.count_unasked", a], [a.large_asked ? "small.count_large" : "small.count_large_unasked", a]];
      },
    },
    "small.help": {
      see() {
        const a = answersOf("a"), b = answersOf("b"), fte = (side) => K.number(K.valueAt("county.county_support_fte", side), 1);
        const all = { ...b, a_no_time: a.no_time, a_asked: a.asked, a_refused: a.refused };
        return [["small.help_see", { a_fte: fte("a"), fte: fte("b") }],
          a.asked && b.asked ? ["small.help_count", all]
            : a.asked || b.asked ? ["small.help_one_side", { ...(a.asked ? a : b), side: a.asked ? "A" : "B" }] : ["small.help_unasked", b]];
      },
      many: () => [pairsSentence("coverage", last())],
    },
    "small.reasons": {
      see() {
        const found = smallDecision(run("a"), "refused");
        if (!found) return [["small.reasons_none", { small: listed(smallest()) }]];
        return [["plain", { text: `${K.when(found.q)}: ${K.pick(found.text)}` }]];
      },
    },
    "begin.before": { see: () => [["begin.before_see", {}]] },
    "begin.founded": {
      see() {
        const told = both().map((one, i) => {
          const side = "ab"[i].toUpperCase(), event = founding(one);
          return event ? [event.q + 8 > last() ? "begin.founded_late" : "begin.founded_see", { side, when: K.when(event.q), members: shown("institution_members", "ab"[i], event.q),
            capacity: capacity(one, event.q + 1), later: capacity(one, event.q + 8) }]
            : ["begin.founded_none", { side }];
        });
        return told;
      },
      many: () => [foundedSentence()],
    },
    "begin.growing": {
      see() {
        const q = levelRaised(run("a"));
        if (!founding(run("a"))) return [["begin.founded_none", { side: "A" }]];
        return [q === null ? ["begin.growing_none", {}]
          : ["begin.growing_see", { when: K.when(q), level: K.t("levels." + K.data.setup.levels[run("a").unit.level[q]]) }]];
      },
      many: () => [levelSentence(2)],
    },
    "begin.later": {
      see: () => [["begin.later_see", { a: shown("cross_field_cooperations", "a", last()), b: shown("cross_field_cooperations", "b", last()) }]],
      many: () => [pairsSentence("cross_field_cooperations", last()), pairsSentence("net_benefit", last())],
    },
    "money.start_grant": {
      see() {
        const event = firstOf(run("a"), "office_grant_ended");
        if (!event) return [["money.start_grant_none", {}]];
        return [["money.start_grant_see", { when: K.when(event.q), before: K.number(at("a", "institution_members", Math.max(0, event.q - 1))),
          after: K.number(at("a", "institution_members", event.q)) }]];
      },
    },
    "money.before": { see: () => [["money.before_see", { year: year(turn().quarter) }]] },
    "money.after": {
      see: () => [["money.after_see", cooperationsThen()]],
      many: () => [pairsSentence("field_cooperations", K.storyQuarters.after_turn()), pairsSentence("field_cooperations", last())],
    },
    "money.alone": {
      see: () => [["money.alone_see", cooperationsThen()]],
      many: () => [lostSentence()],
    },
  };

  const capacity = (one, q) => K.number(one.unit.capacity[Math.min(last(), q)], 2);
  const quotaOf = (side) => K.percent(K.valueAt("coordination.quota", side));
  function serviceThen(q) {
    const before = Math.max(0, turn().quarter - 1), of = (side, when) => shown("service_level", side, when);
    return { when: K.when(q), a: of("a", q), b: of("b", q), a_before: of("a", before), b_before: of("b", before) };
  }
  function cooperationsThen() {
    const before = Math.max(0, turn().quarter - 1), after = K.storyQuarters.after_turn();
    const of = (side, q) => K.number(at(side, "field_cooperations", q));
    return { year: year(turn().quarter), a_before: of("a", before), a: of("a", after), b_before: of("b", before), b: of("b", after) };
  }
  /** Which share of the field cooperations is gone when the grants are, on either side. */
  function lostSentence() {
    if (!fans()) return null;
    const before = Math.max(0, turn().quarter - 1), after = K.storyQuarters.after_turn();
    const change = (side) => {
      const fan = K.fan(side), values = fan.values("field_cooperations");
      let was = 0, is = 0;
      for (let r = 0; r < fan.runs; r++) {
        was += values[r * fan.quarters + before];
        is += values[r * fan.quarters + after];
      }
      return was > 0 ? is / was - 1 : null; // of nothing nothing can go
    };
    const a = change("a"), b = change("b"), told = (by) => (by > 0 ? "+" : "") + K.percent(by);
    return a === null || b === null ? null : ["stories.many_lost", { a: told(a), b: told(b), runs: K.fan("a").runs }];
  }
})();
