// Keeping the view as a snapshot: a title, a note and a caption, a button, and then what is passed on. No run of the page
// is needed.

const PARENT = "faultlines-parent"; // the snapshot that the reader came from or saved last; first.js begins with it
const WORDS = "faultlines-words"; // as drop.js leaves them
const SETTLED = 300; // milliseconds without another view
const ROWS = [["url", "Link to the snapshot"], ["picture", "Picture of it"], ["iframe", "To put it into a page"]];

// `about(query)` says which view would be kept.
export function makeSaver(box, { element, copied }) {
  const form = box.appendChild(element("form", "app-save"));
  form.append(element("p", "app-share-title", "Keep it as a snapshot"));
  const hint = "The map as it is now, with its data, under a link of its own that never changes.";
  form.appendChild(element("p", "app-hint", `${hint} `)).appendChild(element("a", "", "Your snapshots")).href = "/snapshots";
  const title = field(form, element, "input", "Title", "The headline of the map", 200);
  const note = field(form, element, "textarea", "Note", "May be left empty", 4000);
  const caption = makeCaption(form, element);
  const button = form.appendChild(element("button", "app-keep", "Save snapshot"));
  const says = form.appendChild(element("p", "app-says"));
  says.setAttribute("role", "status");
  const saver = { query: "", title, note, caption, button, says, results: form.appendChild(element("div", "app-results")), element, copied };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!button.hasAttribute("aria-busy")) save(saver);
  });
  return { about: (query) => about(saver, query) };
}

function field(form, element, kind, label, hint, most) {
  const row = form.appendChild(element("label", "", label));
  const input = row.appendChild(element(kind));
  Object.assign(input, { placeholder: hint, maxLength: most, rows: 1 });
  return input;
}

// What the map shows in words, written by the server from the data; what somebody types instead stays.
function makeCaption(form, element) {
  const text = field(form, element, "textarea", "Caption, also read out where the map can't be seen", "Written from the data", 4000);
  text.rows = 3;
  const anew = form.appendChild(element("button", "app-anew", "Write the caption from the data again"));
  const caption = { field: text, anew, written: "", query: null, timer: 0 };
  Object.assign(anew, { type: "button", hidden: true });
  text.addEventListener("input", () => (anew.hidden = text.value === caption.written));
  anew.addEventListener("click", () => {
    setWritten(caption, caption.written, true);
    text.focus();
  });
  return caption;
}

function setWritten(caption, text, always) {
  if (always || caption.field.value === caption.written) caption.field.value = text;
  caption.written = text;
  caption.anew.hidden = caption.field.value === text;
}

function writeCaption(caption, query) {
  clearTimeout(caption.timer);
  caption.query = query;
  caption.timer = setTimeout(async () => {
    const answer = await fetch(`/caption?${query}`).catch(() => null);
    if (!answer || !answer.ok || query !== caption.query) return; // the server writes it when it is saved
    setWritten(caption, (await answer.text()).trim());
  }, SETTLED);
}

// Of another view what was saved is not told any more.
function about(saver, query) {
  if (query === saver.query) return;
  saver.query = query;
  sayAgain(saver, query);
  writeCaption(saver.caption, query);
  saver.results.replaceChildren();
  saver.says.textContent = "";
}

// Of a map that was opened from a file, what its file says of it.
function sayAgain({ title, note, caption }, query) {
  const words = JSON.parse(sessionStorage.getItem(WORDS) || "null");
  if (!words || inOrder(words.query) !== inOrder(query)) return;
  sessionStorage.removeItem(WORDS);
  title.value = words.title;
  note.value = words.note;
  caption.field.value = words.caption;
}

function inOrder(query) {
  return [...new URLSearchParams(query)].map(([name, value]) => `${name}=${value}`).sort().join("&");
}

async function save(saver) {
  const { query, title, note, caption, button, says } = saver;
  const own = caption.field.value === caption.written ? "" : caption.field.value;
  button.setAttribute("aria-busy", "true");
  says.textContent = "Saving …";
  try {
    const words = { title: title.value, note: note.value, caption: own };
    const kept = await sent({ query, ...words, parent: sessionStorage.getItem(PARENT) || "" });
    sessionStorage.setItem(PARENT, kept.id);
    if (query === saver.query) show(saver, kept);
    says.textContent = `Saved: ${kept.title}`;
  } catch (error) {
    says.textContent = `Not saved. ${error.message}`;
  }
  button.removeAttribute("aria-busy");
}

async function sent(what) {
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch("/snapshots", { method: "POST", headers, body: JSON.stringify(what) });
  const said = await answer.json().catch(() => ({ error: answer.statusText }));
  if (!answer.ok) throw new Error(said.error);
  return said;
}

function show(saver, kept) {
  saver.results.replaceChildren(...ROWS.map(([key, label]) => result(saver, label, kept[key])));
  const open = saver.results.appendChild(saver.element("p")).appendChild(saver.element("a", "", "Open it"));
  Object.assign(open, { href: kept.url, target: "_blank", rel: "noopener" });
  saver.results.scrollIntoView({ block: "nearest" });
}

function result({ element, copied, says }, label, text) {
  const row = element("div", "app-link");
  const input = row.appendChild(element("input"));
  Object.assign(input, { readOnly: true, value: text });
  input.setAttribute("aria-label", label);
  input.addEventListener("focus", () => input.select());
  const button = row.appendChild(element("button", "", "Copy"));
  button.type = "button";
  button.setAttribute("aria-label", `Copy: ${label}`);
  button.addEventListener("click", async () => {
    says.textContent = (await copied(input)) ? `${label}: copied.` : `${label}: marked, copy it by hand.`;
  });
  const box = element("div");
  box.append(element("p", "app-hint", label), row);
  return box;
}
