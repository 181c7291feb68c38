"""A distribution: what random paths gave, for every variable watched."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Union, overload

import numpy as np

from . import _prototypes as c
from ._arrow import Table, array_capsules, schema_capsule, stream_capsule
from ._blocks import filled
from ._convert import Floats, decode, floats, make_text, pointer, refuse, take_bytes
from ._handle import Handle
from ._library import lib

if TYPE_CHECKING:
    import pandas
    from numpy.typing import ArrayLike

KINDS = ("output", "report", "share", "growth", "cagr", "hhi")


@dataclass(frozen=True)
class Figure:
    """What a simulation watches: `count` variables from number `first` on."""

    first: int
    count: int
    kind: str
    name: str

    @property
    def last(self) -> int:
        """Number of its last variable, e.g. that of the last year."""
        return self.first + self.count - 1


@dataclass(frozen=True)
class Variable:
    """One random variable."""

    index: int
    #: e.g. ``total/revenue``, ``growth of total/revenue``, ``hhi``
    name: str
    region: str
    #: e.g. ``2024``
    step: str
    #: e.g. ``users``; the currency of money
    unit: str
    #: ``output``, ``report``, ``share``, ``growth``, ``cagr`` or ``hhi``
    kind: str


class Estimate(NamedTuple):
    """Numbers and their standard errors."""

    values: Floats
    errors: Floats


#: Variables: all, those of a figure, one by its number, or a range.
Which = Union[Figure, int, range, None]


class Distribution(Handle):
    """What random paths gave.

    Every figure comes with its standard error: ``result.means(total)`` is a
    pair of arrays, ``values`` and ``errors``. `Which` variables a call is about
    is a figure, a number, a range of numbers, or nothing for all. pyarrow,
    polars and DuckDB read a distribution as a table.
    """

    _type = "ttr_distribution"
    #: What the simulation watched, in order.
    figures: tuple[Figure, ...] = ()

    # what is in it

    def __len__(self) -> int:
        return int(lib.ttr_distribution_variables(self._handle))

    @cached_property
    def variables(self) -> tuple[Variable, ...]:
        """All variables."""
        return tuple(self._variable(index) for index in range(len(self)))

    def _variable(self, index: int) -> Variable:
        block = filled(c.ttr_variable, lib.ttr_distribution_variable, self._handle, index)
        return Variable(
            index,
            decode(block.name),
            decode(block.region),
            decode(block.step),
            decode(block.unit),
            KINDS[block.kind],
        )

    def find(self, name: str, region: str = "World") -> range:
        """Numbers of the variables of a name and region, one per step."""
        found = [v.index for v in self.variables if (v.name, v.region) == (name, region)]
        if not found:
            known = sorted({f"{v.name} ({v.region})" for v in self.variables})
            raise refuse("name and region", f"must be one of {', '.join(known)}", (name, region))
        return range(found[0], found[-1] + 1)

    @property
    def paths(self) -> int:
        """Number of paths."""
        return int(lib.ttr_distribution_paths(self._handle))

    @property
    def replicates(self) -> int:
        """Number of independent repetitions, from which the errors come."""
        return int(lib.ttr_distribution_replicates(self._handle))

    @property
    def complete(self) -> bool:
        """Are all paths of the run in it? False for a shard."""
        return bool(lib.ttr_distribution_complete(self._handle))

    @property
    def digest(self) -> str:
        """Digest of all numbers in it, the same wherever the run was done."""
        return f"{lib.ttr_distribution_digest(self._handle):016x}"

    # numbers

    def _range(self, which: Which) -> tuple[int, int]:
        if which is None:
            return 0, len(self)
        if isinstance(which, Figure):
            return which.first, which.count
        if isinstance(which, range):
            if which.step != 1:
                raise refuse("a range of variables", "must have a step of 1", which)
            return which.start, len(which)
        return which, 1

    def _numbers(self, call: Any, which: Which, *arguments: Any) -> Estimate:
        """One number per variable; one alone for a variable by its number."""
        first, count = self._range(which)
        values, errors = np.empty(count), np.empty(count)
        call(self._handle, first, count, *arguments, pointer(values), pointer(errors))
        return Estimate(values, errors)

    def means(self, which: Which = None) -> Estimate:
        """Means."""
        return self._numbers(lib.ttr_distribution_means, which)

    def deviations(self, which: Which = None) -> Estimate:
        """Standard deviations."""
        return self._numbers(lib.ttr_distribution_deviations, which)

    def shortfalls(self, share: float, which: Which = None) -> Estimate:
        """Means of the lowest share of the paths; a negative share: of the highest."""
        return self._numbers(lib.ttr_distribution_shortfalls, which, share)

    def epistemic_shares(self, which: Which = None) -> Estimate:
        """Shares of the variance that come from not knowing; needs ``split_paths``."""
        return self._numbers(lib.ttr_distribution_epistemic_shares, which)

    @overload
    def quantiles(
        self, probabilities: ArrayLike, which: Which = None, *, errors: Literal[True] = True
    ) -> Estimate: ...

    @overload
    def quantiles(
        self, probabilities: ArrayLike, which: Which = None, *, errors: Literal[False]
    ) -> Floats: ...

    def quantiles(
        self, probabilities: ArrayLike, which: Which = None, *, errors: bool = True
    ) -> Estimate | Floats:
        """Quantiles: variables x probabilities, in one call of the library.

        Without errors they alone are read, and returned, in a fourth of the time.
        """
        first, count = self._range(which)
        levels = floats(probabilities).ravel()
        values = np.empty((count, len(levels)))
        spread = np.empty_like(values) if errors else None
        lib.ttr_distribution_quantiles(
            self._handle,
            first,
            count,
            pointer(levels),
            len(levels),
            pointer(values),
            pointer(spread),
        )
        return values if spread is None else Estimate(values, spread)

    def probabilities(self, thresholds: ArrayLike, variable: int) -> Estimate:
        """Probabilities that a variable is at most each threshold."""
        levels = floats(thresholds).ravel()
        values, errors = np.empty(len(levels)), np.empty(len(levels))
        lib.ttr_distribution_probabilities(
            self._handle, variable, pointer(levels), len(levels), pointer(values), pointer(errors)
        )
        return Estimate(values, errors)

    @property
    def joints(self) -> tuple[int, ...]:
        """Numbers of the joint variables."""
        count = lib.ttr_distribution_joints(self._handle)
        return tuple(lib.ttr_distribution_joint(self._handle, i) for i in range(count))

    def correlations(self) -> Estimate:
        """Correlations of the joint variables, each with each."""
        count = lib.ttr_distribution_joints(self._handle)
        values, errors = np.empty((count, count)), np.empty((count, count))
        lib.ttr_distribution_correlations(
            self._handle, pointer(values), pointer(errors), values.size
        )
        return Estimate(values, errors)

    # in and out

    def save(self) -> bytes:
        """The distribution as bytes, the same on every machine."""
        text = ctypes.POINTER(c.ttr_text)()
        lib.ttr_distribution_save(self._handle, ctypes.byref(text))
        return take_bytes(text)

    @classmethod
    def load(cls, raw: bytes) -> Distribution:
        """Reads what `save` gave."""
        return cls._made_by(lib.ttr_distribution_load, None, bytes(raw), len(raw))

    def merge(self, other: Distribution) -> Distribution:
        """Puts two shards of the same run together, in any order."""
        call = lib.ttr_distribution_merge
        made = Distribution._made_by(call, self._handle, other._handle)
        made.figures = self.figures
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (self.save(), self.figures)

    def to_csv(self, probabilities: Sequence[float] | None = None) -> str:
        """All variables as CSV, in full precision."""
        return self._text(lib.ttr_distribution_csv, probabilities)

    def to_json(self, probabilities: Sequence[float] | None = None) -> str:
        """All variables as one JSON object, in full precision."""
        return self._text(lib.ttr_distribution_json, probabilities)

    def _text(self, call: Any, probabilities: Sequence[float] | None) -> str:
        levels = None if probabilities is None else floats(probabilities).ravel()
        count = 0 if levels is None else len(levels)
        return make_text(call, self._handle, pointer(levels), count)

    def table(self, probabilities: Sequence[float] | None = None) -> Table:
        """All variables as columns over the library's memory, by name."""
        return Table(self, probabilities)

    def to_pandas(self, probabilities: Sequence[float] | None = None) -> pandas.DataFrame:
        """All variables as a data frame."""
        return self.table(probabilities).to_pandas()

    # the Arrow PyCapsule interface

    def __arrow_c_schema__(self) -> object:
        return schema_capsule(self, None)

    def __arrow_c_array__(self, requested_schema: object = None) -> tuple[object, object]:
        return array_capsules(self, None)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return stream_capsule(self, None)

    def __repr__(self) -> str:
        if self.closed:
            return "<Distribution closed>"
        part = "" if self.complete else ", a shard"
        return f"<Distribution of {len(self)} variables on {self.paths:,} paths{part}>"


def _restore(raw: bytes, figures: tuple[Figure, ...]) -> Distribution:
    """What was pickled."""
    made = Distribution.load(raw)
    made.figures = figures
    return made
