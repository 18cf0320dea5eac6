// Where the map looks: fitted to the frame once, then it belongs to the reader.

const NARROW = 720;
const LEGEND_LEAST = 300;
const LEGEND_MARGIN = 64; // the footer, and the air above and below the legend

class Viewport {
  constructor(map, root, header, legend) {
    Object.assign(this, { map, root, header, legend, bounds: "", own: false, moved: false });
    map.on("movestart", () => {
      if (!this.own) this.moved = true;
    });
    this.observer = new ResizeObserver(() => this._resized());
    this.observer.observe(map.getContainer());
  }

  get narrow() {
    return this.root.clientWidth < NARROW;
  }

  // Moves only when the frame is another one than before.
  fit(spec) {
    const bounds = JSON.stringify(spec.bounds);
    if (bounds === this.bounds) return;
    const first = !this.bounds;
    this.bounds = bounds;
    this.moved = false;
    this.own = true;
    this._limits(middleOf(spec));
    this._go(spec.bounds, !first && !wantsLessMotion());
  }

  _go([west, south, east, north], animate) {
    const box = [[south, west], [north, east]];
    this.own = true;
    const options = { ...this._room(), animate, duration: 0.6 };
    if (animate) this.map.once("moveend", () => (this.own = false));
    if (animate) this.map.flyToBounds(box, options);
    else this.map.fitBounds(box, options);
    if (!animate) this.own = false;
  }

  // The panels on the map take room from it.
  _room() {
    if (this.narrow) return { paddingTopLeft: [8, 8], paddingBottomRight: [8, 48] };
    const panel = Math.max(this.header.node.offsetWidth, this.legend.node.open ? this.legend.node.offsetWidth : 0);
    return { paddingTopLeft: [panel + 32, 24], paddingBottomRight: [56, 24] };
  }

  // Never smaller than what the copies of the world can fill.
  _limits(centre) {
    const size = this.map.getSize();
    const zoom = Math.log2((size.x * 360) / (2 * REACH) / 256);
    this.map.setMinZoom(Math.max(0, Math.ceil(zoom * 4) / 4));
    this.map.setMaxBounds([[-86, centre - REACH], [86, centre + REACH]]);
    this.centre = centre;
  }

  // On a wide screen the legend gets what the headline leaves of the left edge; if that is too little, it folds.
  arrange() {
    const node = this.legend.node;
    const room = this.root.clientHeight - this.header.node.offsetTop - this.header.node.offsetHeight - LEGEND_MARGIN;
    node.style.maxHeight = this.narrow ? "" : `${Math.max(40, room)}px`;
    const roomy = !this.narrow && room >= LEGEND_LEAST;
    if (this.roomy !== roomy) this.legend.fold(!roomy);
    this.roomy = roomy;
  }

  _resized() {
    this.arrange();
    if (!this.bounds || !this.root.clientWidth) return;
    this.own = true;
    this.map.invalidateSize({ pan: false });
    this._limits(this.centre);
    this.own = false;
    if (!this.moved) this._go(JSON.parse(this.bounds), false);
  }

  remove() {
    this.observer.disconnect();
  }
}

// The meridian in the middle, on the turn of the world that the frame lies on (a frame may reach past 180).
function middleOf({ center_lon: centre, bounds: [west, , east] }) {
  return centre + 360 * Math.round(((west + east) / 2 - centre) / 360);
}
