"""A simulation: a program run over many random paths."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from . import _prototypes as c
from ._blocks import filled, new_block, number_by, set_given
from ._convert import (
    CURRENCIES,
    STEPS,
    Currency,
    Floats,
    Step,
    choose,
    decode,
    floats,
    in_range,
    make_text,
    pointer,
    refuse,
)
from ._handle import Handle
from ._library import lib
from ._progress import Progress
from ._run import Monitor, run
from .distribution import Distribution, Figure
from .program import Program, Shifts

if TYPE_CHECKING:
    from .gradient import Gradient

FIGURES: dict[str, int] = {
    "output": c.TTR_FIGURE_OUTPUT,
    "report": c.TTR_FIGURE_REPORT,
    "share": c.TTR_FIGURE_SHARE,
    "growth": c.TTR_FIGURE_GROWTH,
    "cagr": c.TTR_FIGURE_CAGR,
    "hhi": c.TTR_FIGURE_HHI,
}
MODES: dict[str, int] = {
    "sobol": c.TTR_SAMPLING_SOBOL,
    "random": c.TTR_SAMPLING_RANDOM,
    "latin": c.TTR_SAMPLING_LATIN,
    "antithetic": c.TTR_SAMPLING_ANTITHETIC,
}
DIRECTIONS: dict[str, int] = {
    "auto": c.TTR_DIRECTION_AUTO,
    "gradient": c.TTR_DIRECTION_GRADIENT,
    "none": c.TTR_DIRECTION_NONE,
}
FigureKind = Literal["output", "report", "share", "growth", "cagr", "hhi"]
Mode = Literal["sobol", "random", "latin", "antithetic"]


@dataclass(frozen=True)
class Draw:
    """A random number of each path, by name."""

    name: str
    #: uniform in (0, 1); else standard normal
    uniform: bool
    #: drawn anew in each period
    by_period: bool
    #: stands for not knowing; else for chance
    epistemic: bool


@dataclass(frozen=True)
class Sampling:
    """How paths are drawn; the defaults are the library's.

    The same program, figures and sampling give the same bits on every machine,
    for any number of threads.
    """

    paths: int | None = None
    seed: int | None = None
    mode: Mode = "sobol"
    replicates: int | None = None
    direction: Literal["auto", "gradient", "none"] = "auto"
    #: name of an instruction set, or None for the widest; results are the same
    level: str | None = None
    #: what direction and stop rule are about; None for the first figure's last
    variable: int | None = None
    #: stop at this relative standard error; 0 for all paths
    tolerance: float = 0
    #: pairs of paths that part not knowing from chance
    split_paths: int = 0

    def _block(self) -> Any:
        block = new_block(c.ttr_sampling)
        block.mode = choose("mode", MODES, self.mode)
        block.direction = choose("direction", DIRECTIONS, self.direction)
        for name in ("paths", "seed", "replicates", "variable"):
            set_given(block, name, getattr(self, name))
        if self.level is not None:
            levels = {name: i + 1 for i, name in enumerate(instruction_sets())}
            block.level = choose("level", levels, self.level)
        block.tolerance = self.tolerance
        block.split_paths = in_range("split_paths", self.split_paths, True)
        return block


def instruction_sets() -> tuple[str, ...]:
    """Instruction sets that this machine can run, narrowest first."""
    found: list[str] = []
    while True:
        name = lib.ttr_instruction_set(len(found))
        if name is None:
            return tuple(found)
        found.append(decode(name))


class Simulation(Handle):
    """Random paths of a program.

    ::

        simulation = program.simulation()
        total = simulation.watch("total/revenue", joint=True)
        result = simulation.run(paths=100_000)
        result.quantiles([0.05, 0.5, 0.95], total).values
    """

    _type = "ttr_simulation"

    def __init__(self, program: Program, shifts: Shifts | None = None) -> None:
        vector = program.shifts(shifts)
        self._begin(lib.ttr_simulation_new, program._handle, pointer(vector))
        #: The program whose paths these are.
        self.program = program._again()
        #: What is watched, in order.
        self.figures: list[Figure] = []

    def watch(
        self,
        output: str | int | None = None,
        region: str | int | None = None,
        *,
        kind: FigureKind = "output",
        of: str | int | None = None,
        step: Step = "year",
        currency: Currency = "reporting",
        joint: bool = False,
    ) -> Figure:
        """Watches a figure: one random variable per step.

        `kind` is ``output``, ``report`` (`output` is its name), ``share`` (of
        the output `of`), ``growth``, ``cagr`` or ``hhi``. Variables of joint
        figures are correlated with each other.
        """
        block = new_block(c.ttr_figure)
        block.kind = choose("kind", FIGURES, kind)
        block.output = self._figure_output(kind, output)
        if of is not None:
            block.of = self.program.output_index(of)
        block.region = self.program.region_index(region)
        block.currency = choose("currency", CURRENCIES, currency)
        block.step = choose("step", STEPS, step)
        block.joint = int(joint)
        first = number_by(lib.ttr_simulation_watch, self._handle, ctypes.byref(block))
        figure = Figure(first, self.variables - first, kind, str(output or kind))
        self.figures.append(figure)
        return figure

    def _figure_output(self, kind: str, output: str | int | None) -> int:
        if kind == "hhi":
            return 0
        if output is None:
            raise refuse("output", f"must be given for the figure {kind!r}", output)
        if kind == "report" and isinstance(output, str):
            with self.program.run() as forecast:  # only forecasts know reports
                return forecast.report_index(output)
        return self.program.output_index(output)

    @property
    def variables(self) -> int:
        """Number of variables that are watched."""
        return int(lib.ttr_simulation_variables(self._handle))

    @property
    def dimensions(self) -> int:
        """Number of random numbers that one path takes."""
        return number_by(lib.ttr_simulation_dimensions, self._handle)

    @property
    def draws(self) -> tuple[Draw, ...]:
        """The random numbers of a path, by name."""
        count = number_by(lib.ttr_simulation_draws, self._handle)
        return tuple(self._draw(index) for index in range(count))

    def _draw(self, index: int) -> Draw:
        block = filled(c.ttr_draw, lib.ttr_simulation_draw, self._handle, index)
        flags = (bool(block.uniform), bool(block.by_period), bool(block.epistemic))
        return Draw(decode(block.name), *flags)

    def memory(self, sampling: Sampling | None = None, threads: int | None = None) -> int:
        """Bytes that a run takes at its most, whatever the number of paths."""
        slot = ctypes.c_uint64()
        lib.ttr_simulation_memory(
            self._handle,
            ctypes.byref((sampling or Sampling())._block()),
            ctypes.byref(workers(threads)),
            ctypes.byref(slot),
        )
        return slot.value

    def run(
        self,
        paths: int | None = None,
        *,
        seed: int | None = None,
        sampling: Sampling | None = None,
        threads: int | None = None,
        progress: Progress = None,
        monitor: Monitor | None = None,
    ) -> Distribution:
        """Runs all paths.

        Give `paths` and `seed`, or a `Sampling` for all that can be chosen.
        Without a number of threads there is one per processor. Ctrl-C stops
        the run and raises KeyboardInterrupt.
        """
        block = combined(sampling, paths, seed)._block()
        return self._run(lib.ttr_simulation_run, (block,), threads, progress, monitor)

    def shard(
        self,
        first: int,
        count: int,
        *,
        sampling: Sampling | None = None,
        threads: int | None = None,
        progress: Progress = None,
        monitor: Monitor | None = None,
    ) -> Distribution:
        """Runs a part of the paths of a run, to be merged with the others."""
        block = (sampling or Sampling())._block()
        first, count = in_range("first", first, True), in_range("count", count, True)
        part = (block, first, count)
        return self._run(lib.ttr_simulation_shard, part, threads, progress, monitor)

    def _run(
        self,
        call: Any,
        part: tuple[Any, ...],
        threads: int | None,
        progress: Progress,
        monitor: Monitor | None,
    ) -> Distribution:
        crew = workers(threads)
        arguments = (ctypes.byref(part[0]), *part[1:], ctypes.byref(crew))
        with self._held() as handle:
            made = run(
                lambda watching: Distribution._made_by(call, handle, *arguments, watching),
                "paths",
                progress,
                monitor,
            )
        made.figures = tuple(self.figures)
        return made

    def paths(self, first: int, count: int, sampling: Sampling | None = None) -> Floats:
        """Values of the variables on single paths, the same as in a run: variables x paths."""
        shape = (self.variables, in_range("count", count, False))
        return on_paths(lib.ttr_simulation_paths, self, sampling, first, shape)

    def numbers(self, first: int, count: int, sampling: Sampling | None = None) -> Floats:
        """The draws of single paths: draws x periods x paths."""
        shape = (*self._draws_by_period(), in_range("count", count, False))
        return on_paths(lib.ttr_simulation_numbers, self, sampling, first, shape)

    def _draws_by_period(self) -> tuple[int, int]:
        """How many draws, and periods, a table of a path's random numbers has."""
        draws = number_by(lib.ttr_simulation_draws, self._handle)
        return draws, self.program.calendar.periods

    def gradient(self, variables: Iterable[int] | None = None) -> Gradient:
        """Exact derivatives of variables (all, or those of these indices)."""
        from .gradient import Gradient

        return Gradient(self, variables)

    def explain(
        self,
        path: int,
        output: str | int,
        region: str | int | None = None,
        period: str | int = -1,
        *,
        depth: int = 3,
        sampling: Sampling | None = None,
    ) -> str:
        """Explains a number on one path, as `Program.explain` does on the central one."""
        block = (sampling or Sampling())._block()
        return make_text(
            lib.ttr_simulation_explain,
            self._handle,
            ctypes.byref(block),
            in_range("path", path, True),
            self.program.output_index(output),
            self.program.region_index(region),
            self.program.period_index(period),
            in_range("depth", depth, False),
        )

    def to_numpy_source(self) -> str:
        """The equations of all variables as NumPy source, for a second opinion."""
        return make_text(lib.ttr_simulation_numpy, self._handle)

    def exact_quantiles(
        self,
        distribution: Distribution,
        variable: int,
        probabilities: Sequence[float],
        *,
        paths: int | None = None,
        seed: int | None = None,
        sampling: Sampling | None = None,
        threads: int | None = None,
        progress: Progress = None,
    ) -> Floats:
        """Exact sample quantiles of one variable, by running the same paths again."""
        block = combined(sampling, paths, seed)._block()
        levels = floats(probabilities).ravel()
        values = np.empty(len(levels))
        crew = workers(threads)
        with self._held() as handle, distribution._held() as first:

            def again(watching: Any) -> None:
                lib.ttr_simulation_exact_quantiles(
                    handle,
                    ctypes.byref(block),
                    ctypes.byref(crew),
                    watching,
                    first,
                    variable,
                    pointer(levels),
                    len(levels),
                    pointer(values),
                )

            run(again, "exact quantiles", progress)
        return values

    def __repr__(self) -> str:
        if self.closed:
            return "<Simulation closed>"
        return f"<Simulation of {self.program.title!r}: {self.variables} variables>"


def combined(sampling: Sampling | None, paths: int | None, seed: int | None) -> Sampling:
    """A sampling of what was given apart, or as one."""
    if sampling is None:
        return Sampling(paths=paths, seed=seed)
    if paths is not None or seed is not None:
        raise refuse("paths and seed", "must be given in the sampling", (paths, seed))
    return sampling


def on_paths(
    call: Any, handle: Handle, sampling: Sampling | None, first: int, shape: tuple[int, ...]
) -> Floats:
    """A table of numbers on single paths, which are its last dimension."""
    values = np.empty(shape)
    block = (sampling or Sampling())._block()
    start = in_range("first", first, True)
    call(handle._handle, ctypes.byref(block), start, shape[-1], pointer(values), values.size)
    return values


def workers(threads: int | None) -> c.ttr_workers:
    """Who works: a number of threads, or one per processor."""
    if threads is None:
        threads = min(processors(), 256)
    return c.ttr_workers(ctypes.sizeof(c.ttr_workers), in_range("threads", threads, False))


def processors() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
