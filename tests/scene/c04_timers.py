# SPDX-License-Identifier: BSD-2-Clause
"""A ring timer, and a guard for sessions whose peers died."""

import time

from lib import sdp
from lib.check import check, equal
from lib.scene import scene


@scene(sip={"ring-ms": 1000})
def ring_timer(s):
    """A ring timer: nobody picks up, the caller gets 408 (or 480), UE B CANCEL."""
    call = s.call(confirm=False)
    call.ring()
    call.b.serve("CANCEL")
    call.b.reply(487)
    call.b.expect("ACK")
    check(call.a.expect("xxx").status in (408, 480), "status %d", call.a.got.status)


@scene(sip={"ring-ms": 1000})
def ring_timer_and_answer(s):
    """A call that was answered is not ended by the ring timer."""
    call = s.call()
    call.a.quiet(1.3)
    call.b.quiet(0.0)
    call.bye()


@scene(sip={"guard-ms": 800, "t1-ms": 20})
def quiet_but_alive(s):
    """A guard for sessions whose peers died: OPTIONS to both; they answer, the session stays."""
    call = s.call()
    for _ in range(2):
        call.a.serve("OPTIONS")
        call.b.serve("OPTIONS")
    call.exchange(2)
    call.bye()


@scene(sip={"guard-ms": 800, "t1-ms": 20})
def media_is_life(s):
    """A session with media is not probed."""
    call = s.call()
    call.talk()
    time.sleep(2.0)
    call.hush()
    call.a.quiet(0.0)
    call.b.quiet(0.0)
    call.bye()


@scene(sip={"guard-ms": 800, "t1-ms": 20})
def both_dead(s):
    """Both peers died: the session ends by itself, its ports come back."""
    call = s.call()
    s.a.answers = s.b.answers = False
    call.a.expect("OPTIONS")
    call.b.expect("OPTIONS")
    time.sleep(3)
    for p in (s.a, s.b):                # BYEs into the void
        p.pump(0.1)
        p.inbox = [m for m in p.inbox if m.method not in ("BYE", "OPTIONS")]


@scene(sip={"guard-ms": 800, "t1-ms": 20})
def one_forgot(s):
    """UE A has forgotten the call (481 to OPTIONS): UE B gets BYE."""
    call = s.call()
    call.a.serve("OPTIONS", 481)
    while call.b.either("OPTIONS", "BYE").method != "BYE":
        call.b.answer(call.b.req, 200)
    call.b.answer(call.b.req, 200)
    s.a.pump(0.3)
    s.a.inbox = [m for m in s.a.inbox if m.method != "BYE"]


@scene(sip={"t1-ms": 20})
def bye_meets_silence(s):
    """UE A hangs up and UE B is dead: UE A has its 200, the session ends."""
    call = s.call()
    s.b.answers = False
    call.a.bye()
    call.b.expect("BYE")


@scene
def bye_meets_481(s):
    """UE A hangs up and UE B answers 481: the session ends all the same."""
    call = s.call()
    call.a.request("BYE")
    call.b.serve("BYE", 481)
    call.a.expect("200 BYE")


@scene(sip={"t1-ms": 20})
def reinvite_meets_408(s):
    """A re-INVITE that UE B never answers: 408 to UE A; the call is dead or as before, not half."""
    call = s.call()
    s.b.answers = False
    call.a.request("INVITE", call.offer.replace("11 1 ", "11 2 "))
    call.b.expect("INVITE")
    got = call.a.expect("xxx", timeout=10)
    check(got.status in (408, 481, 500, 503, 504), "status %d", got.status)
    s.b.answers = True
    seen = {m.method for m in (pumped(s.a, 2.5) + pumped(s.b))}
    if "BYE" not in seen:               # as before: RFC 3261 14.1 lets a UA choose
        call.exchange(2)
        call.bye()
    else:
        equal(sdp.Sdp(call.offer).version, 1, "offer")


def pumped(party, for_s=0.5):
    """What came in the meantime; BYEs answered."""
    end = time.monotonic() + for_s
    while time.monotonic() < end:
        party.pump(0.05)
    got, party.inbox = party.inbox, []
    for m in got:
        if m.is_request and m.method == "BYE":
            dlg = next(d for d in party.stage.dialogs if d.call_id == m.call_id)
            dlg.answer(m, 200)
    return got
