// Puts the parts together and keeps what is hovered and what is held.

let mounts = 0;

class Layer {
  constructor(root, map, options) {
    this.options = options;
    this.root = root;
    this.map = map;
    this.spec = options.spec;
    this.questions = options.questions;
    this.hands = new Hands(this);
    this._buildFrame();
    this._paintFrame();
    this.ready = loadShapes(options.shapes).then((topology) => this._buildMap(topology));
    this.ready.catch(() => this._excuse());
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
    this.legend.update(this.spec.legend, this.spec.areas);
    this.search.update(this.spec.areas, this.spec.language);
    this.footer.update(this.spec);
    this.description.update(this.spec);
    this.voice.update(this.spec);
    put(this.map.getContainer(), "aria-label", `Map. ${this.spec.headline || this.spec.title}`);
    this.timeline.update(this.spec);
    this.viewport.arrange();
  }

  _buildMap(topology) {
    if (this.removed) return;
    this.viewport.fit(this.spec);
    const hooks = { listen: (node, kind, id) => this.hands.listen(node, kind, id) };
    this.shapes = new Shapes(this.map, topology, this.hatchId, hooks);
    this.map.createPane("faultlines").style.zIndex = 420;
    const over = new Sheet({ pane: "faultlines" }).addTo(this.map);
    this._nameGroups(over);
    this.shapes.carry(this.groups.marks);
    this.marks = new Map(["focus", "hover", "key"].map((name) => [name, makeSvg("path", { class: `fl-mark fl-mark-${name}` }, this.groups.marks)]));
    this.dots = new Dots(this.groups.dots, this.map, this.shapes, hooks);
    this.lines = new Lines(this.groups.lines, this.map, { ...hooks, areas: () => this.areas, bounds: () => this.spec.bounds, changed: () => this.hands.arrangeLines() });
    this.lines.onChange = (drawn, closer) => this.legend.drawn(drawn, closer);
    this.labels = new Labels(this.groups.labels, this.map, this);
    this._paintMap();
    this.origin = `${this.map.getZoom()} ${this.map.getPixelOrigin()}`;
    this._listenToMap();
    if (this.options.finer) new Detail(this.map, this.shapes, this.options.finer);
  }

  // Names and outlines are there for the eye only: each country and line says its own name.
  _nameGroups(over) {
    const heard = { "aria-hidden": "true" };
    const kinds = { marks: heard, dots: heard, lines: { role: "group", "aria-label": "Lines, the strongest first" }, labels: heard };
    this.groups = {};
    for (const [name, spoken] of Object.entries(kinds)) {
      this.groups[name] = makeSvg("g", { class: `fl-${name}`, ...spoken }, over._rootGroup);
    }
    const countries = this.shapes.renderer._rootGroup;
    put(countries, "role", "group");
    put(countries, "aria-label", "Countries with relations, in the order of their names");
  }

  _excuse() {
    const text = make("p", "fl-excuse", "The map did not load. Reload the page to try again.");
    text.setAttribute("role", "alert");
    this.stage.append(text);
  }

  _paintMap() {
    const spec = this.spec;
    const related = new Set(spec.lines.flatMap((line) => [line.source, line.target]));
    this.areas = new Map(spec.areas.map((area) => [area.key, area]));
    const centre = middleOf(spec);
    this.shapes.place(centre);
    this.shapes.restyle(spec.areas, related);
    this.dots.update(spec.areas, centre, related);
    this.lines.update(spec.lines, spec.reserve, centre);
    this.labels.update(spec.areas, centre);
    this.hands.arrangeStops(related);
    put(this.groups.labels, "lang", htmlLanguage(spec.language));
    this.hands.mark();
    this.timeline.repaint();
  }

  _listenToMap() {
    this.map.on("zoomend viewreset moveend", () => this._redraw());
    this.hands.listenToMap();
  }

  // Pixels stay true until Leaflet counts them from another place.
  _redraw() {
    const origin = `${this.map.getZoom()} ${this.map.getPixelOrigin()}`;
    if (origin === this.origin) return;
    this.origin = origin;
    this.dots.redraw();
    this.lines.redraw();
    this.labels.redraw();
  }

  update(spec, more) {
    this.spec = spec;
    if (more && more.questions) this.questions = more.questions;
    this._paintFrame();
    if (!this.lines) return;
    this.viewport.fit(spec);
    this._paintMap();
    this.hands.keepUp();
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
    this.root.classList.toggle("fl-picking", picked.size > 0);
    for (const node of this.root.querySelectorAll("path.fl-shape, path.fl-dot")) node.classList.toggle("fl-picked", picked.has(node.dataset.key));
  }

  // From the search box: goes to a country, outlines it and says what is known of it. Nobody else is told.
  visit(key) {
    if (!this.lines || !this.hands.hold("country", key)) return;
    this.viewport.visit(this.shapes.bounds(key), this.card.covers);
  }

  // A day of the window as an ISO date; "" is the whole window. Nobody is told.
  showMoment(day, how) {
    this.timeline.show(day, how);
  }

  setTheme(theme) {
    this.root.dataset.theme = theme || "auto";
  }

  remove() {
    this.removed = true;
    this.timeline.remove();
    this.viewport.remove();
    this.map.remove();
    this.root.remove();
  }
}
