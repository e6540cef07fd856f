/* The timeline: the clock, its buttons, the track with what happens, and what happens now. */
(function () {
  const SPEEDS = [1, 2, 4, 8, 16];
  let root, parts = {}, track, drawn = [], marks = [], scale = null, painting = false, hovered = null, uncovered = null;
  let held = false; // somebody wanted to go beyond the cover of a guess

  K.part("timeline", {
    create(place) {
      root = place;
      root.classList.add("k-timeline");
      createControls();
      createTrack();
      new ResizeObserver(() => paint()).observe(parts.track);
    },
    skips: ["data", "fan", "pending"],
    update(changed) {
      if (!K.data.setup) return;
      words();
      if (!K.data.county) return;
      if (changed.has("quarter") || changed.has("guess")) held = false;
      if (["lang", "data", "view", "settings", "guess"].some((one) => changed.has(one)) || !scale) paint();
      if (changed.size > 1 || changed.has("quarter") || changed.has("data") || changed.has("lang")) step();
      if (changed.has("quarter")) markStep();
      if (changed.has("play")) play();
    },
    /** Time does not go beyond the cover of a guess: say why. */
    hold() {
      held = true;
      step();
    },
  });
  const last = () => K.data.county.quarters - 1;

  /* ---------------------------------------------------------------- the clock */

  let round = 0;
  /** Start or stop as K.state.playing says; the next quarter comes only after the last one was painted. */
  function play() {
    const own = ++round;
    if (!K.state.playing || !K.data.county) return;
    if (K.state.quarter >= last()) K.setQuarter(0);
    let due = performance.now() + 1000 / K.state.speed;
    const alive = () => own === round && K.state.playing;
    const turn = () => {
      if (!alive()) return;
      if (K.state.quarter >= openUntil()) {
        K.set({ playing: false });
        return void (K.guess.cover() !== null && K.parts.timeline.hold());
      }
      K.setQuarter(K.state.quarter + 1);
      due = Math.max(due + 1000 / K.state.speed, performance.now());
      K.afterPaint(() => alive() && setTimeout(turn, Math.max(0, due - performance.now())));
    };
    setTimeout(turn, 1000 / K.state.speed);
  }
  /** A mark for whoever measures how long a step takes. */
  function markStep() {
    if (painting) return;
    painting = true;
    K.afterPaint(() => {
      painting = false;
      if (performance.getEntriesByName("k-step-painted").length > 2000) performance.clearMarks("k-step-painted");
      performance.mark("k-step-painted");
    });
  }
  function toggle() {
    if (!K.data.county) return;
    if (!K.state.playing && K.state.quarter === K.guess.cover()) K.parts.timeline.hold();
    else K.set({ playing: !K.state.playing });
  }
  /** Go to a quarter by hand: the clock stops. */
  const go = (q) => {
    if (!K.data.county) return;
    K.set({ playing: false });
    K.setQuarter(q);
  };
  const by = (quarters) => () => go(K.state.quarter + quarters);
  function faster(way) {
    const now = SPEEDS.findIndex((one) => one >= K.state.speed);
    const next = (now < 0 ? SPEEDS.length - 1 : now) + way;
    K.set({ speed: SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, next))] });
  }
  K.key("Space", "timeline.key_play", toggle);
  K.key("ArrowRight", "timeline.key_step", by(1));
  K.key("ArrowLeft", "timeline.key_back", by(-1));
  K.key("Shift+ArrowRight", "timeline.key_year", by(4));
  K.key("Shift+ArrowLeft", "timeline.key_year_back", by(-4));
  K.key("Home", "timeline.key_first", () => go(0));
  K.key("End", "timeline.key_last", () => go(Infinity));
  K.key("+", "timeline.key_faster", () => faster(1));
  K.key("-", "timeline.key_slower", () => faster(-1));

  /* ---------------------------------------------------------------- buttons, speed, label */

  function createControls() {
    const button = (icon, f) => K.button(icon, "", f);
    parts = {
      first: button("first", () => go(0)), back: button("back", by(-1)), play: button("play", toggle),
      step: button("step", by(1)), last: button("last", () => go(Infinity)),
      speed: K.h("select", { id: "k-speed", on: { change: (event) => K.set({ speed: Number(event.target.value) }) } }),
      speedName: K.h("label", { for: "k-speed" }),
      when: K.h("strong"),
      now: K.h("div", { "aria-live": "polite" }),
      track: K.h("div", { class: "k-track" }),
    };
    parts.play.classList.add("k-main", "k-play");
    root.append(K.h("div", { class: "k-time-row" },
      K.h("div", { class: "k-time-buttons" }, parts.first, parts.back, parts.play, parts.step, parts.last),
      K.h("div", { class: "k-speed" }, parts.speedName, parts.speed),
      // both change with every quarter: boxes of fixed size, so that nothing else is laid out again
      K.h("div", { class: "k-when" }, parts.when), K.h("div", { class: "k-now" }, parts.now)), parts.track);
  }
  function words() {
    const { lang, playing, speed } = K.state;
    const state = lang + playing + speed;
    if (parts.state === state) return;
    parts.state = state;
    for (const one of ["first", "back", "step", "last"]) label(parts[one], K.t("timeline." + one));
    label(parts.play, K.t(playing ? "timeline.pause" : "timeline.play"));
    K.clear(parts.play).append(K.icon(playing ? "pause" : "play"));
    parts.now.setAttribute("aria-live", playing ? "off" : "polite");
    parts.speedName.textContent = K.t("timeline.speed");
    const speeds = SPEEDS.includes(speed) ? SPEEDS : [...SPEEDS, speed].sort((x, y) => x - y);
    K.clear(parts.speed).append(...speeds.map((n) => K.h("option", { value: n,
      text: K.t(n === 1 ? "timeline.speed_one" : "timeline.speed_many", { n: K.number(n) }) })));
    parts.speed.value = speed;
    parts.thumb.setAttribute("aria-label", K.t("timeline.quarter"));
  }
  const label = (button, text) => {
    button.setAttribute("aria-label", text);
    button.title = text;
  };

  /* ---------------------------------------------------------------- the track */

  function createTrack() {
    track = parts.track;
    parts.svg = K.s("svg", { class: "k-track-svg" });
    parts.thumb = K.h("div", { class: "k-thumb", role: "slider", tabindex: 0, "aria-valuemin": 0, on: { keydown: thumbKey } });
    parts.tip = K.h("div", { class: "k-track-tip", hidden: true });
    track.append(parts.svg, parts.thumb, parts.tip);
    track.addEventListener("pointerdown", (event) => {
      if (event.button > 0 || !scale) return;
      track.setPointerCapture(event.pointerId);
      parts.dragging = true;
      scrub(event);
    });
    track.addEventListener("pointermove", (event) => {
      if (parts.dragging) scrub(event);
      else point(event);
    });
    for (const name of ["pointerup", "pointercancel"]) track.addEventListener(name, () => (parts.dragging = false));
    track.addEventListener("pointerleave", () => hide());
    parts.svg.addEventListener("focusin", (event) => show(marks[Number(event.target.closest("[data-mark]")?.dataset.mark)]));
    parts.svg.addEventListener("focusout", () => hide());
    parts.svg.addEventListener("keydown", markKey);
  }
  function scrub(event) {
    hide();
    const q = scale.quarterAt(event.clientX - track.getBoundingClientRect().left);
    if (K.state.playing || q !== K.state.quarter) go(q);
  }
  function thumbKey(event) {
    const years = { PageUp: 4, PageDown: -4, ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!years) return;
    event.preventDefault();
    by(years)();
  }

  /** Draw lanes, years and marks anew, if anything that they show has changed. */
  function paint() {
    const { county, a, b } = K.data;
    if (!county) return;
    const width = track.clientWidth, height = track.clientHeight, em = parseFloat(getComputedStyle(track).fontSize);
    const lanes = K.lanes(), { lang, view, side, guess } = K.state;
    const now = [a.run, b.run, county, lang, view, side, guess, width, height, em, JSON.stringify([K.state.a.turns, K.state.b.turns, lanes])];
    if (width < 40 || (now.length === drawn.length && now.every((one, i) => one === drawn[i]))) return;
    drawn = now;
    const active = marks[Number(document.activeElement?.dataset?.mark)];
    scale = scaleOf(width, height, em, county.quarters, lanes);
    Object.assign(parts, { seen: K.s("rect", { x: 0, y: 0, height, width: 0 }), open: K.s("rect", { x: 0, y: 0, height, width }),
      pole: K.s("line", { class: "k-track-pole", y1: 0, y2: scale.floor }) });
    K.clear(parts.svg).append(
      K.s("clipPath", { id: "k-track-seen" }, parts.seen), K.s("clipPath", { id: "k-track-open" }, parts.open),
      years(county), ...lines(lanes), allMarks(lanes), parts.pole);
    parts.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    parts.thumb.setAttribute("aria-valuemax", last());
    hide();
    uncovered = null;
    step();
    if (active) parts.svg.querySelector(`[data-mark="${marks.findIndex((one) => one.q === active.q && one.side === active.side && one.row === active.row)}"]`)?.focus();
  }
  function scaleOf(width, height, em, quarters, lanes) {
    const left = 2 * em, right = width - 1.8 * em, floor = height - 1.45 * em;
    const branch = lanes.length > 1 ? lanes[1].from : 0;
    const rows = lanes.map((_, i) => (floor * (2 * i + 1)) / (2 * lanes.length));
    const middle = (rows[0] + rows[rows.length - 1]) / 2;
    const x = (q) => (quarters === 1 ? (left + right) / 2 : left + ((right - left) * q) / (quarters - 1));
    return {
      x, left, right, floor, em, rows, middle, branch,
      quarterAt: (px) => Math.max(0, Math.min(quarters - 1, Math.round(((px - left) / (right - left)) * (quarters - 1) || 0))),
      level: (i, q) => (q < branch ? middle : rows[i]),
    };
  }
  function years({ quarters, start }) {
    const { x, left, right, floor, em } = scale;
    return K.s("g", { class: "k-track-years" }, K.s("line", { x1: left, x2: right, y1: floor, y2: floor }),
      K.yearTicks(quarters, start, right - left, 3.4 * em).map(({ q, year }) => [
        K.s("line", { x1: x(q), x2: x(q), y1: 0, y2: floor + 0.25 * em }),
        K.s("text", { x: x(q), y: floor + 1.25 * em, "text-anchor": "middle", text: year })]));
  }
  function lines(lanes) {
    const { x, left, right, rows, middle, branch, em } = scale;
    const paths = lanes.flatMap(({ side }, i) => {
      const bend = Math.min(0.8 * em, right - x(branch));
      const d = branch ? `M${left} ${middle}H${x(branch)}l${bend} ${rows[i] - middle}H${right}` : `M${left} ${rows[i]}H${right}`;
      return ["k-lane-faint", "k-lane"].map((look) => K.s("path", { d, class: `${look} k-lane-${side}`,
        "clip-path": look === "k-lane" ? "url(#k-track-seen)" : null }));
    });
    const alone = lanes.length === 1 && K.state.view !== "one";
    const name = (side, i, px) => K.s("text", { class: "k-lane-name k-lane-" + side, x: px, y: rows[i] + 0.36 * em,
      "text-anchor": "middle", text: alone ? "" : side.toUpperCase() });
    const names = lanes.flatMap(({ side }, i) => [name(side, i, right + 0.9 * em), !branch && name(side, i, left - 1 * em)]).filter(Boolean);
    const parting = branch ? K.s("line", { class: "k-track-branch", x1: x(branch), x2: x(branch), y1: 0, y2: scale.floor }) : null;
    return [...paths, ...(parting ? [parting] : []), ...names];
  }
  function allMarks(lanes) {
    marks = lanes.flatMap(({ side, from }, lane) => K.marksOf(side, from).map((mark) => ({ ...mark, side, lane })));
    const seen = new Set();
    marks = marks.filter(({ row, q }) => row !== "election" || (!seen.has(q) && seen.add(q)));
    marks.forEach((mark, i) => Object.assign(mark, { i, x: scale.x(mark.q), y: levelOf(mark) }));
    // ticks below, large marks on top of them
    const order = [...marks].sort((one, other) => (one.row === "main") - (other.row === "main"));
    const size = Math.max(0.75, Math.min(1.5, scale.em / 14));
    const group = K.s("g", { role: "toolbar", "aria-label": K.t("timeline.marks"), "clip-path": "url(#k-track-open)" }, lasting(lanes), order.map((mark) =>
      K.s("g", { class: "k-mark-" + mark.row, role: "button", tabindex: -1, "data-mark": mark.i, "aria-label": wordsOf(mark),
        transform: `translate(${mark.x.toFixed(1)} ${mark.y.toFixed(1)}) scale(${size.toFixed(2)})` }, K.markShape(mark.kind))));
    if (marks.length) group.querySelector('[data-mark="0"]').setAttribute("tabindex", 0);
    return group;
  }
  /** Behind its mark a bar, as long as a shock lasts. */
  function lasting(lanes) {
    const { x, em } = scale;
    return lanes.flatMap(({ side, from }, lane) => K.shocksOf(side, from).map((shock) => K.s("rect", { class: "k-shock-lasts", "aria-hidden": "true",
      x: x(shock.from), y: levelOf({ row: "main", lane, q: shock.from, kind: "shock" }) - 0.2 * em, width: x(shock.to) - x(shock.from), height: 0.4 * em })));
  }
  function levelOf({ row, lane, q, kind }) {
    const { em, floor } = scale, level = kind === "turn" && q === scale.branch ? scale.middle : scale.level(lane, q);
    return row === "election" ? floor : row === "cooperation" ? level + 0.55 * em : level - 0.1 * em;
  }
  const wordsOf = ({ q, side, texts }) => {
    const both = K.state.view === "one" || q < scale.branch || scale.rows.length === 1;
    return `${K.when(q)}${both ? "" : ", " + side.toUpperCase()}: ${texts.join(" ")}`;
  };

  /* ---------------------------------------------------------------- words of the marks */

  const isOpen = (mark) => mark.q <= openUntil();
  const openUntil = () => K.guess.cover() ?? last();
  function point(event) {
    if (!scale) return;
    const { left, top } = track.getBoundingClientRect();
    const x = event.clientX - left, y = event.clientY - top, reach = 0.9 * scale.em;
    let best = null, least = reach;
    for (const mark of marks) {
      const far = Math.hypot(mark.x - x, (mark.y - y) * 0.6) - (mark.row === "main" ? 3 : 0);
      if (far < least && isOpen(mark)) [best, least] = [mark, far];
    }
    if (best) show(best);
    else hide();
  }
  function show(mark) {
    if (!mark || mark === hovered) return;
    hovered = mark;
    K.clear(parts.tip).append(K.h("strong", { text: K.when(mark.q) }), ...mark.texts.map((text) => K.h("p", { text })));
    parts.tip.hidden = false;
    const width = track.clientWidth, right = mark.x > width / 2;
    parts.tip.style.left = right ? "auto" : Math.max(4, mark.x - 20) + "px";
    parts.tip.style.right = right ? Math.max(4, width - mark.x - 20) + "px" : "auto";
  }
  function hide() {
    hovered = null;
    parts.tip.hidden = true;
  }
  /** Left and right walk from mark to mark, Enter goes to its quarter. */
  function markKey(event) {
    const now = event.target.closest("[data-mark]");
    if (!now) return;
    const open = marks.filter(isOpen), at = open.findIndex((one) => one.i === Number(now.dataset.mark));
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: open.length - 1 }[event.key];
    const chosen = event.key === "Enter" || event.key === " ";
    if (next === undefined && !chosen) return;
    event.preventDefault();
    event.stopPropagation();
    if (chosen) return go(open[at].q);
    const mark = open[Math.max(0, Math.min(open.length - 1, next))];
    const element = mark && parts.svg.querySelector(`[data-mark="${mark.i}"]`);
    if (!element) return;
    now.setAttribute("tabindex", -1);
    element.setAttribute("tabindex", 0);
    element.focus();
  }

  /* ---------------------------------------------------------------- the quarter now */

  function step() {
    if (!scale) return;
    const q = K.state.quarter, here = scale.x(q), when = K.when(q);
    write(parts.when, when);
    parts.thumb.style.transform = `translateX(${here.toFixed(1)}px)`;
    parts.thumb.setAttribute("aria-valuenow", q);
    parts.thumb.setAttribute("aria-valuetext", when);
    parts.pole.setAttribute("x1", here);
    parts.pole.setAttribute("x2", here);
    parts.seen.setAttribute("width", here);
    const until = openUntil();
    parts.open.setAttribute("width", until >= last() ? track.clientWidth : scale.x(until) + 0.7 * scale.em);
    uncover(until);
    tellNow(q);
  }
  /** Marks under the cover are not read out either. */
  function uncover(until) {
    if (until === uncovered) return;
    uncovered = until;
    for (const one of parts.svg.querySelectorAll("[data-mark]"))
      one.setAttribute("visibility", marks[one.dataset.mark].q <= until ? "inherit" : "hidden");
  }
  const write = (element, text) => {
    if (element.textContent !== text) element.textContent = text;
  };
  /** What happens in this quarter, in one line for each future. */
  function tellNow(q) {
    const lanes = K.lanes(), shared = lanes.length > 1 && q < lanes[1].from;
    const said = (shared ? lanes.slice(0, 1) : lanes).map(({ side }) => {
      const texts = K.toldAt(side, q);
      return { side: lanes.length > 1 ? (shared ? "A, B" : side.toUpperCase()) : K.state.view === "one" ? side.toUpperCase() : "", first: texts[0] ?? "", more: texts.length - 1, texts };
    });
    const alike = said.length > 1 && said[0].first && String(said[0].texts) === String(said[1].texts);
    const rows = held ? [{ side: "", first: K.t("timeline.guess_first"), more: 0 }] : alike ? [{ ...said[0], side: "A, B" }] : said;
    const isHere = lanes.every(({ side }) => K.data[side].run);
    const now = JSON.stringify([rows, K.state.lang, isHere]);
    if (parts.told === now) return;
    parts.told = now;
    K.clear(parts.now).append(...rows.map(({ side, first, more }) => K.h("p", { class: first ? "" : "k-quiet" },
      side && K.h("b", { class: "k-now-side k-now-" + side.toLowerCase().slice(0, 1) + (side.length > 1 ? "b" : ""), text: side }),
      K.h("span", { class: "k-now-text", text: first || K.t(isHere ? "timeline.nothing" : "map.waiting") }),
      more > 0 && K.h("span", { class: "k-quiet k-now-more", text: K.t(more === 1 ? "timeline.more_one" : "timeline.more_many", { n: K.number(more) }) }))));
  }
})();
