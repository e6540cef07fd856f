/* One sheet of the map: a county in one future, or the difference of two.
 *
 * build() draws what depends on the county and the size of the picture; show() changes only what a
 * quarter changes.
 */
(function () {
  const maps = (K.maps ??= {});
  const STATES = ["none", "field", "cross", "unit"];
  const LAYERS = ["ground", "cells", "outlines", "tops", "leaders", "lines", "towns", "knots"];
  const round = (x) => Math.round(x * 10) / 10;

  /** Draw the county anew into a sheet, at the size it has now. */
  maps.build = function (sheet) {
    const { clientWidth: wide, clientHeight: high } = sheet.stage;
    if (wide < 20 || high < 20) return false;
    const family = getComputedStyle(sheet.stage).fontFamily;
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
    const margin = 12;
    const county = K.data.county.source === undefined ? stretched(K.data.county, wide / high) : K.data.county;
    const scale = Math.min(wide / (county.width + 2 * margin), high / (county.height + 2 * margin));
    const left = (county.width - wide / scale) / 2, top = (county.height - high / scale) / 2;
    const alone = sheet.stage.dataset.alone === "true";
    const font = ((alone ? 1 : 0.88) * rem) / scale, edge = 0.7 * font; // signs stick out of the cards
    const frame = [left + edge, top + edge, left + wide / scale - edge, top + high / scale - edge];
    const layout = maps.layout(county, font, frame, family, alone);
    const { svg } = sheet;
    svg.setAttribute("viewBox", [left, top, wide / scale, high / scale].map(round).join(" "));
    svg.style.setProperty("--u", round(layout.font) + "px");
    svg.classList.toggle("is-crowd", layout.crowd);
    svg.classList.toggle("is-lettered", layout.crowd && layout.boxes[0].radius * scale > 5.5);
    const names = [...LAYERS];
    if (layout.crowd) [names[6], names[7]] = [names[7], names[6]]; // names stay above the knots
    for (const layer of names) svg.append(K.clear((sheet[layer] ??= K.s("g", { class: "k-map-" + layer }))));
    const path = (rings) => rings.map((ring) => "M" + ring.map(([x, y]) => round(x) + " " + round(y)).join("L") + "Z").join("");
    if (county.outline) sheet.ground.append(K.s("path", { class: "k-map-county", d: path([county.outline]) }));
    for (const rings of county.others ?? []) sheet.ground.append(K.s("path", { class: "k-map-nobodys", d: path(rings), "fill-rule": "evenodd", style: `fill:url(#k-map-hatch-nobodys${sheet.name})` }));
    sheet.layout = layout;
    const shapes = county.municipalities.map(({ rings, cell }) => path(rings ?? [cell])); // holes stay open
    sheet.cells.cell = shapes.map((d, m) =>
      sheet.cells.appendChild(K.s("path", { class: "k-map-cell", d, "fill-rule": "evenodd", "data-m": m })));
    sheet.outlines.cell = shapes.map((d) => K.s("path", { d }));
    sheet.town = layout.boxes.map((box, m) => (layout.crowd ? small : card)(sheet, box, m));
    if (county.source !== undefined && !layout.crowd) layout.boxes.forEach((box, m) => leader(sheet, box, county.municipalities[m]));
    forget(sheet);
    sheet.roving = Math.min(sheet.roving ?? 0, county.municipalities.length - 1);
    return true;
  };

  /** Where a card does not lie on its municipality: a dot there, and a line to the card. */
  function leader(sheet, box, { x, y }) {
    const dx = Math.max(0, Math.abs(x - box.x) - box.w / 2), dy = Math.max(0, Math.abs(y - box.y) - box.h / 2);
    if (Math.hypot(dx, dy) < 0.5 * sheet.layout.font) return;
    const near = (at, middle, side) => round(Math.max(middle - side / 2, Math.min(middle + side / 2, at)));
    sheet.leaders.append(K.s("g", { class: "k-map-leader" },
      K.s("line", { x1: x, y1: y, x2: near(x, box.x, box.w), y2: near(y, box.y, box.h) }),
      K.s("circle", { cx: x, cy: y, r: round(0.18 * sheet.layout.font) })));
  }

  /** The county drawn wider or higher than it is, within limits, where that gives the cards more room. */
  function stretched(county, shape) {
    const own = county.width / county.height;
    const x = Math.max(1, Math.min(1.25, shape / own)), y = Math.max(1, Math.min(1.4, own / shape));
    const put = ([px, py]) => [px * x, py * y];
    return {
      width: county.width * x, height: county.height * y, outline: county.outline?.map(put),
      municipalities: county.municipalities.map((town) => ({ ...town, x: town.x * x, y: town.y * y, cell: town.cell.map(put) })),
    };
  }

  /** What was drawn for a quarter no longer counts. */
  function forget(sheet) {
    sheet.keys = [];
    sheet.drawn = new Map();
    sheet.shown = new Set();
    sheet.run = null;
    if (sheet.lines) K.clear(sheet.lines);
    if (sheet.knots) K.clear(sheet.knots);
  }
  maps.forget = forget;

  /** A municipality as a card: mark, name, and room for pills. */
  function card(sheet, box, m) {
    const town = K.data.county.municipalities[m], { font } = sheet.layout;
    const group = K.s("g", { class: "k-map-town" + (town.is_town ? " is-town" : ""), "data-m": m, role: "button", tabindex: -1,
      transform: `translate(${round(box.x - box.w / 2)} ${round(box.y - box.h / 2)})` });
    const pad = 0.3 * font, room = 2 * box.radius + 0.25 * font;
    const start = (box.w - room - box.name) / 2, middle = 0.2 * font + box.head / 2;
    const ground = K.s("rect", { class: "k-map-card", width: round(box.w), height: round(box.h), rx: round(0.3 * font) });
    const mark = maps.mark(town, start + box.radius, middle, font);
    const name = K.s("text", { class: "k-map-name", "font-size": round(font) }, box.lines.map((line, i) =>
      K.s("tspan", { x: round(start + room), y: round(middle + (0.35 + 1.08 * (i - (box.lines.length - 1) / 2)) * font), text: line })));
    const pills = K.s("g");
    const signs = K.s("g");
    group.append(ground, mark, name, pills, signs);
    sheet.towns.append(group);
    return { group, ground, letter: mark.querySelector("text"), pills, signs, pad, box };
  }

  /** A municipality among many: a small mark, and its name where there is room. */
  function small(sheet, box, m) {
    const town = K.data.county.municipalities[m], { font } = sheet.layout;
    const group = K.s("g", { class: "k-map-town" + (town.is_town ? " is-town" : ""), "data-m": m, role: "button", tabindex: -1 });
    const mark = maps.mark(town, box.x, box.y, 2 * box.radius);
    const signs = K.s("g");
    group.append(mark, signs);
    // without room the name shows only when it is pointed at, or chosen
    const [x, y] = box.label ? [box.label.x, box.label.y] : box.spare;
    group.append(K.s("text", { class: "k-map-name k-map-halo" + (box.label ? "" : " k-map-extra"), x: round(x), y: round(y + 0.35 * font), "font-size": round(font), text: town.name }));
    sheet.towns.append(group);
    return { group, letter: mark.querySelector("text"), signs, box };
  }

  /* ------------------------------------------------------------ a quarter */

  const say = (m, key, words) => K.t("map." + key, { name: K.town(m), ...words });

  /** Show one future at a quarter. */
  maps.show = function (sheet, run, q) {
    if (sheet.run !== run) {
      forget(sheet);
      sheet.run = run;
      sheet.spots = run ? maps.knots(run, sheet.layout) : [];
    }
    if (!run) return;
    const now = (sheet.now = maps.at(run, q));
    for (let m = 0; m < sheet.town.length; m++) town(sheet, run, now, m);
    cooperations(sheet, run, now);
    rove(sheet);
    maps.light(sheet);
  };

  /** Each part of a municipality is drawn anew only when it has changed. */
  function town(sheet, run, now, m) {
    const one = sheet.town[m], keys = (sheet.keys[m] ??= {}), state = now.state[m], list = now.of[m];
    const differs = (name, key) => keys[name] !== key && ((keys[name] = key), true);
    const asleep = list.map((c) => (now.dormant.has(c) ? c + "z" : c)).join();
    if (one.pills && differs("pills", asleep)) pills(one, list.map((c) => [run.cooperations[c], now.dormant.has(c)]), sheet.layout.font);
    if (differs("state", state + now.changed.has(m))) setState(sheet, m, "is-" + state, K.t("plots.map.letter_" + state), now.changed.has(m));
    if (differs("outline", state === "unit" ? "is-carried" : now.asked.has(m) ? "is-asked" : "")) outlined(sheet, m, keys.outline);
    if (differs("words", state + list)) {
      const names = list.map((c) => K.pick(run.cooperations[c].name));
      one.group.setAttribute("aria-label", say(m, names.length ? "town" : "town_alone", { state: K.t("map.being_" + state), cooperations: names.join("; ") }));
    }
    const corners = { // one corner each, so that all can come together
      no: now.no.has(m) && [0, 0], yes: now.yes.has(m) && [0, 0], strain: now.strained(m) && [1, 0],
      shock: now.shocked.has(m) && [0, 1], unit: now.host === m && [1, 1],
    };
    const level = now.host === m && now.unit.level > 0;
    if (differs("signs", Object.values(corners).map(Boolean).join() + level + one.height)) signs(sheet, one, corners, level ? "" : " is-asked");
  }

  /** The signs in the corners of a card, or around a small mark. */
  function signs(sheet, one, corners, manner) {
    K.clear(one.signs);
    const { font, crowd } = sheet.layout, { box } = one;
    for (const [name, corner] of Object.entries(corners)) {
      if (!corner) continue;
      if (crowd && name === "strain") continue; // too many to be read
      const size = { strain: 0.48, unit: 0.8 }[name] ?? 0.68;
      const sign = maps.sign(name, (crowd ? 0.8 : 1) * size * font);
      if (name === "unit") sign.setAttribute("class", sign.getAttribute("class") + manner);
      const [x, y] = crowd ? [box.x + (corner[0] - 0.5) * 2.6 * box.radius, box.y + (corner[1] - 0.5) * 2.6 * box.radius]
        : [corner[0] * box.w, corner[1] * one.height];
      sign.setAttribute("transform", `translate(${round(x)} ${round(y)})`);
      one.signs.append(sign);
    }
  }

  /** The pills of a card, in its middle; as many as have room. */
  function pills(one, list, font) {
    const { box } = one, size = 0.95 * font, gap = 0.16 * font;
    let room = box.w - 2 * one.pad, count = 0, wide = -gap;
    for (const [cooperation] of list) {
      const next = wide + gap + maps.pillWidth(cooperation, size);
      if (next > room - (count < list.length - 1 ? 1.2 * font : 0)) break;
      wide = next;
      count++;
    }
    const hidden = list.length - count;
    K.clear(one.pills);
    const has = list.length > 0 && box.h > box.bare;
    one.height = has ? box.h : box.bare;
    one.ground.setAttribute("height", round(one.height));
    one.group.classList.toggle("is-bare", !has);
    if (!has) return;
    const y = box.bare + 0.42 * font;
    let x = (box.w - wide - (hidden ? 1.2 * font : 0)) / 2;
    for (const [cooperation, dormant] of list.slice(0, count)) {
      one.pills.append(maps.pill(cooperation, x, y, size, dormant));
      x += maps.pillWidth(cooperation, size) + gap;
    }
    if (hidden) one.pills.append(K.s("text", { class: "k-map-more", x: round(x), y: round(y + 0.28 * font), "font-size": round(0.8 * font), text: "+" + hidden }));
  }

  function setState(sheet, m, kind, letter, fresh) {
    const one = sheet.town[m], cell = sheet.cells.cell[m];
    const town = K.data.county.municipalities[m].is_town ? " is-town" : "";
    const bare = one.group.classList.contains("is-bare") ? " is-bare" : "";
    one.group.setAttribute("class", `k-map-town${town}${bare} ${kind}${fresh ? " is-new" : ""}`);
    if (one.letter.textContent !== letter) one.letter.textContent = letter;
    sheet.dimmed = true; // the class just written has lost what was lit
    if (fresh) cell.parentNode.append(cell); // its border lies on those of its neighbours
    cell.setAttribute("class", `k-map-cell ${kind}${fresh ? " is-new" : ""}`);
  }

  /** A thick line around all cells of a kind: drawn under them, so that only the outer border shows. */
  function outlined(sheet, m, kind) {
    const cell = sheet.cells.cell[m], line = sheet.outlines.cell[m];
    if (kind) {
      line.setAttribute("class", kind);
      if (!line.parentNode) sheet.outlines.append(line);
      if (cell.parentNode !== sheet.tops) sheet.tops.append(cell);
    } else if (line.parentNode) {
      line.remove();
      sheet.cells.append(cell);
    }
  }

  /* ------------------------------------------------------------ cooperations */

  function cooperations(sheet, run, now) {
    const wanted = new Set(now.alive);
    for (const c of sheet.shown) if (!wanted.has(c)) {
      const one = sheet.drawn.get(c);
      one.line.remove();
      one.knot.remove();
    }
    for (const c of now.alive) {
      const one = sheet.drawn.get(c) ?? drawn(sheet, run, c);
      const members = now.members.get(c), dormant = now.dormant.has(c);
      const key = members.join() + dormant + (run.cooperations[c].founded === K.state.quarter);
      if (one.key !== key) {
        one.key = key;
        const spot = sheet.spots[c];
        const d = members.map((m) => `M${round(spot.x)} ${round(spot.y)}L${round(sheet.layout.boxes[m].x)} ${round(sheet.layout.boxes[m].y)}`).join("");
        for (const path of one.line.children) path.setAttribute("d", d);
        const fresh = run.cooperations[c].founded === K.state.quarter;
        const manner = (run.cooperations[c].cross ? " is-cross" : "") + (dormant ? " is-dormant" : "") + (fresh ? " is-new" : "");
        sheet.dimmed = true;
        one.line.setAttribute("class", "k-map-line" + manner);
        one.knot.setAttribute("class", "k-map-knot" + manner);
        one.knot.setAttribute("aria-label", knotWords(run.cooperations[c], members, dormant));
        knot(sheet, run.cooperations[c], one.knot, spot, dormant);
      }
      if (!sheet.shown.has(c)) {
        sheet.lines.append(one.line);
        sheet.knots.append(one.knot);
      }
    }
    sheet.shown = wanted;
  }
  const knotWords = (cooperation, members, dormant) =>
    K.t("map." + (dormant ? "cooperation_dormant" : "cooperation"), { name: K.pick(cooperation.name), members: K.names(members.map(K.town)) });
  maps.knotWords = knotWords;

  function drawn(sheet, run, c) {
    const cooperation = run.cooperations[c];
    const colour = K.data.county.fields[cooperation.fields[0]].colour;
    const one = {
      line: K.s("g", { "data-c": c }, K.s("path", { class: "k-map-casing" }),
        K.s("path", { class: "k-map-core", style: cooperation.cross ? null : "stroke:" + colour })),
      knot: K.s("g", { "data-c": c, role: "button", tabindex: -1 }),
    };
    sheet.drawn.set(c, one);
    return one;
  }
  function knot(sheet, cooperation, group, spot, dormant) {
    const size = sheet.layout.knot * sheet.layout.font;
    const wide = maps.pillWidth(cooperation, size);
    K.clear(group).append(maps.pill(cooperation, spot.x - wide / 2, spot.y, size, dormant));
    if (!cooperation.cross) return;
    // across fields: a rim of its own, so that it is told apart without colour
    group.append(K.s("rect", { class: "k-map-cross-rim", x: round(spot.x - wide / 2 - 0.2 * size), y: round(spot.y - 0.71 * size), width: round(wide + 0.4 * size), height: round(1.42 * size), rx: round(0.3 * size) }));
  }

  /* ------------------------------------------------------------ the difference */

  const LETTERS = { a: "A", b: "B", both: "AB", neither: "–" };
  /** Show what B changes against A at a quarter. */
  maps.showDifference = function (sheet, q) {
    const runs = K.run("a") && K.run("b");
    if (sheet.run !== K.run("b") || sheet.other !== K.run("a")) forget(sheet);
    [sheet.run, sheet.other] = [K.run("b"), K.run("a")];
    if (!runs) return;
    const now = (sheet.now = maps.difference(q));
    sheet.town.forEach((one, m) => {
      const kind = now.carried[m], more = now.more[m];
      const key = [kind, more, now.a.host === m, now.b.host === m].join();
      if (sheet.keys[m] === key) return;
      sheet.keys[m] = key;
      setState(sheet, m, "is-only-" + kind, LETTERS[kind], false);
      const cell = sheet.cells.cell[m];
      cell.style.fill = kind === "a" || kind === "b" ? `url(#k-map-hatch-${kind})` : "";
      one.group.setAttribute("aria-label", say(m, "differs", { unit: K.t("map.only_" + kind), more: moreWords(more) }));
      count(sheet, one, more);
    });
    rove(sheet);
    maps.light(sheet);
  };
  const moreWords = (more) => more === 0 ? K.t("map.more_same") : K.t(more > 0 ? "map.more_b" : "map.more_a", { count: Math.abs(more) });

  /** How many cooperations more in B, or in A. */
  function count(sheet, one, more) {
    const { font, crowd } = sheet.layout, { box } = one;
    const holder = one.pills ?? one.signs;
    K.clear(holder);
    if (one.ground) {
      const has = more !== 0 && box.h > box.bare;
      one.height = has ? box.h : box.bare;
      one.ground.setAttribute("height", round(one.height));
    }
    if (!more || (box.h === box.bare && !crowd)) return;
    const side = more > 0 ? "b" : "a", wide = 2.6 * font, high = 1.02 * font;
    if (crowd) {
      holder.append(K.s("path", { class: "k-map-count-" + side, d: maps.arrows[side],
        transform: `translate(${round(box.x + 1.5 * box.radius)} ${round(box.y - box.radius)}) scale(${round(0.8 * box.radius)})` }));
      return;
    }
    const y = box.bare + 0.42 * font;
    holder.append(K.s("rect", { class: "k-map-count-" + side, x: round((box.w - wide) / 2), y: round(y - high / 2), width: round(wide), height: round(high), rx: round(0.2 * font) }),
      K.s("text", { class: "k-map-count", x: round(box.w / 2), y: round(y + 0.28 * font), "font-size": round(0.8 * font), text: side.toUpperCase() + " +" + Math.abs(more) }));
  }

  /** One municipality and one knot can be reached by Tab; arrows go from there. */
  function rove(sheet) {
    if (!sheet.shown.has(sheet.rovingKnot)) sheet.rovingKnot = sheet.now?.alive?.[0];
    const { roving, rovingKnot } = sheet;
    put(sheet, "inTown", sheet.town[roving]?.group);
    put(sheet, "inKnot", sheet.drawn.get(rovingKnot)?.knot);
  }
  function put(sheet, name, element) {
    if (sheet[name] === element) return;
    sheet[name]?.setAttribute("tabindex", "-1");
    element?.setAttribute("tabindex", "0");
    sheet[name] = element;
  }
  maps.rove = rove;
  maps.states = STATES;
})();
