#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes resources/sounds/*.wav: what alarms sound like, computed here and copied from nobody.

usage: alarm-sounds.py [FOLDER]

Two tones a fourth apart that change places, three times, are the critical one: it is repeated until somebody
acknowledges. High alarms are two soft strokes, once. 8-bit mono at 16 kHz is enough for tones below 2 kHz and stays
small. Beginnings and ends are drawn out, so that no loudspeaker cracks.
"""

import math
import os
import sys
import wave

RATE = 16000


def tone(frequency, seconds, decay=0.0):
    """Samples of a tone with its second harmonic; @decay: per second, of a stroke that dies away."""
    count = int(RATE * seconds)
    edge = int(RATE * 0.012)
    samples = []
    for i in range(count):
        t = i / RATE
        level = min(1.0, i / edge, (count - 1 - i) / edge) * math.exp(-decay * t)
        samples.append(level * (0.75 * math.sin(2 * math.pi * frequency * t)
                                + 0.25 * math.sin(4 * math.pi * frequency * t)))
    return samples


def silence(seconds):
    return [0.0] * int(RATE * seconds)


def write(path, samples):
    with wave.open(path, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(RATE)
        file.writeframes(bytes(int(round(127.5 + 120 * sample)) for sample in samples))


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), "..",
                                                                "resources", "sounds")
    os.makedirs(folder, exist_ok=True)
    write(os.path.join(folder, "critical.wav"), (tone(880, 0.18) + tone(1174.66, 0.18)) * 3 + silence(0.02))
    write(os.path.join(folder, "high.wav"), tone(659.26, 0.35, 5) + tone(523.25, 0.6, 5))


if __name__ == "__main__":
    main()
