# SPDX-License-Identifier: BSD-2-Clause
"""100rel and PRACK on either leg or both (RFC 3262), and UPDATE in early dialogs (RFC 3311)."""

from lib import sdp
from lib.check import check, equal
from lib.scene import scene

REL = [("Supported", "100rel")]


def start(s, sdp_in=True, headers=REL):
    """A call not ringing yet; (call, a, b)."""
    call = s.call(confirm=False)
    call.a = s.a.invite(sdp=call.offer if sdp_in else None, headers=headers)
    call.b = s.b.incoming()
    call.offered = call.b.req.body
    return call, call.a, call.b


def pracked(a, b):
    """UE A's PRACK of what it got last, whoever answers it, and the one that UE B gets."""
    rack = "%s %s" % (a.got.get("RSeq"), a.got.get("CSeq"))
    a.request("PRACK", headers=[("RAck", rack)])
    b.serve("PRACK")
    a.expect("200 PRACK")


@scene
def both_legs(s):
    """100rel on both legs: each with its own RSeq, each PRACKed, the answer in the 183."""
    call, a, b = start(s)
    check("100rel" in b.req.all("Supported"), "Supported does not pass 100rel")
    b.rseq = 776
    b.reply(183, call.answer, reliable=True)
    got = a.expect("183")
    check(got.has("RSeq") and "100rel" in got.all("Require"), "the 183 to UE A is not reliable")
    equal(got.body, sdp.edited(call.answer, got.body), "answer in the 183")
    pracked(a, b)
    b.reply(180, reliable=True)
    a.expect("180")
    pracked(a, b)
    call.pa.learn(got.body)
    call.pb.learn(call.offered)
    call.exchange(2)
    b.reply(200)
    a.expect("200")
    a.ack()
    b.expect("ACK")
    call.bye()


@scene
def callee_without(s):
    """UE A can, UE B does not: the 18x stays unreliable and the call works."""
    call, a, b = start(s)
    b.reply(180)
    check(not a.expect("180").has("RSeq"), "an RSeq from nowhere")
    call.pick_up()
    call.bye()


@scene
def caller_without(s):
    """UE A cannot: UE B is not told it could, or is PRACKed here, and UE A gets a plain 18x."""
    call, a, b = start(s, headers=())
    if "100rel" in b.req.all("Supported"):
        b.reply(180, reliable=True)
        b.serve("PRACK")
    else:
        b.reply(180)
    got = a.expect("180")
    check(not got.has("RSeq") and "100rel" not in got.all("Require"), "UE A is asked for a PRACK")
    call.pick_up()
    call.bye()


@scene
def required(s):
    """Require: 100rel is honoured: UE B is required to, and both legs are reliable."""
    call, a, b = start(s, headers=[("Require", "100rel")])
    check("100rel" in b.req.all("Require") + b.req.all("Supported"), "100rel did not pass")
    b.reply(180, reliable=True)
    check(a.expect("180").has("RSeq"), "not reliable towards UE A, who required it")
    pracked(a, b)
    call.pick_up()
    call.bye()


@scene
def offer_in_183(s):
    """No offer in the INVITE: the offer comes in a reliable 183, the answer goes in the PRACK."""
    call, a, b = start(s, sdp_in=False)
    offer, answer = call.answer, call.offer
    b.reply(183, offer, reliable=True)
    got = a.expect("183")
    equal(got.body, sdp.edited(offer, got.body), "offer in the 183")
    a.request("PRACK", answer, [("RAck", "%s %s" % (got.get("RSeq"), got.get("CSeq")))])
    prack = b.serve("PRACK")
    equal(prack.body, sdp.edited(answer, prack.body), "answer in the PRACK")
    a.expect("200 PRACK")
    call.pa.learn(got.body)
    call.pb.learn(prack.body)
    call.exchange(2)
    b.reply(200)
    a.expect("200")
    a.ack()
    b.expect("ACK")
    call.bye()


@scene
def offer_in_prack(s):
    """A second offer in the PRACK, answered in its 200 (RFC 3262 section 5)."""
    call, a, b = start(s)
    b.reply(183, call.answer, reliable=True)
    got = a.expect("183")
    offer = call.offer.replace(" 4711 1 ", " 4711 2 ")
    a.request("PRACK", offer, [("RAck", "%s %s" % (got.get("RSeq"), got.get("CSeq")))])
    prack = b.expect("PRACK")
    equal(prack.body, sdp.edited(offer, prack.body), "offer in the PRACK")
    b.answer(prack, 200, call.answer)
    got = a.expect("200 PRACK")
    equal(got.body, sdp.edited(call.answer, got.body), "answer in the 200 to PRACK")
    b.reply(200)
    a.expect("200")
    a.ack()
    b.expect("ACK")
    call.bye()


@scene
def early_update(s):
    """UPDATE in an early dialog, from either side, after the first answer was PRACKed."""
    call, a, b = start(s, headers=REL + [("Allow", "INVITE, ACK, CANCEL, BYE, PRACK, UPDATE")])
    b.reply(183, call.answer, reliable=True)
    call.pa.learn(a.expect("183").body)
    call.pb.learn(call.offered)
    pracked(a, b)
    for one, other, offer, answer in ((a, b, call.offer, call.answer), (b, a, call.answer, call.offer)):
        offer, answer = offer.replace("11 1 ", "11 5 "), answer.replace("11 1 ", "11 6 ")
        one.request("UPDATE", offer)
        req = other.expect("UPDATE")
        equal(req.body, sdp.edited(offer, req.body), "offer in the UPDATE")
        other.answer(req, 200, answer)
        got = one.expect("200 UPDATE")
        equal(got.body, sdp.edited(answer, got.body), "answer to the UPDATE")
    call.exchange(2)
    b.reply(180)
    a.expect("180")
    b.reply(200)
    a.expect("200")
    a.ack()
    b.expect("ACK")
    call.bye()


@scene(sip={"t1-ms": 50}, timeout=40)
def prack_never_comes(s):
    """A reliable 18x that UE A never PRACKs: the INVITE fails with 5xx after 64 x T1, UE B hears CANCEL."""
    call, a, b = start(s)
    b.reply(180, reliable=True)
    a.expect("180")
    got = b.either("PRACK", "CANCEL", timeout=10)
    if got.method == "PRACK":           # one may PRACK hop by hop
        b.answer(got, 200)
        got = b.expect("CANCEL", timeout=10)
    b.answer(got, 200)
    b.reply(487)
    b.expect("ACK")
    a.expect("5xx")
    check(s.a.retransmissions > 2, "the 180 was not retransmitted")


@scene
def wrong_prack(s):
    """A PRACK that matches no reliable response is answered 481 and disturbs nothing."""
    call, a, b = start(s)
    b.reply(180, reliable=True)
    got = a.expect("180")
    a.ask("PRACK", headers=[("RAck", "%d %s" % (int(got.get("RSeq")) + 7, got.get("CSeq")))], status="481")
    a.request("PRACK", headers=[("RAck", "%s %s" % (got.get("RSeq"), got.get("CSeq")))])
    b.serve("PRACK")
    a.expect("200 PRACK")
    call.pick_up()
    call.bye()
