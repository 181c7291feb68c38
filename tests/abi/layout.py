"""The binary interface as a list: sizes, offsets, constants, prototypes.

    layout.py INCLUDE LAYOUT CC...            compares the headers with the list
    layout.py --append INCLUDE LAYOUT CC...   adds what is new to the list

The list only ever grows at its end: what a line says stays true for as long
as the SONAME stays. A struct that grew has a further line with its new size.
Until the first release a line may still be changed by hand.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "headers"))

from declarations import Header, Struct, read_headers  # noqa: E402
from tap import Tap  # noqa: E402

#: Types whose size is the same on every machine, or which are pointers.
FIXED = {"uint32_t", "int32_t", "uint64_t", "int64_t", "double", "char"}
FIXED |= {"ttr_status", "ttr_date", "function"}


def print_struct(struct: Struct) -> str:
    name = struct.name
    lines = [
        f'    printf("struct {name} size %zu align %zu\\n", '
        f"sizeof(struct {name}), _Alignof(struct {name}));"
    ]
    for member in struct.members:
        place = f"struct {name}, {member.name}"
        size = f"sizeof(((struct {name} *)0)->{member.name})"
        lines.append(
            f'    printf("member {name}.{member.name} {member.type} '
            f'offset %zu size %zu\\n", offsetof({place}), {size});'
        )
    return "\n".join(lines)


def program(headers: list[Header]) -> str:
    body = ['    printf("pointer %zu\\n", sizeof(void *));']
    for header in headers:
        for constant in header.constants:
            name = constant.name
            if not name.startswith("TTR_VERSION"):
                body.append(f'    printf("constant {name} %lld\\n", (long long)({name}));')
        body += [print_struct(struct) for struct in header.structs]
        for function in header.functions:
            body.append(f'    printf("function {function.name} {function.prototype}\\n");')
    return (
        "#include <stddef.h>\n#include <stdio.h>\n#include <tiktokrev/tiktokrev.h>\n"
        "int main(void)\n{\n" + "\n".join(body) + "\n    return 0;\n}\n"
    )


def measure(include: Path, compiler: list[str]) -> list[str]:
    """What the compiler makes of the headers, line by line."""
    with tempfile.TemporaryDirectory() as name:
        source = Path(name) / "layout.c"
        source.write_text(program(read_headers(include / "tiktokrev")), encoding="utf-8")
        binary = Path(name) / "layout"
        command = [*compiler, "-std=c11", f"-I{include}", str(source), "-o", str(binary)]
        subprocess.run(command, check=True)
        run = subprocess.run([str(binary)], check=True, capture_output=True, text=True)
    return run.stdout.splitlines()


def is_size(line: str) -> bool:
    return line.startswith("struct ")


def size_problems(recorded: list[str], actual: list[str]) -> list[str]:
    problems = []
    for now in filter(is_size, actual):
        name = now.split()[1]
        sizes = [line for line in filter(is_size, recorded) if line.split()[1] == name]
        numbers = [int(line.split()[3]) for line in sizes]
        if sizes and sizes[-1] != now:
            problems.append(f"was: {sizes[-1]}; is: {now}")
        if numbers != sorted(set(numbers)):
            problems.append(f"struct {name} does not only grow: {numbers}")
    return problems


def changed_lines(recorded: list[str], actual: list[str]) -> list[str]:
    known = set(actual)
    names = {line.split()[1] for line in actual if is_size(line)}
    return [
        line
        for line in recorded
        if line not in known and not (is_size(line) and line.split()[1] in names)
    ]


def new_lines(recorded: list[str], actual: list[str]) -> list[str]:
    return [line for line in actual if line not in set(recorded)]


def may_append(recorded: list[str], actual: list[str]) -> list[str]:
    """Why the new lines can not simply be added: the empty list if they can."""
    problems = changed_lines(recorded, actual)
    for line in new_lines(recorded, actual):
        if is_size(line):
            size = int(line.split()[3])
            old = [
                int(other.split()[3])
                for other in recorded
                if is_size(other) and other.split()[1] == line.split()[1]
            ]
            if old and size <= old[-1]:
                problems.append(f"does not grow: {line}")
        if line.startswith("member "):
            name, offset = line.split()[1].split(".")[0], int(line.split(" offset ")[1].split()[0])
            sizes = [other for other in recorded if other.startswith(f"struct {name} ")]
            if sizes and offset < int(sizes[-1].split()[3]):
                problems.append(f"is not at the end: {line}")
    return problems


def form_problems(headers: list[Header]) -> list[str]:
    """Blocks begin with their size and have members of fixed width only."""
    problems = []
    for header in headers:
        for struct in header.structs:
            first = struct.members[0]
            if (first.type, first.name) != ("uint32_t", "struct_size"):
                problems.append(f"{struct.name} does not begin with struct_size")
            for member in struct.members:
                kind = member.type.split("[")[0]
                if kind not in FIXED and not kind.endswith("*"):
                    problems.append(f"{struct.name}.{member.name} is a {kind}")
    return problems


def released(layout: Path) -> list[str] | None:
    """The list as the last release had it, if there was one."""
    folder = str(layout.resolve().parent)
    try:
        tag = subprocess.run(
            ["git", "-C", folder, "describe", "--tags", "--abbrev=0", "--match", "v*"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        return subprocess.run(
            ["git", "-C", folder, "show", f"{tag}:./{layout.name}"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.splitlines()
    except (OSError, subprocess.CalledProcessError):
        return None


def read(layout: Path) -> list[str]:
    return layout.read_text(encoding="utf-8").splitlines() if layout.exists() else []


def compare(include: Path, layout: Path, compiler: list[str]) -> None:
    tap = Tap()
    recorded = read(layout)
    actual = measure(include, compiler)
    remedy = f"\nadd what is new: {Path(__file__).name} --append ..."
    if recorded and recorded[0] != actual[0]:
        print(f"1..0 # SKIP the list is for {recorded[0]}, this is {actual[0]}")
        sys.exit(0)
    changed = changed_lines(recorded, actual)
    tap.point(not changed, "no line changed", "\n".join(changed))
    sizes = size_problems(recorded, actual)
    tap.point(not sizes, "structs have their size", "\n".join(sizes) + remedy)
    new = new_lines(recorded, actual)
    tap.point(not new, "the list is complete", "\n".join(new) + remedy)
    form = form_problems(read_headers(include / "tiktokrev"))
    tap.point(not form, "structs have the agreed form", "\n".join(form))
    old = released(layout)
    if old is None:
        print("# no release to compare the list with")
    else:
        tap.point(recorded[: len(old)] == old, "the last release's list is its beginning")
    tap.finish()


def append(include: Path, layout: Path, compiler: list[str]) -> None:
    recorded = read(layout)
    actual = measure(include, compiler)
    problems = may_append(recorded, actual)
    if problems:
        sys.exit("\n".join(["this would break programs:", *problems]))
    new = new_lines(recorded, actual)
    with layout.open("a", encoding="utf-8") as stream:
        stream.writelines(line + "\n" for line in new)
    print(f"{len(new)} lines added")


def main() -> None:
    arguments = sys.argv[1:]
    work = compare
    if arguments[0] == "--append":
        work = append
        arguments = arguments[1:]
    work(Path(arguments[0]), Path(arguments[1]), arguments[2:])


if __name__ == "__main__":
    main()
