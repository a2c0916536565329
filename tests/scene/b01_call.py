# SPDX-License-Identifier: BSD-2-Clause
"""The ordinary call: INVITE, 18x, 2xx, ACK, media both ways, BYE from either side."""

from lib import sdp
from lib.check import check, equal, until
from lib.scene import scene


@scene
def plain_call(s):
    """A B2BUA: initial INVITE, 100, 180, 2xx, ACK, BYE; sessions and ports come back."""
    call = s.call(protected=False)
    equal(s.admin.value("sealift_sessions"), 1, "sealift_sessions")
    call.exchange(5)
    call.bye()


@scene
def protected_call(s):
    """Bridges that pass SRTP and SRTCP octet for octet both ways."""
    call = s.call()
    equal(s.admin.value("sealift_sessions", secure="sdes"), 1, 'sealift_sessions{secure="sdes"}')
    call.exchange(20)
    call.bye()


@scene
def hundred_first(s):
    """100: the caller hears Trying at once, before the callee has said anything."""
    a = s.a.invite(sdp=sdp.plain(s.phone(s.a, suite=None)))
    a.expect("100")
    b = s.b.incoming()
    b.reply(486)
    b.expect("ACK")
    a.expect("486")


@scene
def callee_hangs_up(s):
    """BYE from either side: here the callee's."""
    call = s.call()
    call.exchange(2)
    call.bye(call.b)


@scene
def byes_cross(s):
    """BYE from both sides at once: each gets its 200, nothing is left."""
    call = s.call()
    call.a.request("BYE")
    call.b.request("BYE")
    for one in (call.a, call.b):
        got = one.either("BYE", "200 BYE")
        if got.is_request:
            one.answer(got, 200)
            one.expect("200 BYE")
        else:
            # the other side's BYE may still be on its way to us, or have been made needless
            rest = [m for m in one.party.inbox if m.call_id == one.call_id and m.is_request]
            check(not rest, "%s after the end", rest)


@scene
def own_dialogs(s):
    """Own Call-ID, tags, CSeq and Contact on each leg; Via and Contact carry the listening address."""
    call = s.call(confirm=False)
    call.ring()
    call.pick_up()
    inv_a, inv_b = call.a.invite, call.b.invite
    check(inv_b.call_id != inv_a.call_id, "the Call-ID went through")
    check(inv_b.tag("From") != inv_a.tag("From"), "the From tag went through")
    check(call.a.got.tag("To") != call.b.tag, "the To tag went through")
    check(s.a.ip not in inv_b.get("Contact") and s.ip in inv_b.get("Contact"), "Contact to UE B")
    check(s.ip in call.a.target and s.b.ip not in call.a.target, "Contact to UE A")
    equal(len(inv_b.all("Via")), 1, "Vias to UE B")
    check(s.ip in inv_b.all("Via")[0], "Via %s", inv_b.all("Via")[0])
    equal(inv_b.uri, inv_a.uri, "Request-URI")
    call.bye()


@scene
def several_18x(s):
    """Any number of 18x with or without SDP."""
    call = s.call(confirm=False)
    a = s.a.invite(sdp=call.offer)
    b = s.b.incoming()
    b.reply(183)
    b.reply(180)
    b.reply(183, sdp=call.answer)
    b.reply(181)
    b.reply(180, sdp=call.answer)
    for status, with_sdp in (("183", 0), ("180", 0), ("183", 1), ("181", 0), ("180", 1)):
        equal(bool(a.expect(status).body), bool(with_sdp), "SDP in %s" % status)
    call.a, call.b = a, b
    call.offered = b.req.body
    call.pa.learn(a.got.body)
    call.pb.learn(call.offered)
    call.exchange(3)                    # early media
    call.pick_up()
    call.exchange(3)
    call.bye()


@scene
def no_18x(s):
    """A 2xx without any 18x."""
    call = s.call(confirm=False)
    call.a = s.a.invite(sdp=call.offer)
    call.b = s.b.incoming()
    call.offered = call.b.req.body
    call.pick_up()
    call.exchange(2)
    call.bye()


@scene
def late_offer(s):
    """Offer in the 200 and answer in the ACK."""
    pa, pb = s.phone(s.a), s.phone(s.b)
    a = s.a.invite()
    b = s.b.incoming()
    check(not b.req.body, "an SDP from nowhere")
    b.reply(180)
    a.expect("180")
    offer, answer = sdp.secure(pb), sdp.secure(pa)
    b.reply(200, offer)
    got = a.expect("200").body
    equal(got, sdp.edited(offer, got), "offer in the 200")
    a.ack(answer)
    got_b = b.expect("ACK").body
    equal(got_b, sdp.edited(answer, got_b), "answer in the ACK")
    pa.learn(got)
    pb.learn(got_b)
    state = lambda: s.admin.sessions()[0]["media"][0]["indication"]["state"]
    equal(state(), "negotiated", "indication")
    pb.wait_for(pa.push())
    pa.wait_for(pb.push())
    until(state, "verified", "indication")
    a.request("BYE")
    b.serve("BYE")
    a.expect("200 BYE")


@scene
def many_at_once(s):
    """Twenty calls side by side: each has its own ports, none hears another."""
    calls = [s.call(port=30000 + 10 * i) for i in range(20)]
    equal(len({c.pa.peer for c in calls} | {c.pb.peer for c in calls}), 40, "ports in use")
    for c in calls:
        c.exchange(2, rtcp=False)
    equal(len(s.admin.sessions()), 20, "/sessions")
    for c in calls:
        c.bye()


@scene(sip={"listen": ["udp:{ip}:5060", "udp:[::1]:{v6}"], "trusted": ["{net}.0/25", "::1"],
            "next-hop": "sip:{net}.20:5060"}, media={"address": ["{ip}", "::1"], "ports": "{p6}"})
def over_ipv6(s):
    """UDP over IPv4 and IPv6: an IPv6 caller, its media anchored on IPv6, an IPv4 callee."""
    v6 = s.party("A6", 0, port=s.v6 + 1, number="+358401111111", ip="::1")
    call = s.call(caller=v6, port=s.v6 + 10)
    equal(call.pa.peer[0], "::1", "our media address towards UE A")
    equal(call.pb.peer[0], s.ip, "our media address towards UE B")
    check("c=IN IP6 ::1" in call.answered.decode(), "c= to UE A: %s", call.answered)
    call.exchange(5)
    call.bye()
