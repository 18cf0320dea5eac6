// What is seen of the timeline: a strip of controls, bars, a handle and a caption between the map and the footer.

const ICONS = {
  play: "M4 2.5v11l9-5.5Z",
  pause: "M4 2.5h3v11H4zM9 2.5h3v11H9z",
  previous: "M12 3v10L5.5 8ZM4 3h1.5v10H4z",
  next: "M4 3v10l6.5-5ZM10.5 3H12v10h-1.5z",
  more: "M2 6.8h2.4v2.4H2zM6.8 6.8h2.4v2.4H6.8zM11.6 6.8H14v2.4h-2.4z",
};
const SPEEDS = [0.5, 1, 2, 4];
let strips = 0;

class Strip {
  // hooks: play(), step(way), speed(times), whole(), mark(), compare(), scrub(day), drop(day), key(event), resized()
  constructor(stage, hooks) {
    this.hooks = hooks;
    this.node = make("section", "fl-time");
    this.node.setAttribute("aria-label", "Timeline");
    this.caption = make("p", "fl-time-told");
    this.play = this._button("fl-time-play", "Play", "play", () => hooks.play());
    this.more = this._button("fl-time-open", "More of the timeline", "more", () => this._open(!this.opened));
    this.node.append(this.play, this._chart(), this.more, this._rest(), this.caption);
    this.node.addEventListener("keydown", (event) => this._key(event));
    stage.after(this.node);
    this.pen = document.createElement("canvas").getContext("2d");
    this._open(false);
    this.observer = new ResizeObserver(() => this._resized());
    this.observer.observe(this.chart);
  }

  _button(className, label, icon, react) {
    const button = make("button", `fl-time-button ${className}`);
    button.type = "button";
    button.setAttribute("aria-label", label);
    button.title = label;
    makeSvg("path", { d: ICONS[icon] }, makeSvg("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, button));
    button.addEventListener("click", react);
    return button;
  }

  _wordButton(text, react) {
    const button = make("button", "fl-time-word", text);
    button.type = "button";
    button.addEventListener("click", react);
    return button;
  }

  // On a phone these stand in a panel of their own.
  _rest() {
    this.rest = make("div", "fl-time-rest");
    this.previous = this._button("fl-time-previous", "Previous event", "previous", () => this.hooks.step(-1));
    this.next = this._button("fl-time-next", "Next event", "next", () => this.hooks.step(1));
    this.speed = make("select", "fl-time-speed");
    this.speed.setAttribute("aria-label", "Speed");
    for (const times of SPEEDS) this.speed.append(new Option(`×${times}`, String(times), times === 1, times === 1));
    this.speed.addEventListener("change", () => this.hooks.speed(Number(this.speed.value)));
    this.whole = this._wordButton("Whole period", () => this.hooks.whole());
    this.mark = this._wordButton("Compare from here", () => this.hooks.mark());
    this.mark.title = "Then go to another day and press “What changed?”";
    this.whole.classList.add("fl-time-whole");
    this.mark.classList.add("fl-time-mark");
    this.compare = make("span", "fl-time-compare");
    this.rest.append(this.previous, this.next, this.speed, this.whole, this.mark, this.compare);
    return this.rest;
  }

  _chart() {
    this.chart = make("div", "fl-time-chart");
    this.bars = new Bars(this.chart);
    this.marked = make("div", "fl-time-marked");
    this.between = make("div", "fl-time-between");
    this.tip = make("div", "fl-time-tip");
    this.handle = make("div", "fl-time-handle");
    for (const [name, value] of Object.entries({ role: "slider", tabindex: "0", "aria-label": "Day shown", "aria-orientation": "horizontal" })) this.handle.setAttribute(name, value);
    this.about = make("p", "fl-unseen");
    strips += 1;
    this.about.id = `fl-month-${strips}`;
    this.handle.setAttribute("aria-describedby", this.about.id);
    this.marked.hidden = this.between.hidden = this.tip.hidden = true;
    this.chart.append(this.between, this.marked, this.handle, this.tip, this.about);
    this._listen();
    return this.chart;
  }

  // ---- the pointer

  _listen() {
    const { chart } = this;
    chart.addEventListener("pointerdown", (event) => this._grab(event));
    chart.addEventListener("pointermove", (event) => (this.held === event.pointerId ? this.hooks.scrub(this._dayAt(event)) : this._hint(event)));
    chart.addEventListener("pointerup", (event) => this._let(event, true));
    chart.addEventListener("pointercancel", (event) => this._let(event, false));
    chart.addEventListener("pointerleave", () => (this.tip.hidden = true));
  }

  _grab(event) {
    if (event.button || !this.bars.span) return;
    event.preventDefault();
    this.held = event.pointerId;
    this.tip.hidden = true;
    chartCapture(this.chart, event.pointerId);
    this.handle.focus({ preventScroll: true, focusVisible: false });
    this.hooks.scrub(this._dayAt(event));
  }

  // A finger that began to scroll the page has been taken away: it rests where it was.
  _let(event, there) {
    if (this.held !== event.pointerId) return;
    this.held = undefined;
    this.hooks.drop(there ? this._dayAt(event) : undefined);
  }

  _dayAt(event) {
    const { left, width } = this.chart.getBoundingClientRect();
    const [first, last] = this.bars.span;
    return Math.max(first, Math.min(last, first + Math.floor(((event.clientX - left) / width) * (last + 1 - first))));
  }

  _hint(event) {
    const bar = event.pointerType === "mouse" && this.bars.span ? this.barOf(this._dayAt(event)) : null;
    setFlag(this.tip, "hidden", !bar);
    if (!bar) return;
    if (changed(this.tip, bar)) this.tip.replaceChildren(...barWords(bar).map((words, at) => make("p", at ? "" : "fl-time-tip-head", words)));
    const middle = (this.bars.x(dayNumber(bar.first)) + this.bars.x(dayNumber(bar.last) + 1)) / 2;
    const half = this.tip.offsetWidth / 2;
    this.tip.style.left = `${Math.max(half, Math.min(this.bars.width - half, middle))}px`;
  }

  barOf(day) {
    const iso = isoDay(day);
    return this.spec.bars.find((bar) => bar.first <= iso && iso <= bar.last);
  }

  _key(event) {
    if (event.key === "Escape" && this.opened) {
      event.stopPropagation();
      this._open(false);
      this.more.focus();
    } else if (!event.ctrlKey && !event.metaKey && !event.altKey) this.hooks.key(event);
  }

  // ---- what is shown

  // `plays` is false for a map that does not go through days.
  update(spec, span, plays) {
    this.spec = spec;
    setFlag(this.node, "hidden", !span);
    this.span = span;
    if (!span) return;
    put(this.handle, "aria-valuemin", span[0]);
    put(this.handle, "aria-valuemax", span[1]);
    for (const button of [this.play, this.previous, this.next]) setFlag(button, "disabled", !plays || span[0] === span[1]);
    this._draw();
  }

  _resized() {
    this.known = false;
    this._draw();
    if (this.span) this.hooks.resized();
  }

  _draw() {
    if (!this.span) return;
    this._measure();
    this.bars.update(this.spec.bars, this.span, this.room.width, this.room.height);
    if (this.bars.span) this._place();
  }

  // `day` may be a fraction while playing; null for the whole period, where the handle rests at the end.
  place(day) {
    this.day = day;
    if (this.bars.span) this._place();
  }

  _place() {
    const { day, flag } = this;
    const half = this.bars.x(this.span[0] + 0.5);
    const x = typeof day === "number" ? this.bars.x(day) + half : this.bars.width;
    this.handle.style.transform = `translateX(${x.toFixed(1)}px)`;
    this.handle.classList.toggle("fl-hollow", day === null);
    for (const node of [this.marked, this.between]) setFlag(node, "hidden", flag === undefined);
    if (flag === undefined) return;
    const from = this.bars.x(flag) + half;
    this.marked.style.transform = `translateX(${from.toFixed(1)}px)`;
    this.between.style.left = `${Math.min(from, x).toFixed(1)}px`;
    this.between.style.width = `${Math.abs(from - x).toFixed(1)}px`;
  }

  // Whether a caption can be read in full: in one line, or in two on a phone.
  fits(text) {
    return this.pen.measureText(text).width <= this.captionRoom;
  }

  // Only what has another size is looked at again: to ask makes the browser lay out the page at once.
  _measure() {
    if (this.known && this.room.width) return;
    this.known = true;
    this.room = { width: this.chart.clientWidth, height: this.chart.clientHeight };
    const { clientWidth, clientHeight } = this.caption;
    const { fontSize, fontFamily } = getComputedStyle(this.caption);
    this.pen.font = `${fontSize} ${fontFamily}`;
    this.captionRoom = clientHeight > 24 ? 1.85 * clientWidth - 16 : clientWidth - 16;
  }

  tell({ head, text, old }) {
    if (!changed(this.caption, [head, text, old])) return;
    this.caption.classList.toggle("fl-old", old);
    this.caption.replaceChildren(make("strong", "", head), " ", make("span", "", text));
    this.caption.title = text;
  }

  // For those who listen; `words` of the day, `month` of its bar, which can follow later.
  say(now, words, month) {
    put(this.handle, "aria-valuenow", now);
    if (words === undefined) return;
    put(this.handle, "aria-valuetext", words);
    setText(this.about, month);
  }

  setPlaying(playing) {
    if (this.playing === playing) return;
    this.playing = playing;
    const label = playing ? "Pause" : "Play";
    put(this.play, "aria-label", label);
    this.play.title = label;
    put(this.play.querySelector("path"), "d", ICONS[playing ? "pause" : "play"]);
  }

  // The buttons: what the marked day is (a number or undefined), and which two days would be compared.
  offer({ flag, whole, compare, href }) {
    this.flag = flag;
    setFlag(this.whole, "disabled", whole);
    setFlag(this.mark, "disabled", whole);
    setText(this.mark, flag !== undefined && flag === this.day ? "Forget this day" : "Compare from here");
    this._offerCompare(compare, href);
    if (this.bars.span) this._place();
  }

  _offerCompare(days, href) {
    if (!changed(this.compare, [days, href])) return;
    this.compare.hidden = !days;
    if (!days) return;
    const words = `What changed? From ${dayName(days.since)} to ${dayName(days.at)}`;
    const old = this.compare.firstChild;
    const kind = href ? "A" : "BUTTON";
    const control = old && old.tagName === kind ? old : this._compareControl(href);
    control.setAttribute("aria-label", words);
    control.title = words.slice(14);
    if (href) control.href = href;
  }

  _compareControl(href) {
    const control = href ? make("a", "fl-time-word", "What changed?") : this._wordButton("What changed?", () => this.hooks.compare());
    this.compare.replaceChildren(control);
    return control;
  }

  get opened() {
    return this.node.classList.contains("fl-opened");
  }

  _open(open) {
    this.node.classList.toggle("fl-opened", open);
    put(this.more, "aria-expanded", open);
  }

  remove() {
    this.observer.disconnect();
  }
}

// Nothing is touched for no reason.
function setFlag(node, name, value) {
  if (node[name] !== value) node[name] = value;
}

// A pointer that is gone already (or that a test made up) can't be captured.
function chartCapture(chart, pointer) {
  try {
    chart.setPointerCapture(pointer);
  } catch {
    // the drag ends where the chart ends
  }
}
