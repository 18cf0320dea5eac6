// Whose land is where on the screen: a small picture in which every country has a colour of its own. To ask it is far
// cheaper than to ask the shapes.

const OWNER_PIXEL = 4; // pixels of the map for one of the picture
const AROUND_PIXEL = [[-1, 0], [1, 0], [0, -1], [0, 1]].map((step) => step.map((way) => way * OWNER_PIXEL));
const MOSTLY_LAND = 176; // of 255: at a border two halves cover three quarters
const AROUND = 0.5; // of the map, on each side of it

class Owners {
  constructor(map, shapes) {
    Object.assign(this, { map, shapes, keys: [], outlines: new WeakMap(), painted: "" });
    this.pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  }

  // Paints the picture for where the map is now; at once where it is the same as before.
  look(keys) {
    const { size, corner } = this._frame();
    const place = `${this.map.getZoom()} ${corner} ${size} ${keys.length} ${this.shapes.turn}`;
    if (place === this.painted) return;
    this.painted = place;
    this.keys = keys;
    this.corner = corner;
    this.width = Math.ceil(size.x / OWNER_PIXEL);
    this.height = Math.ceil(size.y / OWNER_PIXEL);
    Object.assign(this.pen.canvas, { width: this.width, height: this.height });
    const scale = this._aim();
    const { x, y } = this.corner.add(this.map.getPixelOrigin());
    const framed = [x, y, x + size.x, y + size.y].map((pixel) => pixel / scale);
    keys.forEach((key, at) => this._paint(key, at, framed));
    this.pixels = this.width && this.height ? this.pen.getImageData(0, 0, this.width, this.height).data : null;
  }

  _frame() {
    const seen = this.map.getSize();
    const size = seen.multiplyBy(1 + 2 * AROUND);
    return { size, corner: this.map.containerPointToLayerPoint(seen.multiplyBy(-AROUND)) };
  }

  // Lets the pen count in units of the world; gives the pixels of the map that one takes.
  _aim() {
    const size = unitSize(this.map);
    const from = this.map.getPixelOrigin().add(this.corner).divideBy(-OWNER_PIXEL);
    this.pen.setTransform(size / OWNER_PIXEL, 0, 0, size / OWNER_PIXEL, from.x, from.y);
    return size;
  }

  // A country that lies in the frame, which is in units.
  _paint(key, at, framed) {
    const { centre, countries } = this.shapes;
    const item = countries.get(key);
    if (!item || !item.parts.some((part) => copiesOf(part, centre).some((shift) => meets(part.box, [framed[0] - shift, framed[1], framed[2] - shift, framed[3]])))) return;
    this.pen.fillStyle = `rgb(${(at & 15) * 16 + 8} ${(at >> 4) * 16 + 8} 128)`;
    this.pen.fill(this._outline(item), "evenodd");
  }

  // Kept for as long as it is drawn so.
  _outline(item) {
    const { texts } = item;
    if (!this.outlines.has(texts)) this.outlines.set(texts, new Path2D(texts.fill));
    return this.outlines.get(texts);
  }

  // The country at a point of the map's layer, "" for water, coasts and beyond the picture; undefined
  // where it is land of more than one, or too small to tell.
  at(x, y) {
    const column = Math.floor((x - this.corner.x) / OWNER_PIXEL);
    const row = Math.floor((y - this.corner.y) / OWNER_PIXEL);
    if (!this.pixels || column < 0 || row < 0 || column >= this.width || row >= this.height) return "";
    const first = (row * this.width + column) * 4;
    const [red, green, blue, alpha] = [this.pixels[first], this.pixels[first + 1], this.pixels[first + 2], this.pixels[first + 3]];
    if (alpha < MOSTLY_LAND) return "";
    const whole = alpha === 255 && blue === 128 && red % 16 === 8 && green % 16 === 8;
    return whole ? this.keys[(red >> 4) + (green >> 4) * 16] : undefined;
  }

  // Which part of a box lies in a country, which in others, and which in others of a set (`some`): 0 to 1 each. Its
  // own borders are half its own; other land where nothing can be told may be anyone's.
  shares(box, key, some) {
    const parts = { own: 0, others: 0, named: 0 };
    for (let i = 0; i < 5; i += 1) {
      for (const high of [0.2, 0.8]) {
        const [x, y] = [box.left + (box.width * (i + 0.5)) / 5, box.top + box.height * high];
        const owner = this.at(x, y);
        const border = owner === undefined && AROUND_PIXEL.some(([dx, dy]) => this.at(x + dx, y + dy) === key);
        if (border) {
          parts.own += 0.05;
          parts.others += 0.05;
        } else if (owner === key) parts.own += 0.1;
        else if (owner !== "") parts.others += 0.1;
        if (owner !== key && (some.has(owner) || (owner === undefined && !border))) parts.named += 0.1;
      }
    }
    return parts;
  }
}
