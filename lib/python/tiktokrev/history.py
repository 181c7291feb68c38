"""Published figures, and what a forecast says to them."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, overload

import numpy as np

from . import _prototypes as c
from ._blocks import filled
from ._convert import Floats, decode, encode, file_name
from ._errors import ConflictError, MissingError, UnknownNameError
from ._handle import Handle
from ._library import lib
from .forecast import Forecast

if TYPE_CHECKING:
    import pandas


@dataclass(frozen=True)
class Observation:
    """One published figure."""

    series: str
    period: str
    value: float
    unit: str
    low: float
    high: float
    #: ``reported``, ``derived``, ``estimate`` or ``forecast``
    kind: str
    #: 1 to 3, 3 the best; 0 if not given
    confidence: int
    source: str
    #: relative standard deviation of the figure's error; 0 if not given
    error: float


class History(Handle, Sequence[Observation]):
    """A list of published figures: ``History.open("published.csv")``."""

    _type = "ttr_history"

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> History:
        """Reads published figures from a CSV file."""
        return cls._made_by(lib.ttr_history_open, None, file_name(path))

    @classmethod
    def load(cls, text: str | bytes, name: str | None = None) -> History:
        """Reads published figures from CSV; `name` is what errors call it."""
        raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else bytes(text)
        return cls._made_by(lib.ttr_history_load, None, raw, len(raw), encode(name))

    def __len__(self) -> int:
        return int(lib.ttr_history_count(self._handle))

    def _get(self, index: int) -> Observation:
        block = filled(c.ttr_observation, lib.ttr_history_get, self._handle, index)
        return Observation(
            decode(block.series),
            decode(block.period),
            block.value,
            decode(block.unit),
            block.low,
            block.high,
            decode(block.kind),
            block.confidence,
            decode(block.source),
            block.error,
        )

    @overload
    def __getitem__(self, index: int) -> Observation: ...

    @overload
    def __getitem__(self, index: slice) -> list[Observation]: ...

    def __getitem__(self, index: int | slice) -> Observation | list[Observation]:
        numbers = range(len(self))[index]
        return self._get(numbers) if isinstance(numbers, int) else [self._get(i) for i in numbers]

    def __iter__(self) -> Iterator[Observation]:
        return (self._get(index) for index in range(len(self)))

    def compare_one(self, index: int, forecast: Forecast) -> float:
        """What a forecast says to one figure; raises if it says nothing."""
        slot = ctypes.c_double()
        lib.ttr_history_compare(self._handle, index, forecast._handle, ctypes.byref(slot))
        return slot.value

    def compare(self, forecast: Forecast) -> Floats:
        """What a forecast says to each figure; NaN where it says nothing."""
        values = np.full(len(self), np.nan)
        for index in range(len(values)):
            try:
                values[index] = self.compare_one(index, forecast)
            except (UnknownNameError, MissingError, ConflictError):
                continue
        return values

    def to_pandas(self, forecast: Forecast | None = None) -> pandas.DataFrame:
        """A data frame of the figures, with what a forecast says to them."""
        import pandas as pd

        frame = pd.DataFrame([vars(one) for one in self])
        if forecast is not None:
            frame["model"] = self.compare(forecast)
            frame["difference"] = frame["model"] / frame["value"] - 1
        return frame

    def __repr__(self) -> str:
        return f"<History {'closed' if self.closed else f'of {len(self)} figures'}>"
