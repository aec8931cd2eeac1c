#!/usr/bin/env python3
"""One engine, three doors: scan, rescan and the stream find the same, byte for byte."""
import contextlib
import datetime
import json
import os
import pathlib
import re
import signal
import sqlite3
import subprocess
import tempfile
import time
import unittest
import urllib.request

PROGRAM = os.environ.get("MINGCHA_TEST_PROGRAM", "build/debug/bin/mingcha")
SOURCE = pathlib.Path(__file__).resolve().parents[2]
RULES = str(SOURCE / "rules/finance-cn")
CONVERSATIONS = sorted((SOURCE / "corpus/conversations").glob("*.jsonl"))
TIMEOUT_SECONDS = 300


def run(*arguments, expect=0):
    done = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, encoding="utf-8",
                          timeout=TIMEOUT_SECONDS, check=False)
    assert done.returncode == expect, f"{arguments}: {done.returncode}\n{done.stderr}"
    return done.stdout


def sorted_lines(text):
    return sorted(line for line in text.splitlines() if line)


class Service:
    """A service of its own, on a free port, with an empty store."""

    def __init__(self, folder, address="127.0.0.1:0", config="schema: 1\n"):
        self.store = str(pathlib.Path(folder) / "mingcha.db")
        config_file = pathlib.Path(folder) / "service.yaml"
        config_file.write_text(config, encoding="utf-8")
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--config", str(config_file), "--listen", address, "--store",
             self.store, "--rules", RULES],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        line = self.process.stdout.readline()
        match = re.search(r"listening on (\S+:\d+)", line)
        assert match, f"the service did not come up: {line!r}"
        self.address = match.group(1)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(TIMEOUT_SECONDS)
        self.process.stdout.close()
        return code

    def kill(self):
        self.process.kill()
        self.process.wait(TIMEOUT_SECONDS)
        self.process.stdout.close()


class DoorsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.archive = pathlib.Path(cls.folder.name) / "all.jsonl"
        cls.archive.write_text("".join(p.read_text(encoding="utf-8") for p in CONVERSATIONS),
                               encoding="utf-8")
        cls.expected = sorted_lines(run("scan", "--format", "jsonl", "--rules", RULES,
                                        str(cls.archive)))

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_the_corpus_gives_findings_of_messages_and_of_conversations(self):
        kinds = {json.loads(line)["subject"]["kind"] for line in self.expected}
        self.assertEqual(kinds, {"message", "conversation"})

    def test_rescan_finds_what_scan_found(self):
        out = pathlib.Path(self.folder.name) / "rescan"
        run("rescan", str(self.archive), "--out", str(out), "--rules", RULES, "--jobs", "2")
        found = sorted_lines((out / "findings.jsonl").read_text(encoding="utf-8"))
        self.assertEqual(found, self.expected)

    def test_the_stream_finds_what_scan_found_whatever_its_frames(self):
        for frame in ("1", "3", "64", "1024"):
            with self.subTest(frame=frame), tempfile.TemporaryDirectory() as folder:
                service = Service(folder)
                try:
                    found = run("stream", "--to", service.address, "--frame", frame, "--format",
                                "jsonl", str(self.archive))
                finally:
                    self.assertEqual(service.stop(), 0, "a service that was told to stop ends well")
                self.assertEqual(sorted_lines(found), self.expected)
                self.check_tickets(service.store)

    def test_metrics_count_what_was_streamed(self):
        with tempfile.TemporaryDirectory() as folder:
            service = Service(folder, config='schema: 1\nmetrics: {address: "127.0.0.1:0"}\n')
            try:
                line = service.process.stdout.readline()
                place = re.search(r"http://127\.0\.0\.1:\d+/metrics", line)
                self.assertTrue(place, line)
                run("stream", "--to", service.address, str(self.archive))
                with urllib.request.urlopen(place.group(0), timeout=TIMEOUT_SECONDS) as answer:
                    text = answer.read().decode("utf-8")
            finally:
                self.assertEqual(service.stop(), 0)
        records = [json.loads(line) for line in self.archive.read_text("utf-8").splitlines()]
        messages = sum("text" in record for record in records)
        self.assertIn(f"\nmingcha_messages_total {messages}\n", text)
        self.assertIn(f"\nmingcha_records_total {len(records)}\n", text)
        self.assertRegex(text, r'\nmingcha_pack_info\{pack="finance-cn@[^"]+",digest="sha256:')
        self.assertRegex(text, r'\nmingcha_questions_total\{topic="license[^"]*"\} [1-9]')
        self.assertRegex(text, r'\nmingcha_first_replies_answered_total\{channel="online_chat"\} [1-9]')
        for record in records:  # Nothing that was said, and nobody who said it.
            self.assertNotIn(record.get("text", record["conversation_id"]), text)

    def test_a_service_that_is_told_to_stop_loses_nothing(self):
        with tempfile.TemporaryDirectory() as folder:
            chat = pathlib.Path(folder) / "chat.jsonl"
            chat.write_text(self.dodge() + "".join(self.message(i) for i in range(4000)),
                            encoding="utf-8")
            expected = sorted_lines(run("scan", "--format", "jsonl", "--rules", RULES, str(chat)))
            self.assertIn("evs.license_dodge", {json.loads(line)["rule_id"] for line in expected})
            service = Service(folder)
            client = subprocess.Popen(
                [PROGRAM, "stream", "--to", service.address, "--frame", "2", "--window", "8",
                 "--format", "jsonl", "--retries", "50", str(chat)],
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="utf-8")
            found = [client.stdout.readline() for _ in range(20)]  # In the middle of the stream.
            self.assertEqual(service.stop(), 0)
            self.assertIsNone(client.poll(), "it was over before it was interrupted")
            again = Service(folder, service.address)
            try:
                found.append(client.communicate(timeout=TIMEOUT_SECONDS)[0])
                self.assertEqual(client.returncode, 0)
            finally:
                again.stop()
            self.assertEqual(sorted_lines("".join(found)), expected)
            with contextlib.closing(sqlite3.connect(again.store)) as store:
                stored = {row[0] for row in store.execute("SELECT finding_id FROM findings")}
                still_open = store.execute("SELECT conversation_id FROM conversations").fetchall()
            self.assertEqual(stored, {json.loads(line)["finding_id"] for line in expected})
            self.assertEqual(still_open, [], "the end of the input closed what it opened")

    def test_a_service_that_slept_through_a_deadline_hears_the_replies_first(self):
        asked_at = time.time() - 598  # An answer is owed within 600 s.
        config = "schema: 1\nconversation: {allowed_lateness: 1s}\n"

        def record(conversation, second, **fields):
            at = datetime.datetime.fromtimestamp(asked_at + second, datetime.timezone.utc)
            time_field = "at" if "event" in fields else "sent_at"
            id_field = "event_id" if "event" in fields else "message_id"
            return json.dumps({"conversation_id": conversation, id_field: f"r-{second}",
                               time_field: at.isoformat(timespec="milliseconds"), **fields},
                              ensure_ascii=False) + "\n"

        def said(conversation, speaker, second, text):
            return record(conversation, second, speaker=speaker, text=text)

        questions = [said(name, "customer", 0, "请问你们有证监会备案吗")
                     for name in ("answered", "dodged")]
        replies = [
            said("answered", "agent", 60, "有的,基金销售业务许可证编号是000000123,可在证监会网站查询"),
            said("dodged", "agent", 60, "我们做了八年,用户三十万呢"),
            said("dodged", "agent", 62, "老平台了,不用担心"),
            *(record(name, 70, event="closed") for name in ("answered", "dodged")),
            *(said(name, "customer", 100, "好的") for name in ("answered", "dodged")),
        ]
        with tempfile.TemporaryDirectory() as folder:
            service = Service(folder, config=config)
            self.stream_live(service, folder, questions)
            service.kill()
            time.sleep(max(0.0, asked_at + 603 - time.time()))
            service = Service(folder, config=config)
            try:
                found = self.stream_live(service, folder, replies)
            finally:
                self.assertEqual(service.stop(), 0)
            with contextlib.closing(sqlite3.connect(service.store)) as store:
                stored = [json.loads(row[0]) for row in store.execute("SELECT json FROM findings")]
        for findings in (found, stored):
            self.assertEqual([(f["conversation_id"], f["rule_id"]) for f in findings],
                             [("dodged", "evs.license_dodge")])

    @staticmethod
    def stream_live(service, folder, records):
        chat = pathlib.Path(folder) / "live.jsonl"
        chat.write_text("".join(records), encoding="utf-8")
        out = run("stream", "--to", service.address, "--clock", "wall", "--format", "jsonl", str(chat))
        return [json.loads(line) for line in out.splitlines()]

    @staticmethod
    def dodge():
        """A question at the top of a file, and its dodge: judged at the end of the input only."""
        said = [("customer", "请问你们有证监会备案吗"), ("agent", "我们做了八年,用户三十万呢")]
        return "".join(json.dumps({
            "conversation_id": "asked", "message_id": f"m-{second}",
            "sent_at": f"2026-11-16T10:00:{second:02}+08:00", "speaker": speaker, "text": text,
        }, ensure_ascii=False) + "\n" for second, (speaker, text) in enumerate(said))

    @staticmethod
    def message(number):
        return json.dumps({
            "conversation_id": f"c-{number % 7}", "message_id": f"m-{number}",
            "sent_at": f"2026-11-16T{10 + number // 3600}:{number // 60 % 60:02}:{number % 60:02}+08:00",
            "speaker": "agent", "text": "这款产品保本保息" if number % 10 == 0 else "好的,这就为您查询",
        }, ensure_ascii=False) + "\n"

    def check_tickets(self, store):
        tickets = run("tickets", "list", "--format", "jsonl", "--store", store, "--limit", "1000")
        told = {json.loads(line)["finding_id"] for line in self.expected}
        marked = [i for line in tickets.splitlines() for i in json.loads(line)["finding_ids"]]
        self.assertEqual(len(marked), len(set(marked)), "a finding stands on one ticket, once")
        self.assertLessEqual(set(marked), told)
        self.assertTrue(marked)

    def test_the_wall_clock_tells_the_same_message_findings(self):
        with tempfile.TemporaryDirectory() as folder:
            service = Service(folder)
            try:
                found = run("stream", "--to", service.address, "--clock", "wall", "--format",
                            "jsonl", str(self.archive))
            finally:
                service.stop()
        of_messages = [line for line in sorted_lines(found)
                       if json.loads(line)["subject"]["kind"] == "message"]
        self.assertEqual(of_messages, [line for line in self.expected
                                       if json.loads(line)["subject"]["kind"] == "message"])

    def test_broken_rules_never_start_a_service(self):
        with tempfile.TemporaryDirectory() as folder:
            pack = pathlib.Path(folder) / "pack"
            pack.mkdir()
            (pack / "pack.yaml").write_text("schema: 1\nname: broken\nvershun: 1\n")
            done = subprocess.run([PROGRAM, "serve", "--listen", "127.0.0.1:0", "--store",
                                   str(pathlib.Path(folder) / "s.db"), "--rules", str(pack)],
                                  capture_output=True, text=True, timeout=TIMEOUT_SECONDS, check=False)
            self.assertEqual(done.returncode, 3, done.stderr)
            self.assertIn("pack.yaml:3:1", done.stderr)
            self.assertNotIn("listening", done.stdout)
            self.assertFalse((pathlib.Path(folder) / "s.db").exists())

    def test_a_broken_configuration_is_told_with_its_place(self):
        with tempfile.TemporaryDirectory() as folder:
            config = pathlib.Path(folder) / "mingcha.yaml"
            config.write_text("schema: 1\nstream: {windows: 3}\n")
            done = subprocess.run([PROGRAM, "serve", "--config", str(config)], capture_output=True,
                                  text=True, timeout=TIMEOUT_SECONDS, check=False)
            self.assertEqual(done.returncode, 2)
            self.assertIn("mingcha.yaml:2:10", done.stderr)

    def test_two_services_do_not_share_a_store(self):
        with tempfile.TemporaryDirectory() as folder:
            service = Service(folder)
            try:
                config = pathlib.Path(folder) / "mingcha.yaml"
                config.write_text("schema: 1\ndrain: {limit: 200ms}\n")
                arguments = [PROGRAM, "serve", "--config", str(config), "--listen", "127.0.0.1:0",
                             "--store", service.store, "--rules", RULES]
                done = subprocess.run(arguments, capture_output=True, text=True,
                                      timeout=TIMEOUT_SECONDS, check=False)
                self.assertEqual(done.returncode, 4, done.stderr)
                self.assertIn("another service works on this store", done.stderr)
                self.assertEqual(done.stdout, "")
                run("tickets", "list", "--store", service.store)
                config.write_text(f"schema: 1\ndrain: {{limit: {TIMEOUT_SECONDS}s}}\n")
                # The next one waits, and serves as soon as this one has stopped.
                with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                      text=True) as following:
                    self.assertEqual(service.stop(), 0)
                    self.assertIn("listening on", following.stdout.readline())
                    following.send_signal(signal.SIGTERM)
                    self.assertEqual(following.wait(TIMEOUT_SECONDS), 0)
            finally:
                if service.process.poll() is None:
                    service.stop()

    def test_two_services_do_not_share_a_port(self):
        with tempfile.TemporaryDirectory() as folder:
            service = Service(folder)
            try:
                other = str(pathlib.Path(folder) / "other.db")
                done = subprocess.run([PROGRAM, "serve", "--listen", service.address, "--store",
                                       other, "--rules", RULES], capture_output=True, text=True,
                                      timeout=TIMEOUT_SECONDS, check=False)
                self.assertNotEqual(done.returncode, 0)
                self.assertIn("cannot be listened on", done.stderr)
            finally:
                service.stop()


if __name__ == "__main__":
    unittest.main()
