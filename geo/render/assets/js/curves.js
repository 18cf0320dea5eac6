// The curves of geo/lines.py at the scale of the current zoom: lanes, ports, heights, trimmed ends, loops, the short way
// round, and below the top. A curve is a cubic Bezier of eight numbers, x and y of its four control points from source
// to target, in degrees of the Mercator plane: longitude, and latitude stretched likewise. `pixel` is how many of those
// degrees one pixel of the screen takes.

const TOP_ANCHOR = 84;
const TOP_LINE = 85;
const BOW = { short: 0.09, long: 0.15, chord: 90 }; // height of the first lane, as a share of the chord; degrees
const BULGE = 0.7; // height of the last lane, at most, as a share of the chord
const LEAST_BOW = 3.5; // pixels
const LANE_GAP = { share: 0.05, least: 7, most: 11 }; // in the middle; share of the chord, pixels
const PORT = { gap: 7, share: 0.24, most: 30 }; // at the ends; pixels, share of the chord, pixels
const TRIM = { source: [0.06, 5], target: [0.15, 15] }; // share of the chord, at most so many pixels
const LEAST_CHORD = 18; // pixels
const REACH_ALONG = 0.25; // how far along the chord the control points stand
const MOST_TRIM = 0.3;

const RADIAN = Math.PI / 180;

function mercator(latitude) {
  return Math.asinh(Math.tan(latitude * RADIAN)) / RADIAN;
}

const HIGHEST = mercator(TOP_LINE);

function latitudeOf(y) {
  return Math.atan(Math.sinh(y * RADIAN)) / RADIAN;
}

function anchorInPlane([lon, lat]) {
  return [lon, mercator(Math.max(-TOP_ANCHOR, Math.min(TOP_ANCHOR, lat)))];
}

function degreesPerPixel(zoom) {
  return 360 / (256 * 2 ** zoom);
}

// A line between two anchors in a plane; without one, in Mercator's.
function curveOf(source, target, line, pixel, plane) {
  const forward = line.source <= line.target;
  const [first, second] = forward ? [source, target] : [target, source];
  const chord = chordOf(first, second, pixel, !plane);
  const lane = { number: line.lane ?? 1, size: line.lanes ?? 1 };
  const whole = controlPoints(chord, laneHeight(chord, lane, pixel, plane ? plane.top : HIGHEST), lanePort(chord, lane, pixel));
  const speed = 3 * Math.max(Math.hypot(whole[2] - whole[0], whole[3] - whole[1]), 1e-9); // the same at both ends
  const begin = trimOf(forward ? TRIM.source : TRIM.target, chord, pixel, speed);
  const end = trimOf(forward ? TRIM.target : TRIM.source, chord, pixel, speed);
  const drawn = partOf(whole, begin, 1 - end);
  return forward ? drawn : backwards(drawn);
}

function trimOf([share, most], { size }, pixel, speed) {
  return Math.min(Math.min(share * size, most * pixel) / speed, MOST_TRIM);
}

function chordOf(first, second, pixel, round) {
  const dx = round ? wrapped(second[0] - first[0]) : second[0] - first[0];
  const dy = second[1] - first[1];
  const length = Math.hypot(dx, dy);
  const ax = length > 0 ? dx / length : 1;
  const ay = length > 0 ? dy / length : 0;
  // Left of the chord is north if it runs east; turn it round if it runs west. Due north and south: to the east.
  const turn = ax !== 0 ? Math.sign(ax) : -Math.sign(ay);
  return { first, dx, dy, ax, ay, nx: -ay * turn, ny: ax * turn, length, size: Math.max(length, LEAST_CHORD * pixel) };
}

// The short way round, -180 to 180.
function wrapped(degrees) {
  return ((((degrees + 180) % 360) + 360) % 360) - 180;
}

function controlPoints({ first: [x, y], dx, dy, ax, ay, nx, ny, length, size }, height, port) {
  const lift = port + (height - port) / 0.75; // a cubic reaches 3/4 of the way to its controls
  const reach = REACH_ALONG * length - (size - length) / 2;
  return [
    x + port * nx, y + port * ny,
    x + reach * ax + lift * nx, y + reach * ay + lift * ny,
    x + dx - reach * ax + lift * nx, y + dy - reach * ay + lift * ny,
    x + dx + port * nx, y + dy + port * ny,
  ];
}

// How far a lane stands off its chord in the middle, north positive.
function laneHeight(chord, { number, size: lanes }, pixel, highest) {
  const { size } = chord;
  const share = BOW.short + (BOW.long - BOW.short) * Math.min(size / BOW.chord, 1);
  const bow = Math.max(share * size, Math.min(LEAST_BOW * pixel, 0.2 * size));
  const wished = Math.max(LANE_GAP.least * pixel, Math.min(LANE_GAP.most * pixel, LANE_GAP.share * size));
  const gap = Math.min(wished, (BULGE * size - bow) / Math.max(lanes - 1, 1));
  return belowTheTop(Math.sign(number) * (bow + (Math.abs(number) - 1) * gap), chord, highest);
}

// Lanes are pressed together, in order, where they would pass the highest place a line may reach.
function belowTheTop(height, { first: [, y], dy, ny }, highest) {
  if (highest === Infinity) return height;
  const pole = height >= 0 ? 1 : -1;
  const top = Math.max(pole * y, pole * (y + dy));
  const room = (highest - top) / Math.max(Math.abs(ny), 1e-9);
  return room * Math.tanh(height / room);
}

// How far beside its anchor a lane begins and ends, north positive.
function lanePort({ size }, { number, size: lanes }, pixel) {
  const most = Math.min(PORT.share * size, PORT.most * pixel);
  const gap = Math.min(PORT.gap * pixel, most / Math.max(lanes - 0.5, 1));
  return Math.sign(number) * (Math.abs(number) - 0.5) * gap;
}

// The part of a curve between two of its parameters, a curve again.
function partOf([x0, y0, x1, y1, x2, y2, x3, y3], a, b) {
  return [
    blossom(x0, x1, x2, x3, a, a, a), blossom(y0, y1, y2, y3, a, a, a),
    blossom(x0, x1, x2, x3, a, a, b), blossom(y0, y1, y2, y3, a, a, b),
    blossom(x0, x1, x2, x3, a, b, b), blossom(y0, y1, y2, y3, a, b, b),
    blossom(x0, x1, x2, x3, b, b, b), blossom(y0, y1, y2, y3, b, b, b),
  ];
}

function blossom(p0, p1, p2, p3, a, b, c) {
  const q0 = p0 + (p1 - p0) * a;
  const q1 = p1 + (p2 - p1) * a;
  const q2 = p2 + (p3 - p2) * a;
  const r0 = q0 + (q1 - q0) * b;
  return r0 + (q1 + (q2 - q1) * b - r0) * c;
}

// The ninth number, if there is one, says which ends are open: see arcs.js.
function backwards(c) {
  return [c[6], c[7], c[4], c[5], c[2], c[3], c[0], c[1], [0, 2, 1, 3][c[8] || 0]];
}

function curveAt(c, t) {
  const s = 1 - t;
  const [w0, w1, w2, w3] = [s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t];
  return [w0 * c[0] + w1 * c[2] + w2 * c[4] + w3 * c[6], w0 * c[1] + w1 * c[3] + w2 * c[5] + w3 * c[7]];
}

// Longitudes and latitudes along a curve, at even steps of its parameter.
function placesAlong(c, count) {
  return Array.from({ length: count }, (_, at) => {
    const [x, y] = curveAt(c, at / (count - 1));
    return [x, Math.max(-TOP_LINE, Math.min(TOP_LINE, latitudeOf(y)))];
  });
}

// The curve moved by whole turns to where its middle is as near to a meridian as can be.
function nearTo(c, meridian) {
  if (meridian === null) return c;
  const shift = 360 * Math.round((meridian - (c[0] + c[6]) / 2) / 360);
  return shift ? c.map((value, at) => (at % 2 ? value : value + shift)) : c;
}

// From the plane to pixels of a map whose plane begins (180 west, 180 north) at `x`, `y`.
function onScreen(c, scale, x, y) {
  return [
    x + (c[0] + 180) * scale, y + (180 - c[1]) * scale, x + (c[2] + 180) * scale, y + (180 - c[3]) * scale,
    x + (c[4] + 180) * scale, y + (180 - c[5]) * scale, x + (c[6] + 180) * scale, y + (180 - c[7]) * scale,
    c[8] || 0,
  ];
}

// Between the chord and the way round by the control points: within a few percent for arcs like ours.
function lengthOf(c) {
  const way = Math.hypot(c[2] - c[0], c[3] - c[1]) + Math.hypot(c[4] - c[2], c[5] - c[3]) + Math.hypot(c[6] - c[4], c[7] - c[5]);
  return (way + Math.hypot(c[6] - c[0], c[7] - c[1])) / 2;
}

// The parameter at which a curve is still so far from its end, as the crow flies.
function beforeEnd(c, distance) {
  let t = 1 - distance / (3 * Math.hypot(c[6] - c[4], c[7] - c[5]) || 1);
  for (let round = 0; round < 4; round += 1) {
    t = Math.max(0.2, Math.min(1, t));
    const [x, y] = curveAt(c, t);
    const reached = Math.hypot(c[6] - x, c[7] - y);
    if (Math.abs(reached - distance) < 0.05 || !reached) break;
    t = 1 - ((1 - t) * distance) / reached;
  }
  return Math.max(0.2, Math.min(1, t));
}
