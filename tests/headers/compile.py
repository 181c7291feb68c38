"""Each public header compiles alone, in C and in C++, without a warning."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tap import Tap

WARNINGS = "-Wall -Wextra -Wpedantic -Wconversion -Wundef -Werror".split()
C = ["-Wshadow", "-Wstrict-prototypes", "-Wmissing-prototypes"]
STANDARDS = [
    ("c", "c99", C),
    ("c", "c11", C),
    ("c", "c2x", C),
    ("c++", "c++17", []),
]
#: The C++ compiler that belongs to a C compiler.
COMPILERS = [("gcc", "g++"), ("clang", "clang++")]


def compiles(compiler: str, flags: list[str], source: Path) -> tuple[bool, str]:
    run = subprocess.run(
        [compiler, *flags, "-fsyntax-only", str(source)],
        capture_output=True,
        text=True,
        check=False,
    )
    return run.returncode == 0, run.stderr


def knows(compiler: str, language: str, standard: str, empty: Path) -> bool:
    return compiles(compiler, ["-x", language, f"-std={standard}"], empty)[0]


def check(tap: Tap, include: Path, compiler: str, language: str, standard: str,
          extra: list[str], folder: Path) -> None:
    for header in sorted((include / "tiktokrev").glob("*.h")):
        source = folder / "alone.c"
        # twice: the guard; a name: a translation unit must not be empty
        source.write_text(
            f"#include <tiktokrev/{header.name}>\n"
            f"#include <tiktokrev/{header.name}>\n"
            "typedef int alone;\n",
            encoding="utf-8",
        )
        flags = ["-x", language, f"-std={standard}", *WARNINGS, *extra, f"-I{include}"]
        good, text = compiles(compiler, flags, source)
        tap.point(good, f"{header.name} as {standard} with {compiler}", text)


def main() -> None:
    include = Path(sys.argv[1])
    tap = Tap()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        empty = folder / "empty.c"
        empty.write_text("typedef int alone;\n", encoding="utf-8")
        for c_compiler, cxx_compiler in COMPILERS:
            for language, standard, extra in STANDARDS:
                compiler = c_compiler if language == "c" else cxx_compiler
                if shutil.which(compiler) is None:
                    print(f"# {compiler} is not installed")
                elif not knows(compiler, language, standard, empty):
                    print(f"# {compiler} does not know {standard}")
                else:
                    check(tap, include, compiler, language, standard, extra, folder)
    tap.point(tap.count > 0, "at least one compiler was found")
    tap.finish()


if __name__ == "__main__":
    main()
