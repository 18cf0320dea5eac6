// A file that is dropped on the app or chosen: the server says where its map is, and what is not as it was.

const ENDINGS = "ENDINGS";
const MOST = "MOST";
const TOLD = "faultlines-told";
const WORDS = "faultlines-words"; // for save.js
const UPLOADER = '[data-testid="stFileUploaderDropzone"]';
const state = { veil: null, later: 0, inside: false, strip: null, asking: null, busy: false };

listen();
tellWhatWasOpened();

// For hands that can't drop: the keyboard, a phone.
export function chooseFile() {
  const field = Object.assign(document.createElement("input"), { type: "file", accept: ENDINGS });
  field.addEventListener("change", () => field.files.length && open(field.files));
  field.click();
}

function listen() {
  // What is dragged within the page, such as a picture, is no file.
  addEventListener("dragstart", () => (state.inside = true), true);
  addEventListener("dragend", () => (state.inside = false), true);
  for (const name of ["dragenter", "dragover"]) addEventListener(name, over, true);
  addEventListener("dragleave", (event) => event.relatedTarget || unveil(), true);
  addEventListener("drop", dropped, true);
  addEventListener("change", taken, true);
  // What is said at the foot of the window is never in the way for long.
  addEventListener("pointerdown", (event) => forget(event.target), true);
  addEventListener("keydown", (event) => event.key === "Escape" && escape(event), true);
}

// An open panel of the page would keep the key for itself.
function escape(event) {
  forget();
  if (!state.asking) return;
  event.preventDefault();
  event.stopPropagation();
  state.asking.close();
}

function forget(where) {
  const strip = state.strip;
  if (strip && !strip.close.hidden && !(where && strip.strip.contains(where))) tell("");
}

function over(event) {
  if (!ours(event)) return unveil();
  event.preventDefault();
  event.dataTransfer.dropEffect = state.busy ? "none" : "copy";
  // The page that adds data shows by itself where to drop.
  if (document.documentElement.dataset.page !== "add" && !state.busy) veil();
}

function dropped(event) {
  unveil();
  if (!ours(event)) return;
  event.preventDefault();
  if (inField(event.target)) event.stopImmediatePropagation();
  if (!state.busy) open(event.dataTransfer.files);
}

// The page that adds data has a field of its own for files: it keeps all but those that hold a map.
function ours(event) {
  if (state.inside || !event.dataTransfer || !event.dataTransfer.types.includes("Files")) return false;
  return !inField(event.target) || holdMap(event.dataTransfer.files);
}

function taken(event) {
  const field = event.target;
  if (!inField(field) || state.busy || !holdMap(field.files)) return;
  event.stopImmediatePropagation();
  const files = [...field.files];
  field.value = "";
  open(files);
}

function inField(target) {
  return target instanceof Element && Boolean(target.closest(UPLOADER));
}

function holdMap(files) {
  return files.length === 1 && ENDINGS.split(",").some((ending) => files[0].name.toLowerCase().endsWith(ending));
}

function veil() {
  if (!state.veil) {
    state.veil = named("div", "app-veil");
    state.veil.setAttribute("aria-hidden", "true");
    const box = state.veil.appendChild(element("div"));
    box.append(element("strong", "Drop it to open the map in it"), element("span", "PNG, SVG, PDF or HTML made by Faultlines. A table goes to Add data."));
    document.body.append(state.veil);
  }
  // Not every browser says when the file has left the window; while it is over it, this comes again and again.
  clearTimeout(state.later);
  state.later = setTimeout(unveil, 800);
}

function unveil() {
  clearTimeout(state.later);
  if (state.veil) state.veil.remove();
  state.veil = null;
}

async function open(files) {
  const [file] = files;
  if (!file) return;
  if (files.length > 1) return complain("Please drop one file at a time.");
  if (file.size > MOST) return complain(`“${file.name}” is too large: at most ${MOST / 1e6} MB can be opened here. The page Add data takes larger tables.`);
  state.busy = true;
  try {
    await brought(file);
  } catch (error) {
    tell("");
    complain(`“${file.name}”: ${error.message}`);
  }
  state.busy = false;
}

async function brought(file) {
  tell(`Opening “${file.name}” …`);
  let found = await sent(file, "?ask=1");
  if (found.remarks.length && !found.url) {
    tell("");
    if (!(await agreed(found))) return;
    tell(`Opening “${file.name}” …`);
    found = await sent(file, "");
  }
  remember(file, found);
  location.assign(found.url);
}

async function sent(file, query) {
  const headers = { "Content-Type": "application/octet-stream", "X-File-Name": encodeURIComponent(file.name.slice(-150)) };
  const answer = await fetch(`/restore${query}`, { method: "POST", headers, body: file }).catch(() => null);
  if (!answer) throw new Error("It could not be read, or the server did not answer.");
  const said = await answer.json().catch(() => ({ error: `The server said ${answer.status}.` }));
  if (!answer.ok) throw new Error(said.error);
  return said;
}

// For the page that comes next; a table needs no word, its page shows it.
function remember(file, { url, added, title, note, caption }) {
  if (url.startsWith("/add")) return;
  sessionStorage.setItem(TOLD, JSON.stringify({ name: file.name, added }));
  sessionStorage.setItem(WORDS, JSON.stringify({ query: url.split("?")[1] || "", title, note, caption }));
}

function tellWhatWasOpened() {
  const told = sessionStorage.getItem(TOLD);
  sessionStorage.removeItem(TOLD);
  if (!told) return;
  const { name, added } = JSON.parse(told);
  tell(`Opened from “${name}”.${added ? ` Its relations are now among your own data, as “${added}”.` : ""}`, true);
}

// One line at the foot of the window; what is done can be closed.
function tell(text, done = false) {
  if (!state.strip) {
    const strip = document.body.appendChild(named("div", "app-strip"));
    const says = strip.appendChild(element("p"));
    says.setAttribute("role", "status");
    const close = strip.appendChild(element("button", "Close"));
    close.type = "button";
    close.addEventListener("click", () => tell(""));
    state.strip = { strip, says, close };
  }
  const { strip, says, close } = state.strip;
  close.hidden = !done;
  strip.classList.toggle("app-strip-empty", !text);
  says.textContent = text;
}

function complain(text) {
  return dialog("That can't be opened", [element("p", text)], [["Close", true]]);
}

function agreed({ title, remarks }) {
  const list = element("ul");
  list.append(...remarks.map((remark) => element("li", remark)));
  const lead = element("p", title ? `“${title}” is not just as it was when the file was made:` : "This map is not just as it was when the file was made:");
  return dialog("Before you open it", [lead, list], [["Open the map", true], ["Cancel", false]]);
}

// Resolves to what stands beside the label of the button that was pressed; Escape is false.
function dialog(heading, content, buttons) {
  const box = named("dialog", "app-dialog");
  const head = box.appendChild(element("h2", heading));
  head.id = "app-dialog-head";
  box.setAttribute("aria-labelledby", head.id);
  const body = box.appendChild(named("div", "app-dialog-body"));
  body.append(...content);
  const row = box.appendChild(named("div", "app-dialog-row"));
  return new Promise((done) => {
    let answer = false;
    for (const [label, value] of buttons) {
      const button = row.appendChild(element("button", label));
      button.type = "button";
      button.addEventListener("click", () => {
        answer = value;
        box.close();
      });
    }
    box.addEventListener("close", () => {
      state.asking = null;
      box.remove();
      done(answer);
    });
    state.asking = document.body.appendChild(box);
    box.showModal();
  });
}

function element(name, text = "") {
  return Object.assign(document.createElement(name), { textContent: text });
}

function named(name, className) {
  return Object.assign(document.createElement(name), { className });
}
