"use strict";
/* Kümmerer, the live view: the ground on which all parts stand.
 *
 * K.state   what the room has chosen; lives in the address of the page (after #)
 * K.data    what the model answered
 * K.part    registers a part of the page: {create(root), update(changed), skips}; `skips` lists what may
 *           change without concerning it
 * K.set     changes the state; everything else follows from it
 */
const K = (window.Kuemmerer = { state: null, data: null, parts: {}, missing: new Set() });

/* ---------------------------------------------------------------- elements */

K.build = function (element, props, children) {
  for (const [name, value] of Object.entries(props || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "text") element.textContent = value;
    else if (name === "on") for (const [event, f] of Object.entries(value)) element.addEventListener(event, f);
    else if (name === "class") element.setAttribute("class", value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  for (const child of children.flat(3)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child);
  }
  return element;
};
K.h = (tag, props, ...children) => K.build(document.createElement(tag), props, children);
K.s = (tag, props, ...children) =>
  K.build(document.createElementNS("http://www.w3.org/2000/svg", tag), props, children);
K.clear = (element) => {
  element.replaceChildren();
  return element;
};

const ICONS = {
  play: "M7 4v16l13-8z",
  pause: "M6 4h4v16H6zM14 4h4v16h-4z",
  step: "M5 5v14l9-7zM16 5h3v14h-3z",
  back: "M19 5v14l-9-7zM5 5h3v14H5z",
  first: "M20 5v14l-8-7zM11 5v14l-7-7zM2 5h2v14H2z",
  last: "M4 5v14l8-7zM13 5v14l7-7zM20 5h2v14h-2z",
  plus: "M11 4h2v7h7v2h-7v7h-2v-7H4v-2h7z",
  minus: "M4 11h16v2H4z",
  close: "M6.4 5 12 10.6 17.6 5 19 6.4 13.4 12 19 17.6 17.6 19 12 13.4 6.4 19 5 17.6 10.6 12 5 6.4z",
  help: "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zm-1 15h2v2h-2zm1-12a4 4 0 0 1 2.6 7c-.9.8-1.6 1.300-1.600 3h-2c0-2.600 1.300-3.500 2.200-4.300A2 2 0 1 0 10 9H8a4 4 0 0 1 4-4z",
  screen: "M3 4h18v12H3zm2 2v8h14V6zM8 18h8v2H8z",
  sun: "M12 7a5 5 0 1 0 0 10 5 5 0 0 0 0-10zM11 1h2v4h-2zM11 19h2v4h-2zM1 11h4v2H1zM19 11h4v2h-4zM4.200 5.600l1.400-1.400 2.800 2.800L7 8.400zM15.600 17l1.400-1.400 2.800 2.800-1.400 1.400zM5.600 19.800l-1.400-1.400L7 15.600 8.400 17zM17 8.400 15.600 7l2.800-2.800 1.400 1.400z",
  moon: "M20 14.500A8.500 8.500 0 1 1 9.500 4a7 7 0 0 0 10.500 10.500z",
  guess: "M12 5C6 5 2 12 2 12s4 7 10 7 10-7 10-7-4-7-10-7zm0 11a4 4 0 1 1 0-8 4 4 0 0 1 0 8z",
  branch: "M6 3a3 3 0 0 1 1 5.800v6.400A3 3 0 1 1 5 15.200V8.800A3 3 0 0 1 6 3zm12 0a3 3 0 0 1 1 5.800V10a4 4 0 0 1-4 4h-4v-2h4a2 2 0 0 0 2-2V8.800A3 3 0 0 1 18 3z",
  download: "M11 3h2v9l3.500-3.500 1.400 1.400L12 15.800 6.100 9.900l1.400-1.400L11 12zM4 18h16v2H4z",
  reset: "M12 5a7 7 0 1 1-6.900 8.200h2A5 5 0 1 0 12 7v3.500L6.500 6 12 1.500z",
  info: "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zm-1 5h2v2h-2zm0 4h2v7h-2z",
  story: "M4 4h7a3 3 0 0 1 1 .2A3 3 0 0 1 13 4h7v15h-7l-1 1-1-1H4zm2 2v11h5V6zm7 0v11h5V6z",
  chart: "M4 4h2v14h14v2H4zM8 15l4-5 3 3 4-6 1.600 1.100L15.300 16l-3.200-3.100L9.500 16z",
  log: "M4 5h2v2H4zM8 5h12v2H8zM4 11h2v2H4zM8 11h12v2H8zM4 17h2v2H4zM8 17h12v2H8z",
  link: "M9 17H7A5 5 0 0 1 7 7h3v2H7a3 3 0 0 0 0 6h2zM15 7h2a5 5 0 0 1 0 10h-3v-2h3a3 3 0 0 0 0-6h-2zM8 11h8v2H8z",
  settings: "M4 7h9v2H4zM17 7h3v2h-3zM14 5h2v6h-2zM4 15h3v2H4zM11 15h9v2h-9zM8 13h2v6H8z",
  check: "M9 16.200 4.800 12l-1.400 1.400L9 19 21 7l-1.400-1.400z",
  undo: "M9 6V2L3 8l6 6v-4h5a4 4 0 0 1 0 8H8v2h6a6 6 0 0 0 0-14z",
};
K.icon = (name) =>
  K.s("svg", { class: "k-icon", viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" },
    K.s("path", { d: ICONS[name] || ICONS.info }));
/** A button with an icon, and words that are read out (and shown where there is room). */
K.button = (icon, words, f, props) =>
  K.h("button", { type: "button", class: "k-button", "aria-label": words, title: words, on: { click: f }, ...props },
    icon ? K.icon(icon) : null);

/* ---------------------------------------------------------------- words and numbers */

K.t = function (key, values) {
  const texts = K.data.setup ? K.data.setup.texts[K.state.lang] : {};
  let words = texts["live." + key];
  if (words === undefined) words = texts[key];
  if (words === undefined) {
    K.missing.add(key);
    return key;
  }
  return together(words.replace(/\{(\w+)\}/g, (whole, name) =>
    values && values[name] !== undefined ? values[name] : whole));
};
K.has = (key) => {
  const texts = K.data.setup ? K.data.setup.texts[K.state.lang] : {};
  return texts["live." + key] !== undefined || texts[key] !== undefined;
};
/** A number and its % never stand in different lines. */
const together = (words) => words.replaceAll(" %", "\u00a0%");
K.pick = (both) => (both ? together(both[K.state.lang] ?? both.de ?? "") : "");
const formats = {};
K.number = function (x, decimals = 0) {
  if (!Number.isFinite(x)) return "–";
  const name = K.state.lang + decimals;
  formats[name] ??= new Intl.NumberFormat(K.state.lang === "de" ? "de-DE" : "en-GB", {
    minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  const written = formats[name].format(x);
  return /[1-9]/.test(written) ? written.replace("-", "−") : written.replace("-", "");
};
K.signed = (x, decimals = 0) => {
  const written = K.number(x, decimals);
  return x > 0 && /[1-9]/.test(written) ? "+" + written : written;
};
K.percent = (share, decimals = 0) =>
  K.number(100 * share, decimals) + (K.state.lang === "de" ? "\u00a0%" : "%");
K.year = (q) => K.data.county.start + Math.floor(q / 4);
K.when = (q) => K.t("plots.quarter", { quarter: (q % 4) + 1, year: K.year(q) });
K.indicator = (name) => K.data.setup.indicators.find((one) => one.name === name);
/** A value of an indicator as people write it. */
K.valueOf = (name, x, signed) => {
  const { decimals, percent } = K.indicator(name);
  if (percent) return (signed && x > 0 ? "+" : "") + K.percent(x, decimals);
  return (signed ? K.signed : K.number)(x, decimals);
};
K.names = (list) => {
  if (list.length < 2) return list.join("") || "–";
  return list.slice(0, -1).join(", ") + " " + K.t("events.and") + " " + list[list.length - 1];
};
K.town = (m) => K.data.county.municipalities[m].name;

/* ---------------------------------------------------------------- the state, and its address */

const FRESH = () => ({
  lang: "de", theme: "light", scenario: null, seed: 1, example: null, assumptions: {},
  a: { measures: {}, turns: [] }, b: { measures: {}, turns: [] },
  quarter: 0, view: "two", side: "a", presenter: false,
  indicators: ["net_benefit", "cross_field_cooperations", "service_level"],
  selected: null, panel: "stories", detail: "log", log: { group: "", text: "" },
  story: null, guess: null, playing: false, speed: 4,
});
K.fresh = FRESH;
const KEPT = {
  lang: "lang", theme: "theme", scenario: "scenario", seed: "seed", example: "run", assumptions: "x", a: "a", b: "b",
  quarter: "q", view: "view", side: "side", presenter: "wall", indicators: "show", selected: "card",
  panel: "panel", detail: "detail", story: "story", guess: "guess", speed: "speed",
};
const PLAIN = new Set(["lang", "theme", "scenario", "view", "side", "panel", "detail"]);

K.address = function (state = K.state) {
  const fresh = FRESH();
  const parts = [];
  for (const [name, short] of Object.entries(KEPT)) {
    const value = state[name];
    if (!["lang", "scenario", "b"].includes(name) && JSON.stringify(value) === JSON.stringify(fresh[name])) continue;
    if (value === null) continue;
    const written = PLAIN.has(name) ? value : JSON.stringify(value);
    parts.push(short + "=" + encodeURIComponent(written).replace(/%2C/g, ",").replace(/%3A/g, ":"));
  }
  return "#" + parts.join("&");
};
K.fromAddress = function (hash) {
  const found = {};
  for (const part of hash.replace(/^#/, "").split("&")) {
    const at = part.indexOf("=");
    if (at < 0) continue;
    const name = Object.keys(KEPT).find((one) => KEPT[one] === part.slice(0, at));
    if (!name) continue;
    try {
      const written = decodeURIComponent(part.slice(at + 1));
      found[name] = PLAIN.has(name) ? written : JSON.parse(written);
    } catch {
      /* a torn link: what can be read is used */
    }
  }
  return sound(found);
};
/* What a turn must tell, by its kind. */
const TURNS = {
  set_level: [["level", "string"]], invite: [["municipality", "string"]], hire: [["fte", "number"]], end_funding: [],
  shock: [["shock", "string"], ["magnitude", "number"], ["duration", "number"]],
};
/** Only what has the right shape comes in from an address. */
function sound(found) {
  const isObject = (x) => x !== null && typeof x === "object" && !Array.isArray(x);
  const isPlain = (x) => ["number", "string", "boolean"].includes(typeof x);
  const isTable = (x) => isObject(x) && Object.values(x).every(isPlain);
  const isTurn = (x) => isTable(x) && Object.hasOwn(TURNS, x.kind) && Number.isInteger(x.quarter)
    && TURNS[x.kind].every(([name, type]) => typeof x[name] === type);
  const isFuture = (x) => isObject(x) && isTable(x.measures) && Array.isArray(x.turns) && x.turns.every(isTurn);
  const isStop = ({ name, stop }) => Boolean(K.storyBook.stories.find((story) => story.name === name)?.stops[stop]);
  const isCurve = (x) => isObject(x) && Object.entries(x).every(([q, y]) => /^\d{1,3}$/.test(q) && Number.isFinite(y));
  const tests = {
    lang: (x) => x === "de" || x === "en",
    theme: (x) => x === "light" || x === "dark",
    scenario: (x) => typeof x === "string" && x.length < 200,
    seed: (x) => Number.isInteger(x) && x >= 0 && x < 2 ** 32,
    assumptions: isTable,
    a: isFuture,
    b: isFuture,
    quarter: (x) => Number.isInteger(x) && x >= 0 && x < 1e6,
    view: (x) => ["two", "one", "difference"].includes(x),
    side: (x) => x === "a" || x === "b",
    presenter: (x) => typeof x === "boolean",
    indicators: (x) => Array.isArray(x) && x.length > 0 && x.length < 8 && x.every((y) => typeof y === "string"),
    selected: (x) => isObject(x) && (Number.isInteger(x.municipality) || typeof x.cooperation === "string"),
    panel: (x) => ["stories", "measures", "assumptions", "take", "closed"].includes(x),
    example: (x) => Number.isInteger(x) && x >= 0 && x < 1000,
    detail: (x) => ["card", "log"].includes(x),
    story: (x) => isObject(x) && Number.isInteger(x.stop) && isStop(x),
    guess: (x) => isObject(x) && typeof x.indicator === "string" && isCurve(x.values)
      && (x.from === undefined || Number.isInteger(x.from)),
    speed: (x) => Number.isFinite(x) && x > 0 && x <= 60,
  };
  for (const name of Object.keys(found)) if (!tests[name](found[name])) delete found[name];
  return found;
}

let writing = 0;
K.keepAddress = keepAddress;
function keepAddress() {
  if (writing) return;
  writing = setTimeout(() => {
    writing = 0;
    const address = K.address();
    if (address !== location.hash) history.replaceState(null, "", address);
  }, 250);
}

/* ---------------------------------------------------------------- changing it */

const TOUCHES = {
  quarter: ["quarter"], lang: ["lang"], theme: ["view"], view: ["view"], presenter: ["view"], side: ["view", "selected"],
  scenario: ["settings", "data"], seed: ["settings"], example: ["settings"], assumptions: ["settings"],
  a: ["settings"], b: ["settings"], indicators: ["view"], selected: ["selected"],
  panel: ["panel"], detail: ["panel"], log: ["panel"], story: ["story"], guess: ["guess"],
  playing: ["play"], speed: ["play"],
};
const past = [];

K.set = function (patch) {
  const changed = new Set();
  for (const [name, value] of Object.entries(patch)) {
    const differs = typeof value === "object" || typeof K.state[name] === "object"
      ? JSON.stringify(value) !== JSON.stringify(K.state[name]) : value !== K.state[name];
    if (!differs) continue;
    for (const touched of TOUCHES[name] || []) changed.add(touched);
  }
  if (!changed.size) return;
  if (changed.has("settings")) {
    past.push(JSON.stringify(K.state));
    if (past.length > 50) past.shift();
  }
  Object.assign(K.state, patch);
  if (K.data.county) K.state.quarter = K.reach(K.state.quarter);
  keepAddress();
  if (changed.has("settings")) K.load(changed);
  else K.update(changed);
};
/** The nearest quarter that may be shown: within the run, and not beyond the cover of a guess,
 *  because map, timeline and log would tell what the curves hide. */
K.reach = (q) => Math.max(0, Math.min(K.data.county.quarters - 1, K.guess.cover() ?? Infinity, Math.round(q)));
K.setQuarter = function (q) {
  if (!K.data.county) return;
  const beyond = K.guess.hides(q);
  K.set({ quarter: K.reach(q) });
  if (beyond) K.parts.timeline.hold();
};
/** Back to the state before the last change of a setting. */
K.undo = function () {
  const before = past.pop();
  if (!before) return false;
  const { scenario, seed, example, assumptions, a, b } = JSON.parse(before);
  Object.assign(K.state, { scenario, seed, example, assumptions, a, b });
  keepAddress();
  K.load(new Set(["settings", "data", "quarter"]));
  return true;
};
K.canUndo = () => past.length > 0;

const order = [];
K.part = function (name, part) {
  K.parts[name] = part;
  order.push(name);
};
K.update = function (changed) {
  for (const name of order) {
    const part = K.parts[name];
    if (part.root && ![...changed].every((one) => part.skips?.includes(one))) part.update(changed);
  }
};
K.place = function (name, root) {
  const part = K.parts[name];
  if (!part) return root;
  part.root = root;
  part.create(root);
  return root;
};

/* ---------------------------------------------------------------- keys */

K.keys = [];
/** Register a key: "ArrowRight", "Shift+ArrowRight", "?", "p" … with the text that the list shows. */
K.key = (combo, textKey, f) => K.keys.push({ combo, textKey, f });
