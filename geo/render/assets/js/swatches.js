// What stands before the words of a row of the legend.

function swatchOf(row, hatch) {
  const box = makeSvg("svg", { class: "fl-swatch", width: 30, height: 14, viewBox: "0 0 30 14", "aria-hidden": "true", preserveAspectRatio: "none" });
  if (["class", "no-data", "land", "focus", "disputed"].includes(row.symbol)) {
    const dress = ["focus", "disputed"].includes(row.symbol) ? row.symbol : "area";
    const fill = row.symbol === "disputed" ? sampleOf(row, hatch, box) : row.hatched ? hatch : themed(row.color || "none");
    makeSvg("rect", { x: 0.5, y: 1, width: 29, height: 12, fill, class: `fl-swatch-${dress}` }, box);
    return box;
  }
  lineSwatch(box, row);
  if (row.symbol === "change" && SIGNS[row.value]) drawSign(makeSvg("g", { transform: "translate(15 7)" }, box), row.value, "var(--fl-ink)");
  else box.style.opacity = row.opacity ?? 1;
  return box;
}

// The hatching of a disputed area, in two colours of this map.
function sampleOf({ color, stripes = [] }, hatch, box) {
  const id = `${hatch.slice(5, -1)}-sample`;
  const pattern = makeSvg("pattern", { id, patternUnits: "userSpaceOnUse", patternTransform: HATCH_TURN, height: BAND }, box);
  fillBands(pattern, color || OWN_COLOR, bandsOn(color || OWN_COLOR, stripes));
  return `url(#${id})`;
}

function lineSwatch(box, row) {
  const own = row.symbol === "kind"; // the others tell nothing by their colour
  const arrow = own || row.symbol === "mutual";
  const both = row.symbol === "mutual";
  const color = own && row.color ? row.color : "var(--fl-ink)"; // ink is another one in the dark
  const width = row.width || 2;
  const from = both ? 8 : 0;
  const to = arrow ? 22 : 30;
  const stroke = { x1: from, x2: to, y1: 7, y2: 7, stroke: color, "stroke-width": width, "stroke-opacity": row.symbol === "change" ? row.opacity ?? 1 : 1 };
  if (own) makeSvg("line", { ...stroke, class: "fl-casing", "stroke-width": width + 2.2 }, box);
  makeSvg("line", { ...stroke, "stroke-dasharray": (row.dash || []).join(" ") || "none" }, box);
  if (arrow) makeSvg("path", { d: "M30 7L20 2L21.5 7L20 12Z", fill: color, class: own ? "fl-heads" : "" }, box);
  if (both) makeSvg("path", { d: "M0 7L10 2L8.5 7L10 12Z", fill: color }, box);
}
