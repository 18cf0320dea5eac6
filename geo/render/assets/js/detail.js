// The finer level of the ground: asked for only once the reader looks closely and the browser has nothing else to do.

const CLOSE = 5;
const SPARE = 6; // milliseconds that must be left for another step

class Detail {
  constructor(map, shapes, source) {
    Object.assign(this, { map, shapes, source, asked: false, over: false });
    map.on("zoomend", () => this._look());
    map.on("unload", () => (this.over = true));
    this._look();
  }

  get close() {
    return !this.over && this.map.getZoom() > CLOSE;
  }

  _look() {
    if (this.asked || !this.close) return;
    this.asked = true;
    whenIdle(() => this._load());
  }

  // Should it not load, the coarse level stays, and the next zoom tries again.
  async _load() {
    try {
      if (!this.close) throw new Error("The reader left");
      const topology = await loadShapes(this.source);
      this._go(this._steps(topology));
    } catch {
      this.asked = false;
    }
  }

  _go(steps) {
    whenIdle((deadline) => {
      let done = this.over;
      while (!done && deadline.timeRemaining() > SPARE) done = steps.next().done;
      if (!done) this._go(steps);
    });
  }

  // What is in view is made ready first and then changes at once, so that no border tears; the rest follows one by one.
  *_steps(topology) {
    const units = yield* inUnits(topology);
    const waiting = ["countries", "disputed"].flatMap((name) => geometriesOf(units, name).map((geometry) => ({ item: this.shapes[name].get(geometry.id), geometry })));
    const known = waiting.filter(({ item }) => item);
    const seen = known.filter(({ item }) => this._inView(item));
    for (const each of seen) yield this._prepare(each, units);
    yield seen.forEach((each) => this._swap(each));
    for (const each of known) {
      if (seen.includes(each)) continue;
      yield this._prepare(each, units);
      yield this._swap(each);
    }
  }

  _prepare(each, units) {
    each.parts = partsOf(units, each.geometry);
    each.centre = this.shapes.centre;
    each.texts = this.shapes.texts(each.item, each.parts);
  }

  _swap({ item, parts, centre, texts }) {
    this.shapes.outline(item, parts, centre === this.shapes.centre ? texts : undefined);
  }

  _inView({ parts }) {
    const { min, max } = this.map.getPixelBounds();
    const size = (256 * 2 ** this.map.getZoom()) / WORLD;
    const meets = ([west, north, east, south], shift) => (west + shift) * size < max.x && (east + shift) * size > min.x && north * size < max.y && south * size > min.y;
    return parts.some(({ box }) => [-WORLD, 0, WORLD].some((shift) => meets(box, shift)));
  }
}

// Safari has no requestIdleCallback.
function whenIdle(work) {
  if (window.requestIdleCallback) requestIdleCallback(work);
  else setTimeout(() => work({ timeRemaining: () => 2 * SPARE - 1 }), 50);
}
