// Puts the parts together and keeps what is hovered and what is held.

const NONE = { kind: "none", id: "" };
let mounts = 0;

class Layer {
  constructor(root, map, options) {
    this.options = options;
    this.root = root;
    this.map = map;
    this.spec = options.spec;
    this.questions = options.questions;
    this.held = NONE;
    this.hovered = NONE;
    this.told = NONE;
    this.things = new WeakMap();
    this.touch = false;
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
    this.legend = new LegendPanel(this.stage, this.hatchId);
    this.footer = new Footer(this.body);
    this.description = new Description(this.root);
    this.voice = new Voice(this.root);
    this.card = new HoverCard(this.body, this.stage, () => this.release());
    this.viewport = new Viewport(this.map, this.root, this.header, this.legend);
    const container = this.map.getContainer();
    container.setAttribute("role", "group");
    container.setAttribute("aria-describedby", this.description.ids);
  }

  _paintFrame() {
    this.header.update(this.spec, this.questions);
    this.legend.update(this.spec.legend);
    this.footer.update(this.spec);
    this.description.update(this.spec);
    this.voice.update(this.spec);
    this.viewport.arrange();
    put(this.map.getContainer(), "aria-label", `Map. ${this.spec.headline || this.spec.title}`);
  }

  _buildMap(topology) {
    if (this.removed) return;
    this.viewport.fit(this.spec);
    const hooks = { listen: (node, kind, id) => this._listen(node, kind, id) };
    this.shapes = new Shapes(this.map, topology, this.hatchId, hooks);
    this.map.createPane("faultlines").style.zIndex = 420;
    const over = L.svg({ pane: "faultlines", padding: 0.5 }).addTo(this.map);
    this._nameGroups(over);
    this.marks = new Map(["focus", "hover", "key"].map((name) => [name, makeSvg("path", { class: `fl-mark fl-mark-${name}` }, this.groups.marks)]));
    this.dots = new Dots(this.groups.dots, this.map, this.shapes, hooks);
    this.lines = new Lines(this.groups.lines, this.map, hooks);
    this.labels = new Labels(this.groups.labels, this.map);
    this._paintMap();
    this.origin = `${this.map.getZoom()} ${this.map.getPixelOrigin()}`;
    this._listenToMap();
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
    this.stops = { country: new Roving(), relation: new Roving() };
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
    this.lines.update(spec.lines, centre);
    this.labels.update(spec.areas, centre, this.lines);
    this._arrangeStops(related);
    put(this.groups.labels, "lang", { zht: "zh-Hant" }[spec.language] || spec.language);
    this._mark();
  }

  _arrangeStops(related) {
    const order = new Intl.Collator(this.spec.language === "zht" ? "zh-Hant" : this.spec.language);
    const countries = this.spec.areas.filter((area) => related.has(area.key)).sort((a, b) => order.compare(a.name, b.name));
    this.stops.country.update(countries.map((area) => this.shapes.path(area.key)).filter(Boolean));
    this.stops.relation.update(this.spec.lines.map((line) => this.lines.items.get(line.id).node).reverse());
  }

  _listenToMap() {
    this.map.on("zoomend viewreset moveend", () => this._redraw());
    this.map.on("moveend", () => this._mark());
    // A card that belongs to no pointer stays at its place on the map.
    this.map.on("move", () => this.free && this.card.move(this._spot(this.held)));
    this.map.on("click", () => this.release());
    this.onKey = (event) => event.key === "Escape" && this.release();
    this.onPointer = (event) => (this.touch = event.pointerType === "touch");
    this.root.addEventListener("keydown", this.onKey);
    this.root.addEventListener("pointerdown", this.onPointer, true);
    // Not on each of them: an SVG element that listens for the focus becomes a tab stop.
    this.root.addEventListener("focusin", ({ target }) => this.things.has(target) && this._focus(this.things.get(target), target));
    this.root.addEventListener("focusout", ({ target }) => this.things.has(target) && this._hover(NONE));
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

  _listen(node, kind, id) {
    const here = { kind, id };
    node.addEventListener("pointerenter", (event) => event.pointerType !== "touch" && this._hover(here, event));
    node.addEventListener("pointermove", (event) => event.pointerType !== "touch" && this._follow(event));
    node.addEventListener("pointerleave", (event) => event.pointerType !== "touch" && this._hover(NONE, event));
    this.things.set(node, here);
    node.addEventListener("keydown", (event) => this._key(event, here));
    node.addEventListener("click", (event) => {
      event.stopPropagation();
      if (!(this.map.dragging && this.map.dragging.moved())) this._choose(here, event);
    });
  }

  _key(event, here) {
    const next = this.stops[here.kind].next(event.key, event.currentTarget);
    if (!next && event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    if (next) next.focus();
    else this._choose(here);
  }

  _focus(here, node) {
    if (this.stops[here.kind].nodes.includes(node)) this.stops[here.kind].stopAt(node);
    if (!node.matches(":focus-visible")) return;
    this._bringIntoView(here, false);
    this._hover(here);
  }

  _bringIntoView(here, animate) {
    if (here.kind === "relation") this.viewport.reveal(this.lines.items.get(here.id).line.path, this.card.covers, animate);
    else this.viewport.reveal([this._placeOf(here)], this.card.covers, animate);
  }

  _placeOf({ kind, id }) {
    if (kind === "relation") return this.lines.middle(id);
    const area = this.areas.get(id);
    return area ? area.dot_at || area.label_at || [0, 0] : [0, 0];
  }

  // Where a card belongs: at the pointer, else at the thing itself.
  _spot(here, event) {
    if (event && event.clientX !== undefined && (event.clientX || event.clientY)) {
      const frame = this.stage.getBoundingClientRect();
      return { x: event.clientX - frame.left, y: event.clientY - frame.top };
    }
    const [lon, lat] = this._placeOf(here);
    return this.map.latLngToContainerPoint([lat, lon]);
  }

  _hover(here, event) {
    this.hovered = here;
    this._mark();
    if (this.held.kind !== "none") return;
    if (here.kind === "none") this.card.hide();
    else this._show(here, this._spot(here, event), false);
  }

  _follow(event) {
    if (this.card.visible && !this.card.pinned) this.card.move(this._spot(this.hovered, event));
  }

  _show(here, where, pinned) {
    const card = this._cardOf(here);
    if (!card) return;
    this.card.sheet = this.touch || this.viewport.narrow;
    const line = here.kind === "relation" ? this.lines.items.get(here.id).line : null;
    this.card.show(card, line ? line.color : "", where, pinned);
  }

  _cardOf({ kind, id }) {
    if (kind === "relation") {
      const item = this.lines.items.get(id);
      return item ? item.line.card || { title: `${item.line.source}, ${item.line.target}: ${item.line.kind}` } : null;
    }
    const area = this.areas.get(id);
    return area ? area.card || { title: area.name, text: "No relations in this view." } : null;
  }

  // In the app a click on a country changes the view; in a file it holds the country's lines, and lets go of them again.
  _choose(here, event) {
    const again = this.held.kind === here.kind && this.held.id === here.id;
    const toggles = here.kind === "country" && !this.options.embedded;
    if (again && toggles) {
      this.release();
      return;
    }
    const holds = here.kind === "relation" || !this.options.embedded || this.touch;
    if (holds) this._hold(here, this._spot(here, event));
    this._tell(here);
  }

  _hold(here, where) {
    if (!this._cardOf(here)) return;
    this.held = here;
    this._show(here, where, true);
    this._mark();
  }

  release() {
    const held = this.held.kind !== "none";
    this.held = NONE;
    this.hovered = NONE;
    this.card.hide();
    this._mark();
    if (held || this.told.kind !== "none") this._tell(NONE);
  }

  _tell(here) {
    this.told = here;
    this.free = false;
    if (this.options.onSelect) this.options.onSelect(here.kind, here.id);
  }

  // The outline of the country, the lines that stay and the lines that fade.
  _mark() {
    if (!this.lines) return;
    const here = this.hovered.kind !== "none" ? this.hovered : this.held;
    const focus = this.spec.areas.find((area) => area.focus);
    const outline = { focus: focus ? focus.key : "", hover: here.kind === "country" ? here.id : "", key: "" };
    for (const [name, mark] of this.marks) {
      const path = outline[name] ? this.shapes.path(outline[name]) : null;
      put(mark, "d", (path && path.getAttribute("d")) || "M0 0");
    }
    this.lines.keep(this._kept(here));
  }

  _kept({ kind, id }) {
    if (kind === "relation") return new Set([id]);
    if (kind !== "country") return null;
    const ids = this.spec.lines.filter((line) => line.source === id || line.target === id).map((line) => line.id);
    return ids.length ? new Set(ids) : null;
  }

  update(spec, more) {
    this.spec = spec;
    if (more && more.questions) this.questions = more.questions;
    this._paintFrame();
    if (!this.lines) return;
    this.viewport.fit(spec);
    this._paintMap();
    if (this.held.kind !== "none" && !this._cardOf(this.held)) this._letGo();
    if (this.hovered.kind !== "none" && !this._cardOf(this.hovered)) this._hover(NONE);
  }

  _letGo() {
    this.free = false;
    this.held = NONE;
    this.told = NONE;
    this.card.hide();
    this._mark();
  }

  // From outside (a row of a table): the same as a click, but nobody is told.
  select(kind, id) {
    if (!this.lines) return void this.ready.then(() => this.select(kind, id));
    if (kind === "none") return void this._letGo();
    const here = { kind, id };
    this.told = here;
    this.free = true;
    if (!this._cardOf(here)) return;
    this._hold(here, this._spot(here));
    this._bringIntoView(here, !wantsLessMotion());
    this.voice.say(this._cardOf(here).title);
  }

  setTheme(theme) {
    this.root.dataset.theme = theme || "auto";
  }

  remove() {
    this.removed = true;
    this.viewport.remove();
    this.map.remove();
    this.root.remove();
  }
}
