# SPDX-License-Identifier: BSD-2-Clause
"""Transfers that meet something else half way."""

from lib import sdp
from lib.check import check, equal
from lib.handover import bump
from lib.names import STN_SR
from lib.scene import scene


@scene
def offer_of_b_pending(s):
    """UE B's re-INVITE waits for UE A when the transfer comes: UE B has an answer, and the call goes on, on one side."""
    call = s.call()
    call.b.request("INVITE", bump(call.answer, 2))
    req = call.a.expect("INVITE")
    cs = call.transfer()
    got = cs.expect("xxx")
    check(got.status in (200, 480), "status %d", got.status)
    if got.status == 480:
        call.a.answer(req, 200, bump(call.offer, 2))
        call.a.expect("ACK")
        call.b.expect("200")
        call.b.ack()
        call.exchange(2)
        call.bye()
        return
    call.gw.learn(got.body)
    call.gw.start()
    cs.ack()
    call.pa.via = call.gw
    answer = call.b.expect("xxx INVITE", timeout=8)
    if answer.status == 200:
        call.b.ack()
    call.pb.wait_for(call.pa.push())
    call.gw.wait_for(call.pb.push())
    for _ in range(4):                  # UE A is gone from PS: CANCEL, BYE, whatever it is told
        s.a.pump(0.1)
    for m in [m for m in s.a.inbox if m.is_request and m.method != "ACK"]:
        call.a.answer(m, 200)
        if m.method == "CANCEL":
            call.a.answer(req, 487)
    s.a.inbox = []
    s.a.pump(2.0)
    for m in [m for m in s.a.inbox if m.method == "BYE"]:
        call.a.answer(m, 200)
    s.a.inbox = []
    call.bye_moved()


@scene
def retransmitted(s):
    """The MSC's INVITE comes three times: one transfer, one answer."""
    call = s.call()
    cs = call.transfer()
    for _ in range(2):
        s.msc.send(cs.invite)
    call.gw.learn(cs.expect("200").body)
    cs.ack()
    call.gw.start()
    call.pa.via = call.gw
    call.exchange(2, rtcp=False)
    s.msc.pump(0.2)
    cs.quiet(0.1)
    equal(len(call.view()["transfers"]), 1, "transfers")
    call.release_ps()
    call.bye_moved()


@scene
def b_on_hold(s):
    """UE B holds, UE A moves, UE B resumes: the resume is answered here, media flows again."""
    call = s.call()
    call.b.request("UPDATE", bump(sdp.secure(call.pb, direction="sendonly"), 2))
    call.a.serve("UPDATE", sdp=bump(sdp.secure(call.pa, direction="recvonly"), 2))
    call.b.expect("200 UPDATE")
    call.move()
    call.pb.wait_for(call.pa.push())
    call.release_ps()
    call.b.request("UPDATE", bump(call.answer, 3))
    got = call.b.expect("200 UPDATE")
    equal(sdp.Sdp(got.body).media[0].direction_or_session, "sendrecv", "direction")
    check(call.pa.key.inline.encode() in got.body, "UE A's crypto line is gone")
    call.exchange(3, rtcp=False)
    call.bye_moved()


@scene
def msc_requires_100rel(s):
    """An MSC that supports, or requires, 100rel has its 200 all the same."""
    for i, headers in enumerate(([("Supported", "100rel, precondition, gruu, norefersub")],
                                 [("Require", "100rel")])):
        call = s.call(port=30000 + 10 * i)
        call.move(s.gateway(40000 + 10 * i), headers=headers)
        call.pb.wait_for(call.pa.push())
        call.release_ps()
        call.bye_moved()


@scene
def msc_requires_more(s):
    """An option tag that we cannot honour in the MSC's Require: 420, nothing moves."""
    call = s.call()
    cs = call.transfer(headers=[("Require", "x-flux")])
    equal(cs.expect("420").all("Unsupported"), ["x-flux"], "Unsupported")
    call.exchange(2)
    call.bye()


@scene
def bye_beats_transfer(s):
    """UE A hangs up just before the MSC asks: 404 (or 480), UE B has its BYE, nothing is left."""
    call = s.call()
    call.a.request("BYE")
    cs = call.transfer()
    check(cs.expect("xxx").status in (404, 480), "status %d", cs.got.status)
    call.b.serve("BYE")
    call.a.expect("200 BYE")


@scene
def transfer_beats_bye(s):
    """The MSC asks just before UE A's BYE comes: that BYE ends the PS leg only."""
    call = s.call()
    cs = call.transfer()
    call.a.request("BYE")
    call.gw.learn(cs.expect("200").body)
    cs.ack()
    call.a.expect("200 BYE")
    call.gw.start()
    call.pa.via = call.gw
    call.exchange(3, rtcp=False)
    call.b.quiet(0.1)
    call.bye_moved()


@scene
def held_offer(s):
    """An MSC that offers sendonly or inactive: answered mirrored."""
    for i, (theirs, ours) in enumerate((("sendonly", ("recvonly",)), ("inactive", ("inactive",)),
                                        ("recvonly", ("sendonly",)))):
        call = s.call(port=30000 + 10 * i)
        gw = s.gateway(40000 + 10 * i)
        call.transfer(gw, sdp.clearmode(gw, direction=theirs))
        got = call.cs.expect("200").body
        check(sdp.Sdp(got).media[0].direction_or_session in ours, "%s answered %s", theirs, got)
        call.cs.ack()
        s.b.pump(0.2)
        for m in [m for m in s.b.inbox if m.method in ("INVITE", "UPDATE")]:
            s.b.inbox.remove(m)         # UE B may be told of the hold
            call.b.answer(m, 200, sdp.secure(call.pb, version=2, direction={
                "sendonly": "recvonly", "inactive": "inactive", "recvonly": "sendonly"}[
                    sdp.Sdp(m.body).media[0].direction_or_session]))
            if m.method == "INVITE":
                call.b.expect("ACK")
        call.release_ps()
        call.bye_moved()


@scene
def other_party_gone_too(s):
    """UE A moves, then UE B's leg dies with cause 503: the session waits for UE B's own transfer."""
    call = s.call()
    call.move()
    call.pb.wait_for(call.pa.push())
    call.b.bye([("Reason", "SIP;cause=503")])
    call.cs.quiet(0.3)
    gw_a, cs_a = call.gw, call.cs
    cs_b = call.transfer(s.gateway(42000), number="+358402222222")
    got = cs_b.expect("200").body
    call.gw.learn(got)
    call.gw.start()
    cs_b.ack()
    call.pb.via = call.gw
    for _ in range(3):
        call.gw.wait_for(call.pa.push())
        gw_a.wait_for(call.pb.push())
    call.release_ps()
    cs_a.request("BYE", headers=[("Reason", "Q.850;cause=16")])
    cs_b.serve("BYE")
    cs_a.expect("200 BYE")


@scene
def stn_sr_of_another(s):
    """A number that is no STN-SR of ours, from the MSC: an ordinary call to next-hop."""
    gw = s.gateway()
    cs = s.msc.invite("tel:+358400000002", sdp.clearmode(gw), pai="<tel:+358401111111>")
    b = s.b.incoming()
    equal(b.req.uri, "tel:+358400000002", "Request-URI")
    b.reply(404)
    b.expect("ACK")
    cs.expect("404")
    check(STN_SR != "+358400000002", "the scene itself")
