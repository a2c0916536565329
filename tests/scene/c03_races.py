# SPDX-License-Identifier: BSD-2-Clause
"""Messages that cross, and those that never come."""

from lib.check import check, equal
from lib.scene import scene


@scene(sip={"t1-ms": 50})
def ack_never_comes(s):
    """ACK never comes: the 200 is repeated, after 64 x T1 both sides get BYE, none waits for ever."""
    call = s.call(confirm=False)
    call.ring()
    call.b.reply(200, call.answer)
    call.a.expect("200")
    got = call.b.either("ACK", "BYE", timeout=10)
    if got.method == "ACK":
        got = call.b.expect("BYE", timeout=10)
    call.b.answer(got, 200)
    call.a.expect("BYE", timeout=10)
    call.a.answer(call.a.req, 200)
    check(s.a.retransmissions > 2, "the 200 was not repeated")


@scene(sip={"t1-ms": 50})
def late_offer_ack_never_comes(s):
    """Offer in the 200 and no ACK: no ACK downstream after 64 x T1, BYE instead (lessons 4.8)."""
    call = s.call(confirm=False)
    a = s.a.invite()
    b = s.b.incoming()
    b.reply(200, call.answer)
    a.expect("200")
    a_bye = a.expect("BYE", timeout=10)
    a.answer(a_bye, 200)
    got = b.either("ACK", "BYE", timeout=10)
    if got.method == "ACK":
        check(not got.body, "an answer that nobody gave")
        got = b.expect("BYE", timeout=10)
    b.answer(got, 200)


@scene(sip={"t1-ms": 50})
def late_offer_late_ack(s):
    """An ACK with the answer that comes after 64 x T1: too late, harmless (the stack would assert)."""
    call = s.call(confirm=False)
    a = s.a.invite()
    b = s.b.incoming()
    b.reply(200, call.answer)
    a.expect("200")
    a.answer(a.expect("BYE", timeout=10), 200)
    a.ack(call.offer)
    while b.either("ACK", "BYE", timeout=10).method != "BYE":
        pass
    b.answer(b.req, 200)
    a.ack(call.offer)
    equal(s.admin.status("/health"), 200, "/health")


@scene
def bye_before_ack(s):
    """UE A's BYE overtakes its ACK: both sides end."""
    call = s.call(confirm=False)
    call.ring()
    call.b.reply(200, call.answer)
    call.a.expect("200")
    call.a.request("BYE")
    call.a.expect("200 BYE")
    call.a.ack()
    got = call.b.either("ACK", "BYE")
    if got.method == "ACK":
        got = call.b.expect("BYE")
    call.b.answer(got, 200)
    for m in list(s.b.inbox):           # an ACK may follow the BYE just as it did here
        equal(m.method, "ACK", "what came after the BYE")
        s.b.inbox.remove(m)


@scene
def bye_during_reinvite(s):
    """BYE of the caller while its re-INVITE is unanswered: 487 (or nothing more) to it, UE B is free."""
    call = s.call()
    call.a.request("INVITE", call.offer)
    req = call.b.expect("INVITE")
    call.a.request("BYE")
    bye = call.b.either("BYE", "CANCEL")
    while bye.method != "BYE":
        call.b.answer(bye, 200)
        bye = call.b.expect("BYE")
    call.b.answer(req, 487)
    call.b.answer(bye, 200)
    got = call.a.either("200 BYE", "4xx", "5xx")
    if got.method != "BYE":
        call.a.expect("200 BYE")
    s.a.pump(0.2)
    s.a.inbox = [m for m in s.a.inbox if not (m.method == "INVITE" and m.status >= 400)]
    drain_acks(s.b)


@scene
def bye_of_other_during_reinvite(s):
    """BYE of the callee crossing the caller's re-INVITE: both end, no orphan (rtpengine 1625)."""
    call = s.call()
    call.b.request("BYE")
    call.a.request("INVITE", call.offer)
    seen = set()
    while not {"BYE", "INVITE"} <= seen:
        got = call.a.either("BYE", "4xx INVITE", "5xx INVITE")
        if got.is_request:
            call.a.answer(got, 200)
        seen.add(got.method)
    s.b.pump(0.3)
    check(any(m.name == "200 BYE" for m in s.b.inbox), "no 200 to UE B's BYE")
    for m in list(s.b.inbox):
        if m.is_request and m.method == "INVITE":
            call.b.answer(m, 481)
        s.b.inbox.remove(m)
    drain_acks(s.b)


@scene
def update_crosses_bye(s):
    """UPDATE of one side crossing BYE of the other."""
    call = s.call()
    call.a.request("BYE")
    call.b.request("UPDATE", call.answer)
    bye = call.b.either("BYE", "4xx UPDATE", "5xx UPDATE")
    other = call.b.either("BYE", "4xx UPDATE", "5xx UPDATE")
    call.b.answer(bye if bye.is_request else other, 200)
    got = call.a.either("200 BYE", "UPDATE")
    if got.is_request:
        call.a.answer(got, 481)
        call.a.expect("200 BYE")


@scene
def retransmitted_invite(s):
    """An INVITE sent three times is one call."""
    call = s.call(confirm=False)
    a = s.a.invite(sdp=call.offer)
    for _ in range(2):
        s.a.send(a.invite)
    b = s.b.incoming()
    b.reply(180)
    a.expect("180")
    s.a.send(a.invite)
    b.quiet(0.2)
    equal(len(s.admin.sessions()), 1, "sessions")
    s.a.pump(0.1)
    s.a.inbox.clear()                   # the 180 again, as RFC 3261 17.2.1 says
    call.a, call.b, call.offered = a, b, b.req.body
    call.pick_up()
    call.bye()


@scene
def retransmitted_200(s):
    """UE B's 200 repeated before the ACK: one ACK more, no second call."""
    call = s.call(confirm=False)
    call.ring()
    ok = call.b.reply(200, call.answer)
    s.b.send(ok, ("%s" % s.ip, 5060))
    call.a.expect("200")
    call.a.ack()
    call.b.expect("ACK")
    s.b.send(ok, ("%s" % s.ip, 5060))
    s.b.pump(0.3)
    s.b.inbox = [m for m in s.b.inbox if m.method != "ACK"]
    call.bye()


def drain_acks(party):
    """ACKs that may or may not have come."""
    for _ in range(5):
        party.pump(0.05)
    party.inbox = [m for m in party.inbox if m.method not in ("ACK", "CANCEL")]
