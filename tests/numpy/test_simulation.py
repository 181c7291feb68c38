"""The NumPy source of whole simulations gives the library's variables, on the
same draws.

usage: test_simulation.py SIMULATION_NUMBERS CASES DOCUMENT...

Prints the Test Anything Protocol.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "headers"))

from tap import Tap  # noqa: E402

PATHS = 32
TOLERANCE = 1e-12
#: Outputs that are differences, of nearly equal numbers on some paths.
DIFFERENCE = re.compile(r"synergy|ledger/change_|receivable|unrecouped")
#: A value may be so small a part of what it is on other paths.
CANCELLED = 0.1
SOBOL, RANDOM = 0, 1


Variable = tuple[str, str, str, str]


def load(file: Path) -> Any:
    module = ModuleType(file.stem)
    exec(compile(file.read_text(encoding="utf-8"), file, "exec"), module.__dict__)
    return module


def draws_of(module: Any, file: Path) -> dict[str, np.ndarray]:
    names = file.with_suffix(".names").read_text(encoding="utf-8").splitlines()
    numbers = np.fromfile(file.with_suffix(".draws"))
    by_name = dict(zip(names, numbers.reshape(-1, module.PERIODS, PATHS)))
    return {
        name: by_name[name] if by_period else by_name[name][0]
        for name, _, by_period, _ in module.DRAWS
    }


def scale_of(variable: Variable, values: np.ndarray, largest: float) -> Any:
    """What a variable's errors are relative to: its values. What is a difference
    of larger numbers has their errors: growth is that of a quotient from 1."""
    name = variable[0]
    if "growth of" in name:
        return np.maximum(np.abs(values), 1.0)
    if DIFFERENCE.search(name):
        return largest
    return np.maximum(np.abs(values), np.abs(values).max() * CANCELLED)


def differences(file: Path) -> list[str]:
    """Variables that are not the library's."""
    module = load(file)
    expected = np.fromfile(file.with_suffix(".values")).reshape(-1, PATHS)
    found = module.simulate(draws_of(module, file))
    largest: dict[str, float] = {}
    wrong = []
    if len(expected) != len(module.VARIABLES):
        wrong.append(f"{len(expected)} variables, {len(module.VARIABLES)} in Python")
    for (*_, unit), values in zip(module.VARIABLES, expected):
        largest[unit] = max(largest.get(unit, 0.0), np.abs(values).max())
    for variable, values in zip(module.VARIABLES, expected):
        scale = scale_of(variable, values, largest[variable[-1]])
        error = np.abs(found[variable] - values)
        if not np.all(error <= TOLERANCE * scale):
            most = np.nanmax(error / np.maximum(scale, 1e-300))
            wrong.append(f"{', '.join(variable)}: {most:.3g}")
    return wrong


def check(tap: Tap, program: str, document: Path, mode: int, first: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "module.py"
        base = str(file.with_suffix(""))
        command = [program, str(document), str(mode), str(first), base]
        done = subprocess.run(command, check=False, stderr=subprocess.PIPE, text=True)
        wrong = [done.stderr] if done.returncode != 0 else differences(file)
    name = f"{document.stem}, {'random' if mode == RANDOM else 'Sobol'}"
    tap.point(not wrong, name, "\n".join(wrong[:10]))


def main() -> None:
    program, cases = sys.argv[1:3]
    tap = Tap()
    for document in sorted(Path(cases).glob("*.json")):
        check(tap, program, document, RANDOM, 100)
    for name in sys.argv[3:]:
        check(tap, program, Path(name), RANDOM, 1000)
        check(tap, program, Path(name), SOBOL, 5000)
    tap.finish()


if __name__ == "__main__":
    main()
