"""What all handles have in common: one reference, given back once."""

from __future__ import annotations

import contextlib
import ctypes
import weakref
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from . import _prototypes as c
from ._library import lib

if TYPE_CHECKING:
    from typing_extensions import Self


class Handle:
    """An object of the library.

    It is freed when Python drops it, at the end of a ``with`` block, or by
    `close`. Other objects that were made from it stay good.
    """

    #: Name of the C type, e.g. ``ttr_program``.
    _type: ClassVar[str]

    _pointer: Any
    _finalizer: Any

    def _adopt(self, pointer: Any) -> None:
        """Takes over a reference."""
        unref = getattr(lib, f"{self._type}_unref")
        object.__setattr__(self, "_pointer", pointer)
        object.__setattr__(self, "_finalizer", weakref.finalize(self, unref, pointer))

    @classmethod
    def _new(cls, pointer: Any) -> Self:
        """An object around a reference that the caller had."""
        made = cls.__new__(cls)
        made._adopt(pointer)
        return made

    def _begin(self, call: Any, *arguments: Any) -> None:
        """Takes over what a constructor hands out by its last out-pointer."""
        slot = self._slot()
        call(*arguments, ctypes.byref(slot))
        self._adopt(slot)

    @classmethod
    def _slot(cls) -> Any:
        """An empty out-pointer for a handle of this kind."""
        return ctypes.POINTER(getattr(c, cls._type))()

    @classmethod
    def _made_by(cls, call: Any, *arguments: Any) -> Self:
        """What a call hands out by its last out-pointer."""
        made = cls.__new__(cls)
        made._begin(call, *arguments)
        return made

    @property
    def _handle(self) -> Any:
        """The pointer, for calls."""
        if not self._finalizer.alive:
            raise ValueError(f"this {type(self).__name__} is closed")
        return self._pointer

    @contextlib.contextmanager
    def _held(self) -> Iterator[Any]:
        """The pointer with a reference of its own: nobody can close it meanwhile."""
        pointer = getattr(lib, f"{self._type}_ref")(self._handle)
        try:
            yield pointer
        finally:
            getattr(lib, f"{self._type}_unref")(pointer)

    @property
    def closed(self) -> bool:
        """Was the object closed?"""
        return not self._finalizer.alive

    def close(self) -> None:
        """Gives the object back; a second time does nothing."""
        self._finalizer()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *details: object) -> None:
        self.close()
