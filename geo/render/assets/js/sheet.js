// The SVG that the map is drawn on. Leaflet's own is cut out anew after each pan, and drawn anew with it. This one stays
// as it is until the reader comes near its edge, and makes room while the map still moves.

const SHEET_PADDING = 0.5; // of the map's size, on each side
const SHEET_MARGIN = 0.1; // of the map's size: so near to the edge it makes room

const Sheet = L.SVG.extend({
  options: { padding: SHEET_PADDING },

  getEvents() {
    return { ...L.SVG.prototype.getEvents.call(this), move: this._makeRoom };
  },

  // Not on the way to another zoom: then what is drawn is stretched until the map has come to rest.
  _makeRoom() {
    if (this._zoom === this._map.getZoom()) this._update();
  },

  _update() {
    if (this._bounds && this._covers()) return;
    L.SVG.prototype._update.call(this);
    this._origin = this._map.getPixelOrigin();
  },

  _covers() {
    const { _map: map, _bounds: own } = this;
    if (this._zoom !== map.getZoom() || !this._origin.equals(map.getPixelOrigin())) return false;
    const margin = map.getSize().multiplyBy(SHEET_MARGIN);
    const { min, max } = map.getPixelBounds();
    return own.contains(L.bounds(min.subtract(this._origin).subtract(margin), max.subtract(this._origin).add(margin)));
  },
});
