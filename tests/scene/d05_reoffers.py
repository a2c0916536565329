# SPDX-License-Identifier: BSD-2-Clause
"""re-INVITE and UPDATE from either side, hold, glare."""

from lib import sdp
from lib.check import check, equal
from lib.scene import scene


def version(text, n):
    return text.replace(" 4711 1 ", " 4711 %d " % n)


def reoffer(one, other, method, offer, answer, status=200):
    """ONE re-offers, OTHER answers; what each saw."""
    one.request(method, offer)
    req = other.expect(method)
    equal(req.body, sdp.edited(offer, req.body), "offer in the " + method)
    other.answer(req, status, answer)
    got = one.expect("%d %s" % (status, method))
    if answer:
        equal(got.body, sdp.edited(answer, got.body), "answer to the " + method)
    if method == "INVITE" and status == 200:
        one.ack()
        other.expect("ACK")
    elif method == "INVITE":
        other.expect("ACK")
    return req.body, got.body


@scene
def both_ways(s):
    """re-INVITE and UPDATE from either side; our ports and addresses stay what they were."""
    call = s.call()
    n = 2
    for method in ("INVITE", "UPDATE"):
        for one, other, offer, answer in ((call.a, call.b, call.offer, call.answer),
                                          (call.b, call.a, call.answer, call.offer)):
            at_other, at_one = reoffer(one, other, method, version(offer, n), version(answer, n))
            n += 1
            mine, theirs = (call.pa, call.pb) if one is call.a else (call.pb, call.pa)
            equal(sdp.Sdp(at_other).media[0].rtp, theirs.peer, "our port at the other party")
            equal(sdp.Sdp(at_one).media[0].rtp, mine.peer, "our port at the one who asked")
            call.exchange(2)
    call.bye()


@scene
def moved_phone(s):
    """A re-INVITE with another port: media follows it, the old port is a foreign source."""
    call = s.call()
    old, call.pa = call.pa, s.phone(s.a, port=33000)
    call.pa.peer, call.pa.peer_rtcp = old.peer, old.peer_rtcp
    reoffer(call.a, call.b, "INVITE", version(sdp.secure(call.pa), 2), version(call.answer, 2))
    call.exchange(3)
    call.pb.lacks(old.push())
    call.bye()


@scene
def hold(s):
    """Hold and resume (sendonly, inactive, sendrecv), and the hold of old with 0.0.0.0."""
    call = s.call()
    for n, (one, two) in enumerate((("sendonly", "recvonly"), ("inactive", "inactive"), ("sendrecv", "sendrecv")), 2):
        reoffer(call.a, call.b, "INVITE", version(sdp.secure(call.pa, direction=one), n),
                version(sdp.secure(call.pb, direction=two), n))
        equal(call.view()["media"][0]["indication"]["direction"], one, "direction in /sessions")
    call.exchange(2)
    old = version(call.offer, 9).replace("c=IN IP4 " + s.a.ip, "c=IN IP4 0.0.0.0")
    at_b, _ = reoffer(call.a, call.b, "INVITE", old, version(call.answer, 9))
    check(b"c=IN IP4 0.0.0.0" in at_b, "0.0.0.0 did not stay: %s", at_b)
    call.pa.lacks(call.pb.push())
    reoffer(call.a, call.b, "INVITE", version(call.offer, 10), version(call.answer, 10))
    call.exchange(2)
    call.bye()


@scene
def hold_keeps_media(s):
    """During hold packets still pass (SRTCP, music on hold): the relay does not police direction."""
    call = s.call()
    reoffer(call.b, call.a, "UPDATE", version(sdp.secure(call.pb, direction="sendonly"), 2),
            version(sdp.secure(call.pa, direction="recvonly"), 2))
    call.exchange(3)
    call.bye()


@scene
def refused_reoffer(s):
    """A re-offer that is refused (488) leaves the call as it was."""
    call = s.call()
    for method in ("INVITE", "UPDATE"):
        call.a.request(method, version(call.offer, 2).replace("30000", "33000"))
        call.b.answer(call.b.expect(method), 488)
        if method == "INVITE":
            call.b.expect("ACK")
        call.a.expect("488 " + method)
        call.exchange(3)
    call.bye()


@scene
def glare(s):
    """re-INVITEs that cross: 491 to at least one, no one hangs, the call goes on."""
    for mine, theirs in (("INVITE", "INVITE"), ("UPDATE", "UPDATE"), ("INVITE", "UPDATE")):
        call = s.call(port=30000 + 100 * len(s.dialogs))
        call.a.request(mine, version(call.offer, 2))
        call.b.request(theirs, version(call.answer, 2))
        statuses = settle(call)
        check(491 in statuses.values(), "%s x %s: %s", mine, theirs, statuses)
        for p in (s.a, s.b):            # the ACKs of the 491s
            p.pump(0.2)
            p.inbox = [m for m in p.inbox if m.method != "ACK"]
        call.exchange(2)
        call.bye()


def settle(call):
    """Play both sides of a glare: a UA with a request out answers the other's with 491."""
    final = {}
    legs = {"a": call.a, "b": call.b}
    for _ in range(40):
        for name, leg in legs.items():
            leg.party.pump(0.05)
            for m in [m for m in leg.party.inbox if m.call_id == leg.call_id]:
                leg.party.inbox.remove(m)
                leg.learn(m)
                if m.is_request and m.method != "ACK":
                    leg.answer(m, 491)
                elif m.status >= 200:
                    final[name] = m.status
        if len(final) == 2:
            break
    return final


@scene
def pending_offer(s):
    """A second offer while one is pending: 491 (or 500 from the same side), the first goes on."""
    call = s.call()
    call.a.request("UPDATE", version(call.offer, 2))
    req = call.b.expect("UPDATE")
    call.a.request("UPDATE", version(call.offer, 3))
    got = call.a.expect("xxx UPDATE")
    check(got.status in (491, 500), "status %d", got.status)
    call.b.answer(req, 200, version(call.answer, 2))
    call.a.expect("200 UPDATE")
    call.exchange(2)
    call.bye()


@scene
def offerless_reinvite(s):
    """A re-INVITE without SDP: offer in its 200, answer in its ACK."""
    call = s.call()
    call.a.request("INVITE")
    req = call.b.expect("INVITE")
    check(not req.body, "an SDP from nowhere")
    offer, answer = version(call.answer, 2), version(call.offer, 2)
    call.b.answer(req, 200, offer)
    got = call.a.expect("200")
    equal(got.body, sdp.edited(offer, got.body), "offer in the 200")
    call.a.ack(answer)
    ack = call.b.expect("ACK")
    equal(ack.body, sdp.edited(answer, ack.body), "answer in the ACK")
    call.exchange(2)
    call.bye()


@scene
def session_refresh(s):
    """A session refresh never resets anything: same SDP ten times while media flows across a wrap."""
    call = s.call()
    call.talk()
    for _ in range(10):
        reoffer(call.a, call.b, "UPDATE", call.offer, call.answer)
    call.hush()
    call.exchange(2)
    call.pb.heard(call.pa).check_whole("UE A to UE B")
    call.bye()


@scene
def video_added(s):
    """A line is added and taken away again by re-INVITE: ports are taken and come back."""
    call = s.call()
    free = s.admin.value("sealift_ports_free")
    va, vb = s.phone(s.a, port=34000, size=200), s.phone(s.b, port=34000, size=200)
    line = lambda p, port: ("m=video %d RTP/SAVP 98\r\na=rtpmap:98 H264/90000\r\na=crypto:%s\r\n"
                            % (port, p.key.line()))
    at_b, at_a = reoffer(call.a, call.b, "INVITE", version(call.offer, 2) + line(va, va.port),
                         version(call.answer, 2) + line(vb, vb.port))
    va.learn(at_a, 1)
    vb.learn(at_b, 1)
    vb.wait_for(va.push())
    va.wait_for(vb.push())
    equal(s.admin.value("sealift_ports_free"), free - 2, "ports with video")
    reoffer(call.a, call.b, "INVITE", version(call.offer, 3) + line(va, 0), version(call.answer, 3) + line(vb, 0))
    call.exchange(2)
    call.bye()
