"""The outside world: inflation, exchange rates, events, cycles, taste."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from . import _prototypes as c
from ._blocks import new_block
from ._convert import (
    CORRELATIONS,
    DateLike,
    choose,
    date_number,
    encode,
    floats,
    names,
    pointer,
    refuse,
    texts,
)
from ._library import lib
from .component import Component, Values, describe
from .driver import Law

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

SCOPES: dict[str, int] = {
    "audience": c.TTR_SCOPE_AUDIENCE,
    "stream": c.TTR_SCOPE_STREAM,
    "driver": c.TTR_SCOPE_DRIVER,
}
STARTS: dict[str, int] = {
    "stationary": c.TTR_MACRO_STATIONARY,
    "expansion": c.TTR_MACRO_EXPANSION,
    "recession": c.TTR_MACRO_RECESSION,
}


class Environment(Component):
    """The outside world.

    Drivers can be given at once: ``Environment(fx={"EU": 1.08}, inflation=0.02)``.
    """

    _type = "ttr_environment"
    model = "environment"

    def __init__(self, **drivers: Values) -> None:
        self._begin(lib.ttr_environment_new, None)
        self._set_all(drivers)

    def add_event(
        self,
        name: str,
        *,
        date: DateLike | None = None,
        probability: float | None = None,
        hazard_per_year: float | None = None,
        severity: float | Law = 1,
        scope: Literal["audience", "stream", "driver"] = "audience",
        target: str | None = None,
        regions: str | Sequence[str] | None = None,
        lag_days: int = 0,
        duration_days: int = 0,
        half_life_days: float = 0,
        grade: Literal["A", "B", "C"] | None = None,
        source: str | None = None,
    ) -> None:
        """Adds something that takes a share away, for a while or for good.

        Either at a date, with a probability, or by a hazard: the rate per year
        of its first arrival after the as-of date. A duration of 0 is for good.
        """
        block = new_block(c.ttr_event)
        where = names(regions)
        kept = texts(where)
        block.scope = choose("scope", SCOPES, scope)
        block.name, block.target, block.source = encode(name), encode(target), encode(source)
        block.regions, block.region_count = kept, len(where)
        block.date = date_number(date)
        if probability is not None:
            block.probability = probability
        if hazard_per_year is not None:
            block.hazard_per_year = hazard_per_year
        law: tuple[Any, Any] | None = None
        if isinstance(severity, Law):
            law = severity._block()
            block.severity_law = ctypes.pointer(law[0])
        else:
            block.severity = severity
        block.lag_days, block.duration_days = lag_days, duration_days
        block.half_life_days = half_life_days
        block.grade = grade.encode("ascii") if grade else b"\0"
        lib.ttr_environment_add_event(self._handle, ctypes.byref(block))

    def add_technology(
        self,
        name: str,
        target: str,
        size: float,
        date: DateLike,
        *,
        rate: float = 0,
        regions: str | Sequence[str] | None = None,
    ) -> None:
        """Adds a change of one driver for good.

        `size` is on the driver's transformed scale (log, or log odds); with a
        rate per year the change is logistic about its date, else a step.
        """
        block = new_block(c.ttr_technology)
        where = names(regions)
        kept = texts(where)
        block.name, block.target = encode(name), encode(target)
        block.regions, block.region_count = kept, len(where)
        block.size, block.rate, block.date = size, rate, date_number(date)
        lib.ttr_environment_add_technology(self._handle, ctypes.byref(block))

    def set_macro(
        self,
        *,
        to_recession_per_year: float,
        to_expansion_per_year: float,
        growth_expansion: float,
        growth_recession: float,
        start: Literal["stationary", "expansion", "recession"] = "stationary",
    ) -> None:
        """Describes the macro cycle, whose factor is named ``macro``."""
        block = new_block(c.ttr_macro)
        block.start = choose("start", STARTS, start)
        block.to_recession_per_year = to_recession_per_year
        block.to_expansion_per_year = to_expansion_per_year
        block.growth_expansion = growth_expansion
        block.growth_recession = growth_recession
        lib.ttr_environment_set_macro(self._handle, ctypes.byref(block))

    def add_preference(
        self,
        name: str,
        volatility: float,
        reversion: float,
        *,
        regions: str | Sequence[str] | None = None,
    ) -> None:
        """Adds a taste that regions have in common."""
        where = names(regions)
        lib.ttr_environment_add_preference(
            self._handle, encode(name), texts(where), len(where), volatility, reversion
        )

    def add_correlation(
        self,
        drivers: Sequence[str],
        matrix: ArrayLike,
        *,
        kind: Literal["level", "innovation"] = "level",
        freedom: float = 0,
    ) -> None:
        """Adds a correlation matrix over drivers.

        `freedom` is that of a Student-t copula; 0 is a Gaussian one.
        """
        numbers = floats(matrix)
        if numbers.shape != (len(drivers), len(drivers)):
            rule = f"must be {len(drivers)} x {len(drivers)}, as there are drivers"
            raise refuse("the correlation matrix", rule, numbers.shape)
        lib.ttr_environment_add_correlation(
            self._handle,
            choose("kind", CORRELATIONS, kind),
            freedom,
            len(drivers),
            texts(drivers),
            pointer(numbers),
        )

    def set_region_correlation(
        self, correlation: float, *, kind: Literal["level", "innovation"] = "level"
    ) -> None:
        """Says how far one driver goes together with itself in another region.

        It holds where no matrix says so; 0.5 until it is set.
        """
        number = choose("kind", CORRELATIONS, kind)
        lib.ttr_environment_set_region_correlation(self._handle, number, correlation)


describe(Environment)
