"""Numbers for people: three digits at most, and none that is only noise."""

from __future__ import annotations

import math
import re

UNITS = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K"), (1.0, ""))


def _unit(value: float) -> tuple[float, str]:
    size = abs(value)
    for scale, letter in UNITS:
        if size >= scale * 0.9995:
            return scale, letter
    return 1.0, ""


def _decimals(value: float, error: float) -> int:
    """Decimals that leave three digits, and none below the error's first."""
    size = abs(value)
    digits = 2 - math.floor(math.log10(1.0005 * size)) if size > 0 else 2
    if error > 0:
        digits = min(digits, -math.floor(math.log10(error)))
    return max(0, min(digits, 4))


def amount(value: float, error: float = 0) -> str:
    """``75.2B``; ``-`` for exactly 0, ``~0`` for what rounds to it, a dot for nothing."""
    if math.isnan(value):
        return "."
    if value == 0:
        return "-"
    if abs(value) < 5e-4:
        return "~0"
    scale, letter = _unit(value)
    scaled = value / scale
    return f"{scaled:.{_decimals(scaled, error / scale)}f}{letter}"


def short(value: float) -> str:
    """The same at an axis: without zeros that say nothing."""
    text = amount(value)
    if "." in text:
        text = re.sub(r"\.?0*(?=[A-Z]?$)", "", text)
    return "0" if text == "-" else text


def percent(share: float, error: float | None = None, *, sign: bool = False) -> str:
    """``12.3 %`` of a share; with an error, as many digits as it leaves."""
    if math.isnan(share):
        return "."
    value = 100 * share
    decimals = 1 if abs(value) < 99.95 else 0
    if error is not None and error > 0:
        decimals = max(0, min(3, -math.floor(math.log10(100 * error))))
    return f"{value:{'+' if sign else ''}.{decimals}f} %"


def full(value: float) -> str:
    """All digits, with thin groups, for a place where there is room."""
    if math.isnan(value):
        return "none"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.6g}"
