// The SVG that the map is drawn on. Leaflet's own is cut out anew after each pan, and drawn anew with it. This one stays
// as it is until the reader comes near its edge, and makes room while the map still moves.

const SHEET_PADDING = 0.5; // of the map's size, on each side
const TILE = 254; // pixels: a browser that draws with the processor has its pictures in tiles of this size, and makes those in sight first
const SHEET_MARGIN = 0.1; // of the map's size: so near to the edge it makes room

const Sheet = L.SVG.extend({
  getEvents() {
    return { ...L.SVG.prototype.getEvents.call(this), move: this._makeRoom };
  },

  // Not on the way to another zoom: then what is drawn is stretched until the map has come to rest.
  _makeRoom() {
    if (this._zoom === this._map.getZoom()) this._update();
  },

  _reset() {
    this._update();
  },

  _update() {
    if (this._bounds && this._covers()) return;
    const { _map: map, _container: container } = this;
    const size = map.getSize();
    // The first tile is a pixel longer than the others, and the map may begin within a pixel
    const padding = L.point(...[size.x, size.y].map((side) => Math.ceil((side * SHEET_PADDING) / TILE) * TILE + 2));
    const min = map.containerPointToLayerPoint(padding.multiplyBy(-1)).round();
    this._bounds = L.bounds(min, min.add(padding.multiplyBy(2)).add(size));
    Object.assign(this, { _zoom: map.getZoom(), _origin: map.getPixelOrigin() });
    const { x: width, y: height } = this._bounds.getSize();
    put(container, "width", width);
    put(container, "height", height);
    L.DomUtil.setPosition(container, min);
    container.setAttribute("viewBox", `${min.x} ${min.y} ${width} ${height}`);
    this.fire("update");
  },

  // On the way to another zoom.
  _updateTransform(center, zoom) {
    const scale = this._map.getZoomScale(zoom, this._zoom);
    const corner = this._bounds.min.add(this._origin).multiplyBy(scale);
    L.DomUtil.setTransform(this._container, corner.subtract(this._map._getNewPixelOrigin(center, zoom)), scale);
  },

  _covers() {
    const { _map: map, _bounds: own } = this;
    if (this._zoom !== map.getZoom() || !this._origin.equals(map.getPixelOrigin())) return false;
    const margin = map.getSize().multiplyBy(SHEET_MARGIN);
    const { min, max } = map.getPixelBounds();
    return own.contains(L.bounds(min.subtract(this._origin).subtract(margin), max.subtract(this._origin).add(margin)));
  },
});
