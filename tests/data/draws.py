"""Coefficients of lib/lanes/draws.c: what makes normals of uniforms.

draws.py coefficients    prints them
draws.py check SOURCE    whether the source has them (prints TAP)
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from decimal import Decimal, getcontext
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "headers"))

from elementary import minimax, peaks, polynomial, solve  # noqa: E402
from tap import Tap  # noqa: E402

getcontext().prec = 60
ONE, TWO = Decimal(1), Decimal(2)
PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494459")
CENTRE = Decimal(13) / 16  # |2 u - 1| up to which the polynomial goes
GRID = 1000


# ---- functions ----


def log_ratio(f: Decimal) -> Decimal:
    """ln(1 + f) / f."""
    return (1 + f).ln() / f if f else ONE


def series(z: Decimal, term: Decimal, k: int) -> Decimal:
    """term (1 - x^2 / (k + 1)(k + 2) + ...), x = 2 pi sqrt(z)."""
    square, total = 4 * PI * PI * z, Decimal(0)
    while abs(term) > Decimal(10) ** -55:
        total += term
        term = -term * square / ((k + 1) * (k + 2))
        k += 2
    return total


def sine_ratio(z: Decimal) -> Decimal:
    """sin(2 pi r) / r, z = r^2."""
    return series(z, 2 * PI, 1)


def cosine_rest(z: Decimal) -> Decimal:
    """(cos(2 pi r) - 1) / z."""
    return series(z, -2 * PI * PI, 2)


def density(x: Decimal) -> Decimal:
    return (-x * x / 2).exp() / (2 * PI).sqrt()


def centre_mass(x: Decimal) -> Decimal:
    """Probability within [0, x], by its series."""
    term, total, k = x, Decimal(0), 1
    while abs(term) > Decimal(10) ** -55:
        total += term
        term = term * x * x / (k + 2)
        k += 2
    return total * density(x)


def tail_mass(x: Decimal) -> Decimal:
    """Probability above x: for large x the continued fraction."""
    if x < 5:
        return Decimal("0.5") - centre_mass(x)
    fraction = x
    for k in range(300, 0, -1):
        fraction = x + k / fraction
    return density(x) / fraction


def newton(mass: Callable[[Decimal], Decimal], sign: int, p: Decimal, x: Decimal) -> Decimal:
    for _ in range(60):
        step = (mass(x) - p) / density(x) * sign
        x -= step
        if abs(step) < Decimal(10) ** -45:
            break
    return x


@cache
def centre_ratio(r: Decimal) -> Decimal:
    """Quantile of (1 + y) / 2 over y, r = y^2."""
    y = r.sqrt()
    return newton(centre_mass, 1, y / 2, y) / y if r else (PI / 2).sqrt()


@cache
def tail_quantile(s: Decimal) -> Decimal:
    """Quantile x of 1 - p, p = e^(-s^2). Newton from below: tails are convex."""
    start = (2 * s * s).sqrt() - (2 * s).sqrt()
    return newton(tail_mass, -1, (-s * s).exp(), max(start, Decimal(1)))


# ---- fits ----


Fraction = tuple[list[Decimal], list[Decimal]]


def ratio(fraction: Fraction, x: Decimal) -> Decimal:
    return polynomial(fraction[0], x) / polynomial(fraction[1], x)


def split(solution: list[Decimal], top: int, bottom: int) -> Fraction:
    return solution[: top + 1], [ONE, *solution[top + 1 : top + 1 + bottom]]


def least_squares(xs: list[Decimal], values: list[Decimal], top: int, bottom: int) -> Fraction:
    """Relative errors, linearised by the denominator of the step before."""
    fraction: Fraction = [ONE], [ONE]
    for _ in range(5):
        rows = []
        for x, value in zip(xs, values):
            weight = 1 / (value * polynomial(fraction[1], x))
            row = [weight * x**j for j in range(top + 1)]
            row += [-weight * value * x**j for j in range(1, bottom + 1)]
            rows.append([*row, weight * value])
        size = top + bottom + 1
        normal = [[sum(r[i] * r[j] for r in rows) for j in range(size + 1)] for i in range(size)]
        fraction = split(solve(normal), top, bottom)
    return fraction


def rational(
    function: Callable[[Decimal], Decimal], low: Decimal, high: Decimal, top: int, bottom: int
) -> Fraction:
    """Numerator and denominator (which begins with 1) with the smallest largest
    relative error, by Remez's exchange on a grid that is denser at the ends, with
    Newton's steps towards equal errors."""
    steps = [Decimal(i) / (GRID - 1) for i in range(GRID)]
    xs = [low + (high - low) * step * step * (3 - 2 * step) for step in steps]
    values = [function(x) for x in xs]
    fraction = least_squares(xs[:: GRID // 100], values[:: GRID // 100], top, bottom)
    for _ in range(5):
        errors = [ratio(fraction, x) / value - 1 for x, value in zip(xs, values)]
        points = peaks(errors)
        assert len(points) == top + bottom + 2
        first, error = (1 if errors[points[0]] > 0 else -1), max(map(abs, errors))
        for _ in range(5):
            rows = []
            for n, i in enumerate(points):
                sign = first * (-1) ** n
                goal = values[i] * (1 + sign * error)
                slope = sign * values[i] * polynomial(fraction[1], xs[i])
                row = [xs[i] ** j for j in range(top + 1)]
                row += [-goal * xs[i] ** j for j in range(1, bottom + 1)]
                rows.append([*row, -slope, goal - slope * error])
            solution = solve(rows)
            error = solution[-1]
            fraction = split(solution, top, bottom)
    return fraction


def log_coefficients() -> list[Decimal]:
    """ln(1 + f) / f between sqrt(1/2) and sqrt(2): relative error 1.1e-10."""
    root = TWO.sqrt()
    return minimax(log_ratio, lambda f: 1 / log_ratio(f), 1 / root - 1, root - 1, 12)


def circle_coefficients() -> list[Decimal]:
    """Sine and cosine of 2 pi r up to an eighth of a turn: 5e-12 relative, and
    7e-14."""
    end = ONE / 64
    sine = minimax(sine_ratio, lambda z: 1 / sine_ratio(z), Decimal(0), end, 5)
    weight: Callable[[Decimal], Decimal] = lambda z: z / (1 + z * cosine_rest(z))  # noqa: E731
    return sine + minimax(cosine_rest, weight, Decimal(0), end, 5)


def centre_coefficients() -> list[Decimal]:
    """Relative error 6.7e-11."""
    return minimax(centre_ratio, lambda r: 1 / centre_ratio(r), Decimal(0), CENTRE**2, 15)


def tail_coefficients() -> list[Decimal]:
    """From 2^-53 to where the centre ends: relative error 9e-12."""
    low, high = (-((1 - CENTRE) / 2).ln()).sqrt(), (53 * TWO.ln()).sqrt()
    above, below = rational(tail_quantile, low, high, 5, 4)
    return above + below


def coefficients() -> list[float]:
    groups = [log_coefficients, circle_coefficients, centre_coefficients, tail_coefficients]
    return [float(x) for group in groups for x in group()]


def main() -> None:
    if sys.argv[1] == "coefficients":
        print("\n".join(x.hex() for x in coefficients()))
    elif sys.argv[1] == "check":
        words = Path(sys.argv[2]).read_text().replace("(", " ").replace(")", " ").split()
        numbers = [word.strip(";,") for word in words if "0x" in word]
        known = {float.fromhex(x) for x in numbers if "p" in x}
        tap = Tap()
        for x in coefficients():
            tap.point(x in known, f"{x.hex()} is in the source")
        tap.finish()


if __name__ == "__main__":
    main()
