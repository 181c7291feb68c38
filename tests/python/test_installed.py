"""A distribution's files: all of the package, where the system's Python looks."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import tiktokrev as ttr


def sources() -> set[str]:
    """Files of the package."""
    return {path.name for path in Path(ttr.__file__).parent.iterdir() if path.is_file()}


def test_meson_installs_the_package(tmp_path: Path) -> None:
    meson = shutil.which("meson", path="/usr/bin:/usr/local/bin") or "meson"
    build = os.environ["TTR_BUILD"]
    command = [meson, "install", "-C", build, "--no-rebuild", "--tags", "python"]
    command += ["--destdir", str(tmp_path)]
    subprocess.run(command, check=True, capture_output=True)
    files = [path for path in tmp_path.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    folders = {path.parent for path in files}
    assert len(folders) == 1
    folder = folders.pop()
    assert re.search(r"/(dist|site)-packages/tiktokrev$", str(folder))
    assert {path.name for path in files} == sources()
    names = {**os.environ, "PYTHONPATH": str(folder.parent)}
    code = "import tiktokrev; print(tiktokrev.__file__)"
    done = subprocess.run(
        [sys.executable, "-c", code], env=names, check=True, capture_output=True, text=True
    )
    assert done.stdout.strip() == str(folder / "__init__.py")
