# SPDX-License-Identifier: BSD-2-Clause
"""The CS side: HDLC in CLEARMODE, judged by libosmocore."""

import os
import time

from lib import sdp
from lib.check import check, equal
from lib.handover import moved
from lib.scene import scene
from lib.srtp import is_rtcp


@scene
def every_length(s):
    """Whole SRTP packets of every length cross the line both ways, octet for octet."""
    call = moved(s)
    for size in list(range(1, 40)) + [61, 100, 300, 700, 1300]:
        call.pb.wait_for(call.pa.push(call.pa.stream.packet(size)))
        call.gw.wait_for(call.pb.push(call.pb.stream.packet(size)))
    check(not call.gw.decoder.errors, "HDLC errors: %s", call.gw.decoder.errors)
    call.bye_moved()


@scene
def hard_bits(s):
    """Payloads of all ones, flags and aborts: stuffing holds."""
    call = moved(s)
    for fill in (b"\xff", b"\x7e", b"\x7d", b"\xfe", b"\x00", b"\xf8", b"\x1f", b"\xfc\x3f"):
        head = call.pa.stream.packet()[:12]
        data = head + (fill * 60)[:60]
        call.pb.wait_for(call.pa.push(data))
        call.gw.wait_for(call.pb.push(data))
    check(not call.gw.decoder.errors, "HDLC errors: %s", call.gw.decoder.errors)
    call.bye_moved()


@scene
def stream_octet(s):
    """Stream 0 is the first media line; SRTCP travels in it and is told apart (RFC 5761)."""
    call = moved(s)
    rtcp = call.pb.push(rtcp=True)
    call.gw.wait_for(rtcp)
    equal({f[1] for f in call.gw.frames}, {0}, "stream octets")
    check(any(is_rtcp(f[2]) for f in call.gw.frames), "no SRTCP among the frames")
    got = call.pb.wait_for(call.pa.push(rtcp=True))
    check(got.rtcp, "SRTCP from the line came on the RTP port")
    call.bye_moved()


@scene
def two_streams(s):
    """Stream 1 is the second media line."""
    va, vb = s.phone(s.a, 31000), s.phone(s.b, 31000)
    line = lambda p: ["m=video %d RTP/SAVP 98" % p.port, "a=rtpmap:98 H263/90000", "a=crypto:" + p.key.line()]
    call = s.call(offer=lambda p: sdp.secure(p, extra=line(va)), answer=lambda p: sdp.secure(p, extra=line(vb)))
    va.learn(call.answered, 1)
    vb.learn(call.offered, 1)
    call.move()
    for _ in range(3):
        call.pb.wait_for(call.pa.push())
        data = va.stream.packet()
        call.gw.put(data, stream=1)
        vb.wait_for(data)
        down = vb.push()
        call.gw.wait_for(down)
        equal([f[1] for f in call.gw.frames if f[2] == down], [1], "stream octet of video")
    call.release_ps()
    call.bye_moved()


@scene
def clock(s):
    """A constant clock: 160 octets every 20 ms; sequence by one, timestamp by 160, one SSRC, for 3 s of traffic."""
    call = moved(s)
    call.gw.clear()
    call.talk()
    time.sleep(3)
    call.hush()
    packets = list(call.gw.packets)
    check(140 <= len(packets) <= 160, "%d packets in 3 s", len(packets))
    last = None
    for p in packets:
        seq, ts, ssrc = (int.from_bytes(p.data[a:b], "big") for a, b in ((2, 4), (4, 8), (8, 12)))
        if last:
            equal((seq - last[0]) & 0xffff, 1, "sequence step")
            equal((ts - last[1]) & 0xffffffff, 160, "timestamp step")
            equal(ssrc, last[2], "SSRC")
        last = (seq, ts, ssrc)
    check(last[2] not in (call.pb.stream.ssrc, call.pa.stream.ssrc), "an SSRC that is a phone's")
    call.bye_moved()


@scene
def other_ptime(s):
    """... unless ptime says otherwise: 10 ms are 80 octets, 40 ms are 320."""
    for i, ptime in enumerate((10, 40)):
        call = s.call(port=30000 + 10 * i)
        gw = s.gateway(40000 + 10 * i, ptime=ptime)
        call.move(gw, offer=sdp.clearmode(gw, extra=["a=ptime:%d" % ptime]))
        call.exchange(2, rtcp=False)
        time.sleep(0.3)
        equal({len(p.data) for p in gw.packets}, {12 + 8 * ptime}, "octets of a packet at ptime %d" % ptime)
        call.release_ps()
        call.bye_moved()


@scene
def frames_span_packets(s):
    """Frames may span packets: 1300 octets take nine; small frames share one."""
    call = moved(s)
    big = call.pa.stream.packet(1300)
    call.pb.wait_for(call.pa.push(big))
    small = [call.pa.push(call.pa.stream.packet(8)) for _ in range(20)]
    for data in small:
        call.pb.wait_for(data)
    for data in [call.pb.push(call.pb.stream.packet(8)) for _ in range(20)]:
        call.gw.wait_for(data)
    call.bye_moved()


@scene(timeout=40)
def own_rtcp(s):
    """The CLEARMODE RTP session has, on port + 1, plain RTCP reports of its own."""
    call = moved(s, released=False)
    end = time.monotonic() + 15
    while not call.gw.rtcp and time.monotonic() < end:
        time.sleep(0.1)
    check(call.gw.rtcp, "no RTCP in 15 s")
    data = call.gw.rtcp[0].data
    check(data[1] in (200, 201), "packet type %d", data[1])
    equal(int.from_bytes(data[4:8], "big"), int.from_bytes(call.gw.packets[0].data[8:12], "big"), "SSRC of the report")
    equal(call.gw.rtcp[0].src, (call.gw.peer[0], call.gw.peer[1] + 1), "source of the report")
    check(all(not p.rtcp or len(p.data) > 30 for p in call.pb.got), "a report of the CS leg at UE B")
    call.release_ps()
    call.bye_moved()


@scene
def steady(s):
    """Three seconds of a packet every 20 ms both ways over CS: none lost, doubled or out of order."""
    call = moved(s)
    call.pa.forget()
    call.pb.forget()
    call.gw.clear()
    call.talk()
    time.sleep(3)
    call.hush()
    time.sleep(0.3)
    call.pb.heard(call.pa).check_whole("UE A to UE B")
    from lib.media import Flow
    Flow(call.pb.sent, call.gw.got).check_whole("UE B to UE A")
    call.bye_moved()


@scene
def what_does_not_cross(s):
    """What is neither SRTP nor SRTCP (DTLS, STUN, ZRTP) is dropped and counted in either direction."""
    call = moved(s)
    odd = [b"\x00\x01\x00\x08\x21\x12\xa4\x42" + os.urandom(20), b"\x16\xfe\xfd" + os.urandom(40),
           b"\x10\x00" + os.urandom(40)]
    for i, data in enumerate(odd):
        call.gw.put(data)
        call.pb.send(data, call.pb.peer)
    time.sleep(0.3)
    check(all(p.data not in odd for p in call.pb.got + call.gw.got), "it crossed")
    equal(s.admin.value("sealift_packets_dropped_total", reason="not-rtp"), 6, "drops")
    call.exchange(2, rtcp=False)
    call.bye_moved()


@scene
def overrun(s):
    """More than the line carries: the queue is bounded, what does not fit is counted, the rest stays whole."""
    call = moved(s)
    for _ in range(400):
        call.pb.push(call.pb.stream.packet(1000))
    time.sleep(1)
    dropped = s.admin.value("sealift_packets_dropped_total", reason="queue")
    check(dropped > 0, "nothing was dropped of 400 kB in 1 s at 64 kbit/s")
    sent = set(call.pb.sent)
    check(all(p.data in sent for p in call.gw.got), "a damaged packet")
    end = time.monotonic() + 20
    while time.monotonic() < end:
        data = call.pb.push()
        time.sleep(0.5)
        if any(p.data == data for p in call.gw.got):
            break
    else:
        check(False, "the line never recovers")
    call.bye_moved()
