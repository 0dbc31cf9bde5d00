// Verifies a signature of drand's network quicknet: BLS on the curve BLS12-381, as of the draft
// draft-irtf-cfrg-bls-signature (scheme bls-unchained-g1-rfc9380), with hashing to the curve as of RFC 9380.
// Plain arithmetic on public numbers: nothing here is secret, so nothing has to take the same time.
"use strict";
(() => {
  const {bytesOf, joined, sha256, utf8} = smmDraw;
  const P = 0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaabn;
  const ORDER = 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n;
  const LOOP = 0xd201000000010000n;  // of the pairing: the curve's parameter without its sign
  const KEY = "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a";
  const GENERATOR = "93e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8";
  const DOMAIN = "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";

  // Numbers modulo P

  const mod = (a, by = P) => { const rest = a % by; return rest < 0n ? rest + by : rest; };
  const raised = (product, one, base, by) => {
    let result = one;
    for (; by; by >>= 1n, base = product(base, base)) if (by & 1n) result = product(result, base);
    return result;
  };
  const inverse = a => {
    let [low, high, x, y] = [mod(a), P, 1n, 0n];
    while (low > 1n) { const times = high / low; [low, high, x, y] = [high - times * low, low, y - times * x, x]; }
    return mod(x);
  };
  const root = a => { const found = raised((b, c) => b * c % P, 1n, mod(a), (P + 1n) / 4n); return found * found % P === mod(a) ? found : null; };

  // The field with P elements, and the one with P² elements, a + b·u with u² = −1

  const F1 = {
    add: (a, b) => mod(a + b), sub: (a, b) => mod(a - b), mul: (a, b) => mod(a * b), inv: inverse, root,
    scaled: (a, by) => mod(a * by), is: (a, b) => a === b, isZero: a => a === 0n, curve: 4n, neg: a => mod(-a),
    isLarge: a => a > (P - 1n) / 2n,
  };
  const F2 = {
    add: (a, b) => [mod(a[0] + b[0]), mod(a[1] + b[1])],
    sub: (a, b) => [mod(a[0] - b[0]), mod(a[1] - b[1])],
    mul: (a, b) => [mod(a[0] * b[0] - a[1] * b[1]), mod(a[0] * b[1] + a[1] * b[0])],
    inv: a => { const norm = inverse(a[0] * a[0] + a[1] * a[1]); return [mod(a[0] * norm), mod(-a[1] * norm)]; },
    scaled: (a, by) => [mod(a[0] * by), mod(a[1] * by)],
    is: (a, b) => a[0] === b[0] && a[1] === b[1],
    isZero: a => !a[0] && !a[1],
    neg: a => [mod(-a[0]), mod(-a[1])],
    isLarge: a => F1.isLarge(a[1] || a[0]),
    curve: [4n, 4n],
    root: a => {
      const norm = root(a[0] * a[0] + a[1] * a[1]);
      if (norm === null) return null;
      const half = inverse(2n), real = root((a[0] + norm) * half) || root((a[0] - norm) * half);
      if (!real) return null;
      const found = [real, mod(a[1] * inverse(2n * real))];
      return F2.is(F2.mul(found, found), a) ? found : null;
    },
  };

  // Points [x, y] of the curve y² = x³ + curve, null for infinity

  const slope = (F, a, b) => F.is(a[0], b[0])
    ? F.mul(F.scaled(F.mul(a[0], a[0]), 3n), F.inv(F.scaled(a[1], 2n)))
    : F.mul(F.sub(b[1], a[1]), F.inv(F.sub(b[0], a[0])));

  function sum(F, a, b) {
    if (!a || !b) return a || b;
    if (F.is(a[0], b[0]) && (!F.is(a[1], b[1]) || F.isZero(a[1]))) return null;
    const steep = slope(F, a, b), x = F.sub(F.sub(F.mul(steep, steep), a[0]), b[0]);
    return [x, F.sub(F.mul(steep, F.sub(a[0], x)), a[1])];
  }
  function times(F, point, by) {
    let result = null;
    for (let at = point; by; by >>= 1n, at = sum(F, at, at)) if (by & 1n) result = sum(F, result, at);
    return result;
  }

  // A point of 48 or 96 bytes, of which the first three bits say: compressed, infinity, the larger y. Null for none.
  function pointOf(F, text) {
    const number = part => BigInt("0x" + part), flags = parseInt(text.slice(0, 2), 16) >> 5;
    const first = number(text.slice(0, 96)) & ((1n << 381n) - 1n), x = F === F1 ? first : [number(text.slice(96)), first];
    if (!(flags & 4) || flags & 2 || first >= P || (F === F2 && x[0] >= P)) return null;
    const y = F.root(F.add(F.mul(F.mul(x, x), x), F.curve));
    if (y === null) return null;
    return [x, F.isLarge(y) === Boolean(flags & 1) ? y : F.neg(y)];
  }

  // Hashing to the curve: RFC 9380, suite BLS12381G1_XMD:SHA-256_SSWU_RO_

  const A = 0x144698a3b8e9433d693a02c96d4982b0ea985383ee66a8d8e8981aefd881ac98936f8da0e0f97f5cf428082d584c1dn;
  const B = 0x12e2908d11688030018b12e8753eee3b2016c1f0f24f4070a0b9c14fcef35ef55a23215a316ceaa5d1cc48e98e172be0n;
  const Z = 11n;
  // The polynomial whose roots are the x of the eleven points that the map from y² = x³ + Ax + B sends to infinity,
  // the lowest coefficient first: the denominator of x in appendix E.2 is its square.
  const KERNEL = [
    0x133341fb0962a34cb0504a9c4fada0a5090d38679b4c040d5d1c3afb023a3409fcc0815fea66d8b02bbef9c8b5a66e07n,
    0x264908af037bcede00d054cf5d4775e83eb6cf63c76b969f8ed174fb59fcff78d201f46f6cfc4ed6552e59ce75177b0n,
    0x1335c502c1f54c49aceea65e87fd7203ba0f626f305fc0cfd606a5dae9f3c8e81a4b3b69600129fabd307c69bf319d39n,
    0x94440f65f408a6e930e16e3e92dd17bf60d6e9679a8d3d58593de55ac23703042d609537eb3549aac234d896ca82944n,
    0x4afe09d5cf4956a23b6b71f59d2b3407b415a774b7be81bbb6fa99cbc798e0ac98ba725a5bc328016b1c268b4766e85n,
    1n,
  ];

  function numbersOf(message) {
    const domain = joined(utf8(DOMAIN), [DOMAIN.length]);
    const first = sha256(joined(new Uint8Array(64), message, [0, 128, 0], domain)), blocks = [];
    for (let i = 1, last = new Uint8Array(32); i <= 4; i++) {
      last = sha256(joined(first.map((byte, at) => byte ^ last[at]), [i], domain));
      blocks.push(smmDraw.hex(last));
    }
    return [mod(BigInt("0x" + blocks[0] + blocks[1])), mod(BigInt("0x" + blocks[2] + blocks[3]))];
  }

  function mapped(u) {
    const square = mod(Z * u * u), both = mod(square * square + square);
    const one = both ? mod(-B * inverse(A) * (1n + inverse(both))) : mod(B * inverse(Z * A));
    const right = x => mod((x * x + A) * x + B);
    const y = root(right(one)), x = y === null ? mod(square * one) : one;
    const found = y === null ? root(right(x)) : y;
    return isogenous(x, (found ^ u) & 1n ? P - found : found);
  }

  // By Vélu's formulas: x and y from the sums of 1 ÷ (x − root), and of its square and cube, over the kernel.
  function isogenous(x, y) {
    const value = KERNEL.map(() => 0n);  // of the polynomial and its derivatives
    for (let i = 5; i >= 0; i--) {
      for (let order = 3; order > 0; order--) value[order] = mod(value[order] * x + BigInt(order) * value[order - 1]);
      value[0] = mod(value[0] * x + KERNEL[i]);
    }
    const by = inverse(value[0]), [a, b, c] = [1, 2, 3].map(order => mod(value[order] * by));
    const squares = mod(a * a - b), cubes = mod((2n * a * a * a - 3n * a * b + c) * inverse(2n));
    const right = mod((x * x + A) * x + B), steep = mod(6n * x * x + 2n * A);
    const newX = mod(11n * x + 2n * KERNEL[4] - steep * a + 4n * right * squares);
    const change = mod(11n - 12n * x * a + 3n * steep * squares - 8n * right * cubes);
    const scale = inverse(11n);
    return [mod(newX * scale * scale), mod(y * change * scale * scale * scale)];
  }

  function hashed(message) {
    const [one, other] = numbersOf(message).map(mapped);
    return times(F1, sum(F1, one, other), LOOP + 1n);
  }

  // The pairing, in the field with P¹² elements: six of P² as a polynomial of w, with w⁶ = 1 + u

  const ONE = [[1n, 0n], ...Array(5).fill([0n, 0n])];
  function product(a, b) {
    const sums = Array.from({length: 11}, () => [0n, 0n]);
    a.forEach((one, i) => {
      if (F2.isZero(one)) return;
      b.forEach((other, j) => {
        sums[i + j][0] += one[0] * other[0] - one[1] * other[1];
        sums[i + j][1] += one[0] * other[1] + one[1] * other[0];
      });
    });
    return ONE.map((_, i) => {
      const [low, high] = [sums[i], sums[i + 6] || [0n, 0n]];
      return [mod(low[0] + high[0] - high[1]), mod(low[1] + high[0] + high[1])];
    });
  }

  // The product of the pairings of each [point of F1, point of F2], up to the last power.
  function miller(pairs) {
    let result = ONE;
    const at = pairs.map(([, q]) => q);
    const line = (i, other) => {
      const [[x, y]] = pairs[i], steep = slope(F2, at[i], other);
      const free = F2.sub(F2.mul(steep, at[i][0]), at[i][1]);
      result = product([free, [0n, 0n], F2.scaled(steep, P - x), [y, 0n], [0n, 0n], [0n, 0n]], result);
      at[i] = sum(F2, at[i], other);
    };
    for (const bit of LOOP.toString(2).slice(1)) {
      result = product(result, result);
      pairs.forEach((_, i) => line(i, at[i]));
      if (bit === "1") pairs.forEach(([, q], i) => line(i, q));
    }
    return result;
  }

  // Whether the last power, (P¹² − 1) ÷ ORDER, is one. It is (P⁶ − 1) times a rest: to the P⁶th power means to negate
  // the odd coefficients of w, so it is one exactly when these are zero in the power of the rest.
  function isOne(value) {
    const turn = raised(F2.mul, [1n, 0n], [1n, 1n], (P * P - 1n) / 6n), turns = [[1n, 0n]];  // w to the power of P² − 1
    while (turns.length < 6) turns.push(F2.mul(turns[turns.length - 1], turn));
    const base = product(value.map((one, i) => F2.mul(one, turns[i])), value);
    const result = raised(product, ONE, base, (P ** 4n - P * P + 1n) / ORDER);
    return result.every((one, i) => i % 2 === 0 || F2.isZero(one)) && !result.every(F2.isZero);
  }

  // Whether this is quicknet's signature, 96 hexadecimal digits, of the round with this number.
  smmDraw.isSigned = (round, signature) => {
    const point = pointOf(F1, signature);
    if (!point || times(F1, point, ORDER)) return false;
    const message = sha256(bytesOf(BigInt(round).toString(16).padStart(16, "0")));
    const negated = [point[0], F1.neg(point[1])];
    return isOne(miller([[negated, pointOf(F2, GENERATOR)], [hashed(message), pointOf(F2, KEY)]]));
  };
})();
