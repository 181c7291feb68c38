"""Slopes: against differences, and against each other."""

from __future__ import annotations

import numpy as np
import pytest

import tiktokrev as ttr

STEP = 2.0**-12


@pytest.fixture(scope="module")
def simulation(program: ttr.Program) -> ttr.Simulation:
    made = program.simulation()
    made.watch("total/revenue")
    made.watch("advertising/revenue", kind="share", of="total/revenue")
    return made


def test_central_slopes_are_differences(program: ttr.Program, simulation: ttr.Simulation) -> None:
    with simulation.gradient([10, 0]) as gradient:
        assert gradient.variables == 2
        assert "2 variables" in repr(gradient)
        slopes = gradient.central()
    name = next(iter(program.drivers))
    index = 0
    up, down = (program.run({name: s}).read("total/revenue", step="year") for s in (STEP, -STEP))
    expected = [(up[i] - down[i]) / (2 * STEP) for i in (10, 0)]
    np.testing.assert_allclose(slopes.values[:, index], expected, rtol=1e-6, atol=1e-3)
    assert repr(gradient) == "<Gradient closed>"


def test_mean_is_that_of_the_paths(simulation: ttr.Simulation) -> None:
    sampling = ttr.Sampling(paths=1024, mode="random", replicates=8)
    gradient = simulation.gradient([10])
    mean = gradient.mean(sampling=sampling, threads=2)
    paths = gradient.paths(0, 1024, sampling)
    np.testing.assert_allclose(mean.values, paths.mean(axis=2), rtol=1e-12, atol=1e-6)
    means = paths.reshape(1, -1, 8, 128).mean(axis=3)
    errors = means.std(axis=2, ddof=1) / np.sqrt(8)
    np.testing.assert_allclose(mean.beside, errors, rtol=1e-6, atol=1e-6)
    again = gradient.mean(sampling=sampling, threads=1)
    assert np.array_equal(mean.values, again.values)
    assert np.array_equal(mean.beside, again.beside)


def test_draws_have_slopes(simulation: ttr.Simulation) -> None:
    sampling = ttr.Sampling(paths=1024, mode="random")
    slopes = simulation.gradient([10]).draws(5, 3, sampling)
    assert slopes.shape == (1, len(simulation.draws), 44, 3)
    assert np.isfinite(slopes).all()
    assert (slopes != 0).any(axis=(0, 2, 3)).sum() > 100


def test_what_is_not_there_is_refused(simulation: ttr.Simulation) -> None:
    with pytest.raises(ttr.ArgumentError, match="variable"):
        simulation.gradient([1000])
    with pytest.raises(ttr.OutOfRangeError, match="first"):
        simulation.gradient().paths(10**9, 1)
