# SPDX-License-Identifier: BSD-2-Clause
"""The relay between two UEs: octet for octet, RTP and RTCP, whatever it is."""

import os
import socket
import time

from lib import sdp
from lib.check import check, equal, until
from lib.media import Flow
from lib.scene import scene
from lib.srtp import Stream


@scene
def every_length(s):
    """SRTP passes octet for octet, whatever its length, across a sequence wrap."""
    call = s.call()
    for size in list(range(1, 64)) + [100, 172, 500, 1000, 1200, 1400]:
        data = call.pa.stream.packet(size)
        call.pa.push(data)
        equal(call.pb.wait_for(data).data, data, "a packet of %d octets" % len(data))
    call.bye()


@scene
def steady_flow(s):
    """Two seconds of a packet every 20 ms both ways: none lost, doubled, changed or out of order."""
    call = s.call()
    call.talk()
    time.sleep(2)
    call.hush()
    time.sleep(0.1)
    call.pb.heard(call.pa).check_whole("UE A to UE B")
    call.pa.heard(call.pb).check_whole("UE B to UE A")
    call.bye()


@scene
def burst(s):
    """A burst of 100 packets at once arrives whole and in order."""
    call = s.call()
    for _ in range(100):
        call.pa.push()
    call.pb.wait(100)
    call.pb.heard(call.pa).check_whole("burst")
    call.bye()


@scene
def mux(s):
    """rtcp-mux: SRTCP on the RTP port."""
    call = s.call(extra=["a=rtcp-mux"])
    equal(call.pa.peer_rtcp, call.pa.peer, "RTCP address towards UE A")
    call.exchange(3)
    call.bye()


@scene
def separate(s):
    """Separate RTCP, on a port that a=rtcp names at either end."""
    ports = {"A": 30600, "B": 30700}
    extra = [s.phone(s.a, ports["A"]), s.phone(s.b, ports["B"])]
    call = s.call(offer=lambda p: sdp.secure(p, extra=["a=rtcp:30600"]),
                  answer=lambda p: sdp.secure(p, extra=["a=rtcp:30700"]))
    for one, other, mine, sink in ((call.pa, call.pb, extra[0], extra[1]), (call.pb, call.pa, extra[1], extra[0])):
        data = one.stream.rtcp()
        mine.send(data, one.peer_rtcp)
        equal(sink.wait_for(data).src, other.peer_rtcp, "source of SRTCP")
    call.exchange(3, rtcp=False)
    call.bye()


@scene
def whatever_it_is(s):
    """A restart of the sequence, an unknown payload type, a packet that is no RTP at all: relayed, from the right source."""
    call = s.call()
    call.exchange(2, rtcp=False)
    other = Stream(call.pa.key, pt=13, seq=4)
    stun = b"\x00\x01\x00\x08\x21\x12\xa4\x42" + os.urandom(12) + os.urandom(8)
    dtls = b"\x16\xfe\xfd" + bytes(8) + b"\x00\x10" + os.urandom(16)
    odd = [other.packet(), Stream(None, pt=127, seq=0).packet(), stun, dtls, b"x", os.urandom(11), b"\x00" * 40]
    call.pa.stream.index = 9
    odd.append(call.pa.stream.packet())
    for data in odd:
        call.pa.push(data)
        call.pb.wait_for(data)
    call.bye()


@scene
def bad_packets_end_nothing(s):
    """No number of bad packets ends a call: 500 with a wrong tag, then a good one (CVE-2021-41105)."""
    call = s.call()
    for i in range(500):
        call.pa.push(call.pa.stream.forged())
        if i % 50 == 49:
            call.pb.wait(i + 1)
    call.exchange(3)
    equal(len(s.admin.sessions()), 1, "sessions")
    call.bye()


@scene
def nobody_yet(s):
    """Media to a side whose address is not known (any more) is dropped and counted, and harms nothing."""
    call = s.call()
    held = call.answer.replace("c=IN IP4 " + s.b.ip, "c=IN IP4 0.0.0.0").replace(" 4711 1 ", " 4711 2 ")
    call.b.request("UPDATE", held)
    call.a.serve("UPDATE", sdp=call.offer)
    call.b.expect("200 UPDATE")
    call.pb.lacks(call.pa.push())
    until(lambda: s.admin.value("sealift_packets_dropped_total", reason="no-remote"), 1, "drops")
    call.b.request("UPDATE", call.answer.replace(" 4711 1 ", " 4711 3 "))
    call.a.serve("UPDATE", sdp=call.offer)
    call.b.expect("200 UPDATE")
    call.exchange(2)
    call.bye()


@scene
def early_media_before_answer(s):
    """UE B sends before any SDP of its own came: it is nobody's signalled source, dropped and counted."""
    call = s.call(confirm=False)
    before = s.admin.value("sealift_packets_dropped_total")
    call.a = s.a.invite(sdp=call.offer)
    call.b = s.b.incoming()
    call.offered = call.b.req.body
    call.pb.learn(call.offered)
    call.pa.lacks(call.pb.push())
    until(lambda: s.admin.value("sealift_packets_dropped_total"), lambda v: v > before, "drops counted")
    call.pick_up()
    call.pb.sent.clear()
    call.exchange(2)
    call.bye()


@scene
def deaf_while_idle(s):
    """Ports are deaf while idle: what was sent to them before a call never comes out in it."""
    spray = s.phone(s.b, port=30000)
    junk = [spray.stream.packet() for _ in range(50)]
    for port in range(20000, 20200):
        for data in junk[:10]:
            spray.send(data, (s.ip, port))
    spray.close()
    s.endpoints.remove(spray)
    call = s.call()
    time.sleep(0.2)
    check(not call.pa.got and not call.pb.got, "old packets came out")
    call.exchange(2)
    call.bye()


@scene
def first_in_first_out(s):
    """First-in-first-out: the ports of the last call are the last to be used again."""
    used = []
    for i in range(4):
        call = s.call(port=30000 + 10 * i)
        used += [call.pa.peer, call.pb.peer]
        call.bye()
    equal(len(set(used)), len(used), "ports in four calls one after another")


@scene(media={"quarantine-ms": 1500, "ports": "20000-20019"})
def quarantine(s):
    """... with a quarantine: a port is not used again at once, even if no other is left."""
    calls = [s.call(port=30000 + 10 * i) for i in range(3)]
    for call in calls:
        call.bye()
    calls = [s.call(port=31000 + 10 * i) for i in range(2)]
    s.a.invite(sdp=calls[0].offer).expect("503")    # of ten pairs six rest and four are in use
    time.sleep(1.6)
    for call in calls + [s.call(port=32000)]:
        call.bye()


@scene
def silence_after_bye(s):
    """After BYE nothing is relayed any more."""
    call = s.call()
    call.exchange(1)
    call.bye()
    time.sleep(0.1)
    call.pb.lacks(call.pa.push())


@scene
def dscp(s):
    """dscp = 46: media packets bear it."""
    call = s.call()
    sock = call.pb.sockets[0]
    s.reactor.remove(sock)
    sock.setblocking(True)
    sock.settimeout(2)
    sock.setsockopt(socket.IPPROTO_IP, socket.IP_RECVTOS, 1)
    call.pa.push()
    _, ancillary, _, _ = sock.recvmsg(2048, 64)
    equal(ancillary[0][2][0] >> 2, 46, "DSCP")
    s.reactor.add(sock, lambda: call.pb.read(sock, False))
    call.bye()


@scene
def counters(s):
    """sealift_packets_total{leg,direction} and sealift_relay_path_packets_total{path} count what passed."""
    call = s.call()
    call.exchange(10, rtcp=False)
    m = s.admin.metrics()
    check(m.sum("sealift_packets_total", leg="ps") >= 20, "packets:\n%s", m.by("sealift_packets_total", "leg"))
    check(m.sum("sealift_relay_path_packets_total", path="user") >= 20, "relay path")
    call.bye()


@scene
def video_too(s):
    """Several m-lines, audio and video, each with its bridge and its own ports."""
    va, vb = s.phone(s.a, 31000, size=1100), s.phone(s.b, 31000, size=1100)
    line = lambda p: ["m=video %d RTP/SAVP 98" % p.port, "a=rtpmap:98 H264/90000", "a=crypto:" + p.key.line()]
    call = s.call(offer=lambda p: sdp.secure(p, extra=line(va)), answer=lambda p: sdp.secure(p, extra=line(vb)))
    va.learn(call.answered, 1)
    vb.learn(call.offered, 1)
    check(va.peer != call.pa.peer, "video on the port of audio")
    call.exchange(3)
    for _ in range(5):
        vb.wait_for(va.push())
        va.wait_for(vb.push())
    equal(Flow(va.sent, vb.got).foreign, [], "foreign packets in video")
    call.bye()


@scene
def refused_line(s):
    """A refused line (port 0 in the answer) loses its ports; the other goes on."""
    line = ["m=video 30010 RTP/SAVP 98", "a=rtpmap:98 H264/90000"]
    zero = ["m=video 0 RTP/SAVP 98", "a=rtpmap:98 H264/90000"]
    call = s.call(offer=lambda p: sdp.secure(p, extra=line), answer=lambda p: sdp.secure(p, extra=zero))
    media = sdp.Sdp(call.answered).media
    equal(media[1].port, 0, "port of the refused line at UE A")
    call.exchange(3)
    equal(s.admin.value("sealift_ports_free"), s.start_ports - 3, "ports: two and one in reserve")
    call.bye()
