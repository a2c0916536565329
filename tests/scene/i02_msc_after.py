# SPDX-License-Identifier: BSD-2-Clause
"""What the MSC asks for on its leg: hold, resume, another address; what it may not have."""

from lib import sdp
from lib.check import check, equal
from lib.handover import moved, same_but
from lib.scene import scene


def msc_offer(call, version, direction=None, **kw):
    return sdp.clearmode(call.gw, version, direction, **kw)


def hold(call, version, theirs, to_b, from_b):
    """The MSC re-offers direction THEIRS; UE B sees its last SDP with TO_B and answers FROM_B."""
    call.cs.request("INVITE", msc_offer(call, version, theirs))
    req = call.b.either("INVITE", "UPDATE")
    body = req.body
    call.b.answer(req, 200, sdp.secure(call.pb, version=version, direction=from_b))
    if req.method == "INVITE":
        call.b.expect("ACK")
    got = call.cs.expect("200 INVITE")
    call.cs.ack()
    equal(sdp.Sdp(body).media[0].direction_or_session, to_b, "direction towards UE B")
    return body, got.body


@scene
def hold_and_resume(s):
    """Hold and resume from the MSC reach UE B as the same SDP with another direction."""
    call = moved(s)
    had, version = call.offered, sdp.Sdp(call.offered).version
    body, _ = hold(call, 2, "sendonly", "sendonly", "recvonly")
    same_but(body, had, "hold", version + 1)
    body, _ = hold(call, 3, "sendrecv", "sendrecv", "sendrecv")
    same_but(body, had, "resume", version + 2)
    call.pb.wait_for(call.pa.push())
    call.gw.wait_for(call.pb.push())
    call.bye_moved()


@scene
def refresh(s):
    """A refresh by the MSC (same SDP) is answered here; UE B hears nothing."""
    call = moved(s)
    for method in ("INVITE", "UPDATE"):
        call.cs.request(method, call.cs_offer)
        got = call.cs.expect("200 " + method)
        check(sdp.Sdp(got.body).media[0].rtp == sdp.Sdp(call.cs_answer).media[0].rtp, "our port changed")
        if method == "INVITE":
            call.cs.ack()
    call.b.quiet(0.2)
    call.pb.wait_for(call.pa.push())
    call.bye_moved()


@scene
def new_gateway(s):
    """The MSC names another address for the same bearer: media follows, UE B hears nothing."""
    call = moved(s)
    old, gw = call.gw, s.gateway(42000)
    call.cs.request("INVITE", sdp.clearmode(gw, version=2))
    got = call.cs.expect("200 INVITE")
    call.cs.ack()
    old.stop()
    gw.learn(got.body)
    gw.start()
    call.gw = call.pa.via = gw
    for _ in range(3):
        call.pb.wait_for(call.pa.push())
        gw.wait_for(call.pb.push())
    call.b.quiet(0.1)
    call.bye_moved()


@scene
def not_to_speech(s):
    """A re-offer of the MSC that drops the bearer for speech: 488; security is never lowered in silence."""
    call = moved(s)
    gw = call.gw
    call.cs.request("INVITE", sdp.sdp(*sdp.session(gw.ip, 2), "m=audio %d RTP/AVP 97 0" % gw.port, "a=rtpmap:97 AMR/8000"))
    got = call.cs.expect("488")
    check(got.has("Warning") or got.has("Reason"), "no cause named")
    call.b.quiet(0.1)
    call.pb.wait_for(call.pa.push())
    call.gw.wait_for(call.pb.push())
    call.bye_moved()


@scene
def offerless(s):
    """The MSC's re-INVITE without SDP: the 200 offers the bearer in use."""
    call = moved(s)
    call.cs.request("INVITE")
    got = call.cs.either("200 INVITE", "4xx INVITE", "5xx INVITE")
    if got.status == 200:
        equal(sdp.Sdp(got.body).media[0].rtp, sdp.Sdp(call.cs_answer).media[0].rtp, "our port")
        call.cs.ack(call.cs_offer)
    call.pb.wait_for(call.pa.push())
    call.b.quiet(0.1)
    call.bye_moved()


@scene
def b_refuses_hold(s):
    """UE B refuses or ignores the hold: the MSC has an answer, media as before."""
    call = moved(s)
    call.cs.request("INVITE", msc_offer(call, 2, "sendonly"))
    req = call.b.either("INVITE", "UPDATE")
    call.b.answer(req, 488)
    if req.method == "INVITE":
        call.b.expect("ACK")
    got = call.cs.expect("xxx INVITE")
    if got.status == 200:
        call.cs.ack()
    call.pb.wait_for(call.pa.push())
    call.bye_moved()
