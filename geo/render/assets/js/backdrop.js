// What is seen of the ground: fills and borders on a canvas. Of an SVG a browser makes a picture of its own, in tiles, and
// goes through each path for each of them; on a canvas a path is drawn once, and a zoom takes a third less. The paths
// stay there for the pointer and the keyboard, and are what a page on paper shows.

const ROOMY_MS = 150; // after a change: then a picture follows that reaches beyond the edges of the map
const NEAR_EDGE = 0.1; // of the map's size
const BORDER_WIDTH = 0.7; // pixels; css/ground.css has it, too
const HATCH_TILE = 17; // pixels: a square that four lines of the hatching just fit across

class Backdrop extends Picture {
  constructor(map, shapes) {
    super(map, "overlayPane", "fl-backdrop");
    Object.assign(this, { shapes, asked: false, later: 0, colors: null });
    map.on("move resize", () => this.follow());
    const dark = window.matchMedia("(prefers-color-scheme: dark)");
    const heard = [[dark, "change", () => this.recolor()], [window, "beforeprint", () => shapes.catchUp()]];
    heard.forEach(([what, event, work]) => what.addEventListener(event, work));
    map.on("unload", () => {
      this.over = true;
      clearTimeout(this.later);
      heard.forEach(([what, event, work]) => what.removeEventListener(event, work));
    });
  }

  // What is drawn has changed: painted once all that goes with it is done, in the same frame.
  repaint() {
    if (this.asked) return;
    this.asked = true;
    queueMicrotask(() => this._now());
  }

  // Another theme. What the colours are is asked once: a browser may lay the page out to answer.
  recolor() {
    this.colors = null;
    this.repaint();
  }

  // The map has moved.
  follow() {
    if (!this.covers()) this.repaint();
    else if (!this.covers(NEAR_EDGE)) this._settle();
  }

  _now() {
    this.asked = false;
    if (this.over) return;
    this._paint(TIGHT);
    this._settle();
  }

  // Not when the browser is idle: under a hand that rests it never is, and all is to be done before the hand lets go.
  _settle() {
    clearTimeout(this.later);
    this.later = setTimeout(() => this._rest(), ROOMY_MS);
  }

  _rest() {
    if (this.over || this.asked) return;
    this.shapes.catchUp();
    this._paint(PADDING);
  }

  _paint(padding) {
    const { x, y } = this.map.getSize();
    if (!x || !y) return;
    const { sheet, pen, region } = this._cleared(padding);
    const size = unitSize(this.map);
    pen.translate(-region.left, -region.top);
    pen.scale(size, size);
    this._draw(pen, size, region.ratio);
    this._show(sheet);
    this.map.getContainer().classList.add("fl-painted");
  }

  _draw(pen, size, ratio) {
    const { shapes } = this;
    this.colors = this.colors || this._lookUp();
    const colorOf = (fill) => this.colors[fill] || fill;
    Object.assign(pen, { lineJoin: "round", lineWidth: BORDER_WIDTH / size, strokeStyle: colorOf("var(--fl-border)") });
    if (shapes.rim) {
      pen.fillStyle = colorOf("var(--fl-water)");
      pen.fill(shapes.rim);
      pen.stroke(shapes.rim);
    }
    const hatch = this._hatch(pen, colorOf("var(--fl-land)"), colorOf("var(--fl-hatch)"), ratio);
    const { x, y } = this.map.getPixelOrigin();
    hatch.setTransform(new DOMMatrix().scale(1 / size).translate(x, y).scale(HATCH_TILE / this.tile.width));
    for (const { fill, texts } of shapes.countries.values()) {
      if (!texts || texts.fill === NOWHERE) continue;
      pen.fillStyle = fill ? colorOf(themed(fill)) : hatch;
      pen.fill((texts.path ||= new Path2D(texts.fill)));
    }
    for (const { outline } of shapes.borders.drawn) pen.stroke(outline);
  }

  _lookUp() {
    const look = getComputedStyle(this.map.getContainer());
    return Object.fromEntries(["land", "hatch", "water", "border", "own"].map((part) => [`var(--fl-${part})`, look.getPropertyValue(`--fl-${part}`).trim()]));
  }

  // The hatching of land without data; anew for other colours.
  _hatch(pen, land, line, ratio) {
    const told = `${land} ${line} ${ratio}`;
    if (this.told !== told) {
      this.told = told;
      this.tile = hatchTile(Math.round(HATCH_TILE * ratio), { land, line });
    }
    return pen.createPattern(this.tile, "repeat");
  }
}

// The same lines as `addHatch` draws, in a square that goes on at each side.
function hatchTile(side, colors) {
  const tile = Object.assign(document.createElement("canvas"), { width: side, height: side });
  const pen = tile.getContext("2d");
  const times = Math.round((HATCH_TILE * Math.SQRT2) / HATCH_WIDTH);
  const across = pen.createLinearGradient(0, 0, side, side);
  for (let at = 0; at < times; at += 1) {
    for (const [from, part] of HATCH_STOPS) across.addColorStop((at + from / HATCH_WIDTH) / times, colors[part]);
  }
  pen.fillStyle = across;
  pen.fillRect(0, 0, side, side);
  return tile;
}
