// Paints one day on the map: fills, lines, legend, headline; and its text alternative once a reader rests on it.

class MomentPainter {
  constructor(layer) {
    this.layer = layer;
  }

  // A map of changes between two days is a picture already: nothing is painted over it, and what another map left of
  // its day goes.
  update(spec) {
    Object.assign(this, { spec, made: null, shown: null, fixed: Boolean(spec.since) });
  }

  get moments() {
    this.made = this.made || new Moments(this.spec);
    return this.made;
  }

  // The map has been painted for its whole window.
  forget() {
    this.shown = null;
  }

  // `day` is a number, or null for the whole window.
  paint(day, animate) {
    if (this.fixed && !this.painted) return;
    const iso = this.fixed || day === null ? "" : isoDay(day);
    if (this.shown === iso) return;
    this.painted = iso !== "";
    this.layer.root.classList.toggle("fl-moment", this.painted);
    if (!this.painted) this._paintWhole();
    else this._paintDay(day, iso, animate);
    if (this.layer.lines) this.shown = iso;
  }

  _paintWhole() {
    const { header, legend, shapes, dots, lines } = this.layer;
    header.moment(null);
    if (!lines) return;
    legend.count(null, null);
    shapes.repaint(null);
    dots.repaint(null);
    lines.show(null);
  }

  // The headline goes first: it looks at its own size, which costs nothing as long as nothing else has changed.
  _paintDay(day, iso, animate) {
    const { header, legend, shapes, dots, lines } = this.layer;
    const { moments, spec } = this;
    const place = moments.placeOf(day);
    header.moment({ headline: moments.headline(place, iso), subtitle: subtitleOn(spec, iso) });
    if (!lines || (this.shown && moments.place === place)) return;
    const { came, went } = moments.go(place);
    legend.count(this._lines(), moments.fills);
    shapes.repaint(moments.fills);
    dots.repaint(moments.fills);
    lines.show(moments.lines, animate && this.shown ? { begun: came, ended: went } : {});
  }

  _lines() {
    return this.spec.lines.filter((line) => this.moments.lines.has(line.id));
  }

  describe(day) {
    if (this.fixed) return;
    const { layer, spec } = this;
    let { headline, description } = spec;
    if (day !== null) {
      const place = this.moments.placeOf(day);
      this.moments.go(place);
      headline = this.moments.headline(place, isoDay(day));
      description = describedOn(spec, headline, this._lines(), this.moments.frames[place]);
    }
    const caption = (day === null ? "" : isoDay(day)) === (spec.at || "") ? spec.caption : ""; // of the day it was written for
    layer.description.update({ description, caption });
    put(layer.map.getContainer(), "aria-label", `Map. ${headline || spec.title}`);
    layer.footer.moment(day === null ? "" : isoDay(day));
  }
}

const MOST_DESCRIBED = 12;
const MOST_ABOUT = 5;

// The sentences of geo/moment.py.
function describedOn({ title, disputed = [] }, headline, lines, { support = 0, tension = 0 }) {
  const shown = support + tension;
  const strongest = lines.slice(-MOST_DESCRIBED).reverse().filter((line) => line.card);
  const sentences = [`${title}. ${headline}.`, shown ? `The map shows ${countWords(support, "relation", "relations")} of support and ${withCommas(tension)} of tension.` : "The map is empty."];
  sentences.push(...strongest.map((line) => `${line.card.title}: ${line.kind}, ${line.intensity} of 5.`));
  if (lines.length > MOST_DESCRIBED) sentences.push(`${withCommas(lines.length - MOST_DESCRIBED)} more relations are drawn.`);
  if (shown > lines.length) sentences.push(`${withCommas(shown - lines.length)} relations are counted but not drawn.`);
  return [...sentences, ...disputed.flatMap((area) => aboutOn(area, lines))];
}

// What is said of a disputed area: the lines about it, as geo/territory.py has it.
function aboutOn({ key, name }, lines) {
  const about = lines.filter((line) => line.card && (line.place || "").split(";").includes(key)).reverse();
  const parts = about.slice(0, MOST_ABOUT).map((line) => `${line.card.title}, ${line.kind}, ${line.intensity} of 5`);
  if (about.length > MOST_ABOUT) parts.push(`and ${about.length - MOST_ABOUT} more`);
  return parts.length ? [`About ${name}: ${parts.join("; ")}.`] : [];
}

function subtitleOn({ subtitle = "" }, iso) {
  return [`Relations in force on ${dayName(iso)}`, ...subtitle.split(" · ").slice(1)].join(" · ");
}
