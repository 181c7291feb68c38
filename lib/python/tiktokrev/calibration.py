"""A model fitted to published figures."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from . import _prototypes as c
from ._blocks import filled, members, new_block, own_members, set_given
from ._convert import DateLike, Floats, date_number, pointer
from ._handle import Handle
from ._library import lib
from ._progress import Progress
from ._run import Monitor, run
from .combiner import Combiner
from .history import History
from .program import Program
from .simulation import Simulation, workers

KINDS: dict[str, int] = {
    "reported": c.TTR_USE_REPORTED,
    "derived": c.TTR_USE_DERIVED,
    "estimate": c.TTR_USE_ESTIMATES,
    "forecast": c.TTR_USE_FORECASTS,
}


@dataclass(frozen=True)
class State:
    """How a calibration went."""

    converged: bool
    #: why it ended, in one sentence
    reason: str
    figures: int
    used: int
    unknowns: int
    noises: int
    drivers: int
    rounds: int
    steps: int
    #: index in the history of the figure with the largest residual
    worst: int
    gradient: float
    promise: float
    squares: float
    prior_squares: float
    #: effective number of parameters that the figures tell
    learned: float
    log_evidence: float


@dataclass(frozen=True)
class FittedFigure:
    """A figure of the history, in the fit."""

    used: bool
    #: why it is not used; empty if it is
    reason: str
    #: error and residual are of logarithms
    logarithmic: bool
    value: float
    before: float
    fitted: float
    deviation: float
    residual: float
    leverage: float


@dataclass(frozen=True)
class FittedDraw:
    """What the fit says of a draw, in prior standard deviations."""

    name: str
    #: empty if drawn once
    period: str
    #: stands for not knowing; else for chance
    epistemic: bool
    mean: float
    deviation: float


@dataclass(frozen=True)
class FittedDriver:
    """A number that the document leaves in doubt, in its own unit: quantiles.

    Those of 0.1, 0.5 and 0.9, as the document has it and now that the figures
    are known; of a driver that varies over time at the date of its evidence.
    """

    name: str
    unit: str
    low_before: float
    median_before: float
    high_before: float
    low: float
    median: float
    high: float


@dataclass(frozen=True)
class FittedNoise:
    """A noise process, as estimated; deviations are of logarithms."""

    name: str
    volatility_before: float
    volatility: float
    volatility_deviation: float
    reversion_before: float
    reversion: float
    reversion_deviation: float


class Sampled(NamedTuple):
    """What Markov chains say: of each unknown, then of each figure used."""

    mean: Floats
    deviation: Floats
    low: Floats
    median: Floats
    high: Floats
    r_hat: Floats
    effective: Floats
    #: share of proposals that were accepted, and the length of a step
    acceptance: float
    step: float


def fit_options(
    last: DateLike | None, kinds: Sequence[str] | None, options: Mapping[str, float]
) -> c.ttr_calibration_options:
    """How to calibrate: `options` are other members of the block."""
    block = new_block(c.ttr_calibration_options)
    block.last = date_number(last)
    if kinds is not None:
        block.kinds = sum(KINDS[kind] for kind in set(kinds))
    known = own_members(block)
    for name, value in options.items():
        if name not in known:
            raise TypeError(f"no option {name}")
        setattr(block, name, value)
    return block


class Calibration(Handle):
    """A model fitted to published figures.

    ::

        fit = Calibration(platform, History.open("published.csv"))
        simulation = fit.program.simulation()
        fit.condition(simulation)
    """

    _type = "ttr_calibration"

    def __init__(
        self,
        combiner: Combiner,
        history: History,
        *,
        last: DateLike | None = None,
        kinds: Sequence[str] | None = None,
        threads: int | None = None,
        progress: Progress = None,
        monitor: Monitor | None = None,
        **options: float,
    ) -> None:
        """Fits the model.

        `last` is the last day that is known, `kinds` those of the figures to
        use; `options` are other members of ``ttr_calibration_options``, as
        ``rounds=0``.
        """
        block = fit_options(last, kinds, options)
        crew = workers(threads)
        with combiner._held() as model, history._held() as figures:
            given = (model, figures, ctypes.byref(block), ctypes.byref(crew))
            run(
                lambda watching: self._begin(lib.ttr_calibration_run, *given, watching),
                "fit",
                progress,
                monitor,
            )

    @property
    def program(self) -> Program:
        """The program with the estimated noise: what forecasts are made with."""
        borrowed = lib.ttr_calibration_program(self._handle)
        return Program._new(lib.ttr_program_ref(borrowed))

    @property
    def state(self) -> State:
        """How it went."""
        call = lib.ttr_calibration_state
        return members(State, filled(c.ttr_calibration_state, call, self._handle))

    def _all(self, call: Any, block: Any, kind: Any, count: int) -> tuple[Any, ...]:
        blocks = (filled(block, call, self._handle, index) for index in range(count))
        return tuple(members(kind, one) for one in blocks)

    @property
    def figures(self) -> tuple[FittedFigure, ...]:
        """The figures, in the history's order."""
        call, block = lib.ttr_calibration_figure, c.ttr_fitted_figure
        return self._all(call, block, FittedFigure, self.state.figures)

    @property
    def draws(self) -> tuple[FittedDraw, ...]:
        """The unknowns."""
        call, block = lib.ttr_calibration_draw, c.ttr_fitted_draw
        return self._all(call, block, FittedDraw, self.state.unknowns)

    @property
    def drivers(self) -> tuple[FittedDriver, ...]:
        """What the unknowns make of levels, curves and elasticities."""
        call, block = lib.ttr_calibration_driver, c.ttr_fitted_driver
        return self._all(call, block, FittedDriver, self.state.drivers)

    @property
    def noises(self) -> tuple[FittedNoise, ...]:
        """Noise processes that history touches."""
        call, block = lib.ttr_calibration_noise, c.ttr_fitted_noise
        return self._all(call, block, FittedNoise, self.state.noises)

    def correlations(self, unknowns: Sequence[int]) -> Floats:
        """Posterior correlations of unknowns, by index."""
        indices = (ctypes.c_uint32 * len(unknowns))(*unknowns)
        values = np.empty((len(unknowns), len(unknowns)))
        lib.ttr_calibration_correlations(
            self._handle,
            indices,
            len(unknowns),
            pointer(values),
            values.size,
        )
        return values

    def condition(self, simulation: Simulation) -> None:
        """Draws the paths of a simulation that has not run from what was learned."""
        lib.ttr_simulation_condition(simulation._handle, self._handle)

    def sample(
        self,
        *,
        burn_in: int | None = None,
        draws: int | None = None,
        thin: int | None = None,
        seed: int | None = None,
        progress: Progress = None,
        monitor: Monitor | None = None,
    ) -> Sampled:
        """Draws from the posterior by Markov chains, as a check of Laplace's method."""
        block = new_block(c.ttr_sample_options)
        given = {"burn_in": burn_in, "draws": draws, "thin": thin, "seed": seed}
        for name, value in given.items():
            set_given(block, name, value)
        state = new_block(c.ttr_sample_state)
        rows = self.state.unknowns + self.state.used
        table = np.empty((rows, c.TTR_SAMPLE_COLUMNS))
        with self._held() as handle:

            def sample(watching: Any) -> None:
                lib.ttr_calibration_sample(
                    handle,
                    ctypes.byref(block),
                    watching,
                    pointer(table),
                    table.size,
                    ctypes.byref(state),
                )

            run(sample, "steps", progress, monitor)
        mean, deviation, low, median, high, r_hat, effective = table.T.copy()
        return Sampled(
            mean,
            deviation,
            low,
            median,
            high,
            r_hat,
            effective,
            state.acceptance,
            state.step,
        )

    def __repr__(self) -> str:
        if self.closed:
            return "<Calibration closed>"
        state = self.state
        return f"<Calibration of {state.unknowns} unknowns by {state.used} figures>"
