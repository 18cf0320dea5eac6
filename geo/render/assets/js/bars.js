// The bars of the timeline: support upwards, tension downwards, on a true scale of days; drawn once for a spec and a size.

const AXIS = 16; // pixels for the labels beneath
const LETTER_WIDTH = 6.8; // pixels, on the safe side
const LABEL_GAP = 10;
const SHORT_DAYS = 62; // days in a window that is labelled by the day
const DAY_STEPS = [1, 2, 5, 10];
const MONTH_STEPS = [1, 3, 6];
const YEAR_STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500];

class Bars {
  constructor(parent) {
    this.svg = makeSvg("svg", { class: "fl-bars", "aria-hidden": "true" }, parent);
    this.parts = {};
    for (const name of ["support", "tension", "support-begun", "tension-begun"]) this.parts[name] = makeSvg("path", { class: `fl-bar fl-bar-${name}` }, this.svg);
    this.base = makeSvg("path", { class: "fl-bars-base" }, this.svg);
    this.ticks = makeSvg("path", { class: "fl-bars-ticks" }, this.svg);
    this.labels = makeSvg("g", { class: "fl-bars-labels" }, this.svg);
  }

  // `bars` of the spec, `span` the first and last day as numbers.
  update(bars, span, width, height) {
    if (!width || !changed(this, [bars, width, height])) return;
    this.span = span;
    this.width = width;
    put(this.svg, "viewBox", `0 0 ${width} ${height}`);
    this._drawBars(bars, height - AXIS);
    this._drawLabels(height - AXIS);
  }

  // Where a day begins, in pixels.
  x(day) {
    const [first, last] = this.span;
    return ((day - first) / (last + 1 - first)) * this.width;
  }

  _drawBars(bars, height) {
    const most = (name) => bars.reduce((high, bar) => Math.max(high, bar[name] || 0), 0);
    const [up, down] = [most("support_weight"), most("tension_weight")];
    const base = up + down ? Math.round((height * up) / (up + down)) : Math.round(height / 2);
    const scale = (height - 1) / (up + down || 1);
    const made = { support: "", tension: "", "support-begun": "", "tension-begun": "" };
    for (const bar of bars) {
      const x = this.x(dayNumber(bar.first));
      const wide = this.x(dayNumber(bar.last) + 1) - x;
      const box = (y, tall) => `M${x.toFixed(1)} ${y.toFixed(1)}h${(wide - (wide > 5 ? 1 : 0)).toFixed(1)}v${tall.toFixed(1)}H${x.toFixed(1)}Z`;
      for (const [kind, sign] of [["support", -1], ["tension", 1]]) {
        const tall = (bar[`${kind}_weight`] || 0) * scale;
        if (!tall) continue;
        const begun = (tall * (bar[`${kind}_begun`] || 0)) / bar[kind];
        made[kind] += box(base, sign * tall);
        if (begun) made[`${kind}-begun`] += box(base + sign * (tall - begun), sign * begun);
      }
    }
    for (const [name, path] of Object.entries(this.parts)) put(path, "d", made[name] || "M0 0");
    put(this.base, "d", `M0 ${base}.5H${this.width}`);
  }

  _drawLabels(top) {
    const shown = thinned(labelsOf(this.span), (day) => this.x(day), this.width);
    put(this.ticks, "d", shown.map(({ x, bold }) => `M${(Math.round(x) + 0.5).toFixed(1)} ${top}v${bold ? AXIS - 3 : 5}`).join("") || "M0 0");
    this.labels.replaceChildren(...shown.map(({ x, text, bold }) => {
      const node = makeSvg("text", { x: Math.round(x) + 4, y: top + AXIS - 4, class: bold ? "fl-year" : "" });
      node.textContent = text;
      return node;
    }));
  }
}

// What could be written beneath: years, the month and year the window opens in, months, and in a short window days.
function labelsOf([first, last]) {
  const months = monthsOf(isoDay(first), isoDay(last)).map((label) => ({ ...label, day: Math.max(first, label.day) }));
  const inYear = (label) => ({ ...label, text: String(label.year), bold: true });
  const withYear = (label) => ({ ...label, text: `${label.text} ${label.year}`, bold: true });
  const days = [];
  if (last - first < SHORT_DAYS) for (let day = first; day <= last; day += 1) days.push({ day, text: String(Number(isoDay(day).slice(8))) });
  return { years: months.filter(({ month }) => month === 1).map(inYear), starts: months.map(withYear), months, days };
}

function monthsOf(first, last) {
  const made = [];
  for (let at = Number(first.slice(0, 4)) * 12 + Number(first.slice(5, 7)) - 1; ; at += 1) {
    const [year, month] = [Math.floor(at / 12), (at % 12) + 1];
    const iso = `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}`;
    if (iso > last.slice(0, 7)) return made;
    made.push({ day: dayNumber(`${iso}-01`), year, month, text: MONTHS[month - 1].slice(0, 3) });
  }
}

function labelWidth({ text, bold }) {
  return text.length * LETTER_WIDTH * (bold ? 1.12 : 1) + LABEL_GAP;
}

// What fits without touching, with its place: years first, then as many of the months (or days) as can stand at one distance.
function thinned({ years, starts, months, days }, xOf, width) {
  const kept = [];
  const keep = (labels) => {
    for (const label of labels) {
      const [x, wide] = [xOf(label.day), labelWidth(label)];
      const free = x + wide <= width + LABEL_GAP && kept.every((other) => x + wide <= other.x || x >= other.x + labelWidth(other));
      if (free) kept.push({ ...label, x });
    }
  };
  const apart = (labels) => labels.every((label, at) => !at || xOf(label.day) - xOf(labels[at - 1].day) >= labelWidth(labels[at - 1]));
  const every = (labels, steps, number) => steps.map((step) => labels.filter((label) => number(label) % step === 0)).find(apart) || [];
  if (days.length) {
    keep(starts);
    keep(every(days, DAY_STEPS, ({ text }) => Number(text)));
  } else {
    keep(every(years, YEAR_STEPS, ({ year }) => year));
    keep(starts.slice(0, 1));
    keep(every(months, MONTH_STEPS, ({ month }) => month - 1));
  }
  return kept.sort((a, b) => a.x - b.x);
}
