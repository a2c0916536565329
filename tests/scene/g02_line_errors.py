# SPDX-License-Identifier: BSD-2-Clause
"""Faults on the CS side: each costs the frames it touches and nothing more, and has a counter."""

import os
import random
import time

from lib import hdlc
from lib.check import check, equal, until
from lib.handover import moved
from lib.scene import scene


def drops(s, reason):
    return s.admin.value("sealift_packets_dropped_total", reason=reason)


def on_raw_line(s):
    """A moved call whose gateway's line can be wrong."""
    call = moved(s)
    call.gw.line = hdlc.Line()
    time.sleep(0.1)                     # where one line ends and the other begins is a fault of its own
    call.drops = s.admin.metrics().by("sealift_packets_dropped_total", "reason")
    return call


def new(s, call, reason):
    """Drops by REASON since the line changed."""
    return drops(s, reason) - call.drops.get(reason, 0)


def good(call, n=2):
    """Packets still cross both ways."""
    for _ in range(n):
        data = call.pa.stream.packet()
        call.gw.line.put(b"\0" + data)
        call.pb.wait_for(data)
        call.gw.wait_for(call.pb.push())


@scene
def bad_fcs(s):
    """CLEARMODE with bad FCS: dropped, counted as fcs."""
    call = on_raw_line(s)
    for _ in range(5):
        bad = call.pa.stream.packet()
        call.gw.line.put(b"\0" + bad, bad_fcs=True)
        good(call, 1)
        call.pb.lacks(bad, 0.01)
    equal(new(s, call, "fcs"), 5, "drops by FCS")
    call.bye_moved()


@scene
def aborts(s):
    """Aborts (seven or more ones inside a frame): dropped, counted as abort; the next frame is whole."""
    call = on_raw_line(s)
    for n in (7, 8, 15, 30):
        call.gw.line.put(b"\0" + call.pa.stream.packet(), cut=30)
        call.gw.line.ones(n)
        good(call, 1)
    equal(new(s, call, "abort"), 4, "drops by abort")
    call.bye_moved()


@scene
def endless_ones(s):
    """Endless ones: a dead line for half a second, then frames again."""
    call = on_raw_line(s)
    call.gw.line.ones(64000 // 2)
    time.sleep(0.6)
    good(call)
    call.bye_moved()


@scene
def endless_frame(s):
    """A frame that never ends: dropped at 1500 octets, counted as long; nothing grows."""
    call = on_raw_line(s)
    call.gw.line.put(b"\0" + os.urandom(6000), cut=5000)
    call.gw.line.flag()
    good(call)
    check(new(s, call, "long") >= 1, "drops: %s", s.admin.metrics().by("sealift_packets_dropped_total", "reason"))
    call.bye_moved()


@scene
def frame_lengths(s):
    """Frames of fewer than 15 or more than 1500 octets (stream octet and FCS counted) are dropped and counted."""
    call = on_raw_line(s)
    head = call.pa.stream.packet()[:12]
    call.gw.line.put(b"\0" + head[:11])                         # 14
    call.gw.line.put(b"\0" + head + os.urandom(1501 - 3 - 12))  # 1501
    edge = [head, head + os.urandom(1500 - 3 - 12)]
    for data in edge:
        call.gw.line.put(b"\0" + data)
        call.pb.wait_for(data)
    until(lambda: new(s, call, "short"), 1, "drops by short")
    until(lambda: new(s, call, "long"), 1, "drops by long")
    good(call)
    call.bye_moved()


@scene
def unknown_stream(s):
    """A frame for a stream that no line has: dropped, counted as stream."""
    call = on_raw_line(s)
    for stream in (1, 2, 255):
        call.gw.line.put(bytes([stream]) + call.pa.stream.packet())
    good(call)
    equal(new(s, call, "stream"), 3, "drops by stream")
    call.bye_moved()


@scene
def wrong_payload_type(s):
    """The wrong payload type: dropped, counted, the line is not confused."""
    call = on_raw_line(s)
    for pt in (0, 97, 127):
        call.gw.send(call.gw.rtp(os.urandom(160), pt), call.gw.peer)
    good(call)
    equal(new(s, call, "payload-type"), 3, "drops by payload type")
    call.bye_moved()


@scene
def wrong_source(s):
    """CLEARMODE from the wrong source: dropped, counted, never touches the live decoder."""
    call = moved(s)
    thief = s.gateway(40000, host=33)
    thief.peer = call.gw.peer
    before = drops(s, "source")
    thief.line.put(b"\0" + call.pa.stream.packet())
    thief.start()
    time.sleep(0.3)
    call.exchange(3, rtcp=False)
    thief.stop()
    check(drops(s, "source") > before, "not counted")
    check(not thief.packets, "the thief gets our packets")
    call.bye_moved()


@scene
def no_rtp(s):
    """What is no RTP at all on the CS port: dropped, counted as malformed."""
    call = on_raw_line(s)
    for data in (b"", b"x", b"\x80" * 11, b"\x00" * 172, b"\x8f" + os.urandom(20), b"\xb0\x60" + os.urandom(14)):
        call.gw.send(data, call.gw.peer)
    good(call)
    check(new(s, call, "malformed") >= 4, "drops: %s", s.admin.metrics().by("sealift_packets_dropped_total", "reason"))
    call.bye_moved()


@scene
def odd_sizes(s):
    """CLEARMODE packets of 0, 1, 159, 161 and 800 octets are just more or less of the line."""
    call = moved(s)
    for n in (0, 1, 159, 161, 800, 40):
        call.gw.octets = n
        time.sleep(0.1)
    call.gw.octets = 160
    call.exchange(3, rtcp=False)
    call.bye_moved()


@scene
def header_extension(s):
    """CSRCs, a header extension and padding in CLEARMODE packets are no part of the line."""
    call = moved(s)

    def dress(data):
        head, payload = bytearray(data[:12]), data[12:]
        head[0] = 0x80 | 0x20 | 0x10 | 2
        return [bytes(head) + os.urandom(8) + b"\xbe\xde\x00\x01" + os.urandom(4) + payload + b"\0\0\0\4"]

    call.gw.spoil = dress
    call.exchange(5, rtcp=False)
    call.bye_moved()


@scene
def lost_packets(s):
    """Loss of CLEARMODE packets costs the frames they touch and nothing more."""
    call = moved(s)
    call.pa.forget()
    call.pb.got = []
    rng, gone = random.Random(5), []

    def lose(data):
        if rng.random() < 0.1:
            gone.append(data)
            return []
        return [data]

    call.gw.spoil = lose
    call.pa.talk()
    time.sleep(4)
    call.pa.hush()
    call.gw.spoil = lambda data: [data]
    time.sleep(0.3)
    flow = call.pb.heard(call.pa)
    check(not flow.foreign and not flow.twice, "%d foreign, %d twice", len(flow.foreign), flow.twice)
    check(len(flow.lost) <= 2 * len(gone), "%d frames lost by %d packets", len(flow.lost), len(gone))
    check(len(gone) > 3 and len(flow.sent) > 150, "the scene itself")
    call.bye_moved()


@scene
def doubled_packets(s):
    """Duplicates of CLEARMODE packets cost nothing."""
    call = moved(s)
    call.pa.forget()
    call.pb.got = []
    call.gw.spoil = lambda data: [data, data]
    call.pa.talk()
    time.sleep(2)
    call.pa.hush()
    time.sleep(0.3)
    call.pb.heard(call.pa).check_whole("with every packet doubled")
    check(drops(s, "late") > 50, "duplicates were not counted")
    call.bye_moved()


@scene
def swapped_packets(s):
    """Reordering of CLEARMODE packets costs at most the frames it touches."""
    call = moved(s)
    call.pa.forget()
    call.pb.got = []
    held, swaps = [], [0]

    def swap(data):
        if held:
            return [data, held.pop()]
        swaps[0] += 1
        if swaps[0] % 8 == 0:
            held.append(data)
            return []
        return [data]

    call.gw.spoil = swap
    call.pa.talk()
    time.sleep(3)
    call.pa.hush()
    call.gw.spoil = lambda data: [data] + ([held.pop()] if held else [])
    time.sleep(0.3)
    flow = call.pb.heard(call.pa)
    check(not flow.foreign and not flow.twice, "%d foreign, %d twice", len(flow.foreign), flow.twice)
    check(len(flow.lost) <= 2 * (swaps[0] // 8 + 1), "%d frames lost by %d swaps", len(flow.lost), swaps[0] // 8)
    call.bye_moved()


@scene
def random_noise(s):
    """Two seconds of random octets on the line: no packet at UE B, then all is well again."""
    call = on_raw_line(s)
    before = len(call.pb.got)
    line, call.gw.line = call.gw.line, type("Noise", (), {"octets": lambda self, n: os.urandom(n)})()
    time.sleep(2)
    call.gw.line = line
    equal(len(call.pb.got), before, "packets at UE B out of noise")
    line.flag()
    good(call)
    call.bye_moved()
