# SPDX-License-Identifier: BSD-2-Clause
"""What was promised and whether it was kept: every sentence of the report, from a measurement.

A check is a function of a Case that gives (promised, found, kept); CHECKS says for which runs.
None of them asks sealiftd whether it did well, but for the last few, which compare what it says of
itself with what was seen.
"""
import collections
import json
import re

import capture
import net
import sip
import sound
import srtp

# Over the radio's own outage: 20 ms to the next packet, 50 for line and frames, 30 for the machine.
GAP_MARGIN_S = 0.100
STEADY_GAP_S = 0.100  # the longest gap where nothing was cut
IN_TIME_S = 0.500  # an answer to the MSC that still prevents the handover

Proof = collections.namedtuple("Proof", "name promised found kept")


class Case:
    """A run with its evidence, and the sums that several checks need."""

    def __init__(self, run, evidence):
        self.run, self.ev = run, evidence
        self.suite, self.key_a = sip.crypto(evidence.offer())
        _, self.key_b = sip.crypto(evidence.answer())
        self.heard = sound.Heard(run.b.dump("dec"), evidence.b_in)
        self.sent = collections.Counter(capture.digest(p) for p in evidence.a_out)
        self.got = collections.Counter(capture.digest(p) for p in evidence.b_in)
        checker = srtp.Checker(self.key_a)
        self.unprotected = [p for p in evidence.a_out if not checker.verify(p)]
        self.outage = self._outage()

    def _outage(self):
        """(begin, end) of the time in which the radio lost everything; None if it lost nothing."""
        m = self.run.moments
        if "radio tuning" not in m:
            return None
        return m["radio tuning"], m.get("radio cs") or m.get("radio back") or m["hang-up"]

    def outage_s(self):
        return self.outage[1] - self.outage[0] if self.outage else 0.0

    def gap_limit_s(self):
        return self.outage_s() + GAP_MARGIN_S if self.outage else STEADY_GAP_S

    def missing(self):
        """Phone A's packets that phone B never got."""
        return [p for p in self.ev.a_out if capture.digest(p) not in self.got]

    def final(self):
        """When the MSC had its final answer."""
        return self.run.moments["answer"]

    def bye(self):
        """When phone B heard of the end, or the end of the run."""
        byes = [m.time for m in self.ev.sip_b if sip.method(m.text) == "BYE"]
        return min(byes) if byes else float("inf")

    def rtp_gaps(self):
        """(seconds, when) between phone B's packets while both talked, longest first."""
        times = [p.time for p in self.ev.b_in if not capture.is_rtcp(p)]
        end = self.run.moments["hang-up"]
        return sorted(((b - a, a) for a, b in zip(times, times[1:]) if b < end), reverse=True)


def ms(seconds):
    return "%.0f ms" % (1000 * seconds)


def check_ran(c):
    return (
        "the run itself went as planned",
        "; ".join(c.run.problems) or "it did",
        not c.run.problems,
    )


def check_protected(c):
    sdp = c.ev.offer()
    enabled = [len(p.grumbles("SRTP is Enabled")) for p in (c.run.a, c.run.b)]
    return (
        "SRTP with SDES keys, end to end",
        "%s, %s" % (re.search(r"^m=audio \d+ (\S+)", sdp, re.M).group(1), c.suite),
        "RTP/SAVP" in sdp and c.suite == srtp.SUITE and all(enabled),
    )


def check_same_packets(c):
    missing, extra = len(c.missing()), sum((c.got - c.sent).values())
    lost = c.run.lost["media_up_lost"]
    return (
        "packets out of phone A, less those the radio lost, are the packets into phone B",
        "%d out, %d lost by the radio, %d in; foreign or doubled at B: %d"
        % (len(c.ev.a_out), lost, len(c.ev.b_in), extra),
        missing == lost and extra == 0 and len(c.ev.b_in) > 50,
    )


def check_order(c):
    rtp = [capture.sequence(p) for p in c.ev.b_in if not capture.is_rtcp(p)]
    steps = [(b - a) & 0xFFFF for a, b in zip(rtp, rtp[1:])]
    jumps = [s - 1 for s in steps if s != 1]
    lost = len([p for p in c.missing() if not capture.is_rtcp(p)])
    return (
        "the sequence goes on, and is short only of what the radio lost",
        "%d packets, %s"
        % (len(rtp), "jumps over %s" % ", ".join(map(str, jumps)) if jumps else "no jump"),
        all(0 < s < 0x8000 for s in steps) and sum(jumps) == lost and len(jumps) <= 1,
    )


def check_source(c):
    sources = {(p.src, p.sport, capture.ssrc(p)) for p in c.ev.b_in if not capture.is_rtcp(p)}
    return (
        "one source address, port and SSRC towards phone B, all through the call",
        ", ".join("%s:%d SSRC %08x" % s for s in sources),
        len(sources) == 1,
    )


def check_tags(c):
    checker = srtp.Checker(c.key_a)
    good = sum(checker.verify(p) for p in c.ev.b_in if not capture.is_rtcp(p))
    rtp = sum(not capture.is_rtcp(p) for p in c.ev.b_in)
    return (
        "every SRTP tag at phone B verifies, by a checker apart from the phones",
        "%d of %d" % (good, rtp),
        good == rtp > 0,
    )


def check_srtp_failures(c):
    """baresip sends its first and last RTCP in the clear, and grumbles at those of its peer."""
    said = [
        int(n)
        for line in c.run.b.grumbles("failed to decrypt")
        for n in re.findall(r"with (\d+) bytes", line)
    ]
    clear = [len(p.payload) for p in c.unprotected if capture.digest(p) in c.got]
    rest = collections.Counter(said) - collections.Counter(clear)
    return (
        "SRTP failures at phone B: 0",
        "%d (besides %d RTCP that baresip A itself sent in the clear)"
        % (sum(rest.values()), len(said) - sum(rest.values())),
        not rest and all(capture.is_rtcp(p) for p in c.unprotected),
    )


def check_silence_of_signalling(c):
    begin = c.run.moments["invite"]
    found = [m for m in c.ev.sip_b if m.dst == net.UA_B_ADDR and begin <= m.time < c.bye()]
    return (
        "SIP to phone B from the MSC's INVITE to the BYE: none",
        ", ".join(sip.label(m.text) for m in found) or "none",
        not found,
    )


def check_gap(c):
    longest = c.rtp_gaps()[0]
    return (
        "longest gap in phone B's packets: at most %s (the radio lost %s)"
        % (ms(c.gap_limit_s()), ms(c.outage_s())),
        "%s, %.2f s into the call" % (ms(longest[0]), longest[1] - c.run.moments["up"]),
        longest[0] <= c.gap_limit_s(),
    )


def check_sound(c):
    when, seconds = c.heard.longest_silence()
    limit = c.gap_limit_s() + sound.WINDOW_S
    return (
        "longest silence in phone B's decoded sound: at most %s" % ms(limit),
        "%s; %d frames for %d packets, %d late"
        % (ms(seconds), c.heard.frames, c.heard.packets, c.heard.late),
        seconds <= limit and c.heard.frames == c.heard.packets,
    )


def check_to_the_end(c):
    last = max(p.time for p in c.ev.b_in if not capture.is_rtcp(p))
    early = c.run.moments["hang-up"] - last
    return (
        "the call goes on until phone A hangs up",
        "last packet %s before" % ms(max(early, 0)),
        early < 0.1,
    )


def check_downlink(c):
    end = c.run.moments["hang-up"] - 0.1
    got = {capture.digest(p) for p in c.ev.a_in}
    missing = [p for p in c.ev.b_out if p.time < end and capture.digest(p) not in got]
    foreign = got - {capture.digest(p) for p in c.ev.b_out}
    begin, stop = c.outage or (0, 0)
    stray = [p for p in missing if not begin - 0.06 <= p.time <= stop + 0.1]
    return (
        "and back: phone A gets phone B's packets, less those of the tuning",
        "%d out, %d lost in the tuning, %d elsewhere, %d foreign"
        % (len(c.ev.b_out), len(missing) - len(stray), len(stray), len(foreign)),
        not stray and not foreign,
    )


def check_answer(c):
    text = c.run.answer
    attribute = re.search(r"^a=secure-session:.*?(?=\r?$)", text, re.M)
    taken = c.run.moments["answer"] - c.run.moments["invite"]
    return (
        "the MSC gets a data bearer and is told why",
        "%d in %.1f ms, %s"
        % (sip.status(text), 1000 * taken, attribute.group(0) if attribute else "no reason"),
        sip.status(text) == 200 and "CLEARMODE/8000" in text and attribute is not None,
    )


def check_refusal(c):
    text, taken = c.run.answer, c.run.moments["answer"] - c.run.moments["invite"]
    why = sip.header(text, "Reason") or sip.header(text, "Warning")
    return (
        "an MSC with speech only is refused in time, and told why",
        "%d in %.1f ms: %s" % (sip.status(text), 1000 * taken, why or "no reason"),
        sip.status(text) == 488 and bool(why) and taken < IN_TIME_S,
    )


def check_framing(c):
    m = c.run.modem
    bad = {
        k: m[k]
        for k in (
            "bad_fcs",
            "bad_framing",
            "bad_length",
            "bad_stream",
            "bad_kind",
            "queue_full",
            "line_lost",
            "line_alien",
            "send_errors",
        )
        if m[k]
    }
    return (
        "the CS leg's HDLC is clean, as libosmocore judges it",
        "%d frames up, %d down, %s"
        % (m["frames_up"], m["frames_down"] + m["down_while_off"], bad or "none bad"),
        not bad and m["line_received"] > 0 and m["frames_down"] + m["down_while_off"] > 0,
    )


def check_line(c):
    odd = [
        p for p in c.ev.line_up + c.ev.line_down if not capture.is_rtcp(p) and len(p.payload) != 172
    ]
    down = [p.time for p in c.ev.line_down if not capture.is_rtcp(p)]
    pace = (down[-1] - down[0]) / (len(down) - 1) if len(down) > 1 else 0
    return (
        "sealiftd's line is 64 kbit/s, neither more nor less: 160 octets each 20 ms",
        "%d packets, one each %.2f ms, %d of another size" % (len(down), 1000 * pace, len(odd)),
        not odd and 0.0195 < pace < 0.0205,
    )


def check_moved(c):
    """A few ms of grace: a packet may have passed the radio just before it was cut."""
    stray = [p for p in c.ev.lte_up if p.time > c.outage[0] + 0.005]
    return (
        "from the cut on, nothing of phone A over LTE, all over CS",
        "%d over LTE, %d over CS" % (len(stray), c.run.modem["frames_up"]),
        not stray and c.run.modem["frames_up"] == c.run.lost["media_up_cs"] > 0,
    )


def check_returned(c):
    back = [p for p in c.ev.lte_up if p.time > c.run.moments["return"]]
    answers = [
        m
        for m in c.ev.sip_core_a
        if m.time > c.run.moments["return"]
        and sip.method(m.text) == "INVITE"
        and sip.status(m.text) >= 200
    ]
    codes = [sip.label(m.text) for m in answers]
    return (
        "the phone's return is answered 200, and its media flows over LTE again",
        "%s, %d packets" % (", ".join(codes) or "no answer", len(back)),
        codes[:1] == ["200"] and len(back) > 50,
    )


def check_keys(c):
    places = {
        "the MSC's signalling": "".join(m.text for m in c.ev.sip_msc),
        "sealiftd's log": open(c.run.core.log_path, errors="replace").read(),
        "/sessions": json.dumps([c.run.sessions_before, c.run.sessions_after]),
        "/metrics": json.dumps(c.run.metrics),
    }
    found = [where for where, text in places.items() if c.key_a in text or c.key_b in text]
    return (
        "no key in the MSC's signalling, the log, /sessions or /metrics",
        ", ".join(found) or "none",
        not found,
    )


def check_view(c):
    before, after = json.dumps(c.run.sessions_before), json.dumps(c.run.sessions_after)
    told = "sdes" in before and c.suite in before
    legs = sorted(set(re.findall(r'"kind": "(ps|cs)"', after)))
    expected = c.run.scenario != "handover" or "cs" in legs
    return (
        "operators see it: the session's indication and its legs",
        "%s; legs at the end: %s"
        % ("sdes, " + c.suite if told else "not shown", ", ".join(legs) or "none"),
        told and expected and len(c.run.sessions_before) == 1,
    )


def check_exit(c):
    return "SIGTERM ends sealiftd with 0", "exit %s" % c.run.core_exit, c.run.core_exit == 0


ALL = ("handover", "cancel", "refuse")
CHECKS = (
    (check_ran, ALL),
    (check_protected, ALL),
    (check_answer, ("handover", "cancel")),
    (check_refusal, ("refuse",)),
    (check_same_packets, ALL),
    (check_order, ALL),
    (check_source, ALL),
    (check_tags, ALL),
    (check_srtp_failures, ALL),
    (check_silence_of_signalling, ALL),
    (check_gap, ALL),
    (check_sound, ALL),
    (check_to_the_end, ALL),
    (check_downlink, ALL),
    (check_moved, ("handover",)),
    (check_returned, ("cancel",)),
    (check_framing, ("handover", "cancel")),
    (check_line, ("handover", "cancel")),
    (check_keys, ALL),
    (check_view, ALL),
    (check_exit, ALL),
)


def judge(case):
    """Every check of this kind of run.  One that cannot even be made has failed."""
    proofs = []
    for check, scenarios in CHECKS:
        if case.run.scenario not in scenarios:
            continue
        try:
            promised, found, kept = check(case)
        except Exception as e:
            promised, found, kept = check.__name__, "could not be judged: %r" % e, False
        proofs.append(Proof(check.__name__[len("check_") :], promised, found, bool(kept)))
    return proofs
