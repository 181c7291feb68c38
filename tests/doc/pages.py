"""What the pages mention exists: links and their anchors, files, public names,
and what the library has is mentioned.

    pages.py SOURCE
"""

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "headers"))

from declarations import read_headers  # noqa: E402
from tap import Tap  # noqa: E402

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FILE = re.compile(r"`((?:lib|include|tests|doc|examples|\.ci)/[\w./-]+)`")
NAME = re.compile(r"\b(ttr_[a-z_]*[a-z]|TTR_[A-Z0-9_]*[A-Z0-9])\b")
HEADING = re.compile(r"^#+ +(.*)$", re.M)
KEY = re.compile(r"^\| `(?:\w+/)?(\w+)` \|", re.M)

#: Public names that are no declarations, and the version script's node.
OTHER_NAMES = {"TTR_API", "TTR_0", "TTR_FUZZ_SECONDS"}


def without_fences(text: str) -> str:
    return re.sub(r"^```.*?^```$", "", text, flags=re.S | re.M)


def anchor(heading: str) -> str:
    """As GitHub makes it."""
    heading = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).strip().lower()
    return re.sub(r"[^\w\- ]", "", heading).replace(" ", "-")


def anchors(page: Path) -> set[str]:
    text = without_fences(page.read_text(encoding="utf-8"))
    return {anchor(match) for match in HEADING.findall(text)}


def broken_links(page: Path) -> list[str]:
    broken = []
    for target in LINK.findall(without_fences(page.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, fragment = target.partition("#")
        other = (page.parent / name).resolve() if name else page
        if not other.exists():
            broken.append(target)
        elif fragment and other.suffix == ".md" and fragment not in anchors(other):
            broken.append(target)
    return broken


def missing_files(source: Path, page: Path) -> list[str]:
    """A test may be named without its `.c` or `.py`."""
    names = FILE.findall(page.read_text(encoding="utf-8"))
    ends = ("", ".c", ".py")
    return [name for name in names if not any((source / f"{name}{end}").exists() for end in ends)]


def public_names(source: Path) -> set[str]:
    headers = read_headers(source / "include" / "tiktokrev")
    return OTHER_NAMES | {one.name for header in headers for one in header.declarations}


def unknown_names(page: Path, names: set[str]) -> list[str]:
    """A name may be the beginning of several: `TTR_STEP_`, `ttr_schema_*`."""
    found = set(NAME.findall(page.read_text(encoding="utf-8")))
    return sorted(
        name for name in found if name not in names and not any(
            other.startswith(f"{name}_") for other in names
        )
    )


def unmentioned(source: Path, table: str) -> list[str]:
    """Keys of a generated table that the equations do not use."""
    model = set(re.findall(r"\w+", (source / "doc" / "model.md").read_text(encoding="utf-8")))
    text = (source / "doc" / table).read_text(encoding="utf-8")
    text = text.split("\n## Ledger\n")[0]
    return sorted(set(KEY.findall(text)) - model)


def main() -> None:
    source = Path(sys.argv[1]).resolve()
    pages = [source / "README.md", *sorted((source / "doc").glob("*.md"))]
    pages += [source / "examples" / "data" / "README.md", source / "tests" / "reference" / "README.md"]
    names = public_names(source)
    tap = Tap()
    for page in filter(Path.exists, pages):
        name = page.relative_to(source)
        for what, wrong in (
            ("links lead somewhere", broken_links(page)),
            ("files exist", missing_files(source, page)),
            ("public names are declared", unknown_names(page, names)),
        ):
            tap.point(not wrong, f"{name}: {what}", "\n".join(wrong))
    for table in ("drivers.md", "outputs.md"):
        wrong = unmentioned(source, table)
        tap.point(not wrong, f"doc/model.md mentions every key of doc/{table}", "\n".join(wrong))
    statuses = {name for name in names if re.match(r"TTR_(OK|E_)", name)}
    text = (source / "doc" / "errors.md").read_text(encoding="utf-8")
    wrong = sorted(name for name in statuses if f"`{name}`" not in text)
    tap.point(not wrong, "doc/errors.md explains every status", "\n".join(wrong))
    tap.finish()


if __name__ == "__main__":
    main()
