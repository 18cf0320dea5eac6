// The map answers a pill before the page does: its message is fetched when a pill is touched or gets the focus, and
// shown as soon as the pill is switched. The run of the page that follows has the last word.

import { isAlso, ofView } from "./MESSAGE";

const FIELD = /(?:^|\s)st-key-c_(kind|status)(?:-\d+)?(?:\s|$)/;
const PILL = "[class*='st-key-c_'] button[aria-pressed]";
const LIGHT = 2000;

// `view` gives query and name of the message that the map shows, and how many lines it has; null if there is none of the
// kind. `show` takes the promise of a message.
export function answerAhead(view, show) {
  const fetchFor = (event, most) => {
    const pill = pillAt(event.target);
    const shown = pill && view();
    if (!shown || shown.lines > most) return;
    isAlso(changed(shown.query, pill), shown.name); // the way back is known
    ofView(changed(shown.query, pill, pill)).catch(() => {});
  };
  addEventListener("focusin", (event) => fetchFor(event, LIGHT), true); // many lines cost the server a second
  addEventListener("pointerdown", (event) => fetchFor(event, Infinity), true);
  new MutationObserver((all) => {
    const pill = all.map(({ target }) => pillAt(target)).find(Boolean);
    const shown = pill && view();
    if (shown) show(ofView(changed(shown.query, pill)));
  }).observe(document.documentElement, { subtree: true, attributeFilter: ["aria-pressed"] });
}

function pillAt(target) {
  const pill = target.closest && target.closest(PILL);
  return pill && FIELD.test(boxOf(pill).className) ? pill : null;
}

function boxOf(pill) {
  return pill.closest("[class*='st-key-c_']");
}

// The query with what the pills of a field say, one of them turned round if it is named.
function changed(query, pill, turned) {
  const pills = [...boxOf(pill).querySelectorAll("button[aria-pressed]")];
  const pressed = pills.filter((one) => (one.getAttribute("aria-pressed") === "true") !== (one === turned));
  const parts = new URLSearchParams(query);
  parts.set(FIELD.exec(boxOf(pill).className)[1], pressed.map((one) => one.textContent.trim().toLowerCase()).join());
  return parts.toString();
}
