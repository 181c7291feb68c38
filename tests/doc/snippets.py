"""Programs and their output in the documentation.

A fenced block after `<!-- part of NAME -->` is the next part of a file; one
after `<!-- output of NAME -->` is what the program prints, and several are what
it prints between empty lines.

    snippets.py extract FOLDER PAGE...    writes the files
    snippets.py check FOLDER PAGE NAME PROGRAM
                                          runs the program in the folder and
                                          compares what it prints
    snippets.py update FOLDER PAGE NAME PROGRAM
                                          writes what it prints into the page
"""

import re
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "headers"))

from tap import Tap  # noqa: E402

BLOCK = re.compile(
    r"<!-- (?P<kind>part|output) of (?P<name>[\w.]+) -->\n```(?P<language>\w*)\n"
    r"(?P<text>.*?)^```$",
    re.S | re.M,
)


def parts(page: Path) -> dict[str, list[str]]:
    files: dict[str, list[str]] = {}
    for block in BLOCK.finditer(page.read_text(encoding="utf-8")):
        if block["kind"] == "part":
            files.setdefault(block["name"], []).append(block["text"])
    return files


def extract(folder: Path, pages: list[Path]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for page in pages:
        for name, texts in parts(page).items():
            (folder / name).write_text("\n".join(texts), encoding="utf-8")


def outputs(page: Path, name: str) -> list[re.Match[str]]:
    blocks = BLOCK.finditer(page.read_text(encoding="utf-8"))
    return [block for block in blocks if block["kind"] == "output" and block["name"] == name]


def run(folder: Path, program: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [str(program.resolve())], cwd=folder, capture_output=True, text=True, check=False
    )


def split(text: str, blocks: list[re.Match[str]]) -> list[str]:
    """What is printed; with several blocks, cut at its empty lines."""
    if len(blocks) < 2:
        return [text]
    return [piece.rstrip("\n") + "\n" for piece in text.split("\n\n")]


def check(folder: Path, page: Path, name: str, program: Path) -> None:
    tap = Tap()
    done = run(folder, program)
    tap.point(done.returncode == 0, f"{name} runs", done.stderr)
    blocks = outputs(page, name)
    pieces = split(done.stdout, blocks)
    tap.point(
        len(blocks) == len(pieces),
        f"{page.name} shows what {name} prints",
        f"{len(blocks)} blocks for {len(pieces)} parts",
    )
    for number, (block, piece) in enumerate(zip(blocks, pieces), 1):
        tap.point(
            block["text"] == piece,
            f"{page.name} shows part {number} of what {name} prints",
            f"it prints\n{piece}",
        )
    tap.finish()


def update(folder: Path, page: Path, name: str, program: Path) -> None:
    done = run(folder, program)
    if done.returncode != 0:
        raise SystemExit(done.stderr)
    blocks = outputs(page, name)
    text = page.read_text(encoding="utf-8")
    for block, piece in reversed(list(zip(blocks, split(done.stdout, blocks)))):
        text = text[: block.start("text")] + piece + text[block.end("text") :]
    page.write_text(text, encoding="utf-8")


def main() -> None:
    action, folder = sys.argv[1], Path(sys.argv[2])
    if action == "extract":
        extract(folder, [Path(page) for page in sys.argv[3:]])
        return
    page, name, program = Path(sys.argv[3]), sys.argv[4], Path(sys.argv[5])
    (check if action == "check" else update)(folder, page, name, program)


if __name__ == "__main__":
    main()
