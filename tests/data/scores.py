"""Scores for tests/unit/test_score.c (tests do not run this): prints
scores.tsv. Needs scoringrules, mpmath and NumPy.

A line has the name of a score, a relative tolerance, the origin, and numbers:
the score, the observation, and

    crps_sample       the members
    crps_quantiles    number of levels, probabilities, quantiles
    crps_normal       mean, standard deviation
    pit_normal        the same
    pinball           probability, quantile
    interval          share, low, high
    pit_sample        u, the members

`smape` has the score, the number of forecasts, these, what was observed;
`mase` the score, season, length of the history, this, then as `smape`.
"""

from __future__ import annotations

import random
from fractions import Fraction
from importlib.metadata import version
from typing import Any

import mpmath as mp
import numpy as np
import scoringrules as sr

mp.mp.dps = 30
RULES = f"scoringrules {version('scoringrules')}"
INTEGRAL = "mpmath: integral of the squared difference"
DEFINITION = "the definition, in fractions"

draw = random.Random(20240701)


def put(name: str, tolerance: str, origin: str, *numbers: Any) -> None:
    flat = (f"{float(x):.17g}" for x in numbers)
    print(name, tolerance, origin, *flat, sep="\t")


def samples() -> None:
    members = [draw.lognormvariate(1, 1) for _ in range(50)]
    whole = [float(draw.randint(0, 6)) for _ in range(20)]
    for sample in ([2.5], [1.0, 4.0], [3.0, 3.0, 3.0], members, whole):
        for observed in (sample[0], min(sample) - 1.5, max(sample) + 10, 3.0):
            score = sr.crps_ensemble(observed, np.array(sample), estimator="nrg")
            put("crps_sample", "1e-12", RULES, score, observed, *sample)
            for u in (Fraction(1, 2), Fraction(0), Fraction(1, 8), Fraction(1)):
                below = sum(x < observed for x in sample)
                equal = sum(x == observed for x in sample)
                pit = (below + u * equal) / len(sample)
                put("pit_sample", "1e-15", DEFINITION, pit, observed, u, *sample)


def pinball(p: Fraction, q: Fraction, y: Fraction) -> Fraction:
    return p * (y - q) if y >= q else (1 - p) * (q - y)


def quantiles() -> None:
    for count in (1, 2, 9):
        levels = [(i + 0.5) / count for i in range(count)]
        values = sorted(draw.gauss(10, 3) for _ in range(count))
        for observed in (values[0] - 4, values[-1], 10.0):
            score = sr.crps_quantile(observed, np.array(values), np.array(levels))
            put(
                "crps_quantiles",
                "1e-12",
                RULES,
                score,
                observed,
                count,
                *levels,
                *values,
            )
    uneven = [Fraction(k, 64) for k in (1, 4, 16, 32, 60)]
    values = [Fraction(k, 4) for k in (-3, 1, 1, 10, 31)]
    middles = [(a + b) / 2 for a, b in zip(uneven, uneven[1:])]
    edges = [Fraction(0), *middles, Fraction(1)]
    for observed in (Fraction(-5), Fraction(1, 4), Fraction(3), Fraction(9)):
        parts = zip(uneven, values, edges, edges[1:])
        score = 2 * sum((to - at) * pinball(p, q, observed) for p, q, at, to in parts)
        put("crps_quantiles", "1e-15", DEFINITION, score, observed, 5, *uneven, *values)


def normals() -> None:
    for mean, deviation, z in (
        (0, 1, 0),
        (10, 2.5, 0.3),
        (10, 2.5, -2),
        (-4, 0.125, 6),
        (1e9, 1e6, -1.25),
        (3, 1e-6, 30),
    ):
        observed = mean + z * deviation
        z = (mp.mpf(observed) - mean) / deviation
        below = mp.quad(lambda x: mp.ncdf(x) ** 2, [-mp.inf, min(z, 0), z])
        above = mp.quad(lambda x: mp.ncdf(-x) ** 2, [z, max(z, 0), mp.inf])
        score = deviation * (below + above)
        put("crps_normal", "1e-14", INTEGRAL, score, observed, mean, deviation)
        put(
            "pit_normal", "1e-14", "mpmath: ncdf", mp.ncdf(z), observed, mean, deviation
        )
    for observed, pit in ((1.5, 0), (2, 0.5), (2.25, 1)):
        put(
            "crps_normal",
            "0",
            "the limit |y - mean|",
            abs(observed - 2),
            observed,
            2,
            0,
        )
        put("pit_normal", "0", "the limit", pit, observed, 2, 0)


def intervals() -> None:
    for observed in (-3.0, 1.0, 2.5, 4.0, 11.0):
        for p in (0.1, 0.5, 0.95):
            score = sr.quantile_score(observed, 2.5, p)
            put("pinball", "1e-14", RULES, score, observed, p, 2.5)
        for share in (0.5, 0.8, 0.95):
            score = sr.interval_score(observed, 1.0, 4.0, 1 - share)
            put("interval", "1e-13", RULES, score, observed, share, 1, 4)


def points() -> None:
    history = [Fraction(k, 8) for k in (80, 96, 130, 70, 85, 99, 141, 76, 88, 120)]
    forecasts = [Fraction(k, 8) for k in (110, 60, 0, 90)]
    observed = [Fraction(k, 8) for k in (100, 75, 0, -30)]
    pairs = list(zip(forecasts, observed))
    error = sum(abs(y - f) for f, y in pairs) / 4
    for season in (1, 4, 9):
        steps = [abs(b - a) for a, b in zip(history, history[season:])]
        scale = sum(steps) / len(steps)
        put(
            "mase",
            "1e-15",
            DEFINITION,
            error / scale,
            season,
            10,
            *history,
            4,
            *forecasts,
            *observed,
        )
    terms = [
        abs(y - f) / (abs(y) + abs(f)) if (y, f) != (0, 0) else 0 for f, y in pairs
    ]
    put("smape", "1e-15", DEFINITION, 200 * sum(terms) / 4, 4, *forecasts, *observed)
    put("smape", "0", DEFINITION, 200, 2, 0, 5, 3, 0)
    put("smape", "0", DEFINITION, 0, 1, 7, 7)


if __name__ == "__main__":
    samples()
    quantiles()
    normals()
    intervals()
    points()
