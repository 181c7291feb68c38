"""Exceptions: one class per status of the library, all of one family."""

from __future__ import annotations

from . import _prototypes as c


class LibraryError(ImportError):
    """The shared library is missing, too old, or not what it should be."""


class TiktokrevError(Exception):
    """A call of the library failed.

    Attributes:
        status: one of the library's numbers, e.g. -102
        status_name: its name, e.g. ``TTR_E_RANGE``
        path: the thing, e.g. ``advertising/US/ad_load``
        rule: what it must be, e.g. ``must be within [0, 1]``
        value: what it was, or an empty text
        line: line of a document, from 1; 0 if none
        column: column of a document or formula, from 1; 0 if none
    """

    status: int = 0
    status_name: str = ""
    path: str = ""
    rule: str = ""
    value: str = ""
    line: int = 0
    column: int = 0


class ArgumentError(TiktokrevError, ValueError):
    """An argument has a size or a form that the call does not take."""


class OutOfRangeError(TiktokrevError, ValueError):
    """A number lies outside its support."""


class UnknownNameError(TiktokrevError, LookupError):
    """A name is not known; the message gives the nearest one."""


class DuplicateError(TiktokrevError, ValueError):
    """A name is taken already."""


class MissingError(TiktokrevError, ValueError):
    """Something required was never given."""


class ConflictError(TiktokrevError, ValueError):
    """Two descriptions contradict each other."""


class CycleError(TiktokrevError, ValueError):
    """Equations depend on each other within one period."""


class UnstableError(TiktokrevError, ValueError):
    """Lagged links reinforce each other without end."""


class OutOfMemoryError(TiktokrevError, MemoryError):
    """An allocation failed."""


class FileError(TiktokrevError, OSError):
    """A file can not be read."""


class LimitError(TiktokrevError, ValueError):
    """A documented limit of size, depth or count is exceeded."""


class CancelledError(TiktokrevError):
    """A run was asked to stop."""


class FormatError(TiktokrevError, ValueError):
    """Text is not valid JSON, CSV, or a formula."""


class VersionError(TiktokrevError, ValueError):
    """A document's format version is not supported."""


class NumericError(TiktokrevError, ArithmeticError):
    """A computed number is not finite."""


class StructSizeError(TiktokrevError):
    """The library does not know a block of this size: it is another version."""


class InternalError(TiktokrevError):
    """A defect of the library: please report it."""


CLASSES: dict[int, type[TiktokrevError]] = {
    c.TTR_E_ARGUMENT: ArgumentError,
    c.TTR_E_RANGE: OutOfRangeError,
    c.TTR_E_UNKNOWN: UnknownNameError,
    c.TTR_E_DUPLICATE: DuplicateError,
    c.TTR_E_MISSING: MissingError,
    c.TTR_E_CONFLICT: ConflictError,
    c.TTR_E_CYCLE: CycleError,
    c.TTR_E_UNSTABLE: UnstableError,
    c.TTR_E_NO_MEMORY: OutOfMemoryError,
    c.TTR_E_IO: FileError,
    c.TTR_E_LIMIT: LimitError,
    c.TTR_E_CANCELLED: CancelledError,
    c.TTR_E_SYNTAX: FormatError,
    c.TTR_E_VERSION: VersionError,
    c.TTR_E_NUMERIC: NumericError,
    c.TTR_E_STRUCT_SIZE: StructSizeError,
    c.TTR_E_INTERNAL: InternalError,
}


def from_block(status: int, name: str, block: c.ttr_error) -> TiktokrevError:
    """The exception for what a call returned and wrote."""

    def text(raw: bytes) -> str:
        return raw.decode("utf-8", "replace")

    message = text(block.message) or name
    error = CLASSES.get(status, TiktokrevError)(message)
    error.status = status
    error.status_name = name
    error.path = text(block.path)
    error.rule = text(block.rule)
    error.value = text(block.value)
    error.line = block.line
    error.column = block.column
    return error
