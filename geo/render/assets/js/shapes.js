// The base map: every country of the topology once, restyled in place. A pan or a zoom changes how the groups round the
// paths are scaled; only once it leaves the room that they were drawn for, they are drawn again.
//
// What is seen of it is the backdrop; the paths are there for the pointer, the keyboard and paper.

const ROOM = 0.25; // of what is in sight, on each side of it
const WIDE = 8; // times as wide as what is in sight: so much is too much
const NOWHERE = "M0 0";

class Shapes {
  constructor(map, topology, hatchId, hooks) {
    Object.assign(this, { map, hooks, moment: null, carried: [], patterns: [], countries: new Map(), fills: new Map(), written: new WeakMap(), turn: 0, behind: new Map(), picking: false });
    this.renderer = new Sheet().addTo(map);
    this._addPatterns(`${hatchId}-map`);
    this.groups = Object.fromEntries(["edge", "countries", "borders", "reach", "disputed"].map((name) => [name, this._group(name)]));
    this.carried = this.carried.filter((group) => group !== this.groups.borders); // not seen but on paper: it may come later
    this.edge = makeSvg("path", { class: "fl-edge" }, this.groups.edge);
    this.disputes = new Disputes(this);
    this.outlines = new Outlines(this);
    this.borders = new Borders(this, this.groups.borders);
    this.backdrop = new Backdrop(map, this);
    this.take(topology);
    this.renderer.on("update", () => this._follow());
    this._follow();
  }

  // These shapes from now on: a country that was there before keeps its path, with all that the reader does with it.
  take(topology) {
    const units = atOnce(inUnits(topology));
    const made = (name, make) => new Map(geometriesOf(units, name).map((geometry) => [geometry.id, make(geometry)]));
    const countries = made("countries", (geometry) => this._country(units, geometry));
    for (const [key, { node }] of this.countries) if (!countries.has(key)) node.remove();
    this.disputes.take(units);
    Object.assign(this, { countries, disputed: this.disputes.items, centre: undefined, turn: this.turn + 1 });
    this.borders.take(units);
    this._rim(geometriesOf(units, "edge").flatMap((geometry) => partsOf(units, geometry)));
  }

  // Where the plane ends there is no water.
  _rim(parts) {
    const text = fillText(parts, null);
    put(this.edge, "d", text || NOWHERE);
    this.rim = text ? new Path2D(text) : null;
    this.map.getContainer().classList.toggle("fl-rimmed", parts.length > 0);
  }

  // Not those of the legend: these keep their size on the screen inside of what is scaled.
  _addPatterns(id) {
    this.patternId = id;
    this.hatch = `url(#${id})`;
    this.defs = makeSvg("defs", {}, this.renderer._container);
    this.patterns = [addHatch(this.defs, id), addBands(this.defs, `${id}-bands`)];
  }

  _group(name) {
    return this.carry(makeSvg("g", { class: `fl-ground fl-ground-${name}` }, this.renderer._rootGroup));
  }

  // From now on what is in the group is in units of the world.
  carry(group) {
    this.carried.push(group);
    if (this.scale) put(group, "transform", this.scale);
    return group;
  }

  _follow() {
    this._scale();
    this.backdrop.follow();
    if (!this.inHaste) this.catchUp();
    if (!this._makeRoom()) return;
    for (const item of this._drawn()) this._draw(item);
    this.borders.follow();
    this.outlines.redraw();
  }

  // Whether there is another room now.
  _makeRoom() {
    const [west, north, east, south] = this.sight();
    const { room } = this;
    if (room && holds(room, [west, north, east, south]) && room[2] - room[0] < WIDE * (east - west)) return false;
    const [dx, dy] = [(east - west) * ROOM, (south - north) * ROOM];
    this.room = [west - dx, north - dy, east + dx, south + dy].map(Math.round);
    return true;
  }

  // Countries and disputed areas, once it is known where the world ends.
  _drawn() {
    return this.centre === undefined ? [] : [...this.countries.values(), ...this.disputed.values()];
  }

  _scale() {
    const size = unitSize(this.map);
    const { x, y } = this.map.getPixelOrigin();
    this.scale = `translate(${-x} ${-y}) scale(${size})`;
    for (const group of this.carried) put(group, "transform", this.scale);
    // Patterns keep their size on the screen.
    for (const { node, turn, attribute } of this.patterns) put(node, attribute, `scale(${1 / size}) ${turn}`);
  }

  _country(units, geometry) {
    const key = geometry.id;
    const item = this.countries.get(key) || { key, node: this._path(key) };
    return withParts(item, partsOf(units, geometry));
  }

  _path(key) {
    const node = makeSvg("path", { class: "fl-shape", "data-key": key }, this.groups.countries);
    this.hooks.listen(node, "country", key);
    return node;
  }

  // Copies of the world depend on the meridian in the middle only.
  place(centre) {
    if (this.centre === centre) return;
    this.centre = centre;
    for (const item of this._drawn()) this.outline(item, item.parts);
    this.borders.follow();
  }

  // Gives a country (or a disputed area) its outline.
  outline(item, parts) {
    item.parts = parts;
    this._draw(item);
    if (item.key) this.outlines.follow(item.key);
  }

  _draw(item) {
    const before = item.texts || {};
    const texts = this.texts(item.parts);
    if (before === texts) return;
    item.texts = texts;
    if (before.fill === texts.fill) return;
    for (const path of [item.node, item.reach]) if (path) this._write(path, texts.fill);
    this.backdrop.repaint();
  }

  // Only disputed areas are seen themselves.
  _write(path, text) {
    this.behind.delete(path);
    if (this.inHaste && !path.classList.contains("fl-disputed")) this.behind.set(path, text);
    else put(path, "d", text);
  }

  // What nobody sees may wait while the wheel turns.
  get inHaste() {
    return Boolean(this.map.inHaste) && !this.picking;
  }

  // All but some countries fade: the paths themselves are seen.
  pick(picking) {
    this.picking = picking;
    this.catchUp();
  }

  // The paths follow what the backdrop shows already.
  catchUp() {
    for (const [path, text] of this.behind) put(path, "d", text);
    this.behind.clear();
    put(this.groups.borders, "transform", this.scale);
    this.borders.catchUp();
  }

  // What is seen of these parts in the room; both levels of detail keep theirs.
  texts(parts) {
    const { centre, room } = this;
    const known = this.written.get(parts);
    if (known && known.centre === centre && known.room === room) return known;
    const texts = { centre, room, fill: fillText(parts, centre, room) || NOWHERE };
    this.written.set(parts, texts);
    return texts;
  }

  // Only what differs from the last time touches the document.
  restyle(areas, related) {
    const byKey = new Map(areas.map((area) => [area.key, area]));
    this.fills = new Map(areas.map((area) => [area.key, area.hatched ? "" : area.fill]));
    for (const item of this.countries.values()) {
      const area = byKey.get(item.key);
      this._paint(item);
      const label = area && related.has(item.key) ? cardSentence(area.card) || area.name : "";
      if (item.label !== label) describeControl(item.node, label);
      item.label = label;
    }
  }

  // The fills of a moment: country -> colour, none or an empty one is "no data"; null goes back to those of the map.
  repaint(fills) {
    this.moment = fills;
    for (const item of this.countries.values()) this._paint(item);
    this.disputes.paint();
  }

  // What a country is filled with now; "" is "no data". Also of one that has no shape in this worldview.
  fillOf(key) {
    return (this.moment || this.fills).get(key) || "";
  }

  _paint(item) {
    const fill = this.fillOf(item.key);
    if (item.fill === fill) return;
    item.fill = fill;
    this.backdrop.repaint();
    item.node.setAttribute("fill", fill ? themed(fill) : this.hatch);
    item.node.classList.toggle("fl-nodata", !fill);
  }

  path(key) {
    const item = this.countries.get(key);
    return item ? item.node : null;
  }

  // A country, the area that stands for it in this worldview, or a disputed area.
  item(key) {
    return this.countries.get(key) || this.disputed.get(key) || this.disputes.insteadOf(key);
  }

  // What is drawn of the world, on the screen and beside it: [west, north, east, south] in units.
  sight() {
    const { min, max } = this.renderer._bounds;
    const origin = this.map.getPixelOrigin();
    const size = unitSize(this.map);
    return [min.x + origin.x, min.y + origin.y, max.x + origin.x, max.y + origin.y].map((pixel) => pixel / size);
  }

  // How large the main part of a country is on the screen, in pixels.
  extent(key) {
    const item = this.countries.get(key);
    if (!item) return 0;
    const [west, north, east, south] = item.parts[0].box;
    return Math.max(east - west, south - north) * unitSize(this.map);
  }

  // Where most of a country is, to go there: [west, south, east, north] of places; null if it is not on the map.
  bounds(key) {
    const item = this.item(key);
    return item ? homeOf(item.parts) : null;
  }
}

// Reachable by keyboard with a spoken name, or not at all. Which one of them Tab goes to: see Roving.
function describeControl(node, label) {
  if (!label) {
    for (const name of ["tabindex", "role", "aria-label"]) node.removeAttribute(name);
    return;
  }
  node.setAttribute("role", "button");
  node.setAttribute("aria-label", label);
}
