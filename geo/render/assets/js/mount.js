// The two ways in: a map of our own in an element of the page, or the layer on a Leaflet map that is there already.

function loadShapes(shapes) {
  if (typeof shapes !== "string") return Promise.resolve(shapes);
  return fetch(shapes).then((answer) => {
    if (!answer.ok) throw new Error(`The shapes did not load: ${answer.status}`);
    return answer.json();
  });
}

// The fill for "no data"; its colours come from the theme.
function patterns(id) {
  const holder = makeSvg("svg", { class: "fl-patterns", width: 0, height: 0, "aria-hidden": "true" });
  addHatch(holder, id);
  return holder;
}

const HATCH_WIDTH = 6; // pixels from one line to the next
const HATCH_STOPS = [[0, "land"], [0.5, "line"], [1.2, "line"], [1.7, "land"]]; // pixels; a line has soft edges

// A gradient that repeats: a browser draws a pattern anew for each country that is filled with it, at each zoom. Gives it
// with the way it is turned.
function addHatch(holder, id) {
  const turn = "rotate(45)";
  const node = makeSvg("linearGradient", { id, x1: 0, x2: HATCH_WIDTH, gradientUnits: "userSpaceOnUse", spreadMethod: "repeat", gradientTransform: turn }, holder);
  for (const [at, part] of HATCH_STOPS) makeSvg("stop", { offset: at / HATCH_WIDTH, class: `fl-hatch-${part}` }, node);
  return { node, turn, attribute: "gradientTransform" };
}

const MAP_OPTIONS = { attributionControl: false, zoomControl: false, zoomAnimation: false, scrollWheelZoom: false, zoomSnap: 0, zoomDelta: 0.75, maxZoom: 9, maxBoundsViscosity: 1, boxZoom: true };

function frameFor(theme) {
  const root = make("section", "faultlines");
  root.dataset.theme = theme || "auto";
  const body = make("div", "fl-body");
  const stage = make("div", "fl-stage");
  body.append(stage);
  root.append(body);
  return { root, stage };
}

function handleOf(layer) {
  return {
    map: layer.map,
    ready: layer.ready,
    update: (spec, more) => layer.update(spec, more),
    select: (kind, id) => layer.hands.select(kind, id),
    showMoment: (day, how) => layer.showMoment(day, how),
    setTheme: (theme) => layer.setTheme(theme),
    remove: () => layer.remove(),
  };
}

// Leaflet forgets the exact middle when it is asked to look at its size again (each "resize" of the window does), even if
// the size is the same: the middle then is off by a part of a pixel.
function withItsMiddle(map) {
  const measure = map.invalidateSize;
  map.invalidateSize = function (options) {
    const { clientWidth, clientHeight } = this.getContainer();
    return this.getSize().equals([clientWidth, clientHeight]) ? this : measure.call(this, options);
  };
  return map;
}

function withZoom(map) {
  if (map.scrollWheelZoom) map.scrollWheelZoom.disable();
  new WheelZoom(map);
  L.control.zoom({ position: "topright", zoomInTitle: "Zoom in", zoomOutTitle: "Zoom out" }).addTo(map);
  return map;
}

// A map of our own in an element of the page.
function mount(element, options) {
  const { root, stage } = frameFor(options.theme);
  const place = make("div", "fl-map");
  stage.append(place);
  element.append(root);
  return handleOf(new Layer(root, withZoom(withItsMiddle(L.map(place, MAP_OPTIONS))), options));
}

// The same round a Leaflet map that is there already (folium makes one).
function attach(map, options) {
  const { root, stage } = frameFor(options.theme);
  const container = map.getContainer();
  Object.assign(map.options, MAP_OPTIONS);
  container.classList.add("fl-map");
  container.replaceWith(root);
  stage.append(container);
  map.invalidateSize({ pan: false });
  return handleOf(new Layer(root, withZoom(withItsMiddle(map)), { ...options, embedded: false }));
}
