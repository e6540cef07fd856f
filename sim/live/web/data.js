/* Reading what the model answered: who is in what at a quarter, and how the many futures spread. */

const decoded = new WeakMap();

/** The futures of a side: {runs, quarters, values(indicator)} with values run by run; null while none. */
K.fan = function (side) {
  const fan = K.data[side].fan;
  if (!fan) return null;
  if (!decoded.has(fan)) {
    const kept = {};
    decoded.set(fan, {
      runs: fan.runs, quarters: fan.quarters, founded: fan.founded, cache: {},
      has: (name) => name in fan.series,
      values(name) {
        return (kept[name] ??= fan.series[name] ? unpacked(fan.series[name]) : null);
      },
    });
  }
  return decoded.get(fan);
};
function unpacked({ low, high, data }) {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  const values = new Float64Array(bytes.length >> 1);
  const step = (high - low) / 65535;
  for (let i = 0; i < values.length; i++) values[i] = low + step * (bytes[2 * i] + 256 * bytes[2 * i + 1]);
  return values;
}

const LEVELS = { q05: 0.05, q25: 0.25, q50: 0.5, q75: 0.75, q95: 0.95 };
function quantilesOf(value, runs, quarters) {
  const result = { low: Infinity, high: -Infinity };
  for (const name of Object.keys(LEVELS)) result[name] = new Float64Array(quarters);
  const column = new Float64Array(runs);
  for (let q = 0; q < quarters; q++) {
    for (let r = 0; r < runs; r++) column[r] = value(r, q);
    column.sort();
    for (const [name, p] of Object.entries(LEVELS)) {
      const at = p * (runs - 1), i = Math.floor(at);
      result[name][q] = column[i] + (at - i) * ((column[i + 1] ?? column[i]) - column[i]);
    }
    result.low = Math.min(result.low, column[0]);
    result.high = Math.max(result.high, column[runs - 1]);
  }
  return result;
}
/** 5, 25, 50, 75 and 95 per cent of the futures of a side at each quarter; null while none. */
K.quantiles = function (side, indicator) {
  const fan = K.fan(side);
  const values = fan && fan.values(indicator);
  if (!values) return null;
  return (fan.cache[indicator] ??= quantilesOf((r, q) => values[r * fan.quarters + q], fan.runs, fan.quarters));
};
/** The same of B minus A, future by future with the same luck; null while one is missing. */
K.differenceQuantiles = function (indicator) {
  const a = K.fan("a"), b = K.fan("b");
  if (!a || !b || a.quarters !== b.quarters) return null;
  const of_a = a.values(indicator), of_b = b.values(indicator);
  if (!of_a || !of_b) return null;
  const name = "minus:" + indicator;
  if (b.cache[name]?.from !== a) {
    const n = a.quarters;
    b.cache[name] = { from: a, ...quantilesOf((r, q) => of_b[r * n + q] - of_a[r * n + q], Math.min(a.runs, b.runs), n) };
  }
  return b.cache[name];
};
/** Share of the futures in which a coordination unit had been founded up to a quarter. */
K.foundedShare = function (side, q) {
  const fan = K.fan(side);
  if (!fan) return NaN;
  return fan.founded.filter((when) => when >= 0 && when <= q).length / fan.runs;
};

/* ---------------------------------------------------------------- the run that is shown */

K.run = (side) => K.data[side].run;
K.membersAt = (cooperation, q) =>
  cooperation.members.filter(([, from, until]) => from <= q && (until < 0 || q < until)).map(([m]) => m).sort((x, y) => x - y);
K.isAlive = (cooperation, q) => cooperation.founded <= q && (cooperation.ended < 0 || q < cooperation.ended);
K.aliveAt = (run, q) => run.cooperations.filter((one) => K.isAlive(one, q));
/** A series of a cooperation at a quarter (phase, vitality, dormant, promised, received, quality, rounds). */
K.of = (cooperation, name, q) => {
  const series = cooperation[name];
  return series[Math.max(0, Math.min(series.length - 1, q - cooperation.founded))];
};
/** What a municipality is in at a quarter: "none", "field", "cross" or "unit" (the strongest counts). */
K.stateAt = function (run, m, q) {
  if (run.municipalities.in_unit[m][q]) return "unit";
  let state = "none";
  for (const one of K.aliveAt(run, q)) {
    if (!K.membersAt(one, q).includes(m)) continue;
    if (one.cross) return "cross";
    state = "field";
  }
  return state;
};
K.unitAt = (run, q) => ({
  level: run.unit.level[q], capacity: run.unit.capacity[q], need: run.unit.need[q], backlog: run.unit.backlog[q],
  preparing: Boolean(run.unit.preparing[q]), grant_left: run.unit.grant_left[q],
  members: run.municipalities.in_unit.flatMap((series, m) => (series[q] ? [m] : [])),
});
K.decisionsOf = (run, m) => run.decisions.filter((decision) => decision.who === m);

/* ---------------------------------------------------------------- what a future is, in words */

K.setting = (path) => K.data.setup.settings.find((one) => one.path === path);
/** The value that a listed setting has on a side. */
K.valueAt = (path, side) =>
  K.state[side].measures[path] ?? K.state.assumptions[path] ?? K.data.county?.base[path];
/** The words of one of a kind; what a torn link calls otherwise is said as it stands there. */
const wordOf = (kind, name) => (K.has(kind + "." + name) ? K.t(kind + "." + name) : String(name));
/** What a turn is, without and with its quarter. */
K.turnWhat = function (turn) {
  if (turn.kind === "shock")
    return K.t("branch.told_shock", { shock: wordOf("shocks", turn.shock), magnitude: K.percent(turn.magnitude) });
  const town = K.data.county.municipalities.find((one) => one.key === turn.municipality);
  const key = turn.kind === "hire" && town ? "hire_town" : turn.kind === "set_level" && turn.level === "none" ? "end_unit" : turn.kind;
  return K.t("branch.told_" + key, {
    level: turn.level ? wordOf("levels", turn.level) : "", who: town ? town.name : "", fte: K.number(turn.fte ?? 0, 1) });
};
K.turnWords = (turn) => K.t("branch.told", { when: K.when(turn.quarter), what: K.turnWhat(turn) });
/** A turn, and once its quarter is reached whether it came to nothing in the example shown. */
K.turnTold = function (turn, side, until = K.state.quarter) {
  const run = turn.quarter <= until && K.run(side);
  if (!run) return K.turnWords(turn);
  const who = K.data.county.municipalities.findIndex((one) => one.key === turn.municipality);
  // what the scenario itself does in this quarter comes first
  const event = run.events.filter((one) => one.q === turn.quarter && one.turn?.kind === turn.kind && one.who === who
    && one.turn.level === (turn.level ?? "") && one.turn.field === (turn.field ?? "")).pop();
  return event?.turn.fate ? K.t("branch.fate_" + event.turn.fate, { told: K.turnWords(turn) }) : K.turnWords(turn);
};
K.turnToldAtLast = (turn, side) => K.turnTold(turn, side, Infinity);
/** Words as they are now; what time will add has its room from the start, so that nothing below moves. */
K.describedWithRoom = (now, last) =>
  [now, K.h("span", { class: "k-later", "aria-hidden": "true", text: last.startsWith(now) ? last.slice(now.length) : "" })];
/** A future in a few words: rule, level, what else was changed, and what was chosen on the way. */
K.describe = function (side, told = K.turnTold) {
  if (!K.data.county) return [];
  const level = K.valueAt("coordination.level", side);
  const words = level === "none" ? [K.t("core.no_unit")]
    : [wordOf("memberships", K.valueAt("coordination.membership", side)), wordOf("levels", level)];
  for (const [path, value] of Object.entries(K.state[side].measures)) {
    if (path === "coordination.level" || path === "coordination.membership") continue;
    const setting = K.setting(path);
    if (setting && value !== K.data.county.base[path]) words.push(K.pick(setting.name) + ": " + K.valueWords(setting, value));
  }
  for (const turn of K.state[side].turns) words.push(told(turn, side));
  return words;
};
/** What differs between the two futures; empty when they are the same. */
K.differences = function () {
  const found = [];
  const paths = new Set([...Object.keys(K.state.a.measures), ...Object.keys(K.state.b.measures)]);
  for (const path of paths) {
    const setting = K.setting(path), a = K.valueAt(path, "a"), b = K.valueAt(path, "b");
    if (setting && a !== b) found.push({ setting, a, b });
  }
  const of_a = K.state.a.turns.map((turn) => JSON.stringify(turn)), of_b = K.state.b.turns.map((turn) => JSON.stringify(turn));
  for (const turn of K.state.b.turns) if (!of_a.includes(JSON.stringify(turn))) found.push({ turn, side: "b" });
  for (const turn of K.state.a.turns) if (!of_b.includes(JSON.stringify(turn))) found.push({ turn, side: "a" });
  return found;
};
K.same = () => JSON.stringify(K.questionOf("a")) === JSON.stringify(K.questionOf("b"));
