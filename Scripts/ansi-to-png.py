#!/usr/bin/env python3
"""Draws a captured terminal screen as a picture.

Usage: ansi-to-png.py FILE COLUMNS ROWS PICTURE [light]

FILE holds the screen's lines with their colours, as `tmux capture-pane -p -e` prints them; `light` draws it on a
light terminal.
"""
import sys

import pyte
from PIL import Image, ImageDraw, ImageFont

FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSansMono%s.ttf"
SIZE = 15
NAMES = {
    "black": "1c1c1c", "red": "cd3131", "green": "0dbc79", "brown": "c8a400", "yellow": "c8a400", "blue": "2472c8",
    "magenta": "bc3fbc", "cyan": "11a8cd", "white": "d0d0d0", "brightblack": "767676", "brightred": "f14c4c",
    "brightgreen": "23d18b", "brightbrown": "f5f543", "brightyellow": "f5f543", "brightblue": "3b8eea",
    "brightmagenta": "d670d6", "bfightmagenta": "d670d6", "brightcyan": "29b8db", "brightwhite": "ffffff",
}


def ink(name, fallback):
    return "#" + (fallback if name == "default" else NAMES.get(name, name))


# Of a braille character's bits, the column and row of each dot.
DOTS = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3)]


def braille(draw, code, x, y, width, height, colour):
    """Draws the dots themselves: the font has none."""
    for bit, (column, row) in enumerate(DOTS):
        if code >> bit & 1:
            left, top = x + width * (1 + 2 * column) / 4 - 1, y + height * (1 + 2 * row) / 8 - 1
            draw.rectangle([left, top, left + 1, top + 1], fill=colour)


def main():
    path, columns, rows, picture = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    paper, pen = ("fafafa", "202020") if "light" in sys.argv[5:] else ("101216", "d8d8d8")
    screen = pyte.Screen(columns, rows)
    with open(path, encoding="utf-8") as file:
        pyte.Stream(screen).feed("\r\n".join(file.read().rstrip("\n").split("\n")[:rows]))
    plain, bold = ImageFont.truetype(FONT % "", SIZE), ImageFont.truetype(FONT % "-Bold", SIZE)
    width, height = round(plain.getlength("M")), SIZE + 4
    image = Image.new("RGB", (columns * width + 16, rows * height + 16), "#" + paper)
    draw = ImageDraw.Draw(image)
    for row in range(rows):
        for column in range(columns):
            cell = screen.buffer[row][column]
            front, back = ink(cell.fg, pen), ink(cell.bg, paper)
            if cell.reverse:
                front, back = back, front
            x, y = 8 + column * width, 8 + row * height
            draw.rectangle([x, y, x + width - 1, y + height - 1], fill=back)
            if "\u2800" <= cell.data <= "\u28ff":
                braille(draw, ord(cell.data) - 0x2800, x, y, width, height, front)
            elif cell.data.strip():
                draw.text((x, y + 1), cell.data, font=bold if cell.bold else plain, fill=front)
            if cell.underscore:
                draw.line([x, y + height - 2, x + width - 1, y + height - 2], fill=front)
    # A screen has few colours: 64 keep the picture small and every letter legible.
    image.quantize(64, dither=Image.Dither.NONE).save(picture, optimize=True)


if __name__ == "__main__":
    main()
