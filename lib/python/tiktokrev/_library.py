"""Finds the shared library, checks its version, and gives its functions types.

In this order: the file that ``TIKTOKREV_LIBRARY`` names, the library that a
wheel brought along, the one that the system has installed.
"""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path
from typing import Any, Callable

from . import _prototypes as c
from ._errors import LibraryError, from_block

VARIABLE = "TIKTOKREV_LIBRARY"
SONAME = "libtiktokrev.0.dylib" if sys.platform == "darwin" else "libtiktokrev.so.0"
REMEDY = f"pip install tiktokrev, or set {VARIABLE} to the path of {SONAME}"


def version_text(number: int) -> str:
    """A version number of the library as people write it."""
    return f"{number // 10000}.{number // 100 % 100}.{number % 100}"


def _candidate() -> str:
    """The file to load, or the name to ask the system for."""
    named = os.environ.get(VARIABLE)
    if named:
        return named
    bundled = Path(__file__).parent / SONAME
    return str(bundled) if bundled.exists() else SONAME


def _open(name: str) -> ctypes.CDLL:
    try:
        return ctypes.CDLL(name)
    except OSError as error:
        raise LibraryError(f"can not load {name} ({error}): {REMEDY}") from None


class Library:
    """The library's functions, by name.

    A function whose last argument is an error block is called without it, and
    raises what the block says. The interpreter's lock is free during calls.
    """

    def __init__(self) -> None:
        self.name = _candidate()
        self._dll = _open(self.name)
        self._check()

    def _check(self) -> None:
        missing = [name for name in c.FUNCTIONS if not hasattr(self._dll, name)]
        if "ttr_version" in missing:
            raise LibraryError(f"{self.name} is no libtiktokrev: {REMEDY}")
        self.version: int = self.ttr_version()
        if missing or self.version < c.TTR_VERSION:
            wanted = version_text(c.TTR_VERSION)
            lacks = f", without {missing[0]}" if missing else ""
            raise LibraryError(
                f"{self.name} is too old (version {version_text(self.version)}{lacks}; "
                f"{wanted} is needed): {REMEDY}"
            )

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """Types a function when it is first asked for."""
        if name not in c.FUNCTIONS:
            raise AttributeError(name)
        result, *arguments = c.FUNCTIONS[name]
        function = getattr(self._dll, name)
        function.restype = result
        function.argtypes = arguments
        fails = arguments and arguments[-1] is ctypes.POINTER(c.ttr_error)
        bound: Callable[..., Any] = self._checked(function) if fails else function
        setattr(self, name, bound)
        return bound

    def _checked(self, function: Callable[..., int]) -> Callable[..., None]:
        size = ctypes.sizeof(c.ttr_error)

        def call(*arguments: Any) -> None:
            block = c.ttr_error(size)
            status = function(*arguments, ctypes.byref(block))
            if status != c.TTR_OK:
                raise from_block(status, self.status_name(status), block)

        return call

    def status_name(self, status: int) -> str:
        """Name of a status, e.g. ``TTR_E_RANGE``."""
        return str(self.ttr_status_name(status).decode())


lib = Library()
