"""Medians of laws and ranges: what the central path reads."""

from __future__ import annotations

import math
from typing import Any, Callable

POSITIVE, UNIT, REAL = "positive", "unit", "real"


def to_scale(support: str, x: float) -> float:
    if support == POSITIVE:
        return math.log(x)
    if support == UNIT:
        return math.log(x / (1 - x))
    return x


def from_scale(support: str, g: float) -> float:
    if support == POSITIVE:
        return math.exp(g)
    if support == UNIT:
        return 1 / (1 + math.exp(-g))
    return g


def shifted(support: str, x: float, shift: float) -> float:
    """g^-1(g(x) + shift); 0, and 1 for a share, are fixed points."""
    if shift == 0 or (support != REAL and x == 0) or (support == UNIT and x == 1):
        return x
    if support == POSITIVE:
        return x * math.exp(shift)
    if support == UNIT:
        odds = x / (1 - x) * math.exp(shift)
        return odds / (1 + odds)
    return x + shift


def clamp_ratio(ratio: float) -> float:
    return min(1e6, max(1e-6, ratio))


def ratio_of(numerator: float, denominator: float) -> float:
    return numerator / denominator if denominator else 0.0


def range_median(support: str, band: dict[str, Any]) -> float:
    """Median of a range without a value: the middle of its ends on g."""
    low, high = to_scale(support, band["low"]), to_scale(support, band["high"])
    return from_scale(support, (low + high) / 2)


def law_median(law: dict[str, Any]) -> float:
    kind = law["type"]
    if kind == "normal":
        return float(law["mean"])
    if kind == "lognormal":
        return float(law["median"])
    if kind == "uniform":
        return (float(law["low"]) + float(law["high"])) / 2
    if kind == "triangular":
        return _triangular_median(law["low"], law["mode"], law["high"])
    if kind == "student_t":
        return float(law["location"])
    if kind == "pareto":
        return float(law["minimum"]) * 2 ** (1 / float(law["index"]))
    if kind == "empirical":
        return _empirical_median(law)
    return _bisect(lambda x: law_cdf(law, x), *law_bounds(law))


def law_bounds(law: dict[str, Any]) -> tuple[float, float]:
    kind = law["type"]
    if kind in ("pert", "triangular", "uniform"):
        return float(law["low"]), float(law["high"])
    if kind == "beta":
        return float(law.get("low", 0)), float(law.get("high", 1))
    if kind == "gamma":
        mean = law["shape"] * law["scale"]
        return 0.0, mean + 40 * law["scale"] * (1 + math.sqrt(law["shape"]))
    if kind == "mixture":
        medians = [law_median(part) for part in law["laws"]]
        return min(medians), max(medians)
    raise ValueError(f"law {kind} has no median here")


def law_cdf(law: dict[str, Any], x: float) -> float:
    kind = law["type"]
    if kind == "normal":
        return normal_cdf((x - float(law["mean"])) / float(law["sd"]))
    if kind == "lognormal":
        if x <= 0:
            return 0.0
        return normal_cdf(math.log(x / law["median"]) / law["sigma"])
    if kind == "mixture":
        weights: list[float] = law["weights"]
        below = [law_cdf(part, x) for part in law["laws"]]
        return sum(w * cdf for w, cdf in zip(weights, below)) / sum(weights)
    if kind == "gamma":
        return _lower_gamma(law["shape"], x / law["scale"])
    low, high = law_bounds(law)
    u = min(1.0, max(0.0, (x - low) / (high - low)))
    if kind == "uniform":
        return u
    if kind == "beta":
        return _incomplete_beta(law["alpha"], law["beta"], u)
    mode = (float(law["mode"]) - low) / (high - low)
    if kind == "pert":
        return _incomplete_beta(1 + 4 * mode, 1 + 4 * (1 - mode), u)
    if kind == "triangular":
        return u * u / mode if u <= mode else 1 - (1 - u) ** 2 / (1 - mode)
    raise ValueError(f"law {kind} has no distribution function here")


def normal_cdf(z: float) -> float:
    return math.erfc(-z / math.sqrt(2)) / 2


def normal_quantile(p: float) -> float:
    return _bisect(normal_cdf, -40.0, 40.0, p)


def _bisect(
    cdf: Callable[[float], float], low: float, high: float, p: float = 0.5
) -> float:
    for _ in range(200):
        middle = (low + high) / 2
        if cdf(middle) < p:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _triangular_median(low: float, mode: float, high: float) -> float:
    width = high - low
    if mode - low >= width / 2:
        return low + math.sqrt(width * (mode - low) / 2)
    return high - math.sqrt(width * (high - mode) / 2)


def _empirical_median(law: dict[str, Any]) -> float:
    values = [float(value) for value in law["values"]]
    weights = law.get("weights", [1.0] * len(values))
    total, seen = sum(weights), 0.0
    for value, weight in sorted(zip(values, weights)):
        seen += weight
        if seen >= total / 2:
            return value
    return max(values)


def _lower_gamma(shape: float, x: float) -> float:
    """Regularised lower incomplete gamma function by its power series."""
    if x <= 0:
        return 0.0
    term = total = 1 / shape
    n = shape
    while abs(term) > 1e-17 * abs(total):
        n += 1
        term *= x / n
        total += term
    return total * math.exp(shape * math.log(x) - x - math.lgamma(shape))


def _incomplete_beta(a: float, b: float, x: float) -> float:
    """Regularised incomplete beta function by Lentz's continued fraction."""
    if x <= 0 or x >= 1:
        return min(1.0, max(0.0, x))
    if x > (a + 1) / (a + b + 2):
        return 1 - _incomplete_beta(b, a, 1 - x)
    log_front = a * math.log(x) + b * math.log(1 - x) - math.log(a)
    log_front += math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    c, d = 1.0, 1 / (1 - (a + b) * x / (a + 1))
    total = d
    for m in range(1, 500):
        for numerator in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / (1 + numerator * d)
            c = 1 + numerator / c
            total *= c * d
        if abs(c * d - 1) < 1e-16:
            break
    return math.exp(log_front) * total
