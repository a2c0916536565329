# SPDX-License-Identifier: BSD-2-Clause
"""Authenticated latching: a phone's address changes under the call, and only its own packets say so."""

from lib import sdp
from lib.check import check, equal, until
from lib.scene import scene


def drops(s):
    return s.admin.value("sealift_packets_dropped_total", reason="source")


def learned(s, leg="ps"):
    return s.admin.value("sealift_media_sources_learned_total", leg=leg)


def passes(call, place, rtcp=False):
    """UE A's next packet, from PLACE, comes to UE B."""
    data = call.pa.stream.rtcp() if rtcp else call.pa.stream.packet()
    to = call.pa.peer_rtcp if rtcp else call.pa.peer
    place.send(data, to, rtcp and to != call.pa.peer)
    call.pb.wait_for(data)
    return data


def refused(s, call, place, data, rtcp=False):
    """DATA, from PLACE, is dropped and counted."""
    before = drops(s)
    to = call.pa.peer_rtcp if rtcp else call.pa.peer
    place.send(data, to, rtcp and to != call.pa.peer)
    until(lambda: drops(s), before + 1, "drops by source")
    check(all(p.data != data for p in call.pb.got[-3:]) or data in call.pa.sent, "it came through")


def hears(call, place, rtcp=False):
    """What UE B sends to UE A comes to PLACE."""
    data = call.pb.push(rtcp=rtcp)
    place.wait_for(data)


def reoffer(call, body):
    call.a.request("INVITE", body)
    call.b.expect("INVITE")
    call.b.reply(200, call.answer)
    call.a.expect("200 INVITE")
    call.a.ack()
    call.b.expect("ACK")


def away(s, host=11):
    """Another place for UE A to be."""
    return s.phone(s.party("away%d" % host, host, port=5070), 31000)


@scene
def rtp_moves(s):
    """One packet with a good tag and a new index: RTP comes from there and goes there, RTCP does not."""
    call = s.call()
    call.exchange(3)
    place = away(s)
    for _ in range(40):
        passes(call, place)
    hears(call, place)
    hears(call, call.pa, rtcp=True)
    call.pb.wait_for(call.pa.push(rtcp=True))
    equal((learned(s), drops(s)), (1, 0), "sources learned and packets dropped")
    call.bye()


@scene
def rtcp_moves(s):
    """SRTCP by its own index; an old one from elsewhere proves nothing."""
    call = s.call()
    call.exchange(2)
    place = away(s)
    old = call.pa.sent[-1]
    refused(s, call, place, old, rtcp=True)
    passes(call, place, rtcp=True)
    hears(call, place, rtcp=True)
    hears(call, call.pa)
    equal(learned(s), 1, "sources learned")
    call.bye()


@scene
def both_with_mux(s):
    """rtcp-mux: one source for both, whichever kind proves it."""
    call = s.call(extra=("a=rtcp-mux",))
    call.exchange(2)
    place = away(s)
    passes(call, place, rtcp=True)
    hears(call, place)
    hears(call, place, rtcp=True)
    passes(call, place)
    call.bye()


@scene
def replays_are_not_followed(s):
    """Each packet again from elsewhere, right after it came: valid tags, not one new index."""
    call = s.call()
    thief = s.phone(s.stranger, 30000)
    before = drops(s)
    for _ in range(50):
        data = call.pa.push()
        call.pb.wait_for(data)
        thief.send(data, call.pa.peer)
    until(lambda: drops(s), before + 50, "drops by source")
    hears(call, call.pa)
    check(not thief.got, "the thief was learned")
    equal(learned(s), 0, "sources learned")
    call.bye()


@scene
def short_tags(s):
    """32-bit tags: three consecutive ones from one source; a thief's copies in between do not disturb."""
    call = s.call(suite="AES_CM_128_HMAC_SHA1_32")
    call.exchange(3)
    place, thief = away(s), s.phone(s.stranger, 30000)
    for _ in range(2):
        data = call.pa.stream.packet()
        refused(s, call, place, data)
        refused(s, call, thief, data)
        refused(s, call, thief, call.pa.stream.forged())
    hears(call, call.pa)
    passes(call, place)
    hears(call, place)
    check(not thief.got, "the thief was learned")
    call.bye()


@scene
def forged_ahead(s):
    """Packets with the right source and SSRC, far ahead and without the keys, do not stop a later move."""
    call = s.call()
    call.exchange(3)
    real = call.pa.stream.index
    for i in range(60):
        call.pa.stream.index = real + 0x7000 * (i + 1)
        call.pa.push(call.pa.stream.forged())
        call.pa.stream.index = real
        call.pb.wait_for(call.pa.push())
        real = call.pa.stream.index
    place = away(s)
    passes(call, place)
    hears(call, place)
    call.bye()


@scene
def late_join(s):
    """A stream whose rollover counter is 1 before we hear of it: found, and the phone may move."""
    call = s.call()
    call.pa.stream.index += 0x10000
    call.exchange(3)
    place = away(s)
    passes(call, place)
    hears(call, place)
    call.bye()


@scene
def refresh_keeps_it(s):
    """A re-INVITE with the address of before does not undo what was learned; a new address does."""
    call = s.call()
    call.exchange(2)
    place, third = away(s), away(s, 12)
    passes(call, place)

    reoffer(call, call.offer)
    passes(call, place)
    hears(call, place)
    reoffer(call, sdp.secure(third, crypto=["a=crypto:" + call.pa.key.line()], version=2))
    hears(call, third)
    passes(call, third)
    call.bye()


@scene
def dtls_does_not_move(s):
    """Without keys the signalled source is the only one."""
    extra = ("a=fingerprint:sha-256 " + ":".join(["AB"] * 32), "a=setup:actpass")
    call = s.call(offer=lambda p: sdp.secure(p, crypto=(), profile="UDP/TLS/RTP/SAVP", extra=extra),
                  answer=lambda p: sdp.secure(p, crypto=(), profile="UDP/TLS/RTP/SAVP",
                                              extra=(extra[0], "a=setup:active")))
    call.exchange(2)
    place = away(s)
    for _ in range(5):
        refused(s, call, place, call.pa.stream.packet())
    hears(call, call.pa)
    equal(learned(s), 0, "sources learned")
    call.bye()


@scene
def flood(s):
    """Thousands of wrong tags from elsewhere: the call goes on, no more than so many are looked at."""
    call = s.call()
    call.exchange(2)
    thieves = [s.phone(s.stranger, 30000 + 2 * i) for i in range(4)]
    before = drops(s)
    call.talk()
    n = 4000
    ahead = call.pa.stream.index
    for i in range(n):
        thieves[i % 4].send(forged(call, ahead + 2000 + i % 100), call.pa.peer)
        if i % 40 == 39:
            until(lambda: drops(s), lambda v: v >= before + i - 200, "drops by source", 10)
    until(lambda: drops(s), before + n, "drops by source", 10)
    call.hush()
    call.exchange(3)
    check(s.admin.value("sealift_media_checks_skipped_total") > 0, "every tag was looked at")
    check(all(not t.got for t in thieves), "a thief was learned")
    place = away(s)
    until(lambda: try_move(call, place), True, "the phone to be followed", 5)
    call.bye()


def forged(call, index):
    stream = call.pa.stream
    was, ts = stream.index, stream.ts
    stream.index = index
    data = stream.forged()
    stream.index, stream.ts = was, ts
    return data


def try_move(call, place):
    data = call.pa.stream.packet()
    place.send(data, call.pa.peer)
    try:
        call.pb.wait_for(data, 0.1)
        return True
    except AssertionError:
        return False
