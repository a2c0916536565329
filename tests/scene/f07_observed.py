# SPDX-License-Identifier: BSD-2-Clause
"""What the packets themselves show: verified by tags, observed without keys, or an alarm."""

import math
import os

from lib import sdp
from lib.check import check, equal, until
from lib.ctl import ctl
from lib.handover import moved
from lib.scene import scene
from lib.srtp import Key, Stream

SPEECH = bytes(0xd5 ^ int(40 + 39 * math.sin(i / 3)) for i in range(160 * 50))


class Pcma(Stream):
    """G.711 in the clear."""

    def __init__(self):
        super().__init__(pt=8)
        self.n = 0

    def packet(self, size=None, marker=False):
        head = super().packet()[:12]
        self.n += 1
        at = self.n * 160 % len(SPEECH)
        return head + SPEECH[at:at + 160]


class Amr(Stream):
    """AMR 12.2 kbit/s, octet-aligned, in the clear."""

    def packet(self, size=None, marker=False):
        return super().packet()[:12] + bytes([0xf0, 7 << 3 | 4]) + os.urandom(30) + b"\x40"


def flow(call, party="caller"):
    return call.view()["media"][0]["from_" + party]


def observed(call, party="caller"):
    """What is shown of what PARTY sends, once it is; it is made to send until then."""
    phone, other = (call.pa, call.pb) if party == "caller" else (call.pb, call.pa)
    for _ in range(150):
        other.wait_for(phone.push())
    seen = until(lambda: flow(call, party).get("observed"), lambda v: v is not None, "an observation")
    check(seen["evidence"], "no evidence")
    return seen


def clear_streams(s):
    return s.admin.value("sealift_clear_streams_total")


@scene
def verified(s):
    """Tags that verify: which direction, by which leg and when is in /sessions, sealiftctl, log and metrics."""
    call = moved(s, released=False)
    call.exchange(3, rtcp=False)
    shown = until(lambda: flow(call), lambda f: "cs" in f.get("verified", {}), "the CS leg's tags")
    equal(shown["state"], "verified", "state of what UE A sends")
    check(shown["verified"]["ps"] <= shown["verified"]["cs"], "verified by CS first: %s", shown)
    equal(list(flow(call, "callee")["verified"]), ["ps"], "legs that UE B's tags came by")
    equal(call.view()["media"][0]["indication"]["state"], "verified", "state of the line")
    equal(s.admin.value("sealift_streams_verified_total", leg="ps"), 2, "verified by PS")
    equal(s.admin.value("sealift_streams_verified_total", leg="cs"), 1, "verified by CS")
    s.daemon.wait_log(r"info  session: verified .*party=caller by=cs", "the CS leg")
    check("verified:" in ctl(s, "session", str(call.view()["id"]))[1], "sealiftctl does not show it")
    equal(clear_streams(s), 0, "alarms")
    call.release_ps()
    call.bye_moved()


@scene
def by_tags(s):
    """One good tag and it is SRTP, with the tag as evidence."""
    call = s.call()
    seen = observed(call)
    equal((seen["class"], seen["permille"]), ("srtp", 1000), "class and confidence")
    check("tag verifies" in seen["evidence"], "evidence: %s", seen["evidence"])
    call.bye()


@scene
def without_keys(s):
    """A DTLS call: SRTP by its packets alone, so what was negotiated is shown as observed."""
    attrs = ("a=fingerprint:sha-256 " + ":".join(["AB"] * 32), "a=setup:actpass")
    make = lambda p: sdp.secure(p, crypto=attrs, profile="UDP/TLS/RTP/SAVP")
    call = s.call(protected=False, offer=make, answer=make)
    call.pa.stream = Stream(Key())
    seen = observed(call)
    equal(seen["class"], "srtp", "class (%s)" % seen["evidence"])
    equal(flow(call)["state"], "observed", "state")
    equal(call.view()["media"][0]["indication"]["keying"], "dtls", "keying")
    equal(clear_streams(s), 0, "alarms")
    call.bye()


def clear_of_keys(s, stream, word):
    call = s.call(protected=False)
    call.pa.stream = stream
    seen = observed(call)
    equal(seen["class"], "rtp", "class (%s)" % seen["evidence"])
    check(word in seen["evidence"], "evidence: %s", seen["evidence"])
    equal(flow(call)["state"], "none", "state")
    check("alarm" not in flow(call), "an alarm for a plain call")
    equal(clear_streams(s), 0, "alarms")
    call.bye()


@scene
def plain_pcma(s):
    """G.711 of a call in the clear is seen to be in the clear."""
    clear_of_keys(s, Pcma(), "no coin toss")


@scene
def plain_amr(s):
    """So is AMR, by its table of contents."""
    clear_of_keys(s, Amr(), "AMR")


@scene
def srtp_in_a_plain_call(s):
    """SRTP that no SDP spoke of is shown as observed; the MSC is told of no secure session."""
    call = s.call(protected=False)
    call.pa.stream = Stream(Key())
    equal(observed(call)["class"], "srtp", "class")
    equal(flow(call)["state"], "observed", "state")
    equal(call.view()["media"][0]["indication"]["keying"], "none", "keying")
    call.bye()


@scene
def alarm(s):
    """Signalled as protected and sent in the clear: shown, counted, logged, and the call goes on."""
    call = s.call()
    sealed, call.pa.stream = call.pa.stream, Pcma()
    equal(observed(call)["class"], "rtp", "class")
    check("until" not in flow(call)["alarm"], "the alarm has ended: %s", flow(call))
    equal(flow(call)["state"], "negotiated", "state")
    check("alarm" not in flow(call, "callee"), "an alarm for UE B")
    equal(clear_streams(s), 1, "alarms")
    line = s.daemon.wait_log(r"warn  session: clear-stream .*party=caller", "the alarm")
    check("signalled=sdes" in line and "evidence=" in line, "log: %s", line)
    check("alarm:" in ctl(s, "session", str(call.view()["id"]))[1], "sealiftctl does not show it")
    call.pa.wait_for(call.pb.push())
    # The phone mends its ways: another SSRC, whose tags verify.
    call.pa.stream = sealed
    equal(observed(call)["class"], "srtp", "class")
    check("until" in flow(call)["alarm"], "the alarm goes on: %s", flow(call))
    equal(flow(call)["state"], "verified", "state")
    s.daemon.wait_log(r"info  session: clear-stream-ended", "its end")
    equal(clear_streams(s), 1, "alarms")
    call.bye()
