"""Runs the program on a small pack and an invented chat, each test in a folder of its own."""
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

PROGRAM = os.environ.get("MINGCHA_TEST_PROGRAM", "build/debug/bin/mingcha")
TIMEOUT_SECONDS = 60

PACK = {
    "pack.yaml": """schema: 1
name: small
version: "1"
title: 测试用规则包
owner: tests
time_zone: "+08:00"
""",
    "basis.yaml": """schema: 1
basis:
  - id: AD25
    title: 中华人民共和国广告法
    article: 第二十五条
    status: verified
    in_force: {from: 2015-09-01}
""",
    "policy.yaml": """schema: 1
queues:
  - {id: compliance, title: 合规}
rows:
  - id: everything
    when: {min_severity: low}
    queue: compliance
    priority: P1
    deadline: 1h
    actions: [人工复核]
""",
    "rules.yaml": """schema: 1
topics:
  - id: license
    title: 资质
    patterns:
      asks: {terms: [有备案吗]}
      number: {terms: [备案号]}
    ask: asks
    satisfied_by: number
rules:
  - id: mkt.a.principal
    title: 承诺保本
    status: stable
    severity: critical
    speaker: [agent]
    owner: tests
    rationale: An investment product may not promise that the principal is safe.
    basis: [AD25]
    patterns: {keeps: {terms: [保本], views: [folded, compact]}}
    guards: [negated]
    suggestion: 本产品不保证本金和收益。
    examples:
      match: [这款是保本的, 保*本保息]
      no_match: [这款产品不保本]
  - id: mkt.b.returns
    title: 承诺收益
    status: test
    severity: high
    speaker: [agent]
    owner: tests
    rationale: Returns may not be promised.
    basis: [AD25]
    patterns: {promised: {terms: [稳赚不赔]}}
    suggestion: 收益不确定。
    examples: {match: [这款稳赚不赔], no_match: [收益不确定]}
  - id: evs.license_dodge
    kind: qa
    title: 回避资质问题
    status: stable
    severity: high
    speaker: [agent]
    owner: tests
    rationale: A question for the licence must be answered.
    basis: [AD25]
    topics: [license]
    patterns: {brags: {terms: [老平台]}}
    evaded_by:
      - {kind: brag, condition: brags}
    suggestion: 请提供备案号。
    cases:
      - title: 夸耀
        messages:
          - {at: 0s, customer: 你们有备案吗}
          - {at: 20s, agent: 我们是老平台了请放心}
          - {at: 11m, event: closed}
        expect: [evs.license_dodge]
      - title: 再次夸耀
        messages:
          - {at: 0s, customer: 请问有备案吗}
          - {at: 20s, agent: 老平台做了十年}
          - {at: 11m, event: closed}
        expect: [evs.license_dodge]
      - title: 如实回答
        messages:
          - {at: 0s, customer: 你们有备案吗}
          - {at: 20s, agent: 备案号是示例一二三}
          - {at: 11m, event: closed}
        expect: []
""",
}


def message(number, text, speaker="agent", conversation="c-1", minute=0):
    return {"conversation_id": conversation, "message_id": f"m-{number}", "speaker": speaker,
            "sent_at": f"2026-11-16T10:{minute:02d}:{number % 60:02d}+08:00", "text": text}


# A promise in disguise, a question that is dodged, and a question that stays open.
CHAT = [
    message(1, "您好,请问有什么可以帮您", conversation="c-1"),
    message(2, "这款保*本的,电话13800138000", conversation="c-1"),
    message(3, "你们有备案吗", speaker="customer", conversation="c-2"),
    message(4, "我们是老平台了请放心", conversation="c-2"),
    {"conversation_id": "c-2", "closed_at": "2026-11-16T10:05:00+08:00"},
    message(5, "你们有备案吗", speaker="customer", conversation="c-3", minute=6),
    message(6, "这款产品不保本", conversation="c-1", minute=7),
]


def lines_of(records):
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


class CliTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="mingcha-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        for name, text in PACK.items():
            self.write(f"pack/{name}", text)
        self.pack = str(self.folder / "pack")
        self.chat = self.write("chat.jsonl", lines_of(CHAT))

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    def environment(self, **changes):
        kept = {k: v for k, v in os.environ.items()
                if k not in ("NO_COLOR", "CLICOLOR_FORCE", "MINGCHA_RULES", "XDG_STATE_HOME")}
        return {**kept, "HOME": str(self.folder), **changes}

    def run_program(self, *arguments, expect=0, stdin="", environment=None):
        done = subprocess.run([PROGRAM, *arguments], input=stdin.encode(), capture_output=True,
                              env=environment or self.environment(), timeout=TIMEOUT_SECONDS,
                              check=False)
        out, err = done.stdout.decode(), done.stderr.decode()
        self.assertEqual(done.returncode, expect, f"{arguments}\n{out}\n{err}")
        return out, err

    def scan(self, *arguments, **how):
        return self.run_program("scan", "--rules", self.pack, *arguments, **how)

    def findings(self, *arguments, **how):
        out, _ = self.scan("--format", "jsonl", *arguments, **how)
        return [json.loads(line) for line in out.splitlines()]
