# SPDX-License-Identifier: BSD-2-Clause
"""Handovers of streams whose keys we were not shown, or whose tags are of another kind."""

import base64
import os
import time

from lib import sdp
from lib.check import check, equal
from lib.handover import bump
from lib.scene import scene
from lib.srtp import SUITES, Stream


def fingerprint():
    return "a=fingerprint:sha-256 " + ":".join("%02X" % x for x in os.urandom(32))


def keyed(s, attrs_a, attrs_b, profile="RTP/SAVP"):
    """A call whose SDPs carry these attributes and whose packets nobody here can check."""
    make = lambda attrs: lambda p: sdp.secure(p, crypto=attrs, profile=profile)
    call = s.call(protected=False, offer=make(attrs_a), answer=make(attrs_b))
    call.exchange(5, rtcp=False)
    return call


def cs_alone(call):
    """Downlink leaves PS once the CS side has proven itself."""
    for _ in range(30):
        call.pb.wait_for(call.pa.push())
        data = call.pb.push()
        call.gw.wait_for(data)
        if all(p.data != data for p in call.pa.got):
            return True
        time.sleep(0.02)
    return False


def ends(call):
    call.release_ps()
    call.exchange(3, rtcp=False)
    call.bye_moved()


@scene(srvcc={"source-release-ms": 3000})
def dtls(s):
    """Without keys (DTLS): two frames of good FCS whose SSRC was seen on PS, within 2^15 of its sequence, are proof."""
    call = keyed(s, [fingerprint(), "a=setup:actpass"], [fingerprint(), "a=setup:active"], "UDP/TLS/RTP/SAVP")
    call.move()
    equal(call.view()["media"][0]["indication"]["keying"], "dtls", "keying")
    check(b"a=secure-session:dtls e2e" in call.cs_answer, "a=secure-session: %s", call.cs_answer)
    check(cs_alone(call), "downlink still goes to PS")
    ends(call)


@scene(srvcc={"source-release-ms": 3000})
def strangers_are_no_proof(s):
    """... frames of another SSRC, or far from its sequence, are none."""
    call = keyed(s, [fingerprint()], [fingerprint()], "UDP/TLS/RTP/SAVP")
    call.move()
    far = Stream(None, seq=(call.pa.stream.index + 40000) & 0xffff, ssrc=call.pa.stream.ssrc)
    other = Stream(None, seq=call.pa.stream.index)
    for _ in range(6):
        call.gw.put(other.packet())
    for _ in range(6):
        call.gw.put(far.packet())
    time.sleep(0.4)
    data = call.pb.push()
    call.gw.wait_for(data)
    call.pa.wait_for(data)
    check(cs_alone(call), "downlink still goes to PS")
    ends(call)


@scene
def mikey(s):
    """MIKEY: moved as it is; UE B's refresh has UE A's a=key-mgmt byte for byte, a new one of its own gets 488."""
    one, two, new = ("a=key-mgmt:mikey " + base64.b64encode(os.urandom(40)).decode() for _ in range(3))
    call = keyed(s, [one], [two])
    call.move()
    call.exchange(3, rtcp=False)
    call.release_ps()
    call.b.request("UPDATE", call.answer)
    equal(call.b.expect("200 UPDATE").body, call.offered, "answer to a refresh")
    call.b.request("UPDATE", bump(call.answer, 2).replace(two, new))
    call.b.expect("488 UPDATE")
    call.exchange(2, rtcp=False)
    call.bye_moved()


@scene
def new_fingerprint(s):
    """DTLS: UE B's refresh keeps UE A's fingerprint; a new one of UE B's own gets 488."""
    one, two, new = fingerprint(), fingerprint(), fingerprint()
    call = keyed(s, [one, "a=setup:actpass"], [two, "a=setup:active"], "UDP/TLS/RTP/SAVP")
    call.move()
    call.exchange(2, rtcp=False)
    call.release_ps()
    call.b.request("UPDATE", bump(call.answer, 2).replace("a=setup:active", "a=setup:actpass"))
    got = call.b.expect("xxx UPDATE")
    check(got.status in (200, 488), "status %d", got.status)
    if got.status == 200:
        check(one.encode() in got.body, "UE A's fingerprint is gone: %s", got.body)
    call.b.request("UPDATE", bump(call.answer, 3).replace(two, new))
    call.b.expect("488 UPDATE")
    call.bye_moved()


@scene(srvcc={"source-release-ms": 3000})
def every_suite(s):
    """A handover across a wrap with every suite whose tags the tests can make."""
    for i, suite in enumerate(SUITES):
        call = s.call(suite=suite, port=30000 + 10 * i)
        call.pa.stream.index = 65533
        call.exchange(2)
        call.move(s.gateway(40000 + 10 * i))
        check(cs_alone(call), "%s: downlink still goes to PS", suite)
        check(call.pa.stream.index > 65535, "no wrap")
        call.cs.request("BYE", headers=[("Reason", "Q.850;cause=16")])
        call.cs.expect("200 BYE")
        call.a.serve("BYE")
        call.b.serve("BYE")
        call.gw.stop()


@scene(srvcc={"source-release-ms": 3000})
def mki(s):
    """With an MKI the tag stands behind it; the handover works as ever."""
    from lib.srtp import Key
    call = s.call(confirm=False)
    for phone in (call.pa, call.pb):
        phone.key = phone.stream.key = Key(mki=b"\0\0\0\1")
    call.offer, call.answer = sdp.secure(call.pa), sdp.secure(call.pb)
    call.ring()
    call.pick_up()
    call.exchange(3)
    equal(call.view()["media"][0]["indication"]["mki"], 4, "MKI octets")
    call.move()
    check(cs_alone(call), "downlink still goes to PS")
    ends(call)


@scene
def too_fat(s):
    """A stream that cannot fit 64 kbit/s (G.711): refused with 488, or carried as far as the line goes; never unprotected."""
    call = s.call(codecs=("0 PCMU/8000",))
    gw = s.gateway()
    call.transfer(gw)
    got = call.cs.expect("xxx")
    check(got.status in (200, 488), "status %d", got.status)
    if got.status == 488:
        check(got.has("Warning") or got.has("Reason"), "no cause named")
        call.exchange(2)
        call.bye()
        return
    call.cs.ack()
    call.release_ps()
    call.bye_moved()
