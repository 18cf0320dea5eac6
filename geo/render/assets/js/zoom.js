// Zooming without waiting: the wheel turns the map at once, in steps as fine as the wheel's own. What is drawn follows in
// the same frame, so there is no picture to stretch while the true one is made.

const WHEEL_PIXELS = 110; // of turning for one level of zoom
const PINCH_PIXELS = 30; // the same for two fingers on a pad, which a browser sends as a wheel with Ctrl
const LINE_PIXELS = 20; // of a wheel that counts in lines

class WheelZoom {
  constructor(map) {
    Object.assign(this, { map, turned: 0, frame: 0 });
    const container = map.getContainer();
    container.addEventListener("wheel", (event) => this._turn(event), { passive: false });
    map.on("unload", () => cancelAnimationFrame(this.frame));
  }

  _turn(event) {
    if (!this.map._loaded) return;
    event.preventDefault();
    event.stopPropagation();
    const pixels = event.deltaY * (event.deltaMode === 1 ? LINE_PIXELS : event.deltaMode === 2 ? 10 * LINE_PIXELS : 1);
    this.turned -= pixels / (event.ctrlKey ? PINCH_PIXELS : WHEEL_PIXELS);
    this.at = this.map.mouseEventToContainerPoint(event);
    if (!this.frame) this.frame = requestAnimationFrame(() => this._zoom());
  }

  // Everything turned since the last frame; a single jerk of the wheel takes one level at most.
  _zoom() {
    const step = Math.max(-1, Math.min(1, this.turned));
    this.frame = this.turned = 0;
    const { map } = this;
    const zoom = Math.max(map.getMinZoom(), Math.min(map.getMaxZoom(), map.getZoom() + step));
    map.inHaste = true; // another step is likely to follow: what nobody sees waits
    if (zoom !== map.getZoom()) map.setZoomAround(this.at, zoom, { animate: false });
    map.inHaste = false;
  }
}
