#!/usr/bin/env python3
"""Writes Sources/RouteConsole/Surface/WideScalars.swift from the Unicode Character Database.

usage: Scripts/width-table.py [/usr/share/unicode] > Sources/RouteConsole/Surface/WideScalars.swift

A scalar is wide when EastAsianWidth.txt says W or F. The blocks that Unicode sets aside for further
pictographs count as wide as a whole, so that emoji of a later version than the table keep their two columns.
"""
import sys

folder = sys.argv[1] if len(sys.argv) > 1 else "/usr/share/unicode"
reserved = [(0x1F900, 0x1F9FF), (0x1FA70, 0x1FAFF)]
wide = set()
version = "?"
with open(folder + "/EastAsianWidth.txt", encoding="utf-8") as table:
    for line in table:
        if line.startswith("# EastAsianWidth-"):
            version = line[len("# EastAsianWidth-"):].strip().removesuffix(".txt")
        fields = line.split("#")[0].split(";")
        if len(fields) < 2 or fields[1].strip() not in ("W", "F"):
            continue
        first, _, last = fields[0].strip().partition("..")
        wide.update(range(int(first, 16), int(last or first, 16) + 1))
for first, last in reserved:
    wide.update(range(first, last + 1))

ranges = []
for scalar in sorted(wide):
    if ranges and ranges[-1][1] == scalar - 1:
        ranges[-1][1] = scalar
    else:
        ranges.append([scalar, scalar])

print(f"""// Surface: the scalars that take two columns. Written by Scripts/width-table.py, not by hand.

/// The scalars that occupy two columns, as closed ranges in ascending order.
///
/// Each range is two entries: its first scalar and its last.
///
/// Source: EastAsianWidth.txt of Unicode {version}, classes W and F, and the blocks reserved for pictographs.
let wideScalarBounds: [UInt32] = [""")
items = [f"0x{bound:04X}" for pair in ranges for bound in pair]
for start in range(0, len(items), 10):
    print("  " + ", ".join(items[start:start + 10]) + ",")
print("]")
