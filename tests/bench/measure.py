"""Times simulations beside their peers, and writes down all that was found.

usage: measure.py BENCH_SIMULATION BENCH_FLOOR TIKTOK.json [option...]

  --peers FOLDER    Python environment and Node's modules of install_peers.py;
                    default build/peers
  --results FILE    where the figures go, as JSON; default: nowhere
  --rounds N        interleaved rounds; default 5
  --only NAMES      sections, by comma: race_w, race_p, race_tiktok, levels,
                    threads, growth, memory, python, accuracy
  --quick           fewer paths and one round: does everything still run?
  --long            also 10^8 paths for the memory

Peers that the machine lacks are named with what would bring them; a ratio that
is missed is no failure, for the machine may be busy. Ratios are medians over
rounds in which everybody had a turn.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from peers import Command, Found, Missing, Peer, Workshop, run, workload_p, workload_w

HERE = Path(__file__).resolve().parent
SERIES_W = [f"stream_{s}/revenue:period" for s in range(6)]
FIGURES_W = ",".join([*SERIES_W, "total/revenue:period", "total/revenue:horizon"])
FIGURES_P = "total/revenue:period"
STREAMS = "advertising commerce virtual_goods enterprise partnership creator".split()
TOTAL_TIKTOK = "total/revenue:year"
FIGURES_TIKTOK = ",".join(
    ["audience/mau:year", *(f"{name}/revenue:year" for name in STREAMS)]
    + [TOTAL_TIKTOK]
)


class Bench:
    """What is measured with, and what was found."""

    def __init__(self, arguments: argparse.Namespace, folder: Path) -> None:
        self.simulation: str = arguments.simulation
        self.floor: str = arguments.floor
        self.tiktok: str = arguments.tiktok
        self.rounds: int = 1 if arguments.quick else arguments.rounds
        self.quick: bool = arguments.quick
        self.long: bool = arguments.long
        self.folder = folder
        self.shop = Workshop(folder / "programs", Path(arguments.peers).resolve())
        self.found: dict[str, Any] = {}

    def paths(self, number: int) -> int:
        return min(number, 4096) if self.quick else number

    def document(self, script: str, *arguments: int) -> str:
        """Writes a workload as a document."""
        python = self.shop.python("numpy")
        if python is None:
            raise SystemExit("NumPy is missing: it writes the workloads")
        name = "_".join([Path(script).stem, *map(str, arguments)])
        file = self.folder / f"{name}.json"
        command = [python, str(HERE / script), *map(str, arguments)]
        file.write_text(
            subprocess.run(command, capture_output=True, check=True, text=True).stdout
        )
        return str(file)

    def command(self, document: str, **options: Any) -> Command:
        given = [f"{name}={value}" for name, value in options.items()]
        return [self.simulation, document, *given]

    def simulate(self, document: str, pinned: bool = True, **options: Any) -> Any:
        """One run of the library."""
        command = self.command(document, **options)
        if pinned:
            return json.loads(run(command))
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
        return json.loads(done.stdout)


def cost(result: Any) -> float:
    """Nanoseconds per path and period, quantiles and moments read."""
    seconds = result.get("seconds")
    if seconds is None:
        times = [a + b for a, b in zip(result["run"], result["read"])]
        seconds = statistics.median(times)
    return 1e9 * float(seconds) / float(result["paths"] * result["periods"])


Runner = Callable[[], Any]


def race(rounds: int, runners: dict[str, Runner]) -> dict[str, list[Any]]:
    """Everybody's results, taking turns."""
    results: dict[str, list[Any]] = {name: [] for name in runners}
    for turn in range(rounds):
        for name, runner in runners.items():
            results[name].append(runner())
            print(
                f"  round {turn + 1}: {name} {cost(results[name][-1]):.1f}", flush=True
            )
    return results


def check_agreement(results: dict[str, list[Any]], base: str) -> None:
    """All must find the same mean: the library's standard deviation tells how
    far apart the means of so many paths may be."""
    own = results[base][0]
    for name, (result, *_) in results.items():
        error = own["deviation"] / math.sqrt(min(own["paths"], result["paths"]))
        if abs(result["mean"] - own["mean"]) > 6.0 * error:
            raise SystemExit(
                f"{name} finds {result['mean']}, the library {own['mean']} "
                f"(standard error {error})"
            )


def summarise(results: dict[str, list[Any]], base: str) -> dict[str, Any]:
    """Medians, spread, and the ratio to the library's."""
    check_agreement(results, base)
    own = statistics.median(cost(r) for r in results[base])
    table = {}
    for name, found in results.items():
        costs = sorted(cost(r) for r in found)
        middle = statistics.median(costs)
        table[name] = {
            "ns": middle,
            "least": costs[0],
            "most": costs[-1],
            "ratio": middle / own,
            "paths": found[0]["paths"],
            "title": found[0].get("peer", name),
            "mean": found[0]["mean"],
            "quantiles": found[0]["quantiles"],
        }
        print(f"{name:32} {middle:9.1f} ns  {middle / own:7.2f} times", flush=True)
    return table


def peer_runners(bench: Bench, peers: list[Found]) -> dict[str, Runner]:
    runners: dict[str, Runner] = {}
    for peer in peers:
        if isinstance(peer, Missing):
            print(f"missing: {peer.peer}: needs {peer.needs}", flush=True)
            continue
        runners[peer.name] = peer_runner(peer, bench.paths(peer.paths))
    return runners


def peer_runner(peer: Peer, paths: int) -> Runner:
    return lambda: json.loads(run(peer.command(paths), peer.environment))


def library_runner(bench: Bench, document: str, **options: Any) -> Runner:
    return lambda: bench.simulate(document, **options)


# ---- the races ----


def race_w(bench: Bench) -> None:
    document = bench.document("w.py")
    options = {"figures": FIGURES_W, "paths": bench.paths(262144)}
    runners = {
        "library": library_runner(bench, document, mode="random", **options),
        "library, Sobol'": library_runner(bench, document, mode="sobol", **options),
        **peer_runners(bench, workload_w(bench.shop)),
    }
    floors = []
    results: dict[str, list[Any]] = {name: [] for name in runners}
    for _ in range(bench.rounds):
        floors.append(json.loads(run([bench.floor, "5"])))
        for name, found in race(1, runners).items():
            results[name] += found
    bench.found["race_w"] = summarise(results, "library")
    bench.found["floor"] = floor_of_w(floors)
    for name, value in bench.found["floor"].items():
        print(f"floor: {name} {value if isinstance(value, str) else f'{value:.3f}'}")


def floor_of_w(floors: list[Any]) -> dict[str, Any]:
    """Nanoseconds that W's draws, normals and exponentials take, per path and
    period, at the widest instruction set; and what each kernel takes."""
    level = list(floors[0])[-1]
    part = {
        name: statistics.median(floor[level][name] for floor in floors)
        for name in floors[0][level]
    }
    return {
        "level": level,
        "ns": 12 * part["normals"] + 36 * part["exp_two"],
        **part,
    }


def race_p(bench: Bench) -> None:
    document = bench.document("p.py")
    options = {"figures": FIGURES_P, "paths": bench.paths(98304)}
    runners = {
        "library": library_runner(bench, document, mode="random", **options),
        "library, Sobol'": library_runner(bench, document, mode="sobol", **options),
        **peer_runners(bench, workload_p(bench.shop)),
    }
    bench.found["race_p"] = summarise(race(bench.rounds, runners), "library")


def race_tiktok(bench: Bench) -> None:
    module = str(bench.folder / "tiktok.py")
    command = bench.command(bench.tiktok, figures=FIGURES_TIKTOK, numpy=module)
    subprocess.run(command, check=True)
    options = {"figures": FIGURES_TIKTOK}
    paths = bench.paths(65536)
    runners = {
        "library": library_runner(
            bench, bench.tiktok, mode="random", paths=paths, **options
        ),
        "library, Sobol'": library_runner(bench, bench.tiktok, paths=paths, **options),
    }
    python = bench.shop.python("numpy")
    if python is not None:
        script = str(HERE / "peers" / "export_numpy.py")

        def export(chunk: int, paths: int) -> Any:
            return json.loads(run([python, script, module, str(paths), str(chunk)]))

        tried = {
            n: cost(export(n, bench.paths(4096))) for n in (256, 512, 1024, 2048, 4096)
        }
        best = min(tried, key=lambda n: tried[n])
        paths = bench.paths(8192)
        runners["NumPy, the export"] = lambda: export(best, paths)
    table = summarise(race(bench.rounds, runners), "library")
    bench.found["race_tiktok"] = table
    bench.found["start"] = first_result(bench)


def first_result(bench: Bench) -> dict[str, float]:
    """Milliseconds from a document's file to its first distribution."""

    def start(figures: str, threads: int) -> list[Any]:
        return [
            bench.simulate(
                bench.tiktok, threads == 1, figures=figures, paths=1024, threads=threads
            )
            for _ in range(1 if bench.quick else 15)
        ]

    def time(runs: list[Any]) -> float:
        return statistics.median(1e3 * (r["prepare"] + r["run"][0] + r["read"][0]) for r in runs)

    threads = os.cpu_count() or 1
    alone, together = start(FIGURES_TIKTOK, 1), start(FIGURES_TIKTOK, threads)
    one = time(start(TOTAL_TIKTOK, 1))
    one_together = time(start(TOTAL_TIKTOK, threads))
    print(f"first result at 1,024 paths: {time(alone):.1f} ms, {time(together):.1f} together;")
    print(f"of the total alone {one:.1f} ms, {one_together:.1f} together")
    return {
        "ms": time(alone),
        "threads": threads,
        "threads_ms": time(together),
        "one_ms": one,
        "one_threads_ms": one_together,
        "variables": alone[0]["variables"],
        "prepare_ms": statistics.median(1e3 * r["prepare"] for r in alone),
        "dimensions": alone[0]["dimensions"],
    }


# ---- instruction sets, threads, growth, memory ----


def levels(bench: Bench) -> None:
    """W at each instruction set; all give the same bits."""
    names = list(json.loads(run([bench.floor, "1"])))
    document = bench.document("w.py")
    options = {"figures": FIGURES_W, "mode": "random", "paths": bench.paths(65536)}
    runners = {
        name: library_runner(bench, document, level=name, **options) for name in names
    }
    results = race(bench.rounds, runners)
    digests = {r["digest"] for found in results.values() for r in found}
    bench.found["levels"] = {
        "digests": len(digests),
        "table": {
            name: statistics.median(cost(r) for r in found)
            for name, found in results.items()
        },
    }
    print(f"digests over {len(names)} instruction sets: {len(digests)}")


def threads(bench: Bench) -> None:
    """W and the TikTok document on 1, 2, ... threads of their own."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2
    counts = [n for n in (1, 2, 4, 8, 16) if n <= max(2, cores)]
    table: dict[str, dict[int, float]] = {}
    digests: dict[str, set[str]] = {}
    for name, document, figures in (
        ("W", bench.document("w.py"), FIGURES_W),
        ("TikTok", bench.tiktok, FIGURES_TIKTOK),
    ):
        costs: dict[int, list[float]] = {n: [] for n in counts}
        digests[name] = set()
        for _ in range(bench.rounds):
            for n in counts:
                result = bench.simulate(
                    document,
                    pinned=False,
                    figures=figures,
                    threads=n,
                    paths=bench.paths(262144),
                )
                costs[n].append(cost(result))
                digests[name].add(result["digest"])
        table[name] = {n: statistics.median(costs[n]) for n in counts}
        print(f"{name}: {table[name]}, digests {len(digests[name])}", flush=True)
    bench.found["threads"] = {
        "cores": cores,
        "table": table,
        "digests": {name: len(found) for name, found in digests.items()},
    }


def growth(bench: Bench) -> None:
    """Cost against paths, periods and regions."""
    table: dict[str, list[tuple[int, float]]] = {}

    def series(name: str, numbers: list[int], one: Callable[[int], Any]) -> None:
        table[name] = []
        for number in numbers:
            costs = [cost(one(number)) for _ in range(bench.rounds)]
            table[name].append((number, statistics.median(costs)))
        print(f"{name}: {table[name]}", flush=True)

    w, p = bench.document("w.py"), bench.paths(65536)
    series(
        "paths of W",
        [1024 * 4**i for i in range(2 if bench.quick else 6)],
        lambda n: bench.simulate(w, figures=FIGURES_W, paths=n),
    )
    series(
        "periods of P",
        [10, 20, 40, 80, 160],
        lambda n: bench.simulate(
            bench.document("p.py", n, 1), figures=FIGURES_P, paths=p
        ),
    )
    series(
        "regions of P",
        [1, 2, 4, 8],
        lambda n: bench.simulate(
            bench.document("p.py", 40, n), figures=FIGURES_P, paths=p
        ),
    )
    bench.found["growth"] = table


def slopes(bench: Bench) -> None:
    """A variable's slopes by all shifts beside its values, in one process."""
    table = {}
    for name, document in (("W", bench.document("w.py")), ("TikTok", bench.tiktok)):
        ratios, result = [], {}
        for _ in range(bench.rounds):
            result = bench.simulate(
                document,
                figures="total/revenue:horizon",
                mode="random",
                paths=bench.paths(16384),
                repeats=5,
                slopes=1,
            )
            ratios.append(statistics.median(result["slopes"]) / statistics.median(result["run"]))
        table[name] = {
            "drivers": result["drivers"],
            "ratio": statistics.median(ratios),
            "least": min(ratios),
            "most": max(ratios),
        }
        print(f"{name}: slopes by {result['drivers']} shifts: {table[name]}", flush=True)
    bench.found["slopes"] = table


def memory(bench: Bench) -> None:
    """Peak of a process of its own, and what was stated before."""
    document = bench.document("w.py")
    numbers = [1e5, 1e6] if bench.quick else [1e5, 1e6, 1e7]
    if bench.long:
        numbers.append(1e8)
    table = []
    for number in numbers:
        result = bench.simulate(document, figures=FIGURES_W, paths=int(number))
        table.append((int(number), result["peak_kib"], result["memory"]))
        print(f"{int(number)} paths: peak {result['peak_kib']} KiB", flush=True)
    bench.found["memory"] = table


def python_section(bench: Bench) -> None:
    """A run of the TikTok document driven from Python, and reading a table."""
    python = bench.shop.python("numpy")
    if python is None:
        print("missing: Python: needs NumPy", flush=True)
        return
    build = Path(bench.simulation).resolve().parents[2]
    library = str(build / "lib" / "libtiktokrev.so.0")
    command = [python, str(HERE / "python_run.py"), library, bench.tiktok]
    paths = bench.paths(100_000)
    runners: dict[str, Runner] = {
        "C": library_runner(
            bench, bench.tiktok, figures=FIGURES_TIKTOK, paths=paths, threads=1
        ),
        "Python": lambda: json.loads(run([*command, "run", FIGURES_TIKTOK, str(paths)])),
    }
    # Neighbours in time are compared, by the time that a processor works for
    # them: a machine changes its pace.
    results = race(1 if bench.quick else 3 * bench.rounds, runners)
    ratios = [
        p["processor"][0] / c["processor"][0]
        for c, p in zip(results["C"], results["Python"])
    ]
    whole = {
        name: statistics.median(r["prepare"] + r["run"][0] + r["read"][0] for r in rows)
        for name, rows in results.items()
    }
    digests = {r["digest"] for rows in results.values() for r in rows}
    bench.found["python"] = {
        "paths": paths,
        "seconds": whole,
        "ratio": statistics.median(ratios),
        "digests": len(digests),
        **json.loads(run([*command, "table", str(bench.paths(16384))])),
    }
    for name, value in bench.found["python"].items():
        print(f"{name}: {value}", flush=True)


def accuracy_section(bench: Bench) -> None:
    from accuracy import measure_accuracy

    bench.found["accuracy"] = measure_accuracy(bench)


SECTIONS: dict[str, Callable[[Bench], None]] = {
    "race_w": race_w,
    "race_p": race_p,
    "race_tiktok": race_tiktok,
    "levels": levels,
    "threads": threads,
    "growth": growth,
    "slopes": slopes,
    "memory": memory,
    "python": python_section,
    "accuracy": accuracy_section,
}


def busy() -> str | None:
    """What else the machine does, if that is much."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    if load < 0.5:
        return None
    return f"{load:.1f} other processes ran: figures may be too large"


def machine() -> str:
    """The processor's name."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return "unknown"
    names = [line.split(":", 1)[1].strip() for line in lines if "model name" in line]
    return names[0] if names else "unknown"


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("simulation")
    parser.add_argument("floor")
    parser.add_argument("tiktok")
    root = HERE.parent.parent
    parser.add_argument("--peers", default=str(root / "build" / "peers"))
    parser.add_argument("--results")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default=",".join(SECTIONS))
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--long", action="store_true")
    return parser.parse_args()


def main() -> int:
    arguments = parse()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(arguments, Path(folder))
        bench.found["machine"] = machine()
        note = busy()
        bench.found["busy"] = note
        if note is not None:
            print(f"note: {note}", flush=True)
        for name in arguments.only.split(","):
            print(f"== {name}", flush=True)
            SECTIONS[name](bench)
            if arguments.results:
                save(Path(arguments.results), bench.found)
    return 0


def save(file: Path, found: dict[str, Any]) -> None:
    """Adds to what is there: sections may be measured one by one."""
    before = json.loads(file.read_text()) if file.exists() else {}
    file.write_text(json.dumps({**before, **found}, indent=1) + "\n")


if __name__ == "__main__":
    sys.exit(main())
