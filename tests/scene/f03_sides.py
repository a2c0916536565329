# SPDX-License-Identifier: BSD-2-Clause
"""The relay's addresses, families and workers, where the sides differ."""

import time

from lib import hdlc, sdp
from lib.check import check, equal
from lib.scene import scene


@scene(media={"address": "{ip}", "address-access": "{net}.2", "address-core": "{net}.3", "address-cs": "{net}.4"})
def realms(s):
    """address-access towards the phone, address-core towards next-hop, address-cs towards the MSC; UE B's never changes."""
    call = s.call()
    equal((call.pa.peer[0], call.pb.peer[0]), (s.net + ".2", s.net + ".3"), "our addresses at UE A and UE B")
    call.exchange(3)
    call.move()
    equal(call.gw.peer[0], s.net + ".4", "our address at the MSC")
    call.exchange(3, rtcp=False)
    call.release_ps()
    call.exchange(3, rtcp=False)
    call.bye_moved()


@scene(media={"workers": 4, "ports": "20000-20399"})
def workers(s):
    """Four workers: forty calls, ten of them on CS, each packet where it belongs."""
    calls = []
    for i in range(40):
        caller = s.party("A%d" % i, 50, port=6000 + i, number="+3584070000%02d" % i)
        calls.append(s.call(caller=caller, port=30000 + 10 * i))
    for i, c in enumerate(calls[:10]):
        c.move(s.gateway(40000 + 10 * i), number=c.caller.number)
    for _ in range(3):
        for c in calls:
            c.exchange(1, rtcp=False)
    for c in calls[:10]:
        c.release_ps()
        c.bye_moved()
    for c in calls[10:]:
        c.bye()


@scene(sip={"listen": ["udp:{ip}:5060", "udp:[::1]:{v6}"], "trusted": ["{net}.0/25", "::1"]},
       media={"address": ["{ip}", "::1"], "ports": "{p6}"}, srvcc={"msc": ["{net}.30", "::1"]})
def msc_on_ipv6(s):
    """An MSC and a gateway on IPv6 for a call on IPv4: the bearer's address family is the MSC's."""
    from lib.clearmode import Gateway
    call = s.call()
    msc = s.party("MSC6", 0, port=s.v6 + 1, ip="::1")
    gw = Gateway(s, "mgw6", "::1", s.v6 + 10)
    s.endpoints.append(gw)
    call.gw = gw
    call.cs = msc.invite("tel:+358400000001", sdp.clearmode(gw), pai="<tel:+358401111111>")
    got = call.cs.expect("200").body
    check(b"IP6 ::1" in got, "c= to the MSC: %s", got)
    gw.learn(got)
    gw.start()
    call.cs.ack()
    call.pa.via = gw
    call.exchange(5, rtcp=False)
    call.release_ps()
    call.bye_moved()


@scene(sip={"listen": ["udp:{ip}:5060", "udp:[::1]:{v6}"], "trusted": ["{net}.0/25", "::1"],
            "next-hop": "sip:[::1]:{v6b}"}, media={"address": ["{ip}", "::1"], "ports": "{p6}"})
def callee_on_ipv6(s):
    """The next hop on IPv6: Contact and Via in brackets, its media whichever family its SDP says."""
    callee = s.party("B6", 0, port=s.v6 + 2, number="+358402222222", ip="::1")
    call = s.call(callee=callee, port=s.v6 + 10)
    check("[::1]" in call.b.invite.get("Contact") and "[::1]" in call.b.invite.all("Via")[0], "Contact %s",
          call.b.invite.get("Contact"))
    call.exchange(5)
    call.bye(call.b)


@scene
def mux_not_taken(s):
    """rtcp-mux offered and not taken: SRTCP on ports of its own."""
    call = s.call(confirm=False)
    call.offer = sdp.secure(call.pa, extra=["a=rtcp-mux"])
    call.ring()
    call.pick_up()
    call.pb.peer_rtcp = (call.pb.peer[0], call.pb.peer[1] + 1)
    equal(call.pa.peer_rtcp, (call.pa.peer[0], call.pa.peer[1] + 1), "RTCP address at UE A")
    call.exchange(3)
    call.bye()


@scene
def gateway_restarts(s):
    """A gateway that starts anew (SSRC, sequence, timestamp, bit phase): its line is found again.

    Two sources are decoded at once; a third takes the place of one that has been silent for a second.
    """
    call = s.call()
    call.move()
    call.exchange(2, rtcp=False)
    for step in (1, 40000, 65535):
        call.gw.seq, call.gw.ts, call.gw.ssrc = call.gw.seq + step, 7 * step, call.gw.ssrc ^ step
        call.gw.line = hdlc.Encoder()
        time.sleep(0.1)                 # flags first, as on any line
        call.exchange(4, rtcp=False)
        time.sleep(1.1)
    call.release_ps()
    call.bye_moved()
