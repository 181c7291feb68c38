"""Scores and baselines in Python: shapes, and numbers by hand."""

from __future__ import annotations

import csv
from collections.abc import Iterator

import numpy as np
import pytest

import tiktokrev as ttr
from conftest import SOURCE
from tiktokrev import baseline, score

HISTORY = [31, 42, 55, 38, 36, 47, 63, 42, 39, 53, 66, 47, 44, 57, 74, 52]


def rows(table: str, texts: int) -> Iterator[tuple[list[str], list[float]]]:
    """Lines of a table of tests/data."""
    with (SOURCE / "tests" / "data" / table).open(encoding="utf-8") as file:
        for row in csv.reader(file, delimiter="\t"):
            yield row[:texts], [float(x) for x in row[texts:]]


def test_scores_of_samples() -> None:
    for (name, *_), (expected, observed, *rest) in rows("scores.tsv", 3):
        if name == "crps_sample":
            assert score.crps_sample(rest, observed) == pytest.approx(expected)
        elif name == "pit_sample":
            assert score.pit_sample(rest[1:], observed, rest[0]) == pytest.approx(expected)
        elif name == "crps_quantiles":
            levels, values = np.split(np.array(rest[1:]), 2)
            assert score.crps_quantiles(levels, values, observed) == pytest.approx(expected)


def test_scores_of_laws_and_points() -> None:
    for (name, *_), (expected, observed, *rest) in rows("scores.tsv", 3):
        if name in ("crps_normal", "pit_normal", "pinball", "interval"):
            assert getattr(score, name)(*rest, observed) == pytest.approx(expected)
        elif name == "smape":
            forecasts, after = np.split(np.array(rest), 2)
            assert score.smape(forecasts, after) == pytest.approx(expected)
        elif name == "mase":
            past, (count, *pairs) = rest[1 : 1 + int(rest[0])], rest[1 + int(rest[0]) :]
            forecasts, after = np.split(np.array(pairs), 2)
            assert count == len(after)
            assert score.mase(past, forecasts, after, int(observed)) == pytest.approx(expected)


def test_shapes() -> None:
    observed = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    assert score.crps_normal(2, [1, 2, 3], observed).shape == (2, 3)
    assert score.crps_sample([1, 2, 3, 4], observed).shape == (2, 3)
    assert score.crps_sample(np.ones((2, 3, 9)), observed).shape == (2, 3)
    assert score.pit_sample([1, 2, 3, 4], observed)[0, 1] == 0.375
    assert score.pit_normal(1, 1, 1) == 0.5
    assert score.coverage(2, 4, observed) == 0.5
    with pytest.raises(ttr.OutOfRangeError, match=r"share must be within \(0, 1\)"):
        score.interval(1, 2, 4, observed)
    with pytest.raises(ttr.OutOfRangeError, match="must not repeat itself exactly"):
        score.mase([1, 1, 1], 1, 2)


def test_plain_baselines() -> None:
    naive = baseline.forecast("seasonal_naive", HISTORY, 5, season=4)
    assert naive.means.tolist() == [44, 57, 74, 52, 44]
    changes = np.subtract(HISTORY[4:], HISTORY[:-4])
    assert naive.deviations[[0, 4]] == pytest.approx(
        np.sqrt(np.mean(changes**2) * np.array([1, 2]))
    )
    assert naive.quantiles([0.5, 0.9]).shape == (5, 2)
    assert naive.quantiles(0.5)[:, 0].tolist() == naive.means.tolist()
    with pytest.raises(ttr.MissingError, match="must have 9 values or more"):
        baseline.forecast("additive", HISTORY[:8], 1, season=4)


def test_smoothing() -> None:
    fitted = baseline.fit("multiplicative", HISTORY, season=4)
    assert fitted.seasons.mean() == pytest.approx(1)
    smoothed = fitted.smooth(HISTORY, 6)
    once = baseline.forecast("multiplicative", HISTORY, 6, season=4)
    assert smoothed.forecast.means.tolist() == once.means.tolist()
    assert smoothed.forecast.deviations.tolist() == once.deviations.tolist()
    relative = HISTORY / smoothed.expected - 1
    assert smoothed.deviation == pytest.approx(np.sqrt(np.sum(relative**2) / 8))
    other = baseline.Smoothing("holt", 0.5, 0.25, 40, 1)
    assert other.smooth(HISTORY).expected[:2].tolist() == [41, 34.5]
