#!/usr/bin/env python3
"""Runs the benchmarks of a build and keeps what they said: bench/run.py BUILD_DIR [REGEX].

Each program runs its repeats in one process, so that a ratio compares figures of the same run. The
result goes to bench/results/<date>-<machine>-<commit>.json with what is needed to judge it.
"""
import datetime
import itertools
import json
import os
import pathlib
import platform
import re
import statistics
import subprocess
import sys

REPEATS = 10
PROGRAMS = ["normalize_bench", "match_bench", "scan_bench", "conversation_bench"]


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def machine():
    model = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    return {
        "cpu": model.group(1) if model else platform.machine(),
        "cores": os.cpu_count(),
        "kernel": platform.release(),
        "compiler": output("c++", "--version").splitlines()[0],
    }


def run_micro(path, regex):
    command = [str(path), "--benchmark_format=json", f"--benchmark_repetitions={REPEATS}",
               "--benchmark_enable_random_interleaving=true", "--benchmark_min_time=0.1"]
    if regex:
        command.append(f"--benchmark_filter={regex}")
    printed = output("taskset", "-c", "0", *command)
    if not printed:
        return None  # Nothing in this program is called like that.
    result = json.loads(printed)
    if result["context"]["library_build_type"] == "debug" and "NDEBUG" not in os.environ:
        print("note: Google Benchmark's own library says it is a debug build", file=sys.stderr)
    figures = {}
    for row in result["benchmarks"]:
        if row.get("run_type") == "iteration":
            figures.setdefault(row["run_name"], []).append(row)
    summary = {}
    for name, rows in figures.items():
        times = [row["cpu_time"] for row in rows]
        summary[name] = {
            "median": statistics.median(times), "min": min(times), "max": max(times),
            "unit": rows[0]["time_unit"], "repeats": len(rows),
        }
        for counter in ("bytes_per_second", "items_per_second"):
            if counter in rows[0]:
                summary[name][counter] = statistics.median(row[counter] for row in rows)
        known = {"name", "run_name", "run_type", "repetitions", "repetition_index", "threads",
                 "iterations", "real_time", "cpu_time", "time_unit", "family_index",
                 "per_family_instance_index", "bytes_per_second", "items_per_second"}
        summary[name]["counters"] = {
            key: statistics.median(row[key] for row in rows)
            if isinstance(value, (int, float)) else value
            for key, value in rows[0].items() if key not in known}
        print(f"{name:<56} {summary[name]['median']:>14.1f} {rows[0]['time_unit']}")
    return {"command": command[1:], "figures": summary}


def free_path(name):
    """Results are only added: a second run of the same commit on one day gets a number."""
    folder = pathlib.Path("bench/results")
    folder.mkdir(exist_ok=True)
    names = itertools.chain([name], (f"{name}-{i}" for i in itertools.count(2)))
    return next(path for path in (folder / f"{n}.json" for n in names) if not path.exists())


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    build = pathlib.Path(sys.argv[1])
    regex = sys.argv[2] if len(sys.argv) > 2 else None
    commit = output("git", "rev-parse", "--short", "HEAD")
    if output("git", "status", "--porcelain", "--untracked-files=no"):
        commit += "-changed"
    result = {"date": datetime.date.today().isoformat(), "commit": commit, "machine": machine(),
              "programs": {}}
    for name in PROGRAMS:
        micro = run_micro(build / "bin" / name, regex)
        if micro:
            result["programs"][name] = micro
    load = build / "bin" / "stream_load"
    if load.exists() and (regex is None or re.search(regex, "stream_load")):
        result["programs"]["stream_load"] = json.loads(output(str(load), "--format", "json"))
    if not result["programs"]:
        sys.exit(f"no benchmark is called like {regex}")
    path = free_path(f"{result['date']}-{platform.machine()}-{os.cpu_count()}c-{commit}")
    path.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(path)


if __name__ == "__main__":
    main()
