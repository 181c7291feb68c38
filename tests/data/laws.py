"""Quantiles, means and standard deviations of laws for
tests/unit/test_law_value.c, and masses of the standard normal law for
tests/unit/test_normal.c, in 50 digits by mpmath (tests do not run this).

    laws.py laws         prints laws.tsv
    laws.py normal       prints normal.tsv

laws.tsv: a line `law` has the name, the kind, a, b, c, d, the truncation, the
number of values, values and weights (0 where there are none); the lines below
it, up to the next law, have `at`, a standard normal z and the law's quantile
at the mass below z; or `mean` and `sd`. normal.tsv is as elementary.tsv: z, the
double nearest to the mass below z, and what remains of that mass in millionths
of the double's last place. Numbers are bits, as no locale changes how they are
read.
"""

from __future__ import annotations

import math
import random
import struct
import sys
from dataclasses import dataclass, field

import mpmath as mp
from mpmath import mpf

mp.mp.dps = 50
KINDS = (
    "normal lognormal uniform triangular pert beta gamma student pareto "
    "empirical mixture"
).split()
INF = mpf("inf")
SHARES = ["1e-9", "1e-6", "0.001", "0.025", "0.1", "0.3", "0.5", "0.7", "0.9"]


def bits(x: float) -> str:
    return struct.pack(">d", float(x)).hex()


@dataclass
class Law:
    name: str
    kind: str
    a: float = 0.0
    b: float = 0.0
    c: float = 0.0
    d: float = 0.0
    low: float = -math.inf
    high: float = math.inf
    values: list[float] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)
    moments: bool = True

    # ---- without the truncation ----

    def shapes(self):
        a, b, c, d = map(mpf, (self.a, self.b, self.c, self.d))
        if self.kind == "beta":
            return a, b, c, d
        return 1 + d * (b - a) / (c - a), 1 + d * (c - b) / (c - a), a, c

    def ends(self):
        a, b, c = map(mpf, (self.a, self.b, self.c))
        if self.kind in ("lognormal", "gamma", "mixture"):
            return mpf(0), INF
        if self.kind == "uniform":
            return a, b
        if self.kind in ("triangular", "pert"):
            return a, c
        if self.kind == "beta":
            return c, mpf(self.d)
        if self.kind == "pareto":
            return a, INF
        return -INF, INF

    def density(self, x):
        a, b, c = map(mpf, (self.a, self.b, self.c))
        if self.kind == "normal":
            return mp.npdf((x - a) / b) / b
        if self.kind == "lognormal":
            return mp.npdf(mp.log(x / a) / b) / b / x
        if self.kind == "uniform":
            return 1 / (b - a)
        if self.kind == "triangular":
            if x <= b and b > a:
                return 2 * (x - a) / (b - a) / (c - a)
            return 2 * (c - x) / (c - b) / (c - a)
        if self.kind in ("pert", "beta"):
            p, q, low, high = self.shapes()
            s = (x - low) / (high - low)
            return s ** (p - 1) * (1 - s) ** (q - 1) / mp.beta(p, q) / (high - low)
        if self.kind == "gamma":
            return (x / b) ** (a - 1) * mp.exp(-x / b) / mp.gamma(a) / b
        if self.kind == "student":
            t = (x - a) / b
            scale = mp.gamma((c + 1) / 2) / mp.gamma(c / 2) / mp.sqrt(c * mp.pi)
            return scale * (1 + t * t / c) ** (-(c + 1) / 2) / b
        if self.kind == "pareto":
            return b * a**b / x ** (b + 1)
        return sum(
            mpf(w) * mp.npdf(mp.log(x / mpf(m)) / b) / b / x
            for m, w in zip(self.values, self.weights)
        ) / sum(map(mpf, self.weights))

    def below(self, x):
        a, b, c = map(mpf, (self.a, self.b, self.c))
        low, high = self.ends()
        if x <= low:
            return mpf(0)
        if x >= high:
            return mpf(1)
        if self.kind == "normal":
            return mp.ncdf((x - a) / b)
        if self.kind == "lognormal":
            return mp.ncdf(mp.log(x / a) / b)
        if self.kind == "uniform":
            return (x - a) / (b - a)
        if self.kind == "triangular":
            if x <= b:
                return (x - a) ** 2 / (b - a) / (c - a)
            return 1 - (c - x) ** 2 / (c - b) / (c - a)
        if self.kind in ("pert", "beta"):
            p, q, low, high = self.shapes()
            s = (x - low) / (high - low)
            if s > 0.5:
                return 1 - mp.betainc(q, p, 0, 1 - s, regularized=True)
            return mp.betainc(p, q, 0, s, regularized=True)
        if self.kind == "gamma":
            return mp.gammainc(a, 0, x / b, regularized=True)
        if self.kind == "student":
            t = (x - a) / b
            tail = mp.betainc(c / 2, mpf(1) / 2, 0, c / (c + t * t), regularized=True)
            return 1 - tail / 2 if t > 0 else tail / 2
        if self.kind == "pareto":
            return 1 - (a / x) ** b
        return sum(
            mpf(w) * mp.ncdf(mp.log(x / mpf(m)) / b)
            for m, w in zip(self.values, self.weights)
        ) / sum(map(mpf, self.weights))

    # ---- with it ----

    def bounds(self):
        low, high = self.ends()
        return max(low, mpf(self.low)), min(high, mpf(self.high))

    def quantile(self, share):
        if self.kind == "empirical":
            kept = sorted(x for x in self.values if self.low <= x <= self.high)
            return mpf(kept[min(int(share * len(kept)), len(kept) - 1)])
        low, high = self.bounds()
        target = self.below(low) + share * (self.below(high) - self.below(low))
        # Finite ends of a bracket, then bisection.
        if low == -INF:
            low = min(high, mpf(self.a)) - 1
            while self.below(low) > target:
                low -= 2 * abs(low) + 1
        if high == INF:
            high = max(low, mpf(1)) + 1
            while self.below(high) < target:
                high *= 4
        for _ in range(400):
            middle = (low + high) / 2
            if low > 0 and high > 4 * low:
                middle = mp.sqrt(low * high)
            elif low == 0:
                middle = high / 16
            if self.below(middle) < target:
                low = middle
            else:
                high = middle
            if high - low < mpf(10) ** -30 * (abs(low) + abs(high)):
                break
            if 0 < high < mpf(10) ** -60:
                break
        return (low + high) / 2

    def spread(self):
        """Mean and standard deviation."""
        if self.kind == "empirical":
            kept = [mpf(x) for x in self.values if self.low <= x <= self.high]
            mean = sum(kept) / len(kept)
            return mean, mp.sqrt(sum((x - mean) ** 2 for x in kept) / len(kept))
        low, high = self.bounds()
        # Densities that are infinite at an end have closed forms.
        if (low, high) == self.ends() and self.kind in ("beta", "pert"):
            p, q, _, _ = self.shapes()
            deviation = mp.sqrt(p * q / (p + q + 1)) / (p + q)
            return low + (high - low) * p / (p + q), (high - low) * deviation
        if (low, high) == self.ends() and self.kind == "gamma":
            return mpf(self.a) * mpf(self.b), mp.sqrt(mpf(self.a)) * mpf(self.b)
        inner = [self.quantile(mpf(s)) for s in SHARES]
        inner += [self.quantile(1 - mpf(s)) for s in reversed(SHARES[:5])]
        points = sorted({low, high, *inner})
        if self.kind == "triangular" and low < self.b < high:
            points = sorted({*points, mpf(self.b)})
        mass = self.below(high) - self.below(low)
        mean = mp.quad(lambda x: x * self.density(x), points) / mass
        square = mp.quad(lambda x: (x - mean) ** 2 * self.density(x), points) / mass
        return mean, mp.sqrt(square)


LAWS = [
    Law("normal", "normal", 10, 3),
    Law("normal cut at 0", "normal", 1, 2, low=0),
    Law("far tail of a normal", "normal", 0, 1, low=4, high=6),
    Law("lower part of a normal", "normal", 5, 1, high=3),
    Law("nearly uniform normal", "normal", 0.3, 50, low=0, high=1),
    Law("lognormal", "lognormal", 100, 0.5),
    Law("middle of a lognormal", "lognormal", 1, 1, low=0.5, high=2),
    Law("lognormal share", "lognormal", 0.3, 0.4, high=1),
    Law("uniform", "uniform", 2, 5),
    Law("cut uniform", "uniform", 2, 5, low=3, high=9),
    Law("triangular", "triangular", 1, 2, 5),
    Law("falling triangle", "triangular", 0, 0, 1),
    Law("rising triangle", "triangular", 0, 1, 1),
    Law("cut triangle", "triangular", 1, 2, 5, low=1.5, high=3),
    Law("PERT", "pert", 10, 20, 60, 4),
    Law("PERT share", "pert", 0, 0.3, 1, 4),
    Law("sharp PERT", "pert", 0, 0.9, 1, 60),
    Law("cut PERT", "pert", 10, 20, 60, 4, low=15, high=40),
    Law("beta", "beta", 2, 5, 0, 1),
    Law("arcsine", "beta", 0.5, 0.5, 0, 1),
    Law("wide beta", "beta", 30, 3, -2, 7),
    Law("skewed beta", "beta", 0.125, 2, 0, 1),
    Law("gamma", "gamma", 3, 2),
    Law("skewed gamma", "gamma", 0.25, 1),
    Law("narrow gamma", "gamma", 500, 0.0078125),
    Law("cut gamma", "gamma", 3, 2, low=4, high=10),
    Law("student", "student", 0, 1, 8),
    Law("student of 3", "student", 100, 5, 3, moments=False),
    Law("cauchy", "student", 0, 1, 1, moments=False),
    Law("cut student", "student", 2, 1, 4, low=0, high=50),
    Law("pareto", "pareto", 1, 6),
    Law("heavy pareto", "pareto", 3, 2.5, moments=False),
    Law("cut pareto", "pareto", 1, 3, low=2, high=10),
    Law("empirical", "empirical", values=[3, 1, 2, 10, 2]),
    Law("cut empirical", "empirical", values=[3, 1, 2, 10], low=1.5, high=9),
    Law("two near", "mixture", b=0.25, values=[1, 1.5], weights=[1, 1]),
    Law("two far", "mixture", b=0.25, values=[100, 1], weights=[3, 7]),
    Law("three", "mixture", b=0.125, values=[1, 1000, 30], weights=[1, 2, 1]),
    Law("rare disaster", "mixture", b=0.5, values=[1, 50], weights=[999, 1]),
    Law("cut mixture", "mixture", b=0.25, values=[1, 5], weights=[1, 1],
        low=0.75, high=6),
]  # fmt: skip


def print_laws() -> None:
    for law in LAWS:
        numbers = [law.a, law.b, law.c, law.d, law.low, law.high]
        numbers = [bits(x) for x in numbers] + [str(len(law.values))]
        numbers += [bits(x) for x in law.values]
        weights = law.weights or [0.0] * len(law.values)
        numbers += [bits(x) for x in weights]
        number = KINDS.index(law.kind) + 1
        print("law", law.name.replace(" ", "_"), number, *numbers, sep="\t")
        for z in (
            -6.5,
            -4.0,
            -2.5,
            -1.5,
            -0.75,
            -0.25,
            0.0625,
            0.5,
            1.0,
            2.0,
            3.5,
            5.5,
        ):
            share = mp.ncdf(z)
            x = law.quantile(share)
            print("at", bits(z), bits(float(x)), sep="\t")
        if law.moments:
            mean, deviation = law.spread()
            print("mean", bits(0.0), bits(float(mean)), sep="\t")
            print("sd", bits(0.0), bits(float(deviation)), sep="\t")


def print_normal() -> None:
    dice = random.Random(19)
    points = [dice.uniform(-37.5, 8.5) for _ in range(700)]
    points += [dice.gauss(0, 2) for _ in range(700)]
    points += [dice.uniform(-0.7, 0.7) for _ in range(300)]
    for edge in (0.66291, math.sqrt(32)):
        points += [sign * (edge + step * 1e-9) for sign in (-1, 1) for step in (-1, 1)]
    for z in points:
        mass = mp.ncdf(mpf(z))
        nearest = float(mass)
        below = mass < mpf(nearest)
        place = math.ulp(math.nextafter(nearest, 0.0) if below else nearest)
        rest = (mass - mpf(nearest)) / mpf(place)
        print(bits(z), bits(nearest), int(mp.nint(rest * 10**6)), sep="\t")


if __name__ == "__main__":
    {"laws": print_laws, "normal": print_normal}[sys.argv[1]]()
