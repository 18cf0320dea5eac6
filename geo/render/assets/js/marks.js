// The signs of a map of changes: what happened to a relation, as a small sign at the middle of its line, over all
// lines. The same signs and the same way to place them as geo/render/marks.py.

const SIGN_RADIUS = 6.5; // pixels
// Path data round (0, 0), and whether the shape is filled.
const SIGNS = {
  began: ["M-3.4 0H3.4M0 -3.4V3.4", false],
  ended: ["M-2.5 -2.5L2.5 2.5M-2.5 2.5L2.5 -2.5", false],
  grew: ["M0 -3.2L3 2H-3Z", true],
  shrank: ["M0 3.2L3 -2H-3Z", true],
  turned: ["M-2.5 3V-0.5A2.2 2.2 0 0 1 1.9 -0.5V2.8M-0.1 1.1L1.9 3.1L3.9 1.1", false],
};
// Where a sign may stand, as shares of its line: the first place that is free.
const SIGN_PLACES = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82, 0.1, 0.9];
const SIGNS_APART = 2 * SIGN_RADIUS + 1.5; // pixels between the middles of two signs
const MOST_SIGNS = 400; // of more lines only the strongest, where there is room

class Signs {
  constructor(group) {
    Object.assign(this, { group, items: new Map(), kept: null });
  }

  // `entries` have lines and their copies on the screen as curves, the strongest last; `sees` says if a place is in sight.
  put(entries, sees) {
    const told = entries.filter(({ line, curves }) => SIGNS[line.change] && curves.length).reverse();
    const board = new SignBoard();
    const before = this.items;
    this.items = new Map();
    for (const { line, curves } of told) {
      const share = board.place(curves[0], sees, told.length > MOST_SIGNS);
      if (share === null || this.items.size >= MOST_SIGNS) continue;
      this.items.set(line.id, this._draw(before.get(line.id), line, curves.map((curve) => curveAt(curve, share))));
    }
    for (const [id, item] of before) if (this.items.get(id) !== item) item.node.remove();
    this.keep(this.kept);
  }

  _draw(old, line, places) {
    const text = `${line.change} ${line.color} ${places.length}`;
    const item = old && old.text === text ? old : { text, node: this._make(line, places.length) };
    if (old && old !== item) old.node.remove();
    item.places = places;
    places.forEach(([x, y], at) => put(item.node.children[at], "transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`));
    return item;
  }

  _make(line, copies) {
    const node = makeSvg("g", { class: "fl-sign", "data-mark": line.change, "data-of": line.id }, this.group);
    for (let copy = 0; copy < copies; copy += 1) drawSign(makeSvg("g", {}, node), line.change, line.color);
    return node;
  }

  // Those of some lines stay, the others fade with their lines; null shows all alike.
  keep(ids) {
    this.kept = ids;
    for (const [id, { node }] of this.items) node.classList.toggle("fl-on", ids !== null && ids.has(id));
  }

  // The room they take.
  boxes() {
    const size = 2 * SIGN_RADIUS;
    const places = [...this.items.values()].flatMap((item) => item.places);
    return places.map(([x, y]) => ({ left: x - SIGN_RADIUS, top: y - SIGN_RADIUS, width: size, height: size }));
  }
}

// Signs that have their place, to be found by where they are.
class SignBoard {
  constructor() {
    this.cells = new Map();
  }

  // The share of a curve at which a sign has room, in sight if the line is; else where it has most, or null if `strict`.
  place(curve, sees, strict) {
    const every = SIGN_PLACES.map((share) => ({ share, at: curveAt(curve, share) }));
    const seen = every.filter(({ at }) => sees(at));
    let best = null;
    for (const { share, at } of seen.length ? seen : every) {
      const room = this._room(at);
      if (!best || room > best.room) best = { share, at, room };
      if (room >= SIGNS_APART) break;
    }
    if (strict && best.room < SIGNS_APART) return null;
    this._take(best.at);
    return best.share;
  }

  // To the nearest sign, or enough.
  _room([x, y]) {
    const [column, row] = this._cell([x, y]);
    let room = SIGNS_APART;
    for (let dx = -1; dx <= 1; dx += 1) {
      for (let dy = -1; dy <= 1; dy += 1) {
        for (const [ox, oy] of this.cells.get(`${column + dx} ${row + dy}`) || []) room = Math.min(room, Math.hypot(x - ox, y - oy));
      }
    }
    return room;
  }

  _cell([x, y]) {
    return [Math.floor(x / SIGNS_APART), Math.floor(y / SIGNS_APART)];
  }

  _take(at) {
    const cell = this._cell(at).join(" ");
    if (!this.cells.has(cell)) this.cells.set(cell, []);
    this.cells.get(cell).push(at);
  }
}

// A sign round (0, 0), on a disc that sets it off from line and ground.
function drawSign(group, change, color) {
  const [data, filled] = SIGNS[change];
  makeSvg("circle", { r: SIGN_RADIUS, class: "fl-sign-disc", stroke: color, "stroke-width": 1.1 }, group);
  const stroke = { stroke: color, "stroke-width": filled ? 0.8 : 1.7, "stroke-linecap": "round", "stroke-linejoin": "round" };
  makeSvg("path", { d: data, class: "fl-sign-shape", fill: filled ? color : "none", ...stroke }, group);
}
