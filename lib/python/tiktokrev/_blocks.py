"""Parameter blocks and single numbers, as the library's calls take and give them."""

from __future__ import annotations

import ctypes
from typing import Any, TypeVar

from . import _prototypes as c
from ._convert import decode, in_range
from ._library import lib

_T = TypeVar("_T", bound=ctypes.Structure)
_D = TypeVar("_D")


def new_block(kind: type[_T]) -> _T:
    """A block with its size, and the library's defaults where it has some."""
    made = kind(ctypes.sizeof(kind))
    init = f"{kind.__name__}_init"
    if init in c.FUNCTIONS:
        getattr(lib, init)(ctypes.byref(made), ctypes.sizeof(made))
    return made


def own_members(block: ctypes.Structure | type[ctypes.Structure]) -> list[str]:
    """Names of a block's members, but for its size and what is reserved."""
    names = [field[0] for field in block._fields_]
    return [name for name in names if name not in ("struct_size", "reserved")]


def set_given(block: ctypes.Structure, name: str, value: int | None) -> None:
    """Sets a member to a number that fits it; None leaves the default."""
    if value is not None:
        wide = getattr(type(block), name).size == 8
        setattr(block, name, in_range(name, value, wide))


def filled(kind: type[_T], call: Any, *arguments: Any) -> _T:
    """The block that a call fills in."""
    made = new_block(kind)
    call(*arguments, ctypes.byref(made))
    return made


def members(kind: type[_D], block: ctypes.Structure) -> _D:
    """A dataclass of a block's members of the same names."""
    values = {}
    for name, declared in kind.__annotations__.items():
        value = getattr(block, name)
        values[name] = decode(value) if declared == "str" else value
        values[name] = bool(value) if declared == "bool" else values[name]
    return kind(**values)


def number_by(call: Any, *arguments: Any) -> int:
    """The 32-bit number that a call hands out by its last out-pointer."""
    slot = ctypes.c_uint32()
    call(*arguments, ctypes.byref(slot))
    return slot.value
