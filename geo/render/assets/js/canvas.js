// Very many lines as a picture: two canvases, one that is seen and one to draw the next picture on.

const THIN = 1; // pixels; what is no wider takes a fifth of the time of a wider line
const COST = { thin: 1, full: 9 }; // a thin line, and one with its width, a casing and arrowheads; measured
const AFFORDABLE = 16000; // thin lines
const LEAST_IN_FULL = 500;
const SLICE_MS = 45;

class LineCanvas extends Picture {
  constructor(map, className) {
    super(map, "faultlines", `fl-canvas ${className}`);
    Object.assign(this, { ticket: 0, slice: 2500 });
  }

  // Draws marks, the first lowest: what is in sight first, then what lies round it, both as if drawn at once.
  paint(marks, region, atOnce, casing) {
    const plan = planOf(marks);
    const tight = this.region(TIGHT);
    if (atOnce || plan.cost <= this.slice) return this._draw(plan, region, region, atOnce, casing);
    return this._draw(within(plan, region, tight), region, tight, atOnce, casing, () => this._draw(plan, region, region, false, casing));
  }

  // A few lines at once, many in slices, one for each frame. Until the last one is done the old picture stays.
  _draw(plan, from, region, atOnce, casing, then = () => {}) {
    cancelAnimationFrame(this.ticket);
    if (this.back) this.back.canvas.remove();
    this.back = this._sheet(region);
    const pen = this.back.canvas.getContext("2d");
    pen.translate(from.left - region.left, from.top - region.top);
    const brush = new Brush(pen, plan, casing);
    let before = 0;
    const step = (now) => {
      if (before) this.slice = Math.max(500, this.slice * Math.max(0.5, Math.min(2, SLICE_MS / (now - before))));
      before = now;
      brush.spend(this.slice);
      if (!brush.done) return void (this.ticket = requestAnimationFrame(step));
      this._swap();
      this.ticket = requestAnimationFrame(then);
    };
    if (atOnce || plan.cost <= Math.min(this.slice, 2500)) {
      brush.spend(Infinity);
      this._swap();
      this.ticket = requestAnimationFrame(then);
    } else step(0);
  }

  _swap() {
    const before = this.front;
    this._show(this.back);
    if (before) before.canvas.remove();
    this.back = null;
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

// What is drawn how. As many of the strongest as can be afforded are drawn in full, the others thin: side by side with
// their like, weak ones still below strong ones, for fewer strokes.
function planOf(marks) {
  const full = Math.max(LEAST_IN_FULL, (AFFORDABLE - marks.length * COST.thin) / (COST.full - COST.thin));
  const thin = Math.max(0, Math.round(marks.length - full));
  const rank = (mark) => `${mark.line.width.toFixed(2).padStart(6)} ${styleOf(mark.line)}`;
  const thick = Math.max(0.3, Math.min(1, 6000 / thin)); // the more there are, the more they shine through
  return costed({ thick, thin: sortedBy(rank, marks.slice(0, thin)), full: marks.slice(thin) });
}

function costed(plan) {
  return { ...plan, cost: plan.thin.length * COST.thin + plan.full.length * COST.full };
}

// What of a plan for one region is seen in a part of it.
function within(plan, from, { left, top, width, height }) {
  const [x, y] = [left - from.left, top - from.top];
  const seen = ({ curve: c }) =>
    Math.max(c[0], c[2], c[4], c[6]) > x - 6 && Math.min(c[0], c[2], c[4], c[6]) < x + width + 6 && Math.max(c[1], c[3], c[5], c[7]) > y - 6 && Math.min(c[1], c[3], c[5], c[7]) < y + height + 6;
  return costed({ thick: plan.thick, thin: plan.thin.filter(seen), full: plan.full.filter(seen) });
}

// Draws the lines of a plan one after the other, as many as may be drawn at a time. A mark is a line and its curve in pixels.
class Brush {
  constructor(context, { thin, full, thick }, casing) {
    Object.assign(this, { context, casing, thick, thin: thin.length, at: 0, marks: [...thin, ...full] });
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
    pen.globalAlpha = (line.opacity ?? 1) * densityOf(line);
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

// How much of a casing's colour there is, as in css/lines.css.
function densityOf(line) {
  return line.status === "documented" ? 0.85 : 0.8;
}

function casingOf(map) {
  return getComputedStyle(map.getContainer()).getPropertyValue("--fl-casing").trim() || "#fff";
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
