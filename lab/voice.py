# SPDX-License-Identifier: BSD-2-Clause
"""What the phones say: speech of espeak-ng over a soft chord, so that the sound is never silent.

The chord makes a gap measurable: a pause between two words is not silence, a lost packet is.
"""
import os

import net

RATE = 8000
SECONDS = 60

TEXT_A = (
    "Hello, this is phone A. I am calling over L T E, and my voice is encrypted from end to end. "
    "Soon I shall leave the L T E coverage. Please listen whether you hear me all the way. "
    "One, two, three, four, five, six, seven, eight, nine, ten. "
    "The packets are the same, the keys are the same, and nobody in between has opened them. "
    "Eleven, twelve, thirteen, fourteen, fifteen, sixteen, seventeen, eighteen, nineteen, twenty. "
)
TEXT_B = (
    "Hello, this is phone B. I know nothing of any handover, and nobody tells me. "
    "Your address is the same, your sequence numbers go on, and I hear you well. "
    "Alpha, bravo, charlie, delta, echo, foxtrot, golf, hotel, india, juliet. "
)


def speak(path, text, voice, chord):
    """Write SECONDS of 8 kHz mono speech with a chord beneath it to @path."""
    raw, tone = path + ".raw.wav", path + ".tone.wav"
    net.run("espeak-ng", "-v", voice, "-s", "150", "-w", raw, text * 3)
    net.run(
        "sox",
        "-n",
        "-r",
        str(RATE),
        "-c",
        "1",
        "-b",
        "16",
        tone,
        "synth",
        str(SECONDS),
        "sine",
        str(chord[0]),
        "sine",
        str(chord[1]),
        "remix",
        "-",
        "gain",
        "-20",
    )
    net.run(
        "sox",
        "-m",
        "-v",
        "0.8",
        "|sox %s -r %d -c 1 -p gain -n -6 pad 0 %d" % (raw, RATE, SECONDS),
        "-v",
        "0.6",
        tone,
        "-c",
        "1",
        "-r",
        str(RATE),
        "-b",
        "16",
        path,
        "trim",
        "0",
        str(SECONDS),
    )
    os.unlink(raw)
    os.unlink(tone)


def prepare(directory):
    """Both voices, made anew.  Returns their paths, phone A's first."""
    paths = [os.path.join(directory, name) for name in ("spoken-a.wav", "spoken-b.wav")]
    speak(paths[0], TEXT_A, "en-us+f3", (220, 277))
    speak(paths[1], TEXT_B, "en-gb+m3", (165, 208))
    return paths
