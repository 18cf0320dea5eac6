// The base map: every country of the topology once, restyled in place and never drawn again.

const SEAM = 179.99;

class Shapes {
  constructor(map, topology, hatchId, hooks) {
    this.map = map;
    this.hatch = `url(#${hatchId})`;
    this.hooks = hooks;
    this.renderer = L.svg({ padding: 0.5 }).addTo(map);
    this.countries = topojson.feature(topology, topology.objects.countries).features.filter((f) => f.geometry);
    const disputed = topology.objects.disputed;
    this.disputed = disputed ? topojson.feature(topology, disputed).features.filter((f) => f.geometry) : [];
    this.layers = new Map();
    this.outlines = [];
    this.shown = new Map();
    this.centre = null;
  }

  // Copies of the world depend on the meridian in the middle only.
  place(centre) {
    if (this.centre === centre) return;
    this.centre = centre;
    for (const feature of this.countries) this._placeCountry(feature);
    for (const line of this.outlines) line.remove();
    this.outlines = this.countries.flatMap((feature) => this._seamOutline(feature));
    if (!this.areasLayer) this.areasLayer = this.disputed.map((feature) => this._disputedLayer(feature));
  }

  _placeCountry(feature) {
    const rings = copiesOf(polygonsOf(feature.geometry), this.centre);
    const layer = this.layers.get(feature.id);
    if (layer) {
      layer.setLatLngs(rings);
      return;
    }
    const options = { renderer: this.renderer, interactive: false, className: "fl-shape", fill: true, smoothFactor: 0.7 };
    const plain = { fillColor: this.hatch, fillOpacity: 1, stroke: !crossesSeam(feature), weight: 0.7, color: "var(--fl-border)" };
    const added = L.polygon(rings, { ...options, ...plain }).addTo(this.map);
    this.layers.set(feature.id, added);
    const path = added.getElement();
    path.dataset.key = feature.id;
    this.hooks.listen(path, "country", feature.id);
  }

  // A country cut at the antimeridian gets its outline without the cut.
  _seamOutline(feature) {
    if (!crossesSeam(feature)) return [];
    const lines = polygonsOf(feature.geometry).flat().flatMap(withoutSeam);
    const options = { renderer: this.renderer, interactive: false, fill: false, weight: 0.7, color: "var(--fl-border)" };
    return [L.polyline(copiesOf(lines, this.centre), { ...options, className: "fl-seam" }).addTo(this.map)];
  }

  _disputedLayer(feature) {
    const rings = copiesOf(polygonsOf(feature.geometry), this.centre);
    const options = { renderer: this.renderer, interactive: false, className: "fl-disputed", weight: 1, dashArray: "2 2" };
    const layer = L.polygon(rings, { ...options, color: "var(--fl-disputed)", fillColor: this.stripes(), fillOpacity: 1 });
    layer.addTo(this.map).getElement().dataset.key = feature.id;
    return layer;
  }

  stripes() {
    return this.hatch.replace("-hatch", "-stripes");
  }

  // Only what differs from the last time touches the document.
  restyle(areas, related) {
    const byKey = new Map(areas.map((area) => [area.key, area]));
    for (const [key, layer] of this.layers) {
      const area = byKey.get(key);
      const fill = !area || area.hatched ? this.hatch : area.fill;
      const label = area ? cardSentence(area.card) || area.name : "";
      const style = JSON.stringify([fill, label, related.has(key)]);
      if (this.shown.get(key) === style) continue;
      this.shown.set(key, style);
      layer.setStyle({ fillColor: fill });
      describeControl(layer.getElement(), related.has(key) ? label : "");
      layer.getElement().classList.toggle("fl-nodata", fill === this.hatch);
    }
  }

  path(key) {
    const layer = this.layers.get(key);
    return layer ? layer.getElement() : null;
  }

  // How large a country is on the screen, in pixels; world copies do not count.
  extent(key) {
    const layer = this.layers.get(key);
    if (!layer) return 0;
    const bounds = L.latLngBounds(layer.getLatLngs()[0]);
    const low = this.map.project(bounds.getSouthWest());
    const high = this.map.project(bounds.getNorthEast());
    return Math.max(Math.abs(high.x - low.x), Math.abs(low.y - high.y));
  }
}

function polygonsOf(geometry) {
  return geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
}

function crossesSeam(feature) {
  return polygonsOf(feature.geometry).some((rings) => rings[0].some(([lon]) => Math.abs(lon) >= SEAM));
}

// Latitude and longitude at every shift where the part can be seen. Points on the antimeridian
// move out a little, so that the two halves of a country overlap and no gap shines through.
function copiesOf(parts, centre) {
  const copies = [];
  for (const part of parts) {
    const nested = Array.isArray(part[0][0]);
    const [low, high] = longitudes(nested ? part[0] : part);
    for (const shift of worldCopies(low, high, centre)) {
      const move = ([lon, lat]) => [lat, (nested && Math.abs(lon) >= SEAM ? lon + Math.sign(lon) * 0.02 : lon) + shift];
      copies.push(nested ? part.map((ring) => ring.map(move)) : part.map(move));
    }
  }
  return copies;
}

function withoutSeam(ring) {
  const pieces = [[]];
  ring.forEach((point, index) => {
    const last = ring[index - 1];
    if (last && Math.abs(point[0]) >= SEAM && Math.abs(last[0]) >= SEAM) pieces.push([]);
    pieces[pieces.length - 1].push(point);
  });
  return pieces.filter((piece) => piece.length > 1);
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
