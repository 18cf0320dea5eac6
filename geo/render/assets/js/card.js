// The card: near the pointer, or a sheet at the lower edge on a phone.

class HoverCard {
  // It hangs in the body, above the headline, and stays within the stage.
  constructor(body, stage, onClose) {
    this.stage = stage;
    this.node = make("div", "fl-card");
    this.node.hidden = true;
    this.node.setAttribute("role", "group");
    this.node.addEventListener("click", (event) => event.stopPropagation());
    this.onClose = onClose;
    this.sheet = false;
    body.append(this.node);
  }

  // `where` is a point in the stage; pinned cards can be reached with the pointer.
  show(card, accent, where, pinned) {
    this.node.replaceChildren(...this._content(card, accent, pinned));
    this.node.hidden = false;
    this.node.classList.toggle("fl-pinned", pinned);
    this.node.classList.toggle("fl-sheet", this.sheet);
    this.node.parentNode.classList.toggle("fl-under-sheet", this.sheet);
    this.node.setAttribute("aria-label", card.title);
    this.move(where);
  }

  _content(card, accent, pinned) {
    const title = make("p", "fl-card-title", card.title);
    if (accent) title.style.borderColor = accent;
    const rows = make("dl", "fl-card-rows");
    for (const [label, text] of card.rows || []) rows.append(make("dt", "", label), make("dd", "", text));
    const parts = [title, ...((card.rows || []).length ? [rows] : [])];
    if (card.text) parts.push(make("p", "fl-card-text", card.text));
    if (card.link_text || safeUrl(card.url)) parts.push(this._source(card));
    if (card.act) parts.push(this._actButton(card.act));
    if (pinned) parts.push(this._closeButton());
    return parts;
  }

  // What can be done from here: its words, and what happens.
  _actButton([words, act]) {
    const button = make("button", "fl-card-act", words);
    button.type = "button";
    button.addEventListener("click", act);
    return button;
  }

  _source(card) {
    const line = make("p", "fl-card-source");
    line.append("Source: ", makeLink(card.link_text || card.url, card.url));
    return line;
  }

  _closeButton() {
    const button = make("button", "fl-close", "×");
    button.type = "button";
    button.setAttribute("aria-label", "Close");
    button.addEventListener("click", () => this.onClose());
    return button;
  }

  // Beside the pointer, on the side where there is room, never over the edge.
  move(where) {
    if (this.node.hidden) return;
    // A sheet stands on the footer.
    this.node.style.bottom = this.sheet ? `${this.node.parentNode.clientHeight - this.stage.offsetTop - this.stage.offsetHeight}px` : "";
    const { clientWidth, clientHeight } = this.stage;
    this.node.style.maxHeight = this.sheet ? "" : `${clientHeight - 16}px`;
    if (this.sheet) this.node.style.left = this.node.style.top = "";
    if (this.sheet || !where) return;
    const { offsetWidth: width, offsetHeight: height } = this.node;
    const gap = 16;
    let left = where.x + gap;
    if (left + width > clientWidth - 8) left = where.x - width - gap;
    let top = where.y + gap;
    if (top + height > clientHeight - 8) top = where.y - height - gap;
    this.node.style.left = `${Math.max(8, Math.min(left, clientWidth - width - 8))}px`;
    this.node.style.top = `${this.stage.offsetTop + Math.max(8, Math.min(top, clientHeight - height - 8))}px`;
  }

  hide() {
    this.node.hidden = true;
    this.node.parentNode.classList.remove("fl-under-sheet");
  }

  // How much of the lower edge of the map a sheet takes, in pixels.
  get covers() {
    return this.visible && this.sheet ? this.node.offsetHeight : 0;
  }

  get visible() {
    return !this.node.hidden;
  }

  get pinned() {
    return this.visible && this.node.classList.contains("fl-pinned");
  }
}
