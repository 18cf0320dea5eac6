// What stands round the map: the headline above, where it comes from below, and the same in sentences for those who listen.

const HEAD_PADDING = 21; // above and below, with the rule on top, on a narrow screen

class Header {
  constructor(body, onNavigate) {
    this.node = make("header", "fl-header");
    this.onNavigate = onNavigate;
    this.title = make("p", "fl-title");
    this.headline = make("h1", "fl-headline");
    this.subtitle = make("p", "fl-subtitle");
    this.nav = make("nav", "fl-questions");
    this.nav.setAttribute("aria-label", "Questions to start with");
    this.notices = make("div", "fl-notices");
    body.append(this.node);
  }

  update(spec, questions) {
    const { title, headline, subtitle, notices, provenance } = spec;
    if (!changed(this, [title, headline, subtitle, notices, provenance.permalink, questions])) return;
    this.spec = spec;
    this.node.style.minHeight = "";
    setText(this.title, title || "");
    setText(this.headline, headline || "");
    setText(this.subtitle, subtitle || "");
    this._ask(spec.since ? [] : questions || [], provenance);
    if (changed(this.notices, notices)) this.notices.replaceChildren(...noticesOf(spec));
    setChildren(this.node, [this.title, this.headline, this.subtitle, ...(this.nav.firstChild ? [this.nav] : []), this.notices]);
  }

  // Who came to a question with the keyboard stays where they were.
  _ask(questions, provenance) {
    if (!changed(this.nav, [questions, provenance.permalink])) return;
    const followed = [...this.nav.children].findIndex((link) => link.matches(":focus"));
    const links = questions.map((question) => this._question(question, provenance)).filter(Boolean);
    this.nav.replaceChildren(...links);
    if (followed >= 0 && links.length) (links[followed] || links[0]).focus();
  }

  // The texts of a moment, or of the whole map again. Nobody is told: a reader who plays through the days would hear
  // nothing else. The panel only grows meanwhile, so that the legend beneath it stands still.
  moment(texts) {
    if (texts) this.node.style.minHeight = `${this.node.getBoundingClientRect().height}px`;
    else this.node.style.minHeight = "";
    const { headline, subtitle } = { ...this.spec, ...texts };
    setText(this.headline, headline || "");
    setText(this.subtitle, subtitle || "");
  }

  // As high as its words, in pixels, however high it is made.
  get height() {
    const { node } = this;
    const last = node.lastElementChild;
    return Math.min(node.offsetHeight, last ? last.offsetTop - node.firstElementChild.offsetTop + last.offsetHeight + HEAD_PADDING : 0);
  }

  // A file from disk has nowhere to go to unless it knows the address of the app.
  _question({ text, query }, provenance) {
    const search = `?${String(query).replace(/^\?/, "")}`;
    const base = safeUrl(provenance.permalink).split("?")[0];
    if (!this.onNavigate && !base) return null;
    const link = make("a", "", text);
    link.href = this.onNavigate ? search : base + search;
    link.addEventListener("click", (event) => this._follow(event, search));
    return link;
  }

  // Opening in a new tab stays possible.
  _follow(event, search) {
    if (!this.onNavigate || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    this.onNavigate(search.slice(1));
  }
}

const MOST_NOTICES = 3;

// A few in full; many would leave no room for the map.
function noticesOf({ notices: said = [] }) {
  const lines = said.map((notice) => make("p", "fl-notice", notice));
  if (lines.length <= MOST_NOTICES) return lines;
  const more = make("details", "fl-more");
  more.append(make("summary", "", `and ${lines.length - MOST_NOTICES} more`), ...lines.slice(MOST_NOTICES));
  return [...lines.slice(0, MOST_NOTICES), more];
}

// Says to those who listen what has changed: one element that stays, as screen readers want it.
class Voice {
  constructor(root) {
    this.node = make("p", "fl-unseen fl-voice");
    this.node.setAttribute("role", "status");
    this.node.setAttribute("aria-live", "polite");
    root.append(this.node);
  }

  // The first headline is read with the page.
  update({ headline, notices = [] }) {
    const first = this.madeFrom === undefined;
    if (changed(this, [headline, notices])) this.say([...(first ? [] : [headline]), ...notices].join(". "));
  }

  say(text) {
    this.node.textContent = text;
  }
}

class Footer {
  constructor(body) {
    this.node = make("footer", "fl-footer");
    this.line = make("p", "fl-origin");
    this.details = make("details", "fl-sources");
    this.summary = make("summary");
    this.box = make("div", "fl-sources-body");
    this.details.append(this.summary, this.box);
    this.node.append(this.line, this.details);
    body.append(this.node);
  }

  update({ provenance: from }) {
    if (!changed(this, from)) return;
    this.from = from;
    this.at = null;
    this._sayOrigin();
    const count = (from.sources || []).length;
    setText(this.summary, count ? `Sources and licence (${count})` : "Sources and licence");
    if (this.details.open || !this.box.firstChild) this._tell();
    else afterPaint(this, () => this._tell());
  }

  _sayOrigin() {
    const { from } = this;
    const version = from.version ? `version ${from.version}` : "";
    const parts = [from.title || from.dataset, version, windowOf(from), from.borders, from.geometry].filter(Boolean);
    if (changed(this.line, parts)) this.line.replaceChildren(...parts.map((part) => make("span", "", part)));
  }

  _tell() {
    const { from } = this;
    const sources = from.sources || [];
    const list = make("ul", "");
    for (const source of sources) {
      const item = make("li", "");
      item.append(makeLink(source.text, source.url));
      list.append(item);
    }
    this.box.replaceChildren(this._facts(from), ...(sources.length ? [make("p", "fl-legend-title", "Sources"), list] : []));
  }

  _facts(from) {
    const facts = make("dl", "fl-card-rows");
    const rows = [
      ["Data set", [from.dataset, from.version].filter(Boolean).join(" ")],
      ["Period", windowOf(from)],
      ["Borders", [from.borders, from.geometry].filter(Boolean).join(". ")],
      ["Licence", from.licence],
      ["Digest", (from.digest || "").slice(0, 16)],
    ];
    for (const [label, text] of rows) if (text) facts.append(make("dt", "", label), make("dd", "", text));
    if (from.permalink) {
      this.link = make("dd", "");
      this._link();
      facts.append(make("dt", "", "Link to this view"), this.link);
    }
    return facts;
  }

  // To the day that is shown, if one was told.
  _link() {
    const { permalink } = this.from;
    const address = this.at === null ? permalink : linkWith(permalink, { at: this.at });
    this.link.replaceChildren(makeLink(address === "?" ? "the default view" : address, address));
  }

  // A day as an ISO date; "" is the whole window.
  moment(at) {
    this.at = at;
    if (this.link && this.from.permalink) this._link();
  }
}

function windowOf(from) {
  return (from.window || []).filter(Boolean).join(" to ");
}

const KEYS = "Keys: Tab goes to the countries, once more to the lines. The arrow keys move from one country or line to the next, Home and End to the first and the last. Enter opens what is known of it, Escape closes. On the map itself the arrow keys move it, plus and minus zoom. On the handle of the timeline the arrow keys left and right go by a day, up and down by a bar, Page Up and Page Down by a month, Home and End to the first and the last day; Space plays and pauses; comma and full stop go to the previous and the next event.";
let descriptions = 0;

class Description {
  constructor(root) {
    this.node = make("div", "fl-unseen");
    descriptions += 1;
    this.node.id = `fl-description-${descriptions}`;
    this.keys = make("p", "fl-unseen", KEYS);
    this.keys.id = `fl-keys-${descriptions}`;
    root.append(this.node, this.keys);
  }

  get ids() {
    return `${this.node.id} ${this.keys.id}`;
  }

  // `waits`: until the rest is painted.
  update(spec, waits = false) {
    // A caption that somebody wrote says what the first two sentences do.
    const { caption, description: all = [] } = spec;
    const said = caption ? [caption, ...all.slice(2)] : all;
    if (!changed(this, said)) return;
    const say = () => this.node.replaceChildren(...said.map((sentence) => make("p", "", sentence)));
    if (waits && this.node.firstChild) return void afterPaint(this, say);
    clearTimeout(this.later);
    say();
  }
}
