// The address of the view and a button that copies it, and files that keep the view, seen at once; below, snapshots. All
// are of the day shown.
import { chooseFile } from "./DROP";
import { watch, withMoment } from "./MAP";
import { makeSaver } from "./SAVE";

const FILES = "FILES";
const SIZES = "SIZES";
const SCALES = [["", "1x"], ["2", "2x, for sharp screens"], ["3", "3x"], ["4", "4x, for print"]];
const HOLD_DATA = ["png", "svg", "pdf", "html"];
const SAVES = "SAVES";
const panels = new WeakMap();

export default function show({ parentElement, data }) {
  const panel = panels.get(parentElement) || makePanel(parentElement);
  panels.set(parentElement, panel);
  panel.data = data;
  if (panel.stop) panel.stop();
  panel.stop = watch((spec, chosen, moment) => {
    Object.assign(panel, { spec, moment });
    fill(panel);
  });
  return () => setTimeout(() => parentElement.isConnected || takeDown(parentElement, panel), 0);
}

function takeDown(parent, panel) {
  panels.delete(parent);
  panel.stop();
}

function fill({ data, spec, moment, field, copy, says, files, how, saver }) {
  const [, shown] = withMoment(spec.provenance.permalink, moment).split("?");
  const [link, query] = [`${data.base}?${shown}`, shown.replace(/^v=1&?/, "")];
  if (field.value !== link) copy.textContent = "Copy link";
  if (field.value !== link) says.textContent = "";
  field.value = link;
  if (saver) saver.about(query);
  for (const { form, link: file, sized } of files) {
    const asked = new URLSearchParams();
    if (sized && how.size.value) asked.set("size", how.size.value);
    if (form === "png" && how.scale.value) asked.set("scale", how.scale.value);
    if ((form === "png" || form === "svg") && how.clear.checked) asked.set("transparent", "1");
    if (how.bare.checked && HOLD_DATA.includes(form)) asked.set("relations", "0");
    file.href = `/export/${form}?${[query, asked].filter(String).join("&")}`;
    file.download = `${data.stem}.${form}`;
  }
}

function makePanel(parent) {
  const box = parent.appendChild(element("div", "app-share"));
  box.append(element("p", "app-share-title", "Link to this view"));
  const says = element("p", "app-says");
  says.setAttribute("role", "status");
  const row = box.appendChild(element("div", "app-link"));
  const field = row.appendChild(element("input"));
  field.readOnly = true;
  field.setAttribute("aria-label", "Link to this view");
  field.addEventListener("focus", () => field.select());
  const copy = row.appendChild(element("button", "", "Copy link"));
  copy.type = "button";
  copy.addEventListener("click", () => copyLink(field, copy, says));
  box.append(element("p", "app-share-title", "Download a file"));
  const panel = { field, copy, says };
  const list = box.appendChild(element("ul", "app-files"));
  panel.files = FILES.map((file) => makeFile(list, says, file));
  panel.how = makeHow(box, () => fill(panel));
  box.append(says);
  panel.saver = SAVES ? makeSaver(box, { element, copied }) : null;
  makeWayBack(box);
  return panel;
}

// From such a file to its map again; who has a mouse can drop it anywhere.
function makeWayBack(box) {
  box.append(element("p", "app-share-title", "From a file back to its map"));
  box.append(element("p", "app-hint", "A picture, drawing, page or live map made here holds its map. Open it, or drop it on this page."));
  const button = box.appendChild(element("button", "app-bring", "Open a map file"));
  button.type = "button";
  button.addEventListener("click", chooseFile);
}

// How large pictures are: of what is drawn, and of PNG files in pixels.
function makeHow(box, changed) {
  const more = box.appendChild(element("details", "app-more-how"));
  more.append(element("summary", "", "Size, background, data inside"));
  const row = more.appendChild(element("div", "app-how"));
  const size = makeSelect(row, "Size", [["", "As usual"], ...SIZES]);
  const scale = makeSelect(row, "PNG", SCALES);
  const clear = makeTick(row, "No background (PNG, SVG)");
  const bare = makeTick(row, "Without the data inside (PNG, SVG, PDF, HTML)");
  for (const field of [size, scale, clear, bare]) field.addEventListener("change", changed);
  return { size, scale, clear, bare };
}

function makeTick(row, words) {
  const label = row.appendChild(element("label"));
  const field = label.appendChild(element("input"));
  field.type = "checkbox";
  label.append(` ${words}`);
  return field;
}

function makeSelect(row, name, options) {
  const label = row.appendChild(element("label", "", `${name} `));
  const field = label.appendChild(element("select"));
  for (const [value, text] of options) field.append(new Option(text, value));
  return field;
}

function makeFile(list, says, [form, label, hint, sized]) {
  const link = list.appendChild(element("li")).appendChild(element("a"));
  link.append(element("strong", "", label), ` ${form.toUpperCase()}`, element("span", "", hint));
  link.addEventListener("click", (event) => {
    event.preventDefault();
    if (!link.hasAttribute("aria-busy")) save(link, says, label);
  });
  return { form, link, sized };
}

async function save(link, says, label) {
  link.setAttribute("aria-busy", "true");
  says.textContent = `${label}: on its way …`;
  try {
    const answer = await fetch(link.href);
    if (!answer.ok) throw new Error((await answer.text()).trim() || answer.statusText);
    hand(await answer.blob(), link.download);
    says.textContent = `${label}: saved.`;
  } catch (error) {
    says.textContent = `${label}: that did not work. ${error.message}`;
  }
  link.removeAttribute("aria-busy");
}

function hand(blob, name) {
  const link = element("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

async function copyLink(field, button, says) {
  const done = await copied(field);
  button.textContent = done ? "Copied" : "Copy link";
  says.textContent = done ? "The link is in the clipboard." : "The browser did not let it be copied: the link is marked, copy it by hand.";
}

async function copied(field) {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    // Without https the clipboard is closed to scripts; the old way still works there.
    field.select();
    return document.execCommand("copy");
  }
}

function element(name, className, text) {
  const node = document.createElement(name);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}
