// Unpacks deflated text (RFC 1951) at once, without waiting and without asking the network for anything:
// an exported file holds its scripts and shapes this way.
function faultlinesUnpack(text) {
  "use strict";
  const EXTRA = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
  const LENGTH = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
  const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
  const input = fromBase85();
  let output = new Uint8Array(input.length * 6);
  let size = 0;
  let at = 0;
  let held = 0;
  let count = 0;

  // Four bytes in five signs: all that can be printed but those that mean something to HTML, scripts or templates.
  function fromBase85() {
    const values = new Uint8Array(128);
    for (let code = 33, next = 0; code < 127; code += 1) {
      if (!"\"$&'<\\`{}".includes(String.fromCharCode(code))) values[code] = next++;
    }
    const whole = Math.ceil(text.length / 5) * 5;
    const bytes = new DataView(new ArrayBuffer((whole / 5) * 4));
    for (let i = 0; i < whole; i += 5) {
      let word = 0;
      for (let j = i; j < i + 5; j += 1) word = word * 85 + (j < text.length ? values[text.charCodeAt(j)] : 84);
      bytes.setUint32((i / 5) * 4, word);
    }
    return new Uint8Array(bytes.buffer, 0, bytes.byteLength - (whole - text.length));
  }

  function bits(wanted) {
    while (count < wanted) {
      held |= input[at++] << count;
      count += 8;
    }
    const value = held & ((1 << wanted) - 1);
    held >>>= wanted;
    count -= wanted;
    return value;
  }

  // Canonical code: how many codes there are of each length, and the symbols in the order of their codes.
  function tree(lengths) {
    const counts = new Uint16Array(16);
    for (const length of lengths) counts[length] += 1;
    counts[0] = 0;
    const starts = new Uint16Array(16);
    for (let i = 1; i < 16; i += 1) starts[i] = starts[i - 1] + counts[i - 1];
    const symbols = new Uint16Array(lengths.length);
    lengths.forEach((length, symbol) => {
      if (length) symbols[starts[length]++] = symbol;
    });
    return { counts, symbols };
  }

  function symbol({ counts, symbols }) {
    let code = 0;
    let first = 0;
    let index = 0;
    for (let length = 1; length < 16; length += 1) {
      code |= bits(1);
      const here = counts[length];
      if (code - first < here) return symbols[index + code - first];
      index += here;
      first = (first + here) << 1;
      code <<= 1;
    }
    throw new Error("The packed data is damaged.");
  }

  function room(more) {
    if (size + more <= output.length) return;
    const larger = new Uint8Array(Math.max(output.length * 2, size + more));
    larger.set(output);
    output = larger;
  }

  function stored() {
    at -= count >> 3;
    held = count = 0;
    const length = input[at] | (input[at + 1] << 8);
    at += 4;
    room(length);
    output.set(input.subarray(at, at + length), size);
    at += length;
    size += length;
  }

  function trees() {
    const literals = bits(5) + 257;
    const distances = bits(5) + 1;
    const codes = new Array(19).fill(0);
    for (let i = 0, n = bits(4) + 4; i < n; i += 1) codes[ORDER[i]] = bits(3);
    const code = tree(codes);
    const lengths = [];
    while (lengths.length < literals + distances) {
      const value = symbol(code);
      if (value < 16) lengths.push(value);
      else if (value === 16) lengths.push(...new Array(3 + bits(2)).fill(lengths[lengths.length - 1]));
      else lengths.push(...new Array(value === 17 ? 3 + bits(3) : 11 + bits(7)).fill(0));
    }
    return [tree(lengths.slice(0, literals)), tree(lengths.slice(literals))];
  }

  function fixedTrees() {
    const lengths = Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8));
    return [tree(lengths), tree(new Array(30).fill(5))];
  }

  function block(literals, distances) {
    for (;;) {
      const value = symbol(literals);
      if (value === 256) return;
      room(258);
      if (value < 256) {
        output[size++] = value;
        continue;
      }
      const length = LENGTH[value - 257] + bits(EXTRA[value - 257]);
      const far = symbol(distances);
      const extra = far < 2 ? 0 : (far >> 1) - 1;
      const distance = (far < 2 ? far + 1 : (2 + (far & 1)) * (1 << extra) + 1) + bits(extra);
      for (let i = 0; i < length; i += 1, size += 1) output[size] = output[size - distance];
    }
  }

  for (let last = 0; !last; ) {
    last = bits(1);
    const kind = bits(2);
    if (kind === 0) stored();
    else block(...(kind === 1 ? fixedTrees() : trees()));
  }
  return new TextDecoder().decode(output.subarray(0, size));
}
