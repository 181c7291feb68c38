"""Values of exp, log and 1 - exp(-x) ("sat") from Python's decimal module for
tests/unit/test_elementary.c; and the coefficients of
lib/math/elementary_text.h.

    elementary.py table              prints elementary.tsv
    elementary.py coefficients       prints the coefficients
    elementary.py check TSV HEADER   whether these hold both (prints TAP)

A line of the table: function, bits of x, bits of the double that is nearest to
the value, and what remains of the value, in millionths of that double's last
place (ulp). Bits, as no locale changes how they are read.
"""

from __future__ import annotations

import math
import random
import struct
import sys
from collections.abc import Callable
from decimal import Decimal, getcontext, localcontext
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "headers"))

from tap import Tap  # noqa: E402

getcontext().prec = 60
LOG_TWO = Decimal(2).ln()
EACH = 250  # points of a kind


# ---- the table ----


def bits_of(x: float) -> int:
    return struct.unpack(">Q", struct.pack(">d", x))[0]


def from_bits(bits: int) -> float:
    return struct.unpack(">d", struct.pack(">Q", bits))[0]


def line(name: str, x: float, value: Decimal) -> str:
    nearest = float(value)
    # A value just under a power of two has the finer places below it.
    below = abs(value) < abs(Decimal(nearest))
    place = math.ulp(math.nextafter(nearest, 0.0) if below else nearest)
    rest = (value - Decimal(nearest)) / Decimal(place)
    return f"{name}\t{bits_of(x):016x}\t{bits_of(nearest):016x}\t{round(rest * 10**6)}"


def around(x: float, steps: int = 2) -> list[float]:
    """x and its neighbours."""
    return [from_bits(bits_of(x) + i) for i in range(-steps, steps + 1)]


def exp_points(dice: random.Random) -> list[float]:
    points = [dice.uniform(-745.13, 709.78) for _ in range(3 * EACH)]
    points += [dice.uniform(-745.13, -708.0) for _ in range(EACH)]
    points += [dice.uniform(-4, 4) for _ in range(3 * EACH)]
    for sign in (1, -1):
        points += [
            sign * math.ldexp(dice.uniform(1, 2), dice.randint(-1074, -2))
            for _ in range(EACH // 2)
        ]
        points += [sign * math.ldexp(1.0, k) for k in range(-60, 10)]
    for _ in range(EACH):  # where e^x is near a power of two, or k changes
        points += [float(dice.randint(-2148, 2046) * LOG_TWO / 2)]
    # The worst of 30 million random points, and the ends.
    points += [float.fromhex("0x1.2ce607f136978p+6")]
    points += [float.fromhex("-0x1.625d7ca0baf71p+9")]
    for end in (709.782712893384, -745.1332191019411, -708.3964185322641):
        points += around(end)
    return [x for x in points if -745.1332191019412 < x <= 709.782712893384]


def sat_points(dice: random.Random) -> list[float]:
    points = [dice.uniform(0, 4) for _ in range(2 * EACH)]
    points += [dice.uniform(0, 70) for _ in range(EACH)]
    points += [math.ldexp(dice.uniform(1, 2), dice.randint(-1000, 0)) for _ in range(EACH)]
    points += [float(i * LOG_TWO / 2) for i in range(1, 190)]
    return points


def two_points(dice: random.Random) -> list[float]:
    points = [dice.uniform(-1020, 1020) for _ in range(2 * EACH)]
    points += [dice.uniform(-2, 2) for _ in range(2 * EACH)]
    points += [dice.randint(-1020, 1019) + 0.5 + dice.uniform(-1e-3, 1e-3) for _ in range(EACH)]
    points += [
        sign * math.ldexp(dice.uniform(1, 2), dice.randint(-60, -2))
        for sign in (1, -1)
        for _ in range(EACH // 2)
    ]
    return points


def saturation(x: Decimal) -> Decimal:
    with localcontext() as context:
        context.prec = 400  # 1 - (1 - 1e-300) keeps 100
        return 1 - (-x).exp()


def log_points(dice: random.Random) -> list[float]:
    top = bits_of(math.inf)
    points = [from_bits(dice.randrange(1, top)) for _ in range(3 * EACH)]
    points += [dice.uniform(0.5, 2) for _ in range(3 * EACH)]
    points += [from_bits(dice.getrandbits(dice.randint(1, 52))) for _ in range(EACH)]
    for sign in (1, -1):
        points += [1 + sign * 2.0**-k * dice.uniform(1, 2) for k in range(3, 54)]
    for _ in range(EACH // 4):
        points += around(math.ldexp(1.0, dice.randint(-1022, 1023)))
        points += around(math.ldexp(math.sqrt(0.5), dice.randint(-1021, 1023)))
    points += around(float.fromhex("0x1.68d5acc134ab7p-1"))  # the worst, as above
    points += around(1.0, 20) + around(math.sqrt(0.5)) + around(math.sqrt(2))
    points += [from_bits(1), from_bits(2), from_bits(top - 1), from_bits(top - 2)]
    return [x for x in points if 0 < x < math.inf and x != 1]


def table() -> list[str]:
    dice = random.Random(1)
    lines = [line("exp", x, Decimal(x).exp()) for x in exp_points(dice)]
    lines += [line("log", x, Decimal(x).ln()) for x in log_points(dice)]
    lines += [line("sat", x, saturation(Decimal(x))) for x in sat_points(dice)]
    log_two = Decimal(2).ln()
    return lines + [line("two", x, (Decimal(x) * log_two).exp()) for x in two_points(dice)]


# ---- coefficients ----


def solve(rows: list[list[Decimal]]) -> list[Decimal]:
    """Gauss and Jordan's elimination; the last column is the right side."""
    for i in range(len(rows)):
        best = max(range(i, len(rows)), key=lambda k: abs(rows[k][i]))
        rows[i], rows[best] = rows[best], rows[i]
        rows[i] = [x / rows[i][i] for x in rows[i]]
        for k in range(len(rows)):
            if k != i:
                factor = rows[k][i]
                rows[k] = [x - factor * y for x, y in zip(rows[k], rows[i])]
    return [row[-1] for row in rows]


def polynomial(coefficients: list[Decimal], x: Decimal) -> Decimal:
    total = Decimal(0)
    for coefficient in reversed(coefficients):
        total = total * x + coefficient
    return total


def peaks(errors: list[Decimal]) -> list[int]:
    """The largest error between each two changes of sign."""
    found, start = [], 0
    for i in range(1, len(errors) + 1):
        if i == len(errors) or (errors[i] > 0) != (errors[start] > 0):
            found.append(max(range(start, i), key=lambda k: abs(errors[k])))
            start = i
    return found


def minimax(
    function: Callable[[Decimal], Decimal],
    weight: Callable[[Decimal], Decimal],
    low: Decimal,
    high: Decimal,
    count: int,
) -> list[Decimal]:
    """Coefficients with the smallest largest weighted error, by Remez's
    exchange on a grid."""
    grid = 4000
    xs = [low + (high - low) * (2 * i + 1) / (2 * grid) for i in range(grid)]
    values, weights = [function(x) for x in xs], [weight(x) for x in xs]
    angles = [math.pi * (i + 0.5) / (count + 1) for i in range(count + 1)]
    points = [int(grid * (1 - math.cos(angle)) / 2) for angle in angles]
    coefficients: list[Decimal] = []
    for _ in range(6):
        rows = [
            [*(weights[i] * xs[i] ** j for j in range(count))]
            + [Decimal((-1) ** n), weights[i] * values[i]]
            for n, i in enumerate(points)
        ]
        coefficients = solve(rows)[:count]
        points = peaks(
            [w * (polynomial(coefficients, x) - v) for x, v, w in zip(xs, values, weights)]
        )
        assert len(points) == count + 1
    return coefficients


def exp_coefficients() -> list[Decimal]:
    """(e^r - 1 - r) / r^2 for |r| <= ln 2 / 2: relative error of e^r 4e-18."""
    return minimax(
        lambda r: (r.exp() - 1 - r) / r**2,
        lambda r: r**2 / r.exp(),
        -LOG_TWO / 2,
        LOG_TWO / 2,
        10,
    )


def log_coefficients() -> list[Decimal]:
    """(ln((1 + s) / (1 - s)) / s - 2) / z, z = s^2, for (1 + s) / (1 - s) up to
    sqrt(2): relative error of the logarithm 2e-18."""

    def whole(z: Decimal) -> Decimal:
        s = z.sqrt()
        return ((1 + s) / (1 - s)).ln() / s

    root = Decimal(2).sqrt()
    return minimax(
        lambda z: (whole(z) - 2) / z,
        lambda z: z / whole(z),
        Decimal(0),
        ((root - 1) / (root + 1)) ** 2,
        7,
    )


def coefficients() -> list[float]:
    return [float(x) for x in exp_coefficients() + log_coefficients()]


def main() -> None:
    command, *files = sys.argv[1:]
    if command == "table":
        print("\n".join(table()))
    elif command == "coefficients":
        print("\n".join(x.hex() for x in coefficients()))
    elif command == "check":
        rows = Path(files[0]).read_text().splitlines()
        header = Path(files[1]).read_text().replace("\n", " ")
        numbers = [word.strip("();,") for word in header.split() if "0x" in word]
        known = {float.fromhex(x) for x in numbers if "p" in x}
        tap = Tap()
        tap.point(rows == table(), "the table is what decimal gives")
        for x in coefficients():
            tap.point(x in known, f"{x.hex()} is in the header")
        tap.finish()


if __name__ == "__main__":
    main()
