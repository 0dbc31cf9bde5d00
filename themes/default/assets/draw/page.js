// Computes a draw again from the files in this page, step by step as of docs/reference/draw.md. It calls no network.
"use strict";
(() => {
  const {bytesOf, hex, isSigned, joined, sha256, utf8} = smmDraw;
  const CHAIN = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971";
  const GENESIS = 1692803367, PERIOD = 3, VERSION = "smm-draw-1", MOST = 50000;
  const HASH = /^[0-9a-f]{64}$/, SIGNATURE = /^[0-9a-f]{96}$/;

  // The draw

  const leafOf = (nonce, id) => hex(sha256(joined([0], nonce, utf8(id.trim().normalize("NFC")))));

  function rootOf(leaves) {
    let row = leaves.map(bytesOf);
    while (row.length > 1) {
      const above = [];
      for (let i = 0; i + 1 < row.length; i += 2) above.push(sha256(joined([1], row[i], row[i + 1])));
      if (row.length % 2) above.push(row[row.length - 1]);
      row = above;
    }
    return hex(row[0]);
  }

  function orderOf(seed, count) {
    const order = Array.from({length: count}, (_, i) => i), range = 1n << 256n;
    let next = 0;
    const number = () => {
      const counter = new DataView(new ArrayBuffer(8));
      counter.setUint32(4, next++);
      return BigInt("0x" + hex(sha256(joined(seed, new Uint8Array(counter.buffer)))));
    };
    for (let i = count - 1; i > 0; i--) {
      const bound = BigInt(i + 1), complete = range - range % bound;
      let drawn = number();
      while (drawn >= complete) drawn = number();
      const j = Number(drawn % bound);
      [order[i], order[j]] = [order[j], order[i]];
    }
    return order;
  }

  // The files

  const FIELDS = {
    "entries.json": {format: "text", contest: "text", terms: "hash", chain: "hash", round: "number", winners: "number", reserve: "number", count: "number", root: "hash", leaves: "hashes"},
    "draw.json": {format: "text", contest: "text", root: "hash", chain: "hash", round: "number", signature: "signature", randomness: "hash", order: "numbers", winners: "hashes", reserve: "hashes"},
  };
  const isNumber = value => Number.isSafeInteger(value) && value >= 0;
  const isHash = value => typeof value === "string" && HASH.test(value);
  const IS = {
    text: value => typeof value === "string",
    number: isNumber,
    hash: isHash,
    signature: value => typeof value === "string" && SIGNATURE.test(value),
    hashes: value => Array.isArray(value) && value.length <= MOST && value.every(isHash),
    numbers: value => Array.isArray(value) && value.length <= MOST && value.every(isNumber),
  };

  // The record, or null where the bytes are not those of one.
  function read(name, text) {
    try {
      const found = JSON.parse(text), fields = FIELDS[name];
      const isWhole = Object.keys(found).join() === Object.keys(fields).join();
      const isRight = isWhole && Object.entries(fields).every(([field, kind]) => IS[kind](found[field]));
      return isRight && found.format === VERSION && JSON.stringify(found, null, 2) + "\n" === text ? found : null;
    } catch {
      return null;
    }
  }

  // The steps: each has a name in words, and what is there and what should be where it is wrong

  function* stepsOf(files) {
    const entries = read("entries.json", files["entries.json"]);
    yield ["step_entries", entries && entries.leaves.length > 0];
    if (!entries || !entries.leaves.length) return;
    const terms = hex(sha256(utf8(files["terms.json"])));
    yield ["step_terms", terms === entries.terms, terms, entries.terms];
    yield ["step_promise", ...promised(files["terms.json"], entries)];
    yield ["step_sorted", entries.leaves.every((leaf, i) => !i || entries.leaves[i - 1] < leaf) && entries.leaves.length === entries.count, entries.leaves.length, entries.count];
    const root = rootOf(entries.leaves);
    yield ["step_root", root === entries.root, root, entries.root];
    yield ["step_chain", entries.chain === CHAIN, entries.chain, CHAIN];
    if (!files["draw.json"]) return;
    const draw = read("draw.json", files["draw.json"]);
    yield ["step_draw", draw];
    if (!draw) return;
    const same = ["contest", "root", "chain", "round"].filter(name => draw[name] !== entries[name]);
    yield ["step_same", !same.length, same.map(name => draw[name]).join(", "), same.map(name => entries[name]).join(", ")];
    yield ["step_signature", isSigned(entries.round, draw.signature)];
    const randomness = sha256(bytesOf(draw.signature));
    yield ["step_randomness", hex(randomness) === draw.randomness, draw.randomness, hex(randomness)];
    const seed = sha256(joined(utf8(VERSION), utf8(entries.contest), bytesOf(root), randomness));
    const order = orderOf(seed, entries.leaves.length);
    yield ["step_order", order.join() === draw.order.join(), draw.order.slice(0, 20).join(", "), order.slice(0, 20).join(", ")];
    const heads = order.slice(0, entries.winners + entries.reserve).map(i => entries.leaves[i]);
    const stated = [...draw.winners, ...draw.reserve], isCut = draw.winners.length === Math.min(entries.winners, heads.length);
    const at = heads.findIndex((leaf, i) => leaf !== stated[i]);
    yield ["step_winners", heads.join() === stated.join() && isCut, at < 0 ? stated.length : stated[at], at < 0 ? heads.length : heads[at]];
  }

  // What the terms say of the draw: whether the round is the one at its time, and winners and reserve are as many.
  function promised(text, entries) {
    try {
      const terms = JSON.parse(text);
      const round = Math.max(0, Math.ceil((Date.parse(terms.draw.at) / 1000 - GENESIS) / PERIOD)) + 1;
      const winners = terms.prizes.reduce((sum, prize) => sum + prize.count, 0);
      const now = [entries.contest, entries.round, entries.winners, entries.reserve].join(", ");
      const wanted = [terms.contest, round, winners, terms.reserve || 0].join(", ");
      return [now === wanted, now, wanted];
    } catch {
      return [false];
    }
  }

  // The page

  const {files, words} = JSON.parse(document.getElementById("draw-data").textContent);
  const $ = id => document.getElementById(id);
  const element = (name, className, text) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  };

  async function show() {
    let wrong = 0;
    for (const [name, isRight, here, wanted] of stepsOf(files)) {
      await new Promise(done => setTimeout(done));  // so that each step is seen when it is done
      const item = element("li", isRight ? "ok" : "bad");
      item.dataset.step = name;
      item.append(element("span", "mark", isRight ? "✓" : "✗"), element("span", "", words[name]));
      item.lastChild.prepend(Object.assign(element("span", "vh"), {textContent: `${isRight ? words.right : words.wrong}: `}));
      if (!isRight && here !== undefined) item.append(element("span", "more", `${words.here}: ${here}. ${words.wanted}: ${wanted}`));
      $("steps").append(item);
      wrong += isRight ? 0 : 1;
    }
    const draw = files["draw.json"] && read("draw.json", files["draw.json"]);
    $("verdict").className = `verdict ${wrong ? "bad" : "ok"}`;
    $("verdict").textContent = wrong ? words.verdict_wrong : draw ? words.verdict_right : words.verdict_fixed;
    $("verdict").hidden = false;
    document.body.dataset.wrong = wrong;
    if (draw && !wrong) showPlaces(draw);
  }

  function showPlaces(draw) {
    [...draw.winners, ...draw.reserve].forEach((leaf, i) => {
      const item = element("li");
      item.dataset.leaf = leaf;
      const isWinner = i < draw.winners.length;
      item.append(element("span", "place", i + 1), element("span", `pill ${isWinner ? "ready" : ""}`, isWinner ? words.wins : words.in_reserve), element("code", "", leaf));
      $("places").append(item);
    });
    $("result").hidden = false;
  }

  function find(event) {
    event.preventDefault();
    const form = new FormData(event.target), nonce = form.get("nonce").trim().toLowerCase();
    const say = (tone, text) => { $("found").className = `proof-found ${tone}`; $("found").textContent = text; };
    document.querySelectorAll(".mine").forEach(item => item.classList.remove("mine"));
    if (!/^[0-9a-f]{32}$/.test(nonce)) return say("bad", words.bad_nonce);
    const leaf = leafOf(bytesOf(nonce), form.get("id")), entries = read("entries.json", files["entries.json"]);
    const index = entries ? entries.leaves.indexOf(leaf) : -1;
    if (index < 0) return say("bad", `${words.not_found} ${leaf}`);
    const draw = files["draw.json"] && read("draw.json", files["draw.json"]);
    if (!draw) return say("ok", `${words.found} ${leaf}`);
    const place = draw.order.indexOf(index) + 1, won = place <= draw.winners.length;
    const item = document.querySelector(`[data-leaf="${leaf}"]`);
    if (item) item.classList.add("mine");
    const said = won ? words.found_wins : place <= draw.winners.length + draw.reserve.length ? words.found_reserve : words.found_place;
    say("ok", `${said.replace("{place}", place)} ${leaf}`);
  }

  show();
  $("find").addEventListener("submit", find);
})();
