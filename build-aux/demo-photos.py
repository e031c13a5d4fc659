#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""demo-photos.py FOLDER: draws the photos of the demo plant's past hazards, a scene before and after each.

They are drawings of our own, made of nothing but numbers, so that the demo plant carries no picture of anybody. A scene
is made from its name alone and is the same on every machine."""

import hashlib
import os
import struct
import sys
import zlib

WIDTH, HEIGHT = 320, 240
SCENES = ("cable", "cover", "ladder", "lamp", "pressure", "sign", "valve", "wheel", "wall")


class Dice:
    """Numbers that follow from a name."""

    def __init__(self, name):
        self.name, self.at, self.pool = name, 0, b""

    def roll(self, sides):
        if len(self.pool) < 4:
            self.pool += hashlib.sha256(f"{self.name} {self.at}".encode()).digest()
            self.at += 1
        value, self.pool = int.from_bytes(self.pool[:4], "big"), self.pool[4:]
        return value % sides


def ground(dice):
    """A wall and a floor, lit from one side."""
    top = [60 + dice.roll(140) for _ in range(3)]
    floor = [40 + dice.roll(120) for _ in range(3)]
    horizon, slope = 60 + dice.roll(120), dice.roll(80) - 40
    rows = []
    for y in range(HEIGHT):
        row = []
        for x in range(WIDTH):
            base = top if y < horizon else floor
            light = slope * x // WIDTH + (y * 30) // HEIGHT + ((x * 7 + y * 13) % 11)
            row.append([max(0, min(255, c + light)) for c in base])
        rows.append(row)
    return rows


def paint(rows, inside, colour, box):
    x0, y0, x1, y1 = box
    for y in range(max(0, y0), min(HEIGHT, y1)):
        for x in range(max(0, x0), min(WIDTH, x1)):
            if inside(x, y):
                rows[y][x] = [max(0, c - (x + y) % 9) for c in colour]


def thing(rows, dice):
    """A pipe, a box or a wheel somewhere."""
    x, y, size = dice.roll(WIDTH - 60), dice.roll(HEIGHT - 60), 30 + dice.roll(70)
    colour = [30 + dice.roll(200) for _ in range(3)]
    kind = dice.roll(3)
    if kind == 0:
        paint(rows, lambda a, b: True, colour, (x, y, x + size * 2, y + 14 + dice.roll(20)))
    elif kind == 1:
        paint(rows, lambda a, b: True, colour, (x, y, x + size, y + size))
    else:
        paint(rows, lambda a, b: (a - x - size) ** 2 + (b - y - size) ** 2 < size * size, colour,
              (x, y, x + 2 * size, y + 2 * size))


def write_png(path, rows):
    raw = b"".join(b"\0" + bytes(c for pixel in row for c in pixel) for row in rows)

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0))
                   + chunk(b"IDAT", zlib.compress(raw, 9)) + chunk(b"IEND", b""))


def main():
    for scene in SCENES:
        for state in ("before", "after"):
            dice = Dice(f"{scene} {state}")
            rows = ground(dice)
            for _ in range(6):
                thing(rows, dice)
            write_png(os.path.join(sys.argv[1], f"{scene}-{state}.png"), rows)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main()
