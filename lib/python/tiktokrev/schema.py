"""Which drivers, outputs and options each model has, as the library tells."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from . import _prototypes as c
from ._blocks import filled
from ._convert import KINDS, SUPPORTS, choose, decode, name_of
from ._library import lib

MODELS: dict[str, int] = {
    decode(lib.ttr_schema_model(number)): number for number in range(c.TTR_MODEL_LEDGER + 1)
}


@dataclass(frozen=True)
class DriverInfo:
    """What a driver is."""

    key: str
    unit: str
    #: ``positive``, ``unit`` (0 to 1) or ``real``
    support: str
    #: value where none is given
    default: float
    meaning: str
    source: str
    #: may have a launch and an end
    activity: bool
    #: one value over time
    static: bool
    #: one for each product or deal
    per_item: bool

    def __str__(self) -> str:
        bounds = {"positive": "at least 0", "unit": "0 to 1", "real": "any number"}
        parts = [self.meaning, f"in {self.unit}" if self.unit != "1" else "a number"]
        parts += [bounds.get(self.support, self.support), f"default {self.default:g}"]
        parts += ["one value over time"] if self.static else []
        return f"{self.key}: {'; '.join(parts)}"


@dataclass(frozen=True)
class OutputInfo:
    """What an output of a model is."""

    key: str
    unit: str
    #: ``flow``, ``stock``, ``balance`` or ``ratio``
    kind: str
    meaning: str
    source: str
    per_item: bool


@dataclass(frozen=True)
class OptionInfo:
    """A choice that a stream makes; the first choice is the default."""

    key: str
    meaning: str
    choices: tuple[str, ...]


def _driver(model: int, index: int) -> DriverInfo:
    block = filled(c.ttr_driver_info, lib.ttr_schema_driver, model, index)
    return DriverInfo(
        key=decode(block.key),
        unit=decode(block.unit),
        support=name_of(SUPPORTS, block.support),
        default=block.fallback,
        meaning=decode(block.meaning),
        source=decode(block.source),
        activity=bool(block.flags & c.TTR_DRIVER_ACTIVITY),
        static=bool(block.flags & c.TTR_DRIVER_STATIC),
        per_item=bool(block.flags & c.TTR_DRIVER_PER_ITEM),
    )


def _output(model: int, index: int) -> OutputInfo:
    block = filled(c.ttr_output_info, lib.ttr_schema_output, model, index)
    return OutputInfo(
        key=decode(block.key),
        unit=decode(block.unit),
        kind=name_of(KINDS, block.kind),
        meaning=decode(block.meaning),
        source=decode(block.source),
        per_item=bool(block.flags & c.TTR_DRIVER_PER_ITEM),
    )


def _option(model: int, index: int) -> OptionInfo:
    block = filled(c.ttr_option_info, lib.ttr_schema_option, model, index)
    choices = (decode(lib.ttr_schema_choice(model, index, i)) for i in range(block.choices))
    return OptionInfo(decode(block.key), decode(block.meaning), tuple(choices))


@cache
def drivers(model: str) -> tuple[DriverInfo, ...]:
    """Drivers of a model, e.g. of ``advertising``."""
    number = choose("a model", MODELS, model)
    return tuple(_driver(number, i) for i in range(lib.ttr_schema_drivers(number)))


@cache
def outputs(model: str) -> tuple[OutputInfo, ...]:
    """Outputs of a model, e.g. of ``total``."""
    number = choose("a model", MODELS, model)
    return tuple(_output(number, i) for i in range(lib.ttr_schema_outputs(number)))


@cache
def options(model: str) -> tuple[OptionInfo, ...]:
    """Options of a model, e.g. ``pricing`` of ``advertising``."""
    number = choose("a model", MODELS, model)
    return tuple(_option(number, i) for i in range(lib.ttr_schema_options(number)))
