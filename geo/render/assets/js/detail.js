// The finer level of the ground: asked for only once the reader looks closely and the browser has nothing else to do.
// Only what is in view is drawn finely: all the world's coasts would make each zoom half as fast.

const CLOSE = { mercator: 5, plane: 5.5 }; // Mercator has stretched middle latitudes by as much
const AROUND_VIEW = { none: 0, drawn: 0.5, kept: 1, ready: 2 }; // of the map's size, on each side
const SPARE = 6; // milliseconds that must be left for another step

class Detail {
  constructor(map, shapes, source) {
    Object.assign(this, { map, shapes, source, places: null, asked: false, over: false, run: 0 });
    this.turns = { zoomend: () => this._leave(), moveend: () => this._look(), unload: () => this.stop() };
    map.on(this.turns);
    this._look();
  }

  stop() {
    this.over = true;
    this.map.off(this.turns);
  }

  get close() {
    return !this.over && this.map.getZoom() > (this.map.plane.copies ? CLOSE.mercator : CLOSE.plane);
  }

  // From afar the coarse level looks the same and is drawn faster.
  _leave() {
    if (this.close || !this.places) return;
    this.run += 1;
    for (const place of this.places) this._coarsen(place);
    this.shapes.borders.refine(null);
  }

  _look() {
    if (!this.close) return;
    if (this.places) return this._renew();
    if (this.asked) return;
    this.asked = true;
    whenIdle(() => this._load());
  }

  // Should it not load, the coarse level stays, and the next move tries again.
  async _load() {
    try {
      if (!this.close) throw new Error("The reader left");
      const topology = await loadShapes(this.source);
      this._go(this._read(topology), this.run);
    } catch {
      this.asked = false;
    }
  }

  // Does the work in slices; a newer run takes the place of an older one.
  _go(steps, run) {
    whenIdle((deadline) => {
      let done = this.over || run !== this.run;
      while (!done && deadline.timeRemaining() > SPARE) done = steps.next().done;
      if (!done) this._go(steps, run);
    });
  }

  *_read(topology) {
    this.units = yield* inUnits(topology);
    this.shapes.borders.fine = yield* squaresOf(this.units, CELL_SIZE.fine);
    const named = (name) => geometriesOf(this.units, name).map((geometry) => ({ item: this.shapes[name].get(geometry.id), geometry }));
    this.places = [...named("countries"), ...named("disputed")].filter(({ item }) => item);
    for (const place of this.places) place.box = boxOf(place.item.coarse.flatMap(cornersOf));
    this._look();
  }

  // What comes into sight and has been made ready before changes with the map, in the same picture.
  _renew() {
    this.run += 1;
    const seen = this._within(AROUND_VIEW.drawn);
    const late = this._within(AROUND_VIEW.none).some(({ item, fine }) => item.parts !== fine);
    if (late && seen.every(({ fine }) => fine)) this._show(seen);
    this._go(this._refine(seen), this.run);
  }

  // What is in view is made ready first and then changes at once, so that no border tears; then what may come into view.
  *_refine(seen) {
    for (const place of seen) yield this._prepare(place);
    yield this._show(seen);
    const kept = new Set(this._within(AROUND_VIEW.kept));
    for (const place of this.places) if (!kept.has(place)) yield this._coarsen(place);
    for (const place of this._within(AROUND_VIEW.ready)) yield this._prepare(place);
  }

  _show(seen) {
    seen.forEach((place) => this._swap(place));
    this.shapes.borders.refine(this._view(AROUND_VIEW.drawn));
  }

  // In view, or so near to it that a short way leads there: `around` are sizes of the map.
  _within(around) {
    const [west, north, east, south] = this._view(around);
    const views = [0, -WORLD, WORLD].map((shift) => [west + shift, north, east + shift, south]);
    return this.places.filter(({ item, box }) => views.some((view) => meets(box, view) && item.coarse.some((part) => meets(part.box, view))));
  }

  _prepare(place) {
    place.fine ||= partsOf(this.units, place.geometry);
    this.shapes.texts(place.fine);
  }

  _swap({ item, fine }) {
    if (item.parts !== fine) this.shapes.outline(item, fine);
  }

  _coarsen({ item }) {
    if (item.parts !== item.coarse) this.shapes.outline(item, item.coarse);
  }

  // What is in sight and beside it, in units.
  _view(around) {
    const bounds = this.map.getPixelBounds();
    const [min, max] = [bounds.min, bounds.max].map((point) => point.divideBy(unitSize(this.map)));
    const [dx, dy] = [(max.x - min.x) * around, (max.y - min.y) * around];
    return [min.x - dx, min.y - dy, max.x + dx, max.y + dy];
  }
}

function cornersOf({ box: [west, north, east, south] }) {
  return [[west, north], [east, south]];
}

// Safari has no requestIdleCallback.
function whenIdle(work) {
  if (window.requestIdleCallback) return void requestIdleCallback(work);
  setTimeout(() => {
    const end = performance.now() + 12;
    work({ timeRemaining: () => end - performance.now() });
  }, 50);
}
