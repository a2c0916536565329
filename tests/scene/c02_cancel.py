# SPDX-License-Identifier: BSD-2-Clause
"""CANCEL and its races."""

import time

from lib import sdp
from lib.check import check, equal
from lib.scene import scene


def begin(s):
    a = s.a.invite(sdp=sdp.secure(s.phone(s.a)))
    return a, s.b.incoming()


@scene
def while_ringing(s):
    """CANCEL while it rings: 200 to it, 487 to the INVITE, CANCEL to UE B."""
    a, b = begin(s)
    b.reply(180)
    a.expect("180")
    a.cancel()
    b.serve("CANCEL")
    b.reply(487)
    b.expect("ACK")
    a.gather("200 CANCEL", "487")


@scene
def before_any_answer(s):
    """CANCEL before UE B said anything: none goes out until a provisional came (RFC 3261 9.1)."""
    a, b = begin(s)
    a.expect("100")
    a.cancel()
    b.quiet(0.2)
    b.reply(100)
    b.serve("CANCEL")
    b.reply(487)
    b.expect("ACK")
    a.gather("200 CANCEL", "487")


@scene
def reason_passes(s):
    """The Reason of a CANCEL reaches UE B (RFC 3326)."""
    a, b = begin(s)
    b.reply(180)
    a.expect("180")
    a.cancel([("Reason", 'SIP;cause=200;text="Call completed elsewhere"')])
    check("cause=200" in (b.serve("CANCEL").get("Reason") or ""), "no Reason at UE B")
    b.reply(487)
    b.expect("ACK")
    a.gather("200 CANCEL", "487")


@scene
def crosses_200(s):
    """CANCEL crossing the 200: UE A gets 487 or the call; UE B gets ACK and then BYE, never silence."""
    call = s.call(confirm=False)
    call.ring()
    a, b = call.a, call.b
    a.cancel()
    b.reply(200, call.answer)           # on its way before the CANCEL came
    seen = set()
    while not seen & {"200 INVITE", "487 INVITE"}:
        seen.add(a.either("200 CANCEL", "200 INVITE", "487").name)
    if "200 INVITE" in seen:            # the 200 won: UE A has a call and hangs up
        a.ack()
        end_of(b, byes=0)
        a.request("BYE")
        end_of(b, byes=1)
        a.either("200 CANCEL", "200 BYE")
    else:
        end_of(b, byes=1)
    for m in list(s.a.inbox):
        check(m.name in ("100 INVITE", "200 CANCEL", "200 BYE"), "%s at UE A", m.name)
        s.a.inbox.remove(m)


def end_of(b, byes):
    """UE B: ACK, CANCEL (too late, still 200), BYE as they come until BYES BYEs were answered."""
    while byes or b.req.method not in ("ACK", "BYE"):
        got = b.either("ACK", "CANCEL", "BYE")
        if got.method != "ACK":
            b.answer(got, 200)
        if got.method == "BYE":
            byes -= 1
        elif got.method == "ACK" and not byes:
            return


@scene
def after_200(s):
    """CANCEL after the 200: it is answered and changes nothing."""
    call = s.call()
    call.a.cancel()
    got = call.a.either("200 CANCEL", "481 CANCEL")
    check(got.status in (200, 481), "status %d", got.status)
    call.b.quiet(0.2)
    call.exchange(2)
    call.bye()


@scene
def unknown_transaction(s):
    """CANCEL of an INVITE that we never saw: 481."""
    got = s.a.ask("CANCEL", s.b.uri, contact=False)
    equal(got.status, 481, "status")


@scene(sip={"t1-ms": 50})
def callee_ignores(s):
    """UE B answers neither CANCEL nor INVITE any more: UE A still has its 487, the session still ends."""
    a, b = begin(s)
    b.reply(180)
    a.expect("180")
    s.b.answers = False
    a.cancel()
    a.gather("200 CANCEL", "487", timeout=8)
    b.expect("CANCEL")


@scene
def early_bye(s):
    """BYE in an early dialog ends it as CANCEL would (RFC 3261 15)."""
    a, b = begin(s)
    b.reply(180)
    a.expect("180")
    a.request("BYE")
    a.gather("200 BYE", "487")
    b.serve("CANCEL")
    b.reply(487)
    b.expect("ACK")


@scene
def twice(s):
    """Forty calls cancelled at various moments: all ports and sessions come back."""
    for i in range(40):
        a = s.a.invite(sdp=sdp.secure(s.phone(s.a, port=30000 + 4 * i)))
        b = s.b.incoming()
        b.reply(180)
        if i % 2:
            a.expect("180")
        time.sleep(0.002 * (i % 5))
        a.cancel()
        if i % 4 == 3:
            b.reply(486)
            while b.either("ACK", "CANCEL").method != "ACK":
                b.answer(b.req, 200)
        else:
            b.serve("CANCEL")
            b.reply(487)
            b.expect("ACK")
        while not s.a.pump(0) and not any(m.status >= 300 for m in s.a.inbox):
            time.sleep(0.002)
        while a.either("18x", "200 CANCEL", "4xx").status < 300:
            pass
    time.sleep(0.1)
    s.a.pump(0.1)
    for m in list(s.a.inbox):
        if m.name == "200 CANCEL":
            s.a.inbox.remove(m)


@scene(sip={"t1-ms": 10})
def callee_never_ends_it(s):
    """UE B answers the CANCEL and never the INVITE: after 64 x T1 nothing is left (RFC 3261 9.1)."""
    a, b = begin(s)
    b.reply(180)
    a.expect("180")
    a.cancel()
    b.serve("CANCEL")
    a.gather("200 CANCEL", "487")
    time.sleep(64 * 0.01 + 0.4)
    check(s.daemon.stop() < 0.5, "sealiftd still waited for a leg")
