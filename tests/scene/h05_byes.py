# SPDX-License-Identifier: BSD-2-Clause
"""The BYEs on the PS leg: those that hang up nothing, and those that do."""

import time

from lib.check import check, equal
from lib.scene import scene

LOST = [("Reason", 'SIP;cause=503;text="Loss of bearer"')]


@scene
def lost_then_transfer(s):
    """On the PS leg with cause 503 before a transfer: 200; the session waits, UE B hears nothing; the transfer comes."""
    call = s.call()
    call.pa.stream.index = 65536 - 10
    call.exchange(5)
    call.a.bye(LOST)
    call.b.quiet(0.3)
    call.move()
    for _ in range(10):
        call.pb.wait_for(call.pa.push())
        call.gw.wait_for(call.pb.push())
    call.b.quiet(0.1)
    call.bye_moved()


@scene
def lost_and_no_transfer(s):
    """... no transfer within source-wait-ms: UE B gets its BYE then, not before."""
    call = s.call()
    call.a.bye(LOST)
    begin = time.monotonic()
    call.b.serve("BYE")
    took = time.monotonic() - begin
    check(0.7 < took < 4, "BYE after %.1f s, source-wait-ms is 1000", took)


@scene
def lost_callee(s):
    """The same for the callee's leg."""
    call = s.call()
    call.b.bye(LOST)
    call.a.quiet(0.3)
    call.move(phone=call.pb, number="+358402222222")
    call.pa.wait_for(call.pb.push())
    call.cs.request("BYE", headers=[("Reason", "Q.850;cause=16")])
    call.a.serve("BYE")
    call.cs.expect("200 BYE")


@scene
def lost_after_transfer(s):
    """Cause 503 on the PS leg after the 200 to the MSC ends that leg, nothing else."""
    call = s.call()
    call.move()
    call.a.bye(LOST)
    for _ in range(3):
        call.pb.wait_for(call.pa.push())
    call.b.quiet(0.1)
    call.bye_moved()


@scene
def any_bye_after_200(s):
    """Any BYE on the PS leg after the 200 to the MSC ends that leg, before the ACK too."""
    for i, headers in enumerate(((), [("Reason", "Q.850;cause=16")], LOST)):
        call = s.call(port=30000 + 10 * i)
        call.transfer(s.gateway(40000 + 10 * i))
        call.gw.learn(call.cs.expect("200").body)
        call.a.bye(headers)
        call.gw.start()
        call.cs.ack()
        call.pa.via = call.gw
        for _ in range(3):
            call.pb.wait_for(call.pa.push())
            call.gw.wait_for(call.pb.push())
        call.b.quiet(0.1)
        call.bye_moved()


@scene
def ordinary_bye(s):
    """A BYE on the PS leg without cause 503 hangs up at once."""
    for i, headers in enumerate(((), [("Reason", "Q.850;cause=16")], [("Reason", "SIP;cause=500")],
                                 [("Reason", "Q.850;cause=503")])):
        call = s.call(port=30000 + 10 * i)
        call.a.request("BYE", headers=headers)
        call.b.serve("BYE")
        call.a.expect("200 BYE")


@scene
def b_hangs_up_while_waiting(s):
    """UE B hangs up while the session waits for its transfer: it ends; the transfer then finds nothing."""
    call = s.call()
    call.a.bye(LOST)
    call.b.bye()
    gw = s.gateway()
    call.transfer(gw)
    call.cs.expect("404")


@scene
def unprotected_too(s):
    """Cause 503 waits for unprotected sessions as well."""
    call = s.call(protected=False)
    call.a.bye(LOST)
    call.b.quiet(0.3)
    call.b.serve("BYE")


@scene
def transfer_fails_while_waiting(s):
    """A refused transfer while the session waits changes nothing: the next one may still come in time."""
    call = s.call(confirm=False)
    call.ring()
    call.pick_up()
    call.a.bye(LOST)
    gw = s.gateway(45000)
    from lib import sdp
    call.transfer(gw, sdp.sdp(*sdp.session(gw.ip), "m=audio 45000 RTP/AVP 0"))
    call.cs.expect("488")
    call.move(s.gateway(46000))
    call.pb.wait_for(call.pa.push())
    call.bye_moved()


@scene(sip={"t1-ms": 20})
def dead_ps_leg(s):
    """Our own BYE on a dead PS leg meets 481, 408 or silence: the session goes on."""
    for i, answer in enumerate((481, 408, None)):
        call = s.call(port=30000 + 10 * i)
        call.move(s.gateway(40000 + 10 * i))
        call.pb.wait_for(call.pa.push())
        bye = call.a.expect("BYE")
        if answer:
            call.a.answer(bye, answer)
        else:
            s.a.answers = False
            time.sleep(64 * 0.02 + 0.5)
        call.pb.wait_for(call.pa.push())
        call.b.quiet(0.1)
        call.bye_moved()
    equal(s.admin.sessions(), [], "sessions")
