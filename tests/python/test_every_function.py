"""Every public C function is reached from Python, or the reason is here."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import tiktokrev as ttr
from tiktokrev import _handle, _library
from tiktokrev import _prototypes as c

COUNTED = "Python counts references to the object itself"

#: Tests that call nothing in this process.
ELSEWHERE = {"test_browser.py", "test_installed.py", "test_tutorial.py", "test_types.py"}

#: What a run holds.
HELD = ("calibration", "combiner", "distribution", "gradient", "history", "monitor", "simulation")

#: What the package does not call, and why.
UNREACHED = {
    "ttr_audience_ref": COUNTED,
    "ttr_backtest_ref": COUNTED,
    "ttr_driver_ref": COUNTED,
    "ttr_environment_ref": COUNTED,
    "ttr_error_init": "a block of ctypes is zeroed, and its size is set where it is made",
    "ttr_forecast_ref": COUNTED,
    "ttr_stream_ref": COUNTED,
    "ttr_text_ref": "a text becomes a str at once",
}


def handles(cls: type[_handle.Handle]) -> set[str]:
    """C types of all handles."""
    found = {cls._type} if hasattr(cls, "_type") else set()
    return found.union(*(handles(sub) for sub in cls.__subclasses__()))


def mentioned() -> set[str]:
    """Functions that the package's text names."""
    found: set[str] = set()
    for path in Path(ttr.__file__).parent.rglob("*.py"):
        if path.name != "_prototypes.py":
            text = path.read_text(encoding="utf-8")
            found |= set(re.findall(r"\bttr_\w+", text))
            found |= {f"{kind}_init" for kind in re.findall(r"new_block\(c\.(\w+)\)", text)}
    for kind in handles(_handle.Handle):
        found.add(f"{kind}_unref")
        if f"{kind}_set_driver" in c.FUNCTIONS:
            found |= {f"{kind}_set", f"{kind}_set_driver"}
    found |= {f"ttr_{kind}_ref" for kind in HELD}
    return found & c.FUNCTIONS.keys()


def test_package_names_every_function() -> None:
    missed = c.FUNCTIONS.keys() - mentioned()
    assert UNREACHED.keys() == missed, sorted(UNREACHED.keys() ^ missed)


def test_tests_call_every_function(request: pytest.FixtureRequest) -> None:
    """Last of a whole run: whatever can be reached was called."""
    files = {item.path.name for item in request.session.items}
    if files < {path.name for path in Path(__file__).parent.glob("test_*.py")} - ELSEWHERE:
        pytest.skip("only a part of the tests runs")
    called = {name for name in vars(_library.lib) if name.startswith("ttr_")}
    missed = c.FUNCTIONS.keys() - called
    assert UNREACHED.keys() == missed, sorted(UNREACHED.keys() ^ missed)
