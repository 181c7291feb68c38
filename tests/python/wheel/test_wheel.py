"""What people install: the source distribution, the wheel, a distribution's files."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from conftest import MODEL, SOURCE

PYTHON = SOURCE / "lib" / "python"
PACKAGE = PYTHON / "tiktokrev"


def run(*command: str | Path, cwd: Path | None = None) -> str:
    """A command without what the tests told this process."""
    hidden = {"TIKTOKREV_LIBRARY", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE"}
    names = {name: value for name, value in os.environ.items() if name not in hidden}
    names["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), names["PATH"]])
    done = subprocess.run(
        [str(word) for word in command],
        env=names,
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def sources() -> set[str]:
    """Files of the package."""
    return {
        path.name
        for path in PACKAGE.iterdir()
        if path.suffix in (".py", ".css", ".js", ".typed") or path.name == "py.typed"
    }


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source distribution."""
    folder = tmp_path_factory.mktemp("sdist")
    code = (
        f"import sys; sys.path.insert(0, '.'); import backend; backend.build_sdist({str(folder)!r})"
    )
    run(sys.executable, "-c", code, cwd=PYTHON)
    return next(folder.glob("*.tar.gz"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel, as `pip install ./lib/python` makes it."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "pip", "wheel", "--no-deps", "-w", folder, PYTHON)
    return next(folder.glob("*.whl"))


def test_sdist_holds_the_sources(sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames() if "/" in name}
        top = {name.split("/", 1)[0] for name in archive.getnames()}
    assert len(top) == 1
    wanted = {"PKG-INFO", "pyproject.toml", "meson.build", "COPYING"}
    for folder in ("lib", "include"):
        for path in (SOURCE / folder).rglob("*.[ch]"):
            wanted.add(str(path.relative_to(SOURCE)))
    assert wanted <= names
    assert not [name for name in names if "__pycache__" in name or "_cache" in name]


def test_wheel_is_for_every_python_and_for_manylinux(wheel: Path) -> None:
    assert re.fullmatch(r"tiktokrev-[\d.]+-py3-none-linux_\w+\.whl", wheel.name)
    with zipfile.ZipFile(wheel) as archive:
        names = {
            name.split("/", 1)[1] for name in archive.namelist() if name.startswith("tiktokrev/")
        }
        notices = [name for name in archive.namelist() if name.endswith("licenses/COPYING")]
        notice = archive.read(*notices).decode("utf-8")
    assert names == sources() | {"libtiktokrev.so.0"}
    assert notice == (SOURCE / "COPYING").read_text(encoding="utf-8")
    said = run(sys.executable, "-m", "auditwheel", "show", wheel)
    assert re.search(r'"?manylinux_\d+_\d+_\w+"?', said), said


def test_auditwheel_repairs_it(wheel: Path, tmp_path: Path) -> None:
    run(sys.executable, "-m", "auditwheel", "repair", "-w", tmp_path, wheel)
    repaired = next(tmp_path.glob("*.whl"))
    assert "manylinux" in repaired.name


def test_three_commands_from_nothing_to_a_report(sdist: Path, tmp_path: Path) -> None:
    """From the source distribution, which compiles the library."""
    venv.create(tmp_path / "fresh", with_pip=True)
    python = tmp_path / "fresh" / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", sdist)
    shutil.copy(MODEL, tmp_path / "tiktok.json")
    command = ["-m", "tiktokrev", "outlook", "tiktok.json", "--report", "out.html"]
    said = run(python, *command, cwd=tmp_path)
    assert "Revenue reaches" in said
    assert "<svg" in (tmp_path / "out.html").read_text(encoding="utf-8")
    where = run(python, "-c", "import tiktokrev; print(tiktokrev.library)", cwd=tmp_path)
    assert where.strip().startswith(str(tmp_path / "fresh"))
