/* Pointing at the map: what belongs together lights up; arrows go to the neighbour; Enter or a click chooses. */
(function () {
  const maps = (K.maps ??= {});

  maps.listen = function (sheet) {
    const { svg } = sheet;
    const over = (event) => point(sheet, targetOf(event.target));
    svg.addEventListener("pointerover", over);
    svg.addEventListener("pointerleave", () => point(sheet, null));
    svg.addEventListener("focusin", (event) => {
      const target = targetOf(event.target);
      if (!target) return;
      if (target.kind === "municipality") sheet.roving = target.which;
      else sheet.rovingKnot = target.which;
      maps.rove(sheet);
      if (event.target.matches(":focus-visible")) point(sheet, target);
    });
    svg.addEventListener("focusout", () => point(sheet, null));
    svg.addEventListener("click", (event) => choose(sheet, targetOf(event.target)));
    svg.addEventListener("keydown", (event) => pressed(sheet, event));
  };

  function targetOf(element) {
    const found = element.closest("[data-m], [data-c]");
    if (!found) return null;
    return "c" in found.dataset ? { kind: "cooperation", which: Number(found.dataset.c) }
      : { kind: "municipality", which: Number(found.dataset.m) };
  }
  const sideOf = (sheet) => (sheet.name === "difference" ? K.state.side : sheet.name);

  function choose(sheet, target) {
    if (!target) return;
    const side = sideOf(sheet);
    const selected = target.kind === "municipality" ? { municipality: target.which }
      : { cooperation: sheet.run.cooperations[target.which].id, side };
    K.set({ selected, side, detail: "card" });
  }

  const ARROWS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
  function pressed(sheet, event) {
    const target = targetOf(event.target);
    if (!target || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" || event.key === " ") choose(sheet, target);
    else if (ARROWS[event.key] && !event.shiftKey) go(sheet, target, ARROWS[event.key]);
    else return;
    event.preventDefault();
    event.stopPropagation(); // else the arrows would also move the time
  }
  /** To the nearest of the same kind in a direction; ways that lie aside count as longer. */
  function go(sheet, { kind, which }, [dx, dy]) {
    const spots = kind === "municipality" ? sheet.layout.boxes : sheet.spots;
    const here = spots[which];
    let best = -1, least = Infinity;
    const candidates = kind === "municipality" ? spots.keys() : sheet.shown;
    for (const other of candidates) {
      const x = spots[other].x - here.x, y = spots[other].y - here.y;
      const along = x * dx + y * dy, aside = Math.abs(x * dy) + Math.abs(y * dx);
      if (other === which || along <= 0) continue;
      const cost = along + 2.2 * aside;
      if (cost < least) [best, least] = [other, cost];
    }
    if (best < 0) return;
    (kind === "municipality" ? sheet.town[best].group : sheet.drawn.get(best).knot).focus();
  }

  /* ------------------------------------------------------------ what belongs together */

  function point(sheet, target) {
    const name = target ? target.kind + target.which : "";
    if (sheet.pointed === name) return;
    sheet.pointed = name;
    sheet.target = target;
    maps.light(sheet);
  }

  /** The municipalities and cooperations that belong to a target. */
  function together(sheet, { kind, which }) {
    const { now } = sheet;
    if (!now?.members) return { towns: new Set(kind === "municipality" ? [which] : []), cooperations: new Set() };
    if (kind === "cooperation") return { towns: new Set(now.members.get(which) ?? []), cooperations: new Set([which]) };
    const cooperations = new Set(now.of[which]);
    const towns = new Set([which]);
    for (const c of cooperations) for (const m of now.members.get(c)) towns.add(m);
    return { towns, cooperations };
  }

  function selectedOn(sheet) {
    const { selected } = K.state;
    if (!selected) return null;
    if ("municipality" in selected) return selected.municipality < sheet.town.length ? { kind: "municipality", which: selected.municipality } : null;
    if (!sheet.run || selected.side !== sheet.name) return null;
    const which = sheet.run.cooperations.findIndex((one) => one.id === selected.cooperation);
    return which < 0 ? null : { kind: "cooperation", which };
  }

  /** Light up what is pointed at (the rest steps back) and what is chosen (the rest stays). */
  maps.light = function (sheet) {
    if (!sheet.town) return;
    const { target } = sheet, chosen = selectedOn(sheet);
    if (!target && !chosen && !sheet.dimmed) return;
    sheet.dimmed = Boolean(target || chosen);
    const pointed = target && together(sheet, target), kept = chosen && together(sheet, chosen);
    sheet.svg.classList.toggle("is-pointing", Boolean(pointed));
    sheet.town.forEach(({ group }, m) => {
      group.classList.toggle("is-lit", Boolean(pointed?.towns.has(m)));
      const isChosen = chosen?.kind === "municipality" && chosen.which === m;
      if (group.classList.toggle("is-chosen", isChosen)) group.setAttribute("aria-pressed", "true");
      else group.removeAttribute("aria-pressed");
    });
    for (const c of sheet.shown) {
      const { line, knot } = sheet.drawn.get(c);
      for (const group of [line, knot]) {
        group.classList.toggle("is-lit", Boolean(pointed?.cooperations.has(c)));
        group.classList.toggle("is-chosen", Boolean(kept?.cooperations.has(c)));
      }
    }
    hint(sheet, target);
  };

  /** What is pointed at, in words. */
  function hint(sheet, target) {
    let words = "";
    if (target && sheet.now) {
      const group = target.kind === "municipality" ? sheet.town[target.which].group : sheet.drawn.get(target.which)?.knot;
      words = group?.getAttribute("aria-label") ?? "";
    }
    sheet.hint.hidden = !words;
    if (sheet.hint.textContent !== words) sheet.hint.textContent = words;
  }
})();
