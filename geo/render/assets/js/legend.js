// The legend: what the fills and the lines mean, how many there are, and what is not drawn. A click on a row of lines
// hides and shows them, a row of fills points out its countries. It folds to one button.

const TITLE = "How to read this map";
const OFF_NOTE = "Hidden here; the colours of the countries still count them.";

// Which rows of lines can be turned off, and whether a line is one of theirs.
const LINE_TESTS = {
  kind: (line, value) => line.kind === value,
  status: (line, value) => line.status === value,
  over: (line) => (line.opacity ?? 1) < 1,
  change: (line, value) => line.change === value,
};
const FILL_ROWS = ["class", "no-data", "focus"];

class LegendPanel {
  // `hooks.hide()` is told when other lines are to be hidden, `hooks.point(keys)` which countries to point out, or null;
  // `hooks.name()` when all lines are to be named, or none.
  constructor(stage, hatchId, hooks) {
    Object.assign(this, { hooks, hatch: `url(#${hatchId})`, off: new Set(), rows: [], made: new Map(), areas: [], moment: null, kept: "", heights: new Map() });
    this.node = make("details", "fl-legend");
    this.summary = make("summary", "fl-legend-button", TITLE);
    this.hiddenCount = this.summary.appendChild(make("span", "fl-hidden-count"));
    this.body = make("div", "fl-legend-body");
    this.fills = make("div", "fl-legend-fills");
    this.strokes = make("div", "fl-legend-lines");
    // What is hidden is said on top: a panel that stands on its lower edge then keeps its rows in their places.
    this.body.append(...this._hiding(), this.fills, this.strokes);
    this.namer = this._naming();
    this.node.append(this.summary, this.body);
    this.node.addEventListener("toggle", () => stage.classList.toggle("fl-legend-open", this.node.open));
    stage.append(this.node);
  }

  fold(folded) {
    this.node.open = !folded;
  }

  // How its rows have to stand to fit into a height: "" as usual, "tight", "strip" with the classes side by
  // side, or "wide" if nothing else helps.
  formFor(room) {
    const found = ["", "tight", "strip"].find((form) => this._heightIn(form) <= room);
    return found === undefined ? "wide" : found;
  }

  // Measured once for the same words in the same width; numbers don't count.
  _heightIn(form) {
    const words = this.body.textContent.replace(/\d/g, "0");
    const known = [form, this.node.parentNode.clientWidth, document.fonts.status, this.off.size, words].join();
    if (!this.heights.has(known)) this.heights.set(known, this._measured(form));
    return this.heights.get(known);
  }

  _measured(form) {
    const { node } = this;
    const { open } = node;
    node.style.maxHeight = "none";
    node.open = true;
    node.dataset.form = form;
    const height = node.offsetHeight;
    node.open = open;
    return height;
  }

  take(form, height) {
    put(this.node, "data-form", form);
    this.node.style.maxHeight = height;
  }

  update(legend, areas) {
    this.areas = areas;
    this.moment = null;
    if (!changed(this, legend)) return void this._recount();
    const focused = document.activeElement && this.body.contains(document.activeElement) ? document.activeElement.dataset.row : "";
    this.rows = [];
    this.before = this.made;
    this.made = new Map();
    this._fill(legend);
    this._dropGone();
    this._mark();
    if (focused && !this.body.contains(document.activeElement)) this._refocus(focused);
  }

  // What stands there already stays where it is.
  _fill({ title, areas = [], lines = [], notes = [] }) {
    const fills = areas.map((row) => this._row(row));
    const classes = fills.filter((item) => item.dataset.symbol === "class");
    for (const item of fills) item.classList.toggle("fl-last", item === classes[classes.length - 1]);
    setChildren(this.fills, this._section(title, title, fills));
    setChildren(this.strokes, [
      ...this._section("", "Lines", kindsFirst(lines).map((row) => this._row(row))),
      ...this._widths(lines.filter((row) => row.symbol === "width")),
      ...(lines.length ? [this.namer] : []),
      ...notes.map((note) => this._kept(note, () => make("p", "fl-note", note))),
    ]);
  }

  // A part of the legend under what it is made from: the one that was there before, or a new one.
  _kept(from, build) {
    const name = JSON.stringify(from);
    const part = (!this.made.has(name) && this.before.get(name)) || build();
    this.made.set(name, part);
    return part;
  }

  _section(title, label, rows) {
    if (!rows.length) return [];
    const list = this._kept(["list", label], () => make("ul", "fl-rows"));
    list.setAttribute("aria-label", label);
    setChildren(list, rows);
    return [...(title ? [this._kept(["title", title], () => make("p", "fl-legend-title", title))] : []), list];
  }

  // Rows are the same if they differ in their counts only.
  _row(row) {
    const counted = row.count !== undefined && row.count !== null;
    const entry = this._kept({ ...row, count: counted }, () => this._newRow(row, counted));
    entry.row = row;
    if (counted) setText(entry.count, String(row.count));
    this.rows.push(entry);
    return entry.item;
  }

  _newRow(row, counted) {
    const item = make("li", "fl-row");
    item.dataset.symbol = row.symbol;
    item.dataset.value = row.value || "";
    const parts = [swatchOf(row, this.hatch), rowLabel(row.label)];
    if (counted) parts.push(make("span", "fl-count"));
    const button = this._button(row);
    (button || item).append(...parts);
    if (button) item.append(button);
    return { item, button, name: nameOf(row), count: counted ? parts[2] : null };
  }

  _button(row) {
    if (!(row.symbol in LINE_TESTS) && !FILL_ROWS.includes(row.symbol)) return null;
    const button = make("button", "fl-toggle");
    button.type = "button";
    button.dataset.row = nameOf(row);
    if (row.symbol in LINE_TESTS) {
      button.addEventListener("click", () => this._toggle(nameOf(row)));
      return button;
    }
    for (const [name, here] of [["pointerenter", true], ["focus", true], ["pointerleave", false], ["blur", false]]) {
      button.addEventListener(name, () => this._point(here ? row : this._keptRow()));
    }
    button.addEventListener("click", () => this._keep(row));
    return button;
  }

  // Widths say most side by side: one row with all of them.
  _widths(rows) {
    if (!rows.length) return [];
    const list = this._kept("widths", () => make("ul", "fl-widths"));
    list.setAttribute("aria-label", "How strong");
    const items = rows.map((row) => this._row(row));
    for (const item of items) item.className = "fl-width";
    setChildren(list, items);
    return [list];
  }

  _hiding() {
    this.offNote = make("p", "fl-note fl-off-note", `${OFF_NOTE} `);
    const all = make("button", "fl-link", "Show all");
    all.type = "button";
    all.addEventListener("click", () => this._showAll());
    this.offNote.append(all);
    this.drawnNote = make("p", "fl-note fl-drawn");
    this.drawnNote.hidden = true;
    return [this.offNote, this.drawnNote];
  }

  _naming() {
    const button = make("button", "fl-naming", "Name the lines");
    button.type = "button";
    button.dataset.row = "naming";
    put(button, "aria-pressed", String(Boolean(this.naming)));
    button.addEventListener("click", () => {
      this.naming = !this.naming;
      put(button, "aria-pressed", String(this.naming));
      this.hooks.name();
    });
    return button;
  }

  _refocus(name) {
    const found = [...this.body.querySelectorAll("[data-row]")].find((node) => node.dataset.row === name);
    if (found) found.focus();
  }

  // --- lines ---

  // Whether a line is turned off.
  hides(line) {
    return [...this.off].some((name) => {
      const [symbol, value] = name.split("/");
      if (symbol === "over" && this.moment) return false; // on the day shown it is in force
      return LINE_TESTS[symbol](line, value);
    });
  }

  _toggle(name) {
    if (!this.off.delete(name)) this.off.add(name);
    this._mark();
    this.hooks.hide();
  }

  _showAll() {
    const first = [...this.off][0];
    this.off.clear();
    this._mark();
    this._refocus(first); // the button that had the focus is gone
    this.hooks.hide();
  }

  // What is no longer in the legend can't be shown again: it must not stay hidden.
  _dropGone() {
    const there = new Set(this.rows.map(({ name }) => name));
    for (const name of this.off) if (!there.has(name)) this.off.delete(name);
    if (!there.has(this.kept)) this._keep(null);
  }

  _mark() {
    for (const { row, button, name } of this.rows) {
      if (button) put(button, "aria-pressed", String(row.symbol in LINE_TESTS ? !this.off.has(name) : this.kept === name));
    }
    this.offNote.hidden = !this.off.size;
    setText(this.hiddenCount, this.off.size ? ` (${this.off.size} hidden)` : "");
  }

  // How many lines are drawn, and how many of them looking closer has brought in.
  drawn(count, more, beyond) {
    const texts = [more && `${count} lines drawn here, ${more} of them only this close.`, beyond && `${countWords(beyond, "line lies", "lines lie")} beyond the edge of this map.`];
    setText(this.drawnNote, texts.filter(Boolean).join(" "));
    this.drawnNote.hidden = !this.drawnNote.textContent;
  }

  // --- counts of a moment ---

  // `lines` are those in force, `fills` a Map from country to colour ("" is no data); null: the map's own counts.
  count(lines, fills) {
    const whole = !this.moment;
    this.moment = lines && fills ? { lines, fills } : null;
    this._recount();
    if (whole === Boolean(this.moment) && this.off.has("over/over")) this.hooks.hide();
  }

  _recount() {
    for (const entry of this.rows) if (entry.count) setText(entry.count, String(this._countOf(entry.row)));
    if (this.pointed) this._point(this.pointed);
  }

  _countOf(row) {
    if (!this.moment) return row.count;
    if (row.symbol === "over") return 0;
    if (row.symbol in LINE_TESTS) return this.moment.lines.filter((line) => LINE_TESTS[row.symbol](line, row.value)).length;
    return this._keysOf(row).length;
  }

  // --- countries ---

  // The countries a row of fills stands for.
  _keysOf(row) {
    const fillOf = (area) => (this.moment ? this.moment.fills.get(area.key) ?? area.fill : area.hatched ? "" : area.fill);
    const tests = { focus: (area) => area.focus, class: (area) => !area.focus && fillOf(area) === row.color, "no-data": (area) => !area.focus && !fillOf(area) };
    return this.areas.filter(tests[row.symbol]).map((area) => area.key);
  }

  _point(row) {
    this.pointed = row;
    this.hooks.point(row ? this._keysOf(row) : null);
  }

  // A click keeps pointing them out until the next one, as there is no hovering with a finger.
  _keep(row) {
    this.kept = row && nameOf(row) !== this.kept ? nameOf(row) : "";
    this._mark();
    this._point(this.kept ? row : null);
  }

  _keptRow() {
    const entry = this.rows.find(({ name }) => name === this.kept);
    return entry ? entry.row : null;
  }
}

// What stands in brackets at the end can be left out where there is no room.
function rowLabel(text) {
  const [, head, range] = text.match(/^(.*?)( \([^()]*\))?$/s);
  const label = make("span", "fl-row-label", head);
  if (range) label.append(make("span", "fl-range", range));
  return label;
}

function nameOf(row) {
  return `${row.symbol}/${row.value || ""}`;
}

function kindsFirst(lines) {
  const order = ["change", "kind", "status", "mutual"];
  return lines
    .filter((row) => row.symbol !== "width")
    .map((row, index) => [order.includes(row.symbol) ? order.indexOf(row.symbol) : 9, index, row])
    .sort((a, b) => a[0] - b[0] || a[1] - b[1])
    .map((entry) => entry[2]);
}
