// The relations: one group per line with a casing, the stroke, arrowheads and a wide invisible line that catches the pointer.

const MANY_LINES = 80;
const GROW_MS = 650;

class Lines {
  constructor(group, map, hooks) {
    this.group = group;
    this.map = map;
    this.hooks = hooks;
    this.items = new Map();
    this.centre = 0;
    this.painted = false;
  }

  update(lines, centre) {
    const moved = this.centre !== centre;
    this.centre = centre;
    const wanted = new Set(lines.map((line) => line.id));
    for (const [id, item] of this.items) if (!wanted.has(id)) this._remove(id, item);
    const grow = !wantsLessMotion() && (this.painted ? lines.length <= 4 * MANY_LINES : lines.length <= MANY_LINES);
    lines.forEach((line, index) => this._put(line, index, moved, grow));
    this.painted = true;
  }

  _put(line, index, moved, grow) {
    const text = JSON.stringify(line);
    let item = this.items.get(line.id);
    const fresh = !item;
    if (fresh) {
      item = this._create(line);
      this.items.set(line.id, item);
    }
    if (this.group.children[index] !== item.node) this.group.insertBefore(item.node, this.group.children[index] || null);
    if (item.text === text && !moved) return;
    Object.assign(item, { text, line, units: line.path.map(toUnit) });
    this._style(item);
    this._draw(item);
    if (fresh && grow) growLine(item);
  }

  _create(line) {
    const node = makeSvg("g", { class: "fl-line", "data-id": line.id });
    const item = { node, casing: makeSvg("path", { class: "fl-casing" }, node), stroke: makeSvg("path", { class: "fl-stroke" }, node) };
    item.heads = makeSvg("path", { class: "fl-heads" }, node);
    item.hit = makeSvg("path", { class: "fl-hit" }, node);
    this.hooks.listen(node, "relation", line.id);
    return item;
  }

  _remove(id, item) {
    item.node.remove();
    this.items.delete(id);
  }

  _style({ node, line, casing, stroke, heads, hit }) {
    node.dataset.kind = line.kind;
    node.dataset.status = line.status;
    node.style.setProperty("--fl-faint", line.opacity ?? 1);
    describeControl(node, cardSentence(line.card) || `${line.source}, ${line.target}: ${line.kind}`);
    casing.setAttribute("stroke-width", line.width + 2.2);
    stroke.setAttribute("stroke", line.color);
    stroke.setAttribute("stroke-width", line.width);
    stroke.setAttribute("stroke-dasharray", (line.dash || []).join(" ") || "none");
    heads.setAttribute("fill", line.color);
    hit.setAttribute("stroke-width", Math.max(10, line.width + 6));
  }

  // Everything is in pixels of the current zoom, so that widths and arrowheads keep their size on the screen.
  _draw(item) {
    const { line } = item;
    const world = 256 * 2 ** this.map.getZoom();
    const shape = lineShape(projectUnits(this.map, item.units), line);
    const shifts = worldCopies(...longitudes(line.path), this.centre).map((shift) => (shift / 360) * world);
    item.length = shape.length;
    const body = shifts.map((dx) => pathText(shape.body, dx)).join("");
    for (const path of [item.casing, item.stroke, item.hit]) path.setAttribute("d", body);
    item.heads.setAttribute("d", shifts.map((dx) => shape.heads.map((head) => pathText(head, dx) + "Z").join("")).join(""));
  }

  redraw() {
    for (const item of this.items.values()) this._draw(item);
  }

  // Keep some lines, fade the others; null shows all alike.
  keep(ids) {
    this.group.classList.toggle("fl-some", ids !== null);
    for (const [id, item] of this.items) item.node.classList.toggle("fl-on", ids !== null && ids.has(id));
  }

  // Boxes round the ends of the lines, which names should leave free.
  ends() {
    const units = [...this.items.values()].flatMap((item) => [item.units[0], item.units[item.units.length - 1]]);
    return projectUnits(this.map, units).map(({ x, y }) => ({ left: x - 6, top: y - 6, width: 12, height: 12 }));
  }

  middle(id) {
    const { line } = this.items.get(id);
    return line.path[Math.floor(line.path.length / 2)];
  }
}

function pathText(points, dx) {
  return "M" + points.map((p) => `${(p.x + dx).toFixed(1)} ${p.y.toFixed(1)}`).join("L");
}

function lengthOf(points) {
  let total = 0;
  for (let i = 1; i < points.length; i += 1) total += points[i].distanceTo(points[i - 1]);
  return total;
}

// Take a length off the end of a polyline.
function shortened(points, cut) {
  const kept = points.slice();
  let left = cut;
  while (kept.length > 2) {
    const step = kept[kept.length - 1].distanceTo(kept[kept.length - 2]);
    if (step >= left) break;
    left -= step;
    kept.pop();
  }
  const [from, to] = kept.slice(-2);
  const share = Math.max(0, 1 - left / (from.distanceTo(to) || 1));
  kept[kept.length - 1] = L.point(from.x + (to.x - from.x) * share, from.y + (to.y - from.y) * share);
  return kept;
}

// An arrowhead takes the last pixels of the line; on a line that is short on the screen it shrinks with it.
function lineShape(points, line) {
  const length = lengthOf(points);
  const size = Math.min(6.5 + 1.7 * line.width, length * 0.4);
  const ends = [points, ...(line.mutual ? [points.slice().reverse()] : [])];
  const heads = ends.map((run) => headShape(run, size));
  let body = shortened(points, size * 0.8);
  if (line.mutual) body = shortened(body.reverse(), size * 0.8).reverse();
  return { body, heads, length: lengthOf(body) };
}

function headShape(points, size) {
  const tip = points[points.length - 1];
  const base = shortened(points, size).pop();
  const wide = size * 0.42;
  const along = tip.subtract(base).divideBy(tip.distanceTo(base) || 1);
  const side = L.point(-along.y * wide, along.x * wide);
  return [tip, base.add(side), base.add(along.multiplyBy(size * 0.18)), base.subtract(side)];
}

// A dash pattern that covers a length and then nothing: a line in the middle of growing.
function grownDash(dash, length, whole) {
  if (!dash.length) return `${length.toFixed(1)} ${(whole + 9).toFixed(1)}`;
  const parts = [];
  let left = length;
  for (let i = 0; left > 0; i += 1) {
    parts.push(Math.min(dash[i % dash.length], left).toFixed(1));
    left -= dash[i % dash.length];
  }
  if (parts.length % 2 === 0) parts.push("0");
  return [...parts, (whole + 9).toFixed(1)].join(" ");
}

// From the source to the target, once; at the end the line is as if it had always been there.
function growLine(item) {
  const start = performance.now();
  const { node, stroke, casing, line } = item;
  node.classList.add("fl-growing");
  const step = (now) => {
    const t = Math.min(1, Math.max(0, (now - start) / GROW_MS));
    const done = t === 1 || item.line !== line || !node.isConnected;
    const length = item.length * (1 - (1 - t) ** 3);
    stroke.setAttribute("stroke-dasharray", done ? (item.line.dash || []).join(" ") || "none" : grownDash(line.dash || [], length, item.length));
    casing.setAttribute("stroke-dasharray", done ? "none" : grownDash([], length, item.length));
    node.classList.toggle("fl-growing", !done);
    if (!done) requestAnimationFrame(step);
  };
  step(start);
}
