// Curves that meet a rim: great circles, and lines over the cut of Equal Earth. A ninth number says which ends of a
// curve are no ends of the line, but lie on the rim: 1 the first, 2 the last.

const OPEN = { first: 1, last: 2 };

// Where both pieces reach the rim, at the same height.
function splitAtRim(plane, before, after) {
  const [out, back] = [crossing(plane, before), 1 - crossing(plane, backwards(after))];
  const pieces = [partOf(before, 0, out), partOf(after, back, 1)];
  const height = (pieces[0][7] + pieces[1][1]) / 2;
  const wide = plane.within([Infinity, height])[0];
  bend(pieces[0], 6, 4, Math.sign(pieces[0][6]) * wide, height);
  bend(pieces[1], 0, 2, Math.sign(pieces[1][0]) * wide, height);
  return [[...pieces[0], OPEN.last], [...pieces[1], OPEN.first]].filter((piece) => lengthOf(piece) > 0);
}

// The parameter at which a curve that begins within the rim leaves it.
function crossing(plane, curve) {
  let [low, high] = [0, 1];
  for (let round = 0; round < 24; round += 1) {
    const middle = (low + high) / 2;
    if (plane.inside(curveAt(curve, middle)) >= 0) low = middle;
    else high = middle;
  }
  return low;
}

// Moves an end of a curve, and the control point that goes with it.
function bend(curve, end, control, x, y) {
  curve[control] += x - curve[end];
  curve[control + 1] += y - curve[end + 1];
  curve[end] = x;
  curve[end + 1] = y;
}

// The short way over the globe, from one anchor: `at(angle)` gives a vector, angles in radians.
function arcBetween(one, other) {
  const cosine = Math.max(-1, Math.min(1, dot(one, other)));
  const toward = other.map((value, at) => value - cosine * one[at]);
  const length = Math.hypot(...toward);
  const aside = length > 1e-9 ? toward.map((value) => value / length) : unit(cross(one, Math.abs(one[1]) < 0.9 ? [0, 1, 0] : [1, 0, 0]));
  return { angle: Math.acos(cosine), rise: aside[2], at: (angle) => one.map((value, part) => value * Math.cos(angle) + aside[part] * Math.sin(angle)) };
}

function unit(vector) {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

// The parts of an arc that are seen, as pairs of angles.
function seenParts(plane, one, { angle, rise }) {
  const ratio = plane.least / Math.max(Math.hypot(one[2], rise), 1e-12);
  if (ratio > 1) return [];
  const middle = Math.atan2(rise, one[2]);
  const half = Math.acos(Math.max(-1, ratio));
  const parts = [-1, 0, 1].map((turn) => [Math.max(0, middle - half + turn * 2 * Math.PI), Math.min(angle, middle + half + turn * 2 * Math.PI)]);
  return parts.filter(([from, to]) => to - from > 1e-6);
}

function staysInSight(plane, { at, vector }, other) {
  if (!at || !other.at) return false;
  const arc = arcBetween(vector, other.vector);
  const parts = seenParts(plane, vector, arc);
  return parts.length === 0 || (parts.length === 1 && parts[0][1] - parts[0][0] > arc.angle - 1e-6);
}

// A line along the great circle, its lanes side by side: what of it is seen, from its source to its target.
function greatCircle(plane, source, target, line, pixel) {
  const forward = line.source <= line.target;
  const [one, other] = forward ? [source.vector, target.vector] : [target.vector, source.vector];
  const arc = arcBetween(one, other);
  const curves = seenParts(plane, one, arc).map(([from, to]) => {
    const open = (from > 1e-6 ? OPEN.first : 0) + (to < arc.angle - 1e-6 ? OPEN.last : 0);
    return [...trimmed(sideways(arcCurve(plane, arc, from, to), line, pixel), open, forward, pixel), open];
  });
  return forward ? curves : curves.map(backwards).reverse();
}

// On a globe an arc is a part of an ellipse: of a circle, seen from aside.
function arcCurve(plane, arc, from, to) {
  const [[x0, y0], [x3, y3]] = [from, to].map((angle) => plane.spread(arc.at(angle)));
  const [[u0, v0], [u3, v3]] = [from, to].map((angle) => direction(plane, arc, angle));
  const reach = (4 / 3) * Math.tan((to - from) / 4);
  return [x0, y0, x0 + reach * u0, y0 + reach * v0, x3 - reach * u3, y3 - reach * v3, x3, y3];
}

function direction(plane, arc, angle) {
  const [before, after] = [angle - 1e-5, angle + 1e-5].map((near) => plane.spread(arc.at(near)));
  return [(after[0] - before[0]) / 2e-5, (after[1] - before[1]) / 2e-5];
}

// Moved to its lane: support to the north of the way, tension to the south, nearer together at the ends.
function sideways(c, { lane = 1, lanes = 1 }, pixel) {
  const chord = chordOf([c[0], c[1]], [c[6], c[7]], pixel, false);
  const own = { number: lane, size: lanes };
  const wished = Math.max(LANE_GAP.least * pixel, Math.min(LANE_GAP.most * pixel, LANE_GAP.share * chord.size));
  const gap = Math.min(wished, (BULGE * chord.size) / lanes);
  const port = lanePort(chord, own, pixel);
  const lift = port + (Math.sign(lane) * (Math.abs(lane) - 0.5) * gap - port) / 0.75;
  const side = chord.nx * -chord.ay + chord.ny * chord.ax;
  const aside = [normal(c, 0, side), normal(c, 4, side)];
  const steps = [[aside[0], port], [aside[0], lift], [aside[1], lift], [aside[1], port]];
  return steps.flatMap(([[nx, ny], by], at) => [c[2 * at] + nx * by, c[2 * at + 1] + ny * by]);
}

// Across the way between two control points.
function normal(c, at, side) {
  const [dx, dy] = [c[at + 2] - c[at], c[at + 3] - c[at + 1]];
  const length = Math.hypot(dx, dy) || 1;
  return [(-dy / length) * side, (dx / length) * side];
}

// Ends that are ends of the line stop short of their anchors.
function trimmed(c, open, forward, pixel) {
  const size = Math.max(lengthOf(c), LEAST_CHORD * pixel);
  const shorten = (is, trim, at) => (is ? 0 : trimOf(trim, { size }, pixel, 3 * Math.max(Math.hypot(c[at + 2] - c[at], c[at + 3] - c[at + 1]), 1e-9)));
  const begin = shorten(open & OPEN.first, forward ? TRIM.source : TRIM.target, 0);
  const end = shorten(open & OPEN.last, forward ? TRIM.target : TRIM.source, 4);
  return partOf(c, begin, 1 - end);
}
