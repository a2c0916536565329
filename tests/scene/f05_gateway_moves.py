# SPDX-License-Identifier: BSD-2-Clause
"""Authenticated latching on the CS side: the gateway's address changes, and only the phone's frames say so."""

import time

from lib.check import check, equal
from lib.handover import moved
from lib.scene import scene


def other_gateway(s, call, host):
    """Another gateway that sends to where the MSC's does."""
    gw = s.gateway(40000, host)
    gw.peer, gw.pt = call.gw.peer, call.gw.pt
    gw.start()
    time.sleep(3 * gw.period)           # flags first: a frame begun elsewhere is lost
    return gw


def learned(s):
    return s.admin.value("sealift_media_sources_learned_total", leg="cs")


@scene
def gateway_moves(s):
    """A frame with a good tag and a new index from another gateway: from there it comes, there it goes."""
    call = moved(s)
    call.exchange(3, rtcp=False)
    call.gw.stop()
    call.pa.via = other_gateway(s, call, 32)
    call.exchange(5, rtcp=False)
    equal(learned(s), 1, "sources learned")
    call.bye_moved()
    call.pa.via.stop()


@scene
def replayed_frames(s):
    """Good frames with packets that were there before, from another gateway: UE B hears nothing of them."""
    call = moved(s)
    thief = other_gateway(s, call, 33)
    n = len(call.pb.got)
    for _ in range(10):
        data = call.pa.push()
        call.pb.wait_for(data)
        thief.put(data)
        call.pb.push()
    thief.wait_idle()
    call.exchange(2, rtcp=False)
    equal(len(call.pb.got) - n, 12, "packets that UE B heard")
    check(not thief.packets, "the thief was learned")
    equal(learned(s), 0, "sources learned")
    call.bye_moved()
    thief.stop()


@scene
def flood_of_lines(s):
    """Lines of flags and rubbish from many addresses leave the live one alone, with not a frame lost."""
    call = moved(s)
    thieves = [other_gateway(s, call, 40 + i) for i in range(5)]
    for t in thieves[1:]:
        t.spoil = lambda data: [data[:12] + bytes(b ^ 0x35 for b in data[12:])] * 3
    call.pa.talk()
    time.sleep(1.5)
    call.pa.hush()
    for t in thieves:
        t.stop()
    call.exchange(3, rtcp=False)
    call.flow().check_whole("UE A's speech")
    check(not any(t.packets for t in thieves), "a thief was learned")
    call.bye_moved()
