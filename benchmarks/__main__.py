"""``make bench``: run the workloads, print a table, write JSON to ``var/bench/``.

``BENCH_SIZES`` (actions; 10000,100000,1000000 by default) and ``BENCH_ONLY`` (names
of workloads) narrow a run. Figures of one run may be compared with each other; absolute ones not.
Where a run has several sizes, W13 compares the largest with the smallest.
"""

import json
import os
import platform
import sys
import time
from collections.abc import Callable
from tempfile import NamedTemporaryFile
from typing import Any

from benchmarks import exchange
from benchmarks import workloads as w
from benchmarks.clients import Figures, Request
from benchmarks.databases import Bench, copied, prepared
from benchmarks.servers import Server, served
from benchmarks.targets import PEERS, TARGETS
from config.embedded import var_dir

Results = dict[str, Any]

# Workloads without the web server, and how many actions they need to have enough to do.
AT_ONCE = {
    "W10": ("bench_import",),
    "W11": ("bench_sweep",),
    "W12": ("bench_delivery",),
    "W16": ("bench_lists",),
}
# What must not take much longer where there is much more (W13).
GROWING = ("W1", "W4", "W6", "W7")
FEWEST = {"W11": 100_000, "W12": 100_000}
# What does not depend on how many actions there are is measured at the smallest size alone.
ONCE = {"W16"}


def main() -> None:
    """Run everything that was asked for."""
    sizes = [int(size) for size in os.environ.get("BENCH_SIZES", "10000,100000,1000000").split(",")]
    only = set(filter(None, os.environ.get("BENCH_ONLY", "").split(",")))
    report: Results = {
        "when": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "machine": f"{os.cpu_count()} cores, Python {platform.python_version()}",
        "load": os.getloadavg(),
        "targets": TARGETS,
        "sizes": {},
    }
    for size in sizes:
        say(f"\n{size} actions")
        report["sizes"][size] = one_size(prepared(size), only, is_first=size == min(sizes))
    report["W13"] = growth(report["sizes"])
    folder = var_dir() / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{time.strftime('%Y%m%d-%H%M%S')}.json"
    path.write_text(json.dumps(report, indent=2))
    say(f"\nWritten to {path}")


def one_size(bench: Bench, only: set[str], *, is_first: bool) -> Results:
    """All workloads on one database."""
    results: Results = {"floor": floors(bench)}
    people = json.loads(bench.manage("bench_access", "--people", "100").splitlines()[-1])
    with served(bench, "config.wsgi", "/healthz") as server:
        target = w.Target(server.port, people)
        for name, work in through_the_web(target, bench, server).items():
            if not only or name in only:
                results[name] = told(name, work, results["floor"])
    if not only or "W14" in only:
        results["W14"] = told("W14", lambda: weight(bench, people), results["floor"])
    for name, arguments in AT_ONCE.items():
        wanted = (not only or name in only) and (is_first or name not in ONCE)
        if wanted and bench.actions >= FEWEST.get(name, 0):
            with copied(bench) as copy:
                results[name] = json.loads(copy.manage(*arguments).splitlines()[-1])
            say(f"{name}  {results[name]}")
    return results


def growth(sizes: dict[int, Results]) -> Results:
    """W13: how many times longer the same work takes at the largest size than at the smallest."""
    small, large = sizes[min(sizes)], sizes[max(sizes)]
    found = {
        f"{name} {part}".strip(): round(figures["p50_ms"] / small[name][part]["p50_ms"], 2)
        for name in GROWING
        if len(sizes) > 1 and name in small and name in large
        for part, figures in large[name].items()
    }
    if found:
        say(f"W13  {found}")
    return found


def through_the_web(
    target: w.Target, bench: Bench, server: Server
) -> dict[str, Callable[[], Figures | dict[str, Figures] | dict[str, float]]]:
    """The workloads of a running server by name."""
    return {
        "W1": lambda: w.filtered_list(target),
        "W2": lambda: w.deep_list(target, min(250, bench.actions // 400)),
        "W3": lambda: w.detail(target),
        "W4": lambda: w.creation(target),
        "W5": lambda: w.status_change(target),
        "W6": lambda: w.search(target),
        "W7": lambda: w.list_page(target),
        "W8": lambda: w.matrices(target),
        "W9": lambda: exchange.export(target, server, bench),
        "W15": lambda: w.crowd(target),
        "W17": lambda: w.assessment(target),
    }


def weight(bench: Bench, people: list[dict[str, Any]]) -> dict[str, float]:
    """W14: seconds from the start to the first answer, and MB of a worker, anew and at work."""
    with served(bench, "config.wsgi", "/healthz") as server:
        target = w.Target(server.port, people)
        found = {"start_s": server.started_in, "MB anew": server.worker_megabytes()}
        w.crowd(target, 1000)
        return {**found, "MB after 1,000": server.worker_megabytes()}


def floors(bench: Bench) -> Results:
    """The bare callable with the same SQL, under the same server."""
    names = json.loads(bench.manage("bench_rows").splitlines()[-1])
    paths = {
        "list": f"/list?state={names['state']}",
        "detail": f"/detail?state={names['state']}&action={names['action']}",
        "steps": "/steps?network=on&as_of=2026-11-01",
        "treaties": "/treaties?network=on",
    }
    with NamedTemporaryFile("w", suffix=".json") as file:
        json.dump({"/treaties": names["treaties"]}, file)
        file.flush()
        with served(bench, "benchmarks.floor:application", "/", FLOOR_STATEMENTS=file.name) as bare:
            found = {
                name: w.median_of(bare.port, Request(path), 200) for name, path in paths.items()
            }
            found["list, eight"] = w.median_of(bare.port, Request(paths["list"]), 400, clients=8)
    for name, figures in found.items():
        say(f"floor {name:<12} {figures.p50:8.2f} ms")
    return {name: figures.as_dict() for name, figures in found.items()}


def told(name: str, work: Callable[[], Any], floor: Results) -> Any:
    """Run one workload, say what it measured, and return it as plain data."""
    measured = work()
    parts = measured if isinstance(measured, dict) else {"": measured}
    plain = {}
    for part, figures in parts.items():
        if not isinstance(figures, Figures):
            plain[part] = round(figures, 1)
            say(f"{name:<4} {part:<18} {figures:8.1f}")
            continue
        plain[part] = {**figures.as_dict(), **ratios(name, part, figures, floor)}
        say(
            f"{name:<4} {part:<18} {figures.p50:8.2f} ms  p95 {figures.p95:8.2f} ms "
            f"{figures.per_second:8.1f}/s  {figures.size:>8} B  {plain[part].get('ratios', '')}"
            + (f"  {figures.errors} ERRORS" if figures.errors else "")
        )
    return plain


# The floor of a workload, or of one of its parts.
FLOOR_OF = {
    "W1": "list",
    "W1 eight": "list, eight",
    "W3": "detail",
    "W8 API steps": "steps",
    "W8 API steps, past": "steps",
    "W8 API treaties": "treaties",
}


def ratios(name: str, part: str, figures: Figures, floor: Results) -> Results:
    """How the figures stand to the floor of the same run and to comparable systems."""
    found: Results = {}
    below = FLOOR_OF.get(f"{name} {part}", FLOOR_OF.get(name, ""))
    if below:
        found["x_floor"] = round(figures.p50 / floor[below]["p50_ms"], 2)
    if name in PEERS and part != "eight":
        found["of_peer"] = round(figures.p50 / PEERS[name].p50_ms, 3)
    if name in PEERS and PEERS[name].per_second:
        found["throughput_x_peer"] = round(figures.per_second / PEERS[name].per_second, 1)
    return {"ratios": found} if found else {}


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
