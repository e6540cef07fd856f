/* What stands on the timeline: which events get which mark, which event of a quarter is told first,
 * and where two futures part. */
(function () {
  const FIRST = ["unit_ended", "unit_founded", "unit_vote", "shock", "turn", "funding_ended", "office_grant_ended", "unit_renewal",
    "unit_level_vote", "unit_level", "council_election", "preparation", "no_interest", "cooperation_founded", "unit_left",
    "unit_entered", "cooperation_ended", "key_person_left", "left", "joined", "fell_dormant", "woke_up", "partner", "reflected"];
  const rank = (event) => {
    const found = FIRST.indexOf(event.kind === "intervention" ? "turn" : event.kind);
    return found < 0 ? 10 : found;
  };
  const PLAIN = { unit_founded: "founded", unit_ended: "ended", shock: "shock", funding_ended: "funding",
    office_grant_ended: "funding", council_election: "election", turn: "turn" };
  const ORDER = ["founded", "ended", "carried", "lost", "turn", "shock", "funding"];

  /** Which mark an event has on the timeline: founded, ended, carried, lost, shock, funding, turn, election, cooperation, or none. */
  function markOf(event) {
    if (event.vote) return event.vote.carried ? "carried" : "lost";
    return event.kind === "cooperation_founded" ? "cooperation" : PLAIN[event.kind] ?? null;
  }

  const told = new WeakMap(); // run → events by quarter
  /** The events of a quarter of a side, the most important first; what was chosen then stands among them. */
  K.eventsAt = function (side, q) {
    const run = K.run(side);
    if (!run) return [];
    if (!told.has(run)) {
      const table = new Map();
      for (const event of run.events) table.set(event.q, [...(table.get(event.q) ?? []), event]);
      for (const events of table.values()) events.sort((one, other) => rank(one) - rank(other));
      told.set(run, table);
    }
    return told.get(run).get(q) ?? [];
  };
  K.turnsAt = (side, q) => K.state[side].turns.filter((turn) => turn.quarter === q);
  /** The sentences of a quarter, the most important first. */
  K.toldAt = function (side, q) {
    const events = K.eventsAt(side, q);
    const isTold = (turn) => events.some(({ kind }) => kind === (turn.kind === "end_funding" ? "funding_ended" : "intervention"));
    const turns = K.turnsAt(side, q).filter((turn) => turn.kind !== "shock" && !isTold(turn));
    const chosen = turns.map((turn) => ({ rank: FIRST.indexOf("turn"), text: K.turnWhat(turn) }));
    return [...events.map((event) => ({ rank: rank(event), text: K.pick(event.text) })), ...chosen]
      .sort((one, other) => one.rank - other.rank).map((one) => one.text);
  };

  /** The quarter in which A and B part: 0 if their measures differ, that of the first turn, null if never. */
  K.branchQuarter = function () {
    if (K.same()) return null;
    const differences = K.differences();
    if (!differences.length || differences.some((one) => one.setting)) return 0;
    return Math.min(...differences.map((one) => one.turn.quarter));
  };
  /** The lanes that are shown: [{side, from}]; two futures share one lane until they part. */
  K.lanes = function () {
    if (K.state.view === "one") return [{ side: K.state.side, from: 0 }];
    const branch = K.branchQuarter();
    if (branch === null) return [{ side: "a", from: 0 }];
    return [{ side: "a", from: 0 }, { side: "b", from: branch }];
  };

  /** The marks of a lane: [{q, kind, texts}], several events of one quarter as one mark. */
  K.marksOf = function (side, from) {
    const run = K.run(side), groups = new Map();
    const put = (q, row, kind, text) => {
      const key = `${row} ${q}`;
      if (!groups.has(key)) groups.set(key, { q, row, kinds: [], texts: [] });
      groups.get(key).kinds.push(kind);
      groups.get(key).texts.push(text);
    };
    for (const turn of K.state[side].turns) if (turn.quarter >= from && turn.kind !== "shock") put(turn.quarter, "main", "turn", K.turnWhat(turn));
    for (const event of run ? run.events : []) {
      const kind = event.q >= from && markOf(event);
      if (kind) put(event.q, ["election", "cooperation"].includes(kind) ? kind : "main", kind, K.pick(event.text));
    }
    const first = (kinds) => (kinds.length === 1 ? kinds[0] : ORDER.find((kind) => kinds.includes(kind)) ?? kinds[0]);
    return [...groups.values()].map(({ q, row, kinds, texts }) => ({ q, row, kind: first(kinds), texts })).sort((one, other) => one.q - other.q);
  };

  /** How long shocks last on a lane: [{from, to}], in quarters. */
  K.shocksOf = (side, from) => (K.run(side)?.events ?? []).filter((event) => event.kind === "shock" && event.q >= from)
    .map(({ q, until }) => ({ from: q, to: Math.min(until, K.data.county.quarters) - 1 }));

  /* ---------------------------------------------------------------- shapes, about 14 wide around 0, 0 */

  const star = Array.from({ length: 10 }, (_, i) => {
    const angle = (Math.PI * i) / 5 - Math.PI / 2, r = i % 2 ? 3.6 : 8.5;
    return (r * Math.cos(angle)).toFixed(1) + " " + (r * Math.sin(angle)).toFixed(1);
  }).join("L");
  const SHAPES = {
    founded: [["M" + star + "Z", "full unit"]],
    ended: [["M-6 -6 6 6M6 -6 -6 6", "thick"]],
    carried: [["M-7 0a7 7 0 1 0 14 0a7 7 0 1 0 -14 0Z", "full"], ["M-3.500 .2 -1 3 4 -3", "inside"]],
    lost: [["M-7 0a7 7 0 1 0 14 0a7 7 0 1 0 -14 0Z", "hollow"], ["M-3 -3 3 3M3 -3 -3 3", "line"]],
    shock: [["M-7 -6H7L0 7Z", "full shock"]],
    funding: [["M-6 -6H6V6H-6Z", "hollow"], ["M-6 6 6 -6", "line"]],
    turn: [["M0 -8 8 0 0 8 -8 0Z", "full turn"]],
    election: [["M-4 -4H4V4H-4Z", "hollow"]],
    cooperation: [["M0 -4V4", "line"]],
  };
  K.markShape = (kind) => SHAPES[kind].map(([d, look]) => K.s("path", { d, class: look.split(" ").map((one) => "k-mark-" + one).join(" ") }));
})();
