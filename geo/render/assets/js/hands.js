// What is under the pointer, what is held, and the keys: hovering shows, a click keeps, Escape lets go.

const NONE = { kind: "none", id: "" };

class Hands {
  constructor(layer) {
    Object.assign(this, { layer, held: NONE, hovered: NONE, told: NONE, things: new WeakMap(), touch: false });
    this.stops = { country: new Roving(), relation: new Roving() };
  }

  listenToMap() {
    const { map, root } = this.layer;
    map.on("moveend", () => this.mark());
    // A card that belongs to no pointer stays at its place on the map.
    map.on("move", () => this.free && this.layer.card.move(this._spot(this.held)));
    map.on("click", () => this.release());
    root.addEventListener("keydown", (event) => event.key === "Escape" && this.release());
    root.addEventListener("pointerdown", (event) => (this.touch = event.pointerType === "touch"), true);
    // Not on each of them: an SVG element that listens for the focus becomes a tab stop.
    root.addEventListener("focusin", ({ target }) => this.things.has(target) && this._focus(this.things.get(target), target));
    root.addEventListener("focusout", ({ target }) => this.things.has(target) && this._hover(NONE));
  }

  // Which countries and lines Tab and the arrow keys lead to.
  arrangeStops(related) {
    const { spec, shapes, lines } = this.layer;
    const order = new Intl.Collator(spec.language === "zht" ? "zh-Hant" : spec.language);
    const countries = spec.areas.filter((area) => related.has(area.key)).sort((a, b) => order.compare(a.name, b.name));
    this.stops.country.update(countries.map((area) => shapes.path(area.key)).filter(Boolean));
    this.stops.relation.update(spec.lines.map((line) => lines.items.get(line.id).node).reverse());
  }

  listen(node, kind, id) {
    const here = { kind, id };
    node.addEventListener("pointerenter", (event) => event.pointerType !== "touch" && this._hover(here, event));
    node.addEventListener("pointermove", (event) => event.pointerType !== "touch" && this._follow(event));
    node.addEventListener("pointerleave", (event) => event.pointerType !== "touch" && this._hover(NONE, event));
    this.things.set(node, here);
    node.addEventListener("keydown", (event) => this._key(event, here));
    node.addEventListener("click", (event) => {
      event.stopPropagation();
      if (!(this.layer.map.dragging && this.layer.map.dragging.moved())) this._choose(here, event);
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
    if (here.kind === "relation") this.layer.viewport.reveal(this.layer.lines.items.get(here.id).line.path, this.layer.card.covers, animate);
    else this.layer.viewport.reveal([this._placeOf(here)], this.layer.card.covers, animate);
  }

  _placeOf({ kind, id }) {
    if (kind === "relation") return this.layer.lines.middle(id);
    const area = this.layer.areas.get(id);
    return area ? area.dot_at || area.label_at || [0, 0] : [0, 0];
  }

  // Where a card belongs: at the pointer, else at the thing itself.
  _spot(here, event) {
    if (event && event.clientX !== undefined && (event.clientX || event.clientY)) {
      const frame = this.layer.stage.getBoundingClientRect();
      return { x: event.clientX - frame.left, y: event.clientY - frame.top };
    }
    const [lon, lat] = this._placeOf(here);
    return this.layer.map.latLngToContainerPoint([lat, lon]);
  }

  _hover(here, event) {
    this.hovered = here;
    this.mark();
    if (this.held.kind !== "none") return;
    if (here.kind === "none") this.layer.card.hide();
    else this._show(here, this._spot(here, event), false);
  }

  _follow(event) {
    if (this.layer.card.visible && !this.layer.card.pinned) this.layer.card.move(this._spot(this.hovered, event));
  }

  _show(here, where, pinned) {
    const card = this.cardOf(here);
    if (!card) return;
    this.layer.card.sheet = this.touch || this.layer.viewport.narrow;
    const line = here.kind === "relation" ? this.layer.lines.items.get(here.id).line : null;
    this.layer.card.show(card, line ? line.color : "", where, pinned);
  }

  cardOf({ kind, id }) {
    if (kind === "relation") {
      const item = this.layer.lines.items.get(id);
      return item ? item.line.card || { title: `${item.line.source}, ${item.line.target}: ${item.line.kind}` } : null;
    }
    const area = this.layer.areas.get(id);
    return area ? area.card || { title: area.name, text: "No relations in this view." } : null;
  }

  // In the app a click on a country changes the view; in a file it holds the country's lines, and lets go of them again.
  _choose(here, event) {
    const again = this.held.kind === here.kind && this.held.id === here.id;
    const toggles = here.kind === "country" && !this.layer.options.embedded;
    if (again && toggles) {
      this.release();
      return;
    }
    const holds = here.kind === "relation" || !this.layer.options.embedded || this.touch;
    if (holds) this._hold(here, this._spot(here, event));
    this._tell(here);
  }

  _hold(here, where) {
    if (!this.cardOf(here)) return;
    this.held = here;
    this._show(here, where, true);
    this.mark();
  }

  release() {
    this.held = NONE;
    this.hovered = NONE;
    this.layer.card.hide();
    this.mark();
    if (this.told.kind !== "none") this._tell(NONE);
  }

  _tell(here) {
    this.told = here;
    this.free = false;
    if (this.layer.options.onSelect) this.layer.options.onSelect(here.kind, here.id);
  }

  // The outline of the country, the lines that stay and the lines that fade.
  mark() {
    if (!this.layer.lines) return;
    const here = this.hovered.kind !== "none" ? this.hovered : this.held;
    const focus = this.layer.spec.areas.find((area) => area.focus);
    const outline = { focus: focus ? focus.key : "", hover: here.kind === "country" ? here.id : "", key: "" };
    for (const [name, mark] of this.layer.marks) {
      const path = outline[name] ? this.layer.shapes.path(outline[name]) : null;
      put(mark, "d", (path && path.getAttribute("d")) || "M0 0");
    }
    this.layer.lines.keep(this._kept(here));
  }

  _kept({ kind, id }) {
    if (kind === "relation") return new Set([id]);
    if (kind !== "country") return null;
    const ids = this.layer.spec.lines.filter((line) => line.source === id || line.target === id).map((line) => line.id);
    return ids.length ? new Set(ids) : null;
  }

  // After an update: what is gone from the map can't be held.
  keepUp() {
    if (this.held.kind !== "none" && !this.cardOf(this.held)) this.letGo();
    if (this.hovered.kind !== "none" && !this.cardOf(this.hovered)) this._hover(NONE);
  }

  letGo() {
    this.free = false;
    this.held = NONE;
    this.told = NONE;
    this.layer.card.hide();
    this.mark();
  }

  // From outside (a row of a table): the same as a click, but nobody is told.
  select(kind, id) {
    if (!this.layer.lines) return void this.layer.ready.then(() => this.select(kind, id));
    if (kind === "none") return void this.letGo();
    this.told = { kind, id };
    if (this.hold(kind, id)) this._bringIntoView(this.held, !wantsLessMotion());
  }

  // Keeps a thing and its card at its place on the map, and says its name; false if there is no such thing.
  hold(kind, id) {
    const here = { kind, id };
    this.free = true;
    if (!this.cardOf(here)) return false;
    this._hold(here, this._spot(here));
    this.layer.voice.say(this.cardOf(here).title);
    return true;
  }
}
