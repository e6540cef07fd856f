/* Where things lie on the map: a card for each municipality, a knot for each cooperation.
 *
 * Cards depend on the county and the size of the picture only, never on the quarter, so that two
 * maps, and two moments, can be compared.  Where there is no room for cards, there are small marks
 * and the names of the largest.
 */
(function () {
  const maps = (K.maps ??= {});
  const MOST_CARDS = (maps.MOST_CARDS = 40);
  const TURN = Math.PI * (3 - Math.sqrt(5)); // the golden angle: directions that never repeat
  const WITH_PILLS = [{ rows: 1, gap: 0.75, fullest: 0.5 }, { rows: 1, gap: 0.5, fullest: 0.61, tight: true }];
  const NAMES_ONLY = [{ rows: 0, gap: 0.35, fullest: 0.6 }];

  /* ------------------------------------------------------------ measuring */

  const pen = document.createElement("canvas").getContext("2d");
  const widths = new Map();
  /** Width of words at font size 1. */
  maps.wide = function (words, weight, family) {
    const name = weight + family + words;
    if (!widths.has(name)) {
      pen.font = `${weight} 100px ${family}`;
      widths.set(name, pen.measureText(words).width / 100);
    }
    return widths.get(name);
  };
  const weightOf = (town) => (town.is_town ? 700 : 500);

  /** A long name in two lines, if there is a place to break it. */
  function broken(town, family) {
    const wide = (words) => maps.wide(words, weightOf(town), family);
    if (wide(town.name) <= 5.6) return [town.name];
    let best = [town.name], least = wide(town.name);
    for (const match of town.name.matchAll(/[ \-/]/g)) {
      const cut = match.index + 1;
      const pair = [town.name.slice(0, cut).trimEnd(), town.name.slice(cut)];
      const widest = Math.max(...pair.map(wide));
      if (pair[1] && widest < least) [best, least] = [pair, widest];
    }
    return best;
  }

  /** The parts of a card at font size 1: widths and heights. */
  function cardOf(town, rows, family) {
    const lines = broken(town, family);
    const radius = town.is_seat ? 0.66 : 0.54;
    const name = Math.max(...lines.map((line) => maps.wide(line, weightOf(town), family)));
    const head = Math.max(1.12 * lines.length, 2 * radius);
    const inner = Math.max(2 * radius + 0.25 + name, rows ? 5 : 0);
    return { lines, radius, head, name, w: inner + 0.6, h: head + rows * 1.15 + 0.4, bare: head + 0.4 };
  }

  /* ------------------------------------------------------------ cards */

  /** Boxes moved as little as it takes until none lies on another and all lie in the frame. */
  function part(wishes, boxes, gap, frame) {
    const n = boxes.length, rounds = 400;
    const at = wishes.map(([x, y], i) => [x + 1e-3 * Math.cos(i * TURN) * i, y + 1e-3 * Math.sin(i * TURN) * i]);
    for (let turn = 0; turn < rounds; turn++) {
      const pull = 0.06 * Math.max(0, 1 - (2 * turn) / rounds);
      const push = at.map(() => [0, 0]);
      let moved = false;
      for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) {
        const dx = at[i][0] - at[j][0], dy = at[i][1] - at[j][1];
        const needX = (boxes[i].w + boxes[j].w) / 2 + gap, needY = (boxes[i].h + boxes[j].h) / 2 + gap;
        const lackX = needX - Math.abs(dx), lackY = needY - Math.abs(dy);
        if (lackX <= 1e-3 || lackY <= 1e-3) continue;
        moved = true;
        const depth = 1 - Math.max(Math.abs(dx) / needX, Math.abs(dy) / needY);
        const length = Math.hypot(dx / needX, dy / needY) || 1;
        // half along the shorter way out, half straight apart, so that a pile gives way to the side too
        const x = ((lackX <= lackY ? Math.sign(dx) * lackX : 0) + (dx / needX / length) * depth * needX) / 2;
        const y = ((lackY < lackX ? Math.sign(dy) * lackY : 0) + (dy / needY / length) * depth * needY) / 2;
        push[i][0] += x; push[i][1] += y; push[j][0] -= x; push[j][1] -= y;
      }
      if (!pull && !moved) return at;
      for (let i = 0; i < n; i++) for (const axis of [0, 1]) {
        const half = (axis ? boxes[i].h : boxes[i].w) / 2;
        const to = at[i][axis] + 0.35 * push[i][axis] + pull * (wishes[i][axis] - at[i][axis]);
        at[i][axis] = Math.min(frame[axis + 2] - half, Math.max(frame[axis] + half, to));
      }
    }
    return at;
  }
  const overlaps = (a, b) => Math.abs(a.x - b.x) * 2 < a.w + b.w - 0.01 && Math.abs(a.y - b.y) * 2 < a.h + b.h - 0.01;

  function cards(county, font, style, frame, family) {
    const towns = county.municipalities;
    const boxes = towns.map((town) => {
      const one = cardOf(town, style.rows, family);
      for (const name of ["radius", "head", "name", "w", "h", "bare"]) one[name] *= font;
      return one;
    });
    const gap = font * style.gap;
    const area = boxes.reduce((sum, { w, h }) => sum + (w + gap) * (h + gap), 0);
    const widest = Math.max(...boxes.map((box) => box.w));
    if (widest > frame[2] - frame[0]) return null;
    if (area > style.fullest * county.width * county.height) return null;
    const at = part(towns.map((town) => [town.x, town.y]), boxes, gap, frame);
    boxes.forEach((box, m) => ([box.x, box.y] = at[m]));
    for (let i = 0; i < boxes.length; i++)
      for (let j = 0; j < i; j++) if (overlaps(boxes[i], boxes[j])) return null;
    return boxes;
  }

  /* ------------------------------------------------------------ many municipalities */

  /** Small marks for all, names for as many of the largest as find room. */
  function crowd(county, font, frame, family) {
    const towns = county.municipalities;
    const radius = Math.min(0.62 * font, 0.17 * Math.sqrt((county.width * county.height) / towns.length));
    const boxes = towns.map((town) => ({ x: town.x, y: town.y, w: 2 * radius, h: 2 * radius, radius, lines: null }));
    const first = (m) => [-Number(towns[m].is_seat), -towns[m].population];
    const order = towns.map((_, m) => m).sort((i, j) => first(i)[0] - first(j)[0] || first(i)[1] - first(j)[1]);
    const taken = boxes.map(({ x, y }) => ({ x, y, w: 1.4 * radius, h: 1.4 * radius }));
    for (const m of order) {
      const town = towns[m];
      const w = maps.wide(town.name, weightOf(town), family) * font, h = 1.1 * font;
      const tries = [[0, radius + h / 2], [0, -radius - h / 2], [radius + w / 2 + 0.1 * font, 0], [-radius - w / 2 - 0.1 * font, 0]];
      for (const [dx, dy] of tries) {
        const label = { x: town.x + dx, y: town.y + dy, w, h };
        const inside = label.x - w / 2 > frame[0] && label.x + w / 2 < frame[2] && label.y - h / 2 > frame[1] && label.y + h / 2 < frame[3];
        if (!inside || taken.some((other) => overlaps(label, other))) continue;
        boxes[m].label = label;
        taken.push(label);
        break;
      }
      const half = w / 2 + 0.1 * font;
      boxes[m].spare = [Math.min(frame[2] - half, Math.max(frame[0] + half, town.x)), town.y + (town.y + 2 * h > frame[3] ? -1 : 1) * (radius + h / 2)];
    }
    return boxes;
  }

  /** The layout of a county in a frame [left, top, right, bottom] at a wished font size (map units); large words matter most. */
  maps.layout = function (county, font, frame, family, larger) {
    const sizes = [...(larger ? [1.3, 1.15] : [1.1]), 1, 0.93, 0.86, 0.8, 0.75, 0.7];
    const tries = [WITH_PILLS, NAMES_ONLY].flatMap((styles) => sizes.flatMap((size) => styles.map((style) => [style, size * font])));
    if (county.municipalities.length <= MOST_CARDS)
      for (const [style, size] of tries) {
        const found = cards(county, size, style, frame, family);
        if (found) return { boxes: found, font: size, rows: style.rows, crowd: false, knot: style.tight ? 0.82 : 1, frame };
      }
    const small = font * (K.state.presenter ? 0.72 : 0.9); // the letters of a wall are large
    return { boxes: crowd(county, small, frame, family), font: small, rows: 0, crowd: true, knot: 0.72, frame };
  };

  /* ------------------------------------------------------------ knots */

  const sharesTime = (one, other) =>
    (one.ended < 0 || other.founded < one.ended) && (other.ended < 0 || one.founded < other.ended);
  const shared = (a, b) =>
    Math.max(0, (a.w + b.w) / 2 - Math.abs(a.x - b.x)) * Math.max(0, (a.h + b.h) / 2 - Math.abs(a.y - b.y));

  /** How many cards of others the lines from a spot to the members run behind. */
  function hidden(x, y, members, boxes) {
    let count = 0;
    boxes.forEach((box, other) => {
      if (members.includes(other)) return;
      for (const m of members) {
        for (let k = 1; k < 8; k++) {
          const px = x + ((boxes[m].x - x) * k) / 8, py = y + ((boxes[m].y - y) * k) / 8;
          if (Math.abs(px - box.x) * 2 < box.w && Math.abs(py - box.y) * 2 < box.h) {
            count++;
            break;
          }
        }
      }
    });
    return count;
  }

  /** A lasting spot for the knot of every cooperation of a run: amid its members, on nothing else. */
  maps.knots = function (run, layout) {
    const { boxes, font, frame } = layout;
    const size = layout.knot * font;
    const knots = [];
    const turns = layout.crowd ? 60 : 400;
    run.cooperations.forEach((one, c) => {
      const members = [...new Set(one.members.map(([m]) => m))];
      const x0 = mean(members.map((m) => boxes[m].x)), y0 = mean(members.map((m) => boxes[m].y));
      const others = knots.filter((_, o) => sharesTime(one, run.cooperations[o]));
      const w = size * (0.55 + 1.2 * Math.min(4, one.fields.length)), h = 1.25 * size;
      const options = [];
      for (let turn = 0; turn < turns; turn++) {
        const far = 0.34 * size * Math.sqrt(turn);
        const spot = { x: x0 + far * Math.cos(turn * TURN), y: y0 + far * Math.sin(turn * TURN), w, h };
        let cost = far / size + 8 * beyond(spot, frame) / size;
        for (const box of boxes) cost += (120 * shared(spot, box)) / (size * size);
        for (const other of others) cost += (120 * shared(spot, other)) / (size * size);
        options.push([cost, spot]);
      }
      options.sort((p, q) => p[0] - q[0]);
      if (!layout.crowd) {
        const best = options.slice(0, 50);
        for (const option of best) option[0] += 1.2 * hidden(option[1].x, option[1].y, members, boxes);
        best.sort((p, q) => p[0] - q[0]);
        knots[c] = best[0][1];
      } else knots[c] = options[0][1];
    });
    return knots;
  };
  const mean = (list) => list.reduce((sum, x) => sum + x, 0) / Math.max(1, list.length);
  const beyond = (box, frame) =>
    Math.max(0, frame[0] - box.x + box.w / 2) + Math.max(0, box.x + box.w / 2 - frame[2]) +
    Math.max(0, frame[1] - box.y + box.h / 2) + Math.max(0, box.y + box.h / 2 - frame[3]);
})();
