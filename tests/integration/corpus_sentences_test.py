#!/usr/bin/env python3
"""The pack on the corpus of sentences: what must fire does, what is innocent stays silent."""
import collections
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

PROGRAM = os.environ.get("MINGCHA_TEST_PROGRAM", "build/debug/bin/mingcha")
SOURCE = pathlib.Path(__file__).resolve().parents[2]
PACK = SOURCE / "rules/finance-cn"
SENTENCES = SOURCE / "corpus/sentences/sentences.jsonl"
TIMEOUT_SECONDS = 240


def read_sentences():
    with open(SENTENCES, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def scan(sentences):
    """The rules found, by conversation: each sentence is one of its own."""
    with tempfile.TemporaryDirectory() as folder:
        archive = pathlib.Path(folder, "sentences.jsonl")
        with open(archive, "w", encoding="utf-8") as out:
            for sentence in sentences:
                message = {key: value for key, value in sentence.items() if key != "expect"}
                out.write(json.dumps(message, ensure_ascii=False) + "\n")
        done = subprocess.run([PROGRAM, "scan", "--rules", str(PACK), "--format", "jsonl", str(archive)],
                              capture_output=True, text=True, timeout=TIMEOUT_SECONDS, check=False)
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    found = collections.defaultdict(set)
    for line in done.stdout.splitlines():
        finding = json.loads(line)
        found[finding["conversation_id"]].add(finding["rule_id"])
    return found


class SentencesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sentences = read_sentences()
        cls.found = scan(cls.sentences)

    def test_every_sentence_has_an_id_of_its_own_and_a_text_of_its_own(self):
        for key in ("conversation_id", "text"):
            values = [sentence[key] for sentence in self.sentences]
            self.assertEqual(len(values), len(set(values)), key)

    def test_a_hundred_at_least_fire_and_a_hundred_at_least_are_innocent(self):
        fires = sum(1 for sentence in self.sentences if sentence["expect"])
        self.assertGreaterEqual(fires, 100)
        self.assertGreaterEqual(len(self.sentences) - fires, 100)

    def test_the_expected_rule_is_among_the_findings(self):
        missed = [(sentence["conversation_id"], sentence["expect"], sentence["text"])
                  for sentence in self.sentences
                  if not set(sentence["expect"]) <= self.found[sentence["conversation_id"]]]
        self.assertEqual(missed, [])

    def test_innocent_sentences_stay_silent(self):
        noise = [(sentence["conversation_id"], sorted(self.found[sentence["conversation_id"]]), sentence["text"])
                 for sentence in self.sentences
                 if not sentence["expect"] and self.found[sentence["conversation_id"]]]
        self.assertEqual(noise, [])


if __name__ == "__main__":
    unittest.main()
