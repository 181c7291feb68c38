"""Between Python's values and those of C."""

from __future__ import annotations

import ctypes
import datetime
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, Union

import numpy as np

from . import _prototypes as c
from ._errors import ArgumentError
from ._library import lib

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]
else:
    Floats = np.ndarray

#: A date: ``datetime.date``, ``"2024-07-01"``, or the number 20240701.
DateLike = Union[datetime.date, str, int]
Step = Literal["period", "year", "fiscal_year", "horizon"]
Currency = Literal["reporting", "constant", "local", "translation"]
Kind = Literal["flow", "stock", "balance", "ratio"]
Support = Literal["positive", "unit", "real"]
Presentation = Literal["gross", "net"]

STEPS: dict[str, int] = {
    "period": c.TTR_STEP_PERIOD,
    "year": c.TTR_STEP_YEAR,
    "fiscal_year": c.TTR_STEP_FISCAL_YEAR,
    "horizon": c.TTR_STEP_HORIZON,
}
CURRENCIES: dict[str, int] = {
    "reporting": c.TTR_REPORTING,
    "constant": c.TTR_CONSTANT,
    "local": c.TTR_LOCAL,
    "translation": c.TTR_TRANSLATION,
}
KINDS: dict[str, int] = {
    "flow": c.TTR_KIND_FLOW,
    "stock": c.TTR_KIND_STOCK,
    "balance": c.TTR_KIND_BALANCE,
    "ratio": c.TTR_KIND_RATIO,
}
SUPPORTS: dict[str, int] = {
    "positive": c.TTR_SUPPORT_POSITIVE,
    "unit": c.TTR_SUPPORT_UNIT,
    "real": c.TTR_SUPPORT_REAL,
}
PRESENTATIONS: dict[str, int] = {"gross": c.TTR_GROSS, "net": c.TTR_NET}
CORRELATIONS: dict[str, int] = {
    "level": c.TTR_CORRELATION_LEVEL,
    "innovation": c.TTR_CORRELATION_INNOVATION,
}
FREQUENCIES: dict[str, int] = {
    "month": c.TTR_MONTH,
    "quarter": c.TTR_QUARTER,
    "year": c.TTR_YEAR,
}


def refuse(path: str, rule: str, value: object) -> ArgumentError:
    """An argument that Python itself refuses, in the library's words."""
    error = ArgumentError(f"{path} {rule} (got {value!r})")
    error.status, error.status_name = c.TTR_E_ARGUMENT, "TTR_E_ARGUMENT"
    error.path, error.rule, error.value = path, rule, repr(value)
    return error


def in_range(name: str, value: int, wide: bool) -> int:
    """A number that fits its member: ctypes would cut it without a word."""
    limit = 2 ** (64 if wide else 32)
    if not 0 <= value < limit:
        raise refuse(name, f"must be within [0, {limit - 1}]", value)
    return int(value)


def choose(what: str, choices: Mapping[str, int], value: str) -> int:
    """The number of a choice."""
    try:
        return choices[value]
    except (KeyError, TypeError):
        rule = "must be one of " + ", ".join(choices)
        raise refuse(what, rule, value) from None


def name_of(choices: Mapping[str, int], number: int) -> str:
    """The choice with a number."""
    return next((name for name, value in choices.items() if value == number), str(number))


def encode(text: str | None) -> bytes | None:
    """UTF-8 for a ``const char *``; None stays None."""
    if text is None:
        return None
    if "\0" in text:
        raise refuse("a text", "must not contain a zero byte", text)
    return text.encode("utf-8", "surrogatepass")


def decode(raw: bytes | None) -> str:
    """Text of the library; empty for NULL."""
    return "" if raw is None else raw.decode("utf-8", "replace")


def file_name(path: str | os.PathLike[str]) -> bytes:
    """A path as the system writes it."""
    raw = os.fsencode(path)
    if b"\0" in raw:
        raise refuse("a path", "must not contain a zero byte", path)
    return raw


def date_number(date: DateLike | None) -> int:
    """``yyyymmdd``; 0 for None. The library judges whether there is such a day."""
    if date is None:
        return 0
    if isinstance(date, datetime.date):
        return date.year * 10000 + date.month * 100 + date.day
    if isinstance(date, str):
        match = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", date)
        if not match:
            raise refuse("a date", "must be written as 2024-07-01", date)
        return int("".join(match.groups()))
    return int(date)


def to_date(number: int) -> datetime.date | None:
    """A date of the library; None for 0."""
    if number == 0:
        return None
    return datetime.date(number // 10000, number // 100 % 100, number % 100)


def floats(values: ArrayLike) -> Floats:
    """Numbers, one after the other in memory; copied only if they are not."""
    return np.ascontiguousarray(values, dtype=np.float64)


def pointer(array: Floats | None) -> Any:
    """The memory of an array of float64 for a ``double *``; None for NULL."""
    if array is None:
        return None
    return array.ctypes.data_as(ctypes.POINTER(ctypes.c_double))


def texts(values: Iterable[str]) -> Any:
    """A ``const char *const *``; NULL for no texts."""
    raw = [encode(value) for value in values]
    return (ctypes.c_char_p * len(raw))(*raw) if raw else None


def names(values: str | Sequence[str] | None) -> list[str]:
    """One name, several, or none."""
    if values is None:
        return []
    return [values] if isinstance(values, str) else list(values)


def take_bytes(text: Any) -> bytes:
    """The bytes of a ``ttr_text *``, which is given back."""
    try:
        return ctypes.string_at(lib.ttr_text_bytes(text), lib.ttr_text_size(text))
    finally:
        lib.ttr_text_unref(text)


def make_text(call: Any, *arguments: Any) -> str:
    """Text that a call of the library makes."""
    text = ctypes.POINTER(c.ttr_text)()
    call(*arguments, ctypes.byref(text))
    return take_bytes(text).decode("utf-8")
