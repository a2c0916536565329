# SPDX-License-Identifier: BSD-2-Clause
"""503 with Retry-After by the limits of contract.md, and the reserve behind them."""

from lib import sdp
from lib.check import check, equal, until
from lib.scene import scene


def refused(s, port=38000):
    """The next call is refused for want of room."""
    got = s.a.invite(sdp=sdp.secure(s.phone(s.a, port=port))).expect("503")
    check(got.has("Retry-After"), "no Retry-After")
    s.b.quiet(0.1)


@scene(limits={"sessions": 2})
def sessions_limit(s):
    """sessions = 2: the third call gets 503 with Retry-After; after a BYE there is room again."""
    one, two = s.call(), s.call(port=31000)
    refused(s)
    one.bye()
    three = s.call(port=32000)
    two.bye()
    three.bye()


@scene(media={"ports": "20000-20019", "quarantine-ms": 100})
def ports_limit(s):
    """Ten pairs: three calls of two pairs and one in reserve each; the fourth gets 503."""
    calls = [s.call(port=31000 + 10 * i) for i in range(3)]
    refused(s)
    for call in calls:
        call.exchange(1, rtcp=False)
    for call in calls:
        call.bye()
    until(lambda: s.admin.value("sealift_ports_free"), s.start_ports, "ports free")
    s.call(port=33000).bye()


@scene(media={"ports": "20000-20019"})
def reserve_for_transfers(s):
    """Transfers are never refused for want of resources: a CS pair is in reserve for each session."""
    calls = []
    for i in range(3):
        caller = s.party("A%d" % i, 50 + i, number="+35840700000%d" % i)
        calls.append(s.call(caller=caller, port=31000 + 10 * i))
    refused(s)
    for i, call in enumerate(calls):
        call.move(s.gateway(40000 + 10 * i), number="+35840700000%d" % i)
    for call in calls:
        call.exchange(1, rtcp=False)
        call.release_ps()
        call.bye_moved()


@scene(limits={"sessions": 5}, timeout=40)
def flood(s):
    """Two hundred INVITEs at once: each has an answer, the calls that were up stay up."""
    call = s.call()
    offer = sdp.secure(s.phone(s.a, port=38000))
    asked = [s.a.invite(sdp=offer) for _ in range(200)]
    up = []
    while len(up) < 4:
        b = s.b.incoming()
        b.reply(486)
        b.expect("ACK")
        up.append(b)
    done = 0
    for dlg in asked:
        while not any(m.call_id == dlg.call_id and m.status >= 200 for m in s.a.inbox):
            for b in [m for m in s.b.inbox if m.method == "INVITE"]:
                late = s.b.incoming()
                late.reply(486)
            if not s.a.pump(0.05):
                s.b.pump(0.0)
        check(dlg.expect("xxx").status in (503, 486), "status %d", dlg.got.status)
        done += 1
    equal(done, 200, "answers")
    s.b.pump(0.3)
    while s.b.pump(0.1):
        pass
    s.b.inbox = [m for m in s.b.inbox if m.method != "ACK"]
    call.exchange(3)
    call.bye()
