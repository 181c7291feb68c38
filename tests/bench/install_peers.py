"""Installs peers into a folder of their own: a Python environment, and Node's
modules. What the distribution has (GSL, QuantLib, R) is left to it.

usage: install_peers.py [FOLDER]     default build/peers
"""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

PYTHON = ["numpy", "numba", "jax", "openturns"]
NODE = ["@quri/squiggle-lang"]


def main() -> None:
    root = Path(__file__).resolve().parent.parent.parent
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else root / "build" / "peers")
    venv.create(folder / "venv", with_pip=True)
    python = str(folder / "venv" / "bin" / "python")
    subprocess.run([python, "-m", "pip", "install", "-q", *PYTHON], check=True)
    subprocess.run(["npm", "install", "--prefix", str(folder), *NODE], check=True)
    print(f"peers in {folder}; of the distribution: GSL, QuantLib, R")
    print("  Debian: apt-get install libgsl-dev libquantlib0-dev r-base-core")


if __name__ == "__main__":
    main()
