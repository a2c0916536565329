# SPDX-License-Identifier: BSD-2-Clause
"""A re-INVITE that is cancelled, or whose asker goes, and that the other party accepts all the same."""

from lib.check import equal
from lib.handover import bump
from lib.scene import scene


def reinvite(call, n=2):
    """UE A's re-INVITE has reached UE B, who rings; the request at UE B."""
    call.a.request("INVITE", bump(call.offer, n))
    req = call.b.expect("INVITE")
    call.b.answer(req, 180)
    call.a.expect("180")
    return req


@scene
def accepted_all_the_same(s):
    """CANCEL of a re-INVITE crosses its 200: UE A has its 487, UE B its ACK, and the call goes on (RFC 3261 14.1)."""
    call = s.call()
    req = reinvite(call)
    call.a.cancel()
    call.a.gather("200 CANCEL", "487")
    call.b.serve("CANCEL")
    call.b.answer(req, 200, bump(call.answer, 2))
    call.b.expect("ACK")
    call.b.quiet(0.3)
    call.exchange(3)
    call.bye()


@scene(srvcc={"source-wait-ms": 400})
def asker_lost(s):
    """The asker's PS leg is lost meanwhile (cause 503): UE B's 200 is acknowledged, the wait runs out, one BYE."""
    call = s.call()
    req = reinvite(call)
    call.a.request("BYE", headers=[("Reason", "SIP;cause=503")])
    call.a.gather("200 BYE", "487 INVITE")
    call.b.serve("CANCEL")
    call.b.answer(req, 200, bump(call.answer, 2))
    call.b.expect("ACK")
    equal(call.b.serve("BYE", timeout=4.0).method, "BYE", "the end")
