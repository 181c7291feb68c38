"""The gate of compiled libraries, for when there is a release to compare with:
abidiff must catch what breaks programs, let pass what does not, and find the
library to be what its headers say.

Mutants are libraries of empty functions, made from changed headers: an
interface is all that they have, and they take no time.

    compiled.py INCLUDE LIBRARY CC...
"""

import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(HERE.parent / "headers"))

from declarations import COMMENT, FUNCTION  # noqa: E402
from mutants import BREAKING, GROWING, HARMLESS, mutate  # noqa: E402
from tap import Tap  # noqa: E402

ABIDW = ["abidw", "--drop-private-types", "--no-corpus-path", "--no-comp-dir-path"]
ABIDW += ["--type-id-style", "hash"]
ABIDIFF = ["abidiff", "--harmless", "--drop-private-types"]
#: Bits of the exit code: something changed; it breaks programs.
CHANGED, BREAKS = 4, 8


def run(command: list[str]) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def is_macro(title: str) -> bool:
    """No library holds a macro: layout.txt does."""
    return "constant" in title or "status" in title


def has_debug_info(library: Path) -> bool:
    return ".debug_info" in run(["readelf", "-S", "-W", str(library)])


def build(include: Path, folder: Path, compiler: list[str]) -> Path:
    """A library of the headers' functions, without bodies."""
    source, versions, library = (folder / name for name in ("empty.c", "empty.map", "empty.so"))
    lines, names = [], []
    for header in sorted((include / "tiktokrev").glob("*.h")):
        lines.append(f"#include <tiktokrev/{header.name}>")
        for match in FUNCTION.finditer(COMMENT.sub("", header.read_text(encoding="utf-8"))):
            lines.append(f"{match[1]}{match[2]}({match[3]}) {{ for (;;) {{}} }}")
            names.append(f"{match[2]};")
    source.write_text("\n".join(lines) + "\n", encoding="utf-8")
    text = " ".join(["TTR_0.1 { global:", *names, "local: *; };"])
    versions.write_text(text, encoding="utf-8")
    command = [*compiler, "-w", "-g", "-O0", "-fPIC", "-shared", f"-I{include}", str(source)]
    command += [f"-Wl,--version-script={versions}", "-Wl,-soname,libtiktokrev.so.0"]
    run([*command, "-o", str(library)])
    return library


def record(include: Path, library: Path, to: Path) -> Path:
    run([*ABIDW, "--headers-dir", str(include), "--out-file", str(to), str(library)])
    return to


def compare(baseline: Path, include: Path, library: Path) -> tuple[int, str]:
    command = [*ABIDIFF, "--headers-dir2", str(include), str(baseline), str(library)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    return done.returncode, f"exit {done.returncode}\n{done.stdout}{done.stderr}"


def main() -> None:
    include, library, compiler = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]
    tap = Tap()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        changed = folder / "include"
        tap.point(has_debug_info(library), "the library has debug information")
        actual = record(include, library, folder / "library.abi")
        code, said = compare(actual, include, library)
        tap.point(code == 0, "the library is equal to itself", said)
        empty = build(include, folder, compiler)
        code, said = compare(actual, include, empty)
        tap.point(code == 0, "the library is what its headers say", said)
        baseline = record(include, empty, folder / "empty.abi")
        for title, *edit in [*BREAKING, *GROWING, *HARMLESS]:
            if is_macro(title):
                continue
            mutant = build(mutate(include, changed, *edit), folder, compiler)
            code, said = compare(baseline, changed, mutant)
            harmless = (title, *edit) in HARMLESS
            tap.point(
                code == 0 if harmless else code in (CHANGED, CHANGED | BREAKS),
                f"{'passes' if harmless else 'caught'}: {title}",
                said,
            )
        # Why debug information is asked for first.
        bare = build(mutate(include, changed, *BREAKING[0][1:]), folder, compiler)
        run(["strip", str(bare)])
        code, said = compare(baseline, changed, bare)
        tap.point(
            code == 0 and not has_debug_info(bare),
            "without debug information nothing would be seen",
            said,
        )
    tap.finish()


if __name__ == "__main__":
    main()
