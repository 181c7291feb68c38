"""What is installed is tested from outside: as a distribution installs it, as
a program finds it, as another project includes it.

    install.py SOURCE CC CXX
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "headers"))

from declarations import read_headers  # noqa: E402
from tap import Tap  # noqa: E402

WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Werror"]

#: What Python imports.
PACKAGE = re.compile(r"/(?:dist|site)-packages/tiktokrev/")

Command = list[str]


class Failed(Exception):
    """A command failed; its text is the report."""


def run(command: Command, **variables: str) -> str:
    environment = {**os.environ, "LC_ALL": "C", **variables}
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env=environment
    )
    if done.returncode != 0:
        report = f"{' '.join(command)}: {done.returncode}\n{done.stdout}{done.stderr}"
        raise Failed(report)
    return done.stdout


def fails(command: Command) -> bool:
    try:
        run(command)
    except Failed:
        return True
    return False


def files_of(folder: Path) -> set[str]:
    """All but what Python made of its own text: only some versions of Meson
    compile it."""
    paths = (path for path in folder.rglob("*") if not path.is_dir())
    return {str(path.relative_to(folder)) for path in paths if path.suffix != ".pyc"}


class Installation:
    """A copy that was installed for /usr and then moved elsewhere, so that
    nothing can be found by accident."""

    def __init__(self, source: Path, work: Path) -> None:
        self.source = source
        self.work = work
        self.build = work / "build"
        self.prefix = work / "moved"

    def make(self, compiler: str) -> None:
        options = ["--prefix=/usr", "--libdir=lib", "-Ddefault_library=both"]
        options += ["-Doptimization=0", "-Dwerror=true"]
        run(["meson", "setup", *options, str(self.build), str(self.source)], CC=compiler)
        run(["meson", "compile", "-C", str(self.build)])
        stage = self.work / "stage"
        run(["meson", "install", "--no-rebuild", "-C", str(self.build)], DESTDIR=str(stage))
        (stage / "usr").rename(self.prefix)
        stage.rmdir()

    def files(self) -> set[str]:
        return files_of(self.prefix)

    def tagged(self, tags: str) -> set[str]:
        stage = self.work / tags
        run(
            ["meson", "install", "--no-rebuild", "--tags", tags, "-C", str(self.build)],
            DESTDIR=str(stage),
        )
        return files_of(stage / "usr")

    def flags(self, *questions: str) -> Command:
        text = run(
            ["pkg-config", "--define-prefix", *questions, "tiktokrev"],
            PKG_CONFIG_PATH=str(self.prefix / "lib" / "pkgconfig"),
        )
        return text.split()

    def start(self, program: Path) -> str:
        return run([str(program)], LD_LIBRARY_PATH=str(self.prefix / "lib"))


def expected_files(source: Path) -> set[str]:
    headers = (source / "include" / "tiktokrev").glob("*.h")
    names = {f"include/tiktokrev/{path.name}" for path in headers}
    names |= {f"lib/libtiktokrev.{end}" for end in ("a", "so", "so.0", "so.0.1.0")}
    return names | {"lib/pkgconfig/tiktokrev.pc"}


def check_licences(tap: Tap, source: Path, notice: Path) -> None:
    """Whose work is in the library is said beside it."""
    text = notice.read_text(encoding="utf-8")
    table = (source / "lib" / "math" / "sobol_table.c").read_text(encoding="utf-8")
    holders = re.findall(r"Copyright \(c\) .*", table[:4000])
    missing = [holder for holder in holders if holder.rstrip(".") not in text]
    tap.point(
        bool(holders) and not missing and text.startswith("MIT License"),
        "the licences of all that it contains are installed",
        str(missing or holders),
    )


def check_files(tap: Tap, installation: Installation) -> None:
    everything = installation.files()
    package = {name for name in everything if PACKAGE.search(name)}
    files = {name for name in everything - package if not name.startswith("share/doc/")}
    wanted = expected_files(installation.source)
    tap.point(
        files == wanted,
        "exactly the library, its headers and its pkg-config file are installed",
        f"differs in {sorted(files ^ wanted)}",
    )
    notice = "share/doc/libtiktokrev/COPYING"
    runtime = installation.tagged("runtime")
    tap.point(
        runtime == {"lib/libtiktokrev.so.0", "lib/libtiktokrev.so.0.1.0", notice},
        "the runtime package has the shared library and its licences only",
        str(sorted(runtime)),
    )
    check_licences(tap, installation.source, installation.prefix / notice)
    python = installation.tagged("python")
    tap.point(
        python == package and bool(package),
        "the Python package has its text only",
        str(sorted(python ^ package)),
    )
    devel = installation.tagged("devel")
    tap.point(
        devel == wanted - runtime,
        "the development package has the rest",
        f"differs in {sorted(devel ^ (wanted - runtime))}",
    )
    pages = {path.name for path in (installation.source / "doc").glob("*.md")}
    pages.discard("mainpage.md")  # of the reference
    pages.add("model.schema.json")
    folder = "share/doc/libtiktokrev/"
    tap.point(
        installation.tagged("doc") == {folder + page for page in pages},
        "the documentation package has every page",
        f"there are {sorted(pages)}",
    )
    library = installation.prefix / "lib" / "libtiktokrev.so"
    dynamic = run(["readelf", "-d", str(library)])
    tap.point("[libtiktokrev.so.0]" in dynamic, "the SONAME is libtiktokrev.so.0", dynamic)
    tap.point("RPATH" not in dynamic and "RUNPATH" not in dynamic, "no path is built in", dynamic)


def check_symbols(tap: Tap, installation: Installation) -> None:
    tests = Path(__file__).resolve().parent.parent
    library = installation.prefix / "lib"
    try:
        run(
            [
                sys.executable,
                str(tests / "abi" / "symbols.py"),
                str(installation.prefix / "include"),
                str(installation.source / "lib" / "tiktokrev.map"),
                str(library / "libtiktokrev.so"),
                str(library / "libtiktokrev.a"),
            ]
        )
        tap.point(True, "headers, map and both libraries have one list of names")
    except Failed as failure:
        tap.point(False, "headers, map and both libraries have one list of names", str(failure))


def check_c(tap: Tap, installation: Installation, compiler: str) -> None:
    example = str(installation.source / "examples" / "minimal.c")
    base = [compiler, "-std=c11", *WARNINGS]
    shared = installation.work / "minimal_shared"
    static = installation.work / "minimal_static"
    run([*base, example, *installation.flags("--cflags", "--libs"), "-o", str(shared)])
    text = installation.start(shared)
    tap.point(text != "", "a program builds against the shared library and runs")
    needed = run(["readelf", "-d", str(shared)])
    tap.point("libtiktokrev.so.0" in needed, "and needs libtiktokrev.so.0", needed)
    # not all of the library's own libraries have an archive everywhere
    flags = installation.flags("--static", "--cflags", "--libs")
    archive = ["-l:libtiktokrev.a" if flag == "-ltiktokrev" else flag for flag in flags]
    run([*base, example, *archive, "-o", str(static)])
    tap.point(run([str(static)]) == text, "one with the static library prints the same")
    needed = run(["readelf", "-d", str(static)])
    tap.point("libtiktokrev" not in needed, "and needs no libtiktokrev.so.0", needed)
    public = [flag for flag in installation.flags("--libs") if flag.startswith("-l")]
    tap.point(
        public == ["-ltiktokrev"],
        "a shared link does not ask for the library's own libraries",
        str(public),
    )
    tap.point(
        fails([*base, "-c", example, "-o", os.devnull]),
        "without flags it does not compile",
    )
    cflags = installation.flags("--cflags")
    tap.point(
        fails([*base, example, *cflags, "-o", os.devnull]),
        "without libraries it does not link",
    )


def check_cpp(tap: Tap, installation: Installation, compiler: str) -> None:
    """Takes the address of every function: all must be C and exported."""
    headers = read_headers(installation.prefix / "include" / "tiktokrev")
    names = [function.name for header in headers for function in header.functions]
    source = installation.work / "all.cpp"
    table = ",\n".join(f"    reinterpret_cast<void (*)()>(&{name})" for name in names)
    source.write_text(
        "#include <tiktokrev/tiktokrev.h>\n#include <cstdio>\n"
        f"static void (*const all[])() = {{\n{table}}};\n"
        "int main()\n{\n    unsigned long count = 0;\n"
        "    for (auto one : all)\n        count += one != nullptr;\n"
        '    std::printf("%lu %s\\n", count, ttr_version_text());\n}\n',
        encoding="utf-8",
    )
    program = installation.work / "all"
    flags = installation.flags("--cflags", "--libs")
    run([compiler, "-std=c++17", *WARNINGS, str(source), *flags, "-o", str(program)])
    text = installation.start(program)
    tap.point(text == f"{len(names)} 0.1.0\n", "a C++ program finds every function", text)


CONSUMER = """
project('consumer', 'c', default_options: ['c_std=c11', 'default_library=%s'])
tiktokrev = dependency('tiktokrev', fallback: 'libtiktokrev')
consumer = executable('consumer', 'minimal.c', dependencies: tiktokrev)
test('consumer', consumer)
"""


def check_subproject(tap: Tap, installation: Installation, kind: str) -> None:
    folder = installation.work / f"consumer_{kind}"
    copy = folder / "subprojects" / "libtiktokrev"
    ignored = shutil.ignore_patterns("build*", ".git", "__pycache__")
    shutil.copytree(installation.source, copy, ignore=ignored)
    (folder / "meson.build").write_text(CONSUMER % kind, encoding="utf-8")
    shutil.copy(installation.source / "examples" / "minimal.c", folder)
    build = str(folder / "build")
    run(["meson", "setup", "-Doptimization=0", build, str(folder)], PKG_CONFIG_PATH="")
    run(["meson", "compile", "-C", build])
    program = str(folder / "build" / "consumer")
    tap.point(run([program]) != "", f"a project includes it as a {kind} subproject")
    tests = run(["meson", "introspect", "--tests", build])
    tap.point(tests.count('"suite"') == 1, "and gets no tests of ours", tests)


def main() -> None:
    source = Path(sys.argv[1]).resolve()
    compiler, cxx_compiler = sys.argv[2], sys.argv[3]
    tap = Tap()
    with tempfile.TemporaryDirectory() as name:
        installation = Installation(source, Path(name))
        try:
            installation.make(compiler)
            check_files(tap, installation)
            check_symbols(tap, installation)
            check_c(tap, installation, compiler)
            check_cpp(tap, installation, cxx_compiler)
            check_subproject(tap, installation, "shared")
            check_subproject(tap, installation, "static")
        except Failed as failure:
            tap.point(False, "all commands work", str(failure))
    tap.finish()


if __name__ == "__main__":
    main()
