// Bytes, and SHA-256 written out: pages that are opened as files, or over http, may have no crypto.subtle.
"use strict";
const smmDraw = (() => {
  const utf8 = text => new TextEncoder().encode(text);
  const hex = bytes => Array.from(bytes, byte => byte.toString(16).padStart(2, "0")).join("");
  const bytesOf = text => Uint8Array.from(text.match(/../g) || [], two => parseInt(two, 16));
  const joined = (...parts) => {
    const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) { all.set(part, at); at += part.length; }
    return all;
  };

  const primes = count => {
    const found = [];
    for (let n = 2; found.length < count; n++) if (found.every(prime => n % prime)) found.push(n);
    return found;
  };
  const fraction = value => Math.floor((value - Math.floor(value)) * 4294967296) | 0;
  const START = primes(8).map(prime => fraction(Math.sqrt(prime)));
  const ROUNDS = primes(64).map(prime => fraction(Math.cbrt(prime)));
  const turned = (word, by) => (word >>> by) | (word << (32 - by));

  function sha256(data) {
    const length = data.length, padded = new Uint8Array(((length + 8 >> 6) + 1) * 64);
    padded.set(data);
    padded[length] = 0x80;
    const view = new DataView(padded.buffer);
    view.setUint32(padded.length - 8, Math.floor(length / 0x20000000));
    view.setUint32(padded.length - 4, length << 3);
    const state = START.slice(), words = new Int32Array(64);
    for (let at = 0; at < padded.length; at += 64) {
      for (let i = 0; i < 16; i++) words[i] = view.getInt32(at + 4 * i);
      for (let i = 16; i < 64; i++) {
        const a = words[i - 15], b = words[i - 2];
        const s0 = turned(a, 7) ^ turned(a, 18) ^ (a >>> 3), s1 = turned(b, 17) ^ turned(b, 19) ^ (b >>> 10);
        words[i] = words[i - 16] + s0 + words[i - 7] + s1 | 0;
      }
      let [a, b, c, d, e, f, g, h] = state;
      for (let i = 0; i < 64; i++) {
        const s1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25), choice = (e & f) ^ (~e & g);
        const first = h + s1 + choice + ROUNDS[i] + words[i] | 0;
        const s0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22), most = (a & b) ^ (a & c) ^ (b & c);
        [h, g, f, e, d, c, b, a] = [g, f, e, d + first | 0, c, b, a, first + (s0 + most | 0) | 0];
      }
      [a, b, c, d, e, f, g, h].forEach((word, i) => { state[i] = state[i] + word | 0; });
    }
    const out = new DataView(new ArrayBuffer(32));
    state.forEach((word, i) => out.setInt32(4 * i, word));
    return new Uint8Array(out.buffer);
  }

  return {bytesOf, hex, joined, sha256, utf8};
})();
