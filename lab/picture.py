# SPDX-License-Identifier: BSD-2-Clause
"""The picture of a call: numbers for plot.gp, which draws them.

Times are seconds from the dial.  What is drawn as lost was seen at one end of the radio and not at
the other.  Everything goes into RUN/plot/, so that the picture can be drawn again by hand.
"""
import os

import capture
import net
import sip

HERE = os.path.dirname(os.path.abspath(__file__))

LIFELINES = {net.UA_A_ADDR: 4, net.MSC_ADDR: 3, net.CORE_ADDR: 2, net.UA_B_ADDR: 1}
LANES = ("lte-up", "lte-down", "cs-up", "cs-down", "to-b")  # from the top
BURST_S = 0.45  # messages this close share a label
RADIO = 3.5  # where between phone A and the rest a lost message ends
SAME_S = 0.008  # a packet over the radio takes less than this


class Canvas:
    """The data directory of one picture; rows of numbers and quoted strings."""

    def __init__(self, case):
        self.directory = os.path.join(case.run.directory, "plot")
        self.zero = case.run.moments["dial"]
        os.makedirs(self.directory, exist_ok=True)

    def at(self, t):
        return t - self.zero

    def write(self, name, rows):
        """An empty table gets one row outside every view: gnuplot refuses a file without data."""
        rows = list(rows) or [(-1000, 0, 0, 0, "\"\"")]
        with open(os.path.join(self.directory, name), "w") as f:
            for row in rows:
                f.write(
                    "\t".join("%.6f" % v if isinstance(v, float) else str(v) for v in row) + "\n"
                )


def messages(case):
    """(time, sender, receiver, label, lost) of every SIP message, drawn where it was sent."""
    ev = case.ev
    near_a = {m.text for m in ev.sip_a}
    at_core = {m.text for m in ev.sip_core_a}
    for m in ev.sip_a:
        if m.src == net.UA_A_ADDR:
            yield m.time, m.src, net.CORE_ADDR, sip.label(m.text), not touched_by_stack(
                case, m
            ) and m.text not in at_core
    for m in ev.sip_core_a:
        if m.dst == net.UA_A_ADDR:
            yield m.time, net.CORE_ADDR, m.dst, sip.label(m.text), m.text not in near_a
    for m in ev.sip_msc + ev.sip_b:
        src, dst = (a if a in LIFELINES else net.CORE_ADDR for a in (m.src, m.dst))
        yield m.time, src, dst, sip.label(m.text), False


def touched_by_stack(case, message):
    """On the phone's return its INVITE passes lab/stack.py and is not the same text any more."""
    back = case.run.moments.get("return")
    return back is not None and message.time > back


def draw_signalling(case, canvas):
    arrows, lost, bursts = [], [], []
    for when, src, dst, label, gone in sorted(messages(case)):
        y0, y1 = LIFELINES[src], LIFELINES[dst]
        rise = float(RADIO - y0 if gone else y1 - y0)
        (lost if gone else arrows).append((canvas.at(when), y0, 0.0, rise))
        pair = max(y0, y1) if 3 not in (y0, y1) else 3
        join_burst(bursts, when, (pair, src if gone else None), label)
    canvas.write("arrows", arrows)
    canvas.write("lost", lost)
    write_bursts(case, canvas, bursts)


def join_burst(bursts, when, pair, label):
    """One label for messages of one pair that follow each other at once, or are lost again."""
    for b in reversed(bursts):
        if b["pair"] == pair and (when - b["last"] < BURST_S or pair[1]):
            b["last"] = when
            if b["labels"][-1][0] == label:
                b["labels"][-1][1] += 1
            else:
                b["labels"].append([label, 1])
            return
    bursts.append({"pair": pair, "first": when, "last": when, "labels": [[label, 1]]})


def write_bursts(case, canvas, bursts):
    """Labels stand between their lifelines, right of the arrow, at the end left of it."""
    heights = {4: 3.62, 3: 2.62, 2: 1.38}  # phone A's, the MSC's, phone B's
    turn = canvas.at(case.run.moments["hang-up"]) - 0.3
    tables = {"left": [], "right": [], "left-lost": [], "right-lost": []}
    for b in bursts:
        text = "  ".join(l + (" ×%d" % n if n > 1 else "") for l, n in b["labels"])
        pair, gone = b["pair"]
        x, y = canvas.at(b["first"]), RADIO + 0.2 if gone else heights[pair]
        side = "right" if x > turn else "left"
        text = '"%s%s"' % ("lost: " if gone else "", text)
        tables[side + ("-lost" if gone else "")].append((x, y, text))
    for name, rows in tables.items():
        canvas.write("labels-" + name, rows or [(-1000, 0, '""')])


def over_lte(case, sent, received):
    """Those of @sent that came over LTE to where they were @received, and those that did not."""
    times = {}
    for p in received:
        times.setdefault(capture.digest(p), []).append(p.time)
    begin = case.outage[0] if case.outage else float("inf")
    back = case.run.moments.get("radio back", float("inf"))
    passed, lost = [], []
    for p in sent:
        here = any(abs(t - p.time) < SAME_S for t in times.get(capture.digest(p), ()))
        (passed if here and not begin <= p.time < back else lost).append(p)
    return passed, lost


def draw_packets(case, canvas):
    ev = case.ev
    reached = ev.reached_the_core()
    up_lte = [p for p in ev.a_out if capture.digest(p) in reached]
    gone_up = case.missing()
    up_cs = [
        p for p in ev.a_out if capture.digest(p) not in reached and capture.digest(p) in case.got
    ]
    down_lte, gone_down = over_lte(case, ev.lte_down, ev.a_in)
    through = {id(p) for p in over_lte(case, ev.a_in, ev.lte_down)[0]}
    down_cs = [p for p in ev.a_in if id(p) not in through]
    lanes = dict(
        zip(
            LANES,
            ((up_lte, gone_up), (down_lte, gone_down), (up_cs, ()), (down_cs, ()), (ev.b_in, ())),
        )
    )
    for i, name in enumerate(LANES):
        y = len(LANES) - i
        passed, lost = lanes[name]
        canvas.write(name, [(canvas.at(p.time), y) for p in passed] or [(-1000.0, y)])
        canvas.write(name + "-lost", [(canvas.at(p.time), y) for p in lost] or [(-1000.0, y)])


def draw_sound(case, canvas):
    canvas.write("sound", [(canvas.at(t), low, high) for t, low, high in case.heard.envelope()])


def facts(case):
    """The line under the title."""
    gap, silence = case.rtp_gaps()[0][0], case.heard.longest_silence()[1]
    if case.run.scenario == "refuse":
        text = case.run.answer
        why = (sip.header(text, "Reason") or sip.header(text, "Warning")).replace('"', "'")
        return "%s  ·  %d: %s" % (case.suite, sip.status(text), why)
    return (
        "%s  ·  %d packets out of phone A, %d lost by the radio, %d into phone B, none altered"
        "  ·  longest gap at B: %.0f ms, in the sound: %.0f ms"
        % (
            case.suite,
            len(case.ev.a_out),
            case.run.lost["media_up_lost"],
            len(case.ev.b_in),
            1000 * gap,
            1000 * silence,
        )
    )


TITLES = {
    "handover": "A protected call survives the handover to CS",
    "cancel": "CS never comes up: the phone returns, the protected call goes on",
    "refuse": "A transfer that would end the protection is refused: the call stays on LTE",
}


def settings(case, proofs, canvas):
    m = case.run.moments
    begin, end = case.outage or (m["answer"], m["answer"])
    begin, end = canvas.at(begin), canvas.at(end)
    kept = all(p.kept for p in proofs)
    silence = case.heard.longest_silence()
    return {
        "dir": canvas.directory,
        "title": TITLES[case.run.scenario] if kept else "Not as promised: see report.md",
        "facts": facts(case) if kept else "; ".join(p.name for p in proofs if not p.kept),
        "outage_begin": begin,
        "outage_end": end,
        "outage_ms": 1000 * (end - begin),
        "after": {"handover": "CS", "cancel": "LTE again", "refuse": "LTE"}[case.run.scenario],
        "cs": 1 if case.run.scenario == "handover" else 0,
        "call_end": canvas.at(m["hang-up"]) + 0.9,
        "zoom_begin": canvas.at(m["invite"]) - 0.22,
        "zoom_end": end + 0.42,
        "silence_begin": canvas.at(silence[0]),
        "silence_end": canvas.at(silence[0]) + silence[1],
        "silence_ms": 1000 * silence[1],
    }


def draw(case, proofs, path):
    canvas = Canvas(case)
    draw_signalling(case, canvas)
    draw_packets(case, canvas)
    draw_sound(case, canvas)
    with open(os.path.join(canvas.directory, "settings.gp"), "w") as f:
        for name, value in settings(case, proofs, canvas).items():
            f.write(
                "%s = %s\n" % (name, value if isinstance(value, (int, float)) else '"%s"' % value)
            )
        f.write('picture = "%s"\n' % path)
    net.run("gnuplot", os.path.join(canvas.directory, "settings.gp"), os.path.join(HERE, "plot.gp"))
