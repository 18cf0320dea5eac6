// Very many lines as a picture: two canvases, one that is seen and one to draw the next picture on. The picture reaches
// beyond the edges of the map, so that a small pan needs no other, and it moves and scales with the map until there is one.

const PADDING = 0.5; // of the map's size, on each side
const MOST_PIXELS = 12e6; // of a canvas; a large one gets less padding
const THIN = 1; // pixels; what is no wider takes a fifth of the time of a wider line
const COST = { thin: 1, full: 9 }; // a thin line, and one with its width, a casing and arrowheads; measured
const AFFORDABLE = 16000; // thin lines
const LEAST_IN_FULL = 500;
const SLICE_MS = 45;

class LineCanvas {
  constructor(map, className) {
    Object.assign(this, { map, ticket: 0, front: null, slice: 2500 });
    const pane = map.getPane("faultlines");
    this.holder = make("div", `fl-canvas ${className}`);
    this.holder.setAttribute("aria-hidden", "true");
    pane.prepend(this.holder);
    map.on("zoom viewreset", () => this._place());
  }

  // The part of the map that a picture made now would show: its size in pixels, where its corner lies in the world at
  // this zoom, and its sides in degrees of the plane.
  region() {
    const { x, y } = this.map.getSize();
    const ratio = window.devicePixelRatio || 1;
    const spare = Math.sqrt(MOST_PIXELS / Math.max(1, x * y * ratio * ratio)) - 1;
    const padding = Math.max(0, Math.min(PADDING, spare / 2));
    const corner = this.map.getPixelBounds().min.subtract([x * padding, y * padding]);
    const [width, height] = [x * (1 + 2 * padding), y * (1 + 2 * padding)].map(Math.ceil);
    return { zoom: this.map.getZoom(), ratio, width, height, left: Math.round(corner.x), top: Math.round(corner.y) };
  }

  // Whether what is seen of the map lies within the picture, at its own zoom.
  covers() {
    if (!this.front || this.front.region.zoom !== this.map.getZoom()) return false;
    const { left, top, width, height } = this.front.region;
    const { min, max } = this.map.getPixelBounds();
    return min.x >= left && min.y >= top && max.x <= left + width && max.y <= top + height;
  }

  // Draws lines, the first lowest: a few at once, many in slices, one for each frame. Until the last one is done the
  // old picture stays.
  paint(marks, region, atOnce, casing) {
    cancelAnimationFrame(this.ticket);
    if (this.back) this.back.canvas.remove();
    this.back = this._sheet(region);
    const brush = new Brush(this.back.canvas.getContext("2d"), marks, casing);
    let before = 0;
    const step = (now) => {
      if (before) this.slice = Math.max(500, this.slice * Math.max(0.5, Math.min(2, SLICE_MS / (now - before))));
      before = now;
      brush.spend(this.slice);
      if (brush.done) this._swap();
      else this.ticket = requestAnimationFrame(step);
    };
    if (atOnce || brush.cost <= Math.min(this.slice, 2500)) {
      brush.spend(Infinity);
      this._swap();
    } else step(0);
  }

  _sheet(region) {
    const canvas = document.createElement("canvas");
    canvas.className = "leaflet-zoom-animated";
    canvas.width = Math.round(region.width * region.ratio);
    canvas.height = Math.round(region.height * region.ratio);
    canvas.style.width = `${region.width}px`;
    canvas.style.height = `${region.height}px`;
    canvas.style.visibility = "hidden"; // a frame still draws what a hidden canvas was told, slice by slice
    this.holder.append(canvas);
    canvas.getContext("2d").scale(region.ratio, region.ratio);
    return { canvas, region };
  }

  _swap() {
    if (this.front) this.front.canvas.remove();
    this.front = this.back;
    this.back = null;
    this._place();
    this.front.canvas.style.visibility = "";
  }

  // Where the picture lies, until one is there that was made for the zoom of now.
  _place() {
    if (!this.front) return;
    const { region, canvas } = this.front;
    const origin = this.map.getPixelOrigin();
    const scale = this.map.getZoomScale(this.map.getZoom(), region.zoom);
    L.DomUtil.setTransform(canvas, L.point(region.left, region.top).multiplyBy(scale).subtract(origin), scale);
  }

  get busy() {
    return Boolean(this.back);
  }

  clear() {
    cancelAnimationFrame(this.ticket);
    for (const sheet of [this.front, this.back]) if (sheet) sheet.canvas.remove();
    this.front = this.back = null;
  }

  fade(faded) {
    this.holder.classList.toggle("fl-faded", faded);
  }
}

// Draws lines one after the other, as many as may be drawn at a time. A mark is a line and its curve in pixels. As many
// of the strongest as can be afforded are drawn in full, the others thin.
class Brush {
  constructor(context, marks, casing) {
    const full = Math.max(LEAST_IN_FULL, (AFFORDABLE - marks.length * COST.thin) / (COST.full - COST.thin));
    const thin = Math.max(0, Math.round(marks.length - full));
    Object.assign(this, { context, casing, thin, at: 0 });
    // The thin ones side by side with their like, weak ones still below strong ones: fewer strokes.
    const rank = (mark) => `${mark.line.width.toFixed(2).padStart(6)} ${styleOf(mark.line)}`;
    this.marks = [...sortedBy(rank, marks.slice(0, thin)), ...marks.slice(thin)];
    this.thick = Math.max(0.3, Math.min(1, 6000 / thin)); // the more there are, the more they shine through
    this.cost = thin * COST.thin + (marks.length - thin) * COST.full;
    context.lineJoin = "round";
  }

  get done() {
    return this.at >= this.marks.length;
  }

  spend(budget) {
    let left = budget;
    while (left > 0 && !this.done) left -= this.at < this.thin ? this._thin() : this._full();
  }

  // Lines of one look in one stroke.
  _thin() {
    const { context: pen, marks, at } = this;
    const style = styleOf(marks[at].line);
    const last = Math.min(this.thin, at + 64);
    this._look(marks[at].line, THIN);
    pen.globalAlpha *= this.thick * (0.5 + marks[at].line.width / 8);
    pen.beginPath();
    while (this.at < last && styleOf(marks[this.at].line) === style) trace(pen, marks[this.at++].curve);
    pen.stroke();
    return (this.at - at) * COST.thin;
  }

  _full() {
    const { context: pen } = this;
    const { line, curve } = this.marks[this.at++];
    const { body, heads } = lineShape(curve, line);
    pen.globalAlpha = (line.opacity ?? 1) * (line.status === "documented" ? 0.85 : 0.8);
    pen.strokeStyle = this.casing;
    pen.lineWidth = line.width + CASING;
    pen.setLineDash([]);
    pen.beginPath();
    trace(pen, body);
    pen.stroke();
    this._look(line, line.width);
    pen.beginPath();
    trace(pen, body);
    pen.stroke();
    this._heads(heads);
    return COST.full;
  }

  _look(line, width) {
    const { context: pen } = this;
    pen.globalAlpha = line.opacity ?? 1;
    pen.strokeStyle = pen.fillStyle = line.color;
    pen.lineWidth = width;
    pen.setLineDash(line.dash || []);
  }

  _heads(heads) {
    const { context: pen } = this;
    pen.beginPath();
    for (const points of heads) {
      points.forEach(([x, y], at) => (at ? pen.lineTo(x, y) : pen.moveTo(x, y)));
      pen.closePath();
    }
    pen.setLineDash([]);
    pen.strokeStyle = this.casing;
    pen.lineWidth = 1;
    pen.stroke();
    pen.fill();
  }
}

function styleOf(line) {
  return `${line.color} ${line.dash || ""} ${line.opacity ?? 1} ${line.width}`;
}

// By groups: there are few ranks, and very many marks.
function sortedBy(rank, marks) {
  const groups = new Map();
  for (const mark of marks) {
    const key = rank(mark);
    if (groups.has(key)) groups.get(key).push(mark);
    else groups.set(key, [mark]);
  }
  return [...groups.keys()].sort().flatMap((key) => groups.get(key));
}

function trace(pen, c) {
  pen.moveTo(c[0], c[1]);
  pen.bezierCurveTo(c[2], c[3], c[4], c[5], c[6], c[7]);
}
