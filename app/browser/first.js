// The map before its page: Streamlit's scripts take a second, the map does not need them.
import { paint } from "./MAP";

const OWN = [["Your data", "/data"], ["Snapshots", "/snapshots"]]; // as in the bar of the page

// Stands exactly where the page will have the map, so that nothing moves when it takes the map over.
function frame() {
  const node = document.createElement("div");
  node.className = "app-first";
  // Streamlit keeps the width that somebody gave the sidebar.
  const side = Number(localStorage.getItem("sidebarWidth"));
  if (side) document.documentElement.style.setProperty("--app-side", `${side}px`);
  const home = node.appendChild(element("div", "app-home", ""));
  home.append(element("p", "app-name", "Faultlines"));
  for (const [text, href] of OWN) home.append(Object.assign(element("a", "", text), { href }));
  document.body.append(node);
  return node;
}

function element(name, className, text) {
  return Object.assign(document.createElement(name), { className, textContent: text });
}

async function packed(answer) {
  const found = await answer;
  if (!found.ok) throw new Error(`The first map did not load: ${found.status}`);
  return new Uint8Array(await found.arrayBuffer());
}

// Once it is on the screen: a frame may be asked for before a picture, and given after it.
function onScreen() {
  return new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
}

// Who came here from a snapshot saves one that names it. The address does not keep it: it is not what is passed on.
function rememberParent() {
  const found = /^#from=([\w-]{22})$/.exec(location.hash);
  const [{ type } = {}] = performance.getEntriesByType("navigation");
  if (found) sessionStorage.setItem("faultlines-parent", found[1]);
  else if (type === "navigate") sessionStorage.removeItem("faultlines-parent");
  if (found) history.replaceState(history.state, "", location.pathname + location.search);
}

rememberParent();
const node = frame();
// Without it the page shows its own map, or says what is wrong.
paint(node, packed(globalThis.faultlinesFirst))
  .then(onScreen, () => node.remove())
  .then(() => globalThis.faultlinesStart());
