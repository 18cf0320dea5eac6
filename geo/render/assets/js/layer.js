// Puts the parts together and keeps what is hovered and what is held.

let mounts = 0;

class Layer {
  constructor(root, map, options) {
    this.options = options;
    this.root = root;
    this.map = map;
    map.plane = planeOf({});
    this.spec = options.spec;
    this.questions = options.questions;
    this.hands = new Hands(this);
    this._buildFrame();
    this._paintFrame();
    this._fetch(options.shapes);
  }

  _buildFrame() {
    mounts += 1;
    this.hatchId = `fl-hatch-${mounts}`;
    this.root.append(patterns(this.hatchId));
    this.body = this.root.querySelector(".fl-body");
    this.stage = this.root.querySelector(".fl-stage");
    this.header = new Header(this.body, this.options.onNavigate);
    this.body.prepend(this.header.node);
    const hooks = { hide: () => this._hideLines(), point: (keys) => this._pointOut(keys), name: () => this.labels && this.labels.redraw() };
    this.legend = new LegendPanel(this.stage, this.hatchId, hooks);
    this.footer = new Footer(this.body);
    this.search = new Search(this.stage, this.options.names, { visit: (key) => this.visit(key), say: (text) => this.voice.say(text) });
    this.description = new Description(this.root);
    this.voice = new Voice(this.root);
    this.card = new HoverCard(this.body, this.stage, () => this.hands.release());
    this.viewport = new Viewport(this.map, this.root, this.header, this.legend);
    this.timeline = new Timeline(this);
    const container = this.map.getContainer();
    container.setAttribute("role", "group");
    container.setAttribute("aria-describedby", this.description.ids);
  }

  _paintFrame() {
    this.header.update(this.spec, this.questions);
    this.legend.update(this.spec.legend, this._coloured());
    this.search.update(this.spec.areas, this.spec.disputed, this.spec.language);
    this.footer.update(this.spec);
    this.description.update(this.spec, true);
    this.voice.update(this.spec);
    put(this.map.getContainer(), "aria-label", `Map. ${this.spec.headline || this.spec.title}`);
    this.timeline.update(this.spec);
    this.viewport.arrange();
  }

  // What the rows of the fills are about: the countries, or the disputed areas and the country in focus.
  _coloured() {
    const { areas, disputed = [] } = this.spec;
    return ofAreas(this.spec) ? [...disputed, ...areas.filter((area) => area.focus)] : areas;
  }

  // Until the shapes are there, all that is told meanwhile waits with them.
  _fetch(shapes) {
    this.shapesOf = shapes;
    this.ready = loadShapes(shapes).then((topology) => shapes === this.shapesOf && this._take(topology));
    this.ready.catch(() => shapes === this.shapesOf && this._excuse());
  }

  _take(topology) {
    if (this.removed) return;
    const [spec, more] = this.waiting || [this.spec];
    this.waiting = null;
    if (this.excuse) this.excuse.remove();
    if (this.lines) return this._paint(spec, more, topology);
    this.spec = spec;
    this._paintFrame();
    this._buildMap(topology);
  }

  _buildMap(topology) {
    this.viewport.enter(planeOf(topology));
    this.viewport.fit(this.spec);
    const hooks = { listen: (node, kind, id) => this.hands.listen(node, kind, id) };
    this.shapes = new Shapes(this.map, topology, this.hatchId, hooks);
    this.map.createPane("faultlines").style.zIndex = 420;
    const over = new Sheet({ pane: "faultlines" }).addTo(this.map);
    this._nameGroups(over);
    this.shapes.carry(this.groups.marks);
    this.marks = new Map(["picked", "focus", "hover", "key"].map((name) => [name, makeSvg("path", { class: `fl-mark fl-mark-${name}` }, this.groups.marks)]));
    this.dots = new Dots(this.groups.dots, this.map, this.shapes, hooks);
    this.lines = new Lines(this.groups.lines, this.map, { ...hooks, areas: () => this.areas, frame: () => this.viewport.frame, changed: () => this.hands.arrangeLines() });
    this.lines.onChange = (...counts) => this._countLines(...counts);
    this.labels = new Labels(this.groups.labels, this.map, this);
    this._paintMap();
    this.origin = this._origin();
    this._listenToMap();
    this._refine();
  }

  // The legend may be of another height then.
  _countLines(...counts) {
    this.legend.drawn(...counts);
    this.labels.panels = null;
  }

  _refine() {
    const { finer } = this.options;
    if (this.detail) this.detail.stop();
    this.detail = finer ? new Detail(this.map, this.shapes, finer) : null;
  }

  // Names and outlines are there for the eye only: each country and line says its own name.
  _nameGroups(over) {
    const heard = { "aria-hidden": "true" };
    const below = { marks: heard, dots: heard }; // pictures of lines lie between the two sheets
    const kinds = { ...below, lines: { role: "group", "aria-label": "Lines, the strongest first" }, labels: heard };
    this.groups = {};
    for (const [name, spoken] of Object.entries(kinds)) {
      const sheet = name in below ? this.shapes.renderer : over;
      this.groups[name] = makeSvg("g", { class: `fl-${name}`, ...spoken }, sheet._rootGroup);
    }
    const { countries } = this.shapes.groups;
    put(countries, "role", "group");
    put(countries, "aria-label", "Countries with relations, in the order of their names");
  }

  _excuse() {
    this.shapesOf = this.waiting = null;
    if (this.excuse) this.excuse.remove();
    this.excuse = make("p", "fl-excuse", "The map did not load. Reload the page to try again.");
    this.excuse.setAttribute("role", "alert");
    this.stage.append(this.excuse);
  }

  _paintMap() {
    const spec = this.spec;
    const related = new Set(spec.lines.flatMap((line) => [line.source, line.target]));
    const { plane } = this.map;
    const areas = spec.areas.map((area) => ({ ...area, label_at: plane.place(area.label_at || [0, 0]), dot_at: area.dot_at && plane.place(area.dot_at) }));
    this.areas = new Map(areas.map((area) => [area.key, area]));
    const centre = middleOf(spec, plane);
    this.shapes.place(centre);
    this.shapes.restyle(areas, related);
    this.shapes.disputes.update(spec.disputed || []);
    this.dots.update(areas, centre, related);
    this.lines.update(spec.lines, spec.reserve, centre);
    this.labels.update(areas, centre);
    this.hands.arrangeStops(related);
    put(this.groups.labels, "lang", htmlLanguage(spec.language));
    this.hands.mark();
    this.timeline.repaint();
  }

  _listenToMap() {
    this.map.on("zoomend viewreset moveend", () => this._redraw());
    this.hands.listenToMap();
  }

  _origin() {
    return `${this.map.getZoom()} ${this.map.getPixelOrigin()}`;
  }

  // Pixels stay true until Leaflet counts them from another place.
  _redraw() {
    const origin = this._origin();
    if (!this.origin || origin === this.origin) return;
    this.origin = origin;
    this.lines.redraw();
    this.labels.redraw();
  }

  // Another map; with other shapes (`more.shapes`, `more.finer`) once these are there: gives a promise then.
  update(spec, more = {}) {
    const others = more.shapes !== undefined && more.shapes !== this.shapesOf;
    if (!others && !this.waiting) return void this._paint(spec, more);
    this.waiting = [spec, more];
    if (others) {
      this.options.finer = more.finer;
      this._fetch(more.shapes);
    }
    return this.ready;
  }

  _paint(spec, { questions } = {}, topology) {
    this.spec = spec;
    if (questions) this.questions = questions;
    this._paintFrame();
    if (!this.lines) return;
    const elsewhere = topology ? this._replace(topology) : false;
    const goes = this.viewport.fit(spec);
    if (topology) this._refine();
    this.labels.measure();
    this._paintMap();
    this.origin = this._origin();
    this.hands.keepUp(elsewhere, goes);
  }

  // Other shapes in the place of those that are there; true if they lie in another plane.
  _replace(topology) {
    const plane = planeOf(topology);
    const elsewhere = plane !== this.map.plane;
    if (elsewhere) {
      this.origin = ""; // until all is painted anew, nothing is drawn for where the map looks
      this.viewport.enter(plane);
      this.lines.enter(middleOf(this.spec, plane));
    }
    this.shapes.take(topology);
    return elsewhere;
  }

  _hideLines() {
    if (!this.lines) return;
    this.lines.hide((line) => this.legend.hides(line));
    this.labels.redraw();
    this.hands.mark();
  }

  // The countries of one class; null lets all stand alike again.
  _pointOut(keys) {
    if (!this.shapes) return;
    const picked = new Set(keys || []);
    this.shapes.pick(picked.size > 0);
    this.root.classList.toggle("fl-picking", picked.size > 0);
    this.shapes.outlines.trace(this.marks.get("picked"), [...picked].filter((key) => this.shapes.countries.has(key)));
    for (const node of this.root.querySelectorAll("path.fl-shape, path.fl-dot, path.fl-disputed")) node.classList.toggle("fl-picked", picked.has(node.dataset.key));
  }

  // From the search box: goes to a country or a disputed area, outlines it and says what is known of it. Nobody else is told.
  visit(key) {
    if (!this.lines || !this.hands.hold(this.shapes.disputes.areas.has(key) ? "area" : "country", key)) return;
    const bounds = this.shapes.bounds(key);
    if (bounds) this.viewport.visit(bounds, this.card.covers);
  }

  // A day of the window as an ISO date; "" is the whole window. Nobody is told.
  showMoment(day, how) {
    this.timeline.show(day, how);
  }

  setTheme(theme) {
    this.root.dataset.theme = theme || "auto";
    if (this.shapes) this.shapes.backdrop.recolor();
  }

  remove() {
    this.removed = true;
    this.timeline.remove();
    this.viewport.remove();
    this.map.remove();
    this.root.remove();
  }
}
