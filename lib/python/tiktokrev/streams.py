"""Revenue streams: one class per revenue model."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any, ClassVar, Literal

from . import _prototypes as c
from . import schema
from ._blocks import new_block
from ._convert import (
    PRESENTATIONS,
    DateLike,
    Presentation,
    choose,
    date_number,
    decode,
    encode,
    floats,
    names,
    pointer,
    refuse,
    texts,
)
from ._library import lib
from .component import Component, ItemDrivers, Values, describe
from .schema import OptionInfo

RECOGNITIONS: dict[str, int] = {
    "rateable": c.TTR_RECOGNISE_RATEABLE,
    "as_sales": c.TTR_RECOGNISE_AS_SALES,
    "progress": c.TTR_RECOGNISE_PROGRESS,
}


class OptionKey:
    """Makes an option an attribute of its stream's class."""

    def __init__(self, info: OptionInfo) -> None:
        self.info = info
        self.__doc__ = f"{info.key}: {info.meaning}; one of {', '.join(info.choices)}"

    def __get__(self, stream: Stream | None, owner: type) -> OptionKey | OptionInfo:
        return self if stream is None else self.info

    def __set__(self, stream: Stream, choice: str) -> None:
        stream.set_option(self.info.key, choice)


class Stream(Component):
    """A revenue stream; the classes below are the models."""

    _type = "ttr_stream"
    #: Constructor of the library.
    _constructor: ClassVar[str]

    def __init__(self, name: str | None = None, **drivers: Values | str) -> None:
        self._begin(getattr(lib, self._constructor), None, encode(name))
        for key, value in drivers.items():
            setattr(self, key, value)

    @property
    def name(self) -> str:
        """Name of the stream: the first part of its addresses."""
        return decode(lib.ttr_stream_name(self._handle))

    @property
    def model_number(self) -> int:
        """The library's number of the model."""
        return int(lib.ttr_stream_model(self._handle))

    @property
    def options(self) -> tuple[OptionInfo, ...]:
        """All options of the model."""
        return schema.options(self.model)

    def set_option(self, key: str, choice: str) -> None:
        """Makes a choice, e.g. ``pricing`` = ``auction``."""
        lib.ttr_stream_set_option(self._handle, encode(key), encode(choice))

    def set_presentation(self, presentation: Presentation, region: str | None = None) -> None:
        """Says how revenue is presented: ``gross`` (as principal) or ``net`` (as agent)."""
        number = choose("presentation", PRESENTATIONS, presentation)
        lib.ttr_stream_set_presentation(self._handle, encode(region), number)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {'closed' if self.closed else self.name}>"


def describe_stream(cls: type[Stream]) -> type[Stream]:
    """Puts drivers and options into a stream's class."""
    describe(cls)
    for info in schema.options(cls.model):
        setattr(cls, info.key, OptionKey(info))
    return cls


class Advertising(Stream):
    """Feed, interactive formats, reservation, sponsored content, collaborations."""

    model = "advertising"
    _constructor = "ttr_advertising_new"


class Commerce(Stream):
    """Short-video, live and shop-tab sales."""

    model = "commerce"
    _constructor = "ttr_commerce_new"


class VirtualGoods(Stream):
    """Coins, items, gift cards, games."""

    model = "virtual_goods"
    _constructor = "ttr_virtual_goods_new"


class Enterprise(Stream):
    """Enterprise and data services: products that are named by `add_product`."""

    model = "enterprise"
    _constructor = "ttr_enterprise_new"

    def add_product(self, name: str, **drivers: Values) -> ItemDrivers:
        """Adds a product; its drivers are attributes of what is returned."""
        lib.ttr_enterprise_add_product(self._handle, encode(name))
        return ItemDrivers(self, name, drivers)


class Partnership(Stream):
    """Deals, payment gateway, logistics, cross-promotion."""

    model = "partnership"
    _constructor = "ttr_partnership_new"

    def add_deal(
        self,
        name: str,
        *,
        tiers: Sequence[tuple[float, float]] = ((0, 0),),
        base: str | None = None,
        base_scale: float | None = None,
        base_lag: int = 0,
        pays: bool = False,
        recoupable: bool = True,
        recognition: Literal["rateable", "as_sales", "progress"] = "rateable",
        start: DateLike | None = None,
        term_years: float | None = None,
        regions: str | Sequence[str] | None = None,
        **drivers: Values,
    ) -> ItemDrivers:
        """Adds a deal; its drivers are attributes of what is returned.

        `tiers` are pairs: base per contract year from which a marginal share
        applies, and the share; the first is from 0. `base` is the address of
        the base metric, or None for the driver ``base_pm``.
        """
        block = new_block(c.ttr_deal)
        table = floats(list(tiers))
        if table.ndim != 2 or table.shape[1] != 2:
            raise refuse("tiers", "must be pairs (from, share)", tiers)
        bounds, shares = floats(table[:, 0]), floats(table[:, 1])
        where = names(regions)
        kept: Any = texts(where)
        block.name, block.base = encode(name), encode(base)
        block.tier_from, block.tier_share = pointer(bounds), pointer(shares)
        block.tiers = len(bounds)
        block.regions, block.region_count = kept, len(where)
        block.pays, block.recoupable, block.base_lag = int(pays), int(recoupable), base_lag
        block.recognition = choose("recognition", RECOGNITIONS, recognition)
        block.start = date_number(start)
        if base_scale is not None:
            block.base_scale = base_scale
        if term_years is not None:
            block.term_years = term_years
        lib.ttr_partnership_add_deal(self._handle, ctypes.byref(block))
        return ItemDrivers(self, name, drivers)


class Creator(Stream):
    """Creator programmes: payouts, gifts, subscriptions, tips."""

    model = "creator"
    _constructor = "ttr_creator_new"


for _cls in (Advertising, Commerce, VirtualGoods, Enterprise, Partnership, Creator):
    describe_stream(_cls)
