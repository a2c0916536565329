# SPDX-License-Identifier: BSD-2-Clause
"""CANCEL or BYE from the MSC before and after completion, at every point of it."""

import time

from lib.check import check, equal, until
from lib.scene import scene

CLEAR = [("Reason", "Q.850;cause=16")]


@scene
def cancel_after_200(s):
    """CANCEL that crosses our 200: answered, without effect (RFC 3261 9.2); the MSC acknowledges and says BYE."""
    call = s.call()
    call.transfer()
    call.cs.cancel()
    got = call.cs.gather("200 INVITE", "xxx CANCEL")
    call.gw.learn(got["200 INVITE"].body)
    check(got["xxx CANCEL"].status in (200, 481), "status %d", got["xxx CANCEL"].status)
    call.cs.ack()
    call.cs.bye()                       # no cause 16: the handover was cancelled, the phone stays on PS
    call.exchange(3)
    call.b.quiet(0.1)
    call.bye()


@scene
def bye_while_ps_held(s):
    """The MSC's BYE while the PS leg is held hangs up nothing: the session waits for the phone's return."""
    call = s.call()
    call.exchange(3)
    call.move()
    call.exchange(3, rtcp=False)
    call.cs.bye()
    call.gw.stop()
    call.pa.via = None
    call.b.quiet(0.1)
    call.a.request("INVITE", call.offer, [("Reason", 'SIP;cause=487;text="Handover cancelled"')])
    call.a.expect("200")
    call.a.ack()
    call.exchange(5)
    call.bye()


@scene
def bye_without_ack(s):
    """The MSC's BYE before its ACK: as after it."""
    call = s.call()
    call.transfer()
    call.cs.expect("200")
    call.cs.bye()
    call.exchange(3)
    call.b.quiet(0.1)
    call.bye()


@scene
def clearing_while_ps_held(s):
    """The MSC's BYE with Q.850 cause 16 while the PS leg is held: somebody hung up; all ends."""
    call = s.call()
    call.move()
    call.exchange(3, rtcp=False)
    call.cs.request("BYE", headers=CLEAR)
    call.cs.expect("200 BYE")
    call.a.serve("BYE")
    call.b.serve("BYE")


@scene
def other_causes(s):
    """Other causes, other protocols, cause 16 of SIP: all mean a cancelled handover."""
    for i, reason in enumerate(("Q.850;cause=31", "SIP;cause=16", "SIP;cause=487", "Q.850;cause=160")):
        call = s.call(port=30000 + 10 * i)
        call.move(s.gateway(40000 + 10 * i))
        call.exchange(1, rtcp=False)
        call.cs.bye([("Reason", reason)])
        call.b.quiet(0.1)
        call.pa.via = None
        call.bye()


@scene
def cause_16_in_company(s):
    """Q.850 cause 16 counts in a list, in a second header and with a text, wherever it stands."""
    for i, headers in enumerate(([("Reason", 'SIP;cause=200;text="x", Q.850;cause=16;text="Normal, clearing"')],
                                 [("Reason", "SIP;cause=200"), ("Reason", "q.850 ;text=\"a;b\"; cause=16")])):
        call = s.call(port=30000 + 10 * i)
        call.move(s.gateway(40000 + 10 * i))
        call.cs.request("BYE", headers=headers)
        call.cs.expect("200 BYE")
        call.a.serve("BYE")
        call.b.serve("BYE")


@scene
def bye_after_completion(s):
    """The MSC's BYE after the PS leg is gone: all ends, whatever its Reason."""
    for i, headers in enumerate(((), CLEAR, [("Reason", "Q.850;cause=31")])):
        call = s.call(port=30000 + 10 * i)
        call.move(s.gateway(40000 + 10 * i))
        call.exchange(1, rtcp=False)
        call.release_ps()
        call.cs.request("BYE", headers=headers)
        call.b.serve("BYE")
        call.cs.expect("200 BYE")


@scene
def phone_never_returns(s):
    """After a cancelled handover the phone that never returns is let go: the session ends, UE B hears BYE."""
    call = s.call()
    call.move()
    call.exchange(2, rtcp=False)
    call.cs.bye()
    call.gw.stop()
    call.pa.via = None
    got = None
    try:
        call.a.expect("BYE", timeout=8)
        got = call.a.req
    except AssertionError:
        pass
    if got is None:                     # or the session simply stays on PS, where UE A still is
        call.exchange(2)
        call.bye()
        return
    call.a.answer(got, 481)
    call.b.serve("BYE")


@scene(sip={"t1-ms": 50}, srvcc={"source-release-ms": 6000}, timeout=40)
def ack_never_comes(s):
    """No ACK from the MSC in 64 x T1: its leg is dead; UE A is still on PS and talks on."""
    call = s.call()
    call.transfer()
    call.gw.learn(call.cs.expect("200").body)
    call.cs.expect("BYE", timeout=10)
    call.cs.answer(call.cs.req, 200)
    check(s.msc.retransmissions > 2, "the 200 was not repeated")
    call.exchange(3)
    call.b.quiet(0.1)
    call.bye()


@scene
def cancelled_again_and_again(s):
    """Ten handovers cancelled by the MSC, then one that works; ports, legs and UE B's peace are intact."""
    call = s.call()
    free = s.admin.value("sealift_ports_free")
    for i in range(10):
        call.move(s.gateway(40000 + 10 * i))
        if i % 2:
            call.pb.wait_for(call.pa.push())
        call.cs.bye()
        call.gw.stop()
        call.pa.via = None
        call.a.request("UPDATE", headers=[("Reason", "SIP;cause=487")])
        call.a.expect("200 UPDATE")
        call.exchange(1)
    until(lambda: s.admin.value("sealift_ports_free"), free, "ports free")
    equal(len(s.admin.sessions()), 1, "sessions")
    call.move(s.gateway(41000))
    call.exchange(2, rtcp=False)
    call.release_ps()
    call.bye_moved()


@scene
def bye_of_b_meanwhile(s):
    """UE B hangs up at any point of a transfer: every leg hears BYE."""
    for i, wait in enumerate((0, 0.1, 1.7)):
        call = s.call(port=30000 + 10 * i)
        call.move(s.gateway(40000 + 10 * i))
        time.sleep(wait)
        ps_gone = False
        if wait > 1.5:
            call.release_ps()
            ps_gone = True
        call.b.request("BYE")
        call.cs.serve("BYE")
        if not ps_gone:
            call.a.serve("BYE")
        call.b.expect("200 BYE")


@scene
def bye_of_b_before_ack(s):
    """UE B hangs up between our 200 and the MSC's ACK: ACK late, BYE to the MSC, none left."""
    call = s.call()
    call.transfer()
    call.cs.expect("200")
    call.b.request("BYE")
    call.b.expect("200 BYE")
    call.a.serve("BYE")
    call.cs.ack()
    call.cs.serve("BYE")
