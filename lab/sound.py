# SPDX-License-Identifier: BSD-2-Clause
"""What phone B's user heard: the decoder's dump, laid out on the clock as a player would play it.

baresip's dump holds a frame for each packet accepted, one after the other, so a gap does not show
in it.  Each frame is put here where its RTP timestamp says, PLAYOUT_S after the first packet; a
frame that came later than its turn, or never, is silence.
"""
import array
import math
import wave

import capture

RATE = 8000
FRAME = 160  # samples: 20 ms
PLAYOUT_S = 0.060  # a usual jitter buffer
WINDOW_S = 0.020
STEP_S = 0.005
SILENCE_DB = -48.0  # the chord beneath the speech is 15 dB above this


def read(path):
    with wave.open(path, "rb") as w:
        return array.array("h", w.readframes(w.getnframes()))


def write(path, samples):
    with wave.open(path, "wb") as w:
        w.setparams((1, 2, RATE, 0, "NONE", ""))
        w.writeframes(samples.tobytes())


def timestamp(packet):
    return int.from_bytes(packet.payload[4:8], "big")


class Heard:
    """The laid out sound: samples, when it starts, frames missing and late."""

    def __init__(self, dump_path, packets):
        dump = read(dump_path)
        rtp = [p for p in packets if not capture.is_rtcp(p)]
        self.frames = len(dump) // FRAME
        self.packets = len(rtp)
        first = rtp[0]
        self.start = first.time + PLAYOUT_S
        spans = [(timestamp(p) - timestamp(first)) % (1 << 32) for p in rtp]
        self.samples = array.array("h", bytes(2 * (max(spans) + FRAME)))
        self.late = 0
        for i, (packet, at) in enumerate(zip(rtp, spans)):
            if packet.time > self.start + at / RATE:
                self.late += 1
            elif at + FRAME <= len(self.samples):
                self.samples[at : at + FRAME] = dump[i * FRAME : (i + 1) * FRAME]

    def levels(self):
        """(time, dB below full scale) each STEP_S."""
        width, step = int(WINDOW_S * RATE), int(STEP_S * RATE)
        found = []
        for at in range(0, len(self.samples) - width, step):
            power = sum(s * s for s in self.samples[at : at + width]) / width
            found.append((self.start + at / RATE, 10 * math.log10(max(power, 1) / 32768.0**2)))
        return found

    def longest_silence(self):
        """(when, seconds) of the longest stretch without sound."""
        best, begun = (self.start, 0.0), None
        for when, level in self.levels():
            if level >= SILENCE_DB:
                begun = None
                continue
            begun = when if begun is None else begun
            if when + WINDOW_S - begun > best[1]:
                best = (begun, when + WINDOW_S - begun)
        return best

    def envelope(self):
        """(time, lowest, highest sample) each STEP_S, for drawing; 1.0 is full scale."""
        step = int(STEP_S * RATE)
        return [
            (
                self.start + at / RATE,
                min(self.samples[at : at + step]) / 32768.0,
                max(self.samples[at : at + step]) / 32768.0,
            )
            for at in range(0, len(self.samples), step)
        ]
