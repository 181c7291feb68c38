"""The library's numbers do not depend on the host's locale: runs all unit
programs where the decimal separator is a comma, and where it has two bytes.

    comma.py PROGRAM [ARGUMENT...] [-- PROGRAM [ARGUMENT...]]...
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "headers"))

from tap import Tap  # noqa: E402

#: A comma; U+066B, two bytes in UTF-8.
LOCALES = [("de_DE", ","), ("ps_AF", "\u066b")]


def build(name: str, folder: Path) -> str:
    """Builds a locale of the system's sources, so that none need be installed."""
    full = f"{name}.UTF-8"
    subprocess.run(
        ["localedef", "-c", "-i", name, "-f", "UTF-8", str(folder / full)],
        check=False,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return full


def separator(environment: dict[str, str]) -> str:
    """What a program sees, or an empty text if the locale did not build."""
    text = (
        "import locale; locale.setlocale(locale.LC_ALL, ''); "
        "print(ascii(locale.localeconv()['decimal_point']))"
    )
    run = subprocess.run(
        [sys.executable, "-c", text],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return run.stdout.strip().strip("'").encode().decode("unicode_escape")


def check(tap: Tap, name: str, commands: list[list[str]], environment: dict[str, str]) -> None:
    for command in commands:
        program = Path(command[0]).name
        run = subprocess.run(
            command, env=environment, capture_output=True, text=True, check=False
        )
        count = sum(line.startswith("ok ") for line in run.stdout.splitlines())
        tap.point(
            run.returncode == 0 and count > 0,
            f"{program} in {name} ({count} tests)",
            run.stdout + run.stderr,
        )


def split(arguments: list[str]) -> list[list[str]]:
    commands: list[list[str]] = [[]]
    for argument in arguments:
        if argument == "--":
            commands.append([])
        else:
            commands[-1].append(argument)
    return commands


def main() -> None:
    commands = split(sys.argv[1:])
    if shutil.which("localedef") is None:
        print("1..0 # SKIP localedef is not installed")
        return
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        for name, expected in LOCALES:
            full = build(name, Path(folder))
            environment = {**os.environ, "LOCPATH": folder, "LC_ALL": full}
            if separator(environment) != expected:
                print(f"1..0 # SKIP no sources of the locale {name}")
                return
            check(tap, full, commands, environment)
    tap.finish()


if __name__ == "__main__":
    main()
