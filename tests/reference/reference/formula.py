"""Formulas of custom streams: a recursive-descent parser.

sum     = product (("+" | "-") product)*
product = signed (("*" | "/") signed)*
signed  = ("-" | "+") signed | power
power   = atom ("^" signed)?
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Callable, Protocol

TOKEN = re.compile(
    r"\s*(?:(\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?)"
    r"|([A-Za-z_]\w*(?:\.\w+)*|'[^']+')|(<=|>=|[-+*/^(),<>]))"
)
SMALLEST = 1e-300


class Names(Protocol):
    def named(self, name: str, t: int) -> float: ...


Term = Callable[[Names, int], float]
COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
}


def tokens_of(text: str) -> list[str]:
    tokens, position = [], 0
    text = text.strip()
    while position < len(text):
        match = TOKEN.match(text, position)
        if not match:
            raise ValueError(f"formula {text!r}: unexpected {text[position]!r}")
        tokens.append(match.group().strip())
        position = match.end()
    return tokens


def divide(a: float, b: float) -> float:
    return a / b if b else 0.0


def power(a: float, b: float) -> float:
    """e^(b ln a); a base below 0 counts as 0, and 0^0 is 1."""
    if a <= 0 and b > 0:
        return 0.0
    return math.exp(b * math.log(max(SMALLEST, a)))


@dataclass(frozen=True)
class Name:
    """A term that only reads a name."""

    name: str

    def __call__(self, names: Names, t: int) -> float:
        return names.named(self.name, t)


@dataclass(frozen=True)
class Quotient:
    above: Term
    below: Term

    def __call__(self, names: Names, t: int) -> float:
        return divide(self.above(names, t), self.below(names, t))


def both(operate: Callable[[float, float], float], a: Term, b: Term) -> Term:
    return lambda names, t: operate(a(names, t), b(names, t))


class Parser:
    def __init__(self, text: str) -> None:
        self.tokens = tokens_of(text)
        self.position = 0

    def parse(self) -> Term:
        term = self.comparison()
        if self.peek():
            raise ValueError(f"formula: unexpected {self.peek()!r}")
        return term

    def peek(self) -> str:
        return self.tokens[self.position] if self.position < len(self.tokens) else ""

    def take(self) -> str:
        self.position += 1
        return self.tokens[self.position - 1]

    def expect(self, token: str) -> None:
        if self.take() != token:
            raise ValueError(f"formula: expected {token!r}")

    def comparison(self) -> Term:
        left = self.sum()
        if self.peek() not in COMPARISONS:
            return left
        compare = COMPARISONS[self.take()]
        return both(lambda a, b: 1.0 if compare(a, b) else 0.0, left, self.sum())

    def sum(self) -> Term:
        left = self.product()
        while self.peek() in ("+", "-"):
            if self.take() == "+":
                left = both(lambda a, b: a + b, left, self.product())
            else:
                left = both(lambda a, b: a - b, left, self.product())
        return left

    def product(self) -> Term:
        left = self.signed()
        while self.peek() in ("*", "/"):
            if self.take() == "*":
                left = both(lambda a, b: a * b, left, self.signed())
            else:
                left = Quotient(left, self.signed())
        return left

    def signed(self) -> Term:
        if self.peek() == "-":
            self.take()
            operand = self.signed()
            return lambda names, t: -operand(names, t)
        if self.peek() == "+":
            self.take()
            return self.signed()
        return self.power()

    def power(self) -> Term:
        base = self.atom()
        if self.peek() != "^":
            return base
        self.take()
        return both(power, base, self.signed())

    def atom(self) -> Term:
        token = self.take()
        if token == "(":
            term = self.comparison()
            self.expect(")")
            return term
        if token[0].isdigit() or token[0] == ".":
            number = float(token)
            return lambda names, t: number
        if self.peek() == "(":
            return self.call(token)
        return Name(token.strip("'"))

    def call(self, function: str) -> Term:
        self.expect("(")
        arguments = [self.comparison()]
        while self.peek() == ",":
            self.take()
            arguments.append(self.comparison())
        self.expect(")")
        return applied(function, arguments)


def applied(function: str, arguments: list[Term]) -> Term:
    first = arguments[0]
    if function in ("min", "max"):
        choose: Callable[[list[float]], float] = min if function == "min" else max
        return lambda names, t: choose([term(names, t) for term in arguments])
    if function == "exp":
        return lambda names, t: math.exp(first(names, t))
    if function == "log":
        return lambda names, t: math.log(max(SMALLEST, first(names, t)))
    if function == "abs":
        return lambda names, t: abs(first(names, t))
    if function == "if":
        yes, no = arguments[1:]
        return lambda names, t: (yes if first(names, t) > 0 else no)(names, t)
    if function == "lag":
        return lagged(first, arguments[1])
    raise ValueError(f"formula: unknown function {function!r}")


def lagged(term: Term, periods: Term) -> Term:
    """The term some periods ago; before the calendar it is 0."""

    def read(names: Names, t: int) -> float:
        before = t - int(periods(names, t))
        return term(names, before) if before >= 0 else 0.0

    return read
