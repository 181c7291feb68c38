"""The gate is itself tested: changes that break programs must not pass it,
changes that do not must.

    mutants.py INCLUDE LAYOUT CC...
"""

import re
import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import layout  # noqa: E402
from tap import Tap  # noqa: E402

#: What is done, header, pattern, replacement.
BREAKING = [
    ("a member in the middle", "combiner.h", r"(    int32_t lag; )", r"    int32_t odd;\n\1"),
    ("two members swapped", "combiner.h", r"(source);(.*\n.*)(target);", r"\3;\2\1;"),
    ("a narrower member", "combiner.h", r"double elasticity;", "float elasticity;"),
    ("another type of one size", "combiner.h", r"double reference;", "uint64_t reference;"),
    ("a member renamed", "stream.h", r"recoupable;", "recoverable;"),
    ("a member removed", "history.h", r"    int32_t confidence;.*\n.*\n", ""),
    ("a constant renumbered", "schema.h", r"(TTR_KIND_STOCK +)2", r"\g<1>5"),
    ("a constant removed", "stream.h", r"#define TTR_NET .*\n", ""),
    ("a status renumbered", "status.h", r"-104", "-150"),
    ("an argument added", "text.h", r"(_size\(const ttr_text \*text)", r"\1, int32_t odd"),
    ("an argument's type", "program.h", r"uint32_t depth", "uint64_t depth"),
    ("a result's type", "version.h", r"uint32_t ttr_version\(", "uint64_t ttr_version("),
    ("a function removed", "version.h", r"TTR_API uint32_t ttr_model_revision\(void\);\n", ""),
    ("a pointer to const no more", "text.h", r"\(const ttr_text \*text\)", "(ttr_text *text)"),
    ("a shorter text", "status.h", r"message\[512\]", "message[500]"),
]

#: A tail member and a new function need new lines, then they pass.
GROWING = [
    ("a member at the end", "combiner.h", r"(    double reference;)", r"\1\n    double odd;"),
    ("a new function", "version.h", r"(TTR_API uint32_t ttr_v)", r"TTR_API void ttr_odd(void);\n\1"),
    ("a new constant", "stream.h", r"(#define TTR_NET .*\n)", r"\1#define TTR_ODD 9\n"),
]

HARMLESS = [
    ("a comment changed", "stream.h", r"Revenue streams", "Streams"),
    ("an argument renamed", "text.h", r"\(const ttr_text \*text\)", "(const ttr_text *odd)"),
]


def mutate(include: Path, folder: Path, header: str, pattern: str, text: str) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(include, folder)
    path = folder / "tiktokrev" / header
    source = path.read_text(encoding="utf-8")
    changed, count = re.subn(pattern, text, source, count=1)
    if count == 0 or changed == source:
        raise SystemExit(f"the mutant {pattern!r} finds nothing in {header}")
    path.write_text(changed, encoding="utf-8")
    return folder


def passes(recorded: list[str], actual: list[str]) -> bool:
    return not (
        layout.changed_lines(recorded, actual)
        or layout.size_problems(recorded, actual)
        or layout.new_lines(recorded, actual)
    )


def main() -> None:
    include, recorded = Path(sys.argv[1]), layout.read(Path(sys.argv[2]))
    compiler = sys.argv[3:]
    tap = Tap()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "include"
        for title, *edit in BREAKING:
            actual = layout.measure(mutate(include, folder, *edit), compiler)
            tap.point(bool(layout.may_append(recorded, actual)), f"caught: {title}")
        for title, *edit in GROWING:
            actual = layout.measure(mutate(include, folder, *edit), compiler)
            tap.point(not passes(recorded, actual), f"noticed: {title}")
            grown = [*recorded, *layout.new_lines(recorded, actual)]
            problems = layout.may_append(recorded, actual)
            tap.point(
                not problems and passes(grown, actual),
                f"passes when listed: {title}",
                "\n".join(problems),
            )
        for title, *edit in HARMLESS:
            actual = layout.measure(mutate(include, folder, *edit), compiler)
            tap.point(passes(recorded, actual), f"passes: {title}")
    tap.finish()


if __name__ == "__main__":
    main()
