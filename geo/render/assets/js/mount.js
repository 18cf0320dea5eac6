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

// Gives the pattern with the way it is turned.
function addHatch(holder, id) {
  const turn = "rotate(45)";
  const node = makeSvg("pattern", { id, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: turn }, holder);
  makeSvg("rect", { width: 6, height: 6, class: "fl-pattern-land" }, node);
  makeSvg("rect", { width: 1.2, height: 6, class: "fl-pattern-line" }, node);
  return { node, turn };
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
  return handleOf(new Layer(root, withZoom(L.map(place, MAP_OPTIONS)), options));
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
  return handleOf(new Layer(root, withZoom(map), { ...options, embedded: false }));
}
