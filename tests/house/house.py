#!/usr/bin/env python3
"""The order of the house: arrows between the folders of lib/ run forward, and
streams write equations without ever seeing a period or a path.

usage: house.py SOURCE_ROOT
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

# Each folder may use those before it, and itself.
ORDER = [
    "base",
    "math",
    "lanes",
    "program",
    "model",
    "streams",
    "combiner",
    "engine",
    "insight",
    "fit",
    "document",
]
INCLUDE = re.compile(r'^\s*#\s*include\s+"(\w+)/', re.MULTILINE)
LOOP = re.compile(r"\b(?:for|while)\s*\(")
TIME_OR_PATH = re.compile(r"\b(?:calendar|period|periods|path|paths|lane|lanes)\b")


def check_arrows(folder: Path) -> list[str]:
    """Includes that run backward."""
    allowed = set(ORDER[: ORDER.index(folder.name) + 1])
    wrong = []
    for file in sorted(folder.glob("*.[ch]")):
        for used in INCLUDE.findall(file.read_text()):
            if used in ORDER and used not in allowed:
                wrong.append(f"{file.name} includes {used}/")
    return wrong


def loops(text: str) -> list[str]:
    """What stands between the parentheses of each loop."""
    found = []
    for match in LOOP.finditer(text):
        depth, end = 1, match.end()
        while depth > 0:
            depth += {"(": 1, ")": -1}.get(text[end], 0)
            end += 1
        found.append(" ".join(text[match.end() : end - 1].split()))
    return found


def check_loops(folder: Path) -> list[str]:
    """Loops over periods or paths."""
    wrong = []
    for file in sorted(folder.glob("*.c")):
        for loop in loops(file.read_text()):
            if TIME_OR_PATH.search(loop):
                wrong.append(f"{file.name}: {loop}")
    return wrong


def main() -> int:
    lib = Path(sys.argv[1]) / "lib"
    folders = sorted(p.name for p in lib.iterdir() if p.is_dir())
    results = [
        (
            "every folder has its place",
            [f for f in folders if f not in ORDER and f != "python"],
        )
    ]
    for name in ORDER:
        results.append((f"arrows of lib/{name}", check_arrows(lib / name)))
    results.append(("no loop over time in lib/streams", check_loops(lib / "streams")))
    print(f"1..{len(results)}")
    for number, (subject, wrong) in enumerate(results, 1):
        print(f"{'not ok' if wrong else 'ok'} {number} - {subject}")
        for line in wrong:
            print(f"# {line}")
    return any(wrong for _, wrong in results)


if __name__ == "__main__":
    sys.exit(main())
