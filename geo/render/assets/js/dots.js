// Dots stand for countries too small to see.

const DOT_RADIUS = 5;
const QUIET_RADIUS = 3.5; // of a country without relations in view
const DOT_ENOUGH = 16;

class Dots {
  constructor(group, map, shapes, hooks) {
    Object.assign(this, { group, map, shapes, hooks, items: new Map(), centre: 0, moment: null });
    shapes.renderer.on("update", () => this.redraw());
  }

  update(areas, centre, related) {
    this.centre = centre;
    const dotted = areas.filter((area) => area.dot_at);
    const wanted = new Set(dotted.map((area) => area.key));
    for (const [key, item] of this.items) if (!wanted.has(key)) this._remove(key, item);
    for (const area of dotted) this._put(area, related.has(area.key));
    this.redraw();
  }

  _remove(key, item) {
    item.node.remove();
    this.items.delete(key);
  }

  _put(area, related) {
    let item = this.items.get(area.key);
    if (!item) {
      item = { node: makeSvg("path", { class: "fl-dot", "data-key": area.key }, this.group) };
      this.items.set(area.key, item);
      this.hooks.listen(item.node, "country", area.key);
    }
    item.area = area;
    item.radius = related ? DOT_RADIUS : QUIET_RADIUS;
    this._paint(item);
    item.node.classList.toggle("fl-related", related);
  }

  // The fills of a moment, as Shapes has them.
  repaint(fills) {
    this.moment = fills;
    for (const item of this.items.values()) this._paint(item);
  }

  _paint({ node, area }) {
    const own = area.hatched ? "" : area.fill;
    const fill = this.moment ? this.moment.get(area.key) : own;
    put(node, "fill", fill ? themed(fill) : "var(--fl-land)");
  }

  // Those in sight. A dot goes away once the country itself is large enough on the screen.
  redraw() {
    const room = this.shapes.renderer._bounds;
    for (const { node, area, radius } of this.items.values()) {
      const [x, y] = area.dot_at;
      const places = worldCopies(x, x, this.centre).map((shift) => project(this.map, x + shift, y)).filter((place) => room.contains(place));
      const seen = places.length > 0 && this.shapes.extent(area.key) <= DOT_ENOUGH;
      put(node, "d", seen ? places.map((place) => ring(place, radius)).join("") : NOWHERE);
    }
  }
}

function ring({ x, y }, r) {
  return `M${(x - r).toFixed(1)} ${y.toFixed(1)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`;
}
