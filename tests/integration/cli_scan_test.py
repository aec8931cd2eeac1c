#!/usr/bin/env python3
"""The verb scan: what it finds, tells, and exits with."""
import gzip
import json
import os
import shutil
import signal
import subprocess
import unittest

from cli_support import CHAT, CliTest, PACK, PROGRAM, TIMEOUT_SECONDS, lines_of, message


class ScanTest(CliTest):
    def test_tells_findings_in_the_order_of_the_records(self):
        found = self.findings(self.chat)
        self.assertEqual([f["rule_id"] for f in found], ["mkt.a.principal", "evs.license_dodge"])
        self.assertTrue(found[0]["evasion"])
        self.assertEqual(found[0]["evidence"][0]["quote"], "保*本")

    def test_gives_the_same_whatever_the_jobs(self):
        one, _ = self.scan("--format", "jsonl", "--jobs", "1", self.chat)
        four, _ = self.scan("--format", "jsonl", "--jobs", "4", self.chat)
        self.assertEqual(one, four)

    def test_shows_people_the_words_in_their_sentence_and_masks_numbers(self):
        out, err = self.scan("--format", "text", self.chat)
        self.assertIn("这款【保*本】的,电话138****8000", out)
        for words in ("承诺保本", "严重", "《中华人民共和国广告法》第二十五条", "本产品不保证本金和收益",
                      "2026-11-16 10:00:02 +08:00", "【有备案吗】"):
            self.assertIn(words, out)
        self.assertNotIn("13800138000", out + err)
        self.assertNotIn("\x1b", out)

    def test_honors_no_color(self):
        forced = self.environment(CLICOLOR_FORCE="1")
        out, _ = self.scan("--format", "text", self.chat, environment=forced)
        self.assertIn("\x1b[", out)
        out, _ = self.scan("--format", "text", self.chat,
                           environment=self.environment(CLICOLOR_FORCE="1", NO_COLOR="1"))
        self.assertNotIn("\x1b", out)

    def test_writes_json_lines_where_there_is_no_terminal(self):
        out, _ = self.scan(self.chat)
        self.assertEqual(len([json.loads(line) for line in out.splitlines()]), 2)

    def test_sums_up_on_stderr(self):
        _, err = self.scan(self.chat)
        self.assertIn("7 lines read: 6 messages, 1 event, 0 skipped", err)
        self.assertIn("2 findings: 1 critical, 1 high", err)
        self.assertIn("1 open obligation", err)
        self.assertIn("1 negated", err)

    def test_finds_a_word_that_is_split_over_messages(self):
        self.write("pack/rules.yaml", PACK["rules.yaml"].replace("views: [folded, compact]",
                                                                 "views: [compact, joined]"))
        records = [message(1, "这款保"), message(2, "嗯", conversation="c-2"),
                   message(3, "本的,电话13800138000"), message(4, "好", minute=1)]
        found = self.findings(self.write("split.jsonl", lines_of(records)))
        self.assertEqual([f["rule_id"] for f in found], ["mkt.a.principal"])
        self.assertEqual(found[0]["message_id"], "m-3")
        self.assertTrue(found[0]["evasion"])
        self.assertEqual([(e["message_id"], e["begin"], e["end"], e["quote"], e["view"])
                          for e in found[0]["evidence"]],
                         [("m-1", 6, 9, "保", "joined"), ("m-3", 0, 3, "本", "joined")])
        mixed = self.write("mixed.jsonl", lines_of([records[2], records[0], records[1], records[0],
                                                    records[3]]))
        self.assertEqual(self.findings(mixed), found)
        out, _ = self.scan("--format", "text", mixed)
        self.assertIn("这款【保】", out)
        self.assertIn("【本】的,电话138****8000", out)

    def test_explains_what_was_taken_back(self):
        out, _ = self.scan("--format", "text", "--explain", self.chat)
        self.assertIn("未计入 negated", out)
        self.assertIn("不【保本】", out)
        self.scan("--format", "jsonl", "--explain", self.chat, expect=2)

    def test_reads_standard_input(self):
        self.assertEqual(len(self.findings(stdin=lines_of(CHAT))), 2)
        self.assertEqual(len(self.findings("-", stdin=lines_of(CHAT))), 2)

    def test_reads_plain_lines(self):
        found = self.findings("--plain", "--speaker", "agent", "-", stdin="您好\n这款保本的\n")
        self.assertEqual([f["message_id"] for f in found], ["2"])
        self.assertEqual(self.findings("--plain", "--speaker", "customer", "-",
                                       stdin="这款保本的\n"), [])
        found = self.findings("--plain", "--sent-at", "2026-11-16T10:00:00+08:00", "-",
                              stdin="保本\n")
        self.assertTrue(found[0]["at"].startswith("2026-11-16T02:00:0"), found[0]["at"])
        self.scan("--plain", "--sent-at", "yesterday", "-", stdin="保本\n", expect=2)

    def test_reads_compressed_files(self):
        packed = self.write("chat.jsonl.gz", gzip.compress(lines_of(CHAT).encode()))
        self.assertEqual(self.findings(packed), self.findings(self.chat))
        if shutil.which("zstd") is None:
            self.skipTest("there is no zstd program to make a .zst with")
        subprocess.run(["zstd", "-q", self.chat], check=True)
        self.assertEqual(self.findings(self.chat + ".zst"), self.findings(self.chat))

    def test_counts_and_places_broken_lines_and_goes_on(self):
        broken = self.write("broken.jsonl", "not json\n{}\n\n" + lines_of(CHAT))
        out, err = self.scan(broken)
        self.assertEqual(len(out.splitlines()), 2)
        self.assertIn("broken.jsonl:1: ", err)
        self.assertIn("broken.jsonl:2: ", err)
        self.assertIn("10 lines read: 6 messages, 1 event, 3 skipped", err)
        self.scan("--strict", broken, expect=4)
        empty = self.write("empty-line.jsonl", "\n" + lines_of(CHAT))
        self.scan("--strict", empty)

    def test_fails_on_findings_at_or_over_a_severity(self):
        self.scan("--fail-on", "critical", self.chat, expect=1)
        self.scan("--fail-on", "info", self.chat, expect=1)
        dodge = self.write("dodge.jsonl", lines_of(CHAT[2:5]))
        self.scan("--fail-on", "critical", dodge)
        self.scan("--fail-on", "high", dodge, expect=1)

    def test_does_not_fail_on_rules_in_test(self):
        tried = self.write("tried.jsonl", lines_of([message(1, "这款稳赚不赔")]))
        self.assertEqual([f["rule_status"] for f in self.findings("--fail-on", "info", tried)],
                         ["test"])

    def test_tells_input_errors_and_reads_the_rest(self):
        out, err = self.scan("--fail-on", "low", str(self.folder / "missing.jsonl"), self.chat,
                             expect=4)
        self.assertIn("missing.jsonl", err)
        self.assertEqual(len(out.splitlines()), 2)

    def test_tells_a_torn_archive_and_what_came_before(self):
        records = [message(1, "这款保本的")] + [
            message(2 + i, f"第{i * 7919 % 10007}句话", conversation=f"x-{i}") for i in range(3000)]
        packed = gzip.compress(lines_of(records).encode())
        torn = self.write("torn.jsonl.gz", packed[:len(packed) * 2 // 3])
        out, err = self.scan(torn, expect=4)
        self.assertIn("torn.jsonl.gz", err)
        self.assertEqual(len(out.splitlines()), 1)

    def test_exits_with_three_when_the_rules_are_invalid(self):
        self.write("pack/broken.yaml", "schema: 1\nrules:\n  - id: mkt.c.nothing\n    nonsense: 1\n")
        out, err = self.scan(self.chat, expect=3)
        self.assertEqual(out, "")
        self.assertIn("broken.yaml:", err)
        self.run_program("scan", "--rules", str(self.folder / "nowhere"), self.chat, expect=3)

    def test_takes_the_rules_that_the_environment_names(self):
        out, _ = self.run_program("scan", self.chat,
                                  environment=self.environment(MINGCHA_RULES=self.pack))
        self.assertEqual(json.loads(out.splitlines()[0])["pack"], "small@1")

    def test_tells_a_full_disk(self):
        if not os.path.exists("/dev/full"):
            self.skipTest("there is no /dev/full here")
        with open("/dev/full", "wb") as full:
            done = subprocess.run([PROGRAM, "scan", "--rules", self.pack, self.chat], stdout=full,
                                  stderr=subprocess.PIPE, env=self.environment(),
                                  timeout=TIMEOUT_SECONDS, check=False)
        self.assertEqual(done.returncode, 4)
        self.assertIn(b"standard output", done.stderr)

    def test_answers_at_once_and_ends_cleanly_when_interrupted(self):
        with subprocess.Popen([PROGRAM, "scan", "--rules", self.pack, "-"], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              env=self.environment()) as program:
            program.stdin.write(lines_of(CHAT[1:2]).encode())
            program.stdin.flush()
            found = json.loads(program.stdout.readline())
            self.assertEqual(found["rule_id"], "mkt.a.principal")
            program.send_signal(signal.SIGINT)
            _, err = program.communicate(timeout=TIMEOUT_SECONDS)
        self.assertEqual(program.returncode, 130)
        self.assertIn(b"1 finding: 1 critical", err)


if __name__ == "__main__":
    unittest.main()
