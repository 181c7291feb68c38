"""A compiled model: immutable, run by any number of threads at once."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeVar, Union

import numpy as np

from . import _prototypes as c
from ._blocks import filled, number_by
from ._convert import (
    CORRELATIONS,
    FREQUENCIES,
    KINDS,
    STEPS,
    SUPPORTS,
    Floats,
    Step,
    choose,
    decode,
    encode,
    floats,
    in_range,
    make_text,
    name_of,
    pointer,
    refuse,
    to_date,
)
from ._handle import Handle
from ._library import lib
from .schema import MODELS

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from .forecast import Forecast
    from .simulation import Simulation

#: Changes of drivers on their transformed scale: by name, or one per driver.
Shifts = Union[Mapping[str, float], "ArrayLike"]
WORLD = "World"


@dataclass(frozen=True)
class Calendar:
    """The periods of a model."""

    start_year: int
    start_month: int
    #: ``month``, ``quarter`` or ``year``
    frequency: str
    periods: int
    #: first month of the fiscal year
    fiscal_start: int
    #: before it lies history: no noise, no random event
    as_of: datetime.date
    constant_currency_period: int


@dataclass(frozen=True)
class Output:
    """An output of a program."""

    index: int
    #: ``component/key``
    name: str
    unit: str
    #: ``flow``, ``stock``, ``balance`` or ``ratio``
    kind: str
    meaning: str
    #: True if a currency view applies
    money: bool
    model: str


@dataclass(frozen=True)
class ProgramDriver:
    """A driver of a program."""

    index: int
    #: ``component/region/key``
    name: str
    region: str
    unit: str
    support: str
    meaning: str
    #: evidence; may be empty
    source: str
    #: ``A``, ``B``, ``C``, or an empty text
    grade: str


@dataclass(frozen=True)
class Repair:
    """Correlations that no random numbers can have, and what is used instead."""

    #: ``level`` or ``innovation``
    kind: str
    #: addresses of the drivers; without a region: the same in each
    drivers: tuple[str, ...]
    #: the two whose correlation changed most
    pair: tuple[str, str]
    given: float
    used: float


_T = TypeVar("_T", bound=Union[Output, ProgramDriver])


class Listing(Mapping[str, _T], Generic[_T]):
    """Outputs or drivers of a program, by name."""

    def __init__(self, program: Program, items: list[_T], find: Any) -> None:
        self._program = program
        self._items = items
        self._find = find

    def index(self, name: str) -> int:
        """Number of a name; the error of an unknown one gives the nearest."""
        return number_by(self._find, self._program._handle, encode(name))

    @cached_property
    def _by_name(self) -> dict[str, _T]:
        return {item.name: item for item in self._items}

    def __getitem__(self, name: str) -> _T:
        found = self._by_name.get(name)
        return self._items[self.index(name)] if found is None else found

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self._items)

    def __repr__(self) -> str:
        return f"<{len(self)} names: {', '.join(list(self)[:3])}, ...>"

    def _ipython_key_completions_(self) -> list[str]:
        return list(self)


class Program(Handle):
    """A compiled model.

    ::

        forecast = program.run()
        forecast.read("total/revenue")       # by year, all regions together
        program.outputs["total/revenue"]     # what it is
        program.drivers                      # what can be shifted
    """

    _type = "ttr_program"

    @property
    def title(self) -> str:
        """Title of the model; may be empty."""
        return decode(lib.ttr_program_title(self._handle))

    @property
    def calendar(self) -> Calendar:
        """Calendar of the model."""
        block = filled(c.ttr_calendar, lib.ttr_program_calendar, self._handle)
        as_of = to_date(block.as_of)
        assert as_of is not None
        return Calendar(
            block.start_year,
            block.start_month,
            name_of(FREQUENCIES, block.period_months),
            block.periods,
            block.fiscal_start,
            as_of,
            block.constant_currency_period,
        )

    @property
    def regions(self) -> tuple[str, ...]:
        """Names of the regions, in the order of all tables."""
        handle = self._handle
        count = lib.ttr_program_regions(handle)
        return tuple(decode(lib.ttr_program_region(handle, i)) for i in range(count))

    @property
    def places(self) -> tuple[str, ...]:
        """Names of the regions, then that of all of them together."""
        return (*self.regions, decode(lib.ttr_program_region(self._handle, c.TTR_WORLD)))

    @property
    def currencies(self) -> dict[str, str]:
        """Currency of each region, and the reporting currency for the world."""
        handle, places = self._handle, self.places
        numbers = [*range(len(places) - 1), c.TTR_WORLD]
        return {
            place: decode(lib.ttr_program_currency(handle, number))
            for place, number in zip(places, numbers)
        }

    @property
    def currency(self) -> str:
        """Reporting currency."""
        return decode(lib.ttr_program_currency(self._handle, c.TTR_WORLD))

    @property
    def streams(self) -> tuple[str, ...]:
        """Names of the streams."""
        handle = self._handle
        count = lib.ttr_program_streams(handle)
        return tuple(decode(lib.ttr_program_stream(handle, i)) for i in range(count))

    def steps(self, step: Step = "year") -> tuple[str, ...]:
        """Names of the steps of a time axis, e.g. ``2024`` or ``2024-Q3``."""
        handle, axis = self._handle, choose("step", STEPS, step)
        count = lib.ttr_program_steps(handle, axis)
        return tuple(decode(lib.ttr_program_step(handle, axis, i)) for i in range(count))

    def complete(self, step: Step = "year") -> tuple[bool, ...]:
        """Does the calendar hold all of each step?"""
        handle, axis = self._handle, choose("step", STEPS, step)
        count = lib.ttr_program_steps(handle, axis)
        return tuple(bool(lib.ttr_program_step_complete(handle, axis, i)) for i in range(count))

    @cached_property
    def outputs(self) -> Listing[Output]:
        """All outputs, by name."""
        count = lib.ttr_program_outputs(self._handle)
        items = [self._output(index) for index in range(count)]
        return Listing(self._again(), items, lib.ttr_program_find_output)

    def _again(self) -> Program:
        """The same program by a reference of its own, so that nothing goes in circles."""
        return Program._new(lib.ttr_program_ref(self._handle))

    def _output(self, index: int) -> Output:
        block = filled(c.ttr_program_output, lib.ttr_program_output, self._handle, index)
        return Output(
            index,
            decode(block.name),
            decode(block.unit),
            name_of(KINDS, block.kind),
            decode(block.meaning),
            bool(block.money),
            name_of(MODELS, block.model),
        )

    @cached_property
    def drivers(self) -> Listing[ProgramDriver]:
        """All drivers that were given a value, or that a link moves, by name."""
        handle, places = self._handle, self.places
        items: list[ProgramDriver] = []
        for index in range(lib.ttr_program_drivers(handle)):
            block = filled(c.ttr_program_driver, lib.ttr_program_driver, handle, index)
            items.append(
                ProgramDriver(
                    index,
                    decode(block.name),
                    places[block.region] if block.region < len(places) else places[-1],
                    decode(block.unit),
                    name_of(SUPPORTS, block.support),
                    decode(block.meaning),
                    decode(block.source),
                    chr(block.grade) if block.grade else "",
                )
            )
        return Listing(self._again(), items, lib.ttr_program_find_driver)

    @property
    def repairs(self) -> tuple[Repair, ...]:
        """Groups of drivers whose correlations had to be repaired."""
        return tuple(self._repair(i) for i in range(lib.ttr_program_repairs(self._handle)))

    def _repair(self, index: int) -> Repair:
        block = filled(c.ttr_program_repair, lib.ttr_program_repair, self._handle, index)
        names = tuple(decode(block.names[i]) for i in range(block.drivers))
        return Repair(
            name_of(CORRELATIONS, block.kind),
            names,
            (names[block.row], names[block.column]),
            block.given,
            block.used,
        )

    def output_index(self, output: str | int) -> int:
        """Index of an output."""
        if not isinstance(output, str):
            return int(output)
        return number_by(lib.ttr_program_find_output, self._handle, encode(output))

    def region_index(self, region: str | int | None) -> int:
        """Index of a region; None and ``World`` stand for all together."""
        if region is None:
            return c.TTR_WORLD
        if not isinstance(region, str):
            return int(region)
        places = self.places
        if region == places[-1]:
            return c.TTR_WORLD
        if region not in places:
            raise refuse("region", f"must be one of {', '.join(places)}", region)
        return places.index(region)

    def shifts(self, shifts: Shifts | None) -> Floats | None:
        """One number per driver, of shifts by name."""
        if shifts is None:
            return None
        count = lib.ttr_program_drivers(self._handle)
        if isinstance(shifts, Mapping):
            vector = np.zeros(count)
            for name, shift in shifts.items():
                vector[self.drivers.index(name)] = shift
            return vector
        vector = floats(shifts)
        if vector.shape != (count,):
            raise refuse("shifts", f"must be {count} numbers, one per driver", vector.shape)
        return vector

    def run(self, shifts: Shifts | None = None) -> Forecast:
        """Runs the central path: each driver at its median, no random event.

        Shifts move drivers over all periods on their transformed scale:
        ``{"advertising/US/ad_load": math.log(1.1)}`` multiplies the odds.
        """
        from .forecast import Forecast

        vector = self.shifts(shifts)
        made = Forecast._made_by(lib.ttr_program_run, self._handle, pointer(vector))
        made._program = self
        return made

    def simulation(self, shifts: Shifts | None = None) -> Simulation:
        """A simulation over many random paths, which watches nothing yet."""
        from .simulation import Simulation

        return Simulation(self, shifts)

    def explain(
        self,
        output: str | int,
        region: str | int | None = None,
        period: str | int = -1,
        *,
        depth: int = 3,
        shifts: Shifts | None = None,
    ) -> str:
        """Explains how a number comes about, as a tree of named values.

        `period` is a name such as ``2024-Q3``, or a number, from the end if
        negative.
        """
        vector = self.shifts(shifts)
        return make_text(
            lib.ttr_program_explain,
            self._handle,
            pointer(vector),
            self.output_index(output),
            self.region_index(region),
            self.period_index(period),
            in_range("depth", depth, False),
        )

    def period_index(self, period: str | int) -> int:
        """Index of a period."""
        periods = self.steps("period")
        if isinstance(period, str):
            if period not in periods:
                rule = f"must be one of {periods[0]} to {periods[-1]}"
                raise refuse("period", rule, period)
            return periods.index(period)
        if not -len(periods) <= period < len(periods):
            raise refuse("period", f"must be below {len(periods)}", period)
        return period % len(periods)

    def __repr__(self) -> str:
        return f"<Program {'closed' if self.closed else repr(self.title)}>"
