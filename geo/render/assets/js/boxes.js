// Boxes by the squares of a grid, so that a new one is compared with its neighbours only.
const SQUARE = 64;

class Boxes {
  constructor() {
    this.squares = new Map();
  }

  add(box) {
    for (const name of this._squares(box)) {
      if (!this.squares.has(name)) this.squares.set(name, []);
      this.squares.get(name).push(box);
    }
    return box;
  }

  hit(box) {
    return this._squares(box).some((name) => (this.squares.get(name) || []).some((other) => overlaps(box, other)));
  }

  count(box) {
    return new Set(this._squares(box).flatMap((name) => (this.squares.get(name) || []).filter((other) => overlaps(box, other)))).size;
  }

  _squares({ left, top, width, height }) {
    const names = [];
    for (let x = Math.floor(left / SQUARE); x <= Math.floor((left + width) / SQUARE); x += 1) {
      for (let y = Math.floor(top / SQUARE); y <= Math.floor((top + height) / SQUARE); y += 1) names.push(x * 65536 + y);
    }
    return names;
  }
}

function boundsOf({ left, top, width, height }) {
  return L.bounds([left, top], [left + width, top + height]);
}

function grown({ left, top, width, height }, by) {
  return { left: left - by, top: top - by, width: width + 2 * by, height: height + 2 * by };
}

function overlaps(a, b) {
  return a.left < b.left + b.width && b.left < a.left + a.width && a.top < b.top + b.height && b.top < a.top + a.height;
}
