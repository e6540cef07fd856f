/* A file to take away: the answers lie in the page, and here is who finds and unpacks them.
 * What sim/live/packing.py writes is read here.  In the live view nothing of this is used. */
(() => {
  const OWN = 0, MINUS_CHANGES = 2; // as in packing.py
  let held = null; // canonical future → its number

  /* -------------------------------------------------------------- what the file holds */

  /** Whether a setting may be moved here (to a value). */
  K.boardAllows = function (path, value) {
    const board = K.data.setup?.board;
    if (!board) return true;
    const slider = board.sliders.find((one) => one.path === path);
    return Boolean(slider) && (value === undefined || slider.values.includes(value));
  };
  /** Whether the answers for a future are here. */
  K.boardHolds = (scenario, assumptions, future) =>
    !held || (scenario === K.data.setup.start && held.has(canonical(assumptions, future)));

  /** The same words for futures that come to the same: as sim/live/held.py leaves out what does not count. */
  function canonical(assumptions, { measures, turns }) {
    const { base } = K.board.county, level = measures["coordination.level"] ?? base["coordination.level"];
    const counts = ([path, value]) => value !== base[path]
      && !(level === "none" && path.startsWith("coordination.") && path !== "coordination.level");
    const told = (table, keep) => Object.entries(table).filter(keep).sort(([x], [y]) => (x < y ? -1 : 1));
    const turn = (one) => Object.entries(one).sort(([x], [y]) => (x < y ? -1 : 1));
    return JSON.stringify([told(assumptions, ([path, value]) => value !== base[path]), told(measures, counts), (turns ?? []).map(turn)]);
  }

  /* -------------------------------------------------------------- unpacking */

  async function bytesOf(letters) {
    const zipped = Uint8Array.from(atob(letters), (letter) => letter.charCodeAt(0));
    const stream = new Blob([zipped]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }
  const jsonOf = async (letters) => JSON.parse(new TextDecoder().decode(await bytesOf(letters)));

  /** The answer to "run": with what several runs share put back in its places. */
  function whole(value) {
    if (Array.isArray(value)) return typeof value[0] === "number" ? value : value.map(whole);
    if (value === null || typeof value !== "object") return value;
    if ("$" in value) return K.board.shared[value.$];
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, whole(one)]));
  }

  const steps = new Map(); // number of a future → its fan in steps, by indicator
  /** A fan in steps: a series stands as changes, or as what is to be added to a fan like it. */
  async function stepsOf(number) {
    if (steps.has(number)) return steps.get(number);
    const { fans } = K.board, reference = fans.references[number];
    const from = reference < 0 ? null : await stepsOf(reference);
    const bytes = await bytesOf(K.board.packed.fans[number]), n = bytes.length / fans.names.length / 2;
    const found = {};
    fans.names.forEach((name, k) => {
      const way = fans.ways[number][k], start = 2 * n * k, series = new Int32Array(n);
      for (let i = 0; i < n; i++) {
        const folded = bytes[start + i] + 256 * bytes[start + n + i];
        series[i] = folded & 1 ? -(folded + 1) / 2 : folded / 2;
      }
      if (way === OWN || way === MINUS_CHANGES)
        for (let i = 0; i < n; i++) if (i % fans.quarters) series[i] += series[i - 1];
      if (way !== OWN) for (let i = 0; i < n; i++) series[i] += from[name][i];
      found[name] = series;
    });
    if (reference < 0 || steps.size < 12) steps.set(number, found);
    return found;
  }
  /** The answer to "fan", as the server would have given it. */
  async function fanOf(number) {
    const { fans, futures, setup } = K.board, found = await stepsOf(number), series = {};
    for (const name of fans.names) {
      const [low, high] = fans.ranges[name], own = found[name], letters = new Array(own.length);
      for (let i = 0; i < own.length; i++) {
        const u = Math.round((own[i] * 65535) / fans.steps[name]);
        letters[i] = String.fromCharCode(u & 255, u >> 8);
      }
      series[name] = { low, high, data: btoa(letters.join("")) };
    }
    return { runs: setup.board.runs, quarters: fans.quarters, typical: setup.board.example, series, founded: futures[number].founded };
  }

  /* -------------------------------------------------------------- answering */

  async function answer(question) {
    if (question.ask === "setup") return K.board.setup;
    if (question.ask === "county") return question.scenario === K.board.setup.start ? K.board.county : missing();
    if (question.ask !== "fan" && question.ask !== "run") return missing();
    const isHere = question.scenario === K.board.setup.start && question.seed === K.board.setup.seed 
      && (question.ask === "fan" || question.example === K.board.setup.board.example);
    const number = isHere ? held.get(canonical(question.assumptions, question.future)) : undefined;
    if (number === undefined) return missing();
    return question.ask === "fan" ? fanOf(number) : whole(await jsonOf(K.board.packed.runs[number]));
  }
  const missing = () => ({ error: { de: K.board.setup.texts.de["live.take.board_missing"], en: K.board.setup.texts.en["live.take.board_missing"] } });

  /* -------------------------------------------------------------- what may be moved
   * The panels are those of the live view; here is closed what this file cannot answer. */

  K.part("board", {
    create() {},
    update(changed) {
      if (changed.size > 1 || !changed.has("quarter")) queueMicrotask(close); // after the panels
    },
  });
  function close() {
    const { head } = K.parts;
    for (const button of [head.example, document.querySelector(".k-branch-button")]) if (button) button.hidden = true;
    head.scenario.disabled = true;
    for (const row of document.querySelectorAll("[data-setting]")) {
      const path = row.dataset.setting, isFixed = !K.boardAllows(path);
      row.classList.toggle("k-board-fixed", isFixed);
      for (const input of row.querySelectorAll("input")) {
        if (input.type === "range") input.step = "any"; // its values need not lie on the usual steps
        input.disabled = isFixed || (input.type === "radio" && !K.boardAllows(path, input.value));
      }
      let note = row.querySelector(".k-board-note");
      if (isFixed && !note) row.append((note = K.h("p", { class: "k-board-note k-quiet" })));
      if (note) note.textContent = K.t("take.fixed");
    }
  }
  /** A slider goes to the nearest value that the file holds. */
  function snap({ target }) {
    if (target.type !== "range" || !target.dataset.path) return;
    const slider = K.data.setup.board.sliders.find((one) => one.path === target.dataset.path);
    if (!slider) return;
    const given = Number(target.value), near = (value) => Math.abs(value - given);
    target.value = slider.values.reduce((best, value) => (near(value) < near(best) ? value : best));
  }
  function restrict(root) {
    for (const event of ["input", "change"]) root.addEventListener(event, snap, true);
    root.addEventListener("keydown", along, true);
    K.keys = K.keys.filter(({ combo }) => combo !== "b" && combo !== "e");
    K.place("board", K.h("div"));
    close();
  }
  /** Arrow keys go from one of the values to the next. */
  function along(event) {
    const { target, key } = event, step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[key];
    const slider = step && target.type === "range" && K.data.setup.board.sliders.find((one) => one.path === target.dataset.path);
    if (!slider) return;
    event.preventDefault();
    const at = slider.values.indexOf(Number(target.value)), next = slider.values[at + step];
    if (at < 0 || next === undefined) return;
    target.value = next;
    for (const name of ["input", "change"]) target.dispatchEvent(new Event(name, { bubbles: true }));
  }

  /** Open the file.  tooOld: what is said where the browser cannot unpack it. */
  K.openBoard = async function (root, tooOld) {
    if (typeof DecompressionStream === "undefined") {
      root.append(...Object.entries(tooOld).map(([lang, text]) => K.h("p", { lang, text })));
      return;
    }
    const packed = JSON.parse(document.getElementById("kuemmerer-answers").textContent);
    const [head, shared] = await Promise.all([jsonOf(packed.head), jsonOf(packed.shared)]);
    K.board = { ...head, shared, packed };
    held = new Map(head.futures.map((one, number) => [canonical(one.assumptions, one.future), number]));
    K.runs = head.setup.board.runs;
    await K.mount(root, { ask: answer }, head.start);
    restrict(root);
  };
})();
