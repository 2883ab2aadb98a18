#!/usr/bin/env python3
"""Cut a TrueType font down to what captions need.

usage: subset.py IN.ttf OUT.ttf

Keeps Latin letters and punctuation, drops hints and layout tables, and writes the pair kerning of
GPOS as a plain 'kern' table (format 0), which the server's small reader understands. Needs
fontTools; works offline.
"""
import sys

from fontTools import subset
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._k_e_r_n import KernTable_format_0

RANGES = [
    (0x20, 0x7E), (0xA0, 0x17F), (0x192, 0x192), (0x218, 0x21B), (0x2C6, 0x2C7), (0x2D8, 0x2DD),
    (0x1E80, 0x1E85), (0x1EF2, 0x1EF3), (0x2010, 0x2015), (0x2018, 0x201E), (0x2020, 0x2022),
    (0x2026, 0x2026), (0x2030, 0x2030), (0x2032, 0x2033), (0x2039, 0x203A), (0x2044, 0x2044),
    (0x20AC, 0x20AC), (0x2122, 0x2122), (0x2190, 0x2193), (0x2212, 0x2212), (0x2215, 0x2215),
    (0x2248, 0x2248), (0x2260, 0x2260), (0x2264, 0x2265), (0xFB00, 0xFB04), (0xFFFD, 0xFFFD),
]
KERNED = [(0x21, 0x7E), (0xC0, 0xFF), (0x152, 0x153), (0x160, 0x161), (0x2013, 0x2014),
          (0x2018, 0x201E), (0x2026, 0x2026), (0xFB00, 0xFB04)]
PAIRS_A_SUBTABLE = 10_000  # its length is written with 16 bits


def code_points(ranges):
    return [c for first, last in ranges for c in range(first, last + 1)]


def pair_subtables(font):
    """The pair-adjustment subtables of the default kern feature, lookup by lookup."""
    gpos = font["GPOS"].table
    script = next(s for s in gpos.ScriptList.ScriptRecord if s.ScriptTag == "latn").Script
    wanted = set()
    for index in script.DefaultLangSys.FeatureIndex:
        record = gpos.FeatureList.FeatureRecord[index]
        if record.FeatureTag == "kern":
            wanted.update(record.Feature.LookupListIndex)
    for index in sorted(wanted):
        lookup = gpos.LookupList.Lookup[index]
        tables = [getattr(t, "ExtSubTable", t) for t in lookup.SubTable]
        yield [t for t in tables if t.LookupType == 2]


def advance(value):
    return getattr(value, "XAdvance", 0) if value is not None else 0


def adjustment(tables, left, right):
    """What one lookup says of a pair: its first subtable that knows the pair decides."""
    for table in tables:
        if left not in table.Coverage.glyphs:
            continue
        if table.Format == 1:
            pairs = table.PairSet[table.Coverage.glyphs.index(left)].PairValueRecord
            found = [p for p in pairs if p.SecondGlyph == right]
            if found:
                return advance(found[0].Value1)
        else:
            first = table.ClassDef1.classDefs.get(left, 0)
            second = table.ClassDef2.classDefs.get(right, 0)
            return advance(table.Class1Record[first].Class2Record[second].Value1)
    return 0


def kerning(font):
    cmap = font.getBestCmap()
    glyphs = [cmap[c] for c in code_points(KERNED) if c in cmap]
    lookups = list(pair_subtables(font))
    least = font["head"].unitsPerEm // 200
    pairs = {}
    for left in glyphs:
        for right in glyphs:
            value = sum(adjustment(tables, left, right) for tables in lookups)
            if abs(value) >= least:
                pairs[left, right] = value
    return pairs


def kern_table(pairs):
    table = newTable("kern")
    table.version = 0
    table.kernTables = []
    items = sorted(pairs.items())
    for start in range(0, len(items), PAIRS_A_SUBTABLE):
        part = KernTable_format_0()
        part.coverage, part.version, part.tupleIndex, part.apple = 1, 0, None, False
        part.kernTable = dict(items[start : start + PAIRS_A_SUBTABLE])
        table.kernTables.append(part)
    return table


def main(source, target):
    pairs = kerning(TTFont(source))
    options = subset.Options(hinting=False, layout_features=[], name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14])
    options.drop_tables += ["GPOS", "GSUB", "GDEF", "DSIG", "STAT", "BASE", "meta"]
    options.notdef_outline = True
    options.glyph_names = True
    options.recalc_timestamp = False
    font = subset.load_font(source, options, dontLoadGlyphNames=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=code_points(RANGES))
    cutter.subset(font)
    if pairs:
        font["kern"] = kern_table(pairs)
    font["post"].formatType = 3.0
    font.save(target)
    print(f"{target}: {len(pairs)} kerning pairs")


if __name__ == "__main__":
    main(*sys.argv[1:])
