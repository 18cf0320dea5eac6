// A part of the map as a picture on a canvas. It reaches beyond the edges of the map, so that a small pan needs no other,
// and it moves and scales with the map until there is one.

const PADDING = 0.5; // of the map's size, on each side
const TIGHT = 0.02; // the same, of a picture that has to be there at once
const MOST_PIXELS = 12e6; // of a canvas; a large one gets less padding

class Picture {
  constructor(map, pane, className) {
    Object.assign(this, { map, front: null, sheets: new Map() });
    this.holder = make("div", `fl-picture ${className}`);
    this.holder.setAttribute("aria-hidden", "true");
    map.getPane(pane).prepend(this.holder);
    map.on("zoom viewreset", () => this._place());
  }

  // The part of the map that a picture made now would show: its size in pixels, where its corner lies in the world at
  // this zoom, and its sides in degrees of the plane.
  region(most = PADDING) {
    const { x, y } = this.map.getSize();
    const ratio = window.devicePixelRatio || 1;
    const spare = Math.sqrt(MOST_PIXELS / Math.max(1, x * y * ratio * ratio)) - 1;
    const padding = Math.max(0, Math.min(most, spare / 2));
    const corner = this.map.getPixelBounds().min.subtract([x * padding, y * padding]);
    const [width, height] = [x * (1 + 2 * padding), y * (1 + 2 * padding)].map(Math.ceil);
    return { zoom: this.map.getZoom(), ratio, width, height, left: Math.round(corner.x), top: Math.round(corner.y) };
  }

  // Whether what is seen of the map, and so many of its sizes round it, lies within the picture, at its own zoom.
  covers(around = 0) {
    if (!this.front || this.front.region.zoom !== this.map.getZoom()) return false;
    const { left, top, width, height } = this.front.region;
    const { min, max } = this.map.getPixelBounds();
    const { x, y } = this.map.getSize().multiplyBy(around);
    return min.x - x >= left && min.y - y >= top && max.x + x <= left + width && max.y + y <= top + height;
  }

  // A canvas for a region, not seen yet.
  _sheet(region) {
    const canvas = document.createElement("canvas");
    canvas.className = "leaflet-zoom-animated";
    canvas.width = Math.round(region.width * region.ratio);
    canvas.height = Math.round(region.height * region.ratio);
    canvas.style.width = `${region.width}px`;
    canvas.style.height = `${region.height}px`;
    canvas.style.visibility = "hidden"; // a frame still draws what a hidden canvas was told, slice by slice
    this.holder.append(canvas);
    canvas.getContext("2d").scale(region.ratio, region.ratio);
    return { canvas, region };
  }

  // The canvas for this padding, empty. To make one takes long: it stays for as long as the map keeps its size.
  _cleared(padding) {
    const region = this.region(padding);
    let sheet = this.sheets.get(padding);
    if (!sheet || ["width", "height", "ratio"].some((side) => sheet.region[side] !== region[side])) {
      if (sheet) sheet.canvas.remove();
      this.sheets.set(padding, (sheet = this._sheet(region)));
    }
    sheet.region = region;
    const pen = sheet.canvas.getContext("2d");
    pen.resetTransform();
    pen.clearRect(0, 0, sheet.canvas.width, sheet.canvas.height);
    pen.scale(region.ratio, region.ratio);
    return { sheet, pen, region };
  }

  // In the place of the one that was seen; null: none is seen.
  _show(sheet) {
    if (this.front && this.front !== sheet) this.front.canvas.style.visibility = "hidden";
    this.front = sheet;
    if (!sheet) return;
    this._place();
    sheet.canvas.style.visibility = "";
  }

  // Where the picture lies, until one is there that was made for the zoom of now.
  _place() {
    if (!this.front) return;
    const { region, canvas } = this.front;
    const origin = this.map.getPixelOrigin();
    const scale = this.map.getZoomScale(this.map.getZoom(), region.zoom);
    L.DomUtil.setTransform(canvas, L.point(region.left, region.top).multiplyBy(scale).subtract(origin), scale);
  }
}
