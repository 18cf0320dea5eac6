// The map of any day, from the frames of a spec: what geo/moment.py is in Python.

const DAY_MS = 864e5;
const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const LEAP = 60; // frames
const WHEN = "{when}"; // stands in the headlines of frames for the day that is shown

// Days are counted from 1 January 1970; NaN for what is no date.
function dayNumber(iso) {
  return Date.parse(`${iso}T00:00:00Z`) / DAY_MS;
}

function isoDay(number) {
  return new Date(number * DAY_MS).toISOString().slice(0, 10);
}

function monthName(iso) {
  return `${MONTHS[Number(iso.slice(5, 7)) - 1]} ${Number(iso.slice(0, 4))}`;
}

function dayName(iso) {
  return `${Number(iso.slice(8))} ${monthName(iso)}`;
}

// The first and the last day of the timeline; null where a map has none.
function spanOf({ frames = [], bars = [], since }) {
  if (!bars.length || !(frames.length || since)) return null;
  return [dayNumber(bars[0].first), dayNumber(bars[bars.length - 1].last)];
}

// The same day some months on, or the last day of a shorter month.
function monthsOn(day, months) {
  const date = new Date(day * DAY_MS);
  const wanted = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months + 1, 0);
  date.setUTCDate(Math.min(wanted, date.getUTCDate()));
  return date.getTime() / DAY_MS;
}

// Whether disputed areas are coloured, and countries are not.
function ofAreas({ measure }) {
  return measure === "territory";
}

// Stands at one frame and walks from there, so that a step costs what it changes. `lines` (ids in force) and `fills`
// (colour of each country or disputed area, "" for no data) belong to it: they change with the next `go`.
class Moments {
  constructor(spec) {
    this.frames = spec.frames;
    this.days = this.frames.map((frame) => dayNumber(frame.at));
    this.place = -1;
    this.lines = new Set();
    this.fills = new Map(spec.areas.map((area) => [area.key, area.focus || ofAreas(spec) ? area.fill : ""]));
    if (ofAreas(spec)) for (const { key } of spec.disputed || []) this.fills.set(key, "");
    this._prepare(new Set(spec.areas.filter((area) => area.focus).map((area) => area.key)));
    this.headlines = this.frames.map(((said) => (frame) => (said = frame.headline || said))(spec.headline));
  }

  // A country the map is seen from keeps its colour. To walk back one has to know the colours from before.
  _prepare(kept) {
    const now = new Map(this.fills);
    this.colours = this.frames.map(({ fills = [] }) => {
      const after = fills.filter(([key]) => !kept.has(key));
      const before = after.map(([key]) => [key, now.get(key) || ""]);
      for (const [key, colour] of after) now.set(key, colour);
      return { before, after };
    });
  }

  // The frame that says what is seen on a day (a number).
  placeOf(day) {
    let [low, high] = [0, this.days.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.days[middle] <= day) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  headline(place, iso) {
    return this.headlines[place].replaceAll(WHEN, `on ${dayName(iso)}`);
  }

  // Goes to a frame and gives the lines that came and those that went, whichever way time ran; of a leap nobody could
  // follow, none.
  go(place) {
    const change = Math.abs(place - this.place) > LEAP ? null : new Map();
    while (this.place < place) this._forward(change);
    while (this.place > place) this._back(change);
    if (!change) return { came: [], went: [] };
    const came = [...change].filter(([, there]) => there).map(([id]) => id);
    const went = [...change].filter(([, there]) => !there).map(([id]) => id);
    return { came, went };
  }

  _forward(change) {
    this.place += 1;
    const { begun = [], ended = [] } = this.frames[this.place];
    for (const id of begun) this._put(id, true, change);
    for (const id of ended) this._put(id, false, change);
    for (const [key, colour] of this.colours[this.place].after) this.fills.set(key, colour);
  }

  _back(change) {
    const { begun = [], ended = [] } = this.frames[this.place];
    for (const id of ended) this._put(id, true, change);
    for (const id of begun) this._put(id, false, change);
    for (const [key, colour] of this.colours[this.place].before) this.fills.set(key, colour);
    this.place -= 1;
  }

  // What came and went again on the way is no change.
  _put(id, there, change) {
    if (there) this.lines.add(id);
    else this.lines.delete(id);
    if (!change) return;
    if (change.has(id)) change.delete(id);
    else change.set(id, there);
  }
}
