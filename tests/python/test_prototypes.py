"""The bindings' types are those of the headers: as the generator reads them, as
a compiler lays them out, and as Clang parses them."""

from __future__ import annotations

import ctypes
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from conftest import SOURCE
from tiktokrev import _prototypes as c

sys.path.insert(0, str(SOURCE / "tests" / "abi"))
sys.path.insert(0, str(SOURCE / "lib" / "python"))

import generate
import layout

INCLUDE = SOURCE / "include"
STRUCTS = {
    name: value
    for name, value in vars(c).items()
    if isinstance(value, type)
    and issubclass(value, ctypes.Structure)
    and hasattr(value, "_fields_")
}


def facts(lines: list[str]) -> dict[str, str]:
    """What a list of the binary interface says of structs, members and constants."""
    found = {}
    for line in lines:
        words = line.split()
        if words[0] == "struct":
            found[words[1]] = f"size {words[3]} align {words[5]}"
        elif words[0] == "member":
            match = re.search(r"offset (\d+) size (\d+)$", line)
            assert match
            found[words[1]] = f"offset {match.group(1)} size {match.group(2)}"
        elif words[0] == "constant":
            found[words[1]] = words[2]
    return found


def own_facts() -> dict[str, str]:
    """The same of the bindings."""
    found = {}
    for name, struct in STRUCTS.items():
        found[name] = f"size {ctypes.sizeof(struct)} align {ctypes.alignment(struct)}"
        for member, *_ in struct._fields_:
            place = getattr(struct, member)
            found[f"{name}.{member}"] = f"offset {place.offset} size {place.size}"
    for name, value in vars(c).items():
        if name.startswith("TTR_") and not name.startswith("TTR_VERSION"):
            found[name] = str(value)
    return found


def test_generated_file_is_what_the_headers_say() -> None:
    assert generate.RESULT.read_text(encoding="utf-8") == generate.module(
        generate.read(INCLUDE / "tiktokrev")
    )


def test_layout_is_the_recorded_one() -> None:
    recorded = facts((SOURCE / "tests/abi/layout.txt").read_text(encoding="utf-8").splitlines())
    own = own_facts()
    assert recorded.keys() <= own.keys()
    assert {name: own[name] for name in recorded} == recorded


def test_layout_is_the_compilers() -> None:
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    assert compiler, "a C compiler is needed"
    assert own_facts() == facts(layout.measure(INCLUDE, [compiler]))


# Clang's reading, where it is installed


def clang_functions() -> dict[str, str]:
    """Function types as Clang spells them, without typedefs of numbers."""
    command = ["clang", "-std=c11", f"-I{INCLUDE}", "-fsyntax-only", "-Xclang", "-ast-dump=json"]
    command += ["-x", "c", str(INCLUDE / "tiktokrev" / "tiktokrev.h")]
    tree = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return {
        node["name"]: node["type"]["qualType"]
        for node in tree["inner"]
        if node["kind"] == "FunctionDecl" and node["name"].startswith("ttr_")
    }


SPELLINGS = {
    "void": None,
    "double": ctypes.c_double,
    "char": ctypes.c_char,
    "int32_t": ctypes.c_int32,
    "uint32_t": ctypes.c_uint32,
    "uint64_t": ctypes.c_uint64,
    "size_t": ctypes.c_size_t,
    "ttr_status": ctypes.c_int32,
    "ttr_date": ctypes.c_int32,
    "ttr_value": ctypes.c_uint32,
    "void *": ctypes.c_void_p,
    "char *": ctypes.c_char_p,
}


def python_type(spelling: str) -> Any:
    """The type of ctypes for one that Clang spells."""
    plain = re.sub(r"\b(const|struct) ?", "", spelling).strip()
    plain = re.sub(r"\s*\*", " *", plain).replace("* *", "**").replace(" * *", " **")
    plain = plain.replace(" **", " * *")
    if plain in SPELLINGS:
        return SPELLINGS[plain]
    if plain.endswith(" *"):
        return ctypes.POINTER(python_type(plain[:-2]))
    return getattr(c, plain)


@pytest.mark.clang
def test_functions_are_as_clang_reads_them() -> None:
    read = clang_functions()
    assert read.keys() == c.FUNCTIONS.keys()
    for name, spelling in read.items():
        match = re.fullmatch(r"(.*?) ?\((.*)\)", spelling)
        assert match
        parameters = [] if match.group(2) == "void" else match.group(2).split(", ")
        result, *arguments = c.FUNCTIONS[name]
        assert arguments == [python_type(one) for one in parameters], name
        if name not in generate.BYTES:
            assert result == python_type(match.group(1)), name


@pytest.mark.parametrize(
    "text",
    [
        "TTR_API void ttr_x(long value);",
        "TTR_API void ttr_x(struct other *value);",
        "#define TTR_X sizeof(int)",
        "struct ttr_x {\n    int32_t a : 3;\n};",
    ],
)
def test_generator_stops_at_what_it_does_not_know(text: str, tmp_path: Path) -> None:
    (tmp_path / "x.h").write_text(text + "\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="can not read"):
        generate.read(tmp_path)
