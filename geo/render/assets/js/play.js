// Plays through the days: from stop to stop, in about the same time for any window, but never too fast to read.

const WHOLE_MS = 20000; // for the whole window
const LEAST_MS = 500; // for a day with something to tell
const MOST_STOPS = 120;
const LONGEST_BEAT_MS = 250; // a tab that was hidden does not leap

class Player {
  // hooks: move(day with its fraction), stop(day) at each stop, end()
  constructor(hooks) {
    this.hooks = hooks;
    this.speed = 1;
    this.request = 0;
  }

  get playing() {
    return this.request !== 0;
  }

  start(stops, from) {
    this.pause();
    Object.assign(this, { stops, last: undefined, at: from, leg: Math.max(0, stops.findIndex((day) => day > from) - 1), spent: 0 });
    this.dayMs = WHOLE_MS / Math.max(1, stops[stops.length - 1] - stops[0]);
    this.request = requestAnimationFrame((now) => this._beat(now));
  }

  pause() {
    cancelAnimationFrame(this.request);
    this.request = 0;
  }

  _beat(now) {
    const passed = Math.min(LONGEST_BEAT_MS, now - (this.last === undefined ? now : this.last));
    this.last = now;
    this.spent += passed * this.speed;
    const goal = this.stops[this.leg + 1];
    const needed = Math.max(LEAST_MS, (goal - this.at) * this.dayMs);
    const arrived = this.spent >= needed;
    if (arrived) {
      Object.assign(this, { leg: this.leg + 1, at: goal, spent: this.spent - needed });
      this.hooks.stop(goal);
    } else if (!wantsLessMotion()) {
      this.hooks.move(this.at + ((goal - this.at) * this.spent) / needed);
    }
    if (!this.playing) return; // a hook has stopped it
    if (this.leg + 1 < this.stops.length) this.request = requestAnimationFrame((later) => this._beat(later));
    else this._end();
  }

  _end() {
    this.request = 0;
    this.hooks.end();
  }
}

// The first day, the days on which anything changes and the last day; so many at most, spread evenly, of a long story.
function stopsOf(first, days, last) {
  const step = Math.max(1, (days.length - 1) / MOST_STOPS);
  const told = [];
  for (let at = 0; at < days.length; at += step) told.push(days[Math.round(at)]);
  return [...new Set([first, ...told, days[days.length - 1], last])].filter((day) => day >= first && day <= last).sort((a, b) => a - b);
}
