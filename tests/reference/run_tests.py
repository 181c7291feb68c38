"""The reference against closed forms, hand calculations and conservation.

Runs all tests of this folder in the Test Anything Protocol, as pytest does in
its own.
"""

from __future__ import annotations

import importlib
import sys
import traceback
from collections.abc import Callable
from pathlib import Path


def tests() -> list[Callable[[], None]]:
    files = sorted(Path(__file__).resolve().parent.glob("test_*.py"))
    modules = [importlib.import_module(file.stem) for file in files]
    return [
        test
        for module in modules
        for name, test in vars(module).items()
        if name.startswith("test_")
    ]


def main() -> int:
    failed = 0
    found = tests()
    for number, test in enumerate(found, 1):
        name = f"{number} - {test.__module__}.{test.__name__}"
        try:
            test()
            print(f"ok {name}", flush=True)
        except Exception:
            failed += 1
            print(f"not ok {name}", flush=True)
            print("#", traceback.format_exc().replace("\n", "\n# "), flush=True)
    print(f"1..{len(found)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
