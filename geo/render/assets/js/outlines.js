// The outlines of countries once more, on top, to mark them: only as far as they are in sight or near it. A browser strokes
// a path from end to end for every tile of its picture, and that of Russia takes it half a second.

class Outlines {
  constructor(shapes) {
    Object.assign(this, { shapes, keys: new Map() });
    shapes.renderer.on("update", () => this._redraw(() => true));
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

  _redraw(test) {
    for (const [mark, keys] of this.keys) if (keys.length && test(keys)) this._draw(mark, keys);
  }

  _draw(mark, keys) {
    const sight = this.shapes.sight();
    const items = keys.map((key) => this.shapes.item(key)).filter(Boolean);
    put(mark, "d", items.flatMap(({ parts }) => parts.map((part) => outlineText(part, this.shapes.centre, sight))).join("") || "M0 0");
  }
}

function outlineText(part, centre, sight) {
  return copiesOf(part, centre).flatMap((shift) => {
    const near = sight.map((side, at) => (at % 2 ? side : side - shift));
    return meets(part.box, near) ? part.rings.flatMap((ring) => withoutSeam(ring, part.plane)).flatMap((line) => runsIn(line, near)).map((run) => runText(run, shift)) : [];
  }).join("");
}

function meets([west, north, east, south], box) {
  return west <= box[2] && east >= box[0] && north <= box[3] && south >= box[1];
}

// The runs of a line whose steps touch a box.
function runsIn(line, box) {
  const runs = [];
  let run = null;
  for (let at = 1; at < line.length; at += 1) {
    const [[ax, ay], [bx, by]] = [line[at - 1], line[at]];
    if (!meets([Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by)], box)) run = null;
    else if (run) run.push(line[at]);
    else runs.push((run = [line[at - 1], line[at]]));
  }
  return runs;
}

function runText([[x, y], ...rest], shift) {
  return `M${x + shift} ${y}L${rest.map((point) => `${point[0] + shift} ${point[1]}`).join(" ")}`;
}
