# SPDX-License-Identifier: BSD-2-Clause
"""What was promised and whether it was kept: every sentence of the report, from a measurement.

A check is a function of a Case that gives (promised, found, kept) and whose doc string says from what;
CHECKS says for which runs.
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

IN_TIME_S = 0.500  # an answer to the MSC that still prevents the handover

Proof = collections.namedtuple("Proof", "name promised found kept how")


def ms(seconds):
    return "%.0f ms" % (1000 * seconds)


def check_ran(c):
    """the lab's own log of what it did."""
    return (
        "the run itself went as planned",
        "; ".join(c.run.problems) or "it did",
        not c.run.problems,
    )


def check_protected(c):
    """the SDP offer in the capture at phone B, what both baresips print."""
    sdp = c.ev.offer()
    enabled = [len(p.grumbles("SRTP is Enabled")) for p in (c.run.a, c.run.b)]
    return (
        "SRTP with SDES keys, end to end",
        "%s, %s" % (re.search(r"^m=audio \d+ (\S+)", sdp, re.M).group(1), c.suite),
        "RTP/SAVP" in sdp and c.suite == srtp.SUITE and all(enabled),
    )


def check_same_packets(c):
    """SHA-256 of every UDP payload in the captures at both ends, nftables' counters between."""
    missing, extra = len(c.missing()), sum((c.got - c.sent).values())
    lost = c.run.lost["media_up_lost"]
    return (
        "packets out of phone A, less those the radio lost, are the packets into phone B",
        "%d out (and %d after the BYE), %d lost by the radio, %d in; foreign or doubled: %d"
        % (len(c.ev.a_out) - len(c.after), len(c.after), lost, len(c.ev.b_in), extra),
        missing == lost and extra == 0 and len(c.ev.b_in) > 50,
    )


def check_order(c):
    """RTP sequence numbers in the capture at phone B."""
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
    """addresses and SSRC in the capture at phone B."""
    sources = {(p.src, p.sport, capture.ssrc(p)) for p in c.ev.b_in if not capture.is_rtcp(p)}
    return (
        "one source address, port and SSRC towards phone B, all through the call",
        ", ".join("%s:%d SSRC %08x" % s for s in sources),
        len(sources) == 1,
    )


def check_tags(c):
    """HMAC-SHA1 of each packet under the key of the offer, by OpenSSL and Python."""
    checker = srtp.Checker(c.key_a)
    good = sum(checker.verify(p) for p in c.ev.b_in if not capture.is_rtcp(p))
    rtp = sum(not capture.is_rtcp(p) for p in c.ev.b_in)
    return (
        "every SRTP tag at phone B verifies, by a checker apart from the phones",
        "%d of %d" % (good, rtp),
        good == rtp > 0,
    )


def check_srtp_failures(c):
    """what baresip B prints of packets that it "failed to decrypt"."""

    # baresip sends its first and last RTCP in the clear, and grumbles at those of its peer.
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
    """the capture at phone B."""
    begin = c.run.moments["invite"]
    found = [m for m in c.ev.sip_b if m.dst == net.UA_B_ADDR and begin <= m.time < c.bye()]
    return (
        "SIP to phone B from the MSC's INVITE to the BYE: none",
        ", ".join(sip.label(m.text) for m in found) or "none",
        not found,
    )


def check_gap(c):
    """times of arrival in the capture at phone B."""
    longest = c.rtp_gaps()[0]
    return (
        "longest gap in phone B's packets: at most %s (the radio lost %s)"
        % (ms(c.gap_limit_s()), ms(c.outage_s())),
        "%s, %.2f s into the call" % (ms(longest[0]), longest[1] - c.run.moments["up"]),
        longest[0] <= c.gap_limit_s(),
    )


def check_sound(c):
    """baresip B's dump of what it decoded, laid out by RTP timestamps with 60 ms to play out."""
    when, seconds = c.heard.longest_silence()
    limit = c.gap_limit_s() + sound.WINDOW_S
    return (
        "longest silence in phone B's decoded sound: at most %s" % ms(limit),
        "%s; %d frames for %d packets, %d late"
        % (ms(seconds), c.heard.frames, c.heard.packets, c.heard.late),
        seconds <= limit and c.heard.frames == c.heard.packets,
    )


def check_to_the_end(c):
    """the capture at phone B."""
    last = max(p.time for p in c.ev.b_in if not capture.is_rtcp(p))
    early = c.run.moments["hang-up"] - last
    return (
        "the call goes on until phone A hangs up",
        "last packet %s before" % ms(max(early, 0)),
        early < 0.1,
    )


def check_downlink(c):
    """SHA-256 in the captures at both ends."""
    begin, end = c.answered(), c.run.moments["hang-up"] - 0.1
    got = {capture.digest(p) for p in c.ev.a_in}
    sent = [p for p in c.ev.b_out if begin < p.time < end]
    missing = [p for p in sent if capture.digest(p) not in got]
    foreign = got - {capture.digest(p) for p in c.ev.b_out}
    begin, stop = c.outage or (0, 0)
    stray = [p for p in missing if not begin - 0.06 <= p.time <= stop + 0.1]
    return (
        "and back: phone A gets what phone B sends after its answer, less the tuning",
        "%d out, %d lost in the tuning, %d elsewhere, %d foreign"
        % (len(sent), len(missing) - len(stray), len(stray), len(foreign)),
        not stray and not foreign,
    )


def check_answer(c):
    """what the MSC got."""
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
    """what the MSC got."""
    text, taken = c.run.answer, c.run.moments["answer"] - c.run.moments["invite"]
    why = sip.header(text, "Reason") or sip.header(text, "Warning")
    return (
        "an MSC with speech only is refused in time, and told why",
        "%d in %.1f ms: %s" % (sip.status(text), 1000 * taken, why or "no reason"),
        sip.status(text) == 488 and bool(why) and taken < IN_TIME_S,
    )


def check_framing(c):
    """the modem's counters: libosmocore's isdnhdlc decodes what sealiftd framed."""
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
    """the capture at the MSC's gateway."""
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
    """the capture at sealiftd, the radio's and the modem's counters."""
    # Some ms of grace: a packet may have passed the radio just before it was cut.
    stray = [p for p in c.ev.lte_up if p.time > c.outage[0] + 0.005]
    return (
        "from the cut on, nothing of phone A over LTE, all over CS",
        "%d over LTE, %d over CS" % (len(stray), c.run.modem["frames_up"]),
        not stray and c.run.modem["frames_up"] == c.run.lost["media_up_cs"] > 0,
    )


def check_returned(c):
    """the capture at sealiftd."""
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
    """a search for both master keys of the SDP."""
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


def session_view(sessions):
    """(keying, suite, kinds of legs) that /sessions shows of the one session there is."""
    (session,) = sessions
    indication = session["media"][0]["indication"]
    kinds = {leg["kind"] for party in session["parties"] for leg in party["legs"]}
    return indication["keying"], indication["suite"], kinds


def check_view(c):
    """GET /sessions before and after."""
    keying, suite, _ = session_view(c.run.sessions_before)
    _, _, kinds = session_view(c.run.sessions_after)
    moved = c.run.scenario == "handover"
    return (
        "operators see it: the session's indication and its legs",
        "%s, %s; legs at the end: %s" % (keying, suite, ", ".join(sorted(kinds))),
        keying == "sdes" and suite == c.suite and ("cs" in kinds) == moved,
    )


def check_exit(c):
    """its exit status, waited for 2 s."""
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
        name, how = check.__name__[len("check_") :], check.__doc__.rstrip(".")
        proofs.append(Proof(name, promised, found, bool(kept), how))
    return proofs
