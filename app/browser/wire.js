// A map from what differs from its base: the way back of app/wire.py.

export function restored(small, base) {
  const { areas, lines, provenance, ...rest } = small;
  const old = new Map(base.lines.map((line) => [line.id, line]));
  const { areas: _, lines: __, provenance: ___, ...kept } = base;
  return {
    ...merged(kept, rest),
    areas: base.areas.map((area, at) => (areas[at] ? merged(area, areas[at]) : area)),
    lines: lines.map(({ path, ...line }) => ({ ...merged(old.get(line.id) || {}, line), path: unfolded(path) })),
    provenance: merged(base.provenance, { ...provenance, sources: sourcesOf(provenance, base.provenance) }),
  };
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

// Thousandths of a degree: a point, a step, then how each step differs from the last; all of x, then all of y.
function unfolded(numbers) {
  const half = numbers.length / 2;
  const [xs, ys] = [numbers.slice(0, half), numbers.slice(half)].map(summed);
  return xs.map((x, at) => [x / 1000, ys[at] / 1000]);
}

function summed([first, ...changes]) {
  const whole = [first];
  let step = 0;
  for (const change of changes) whole.push(whole[whole.length - 1] + (step += change));
  return whole;
}
