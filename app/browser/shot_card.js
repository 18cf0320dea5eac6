// One snapshot of the list.

const COPIED = 2000; // milliseconds that a button says so

export function element(name, className, text) {
  const node = document.createElement(name);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

export class Card {
  constructor(shot, screen, deleted) {
    Object.assign(this, { shot, screen });
    this.node = element("li", "app-shot");
    this.node.dataset.id = shot.id;
    if (!deleted) this.addPicture();
    this.addWords(deleted);
    this.row = this.node.appendChild(element("div", "app-actions"));
    if (deleted) this.addWayBack();
    else this.addActions();
  }

  addPicture() {
    const link = this.node.appendChild(anchor(`/s/${this.shot.id}`, "", "app-shot-picture"));
    link.tabIndex = -1; // the title leads there too
    const picture = link.appendChild(element("img"));
    const [width, height] = this.screen.data.thumb;
    Object.assign(picture, { loading: "lazy", decoding: "async", width, height, alt: this.shot.caption, src: `/s/${this.shot.id}.png?size=thumb` });
  }

  addWords(deleted) {
    const { id, title, headline, note, data, when } = this.shot;
    const head = this.node.appendChild(element("h2"));
    if (deleted) head.textContent = title;
    else head.append(anchor(`/s/${id}`, title));
    if (headline !== title) this.node.append(element("p", "app-shot-headline", headline));
    if (note) this.node.append(element("p", "app-shot-note", note));
    this.node.append(element("p", "app-meta", `${data} · ${when}`));
    if (this.shot.parent) this.addParent(this.shot.parent, deleted);
  }

  addParent({ id, title, there }, deleted) {
    const line = this.node.appendChild(element("p", "app-meta", "Made from "));
    if (!there) return line.append(title ? `“${title}”, which is deleted` : "a snapshot that is not there any more");
    line.append(anchor(`/s/${id}`, title));
    if (!deleted) line.append(" · ", anchor(`/s/${id}/with/${this.shot.id}`, "Compare with it"));
  }

  addWayBack() {
    if (this.screen.data.mayChange) this.first = this.addButton("Bring back", () => this.screen.act({ do: "undelete", id: this.shot.id }));
  }

  addActions() {
    const { id, query } = this.shot;
    const label = this.row.appendChild(element("label"));
    this.compare = label.appendChild(element("input"));
    Object.assign(this.compare, { type: "checkbox", checked: this.screen.chosen.includes(id) });
    this.compare.addEventListener("change", () => this.screen.choose(id, this.compare.checked));
    label.append(" Compare");
    this.first = this.addButton("Copy link", (button) => copy(new URL(this.screen.data.home + `s/${id}`, location.href).href, button));
    if (this.screen.data.mayChange) {
      this.first = this.addButton("Rename", () => this.screen.renaming.open(this.shot));
      this.addButton("Delete", () => this.screen.act({ do: "delete", id }));
    }
    this.row.append(anchor(`/?${query}#from=${id}`, "Open on the map"));
    this.addMore();
  }

  addButton(text, act) {
    const button = this.row.appendChild(element("button", "", text));
    button.type = "button";
    button.setAttribute("aria-label", `${text}: ${this.shot.title}`);
    button.addEventListener("click", () => act(button));
    return button;
  }

  // Files and the citation; what is in it is made when it is opened.
  addMore() {
    const more = this.row.appendChild(element("details"));
    more.append(element("summary", "", "Files and citation"));
    more.addEventListener("toggle", () => more.children.length > 1 || this.fillMore(more));
  }

  fillMore(more) {
    const files = more.appendChild(element("p", "app-forms"));
    const stamp = this.shot.changed ? `c=${this.shot.changed}` : ""; // under another title a file says that
    for (const [form, label, size] of this.screen.data.files) {
      const asked = [size && `size=${size}`, stamp].filter(Boolean).join("&");
      files.append(anchor(`/s/${this.shot.id}.${form}${asked && `?${asked}`}`, label), " ");
    }
    for (const [form, label, rows] of [["txt", "Citation", 3], ["bib", "BibTeX", 6]]) this.addCitation(more, form, label, rows);
  }

  async addCitation(more, form, label, rows) {
    const box = more.appendChild(element("div", "app-cite"));
    const named = box.appendChild(element("label", "", label));
    const field = named.appendChild(element("textarea"));
    Object.assign(field, { rows, readOnly: true, value: "…", spellcheck: false });
    const button = box.appendChild(element("button", "", "Copy"));
    button.type = "button";
    button.setAttribute("aria-label", `Copy: ${label}`);
    button.addEventListener("click", () => copy(field.value, button));
    const answer = await fetch(`/s/${this.shot.id}.${form}`).catch(() => null);
    field.value = answer && answer.ok ? (await answer.text()).trim() : "This could not be fetched. Close and open it to try again.";
    if (!answer || !answer.ok) more.addEventListener("toggle", () => more.replaceChildren(more.firstChild), { once: true });
  }
}

function anchor(href, text, className) {
  const link = element("a", className || "app-go", text);
  link.href = href;
  return link;
}

async function copy(text, button) {
  const said = button.textContent;
  button.textContent = (await copied(text)) ? "Copied" : "Not copied";
  setTimeout(() => (button.textContent = said), COPIED);
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Without https the clipboard is closed to scripts; the old way still works there.
    const field = document.body.appendChild(element("textarea"));
    field.value = text;
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
}
