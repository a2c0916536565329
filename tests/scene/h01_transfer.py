# SPDX-License-Identifier: BSD-2-Clause
"""The transfer of a protected session: make before break, and UE B sees no difference."""

import time

from lib import sdp
from lib.check import check, equal, until
from lib.scene import scene


def pause(seconds):
    time.sleep(seconds)


def unbroken(call, one, other, name, lost=0):
    """Whatever ONE sent came at OTHER: whole, once, in order."""
    pause(0.15)
    other.heard(one).check_whole(name, lost=lost)


@scene
def simple(s):
    """INVITE to the STN-SR: 200 with the bearer picked, media goes on over it, UE B is told nothing."""
    call = s.call()
    call.exchange(5)
    call.move()
    call.exchange(10, rtcp=False)
    call.b.quiet(0.1)
    call.release_ps()
    call.exchange(5, rtcp=False)
    call.bye_moved()


@scene
def answer_to_msc(s):
    """The answer: the bearer picked and nothing else, our CS port, a=secure-session:sdes e2e SUITE."""
    call = s.call()
    call.move()
    media = sdp.Sdp(call.cs_answer).media
    equal(len(media), 1, "m= lines")
    equal(media[0].formats, ["96"], "formats")
    check(any(v.startswith("96 CLEARMODE/8000") for v in media[0].values("rtpmap")), "rtpmap: %s", media[0].attrs)
    equal(media[0].values("secure-session"), ["sdes e2e AES_CM_128_HMAC_SHA1_80"], "a=secure-session")
    equal(media[0].ip, s.ip, "address")
    check(media[0].rtp not in (call.pa.peer, call.pb.peer), "not a port of its own")
    check(b"inline:" not in call.cs_answer, "a key for the MSC")
    check(call.cs.got.contact, "no Contact")
    call.release_ps()
    call.bye_moved()


@scene
def across_a_wrap(s):
    """Packets every 20 ms both ways across the handover and a sequence wrap: 0 lost, 0 doubled at UE B."""
    call = s.call()
    call.pa.stream.index = 65536 - 40
    call.pb.stream.index = 65536 - 40
    call.talk()
    pause(0.6)
    call.move()
    pause(0.8)
    call.release_ps()
    pause(0.4)
    call.hush()
    check(call.pa.stream.index > 65536, "no wrap")
    unbroken(call, call.pa, call.pb, "UE A to UE B")
    sources = {p.src for p in call.pb.got}
    equal(sources, {call.pb.peer}, "sources of media at UE B")
    check(call.pb.heard(call.pa).gap < 0.25, "gap of %.0f ms", 1000 * call.pb.heard(call.pa).gap)
    call.bye_moved()


@scene
def downlink_unbroken(s):
    """UE B's packets reach the phone across the handover: on PS, on CS, or on both."""
    call = s.call()
    call.pb.stream.index = 65536 - 30
    call.talk()
    pause(0.4)
    call.move()
    pause(0.6)
    call.hush()
    pause(0.2)
    have = {p.data for p in call.pa.got} | {p.data for p in call.gw.got}
    missing = [d for d in call.pb.sent if d not in have]
    check(not missing, "%d of %d lost on the way down", len(missing), len(call.pb.sent))
    check(not call.gw.decoder.errors, "HDLC errors on the way down: %s", call.gw.decoder.errors)
    call.release_ps()
    call.bye_moved()


@scene(srvcc={"source-release-ms": 3000})
def make_before_break(s):
    """From the 200 downlink goes to both sides until the first authentic CS packet; then to CS alone."""
    call = s.call()
    call.exchange(3)
    call.transfer()
    call.gw.learn(call.cs.expect("200").body)
    call.gw.start()
    call.cs.ack()
    data = call.pb.push()
    call.pa.wait_for(data)
    call.gw.wait_for(data)
    call.pb.wait_for(call.pa.push())    # uplink still from PS
    call.pa.via = call.gw               # the phone has tuned
    call.pb.wait_for(call.pa.push())
    until_cs_alone(call)
    call.pa.via = None                  # uplink is taken from both meanwhile
    call.pb.wait_for(call.pa.push())
    call.pa.via = call.gw
    call.pb.wait_for(call.pa.push())
    call.release_ps()
    call.bye_moved()


def until_cs_alone(call):
    """Downlink leaves PS within a few packets."""
    for _ in range(20):
        call.pa.push()
        data = call.pb.push()
        call.gw.wait_for(data)
        time.sleep(0.05)
        if all(p.data != data for p in call.pa.got):
            return
    check(False, "downlink still goes to PS")


@scene
def not_authentic(s):
    """CS packets with a wrong tag or a foreign SSRC do not end the double downlink; they are no proof."""
    call = s.call()
    call.exchange(3)
    call.move()
    from lib.srtp import Stream
    other = Stream(None, seq=77)
    for _ in range(6):
        call.gw.put(other.packet())
    time.sleep(0.3)
    data = call.pb.push()
    call.gw.wait_for(data)
    call.pa.wait_for(data)
    call.pa.push()
    until_cs_alone(call)
    call.release_ps()
    call.bye_moved()


@scene(srvcc={"source-release-ms": 6000})
def twins(s):
    """While both sides are up a packet identical to one of the last 64 is dropped, one that differs never."""
    call = s.call()
    call.exchange(3)
    call.move()
    drops = lambda: s.admin.value("sealift_packets_dropped_total", reason="duplicate")
    data = call.pa.push()               # over CS
    call.pb.wait_for(data)
    call.pa.send(data, call.pa.peer)    # and the same over PS
    until(drops, 1, "drops of duplicates")
    equal(sum(p.data == data for p in call.pb.got), 1, "copies at UE B")
    differs = data[:-1] + bytes([data[-1] ^ 1])
    call.pa.send(differs, call.pa.peer)
    call.pb.wait_for(differs)
    old = call.pa.push()
    call.pb.wait_for(old)
    for _ in range(63):
        call.pb.wait_for(call.pa.push(), timeout=5)
    call.pa.send(old, call.pa.peer)     # 63 others since: still remembered
    until(drops, 2, "drops of duplicates")
    call.release_ps(10)
    call.bye_moved()


@scene(srvcc={"source-release-ms": 3000})
def ps_srtcp(s):
    """After the first authentic CS packet SRTCP from the PS side is dropped; before it, it passes."""
    call = s.call()
    call.exchange(3)
    call.move()
    call.pa.via = None
    call.pb.wait_for(call.pa.push(rtcp=True))
    call.pa.via = call.gw
    for _ in range(3):
        call.pb.wait_for(call.pa.push())
    call.pa.via = None
    bye = call.pa.stream.rtcp(203)
    call.pa.push(bye, rtcp=True)
    call.pb.lacks(bye)
    until(lambda: s.admin.value("sealift_packets_dropped_total", reason="ps-srtcp"), 1, "drops of PS SRTCP")
    call.pa.sent.remove(bye)
    call.pa.via = call.gw
    call.pb.wait_for(call.pa.push(rtcp=True))
    call.release_ps()
    call.bye_moved()


@scene
def callee_moves(s):
    """Either party can: here the callee, known by the P-Asserted-Identity of its 200; UE A is told nothing."""
    call = s.call()
    call.exchange(3)
    call.move(phone=call.pb, number="+358402222222")
    for _ in range(5):
        call.pa.wait_for(call.pb.push())
        call.gw.wait_for(call.pa.push())
    call.b.serve("BYE")
    call.a.quiet(0.1)
    call.cs.request("BYE", headers=[("Reason", "Q.850;cause=16")])
    call.a.serve("BYE")
    call.cs.expect("200 BYE")


@scene
def stn_sr_forms(s):
    """The STN-SR as tel or as user of a sip URI, with visual separators; numbers compared as RFC 3966 says."""
    forms = [("tel:+358-40-000-0001", "<tel:+358-40-111-1111>"),
             ("tel:+358400000001;x=y", "<sip:+358401111111@ims.example;user=phone>"),
             ("sip:+358400000001@%s;user=phone" % s.ip, "<tel:+358.40.1111111>"),
             ("sip:+358400000001@atcf.example", "<sip:+358401111111@ims.example;user=phone>, <tel:+358401111111>")]
    for i, (uri, pai) in enumerate(forms):
        call = s.call(port=30000 + 10 * i)
        gw = s.gateway(40000 + 10 * i)
        cs = s.msc.invite(uri, sdp.clearmode(gw), pai=pai)
        cs.expect("200")
        cs.ack()
        call.release_ps()
        call.cs = cs
        call.bye_moved()


@scene
def bearer_names(s):
    """CLEARMODE also as X-CCD, CCD, G.nX64, Cisco-clear-channel; speech codecs next to it are not picked."""
    for i, name in enumerate(("CLEARMODE/8000", "clearmode/8000", "X-CCD/8000", "CCD/8000", "G.nX64/8000",
                              "Cisco-clear-channel/8000")):
        call = s.call(port=30000 + 10 * i)
        gw = s.gateway(40000 + 10 * i, pt=100 + i)
        call.move(gw, offer=sdp.clearmode(gw, name=name, speech=["0 PCMU/8000", "97 AMR/8000"]))
        media = sdp.Sdp(call.cs_answer).media[0]
        equal(media.formats, [str(100 + i)], "format picked of " + name)
        check(name.lower() in " ".join(media.values("rtpmap")).lower(), "rtpmap: %s", media.attrs)
        call.exchange(2, rtcp=False)
        call.release_ps()
        call.bye_moved()


@scene
def bearer_last_in_list(s):
    """A data-capable codec is found wherever it stands in the list or among the lines; other lines are refused."""
    call = s.call()
    gw = s.gateway()
    offer = sdp.sdp(*sdp.session(gw.ip), "m=video 40100 RTP/AVP 99", "a=rtpmap:99 H264/90000",
                    "m=audio %d RTP/AVP 0 97 96" % gw.port, "a=rtpmap:97 AMR/8000", "a=rtpmap:96 CLEARMODE/8000")
    call.transfer(gw, offer)
    media = sdp.Sdp(call.cs.expect("200").body).media
    equal([m.port > 0 for m in media], [False, True], "lines taken")
    equal(media[1].formats, ["96"], "format")
    call.cs.ack()
    call.release_ps()
    call.bye_moved()


@scene
def clock_from_the_200(s):
    """Our CLEARMODE packets leave from the moment of the 200, 160 octets every 20 ms, flags when idle."""
    call = s.call()
    call.transfer()
    call.gw.learn(call.cs.expect("200").body)
    time.sleep(1.0)
    n = len(call.gw.packets)
    check(40 <= n <= 60, "%d packets in 1 s", n)
    for p in call.gw.packets:
        equal(len(p.data), 172, "octets of a CLEARMODE packet")
        equal(p.data[1] & 0x7f, 96, "payload type")
    bits = "".join("{:08b}".format(x) for p in call.gw.packets[1:] for x in p.data[12:])
    check("01111110" * 30 in bits, "the line is not filled with flags")
    call.gw.start()
    call.cs.ack()
    call.pa.via = call.gw
    call.exchange(2, rtcp=False)
    call.release_ps()
    call.bye_moved()


@scene
def views(s):
    """What operators see of it: state, legs, bearer, transfers in /sessions; counters and histograms; log lines."""
    call = s.call()
    call.exchange(3)
    equal(call.view()["state"], "active", "state before")
    call.move()
    call.exchange(3, rtcp=False)
    view = call.view()
    legs = view["parties"][0]["legs"]
    check(any(x["kind"] == "cs" and x.get("bearer") == "clearmode" for x in legs), "legs: %s", legs)
    call.release_ps()
    until(lambda: call.view()["state"], "moved", "state after")
    equal(len(call.view()["transfers"]), 1, "transfers")
    m = s.admin.metrics()
    check(m.sum("sealift_transfers_total") >= 1, "sealift_transfers_total:\n%s", m.text)
    equal(m.sum("sealift_transfer_seconds_count"), 1, "sealift_transfer_seconds")
    equal(m.sum("sealift_media_gap_seconds_count"), 1, "sealift_media_gap_seconds")
    check(m.sum("sealift_packets_total", leg="cs") >= 3, "packets of the CS leg")
    session_id = str(call.view()["id"])
    lines = [x for x in s.daemon.log().splitlines() if "transfer" in x or "moved" in x]
    check(any(session_id in x for x in lines), "no log line with the session's id: %s", lines)
    call.bye_moved()


@scene(srvcc={"msc": None})
def msc_defaults_to_trusted(s):
    """msc: default: trusted. Without the key any trusted peer may ask."""
    call = s.call()
    gw = s.gateway()
    cs = s.party("MSC2", 77).invite("tel:+358400000001", sdp.clearmode(gw), pai="<tel:+358401111111>")
    cs.expect("200")
    cs.ack()
    call.release_ps()
    call.cs = cs
    call.bye_moved()


@scene(sip={"next-hop": "sip:{net}.20:5060"}, identity={"fallback": "from"})
def fallback_from(s):
    """fallback = from: a caller without P-Asserted-Identity is its From."""
    call = s.call(confirm=False)
    from_ = "<sip:+358401111111@example.org;user=phone>;tag=f1"
    call.a = s.a.invite(sdp=call.offer, pai=False, from_=from_)
    call.b = s.b.incoming()
    call.offered = call.b.req.body
    call.pick_up()
    call.move()
    call.exchange(2, rtcp=False)
    call.release_ps()
    call.bye_moved()
