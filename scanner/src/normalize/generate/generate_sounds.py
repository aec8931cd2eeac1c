#!/usr/bin/env python3
"""Writes sound_table.inc: the toneless syllables of ideographs.

usage: generate_sounds.py OUTPUT

A character of a text has its most usual reading; a term may be read in each plausible way. Unihan's
kHanyuPinlu counts readings in texts; of characters that it has, a reading is plausible that is one in
100. For the others, dictionaries are asked: kMandarin, kTGHZ2013, kXHC1983, else kHanyuPinyin.
"""
import bz2
import re
import sys
import unicodedata

READINGS = "/usr/share/unicode/Unihan_Readings.txt.bz2"
RANGE = range(0x3400, 0xA000)
MAX_READINGS = 4
MIN_SHARE = 1 / 100
LINE = 96


def toneless(reading):
    """bǎo is bao, lǜ is lv; None for what is no syllable of its own (ng, hm, ê)."""
    letters = unicodedata.normalize("NFD", reading.strip()).replace("u\u0308", "v")
    letters = "".join(c for c in letters if not unicodedata.combining(c))
    if not re.fullmatch("[a-z]+", letters) or not re.search("[aeiouv]", letters):
        return None
    return letters.replace("jv", "ju").replace("qv", "qu").replace("xv", "xu").replace("yv", "yu")


def counted(value):
    """The plausible readings of kHanyuPinlu: "xíng(2943) háng(218)"."""
    counts = {}
    for reading, count in re.findall(r"(\S+?)\((\d+)\)", value):
        if toneless(reading):
            counts[toneless(reading)] = counts.get(toneless(reading), 0) + int(count)
    least = sum(counts.values()) * MIN_SHARE
    return [r for r in sorted(counts, key=lambda r: -counts[r]) if counts[r] >= least]


def listed(field, value):
    if field == "kMandarin":
        return [toneless(r) for r in value.split()]
    return [toneless(r) for part in value.split() for r in part.split(":")[1].split(",")]


def read_all():
    fields = ["kHanyuPinlu", "kMandarin", "kTGHZ2013", "kXHC1983", "kHanyuPinyin"]
    values = {field: {} for field in fields}
    version = ""
    with bz2.open(READINGS, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("# Unicode version:"):
                version = line.split(":")[1].strip()
            parts = line.rstrip("\n").split("\t")
            if len(parts) == 3 and parts[1] in values:
                values[parts[1]][int(parts[0][2:], 16)] = parts[2]
    readings = {}
    for c in RANGE:
        found = counted(values["kHanyuPinlu"].get(c, ""))
        for field in fields[1:] if not found else []:
            if c in values[field] and (field != "kHanyuPinyin" or not found):
                found += listed(field, values[field][c])
        unique = list(dict.fromkeys(r for r in found if r))
        if unique:
            readings[c] = unique[:MAX_READINGS]
    return version, readings


def fill(parts):
    lines, line = [], ""
    for part in parts:
        if len(line) + len(part) > LINE:
            lines.append(line)
            line = ""
        line += part
    return "\n".join(lines + [line])


def main():
    version, readings = read_all()
    names = sorted({r for found in readings.values() for r in found})
    index = {name: i for i, name in enumerate(names)}
    usual = [index[readings[c][0]] + 1 if c in readings else 0 for c in RANGE]
    others = [(c, index[r]) for c, found in sorted(readings.items()) for r in found[1:]]
    with open(sys.argv[1], "w", encoding="utf-8") as out:
        out.write(f"// Made by generate_sounds.py from Unihan {version}. Do not edit.\n"
                  "// clang-format off\n\nconstexpr std::string_view kSyllables[] = {\n")
        out.write(fill(f'"{name}",' for name in names))
        out.write("\n};\n\n// By code point from U+3400 on: the syllable's index plus one, 0 for none.\n"
                  "constexpr uint16_t kUsual[] = {\n")
        out.write(fill(f"{n}," for n in usual))
        out.write("\n};\n\nconstexpr Reading kOtherReadings[] = {\n")
        out.write(fill(f"{{0x{c:x},{n}}}," for c, n in others))
        out.write("\n};\n")


if __name__ == "__main__":
    main()
