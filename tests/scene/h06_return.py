# SPDX-License-Identifier: BSD-2-Clause
"""A phone that returns: re-INVITE or UPDATE on the PS leg, Reason cause 487."""

from lib import sdp
from lib.check import check, equal, until
from lib.scene import scene

BACK = [("Reason", 'SIP ;cause=487 ;text="Handover cancelled"')]


def moved(s, i=0, speak=True, **kw):
    call = s.call(port=30000 + 10 * i, **kw)
    call.move(s.gateway(40000 + 10 * i))
    if speak:
        call.pb.wait_for(call.pa.push())
    return call


def on_ps(call, n=3):
    call.pa.via = None
    call.gw.stop()
    call.exchange(n)


@scene
def with_sdp(s):
    """re-INVITE with SDP: answered here with UE B's last SDP, CS leg released, media back on PS; UE B hears nothing."""
    call = moved(s)
    call.pa.stream.index = 65536 - 2
    call.a.request("INVITE", call.offer, BACK)
    got = call.a.expect("200")
    equal(sdp.Sdp(got.body).media[0].rtp, call.pa.peer, "our address")
    check(call.pb.key.inline.encode() in got.body, "UE B's crypto line is not in the answer")
    call.a.ack()
    call.cs.serve("BYE")
    call.b.quiet(0.1)
    on_ps(call)
    check(call.pa.stream.index > 65536, "no wrap")
    call.a.quiet(2.0)                   # source-release-ms does not end the leg any more
    call.bye()


@scene
def without_sdp(s):
    """UPDATE and re-INVITE without SDP: the same; the re-INVITE's 200 offers and its ACK answers."""
    call = moved(s)
    call.a.request("UPDATE", headers=BACK)
    check(not call.a.expect("200 UPDATE").body, "an SDP in the 200 to an UPDATE without")
    call.cs.serve("BYE")
    on_ps(call)
    call.b.quiet(0.1)
    call.bye()
    call = moved(s, 1)
    call.a.request("INVITE", headers=BACK)
    got = call.a.expect("200")
    check(got.body, "no offer in the 200 to an offerless re-INVITE")
    call.a.ack(call.offer)
    call.cs.serve("BYE")
    on_ps(call)
    call.b.quiet(0.1)
    call.bye()


@scene
def update_with_sdp(s):
    """UPDATE with SDP: answered here, too."""
    call = moved(s)
    call.a.request("UPDATE", call.offer, BACK)
    got = call.a.expect("200 UPDATE")
    equal(sdp.Sdp(got.body).media[0].rtp, call.pa.peer, "our address")
    call.cs.serve("BYE")
    on_ps(call)
    call.bye()


@scene
def any_text(s):
    """Matched on the cause alone: other texts, none, spaces, next to others."""
    for i, reason in enumerate(('SIP;cause=487;text="Failure to transition to CS domain"', "SIP;cause=487",
                                'SIP; text="x;cause=1" ; cause = 487', "Q.850;cause=16, SIP;cause=487")):
        call = moved(s, i, speak=False)
        call.a.request("UPDATE", headers=[("Reason", reason)])
        call.a.expect("200 UPDATE")
        call.cs.serve("BYE")
        on_ps(call, 1)
        call.bye()


@scene
def before_cs_worked(s):
    """The CS path never came up: no packet on it, the phone returns before the MSC has even acknowledged."""
    call = s.call()
    call.exchange(3)
    call.transfer()
    call.cs.expect("200")
    call.a.request("INVITE", call.offer, BACK)
    call.a.expect("200")
    call.a.ack()
    call.cs.ack()
    call.cs.serve("BYE")
    call.exchange(3)
    call.b.quiet(0.1)
    call.bye()


@scene
def then_again(s):
    """After a return a second handover works, and a third return."""
    call = moved(s)
    for i in range(1, 4):
        call.a.request("UPDATE", headers=BACK)
        call.a.expect("200 UPDATE")
        call.cs.serve("BYE")
        on_ps(call)
        call.move(s.gateway(40000 + 10 * i))
        call.pb.wait_for(call.pa.push())
        call.gw.wait_for(call.pb.push())
    call.b.quiet(0.1)
    call.release_ps()
    call.bye_moved()
    outcomes = s.admin.metrics().by("sealift_transfers_total", "outcome")
    check(len(outcomes) >= 1, "outcomes: %s", outcomes)


@scene
def media_while_away(s):
    """Packets every 20 ms through handover and return: nothing lost that a side carried, none doubled at UE B."""
    import time
    call = s.call()
    call.talk()
    time.sleep(0.3)
    call.move()
    time.sleep(0.4)
    call.pa.via = None
    call.a.request("INVITE", call.offer, BACK)
    call.a.expect("200")
    call.a.ack()
    call.cs.serve("BYE")
    time.sleep(0.4)
    call.hush()
    time.sleep(0.2)
    flow = call.pb.heard(call.pa)
    check(flow.twice == 0 and not flow.foreign, "%d twice, %d foreign", flow.twice, len(flow.foreign))
    check(len(flow.lost) <= 3, "%d lost; what was on the CS line when it went may be", len(flow.lost))
    call.bye()


@scene
def another_key(s):
    """A return with another key cannot stand (UE B would have to be told): 488, the handover stays as it is."""
    call = moved(s)
    from lib.srtp import Key
    old, call.pa.key = call.pa.key, Key()
    offer = sdp.secure(call.pa, version=2)
    call.pa.key = old
    call.a.request("INVITE", offer, BACK)
    call.a.expect("488")
    call.b.quiet(0.1)
    call.pb.wait_for(call.pa.push())
    call.release_ps()
    call.bye_moved()


@scene
def after_release(s):
    """A return after the PS leg was released: 481, the session stays on CS."""
    call = moved(s)
    call.release_ps()
    call.a.request("INVITE", call.offer, BACK)
    call.a.expect("481")
    call.pb.wait_for(call.pa.push())
    call.bye_moved()


@scene
def without_487(s):
    """A re-INVITE on the PS leg without cause 487 while the transfer is open is no return: CS carries on."""
    call = moved(s)
    call.a.request("UPDATE", call.offer)
    got = call.a.expect("xxx UPDATE")
    check(got.status in (200, 491, 500, 488), "status %d", got.status)
    call.b.quiet(0.1)
    call.pb.wait_for(call.pa.push())
    call.gw.wait_for(call.pb.push())
    call.release_ps()
    call.bye_moved()


@scene
def without_transfer(s):
    """Cause 487 where no transfer was: answered, here or by UE B; nothing changes."""
    call = s.call()
    call.a.request("INVITE", call.offer, BACK)
    s.b.pump(0.3)
    passed = any(m.method == "INVITE" for m in s.b.inbox)
    if passed:
        call.b.answer(call.b.expect("INVITE"), 200, call.answer)
    got = call.a.expect("200")
    equal(got.body, call.answered, "answer")
    call.a.ack()
    if passed:
        call.b.expect("ACK")
    call.exchange(2)
    call.bye()


@scene
def callee_returns(s):
    """The callee's phone returns just so."""
    call = s.call()
    call.move(phone=call.pb, number="+358402222222")
    call.pa.wait_for(call.pb.push())
    call.b.request("UPDATE", call.answer, BACK)
    call.b.expect("200 UPDATE")
    call.cs.serve("BYE")
    call.pb.via = None
    call.exchange(3)
    call.a.quiet(0.1)
    call.bye()


@scene
def ports_back(s):
    """After a return the CS pair is back in reserve, after a release the PS pair is free."""
    call = s.call()
    free = s.admin.value("sealift_ports_free")
    call.move()
    call.a.request("UPDATE", headers=BACK)
    call.a.expect("200 UPDATE")
    call.cs.serve("BYE")
    until(lambda: s.admin.value("sealift_ports_free"), free, "ports free after the return")
    call.bye()
