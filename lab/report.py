# SPDX-License-Identifier: BSD-2-Clause
"""The report: on the terminal for who watches, in report.md for who comes later.  One verdict."""
import os
import sys


TITLES = {
    "handover": "The handover: from LTE to a 64 kbit/s CS bearer, and nobody tells phone B",
    "cancel": "The handover that fails: CS never comes up, the phone returns to LTE",
    "refuse": "The MSC that can carry speech only: refused, the call stays on LTE",
}


def picture_name(case):
    name = case.run.scenario
    return "call.png" if name == "handover" else name + ".png"


def hops(case):
    """What each hop carried: rows of (hop, what, packets, octets, kbit/s while it carried)."""
    ev = case.ev
    rows = (
        ("phone A -> radio", "SRTP, SRTCP over UDP", ev.a_out),
        ("LTE -> sealiftd", "the same packets", ev.lte_up),
        ("CS line -> sealiftd", "the same packets, in HDLC in CLEARMODE", ev.line_up),
        ("sealiftd -> phone B", "the same packets", ev.b_in),
        ("phone B -> sealiftd", "SRTP, SRTCP over UDP", ev.b_out),
        ("sealiftd -> LTE", "the same packets", ev.lte_down),
        ("sealiftd -> CS line", "the same packets, in HDLC in CLEARMODE", ev.line_down),
        ("radio -> phone A", "the same packets", ev.a_in),
    )
    for hop, what, packets in rows:
        octets = sum(len(p.payload) for p in packets)
        span = packets[-1].time - packets[0].time if len(packets) > 1 else 0
        yield hop, what if packets else "nothing", len(
            packets
        ), octets, 8 * octets / span / 1000 if span else 0


def losses(case):
    n = case.run.lost
    return (
        "the radio lost %d media packets of phone A and %d towards it (those sent both ways too), "
        "and %d and %d of SIP"
        % (n["media_up_lost"], n["media_down_lost"], n["sip_up_lost"], n["sip_down_lost"])
    )


def kept(proofs):
    return all(p.kept for p in proofs)


def verdict(results):
    broken = sum(not p.kept for _, proofs in results for p in proofs)
    total = sum(len(proofs) for _, proofs in results)
    if broken:
        return "VERDICT: %d of %d promises were broken." % (broken, total)
    case = results[0][0]
    if case.run.scenario == "refuse":
        said = "the transfer that would have ended the protection was refused, and the call went on"
    elif case.run.scenario == "cancel":
        said = "the protected call survived a handover that failed"
    else:
        said = "the protected call survived the handover, unopened, and phone B was told nothing"
    return "VERDICT: all %d promises kept: %s." % (total, said)


class Paint:
    """Colours on a terminal, nothing elsewhere."""

    def __init__(self, stream):
        self.on = stream.isatty()

    def __call__(self, code, text):
        return "\033[%sm%s\033[0m" % (code, text) if self.on else text


def to_terminal(results, out, stream=sys.stdout):
    paint = Paint(stream)
    for case, proofs in results:
        heading = "What was seen: " + TITLES[case.run.scenario]
        print("\n" + paint("1", heading) + "\n", file=stream)
        for p in proofs:
            mark = paint("32", "  ok ") if p.kept else paint("1;31", "  NOT")
            print("%s  %s" % (mark, p.promised), file=stream)
            print("         %s" % p.found, file=stream)
            print(paint("2", "         from %s" % p.how), file=stream)
        print(
            "\n       %-22s %8s %9s %8s   what" % ("hop", "packets", "octets", "kbit/s"),
            file=stream,
        )
        for hop, what, packets, octets, rate in hops(case):
            print(
                "       %-22s %8d %9d %8.1f   %s" % (hop, packets, octets, rate, what), file=stream
            )
        print("\n       " + losses(case), file=stream)
    first = results[0][0]
    seen = [os.path.join(out, name) for name in ("report.md", picture_name(first))]
    heard = os.path.join(out, first.run.scenario, "heard-b.wav")
    print("\n       read %s, see %s, hear %s" % (*seen, heard), file=stream)
    print(
        "\n" + paint("1;32" if all(kept(p) for _, p in results) else "1;31", verdict(results)),
        file=stream,
    )


def to_markdown(results, out):
    with open(os.path.join(out, "report.md"), "w") as f:
        f.write("# A protected call, a real handover\n\n**%s**\n" % verdict(results))
        for case, proofs in results:
            name = case.run.scenario
            f.write("\n## %s\n\n![the call](%s)\n\n" % (TITLES[name], picture_name(case)))
            f.write("| promised | found | kept | how it was seen |\n|---|---|---|---|\n")
            for p in proofs:
                kept_word = "yes" if p.kept else "**NO**"
                f.write("| %s | %s | %s | %s |\n" % (p.promised, p.found, kept_word, p.how))
            f.write("\n| hop | carried | packets | octets | kbit/s |\n|---|---|---|---|---|\n")
            for hop, what, packets, octets, rate in hops(case):
                f.write("| %s | %s | %d | %d | %.1f |\n" % (hop, what, packets, octets, rate))
            f.write("\n%s.\n" % losses(case).capitalize())
            f.write(
                "\nIn [%s/](%s/): the captures, the logs, what was spoken, what was heard"
                " (`heard-b.wav`, laid out on the clock).\n" % (name, name)
            )
