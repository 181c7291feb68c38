"""The same bits from every build: compiler, optimisation, sanitizers, machine.

    compare.py BUILD BUILD...

A build for another machine runs under the emulator that its name asks for.

Prints the Test Anything Protocol.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests" / "headers"))

from tap import Tap  # noqa: E402


def documents() -> list[Path]:
    cases = ROOT / "tests" / "data" / "cases"
    return [*sorted(cases.glob("*.json")), ROOT / "examples" / "data" / "tiktok.json"]


EMULATORS = {
    "aarch64": ["qemu-aarch64-static", "-L", "/usr/aarch64-linux-gnu"],
    "s390x": ["qemu-s390x-static", "-L", "/usr/s390x-linux-gnu"],
}


def emulator(build: Path) -> list[str]:
    for machine, command in EMULATORS.items():
        if build.name.endswith(machine):
            return command
    return []


def results(build: Path) -> dict[str, list[str]]:
    """Lines of each document."""
    program = str(build / "tests" / "bits" / "print_bits")
    command = [*emulator(build), program, *map(str, documents())]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    parts: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in text.splitlines():
        if line.startswith("document "):
            lines = parts.setdefault(Path(line[len("document ") :]).stem, [])
        else:
            lines.append(line)
    return parts


def first_difference(left: list[str], right: list[str]) -> str:
    for one, other in zip(left, right):
        if one != other:
            return f"{one}\n{other}"
    return f"{len(left)} lines, {len(right)} lines"


def main() -> None:
    first, *others = map(Path, sys.argv[1:])
    expected = results(first)
    tap = Tap()
    for build in others:
        found = results(build)
        for name, lines in expected.items():
            tap.point(
                len(lines) > 1 and found.get(name) == lines,
                f"{name}: {build.name} as {first.name}",
                first_difference(lines, found.get(name, [])),
            )
    tap.finish()


if __name__ == "__main__":
    main()
