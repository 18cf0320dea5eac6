// Which line is under a point: boxes of all curves in one array first, then the distance to the few that are left.

const STEPS_ALONG = 16;

class Finder {
  // `marks` as they are drawn, the last on top; curves in pixels from the corner of a region, see LineCanvas.
  constructor(marks, { left, top }) {
    Object.assign(this, { marks, left, top });
    this.boxes = new Float64Array(marks.length * 4);
    marks.forEach(({ curve: c }, at) => {
      this.boxes[at * 4] = Math.min(c[0], c[2], c[4], c[6]);
      this.boxes[at * 4 + 1] = Math.min(c[1], c[3], c[5], c[7]);
      this.boxes[at * 4 + 2] = Math.max(c[0], c[2], c[4], c[6]);
      this.boxes[at * 4 + 3] = Math.max(c[1], c[3], c[5], c[7]);
    });
  }

  // `worldX`, `worldY`: pixels of the world at this zoom. The nearest line that is no further than `reach` pixels from its edge; the topmost of those right under the point.
  at(worldX, worldY, reach) {
    const [x, y] = [worldX - this.left, worldY - this.top];
    let found = null;
    let least = reach;
    const { boxes, marks } = this;
    for (let at = marks.length - 1; at >= 0; at -= 1) {
      const wide = least + marks[at].line.width / 2;
      const box = at * 4;
      if (x < boxes[box] - wide || y < boxes[box + 1] - wide || x > boxes[box + 2] + wide || y > boxes[box + 3] + wide) continue;
      const away = distanceTo(marks[at].curve, x, y) - marks[at].line.width / 2;
      if (away >= least) continue;
      found = marks[at].line;
      least = away;
      if (away <= 0) break;
    }
    return found;
  }
}

function distanceTo(c, x, y) {
  let best = Infinity;
  let [px, py] = [c[0], c[1]];
  for (let k = 1; k <= STEPS_ALONG; k += 1) {
    const t = k / STEPS_ALONG;
    const s = 1 - t;
    const [w0, w1, w2, w3] = [s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t];
    const qx = w0 * c[0] + w1 * c[2] + w2 * c[4] + w3 * c[6];
    const qy = w0 * c[1] + w1 * c[3] + w2 * c[5] + w3 * c[7];
    const [dx, dy] = [qx - px, qy - py];
    const along = Math.max(0, Math.min(1, ((x - px) * dx + (y - py) * dy) / (dx * dx + dy * dy || 1)));
    best = Math.min(best, Math.hypot(x - px - along * dx, y - py - along * dy));
    [px, py] = [qx, qy];
  }
  return best;
}
