// Holds the live map and its table in Streamlit components: mounted once, then handed only what changed.
import { restored } from "./WIRE";

const maps = new WeakMap();
const state = { spec: null, chosen: "none/", send: null, watchers: new Set() };
let clicks = 0;

export default function show({ parentElement, data, setTriggerValue }) {
  let held = maps.get(parentElement);
  if (!held) {
    held = { stage: makeStage(parentElement), queue: Promise.resolve(), seen: null, handle: null };
    maps.set(parentElement, held);
  }
  state.send = setTriggerValue;
  held.queue = held.queue.then(() => draw(held, data)).catch((error) => console.error("Faultlines:", error));
  // Streamlit also calls this for a run that a newer one overtook: only what left the page is taken down.
  return () => setTimeout(() => parentElement.isConnected || takeDown(parentElement, held), 0);
}

// What else is on the page and shows the same map.
export function watch(watcher) {
  state.watchers.add(watcher);
  if (state.spec) watcher(state.spec, state.chosen);
  return () => state.watchers.delete(watcher);
}

export function choose(kind, id) {
  for (const held of live) held.handle.select(kind, id);
  tell(kind, id);
}

const live = new Set();

function tell(kind, id) {
  state.chosen = `${kind}/${id}`;
  state.send("select", { kind, id, n: ++clicks });
  announce();
}

function announce() {
  for (const watcher of state.watchers) watcher(state.spec, state.chosen);
}

function makeStage(parent) {
  const stage = document.createElement("div");
  stage.className = "app-map";
  parent.appendChild(stage);
  return stage;
}

function takeDown(parent, held) {
  maps.delete(parent);
  live.delete(held);
  if (held.handle) held.handle.remove();
}

async function draw(held, data) {
  const theme = themeOf(held.stage);
  if (!held.seen || !same(held.seen, data)) {
    const message = await unpack(data);
    await apply(held, message, theme);
    held.seen = data;
  }
  if (held.theme !== theme) held.handle.setTheme((held.theme = theme));
}

async function apply(held, message, theme) {
  const base = await fetched(message.base);
  await script(base.script);
  state.spec = restored(message.spec, base.spec);
  if (!held.handle || held.shapes !== base.shapes) {
    if (held.handle) held.handle.remove();
    held.theme = theme;
    held.shapes = base.shapes;
    held.handle = Faultlines.mount(held.stage, options(base, theme));
    live.add(held);
  } else {
    held.handle.update(state.spec, { questions: base.questions });
  }
  select(held, ...message.select);
  announce();
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
    onSelect: tell,
    onNavigate: (query) => state.send("navigate", { query, n: ++clicks }),
  };
}

async function unpack(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).json();
}

const files = new Map();

function once(source, load) {
  if (!files.has(source)) files.set(source, load(source));
  return files.get(source);
}

function fetched(source) {
  return once(source, async () => {
    const answer = await fetch(source);
    if (!answer.ok) throw new Error(`${source} did not load: ${answer.status}`);
    return answer.json();
  });
}

function script(source) {
  return once(source, () => new Promise((done, failed) => {
    const element = document.createElement("script");
    element.src = source;
    element.onload = done;
    element.onerror = () => failed(new Error(`${source} did not load`));
    document.head.appendChild(element);
  }));
}

function same(a, b) {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

// Streamlit follows the system's light or dark setting; the paper it chose tells which one.
function themeOf(element) {
  const paper = getComputedStyle(element).getPropertyValue("--st-background-color").trim();
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(paper.slice(at, at + 2), 16));
  return 0.3 * r + 0.6 * g + 0.1 * b < 128 ? "dark" : "light";
}
