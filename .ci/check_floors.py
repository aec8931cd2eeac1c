#!/usr/bin/env python3
"""Refuses an include that runs upwards or sideways, or that leaks an engine out of its home."""
import pathlib
import re
import sys

# Folders of scanner/src, and the doors above them. A folder includes only folders on lower floors.
FLOOR = {
    "base": 1,
    "normalize": 2, "match": 2, "archive": 2, "ticket": 2, "store": 2, "yaml": 2,
    "rulepack": 3,
    "evaluate": 4, "conversation": 4,
    "pipeline": 5,
    "authoring": 6,
    "cli": 7,
    "service": 8,  # grpc/: its program has the verbs of the CLI and two more.
}
# Facade headers of the public folder stand on the floor of the folder that implements them.
FACADE = {"rule_pack.h": 3, "scanner.h": 4, "conversation.h": 4, "pipeline.h": 5, "version.h": 5}
# An engine has one home: only files under these folders include its headers.
ENGINE_HOME = {
    "hs.h": ["match"], "hs/": ["match"], "unicode/": ["normalize"], "libfyaml.h": ["yaml"],
    "sqlite3.h": ["store"], "simdjson.h": ["archive"], "zlib.h": ["archive"], "zstd.h": ["archive"],
    "nlohmann/": ["base"], "spdlog/": ["base"], "CLI/": ["cli", "service"],
    "grpc": ["service", "bench", "tests"], "google/": ["service", "bench", "tests"],
    "jemalloc/": ["cli", "service"],
}
PUBLIC_MAY_INCLUDE = re.compile(r'^(mingcha/|absl/status/|[a-z_]+$)')
INCLUDE = re.compile(r'^\s*#\s*include\s+[<"]([^>"]+)[>"]')


def sources(folder):
    return sorted([*folder.rglob("*.h"), *folder.rglob("*.cc"), *folder.rglob("*.h.in")])


def includes(path):
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if match := INCLUDE.match(line):
            yield number, match.group(1)


def check_engines(path, here, faults):
    for number, header in includes(path):
        for prefix, homes in ENGINE_HOME.items():
            if header.startswith(prefix) and here not in homes:
                faults.append(f"{path}:{number}: only {' and '.join(homes)} may include <{header}>")


def check_inner(root, door, faults):
    for path in sources(root):
        here = door or path.relative_to(root).parts[0]
        if here not in FLOOR:
            faults.append(f"{path}: the folder {here}/ has no floor in .ci/check_floors.py")
            continue
        check_engines(path, here, faults)
        for number, header in includes(path):
            there, _, rest = header.partition("/")
            if there == "mingcha":
                floor = FACADE.get(rest, 0)
                if floor > FLOOR[here]:
                    faults.append(f"{path}:{number}: {here}/ (floor {FLOOR[here]}) must not include "
                                  f"the facade {header} (floor {floor})")
            elif there in FLOOR and there != here and FLOOR[there] >= FLOOR[here]:
                faults.append(f"{path}:{number}: {here}/ (floor {FLOOR[here]}) must not include "
                              f"{there}/ (floor {FLOOR[there]})")


def main():
    faults = []
    check_inner(pathlib.Path("scanner/src"), None, faults)
    check_inner(pathlib.Path("scanner/cli"), "cli", faults)
    check_inner(pathlib.Path("grpc/src"), "service", faults)
    public = pathlib.Path("scanner/include/mingcha")
    for path in sources(public):
        for number, header in includes(path):
            if not PUBLIC_MAY_INCLUDE.match(header):
                faults.append(f"{path}:{number}: a public header must not include <{header}>")
    for folder, name in (("bench", "bench"), ("tests", "tests")):
        for path in sources(pathlib.Path(folder)):
            if name == "tests" or path.name.endswith(("_bench.cc", "raw_engine.h")):
                continue  # Tests and micro-benchmarks measure an engine against us: they may see it.
            check_engines(path, name, faults)
    print("\n".join(faults) or "floors: in order")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
