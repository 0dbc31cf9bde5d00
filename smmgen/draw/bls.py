"""BLS signatures on the curve BLS12-381, verified with plain numbers: for machines that `drand-verify` is not made for.

drand's scheme bls-unchained-g1-rfc9380: draft-irtf-cfrg-bls-signature with signatures in G1, and hashing to the curve
as of RFC 9380, suite BLS12381G1_XMD:SHA-256_SSWU_RO_. Everything here is public, so nothing has to take the same time.
It takes about a third of a second. The theme's `assets/draw/drand.js` does the same in the same order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import TypeVar

P = 0x1A0111EA397FE69A4B1BA7B6434BACD764774B84F38512BF6730D2A0F6B0F6241EABFFFEB153FFFFB9FEFFFFFFFFAAAB
"""How many elements the field has."""
ORDER = 0x73EDA753299D7D483339D80809A1D80553BDA402FFFE5BFEFFFFFFFF00000001
"""How many points the groups have."""
_LOOP = 0xD201000000010000
"""The parameter of the curve, without its sign."""
_GENERATOR = (
    "93e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e"
    "024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8"
)
_DOMAIN = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"
_A = 0x144698A3B8E9433D693A02C96D4982B0EA985383EE66A8D8E8981AEFD881AC98936F8DA0E0F97F5CF428082D584C1D
_B = 0x12E2908D11688030018B12E8753EEE3B2016C1F0F24F4070A0B9C14FCEF35EF55A23215A316CEAA5D1CC48E98E172BE0
_Z = 11
_KERNEL = (
    0x133341FB0962A34CB0504A9C4FADA0A5090D38679B4C040D5D1C3AFB023A3409FCC0815FEA66D8B02BBEF9C8B5A66E07,
    0x264908AF037BCEDE00D054CF5D4775E83EB6CF63C76B969F8ED174FB59FCFF78D201F46F6CFC4ED6552E59CE75177B0,
    0x1335C502C1F54C49ACEEA65E87FD7203BA0F626F305FC0CFD606A5DAE9F3C8E81A4B3B69600129FABD307C69BF319D39,
    0x94440F65F408A6E930E16E3E92DD17BF60D6E9679A8D3D58593DE55AC23703042D609537EB3549AAC234D896CA82944,
    0x4AFE09D5CF4956A23B6B71F59D2B3407B415A774B7BE81BBB6FA99CBC798E0AC98BA725A5BC328016B1C268B4766E85,
    1,
)
"""The polynomial, lowest coefficient first, whose roots are the x of the points that the map of RFC 9380, appendix E.2,
sends to infinity: the denominator of x there is its square."""

Element = tuple[int, int]
"""a + b·u with u² = −1: of the field with P² elements, or with b = 0 of the one with P."""
Point = tuple[Element, Element] | None
"""x and y with y² = x³ + 4, or of G2 y² = x³ + 4 + 4u; None is infinity."""
Polynomial = list[Element]
"""Six coefficients, of powers of w with w⁶ = 1 + u: of the field with P¹² elements."""
Raised = TypeVar("Raised")
_ONE: Polynomial = [(1, 0), *[(0, 0)] * 5]


def is_signed(message: bytes, signature: str, key: str) -> bool:
    """Whether the signature, 96 hexadecimal digits, is that of the message by the owner of the key, 192 of them."""
    point, public, generator = _g1(signature), _g2(key), _g2(_GENERATOR)
    if point is None or public is None or _times(point, ORDER) is not None:
        return False
    x, y = point
    return _is_one(_miller([((x, _scaled(y, -1)), generator), (_hashed(message), public)]))


# the fields


def _add(a: Element, b: Element) -> Element:
    return (a[0] + b[0]) % P, (a[1] + b[1]) % P


def _sub(a: Element, b: Element) -> Element:
    return (a[0] - b[0]) % P, (a[1] - b[1]) % P


def _mul(a: Element, b: Element) -> Element:
    return (a[0] * b[0] - a[1] * b[1]) % P, (a[0] * b[1] + a[1] * b[0]) % P


def _scaled(a: Element, by: int) -> Element:
    return a[0] * by % P, a[1] * by % P


def _inverse(a: Element) -> Element:
    norm = pow(a[0] * a[0] + a[1] * a[1], -1, P)
    return a[0] * norm % P, -a[1] * norm % P


def _root(a: int) -> int | None:
    found = pow(a, (P + 1) // 4, P)
    return found if found * found % P == a % P else None


def _roots(a: Element) -> Element | None:
    """A square root of the element."""
    norm = _root(a[0] * a[0] + a[1] * a[1])
    if norm is None:
        return None
    half = pow(2, -1, P)
    real = _root((a[0] + norm) * half) or _root((a[0] - norm) * half)
    if not real:
        return None
    found = real, a[1] * pow(2 * real, -1, P) % P
    return found if _mul(found, found) == a else None


def _raised(product: Callable[[Raised, Raised], Raised], one: Raised, base: Raised, by: int) -> Raised:
    result = one
    for bit in f"{by:b}":
        result = product(result, result)
        result = product(result, base) if bit == "1" else result
    return result


# points


def _slope(a: tuple[Element, Element], b: tuple[Element, Element]) -> Element:
    if a[0] == b[0]:
        return _mul(_scaled(_mul(a[0], a[0]), 3), _inverse(_scaled(a[1], 2)))
    return _mul(_sub(b[1], a[1]), _inverse(_sub(b[0], a[0])))


def _sum(a: Point, b: Point) -> Point:
    if a is None or b is None:
        return a or b
    if a[0] == b[0] and (a[1] != b[1] or a[1] == (0, 0)):
        return None
    steep = _slope(a, b)
    x = _sub(_sub(_mul(steep, steep), a[0]), b[0])
    return x, _sub(_mul(steep, _sub(a[0], x)), a[1])


def _times(point: Point, by: int) -> Point:
    return _raised(_sum, None, point, by)


def _g1(text: str) -> Point:
    """The point of 48 bytes, None where they are none."""
    x = _first(text)
    y = _root(x**3 + 4) if x is not None else None
    return None if x is None or y is None else ((x, 0), _signed((y, 0), text))


def _g2(text: str) -> Point:
    """The point of 96 bytes, None where they are none."""
    high, low = _first(text), int(text[96:], 16)
    if high is None or low >= P:
        return None
    x = low, high
    y = _roots(_add(_mul(_mul(x, x), x), (4, 4)))
    return None if y is None else (x, _signed(y, text))


def _first(text: str) -> int | None:
    """The number after three bits, which say: compressed, infinity, the larger y. None where no point begins so."""
    flags, number = int(text[:2], 16) >> 5, int(text[:96], 16) & (1 << 381) - 1
    return number if flags & 0b110 == 0b100 and number < P else None


def _signed(y: Element, text: str) -> Element:
    """The larger or the smaller one of y and −y."""
    is_large = (y[1] or y[0]) > (P - 1) // 2
    return y if is_large is bool(int(text[0], 16) & 2) else _scaled(y, -1)


# hashing to the curve


def _hashed(message: bytes) -> Point:
    one, other = (_mapped(number) for number in _numbers(message))
    return _times(_sum(one, other), _LOOP + 1)


def _numbers(message: bytes) -> Iterable[int]:
    domain = _DOMAIN + bytes([len(_DOMAIN)])
    first, last, blocks = sha256(bytes(64) + message + b"\x00\x80\x00" + domain).digest(), bytes(32), b""
    for number in range(1, 5):
        mixed = bytes(one ^ other for one, other in zip(first, last, strict=True))
        last = sha256(mixed + bytes([number]) + domain).digest()
        blocks += last
    return (int.from_bytes(blocks[at : at + 64], "big") % P for at in (0, 64))


def _mapped(u: int) -> Point:
    square = _Z * u * u % P
    both = (square * square + square) % P
    x = (-_B * pow(_A, -1, P) * (1 + pow(both, -1, P)) if both else _B * pow(_Z * _A, -1, P)) % P
    y = _root(x**3 + _A * x + _B)
    if y is None:  # then it is a square at the other x
        x = square * x % P
        y = _root(x**3 + _A * x + _B) or 0
    return _isogenous(x, y if y % 2 == u % 2 else P - y)


def _isogenous(x: int, y: int) -> Point:
    """By Vélu's formulas: x and y from the sums of 1 ÷ (x − root), and of its square and its cube, over the kernel."""
    value = [0, 0, 0, 0]  # of the polynomial and its derivatives
    for coefficient in reversed(_KERNEL):
        value = [
            (value[0] * x + coefficient) % P,
            *((value[order] * x + order * value[order - 1]) % P for order in (1, 2, 3)),
        ]
    by = pow(value[0], -1, P)
    a, b, c = (one * by % P for one in value[1:])
    squares, cubes = a * a - b, (2 * a**3 - 3 * a * b + c) * pow(2, -1, P)
    right, steep = x**3 + _A * x + _B, 6 * x * x + 2 * _A
    new = 11 * x + 2 * _KERNEL[4] - steep * a + 4 * right * squares
    change = 11 - 12 * x * a + 3 * steep * squares - 8 * right * cubes
    scale = pow(11, -1, P)
    return (new * scale**2 % P, 0), (y * change * scale**3 % P, 0)


# the pairing


def _product(a: Polynomial, b: Polynomial) -> Polynomial:
    real, imaginary = [0] * 12, [0] * 12
    for i, (one, other) in enumerate(a):
        if one or other:
            for j, (re, im) in enumerate(b, i):
                real[j] += one * re - other * im
                imaginary[j] += one * im + other * re
    return [
        ((real[i] + real[i + 6] - imaginary[i + 6]) % P, (imaginary[i] + real[i + 6] + imaginary[i + 6]) % P)
        for i in range(6)
    ]


def _miller(pairs: list[tuple[Point, Point]]) -> Polynomial:
    """The product of the pairings of a point of G1 and one of G2 each, up to the last power."""
    result, known = _ONE, [(p, q) for p, q in pairs if p and q]
    at = [q for _, q in known]
    for bit in f"{_LOOP:b}"[1:]:
        result = _product(result, result)
        for i, (p, q) in enumerate(known):
            for other in (at[i], q) if bit == "1" else (at[i],):
                result = _product(_line(p, at[i], other), result)
                at[i] = _sum(at[i], other) or q
    return result


def _line(p: tuple[Element, Element], a: tuple[Element, Element], b: tuple[Element, Element]) -> Polynomial:
    """The line through two points of G2, at a point of G1."""
    steep, none = _slope(a, b), (0, 0)
    return [_sub(_mul(steep, a[0]), a[1]), none, _scaled(steep, -p[0][0]), p[1], none, none]


def _is_one(value: Polynomial) -> bool:
    """Whether the last power, (P¹² − 1) ÷ ORDER, is one. It is P⁶ − 1 times a rest. To raise to the P⁶th power is to
    negate the odd coefficients: so these are zero in the power of the rest exactly when the whole is one."""
    turn = _raised(_mul, (1, 0), (1, 1), (P * P - 1) // 6)  # w to the power of P² − 1
    turned = [_mul(one, _raised(_mul, (1, 0), turn, power)) for power, one in enumerate(value)]
    result = _raised(_product, _ONE, _product(turned, value), (P**4 - P * P + 1) // ORDER)
    return any(one != (0, 0) for one in result) and all(one == (0, 0) for one in result[1::2])
