"""What audience, environment and streams have in common: drivers by key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Union

from . import schema
from ._convert import encode
from ._handle import Handle
from ._library import lib
from .driver import Driver
from .schema import DriverInfo, OutputInfo

#: What a driver can be given: a number, a description, or either by region.
Value = Union[float, Driver]
Values = Union[Value, Mapping[str, Value]]


class DriverSlot:
    """A driver of one component: what it is, and a place to give it values."""

    __slots__ = ("_component", "_key", "info")

    def __init__(self, component: Component, key: str, info: DriverInfo) -> None:
        self._component = component
        self._key = key
        #: What the driver is.
        self.info = info

    @property
    def key(self) -> str:
        """The key, with the product or deal before it if it has one."""
        return self._key

    def set(self, value: Values, region: str | None = None) -> None:
        """Gives a value, for every region without its own or for one."""
        self._component.set(self._key, value, region)

    def __setitem__(self, region: str, value: Value) -> None:
        self._component.set(self._key, value, region)

    def __repr__(self) -> str:
        return f"<{self.info}>"


class DriverKey:
    """Makes a driver an attribute of its component's class."""

    def __init__(self, info: DriverInfo) -> None:
        self.info = info
        self.__doc__ = str(info)

    def __get__(self, component: Component | None, owner: type) -> DriverSlot | DriverKey:
        if component is None:
            return self
        return DriverSlot(component, self.info.key, self.info)

    def __set__(self, component: Component, value: Values) -> None:
        component.set(self.info.key, value)


class Component(Handle):
    """Drivers by key, for all regions or by region.

    ::

        stream.ad_load = 0.12               # every region without its own
        stream.ad_load["US"] = 0.15         # one region
        stream["US", "ad_load"] = Driver.linear(0.15, 0.01, "2024-01-01")
        stream.ecpm_ref = {"US": 5.2, "EU": 2.9}
    """

    #: The model's name, as documents write it.
    model: ClassVar[str]

    def set(self, key: str, value: Values, region: str | None = None) -> None:
        """Gives a driver a value, a description, or one of these by region."""
        if isinstance(value, Mapping):
            for name, one in value.items():
                self.set(key, one, name)
        elif isinstance(value, Driver):
            function = getattr(lib, f"{self._type}_set_driver")
            function(self._handle, encode(region), encode(key), value._handle)
        else:
            function = getattr(lib, f"{self._type}_set")
            function(self._handle, encode(region), encode(key), value)

    def _set_all(self, values: Mapping[str, Values]) -> None:
        for key, value in values.items():
            self.set(key, value)

    def __setitem__(self, address: str | tuple[str, str], value: Values) -> None:
        region, key = address if isinstance(address, tuple) else (None, address)
        self.set(key, value, region)

    def __getitem__(self, key: str) -> DriverSlot:
        last = key.rpartition("/")[2]
        for info in self.drivers:
            if info.key == last and info.per_item == ("/" in key):
                return DriverSlot(self, key, info)
        raise KeyError(key)

    @property
    def drivers(self) -> tuple[DriverInfo, ...]:
        """All drivers of the model."""
        return schema.drivers(self.model)

    @property
    def outputs(self) -> tuple[OutputInfo, ...]:
        """All outputs of the model."""
        return schema.outputs(self.model)

    def __setattr__(self, name: str, value: Any) -> None:
        if name.startswith("_") or hasattr(type(self), name):
            object.__setattr__(self, name, value)
        else:
            self.set(name, value)  # whose message gives the nearest key

    if TYPE_CHECKING:

        def __getattr__(self, key: str) -> DriverSlot: ...


class ItemDrivers:
    """Drivers of one product or deal, as attributes."""

    __slots__ = ("_component", "_name")
    _component: Component
    _name: str

    def __init__(self, component: Component, name: str, values: Mapping[str, Values]) -> None:
        object.__setattr__(self, "_component", component)
        object.__setattr__(self, "_name", name)
        for key, value in values.items():
            self.set(key, value)

    @property
    def name(self) -> str:
        """Name of the product or deal."""
        return self._name

    def _keys(self) -> Iterator[str]:
        return (info.key for info in self._component.drivers if info.per_item)

    def set(self, key: str, value: Values, region: str | None = None) -> None:
        """Gives a driver of the item a value."""
        self._component.set(f"{self._name}/{key}", value, region)

    def __getattr__(self, key: str) -> DriverSlot:
        if key not in self._keys():
            raise AttributeError(f"{self._name} has no driver {key}")
        return self._component[f"{self._name}/{key}"]

    def __setattr__(self, key: str, value: Values) -> None:
        self.set(key, value)

    def __setitem__(self, address: str | tuple[str, str], value: Values) -> None:
        region, key = address if isinstance(address, tuple) else (None, address)
        self.set(key, value, region)

    def __dir__(self) -> list[str]:
        return ["name", "set", *self._keys()]

    def __repr__(self) -> str:
        return f"<drivers of {self._name}>"


def describe(cls: type[Component]) -> None:
    """Puts the model's drivers, as the library lists them, into its class."""
    lines = [(cls.__doc__ or "").rstrip(), "", "    Drivers:", ""]
    for info in schema.drivers(cls.model):
        lines.append(f"        {info}")
        if not info.per_item:
            setattr(cls, info.key, DriverKey(info))
    cls.__doc__ = "\n".join([*lines, "    "])
