"""Slopes of a simulation's variables by all shifts and all random numbers."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ._convert import Floats, in_range, pointer
from ._handle import Handle
from ._library import lib
from ._progress import Progress
from ._run import Monitor, run
from .simulation import Sampling, Simulation, combined, on_paths, workers


@dataclass(frozen=True)
class Slopes:
    """Slopes by the shifts of all drivers, with what they belong to."""

    #: variables x drivers: units of the variable per unit of the shift
    values: Floats
    #: on the central path the values of the variables; of means the slopes' standard errors
    beside: Floats


class Gradient(Handle):
    """Exact derivatives of some variables of a simulation.

    ::

        total = simulation.watch("total/revenue")
        gradient = simulation.gradient([total.last])
        slopes = gradient.central()
        slopes.values / slopes.beside[:, None]  # elasticities
    """

    _type = "ttr_gradient"

    def __init__(self, simulation: Simulation, variables: Iterable[int] | None = None) -> None:
        slot = self._slot()
        chosen = None if variables is None else np.array(list(variables), dtype=np.uint32)
        lib.ttr_gradient_new(
            simulation._handle,
            None if chosen is None else chosen.ctypes.data_as(ctypes.POINTER(ctypes.c_uint32)),
            0 if chosen is None else len(chosen),
            ctypes.byref(slot),
        )
        self._adopt(slot)
        #: The simulation whose variables these are.
        self.simulation = simulation
        self._drivers = int(lib.ttr_program_drivers(simulation.program._handle))

    @property
    def variables(self) -> int:
        """Number of variables that were chosen."""
        return int(lib.ttr_gradient_variables(self._handle))

    def central(self) -> Slopes:
        """Values and slopes on the central path."""
        values = np.empty(self.variables)
        slopes = np.empty((self.variables, self._drivers))
        lib.ttr_gradient_central(self._handle, pointer(values), pointer(slopes), slopes.size)
        return Slopes(slopes, values)

    def paths(self, first: int, count: int, sampling: Sampling | None = None) -> Floats:
        """Slopes by shifts on single paths: variables x drivers x paths."""
        shape = (self.variables, self._drivers, in_range("count", count, False))
        return on_paths(lib.ttr_gradient_paths, self, sampling, first, shape)

    def draws(self, first: int, count: int, sampling: Sampling | None = None) -> Floats:
        """Slopes by random numbers on single paths: variables x draws x periods x paths."""
        draws = self.simulation._draws_by_period()
        shape = (self.variables, *draws, in_range("count", count, False))
        return on_paths(lib.ttr_gradient_draws, self, sampling, first, shape)

    def mean(
        self,
        paths: int | None = None,
        *,
        seed: int | None = None,
        sampling: Sampling | None = None,
        threads: int | None = None,
        progress: Progress = None,
        monitor: Monitor | None = None,
    ) -> Slopes:
        """Mean slopes over all paths, with their standard errors."""
        block = combined(sampling, paths, seed)._block()
        means = np.empty((self.variables, self._drivers))
        errors = np.empty_like(means)
        crew = workers(threads)
        with self._held() as handle:

            def average(watching: Any) -> None:
                lib.ttr_gradient_mean(
                    handle,
                    ctypes.byref(block),
                    ctypes.byref(crew),
                    watching,
                    pointer(means),
                    pointer(errors),
                    means.size,
                )

            run(average, "slopes", progress, monitor)
        return Slopes(means, errors)

    def __repr__(self) -> str:
        if self.closed:
            return "<Gradient closed>"
        return f"<Gradient of {self.simulation.program.title!r}: {self.variables} variables>"
