// Watches what is typed into the table that is edited. Streamlit's editor drops without a word what its lists don't
// have, and tells of a cell a moment after it was left: both are told from here, the second only when the page goes.
const SETTLED = 220; // milliseconds after which the editor's own list of its cells says which one is selected
const SENT = 160; // milliseconds after which Streamlit has sent a cell that was left
const ROW = 35; // pixels, as Streamlit's table has them
const MOVES = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Tab", "Enter", "Home", "End", "PageUp", "PageDown"];

let here = null; // the sheet that is shown, and how to tell of it
let open = null; // the cell that is being typed into
let waiting = []; // cells that were left, and are not known to be with the server yet
let portal = null;
let moved = 0; // when another cell was selected last
let key = ""; // that was pressed last, and may have opened a cell
let clock = 0;
let loose = -Infinity; // when cells were ticked, pasted or deleted last; Streamlit sends that a moment later, too
let unheard = 0; // texts that were left, and the server has not answered since
const seen = { columns: new Map(), top: null }; // where cells are that the editor has named: in pixels of the whole table

const LAST = "faultlines-typed"; // what was typed last, for the same tab after a reload

export default function typing({ data, setTriggerValue }) {
  if (!here) {
    listen();
    // Else the editor asks for it with the first cell that is opened, and what is typed before it comes is lost.
    if (data.opener) import(data.opener).catch(() => {});
  }
  here = { ...data, tell: setTriggerValue };
  waiting = waiting.filter((cell) => performance.now() - cell.at < SENT);
  const found = document.getElementById("portal");
  if (found && found !== portal) new MutationObserver(look).observe(found, { childList: true, subtree: true });
  portal = found;
  sayLast();
}

function listen() {
  document.addEventListener("keydown", onKey, true);
  document.addEventListener("input", read, true);
  document.addEventListener("pointerdown", onPointer, true);
  for (const name of ["paste", "cut", "pointerup"]) document.addEventListener(name, (event) => loosened(event.target), true);
  addEventListener("pagehide", onLeave);
  addEventListener("beforeunload", (event) => performance.now() - loose < SENT && event.preventDefault());
}

function inTable(element) {
  return element instanceof Element && element.closest("[data-testid=stDataFrame]") !== null;
}

// Cells were changed without typing, so that nobody knows yet which ones: whoever goes in this moment is asked first
function loosened(element) {
  if (!inTable(element) && !(element instanceof Element && element.closest("[data-testid=stElementToolbar]"))) return;
  loose = performance.now();
  unsure();
}

// --- a cell is opened, typed into, left ---

function look() {
  const overlay = portal.querySelector("[id^=gdg-overlay]");
  if (open && open.overlay !== overlay) close();
  if (overlay && !open) begin(overlay);
}

function begin(overlay) {
  const field = overlay.querySelector("textarea, input");
  if (!field) return;
  loose = -Infinity;
  const list = field.getAttribute("role") === "combobox";
  const over = key.length === 1; // what was there goes with the first sign
  open = { overlay, field, list, sheet: here.sheet, moved, scrolled: scroll(), given: over ? null : field.value, text: field.value };
  const cell = open;
  setTimeout(() => open === cell && place(cell), SETTLED);
}

function read() {
  if (open && open.field.isConnected) open.text = open.field.value;
}

function onKey(event) {
  if (event.isComposing) return;
  key = event.key;
  read();
  if (!open) {
    if (!inTable(event.target)) return;
    if (MOVES.includes(key)) moved = performance.now();
    if (["Delete", "Backspace", " "].includes(key)) loosened(event.target);
    if (key === "Enter") unsure();
  } else if (key === "Escape") {
    open.cancelled = true;
  } else if (key === "Enter" || key === "Tab") {
    open.left = true;
    const active = document.getElementById(open.field.getAttribute("aria-activedescendant") || "");
    if (active) open.chosen = active.textContent;
    moved = performance.now();
  } else {
    open.left = open.cancelled = false;
  }
}

function onPointer(event) {
  read();
  const option = event.target instanceof Element && event.target.closest("[role=option]");
  if (open && option) open.chosen = option.textContent;
  else if (open && !portal.contains(event.target)) open.left = true;
  if (!inTable(event.target)) return;
  moved = performance.now();
  unsure();
}

function close() {
  const cell = open;
  open = null;
  place(cell);
  if (!cell.list) cell.text = cell.field.value;
  if (cell.cancelled) return;
  if (cell.list && cell.chosen === undefined) {
    if (cell.text.trim()) report(cell);
  } else if (cell.list || cell.text !== cell.given) {
    if (cell.list) cell.text = cell.chosen;
    if (cell.left || cell.list) wait(cell);
    else report(cell); // the table was given anew under the hands
  }
}

// --- which cell it is ---

// The editor lists its cells for screen readers, a moment after another one was selected; while one is open, it stays.
function place(cell) {
  if (cell.spot) return;
  if (performance.now() - cell.moved < SETTLED) return void (cell.spot = asSeen(cell));
  const found = document.querySelectorAll("[data-testid=stDataFrame] canvas td[aria-selected=true]");
  const [, row] = (found.length === 1 && /-(\d+)$/.exec(found[0].id)) || [];
  if (row === undefined) return;
  const heading = found[0].closest("table").querySelector(`th[aria-colindex="${found[0].ariaColIndex}"]`);
  const column = heading && here.columns[heading.textContent];
  if (!column) return;
  cell.spot = { row: Number(row), column };
  const at = where(cell);
  seen.columns.set(at.x, column);
  seen.top = at.y - ROW * cell.spot.row;
  if (here.days.includes(column) && !cell.list && cell === open) offerDays(cell);
}

// Whoever types fast is there before the editor has named the cell: then by its place beside others.
function asSeen(cell) {
  const at = where(cell);
  const column = seen.columns.get(at.x);
  const row = seen.top === null ? -1 : (at.y - seen.top) / ROW;
  return column && row >= 0 && Number.isInteger(row) ? { row, column } : undefined;
}

function where({ overlay, scrolled }) {
  const [x, y] = ["targetx", "targety"].map((name) => Number(overlay.getAttribute(name)));
  return { x: Math.round(x + scrolled.x), y: Math.round(y + scrolled.y) };
}

function scroll() {
  const table = document.querySelector("[data-testid=stDataFrame]");
  const box = table.getBoundingClientRect();
  const inner = table.querySelector(".dvn-scroller");
  return { x: inner.scrollLeft - box.left, y: inner.scrollTop - box.top };
}

function plain({ sheet, spot, text }) {
  return { sheet, row: spot ? spot.row : -1, column: spot ? spot.column : "", text };
}

// --- telling ---

function report(cell) {
  here.tell("left", plain(cell));
}

function wait(cell) {
  waiting.push({ ...cell, at: performance.now() });
  unheard += 1;
  setTimeout(hear, SENT);
  unsure();
}

// Whether the server is there at all: what answers after a text was sent has begun with it, or soon will
async function hear() {
  const answer = await fetch("/_stcore/health", { cache: "no-store" }).catch(() => null);
  if (answer) setTimeout(() => (unheard -= 1), SENT);
  else setTimeout(hear, 1000);
}

// "All is saved" would be too early to say
function unsure() {
  document.documentElement.dataset.unsure = "";
  clearInterval(clock);
  clock = setInterval(() => {
    const app = document.querySelector("[data-testid=stApp]");
    if (unheard || (app && app.dataset.testScriptState === "running")) return;
    clearInterval(clock);
    delete document.documentElement.dataset.unsure;
  }, 2 * SENT);
}

function onLeave() {
  if (open) {
    read();
    place(open);
    if (!open.cancelled && open.text.trim() && open.text !== open.given) waiting.push({ ...open });
  }
  const cells = waiting.map(plain).filter((cell) => cell.row >= 0);
  if (!cells.length) return;
  navigator.sendBeacon("/typed", JSON.stringify(cells));
  sessionStorage.setItem(LAST, JSON.stringify(cells));
}

// After a reload the page may be there before that message is
function sayLast() {
  const cells = sessionStorage.getItem(LAST);
  if (!cells) return;
  sessionStorage.removeItem(LAST);
  here.tell("last", JSON.parse(cells));
}

// --- a calendar beside a date ---

function offerDays(cell) {
  const days = document.createElement("input");
  days.type = "date";
  days.className = "app-edit-day";
  days.ariaLabel = "Choose a day";
  days.value = cell.field.value;
  days.addEventListener("change", () => {
    if (!days.value) return;
    const setter = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(cell.field), "value").set;
    setter.call(cell.field, days.value); // past React, which else takes it for what it wrote itself
    cell.field.dispatchEvent(new Event("input", { bubbles: true }));
    cell.text = days.value;
  });
  cell.overlay.append(days);
}
