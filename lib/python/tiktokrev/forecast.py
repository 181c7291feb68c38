"""A forecast: what a run of the central path gave."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ._convert import (
    CURRENCIES,
    KINDS,
    STEPS,
    Currency,
    Floats,
    Step,
    choose,
    decode,
    make_text,
    name_of,
    pointer,
    refuse,
)
from ._handle import Handle
from ._library import lib
from .program import Program

if TYPE_CHECKING:
    import pandas


class Forecast(Handle):
    """What a run gave, by output, region and time.

    ::

        forecast.read("total/revenue")                          # by year, the world
        forecast.read("total/revenue", "US", step="period")
        forecast.table(["advertising/revenue", "total/revenue"])
        forecast.to_pandas("total/revenue")
    """

    _type = "ttr_forecast"
    _program: Program | None = None

    @property
    def program(self) -> Program:
        """The program that this is a run of."""
        if self._program is None or self._program.closed:
            borrowed = lib.ttr_forecast_program(self._handle)
            self._program = Program._new(lib.ttr_program_ref(borrowed))
        return self._program

    def _steps(self, step: str) -> tuple[int, int]:
        axis = choose("step", STEPS, step)
        program = lib.ttr_forecast_program(self._handle)
        return axis, lib.ttr_program_steps(program, axis)

    def _series(self, step: str, call: Any, *arguments: Any) -> Floats:
        """What a call gives by step."""
        axis, count = self._steps(step)
        values = np.empty(count)
        call(self._handle, *arguments, axis, pointer(values), count)
        return values

    def read(
        self,
        output: str | int,
        region: str | int | None = None,
        *,
        step: Step = "year",
        currency: Currency = "reporting",
    ) -> Floats:
        """One output over time, for a region or, without one, for the world."""
        return self._series(
            step,
            lib.ttr_forecast_read,
            self.program.output_index(output),
            self.program.region_index(region),
            choose("currency", CURRENCIES, currency),
        )

    def __getitem__(self, output: str) -> Floats:
        return self.read(output)

    def _ipython_key_completions_(self) -> list[str]:
        return list(self.program.outputs)

    def table(
        self,
        outputs: Sequence[str | int],
        *,
        step: Step = "year",
        currency: Currency = "reporting",
    ) -> Floats:
        """Several outputs in one call: outputs x (regions, then the world) x steps."""
        axis, count = self._steps(step)
        indices = np.array([self.program.output_index(one) for one in outputs], np.uint32)
        places = lib.ttr_program_regions(lib.ttr_forecast_program(self._handle)) + 1
        values = np.empty((len(indices), places, count))
        lib.ttr_forecast_table(
            self._handle,
            indices.ctypes.data_as(ctypes.POINTER(ctypes.c_uint32)),
            len(indices),
            choose("currency", CURRENCIES, currency),
            axis,
            pointer(values),
            values.size,
        )
        return values

    @property
    def reports(self) -> dict[str, str]:
        """Names of the reports, and the kind of each."""
        handle = self._handle
        return {
            decode(lib.ttr_forecast_report_name(handle, i)): name_of(
                KINDS, lib.ttr_forecast_report_kind(handle, i)
            )
            for i in range(lib.ttr_forecast_reports(handle))
        }

    def report_index(self, report: str | int) -> int:
        """Index of a report."""
        if not isinstance(report, str):
            return int(report)
        known = list(self.reports)
        if report not in known:
            raise refuse("report", f"must be one of {', '.join(known) or 'none'}", report)
        return known.index(report)

    def report(self, report: str | int, *, step: Step = "year") -> Floats:
        """A report over time, money in reporting currency."""
        return self._series(step, lib.ttr_forecast_report, self.report_index(report))

    def hhi(self, region: str | int | None = None, *, step: Step = "year") -> Floats:
        """Concentration of revenue over streams, from 1 / streams to 1."""
        return self._series(step, lib.ttr_forecast_hhi, self.program.region_index(region))

    def to_csv(self, *, step: Step = "year", currency: Currency = "reporting") -> str:
        """All outputs as CSV, in full precision."""
        return make_text(
            lib.ttr_forecast_csv,
            self._handle,
            choose("currency", CURRENCIES, currency),
            choose("step", STEPS, step),
        )

    def to_json(self, *, step: Step = "year", currency: Currency = "reporting") -> str:
        """All outputs as one JSON object, in full precision."""
        return make_text(
            lib.ttr_forecast_json,
            self._handle,
            choose("currency", CURRENCIES, currency),
            choose("step", STEPS, step),
        )

    def to_pandas(
        self,
        outputs: str | Sequence[str] | None = None,
        *,
        step: Step = "year",
        currency: Currency = "reporting",
    ) -> pandas.DataFrame:
        """A data frame: steps by region, or by output and region.

        One name gives a column per region and one for the world; a list, or
        nothing for all outputs, a column per output and region.
        """
        import pandas as pd

        program = self.program
        chosen = list(program.outputs) if outputs is None else outputs
        several = [chosen] if isinstance(chosen, str) else list(chosen)
        table = self.table(several, step=step, currency=currency)
        columns: Any = pd.Index(program.places, name="region")
        if not isinstance(chosen, str):
            columns = pd.MultiIndex.from_product(
                [several, program.places], names=["output", "region"]
            )
        index = pd.Index(program.steps(step), name=step)
        cells = table.reshape(-1, table.shape[-1]).T
        return pd.DataFrame(cells, index=index, columns=columns)

    def __repr__(self) -> str:
        return f"<Forecast of {'nothing, closed' if self.closed else repr(self.program.title)}>"
