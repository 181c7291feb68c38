"""One list of names: the headers', the map's, and those of the library; and
what a static library defines begins with ttr_ or ttri_.

    symbols.py INCLUDE MAP SHARED STATIC [NM]
"""

import re
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "headers"))

from declarations import read_headers  # noqa: E402
from tap import Tap  # noqa: E402


def names_in_map(path: Path) -> list[str]:
    return re.findall(r"^\s*(ttr_\w+);", path.read_text(encoding="utf-8"), re.M)


def defined(nm: str, flags: list[str], library: Path) -> list[str]:
    run = subprocess.run(
        [nm, *flags, "--defined-only", str(library)],
        check=True,
        capture_output=True,
        text=True,
    )
    rows = [line.split() for line in run.stdout.splitlines()]
    return [row[2] for row in rows if len(row) == 3 and row[1] not in "a"]


def differ(left: set[str], right: set[str]) -> str:
    return f"only in the first: {sorted(left - right)}\nonly in the second: {sorted(right - left)}"


def check_shared(tap: Tap, nm: str, shared: Path, declared: set[str]) -> None:
    rows = [name for name in defined(nm, ["-D"], shared) if name != "TTR_0.1"]
    exported = {name.split("@")[0] for name in rows}
    tap.point(
        exported == declared,
        "the shared library exports what the headers declare",
        differ(exported, declared),
    )
    unversioned = [name for name in rows if "@@TTR_" not in name]
    tap.point(
        not unversioned,
        "every exported name has a version",
        "\n".join(unversioned),
    )


def check_static(tap: Tap, nm: str, static: Path, declared: set[str]) -> None:
    names = set(defined(nm, ["-g"], static))
    foreign = {name for name in names if not re.match(r"ttri?_", name)}
    tap.point(
        not foreign,
        "the static library defines no foreign name",
        "\n".join(sorted(foreign)),
    )
    tap.point(
        {name for name in names if name.startswith("ttr_")} == declared,
        "the static library has what the headers declare",
        differ({name for name in names if name.startswith("ttr_")}, declared),
    )


def main() -> None:
    include, map_file, shared, static = map(Path, sys.argv[1:5])
    nm = sys.argv[5] if len(sys.argv) > 5 else "nm"
    tap = Tap()
    headers = read_headers(include / "tiktokrev")
    declared = {function.name for header in headers for function in header.functions}
    listed = names_in_map(map_file)
    tap.point(set(listed) == declared, "headers and map agree", differ(set(listed), declared))
    tap.point(listed == sorted(set(listed)), "the map is sorted")
    check_shared(tap, nm, shared, declared)
    check_static(tap, nm, static, declared)
    tap.finish()


if __name__ == "__main__":
    main()
