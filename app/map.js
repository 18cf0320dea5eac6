// Holds the live map in a Streamlit component: mounts it once, then hands it only what changed.
const maps = new WeakMap();
let clicks = 0;

export default function show({ parentElement, data, setTriggerValue }) {
  let held = maps.get(parentElement);
  if (!held) {
    held = { stage: makeStage(parentElement), queue: Promise.resolve(), seen: null, handle: null, chosen: "none/" };
    maps.set(parentElement, held);
  }
  held.send = setTriggerValue;
  held.queue = held.queue.then(() => draw(held, data)).catch((error) => console.error("Faultlines:", error));
  // Streamlit also calls this for a run that a newer one overtook: only what left the page is taken down.
  return () => setTimeout(() => parentElement.isConnected || takeDown(parentElement, held), 0);
}

function makeStage(parent) {
  const stage = document.createElement("div");
  stage.className = "app-map";
  parent.appendChild(stage);
  return stage;
}

function takeDown(parent, held) {
  maps.delete(parent);
  if (held.handle) held.handle.remove();
}

async function draw(held, data) {
  const theme = themeOf(held.stage);
  if (!held.seen || !same(held.seen, data)) {
    const message = await unpack(data);
    held.seen = data;
    await apply(held, message, theme);
  }
  if (held.theme !== theme) held.handle.setTheme((held.theme = theme));
}

async function apply(held, message, theme) {
  await script(message.script);
  if (!held.handle || held.shapes !== message.shapes) {
    if (held.handle) held.handle.remove();
    held.theme = theme;
    held.shapes = message.shapes;
    held.handle = Faultlines.mount(held.stage, options(held, message, theme));
  } else {
    held.handle.update(message.spec, { questions: message.questions });
  }
  select(held, ...message.select);
}

// What was chosen on the map is chosen there already; only a choice made elsewhere has to be shown.
function select(held, kind, id) {
  if (held.chosen === `${kind}/${id}`) return;
  held.chosen = `${kind}/${id}`;
  held.handle.select(kind, id);
}

function options(held, message, theme) {
  return {
    shapes: message.shapes,
    spec: message.spec,
    questions: message.questions,
    theme,
    embedded: true,
    onSelect: (kind, id) => {
      held.chosen = `${kind}/${id}`;
      held.send("select", { kind, id, n: ++clicks });
    },
    onNavigate: (query) => held.send("navigate", { query, n: ++clicks }),
  };
}

async function unpack(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).json();
}

const scripts = new Map();

function script(source) {
  if (!scripts.has(source)) scripts.set(source, load(source));
  return scripts.get(source);
}

function load(source) {
  return new Promise((done, failed) => {
    const element = document.createElement("script");
    element.src = source;
    element.onload = done;
    element.onerror = () => failed(new Error(`${source} did not load`));
    document.head.appendChild(element);
  });
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
