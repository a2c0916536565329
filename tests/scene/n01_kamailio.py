# SPDX-License-Identifier: BSD-2-Clause
"""Kamailio as the neighbouring CSCF: Record-Route, spirals, forks, and a handover it never hears of."""

from lib import sdp, speech
from lib.check import check, equal, until
from lib.kamailio import Kamailio
from lib.scene import scene

NEXT = {"next-hop": "sip:{net}.40:5060"}
CAUSE = [("Reason", "Q.850;cause=16")]


def reinvite(one, other, phone, peer):
    """A re-INVITE from ONE to OTHER, answered and acknowledged."""
    one.request("INVITE", sdp.secure(phone, version=2))
    other.answer(other.expect("INVITE"), 200, sdp.secure(peer, version=2))
    one.expect("200")
    one.ack()
    other.expect("ACK")


def spiral(s):
    """A call that crosses this node twice."""
    call = s.call()
    equal(len(s.admin.sessions()), 2, "sessions")
    return call


@scene(sip=NEXT)
def dialog_both_ways(s):
    """A call through a record-routing proxy: re-INVITE from either party, and BYE from either."""
    with Kamailio(s, [s.b.uri]) as k:
        for who in ("a", "b"):
            call = s.call(port=30000 if who == "a" else 31000)
            check(any(k.ip in r for r in call.b.routes), "no Record-Route of Kamailio's")
            call.exchange(3)
            reinvite(call.a, call.b, call.pa, call.pb)
            reinvite(call.b, call.a, call.pb, call.pa)
            call.exchange(3)
            call.bye(getattr(call, who))
        equal(k.seen().count("BYE"), 2, "BYEs through Kamailio")


@scene(sip=NEXT)
def reliable(s):
    """100rel through the proxy: the PRACK takes the route that the 183 recorded."""
    with Kamailio(s, [s.b.uri]) as k:
        call = s.call(confirm=False)
        call.a = s.a.invite(sdp=call.offer, headers=[("Supported", "100rel")])
        call.b = s.b.incoming()
        call.offered = call.b.req.body
        call.b.reply(183, call.answer, reliable=True)
        call.a.expect("183")
        call.a.request("PRACK", headers=[("RAck", "%s %s" % (call.a.got.get("RSeq"),
                                                             call.a.got.get("CSeq")))])
        call.b.serve("PRACK")
        call.a.expect("200 PRACK")
        call.b.reply(200)
        call.a.expect("200")
        call.a.ack()
        call.b.expect("ACK")
        call.bye()
        check("PRACK" in k.seen(), "the PRACK went round Kamailio")


@scene(sip=NEXT)
def reoffered(s):
    """A call in the clear: UE B is re-offered the MSC's codec through the proxy, and its own when UE A is back."""
    with Kamailio(s, [s.b.uri]) as k:
        call = s.call(protected=False)
        until(lambda: k.seen().count("ACK"), 1, "the ACK in Kamailio's log")
        gw = speech.gateway(s, pt=8)
        call.transfer(gw, speech.offer(gw, "8 PCMA/8000"))
        for codec, version in (("8 PCMA/8000", 2), ("97 AMR/8000", 3)):
            req = call.b.expect("INVITE")
            equal(sdp.Sdp(req.body).media[0].formats, codec.split()[:1], "formats offered to UE B")
            call.b.answer(req, 200, sdp.plain(call.pb, version, codecs=(codec,)))
            call.b.expect("ACK")
            if version == 2:
                gw.learn(call.cs.expect("200").body)
                call.cs.ack()
                call.pb.wait_for(gw.push())
                call.a.request("INVITE", call.offer, [("Reason", "SIP;cause=487")])
                call.a.expect("200 INVITE")
                call.a.ack()
                call.cs.serve("BYE")
        call.exchange(3)
        until(lambda: k.seen().count("ACK"), 3, "ACKs of the re-offers in Kamailio's log")
        call.bye()


@scene(sip=NEXT)
def cancelled(s):
    """A CANCEL reaches UE B through the proxy, and nothing is left."""
    with Kamailio(s, [s.b.uri]):
        call = s.call(confirm=False)
        call.ring()
        call.a.cancel()
        call.b.serve("CANCEL")
        call.b.reply(487)
        call.b.expect("ACK")
        call.a.gather("200 CANCEL", "487")
        until(lambda: len(s.admin.sessions()), 0, "sessions")


@scene(sip=NEXT)
def handover_unseen(s):
    """A handover with UE B behind the proxy: it sees no message from the MSC's 200 to the BYE."""
    with Kamailio(s, [s.b.uri]) as k:
        call = s.call()
        call.exchange(3)
        until(lambda: k.seen().count("ACK"), 1, "the ACK in Kamailio's log")
        before = k.seen()
        call.move()
        for _ in range(5):
            call.pb.wait_for(call.pa.push())
            call.gw.wait_for(call.pb.push())
        call.release_ps()
        call.b.quiet(0.1)
        equal(k.seen(), before, "messages at Kamailio")
        call.bye_moved()
        until(lambda: k.seen()[len(before):], ["BYE", "200/BYE"], "messages at Kamailio after the BYE")


@scene(sip=NEXT)
def spiral_caller_moves(s):
    """The proxy's Route leads back to this node: two sessions, no loop; the caller moves on its own."""
    with Kamailio(s, [s.b.uri], (s.ip, 5060)):
        call = spiral(s)
        call.exchange(3)
        call.move()
        for _ in range(5):
            call.pb.wait_for(call.pa.push())
            call.gw.wait_for(call.pb.push())
        call.release_ps()
        call.b.quiet(0.1)
        call.bye_moved()


@scene(sip=NEXT)
def spiral_callee_moves(s):
    """In the spiral the callee moves on the session of its own access; UE A hears nothing."""
    with Kamailio(s, [s.b.uri], (s.ip, 5060)):
        call = spiral(s)
        call.move(phone=call.pb, number=s.b.number)
        for _ in range(5):
            call.pa.wait_for(call.pb.push())
            call.gw.wait_for(call.pa.push())
        call.a.quiet(0.1)
        call.b.serve("BYE")
        call.a.request("BYE")
        call.cs.serve("BYE")
        call.a.expect("200 BYE")


@scene(sip=NEXT, srvcc={"source-release-ms": 1000})
def spiral_both_move(s):
    """In the spiral both move, one after the other: CS at both ends, octet for octet."""
    with Kamailio(s, [s.b.uri], (s.ip, 5060)):
        call = spiral(s)
        call.move()
        call.pb.wait_for(call.pa.push())
        call.release_ps()
        gw_a, cs_a = call.gw, call.cs
        call.move(s.gateway(42000), phone=call.pb, number=s.b.number)
        for _ in range(10):
            call.gw.wait_for(call.pa.push())
            gw_a.wait_for(call.pb.push())
        call.b.serve("BYE")
        cs_a.request("BYE", headers=CAUSE)
        call.cs.serve("BYE")
        cs_a.expect("200 BYE")


@scene(sip=NEXT)
def forked(s):
    """Two callees ring with their own tags, one answers: one dialog to UE A, CANCEL to the other."""
    other = s.party("C", 21, number=s.b.number)
    with Kamailio(s, [s.b.uri, other.uri]):
        call = s.call(confirm=False)
        call.a = s.a.invite(s.b.uri, call.offer)
        call.b, c = s.b.incoming(), other.incoming()
        call.offered = call.b.req.body
        tags = set()
        for leg in (c, call.b):
            leg.reply(180)
            tags.add(call.a.expect("180").tag("To"))
        call.pick_up()
        tags.add(call.a.got.tag("To"))
        c.serve("CANCEL")
        c.reply(487)
        c.expect("ACK")
        equal(len(tags), 1, "dialogs towards UE A")
        call.exchange(3)
        call.bye()
