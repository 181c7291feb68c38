"""Baselines: what a forecast must beat to be worth anything.

::

    baseline.forecast("seasonal_naive", history, 4, season=4).quantiles([0.1, 0.9])
    fitted = baseline.fit("multiplicative", history, season=4)
    fitted.alpha, fitted.smooth(history, 4).forecast.means
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from . import _prototypes as c
from ._blocks import new_block
from ._convert import Floats, choose, floats, pointer
from ._library import lib

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

SmoothingMethod = Literal["holt", "additive", "multiplicative"]
Method = Literal["naive", "seasonal_naive", "drift", "holt", "additive", "multiplicative"]

METHODS: dict[str, int] = {
    "naive": c.TTR_BASELINE_NAIVE,
    "seasonal_naive": c.TTR_BASELINE_SEASONAL_NAIVE,
    "drift": c.TTR_BASELINE_DRIFT,
    "holt": c.TTR_BASELINE_HOLT,
    "additive": c.TTR_BASELINE_ADDITIVE,
    "multiplicative": c.TTR_BASELINE_MULTIPLICATIVE,
}
PARAMETERS = ("alpha", "beta", "gamma", "level", "trend")


class Normals(NamedTuple):
    """Forecasts as normal laws, one per period."""

    means: Floats
    deviations: Floats

    def quantiles(self, probabilities: ArrayLike) -> Floats:
        """Quantiles: periods x probabilities."""
        levels = floats(probabilities).ravel()
        values = np.empty((len(self.means), len(levels)))
        lib.ttr_baseline_quantiles(
            pointer(self.means),
            pointer(self.deviations),
            len(self.means),
            pointer(levels),
            len(levels),
            pointer(values),
        )
        return values


def forecast(method: Method, history: ArrayLike, horizon: int, season: int = 1) -> Normals:
    """Forecasts the periods after a history, by a method that is fitted to it."""
    past = floats(history).ravel()
    means, deviations = np.empty(horizon), np.empty(horizon)
    lib.ttr_baseline_forecast(
        None,
        choose("method", METHODS, method),
        season,
        pointer(past),
        len(past),
        horizon,
        pointer(means),
        pointer(deviations),
    )
    return Normals(means, deviations)


class Smoothed(NamedTuple):
    """What exponential smoothing makes of a history."""

    #: What was expected of each value, one period before.
    expected: Floats
    forecast: Normals
    #: Standard deviation of errors, relative for multiplicative seasons.
    deviation: float
    log_likelihood: float


@dataclass(frozen=True)
class Smoothing:
    """Exponential smoothing: its parameters, and what was before the first value."""

    method: SmoothingMethod
    alpha: float
    beta: float
    level: float
    trend: float
    gamma: float = 0.0
    #: Terms or factors of the seasons, the first for the first value.
    seasons: Floats = field(default_factory=lambda: np.empty(0))

    def smooth(self, history: ArrayLike, horizon: int = 0) -> Smoothed:
        """Smooths a history, and forecasts the periods after it."""
        past, seasons = floats(history).ravel(), floats(self.seasons)
        block = _block(self.method, len(seasons))
        for name in PARAMETERS:
            setattr(block, name, getattr(self, name))
        expected, means, deviations = np.empty(len(past)), np.empty(horizon), np.empty(horizon)
        lib.ttr_smoothing_forecast(
            None,
            pointer(past),
            len(past),
            ctypes.byref(block),
            pointer(seasons),
            pointer(expected),
            horizon,
            pointer(means),
            pointer(deviations),
        )
        return Smoothed(expected, Normals(means, deviations), block.deviation, block.log_likelihood)


def _block(method: SmoothingMethod, season: int) -> c.ttr_smoothing:
    block = new_block(c.ttr_smoothing)
    block.method = choose("method", METHODS, method)
    block.season = season
    return block


def fit(method: SmoothingMethod, history: ArrayLike, season: int = 0) -> Smoothing:
    """The parameters of the largest likelihood."""
    past, seasons, block = floats(history).ravel(), np.zeros(season), _block(method, season)
    lib.ttr_smoothing_fit(None, pointer(past), len(past), ctypes.byref(block), pointer(seasons))
    found = {name: getattr(block, name) for name in PARAMETERS}
    return Smoothing(method, seasons=seasons, **found)
