"""What the library is timed beside: how each peer is built and called, and what
is missing where it can not be.

Python's packages and Squiggle live in a folder of their own, which

    python3 tests/bench/install_peers.py FOLDER

makes (by default build/peers); GSL, QuantLib and R are the distribution's.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Union

HERE = Path(__file__).resolve().parent
SOURCES = HERE / "peers"

Command = list[str]


@dataclass
class Missing:
    """A peer that is not there."""

    peer: str
    needs: str


@dataclass
class Peer:
    """A peer that can run: a command that takes a number of paths."""

    name: str
    workload: str
    paths: int
    command: Callable[[int], Command]
    environment: dict[str, str] = field(default_factory=dict)


@dataclass
class Workshop:
    """Where peers are built, and where private packages are."""

    build: Path
    private: Path

    def python(self, module: str) -> str | None:
        """A Python that has the module."""
        own = self.private / "venv" / "bin" / "python"
        for python in (str(own), sys.executable, "/usr/bin/python3"):
            if not Path(python).exists():
                continue
            probe = [python, "-c", f"import {module}"]
            if subprocess.run(probe, capture_output=True, check=False).returncode == 0:
                return python
        return None

    def compile(self, source: str, command: Command, libraries: Command) -> str | None:
        """Path of the program, or None if it does not build."""
        if shutil.which(command[0]) is None:
            return None
        self.build.mkdir(parents=True, exist_ok=True)
        program = self.build / Path(source).stem
        options = ["-O3", "-march=native", str(SOURCES / source), "-o", str(program)]
        done = subprocess.run(
            [*command, *options, *libraries], capture_output=True, check=False
        )
        return str(program) if done.returncode == 0 else None


Found = Union[Peer, Missing]


def python_peer(
    shop: Workshop,
    name: str,
    workload: str,
    paths: int,
    module: str,
    arguments: Callable[[int], Command],
) -> Found:
    python = shop.python(module)
    if python is None:
        return Missing(name, f"{module} for Python (install_peers.py)")
    first, script = python, arguments(0)[0]
    path = str(SOURCES / script)
    return Peer(name, workload, paths, lambda n: [first, path, *arguments(n)[1:]])


def compiled_peer(
    name: str, workload: str, paths: int, program: str | None, needs: str, *more: str
) -> Found:
    if program is None:
        return Missing(name, needs)
    return Peer(name, workload, paths, lambda n: [program, str(n), *more])


def workload_w(shop: Workshop) -> list[Found]:
    gsl = shop.compile("w_scalar.c", ["cc", "-std=c11"], ["-lgsl", "-lgslcblas", "-lm"])
    many, fewer = 262144, 65536
    return [
        python_peer(
            shop,
            "NumPy, tuned, SFC64",
            "W",
            many,
            "numpy",
            lambda n: ["w_numpy.py", str(n), "sfc64"],
        ),
        python_peer(
            shop,
            "NumPy, tuned, PCG64",
            "W",
            many,
            "numpy",
            lambda n: ["w_numpy.py", str(n), "pcg64"],
        ),
        python_peer(
            shop,
            "NumPy, ordinary",
            "W",
            many,
            "numpy",
            lambda n: ["w_numpy_plain.py", str(n)],
        ),
        compiled_peer("C, scalar, GSL", "W", many, gsl, "libgsl-dev and a C compiler"),
        python_peer(
            shop, "Numba", "W", fewer, "numba", lambda n: ["w_numba.py", str(n)]
        ),
        python_peer(shop, "JAX", "W", fewer, "jax", lambda n: ["w_jax.py", str(n)]),
    ]


def r_peer() -> Found:
    program = shutil.which("Rscript")
    if program is None:
        return Missing("R", "r-base-core")
    script = str(SOURCES / "p.R")
    return Peer("R", "P", 98304, lambda n: [program, script, str(n)])


def squiggle_peer(shop: Workshop) -> Found:
    node, modules = shutil.which("node"), shop.private / "node_modules"
    if node is None or not (modules / "@quri" / "squiggle-lang").exists():
        return Missing("Squiggle", "node and @quri/squiggle-lang (install_peers.py)")
    script = str(SOURCES / "p_squiggle.mjs")
    return Peer(
        "Squiggle",
        "P",
        20480,
        lambda n: [node, script, str(n)],
        {"NODE_PATH": str(modules)},
    )


def workload_p(shop: Workshop) -> list[Found]:
    quantlib = shop.compile("p_quantlib.cpp", ["c++", "-w"], ["-lQuantLib"])
    needs = "libquantlib0-dev and a C++ compiler"
    return [
        python_peer(
            shop, "NumPy, tuned", "P", 98304, "numpy", lambda n: ["p_numpy.py", str(n)]
        ),
        compiled_peer("QuantLib", "P", 49152, quantlib, needs, "random"),
        compiled_peer("QuantLib, Sobol'", "P", 49152, quantlib, needs, "sobol"),
        r_peer(),
        python_peer(
            shop,
            "OpenTURNS",
            "P",
            49152,
            "openturns",
            lambda n: ["p_openturns.py", str(n), "numpy"],
        ),
        python_peer(
            shop,
            "OpenTURNS, symbolic",
            "P",
            8192,
            "openturns",
            lambda n: ["p_openturns.py", str(n), "symbolic"],
        ),
        squiggle_peer(shop),
    ]


def run(command: Command, environment: dict[str, str] | None = None) -> str:
    """What a command prints; on one processor where the system can."""
    pin = shutil.which("taskset")
    done = subprocess.run(
        [pin, "-c", "0", *command] if pin else command,
        stdout=subprocess.PIPE,
        env={**os.environ, **(environment or {})},
        check=True,
        text=True,
    )
    return done.stdout
