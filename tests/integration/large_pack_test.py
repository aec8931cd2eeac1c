"""A pack of many rules loads in bounded memory, finds what it should, and is refused where it is too large.

The figures of ten thousand rules are kept in bench/results (bench/large_pack.py); a test asserts no times.
"""
import os
import pathlib
import re
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "bench"))
import large_pack  # noqa: E402

PROGRAM = os.environ["MINGCHA_TEST_PROGRAM"]
RULES = 400
MAX_RSS_MIB = 2048  # Room for a build with sanitizers; ten thousand rules take less than this without.


class LargePackTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def load(self, pack, message="您好"):
        return large_pack.load(PROGRAM, pack, self.folder / "cache", message)

    def test_loads_cold_and_warm_in_bounded_memory_and_finds_alike(self):
        pack = large_pack.write(self.folder / "pack", RULES)
        first_term = re.search(r"with: {terms: \[([^,]*),", (pack / "rules-000.yaml").read_text("utf-8"))
        message = f"这是{first_term.group(1)}的事"
        cold, warm = self.load(pack, message), self.load(pack, message)
        for done in (cold, warm):
            self.assertEqual(done["exit_code"], 0, done["told"])
            self.assertLess(done["peak_rss_mib"], MAX_RSS_MIB)
            self.assertGreater(done["findings"], 0)
        self.assertEqual(cold["findings"], warm["findings"])

    def test_the_same_number_makes_the_same_pack(self):
        one, other = (large_pack.write(self.folder / name, 60) for name in ("one", "other"))
        for path in one.iterdir():
            self.assertEqual(path.read_bytes(), (other / path.name).read_bytes(), path.name)

    def test_is_refused_with_a_reason_beyond_the_limit(self):
        done = self.load(large_pack.write(self.folder / "pack", 10_001))
        self.assertEqual(done["exit_code"], 3)
        self.assertIn("at most 10000 are taken", " ".join(done["told"]))


if __name__ == "__main__":
    unittest.main()
