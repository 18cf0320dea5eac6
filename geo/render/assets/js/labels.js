// Names of countries stand where they do not cover one another.

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
