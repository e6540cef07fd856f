/* What the map shows of a run at a quarter, worked out once for each quarter that is looked at. */
(function () {
  const maps = (K.maps ??= {});
  const tables = new WeakMap();

  /** {state, of, alive, members, dormant, unit, host, asked, changed, strained, shocked, yes, no, vote, election} of a run at a quarter. */
  maps.at = function (run, q) {
    if (!tables.has(run)) tables.set(run, { parts: [], moments: [] });
    const table = tables.get(run);
    return (table.moments[q] ??= moment(run, q, table));
  };

  /** Who is in what: the part that two quarters are compared in. */
  function memberships(run, q, table) {
    if (table.parts[q]) return table.parts[q];
    const count = run.municipalities.in_unit.length;
    const state = Array(count).fill("none"), of = state.map(() => []), alive = [], members = new Map();
    run.cooperations.forEach((one, c) => {
      if (!K.isAlive(one, q)) return;
      const here = K.membersAt(one, q);
      alive.push(c);
      members.set(c, here);
      for (const m of here) {
        of[m].push(c);
        if (one.cross) state[m] = "cross";
        else if (state[m] === "none") state[m] = "field";
      }
    });
    run.municipalities.in_unit.forEach((series, m) => {
      if (series[q]) state[m] = "unit";
    });
    return (table.parts[q] = { state, of, alive, members });
  }

  function moment(run, q, table) {
    const here = memberships(run, q, table);
    const before = q > 0 ? memberships(run, q - 1, table) : null;
    const changed = new Set();
    if (before) here.state.forEach((state, m) => {
      if (state !== before.state[m]) changed.add(m);
    });
    const dormant = new Set(here.alive.filter((c) => K.of(run.cooperations[c], "dormant", q)));
    const unit = K.unitAt(run, q);
    const drafting = unit.preparing ? asked(run, q) : [];
    return {
      ...here, changed, dormant, unit, asked: new Set(drafting), host: host(unit.members.length ? unit.members : drafting),
      strained: (m) => run.municipalities.strain[m][q] > 1,
      ...happening(run, q),
    };
  }

  /** Who was asked to carry the unit that is being prepared. */
  function asked(run, q) {
    let found = [];
    for (const event of run.events) if (event.q <= q && event.kind === "preparation") found = event.whom;
    return found;
  }

  /** Marks of this very quarter: shocks that last, votes, an election. */
  function happening(run, q) {
    const found = { shocked: new Set(), yes: new Set(), no: new Set(), vote: null, election: false };
    for (const event of run.events) {
      if (event.kind === "shock" && event.q <= q && q < event.until) for (const m of event.whom) found.shocked.add(m);
      if (event.q !== q) continue;
      if (event.group === "election") found.election = true;
      if (!event.vote || event.group !== "unit") continue;
      found.vote = event.vote;
      for (const m of event.vote.asked) (event.vote.yes.includes(m) ? found.yes : found.no).add(m);
    }
    return found;
  }

  /** Where the coordination unit is drawn: at the seat of the county if it takes part, else at the largest who do. */
  function host(members) {
    const towns = K.data.county.municipalities;
    const seat = members.find((m) => towns[m].is_seat);
    return seat ?? members.reduce((best, m) => (best < 0 || towns[m].population > towns[best].population ? m : best), -1);
  }

  /** How the two futures differ at a quarter, municipality by municipality. */
  maps.difference = function (q) {
    const a = maps.at(K.run("a"), q), b = maps.at(K.run("b"), q);
    const carried = a.state.map((state, m) => {
      const in_a = state === "unit", in_b = b.state[m] === "unit";
      return in_a && in_b ? "both" : in_a ? "a" : in_b ? "b" : "neither";
    });
    const more = a.of.map((list, m) => b.of[m].length - list.length);
    return { a, b, carried, more };
  };
})();
