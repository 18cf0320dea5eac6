// Whose land is where on the screen: a small picture in which every country has a number of its own. To ask it is far
// cheaper than to ask the shapes. Filled here, line by line: to read back what a canvas has drawn takes many times as long.

const OWNER_PIXEL = 4; // pixels of the map for one of the picture
const AROUND = 0.5; // of the map, on each side of it
const COARSE = 583; // units, 0.05 degrees: so far is an outline of the coarse level off at most
const ROW = 2 ** 20; // more than a row has columns

class Owners {
  constructor(map, shapes) {
    this.room = new Float64Array(2 ** 12); // grows
    Object.assign(this, { map, shapes, keys: [], owners: new Uint16Array(0), width: 0, height: 0, painted: "" });
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
    this.owners = new Uint16Array(this.width * this.height);
    const scale = unitSize(this.map) / OWNER_PIXEL; // units of the world to pixels of the picture
    const { x, y } = this.map.getPixelOrigin().add(this.corner).divideBy(OWNER_PIXEL);
    for (const shift of this.map.plane.copies ? [0, WORLD, -WORLD] : [0]) this._paint(scale, x - shift * scale, y);
  }

  _frame() {
    const seen = this.map.getSize();
    const size = seen.multiplyBy(1 + 2 * AROUND);
    return { size, corner: this.map.containerPointToLayerPoint(seen.multiplyBy(-AROUND)) };
  }

  // All countries; the corner of the picture is so many of its pixels from that of the world.
  _paint(scale, left, top) {
    const framed = [left / scale, top / scale, (left + this.width) / scale, (top + this.height) / scale];
    this.keys.forEach((key, at) => {
      const item = this.shapes.countries.get(key);
      if (!item) return;
      for (const { box, rings } of COARSE * scale < 1 ? item.coarse : item.parts) {
        const speck = (box[2] - box[0]) * scale < 1 && (box[3] - box[1]) * scale < 1;
        if (!speck && meets(box, framed)) this._fill(this._crossings(rings, scale, left, top), at + 1);
      }
    });
  }

  // Where the edges of rings cross the middles of rows, row by row from left to right: the row times ROW, and the column.
  _crossings(rings, scale, left, top) {
    let count = 0;
    for (const ring of rings) {
      let bx = ring[0][0] * scale - left;
      let by = ring[0][1] * scale - top - 0.5;
      for (let at = 1; at < ring.length; at += 1) {
        const [ax, ay] = [bx, by];
        bx = ring[at][0] * scale - left;
        by = ring[at][1] * scale - top - 0.5;
        const end = Math.min(this.height, Math.ceil(Math.max(ay, by)));
        for (let row = Math.max(0, Math.ceil(Math.min(ay, by))); row < end; row += 1) {
          if (count === this.room.length) this._widen();
          this.room[count] = row * ROW + ax + ((row - ay) / (by - ay)) * (bx - ax);
          count += 1;
        }
      }
    }
    return this.room.subarray(0, count).sort();
  }

  _widen() {
    const wider = new Float64Array(2 * this.room.length);
    wider.set(this.room);
    this.room = wider;
  }

  // Between each first and second crossing of a row there is land.
  _fill(crossed, number) {
    for (let at = 1; at < crossed.length; at += 2) {
      const row = Math.round(crossed[at] / ROW);
      const start = row * this.width;
      const from = Math.max(0, Math.ceil(crossed[at - 1] - row * ROW - 0.5));
      const to = Math.min(this.width, Math.ceil(crossed[at] - row * ROW - 0.5));
      if (to > from) this.owners.fill(number, start + from, start + to);
    }
  }

  // The country at a point of the map's layer; "" for water and beyond the picture.
  at(x, y) {
    const column = Math.floor((x - this.corner.x) / OWNER_PIXEL);
    const row = Math.floor((y - this.corner.y) / OWNER_PIXEL);
    if (column < 0 || row < 0 || column >= this.width || row >= this.height) return "";
    const number = this.owners[row * this.width + column];
    return number ? this.keys[number - 1] : "";
  }

  // Which part of a box lies in a country, which in others, and which in others of a set (`some`): 0 to 1 each.
  shares(box, key, some) {
    const parts = { own: 0, others: 0, named: 0 };
    for (let i = 0; i < 5; i += 1) {
      for (const high of [0.2, 0.8]) {
        const owner = this.at(box.left + (box.width * (i + 0.5)) / 5, box.top + box.height * high);
        if (owner === key) parts.own += 0.1;
        else if (owner !== "") parts.others += 0.1;
        if (owner !== key && some.has(owner)) parts.named += 0.1;
      }
    }
    return parts;
  }
}
