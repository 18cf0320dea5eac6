// The timeline in words: what began and ended on a day, and how much there was in a month.

const MOST_TOLD = 3;
// How many changes are told, and how many of them with their sentence: the first that fits is taken.
const DETAILS = [[3, 3], [2, 2], [3, 1], [2, 1], [1, 1], [3, 0], [2, 0], [1, 0]];

function withCommas(count) {
  return count.toLocaleString("en");
}

function countWords(count, one, many) {
  return `${withCommas(count)} ${count === 1 ? one : many}`;
}

function inForce({ support = 0, tension = 0 }) {
  if (!support && !tension) return "no relations are in force";
  return `${countWords(support, "relation", "relations")} of support and ${withCommas(tension)} of tension ${support + tension === 1 ? "is" : "are"} in force`;
}

// What the frames between two places changed, the strongest first; what begins goes before what ends.
function happenings(frames, after, to, lines) {
  const found = [];
  const add = (ids, verb) => found.push(...(ids || []).filter((id) => lines.has(id)).map((id) => ({ line: lines.get(id), verb })));
  for (const { begun, ended } of frames.slice(after + 1, to + 1)) {
    add(begun, "begins");
    add(ended, "ends");
  }
  return found.sort((a, b) => b.line.intensity - a.line.intensity || (a.verb === b.verb ? 0 : a.verb === "begins" ? -1 : 1));
}

// `; tension begins, Israel → Iran: the sentence of its card`. What is no news after the one before is not said again.
function happeningText({ line, verb }, whole, before) {
  const { title = `${line.source} → ${line.target}`, text } = line.card || {};
  const again = before && before.verb === verb && before.line.kind === line.kind;
  const head = again ? `, ${title}` : `${before === undefined ? "" : "; "}${line.kind} ${verb}, ${title}`;
  return whole && text ? `${head}: ${text.replace(/\.$/, "")}` : head;
}

// As much as fits. One change alone is always told with its sentence, which may end beyond the edge.
function toldText(found, fits) {
  if (found.length === 1) return `${happeningText(found[0], true)}.`;
  let text = "";
  for (const [most, whole] of DETAILS.filter(([most]) => most <= Math.max(1, Math.min(found.length, MOST_TOLD)))) {
    const parts = found.slice(0, most).map((one, at) => happeningText(one, at < whole, at ? at > whole && found[at - 1] : undefined));
    if (found.length > most) parts.push(`; and ${found.length - most} more`);
    text = `${parts.join("")}.`;
    if (fits(text)) break;
  }
  return text;
}

// `June 2025`, or the months or years of a longer step.
function barName({ first, last }) {
  if (first.slice(0, 7) === last.slice(0, 7)) return monthName(first);
  const [from, to] = [first, last].map((day) => Number(day.slice(0, 4)));
  if (first.slice(5, 7) !== "01" || last.slice(5, 7) !== "12") return `${monthName(first)} to ${monthName(last)}`;
  return from === to ? String(from) : `${from} to ${to}`;
}

function barWords(bar) {
  const side = (kind) => {
    const [count, strength, begun] = [bar[kind] || 0, bar[`${kind}_weight`] || 0, bar[`${kind}_begun`] || 0];
    const sum = `strength ${Number(strength.toFixed(1))} in all`;
    return count ? `${kind}: ${countWords(count, "relation", "relations")}, ${sum}, ${begun} began` : `${kind}: none`;
  };
  return [barName(bar), side("support"), side("tension")];
}

// The caption of a day: what happened on it, or last before it. `after` is the place of the frame from which on to tell.
function captionOf(moments, day, lines, fits, after) {
  const place = moments.placeOf(day);
  const frame = moments.frames[place];
  const old = moments.days[place] !== day;
  const head = `${dayName(isoDay(day))}:`;
  const found = place ? happenings(moments.frames, Math.min(place - 1, after ?? place), place, lines) : [];
  const lead = old && found.length ? `last change on ${dayName(frame.at)}: ` : "";
  const text = found.length ? toldText(found, (told) => fits(`${head} ${lead}${told}`)) : `${inForce(frame)}.`;
  return { head, text: lead + text, old };
}

// Of a map of changes; `free` if another day can be chosen.
function captionOfChanges(since, day, free) {
  const [from, to] = [since, day].sort((a, b) => a - b).map((end) => dayName(isoDay(end)));
  return { head: "Changes:", text: `${from} to ${to}.${free ? " Drag the handle to compare with another day." : ""}`, old: true };
}

function captionOfWhole([first, last]) {
  if (first === last) return { head: "One day:", text: `${dayName(isoDay(first))}.`, old: true };
  return { head: "Whole period:", text: `${dayName(isoDay(first))} to ${dayName(isoDay(last))}. Play it, or drag the handle to a day.`, old: true };
}
