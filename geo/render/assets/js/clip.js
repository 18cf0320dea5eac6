// Only what lies in a room, a box in units of the world round what is in sight, is drawn: a browser goes through a path
// from end to end for every tile of its picture, and the coast of Russia is long.

function meets([west, north, east, south], box) {
  return west <= box[2] && east >= box[0] && north <= box[3] && south >= box[1];
}

function holds(box, [west, north, east, south]) {
  return west >= box[0] && east <= box[2] && north >= box[1] && south <= box[3];
}

// To be filled. Without a room: all of it.
function fillText(parts, centre, room) {
  return copiedText(parts, centre, room, filledOf, (ring, near) => [clipped(ring, near)].filter((piece) => piece.length > 2), "Z");
}

// To be stroked: without the cut along the antimeridian.
function borderText(parts, centre, room) {
  return copiedText(parts, centre, room, strokedOf, runsIn, "");
}

// Each part as often as the world is there. The first point of a line stands where it is, the others as steps: a copy then
// differs in its first point only.
function copiedText(parts, centre, room, linesOf, cut, end) {
  let text = "";
  for (const part of parts) {
    for (const shift of copiesOf(part, centre)) {
      const near = room && room.map((side, at) => (at % 2 ? side : side - shift));
      if (near && !meets(part.box, near)) continue;
      const whole = !near || holds(near, part.box);
      const pieces = whole ? linesOf(part) : linesOf(part).flatMap(({ points }) => cut(points, near).map(pieceOf));
      for (const { points: [[x, y]], steps } of pieces) text += `M${x + shift} ${y}${steps}${end}`;
    }
  }
  return text;
}

// The lines of a part, written once.
function filledOf(part) {
  part.filled ||= part.rings.map((ring) => pieceOf(ring.map((point) => outward(point, part.plane))));
  return part.filled;
}

function strokedOf(part) {
  part.stroked ||= part.rings.flatMap((ring) => withoutSeam(ring, part.plane)).map(pieceOf);
  return part.stroked;
}

function pieceOf(points) {
  return { points, steps: stepsText(points) };
}

function stepsText(line) {
  let text = "l";
  for (let i = 1; i < line.length; i += 1) text += `${line[i][0] - line[i - 1][0]} ${line[i][1] - line[i - 1][1]} `;
  return text;
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

// A ring cut off at the four sides of a box, one after the other (Sutherland and Hodgman 1974). It may run along a side,
// which is far from what is seen.
function clipped(ring, box) {
  return [0, 1, 2, 3].reduce((points, side) => cutOff(points, side, box[side]), ring);
}

function cutOff(points, side, limit) {
  const axis = side % 2;
  const isIn = side < 2 ? (point) => point[axis] >= limit : (point) => point[axis] <= limit;
  const kept = [];
  let before = points[points.length - 1];
  for (const point of points) {
    if (isIn(point) !== isIn(before)) kept.push(onSide(before, point, axis, limit));
    if (isIn(point)) kept.push(point);
    before = point;
  }
  return kept;
}

function onSide(a, b, axis, limit) {
  const across = Math.round(a[1 - axis] + ((limit - a[axis]) / (b[axis] - a[axis])) * (b[1 - axis] - a[1 - axis]));
  return axis ? [across, limit] : [limit, across];
}
