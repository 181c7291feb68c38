"""Reads what the public headers declare: functions, structs, constants."""

import re
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Declaration:
    """One public name with the comment that documents it."""

    name: str
    header: str
    line: int
    comment: str


@dataclass
class Member:
    type: str
    name: str
    documented: bool


@dataclass
class Struct(Declaration):
    members: list[Member] = field(default_factory=list)


@dataclass
class Function(Declaration):
    prototype: str = ""


@dataclass
class Header:
    name: str
    text: str
    functions: list[Function] = field(default_factory=list)
    structs: list[Struct] = field(default_factory=list)
    constants: list[Declaration] = field(default_factory=list)
    types: list[Declaration] = field(default_factory=list)

    @property
    def declarations(self) -> list[Declaration]:
        return [*self.functions, *self.structs, *self.constants, *self.types]


COMMENT = re.compile(r"/\*.*?\*/", re.S)
FUNCTION = re.compile(r"^TTR_API\s+([^;{}]*?)\b(ttr_\w+)\s*\(([^;{}]*)\)\s*;", re.M)
STRUCT = re.compile(r"^struct\s+(ttr_\w+)\s*\{(.*?)^\};", re.M | re.S)
#: Not TTR_API, which is an attribute.
CONSTANT = re.compile(r"^#define[ \t]+(TTR_(?!API\b)\w+)[ \t]+\S", re.M)
TYPEDEF = re.compile(r"^typedef\s+[^;{}]*?\b(ttr_\w+)\s*;", re.M)


def _blank(match: re.Match[str]) -> str:
    """Comments become spaces, so that places stay the same."""
    return re.sub(r"[^\n]", " ", match.group())


def _comment_before(text: str, place: int) -> str:
    """The documentation comment that ends right before a place."""
    before = text[:place].rstrip()
    if not before.endswith("*/") or text[len(before) : place].count("\n") > 1:
        return ""
    start = before.rfind("/*")
    comment = before[start:]
    return comment if comment.startswith("/**") and comment[3] != "<" else ""


def _comment_after(text: str, place: int) -> str:
    match = re.compile(r"[ \t]*/\*\*<.*?\*/", re.S).match(text, place)
    return match.group() if match else ""


def without_names(parameters: str) -> str:
    """Types of parameters only: names may change without harm."""
    types = []
    for parameter in " ".join(parameters.split()).split(", "):
        if parameter != "void":
            parameter = re.sub(r"\w+(\[\w*\])?$", r"\1", parameter).rstrip()
        types.append(parameter)
    return ", ".join(types)


def _read_members(body: str, plain: str) -> list[Member]:
    members = []
    place = 0
    for statement in plain.split(";")[:-1]:
        end = place + len(statement) + 1
        declaration = " ".join(statement.split())
        documented = bool(_comment_after(body, end)) or "/**" in body[place:end]
        place = end
        pointer = re.fullmatch(r"(.*?\(\*)(\w+)(\).*)", declaration)
        if pointer:
            members.append(Member("function", pointer.group(2), documented))
            continue
        match = re.fullmatch(r"(.*?)(\w+)((?:\[\w+\])?)", declaration)
        if not match:
            raise ValueError(f"can not read the member {declaration!r}")
        kind = (match.group(1).rstrip() + match.group(3)).replace(" *", "*")
        members.append(Member(kind, match.group(2), documented))
    return members


def read_header(path: Path) -> Header:
    text = path.read_text(encoding="utf-8")
    plain = COMMENT.sub(_blank, text)
    header = Header(path.name, text)

    def line(place: int) -> int:
        return text.count("\n", 0, place) + 1

    for match in FUNCTION.finditer(plain):
        result = " ".join(match.group(1).split())
        header.functions.append(
            Function(
                match.group(2),
                path.name,
                line(match.start()),
                _comment_before(text, match.start()),
                f"{result} ({without_names(match.group(3))})",
            )
        )
    for match in STRUCT.finditer(plain):
        body = text[match.start(2) : match.end(2)]
        header.structs.append(
            Struct(
                match.group(1),
                path.name,
                line(match.start()),
                _comment_before(text, match.start()),
                _read_members(body, match.group(2)),
            )
        )
    for match in CONSTANT.finditer(plain):
        end = match.start() + len(plain[match.start() :].split("\n", 1)[0].rstrip())
        comment = _comment_after(text, end) or _comment_before(text, match.start())
        header.constants.append(
            Declaration(match.group(1), path.name, line(match.start()), comment)
        )
    for match in TYPEDEF.finditer(plain):
        header.types.append(
            Declaration(
                match.group(1),
                path.name,
                line(match.start()),
                _comment_before(text, match.start()),
            )
        )
    return header


def read_headers(folder: Path) -> list[Header]:
    return [read_header(path) for path in sorted(folder.glob("*.h"))]
