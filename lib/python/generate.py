"""Writes tiktokrev/_prototypes.py from the public headers.

    generate.py           writes the file
    generate.py --check   fails if the file is not what the headers say

The headers are regular: one declaration per statement, fixed-width types,
comments apart. So a few regular expressions read them, and anything that they
do not know stops the script. tests/python holds the result against what a
compiler makes of the same headers.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

HERE = Path(__file__).resolve().parent
HEADERS = HERE.parent.parent / "include" / "tiktokrev"
RESULT = HERE / "tiktokrev" / "_prototypes.py"

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
CONSTANT = re.compile(r"^#define[ \t]+(TTR_(?!API\b)\w+)[ \t]+((?:[^\n\\]|\\\n)+)$", re.MULTILINE)
ALIAS = re.compile(r"^typedef\s+(\w+)\s+(ttr_\w+)\s*;", re.MULTILINE)
HANDLE = re.compile(r"^typedef\s+struct\s+(ttr_\w+)\s+\1\s*;", re.MULTILINE)
CALLBACK = re.compile(r"^typedef\s+(\w+)\s*\(\*(ttr_\w+)\)\(([^;{}]*)\)\s*;", re.MULTILINE)
FORWARD = re.compile(r"^struct\s+(\w+)\s*;", re.MULTILINE)
STRUCT = re.compile(r"^struct\s+(ttr_\w+)\s*\{(.*?)^\};", re.MULTILINE | re.DOTALL)
FUNCTION = re.compile(r"^TTR_API\s+([^;{}]*?)\b(ttr_\w+)\s*\(([^;{}]*)\)\s*;", re.MULTILINE)

SCALARS = {
    "char": "c_char",
    "double": "c_double",
    "int32_t": "c_int32",
    "int64_t": "c_int64",
    "size_t": "c_size_t",
    "uint32_t": "c_uint32",
    "uint64_t": "c_uint64",
}
LIMITS = {"UINT32_MAX": 2**32 - 1, "UINT64_MAX": 2**64 - 1}

#: Results that Python must not cut at a zero byte, as it does a c_char_p.
BYTES = {"ttr_text_bytes"}


@dataclass
class Struct:
    name: str
    members: list[tuple[str, str]]
    needs: set[str] = field(default_factory=set)


@dataclass
class Interface:
    """All that the headers declare, in their words."""

    constants: dict[str, int] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    opaque: list[str] = field(default_factory=list)
    callbacks: dict[str, str] = field(default_factory=dict)
    structs: list[Struct] = field(default_factory=list)
    functions: dict[str, tuple[str, list[str]]] = field(default_factory=dict)


def stop(what: str) -> NoReturn:
    raise SystemExit(f"generate.py: can not read {what}")


def plain(path: Path) -> str:
    return COMMENT.sub(" ", path.read_text(encoding="utf-8"))


def number(text: str, known: dict[str, int]) -> int:
    """The value of a constant: sums and products of numbers and constants."""
    text = text.replace("\\\n", " ")
    text = re.sub(r"\(ttr_status\)\s*", "", text)
    text = re.sub(r"\b(\d+)u\b", r"\1", text)
    for name in set(re.findall(r"[A-Za-z_]\w*", text)):
        value = known.get(name, LIMITS.get(name))
        if value is None:
            stop(f"the constant {text!r}")
        text = re.sub(rf"\b{name}\b", str(value), text)
    if not re.fullmatch(r"[\d\s()+*-]+", text):
        stop(f"the constant {text!r}")
    return int(eval(text))  # digits and operators only, as was just checked


class Types:
    """C types as expressions of ctypes."""

    def __init__(self, interface: Interface) -> None:
        self.interface = interface

    def scalar(self, name: str) -> str | None:
        name = self.interface.aliases.get(name, name)
        return SCALARS.get(name)

    def pointer(self, target: str, depth: int) -> str:
        if target == "void" and depth == 1:
            return "c_void_p"
        if target == "char":
            return "c_char_p" if depth == 1 else self.wrap("c_char_p", depth - 1)
        return self.wrap(self.scalar(target) or self.named(target), depth)

    def wrap(self, inner: str, depth: int) -> str:
        return f"POINTER({inner})" if depth == 1 else f"POINTER({self.wrap(inner, depth - 1)})"

    def named(self, name: str) -> str:
        known = {struct.name for struct in self.interface.structs}
        if name in known or name in self.interface.opaque:
            return name
        return stop(f"the type {name!r}")

    def convert(self, text: str) -> str:
        words = re.sub(r"\b(const|struct)\b", " ", text)
        depth = words.count("*")
        name = words.replace("*", " ").strip()
        if name == "void" and depth == 0:
            return "None"
        if depth:
            return self.pointer(name, depth)
        scalar = self.scalar(name)
        if scalar:
            return scalar
        if name in self.interface.callbacks:
            return name
        return stop(f"the type {text!r}")

    def parameters(self, text: str) -> list[str]:
        """Types of a parameter list: names are left out."""
        types = []
        for parameter in " ".join(text.split()).split(","):
            parameter = parameter.strip()
            if parameter != "void":
                match = re.fullmatch(r"(.*[\s*])(\w+)", parameter)
                types.append(self.convert(match.group(1) if match else stop(parameter)))
        return types

    def callback(self, result: str, parameters: str) -> str:
        types = [self.convert(result), *self.parameters(parameters)]
        return f"CFUNCTYPE({', '.join(types)})"

    def member(self, text: str) -> tuple[str, str]:
        text = " ".join(text.split())
        match = re.fullmatch(r"(.*?)\(\*(\w+)\)\((.*)\)", text)
        if match:
            return match.group(2), self.callback(match.group(1), match.group(3))
        match = re.fullmatch(r"(.*[\s*])(\w+)\[(\d+)\]", text)
        if match:
            return match.group(2), f"{self.convert(match.group(1))} * {match.group(3)}"
        match = re.fullmatch(r"(.*[\s*])(\w+)", text)
        if not match:
            return stop(f"the member {text!r}")
        return match.group(2), self.convert(match.group(1))


def in_order(structs: list[Struct]) -> list[Struct]:
    """Every struct after those that its members point to."""
    rest, done = list(structs), []
    while rest:
        names = {struct.name for struct in rest}
        ready = [struct for struct in rest if not struct.needs & (names - {struct.name})]
        if not ready:
            stop("structs that point to each other")
        done += ready
        rest = [struct for struct in rest if struct not in ready]
    return done


def read(folder: Path) -> Interface:
    interface = Interface()
    texts = [plain(path) for path in sorted(folder.glob("*.h"))]
    everything = "\n".join(texts)
    for match in CONSTANT.finditer(everything):
        interface.constants[match.group(1)] = number(match.group(2), interface.constants)
    interface.aliases = {name: kind for kind, name in ALIAS.findall(everything)}
    opaque = set(HANDLE.findall(everything)) | set(FORWARD.findall(everything))
    bodies = STRUCT.findall(everything)
    interface.structs = [Struct(name, []) for name, _ in bodies]
    interface.opaque = sorted(opaque - {name for name, _ in bodies})
    types = Types(interface)
    for result, name, parameters in CALLBACK.findall(everything):
        interface.callbacks[name] = types.callback(result, parameters)
    for struct, (_, body) in zip(interface.structs, bodies):
        struct.members = [types.member(one) for one in body.split(";")[:-1]]
        words = " ".join(kind for _, kind in struct.members)
        struct.needs = set(re.findall(r"\bttr_\w+", words)) - set(interface.opaque)
        struct.needs -= set(interface.callbacks)
    interface.structs = in_order(interface.structs)
    for result, name, parameters in FUNCTION.findall(everything):
        kind = "POINTER(c_char)" if name in BYTES else types.convert(result)
        interface.functions[name] = (kind, types.parameters(parameters))
    expected = len(re.findall(r"^TTR_API\b", everything, re.MULTILINE))
    if expected != len(interface.functions):
        stop(f"{expected - len(interface.functions)} of the functions")
    return interface


def filled(start: str, words: list[str], end: str, indent: str) -> list[str]:
    """All words, by commas, in as few lines of 100 columns as hold them."""
    lines = [start]
    for place, word in enumerate(words):
        last = place == len(words) - 1
        word += end if last else ","
        gap = "" if lines[-1].endswith(("(", "[")) else " "
        if len(lines[-1]) + len(gap) + len(word) <= 100:
            lines[-1] += gap + word
        else:
            lines.append(indent + word)
    return lines


def struct_text(struct: Struct) -> list[str]:
    members = [f'("{name}", {kind})' for name, kind in struct.members]
    head = f"class {struct.name}(Structure):"
    return ["", head, *filled("    _fields_ = [", members, "]", " " * 8)]


def function_text(name: str, result: str, arguments: list[str]) -> list[str]:
    types = [result, *arguments] if arguments else [f"{result},"]
    return filled(f'    "{name}": (', types, "),", " " * 8)


def used_types(interface: Interface) -> list[str]:
    text = " ".join(kind for struct in interface.structs for _, kind in struct.members)
    text = " ".join([text, *interface.callbacks.values()])
    text += " " + " ".join(" ".join([r, *a]) for r, a in interface.functions.values())
    return ["POINTER", "Structure", *sorted(set(re.findall(r"\b(?:c_\w+|CFUNCTYPE)\b", text)))]


def module(interface: Interface) -> str:
    lines = ['"""What the public headers declare. Made by generate.py: do not edit."""', ""]
    lines += ["from __future__ import annotations", "", "from ctypes import ("]
    names = sorted(used_types(interface), key=lambda n: (not n.isupper(), n[0].islower(), n))
    lines += [f"    {name}," for name in names]
    lines += [")", "from typing import Any", "", "# fmt: off"]
    lines += [f"{name} = {value}" for name, value in interface.constants.items()]
    lines += ["", *(f"class {name}(Structure): ..." for name in interface.opaque), ""]
    lines += [f"{name} = {value}" for name, value in interface.callbacks.items()]
    for struct in interface.structs:
        lines += struct_text(struct)
    lines += ["", "#: Result and arguments of every function."]
    lines += ["FUNCTIONS: dict[str, tuple[Any, ...]] = {"]
    for name, (result, arguments) in sorted(interface.functions.items()):
        lines += function_text(name, result, arguments)
    lines += ["}", ""]
    return "\n".join(lines)


def main() -> int:
    text = module(read(HEADERS))
    if sys.argv[1:] == ["--check"]:
        same = RESULT.exists() and RESULT.read_text(encoding="utf-8") == text
        print("as the headers say" if same else f"{RESULT} is old: run {Path(__file__).name}")
        return 0 if same else 1
    if sys.argv[1:]:
        print(__doc__)
        return 2
    RESULT.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
