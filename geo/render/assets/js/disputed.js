// Disputed areas: hatched in the colours of who holds them and who claims them, over the fill of the country that they are
// part of in this worldview.

const BAND = 2.5; // pixels
const SEEN = 90; // of the 765 that black and white differ by
const DARKER = 0.75;
const HATCH_TURN = "rotate(-45)";
const NO_COLOR = "var(--fl-land)"; // of a country without data
const OWN_COLOR = "var(--fl-own)"; // of authorities that have no ISO code, and of land of no country
const OWN_BAND = "var(--fl-own-band)"; // a darker tone of both

class Disputes {
  constructor(shapes) {
    Object.assign(this, { shapes, items: new Map(), areas: new Map() });
    put(shapes.groups.disputed, "role", "group");
    put(shapes.groups.disputed, "aria-label", "Disputed areas, in the order of their names");
  }

  // Their shapes from now on: one that was there before keeps its path.
  take(units) {
    const items = new Map(geometriesOf(units, "disputed").map((geometry) => [geometry.id, this._item(units, geometry)]));
    for (const [key, item] of this.items) if (!items.has(key)) this._remove(item);
    this.items = items;
  }

  _item(units, geometry) {
    const item = this.items.get(geometry.id) || this._made(geometry.id);
    return withParts(item, partsOf(units, geometry));
  }

  // Under what is seen lies a wider edge, so that a finger finds the smallest ones.
  _made(key) {
    const { groups, patternId, defs, hooks } = this.shapes;
    const pattern = makeSvg("pattern", { id: `${patternId}-${key}`, href: `#${patternId}-bands` }, defs);
    const item = { key, pattern, reach: makeSvg("path", { class: "fl-reach" }, groups.reach) };
    item.node = makeSvg("path", { class: "fl-disputed", "data-key": key, fill: `url(#${pattern.id})` }, groups.disputed);
    for (const node of [item.reach, item.node]) hooks.listen(node, "area", key);
    return item;
  }

  _remove(item) {
    for (const node of [item.node, item.reach, item.pattern]) node.remove();
  }

  // `areas` are those of the map; their shapes came with the countries.
  update(areas) {
    this.areas = new Map(areas.filter(({ key }) => this.items.has(key)).map((area) => [area.key, area]));
    for (const [key, item] of this.items) {
      const area = this.areas.get(key);
      const label = area ? cardSentence(area.card) : "";
      if (item.label !== label) describeControl(item.node, (item.label = label));
      if (area && !item.node.hasAttribute("tabindex")) put(item.node, "tabindex", "-1");
    }
    this.paint();
  }

  // After the countries: the hatching takes the fills that they have now.
  paint() {
    for (const area of this.areas.values()) {
      const item = this.items.get(area.key);
      put(item.node, "fill", area.fill ? this._ownFill(area) : `url(#${item.pattern.id})`);
      if (!area.fill) this._paintBands(item, area);
    }
  }

  // Where the measure colours areas: its colour, or the hatching of "no data".
  _ownFill({ key, fill, hatched }) {
    const { moment, hatch } = this.shapes;
    return (moment ? moment.get(key) : hatched ? "" : fill) || hatch;
  }

  _paintBands(item, { stripes = [], owner = "" }) {
    const ground = owner ? this._colorOf(owner) : OWN_COLOR;
    paintBands(item, ground, stripes.map((code) => this._colorOf(code)), owner ? "none" : ground);
  }

  _colorOf(code) {
    return code === "own" ? OWN_COLOR : this.shapes.fillOf(code) || NO_COLOR;
  }

  path(key) {
    return this.areas.has(key) ? this.items.get(key).node : null;
  }

  // The area that stands for a country without a shape of its own.
  insteadOf(code) {
    const area = [...this.areas.values()].find(({ stands_for: country }) => country === code);
    return area && this.items.get(area.key);
  }
}

// What all areas have in common, for their own patterns to refer to: a zoom turns one of them, not all.
function addBands(holder, id) {
  const node = makeSvg("pattern", { id, patternUnits: "userSpaceOnUse", height: BAND, patternTransform: HATCH_TURN }, holder);
  return { node, turn: HATCH_TURN, attribute: "patternTransform" };
}

// `ground` is the colour that is seen between the bands, `under` what is drawn there: "none" lets the country through.
function paintBands(item, ground, colors, under) {
  const bands = bandsOn(ground, colors);
  const told = [under, ...bands].join();
  if (item.bands === told) return;
  item.bands = told;
  fillBands(item.pattern, under, bands);
}

// The bands as they can be seen: where they hardly differ from the ground they are darker than the fills that they stand
// for; where that does not help there is one of a darker tone of the ground. geo/render/hatching.py has the same.
function bandsOn(ground, colors) {
  const dark = colors.map((color) => (color === ground ? color : darker(color)));
  return [colors, dark].find((bands) => bands.some((color) => apartBy(color, ground) >= SEEN)) || [darker(ground)];
}

function apartBy(one, other) {
  const [a, b] = [one, other].map(lightsOf);
  return a.reduce((sum, light, at) => sum + Math.abs(light - b[at]), 0);
}

// Red, green and blue; of what the theme decides, as it is in the light.
function lightsOf(color) {
  const known = { [NO_COLOR]: "#f1efea", [OWN_COLOR]: "#bab4a8", [OWN_BAND]: "#8b877e" }[color] || color;
  return [1, 3, 5].map((at) => parseInt(known.slice(at, at + 2), 16));
}

function fillBands(pattern, under, bands) {
  const size = { y: 0, height: BAND, "shape-rendering": "crispEdges" };
  put(pattern, "width", BAND * (bands.length + 1));
  const ground = makeSvg("rect", { ...size, x: 0, width: BAND * (bands.length + 1), fill: under });
  pattern.replaceChildren(ground, ...bands.map((color, at) => makeSvg("rect", { ...size, x: BAND * at, width: BAND + 0.05, fill: color })));
}

function darker(color) {
  if (!color.startsWith("#")) return OWN_BAND;
  return `#${lightsOf(color).map((light) => Math.floor(light * DARKER).toString(16).padStart(2, "0")).join("")}`;
}
