// The names and codes of countries, the names of disputed areas, and which of them a text may mean.

const SHORT = 4; // a shorter name counts as the whole text only with its accents: Ý is Italy, Y is not

class Names {
  // `source` is the address of the index, the index itself, or nothing: then only the names on the map are known.
  constructor(source) {
    Object.assign(this, { source, areas: [], places: [], entries: null, index: null });
    if (typeof source === "object") this.index = source;
  }

  // Countries, and the disputed areas of the map.
  update(areas, places = []) {
    if (!changed(this, [areas, places].map((all) => all.map(({ key, name }) => [key, name])))) return;
    Object.assign(this, { areas, places });
    this.entries = null;
  }

  // Asked for once, when somebody is about to search; after a failure once more.
  load() {
    if (this.index || !this.source) return Promise.resolve();
    this.loading = this.loading || fetchIndex(this.source).then((index) => Object.assign(this, { index, entries: null }));
    return this.loading.catch(() => (this.loading = null));
  }

  // What a text may mean, the likeliest first, of two as likely the country: { key, name, match, place }, where `match`
  // is the other name or the code that was found, "" where the name on the map fits too, and `place` says that it is a disputed area.
  find(text, most) {
    const asked = { key: fold(text), umlauts: foldUmlauts(text), words: foldWords(text), plain: plainly(text) };
    if (!asked.key) return [];
    this.entries = this.entries || this._entries();
    const order = new Intl.Collator();
    const found = this.entries.map((country) => bestOf(country, asked)).filter(Boolean);
    found.sort((a, b) => a.rank - b.rank || a.place - b.place || a.foreign - b.foreign || a.length - b.length || order.compare(a.name, b.name));
    return found.slice(0, most).map(({ key, name, match, place }) => ({ key, name, match, place }));
  }

  // The same for a text that finds nothing: what it may be a slip for, the likeliest first.
  near(text, most) {
    const key = fold(text);
    const found = (this.entries || []).map((country) => ({ ...country, match: "", slips: Math.min(...country.names.map((entry) => slipsOf(entry.key, key))) }));
    return found.filter(({ slips }) => slips <= key.length / SHORT).sort((a, b) => a.slips - b.slips).slice(0, most);
  }

  _entries() {
    const { schemes = [], countries = {}, places = {} } = this.index || {};
    const entry = (key, name, names, codes, place) => {
      const known = [name, ...names.split("|").filter(Boolean)];
      return { key, name, names: known.map(entryOf), codes: codesOf(codes, schemes), place };
    };
    const states = this.areas.map(({ key, name }) => {
      const [codes = "", names = ""] = countries[key] || [`|${key}`];
      return entry(key, name, names, codes, false);
    });
    // An area that is all the land of a country is found as that country: in English, which the index begins with.
    const same = new Set(states.flatMap(({ names }) => names.slice(0, 2).map(({ key }) => key)));
    const areas = this.places.map(({ key, name }) => entry(key, name, places[key] || "", "", true));
    return [...states, ...areas.filter(({ names }) => !same.has(names[0].key))];
  }
}

// How many letters are more, less, others, or swapped with the next; 99 if more than one in four.
function slipsOf(name, key) {
  if (Math.abs(name.length - key.length) > key.length / SHORT) return 99;
  let before = [], last = [...Array(key.length + 1).keys()];
  for (let i = 1; i <= name.length; i++) {
    const now = [i];
    for (let j = 1; j <= key.length; j++) {
      now[j] = Math.min(last[j] + 1, now[j - 1] + 1, last[j - 1] + (name[i - 1] !== key[j - 1]));
      if (i > 1 && j > 1 && name[i - 1] === key[j - 2] && name[i - 2] === key[j - 1]) now[j] = Math.min(now[j], before[j - 2] + 1);
    }
    [before, last] = [last, now];
  }
  return last[key.length];
}

async function fetchIndex(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`The names did not load: ${answer.status}`);
  return answer.json();
}

function plainly(text) {
  return text.normalize("NFC").trim().toLowerCase();
}

function entryOf(text) {
  const words = foldWords(text).map((word) => SAME_WORD[word] ?? word).filter(Boolean);
  return { text, key: fold(text), umlauts: foldUmlauts(text), words, plain: plainly(text) };
}

// Code in small letters -> what to call it. The first three schemes are those of ISO.
function codesOf(text, schemes) {
  const found = new Map();
  text.split("|").forEach((codes, at) => {
    for (const code of codes.split(" ").filter(Boolean)) {
      if (!found.has(code.toLowerCase())) found.set(code.toLowerCase(), { text: `${schemes[at] || "ISO"} ${code}`, rank: at < 3 ? 0 : 0.5 });
    }
  });
  return found;
}

function bestOf({ key, name, names, codes, place }, asked) {
  const code = codes.get(asked.plain);
  const own = rankOf(names[0], asked) < 9;
  let best = code ? { key, name, place, rank: code.rank, foreign: 1, length: 9, match: code.text } : null;
  names.forEach((entry, at) => {
    const rank = rankOf(entry, asked);
    const foreign = at ? 1 : 0;
    const better = !best || rank < best.rank || (rank === best.rank && (foreign < best.foreign || (foreign === best.foreign && entry.key.length < best.length)));
    if (rank < 9 && better) best = { key, name, place, rank, foreign, length: entry.key.length, match: own || entry.key === names[0].key ? "" : entry.text };
  });
  return best;
}

// 0 the very name (0.5 a code that is not of ISO), 1 how it begins, 2 how its words begin, 3 a part of it, 9 something else.
function rankOf(entry, asked) {
  const alike = entry.key === asked.key || entry.umlauts === asked.key || entry.key === asked.umlauts;
  if (alike && (entry.key.length >= SHORT || entry.plain === asked.plain)) return 0;
  if (entry.key.startsWith(asked.key) || entry.umlauts.startsWith(asked.key)) return 1;
  if (asked.words.every((word) => beginsAWord(word, entry.words))) return 2;
  const enough = asked.key.length > 2 || /[^a-z]/.test(asked.key); // two signs of Chinese say more than two letters
  return enough && entry.key.includes(asked.key) ? 3 : 9;
}

function beginsAWord(word, words) {
  const same = SAME_WORD[word];
  return same === "" || words.some((other) => other.startsWith(word) || (same && other === same));
}
