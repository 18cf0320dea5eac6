// Small helpers. Text goes through textContent only; addresses only through safeUrl.

const SVG_NS = "http://www.w3.org/2000/svg";

function make(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.append(...isolated(String(text)));
  return node;
}

// Names written from right to left, each apart from the rest: else a list of them would be read from its end, and
// what stands on either side of an arrow would change places.
const RIGHT_TO_LEFT = /([\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc][\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u200c\u200d '’-]*)/;

function isolated(text) {
  if (!RIGHT_TO_LEFT.test(text)) return [text];
  if (isRightToLeft(text)) {
    const whole = document.createElement("bdi");
    whole.dir = "rtl";
    whole.textContent = text;
    return [whole];
  }
  return text.split(RIGHT_TO_LEFT).filter(Boolean).flatMap((part) => {
    if (!RIGHT_TO_LEFT.test(part)) return [part];
    const name = document.createElement("bdi");
    name.textContent = part.trimEnd();
    return [name, part.slice(part.trimEnd().length)];
  });
}

// Is it as a whole written from right to left? The same rule as in geo/render/bidi.py: it starts so, and most of its
// letters are so; but a sentence of ours with such names in it has words in small letters, or an arrow.
function isRightToLeft(text) {
  const letters = text.match(/\p{L}/gu) || [];
  const back = letters.filter((letter) => RIGHT_TO_LEFT.test(letter)).length;
  return back > 0 && RIGHT_TO_LEFT.test(letters[0]) && 2 * back >= letters.length && !/[\u2190-\u21ff]|(?<!\p{L})[a-zß-öø-ÿ]/u.test(text);
}

function makeSvg(tag, attributes, parent) {
  const node = document.createElementNS(SVG_NS, tag);
  for (const [name, value] of Object.entries(attributes || {})) node.setAttribute(name, value);
  if (parent) parent.append(node);
  return node;
}

function safeUrl(url) {
  return typeof url === "string" && /^https?:\/\/[^\s]+$/i.test(url) ? url : "";
}

// A link that opens elsewhere and tells nothing about where it was opened from; plain text where the address is no good.
function makeLink(text, url) {
  const address = safeUrl(url);
  const node = make(address ? "a" : "span", "", text);
  if (address) {
    node.href = address;
    node.target = "_blank";
    node.rel = "noopener noreferrer";
  }
  return node;
}

// A language as the elements of a page name it.
function htmlLanguage(language) {
  return { zht: "zh-Hant" }[language] || language || "en";
}

function wantsLessMotion() {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}

function longitudes(points) {
  let low = Infinity;
  let high = -Infinity;
  for (const point of points) {
    if (point[0] < low) low = point[0];
    if (point[0] > high) high = point[0];
  }
  return [low, high];
}

// The world repeats every 360 degrees: the shifts at which something between two longitudes can be seen
// on a map around a meridian. A third of the world more than once round keeps both shores of an ocean in sight.
// No meridian (null): the world is there once.
const REACH = 240;

function worldCopies(low, high, centre) {
  if (centre === null) return [0];
  return [-360, 0, 360].filter((shift) => high + shift > centre - REACH && low + shift < centre + REACH);
}

// Mercator with the world as a square of side 1, as Leaflet has it: the costly half of projecting, done once.
function toUnit([lon, lat]) {
  const sin = Math.sin((Math.max(-85.0511, Math.min(85.0511, lat)) * Math.PI) / 180);
  return L.point(lon / 360 + 0.5, 0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI));
}

// Layer coordinates at the current zoom without Leaflet's rounding to whole pixels, so that curves stay smooth.
function projectUnits(map, units) {
  const size = 256 * 2 ** map.getZoom();
  const { x, y } = map.getPixelOrigin();
  return units.map((unit) => L.point(unit.x * size - x, unit.y * size - y));
}

function project(map, x, y) {
  return projectUnits(map, [map.plane.toUnit([x, y])])[0];
}

function cardSentence(card) {
  if (!card) return "";
  const rows = (card.rows || []).map(([label, text]) => `${label}: ${text}`);
  return [card.title, ...rows, card.text].filter(Boolean).join(". ");
}

// One tab stop for many things: the arrow keys go from one to the next. `nodeOf` gives the element of a thing, or
// nothing while it has none.
class Roving {
  constructor(nodeOf) {
    Object.assign(this, { nodeOf, ids: [], stop: undefined });
  }

  update(ids) {
    this.ids = ids;
    this.stopAt(ids.includes(this.stop) ? this.stop : ids[0]);
  }

  stopAt(id) {
    const before = id === this.stop ? null : this._node(this.stop);
    if (before && before.hasAttribute("tabindex")) put(before, "tabindex", "-1");
    this.stop = id;
    const node = this._node(id);
    if (node) put(node, "tabindex", "0");
  }

  _node(id) {
    return id === undefined ? null : this.nodeOf(id);
  }

  // What a key leads to; undefined for other keys.
  next(key, from) {
    const last = this.ids.length - 1;
    const at = this.ids.indexOf(from);
    if (key === "Home") return this.ids[0];
    if (key === "End") return this.ids[last];
    if (key === "ArrowRight" || key === "ArrowDown") return this.ids[at === last ? 0 : at + 1];
    if (key === "ArrowLeft" || key === "ArrowUp") return this.ids[at > 0 ? at - 1 : last];
    return undefined;
  }
}

// Plain land is another colour in the dark; all other fills are the same.
function themed(fill) {
  return fill === "#f1efea" ? "var(--fl-land)" : fill;
}

// What is as it should be stays untouched: nothing repaints for no reason.
function put(node, name, value) {
  if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
}

function setText(node, text) {
  if (node.textContent !== text) node.replaceChildren(...isolated(text));
}

// The children of a node from now on. Those that are in their places stay untouched: what moves is laid out anew.
function setChildren(parent, nodes) {
  const wanted = new Set(nodes);
  for (const node of [...parent.childNodes]) if (!wanted.has(node)) node.remove();
  nodes.forEach((node, at) => {
    if (parent.childNodes[at] !== node) parent.insertBefore(node, parent.childNodes[at] || null);
  });
}

const PAINTED_MS = 100; // from a change until it surely is on the screen

// What nobody sees waits until the rest is painted; of several works for a part the last one counts.
function afterPaint(part, work) {
  clearTimeout(part.later);
  part.later = setTimeout(work, PAINTED_MS);
}

// Whether a part of the frame has to be made anew: it keeps what it was made from last time.
function changed(part, value) {
  const text = JSON.stringify(value);
  const differs = part.madeFrom !== text;
  part.madeFrom = text;
  return differs;
}

const REST_MS = 50;

// Works when the map has come to rest, and also when it rests under the reader's hand: then all is done before the hand
// lets go.
function whenResting(map, work) {
  let waiting = 0;
  map.on("move", () => {
    clearTimeout(waiting);
    waiting = setTimeout(work, REST_MS);
  });
  map.on("moveend", () => {
    clearTimeout(waiting);
    work();
  });
  map.on("unload", () => clearTimeout(waiting));
}
