#!/usr/bin/env python3
"""Writes a rule pack of any size, and measures what loading it takes.

    bench/large_pack.py write DIR [RULES]            the same number of rules, the same bytes
    bench/large_pack.py measure PROGRAM [RULES]      loads it cold and warm, into bench/results/

The rules are made as analysts make them: most of them two lists of terms joined by `near`, every third
with a regex of one gap, every tenth in the views that see through disguise. Their words are drawn from
a few hundred characters, so that terms share beginnings as real ones do. None of it means anything.
"""
import datetime
import json
import os
import pathlib
import platform
import random
import subprocess
import sys
import tempfile
import time

RULES = 10_000
RULES_IN_A_FILE = 500
CHARACTERS = ("保本息稳赚赔收益年化基金理财产品投资项目存取款贷借还利率费用额度账户冻结解提现转到安全密码验证链接点击下载加微"
              "信群老师导内幕消息荐股涨停配资杠杆平台监管银行卡证件客服经理合同签字退订会员积分礼红包免单刷返佣代办养老黑户")
NUMBERS = "一二三四五六七八九十"
SEED = 20261116


def words(chance, count, length):
    made = set()
    while len(made) < count:
        made.add("".join(chance.choice(CHARACTERS) for _ in range(chance.choice(length))))
    return sorted(made)


def terms(chance, count):
    return "[" + ", ".join(words(chance, count, (3, 4, 4, 5))) + "]"


def regex(chance):
    first, last = words(chance, 4, (2, 3)), words(chance, 3, (2, 3))
    gap = chance.choice((4, 6, 8))
    return f"'({'|'.join(first)})[^不没无未]{{0,{gap}}}({'|'.join(last)})[{NUMBERS}]{{1,2}}(个点|万|成)'"


def rule(number, chance):
    disguised = number % 10 == 0
    views = "[compact, shape, sound]" if disguised else "[compact]"
    lines = [f"  - id: mkt.large.rule{number}", f"    title: 规则{number}", "    status: test",
             "    severity: medium", "    speaker: [agent, bot]", "    patterns:"]
    if number % 3 == 0:
        lines += [f"      said: {{views: [folded], regex: {regex(chance)}}}",
                  f"      with: {{terms: {terms(chance, 4)}, views: {views}}}",
                  "    condition: {any: [said, with]}"]
    else:
        lines += [f"      said: {{terms: {terms(chance, 6)}, views: {views}}}",
                  f"      with: {{terms: {terms(chance, 4)}, views: {views}}}",
                  "    condition: {near: {first: said, second: with, within: 12}}"]
    lines += ["    guards: [negated, quoted, warning]"]
    return "\n".join(lines) + "\n"


def write(folder, rules):
    """Writes the pack; `folder` is made if it is not there."""
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pack.yaml").write_text(
        'schema: 1\nname: large\nversion: "1"\nowner: bench\ntime_zone: "+08:00"\n', encoding="utf-8")
    (folder / "basis.yaml").write_text("schema: 1\nbasis: []\n", encoding="utf-8")
    (folder / "policy.yaml").write_text(
        "schema: 1\nqueues:\n  - {id: quality, title: 质检}\nrows:\n"
        "  - {id: all, when: {}, queue: quality, priority: P3, deadline: 1d}\n", encoding="utf-8")
    chance = random.Random(SEED)
    for begin in range(0, rules, RULES_IN_A_FILE):
        made = [rule(number, chance) for number in range(begin, min(rules, begin + RULES_IN_A_FILE))]
        path = folder / f"rules-{begin // RULES_IN_A_FILE:03d}.yaml"
        path.write_text("schema: 1\nrules:\n" + "".join(made), encoding="utf-8")
    return folder


def load(program, folder, cache, message="您好"):
    """Loads the pack with one message; what it took, by the operating system."""
    begin = time.monotonic()
    command = [program, "scan", "--rules", str(folder), "--cache", str(cache), "--plain", "--format",
               "jsonl", "-"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe) as process:
        process.stdin.write(message.encode() + b"\n")
        process.stdin.close()
        found = process.stdout.read().count(b"\n")
        told = process.stderr.read().decode()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.monotonic() - begin
    return {"exit_code": process.returncode, "wall_seconds": round(wall, 2),
            "cpu_seconds": round(usage.ru_utime + usage.ru_stime, 2),
            "peak_rss_mib": round(usage.ru_maxrss / 1024, 1), "findings": found,
            "told": told.strip().splitlines()[-3:]}


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def measure(program, rules):
    import run  # What the machine is, and where results go.
    with tempfile.TemporaryDirectory() as scratch:
        folder = write(pathlib.Path(scratch) / "pack", rules)
        cache = pathlib.Path(scratch) / "cache"
        size = sum(path.stat().st_size for path in folder.iterdir())
        load_average = os.getloadavg()[0]
        figures = {"rules": rules, "pack_bytes": size, "load_average_before": round(load_average, 2),
                   "cold": load(program, folder, cache), "warm": load(program, folder, cache)}
    commit = output("git", "rev-parse", "--short", "HEAD")
    if output("git", "status", "--porcelain", "--untracked-files=no"):
        commit += "-changed"
    result = {"date": datetime.date.today().isoformat(), "commit": commit, "machine": run.machine(),
              "programs": {"large_pack": {"command": ["bench/large_pack.py", "measure", program,
                                                      str(rules)], "figures": figures}}}
    path = run.free_path(f"{result['date']}-{platform.machine()}-{os.cpu_count()}c-{commit}")
    path.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(figures, indent=1, ensure_ascii=False))
    print(path)


def main():
    if len(sys.argv) not in (3, 4) or sys.argv[1] not in ("write", "measure"):
        sys.exit(__doc__)
    rules = int(sys.argv[3]) if len(sys.argv) == 4 else RULES
    if sys.argv[1] == "write":
        print(write(sys.argv[2], rules))
    else:
        measure(sys.argv[2], rules)


if __name__ == "__main__":
    main()
