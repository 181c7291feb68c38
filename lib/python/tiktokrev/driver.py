"""A driver: one number that moves through time, and what is known of it."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from . import _prototypes as c
from ._blocks import new_block
from ._convert import DateLike, choose, date_number, encode, floats, pointer, refuse
from ._handle import Handle
from ._library import lib

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

LAWS: dict[str, int] = {
    "normal": c.TTR_LAW_NORMAL,
    "lognormal": c.TTR_LAW_LOGNORMAL,
    "uniform": c.TTR_LAW_UNIFORM,
    "triangular": c.TTR_LAW_TRIANGULAR,
    "pert": c.TTR_LAW_PERT,
    "beta": c.TTR_LAW_BETA,
    "gamma": c.TTR_LAW_GAMMA,
    "student_t": c.TTR_LAW_STUDENT,
    "pareto": c.TTR_LAW_PARETO,
    "empirical": c.TTR_LAW_EMPIRICAL,
    "mixture": c.TTR_LAW_MIXTURE,
}


@dataclass(frozen=True)
class Law:
    """A probability law; `low` and `high` cut it off.

    Make one by its name: ``Law.lognormal(median, deviation)``. Parameters are
    on the driver's natural scale.
    """

    kind: str
    parameters: tuple[float, ...] = ()
    low: float = -np.inf
    high: float = np.inf
    values: tuple[float, ...] = field(default=(), repr=False)
    weights: tuple[float, ...] = field(default=(), repr=False)

    @classmethod
    def normal(cls, mean: float, deviation: float) -> Law:
        """Normal, by mean and standard deviation."""
        return cls("normal", (mean, deviation))

    @classmethod
    def lognormal(cls, median: float, deviation: float) -> Law:
        """Lognormal, by median and standard deviation of the logarithm."""
        return cls("lognormal", (median, deviation))

    @classmethod
    def uniform(cls, low: float, high: float) -> Law:
        """Uniform between two ends."""
        return cls("uniform", (low, high))

    @classmethod
    def triangular(cls, low: float, mode: float, high: float) -> Law:
        """Triangular between two ends."""
        return cls("triangular", (low, mode, high))

    @classmethod
    def pert(cls, low: float, mode: float, high: float, weight: float = 4) -> Law:
        """PERT between two ends, with the weight of the mode."""
        return cls("pert", (low, mode, high, weight))

    @classmethod
    def beta(cls, alpha: float, beta: float, low: float = 0, high: float = 1) -> Law:
        """Beta, by its two shapes, between two ends."""
        return cls("beta", (alpha, beta, low, high))

    @classmethod
    def gamma(cls, shape: float, scale: float) -> Law:
        """Gamma, by shape and scale."""
        return cls("gamma", (shape, scale))

    @classmethod
    def student_t(cls, location: float, scale: float, freedom: float) -> Law:
        """Student's t, by location, scale and degrees of freedom."""
        return cls("student_t", (location, scale, freedom))

    @classmethod
    def pareto(cls, minimum: float, tail_index: float) -> Law:
        """Pareto, by its minimum and a tail index above 2."""
        return cls("pareto", (minimum, tail_index))

    @classmethod
    def empirical(cls, values: Sequence[float]) -> Law:
        """A sample, all values equally likely."""
        return cls("empirical", values=tuple(values))

    @classmethod
    def mixture(cls, medians: Sequence[float], weights: Sequence[float], deviation: float) -> Law:
        """Mixture of lognormals of one standard deviation of the logarithm."""
        return cls("mixture", (0, deviation), values=tuple(medians), weights=tuple(weights))

    def within(self, low: float = -np.inf, high: float = np.inf) -> Law:
        """The same, cut off at one end or both."""
        return Law(self.kind, self.parameters, low, high, self.values, self.weights)

    def _block(self) -> tuple[c.ttr_law, list[Any]]:
        """The library's block, and the memory that it points to."""
        block = new_block(c.ttr_law)
        block.kind = choose("a law", LAWS, self.kind)
        for name, value in zip("abcd", self.parameters):
            setattr(block, name, value)
        block.low, block.high = self.low, self.high
        kept: list[Any] = []
        if self.values:
            values, weights = floats(self.values), floats(self.weights)
            if self.weights and len(weights) != len(values):
                raise refuse("a mixture", "must have one weight per median", len(weights))
            kept = [values, weights]
            block.values = pointer(values)
            block.weights = pointer(weights) if self.weights else None
            block.count = len(values)
        return block, kept


class Driver(Handle):
    """A description of one number through time.

    It begins as a constant, ``Driver(0.12)``, or as a curve,
    ``Driver.exponential(60e6, growth=0.04, date="2025-01-01")``. Every method
    that adds to it returns the driver itself, so that they can be chained::

        Driver(5.2).season([0.90, 0.97, 0.98, 1.15]).range(4.5, 6).grade("B", "panel")
    """

    _type = "ttr_driver"

    def __init__(self, value: float | None = None) -> None:
        self._begin(lib.ttr_driver_new, None)
        if value is not None:
            self.value(value)

    # the central path

    def value(self, value: float) -> Driver:
        """Central path: a constant."""
        lib.ttr_driver_set_value(self._handle, value)
        return self

    @classmethod
    def _curve(cls, call: Any, *parameters: Any) -> Driver:
        made = cls()
        call(made._handle, *parameters)
        return made

    @classmethod
    def exponential(cls, value: float, growth: float, date: DateLike) -> Driver:
        """Central path: ``value * (1 + growth) ** years since date``."""
        return cls._curve(lib.ttr_driver_set_exponential, value, growth, date_number(date))

    @classmethod
    def linear(cls, value: float, slope_per_year: float, date: DateLike) -> Driver:
        """Central path: ``value + slope_per_year * years since date``."""
        return cls._curve(lib.ttr_driver_set_linear, value, slope_per_year, date_number(date))

    @classmethod
    def logistic(cls, ceiling: float, rate: float, midpoint: DateLike) -> Driver:
        """Central path: a logistic curve with a rate per year."""
        return cls._curve(lib.ttr_driver_set_logistic, ceiling, rate, date_number(midpoint))

    @classmethod
    def gompertz(cls, ceiling: float, rate: float, inflection: DateLike) -> Driver:
        """Central path: a Gompertz curve with a rate per year."""
        return cls._curve(lib.ttr_driver_set_gompertz, ceiling, rate, date_number(inflection))

    @classmethod
    def bass(cls, market: float, p: float, q: float, launch: DateLike) -> Driver:
        """Central path: Bass diffusion, innovation p and imitation q per year."""
        return cls._curve(lib.ttr_driver_set_bass, market, p, q, date_number(launch))

    @classmethod
    def knots(cls, values: Mapping[DateLike, float]) -> Driver:
        """Central path: dated values, linear between them, flat outside."""
        dates = (ctypes.c_int32 * len(values))(*map(date_number, values))
        numbers = floats(list(values.values()))
        return cls._curve(lib.ttr_driver_set_knots, len(values), dates, pointer(numbers))

    @classmethod
    def series(cls, values: ArrayLike) -> Driver:
        """Central path: one value for each period of the calendar."""
        numbers = floats(values).ravel()
        return cls._curve(lib.ttr_driver_set_series, len(numbers), pointer(numbers))

    # what shapes the path

    def season(self, index: ArrayLike) -> Driver:
        """Seasonal index of 12 months or 4 quarters; an empty one for none.

        What is not known of it: ``.range(0.95, 1.05, parameter="seasonality")``.
        """
        numbers = floats(index).ravel()
        lib.ttr_driver_set_seasonality(self._handle, len(numbers), pointer(numbers))
        return self

    def movable_event(self, first: DateLike, days: int, multiplier: float) -> Driver:
        """Days on which the driver is multiplied."""
        lib.ttr_driver_add_movable_event(self._handle, date_number(first), days, multiplier)
        return self

    def dates(self, launch: DateLike | None = None, end: DateLike | None = None) -> Driver:
        """First and last active day; outside them the driver is 0."""
        lib.ttr_driver_set_dates(self._handle, date_number(launch), date_number(end))
        return self

    def real(self, real: bool = True) -> Driver:
        """Values are in the first period's prices, and follow inflation."""
        lib.ttr_driver_set_real(self._handle, int(real))
        return self

    # what is not known, and what is

    def range(
        self, low: float, high: float, probability: float = 0.8, parameter: str | None = None
    ) -> Driver:
        """A range that holds the truth with a probability.

        It is about the level, or about one parameter of the curve, by its name.
        """
        lib.ttr_driver_set_range(self._handle, encode(parameter), low, high, probability)
        return self

    def law(self, law: Law, parameter: str | None = None) -> Driver:
        """A probability law for the level or for one parameter of the curve."""
        block, _kept = law._block()
        lib.ttr_driver_set_law(self._handle, encode(parameter), ctypes.byref(block))
        return self

    def certain(self) -> Driver:
        """The level is known exactly."""
        lib.ttr_driver_set_certain(self._handle)
        return self

    def noise(self, volatility: float, reversion: float = 0) -> Driver:
        """What nobody can know, per square root of a year and per year."""
        lib.ttr_driver_set_noise(self._handle, volatility, reversion)
        return self

    def loading(self, factor: str, loading: float, lag: int = 0) -> Driver:
        """Moves with a factor of the environment, some periods later."""
        lib.ttr_driver_add_loading(self._handle, encode(factor), loading, lag)
        return self

    def grade(
        self,
        grade: Literal["A", "B", "C"],
        source: str | None = None,
        date: DateLike | None = None,
        note: str | None = None,
    ) -> Driver:
        """Evidence: A filed by the company, B a named third party, C judgement."""
        if len(grade) != 1 or not grade.isascii():
            raise refuse("a grade", "must be A, B or C", grade)
        lib.ttr_driver_set_evidence(
            self._handle,
            grade.encode("ascii"),
            encode(source),
            date_number(date),
            encode(note),
        )
        return self
