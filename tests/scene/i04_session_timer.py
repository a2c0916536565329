# SPDX-License-Identifier: BSD-2-Clause
"""The session timer (RFC 4028) when the party that ran it has moved away."""

from lib import sdp
from lib.check import check, equal
from lib.handover import moved
from lib.scene import scene

TIMER = [("Supported", "timer")]


def timed(s, refresher, seconds=4):
    """A call whose session timer REFRESHER ("uac": UE A) runs."""
    call = s.call(confirm=False, headers=TIMER + [("Session-Expires", str(seconds))])
    call.ring()
    call.pai_b = call.pai_b + [("Require", "timer"), ("Session-Expires", "%d;refresher=%s" % (seconds, refresher))]
    call.pick_up()
    return call


@scene
def end_to_end(s):
    """While both parties are on PS the timer is theirs: it passes, and we send nothing."""
    call = timed(s, "uac", 2)
    equal(call.b.invite.get("Session-Expires"), "2", "Session-Expires to UE B")
    check("refresher=uac" in call.a.got.get("Session-Expires"), "Session-Expires to UE A")
    call.a.quiet(1.3)
    call.b.quiet(0.0)
    call.bye()


@scene
def in_the_moved_partys_stead(s):
    """UE A ran the timer and has moved: UE B is refreshed with the very SDP it has."""
    call = timed(s, "uac")
    call.move()
    call.release_ps()
    for _ in range(2):
        req = call.b.expect("INVITE", timeout=4)
        equal(req.body, call.offered, "SDP of the refresh")
        check("refresher=uac" in req.get("Session-Expires"), "Session-Expires of the refresh")
        call.b.answer(req, 200, call.answer, [("Require", "timer"), ("Session-Expires", "4;refresher=uac")])
        call.b.expect("ACK")
    call.pb.wait_for(call.pa.push())
    call.gw.wait_for(call.pb.push())
    call.bye_moved()


@scene
def its_own(s):
    """UE B runs the timer itself: its refresh is answered here, as it asks for."""
    call = timed(s, "uas")
    call.move()
    call.release_ps()
    call.b.request("UPDATE", headers=TIMER + [("Session-Expires", "1800;refresher=uac")])
    got = call.b.expect("200 UPDATE")
    equal(got.get("Session-Expires"), "1800;refresher=uac", "Session-Expires of the answer")
    check("timer" in got.get("Require", ""), "Require of the answer")
    check(not got.body, "an SDP from nowhere")
    call.b.quiet(2.5)
    call.bye_moved()


@scene
def glare_with_a_refresh(s):
    """Our refresh meets 491: it is sent again, later."""
    call = timed(s, "uac")
    call.move()
    call.release_ps()
    call.b.answer(call.b.expect("INVITE", timeout=4), 491)
    call.b.expect("ACK")
    req = call.b.expect("INVITE", timeout=5)
    equal(req.body, call.offered, "SDP of the second attempt")
    call.b.answer(req, 200, call.answer, [("Require", "timer"), ("Session-Expires", "1800;refresher=uac")])
    call.b.expect("ACK")
    call.bye_moved()
