// Tiles of a map service below the areas; loaded only where who keeps this server has named one.
const laid = new WeakMap();

// Without an address the tiles go.
export function lay(map, url, words) {
  const before = laid.get(map);
  if (before && before.url === url) return;
  if (before) for (const part of before.parts) part.remove();
  laid.delete(map);
  map.getContainer().classList.toggle("app-tiled", Boolean(url));
  if (url) laid.set(map, { url, parts: [L.tileLayer(url, { maxZoom: 19 }).addTo(map), noteOf(words).addTo(map)] });
}

function noteOf(words) {
  const note = L.control({ position: "bottomright" });
  note.onAdd = () => Object.assign(document.createElement("p"), { className: "app-tiles-note", textContent: words });
  return note;
}
