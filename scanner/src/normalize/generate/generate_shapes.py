#!/usr/bin/env python3
"""Writes shape_table.inc: which rare characters look like which everyday ones, and which two
characters side by side look like one.

usage: generate_shapes.py COMPARE_GLYPHS REVIEWED_FILE OUTPUT

Everyday characters are the first level of GB 2312. A rare character stands for the everyday one that
Unihan calls its variant, or whose glyph shares most ink with its own. A split is believed if radical,
strokes and Cangjie code say so and the glyph can be cut into the two. The reviewed file has the last
word.
"""
import bz2
import subprocess
import sys
from collections import defaultdict

UNIHAN = "/usr/share/unicode/Unihan_%s.txt.bz2"
FONT = ["/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "2"]  # The face for simplified.
LINE = 96

# Chosen by looking at the pairs in the order of their scores: above the first all would fool a
# reader; between the two those do whose Cangjie codes differ in one letter. These are not taken for
# characters of GB 2312, which honest texts have.
SURE_LIKENESS = 0.84
LIKENESS = 0.70
MAX_STROKES_APART = 2
# With the radical that Unihan gives the whole; without it.
PARTS_WITH_RADICAL = 0.45
PARTS = 0.62

# Components at the left and at the right, as people type them; the Cangjie letters that some of them
# have inside a character.
LEFT = ("亻氵冫扌讠钅纟饣忄犭礻衤木禾米女口土王日月火目石车马弓贝足虫言金山巾彳阝户方歹牛身酉立耳矢田舟"
        "糸")
RIGHT = "刂阝欠页鸟攵力彡戈隹见斤寸又殳月口"
INSIDE = dict(zip("亻氵冫扌讠钅纟饣忄犭礻衤",
                  ["O", "E", "IM", "Q", "IV", "C", "VM", "NV", "P", "KH", "IF", "L"]))
# The words that side forms of radicals are typed as: 人言 for 亻言.
WRITTEN_OUT = dict(zip("亻讠钅扌忄氵礻饣衤艹犭纟", "人言金手心水示食衣草犬糸"))


def unihan(file, field):
    values = {}
    with bz2.open(UNIHAN % file, "rt", encoding="utf-8") as lines:
        for line in lines:
            parts = line.rstrip("\n").split("\t")
            if len(parts) == 3 and parts[1] == field:
                values[chr(int(parts[0][2:], 16))] = parts[2]
    return values


def unicode_version():
    with bz2.open(UNIHAN % "Variants", "rt", encoding="utf-8") as lines:
        return next(line.split(":")[1].strip() for line in lines if "Unicode version" in line)


class Characters:
    """What Unihan says about ideographs of the plane that the view looks at."""

    def __init__(self):
        first = lambda values: {c: v.split()[0] for c, v in values.items() if self.covers(c)}
        self.strokes = {c: int(v) for c, v in first(unihan("IRGSources", "kTotalStrokes")).items()}
        self.cangjie = {c: v.lstrip("X") for c, v in
                        first(unihan("DictionaryLikeData", "kCangjie")).items() if v.strip("X")}
        self.radical = {c: v.split(".")[0].rstrip("'") for c, v in
                        first(unihan("IRGSources", "kRSUnicode")).items()}
        level = unihan("OtherMappings", "kGB0")
        self.known = set(level)
        self.everyday = sorted(c for c, v in level.items() if 1600 < int(v) < 5600)
        # What has a simplified form is folded before.
        folded = unihan("Variants", "kSimplifiedVariant")
        usual = set(self.everyday)
        self.rare = sorted(c for c in self.strokes if c not in usual and c not in folded)

    @staticmethod
    def covers(c):
        return 0x3400 <= ord(c) <= 0x4DBF or 0x4E00 <= ord(c) <= 0x9FFF


def compare(tool, mode, tuples):
    lines = "".join(" ".join(t) + "\n" for t in tuples)
    ran = subprocess.run([tool, mode] + FONT, input=lines, text=True, stdout=subprocess.PIPE,
                         check=True)
    for line in ran.stdout.splitlines():
        *characters, score = line.split(" ")
        yield characters, float(score)


def differ_in_one_letter(a, b):
    if a == b or abs(len(a) - len(b)) > 1 or min(len(a), len(b)) < 2:
        return a == b
    at = next((i for i, (x, y) in enumerate(zip(a, b)) if x != y), min(len(a), len(b)))
    return a[at + 1:] in (b[at + 1:], b[at:]) or a[at:] == b[at + 1:]


def look_alikes(tool, chars):
    by_code = defaultdict(list)
    for c in chars.everyday:
        code = chars.cangjie.get(c, " ")
        for key in {("first", code[0]), ("last", code[-1])}:
            for apart in range(-MAX_STROKES_APART, MAX_STROKES_APART + 1):
                by_code[key + (chars.strokes[c] + apart,)].append(c)
    pairs = {(c, e) for c in chars.rare if c in chars.cangjie
             for key in (("first", chars.cangjie[c][0]), ("last", chars.cangjie[c][-1]))
             for e in by_code[key + (chars.strokes[c],)]}
    best = {}
    for (c, e), score in compare(tool, "likeness", sorted(pairs)):
        close = c not in chars.known and differ_in_one_letter(chars.cangjie[c],
                                                              chars.cangjie[e])
        if score >= SURE_LIKENESS or (close and score >= LIKENESS):
            best[c] = max(best.get(c, (0, "")), (score, e))
    return {c: e for c, (score, e) in best.items()}


def variants(chars):
    everyday, rare = set(chars.everyday), set(chars.rare)
    found = {}
    for field in ("kZVariant", "kSpoofingVariant", "kSemanticVariant"):
        for c, value in sorted(unihan("Variants", field).items()):
            for other in (chr(int(v.split("<")[0][2:], 16)) for v in value.split()):
                for a, b in ((c, other), (other, c)):
                    if a in rare and b in everyday:
                        found.setdefault(a, b)
    return found


def inside(code, limit):
    return code if len(code) <= limit else code[:limit - 1] + code[-1]


def splits(tool, chars):
    at_right, at_left = defaultdict(list), defaultdict(list)
    for c, code in chars.cangjie.items():
        at_right[inside(code, 3), chars.strokes[c]].append(c)
        at_left[INSIDE.get(c, inside(code, 2)), chars.strokes[c]].append(c)
    triples = set()
    for whole in chars.everyday:
        code = chars.cangjie.get(whole, "")
        for cut in range(1, len(code)):
            triples.update((whole, left, c) for left in LEFT for c in
                           at_right[code[cut:], chars.strokes[whole] - chars.strokes[left]])
            triples.update((whole, c, right) for right in RIGHT for c in
                           at_left[code[:cut], chars.strokes[whole] - chars.strokes[right]])
    best = {}
    for (whole, first, second), score in compare(tool, "parts", sorted(triples)):
        has_radical = chars.radical[whole] in (
            chars.radical[c] for c, known in ((first, LEFT), (second, RIGHT)) if c in known)
        if score >= (PARTS_WITH_RADICAL if has_radical else PARTS):
            best[whole] = max(best.get(whole, (False, 0.0, "", "")), (has_radical, score, first, second))
    return {found[2:]: whole for whole, found in best.items()}


def written_out(parts):
    """The same splits with the side form of a radical written as the word it is."""
    return {(WRITTEN_OUT[a], b): whole for (a, b), whole in sorted(parts.items()) if a in WRITTEN_OUT}


def read_reviewed(path):
    looks, parts, never = {}, {}, set()
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            words = line.split("#")[0].split()
            if words and words[0] == "-":
                never.update(words[1:])
            elif len(words) == 2:
                looks[words[0]] = words[1]
            elif len(words) == 3:
                parts[words[0], words[1]] = words[2]
            elif words:
                sys.exit(f"{path}: what is {line.strip()}?")
    return looks, parts, never


def fill(parts):
    lines, line = [], ""
    for part in parts:
        if len(line) + len(part) > LINE:
            lines.append(line)
            line = ""
        line += part
    return "\n".join(lines + [line])


def main():
    tool, reviewed, output = sys.argv[1:]
    chars = Characters()
    more_looks, more_parts, never = read_reviewed(reviewed)
    looks = {**look_alikes(tool, chars), **variants(chars), **more_looks}
    looks = {c: e for c, e in looks.items() if c not in never}
    while any(e in looks for e in looks.values()):
        looks = {c: looks.get(e, e) for c, e in looks.items()}
    parts = {**splits(tool, chars), **more_parts}
    parts = {**written_out(parts), **parts}
    with open(output, "w", encoding="utf-8") as out:
        out.write(f"// Made by generate_shapes.py from Unihan {unicode_version()}, the glyphs of Noto Sans CJK\n"
                  "// and reviewed_shapes.txt. Do not edit.\n// clang-format off\n\n"
                  "constexpr LookalikeIdeograph kLookalikeIdeographs[] = {\n")
        out.write(fill(f"{{u'{c}',u'{e}'}}," for c, e in sorted(looks.items())))
        out.write("\n};\n\nconstexpr Parts kParts[] = {\n")
        out.write(fill(f"{{u'{a}',u'{b}',u'{whole}'}}," for (a, b), whole in sorted(parts.items())))
        out.write("\n};\n")


if __name__ == "__main__":
    main()
