"""Builds wheels and source distributions with meson-python.

meson-python wants `pyproject.toml` beside the project's `meson.build`, which
lies two folders above this file. So the sources are laid out as it wants them,
in a copy, and everything is built there. A source distribution is that copy,
and builds itself in place.
"""

from __future__ import annotations

import contextlib
import gzip
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Optional, cast

import mesonpy
import pyproject_metadata

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PARTS = ["COPYING", "README.md", "meson.build", "doc", "examples", "include", "lib", "tests"]
IGNORED = shutil.ignore_patterns("__pycache__", "*.pyc", ".*_cache", "*.whl", "node_modules")

Settings = Optional[dict[str, Any]]


def in_place() -> bool:
    """Is this a source distribution, where all is as meson-python wants it?"""
    return (ROOT / "pyproject.toml").exists()


def lay_out(target: Path) -> None:
    """Copies the sources, with `pyproject.toml` on top."""
    missing = [part for part in PARTS if not (ROOT / part).exists()]
    if missing:
        raise SystemExit(f"{ROOT} has no {missing[0]}: build from a whole copy of the repository")
    target.mkdir(parents=True, exist_ok=True)
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, target / part, ignore=IGNORED)
        else:
            shutil.copy2(ROOT / part, target / part)
    text = (HERE / "pyproject.toml").read_text(encoding="utf-8")
    text = text.replace('backend-path = ["."]', 'backend-path = ["lib/python"]')
    text = text.replace('readme = "README.md"', 'readme = "lib/python/README.md"')
    (target / "pyproject.toml").write_text(text, encoding="utf-8")


@contextlib.contextmanager
def sources() -> Iterator[Path]:
    """The sources as meson-python wants them, as the current folder."""
    before = Path.cwd()
    with contextlib.ExitStack() as stack:
        if in_place():
            folder = ROOT
        else:
            temporary = stack.enter_context(tempfile.TemporaryDirectory())
            folder = Path(temporary) / "tiktokrev"
            lay_out(folder)
        os.chdir(folder)
        try:
            yield folder
        finally:
            os.chdir(before)


def with_bundle(settings: Settings, folder: Path) -> dict[str, Any]:
    """Settings that put the library into the wheel."""
    arguments = (settings or {}).get("setup-args", [])
    given = [arguments] if isinstance(arguments, str) else list(arguments)
    native = folder / "lib" / "python" / "wheel.ini"
    return {**(settings or {}), "setup-args": [*given, f"--native-file={native}"]}


def version() -> str:
    """Version of the project, as its `meson.build` has it."""
    text = Path("meson.build").read_text(encoding="utf-8")
    match = re.search(r"^ *version: '([^']+)',", text, re.MULTILINE)
    if match is None:
        raise SystemExit("meson.build has no version")
    return match.group(1)


def metadata() -> str:
    """What a source distribution says of itself."""
    table = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))
    table["project"]["version"] = version()
    table["project"]["dynamic"].remove("version")
    return str(pyproject_metadata.StandardMetadata.from_pyproject(table, Path()).as_rfc822())


def plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """A member that says nothing of who packed it, or when."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mtime = int(os.environ.get("SOURCE_DATE_EPOCH", 0))
    return member


def for_any_python(wheel: Path) -> str:
    """Tags a wheel again: what is compiled in it knows nothing of Python."""
    command = [sys.executable, "-m", "wheel", "tags", "--remove"]
    command += ["--python-tag=py3", "--abi-tag=none", str(wheel)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return done.stdout.split()[-1]


def get_requires_for_build_wheel(settings: Settings = None) -> list[str]:
    return list(mesonpy.get_requires_for_build_wheel(settings))


def get_requires_for_build_sdist(settings: Settings = None) -> list[str]:
    return []


def build_wheel(
    folder: str, settings: Settings = None, metadata_directory: str | None = None
) -> str:
    target = Path(folder).resolve()
    with sources() as place:
        name = mesonpy.build_wheel(str(target), with_bundle(settings, place))
    return for_any_python(target / name)


def build_sdist(folder: str, settings: Settings = None) -> str:
    target = Path(folder).resolve()
    with sources() as place:
        (place / "PKG-INFO").write_text(metadata(), encoding="utf-8")
        name = f"tiktokrev-{version()}"
        parts = sorted([*PARTS, "PKG-INFO", "pyproject.toml"])
        path = target / f"{name}.tar.gz"
        with contextlib.ExitStack() as stack:
            raw = stack.enter_context(open(path, "wb"))
            packed = stack.enter_context(gzip.GzipFile("", "wb", mtime=0, fileobj=raw))
            file = cast(IO[bytes], packed)  # which older stubs do not see in it
            archive = stack.enter_context(tarfile.open(fileobj=file, mode="w"))
            for part in parts:
                archive.add(part, f"{name}/{part}", filter=plain)
        return path.name
