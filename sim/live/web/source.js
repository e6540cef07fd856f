/* Asking the model: one question at a time, the most wanted first, and never an outdated one.
 *
 * A transport is {ask(question) → Promise of the answer}.  In the live view it is the event of the
 * Solara component; in the file to take away the answers lie in the page.
 */

const sent = new Map();
let number = 0;

/** Transport over one function that sends strings; answers come back through K.receive. */
K.wire = (send) => ({
  ask(question) {
    return new Promise((resolve) => {
      const id = ++number;
      const message = JSON.stringify({ id, question });
      sent.set(id, { resolve, message, since: Date.now() });
      send(message);
    });
  },
  /** Send again what was not answered (after a broken connection). */
  again(older = 0) {
    for (const one of sent.values()) {
      if (Date.now() - one.since < older) continue;
      one.since = Date.now();
      send(one.message);
    }
  },
  waiting: () => sent.size > 0,
});
K.receive = function (message) {
  if (!message) return;
  const { id, answer } = JSON.parse(message);
  const waiting = sent.get(id);
  sent.delete(id);
  if (waiting) waiting.resolve(answer);
};

/* ---------------------------------------------------------------- what is wanted now */

const known = new Map(); // question → answer, the last ones
const MOST = 24;
const asking = []; // what is being asked now: one question, or a fan beside a run
let retry = 0, waits = 0;

/* In a large county many futures take seconds, so some come first, and it is said how many they are. */
const LARGE = 100; // municipalities
K.firstRuns = 20; // run r is the same run in both answers

K.questionOf = (side) => ({
  scenario: K.state.scenario, seed: K.state.seed, assumptions: sorted(K.state.assumptions),
  future: { measures: effective(side), turns: K.state[side].turns },
});
const sorted = (table) => Object.fromEntries(Object.entries(table).sort(([x], [y]) => (x < y ? -1 : 1)));
/** Measures that differ from the scenario's own: equal futures ask equal questions. */
function effective(side) {
  const base = K.data.county?.base ?? {};
  return sorted(Object.fromEntries(Object.entries(K.state[side].measures).filter(([path, value]) => value !== base[path])));
}
function remembered(question) {
  const key = JSON.stringify(question);
  const answer = known.get(key);
  if (answer) {
    known.delete(key);
    known.set(key, answer);
  }
  return answer;
}
function remember(question, answer) {
  known.set(JSON.stringify(question), answer);
  while (known.size > MOST) known.delete(known.keys().next().value);
}

/** The questions that the page needs answered, the most wanted first. */
function wanted() {
  const questions = [{ where: "county", question: { ask: "county", scenario: K.state.scenario } }];
  // the first example is one near the middle of the many futures, so that nothing rare stands for them
  if (K.state.example === null && K.data.county) {
    const of = (runs) => known.get(JSON.stringify({ ask: "fan", ...K.questionOf("a"), runs }));
    const fan = of(K.runs) ?? (isSlow() ? of(K.firstRuns) : null);
    if (fan && !fan.error) {
      K.state.example = fan.typical;
      K.keepAddress();
    }
  }
  const sides = K.state.view === "one" && K.state.side === "b" ? ["b", "a"] : ["a", "b"];
  for (const ask of ["fan", "run"]) {
    for (const side of sides) {
      const question = { ask, ...K.questionOf(side) };
      if (ask === "fan") {
        question.runs = K.runs;
        if (isSlow() && !remembered(question)) questions.push({ where: ask, side, early: true, question: { ...question, runs: K.firstRuns } });
      } else if (K.state.example === null && !K.data.a.preparing && !K.data.a.error) continue;
      else question.example = K.example();
      questions.push({ where: ask, side, question });
    }
  }
  return questions.sort((one, other) => rank(one) - rank(other));
}
/** The curves first; in a large county a few of them, then the maps, then all curves. */
const rank = (one) => (one.where === "county" ? 0 : one.early ? 1 : (one.where === "fan") === isSlow() ? 3 : 2);
const isSlow = () => Boolean(K.data.county?.municipalities.length >= LARGE && K.runs > K.firstRuns && !K.board);
K.runs = 200;
/** Which of the many futures is shown in full. */
K.example = () => K.state.example ?? 0;

/** Put in what is known already; ask for what is missing. */
K.load = function (changed = new Set()) {
  clearTimeout(retry);
  let next = null;
  for (const one of wanted()) {
    if (one.where !== "county" && !K.data.county) break;
    const answer = remembered(one.question);
    if (answer) show(one, answer, changed);
    else {
      next ??= one;
      if (one.side && !one.early && !K.data[one.side].pending[one.where]) {
        K.data[one.side].pending[one.where] = true;
        changed.add("pending");
      }
    }
    if (one.where === "county" && !answer) break;
  }
  if (changed.size) K.update(changed);
  if (next && mayAsk(next)) ask(next);
};
/** One at a time; but nobody who moves a slider waits for a run that has become outdated. */
const mayAsk = (one) => !asking.length || (asking.length === 1 && asking[0] === "run" && one.where === "fan");
async function ask(one) {
  asking.push(one.where);
  const answer = await K.transport.ask(one.question);
  asking.splice(asking.indexOf(one.where), 1);
  if (answer.wait) {
    if (one.side) K.data[one.side].preparing = true;
    K.update(new Set(["data"]));
    const isShort = isSlow() && ++waits < 6; // mostly a moment, and a run of a large county takes longer
    retry = setTimeout(() => K.load(), (isShort ? 250 : 1000) * answer.wait);
    if (isShort) return;
    // meanwhile the runs themselves can come
    const run = wanted().find((other) => other.where === "run" && !known.has(JSON.stringify(other.question)));
    if (run && mayAsk(run)) ask(run);
    return;
  }
  remember(one.question, answer);
  K.load();
}
function show(one, answer, changed) {
  const place = one.side ? K.data[one.side] : K.data;
  if (one.early && answer.error) return; // the same is said of all of them
  if (one.side && !one.early) {
    if (place.pending[one.where]) {
      place.pending[one.where] = false;
      changed.add("pending");
    }
    if (answer.error) {
      if (place.error !== answer.error) {
        place.error = answer.error;
        changed.add("data");
      }
      return;
    }
    if (one.where === "fan") {
      if (place.error || place.preparing) changed.add("data");
      place.error = null;
      place.preparing = false;
    }
  }
  if (answer.error && !one.side) {
    K.data.error = answer.error;
    changed.add("data");
    return;
  }
  if (one.where === "county" && place.error) {
    place.error = null;
    changed.add("data");
  }
  if (place[one.where] === answer) return;
  place[one.where] = answer;
  if (one.early) place.preparing = false;
  changed.add("data").add(one.where);
  if (one.where === "county") {
    K.state.quarter = K.reach(K.state.quarter);
    if (K.state.selected && K.state.selected.municipality >= answer.municipalities.length) K.state.selected = null;
    for (const side of ["a", "b"]) K.data[side] = K.emptySide();
    K.countyCame();
  }
}
K.emptySide = () => ({ fan: null, run: null, error: null, preparing: false, pending: { fan: false, run: false } });
/** A question beside the futures (report, board); the answer is not kept. */
K.askOnce = (question) => K.transport.ask(question);
