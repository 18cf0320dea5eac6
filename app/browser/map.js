// Holds the live map and its table in Streamlit components: mounted once, then handed only what changed.
import { answerAhead } from "./AHEAD";
import { forgetViews, named, unpacked } from "./MESSAGE";
import { holdBack } from "./SENDING";
import { restored } from "./WIRE";

const PATIENCE = 30000; // ms until the page has to confirm what was drawn ahead of it

const PAINTED = 100; // ms from a frame until it is surely on the screen

const maps = new WeakMap();
const live = new Set();
const state = { spec: null, shown: null, chosen: "none/", moment: "", turn: 0, send: null, waiting: null, watchers: new Set() };
const ahead = { presses: 0, surprises: 0 };
let early = null;
let later = 0;
let clicks = 0;

export default function show({ parentElement, data, setTriggerValue }) {
  let held = maps.get(parentElement);
  if (!held) {
    held = takeOver(parentElement) || heldIn(parentElement);
    maps.set(parentElement, held);
  }
  state.send = setTriggerValue;
  held.queue = held.queue.then(() => hear(held, data)).then(writeMoment).then(sendWaiting).catch(complain);
  // Streamlit also calls this for a run that a newer one overtook: only what left the page is taken down.
  return () => setTimeout(() => parentElement.isConnected || takeDown(parentElement, held), 0);
}

// The map before its page: drawn in a place that stands where the page will have it; the page takes it over.
export function paint(parent, message) {
  const held = heldIn(parent);
  const taken = new Promise((done) => (held.taken = done));
  early = held;
  held.queue = Promise.race([message, taken]).then((bytes) => bytes && unpacked(bytes)).then((first) => first && draw(held, first)).then(writeMoment);
  return held.queue.then(() => held.handle && held.handle.ready);
}

function takeOver(parent) {
  const held = early;
  if (!held || !held.stage.isConnected) return null;
  early = null;
  const frame = held.stage.parentElement;
  const focused = held.stage.contains(document.activeElement) && document.activeElement;
  parent.append(held.stage);
  if (focused) focused.focus({ preventScroll: true });
  frame.remove();
  held.taken();
  held.queue = held.queue.catch(() => {});
  return held;
}

// What else is on the page and shows the same map.
export function watch(watcher) {
  state.watchers.add(watcher);
  if (state.spec) watcher(state.spec, state.chosen, state.moment);
  return () => state.watchers.delete(watcher);
}

export function choose(kind, id) {
  for (const held of live) held.handle.select(kind, id);
  tell(kind, id);
}

function tell(kind, id) {
  state.chosen = `${kind}/${id}`;
  send("select", { kind, id });
  announce();
}

// What was clicked before the page is there is sent when it is; the last click counts.
function send(name, event) {
  if (state.send) state.send(name, { ...event, n: ++clicks });
  else state.waiting = [name, event];
}

function sendWaiting() {
  const waiting = state.waiting;
  state.waiting = null;
  if (waiting) send(...waiting);
}

function announce() {
  later = 0;
  for (const watcher of state.watchers) watcher(state.spec, state.chosen, state.moment);
}

// What shows the same as the map can wait until the map is painted, by threads that share the processor with this one.
function announceLater() {
  if (!later) later = requestAnimationFrame(() => setTimeout(announce, PAINTED));
}

function heldIn(parent) {
  const stage = document.createElement("div");
  stage.className = "app-map";
  parent.append(stage);
  return { stage, queue: Promise.resolve(), said: null, pending: [], handle: null };
}

function takeDown(parent, held) {
  maps.delete(parent);
  live.delete(held);
  clearTimeout(held.timer);
  if (held.handle) held.handle.remove();
}

// What the page says of the map: its message, or only the name of it.
async function hear(held, said) {
  const before = held.said;
  held.said = said;
  if (before && same(before, said)) return dress(held);
  if (isBehind(held, said.name, before)) return select(held, ...(said.select || ["none", ""]));
  await drawSaid(held);
}

async function drawSaid(held) {
  const { said } = held;
  const message = said.byteLength === undefined ? { ...(await named(said.name, said.query)), ...said } : await unpacked(said);
  await draw(held, { select: ["none", ""], ...message });
}

// Whether the page has yet to come to what is drawn already.
function isBehind(held, name, before) {
  const place = held.pending.indexOf(name);
  held.pending.splice(0, place + 1);
  if (place >= 0 || !held.pending.length) {
    if (place < 0 && name !== held.name) surprise();
    return held.pending.length > 0;
  }
  if (before && before.name === name) return true;
  held.pending = [];
  surprise();
  return false;
}

function surprise() {
  ahead.surprises += 1;
  forgetViews();
}

// Draws what a control will show, unless the page or another control is quicker.
function expect(coming) {
  const { surprises } = ahead;
  const press = ++ahead.presses;
  const due = (held, message) => held.name && held.name !== message.name && press === ahead.presses && surprises === ahead.surprises;
  const drawn = (held, message) => {
    if (!due(held, message)) return null;
    held.pending.push(message.name);
    clearTimeout(held.timer);
    held.timer = setTimeout(() => giveUp(held), PATIENCE);
    holdBack();
    return draw(held, { ...message, turn: state.turn });
  };
  coming.then(
    (message) => live.forEach((held) => (held.queue = held.queue.then(() => drawn(held, message)).catch(complain))),
    () => {}, // the run of the page says what is wrong
  );
}

function giveUp(held) {
  if (!held.pending.length) return;
  held.pending = [];
  held.queue = held.queue.then(() => drawSaid(held)).catch(complain);
}

answerAhead(() => state.shown && { ...state.shown, lines: state.spec.lines.length }, expect);

async function draw(held, message) {
  const { name, notices = [], turn = 0 } = message;
  const drawn = JSON.stringify([name, notices]);
  if (!name || held.drawn !== drawn || turn !== state.turn) {
    await apply(held, message);
    Object.assign(held, { name, drawn });
  } else dress(held);
  if (message.select && !state.waiting) select(held, ...message.select);
}

function dress(held) {
  const theme = themeOf(held.stage);
  if (held.handle && held.theme !== theme) held.handle.setTheme((held.theme = theme));
}

async function apply(held, message) {
  const [base] = await Promise.all([fetched(message.base), scripted()]);
  const spec = restored(message.spec, base.spec);
  spec.notices = [...(message.notices || []), ...(spec.notices || [])];
  const decided = takeMoment(held, spec, message.turn || 0);
  state.spec = spec;
  state.shown = message.name ? { query: message.query, name: message.name } : null;
  const files = { ...base, shapes: message.shapes, finer: message.finer };
  if (!held.handle) {
    held.theme = themeOf(held.stage);
    held.handle = Faultlines.mount(held.stage, options(files, held.theme));
    live.add(held);
  } else {
    dress(held);
    await held.handle.update(spec, files);
    if (decided) held.handle.showMoment(state.moment);
  }
  if (message.tiles || held.lay) await layTiles(held, message.tiles);
  announceLater();
}

// Below the map, once it has its shapes: only where the server names some.
async function layTiles(held, tiles) {
  held.lay = held.lay || (await import(new URL(tiles[0], location.href))).lay;
  await held.handle.ready;
  held.lay(held.handle.map, ...(tiles || []).slice(1));
}

// What was chosen on the map is chosen there already; only a choice made elsewhere has to be shown.
function select(held, kind, id) {
  if (state.chosen === `${kind}/${id}`) return;
  state.chosen = `${kind}/${id}`;
  // A country that is chosen is the focus of the map; its card would only cover it.
  if (kind === "country") held.handle.select("none", "");
  else held.handle.select(kind, id);
}

function options(base, theme) {
  return {
    shapes: base.shapes,
    finer: base.finer,
    names: base.names,
    spec: state.spec,
    questions: base.questions,
    theme,
    embedded: true,
    refocus: () => !document.documentElement.dataset.page, // beside a table a country only sorts it
    onSelect: tell,
    onNavigate: (query) => send("navigate", { query }),
    onMoment: rest,
    onCompare: (days) => send("compare", days),
  };
}

// The day shown is the reader's: a message changes it only if it was decided on the server. A session that begins
// anew (`turn` 0) decides nothing.
function takeMoment(held, spec, turn) {
  const decided = !held.handle || (turn > 0 && turn !== state.turn);
  state.turn = turn;
  const [first, last] = spec.provenance.window;
  const kept = state.moment >= first && state.moment <= last ? state.moment : "";
  state.moment = decided ? spec.at || "" : kept;
  spec.at = state.moment;
  return decided;
}

// The reader came to rest on a day ("" is the whole period).
function rest(day) {
  state.moment = day;
  writeMoment();
  announce();
}

// No step of the Back button, and no run of the page.
function writeMoment() {
  if (!state.spec) return;
  const at = new URLSearchParams(location.search).get("at") || "";
  if (at !== state.moment) history.replaceState(history.state, "", location.pathname + withMoment(location.search, state.moment) + location.hash);
  document.documentElement.toggleAttribute("data-moment", Boolean(state.moment && !state.spec.since));
}

// A query (or an address) with the day, or without one; the rest of it stays as it is written.
export function withMoment(address, day) {
  const [path, query = ""] = address.split(/\?(.*)/s);
  const parts = query.split("&").filter((part) => part && !part.startsWith("at="));
  if (day) parts.push(`at=${day}`);
  return parts.length ? `${path}?${parts.join("&")}` : path;
}

window.addEventListener("popstate", () => (state.moment = new URLSearchParams(location.search).get("at") || ""));

const files = new Map();

function once(source, load) {
  if (!files.has(source)) {
    const loading = load(source);
    files.set(source, loading);
    // What did not load may load the next time.
    loading.catch(() => files.delete(source));
  }
  return files.get(source);
}

function fetched(source) {
  return once(source, async () => {
    const answer = await fetch(source);
    if (!answer.ok) throw new Error(`${source} did not load: ${answer.status}`);
    return answer.json();
  });
}

// The page's head starts the script of the layer; here it is only waited for.
function scripted() {
  if (globalThis.Faultlines) return Promise.resolve();
  return once("LAYER", (source) => new Promise((done, failed) => {
    const element = document.querySelector(`script[src="${source}"]:not([data-failed])`) || document.createElement("script");
    element.addEventListener("load", done);
    element.addEventListener("error", () => {
      element.dataset.failed = "";
      failed(new Error(`${source} did not load`));
    });
    if (element.isConnected) return;
    element.src = source;
    document.head.append(element);
  }));
}

function complain(error) {
  console.error("Faultlines:", error);
}

function same(a, b) {
  if (a.byteLength === undefined) return JSON.stringify(a) === JSON.stringify(b);
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

// Streamlit follows the system's light or dark setting; the paper it chose tells which one.
function themeOf(element) {
  const paper = getComputedStyle(element).getPropertyValue("--st-background-color").trim();
  if (!paper) return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(paper.slice(at, at + 2), 16));
  return 0.3 * r + 0.6 * g + 0.1 * b < 128 ? "dark" : "light";
}
