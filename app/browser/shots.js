// The visitor's snapshots: found by what is typed, compared two at a time, renamed and deleted. Python keeps them.
import { Card, element } from "./CARD";
import { Renaming } from "./RENAMING";

const screens = new WeakMap();
const SHORT = 48; // characters of a title in a sentence
const MARKS = /[\u0300-\u036f]/g;

export default function show({ parentElement, data, setTriggerValue }) {
  const screen = screens.get(parentElement) || new Screen(parentElement);
  screens.set(parentElement, screen);
  screen.act = (what) => setTriggerValue("act", what);
  screen.take(data);
  return () => setTimeout(() => parentElement.isConnected || screens.delete(parentElement), 0);
}

class Screen {
  constructor(parent) {
    Object.assign(this, { cards: new Map(), chosen: [], deleted: false, turn: 0 });
    this.box = parent.appendChild(element("div", "app-shots"));
    this.makeHead();
    this.list = this.box.appendChild(element("ul", "app-shot-list"));
    this.nothing = this.box.appendChild(element("p", "app-lead"));
    this.makeBar();
    this.renaming = new Renaming(this.box, (id, words) => this.act({ do: "rename", id, ...words }));
  }

  makeHead() {
    const head = this.box.appendChild(element("div", "app-shots-head"));
    const label = head.appendChild(element("label", "", "Search "));
    this.field = label.appendChild(element("input"));
    Object.assign(this.field, { type: "search", placeholder: "A title, a country, a year" });
    this.field.addEventListener("input", () => this.sift());
    this.tabs = head.appendChild(element("div", "app-shots-which"));
    this.tabs.setAttribute("role", "group");
    this.tabs.setAttribute("aria-label", "Which snapshots");
    this.tab = [false, true].map((deleted) => this.makeTab(deleted));
    this.count = head.appendChild(element("p", "app-meta"));
    this.count.setAttribute("role", "status");
  }

  makeTab(deleted) {
    const button = this.tabs.appendChild(element("button"));
    button.type = "button";
    button.addEventListener("click", () => {
      this.deleted = deleted;
      this.fill();
      this.showPair();
    });
    return button;
  }

  // What was done, and what two maps would be compared: at the lower edge, in sight wherever the list was scrolled to.
  makeBar() {
    this.bar = this.box.appendChild(element("div", "app-shots-bar"));
    this.said = this.bar.appendChild(element("p", "app-said"));
    this.said.setAttribute("role", "status");
    this.pair = this.bar.appendChild(element("p", "app-said"));
    this.said.hidden = this.pair.hidden = true;
  }

  take(data) {
    this.data = data;
    const there = new Set(data.shots.map((shot) => shot.id));
    this.chosen = this.chosen.filter((id) => there.has(id));
    if (!data.deleted.length) this.deleted = false;
    this.fill();
    this.showPair();
    if (data.said && data.said.turn !== this.turn) this.tell(data.said);
  }

  // Cards that did not change stay as they are: open, with the focus in them.
  fill() {
    const { shots, deleted } = this.data;
    this.tab.forEach((button, at) => {
      button.textContent = at ? `Deleted (${deleted.length})` : `Yours (${shots.length})`;
      button.setAttribute("aria-pressed", String(this.deleted === Boolean(at)));
    });
    this.tabs.hidden = !deleted.length;
    const held = document.activeElement;
    const nodes = (this.deleted ? deleted : shots).map((shot) => this.cardOf(shot).node);
    if (nodes.length !== this.list.children.length || nodes.some((node, at) => node !== this.list.children[at])) {
      this.list.replaceChildren(...nodes);
      if (held && this.list.contains(held)) held.focus({ preventScroll: true });
    }
    this.sift();
  }

  cardOf(shot) {
    const sign = JSON.stringify([shot, this.deleted, this.data.mayChange]);
    const old = this.cards.get(shot.id);
    if (old && old.sign === sign) return old;
    const focused = old && old.node.contains(document.activeElement);
    const card = new Card(shot, this, this.deleted);
    card.sign = sign;
    this.cards.set(shot.id, card);
    if (focused) setTimeout(() => card.first.focus(), 0);
    return card;
  }

  sift() {
    const words = folded(this.field.value).split(/\s+/).filter(Boolean);
    const listed = this.deleted ? this.data.deleted : this.data.shots;
    let found = 0;
    for (const shot of listed) {
      const card = this.cards.get(shot.id);
      if (card.text === undefined) card.text = folded(shot.search);
      card.node.hidden = !words.every((word) => card.text.includes(word));
      found += card.node.hidden ? 0 : 1;
    }
    this.count.textContent = words.length ? `${found} of ${listed.length}` : "";
    this.nothing.hidden = found > 0;
    this.nothing.textContent = listed.length ? "No snapshot has all of these words." : "You have deleted all of your snapshots. They are in the list of deleted ones and can be brought back.";
  }

  choose(id, chosen) {
    this.chosen = this.chosen.filter((other) => other !== id);
    if (chosen) this.chosen.push(id);
    while (this.chosen.length > 2) this.cards.get(this.chosen.shift()).compare.checked = false;
    this.showPair();
  }

  showPair() {
    this.pair.hidden = this.deleted || !this.chosen.length;
    const titles = this.inTime(this.chosen).map((id) => `“${this.titleOf(id)}”`);
    const [one, other] = this.inTime(this.chosen);
    const parts = [];
    if (titles.length === 1) parts.push(`Chosen: ${titles[0]}. Choose another one to compare it with.`);
    if (titles.length === 2) {
      const link = element("a", "app-button app-first-choice", "Compare");
      link.href = `/s/${one}/with/${other}`;
      parts.push(`${titles[0]} and ${titles[1]} `, link);
    }
    const clear = element("button", "", "Clear");
    clear.type = "button";
    clear.addEventListener("click", () => [...this.chosen].forEach((id) => (this.cards.get(id).compare.checked = false) || this.choose(id, false)));
    this.pair.replaceChildren(...parts, " ", clear);
  }

  // The older one comes first: on the left.
  inTime(ids) {
    return this.data.shots.map((shot) => shot.id).filter((id) => ids.includes(id)).reverse();
  }

  titleOf(id) {
    const { title } = this.data.shots.find((shot) => shot.id === id);
    return title.length > SHORT ? `${title.slice(0, SHORT).trim()} …` : title;
  }

  tell({ text, undo, bad, turn }) {
    this.turn = turn;
    this.said.hidden = false;
    this.said.classList.toggle("app-bad", Boolean(bad));
    this.said.replaceChildren(text);
    const lost = document.activeElement === document.body || !document.activeElement;
    const button = undo && this.sayButton("Undo", () => this.act({ do: "undelete", id: undo }));
    this.sayButton("Close", () => (this.said.hidden = true));
    if (button && lost) button.focus({ preventScroll: true }); // what had the focus is gone
  }

  sayButton(text, act) {
    const button = element("button", "", text);
    button.type = "button";
    button.addEventListener("click", act);
    this.said.append(" ", button);
    return button;
  }
}

// Without case and accents, as the store compares.
function folded(text) {
  return text.toLowerCase().normalize("NFKD").replace(MARKS, "");
}
