"""Tables of the library by the Arrow C data interface.

The library fills Arrow's structures; here they become PyCapsules, which other
packages take over without copying, and NumPy arrays over the same memory.
"""

from __future__ import annotations

import ctypes
import itertools
import sys
from collections.abc import Iterator, Mapping, Sequence
from ctypes import POINTER, c_char_p, c_int, c_int64, c_void_p
from typing import TYPE_CHECKING, Any, Union

import numpy as np

from . import _prototypes as c
from ._convert import Floats, floats, pointer
from ._library import lib

if TYPE_CHECKING:
    import pandas

    from .distribution import Distribution


class ArrowSchema(ctypes.Structure):
    """As the Arrow C data interface says."""


ArrowSchema._fields_ = [
    ("format", c_char_p),
    ("name", c_char_p),
    ("metadata", c_void_p),
    ("flags", c_int64),
    ("n_children", c_int64),
    ("children", POINTER(POINTER(ArrowSchema))),
    ("dictionary", c_void_p),
    ("release", c_void_p),
    ("private_data", c_void_p),
]


class ArrowArray(ctypes.Structure):
    """As the Arrow C data interface says."""


ArrowArray._fields_ = [
    ("length", c_int64),
    ("null_count", c_int64),
    ("offset", c_int64),
    ("n_buffers", c_int64),
    ("n_children", c_int64),
    ("buffers", POINTER(c_void_p)),
    ("children", POINTER(POINTER(ArrowArray))),
    ("dictionary", c_void_p),
    ("release", c_void_p),
    ("private_data", c_void_p),
]

Release = ctypes.CFUNCTYPE(None, c_void_p)


class ArrowArrayStream(ctypes.Structure):
    """As the Arrow C stream interface says."""

    _fields_ = [
        ("get_schema", c_void_p),
        ("get_next", c_void_p),
        ("get_last_error", c_void_p),
        ("release", c_void_p),
        ("private_data", c_void_p),
    ]


Struct = Union[ArrowSchema, ArrowArray, ArrowArrayStream]
Levels = Union[Sequence[float], None]


def release(struct: Struct) -> None:
    """Frees what a structure holds, if nobody took it."""
    if struct.release:
        Release(struct.release)(ctypes.addressof(struct))


def export(distribution: Any, levels: Floats | None, schema: Any, array: Any) -> None:
    """Fills two of Arrow's structures, each given by its address."""
    lib.ttr_distribution_arrow(
        distribution,
        pointer(levels),
        0 if levels is None else len(levels),
        ctypes.cast(schema, POINTER(c.ArrowSchema)),
        ctypes.cast(array, POINTER(c.ArrowArray)),
    )


def exported(distribution: Distribution, levels: Levels) -> tuple[ArrowSchema, ArrowArray]:
    """A table as the two structures, which the caller has to release."""
    schema, array = ArrowSchema(), ArrowArray()
    chosen = None if levels is None else floats(levels).ravel()
    export(distribution._handle, chosen, ctypes.addressof(schema), ctypes.addressof(array))
    return schema, array


# capsules
#
# They have no destructor: one in Python could not run while an exception is on
# its way, which is when consumers drop what they did not take. Instead both are
# remembered, and freed once nobody else has the capsule.

_new = ctypes.pythonapi.PyCapsule_New
_new.restype = ctypes.py_object
_new.argtypes = [c_void_p, c_char_p, c_void_p]
_NAMES: dict[type[Any], bytes] = {
    ArrowSchema: b"arrow_schema",
    ArrowArray: b"arrow_array",
    ArrowArrayStream: b"arrow_array_stream",
}
_capsules: list[tuple[object, Struct]] = []
#: References that a tuple's member has while it is asked: its own, the question's.
_NOBODY = 2


def sweep() -> int:
    """Frees structures whose capsules nobody has any more; how many are left."""
    dropped = [pair for pair in _capsules if sys.getrefcount(pair[0]) <= _NOBODY]
    for pair in dropped:
        _capsules.remove(pair)
        release(pair[1])
    return len(_capsules)


def capsule(struct: Struct) -> object:
    """A structure as a PyCapsule."""
    sweep()
    made: object = _new(ctypes.addressof(struct), _NAMES[type(struct)], None)
    _capsules.append((made, struct))
    return made


def schema_capsule(distribution: Distribution, levels: Levels) -> object:
    """The table's schema as a PyCapsule."""
    schema, array = exported(distribution, levels)
    release(array)
    return capsule(schema)


def array_capsules(distribution: Distribution, levels: Levels) -> tuple[object, object]:
    """The table as two PyCapsules."""
    schema, array = exported(distribution, levels)
    return capsule(schema), capsule(array)


# a stream of one batch

_Get = ctypes.CFUNCTYPE(c_int, c_void_p, c_void_p)
_GetError = ctypes.CFUNCTYPE(c_void_p, c_void_p)
EIO = 5


class Batch:
    """What a stream has to give; whatever can fail has been done."""

    def __init__(self, distribution: Distribution, levels: Levels) -> None:
        self.schema, self.array = exported(distribution, levels)
        self.again = lib.ttr_distribution_ref(distribution._handle)
        self.levels = None if levels is None else floats(levels).ravel()
        self.error = b""

    def get_schema(self, schema: int) -> int:
        """Fills a consumer's structure; 0, or an error number."""
        spare = ArrowArray()
        try:
            export(self.again, self.levels, schema, ctypes.addressof(spare))
        except Exception as error:
            self.error = str(error).encode()
            return EIO
        release(spare)
        return 0

    def get_next(self, array: int) -> int:
        """Moves the batch to a consumer; the second time, nothing."""
        ctypes.memmove(array, ctypes.addressof(self.array), ctypes.sizeof(ArrowArray))
        self.array.release = None
        return 0

    def close(self) -> None:
        """Frees what was not taken."""
        release(self.schema)
        release(self.array)
        lib.ttr_distribution_unref(self.again)


#: What streams have to give, by the number in their private data.
_batches: dict[int, Batch] = {}
_next_batch = itertools.count(1)


def _batch(stream: int) -> Batch:
    return _batches[ArrowArrayStream.from_address(stream).private_data]


def _release_stream(stream: int) -> None:
    struct = ArrowArrayStream.from_address(stream)
    _batches.pop(struct.private_data).close()
    struct.release = None


_callbacks = (
    _Get(lambda stream, schema: _batch(stream).get_schema(schema)),
    _Get(lambda stream, array: _batch(stream).get_next(array)),
    _GetError(lambda stream: ctypes.cast(c_char_p(_batch(stream).error), c_void_p).value or 0),
    Release(_release_stream),
)
for _callback in _callbacks:  # consumers may outlive this module
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(_callback))


def stream_capsule(distribution: Distribution, levels: Levels) -> object:
    """The table as a stream of one batch."""
    number = next(_next_batch)
    _batches[number] = Batch(distribution, levels)
    addresses = (ctypes.cast(callback, c_void_p) for callback in _callbacks)
    return capsule(ArrowArrayStream(*addresses, number))


# NumPy


class Memory:
    """A place in the library's memory as NumPy sees it; it keeps the owner."""

    def __init__(self, owner: object, address: int, kind: str, count: int) -> None:
        self.owner = owner
        self.__array_interface__ = {
            "version": 3,
            "data": (address, True),
            "typestr": kind,
            "shape": (count,),
        }


class Batches:
    """Arrow's structures, freed with the last array over them."""

    def __init__(self, distribution: Distribution, levels: Levels) -> None:
        self.schema, self.array = exported(distribution, levels)

    def __del__(self) -> None:
        for struct in (getattr(self, "schema", None), getattr(self, "array", None)):
            if struct is not None:
                release(struct)


class Table(Mapping[str, Any]):
    """A distribution's variables as columns, by name.

    Columns of numbers are read-only NumPy arrays over the library's own memory,
    which lives as long as any of them; columns of text are lists.
    """

    def __init__(self, distribution: Distribution, levels: Levels) -> None:
        self._distribution = distribution
        self._levels = levels
        self._batches = Batches(distribution, levels)
        schema = self._batches.schema
        self._columns = {
            schema.children[i].contents.name.decode(): self._column(i)
            for i in range(schema.n_children)
        }

    def _column(self, index: int) -> Floats | list[str]:
        form = self._batches.schema.children[index].contents.format
        array = self._batches.array.children[index].contents
        values: Floats
        start, count = array.offset, array.length
        if form == b"g":
            values = self._view(array.buffers[1] + 8 * start, "<f8", count)
            return values
        width, kind = (8, "<i8") if form == b"U" else (4, "<i4")
        bounds = self._view(array.buffers[1] + width * start, kind, count + 1)
        raw = ctypes.string_at(array.buffers[2] or 0, int(bounds[-1])) if count else b""
        return [raw[a:b].decode() for a, b in zip(bounds[:-1], bounds[1:])]

    def _view(self, address: int, kind: str, count: int) -> Any:
        native = kind if np.little_endian else kind.replace("<", ">")
        return np.asarray(Memory(self._batches, address, native, count))

    def __getitem__(self, name: str) -> Any:
        return self._columns[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    def to_pandas(self) -> pandas.DataFrame:
        """The columns as a data frame."""
        import pandas as pd

        return pd.DataFrame(dict(self))

    def __arrow_c_schema__(self) -> object:
        return schema_capsule(self._distribution, self._levels)

    def __arrow_c_array__(self, requested_schema: object = None) -> tuple[object, object]:
        return array_capsules(self._distribution, self._levels)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return stream_capsule(self._distribution, self._levels)

    def __repr__(self) -> str:
        rows = len(next(iter(self._columns.values()), ()))
        return f"<Table of {rows} rows: {', '.join(self._columns)}>"
