// How a text is folded before it is compared: the same as in geo/names.py.

const LETTERS = { ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", æ: "ae", œ: "oe", ı: "i", ħ: "h", ə: "e", ß: "ss", ς: "σ",
  ی: "ي", ى: "ي", ک: "ك", ۀ: "ه", ہ: "ه", ھ: "ه", ة: "ه", ـ: "" };
const OTHER_LETTERS = new RegExp(`[${Object.keys(LETTERS).join("")}]`, "g");
// Modifier letters used as apostrophes, accents, points of Hebrew, vowel signs and hamza of Arabic; and punctuation
const LEFT_OUT = /[\u02b0-\u02ff\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f]|[^\p{L}\p{N}\p{M}]/gu;
const BETWEEN_WORDS = /[\s\-–,.()/&[\]:;'’]+/;
const UMLAUTS = { ä: "ae", ö: "oe", ü: "ue" };

// Ways to write a word inside a longer name, by how they are compared; "" does not count at all.
const SAME_WORD = { and: "", the: "", of: "", st: "saint", ste: "saint", rep: "republic", dem: "democratic", is: "islands",
  isl: "islands", isles: "islands", island: "islands", ter: "territory", terr: "territory" };

function fold(text) {
  const plain = text.normalize("NFKD").toLowerCase().normalize("NFKD");
  return plain.replace(OTHER_LETTERS, (letter) => LETTERS[letter]).replace(LEFT_OUT, "");
}

function foldUmlauts(text) {
  return fold(text.normalize("NFC").toLowerCase().replace(/[äöü]/g, (letter) => UMLAUTS[letter]));
}

function foldWords(text) {
  return text.split(BETWEEN_WORDS).map(fold).filter(Boolean);
}
