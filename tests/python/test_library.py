"""Which library is loaded, and what is said when there is none."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import tiktokrev as ttr
from tiktokrev import _library
from tiktokrev import _prototypes as c

PACKAGE = Path(ttr.__file__).parent


def start(package: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Imports a copy of the package in another process."""
    names = {k: v for k, v in os.environ.items() if k not in ("TIKTOKREV_LIBRARY", "PYTHONPATH")}
    return subprocess.run(
        [sys.executable, "-c", "import tiktokrev; print(tiktokrev.library)"],
        env={**names, "PYTHONPATH": str(package.parent), **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def copy(folder: Path) -> Path:
    """The package without a library of its own."""
    target = folder / "tiktokrev"
    ignored = shutil.ignore_patterns("__pycache__", "libtiktokrev*")
    shutil.copytree(PACKAGE, target, ignore=ignored)
    return target


def loaded_file() -> Path:
    """The shared library that this process has loaded."""
    maps = Path("/proc/self/maps").read_text(encoding="utf-8").splitlines()
    return Path(next(line.split()[-1] for line in maps if "libtiktokrev" in line))


def last_line(done: subprocess.CompletedProcess[str]) -> str:
    return done.stderr.strip().splitlines()[-1]


def library_of(source: str, folder: Path) -> Path:
    """A shared library of a few lines of C."""
    path = folder / "libother.so"
    command = ["cc", "-shared", "-fPIC", "-x", "c", "-", "-o", str(path)]
    subprocess.run(command, input=source, text=True, check=True)
    return path


def test_variable_comes_first(tmp_path: Path) -> None:
    package = copy(tmp_path)
    (package / _library.SONAME).write_bytes(b"not a library")
    done = start(package, TIKTOKREV_LIBRARY=str(loaded_file()))
    assert done.stdout.strip() == str(loaded_file())


def test_bundled_library_comes_before_the_systems(tmp_path: Path) -> None:
    package = copy(tmp_path)
    shutil.copy(loaded_file(), package / _library.SONAME)
    done = start(package)
    assert done.stdout.strip() == str(package / _library.SONAME)


def test_systems_library_is_found_by_its_soname(tmp_path: Path) -> None:
    shutil.copy(loaded_file(), tmp_path / _library.SONAME)
    done = start(copy(tmp_path), LD_LIBRARY_PATH=str(tmp_path))
    assert done.stdout.strip() == _library.SONAME


def test_missing_library_has_a_remedy(tmp_path: Path) -> None:
    done = start(copy(tmp_path), TIKTOKREV_LIBRARY="/nowhere/lib.so")
    assert done.returncode == 1
    line = last_line(done)
    assert line.startswith("tiktokrev._errors.LibraryError: can not load /nowhere/lib.so")
    assert line.endswith(_library.REMEDY)


def test_another_library_is_refused(tmp_path: Path) -> None:
    other = library_of("int other;", tmp_path)
    line = last_line(start(copy(tmp_path), TIKTOKREV_LIBRARY=str(other)))
    assert f"{other} is no libtiktokrev: pip install" in line


def test_old_library_is_refused(tmp_path: Path) -> None:
    other = library_of("unsigned ttr_version(void) { return 42; }", tmp_path)
    line = last_line(start(copy(tmp_path), TIKTOKREV_LIBRARY=str(other)))
    assert "is too old (version 0.0.42, without ttr_advertising_new; 0.1.0 is needed)" in line
    assert line.endswith(_library.REMEDY)


def test_library_of_an_older_version_with_all_names_is_refused(tmp_path: Path) -> None:
    names = "".join(f"int {name}(void) {{ return 42; }}" for name in c.FUNCTIONS)
    other = library_of(names, tmp_path)
    line = last_line(start(copy(tmp_path), TIKTOKREV_LIBRARY=str(other)))
    assert "is too old (version 0.0.42; 0.1.0 is needed)" in line


def test_a_wrong_argument_does_not_pass() -> None:
    driver, audience = ttr.Driver(1.0), ttr.Audience()
    with pytest.raises(ctypes.ArgumentError):
        _library.lib.ttr_driver_set_value(audience._handle, 1.0)
    with pytest.raises(ctypes.ArgumentError):
        _library.lib.ttr_driver_set_value(driver._handle, "1")
    with pytest.raises(AttributeError, match="ttr_no_such"):
        _library.lib.ttr_no_such  # noqa: B018


def test_version_is_that_of_the_headers() -> None:
    assert ttr.__version__ == _library.version_text(c.TTR_VERSION)
    assert ttr.model_revision >= 1
