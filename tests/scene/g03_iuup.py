# SPDX-License-Identifier: BSD-2-Clause
"""The CS side as Iu UP (TS 25.415, TS 29.415) over RTP: initialisation, procedures, faults."""

import os
import time

from lib import iuup, sdp
from lib.check import check, equal, until
from lib.iuup import ACK, NACK, PROCEDURE
from lib.scene import scene

BACK = [("Reason", 'SIP ;cause=487 ;text="Handover cancelled"')]
NAME = "VND.3GPP.IUFP/16000"


def gateway(s, port=40000, **kw):
    gw = iuup.Gateway(s, "mgw", s.net + ".31", port, **kw)
    s.endpoints.append(gw)
    return gw


def offer(gw, **kw):
    return sdp.clearmode(gw, name=NAME, **kw)


def moved(s, gw, released=False, port=30000, **kw):
    """A call that has moved to GW and speaks both ways over it."""
    call = s.call(port=port)
    call.exchange(2)
    call.move(gw, offer=offer(gw, **kw))
    until(lambda: gw.ready, True, "the initialisation", 5.0, 0.01)
    call.pb.wait_for(call.pa.push())
    call.gw.wait_for(call.pb.push())
    if released:
        call.release_ps()
    return call


def drops(s, reason):
    return s.admin.value("sealift_packets_dropped_total", reason=reason)


def faultless(s, gw):
    """Nothing went wrong at either end."""
    check(not gw.wrong, "%d frames with a wrong CRC from the daemon", len(gw.wrong))
    check(not gw.decoder.errors, "HDLC errors: %s", gw.decoder.errors)
    for reason in ("iufp-crc", "iufp-frame", "iufp-bad-frame", "fcs", "late"):
        equal(drops(s, reason), 0, "drops for " + reason)


def end(call):
    call.release_ps()
    call.bye_moved()


@scene
def they_initialise(s):
    """An IUFP offer: the gateway initialises, every SRTP packet crosses both ways, octet for octet."""
    gw = gateway(s, active=True)
    call = moved(s, gw)
    media = sdp.Sdp(call.cs_answer).media[0]
    equal(media.formats, [str(gw.pt)], "formats of the answer")
    equal(media.values("rtpmap"), ["%d %s" % (gw.pt, NAME)], "rtpmap of the answer")
    equal(media.values("ptime"), ["10"], "ptime of the answer")
    check(media.values("secure-session"), "no a=secure-session in the answer")
    equal([leg.get("bearer") for leg in call.view()["parties"][0]["legs"]], [None, "iufp"], "bearers shown")
    equal(s.admin.value("sealift_iufp_initialisations_total", outcome="ready"), 1, "initialisations")
    for size in list(range(1, 40, 3)) + [61, 300, 1300]:
        call.pb.wait_for(call.pa.push(call.pa.stream.packet(size)))
        call.gw.wait_for(call.pb.push(call.pb.stream.packet(size)))
    call.gw.wait_for(call.pb.push(rtcp=True))
    equal({(f.kind, f.rfci, f.fqc, len(f.payload)) for f in gw.data}, {(0, 5, 0, 80)}, "frames")
    faultless(s, gw)
    end(call)


@scene(cs={"iufp-init": "initiate"})
def we_initialise(s):
    """iufp-init = initiate: we ask, for one RFCI with a subflow of 640 bits and both mode versions."""
    gw = gateway(s)
    call = moved(s, gw)
    asked = [f for f in gw.controls if f.procedure == iuup.INIT]
    equal({f.payload for f in asked}, {iuup.init_payload(640)}, "INITIALISATIONs")
    call.exchange(5, rtcp=False)
    faultless(s, gw)
    end(call)


@scene
def auto_asks_too(s):
    """iufp-init = auto: where the gateway does not begin within 300 ms we do."""
    gw = gateway(s)
    began = time.monotonic()
    call = moved(s, gw)
    check(time.monotonic() - began > 0.3, "we did not wait for the gateway")
    call.exchange(3, rtcp=False)
    faultless(s, gw)
    end(call)


@scene(cs={"iufp-init": "initiate", "iufp-sdu": "320", "iufp-tinit-ms": "100"})
def a_lost_initialisation(s):
    """An INITIALISATION without answer is repeated after TINIT; 320 bits every 5 ms where that is configured."""
    gw = gateway(s, answers=False)
    call = s.call()
    call.move(gw, offer=offer(gw))
    until(lambda: len(gw.controls), lambda n: n >= 2, "a second INITIALISATION", 3.0, 0.01)
    equal(len({(f.fn, f.payload) for f in gw.controls}), 1, "different INITIALISATIONs")
    gw.answers = True
    until(lambda: gw.ready, True, "the initialisation", 3.0, 0.01)
    call.pb.wait_for(call.pa.push())
    call.exchange(3, rtcp=False)
    equal({len(f.payload) for f in gw.data}, {40}, "octets of an SDU")
    equal(sdp.Sdp(call.cs_answer).media[0].values("ptime"), ["5"], "ptime of the answer")
    faultless(s, gw)
    end(call)


@scene
def theirs_counts(s):
    """SDU, PDU type and mode version are the gateway's: 320 bits, without payload CRC, version 1."""
    gw = gateway(s, active=True, bits=320, kind=1, versions=1)
    call = moved(s, gw, extra=["a=ptime:20"])
    equal(sdp.Sdp(call.cs_answer).media[0].values("ptime"), ["10"], "ptime of the answer")
    equal({f.version for f in gw.answers_to(iuup.INIT)}, {0}, "mode version")
    call.exchange(5, rtcp=False)
    gw.clear()
    call.talk()
    time.sleep(1)
    call.hush()
    equal({(f.kind, len(f.payload)) for f in gw.data}, {(1, 40)}, "frames")
    check(150 <= len(gw.data) <= 215, "%d frames of 5 ms in a second", len(gw.data))
    last = None
    for p, f in zip(gw.packets[-len(gw.data):], gw.data):
        ts = int.from_bytes(p.data[4:8], "big")
        if last:
            equal((ts - last[0]) % 80, 0, "timestamp step")
            equal((f.fn - last[1]) % 16, 1, "frame number")
        last = ts, f.fn
    faultless(s, gw)
    end(call)


@scene(cs={"iufp-mode": "transparent"})
def transparent(s):
    """iufp-mode = transparent: the octets alone, 80 every 10 ms at 16000 Hz."""
    gw = gateway(s, transparent=True)
    call = moved(s, gw)
    call.exchange(5, rtcp=False)
    equal({len(p.data) for p in gw.packets}, {12 + 80}, "octets of a packet")
    ts = [int.from_bytes(p.data[4:8], "big") for p in gw.packets]
    equal({(b - a) % 160 for a, b in zip(ts, ts[1:])}, {0}, "timestamp steps, modulo 160")
    check(not gw.decoder.errors, "HDLC errors: %s", gw.decoder.errors)
    end(call)


@scene
def procedures(s):
    """Rate control and time alignment are answered; what cannot be done is refused with its cause."""
    gw = gateway(s, active=True)
    call = moved(s, gw, released=True)
    asked = ((iuup.RATE, b"\x01\x00", ACK, b"\x01\x00"), (iuup.RATE, b"\x01\x80", NACK, bytes((20 << 2,))),
             (iuup.TIME, b"\x08", ACK, b""), (iuup.TIME, b"\x88", ACK, b""),
             (iuup.TIME, b"\x50", NACK, bytes((48 << 2,))), (iuup.TIME, b"\x60", NACK, bytes((6 << 2,))))
    for i, (procedure, payload, ack, want) in enumerate(asked):
        gw.clear()
        gw.say(iuup.control(procedure, payload, fn=i % 4, version=1))
        got = until(lambda p=procedure: gw.answers_to(p), lambda v: v, "an answer", 3.0, 0.01)[0]
        equal((got.ack, got.fn, got.payload), (ack, i % 4, want), "answer to %s %s"
              % (iuup.PROCEDURES[procedure], payload.hex()))
        call.exchange(2, rtcp=False)
    gw.say(iuup.control(iuup.ERROR, b"\x03"))
    call.exchange(2, rtcp=False)
    faultless(s, gw)
    call.bye_moved()


@scene
def a_new_initialisation(s):
    """The gateway initialises anew in mid-call (a handover behind it): the line goes on, with the new SDU."""
    gw = gateway(s, active=True)
    call = moved(s, gw, released=True)
    gw.agreed = gw.ready = False
    gw.set_bits(320)                    # tick() asks again
    until(lambda: gw.ready, True, "the initialisation", 3.0, 0.01)
    call.pb.wait_for(call.pa.push())
    gw.clear()
    call.exchange(5, rtcp=False)
    equal({len(f.payload) for f in gw.data}, {40}, "octets of an SDU")
    call.bye_moved()


@scene
def loss_and_disorder(s):
    """RTP packets that are doubled and reordered: all put back into line, nothing crosses twice."""
    gw = gateway(s, active=True)
    call = moved(s, gw, released=True)
    held, count = [], [0]

    def spoil(data):
        count[0] += 1
        if count[0] % 23 == 0:
            held.append(data)
            return []
        if count[0] % 31 == 0:
            return [data, data]
        return [data] + ([held.pop()] if held else [])

    gw.spoil = spoil
    call.pb.forget()
    call.talk()
    time.sleep(2)
    call.hush()
    gw.spoil = lambda data: [data]
    gw.wait_idle()
    flow = call.pb.heard(call.pa)
    check(not flow.foreign, "%d packets nobody sent", len(flow.foreign))
    check(not flow.twice, "%d came twice", flow.twice)
    # a machine that is busy holds a packet back for longer than we wait for it
    check(len(flow.lost) <= len(flow.sent) // 10, "%d of %d lost", len(flow.lost), len(flow.sent))
    check(drops(s, "late") > 0, "the doubles were not counted")
    call.bye_moved()


@scene
def bad_frames(s):
    """Wrong CRCs, bad quality, reserved types, lengths that do not fit: counted, the next frame is whole."""
    gw = gateway(s, active=True)
    call = moved(s, gw, released=True)
    good = iuup.data_frame(0, 0, 5, b"\x7e" * 80)
    bad = [bytes((good[0] ^ 1,)) + good[1:], good[:-1] + bytes((good[-1] ^ 1,)),
           iuup.data_frame(0, 0, 5, b"\x7e" * 80, fqc=1), iuup.data_frame(0, 0, 6, b"\x7e" * 80),
           iuup.data_frame(0, 0, 5, b"\x7e" * 79), iuup.data_frame(1, 0, 5, b"\x7e" * 80), b"", b"\xe0",
           iuup.control(9), iuup.control(iuup.INIT, b"\x02\xc0"), iuup.control(iuup.INIT, iuup.init_payload(244))]
    for frame in bad:
        gw.say(frame)
        gw.idle()
        call.pb.wait_for(call.pa.push())
        gw.wait_for(call.pb.push())
    equal(drops(s, "iufp-crc"), 2, "wrong CRCs")
    equal(drops(s, "iufp-bad-frame"), 1, "bad frames")
    check(drops(s, "iufp-frame") >= 5, "%d other faults", drops(s, "iufp-frame"))
    equal([f.payload[0] >> 2 for f in gw.answers_to(iuup.INIT) if f.ack == NACK], [8, 20], "causes of the NACKs")
    events = [f for f in gw.controls if f.procedure == iuup.ERROR and f.ack == PROCEDURE]
    check(0 < len(events) < len(bad), "%d error events", len(events))
    call.bye_moved()


@scene
def garbage(s):
    """A thousand packets of anything, from the right address: nothing crosses, nothing ends."""
    gw = gateway(s, active=True)
    call = moved(s, gw, released=True)
    for i in range(1000):
        gw.say(os.urandom(i % 200))
        if i % 100 == 0:
            time.sleep(0.02)
    until(lambda: drops(s, "iufp-crc"), lambda n: n > 500, "wrong CRCs", 5.0)
    gw.idle()
    call.pb.wait_for(call.pa.push())
    gw.wait_for(call.pb.push())
    call.bye_moved()


@scene(cs={"iufp-init": "initiate", "iufp-tinit-ms": "60"})
def never_initialised(s):
    """A gateway that never answers: one log line, a counter, shown; the phone comes back as from any other."""
    gw = gateway(s, answers=False)
    call = s.call()
    call.move(gw, offer=offer(gw))
    call.pa.via = None
    s.daemon.wait_log("session: bearer-not-initialised .*party=caller bearer=iufp", "the failure")
    equal(len([f for f in gw.controls if f.procedure == iuup.INIT]), 4, "INITIALISATIONs")
    equal(s.admin.value("sealift_iufp_initialisations_total", outcome="failed"), 1, "failures")
    until(lambda: [leg.get("trouble") for leg in call.view()["parties"][0]["legs"]], [None, "not initialised"],
          "trouble shown")
    call.exchange(2)
    until(lambda: drops(s, "iufp-not-ready"), lambda n: n > 0, "drops of what could not go down")
    call.a.request("INVITE", call.offer, BACK)
    call.a.expect("200")
    call.a.ack()
    call.cs.serve("BYE")
    call.exchange(3)
    equal(len([x for x in s.daemon.log().splitlines() if "bearer-not-initialised" in x]), 1, "log lines")
    call.bye()


@scene
def hold_and_return(s):
    """The phone that moved over Iu UP comes back (487), moves again and hangs up there."""
    gw = gateway(s, active=True)
    call = moved(s, gw)
    call.a.request("INVITE", call.offer, BACK)
    call.a.expect("200")
    call.a.ack()
    call.cs.serve("BYE")
    gw.stop()
    call.pa.via = None
    call.exchange(3)
    again = gateway(s, 41000, active=True, bits=320)
    call.move(again, offer=offer(again))
    until(lambda: again.ready, True, "the initialisation", 5.0, 0.01)
    call.pb.wait_for(call.pa.push())
    call.exchange(3, rtcp=False)
    end(call)


@scene(cs={"iufp-init": "respond"})
def preferred_last(s):
    """CLEARMODE is taken where both are offered; IUFP does not carry what does not fit or is not protected."""
    gw = s.gateway()
    call = s.call()
    both = sdp.clearmode(gw, speech=("97 " + NAME, "98 AMR/8000"))
    call.move(gw, offer=both)
    equal(sdp.Sdp(call.cs_answer).media[0].values("rtpmap"), ["%d CLEARMODE/8000" % gw.pt], "rtpmap")
    call.pb.wait_for(call.pa.push())
    end(call)
    call = s.call(port=31000, codecs=("8 PCMA/8000",))
    gw = gateway(s, 42000)
    cs = s.msc.invite("tel:+358400000001", offer(gw), pai="<tel:+358401111111>")
    equal(cs.expect("xxx").status, 488, "status for G.711")
    call.bye()
