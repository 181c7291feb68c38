"""The combiner: a whole platform, which is compiled into a program."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal, Union

from . import _prototypes as c
from ._blocks import new_block
from ._convert import (
    FREQUENCIES,
    DateLike,
    choose,
    date_number,
    encode,
    file_name,
    make_text,
    refuse,
)
from ._handle import Handle
from ._library import lib
from .audience import Audience
from .driver import Driver
from .environment import Environment
from .program import Program
from .streams import Stream

#: A term of a report: output, or (output, region), with a weight.
Terms = Union[Mapping[str, float], Iterable[tuple[str, Union[str, None], float]]]


class Combiner(Handle):
    """A description of a platform.

    ::

        platform = Combiner("USD", start="2025-01", periods=12, regions={"US": "USD"})
        platform.set_audience(audience)
        platform.add_stream(advertising)
        program = platform.compile()

    or read from a model document: ``Combiner.open("tiktok.json")``.
    """

    _type = "ttr_combiner"

    def __init__(
        self,
        currency: str = "USD",
        *,
        start: str = "2020-01",
        frequency: Literal["month", "quarter", "year"] = "quarter",
        periods: int = 4,
        fiscal_start: int = 1,
        as_of: DateLike | None = None,
        constant_currency_period: int = 0,
        regions: Mapping[str, str] | None = None,
    ) -> None:
        calendar = new_block(c.ttr_calendar)
        year, _, month = start.partition("-")
        if not (year.isdigit() and (month.isdigit() or not month)):
            raise refuse("start", "must be written as 2025-01", start)
        calendar.start_year, calendar.start_month = int(year), int(month or 1)
        calendar.period_months = choose("frequency", FREQUENCIES, frequency)
        calendar.periods, calendar.fiscal_start = periods, fiscal_start
        calendar.as_of = date_number(as_of)
        calendar.constant_currency_period = constant_currency_period
        self._begin(lib.ttr_combiner_new, None, ctypes.byref(calendar), encode(currency))
        for name, own in (regions or {}).items():
            self.add_region(name, own)

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> Combiner:
        """Reads a model document from a file."""
        return cls._made_by(lib.ttr_document_open, None, file_name(path))

    @classmethod
    def load(cls, text: str | bytes, name: str | None = None) -> Combiner:
        """Reads a model document; `name` is what errors call it."""
        raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else bytes(text)
        return cls._made_by(lib.ttr_document_load, None, raw, len(raw), encode(name))

    def to_json(self) -> str:
        """The description as a model document; reading it gives the same."""
        return make_text(lib.ttr_document_save, self._handle)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the description to a file, as a model document."""
        Path(path).write_text(self.to_json(), encoding="utf-8")

    def set_title(self, title: str | None, notes: str | None = None) -> None:
        """Sets the title and notes that a document keeps."""
        lib.ttr_combiner_set_title(self._handle, encode(title), encode(notes))

    def add_region(self, name: str, currency: str) -> None:
        """Adds a region with its local currency; order is kept in all tables."""
        lib.ttr_combiner_add_region(self._handle, encode(name), encode(currency))

    def set_audience(self, audience: Audience) -> None:
        """Sets the audience, which is shared, not copied."""
        lib.ttr_combiner_set_audience(self._handle, audience._handle)

    def set_environment(self, environment: Environment) -> None:
        """Sets the environment, which is shared, not copied."""
        lib.ttr_combiner_set_environment(self._handle, environment._handle)

    def add_stream(self, stream: Stream) -> None:
        """Adds a stream, which is shared, not copied."""
        lib.ttr_combiner_add_stream(self._handle, stream._handle)

    def add_link(
        self,
        name: str,
        source: str,
        target: str,
        elasticity: float | Driver,
        *,
        lag: int = 1,
        source_region: str | None = None,
        target_region: str | None = None,
        reference: float = 0,
    ) -> None:
        """Adds a link: an output moves a driver by an elasticity.

        The driver, on its transformed scale, gains
        ``elasticity * ln(source / reference)``; a reference of 0 is the
        source's central path without links.
        """
        block = new_block(c.ttr_link)
        block.name, block.source, block.target = encode(name), encode(source), encode(target)
        block.source_region = encode(source_region)
        block.target_region = encode(target_region)
        block.lag, block.reference = lag, reference
        if isinstance(elasticity, Driver):
            block.elasticity_driver = elasticity._handle
        else:
            block.elasticity = elasticity
        lib.ttr_combiner_add_link(self._handle, ctypes.byref(block))

    def add_elimination(self, name: str, source: str, share: float) -> None:
        """Adds a share of an output that must not count in the total."""
        lib.ttr_combiner_add_elimination(self._handle, encode(name), encode(source), share)

    def add_report(self, name: str, terms: Terms = (), note: str | None = None) -> None:
        """Adds a named report: a weighted sum of outputs over regions.

        Terms are ``{"total/revenue": 1}``, or ``[("total/revenue", "US", 1)]``
        with a region, or None for all.
        """
        lib.ttr_combiner_add_report(self._handle, encode(name), encode(note))
        if isinstance(terms, Mapping):
            terms = [(output, None, weight) for output, weight in terms.items()]
        for output, region, weight in terms:
            self.add_report_term(name, output, region, weight)

    def add_report_term(
        self, report: str, output: str, region: str | None = None, weight: float = 1
    ) -> None:
        """Adds a term to a report."""
        lib.ttr_combiner_add_report_term(
            self._handle, encode(report), encode(output), encode(region), weight
        )

    def compile(self) -> Program:
        """Checks the description and compiles it into a program."""
        return Program._made_by(lib.ttr_combiner_compile, self._handle)
