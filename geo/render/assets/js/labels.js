// Names of countries, those with most relations first, and names of lines on demand. None stands on another, on a
// panel, or on a foreign country: one that has no room at home stands off it with a thin line, or is left out.

const STRONG_NAMES = 8;
const LETTER = { strong: ["600 14px", 18], plain: ["500 12px", 15], line: ["500 12px", 15] };
const PANELS = ".fl-header, .fl-legend, .fl-search, .leaflet-control-zoom";
const GOOD_ENOUGH = 3; // how bad a place may be before others, further away, are tried
const MOST_ABROAD = { touching: 0.5, beside: 0.35 }; // of a name may stand in other countries that have names
const MOST_LINE_NAMES = 150;
const MOST_AVOIDED = 400; // lines that names try not to stand on
const STEP = 8; // pixels
const MIDDLES = [[0, 0], [0, -6], [0, 6], [-4, 0], [4, 0]]; // pixels from the middle of a name; all of them are at home, or in no country
const TURNING_MS = 250; // since the last zoom: then the next one is likely to follow

class Labels {
  constructor(group, map, layer) {
    Object.assign(this, { group, map, layer, areas: [], placed: [], centre: 0, widths: new Map(), panels: null, told: "", kept: null, redrawn: -TURNING_MS });
    this.owners = new Owners(map, layer.shapes);
    this.pen = document.createElement("canvas").getContext("2d");
    map.on("zoomstart", () => this.measure());
    whenResting(map, () => this._hidden() && this._layOut());
  }

  update(areas, centre) {
    this.centre = centre;
    this.keys = areas.map((area) => area.key);
    this.named = new Set(areas.filter((area) => area.label_rank > 0).map((area) => area.key));
    this.areas = areas.filter((area) => area.label_rank > 0 && area.label_at).sort((a, b) => a.label_rank - b.label_rank || (a.key < b.key ? -1 : 1));
    this._layOut();
  }

  // At another zoom, or with other lines, names find their places in the same picture. While the reader still turns the
  // wheel they only go along with what they name.
  redraw() {
    this.layout = "";
    const turning = performance.now() - this.redrawn < TURNING_MS;
    this.redrawn = performance.now();
    if (!turning) return this._layOut();
    for (const { node, line, leader, box, from, away } of this.placed) {
      const { x, y } = project(this.map, ...from).add(away);
      put(node, "x", x.toFixed(1));
      put(node, "y", y.toFixed(1));
      if (line) put(line, "d", leaderText(leader, L.point(x - box.x, y - box.y)));
    }
    this._settle();
  }

  // After a pan the panels stand elsewhere on the map. Names make way, but only where one of them has to.
  _hidden() {
    const panels = new Boxes();
    this._panels().forEach((box) => panels.add(box));
    return this.placed.some(({ box }) => panels.hit(box));
  }

  _settle() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.map.getPane("faultlines") && this._layOut(), REST_MS);
  }

  // Lines of what is held have names as long as it is held.
  follow({ kind, id }) {
    const told = kind === "none" ? "" : `${kind}/${id}`;
    if (told === this.told) return;
    this.told = told;
    this._layOut();
  }

  // The names of these countries and lines stay while the others fade; null and null: all stand alike.
  keep(keys, ids) {
    this.kept = keys ? { keys, ids } : null;
    this._fade();
  }

  _fade() {
    this.group.classList.toggle("fl-some", this.kept !== null);
    for (const { dataset, classList } of this.group.children) {
      classList.toggle("fl-on", this.kept !== null && (dataset.of ? this.kept.ids.has(dataset.of) : this.kept.keys.has(dataset.key)));
    }
  }

  _layOut() {
    clearTimeout(this.waiting);
    this.family = this.family || getComputedStyle(this.group.ownerSVGElement).fontFamily;
    this.owners.look(this.keys);
    this.taken = new Boxes();
    this.ends = new Boxes();
    this.leaders = new Boxes();
    this._panels().forEach((box) => this.taken.add(box));
    this.layer.lines.ends().forEach((box) => this.ends.add(box));
    this.crossed = this._crossed();
    const texts = [...this.areas.flatMap((area, rank) => this._placeArea(area, rank < STRONG_NAMES)), ...this._lines().flatMap((line) => this._placeLine(line))];
    const layout = JSON.stringify(texts.map(({ text, dress, box, color }) => [text, dress, box.x, box.y, color]));
    if (layout === this.layout) return;
    this.layout = layout;
    const before = new Map(this.placed.map((placed) => [placed.name, placed]));
    this.placed = texts.map((text) => this._placed(text, before));
    for (const { node, line } of before.values()) [node, line].forEach((old) => old && old.remove());
    this._fade();
  }

  // A name that was there before only goes to its place: names that stay are not painted anew. Leaders lie below.
  _placed(text, before) {
    const { box, from, key } = text;
    const { leader } = box;
    const name = JSON.stringify([text.text, text.dress, key, text.id, text.color, from]);
    const { node, line: old } = before.get(name) || { node: this._text(text), line: null };
    before.delete(name);
    put(node, "x", box.x.toFixed(1));
    put(node, "y", box.y.toFixed(1));
    if (!node.parentNode) this.group.append(node);
    if (old && !leader) old.remove();
    const line = leader ? old || makeSvg("path", { class: "fl-leader", "data-key": key }) : null;
    if (line) put(line, "d", leaderText(leader, L.point(0, 0)));
    if (line && !old) this.group.prepend(line);
    return { name, node, line, leader, box, from, away: L.point(box.x, box.y).subtract(project(this.map, ...from)) };
  }

  _panels() {
    const { x, y } = this.map.containerPointToLayerPoint([-4, -4]);
    return (this.panels || this._measured()).map(({ left, top, width, height }) => ({ left: left + x, top: top + y, width: width + 8, height: height + 8 }));
  }

  _measured() {
    const frame = this.map.getContainer().getBoundingClientRect();
    const boxes = [...this.layer.root.querySelectorAll(PANELS)].map((node) => node.getBoundingClientRect());
    return boxes.map(({ left, top, width, height }) => ({ left: left - frame.left, top: top - frame.top, width, height }));
  }

  // Where the panels are, for all that is done in one go: measured before anything is written to the map, the page need
  // not be laid out in the midst of it.
  measure() {
    this.panels = this._measured();
    queueMicrotask(() => (this.panels = null));
  }

  _size(text, letter) {
    const [font, height] = LETTER[letter];
    const known = `${font} ${text}`;
    if (!this.widths.has(known)) {
      this.pen.font = `${font} ${this.family || "sans-serif"}`;
      this.widths.set(known, this.pen.measureText(text).width + 6);
    }
    return { width: this.widths.get(known), height };
  }

  // --- countries ---

  _placeArea(area, strong) {
    const size = this._size(area.name, strong ? "strong" : "plain");
    const dress = `${strong ? " fl-strong" : ""}${area.hatched || themed(area.fill) !== area.fill ? " fl-nodata" : ""}`;
    const [lon, lat] = area.label_at;
    return worldCopies(lon, lon, this.centre).flatMap((shift) => {
      const box = this._spot(area, project(this.map, lon + shift, lat), size);
      return box ? [{ text: area.name, dress, box: this.taken.add(box), key: area.key, from: [lon + shift, lat] }] : [];
    });
  }

  // The best place near the middle; where none is good, the best one anywhere in the country; of a small country with
  // no such place, one off it with a leader. A name that would stand in another country is left out.
  _spot(area, middle, size) {
    const beside = (box) => this._beside(area, middle, box);
    const near = this._best(middle, size, nearby(size, area.dot_at), beside);
    if (near && near.cost <= GOOD_ENOUGH) return near;
    const extent = area.dot_at ? 0 : this.layer.shapes.extent(area.key);
    const far = extent > size.width ? this._best(middle, size, throughout(size, extent), beside) : null;
    const best = far && (!near || far.cost < near.cost) ? far : near;
    if (best) return best.abroad && extent > 1.5 * size.width ? null : best;
    return extent > 1.5 * size.width ? null : this._off(area, middle, size);
  }

  // `weigh` says how bad a box is; Infinity rules it out.
  _best({ x, y }, { width, height }, places, weigh) {
    let best = null;
    for (const [dx, dy] of places) {
      const away = Math.hypot(dx, dy) * 0.04;
      if (best && away >= best.cost) continue;
      const box = { x: x + dx, y: y + dy, left: x + dx - width / 2, top: y + dy - height / 2, width, height };
      if (this.taken.hit(box) || this.leaders.hit(box)) continue;
      box.cost = away + weigh(box);
      if (box.cost < (best ? best.cost : Infinity)) best = box;
    }
    return best;
  }

  // At home, or so close that it is read with its country and with no other.
  _beside(area, middle, box) {
    const { own, others, named } = this.owners.shares(box, area.key, this.named);
    const gap = gapTo(box, middle);
    const touching = own > 0 || (gap > 0 && this.owners.shares(grown(box, box.height), area.key, this.named).own > 0);
    if (gap > 0 && named >= (touching ? MOST_ABROAD.touching : MOST_ABROAD.beside)) return Infinity;
    if (gap > box.height && !touching) return Infinity;
    const inside = MIDDLES.map(([right, down]) => this.owners.at(box.x + right, box.y + down));
    box.abroad = others > own || inside.some((owner) => owner !== "" && owner !== area.key);
    return 16 * others + (box.abroad ? GOOD_ENOUGH : 0) + (area.dot_at ? 0 : 2 * (1 - own - others)) + this._clutter(box);
  }

  // Off it, but in sight where the country is.
  _off(area, middle, size) {
    const corner = this.map.containerPointToLayerPoint([0, 0]);
    const sight = L.bounds(corner, corner.add(this.map.getSize()));
    const seen = sight.contains(middle);
    const best = this._best(middle, size, further(size), (box) => {
      if (seen && !sight.contains(boundsOf(box))) return Infinity;
      const { others, named } = this.owners.shares(box, area.key, this.named);
      if (named >= MOST_ABROAD.beside) return Infinity;
      const blocked = beadsOf(leaderTo(box, middle, area.dot_at)).some((bead) => this.taken.hit(bead) || this.leaders.hit(bead));
      return blocked ? Infinity : 10 * named + 6 * others + this._clutter(box);
    });
    if (!best) return null;
    best.leader = leaderTo(best, middle, area.dot_at);
    beadsOf(best.leader).forEach((bead) => this.leaders.add(bead));
    return best;
  }

  _clutter(box) {
    return Math.min(4, 2 * this.ends.count(box)) + 4 * crossedShare(this.crossed, box);
  }

  // Small squares that a line runs through. Where there are very many lines there is no way round them.
  _crossed() {
    const lines = this.layer.lines.visible();
    const squares = new Set();
    if (lines.length > MOST_AVOIDED) return squares;
    for (const line of lines) {
      const path = this.layer.lines.path(line.id);
      for (const shift of worldCopies(...longitudes(path), this.centre)) {
        const places = path.map(([lon, lat]) => project(this.map, lon + shift, lat));
        for (let at = 1; at < places.length; at += 1) walk(places[at - 1], places[at], (x, y) => squares.add(squareOf(x, y)));
      }
    }
    return squares;
  }

  // --- lines ---

  // Which lines are named: all that are drawn, or those of the country or the pair that is held; the strongest first.
  _lines() {
    const { lines, legend, hands } = this.layer;
    if (!legend.naming && !this.told) return [];
    const held = hands.held.kind === "relation" ? lines.pick(hands.held.id) : null;
    const tests = {
      country: (line) => line.source === hands.held.id || line.target === hands.held.id,
      relation: (line) => held && pairOf(line) === pairOf(held),
      area: (line) => isAbout(line, hands.held),
      none: () => true,
    };
    return lines.visible().filter(tests[hands.held.kind]).slice(-MOST_LINE_NAMES).reverse();
  }

  // In the middle, else a little nearer to one of the ends; no name where there is no room.
  _placeLine(line) {
    const text = lineName(line);
    const { width, height } = this._size(text, "line");
    const path = this.layer.lines.path(line.id);
    if (!path.length) return [];
    return worldCopies(...longitudes(path), this.centre).flatMap((shift) => {
      for (const at of [4, 5, 3, 6, 2]) {
        const from = [path[at][0] + shift, path[at][1]];
        const { x, y } = project(this.map, ...from);
        const box = { x, y, left: x - width / 2, top: y - height / 2, width, height };
        if (![this.taken, this.ends, this.leaders].some((boxes) => boxes.hit(box))) return [{ text, dress: " fl-line-name", box: this.taken.add(box), color: line.color, id: line.id, from }];
      }
      return [];
    });
  }

  _text({ text, dress, key, color, id }) {
    const node = makeSvg("text", { class: `fl-label${dress}` });
    if (key) node.dataset.key = key;
    if (id) node.dataset.of = id;
    if (color) node.style.fill = color;
    if (isRightToLeft(text)) put(node, "direction", "rtl");
    node.textContent = text;
    return node;
  }
}

function pairOf({ source, target }) {
  return [source, target].sort().join();
}

// What a line is about, in one word: the domain in "Support · military", else the kind.
function lineName({ card, kind }) {
  const what = ((card && card.rows) || []).find(([label]) => label === "What");
  return (what && what[1].split(" · ")[1]) || kind;
}

// Steps from the middle of a country: on it, beside it, above and below. A dot is not to be covered.
function nearby({ width, height }, dotted) {
  const aside = width / 2 + (dotted ? DOT_RADIUS + 3 : 6);
  const around = [[aside, 0], [-aside, 0], [0, -height], [0, height], [aside, height], [-aside, height], [aside, -height], [-aside, -height]];
  if (dotted) return around;
  const half = aside / 2;
  return [[0, 0], [0, -height / 2], [0, height / 2], [half, 0], [-half, 0], [half, -height], [half, height], [-half, -height], [-half, height], ...around, [0, 2 * height], [0, -2 * height]];
}

// Steps all over a country that is so many pixels large.
function throughout({ width, height }, extent) {
  const columns = Math.min(4, Math.ceil(extent / width));
  const rows = Math.min(12, Math.ceil(extent / height / 2));
  const steps = [];
  for (let i = -columns; i <= columns; i += 1) for (let j = -rows; j <= rows; j += 1) steps.push([(i * width) / 2, j * height]);
  return steps.sort((a, b) => Math.hypot(...a) - Math.hypot(...b));
}

function squareOf(x, y) {
  return Math.floor(x / STEP) * 100003 + Math.floor(y / STEP);
}

function walk(from, to, visit) {
  const steps = Math.min(4000, Math.ceil(from.distanceTo(to) / STEP));
  for (let i = 0; i <= steps; i += 1) visit(from.x + ((to.x - from.x) * i) / (steps || 1), from.y + ((to.y - from.y) * i) / (steps || 1));
}

// Which part of a box lines run through, 0 to 1.
function crossedShare(squares, { left, top, width, height }) {
  let crossed = 0;
  let all = 0;
  for (let x = left; x < left + width; x += STEP) {
    for (let y = top; y < top + height; y += STEP) {
      all += 1;
      if (squares.has(squareOf(x, y))) crossed += 1;
    }
  }
  return crossed / all;
}
