"""The package is typed and tidy."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import tiktokrev as ttr
from conftest import SOURCE

PYTHON = SOURCE / "lib" / "python"
PACKAGE = Path(ttr.__file__).parent


def run(*command: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=PYTHON, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_mypy_is_content(tmp_path: Path) -> None:
    run("mypy", "--strict", f"--cache-dir={tmp_path}", "-p", "tiktokrev")
    run("mypy", "--strict", f"--cache-dir={tmp_path}", "generate.py", "backend.py")


def test_users_code_is_checked(tmp_path: Path) -> None:
    """What a user writes rightly passes, what is wrong does not."""
    head = "import tiktokrev as ttr\nprogram = ttr.open('x').compile()\n"
    cases = {
        "program.run().read('total/revenue', step='year').mean()": True,
        "program.run().read('total/revenue', step='yearly')": False,
        "ttr.Advertising(ad_load=0.1).ad_load['US'] = 0.2": True,
        "program.run(3).read(4.5)": False,
        "ttr.Driver(1).range(0, 2).grade('D')": False,
    }
    path = tmp_path / "user.py"
    path.write_text(head + "\n".join(cases) + "\n", encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", f"--cache-dir={tmp_path}", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=PYTHON)
    refused = {int(line) for line in re.findall(r"user\.py:(\d+): error", done.stdout)}
    first = head.count("\n") + 1
    wrong = {first + place for place, good in enumerate(cases.values()) if not good}
    assert refused == wrong, done.stdout


@pytest.mark.private
def test_ruff_is_content() -> None:
    for action in (["check"], ["format", "--check"]):
        run("ruff", *action, "--no-cache", ".")
        run(
            "ruff",
            *action,
            "--no-cache",
            "--config",
            "../../tests/python/ruff.toml",
            "../../tests/python",
        )


def test_package_is_marked_as_typed() -> None:
    assert (PACKAGE / "py.typed").exists()


def test_all_is_all() -> None:
    assert sorted(ttr.__all__) == sorted(set(ttr.__all__))
    for name in ttr.__all__:
        assert hasattr(ttr, name)
    tree = ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8"))
    imported = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert {name for name in imported if not name.startswith("_")} <= set(ttr.__all__)


def test_public_names_have_docstrings() -> None:
    for name in ttr.__all__:
        thing = getattr(ttr, name)
        if isinstance(thing, type):
            assert thing.__doc__, name
            for member, value in vars(thing).items():
                if callable(value) and not member.startswith("_"):
                    assert value.__doc__, f"{name}.{member}"
