// A name that finds no place at home stands off it, with a thin line to what it names, as on the static pictures.

const LEADER_LENGTHS = [20, 32, 46, 60]; // pixels; a name further off is left out
const DIRECTIONS = 24;
const BEAD = 3;

// Steps from the middle of a country to places in rings round it.
function further({ width, height }) {
  const turns = Array.from({ length: DIRECTIONS }, (_, turn) => (2 * Math.PI * turn) / DIRECTIONS);
  return LEADER_LENGTHS.flatMap((length) => turns.map((turn) => [Math.cos(turn) * (length + width / 2), Math.sin(turn) * (length + height / 2)]));
}

// The point of a box that is nearest to another point.
function nearestIn({ left, top, width, height }, { x, y }) {
  return L.point(Math.min(Math.max(x, left), left + width), Math.min(Math.max(y, top), top + height));
}

// How far a box is from a point, in pixels; 0 where it covers it.
function gapTo(box, point) {
  return nearestIn(box, point).distanceTo(point);
}

// From the rim of a name to the middle of what it names, or to the rim of its dot.
function leaderTo(box, point, dotted) {
  const from = nearestIn(box, point);
  const rest = dotted ? Math.min(1, DOT_RADIUS / (from.distanceTo(point) || 1)) : 0;
  return { from, to: point.add(from.subtract(point).multiplyBy(rest)), dotted };
}

// Small boxes along a leader, to keep names and other leaders off it.
function beadsOf({ from, to }) {
  const count = Math.ceil(from.distanceTo(to) / BEAD);
  const along = Array.from({ length: count + 1 }, (_, at) => from.add(to.subtract(from).multiplyBy(at / (count || 1))));
  return along.map(({ x, y }) => ({ left: x - BEAD / 2, top: y - BEAD / 2, width: BEAD, height: BEAD }));
}

// A leader as a path, moved by so much; a small point ends it where there is no dot.
function leaderText({ from, to, dotted }, moved) {
  const [a, b] = [from, to].map((end) => end.add(moved)).map(({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`);
  return `M${a}L${b}${dotted ? "" : "m-1.3 0a1.3 1.3 0 1 0 2.6 0a1.3 1.3 0 1 0-2.6 0"}`;
}
