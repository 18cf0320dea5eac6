// The relations: which of them are drawn now, and drawn how. Up to a few hundred are SVG; more are a picture on a
// canvas, with SVG only for what is under the pointer, held, or reached by the keyboard.

const MANY_LINES = 400; // from 200 on a picture takes no more time than SVG, at 400 less, at 800 half of it
const MANY_NEW = 80; // more than these appear without growing
const MANY_FLASHES = 60;
const CLOSER = 1.25; // the frame is so many times larger than the screen where a reader looks closer

class Lines {
  // hooks: listen(node, kind, id), areas() -> Map of areas by key, frame() -> what the map was fitted to, as places,
  // changed() when others are drawn
  constructor(group, map, hooks) {
    Object.assign(this, { group, map, hooks, lines: [], reserve: [], near: [], drawn: [], centre: 0, byId: new Map() });
    Object.assign(this, { moment: null, hidden: null, kept: null, lifted: new Set(), curves: new Map(), onChange: null, told: "" });
    this.extra = new Strokes(makeSvg("g", {}, group), hooks);
    this.strokes = new Strokes(makeSvg("g", {}, group), hooks);
    this.signs = new Signs(makeSvg("g", { class: "fl-signs" }, group));
    this.moving = new MovingLines(map, this, [this.extra.group, this.strokes.group]);
    whenResting(map, () => this._moved());
  }

  // The map lies in another plane: what is drawn is of no use any more.
  enter(centre) {
    this.centre = centre;
    for (const canvas of [this.picture, this.keptPicture]) if (canvas) canvas.clear();
    this._anchor();
    this._forgetCurves();
    this.atOnce = true;
  }

  _anchor() {
    this.anchors = new Map([...this.hooks.areas()].map(([key, area]) => [key, this.map.plane.anchor(area.anchor || [0, 0])]));
  }

  // Another map, of its whole window.
  update(lines, reserve, centre) {
    const first = this.shown === undefined;
    Object.assign(this, { lines, reserve: reserve || [], centre, moment: null });
    this.byId = new Map([...this.reserve, ...lines].map((line) => [line.id, line]));
    this._anchor();
    this._forgetCurves();
    this.many = lines.length + Math.min(lines.length, this.reserve.length) > MANY_LINES;
    this.group.classList.toggle("fl-on-demand", this.many);
    this._choose();
    const fresh = this._renew();
    if (first && fresh.length <= MANY_NEW && !wantsLessMotion() && !this.many) this.strokes.grow(fresh, GROW_MS);
  }

  // ---- which lines

  // The lines of a moment, by their ids; null: of the whole window. What begins and ends may be shown to.
  show(ids, { begun = [], ended = [] } = {}) {
    this.moment = ids;
    if (!wantsLessMotion()) this._flash(begun, ended);
    this._refresh();
  }

  // Lines that the reader does not want to see: a test of a line, or null.
  hide(test) {
    this.hidden = test;
    this._refresh();
  }

  pick(id) {
    return this.byId.get(id);
  }

  visible() {
    return this.drawn;
  }

  // One of its ends at least is on this side of the Earth.
  _reaches({ source, target }) {
    return Boolean(this.anchors.get(source).at || this.anchors.get(target).at);
  }

  _wanted(line) {
    return this._reaches(line) && (!this.moment || this.moment.has(line.id)) && !(this.hidden && this.hidden(line));
  }

  _choose() {
    const own = this.lines.filter((line) => this._wanted(line));
    this.near = this._closeBy(own);
    this.drawn = [...this.near, ...own];
    this.finder = null;
    const beyond = this.lines.length - this.lines.filter((line) => this._reaches(line)).length;
    const shown = `${this.drawn.length} ${this.near.length} ${beyond}`;
    if (this.shown !== shown && this.onChange) this.onChange(this.drawn.length, this.near.length, beyond);
    this.shown = shown;
  }

  // Looking closer, as many lines as the whole map has, the strongest, may touch the countries in sight. Those of the
  // map itself stay in any case.
  _closeBy(own) {
    if (!this.reserve.length || !this._closer()) return [];
    const { min, max } = this.map.getPixelBounds();
    const scale = 1 / degreesPerPixel(this.map.getZoom());
    const inSight = new Set();
    const turns = this.map.plane.copies ? [-360, 0, 360] : [0];
    for (const [key, { at }] of this.anchors) {
      if (!at) continue;
      const [x, y] = at;
      const height = (180 - y) * scale;
      const there = turns.some((shift) => (x + shift + 180) * scale >= min.x && (x + shift + 180) * scale <= max.x);
      if (there && height >= min.y && height <= max.y) inSight.add(key);
    }
    const touches = (line) => inSight.has(line.source) || inSight.has(line.target);
    const room = this.lines.length - own.filter(touches).length;
    return room > 0 ? this.reserve.filter((line) => touches(line) && this._wanted(line)).slice(-room) : [];
  }

  _closer() {
    const { plane } = this.map;
    const [west, south, east, north] = this.hooks.frame();
    const [[left, low], [right, high]] = [plane.flat([west, south]), plane.flat([east, north])];
    const pixel = degreesPerPixel(this.map.getZoom());
    const { x, y } = this.map.getSize();
    return Math.max((right - left) / pixel / x, (high - low) / pixel / y) > CLOSER;
  }

  // True if other lines are drawn now.
  _refresh() {
    const before = this.drawn;
    this._choose();
    if (before.length === this.drawn.length && before.every((line, at) => line === this.drawn[at])) return false;
    this._renew(false);
    this.hooks.changed();
    return true;
  }

  // ---- how they are drawn

  // All that is drawn, made or made anew; gives the ids of lines that were not there before.
  _renew(all = true) {
    if (all) this.moving.stay();
    this.moving.renew();
    this._sign();
    if (this.many) {
      if (all) this.strokes.keepOnly(new Set());
      this.extra.keepOnly(new Set());
      this._lift();
      this._paint();
      return [];
    }
    if (this.picture) this._dropPicture();
    const fresh = this._putAll(this.strokes, this.lines, all);
    this._putAll(this.extra, this.near, all);
    const there = new Set(this.drawn.map((line) => line.id));
    this.strokes.mark("fl-gone", new Set(this.lines.filter((line) => !there.has(line.id)).map((line) => line.id)));
    return fresh;
  }

  _putAll(strokes, lines, all) {
    const ids = lines.map((line) => line.id);
    strokes.keepOnly(new Set(ids));
    const fresh = lines.filter((line) => (all || !strokes.has(line.id)) && strokes.put(line, this.copies(line)));
    strokes.arrange(ids);
    return fresh.map((line) => line.id);
  }

  _paint() {
    this.picture = this.picture || new LineCanvas(this.map, "fl-all");
    const region = this.picture.region();
    this.picture.paint(this._marks(this.drawn, region), region, this.atOnce || this._onPaper(), casingOf(this.map));
    this.atOnce = false;
    this.keep(this.kept, this.told);
  }

  _onPaper() {
    return Boolean(this.map.getContainer().closest(".fl-paper"));
  }

  _dropPicture() {
    for (const canvas of [this.picture, this.keptPicture]) if (canvas) canvas.clear();
    this.strokes.keepOnly(new Set());
  }

  // Lines and their curves within a part of the world, in pixels from its corner.
  _marks(lines, { zoom, left, top, width, height }) {
    const scale = 1 / degreesPerPixel(zoom);
    const marks = [];
    for (const [own, curve] of this._eachCurve(lines)) {
      const [low, high] = [Math.min(curve[1], curve[3], curve[5], curve[7]), Math.max(curve[1], curve[3], curve[5], curve[7])];
      if ((180 - low) * scale < top - 6 || (180 - high) * scale > top + height + 6) continue;
      const line = this.moment && own.opacity < 1 ? { ...own, opacity: 1 } : own; // on its days no line is over
      for (const shift of this._shifts(curve)) {
        const c = onScreen(curve, scale, shift * scale - left, -top);
        if (Math.max(c[0], c[2], c[4], c[6]) > -6 && Math.min(c[0], c[2], c[4], c[6]) < width + 6) marks.push({ line, curve: c });
      }
    }
    return marks;
  }

  _forgetCurves() {
    this.curves.clear();
    this.finder = null;
    this.laidAt = this.map.getZoom();
  }

  *_eachCurve(lines) {
    for (const line of lines) for (const curve of this._curves(line)) yield [line, curve];
  }

  // A line is one curve, or what of it lies within the rim of the plane.
  _curves(line) {
    let curves = this.curves.get(line.id);
    if (!curves) {
      const laid = this.map.plane.curves(this.anchors.get(line.source), this.anchors.get(line.target), line, degreesPerPixel(this.laidAt));
      curves = laid.map((curve) => nearTo(curve, this.centre));
      this.curves.set(line.id, curves);
    }
    return curves;
  }

  _shifts(c) {
    return worldCopies(Math.min(c[0], c[2], c[4], c[6]), Math.max(c[0], c[2], c[4], c[6]), this.centre);
  }

  // The copies of a line in the layer of the current zoom.
  copies(line) {
    const scale = 1 / degreesPerPixel(this.map.getZoom());
    const { x, y } = this.map.getPixelOrigin();
    return this._curves(line).flatMap((curve) => this._shifts(curve).map((shift) => onScreen(curve, scale, shift * scale - x, -y)));
  }

  // Another zoom, or Leaflet counts its pixels from another place.
  redraw() {
    if (this.laidAt !== this.map.getZoom()) this._forgetCurves();
    this.moving.redraw();
    this._sign();
  }

  redrawStrokes() {
    for (const strokes of [this.strokes, this.extra]) for (const id of strokes.nodes.keys()) strokes.draw(id, this.copies(this.pick(id)));
    this.moving.stay();
  }

  // The signs of what changed, on lines that say so.
  _sign() {
    const told = this.drawn.filter((line) => line.change);
    if (!told.length && !this.signs.items.size) return;
    const { x, y } = this.map.getPixelOrigin();
    const sight = this.map.getPixelBounds();
    const sees = ([left, top]) => sight.contains([left + x, top + y]);
    this.signs.put(told.map((line) => ({ line, curves: this.copies(line) })), sees);
  }

  _moved() {
    if (!this.anchors) return;
    if (this.laidAt !== this.map.getZoom()) this.redraw();
    this.finder = null;
    const others = this.reserve.length > 0 && this._refresh();
    if (this.many && !others && !this.picture.covers()) this._paint();
  }

  // ---- what a reader points at

  // Keep some lines, fade the others; null shows all alike. `told` is the one that is pointed at.
  keep(ids, told = "") {
    if (this.moving.front && (told !== this.told || [...(ids || [])].join() !== [...(this.kept || [])].join())) this.moving.end();
    Object.assign(this, { kept: ids, told });
    this.group.classList.toggle("fl-some", ids !== null);
    this.signs.keep(ids);
    for (const strokes of [this.strokes, this.extra]) {
      strokes.mark("fl-on", ids);
      strokes.mark("fl-at", new Set([told]));
    }
    if (this.many) this._keepPicture(ids);
  }

  _keepPicture(ids) {
    this.keptPicture = this.keptPicture || new LineCanvas(this.map, "fl-kept");
    this.picture.fade(ids !== null);
    if (!ids) {
      this.keptOf = null;
      return void this.keptPicture.clear();
    }
    const kept = this.drawn.filter((line) => ids.has(line.id));
    const same = this.keptOf && kept.length === this.keptOf.length && kept.every((line, at) => line === this.keptOf[at]);
    if (same && (this.keptPicture.covers() || this.keptPicture.busy)) return;
    if (!same) this.keptPicture.clear();
    this.keptOf = kept;
    const region = this.keptPicture.region();
    this.keptPicture.paint(this._marks(kept, region), region, this._onPaper(), casingOf(this.map));
  }

  // The line under a point of the map, where lines are a picture. `reach` in pixels.
  at(point, reach) {
    if (!this.many) return null;
    if (!this.finder) {
      const region = this.picture.region();
      this.finder = new Finder(this._marks(this.drawn, region), region);
    }
    const { x, y } = this.map.getPixelBounds().min.add(point);
    return this.finder.at(x, y, reach);
  }

  // The SVG group of a line that is drawn; on a picture only those that were lifted out of it have one.
  node(id) {
    const item = this.strokes.nodes.get(id) || this.extra.nodes.get(id);
    return item ? item.node : null;
  }

  // On a picture: these lines get an SVG group, and no others.
  lift(ids) {
    this.lifted = ids;
    if (this.many) this._lift();
  }

  _lift() {
    const there = [...this.lifted].map((id) => this.pick(id)).filter(Boolean);
    this.strokes.keepOnly(new Set(there.map((line) => line.id)));
    for (const line of there) this.strokes.put(line, this.copies(line));
  }

  _flash(begun, ended) {
    if (begun.length + ended.length > MANY_FLASHES) return;
    if (this.many) {
      for (const line of [...begun, ...ended].map((id) => this.pick(id)).filter(Boolean)) this.strokes.put(line, this.copies(line));
      setTimeout(() => this._lift(), FLASH_MS);
    }
    this.strokes.flash("fl-begun", begun);
    this.strokes.flash("fl-ending", ended);
  }

  // Boxes round the ends of the strongest lines and their signs, which names should leave free; ends in one place share a box.
  ends() {
    const boxes = new Map();
    for (const line of this.drawn.slice(-MANY_LINES)) {
      for (const c of this.copies(line)) {
        for (const [x, y] of [[c[0], c[1]], [c[6], c[7]]]) boxes.set(`${x >> 3} ${y >> 3}`, { left: x - 6, top: y - 6, width: 12, height: 12 });
      }
    }
    return [...boxes.values(), ...this.signs.boxes()];
  }

  // Places along a line, from its source to its target; of its longer piece, where it has two.
  path(id) {
    const [longest] = [...this._curves(this.pick(id))].sort((a, b) => lengthOf(b) - lengthOf(a));
    return longest ? this.map.plane.along(longest, 9) : [];
  }

  middle(id) {
    return this.path(id)[4];
  }
}
