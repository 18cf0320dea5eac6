// The outlines of countries once more, on top, to mark them.

class Outlines {
  constructor(shapes) {
    Object.assign(this, { shapes, keys: new Map() });
  }

  // The mark (an SVG path) goes round these countries; without any it shows nothing.
  trace(mark, keys) {
    if (String(this.keys.get(mark)) === String(keys)) return;
    this.keys.set(mark, keys);
    this._draw(mark, keys);
  }

  // The outline of a country is another one now.
  follow(key) {
    this._redraw((keys) => keys.includes(key));
  }

  redraw() {
    this._redraw(() => true);
  }

  _redraw(test) {
    for (const [mark, keys] of this.keys) if (keys.length && test(keys)) this._draw(mark, keys);
  }

  _draw(mark, keys) {
    const items = keys.map((key) => this.shapes.item(key)).filter(Boolean);
    put(mark, "d", items.map(({ parts }) => borderText(parts, this.shapes.centre, this.shapes.room)).join("") || NOWHERE);
  }
}
