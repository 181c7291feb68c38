"""Sobol' direction numbers for lib/math/sobol_table.c, and points for
tests/unit/test_sobol.c.

    sobol.py table NPZ     prints sobol_table.c from SciPy's copy of Joe and
                           Kuo's numbers, scipy/stats/_sobol_direction_numbers.npz
    sobol.py points        prints sobol.tsv: points of SciPy's own generator
                           (needs SciPy; the file says which)

The numbers are those of new-joe-kuo-6.21201 at
https://web.maths.unsw.edu.au/~fkuo/sobol/: S. Joe and F. Y. Kuo, "Constructing
Sobol sequences with better two-dimensional projections", SIAM J. Sci. Comput. 30
(2008) 2635-2654.
"""

from __future__ import annotations

import random
import struct
import sys
import zipfile

DIMENSIONS = 2048

HEAD = """\
/* Sobol' direction numbers, printed by tests/data/sobol.py from the set
 * new-joe-kuo-6 of https://web.maths.unsw.edu.au/~fkuo/sobol/: S. Joe and
 * F. Y. Kuo, "Constructing Sobol sequences with better two-dimensional
 * projections", SIAM J. Sci. Comput. 30 (2008) 2635-2654. The numbers, and
 * they alone, are under these terms:
 *
 * Copyright (c) 2008, Frances Y. Kuo and Stephen Joe
 * All rights reserved.
 *
 * Redistribution and use in source and binary forms, with or without
 * modification, are permitted provided that the following conditions are met:
 *
 *   * Redistributions of source code must retain the above copyright notice,
 *     this list of conditions and the following disclaimer.
 *
 *   * Redistributions in binary form must reproduce the above copyright
 *     notice, this list of conditions and the following disclaimer in the
 *     documentation and/or other materials provided with the distribution.
 *
 *   * Neither the names of the copyright holders nor the names of the
 *     University of New South Wales and the University of Waikato and its
 *     contributors may be used to endorse or promote products derived from
 *     this software without specific prior written permission.
 *
 * THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS ``AS IS'' AND ANY EXPRESS
 * OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED WARRANTIES
 * OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE DISCLAIMED. IN NO
 * EVENT SHALL THE COPYRIGHT HOLDERS OR CONTRIBUTORS BE LIABLE FOR ANY DIRECT,
 * INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES
 * (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR SERVICES;
 * LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND
 * ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY, OR TORT
 * (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF THIS
 * SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE. */
#include "math/sobol.h"

/* clang-format off */
const uint64_t ttri_sobol_table[TTRI_SOBOL_DIMENSIONS - 1][2] = {
"""


def read_array(archive: zipfile.ZipFile, name: str) -> list[int]:
    """The numbers of a .npy file of 64-bit integers, row by row."""
    content = archive.read(name + ".npy")
    assert content[:6] == b"\x93NUMPY"
    size = struct.unpack("<H", content[8:10])[0]
    header = content[10 : 10 + size].decode()
    assert "'<i8'" in header
    count = (len(content) - 10 - size) // 8
    numbers = list(struct.unpack(f"<{count}q", content[10 + size :]))
    if "'fortran_order': True" in header:
        rows = int(header.split("'shape': (")[1].split(",")[0])
        return [x for i in range(rows) for x in numbers[i::rows]]
    return numbers


def packed(polynomial: int, numbers: list[int]) -> int:
    """16 bits of the polynomial, then (m - 1) / 2 of m_2, m_3, ... in 1, 2, ...
    bits, the lowest first; m_1 is 1."""
    degree = polynomial.bit_length() - 1
    assert polynomial < 2**16 and numbers[0] == 1 and polynomial & 1
    bits, at = polynomial, 16
    for i, m in enumerate(numbers[1:degree], start=1):
        assert m & 1 and m < 2 ** (i + 1)
        bits |= (m >> 1) << at
        at += i
    assert at <= 128
    return bits


def table(path: str) -> str:
    with zipfile.ZipFile(path) as archive:
        polynomials = read_array(archive, "poly")
        numbers = read_array(archive, "vinit")
    width = len(numbers) // len(polynomials)
    words = [
        packed(polynomials[i], numbers[i * width : (i + 1) * width]) for i in range(1, DIMENSIONS)
    ]
    pairs = [f"{{0x{x % 2**64:x}, 0x{x >> 64:x}}}," for x in words]
    lines = [""]
    for pair in pairs:
        if len(lines[-1]) + len(pair) > 75:
            lines.append("")
        lines[-1] += (" " if lines[-1] else "") + pair
    return HEAD + "\n".join("    " + text for text in lines) + "\n};"


def points() -> str:
    import scipy  # noqa: PLC0415
    from scipy.stats import qmc  # noqa: PLC0415

    dice = random.Random(1)
    columns = sorted({*range(12), *dice.sample(range(DIMENSIONS), 200), DIMENSIONS - 1})
    places = sorted({*range(20), *(2**k for k in range(20)), *dice.sample(range(2**20), 20)})
    lines = [f"# scipy.stats.qmc.Sobol(2048, scramble=False, bits=32) of SciPy {scipy.__version__}"]
    lines.append("# place in Gray code order, dimension from 0, 32 bits")
    engine, at = qmc.Sobol(DIMENSIONS, scramble=False, bits=32), 0
    for place in places:
        if place > at:
            engine.fast_forward(place - at)
        row, at = engine.random(1)[0], place + 1
        chosen = columns if place < 20 else dice.sample(columns, 20)
        lines += [f"{place}\t{j}\t{int(row[j] * 2**32):08x}" for j in sorted(chosen)]
    return "\n".join(lines)


def main() -> None:
    if sys.argv[1] == "table":
        print(table(sys.argv[2]))
    elif sys.argv[1] == "points":
        print(points())


if __name__ == "__main__":
    main()
