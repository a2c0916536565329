# SPDX-License-Identifier: BSD-2-Clause
"""Both parties' calls cross this node twice, in two sessions: spirals, and whose session moves."""

from lib import sdp
from lib.check import check, equal, until
from lib.proxy import Proxy
from lib.scene import scene

NEXT = {"next-hop": "sip:{net}.40:5060"}


def spiral(s, i=0):
    """UE A -> node -> CSCF -> node -> CSCF -> UE B."""
    if not hasattr(s, "cscf"):
        s.cscf = Proxy(s, s.party("CSCF", 40), {s.b.number: s.b.uri}, (s.ip, 5060))
    return s.call(port=30000 + 10 * i)


def end(s, call):
    call.bye()
    s.cscf.stop()


@scene(sip=NEXT)
def not_a_loop(s):
    """A request that comes back with another Request-URI or Route is a spiral, not a loop: two sessions."""
    call = spiral(s)
    equal(len(s.admin.sessions()), 2, "sessions")
    call.exchange(5)
    end(s, call)


@scene(sip=NEXT)
def cancelled(s):
    """A spiral that is cancelled while it rings leaves nothing in either session."""
    call = s.call(confirm=False)
    s.cscf = Proxy(s, s.party("CSCF", 40), {s.b.number: s.b.uri}, (s.ip, 5060))
    call.ring()
    call.a.cancel()
    call.b.serve("CANCEL")
    call.b.reply(487)
    call.b.expect("ACK")
    call.a.gather("200 CANCEL", "487")
    until(lambda: len(s.admin.sessions()), 0, "sessions")
    s.cscf.stop()


@scene(sip=NEXT)
def caller_moves(s):
    """The caller moves on the session attached to its access (whose INVITE did not come from ourselves)."""
    call = spiral(s)
    call.exchange(3)
    call.move()
    for _ in range(5):
        call.pb.wait_for(call.pa.push())
        call.gw.wait_for(call.pb.push())
    call.b.quiet(0.1)
    states = {x["id"]: x["state"] for x in s.admin.sessions()}
    check(sorted(states.values()).count("active") == 1, "states: %s", states)
    call.release_ps()
    call.cs.request("BYE", headers=[("Reason", "Q.850;cause=16")])
    call.b.serve("BYE")
    call.cs.expect("200 BYE")
    s.cscf.stop()


@scene(sip=NEXT)
def callee_moves(s):
    """The callee moves on its own session: the second one, nearest to it; UE A hears nothing."""
    call = spiral(s)
    call.move(phone=call.pb, number="+358402222222")
    for _ in range(5):
        call.pa.wait_for(call.pb.push())
        call.gw.wait_for(call.pa.push())
    call.a.quiet(0.1)
    call.b.serve("BYE")
    call.a.request("BYE")
    call.cs.serve("BYE")
    call.a.expect("200 BYE")
    s.cscf.stop()


@scene(sip=NEXT, srvcc={"source-release-ms": 1000})
def both_move(s):
    """Both parties move, one after the other: CS at both ends, bytes still the same."""
    call = spiral(s)
    call.move()
    call.pb.wait_for(call.pa.push())
    call.release_ps()
    gw_a, cs_a = call.gw, call.cs
    call.move(s.gateway(42000), phone=call.pb, number="+358402222222")
    for _ in range(10):
        call.gw.wait_for(call.pa.push())
        gw_a.wait_for(call.pb.push())
    call.b.serve("BYE")
    cs_a.request("BYE", headers=[("Reason", "Q.850;cause=16")])
    call.cs.serve("BYE")
    cs_a.expect("200 BYE")
    s.cscf.stop()


@scene(srvcc={"source-release-ms": 1000})
def both_move_one_session(s):
    """Both parties of one session move."""
    call = s.call()
    call.move()
    call.pb.wait_for(call.pa.push())
    call.release_ps()
    gw_a, cs_a = call.gw, call.cs
    call.move(s.gateway(42000), phone=call.pb, number="+358402222222")
    for _ in range(10):
        call.gw.wait_for(call.pa.push())
        gw_a.wait_for(call.pb.push())
    call.b.serve("BYE")
    call.cs.request("BYE", headers=[("Reason", "Q.850;cause=16")])
    cs_a.serve("BYE")
    call.cs.expect("200 BYE")


@scene
def several_sessions(s):
    """Several sessions of one number: the most recently active one with speech moves."""
    old, new = s.call(), s.call(port=31000)
    new.move()
    new.pb.wait_for(new.pa.push())
    old.exchange(2)
    new.release_ps()
    old.a.quiet(0.1)
    new.bye_moved()
    old.bye()


@scene
def held_session_stays(s):
    """... active: one that is on hold stays where it is."""
    active, held = s.call(), s.call(port=31000)
    held.a.request("INVITE", sdp.secure(held.pa, version=2, direction="sendonly"))
    held.b.answer(held.b.expect("INVITE"), 200, sdp.secure(held.pb, version=2, direction="recvonly"))
    held.a.expect("200")
    held.a.ack()
    held.b.expect("ACK")
    active.move()
    active.pb.wait_for(active.pa.push())
    active.release_ps()
    held.a.quiet(0.1)
    active.bye_moved()
    held.bye()
