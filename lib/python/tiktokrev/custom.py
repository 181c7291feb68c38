"""A stream of one's own: drivers it declares, equations it writes."""

from __future__ import annotations

import ctypes
from typing import Any, Union

from . import _prototypes as c
from ._blocks import new_block, number_by
from ._convert import KINDS, SUPPORTS, Kind, Support, choose, encode, refuse
from ._library import lib
from .component import DriverSlot
from .schema import DriverInfo
from .streams import Stream

Operand = Union["Formula", float]


class Formula:
    """A value in a custom stream's equations.

    Arithmetic on values writes operations: ``sold * 20 + fee``. Numbers can
    stand on either side.
    """

    __slots__ = ("_number", "_stream")

    def __init__(self, stream: Custom, number: int) -> None:
        self._stream = stream
        self._number = number

    def _operate(self, operation: int, *operands: Operand) -> Formula:
        return self._stream._operation(operation, *operands)

    def __add__(self, other: Operand) -> Formula:
        return self._operate(c.TTR_OP_ADD, self, other)

    def __radd__(self, other: Operand) -> Formula:
        return self._operate(c.TTR_OP_ADD, other, self)

    def __sub__(self, other: Operand) -> Formula:
        return self._operate(c.TTR_OP_SUB, self, other)

    def __rsub__(self, other: Operand) -> Formula:
        return self._operate(c.TTR_OP_SUB, other, self)

    def __mul__(self, other: Operand) -> Formula:
        return self._operate(c.TTR_OP_MUL, self, other)

    def __rmul__(self, other: Operand) -> Formula:
        return self._operate(c.TTR_OP_MUL, other, self)

    def __truediv__(self, other: Operand) -> Formula:
        return self._operate(c.TTR_OP_DIV, self, other)

    def __rtruediv__(self, other: Operand) -> Formula:
        return self._operate(c.TTR_OP_DIV, other, self)

    def __pow__(self, other: Operand) -> Formula:
        return self._operate(c.TTR_OP_POWER, self, other)

    def __rpow__(self, other: Operand) -> Formula:
        return self._operate(c.TTR_OP_POWER, other, self)

    def __neg__(self) -> Formula:
        return self._operate(c.TTR_OP_SUB, 0.0, self)

    def min(self, other: Operand) -> Formula:
        """The smaller of the two."""
        return self._operate(c.TTR_OP_MIN, self, other)

    def max(self, other: Operand) -> Formula:
        """The larger of the two."""
        return self._operate(c.TTR_OP_MAX, self, other)

    def exp(self) -> Formula:
        """Exponential: e to this power."""
        return self._operate(c.TTR_OP_EXP, self)

    def log(self) -> Formula:
        """Natural logarithm; the value is taken as at least 1e-300."""
        return self._operate(c.TTR_OP_LOG, self)

    def select(self, positive: Operand, otherwise: Operand) -> Formula:
        """One value where this one is above 0, another elsewhere."""
        return self._operate(c.TTR_OP_SELECT, self, positive, otherwise)

    def lag(self, periods: int = 1) -> Formula:
        """The value some periods ago; 0 before the calendar."""
        return self._stream._made(lib.ttr_custom_lag, self._number, periods)


class Custom(Stream):
    """A stream whose drivers are declared and whose equations are written.

    ::

        vouchers = Custom("vouchers")
        vouchers.declare("share", unit="1", support="unit", activity=True)
        vouchers.equation("sold", "mau * share * months", kind="flow", unit="vouchers")
        vouchers.equation("revenue", vouchers.value("sold") * 3.0, kind="flow", unit="money")
        vouchers.share = 0.002

    Equations named ``revenue``, ``cost`` and ``gross_revenue`` post money.
    """

    model = "custom"
    _constructor = "ttr_custom_new"
    _declared: dict[str, DriverInfo]

    def __init__(self, name: str) -> None:
        object.__setattr__(self, "_declared", {})
        super().__init__(name)

    @property
    def drivers(self) -> tuple[DriverInfo, ...]:
        """What was declared."""
        return tuple(self._declared.values())

    def declare(
        self,
        key: str,
        *,
        unit: str = "1",
        support: Support = "positive",
        default: float = 0,
        meaning: str = "",
        activity: bool = False,
        static: bool = False,
    ) -> Formula:
        """Declares a driver, and returns its value for equations."""
        block = new_block(c.ttr_driver_info)
        block.key, block.unit, block.meaning = encode(key), encode(unit), encode(meaning)
        block.support = choose("support", SUPPORTS, support)
        block.flags = activity * c.TTR_DRIVER_ACTIVITY + static * c.TTR_DRIVER_STATIC
        block.fallback = default
        lib.ttr_custom_declare(self._handle, ctypes.byref(block))
        self._declared[key] = DriverInfo(
            key, unit, support, default, meaning, "", activity, static, False
        )
        return self.value(key)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._declared]

    def __getattr__(self, key: str) -> DriverSlot:
        info = self.__dict__.get("_declared", {}).get(key)
        if info is None:
            raise AttributeError(f"{type(self).__name__} has no driver {key!r}")
        return DriverSlot(self, key, info)

    def _made(self, call: Any, *arguments: Any) -> Formula:
        return Formula(self, number_by(call, self._handle, *arguments))

    def value(self, name: str) -> Formula:
        """What has a name.

        One of the stream's drivers or equations, ``mau``, ``dau``, ``hours``,
        ``months``, ``days``, ``years``, or another component's output as
        ``component.output``.
        """
        return self._made(lib.ttr_custom_name, encode(name))

    def number(self, number: float) -> Formula:
        """A number as a value."""
        return self._made(lib.ttr_custom_number, number)

    def formula(self, text: str) -> Formula:
        """The value of a formula, e.g. ``mau * share + 0.3 * lag(sold, 1)``."""
        return self._made(lib.ttr_custom_formula, encode(text))

    def _operand(self, operand: Operand) -> int:
        if not isinstance(operand, Formula):
            return self.number(operand)._number
        if operand._stream is not self:
            raise refuse("an operand", "must be a value of the same stream", operand._stream)
        return operand._number

    def _operation(self, operation: int, *operands: Operand) -> Formula:
        numbers = [self._operand(operand) for operand in operands]
        numbers += [0] * (3 - len(numbers))
        return self._made(lib.ttr_custom_operation, operation, *numbers)

    def equation(
        self,
        key: str,
        value: Formula | str | float,
        *,
        kind: Kind = "flow",
        unit: str = "1",
        meaning: str = "",
    ) -> Formula:
        """Names a value, or that of a formula, as an output of the stream."""
        formula = self.formula(value) if isinstance(value, str) else value
        block = new_block(c.ttr_output_info)
        block.key, block.unit, block.meaning = encode(key), encode(unit), encode(meaning)
        block.kind = choose("kind", KINDS, kind)
        number = self._operand(formula)
        lib.ttr_custom_equation(self._handle, ctypes.byref(block), number)
        return self.value(key)
