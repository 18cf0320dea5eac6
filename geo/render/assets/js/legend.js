// The legend: what the fills and the lines mean, and what is not drawn. It folds to one button.

class LegendPanel {
  constructor(stage, hatchId) {
    this.hatch = `url(#${hatchId})`;
    this.node = make("details", "fl-legend");
    this.summary = make("summary", "fl-legend-button", "How to read this map");
    this.body = make("div", "fl-legend-body");
    this.node.append(this.summary, this.body);
    stage.append(this.node);
  }

  fold(folded) {
    this.node.open = !folded;
  }

  // How its rows have to stand to fit into a height: "" as usual, "tight", or "wide" if nothing else helps.
  formFor(room) {
    const { open } = this.node;
    this.node.style.maxHeight = "none";
    this.node.open = true;
    const fits = (form) => {
      this.node.dataset.form = form;
      return this.node.offsetHeight <= room;
    };
    const found = ["", "tight"].find(fits);
    this.node.open = open;
    return found === undefined ? "wide" : found;
  }

  take(form, height) {
    put(this.node, "data-form", form);
    this.node.style.maxHeight = height;
  }

  update(legend) {
    if (!changed(this, legend)) return;
    const areas = legend.areas || [];
    const lines = legend.lines || [];
    const fills = make("div", "fl-legend-fills");
    const strokes = make("div", "fl-legend-lines");
    fills.append(...this._section(legend.title, areas.map((row) => this._row(row))));
    strokes.append(
      ...this._section("", kindsFirst(lines).map((row) => this._row(row))),
      ...this._widths(lines.filter((row) => row.symbol === "width")),
      ...(legend.notes || []).map((note) => make("p", "fl-note", note)),
    );
    this.body.replaceChildren(fills, strokes);
  }

  _section(title, rows) {
    if (!rows.length) return [];
    const list = make("ul", "fl-rows");
    list.append(...rows);
    return [...(title ? [make("p", "fl-legend-title", title)] : []), list];
  }

  _row(row) {
    const item = make("li", "fl-row");
    item.dataset.symbol = row.symbol;
    item.dataset.value = row.value || "";
    item.append(this._swatch(row), make("span", "fl-row-label", row.label));
    if (row.count !== undefined && row.count !== null) item.append(make("span", "fl-count", String(row.count)));
    return item;
  }

  _swatch(row) {
    const box = makeSvg("svg", { class: "fl-swatch", width: 30, height: 14, viewBox: "0 0 30 14", "aria-hidden": "true" });
    if (["class", "no-data", "focus", "disputed"].includes(row.symbol)) {
      const dress = ["focus", "disputed"].includes(row.symbol) ? row.symbol : "area";
      makeSvg("rect", { x: 0.5, y: 1, width: 29, height: 12, fill: this._fill(row), class: `fl-swatch-${dress}` }, box);
      return box;
    }
    lineSwatch(box, row);
    box.style.opacity = row.opacity ?? 1;
    return box;
  }

  _fill(row) {
    if (row.symbol === "disputed") return this.hatch.replace("-hatch", "-stripes");
    return row.hatched ? this.hatch : row.color || "none";
  }

  // Widths say most side by side: one row with all of them.
  _widths(rows) {
    if (!rows.length) return [];
    const list = make("ul", "fl-widths");
    for (const row of rows) {
      const item = this._row(row);
      item.className = "fl-width";
      list.append(item);
    }
    return [list];
  }
}

function kindsFirst(lines) {
  const order = ["kind", "status", "mutual"];
  return lines
    .filter((row) => row.symbol !== "width")
    .map((row, index) => [order.includes(row.symbol) ? order.indexOf(row.symbol) : 9, index, row])
    .sort((a, b) => a[0] - b[0] || a[1] - b[1])
    .map((entry) => entry[2]);
}

function lineSwatch(box, row) {
  const arrow = row.symbol === "kind" || row.symbol === "mutual";
  const both = row.symbol === "mutual";
  const color = row.symbol === "kind" ? row.color : "var(--fl-ink)"; // ink is another one in the dark
  const width = row.width || 2;
  const from = both ? 8 : 0;
  const to = arrow ? 22 : 30;
  const stroke = { x1: from, x2: to, y1: 7, y2: 7, stroke: color, "stroke-width": width };
  if (row.symbol === "kind") makeSvg("line", { ...stroke, class: "fl-casing", "stroke-width": width + 2.2 }, box);
  makeSvg("line", { ...stroke, "stroke-dasharray": (row.dash || []).join(" ") || "none" }, box);
  if (arrow) makeSvg("path", { d: "M30 7L20 2L21.5 7L20 12Z", fill: color, class: row.symbol === "kind" ? "fl-heads" : "" }, box);
  if (both) makeSvg("path", { d: "M0 7L10 2L8.5 7L10 12Z", fill: color }, box);
}
