# SPDX-License-Identifier: BSD-2-Clause
"""An unprotected call moves too, to a speech codec its other party already uses."""

import struct

from lib import sdp
from lib.check import check, equal
from lib.scene import scene


def speech(gw, *codecs):
    return sdp.sdp(*sdp.session(gw.ip), *sdp.media(gw.port, "RTP/AVP", codecs))


def cs_phone(s, port=41000):
    """A CS-MGW that speaks plain RTP."""
    from lib.phone import Phone
    e = Phone(s, "mgw", s.net + ".31", port, suite=None)
    s.endpoints.append(e)
    return e


@scene
def same_codec(s):
    """A speech codec both know: 200 with it, media both ways, UE B told nothing."""
    call = s.call(protected=False)
    call.exchange(3)
    gw = cs_phone(s)
    call.transfer(gw, speech(gw, "97 AMR/8000"))
    media = gw.learn(call.cs.expect("200").body)
    equal(media.formats[0], "97", "format")
    check(not media.values("secure-session"), "an indication of what is not there")
    call.cs.ack()
    for _ in range(5):
        call.pb.wait_for(gw.push())
        gw.wait_for(call.pb.push())
    call.b.quiet(0.1)
    call.release_ps()
    call.bye_moved()


@scene
def other_numbers(s):
    """The MSC's payload type is translated into UE B's, both ways; all else of the packet stays."""
    call = s.call(protected=False)
    call.exchange(3)
    gw = cs_phone(s)
    gw.stream.pt = 104
    call.transfer(gw, speech(gw, "0 PCMU/8000", "104 AMR/8000"))
    media = gw.learn(call.cs.expect("200").body)
    equal(media.formats[0], "104", "format")
    call.cs.ack()
    up = gw.push()
    want = bytes([up[0], (up[1] & 0x80) | 97]) + up[2:]
    equal(struct.unpack("!B", want[1:2])[0] & 0x7f, 97, "payload type")
    call.pb.wait_for(want)
    down = call.pb.push()
    gw.wait_for(bytes([down[0], (down[1] & 0x80) | 104]) + down[2:])
    call.release_ps()
    call.bye_moved()


@scene
def no_speech_at_all(s):
    """An MSC that has data only for a call in the clear: 488, and UE B hears nothing (l02: other codecs)."""
    call = s.call(protected=False)
    gw = cs_phone(s)
    call.transfer(gw, speech(gw, "96 CLEARMODE/8000"))
    got = call.cs.expect("488")
    call.b.quiet(0.2)
    check(got.has("Warning") or got.has("Reason"), "no cause named")
    call.exchange(3)
    call.bye()


@scene
def static_types(s):
    """Static payload types need no rtpmap: PCMA offered as 8 alone."""
    call = s.call(protected=False, codecs=("8 PCMA/8000",))
    gw = cs_phone(s)
    gw.stream.pt = 8
    call.transfer(gw, sdp.sdp(*sdp.session(gw.ip), "m=audio %d RTP/AVP 0 8" % gw.port))
    media = gw.learn(call.cs.expect("200").body)
    equal(media.formats[0], "8", "format")
    call.cs.ack()
    call.pb.wait_for(gw.push())
    call.release_ps()
    call.bye_moved()


@scene
def telephone_event(s):
    """telephone-event travels along where both have it."""
    codecs = ("97 AMR/8000", "101 telephone-event/8000")
    call = s.call(protected=False, codecs=codecs)
    gw = cs_phone(s)
    call.transfer(gw, speech(gw, "96 AMR/8000", "100 telephone-event/8000"))
    media = gw.learn(call.cs.expect("200").body)
    equal(media.formats, ["96", "100"], "formats")
    call.cs.ack()
    gw.stream.pt = 100
    up = gw.push()
    call.pb.wait_for(bytes([up[0], (up[1] & 0x80) | 101]) + up[2:])
    call.release_ps()
    call.bye_moved()


@scene
def returns(s):
    """A failed handover of an unprotected call comes back too."""
    call = s.call(protected=False)
    gw = cs_phone(s)
    call.transfer(gw, speech(gw, "97 AMR/8000"))
    gw.learn(call.cs.expect("200").body)
    call.cs.ack()
    call.a.request("INVITE", call.offer, [("Reason", "SIP;cause=487")])
    call.cs.serve("BYE")
    call.a.expect("200")
    call.a.ack()
    call.exchange(3)
    call.bye()
