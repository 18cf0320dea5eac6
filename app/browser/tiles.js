// Tiles of a map service below the areas; loaded only where who keeps this server has named one.
const laid = new WeakMap();

export function lay(map, url) {
  const before = laid.get(map);
  if (before && before.url === url) return;
  if (before) before.layer.remove();
  laid.delete(map);
  map.getContainer().classList.toggle("app-tiled", Boolean(url));
  if (url) laid.set(map, { url, layer: L.tileLayer(url, { maxZoom: 19 }).addTo(map) });
}
