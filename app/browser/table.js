// The relations of the map as a table, made from what the map holds already: nothing more has to be sent.
import { choose, watch } from "./MAP";

const MOST = 300;
const tables = new WeakMap();
const CHANGES = { began: "Began", ended: "Ended", grew: "Grew stronger", shrank: "Grew weaker", turned: "Turned around" };
const SURE = { documented: "Documented", alleged: "Alleged", hypothetical: "Hypothetical" };

const COLUMNS = [
  { title: "Who", text: (line, names) => names.get(line.source) },
  { title: "", text: (line) => (line.mutual ? "⇄" : "→"), plain: true },
  { title: "Whom", text: (line, names) => names.get(line.target) },
  { title: "Support or tension", text: (line) => row(line, "What") || line.kind, mark: true },
  { title: "Strength", text: (line) => String(line.intensity), order: (line) => -line.intensity, number: true },
  { title: "Since when", text: (line) => row(line, "When"), wide: true },
  { title: "How sure", text: (line) => SURE[line.status] || line.status },
  { title: "About", text: (line) => row(line, "About"), wide: true, ofPlaces: true },
  { title: "Change", text: (line) => CHANGES[line.change] || "", ofChanges: true },
];

export default function show({ parentElement, data }) {
  let table = tables.get(parentElement);
  if (!table) {
    table = new Table(parentElement);
    tables.set(parentElement, table);
  }
  table.label(data.label);
  return () => setTimeout(() => parentElement.isConnected || table.remove(), 0);
}

function inForce({ start = "", end }, day) {
  return !day || (start <= day && (!end || end >= day));
}

function row(line, label) {
  const found = ((line.card && line.card.rows) || []).find(([name]) => name === label);
  return found ? found[1] : "";
}

class Table {
  constructor(parent) {
    this.sorted = { column: 4, down: true };
    this.all = false;
    this.box = parent.appendChild(element("div"));
    this.day = this.box.appendChild(element("p", "app-day"));
    this.node = this.box.appendChild(element("div", "app-table"));
    this.table = this.node.appendChild(element("table"));
    this.caption = this.table.appendChild(element("caption", "app-unseen"));
    this.head = this.table.appendChild(element("thead")).appendChild(element("tr"));
    this.body = this.table.appendChild(element("tbody"));
    this.more = this.node.appendChild(element("button", "app-more"));
    this.more.type = "button";
    this.more.addEventListener("click", () => this.fill((this.all = true)));
    this.body.addEventListener("click", (event) => this.pick(event.target.closest("tr")));
    COLUMNS.forEach((column, at) => this.head.append(this.heading(column, at)));
    this.stop = watch((spec, chosen, moment) => this.update(spec, chosen, moment));
  }

  label(text) {
    this.caption.textContent = text;
  }

  heading(column, at) {
    const cell = element("th", column.number ? "app-number" : "");
    cell.scope = "col";
    if (column.plain) return cell;
    const button = cell.appendChild(element("button", "", column.title));
    button.type = "button";
    button.addEventListener("click", () => this.sort(at));
    return cell;
  }

  sort(at) {
    this.sorted = { column: at, down: this.sorted.column === at ? !this.sorted.down : true };
    this.fill();
  }

  update(spec, chosen, moment) {
    const changed = this.spec !== spec;
    const before = this.moment;
    // A map of changes is of two days.
    Object.assign(this, { spec, chosen, moment: spec.since ? "" : moment });
    if (changed) this.fill();
    else if (this.moment !== before) this.markDay();
    this.mark();
  }

  // The table is of the whole period; on a day, what is not in force then steps back.
  markDay() {
    const there = new Set(this.spec.lines.filter((line) => inForce(line, this.moment)).map((line) => line.id));
    for (const node of this.body.children) node.classList.toggle("app-past", !there.has(node.dataset.id));
    const day = this.moment && new Date(this.moment).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
    this.day.textContent = day ? `On ${day}: ${there.size} of these ${this.spec.lines.length} in force, the others in italics.` : "";
  }

  fill() {
    const names = new Map(this.spec.areas.map((area) => [area.key, area.name]));
    this.placed = this.spec.lines.some((line) => line.place);
    const { column, down } = this.sorted;
    const value = COLUMNS[column].order || ((line) => COLUMNS[column].text(line, names));
    const language = new Intl.Collator(this.spec.language, { numeric: true });
    const compare = (a, b) => (typeof a === "number" ? a - b : language.compare(a, b));
    const lines = [...this.spec.lines].reverse().map((line) => [value(line), line]);
    lines.sort((a, b) => (down ? 1 : -1) * compare(a[0], b[0]));
    const shown = this.all ? lines : lines.slice(0, MOST);
    this.body.replaceChildren(...shown.map(([, line]) => this.row(line, names)));
    this.more.hidden = shown.length === lines.length;
    this.more.textContent = `Show all ${lines.length}`;
    [...this.head.children].forEach((cell, at) => {
      // Strength comes strongest first, so its first order is the falling one.
      const rising = down === !COLUMNS[at].order;
      cell.hidden = this.hides(COLUMNS[at]);
      if (at === column) cell.setAttribute("aria-sort", rising ? "ascending" : "descending");
      else cell.removeAttribute("aria-sort");
    });
    this.markDay();
    this.mark();
  }

  // What a relation became is only told on a map of changes, and what it is about only where one is about a place.
  hides(column) {
    if (column.ofPlaces) return !this.placed;
    return Boolean(column.ofChanges) && !this.spec.since;
  }

  row(line, names) {
    const node = element("tr");
    node.dataset.id = line.id;
    COLUMNS.forEach((column, at) => {
      const cell = node.appendChild(element("td", column.number ? "app-number" : ""));
      const text = column.text(line, names);
      cell.hidden = this.hides(column);
      if (at === 0) cell.appendChild(element("button", "", text)).type = "button";
      else cell.append(text);
      if (column.mark) cell.style.setProperty("--line", line.color);
      if (column.mark) cell.className = "app-what";
      if (column.wide) cell.className = "app-wide";
    });
    return node;
  }

  pick(node) {
    if (!node) return;
    const again = node.getAttribute("aria-selected") === "true";
    choose(...(again ? ["none", ""] : ["relation", node.dataset.id]));
  }

  mark() {
    for (const node of this.body.children) {
      const on = this.chosen === `relation/${node.dataset.id}`;
      node.setAttribute("aria-selected", String(on));
      node.querySelector("button").setAttribute("aria-pressed", String(on));
      if (on) this.reveal(node);
    }
  }

  // Inside the table only: the page itself must not jump.
  reveal(node) {
    const box = this.node.getBoundingClientRect();
    const place = node.getBoundingClientRect();
    if (place.top < box.top + 30) this.node.scrollTop -= box.top + 30 - place.top;
    if (place.bottom > box.bottom) this.node.scrollTop += place.bottom - box.bottom;
  }

  remove() {
    this.stop();
    this.box.remove();
  }
}

function element(name, className, text) {
  const node = document.createElement(name);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}
