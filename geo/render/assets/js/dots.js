// Dots stand for countries too small to see; names stand where they do not cover one another.

const DOT_RADIUS = 5;
const QUIET_RADIUS = 3.5; // of a country without relations in view
const DOT_ENOUGH = 16;

class Dots {
  constructor(group, map, shapes, hooks) {
    Object.assign(this, { group, map, shapes, hooks, items: new Map(), centre: 0 });
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
    put(item.node, "fill", area.hatched ? "var(--fl-land)" : area.fill);
    item.node.classList.toggle("fl-related", related);
  }

  // A dot goes away once the country itself is large enough on the screen.
  redraw() {
    for (const { node, area, radius } of this.items.values()) {
      const [lon, lat] = area.dot_at;
      const hidden = this.shapes.extent(area.key) > DOT_ENOUGH;
      node.classList.toggle("fl-hidden", hidden);
      const rings = hidden ? [] : worldCopies(lon, lon, this.centre).map((shift) => ring(project(this.map, lon + shift, lat), radius));
      put(node, "d", rings.join("") || "M0 0");
    }
  }
}

function ring({ x, y }, r) {
  return `M${(x - r).toFixed(1)} ${y.toFixed(1)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`;
}

class Labels {
  constructor(group, map) {
    Object.assign(this, { group, map, areas: [], nodes: new Map(), centre: 0 });
    this.pen = document.createElement("canvas").getContext("2d");
  }

  update(areas, centre, lines) {
    this.centre = centre;
    this.lines = lines;
    this.areas = areas.filter((area) => area.label_rank > 0).sort((a, b) => a.label_rank - b.label_rank || (a.key < b.key ? -1 : 1));
    this.redraw();
  }

  redraw() {
    const family = getComputedStyle(this.group.ownerSVGElement).fontFamily || "sans-serif";
    const placed = [];
    const texts = [];
    const ends = this.lines.ends();
    this.areas.forEach((area, index) => {
      const strong = index < 8;
      this.pen.font = `${strong ? "600 14px" : "500 12px"} ${family}`;
      const size = { width: this.pen.measureText(area.name).width + 6, height: strong ? 18 : 15 };
      for (const shift of worldCopies(...[area.label_at[0], area.label_at[0]], this.centre)) {
        const box = this._spot(area, shift, size, placed, ends);
        if (!box) continue;
        placed.push(box);
        texts.push({ area, box, strong });
      }
    });
    const layout = JSON.stringify(texts.map(({ area, box, strong }) => [area.name, area.hatched, box.x, box.y, strong]));
    if (layout === this.layout) return;
    this.layout = layout;
    this.group.replaceChildren(...texts.map((text) => this._text(text)));
  }

  // In the middle, else a little above or below or beside: the first place that covers no other name and,
  // if there is one, no end of a line either.
  _spot(area, shift, { width, height }, placed, ends) {
    const { x, y } = project(this.map, area.label_at[0] + shift, area.label_at[1]);
    const gap = area.dot_at ? DOT_RADIUS + 3 : 6;
    const middle = area.dot_at ? [] : [[0, 0]];
    const aside = width / 2 + gap;
    const around = [[aside, 0], [-aside, 0], [0, -height], [0, height], [aside, height], [-aside, height], [aside, -height], [-aside, -height]];
    const boxes = [...middle, ...around].map(([dx, dy]) => ({ x: x + dx, y: y + dy, left: x + dx - width / 2, top: y + dy - height / 2, width, height }));
    const free = boxes.filter((box) => !placed.some((other) => overlaps(box, other)));
    return free.find((box) => !ends.some((end) => overlaps(box, end))) || free[0] || null;
  }

  _text({ area, box, strong }) {
    const node = makeSvg("text", { class: `fl-label${strong ? " fl-strong" : ""}${area.hatched ? " fl-nodata" : ""}` });
    node.setAttribute("x", box.x.toFixed(1));
    node.setAttribute("y", box.y.toFixed(1));
    node.dataset.key = area.key;
    node.textContent = area.name;
    return node;
  }
}

function overlaps(a, b) {
  return a.left < b.left + b.width && b.left < a.left + a.width && a.top < b.top + b.height && b.top < a.top + a.height;
}
