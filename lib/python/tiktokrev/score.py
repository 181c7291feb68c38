"""Scores: how well forecasts told what was then observed.

Forecasts come first, observations last; arrays and numbers mix as NumPy lets
them, and the result has their shape. Scores are the better the smaller they
are, unless said otherwise.
"""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any

import numpy as np

from ._convert import Floats, floats, pointer
from ._library import lib

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def _together(*arrays: ArrayLike) -> list[Floats]:
    """Arrays of one shape."""
    return [floats(array) for array in np.broadcast_arrays(*map(floats, arrays))]


def _each(call: Any, before: tuple[Any, ...], *arrays: ArrayLike) -> Floats:
    """A number for each forecast."""
    same = _together(*arrays)
    values = np.empty(np.broadcast(*arrays).shape)
    call(*before, *map(pointer, same), values.size, pointer(values))
    return values


def _one(call: Any, before: tuple[Any, ...], *arrays: ArrayLike) -> float:
    """A number for all forecasts."""
    same = _together(*arrays)
    slot = ctypes.c_double()
    call(*before, *map(pointer, same), same[0].size, ctypes.byref(slot))
    return slot.value


def _rows(table: ArrayLike, observed: ArrayLike) -> tuple[Floats, Floats]:
    """What is observed, and a row of the table for each."""
    at, rows = floats(observed), np.asarray(table, dtype=np.float64)
    return floats(np.broadcast_to(rows, np.shape(observed) + rows.shape[-1:])), at


def crps_sample(members: ArrayLike, observed: ArrayLike) -> Floats:
    """Continuous ranked probability scores of samples, in the last axis."""
    rows, at = _rows(members, observed)
    values = np.empty(np.shape(observed))
    lib.ttr_score_crps_sample(
        None, pointer(rows), rows.shape[-1], pointer(at), values.size, pointer(values)
    )
    return values


def crps_quantiles(probabilities: ArrayLike, quantiles: ArrayLike, observed: ArrayLike) -> Floats:
    """Continuous ranked probability scores of quantiles, in the last axis."""
    levels = floats(probabilities).ravel()
    at = floats(observed)
    rows = floats(np.broadcast_to(floats(quantiles), np.shape(observed) + levels.shape))
    values = np.empty(np.shape(observed))
    lib.ttr_score_crps_quantiles(
        pointer(levels), levels.size, pointer(rows), pointer(at), values.size, pointer(values)
    )
    return values


def crps_normal(means: ArrayLike, deviations: ArrayLike, observed: ArrayLike) -> Floats:
    """Continuous ranked probability scores of normal laws."""
    return _each(lib.ttr_score_crps_normal, (), means, deviations, observed)


def pinball(probability: float, quantiles: ArrayLike, observed: ArrayLike) -> Floats:
    """Pinball losses of quantiles at one probability."""
    return _each(lib.ttr_score_pinball, (probability,), quantiles, observed)


def interval(share: float, low: ArrayLike, high: ArrayLike, observed: ArrayLike) -> Floats:
    """Interval scores of intervals that are to hold a share."""
    return _each(lib.ttr_score_interval, (share,), low, high, observed)


def coverage(low: ArrayLike, high: ArrayLike, observed: ArrayLike) -> float:
    """Share of observations in their intervals: good where it is the share meant."""
    return _one(lib.ttr_score_coverage, (), low, high, observed)


def pit_sample(
    members: ArrayLike, observed: ArrayLike, uniforms: ArrayLike | None = None
) -> Floats:
    """Probability integral transforms of samples, in the last axis.

    Randomised by `uniforms`; without them a tie counts a half.
    """
    rows, at = _rows(members, observed)
    draws = None if uniforms is None else floats(np.broadcast_to(uniforms, np.shape(observed)))
    values = np.empty(np.shape(observed))
    lib.ttr_score_pit_sample(
        pointer(rows), rows.shape[-1], pointer(at), values.size, pointer(draws), pointer(values)
    )
    return values


def pit_normal(means: ArrayLike, deviations: ArrayLike, observed: ArrayLike) -> Floats:
    """Probability integral transforms of normal laws."""
    return _each(lib.ttr_score_pit_normal, (), means, deviations, observed)


def mase(history: ArrayLike, forecasts: ArrayLike, observed: ArrayLike, season: int = 1) -> float:
    """Mean absolute scaled error: below 1 is better than repeating the last season."""
    past = floats(history).ravel()
    return _one(lib.ttr_score_mase, (pointer(past), past.size, season), forecasts, observed)


def smape(forecasts: ArrayLike, observed: ArrayLike) -> float:
    """Symmetric mean absolute percentage error, from 0 to 200."""
    return _one(lib.ttr_score_smape, (), forecasts, observed)
