"""Random graphs exported as NumPy give what the library gives.

usage: test_random_graphs.py RANDOM_GRAPHS

Prints the Test Anything Protocol.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "headers"))

from tap import Tap  # noqa: E402

GRAPHS = 200
PATHS = 6
TOLERANCE = 1e-12


def load(file: Path) -> ModuleType:
    module = ModuleType(file.stem)
    exec(compile(file.read_text(encoding="utf-8"), file, "exec"), module.__dict__)
    return module


def differences(module: Any, file: Path) -> list[str]:
    """Rows that are not as expected."""
    names = file.with_suffix(".names").read_text().splitlines()
    shape = (-1, module.PERIODS, PATHS)
    numbers = dict(zip(names, np.fromfile(file.with_suffix(".draws")).reshape(shape)))
    draws = {
        name: numbers[name] if by_period else numbers[name][0]
        for name, _, by_period, _ in module.DRAWS
    }
    expected = np.fromfile(file.with_suffix(".rows")).reshape(shape)
    wrong = []
    for name, row, wanted in zip(module.ROWS, module.equations(draws), expected):
        error = np.abs(np.broadcast_to(row, wanted.shape) - wanted)
        error = error / np.maximum(1.0, np.abs(wanted))
        if not np.all(error <= TOLERANCE):
            wrong.append(f"{name}: {np.nanmax(error):.3g}")
    return wrong


def main() -> None:
    tap = Tap()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run([sys.argv[1], name, str(GRAPHS)], check=True)
        for index in range(GRAPHS):
            file = folder / f"graph_{index}.py"
            with np.errstate(all="ignore"):
                wrong = differences(load(file), file)
            tap.point(not wrong, file.stem, "\n".join(wrong))
    tap.finish()


if __name__ == "__main__":
    main()
