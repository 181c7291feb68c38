"""What README.md shows is true: its program compiles and prints what stands
below it, its excerpt is what outlook prints, and its links lead somewhere.

    test_readme.py SOURCE OUTLOOK LIBRARY CC...
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "headers"))

from tap import Tap  # noqa: E402

SOURCE = Path(sys.argv[1])
OUTLOOK = sys.argv[2]
LIBRARY = Path(sys.argv[3])
CC = sys.argv[4:]
README = (SOURCE / "README.md").read_text(encoding="utf-8")
DATA = SOURCE / "examples" / "data"


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.M | re.S)


def compile_command(source: Path, program: Path) -> list[str]:
    flags = ["-std=c11", "-Wall", "-Wextra", "-Wpedantic", "-Werror"]
    flags += [f"-I{SOURCE / 'include'}", str(source), "-o", str(program)]
    return [*CC, *flags, str(LIBRARY), f"-Wl,-rpath,{LIBRARY.parent}"]


def check_program(tap: Tap, work: Path) -> None:
    (text,) = blocks("c")
    lines = text.splitlines()
    tap.point(len(lines) <= 15, "the program has at most 15 lines", str(len(lines)))
    source = work / "revenue.c"
    source.write_text(text, encoding="utf-8")
    command = compile_command(source, work / "revenue")
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if not tap.point(made.returncode == 0, "the program compiles", made.stderr):
        return
    done = subprocess.run(
        [work / "revenue"], cwd=SOURCE, capture_output=True, text=True, check=False
    )
    details = done.stdout + done.stderr
    tap.point(done.stdout == blocks("text")[1], "it prints what stands below it", details)


def check_excerpt(tap: Tap) -> None:
    command = [OUTLOOK, DATA / "tiktok.json", DATA / "published.csv"]
    page = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    parts = [part.strip("\n") for part in blocks("text")[0].split("...\n")]
    missing = [part for part in parts if part not in page]
    tap.point(len(parts) > 2 and not missing, "the excerpt is real", "\n".join(missing))
    drivers = re.search(r"its (\d+) drivers", README)
    given = re.search(r"(\d+) given by region", page)
    same = drivers is not None and given is not None and drivers[1] == given[1]
    tap.point(same, "the number of drivers is right", f"{drivers} {given}")


def check_names(tap: Tap) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", README)
    files = [link for link in links if "://" not in link]
    missing = [link for link in files if not (SOURCE / link).exists()]
    tap.point(len(files) > 5 and not missing, "every file it links to is there", str(missing))
    units = [Path(link).stem for link in files if link.startswith("tests/unit/test_")]
    run = (SOURCE / "tests" / "unit" / "meson.build").read_text(encoding="utf-8")
    idle = [name for name in units if f"'{name[len('test_'):]}'" not in run]
    tap.point(not idle, "every unit test it names is run", str(idle))
    headers = "".join(p.read_text() for p in (SOURCE / "include" / "tiktokrev").glob("*.h"))
    unknown = [name for name in re.findall(r"`(ttr_\w+)`", README) if name not in headers]
    tap.point(not unknown, "every function it names is declared", str(unknown))


def main() -> None:
    tap = Tap()
    with tempfile.TemporaryDirectory() as work:
        check_program(tap, Path(work))
    check_excerpt(tap)
    check_names(tap)
    tap.finish()


if __name__ == "__main__":
    main()
