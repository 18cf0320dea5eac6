// The moment shown, and the hands on it: drag, play, step, keys. The strip shows it, the painter paints it.

const QUIET_MS = 400; // after the last of several keys the reader has come to rest

class Timeline {
  constructor(layer) {
    Object.assign(this, { layer, options: layer.options, day: null, flag: undefined, told: "", unanswered: [], wanted: undefined });
    this.painter = new MomentPainter(layer);
    this.strip = new Strip(layer.stage, {
      play: () => this.toggle(),
      step: (way) => this.step(way),
      speed: (times) => (this.player.speed = times),
      whole: () => this._settleAt(null),
      mark: () => this._mark(),
      compare: () => this.options.onCompare(this._compared()),
      scrub: (day) => this._scrub(day),
      drop: (day) => this._drop(day),
      key: (event) => this._key(event),
      resized: () => this.strip.tell(this._caption((text) => this.strip.fits(text))),
    });
    this.player = new Player({ move: (day) => this._moved(day), stop: (day) => this._stopped(day), end: () => this._ended() });
    this.onAddress = () => this._fromAddress();
    if (!this.options.onMoment) window.addEventListener("hashchange", this.onAddress);
  }

  // ---- the spec

  // A day the reader went to stays while it is in the window, until a spec comes with another day of its own.
  update(spec) {
    const first = !this.spec;
    const other = first || spec.since !== this.spec.since;
    Object.assign(this, { spec, span: spanOf(spec), lines: null, since: spec.since ? dayNumber(spec.since) : undefined });
    this.painter.update(spec);
    const asked = this._inside(spec.at);
    const wins = other || (asked !== this.asked && !this._answered(asked));
    this.asked = asked;
    const there = this._inside(this.day === null ? "" : isoDay(this.day));
    const iso = (first && this._inside(dayInAddress(this.options))) || (wins ? asked : there);
    if (wins) this.told = iso;
    if (wins || !this.span) this.pause();
    this.day = iso ? dayNumber(iso) : null;
    if (this.flag < this.span?.[0] || this.flag > this.span?.[1]) this.flag = undefined;
    this.strip.update(spec, this.span, this.since === undefined);
    this._paintStrip();
    this._speak();
    if (!this.layer.lines) this.repaint();
  }

  // Whether a day in a spec is only what the reader has done here, come back from the app.
  _answered(day) {
    const at = this.unanswered.indexOf(day);
    this.unanswered.splice(0, at + 1);
    return at >= 0;
  }

  _inside(iso) {
    const day = iso && this.span ? dayNumber(iso) : NaN;
    return day >= this.span?.[0] && day <= this.span?.[1] ? iso : "";
  }

  get _iso() {
    return this.day === null ? "" : isoDay(this.day);
  }

  // After the map has been painted for its whole window (or the headline, while there is no map yet).
  repaint() {
    this.painter.forget();
    if (this.day !== null || this.painter.painted) this.painter.paint(this.day, false);
  }

  // ---- showing a day

  // From outside: nobody is told.
  show(iso, { animate = false } = {}) {
    this.pause();
    this.told = this._inside(iso);
    this._go(this.told ? dayNumber(this.told) : null, animate);
    this._speak();
  }

  // `after` is the place of the frame from which on the caption tells what happened.
  _go(day, animate, after) {
    if (day === this.day) return;
    this.day = day;
    this.painter.paint(day, animate);
    this._paintStrip(after);
  }

  _paintStrip(after) {
    if (!this.span) return;
    this.strip.place(this.day);
    this.strip.offer({ flag: this.since ?? this.flag, whole: this.day === null || this.since !== undefined, ...this._comparison() });
    this.strip.tell(this._caption((text) => this.strip.fits(text), after));
  }

  _caption(fits, after) {
    if (this.since !== undefined) return captionOfChanges(this.since, this.day ?? this.span[1], Boolean(this.options.onCompare));
    if (this.day === null) return captionOfWhole(this.span);
    const { lines, reserve = [] } = this.spec;
    this.lines = this.lines || new Map([...reserve, ...lines].map((line) => [line.id, line]));
    return captionOf(this.painter.moments, this.day, this.lines, fits, after);
  }

  // The words for those who listen, once the reader rests.
  _speak() {
    if (!this.span) return;
    const day = this.day ?? this.span[1];
    const bar = this.strip.barOf(day);
    this.strip.say(day, this._words(), bar ? barWords(bar).join(". ") : "");
    this.painter.describe(this.day);
  }

  _words() {
    const ends = this.span.map((day) => dayName(isoDay(day)));
    if (this.day === null) return `Whole period, ${ends.join(" to ")}`;
    if (this.since !== undefined) return `Changes until ${dayName(this._iso)}`;
    const { moments } = this.painter;
    return `${dayName(this._iso)}: ${inForce(moments.frames[moments.placeOf(this.day)])}`;
  }

  // ---- coming to rest

  _rest() {
    clearTimeout(this.settling);
    this._speak();
    if (this._iso === this.told) return;
    this.told = this._iso;
    if (this.since !== undefined) return void this._compareAnew();
    const { head, text } = this._caption(() => true);
    this.layer.voice.say(`${head} ${text}`);
    if (!this.options.onMoment) return void keepInAddress(this.told);
    this.unanswered.push(this.told);
    this.options.onMoment(this.told);
  }

  _settleAt(day) {
    this.pause();
    this._go(day, true);
    this._rest();
  }

  // ---- the hands

  // However often the pointer moves, the map is painted once a frame.
  _scrub(day) {
    if (this.since !== undefined && !this.options.onCompare) return;
    this._stop();
    this.layer.root.classList.add("fl-playing");
    this.wanted = day;
    this.frame = this.frame || requestAnimationFrame(() => this._catchUp());
  }

  _catchUp() {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    if (this.wanted === undefined) return;
    this._go(this.wanted, false);
    this.wanted = undefined;
    this.strip.say(this.day);
  }

  _drop(day) {
    if (day !== undefined) this._scrub(day);
    this._catchUp();
    this.layer.root.classList.remove("fl-playing");
    this._rest();
  }

  _key(event) {
    const way = { ",": -1, ".": 1 }[event.key];
    const onHandle = event.target === this.strip.handle;
    const day = onHandle ? this._dayByKey(event.key) : undefined;
    if (event.key === " " && onHandle) this.toggle();
    else if (way) this.step(way);
    else if (day !== undefined) this._step(day);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  // Arrows sideways go by days, arrows up and down by bars, Page Up and Page Down by months.
  _dayByKey(key) {
    const [first, last] = this.span;
    const here = this.day ?? last;
    const to = {
      ArrowLeft: () => here - 1,
      ArrowRight: () => here + 1,
      ArrowDown: () => this._barFrom(here, -1),
      ArrowUp: () => this._barFrom(here, 1),
      PageDown: () => monthsOn(here, -1),
      PageUp: () => monthsOn(here, 1),
      Home: () => first,
      End: () => last,
    }[key];
    return to && Math.max(first, Math.min(last, to()));
  }

  _barFrom(day, way) {
    const { bars } = this.spec;
    const bar = bars[bars.indexOf(this.strip.barOf(day)) + way];
    return bar ? dayNumber(bar.first) : this.span[way > 0 ? 1 : 0];
  }

  _step(day) {
    if (this.since !== undefined && !this.options.onCompare) return;
    this.pause();
    this._go(day, true);
    this._speak();
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this._rest(), QUIET_MS);
  }

  // To the next or the previous day on which something changes.
  step(way) {
    if (this.since !== undefined) return;
    const { days } = this.painter.moments;
    const here = this.day ?? this.span[1] + 1;
    const to = way > 0 ? days.find((day) => day > here) : days.findLast((day) => day < here);
    this._step(to ?? this.span[way > 0 ? 1 : 0]);
  }

  // ---- comparing

  // Marks the day to compare others with, or forgets it again.
  _mark() {
    this.flag = this.flag === this.day ? undefined : this.day;
    this._paintStrip();
    this.layer.voice.say(this.flag === undefined ? "No day is marked." : `${dayName(this._iso)} is marked.`);
  }

  // From the marked day, or the first, to the day shown, or the last; undefined where there is but one day.
  _compared() {
    const [first, last] = this.span;
    const [from, to] = [this.flag ?? first, this.day ?? last];
    const pair = from !== to ? [from, to] : to === last ? [first, last] : [from, last];
    const [since, at] = pair.sort((a, b) => a - b).map(isoDay);
    return since === at ? undefined : { since, at };
  }

  // On a map of changes the handle stands on its later day; another one asks for another map.
  _compareAnew() {
    const [since, at] = [this.since, this.day].sort((a, b) => a - b).map(isoDay);
    if (since !== at && this.options.onCompare) this.options.onCompare({ since, at });
  }

  _comparison() {
    if (this.since !== undefined) return {};
    const days = this._compared();
    const app = safeUrl(this.spec.provenance.permalink);
    if (!days || (!this.options.onCompare && !app)) return {};
    return { compare: days, href: this.options.onCompare ? "" : linkWith(app, days) };
  }

  // ---- playing

  toggle() {
    if (this.player.playing) {
      this.pause();
      this._rest();
      return;
    }
    const [first, last] = this.span;
    if (first === last || this.since !== undefined) return;
    const from = this.day === null || this.day === last ? first : this.day;
    this.layer.root.classList.add("fl-playing");
    this.strip.setPlaying(true);
    this._go(from, false);
    this.toldFrom = this.toldTo = this.painter.moments.placeOf(from);
    this.player.start(stopsOf(first, this.painter.moments.days, last), from);
  }

  pause() {
    if (this.wanted !== undefined) this._catchUp();
    this._stop();
  }

  _stop() {
    if (!this.player.playing) return;
    this.player.pause();
    this._still();
  }

  _still() {
    this.layer.root.classList.remove("fl-playing");
    this.strip.setPlaying(false);
    this.strip.place(this.day);
  }

  // Between two stops of a very long story the map goes on; what happens meanwhile is told together.
  _moved(day) {
    const whole = Math.floor(day);
    const ahead = this.painter.moments.placeOf(whole) > this.toldTo;
    this._go(whole, true, ahead ? this.toldTo : this.toldFrom);
    this.strip.place(day);
  }

  _stopped(day) {
    this.toldFrom = this.toldTo;
    this.toldTo = this.painter.moments.placeOf(day);
    this._go(day, true, this.toldFrom);
  }

  _ended() {
    this._still();
    this._rest();
  }

  // ---- a file: the day stands behind the # of its address

  _fromAddress() {
    const iso = dayInAddress(this.options);
    if (iso !== this.told) this.show(iso);
  }

  remove() {
    clearTimeout(this.settling);
    cancelAnimationFrame(this.frame);
    this.player.pause();
    this.strip.remove();
    window.removeEventListener("hashchange", this.onAddress);
  }
}
