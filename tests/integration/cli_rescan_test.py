#!/usr/bin/env python3
"""The verb rescan: whole results, the same each time, or none."""
import gzip
import json
import os
import pathlib
import pty
import select
import signal
import subprocess
import unittest

from cli_support import CHAT, CliTest, PROGRAM, TIMEOUT_SECONDS, lines_of, message


class RescanTest(CliTest):
    RESULTS = ["findings.jsonl", "measures.json", "skipped.jsonl", "summary.json",
               "tickets.jsonl"]

    def setUp(self):
        super().setUp()
        many = [message(i % 50, "这款是保本的" if i % 7 == 0 else f"第{i}句",
                        conversation=f"x-{i % 40}", minute=i // 50) for i in range(1500)]
        for number, record in enumerate(many):
            record["message_id"] = f"n-{number}"
        self.write("archive/a.jsonl", "broken\n" + lines_of(CHAT))
        text = lines_of(many) + "\n{}\n"
        self.write("archive/b.jsonl.gz", gzip.compress(text.encode(), mtime=0))
        self.archive = str(self.folder / "archive")

    def rescan(self, out, *arguments, expect=0):
        return self.run_program("rescan", *(arguments or [self.archive]), "--rules", self.pack,
                                "--out", str(self.folder / out), expect=expect)

    def result(self, out, name):
        return (self.folder / out / name).read_bytes()

    def summary(self, out):
        return json.loads(self.result(out, "summary.json"))

    def test_gives_the_same_bytes_each_time_whatever_the_jobs(self):
        self.rescan("one", self.archive, "--jobs", "1")
        self.rescan("two", self.archive, "--jobs", "2")
        self.rescan("again", self.archive, "--jobs", "2")
        for name in self.RESULTS:
            with self.subTest(name=name):
                self.assertEqual(self.result("one", name), self.result("two", name))
                self.assertEqual(self.result("two", name), self.result("again", name))
        self.assertEqual(sorted(p.name for p in (self.folder / "one").iterdir()), self.RESULTS)

    def test_counts_add_up(self):
        self.rescan("out")
        summary = self.summary("out")
        counts = summary["input"]
        self.assertEqual(counts["read"], counts["scanned"] + sum(counts["skipped"].values()))
        self.assertEqual(counts["scanned"], counts["messages"] + counts["events"])
        self.assertEqual(counts["messages"], 1506)
        obligations = summary["obligations"]
        self.assertGreater(obligations["opened"], 0)
        self.assertEqual(2 * obligations["opened"], sum(obligations.values()))
        found = [json.loads(line) for line in self.result("out", "findings.jsonl").splitlines()]
        self.assertEqual(len(found), summary["found"]["findings"] + summary["found"]["in_test"])
        self.assertEqual(len(found), sum(summary["found"]["by_rule"].values()))
        tickets = [json.loads(line) for line in self.result("out", "tickets.jsonl").splitlines()]
        self.assertEqual(len(tickets), summary["tickets"]["tickets"])
        self.assertEqual(sorted(f["finding_id"] for f in found if f["rule_status"] == "stable"),
                         sorted(i for ticket in tickets for i in ticket["finding_ids"]))
        skipped = [json.loads(line) for line in self.result("out", "skipped.jsonl").splitlines()]
        self.assertEqual(len(skipped), sum(counts["skipped"].values()))
        self.assertEqual(skipped[0]["line"], 1)

    def test_measures_are_the_same_whatever_the_jobs_and_the_order(self):
        records = [message(i % 60, "有备案吗" if i % 3 == 0 else f"第{i}句", minute=i // 60,
                           conversation=f"y-{i % 23}", speaker="agent" if i % 3 == 2 else "customer")
                   for i in range(900)]
        for number, record in enumerate(records):
            record["message_id"] = f"k-{number}"
        self.write("order.jsonl", lines_of(records))
        # Neighbours are exchanged: they lie a second apart, and lateness is five.
        swapped = [records[i ^ 1] for i in range(len(records))]
        self.write("swapped.jsonl", lines_of(swapped + records[:50]))
        for jobs in ("1", "3", "8"):
            self.rescan("jobs" + jobs, str(self.folder / "order.jsonl"), "--jobs", jobs)
        self.rescan("swapped", str(self.folder / "swapped.jsonl"), "--jobs", "2")
        first = self.result("jobs1", "measures.json")
        measures = json.loads(first)
        self.assertEqual(measures["conversations"], 23)
        self.assertEqual(measures["messages"], 900)
        self.assertEqual(measures["top_questions"][0]["questions"][0]["asked"], 300)
        self.assertEqual(first, self.result("jobs3", "measures.json"))
        self.assertEqual(first, self.result("jobs8", "measures.json"))
        again = json.loads(self.result("swapped", "measures.json"))
        for part in ("first_replies", "response_drift", "agents"):
            self.assertEqual(measures[part], again[part])

    def test_counts_over_conversations_whatever_the_jobs_and_the_order(self):
        self.write("pack/across.yaml", """schema: 1
rules:
  - id: xs.many_promises
    kind: across
    title: 多个会话里承诺保本
    status: test
    severity: high
    speaker: agent
    rationale: Many promises are no slip of the tongue.
    basis: [AD25]
    counts: {finds: [mkt.a.principal]}
    by: tenant
    at_least: 20
    within: 1h
    suggestion: 立即停用该话术。
    cases:
      - title: 一个会话
        messages: [{at: 0s, agent: 这款是保本的}]
        expect: []
""")
        records = [message(i % 60, "这款是保本的", conversation=f"z-{i}", minute=i // 60,
                           speaker="agent") for i in range(60)]
        for number, record in enumerate(records):
            record["message_id"] = f"k-{number}"
        self.write("order.jsonl", lines_of(records))
        # One conversation after the other, the last one first, some of them twice.
        self.write("backwards.jsonl", lines_of(records[::-1] + records[:20]))
        for out, name, jobs in (("one", "order", "1"), ("eight", "order", "8"),
                                ("backwards", "backwards", "3")):
            self.rescan(out, str(self.folder / f"{name}.jsonl"), "--jobs", jobs)
        self.assertEqual(self.result("one", "findings.jsonl"), self.result("eight", "findings.jsonl"))
        self.assertEqual(self.result("one", "findings.jsonl"),
                         self.result("backwards", "findings.jsonl"))
        found = [json.loads(line) for line in self.result("one", "findings.jsonl").splitlines()]
        across = [f for f in found if f["rule_id"] == "xs.many_promises"]
        self.assertEqual([f["message_id"] for f in across], ["k-19"])
        self.assertEqual(across[0]["subject"], {"kind": "tenant", "key": "default"})
        self.assertEqual(across[0]["features"]["count"], "20")
        scanned = self.findings(self.write("again.jsonl", lines_of(records)))
        self.assertEqual(sorted(f["finding_id"] for f in found),
                         sorted(f["finding_id"] for f in scanned))

    def test_finds_what_scan_finds(self):
        self.rescan("out", self.chat)
        rescanned = [json.loads(line) for line in self.result("out", "findings.jsonl").splitlines()]
        scanned = self.findings(self.chat)
        self.assertEqual(sorted(f["finding_id"] for f in rescanned),
                         sorted(f["finding_id"] for f in scanned))
        self.assertEqual(len(rescanned), 2)

    def test_sorts_findings_by_time(self):
        self.rescan("out")
        found = [json.loads(line) for line in self.result("out", "findings.jsonl").splitlines()]
        places = [(f["at"], f["finding_id"]) for f in found]
        self.assertEqual(places, sorted(places))
        self.assertGreater(len(places), 100)

    def test_takes_patterns(self):
        self.rescan("out", str(self.folder / "archive" / "*.jsonl"))
        self.assertEqual([pathlib.Path(a["path"]).name for a in self.summary("out")["archives"]],
                         ["a.jsonl"])

    def test_refuses_to_replace_results_unless_forced(self):
        self.rescan("out", self.chat)
        _, err = self.rescan("out", self.chat, expect=4)
        self.assertIn("--force", err)
        self.rescan("out", self.chat, "--force")

    def test_strict_exits_with_four_on_broken_lines(self):
        self.rescan("out", self.archive, "--strict", expect=4)
        self.rescan("other", self.chat, "--strict")

    def test_tells_what_is_missing_and_writes_nothing(self):
        _, err = self.rescan("out", str(self.folder / "missing.jsonl"), expect=4)
        self.assertIn("missing.jsonl", err)
        self.assertFalse((self.folder / "out").exists())

    def test_tells_a_place_that_cannot_be_written(self):
        _, err = self.rescan("chat.jsonl/out", self.chat, expect=4)
        self.assertIn("chat.jsonl", err)

    def test_reads_a_torn_archive_as_far_as_it_goes(self):
        whole = (self.folder / "archive" / "b.jsonl.gz").read_bytes()
        torn = self.write("torn.jsonl.gz", whole[:len(whole) // 2])
        self.rescan("out", torn, self.chat, expect=4)
        summary = self.summary("out")
        self.assertEqual([t["path"] for t in summary["torn_archives"]], [torn])
        self.assertGreaterEqual(summary["input"]["messages"], 6)

    def test_leaves_nothing_when_interrupted(self):
        pipe = str(self.folder / "endless.jsonl")
        os.mkfifo(pipe)
        endless = os.open(pipe, os.O_RDWR | os.O_NONBLOCK)  # Held open: the archive never ends.
        self.addCleanup(os.close, endless)
        with subprocess.Popen([PROGRAM, "rescan", pipe, "--rules", self.pack, "--out",
                               str(self.folder / "out")], stderr=subprocess.PIPE,
                              env=self.environment()) as program:
            # More than a pipe holds: when it is written, the program has been reading.
            rest = lines_of([message(1, "这款保本的")] * 3000).encode()
            while rest and program.poll() is None:
                if select.select([], [endless], [], 1)[1]:
                    rest = rest[os.write(endless, rest[:4096]):]
            program.send_signal(signal.SIGINT)
            os.write(endless, b"\n")  # Should the signal have come just before a read that waits.
            _, err = program.communicate(timeout=TIMEOUT_SECONDS)
        self.assertEqual(program.returncode, 130, err)
        self.assertIn(b"interrupted", err)
        self.assertEqual(list((self.folder / "out").iterdir()), [])

    def test_draws_a_bar_on_a_terminal_only(self):
        _, err = self.rescan("out")
        self.assertNotIn("[=", err)
        controller, terminal = pty.openpty()
        with subprocess.Popen([PROGRAM, "rescan", self.archive, "--rules", self.pack, "--out",
                               str(self.folder / "drawn")], stderr=terminal,
                              env=self.environment()) as program:
            os.close(terminal)
            drawn = b""
            try:
                while chunk := os.read(controller, 4096):
                    drawn += chunk
            except OSError:  # The terminal is gone with its last user.
                pass
            program.wait(timeout=TIMEOUT_SECONDS)
        os.close(controller)
        self.assertEqual(program.returncode, 0)
        self.assertIn(b"records", drawn)
        self.assertIn(b"[", drawn)

    def test_never_touches_the_live_store(self):
        self.rescan("out")
        self.assertFalse((self.folder / ".local").exists())


if __name__ == "__main__":
    unittest.main()
