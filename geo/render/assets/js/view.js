// Where the map looks: fitted to the frame once, then it belongs to the reader.

const NARROW = 720;
const NEAR = 6; // the zoom to look at a small country with
const LEGEND_MARGIN = 28; // the air above and below the legend
const HEAD_SLACK = 48; // pixels of headline, two lines or so, that the map does not move for

class Viewport {
  constructor(map, root, header, legend) {
    Object.assign(this, { map, root, header, legend, bounds: "", own: false, moved: false, left: null, head: 0, headWidth: 0 });
    map.on("movestart", () => {
      if (!this.own) this.moved = true;
    });
    map.on("moveend", () => this._fence());
    this.observer = new ResizeObserver(() => this._resized());
    this.observer.observe(map.getContainer());
    this.observer.observe(header.node);
    this.onPaper = { beforeprint: () => this.toPaper(), afterprint: () => this.fromPaper() };
    for (const [name, react] of Object.entries(this.onPaper)) window.addEventListener(name, react);
  }

  get narrow() {
    return this.root.clientWidth < NARROW;
  }

  // Moves only when the frame is another one than before, and says whether it does. On another plane it goes there at
  // once; a reader who looked elsewhere keeps looking there.
  fit(spec) {
    const bounds = JSON.stringify(spec.bounds);
    const { left } = this;
    if (bounds === this.bounds && !left) return false;
    const stays = left && this.moved && bounds === this.bounds;
    const first = !this.bounds || left;
    this.left = null;
    this.bounds = bounds;
    this.frame = this.map.plane.frame(spec.bounds);
    this.moved = Boolean(stays);
    this.own = true;
    this._limits(middleOf(spec, this.map.plane));
    this._elsewhere();
    if (stays) this._return(left);
    else this._go(this.frame, !first && !wantsLessMotion(), Boolean(left));
    return true;
  }

  // The map lies in another plane now; where it looks is for `fit` to say.
  enter(plane) {
    const { map } = this;
    if (map.plane === plane) return;
    if (this.bounds) {
      const { lat, lng } = map.getCenter();
      this.left = { lonlat: map.plane.lonlat([lng, lat]), size: map.getZoom() + Math.log2(map.plane.stretch([lng, lat])) };
    } else this.left = map._loaded ? {} : null;
    map.plane = plane;
    map.options.crs = plane.crs;
    map.setMaxBounds(null);
  }

  // To the same place on another plane, as large as it was.
  _return({ lonlat, size }) {
    const [x, y] = this.map.plane.place(lonlat) || [0, 0];
    this.map.setView([y, x], size - Math.log2(this.map.plane.stretch([x, y])), { animate: false, reset: true });
    this.own = false;
  }

  _go([west, south, east, north], animate, reset = false) {
    const box = [[south, west], [north, east]];
    this.own = true;
    this.map.invalidateSize({ pan: false }); // the timeline may have taken room since
    if (!this.map.plane.copies) this.map.options.maxBounds = null; // they are those of the zoom before; see _fence
    const options = { ...this._room(), animate, reset, duration: 0.6 };
    if (animate) this.map.once("moveend", () => (this.own = false));
    if (animate) this.map.flyToBounds(box, options);
    else this.map.fitBounds(box, options);
    if (!animate) this.own = false;
  }

  // Shows a path (or a single point) with both its ends: if they are out of sight, or under a panel, the map goes where
  // all of it fits, no nearer than it was. `covered` are pixels at the lower edge.
  reveal(points, covered, animate) {
    const shift = this._nearest(longitudes(points));
    const places = points.map(([lon, lat]) => L.latLng(lat, lon + shift));
    if (places.every((place) => this._inSight(this.map.latLngToContainerPoint(place), covered))) return;
    const { paddingTopLeft, paddingBottomRight: [right, bottom] } = this._room();
    const options = { paddingTopLeft, paddingBottomRight: [right, Math.max(bottom, covered + 16)], maxZoom: this.map.getZoom() };
    if (animate) this.map.flyToBounds(places, { ...options, duration: 0.6 });
    else this.map.fitBounds(places, { ...options, animate: false });
  }

  // Goes to a country; `covered` are pixels at the lower edge.
  visit([west, south, east, north], covered) {
    const shift = this._nearest([west, east]);
    const box = [[south, west + shift], [north, east + shift]];
    const { paddingTopLeft, paddingBottomRight: [right, bottom] } = this._room();
    const options = { paddingTopLeft, paddingBottomRight: [right, Math.max(bottom, covered + 16)], maxZoom: NEAR };
    if (wantsLessMotion()) this.map.fitBounds(box, { ...options, animate: false });
    else this.map.flyToBounds(box, { ...options, duration: 0.8 });
  }

  // Which copy of the world to look at.
  _nearest([low, high]) {
    const here = this.map.getCenter().lng;
    const away = (shift) => Math.abs((low + high) / 2 + shift - here);
    return worldCopies(low, high, this.centre).sort((a, b) => away(a) - away(b))[0] || 0;
  }

  _inSight({ x, y }, covered) {
    const size = this.map.getSize();
    if (x < 4 || y < 4 || x > size.x - 4 || y > size.y - 4 - covered) return false;
    const frame = this.map.getContainer().getBoundingClientRect();
    return ![this.header.node, this.legend.node].some((panel) => {
      const box = panel.getBoundingClientRect();
      return x + frame.x > box.left && x + frame.x < box.right && y + frame.y > box.top && y + frame.y < box.bottom;
    });
  }

  // The panels on the map take room from it.
  _room() {
    if (this.narrow) return { paddingTopLeft: [24, 24], paddingBottomRight: [24, 48] };
    const panel = Math.max(this.header.node.offsetWidth, this.legend.node.open ? this.legend.node.offsetWidth : 0);
    return { paddingTopLeft: [panel + 32, 24], paddingBottomRight: [56, 24] };
  }

  // As it is now: the map may not have heard yet that the timeline took room from it.
  _size() {
    const { clientWidth, clientHeight } = this.map.getContainer();
    return L.point(clientWidth, clientHeight);
  }

  // Never smaller than what the copies of the world can fill.
  _limits(centre) {
    this.centre = centre;
    if (!this.map.plane.copies) return this._planeLimits();
    const zoom = Math.log2((this._size().x * 360) / (2 * REACH) / 256);
    this.map.setMinZoom(Math.max(0, Math.ceil(zoom * 4) / 4));
    this.map.setMaxBounds([[-86, centre - REACH], [86, centre + REACH]]);
  }

  // Never smaller than the whole plane, in the room that the panels leave.
  _planeLimits() {
    const { paddingTopLeft: [left, top], paddingBottomRight: [right, bottom] } = this._room();
    const { x, y } = this._size().subtract([left + right, top + bottom]);
    const [west, south, east, north] = this.map.plane.box;
    const pixels = Math.min(Math.max(64, x) / (east - west), Math.max(64, y) / (north - south));
    const zoom = Math.log2((pixels * 360) / 256);
    this.map.setMinZoom(Math.max(0, zoom));
  }

  // The middle of the screen stays on the plane: it can't be dragged away into emptiness.
  _fence() {
    const { map } = this;
    if (map.plane.copies || !this.frame) return;
    const { lat, lng } = map.getCenter();
    const [x, y] = map.plane.within([lng, lat]);
    const [west, south, east, north] = map.plane.box;
    const half = map.getSize().multiplyBy(degreesPerPixel(map.getZoom()) / 2);
    map.options.maxBounds = L.latLngBounds([south - half.y, west - half.x], [north + half.y, east + half.x]);
    if (Math.hypot(x - lng, y - lat) > 2 * degreesPerPixel(map.getZoom())) map.panTo([y, x], { animate: false });
  }

  // On a wide screen the legend gets what the headline leaves of the left edge. If that is too little, its rows move
  // closer together, then the classes side by side; if it still is, it folds, and opens in two columns.
  arrange() {
    this._keepHead();
    const stage = this.map.getContainer().clientHeight;
    const room = stage - this.header.node.offsetTop - this.header.node.offsetHeight - LEGEND_MARGIN;
    if (!changed(this, [room, this.root.clientWidth, this.legend.madeFrom])) return;
    const form = this.narrow ? "narrow" : this.legend.formFor(room);
    this.legend.take(form, this.narrow ? "" : `${Math.max(40, room)}px`);
    const roomy = form !== "wide" && form !== "narrow";
    if (this.roomy !== roomy) this.legend.fold(!roomy);
    this.roomy = roomy;
  }

  // On a narrow screen the headline stands above the map. It keeps its room while its words change, so that the map stays
  // where it is: a line more lies over the map, a line less leaves paper. Only much more or much less moves the map.
  _keepHead() {
    const { node } = this.header;
    const body = node.parentElement;
    const width = this.narrow ? this.root.clientWidth : 0;
    const fresh = width !== this.headWidth;
    this.headWidth = width;
    if (fresh) body.classList.remove("fl-headed");
    if (!width) return;
    if (fresh || Math.abs(this.header.height - this.head) > HEAD_SLACK) {
      body.classList.remove("fl-headed");
      this.head = node.getBoundingClientRect().height;
      body.style.setProperty("--fl-head", `${this.head}px`);
      body.classList.add("fl-headed");
    }
    body.style.setProperty("--fl-over", `${Math.max(0, node.getBoundingClientRect().height - this.head)}px`);
  }

  // On paper: one size that fits a page of A4 and of Letter, with the legend open and in the light.
  toPaper() {
    this.before = { theme: this.root.dataset.theme, open: this.legend.node.open, centre: this.map.getCenter(), zoom: this.map.getZoom(), moved: this.moved };
    this.root.classList.add("fl-paper");
    this.root.dataset.theme = "light";
    this._resized();
    this.legend.fold(false);
  }

  fromPaper() {
    if (!this.before) return;
    const { theme, open, centre, zoom, moved } = this.before;
    this.before = null;
    this.root.classList.remove("fl-paper");
    this.root.dataset.theme = theme;
    this._resized();
    this.legend.fold(!open);
    if (moved) this.map.setView(centre, zoom, { animate: false });
    this.moved = moved;
  }

  _resized() {
    this.arrange();
    if (!this.bounds || !this.root.clientWidth) return;
    if (!this._elsewhere()) return;
    this.own = true;
    this.map.invalidateSize({ pan: false });
    this._limits(this.centre);
    this.own = false;
    if (!this.moved) this._go(this.frame, false);
  }

  // Whether the map or what it leaves free is of another size than when it was fitted: a headline of one more line
  // changes neither.
  _elsewhere() {
    const { clientWidth, clientHeight } = this.map.getContainer();
    const room = JSON.stringify([clientWidth, clientHeight, this._room(), this.root.className]);
    const differs = room !== this.fitted;
    this.fitted = room;
    return differs;
  }

  remove() {
    this.observer.disconnect();
    for (const [name, react] of Object.entries(this.onPaper)) window.removeEventListener(name, react);
  }
}

// The meridian in the middle, on the turn of the world that the frame lies on (a frame may reach past 180); null where
// the world is there once.
function middleOf({ center_lon: centre, bounds: [west, , east] }, { copies }) {
  if (!copies) return null;
  return centre + 360 * Math.round(((west + east) / 2 - centre) / 360);
}
