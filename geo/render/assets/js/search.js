// The box that finds a country, by any of its names or codes in any language, or a disputed area by its usual names.

const MOST_FOUND = 8, MOST_NEAR = 3;
let boxes = 0;

class Search {
  // `hooks.visit(key)` takes the reader to what was found, `hooks.say(text)` tells those who listen.
  constructor(stage, source, hooks) {
    boxes += 1;
    this.names = new Names(source);
    this.hooks = hooks;
    this.found = [];
    this.active = -1;
    this.node = make("div", "fl-search");
    this.node.setAttribute("role", "search");
    this.list = this._makeList(`fl-found-${boxes}`);
    this.input = this._makeInput();
    this.none = make("p", "fl-none", "Nothing on this map has this name or code.");
    this.none.hidden = true;
    this.node.append(this.input, lens(), this.list, this.none);
    stage.prepend(this.node);
  }

  _makeInput() {
    const input = make("input", "fl-search-input");
    const told = { type: "text", role: "combobox", "aria-label": "Find a country or disputed area by name or code", placeholder: "Find a country or area", "aria-autocomplete": "list",
      "aria-expanded": "false", "aria-controls": this.list.id, autocomplete: "off", autocapitalize: "off", spellcheck: "false", enterkeyhint: "go" };
    for (const [name, value] of Object.entries(told)) input.setAttribute(name, value);
    input.addEventListener("focus", () => this.names.load().then(() => this._ask()));
    input.addEventListener("blur", () => this._close());
    input.addEventListener("input", () => this._ask());
    input.addEventListener("keydown", (event) => this._key(event));
    return input;
  }

  _makeList(id) {
    const list = make("ul", "fl-found");
    list.id = id;
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Found");
    // The text keeps the focus while a finger or the pointer chooses.
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this._choose([...list.children].indexOf(option));
    });
    return list;
  }

  update(areas, places, language) {
    this.names.update(areas, places);
    put(this.list, "lang", htmlLanguage(language));
  }

  // Shows what fits the text now; an answer to an older text comes too late for a box that was left.
  _ask() {
    if (document.activeElement !== this.input || this.input.value === this.chosen) return;
    this.chosen = undefined;
    const text = this.input.value.trim();
    const waits = text && !this.names.index && this.names.loading;
    this.found = this.names.find(text, MOST_FOUND);
    const near = text && !waits && !this.found.length;
    if (near) this.found = this.names.near(text, MOST_NEAR);
    this.list.classList.toggle("fl-near", Boolean(near));
    this.list.replaceChildren(...this.found.map((country, at) => this._option(country, at)));
    this.list.hidden = !this.found.length;
    this.none.hidden = !text || this.found.length > 0 || Boolean(waits);
    if (!this.none.hidden) this.hooks.say(this.none.textContent);
    else if (near && this.found.length) this.hooks.say(`Did you mean ${this.found.map(({ name }) => name).join(" or ")}?`);
    put(this.input, "aria-expanded", String(this.found.length > 0));
    this._activate(this.found.length && !near ? 0 : -1);
  }

  _option({ key, name, match, place }, at) {
    const option = make("li", "fl-option");
    option.id = `${this.list.id}-${at}`;
    option.dataset.key = key;
    option.setAttribute("role", "option");
    const told = [match && `(${match})`, place && "disputed area"].filter(Boolean).join(" · ");
    const other = make("span", "fl-match", told);
    other.removeAttribute("lang");
    option.append(make("span", "fl-option-name", name), ...(told ? [" ", other] : []));
    return option;
  }

  _activate(at) {
    this.active = at;
    [...this.list.children].forEach((option, place) => put(option, "aria-selected", String(place === at)));
    if (at < 0) this.input.removeAttribute("aria-activedescendant");
    else put(this.input, "aria-activedescendant", this.list.children[at].id);
    if (at >= 0) this.list.children[at].scrollIntoView({ block: "nearest" });
  }

  _key(event) {
    if (event.key === "Escape") return void this._escape(event);
    event.stopPropagation();
    const count = this.found.length;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) event.preventDefault();
    if (step && this.list.hidden) this._reopen();
    else if (step && count) this._activate((this.active + step + count) % count);
    else if (event.key === "Enter" && !event.isComposing && !this.list.hidden) this._choose(this.active);
  }

  _reopen() {
    this.chosen = undefined;
    this._ask();
  }

  // Once to close what was found, once more to empty the box; then Escape is for the map.
  _escape(event) {
    if (this.list.hidden && this.none.hidden && !this.input.value) return;
    event.stopPropagation();
    if (this.list.hidden && this.none.hidden) this.input.value = "";
    this._close();
  }

  _choose(at) {
    const country = this.found[at];
    if (!country) return;
    this.input.value = country.name;
    this.chosen = country.name;
    this._close();
    if (window.matchMedia("(pointer: coarse)").matches) this.input.blur(); // the keyboard on the screen would cover the map
    this.hooks.visit(country.key);
  }

  _close() {
    this.list.hidden = true;
    this.none.hidden = true;
    put(this.input, "aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}

function lens() {
  const icon = makeSvg("svg", { class: "fl-lens", viewBox: "0 0 16 16", "aria-hidden": "true" });
  makeSvg("path", { d: "M10.7 10.7L15 15M12 6.5a5.5 5.5 0 1 1-11 0a5.5 5.5 0 0 1 11 0Z" }, icon);
  return icon;
}
