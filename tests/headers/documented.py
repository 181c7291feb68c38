"""Every public name is documented, with the release it came in; every header
is part of the umbrella, of the installation, and of nothing else."""

import re
import sys
from pathlib import Path

from declarations import Header, read_headers
from tap import Tap


def check_names(tap: Tap, header: Header) -> None:
    for declaration in header.declarations:
        where = f"{header.name}:{declaration.line}"
        tap.point(
            "@since" in declaration.comment,
            f"{declaration.name} is documented with @since",
            f"{where}: {declaration.comment or 'no comment'}",
        )
    for struct in header.structs:
        missing = [member.name for member in struct.members if not member.documented]
        tap.point(
            not missing,
            f"members of {struct.name} are documented",
            f"{header.name}: {', '.join(missing)}",
        )


def check_completeness(tap: Tap, header: Header) -> None:
    """What the reader of declarations does not see would go unchecked."""
    words = set(re.findall(r"^TTR_API\b.*$", header.text, re.M))
    tap.point(
        len(words) <= len(header.functions)
        and header.text.count("\nTTR_API ") == len(header.functions),
        f"all functions of {header.name} are read",
    )
    structs = re.findall(r"^struct \w+ \{", header.text, re.M)
    tap.point(
        len(structs) == len(header.structs), f"all structs of {header.name} are read"
    )
    strays = re.findall(r"^(?:enum|union|extern (?!\"C\")|static)\b.*$", header.text, re.M)
    tap.point(
        not strays,
        f"{header.name} has functions, structs and constants only",
        "\n".join(strays),
    )


def check_form(tap: Tap, header: Header) -> None:
    guard = "TIKTOKREV_H" if header.name == "tiktokrev.h" else (
        f"TIKTOKREV_{header.name[:-2].upper()}_H"
    )
    tap.point(header.text.startswith("/** @file\n * @brief "), f"{header.name} says what it is for")
    tap.point(f"#ifndef {guard}\n#define {guard}\n" in header.text, f"{header.name} has its guard")
    if header.functions:
        tap.point('extern "C" {' in header.text, f"{header.name} serves C++")


def check_lists(tap: Tap, folder: Path, headers: list[Header]) -> None:
    names = {header.name for header in headers}
    umbrella = (folder / "tiktokrev.h").read_text(encoding="utf-8")
    included = set(re.findall(r"#include <tiktokrev/(\w+\.h)>", umbrella))
    tap.point(
        included == names - {"tiktokrev.h"},
        "the umbrella includes every header",
        f"differs in {included ^ (names - {'tiktokrev.h'})}",
    )
    build = (folder / "meson.build").read_text(encoding="utf-8")
    installed = set(re.findall(r"'(\w+\.h)'", build))
    tap.point(
        installed == names,
        "every header is installed",
        f"differs in {installed ^ names}",
    )


def main() -> None:
    folder = Path(sys.argv[1]) / "tiktokrev"
    headers = read_headers(folder)
    tap = Tap()
    check_lists(tap, folder, headers)
    for header in headers:
        check_form(tap, header)
        check_completeness(tap, header)
        check_names(tap, header)
    tap.finish()


if __name__ == "__main__":
    main()
