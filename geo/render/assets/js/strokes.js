// Lines as SVG: a group for each with a casing, the stroke, arrowheads and a wide invisible line that catches the pointer.

const GROW_MS = 450; // of the very first picture; a change is there at once
const CASING = 2.2; // pixels that the casing is wider than the line

class Strokes {
  constructor(group, hooks) {
    Object.assign(this, { group, hooks, nodes: new Map(), growing: [] });
  }

  has(id) {
    return this.nodes.has(id);
  }

  // Makes or renews the group of a line; true if it is a new one.
  put(line, curve) {
    let item = this.nodes.get(line.id);
    const fresh = !item;
    if (fresh) {
      item = this._create(line);
      this.nodes.set(line.id, item);
    }
    if (fresh || (item.line !== line && JSON.stringify(item.line) !== JSON.stringify(line))) this._style(item, line);
    item.line = line;
    this.draw(line.id, curve);
    return fresh;
  }

  _create(line) {
    const node = makeSvg("g", { class: "fl-line", "data-id": line.id, tabindex: "-1" });
    const item = { node, casing: makeSvg("path", { class: "fl-casing" }, node), stroke: makeSvg("path", { class: "fl-stroke" }, node) };
    item.heads = makeSvg("path", { class: "fl-heads" }, node);
    item.hit = makeSvg("path", { class: "fl-hit" }, node);
    this.group.append(node);
    this.hooks.listen(node, "relation", line.id);
    return item;
  }

  _style({ node, casing, stroke, heads, hit }, line) {
    node.dataset.kind = line.kind;
    node.dataset.status = line.status;
    node.style.setProperty("--fl-faint", line.opacity ?? 1);
    node.style.setProperty("--fl-own", line.color);
    describeControl(node, cardSentence(line.card) || `${line.source}, ${line.target}: ${line.kind}`);
    put(casing, "stroke-width", line.width + CASING);
    put(stroke, "stroke", line.color);
    put(stroke, "stroke-width", line.width);
    put(stroke, "stroke-dasharray", dashText(line));
    put(heads, "fill", line.color);
    put(hit, "stroke-width", Math.max(10, line.width + 6));
  }

  // `curves` are the copies of a line, in pixels of the current zoom: widths and arrowheads keep their size on screen.
  draw(id, curves) {
    const item = this.nodes.get(id);
    const { length, body, heads } = textsOf(item.line, curves);
    item.length = length;
    for (const path of [item.casing, item.stroke, item.hit]) put(path, "d", body);
    put(item.heads, "d", heads);
  }

  // The groups in the order of their lines; what is in its place already stays untouched.
  arrange(ids) {
    ids.forEach((id, at) => {
      const { node } = this.nodes.get(id);
      if (this.group.children[at] !== node) this.group.insertBefore(node, this.group.children[at] || null);
    });
  }

  keepOnly(wanted) {
    for (const [id, { node }] of this.nodes) {
      if (wanted.has(id)) continue;
      node.remove();
      this.nodes.delete(id);
    }
  }

  mark(className, ids) {
    for (const [id, { node }] of this.nodes) node.classList.toggle(className, ids !== null && ids.has(id));
  }

  // From the source to the target, all at once; at the end the lines are as if they had always been there.
  grow(ids, duration) {
    const items = ids.map((id) => this.nodes.get(id)).filter((item) => item && item.length);
    const start = performance.now();
    for (const { node } of items) node.classList.add("fl-growing");
    const step = (now) => {
      const t = Math.min(1, Math.max(0, (now - start) / duration));
      for (const item of items) this._grown(item, 1 - (1 - t) ** 3);
      if (t < 1) requestAnimationFrame(step);
    };
    step(start);
  }

  _grown(item, share) {
    const whole = share >= 1 || !item.node.isConnected;
    const { stroke, casing, line, length } = item;
    stroke.setAttribute("stroke-dasharray", whole ? dashText(line) : grownDash(line.dash || [], length * share, length));
    if (whole) casing.removeAttribute("stroke-dasharray");
    else casing.setAttribute("stroke-dasharray", grownDash([], length * share, length));
    item.node.classList.toggle("fl-growing", !whole);
  }

  // For a moment: lines that begin light up, lines that end fade. Without motion nothing is to be seen of it.
  flash(className, ids) {
    for (const id of ids) {
      const item = this.nodes.get(id);
      if (!item) continue;
      item.node.classList.add(className);
      clearTimeout(item.flash);
      item.flash = setTimeout(() => item.node.classList.remove("fl-begun", "fl-ending"), FLASH_MS);
    }
  }
}

const FLASH_MS = 260;

// The paths of a line that has these copies.
function textsOf(line, curves) {
  const shapes = curves.map((curve) => lineShape(curve, line));
  const heads = shapes.flatMap((shape) => shape.heads.map(headText)).join("");
  return { length: shapes.length ? lengthOf(shapes[0].body) : 0, body: shapes.map((shape) => curveText(shape.body)).join(""), heads };
}

function dashText(line) {
  return (line.dash || []).join(" ") || "none";
}

function curveText(c) {
  const [x0, y0, ...rest] = c.map((value) => value.toFixed(1));
  return `M${x0} ${y0}C${rest.join(" ")}`;
}

function headText(points) {
  return `M${points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L")}Z`;
}

// An arrowhead takes the last pixels of the line; on a line that is short on the screen it shrinks with it. An end on the
// rim of the map has none.
function lineShape(curve, line) {
  const size = Math.min(6.5 + 1.7 * line.width, lengthOf(curve) * 0.4);
  const ahead = curve[8] & OPEN.last ? null : curve;
  const back = line.mutual && !(curve[8] & OPEN.first) ? backwards(curve) : null;
  const heads = [ahead, back].filter(Boolean).map((way) => headShape(way, size));
  const from = back ? 1 - beforeEnd(back, size * 0.8) : 0;
  return { body: partOf(curve, from, ahead ? beforeEnd(curve, size * 0.8) : 1), heads };
}

function headShape(curve, size) {
  const [tx, ty] = [curve[6], curve[7]];
  const [bx, by] = curveAt(curve, beforeEnd(curve, size));
  const away = Math.hypot(tx - bx, ty - by) || 1;
  const [ax, ay] = [(tx - bx) / away, (ty - by) / away];
  const wide = size * 0.42;
  const notch = size * 0.18;
  return [[tx, ty], [bx - ay * wide, by + ax * wide], [bx + ax * notch, by + ay * notch], [bx + ay * wide, by - ax * wide]];
}

// A dash pattern that covers a length and then nothing: a line in the middle of growing.
function grownDash(dash, length, whole) {
  if (!dash.length) return `${length.toFixed(1)} ${(whole + 99).toFixed(1)}`;
  const parts = [];
  let left = length;
  for (let i = 0; left > 0; i += 1) {
    parts.push(Math.min(dash[i % dash.length], left).toFixed(1));
    left -= dash[i % dash.length];
  }
  if (parts.length % 2 === 0) parts.push("0");
  return [...parts, (whole + 99).toFixed(1)].join(" ");
}
