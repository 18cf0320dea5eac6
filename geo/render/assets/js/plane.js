// The planes that the world is laid out in. A place is what Leaflet takes for longitude and latitude: in Mercator these
// themselves, elsewhere x and y of the plane, in degrees (one is as long as a degree at the centre), y upwards. Shapes
// come projected; only points are projected here. Azimuthal ones after Snyder, Map projections: a working manual (1987),
// Equal Earth after Šavrič, Patterson and Jenny (2018), both on a sphere.

const DEGREE = Math.PI / 180;
const CAPS = { globe: 90, regional: 115 }; // degrees from the centre that are shown
const ON_RIM = 0.06; // degrees
const WHOLE_GLOBE = Math.cos(75 * DEGREE); // where a frame reaches further from the centre, all of the globe is shown

// Leaflet's simple plane, as many pixels for a degree at each zoom as Mercator has at the equator.
const FLAT = L.extend({}, L.CRS.Simple, { scale: L.CRS.scale, zoom: L.CRS.zoom, transformation: L.transformation(1 / 360, 0.5, -1 / 360, 0.5) });

class Mercator {
  constructor() {
    Object.assign(this, { copies: true, crs: L.CRS.EPSG3857, top: HIGHEST, toUnit });
  }

  place(lonlat) {
    return lonlat;
  }

  lonlat(place) {
    return place;
  }

  // Degrees of the plane, from a place.
  flat([lon, lat]) {
    return [lon, mercator(lat)];
  }

  // Pixels for a kilometre, against the equator.
  stretch([, lat]) {
    return 1 / Math.cos(lat * DEGREE);
  }

  fromUnit(x, y) {
    return [(x / WORLD) * 360 - 180, (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / WORLD))) * 180) / Math.PI];
  }

  onSeam([x]) {
    return x <= SEAM || x >= WORLD - SEAM;
  }

  // The area in the plane, less what it is stretched by.
  area(twice, north, south) {
    return twice / Math.cosh(Math.PI * (1 - (north + south) / WORLD)) ** 2;
  }

  anchor(lonlat) {
    return { at: anchorInPlane(lonlat) };
  }

  curves(source, target, line, pixel) {
    return [curveOf(source.at, target.at, line, pixel)];
  }

  along(curve, count) {
    return placesAlong(curve, count);
  }

  frame(bounds) {
    return bounds;
  }
}

class Plane {
  constructor({ lon, lat }) {
    Object.assign(this, { lon, lat, copies: false, crs: FLAT, top: Infinity });
  }

  flat(place) {
    return place;
  }

  stretch() {
    return 1;
  }

  toUnit([x, y]) {
    return L.point(x / 360 + 0.5, 0.5 - y / 360);
  }

  fromUnit(x, y) {
    return [(x / WORLD) * 360 - 180, 180 - (y / WORLD) * 360];
  }

  onSeam([x, y]) {
    return this.inside(this.fromUnit(x, y)) < ON_RIM;
  }

  area(twice) {
    return twice;
  }

  along(curve, count) {
    return Array.from({ length: count }, (_, at) => curveAt(curve, at / (count - 1)));
  }

  // The part of the plane that shows a frame of degrees: west, south, east, north.
  frame([west, south, east, north]) {
    const steps = Array.from({ length: 25 }, (_, at) => at / 24);
    const wide = Math.min(east - west, 359.8); // both ends of a whole turn would be on the same side
    const from = (west + east - wide) / 2;
    const framed = steps.flatMap((i) => steps.map((j) => [from + wide * i, south + (north - south) * j]));
    const seen = framed.map((lonlat) => this.place(lonlat)).filter(Boolean);
    return seen.length && !this.wholeFor(framed) ? boxOf(seen) : this.box;
  }

  // Whether a frame asks for all that the plane shows, whatever of it lies in the frame.
  wholeFor() {
    return false;
  }
}

class EqualEarth extends Plane {
  constructor(given) {
    super(given);
    this.top = this.place([0, 90])[1];
    const [x] = this._flat(180, 0);
    this.box = [-x, -this.top, x, this.top];
  }

  place([lon, lat]) {
    return this._flat(wrapped(lon - this.lon), lat);
  }

  // `lon` from the middle; beyond 180 the plane runs on.
  _flat(lon, lat) {
    const t = Math.asin((Math.sqrt(3) / 2) * Math.sin(lat * DEGREE));
    return [lon * equalEarthWidth(t), equalEarthHeight(t) / DEGREE];
  }

  lonlat(place) {
    const [x, y] = this.within(place);
    const t = this._angle(y);
    return [wrapped(this.lon + x / equalEarthWidth(t)), Math.asin(Math.max(-1, Math.min(1, (2 * Math.sin(t)) / Math.sqrt(3)))) / DEGREE];
  }

  // By Newton's method.
  _angle(y) {
    let t = y * DEGREE;
    for (let round = 0; round < 6; round += 1) t -= (equalEarthHeight(t) - y * DEGREE) / equalEarthSlope(t);
    return t;
  }

  // How far a place is within the rim; negative beyond.
  inside([x, y]) {
    const room = this.top - Math.abs(y);
    return room < ON_RIM || Math.abs(x) < this.box[2] / 2 ? room : Math.min(room, 180 * equalEarthWidth(this._angle(y)) - Math.abs(x));
  }

  within([x, y]) {
    const high = Math.max(-this.top, Math.min(this.top, y));
    const wide = 180 * equalEarthWidth(this._angle(high));
    return [Math.max(-wide, Math.min(wide, x)), high];
  }

  anchor([lon, lat]) {
    const from = [wrapped(lon - this.lon), lat];
    return { at: this._flat(...from), from };
  }

  // The short way round; where that passes the cut, one piece on either side of it.
  curves(source, target, line, pixel) {
    const step = wrapped(target.from[0] - source.from[0]);
    const beyond = source.from[0] + step;
    if (Math.abs(beyond) <= 180) return [curveOf(source.at, target.at, line, pixel, this)];
    const whole = [
      curveOf(source.at, this._flat(beyond, target.from[1]), line, pixel, this),
      curveOf(this._flat(target.from[0] - step, source.from[1]), target.at, line, pixel, this),
    ];
    return splitAtRim(this, ...whole);
  }
}

// Of the angle of a parallel in Equal Earth: its height, how that grows, and the width of a degree of longitude.
function equalEarthHeight(t) {
  const t2 = t * t;
  return t * (1.340264 - 0.081106 * t2 + t2 ** 3 * (0.000893 + 0.003796 * t2));
}

function equalEarthSlope(t) {
  const t2 = t * t;
  return 1.340264 - 3 * 0.081106 * t2 + t2 ** 3 * (7 * 0.000893 + 9 * 0.003796 * t2);
}

function equalEarthWidth(t) {
  return (2 * Math.cos(t)) / Math.sqrt(3) / equalEarthSlope(t);
}

// Seen from above a centre: on a globe, or in Lambert's equal-area plane.
class Azimuthal extends Plane {
  constructor({ name, lon, lat, reach = CAPS[name] }) {
    super({ lon, lat });
    const centre = vectorOf([lon, lat]);
    const east = vectorOf([lon + 90, 0]);
    this.axes = [east, cross(centre, east), centre];
    this.round = name === "globe";
    this.least = Math.cos(reach * DEGREE) - 1e-11; // of the third part of a vector that is seen
    this.radius = (this.round ? Math.sin(reach * DEGREE) : 2 * Math.sin((reach * DEGREE) / 2)) / DEGREE;
    this.box = [-this.radius, -this.radius, this.radius, this.radius];
  }

  // To the right, up and towards the reader.
  vector(lonlat) {
    const own = vectorOf(lonlat);
    return this.axes.map((axis) => dot(axis, own));
  }

  spread([x, y, z]) {
    const scale = (this.round ? 1 : Math.sqrt(2 / Math.max(1 + z, 1e-9))) / DEGREE;
    return [x * scale, y * scale];
  }

  // Nothing for what is on the far side.
  place(lonlat) {
    const vector = this.vector(lonlat);
    return vector[2] < this.least ? null : this.spread(vector);
  }

  lonlat(place) {
    const [x, y] = this.within(place).map((value) => value * DEGREE);
    const squared = x * x + y * y;
    const near = this.round ? [x, y, Math.sqrt(Math.max(0, 1 - squared))] : [x * Math.sqrt(1 - squared / 4), y * Math.sqrt(1 - squared / 4), 1 - squared / 2];
    const [px, py, pz] = [0, 1, 2].map((part) => this.axes.reduce((sum, axis, at) => sum + axis[part] * near[at], 0));
    return [Math.atan2(py, px) / DEGREE, Math.asin(Math.max(-1, Math.min(1, pz))) / DEGREE];
  }

  // As on the static maps: a globe is shown in part or in one piece, never with a slice off.
  wholeFor(framed) {
    return this.round && framed.some((lonlat) => this.vector(lonlat)[2] < WHOLE_GLOBE);
  }

  inside([x, y]) {
    return this.radius - Math.hypot(x, y);
  }

  within(place) {
    const away = Math.hypot(...place);
    return away > this.radius ? place.map((value) => (value * this.radius) / away) : place;
  }

  anchor(lonlat) {
    return { at: this.place(lonlat), vector: this.vector(lonlat) };
  }

  curves(source, target, line, pixel) {
    const near = source.at && target.at && Math.hypot(target.at[0] - source.at[0], target.at[1] - source.at[1]) < LEAST_CHORD * pixel;
    if (near || (!this.round && staysInSight(this, source, target))) return [curveOf(source.at, target.at, line, pixel, this)];
    return greatCircle(this, source, target, line, pixel);
  }
}

function vectorOf([lon, lat]) {
  const flat = Math.cos(lat * DEGREE);
  return [flat * Math.cos(lon * DEGREE), flat * Math.sin(lon * DEGREE), Math.sin(lat * DEGREE)];
}

function dot(a, b) {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function cross(a, b) {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

const PLANES = { "equal-earth": EqualEarth, regional: Azimuthal, globe: Azimuthal };
const planes = new Map();

// The plane that shapes lie in, as their topology says; the same one for the same words.
function planeOf({ plane }) {
  const told = plane && PLANES[plane.name] ? JSON.stringify([plane.name, plane.lon, plane.lat, plane.reach]) : "";
  if (!planes.has(told)) planes.set(told, told ? new PLANES[plane.name](plane) : new Mercator());
  return planes.get(told);
}
