"""Calibrations from Python."""

from __future__ import annotations

import numpy as np
import pytest

import tiktokrev as ttr

MODEL = """{"tiktokrev": 1, "currency": "USD", "regions": [{"name": "US"}],
 "calendar": {"start": "2022-01", "frequency": "quarter", "periods": 8},
 "audience": {"drivers": {"mau_gross": {"value": 1e6, "range": {"low": 8e5, "high": 1.25e6},
  "noise": {"volatility": 0.1, "reversion": 0.5}}}},
 "streams": [{"name": "advertising", "model": "advertising", "drivers":
  {"ad_load": 0.1, "ecpm_ref": 2}}]}"""
HISTORY = """series,period,value,unit,low,high,kind,confidence,source
audience/US/mau,2022-Q1,1100000,,,,reported,3,x
audience/US/mau,2022-Q2,1150000,,,,reported,3,x
audience/US/mau,2022-Q3,1050000,,,,derived,3,x
audience/US/mau,2022-Q4,1250000,,,,reported,3,x
"""


@pytest.fixture(scope="module")
def fit() -> ttr.Calibration:
    try:
        return ttr.Calibration(ttr.load(MODEL), ttr.History.load(HISTORY))
    except ttr.MissingError as error:
        if "cminpack" in str(error):
            pytest.skip("built without cminpack")
        raise


def test_fit_says_how_it_went(fit: ttr.Calibration) -> None:
    state = fit.state
    assert state.converged
    assert state.reason.startswith("converged")
    assert (state.figures, state.used, state.unknowns, state.noises) == (4, 4, 10, 1)
    assert 0 < state.learned < 4
    assert [figure.logarithmic for figure in fit.figures] == [True] * 4
    assert [figure.deviation for figure in fit.figures] == [0.02, 0.02, 0.05, 0.02]
    assert fit.figures[0].fitted == pytest.approx(1.1e6, rel=0.02)
    assert {draw.name for draw in fit.draws} == {
        "audience/US/mau_gross",
        "audience/*/mau_gross",
        "audience/US/mau_gross noise",
        "audience/*/mau_gross noise",
    }
    assert {draw.period for draw in fit.draws} == {"", "2022-Q1", "2022-Q2", "2022-Q3", "2022-Q4"}
    assert fit.noises[0].volatility_before == 0.1
    assert fit.noises[0].volatility_deviation > 0
    assert repr(fit) == "<Calibration of 10 unknowns by 4 figures>"


def test_drivers_are_told_in_their_units(fit: ttr.Calibration) -> None:
    (users,) = fit.drivers
    assert (users.name, users.unit) == ("audience/US/mau_gross", "users")
    before = (users.low_before, users.median_before, users.high_before)
    assert before == pytest.approx((8e5, 1e6, 1.25e6), rel=1e-9)
    assert 8e5 < users.low < users.median < users.high < 1.4e6
    assert users.high - users.low < users.high_before - users.low_before
    # the level is a sum of two draws, which move alike
    levels = [draw for draw in fit.draws if draw.name in (users.name, "audience/*/mau_gross")]
    moved = sum(draw.mean for draw in levels) / 2**0.5
    scale = np.log(1.25) / 1.2815515655446004
    assert np.log(users.median / 1e6) == pytest.approx(scale * moved, abs=1e-9)


def test_correlations_are_a_matrix(fit: ttr.Calibration) -> None:
    found = fit.correlations(range(10))
    assert np.array_equal(found, found.T)
    assert np.all(np.diag(found) == 1)
    assert np.linalg.eigvalsh(found)[0] > 0


def test_simulations_start_from_it(fit: ttr.Calibration) -> None:
    simulation = fit.program.simulation()
    simulation.watch("audience/mau", step="period")
    fit.condition(simulation)
    median = simulation.run(10_000).quantiles([0.5]).values[:, 0]
    fitted = [figure.fitted for figure in fit.figures]
    assert median[:4] == pytest.approx(fitted, rel=2e-3)
    with pytest.raises(ttr.ConflictError, match="has been used"):
        fit.condition(simulation)


def test_chains_agree(fit: ttr.Calibration) -> None:
    sampled = fit.sample(burn_in=50, draws=50, thin=2, seed=3)
    assert sampled.acceptance > 0.99
    assert sampled.step == 1
    assert sampled.mean.shape == (14,)
    assert np.all(sampled.r_hat < 1.02)
    assert sampled.mean[:10] == pytest.approx([draw.mean for draw in fit.draws], abs=0.05)
    assert np.all(sampled.low < sampled.median)
    assert np.all(sampled.median < sampled.high)
    assert np.all(sampled.deviation > 0)
    assert np.all(sampled.effective > 3000)


def test_options_are_members() -> None:
    platform, history = ttr.load(MODEL), ttr.History.load(HISTORY)
    fit = ttr.Calibration(
        platform, history, last="2022-09-30", kinds=["reported"], rounds=0, threads=1
    )
    assert [figure.reason for figure in fit.figures] == [
        "",
        "",
        "its kind is not used",
        "its time ends after the last day",
    ]
    assert fit.noises == ()
    with pytest.raises(TypeError, match="no option speed"):
        ttr.Calibration(platform, history, speed=1)
    with pytest.raises(ttr.OutOfRangeError, match="options/error_3"):
        ttr.Calibration(platform, history, error_3=0)
    fit.close()
    assert repr(fit) == "<Calibration closed>"
