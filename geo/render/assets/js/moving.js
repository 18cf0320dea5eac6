// Lines after a zoom: a picture, which is there in half the time that their SVG takes. The SVG follows when the map rests,
// and is not painted; until then it is stretched, so that the pointer stays on what it is on. It is seen again as soon as
// the map or a line changes: not before, since a browser draws the curves of both a part of a pixel apart.

const DRAWN_MS = 120; // of rest
const MOST_STRETCHED = 3; // times; what catches the pointer grows with it
const FADED = 0.13; // as in css/lines.css

class MovingLines extends Picture {
  // `groups` hold the SVG of the lines.
  constructor(map, lines, groups) {
    super(map, "faultlines", "fl-moving-lines");
    Object.assign(this, { lines, groups, from: null, stretched: false, timer: 0, pictured: [] });
    map.on("move", () => this._moved());
    map.on("unload", () => clearTimeout(this.timer));
  }

  // Draws the lines for where the map is now; as SVG if a picture can't be as they are.
  redraw() {
    const scale = this.from ? this.map.getZoomScale(this.map.getZoom(), this.from.zoom) : Infinity;
    if (Math.max(scale, 1 / scale) <= MOST_STRETCHED && this._plain()) return this._take(scale);
    this.lines.redrawStrokes();
    this.end();
  }

  _take(scale) {
    this._paint();
    const { x, y } = this.from.origin.multiplyBy(scale).subtract(this.map.getPixelOrigin());
    for (const group of this.groups) {
      put(group, "transform", `translate(${x} ${y}) scale(${scale})`);
      group.classList.add("fl-unpainted");
    }
    this.stretched = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this._drawn(), DRAWN_MS);
  }

  // The SVG is drawn for where the map is now.
  stay() {
    clearTimeout(this.timer);
    this.from = { zoom: this.map.getZoom(), origin: this.map.getPixelOrigin() };
    this.stretched = false;
    this.groups.forEach((group) => group.removeAttribute("transform"));
  }

  // Lines are seen as SVG again.
  end() {
    if (!this.front) return;
    this._drawn();
    this._show(null);
    this.groups.forEach((group) => group.classList.remove("fl-unpainted"));
  }

  // The same if all of them are still as they were.
  renew() {
    const told = this.front ? this.lines.drawn.map((line) => this._told(line)) : [];
    if (told.length !== this.pictured.length || told.some((text, at) => text !== this._told(...this.pictured[at]))) this.end();
  }

  _told(line, texts = textsOf(line, this.lines.copies(line))) {
    return JSON.stringify([line, texts]);
  }

  _drawn() {
    if (this.stretched) this.lines.redrawStrokes();
  }

  _moved() {
    if (this.front && this.front.region.zoom === this.map.getZoom() && !this.covers()) this.end();
  }

  // No line is pointed at, reached by the keyboard, or changing.
  _plain() {
    const { lines, groups } = this;
    if (lines.many || lines.told) return false;
    return groups.every((group) => !group.contains(document.activeElement) && !group.querySelector(".fl-growing, .fl-begun, .fl-ending"));
  }

  _paint() {
    const { sheet, pen, region } = this._cleared(TIGHT);
    const origin = this.map.getPixelOrigin();
    pen.translate(origin.x - region.left, origin.y - region.top);
    pen.lineJoin = "round";
    this.casing ||= casingOf(this.map);
    const { drawn, kept } = this.lines;
    this.pictured = drawn.map((line) => [line, textsOf(line, this.lines.copies(line))]);
    for (const [line, texts] of this.pictured) {
      this._stroke(pen, line, texts, kept ? (kept.has(line.id) ? 1 : FADED) : line.opacity ?? 1);
    }
    this._show(sheet);
  }

  // From the same texts as the SVG, and with the looks that css/lines.css gives it.
  _stroke(pen, line, texts, opacity) {
    const [body, heads] = [new Path2D(texts.body), new Path2D(texts.heads)];
    pen.globalAlpha = opacity * densityOf(line);
    Object.assign(pen, { strokeStyle: this.casing, lineWidth: line.width + CASING });
    pen.setLineDash([]);
    pen.stroke(body);
    pen.globalAlpha = opacity;
    Object.assign(pen, { strokeStyle: line.color, lineWidth: line.width });
    pen.setLineDash(line.dash || []);
    pen.stroke(body);
    pen.setLineDash([]);
    Object.assign(pen, { strokeStyle: this.casing, fillStyle: line.color, lineWidth: 1 });
    pen.stroke(heads);
    pen.fill(heads);
  }
}
