# SPDX-License-Identifier: BSD-2-Clause
"""Holds that outlive a handover or its return: each party hears in the end what the other one wants."""

from lib import sdp
from lib.check import equal
from lib.handover import bump, moved, same_but
from lib.scene import scene

BACK = [("Reason", "SIP;cause=487")]


def back(call, method="UPDATE", offer=None):
    """The phone returns to PS; the 200 it gets."""
    call.a.request(method, offer, BACK)
    got = call.a.expect("200 " + method)
    if method == "INVITE":
        call.a.ack()
    call.cs.serve("BYE")
    call.pa.via = None
    return got


def told(call, answer_dir, version):
    """UE B is told something; it answers ANSWER_DIR.  The SDP it was told."""
    req = call.b.either("INVITE", "UPDATE")
    call.b.answer(req, 200, bump(sdp.secure(call.pb, direction=answer_dir), version))
    if req.method == "INVITE":
        call.b.expect("ACK")
    return req.body


@scene
def msc_holds_phone_returns(s):
    """The MSC holds, the handover is cancelled, the phone is back: UE B hears the resume."""
    call = moved(s, released=False)
    version = sdp.Sdp(call.offered).version
    call.cs.request("INVITE", sdp.clearmode(call.gw, 2, "sendonly"))
    same_but(told(call, "recvonly", 2), call.offered, "hold", version + 1)
    call.cs.expect("200 INVITE")
    call.cs.ack()
    back(call)
    body = told(call, "sendrecv", 3)
    equal(sdp.Sdp(body).media[0].direction_or_session, "sendrecv", "direction towards UE B")
    equal(sdp.Sdp(body).version, version + 2, "o= version")
    call.exchange(3)
    call.bye()


@scene
def b_holds_phone_returns(s):
    """UE B holds while UE A is on CS: the phone hears of it in the answer to its return."""
    call = moved(s, released=False)
    call.b.request("UPDATE", bump(sdp.secure(call.pb, direction="sendonly"), 2))
    got = call.b.expect("200 UPDATE")
    equal(sdp.Sdp(got.body).media[0].direction_or_session, "recvonly", "answer to UE B")
    got = back(call, "INVITE", call.offer)
    equal(sdp.Sdp(got.body).media[0].direction_or_session, "sendonly", "direction towards UE A")
    call.b.quiet(0.2)
    call.bye()


@scene
def version_after_a_quiet_return(s):
    """Nobody asked for anything while UE A was on CS: the o= version towards UE B is ours all the same."""
    call = moved(s, released=False)
    version = sdp.Sdp(call.offered).version
    back(call)
    call.a.request("UPDATE", bump(sdp.secure(call.pa, direction="sendonly"), 9))
    req = call.b.expect("UPDATE")
    equal(sdp.Sdp(req.body).version, version + 1, "o= version towards UE B")
    call.b.answer(req, 200, bump(sdp.secure(call.pb, direction="recvonly"), 2))
    call.a.expect("200 UPDATE")
    call.bye()
