// The borders of the countries: each arc once, however many countries share it, and in squares. A browser goes through a
// path from end to end for every tile of its picture, and to stroke a path is most of its work on the ground.

const CELL_SIZE = { coarse: 2 ** 18, fine: 2 ** 17 }; // units: 512 pixels at zoom 5, and 256

class Borders {
  constructor(shapes, group) {
    Object.assign(this, { shapes, group, coarse: new Map(), fine: new Map(), close: null, paths: new Map(), drawn: [] });
  }

  // Those of another ground.
  take(units) {
    this.coarse = atOnce(squaresOf(units, CELL_SIZE.coarse));
    this.fine = new Map();
    this.close = null;
    this.group.replaceChildren();
    this.paths.clear();
    this.drawn = [];
  }

  // Squares of the finer level stand in for the coarse ones that meet this box (in units); null: for none.
  refine(box) {
    this.close = box && [0, 1].flatMap((end) => [0, 1].map((axis) => Math.floor(box[2 * end + axis] / CELL_SIZE.coarse) + end));
    this.follow();
  }

  // What lies in the room is there; all else is taken out.
  follow() {
    const { centre, room } = this.shapes;
    if (centre === undefined) return;
    const wanted = new Set();
    for (const [level, squares] of [["coarse", this.coarse], ["fine", this.fine]]) {
      for (const [name, square] of squares) {
        for (const shift of copiesOf(square, centre)) {
          const near = [room[0] - shift, room[1], room[2] - shift, room[3]];
          const drawn = meets(square.box, near) && this._isClose(square, shift) === (level === "fine");
          if (drawn) wanted.add(this._path(`${level} ${name} ${shift}`, square, shift));
        }
      }
    }
    const same = wanted.size === this.drawn.length && this.drawn.every((path) => wanted.has(path));
    if (!same) this.shapes.backdrop.repaint();
    this.drawn = [...wanted];
    if (!this.shapes.inHaste) this.shapes.catchUp();
  }

  // The paths of an SVG follow.
  catchUp() {
    setChildren(this.group, this.drawn.map((path) => (path.node ||= makeSvg("path", { class: "fl-border", d: path.text }))));
  }

  _isClose({ corner: [x, y] }, shift) {
    const { close } = this;
    if (!close) return false;
    const [column, row] = [Math.floor((x + shift) / CELL_SIZE.coarse), Math.floor(y / CELL_SIZE.coarse)];
    return column >= close[0] && row >= close[1] && column < close[2] && row < close[3];
  }

  _path(name, square, shift) {
    let path = this.paths.get(name);
    if (!path) {
      square.runs.forEach((run) => (run.steps ||= stepsText(run.points)));
      const text = square.runs.map(({ points: [[x, y]], steps }) => `M${x + shift} ${y}${steps}`).join("");
      path = { text, outline: new Path2D(text) };
      this.paths.set(name, path);
    }
    return path;
  }
}

// The arcs that countries have as their borders, by the squares that they run through; in slices.
function* squaresOf(units, size) {
  const { arcs, plane } = units;
  const used = new Set(geometriesOf(units, "countries").flatMap((geometry) => geometry.arcs.flat(Infinity)).map((at) => (at < 0 ? ~at : at)));
  const squares = new Map();
  let count = 0;
  for (const at of used) {
    for (const line of withoutSeam(arcs[at], plane)) cutInto(squares, line, size);
    if ((count += 1) % 64 === 0) yield;
  }
  for (const square of squares.values()) Object.assign(square, { plane, box: boxOf(square.runs.flatMap(({ points }) => points)) });
  return squares;
}

// Each step of a line goes to the square that it begins in.
function cutInto(squares, line, size) {
  let run = null;
  let there = "";
  for (let at = 1; at < line.length; at += 1) {
    const [x, y] = line[at - 1];
    const [column, row] = [Math.floor(x / size), Math.floor(y / size)];
    const name = `${column} ${row}`;
    if (name !== there) {
      there = name;
      run = { points: [line[at - 1]] };
      if (!squares.has(name)) squares.set(name, { corner: [column * size, row * size], runs: [] });
      squares.get(name).runs.push(run);
    }
    run.points.push(line[at]);
  }
}
