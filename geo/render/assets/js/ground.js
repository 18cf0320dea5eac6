// The outlines of the ground in whole units of the world, as its plane has it: written once, never projected again.

// Whole numbers up to three times this are exact in single precision, in which browsers draw; at zoom 9 a pixel has 32.
const WORLD = 2 ** 22;
const SEAM = 12; // units from the antimeridian that still are on it, in Mercator
const OVERLAP = 233; // 0.02 degrees
const NEAR_DEGREES = 18;

// The topology with its arcs in units; in slices, since there may be many.
function* inUnits(topology) {
  const plane = planeOf(topology);
  const place = topojson.transform(topology.transform);
  const arcs = [];
  for (const arc of topology.arcs) {
    arcs.push(stepsOf(arc).map((step, index) => unitsOf(plane.toUnit(place(step, index)))));
    if (arcs.length % 64 === 0) yield;
  }
  return { type: "Topology", objects: topology.objects, arcs, plane };
}

const SIX_BITS = new Map([..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"].map((letter, value) => [letter.charCodeAt(0), value]));

// The steps of an arc; ours are packed as texts (see `shapes` of geo/render/assets.py).
function stepsOf(arc) {
  if (typeof arc !== "string") return arc;
  const numbers = [];
  for (let at = 0, number = 0, shift = 0; at < arc.length; at += 1) {
    const value = SIX_BITS.get(arc.charCodeAt(at));
    number += (value & 31) << shift;
    shift += 5;
    if (value & 32) continue;
    numbers.push(number & 1 ? -(number >> 1) : number >> 1);
    number = shift = 0;
  }
  return Array.from({ length: numbers.length / 2 }, (_, step) => [numbers[2 * step], numbers[2 * step + 1]]);
}

function atOnce(steps) {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

function unitsOf({ x, y }) {
  return [Math.round(x * WORLD), Math.round(y * WORLD)];
}

// Pixels of the screen that a unit takes now.
function unitSize(map) {
  return (256 * 2 ** map.getZoom()) / WORLD;
}

function geometriesOf(topology, name) {
  const object = topology.objects[name];
  return object ? object.geometries.filter((geometry) => geometry.type) : [];
}

// The polygons of a geometry, the main one (the largest on the globe) first, each with its box.
function partsOf(topology, geometry) {
  const { plane } = topology;
  const { type, coordinates } = topojson.feature(topology, geometry).geometry;
  const polygons = type === "Polygon" ? [coordinates] : coordinates;
  const parts = polygons.map((rings) => ({ rings, box: boxOf(rings[0]), size: sizeOf(rings[0], plane), plane }));
  const main = parts.reduce((best, part) => (part.size > best.size ? part : best));
  return [main, ...parts.filter((part) => part !== main)];
}

// A country or a disputed area, in the coarse level until Detail gives it finer parts.
function withParts(item, parts) {
  return Object.assign(item, { parts, coarse: parts });
}

function boxOf(ring) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of ring) {
    if (x < box[0]) box[0] = x;
    if (y < box[1]) box[1] = y;
    if (x > box[2]) box[2] = x;
    if (y > box[3]) box[3] = y;
  }
  return box;
}

function sizeOf(ring, plane) {
  let twice = 0;
  for (let i = 1; i < ring.length; i += 1) twice += ring[i - 1][0] * ring[i][1] - ring[i][0] * ring[i - 1][1];
  const [, north, , south] = boxOf(ring);
  return plane.area(Math.abs(twice), north, south);
}

// How far each copy of a part is shifted, in units.
function copiesOf({ box: [west, , east], plane }, centre) {
  return worldCopies(plane.fromUnit(west, 0)[0], plane.fromUnit(east, 0)[0], centre).map((shift) => (shift / 360) * WORLD);
}

// Points on the antimeridian move out a little, so that the two halves of a country overlap and no gap shines through
// (filled by the nonzero rule: the other one would leave out what is covered twice).
function outward(point, plane) {
  return plane.copies && plane.onSeam(point) ? [point[0] + (point[0] > SEAM ? OVERLAP : -OVERLAP), point[1]] : point;
}

function withoutSeam(ring, plane) {
  const pieces = [[]];
  let before = false;
  ring.forEach((point) => {
    const on = plane.onSeam(point);
    if (on && before) pieces.push([]);
    before = on;
    pieces[pieces.length - 1].push(point);
  });
  return pieces.filter((piece) => piece.length > 1);
}

// Where most of a country is: its main part and what lies near that, step by step, as [west, south, east, north] of
// places; in Mercator east may exceed 180. So France is the one in Europe.
function homeOf(parts) {
  let [home, ...away] = parts.map(({ plane, box: [west, north, east, south] }) => [...plane.fromUnit(west, south), ...plane.fromUnit(east, north)]);
  for (;;) {
    const shifted = parts[0].plane.copies ? away.map((box) => nearest(box, home)) : away;
    const near = shifted.filter((box) => apart(box, home) <= NEAR_DEGREES);
    if (!near.length) break;
    away = shifted.filter((box) => !near.includes(box));
    home = near.reduce((a, b) => [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])], home);
  }
  const turn = parts[0].plane.copies && home[0] < -180 ? 360 : 0;
  return [home[0] + turn, home[1], home[2] + turn, home[3]];
}

function nearest([west, south, east, north], home) {
  const turned = [0, 360, -360].map((turn) => [west + turn, south, east + turn, north]);
  return turned.reduce((best, box) => (apart(box, home) < apart(best, home) ? box : best));
}

function apart(a, b) {
  return Math.hypot(Math.max(0, a[0] - b[2], b[0] - a[2]), Math.max(0, a[1] - b[3], b[1] - a[3]));
}
