// The words of a snapshot, in a dialog: its title, its note and its caption.
import { element } from "./CARD";

const FIELDS = [
  ["title", "Title", "input", 200, "The headline of the map"],
  ["note", "Note", "textarea", 4000, "May be left empty"],
  ["caption", "Caption, also read out where the map can't be seen", "textarea", 4000, "Written from the data"],
];
const HINT = "The caption stands with the note on the page of the snapshot. Left empty it is written from the data again.";

export class Renaming {
  constructor(box, done) {
    this.done = done;
    this.dialog = box.appendChild(element("dialog", "app-dialog"));
    const form = this.dialog.appendChild(element("form"));
    const head = form.appendChild(element("h2", "", "Title, note and caption"));
    head.id = "app-renaming";
    this.dialog.setAttribute("aria-labelledby", head.id);
    this.fields = Object.fromEntries(FIELDS.map((field) => [field[0], this.field(form, field)]));
    form.append(element("p", "app-meta", HINT));
    const row = form.appendChild(element("div", "app-dialog-row"));
    row.append(element("button", "", "Save"));
    const cancel = row.appendChild(element("button", "", "Cancel"));
    cancel.type = "button";
    cancel.addEventListener("click", () => this.dialog.close());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.dialog.close();
      this.done(this.id, Object.fromEntries(Object.entries(this.fields).map(([name, field]) => [name, field.value])));
    });
  }

  field(form, [, label, kind, most, hint]) {
    const field = form.appendChild(element("label", "", label)).appendChild(element(kind));
    Object.assign(field, { maxLength: most, placeholder: hint });
    if (kind === "textarea") field.rows = 3;
    return field;
  }

  open(shot) {
    this.id = shot.id;
    this.fields.title.value = shot.title === shot.headline ? "" : shot.title;
    for (const name of ["note", "caption"]) this.fields[name].value = shot[name];
    this.dialog.showModal();
  }
}
