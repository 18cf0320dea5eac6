// What is under the pointer, what is held, and the keys: hovering shows, a click keeps, Escape lets go.

// The map shows one day, the sums of a country's card do not.
const OF_ALL_DAYS = "These sums are of the whole period, not of the one day shown.";
const OUT_OF_SIGHT = "It lies beyond the edge of this map.";
const HERE = "On this map"; // whose land it is; geo/borders.py says it
const NONE = { kind: "none", id: "" };

const FINGER = 14; // pixels that a finger may miss a line by where lines are a picture
const POINTER = 5;

class Hands {
  constructor(layer) {
    Object.assign(this, { layer, held: NONE, hovered: NONE, told: NONE, things: new WeakMap(), touch: false });
    this.stops = {
      country: new Roving((key) => layer.shapes.path(key)),
      area: new Roving((key) => layer.shapes.disputes.path(key)),
      relation: new Roving((id) => layer.lines.node(id)),
    };
  }

  listenToMap() {
    const { map, root } = this.layer;
    const place = map.getContainer();
    map.on("moveend", () => this.mark());
    // A card that belongs to no pointer stays at its place on the map.
    map.on("move", () => this.free && this.layer.card.move(this._spot(this.held)));
    map.on("click", ({ originalEvent }) => this._click(originalEvent));
    root.addEventListener("keydown", (event) => event.key === "Escape" && this.release());
    root.addEventListener("pointerdown", (event) => (this.touch = event.pointerType === "touch"), true);
    for (const name of ["pointerover", "pointermove"]) place.addEventListener(name, (event) => this._point(event));
    place.addEventListener("pointerleave", (event) => this._leave(event));
    // Not on each of them: an SVG element that listens for the focus becomes a tab stop.
    place.addEventListener("keydown", (event) => this.things.has(event.target) && this._key(event, this.things.get(event.target)), true);
    root.addEventListener("focusin", ({ target }) => this.things.has(target) && this._focus(this.things.get(target), target));
    root.addEventListener("focusout", ({ target }) => this.things.has(target) && this._hover(NONE));
  }

  // Which countries, disputed areas and lines Tab and the arrow keys lead to.
  arrangeStops(related) {
    const { spec, shapes } = this.layer;
    const order = new Intl.Collator(spec.language === "zht" ? "zh-Hant" : spec.language);
    const countries = spec.areas.filter((area) => related.has(area.key) && shapes.path(area.key));
    for (const { key } of countries) if (!shapes.path(key).hasAttribute("tabindex")) put(shapes.path(key), "tabindex", "-1");
    const named = (things) => things.sort((a, b) => order.compare(a.name, b.name)).map(({ key }) => key);
    this.stops.country.update(named(countries));
    this.stops.area.update(named([...shapes.disputes.areas.values()]));
    this.arrangeLines();
  }

  // The strongest first.
  arrangeLines() {
    this.stops.relation.update(this.layer.lines.visible().map((line) => line.id).reverse());
    this._lift();
  }

  // Where lines are a picture, those that the reader deals with are made: for the keyboard, and to be seen on top.
  _lift() {
    const focused = this.things.get(this.layer.root.getRootNode().activeElement) || NONE;
    const ids = [{ kind: "relation", id: this.stops.relation.stop }, focused, this.hovered, this.held];
    this.layer.lines.lift(new Set(ids.filter(({ kind, id }) => kind === "relation" && id).map(({ id }) => id)));
    this.stops.relation.stopAt(this.stops.relation.stop);
  }

  listen(node, kind, id) {
    this.things.set(node, { kind, id });
  }

  // The line or the country under the pointer.
  _under(event) {
    const { map, lines } = this.layer;
    if (event.target.closest(".leaflet-control")) return NONE;
    const line = lines.at(map.mouseEventToContainerPoint(event), this.touch ? FINGER : POINTER);
    if (line) return { kind: "relation", id: line.id };
    for (let node = event.target; node && node !== map.getContainer(); node = node.parentNode) {
      if (this.things.has(node)) return this.things.get(node);
    }
    return NONE;
  }

  _point(event) {
    if (event.pointerType === "touch" || event.buttons || this._rests(event)) return;
    const here = this._under(event);
    if (sameThing(here, this.hovered)) this._follow(event);
    else this._hover(here, event);
    this.layer.map.getContainer().classList.toggle("fl-over", here.kind !== "none");
  }

  // Where the map moves or changes beneath a hand that rests, nothing lights up and fades by itself.
  _rests({ screenX, screenY }) {
    const before = this.hand;
    this.hand = `${screenX} ${screenY}`;
    return this.hand === before;
  }

  // A hand that drags takes what it points at along, even over a panel: only the next free move counts.
  _leave(event) {
    if (event.pointerType === "touch") return;
    if (!event.buttons) return void this._hover(NONE, event);
    window.addEventListener("pointermove", (next) => next.composedPath().includes(this.layer.map.getContainer()) || this._leave(next), { once: true });
  }

  _click(event) {
    const here = this._under(event);
    if (here.kind === "none") this.release();
    else this._choose(here, event);
  }

  _key(event, here) {
    const next = this.stops[here.kind].next(event.key, here.id);
    if (!next && event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    if (next) this._walk(here.kind, next);
    else this._choose(here);
  }

  _walk(kind, id) {
    this.stops[kind].stopAt(id);
    if (kind === "relation") this._lift();
    this.stops[kind].nodeOf(id).focus();
  }

  _focus(here, node) {
    if (this.stops[here.kind].ids.includes(here.id)) this.stops[here.kind].stopAt(here.id);
    if (!node.matches(":focus-visible")) return;
    this._bringIntoView(here, false);
    this._hover(here);
  }

  _bringIntoView(here, animate) {
    if (here.kind === "relation") this.layer.viewport.reveal(this.layer.lines.path(here.id), this.layer.card.covers, animate);
    else this.layer.viewport.reveal([this._placeOf(here)], this.layer.card.covers, animate);
  }

  _placeOf({ kind, id }) {
    const { areas, lines, shapes, map } = this.layer;
    if (kind === "relation") return lines.middle(id) || middleOfMap(map);
    const label = kind === "area" ? map.plane.place(this._area(id).label_at) : (areas.get(id) || {}).label_at;
    const dot = kind === "country" && (areas.get(id) || {}).dot_at;
    const bounds = shapes.bounds(id);
    return dot || label || (bounds ? [(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2] : middleOfMap(map));
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
    if (this.layer.card.pinned) return;
    if (here.kind === "none") this.layer.card.hide();
    else this._show(here, this._spot(here, event), false);
  }

  _follow(event) {
    if (this.layer.card.visible && !this.layer.card.pinned) this.layer.card.move(this._spot(this.hovered, event));
  }

  _show(here, where, pinned, act = null) {
    const card = this.cardOf(here);
    if (!card) return;
    this.layer.card.sheet = this.touch || this.layer.viewport.narrow;
    const line = here.kind === "relation" ? this.layer.lines.pick(here.id) : null;
    this.layer.card.show({ ...card, act }, line ? line.color : "", where, pinned);
  }

  cardOf({ kind, id }) {
    if (kind === "relation") {
      const line = this.layer.lines.pick(id);
      return line ? line.card || { title: `${line.source}, ${line.target}: ${line.kind}` } : null;
    }
    if (kind === "area") return this._areaCard(this._area(id));
    const area = this.layer.areas.get(id);
    if (!area) return null;
    const card = area.card || { title: area.name, text: "No relations in this view." };
    const { map, shapes, timeline } = this.layer;
    const notes = [area.card && timeline.day !== null && OF_ALL_DAYS, !map.plane.copies && !shapes.item(id) && OUT_OF_SIGHT].filter(Boolean);
    return notes.length ? { ...card, text: [card.text, ...notes].filter(Boolean).join(" ") } : card;
  }

  _area(key) {
    return this.layer.shapes.disputes.areas.get(key);
  }

  // Where it is all the land of a country, the figures of that country as well.
  _areaCard(area) {
    const country = area && area.stands_for && this.cardOf({ kind: "country", id: area.stands_for });
    if (!country || !country.rows) return area && area.card;
    return { ...area.card, rows: [...area.card.rows, ...country.rows.filter(([label]) => label !== HERE)] };
  }

  // In the app a click on a country changes the view, so its card would only cover it; in a file it holds the country,
  // and lets go of it again. Either way its lines stay.
  _choose(here, event) {
    const { embedded } = this.layer.options;
    if ((here.kind === "area" || (here.kind === "country" && !embedded)) && sameThing(here, this.held)) return void this.release();
    if (here.kind !== "country" || !embedded || this.touch) this._hold(here, this._spot(here, event));
    else this._keep(here);
    this.free = false;
    if (here.kind !== "area") this._tell(here); // the view is the same
  }

  _keep(here) {
    this.held = here;
    if (this.layer.card.pinned) this.layer.card.hide();
    this.mark();
  }

  // Who found a country by its name can see the map from there, as with a click on it; a file has but one view.
  _act(here) {
    const { areas, options } = this.layer;
    if (here.kind !== "country" || !options.refocus || !options.refocus() || areas.get(here.id).focus) return null;
    const act = () => {
      this.layer.map.getContainer().focus({ preventScroll: true });
      this._keep(here);
      this._tell(here);
    };
    return ["See the map from here", act];
  }

  _hold(here, where, act = null) {
    if (!this.cardOf(here)) return;
    this.held = here;
    this._show(here, where, true, act);
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

  // The outlines of the countries, the lines and names that stay and those that fade.
  mark() {
    const { layer } = this;
    if (!layer.lines) return;
    const here = this.hovered.kind !== "none" ? this.hovered : this.held;
    const kept = this._kept(here);
    const focus = layer.spec.areas.find((area) => area.focus);
    this._outline({ focus: focus ? [focus.key] : [], hover: here.kind === "area" ? [here.id] : this._ends(here), key: [] });
    this._lift();
    layer.lines.keep(kept && new Set(kept.map((line) => line.id)), here.kind === "relation" ? here.id : "");
    const involved = new Set([...this._ends(here), ...(kept || []).flatMap((line) => [line.source, line.target])]);
    layer.labels.follow(this.held);
    layer.labels.keep(kept && involved, kept && new Set(kept.map((line) => line.id)));
  }

  _outline(keys) {
    for (const [name, outlined] of Object.entries(keys)) this.layer.shapes.outlines.trace(this.layer.marks.get(name), outlined);
  }

  _ends({ kind, id }) {
    const line = kind === "relation" ? this.layer.lines.pick(id) : null;
    if (line) return [line.source, line.target];
    if (kind === "area") return [(this._area(id) || {}).stands_for].filter(Boolean);
    return kind === "country" ? [id] : [];
  }

  // Of a country its lines, of a line all between its two countries, of an area what is about it; null where there is
  // nothing to keep apart.
  _kept(here) {
    const [one, other] = this._ends(here);
    if (!one && here.kind !== "area") return null;
    const touches = (line, key) => !key || line.source === key || line.target === key;
    const kept = this.layer.lines.visible().filter((line) => isAbout(line, here) || (one && touches(line, one) && touches(line, other)));
    return kept.length ? kept : null;
  }

  // After an update: what is gone from the map can't be held. On another plane the card goes to its thing. Where the map
  // goes elsewhere, what was under the pointer no longer is.
  keepUp(moved, goes) {
    if (this.held.kind !== "none" && !this.cardOf(this.held)) this.letGo();
    else if (moved && this.held.kind !== "none") this._stay();
    if (this.hovered.kind !== "none" && (goes || !this.cardOf(this.hovered))) this._hover(NONE);
  }

  _stay() {
    this.free = true;
    this.layer.card.move(this._spot(this.held));
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
    this._hold(here, this._spot(here), this._act(here));
    this.layer.voice.say(this.cardOf(here).title);
    return true;
  }
}

function middleOfMap(map) {
  const { lat, lng } = map.getCenter();
  return [lng, lat];
}

function isAbout({ place = "" }, { kind, id }) {
  return kind === "area" && place.split(";").includes(id);
}

function sameThing(one, other) {
  return one.kind === other.kind && one.id === other.id;
}
