"""Writes seen.csv: CIE L*a*b* of colours as four kinds of vision see them, by colorspacious. See README.md."""

import csv
from pathlib import Path

import numpy as np
from colorspacious import cspace_convert

VISIONS = {"normal": None, "protan": "protanomaly", "deutan": "deuteranomaly", "tritan": "tritanomaly"}
COLOURS = """
    #000000 #ffffff #808080 #ff0000 #00ff00 #0000ff #ffff00 #00ffff #ff00ff
    #b2182b #0b5a8c #7db0d5 #d9a441 #e39a7b #6a3d9a #c9a24b
    #fcfbea #d9f1b2 #a0c9ab #65b6c8 #3f86b6 #0072b2 #d55e00
""".split()


def seen(colour, kind):
    channels = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    linear = cspace_convert(channels, "sRGB1", "sRGB1-linear")
    if kind:
        deficient = {"name": "sRGB1-linear+CVD", "cvd_type": kind, "severity": 100}
        linear = cspace_convert(linear, deficient, "sRGB1-linear")
    return cspace_convert(np.clip(linear, 0, 1), "sRGB1-linear", "CIELab")


with Path(__file__).with_name("seen.csv").open("w", newline="") as file:
    rows = csv.writer(file, lineterminator="\n")
    rows.writerow(["colour", "vision", "L", "a", "b"])
    for colour in COLOURS:
        for vision, kind in VISIONS.items():
            rows.writerow([colour, vision, *(f"{part:.5f}" for part in seen(colour, kind))])
