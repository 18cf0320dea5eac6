// A map from what differs from its base: the way back of app/wire.py.

const DAY = 86400000;
const BAR = ["first", "last", "support", "tension", "support_weight", "tension_weight", "support_begun", "tension_begun"];

export function restored(small, base) {
  const { areas, disputed, legend, lines, reserve, frames, bars, provenance, ...rest } = small;
  const { areas: _, legend: known = {}, disputed: places, lines: __, provenance: ___, ...kept } = base;
  const spec = merged(kept, rest);
  spec.areas = changedAt(base.areas, areas);
  spec.disputed = changedAt(places || [], disputed || {});
  spec.legend = { ...legend };
  for (const name of ["areas", "lines"]) if (legend[name]) spec.legend[name] = entriesOf(legend[name], known[name]);
  spec.lines = linesOf(lines, base.lines);
  spec.reserve = reserve ? linesOf(reserve, base.lines) : [];
  spec.frames = frames ? framesOf(frames, spec) : [];
  spec.bars = (bars || []).map((bar) => Object.fromEntries(BAR.map((name, at) => [name, bar[at]])));
  spec.provenance = merged(base.provenance, { ...provenance, sources: sourcesOf(provenance, base.provenance) });
  return spec;
}

function changedAt(items, changes) {
  return items.map((item, at) => (changes[at] ? merged(item, changes[at]) : item));
}

function entriesOf(entries, base) {
  return entries.map((entry) => (Array.isArray(entry) ? merged(base[entry[0]], entry[1] || {}) : entry));
}

// `at` and `faint` are steps from one place to the next.
function linesOf({ at, lane, lanes, faint = [], own = {} }, base) {
  const lines = summed(at).map((place, i) => ({ ...base[place], lane: lane[i], lanes: lanes[i] }));
  for (const [opacity, steps] of faint) for (const i of summed(steps)) lines[i].opacity = opacity;
  for (const [i, changes] of Object.entries(own)) lines[i] = merged(lines[i], changes);
  return lines;
}

function framesOf({ at, begun, ended, fills, headline, support, tension, texts, colors }, spec) {
  const [days, supports, tensions] = [daysOf(at), summed(support), summed(tension)];
  const told = begun ? { begun, ended } : byTheirDays(spec, days);
  const keys = [...spec.areas, ...spec.disputed].map(({ key }) => key);
  return days.map((day, i) => ({
    at: day,
    begun: told.begun[i],
    ended: told.ended[i],
    fills: pairs(fills[i]).map(([place, color]) => [keys[place], colors[color]]),
    headline: texts[headline[i]],
    support: supports[i],
    tension: tensions[i],
  }));
}

// What begins on each day, and what ended on the day before; the strongest first.
function byTheirDays({ lines, reserve }, days) {
  const place = new Map(days.map((day, i) => [day, i]));
  const [begun, ended] = [days.map(() => []), days.map(() => [])];
  for (const line of [...[...lines].reverse(), ...[...reserve].reverse()]) {
    const first = place.get(line.start > days[0] ? line.start : days[0]);
    if (first !== undefined) begun[first].push(line.id);
    const after = line.end ? place.get(isoDay(Date.parse(line.end) + DAY)) : undefined;
    if (after !== undefined) ended[after].push(line.id);
  }
  return { begun, ended };
}

// The first day, then how many days later each other one is.
function daysOf([first, ...later]) {
  const start = Date.parse(first);
  return summed([0, ...later]).map((days) => isoDay(start + days * DAY));
}

function isoDay(time) {
  return new Date(time).toISOString().slice(0, 10);
}

function pairs(flat) {
  return flat.flatMap((value, i) => (i % 2 ? [] : [[value, flat[i + 1]]]));
}

function summed(steps) {
  let sum = 0;
  return steps.map((step) => (sum += step));
}

function sourcesOf({ sources }, base) {
  return sources.map((source) => (typeof source === "number" ? base.sources[source] : source));
}

function merged(old, changes) {
  const result = { ...old };
  for (const [name, value] of Object.entries(changes)) {
    if (name === "-") for (const gone of value) delete result[gone];
    else result[name] = isPlain(value) ? merged(isPlain(old[name]) ? old[name] : {}, value) : value;
  }
  return result;
}

function isPlain(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
