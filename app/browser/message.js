// Where the map's messages come from: a message is asked for by its name, and kept for a while.

const MOST = 8; // messages; those of a large map take some megabytes each
const byName = new Map();
const byQuery = new Map();
const coming = new Set();

// A message as it travels: JSON in gzip.
export async function unpacked(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return known(await new Response(stream).json());
}

// The message of that name; the query says how it is made if it is not here. One that is on its way may be it.
export async function named(name, query) {
  if (!byName.has(name)) await Promise.allSettled(coming);
  const kept = byName.get(name);
  if (kept) return keep(byName, name, kept);
  return keep(byName, name, fetched(`/map/${name}`, query));
}

// The message of a view that nobody has asked the page for yet.
export function ofView(query) {
  const kept = byQuery.get(query);
  if (kept) return keep(byQuery, query, kept);
  const next = fetched("/map/next", query);
  coming.add(next);
  next.catch(() => {}).then(() => coming.delete(next));
  return keep(byQuery, query, next);
}

// This message is the map of that query, too.
export function isAlso(query, name) {
  if (byName.has(name)) keep(byQuery, query, byName.get(name));
}

// What was thought to be the map of a view is not any more.
export function forgetViews() {
  byQuery.clear();
}

async function fetched(path, query) {
  const answer = await fetch(query ? `${path}?${query}` : path);
  if (!answer.ok) throw new Error(`${path} did not load: ${answer.status}`);
  return unpacked(await answer.arrayBuffer());
}

function known(message) {
  if (message.name) keep(byName, message.name, Promise.resolve(message));
  return message;
}

// The oldest go first; what did not load may load the next time.
function keep(all, key, promise) {
  const fresh = all.get(key) !== promise;
  all.delete(key);
  all.set(key, promise);
  if (all.size > MOST) all.delete(all.keys().next().value);
  if (fresh) promise.catch(() => all.get(key) === promise && all.delete(key));
  return promise;
}
