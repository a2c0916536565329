# SPDX-License-Identifier: BSD-2-Clause
"""on-insecure-target = terminate: SRTP towards UE B as before, speech in the clear towards the MSC, and shown."""

import base64
import os

from lib import sdp, sealed, speech
from lib.check import check, equal, until
from lib.ctl import ctl, reload
from lib.handover import bump, same_but
from lib.names import NUMBER_B
from lib.scene import scene
from lib.srtp import AEAD, SUITES, Key, seq_of, ssrc_of

TERMINATE = {"on-insecure-target": "terminate"}
BACK = [("Reason", "SIP;cause=487")]
EVENTS = "101 telephone-event/8000"
CODECS = ("97 AMR/8000", EVENTS)


def secure_call(s, port=30000, **kw):
    """A protected call whose packets can be read, and a gateway that speaks AMR as 104."""
    kw.setdefault("codecs", CODECS)
    call = s.call(port=port, **kw)
    for phone in (call.pa, call.pb):
        phone.stream = sealed.Stream(phone.key, pt=97)
    call.opened = {}                    # SSRC -> index reached, of what UE B has opened
    return call


def gateway(s, port=41000):
    return speech.gateway(s, port, pt=104)


def ask(call, gw, *codecs, **kw):
    """The MSC asks with speech only."""
    return call.transfer(gw, speech.offer(gw, *(codecs or ("104 AMR/8000", "105 telephone-event/8000"))), **kw)


def terminated(call, gw, *codecs, **kw):
    ask(call, gw, *codecs, **kw)
    body = call.cs.expect("200").body
    media = gw.learn(body)
    call.cs_answer = body
    call.cs.ack()
    return media


def next_of(ears, say):
    """What SAY() makes arrive at EARS next: (what it returned, the packet)."""
    n = len(ears.got)
    said = say()
    until(lambda: len(ears.got) > n, True, "a packet at " + ears.name)
    return said, ears.got[n]


def up(call, gw, pt=97, box=None, ears=None):
    """A packet of the MSC's, opened where it comes out; its SSRC."""
    plain, got = next_of(ears or call.pb, gw.push)
    ssrc = ssrc_of(got.data)
    inside = (box or call.pa.stream.box).open(got.data, 0)
    equal(inside[12:], plain[12:], "speech on its way up")
    equal(inside[1], (plain[1] & 0x80) | pt, "payload type towards UE B")
    equal(inside[0], 0x80, "first octet")
    check(ssrc not in (call.pa.stream.ssrc, call.pb.stream.ssrc, gw.stream.ssrc), "an SSRC of somebody else's")
    index = seq_of(got.data)
    check(call.opened.get(ssrc, -1) < index, "index %d under SSRC %08x after %d", index, ssrc,
          call.opened.get(ssrc, -1))
    check(ssrc in call.opened or index < 1 << 15, "begins with sequence %d", index)
    call.opened[ssrc] = index
    return ssrc


def down(call, gw, pt=104, also=None, phone=None):
    """A packet of UE B's, plain at the MSC; at ALSO as it is."""
    phone = phone or call.pb
    data, got = next_of(gw, phone.push)
    plain = phone.stream.plain
    equal(got.data, bytes([0x80, (plain[1] & 0x80) | pt]) + plain[2:], "speech on its way down")
    if also:
        also.wait_for(data)


def ends(call):
    call.release_ps()
    call.bye_moved()


@scene(security=TERMINATE)
def both_ways(s):
    """SRTP towards UE B under UE A's key and an SSRC of our own, speech towards the MSC, across UE B's wrap."""
    call = secure_call(s)
    call.exchange(3)
    gw = gateway(s)
    media = terminated(call, gw)
    equal(media.formats, ["104", "105"], "formats")
    ssrc = up(call, gw)
    for _ in range(20):
        equal(up(call, gw), ssrc, "SSRC of the episode")
        down(call, gw)
    check(call.pb.stream.index > 65536, "UE B's sequence did not wrap")
    gw.stream.pt, call.pb.stream.pt = 105, 101
    up(call, gw, 101)
    down(call, gw, 105)
    call.b.quiet(0.1)
    ends(call)


@scene(security=TERMINATE, timeout=60)
def suites(s):
    """Each suite that libsrtp2 can do, judged by an implementation that is not libsrtp2."""
    names = [n for n in SUITES | AEAD if "192" not in n]
    for i, suite in enumerate(names):
        call = secure_call(s, port=30000 + 10 * i, suite=suite)
        call.exchange(1)
        gw = gateway(s, 41000 + 10 * i)
        terminated(call, gw)
        for _ in range(3):
            up(call, gw)
            down(call, gw)
        rtcp_up(call, gw)
        rtcp_down(call, gw)
        ends(call)
    s.say("terminated under " + ", ".join(names))


@scene(security=TERMINATE, srvcc={"source-release-ms": 5000})
def make_before_break(s):
    """Until the MSC's first packet of an agreed type downlink goes to both sides; UE A's own SRTP passes meanwhile."""
    call = secure_call(s)
    call.exchange(2)
    gw = gateway(s)
    terminated(call, gw)
    down(call, gw, also=call.pa)
    gw.stream.pt = 9                    # nobody agreed to that
    gw.push()
    until(lambda: s.admin.value("sealift_packets_dropped_total", reason="payload-type"), 1, "drops by type")
    down(call, gw, also=call.pa)
    call.pb.wait_for(call.pa.push())
    gw.stream.pt = 104
    up(call, gw)
    n = len(call.pa.got)
    down(call, gw)
    down(call, gw)
    equal(len(call.pa.got), n, "packets of UE B's at UE A's PS side")
    call.pb.wait_for(call.pa.push())
    up(call, gw)
    release = call.release_ps(8)
    check(release, "no BYE on the PS leg")
    up(call, gw)
    down(call, gw)
    call.bye_moved()


@scene(security=TERMINATE)
def shown(s):
    """Degraded: in the session view, sealiftctl, metrics and log; the MSC is told of no secure session."""
    call = secure_call(s)
    gw = gateway(s)
    equal(call.view()["degraded"], False, "degraded before")
    equal(s.admin.value("sealift_degraded_sessions"), 0, "degraded sessions before")
    terminated(call, gw)
    check(b"secure-session" not in call.cs_answer, "a=secure-session in %s", call.cs_answer)
    check(b"inline:" not in call.cs_answer, "a key for the MSC")
    up(call, gw)
    view = call.view()
    equal(view["degraded"], True, "degraded")
    legs = {x["kind"]: x for x in view["parties"][0]["legs"]}
    equal((legs["cs"]["bearer"], legs["cs"]["degraded"]), ("speech", True), "the CS leg")
    equal(view["transfers"][0]["degraded"], True, "the transfer")
    equal(s.admin.value("sealift_degraded_sessions"), 1, "sealift_degraded_sessions")
    equal(s.admin.value("sealift_degraded_transfers_total"), 1, "sealift_degraded_transfers_total")
    line = s.daemon.wait_log("degraded session=%d" % view["id"], "the degradation")
    check("warn" in line.lower(), "no warning: %s", line)
    status, out = ctl(s, "sessions")
    check("sdes e2e negotiated DEGRADED" in out, "sealiftctl sessions:\n%s", out)
    status, out = ctl(s, "session", str(view["id"]))
    check("degraded: true" in out, "sealiftctl session:\n%s", out)
    for phone in (call.pa, call.pb):
        check(phone.key.inline not in s.daemon.log() + out, "a key is shown")
    ends(call)
    until(lambda: s.admin.value("sealift_degraded_sessions"), 0, "sealift_degraded_sessions after")


@scene(security=TERMINATE)
def there_and_back_and_there_again(s):
    """Each episode has an SSRC of its own, and none of UE A's; on PS the mark ends and the history keeps it."""
    call = secure_call(s)
    call.exchange(2)
    had = set()
    for i in range(4):
        gw = gateway(s, 41000 + 10 * i)
        terminated(call, gw)
        had |= {up(call, gw) for _ in range(2)}
        equal(len(had), i + 1, "SSRCs in %d episodes" % (i + 1))
        equal(call.view()["degraded"], True, "degraded")
        call.a.request("INVITE", call.offer, BACK)
        call.cs.serve("BYE")
        call.a.expect("200")
        call.a.ack()
        call.pb.wait_for(call.pa.push())
        call.pa.wait_for(call.pb.push())
        view = call.view()
        equal(view["degraded"], False, "degraded on PS")
        equal([t["degraded"] for t in view["transfers"]], [True] * (i + 1), "the history")
        equal(s.admin.value("sealift_degraded_sessions"), 0, "degraded sessions on PS")
    s.daemon.wait_log("protected-again", "the end of it")
    call.b.quiet(0.1)
    call.bye()


@scene(security=TERMINATE)
def on_to_a_data_bearer(s):
    """CS to CS, from speech to CLEARMODE: what UE A sends is its own SRTP again, and the mark ends."""
    call = secure_call(s)
    call.exchange(2)
    gw = gateway(s)
    terminated(call, gw)
    up(call, gw)
    call.release_ps()
    first, data = call.cs, s.gateway(42000)
    call.move(data)
    call.pb.wait_for(call.pa.push())
    down_data = call.pb.push()
    data.wait_for(down_data)
    first.serve("BYE", timeout=6)
    equal(call.view()["degraded"], False, "degraded on a data bearer")
    call.bye_moved()


@scene(security=TERMINATE)
def callee_moves(s):
    """The callee moves: under its key towards the caller."""
    call = secure_call(s)
    call.exchange(2)
    gw = gateway(s)
    terminated(call, gw, number=NUMBER_B)
    for _ in range(3):
        up(call, gw, box=call.pb.stream.box, ears=call.pa)
        down(call, gw, phone=call.pa)
    call.b.serve("BYE", timeout=6)
    call.cs.request("BYE", headers=[("Reason", "Q.850;cause=16")])
    call.a.serve("BYE")
    call.cs.expect("200 BYE")


@scene(security=TERMINATE)
def hold(s):
    """Hold and resume by the MSC reach UE B as the SDP it has; speech goes on under the same SSRC."""
    call = secure_call(s)
    gw = gateway(s)
    terminated(call, gw)
    ssrc = up(call, gw)
    call.release_ps()
    offered = speech.offer(gw, "104 AMR/8000", "105 telephone-event/8000")
    for version, direction, told in ((2, "sendonly", "sendonly"), (3, "sendrecv", "sendrecv")):
        call.cs.request("INVITE", offered.replace("o=- 4711 1", "o=- 4711 %d" % version) +
                        "a=%s\r\n" % direction)
        again = call.b.expect("INVITE")
        same_but(again.body, call.offered, "the SDP of the hold", direction=told)
        answer = {"sendonly": "recvonly", "sendrecv": "sendrecv"}[direction]
        call.b.reply(200, bump(call.answer, version) + "a=%s\r\n" % answer)
        call.b.expect("ACK")
        got = call.cs.expect("200")
        check(b"secure-session" not in got.body, "a=secure-session in %s", got.body)
        call.cs.ack()
    equal(up(call, gw), ssrc, "SSRC after the hold")
    down(call, gw)
    equal(call.view()["degraded"], True, "degraded")
    call.bye_moved()


@scene(security=TERMINATE)
def msc_after(s):
    """Another codec of the MSC's later on is refused at once: UE B is not asked, and speech goes on."""
    call = secure_call(s)
    gw = gateway(s)
    terminated(call, gw)
    ssrc = up(call, gw)
    call.release_ps()
    call.cs.request("INVITE", speech.offer(gw, "8 PCMA/8000", version=2))
    call.cs.expect("488")
    call.b.quiet(0.1)
    equal(up(call, gw), ssrc, "SSRC after the refusal")
    down(call, gw)
    call.bye_moved()


@scene(security=TERMINATE)
def ue_b_after(s):
    """UE B's refresh is answered with UE A's SDP as it was; a new key of UE B's is refused, and media goes on."""
    call = secure_call(s)
    gw = gateway(s)
    terminated(call, gw)
    up(call, gw)
    call.release_ps()
    call.b.request("INVITE", bump(call.answer, 2))
    same_but(call.b.expect("200").body, call.offered, "the refresh")
    call.b.ack()
    key = base64.b64encode(os.urandom(30)).decode()
    call.b.request("INVITE", bump(call.answer, 3).replace(call.pb.key.inline, key))
    call.b.expect("488")
    up(call, gw)
    down(call, gw)
    call.bye_moved()


# -- RTCP ---------------------------------------------------------------------------------------------

def rtcp_up(call, gw, bye=False):
    """A report of the MSC's about UE B, and what UE B has of it."""
    plain = sealed.report(gw.stream.ssrc, call.pb.stream.ssrc, 77, b"msc", bye)
    n = len(call.pb.got)
    gw.send(plain, gw.peer_rtcp, True)
    until(lambda: len(call.pb.got) > n, True, "an SRTCP packet at UE B")
    inside, index = call.pa.stream.box.open_rtcp(call.pb.got[n].data)
    ssrc = int.from_bytes(inside[4:8], "big")
    check(ssrc in call.opened, "SRTCP of %08x, which sent nothing", ssrc)
    want = sealed.report(ssrc, call.pb.stream.ssrc, 77, b"msc", bye)
    equal([(t, p) for t, p in sealed.parts(inside) if t != 200], [(t, p) for t, p in sealed.parts(want) if t != 200],
          "SDES and BYE towards UE B")
    equal(inside[28:52], want[28:52], "the block about UE B")
    return ssrc, index


def rtcp_down(call, gw):
    """A report of UE B's about our stream is about the MSC's, in the MSC's numbers."""
    ssrc = list(call.opened)[-1]
    plain = sealed.report(call.pb.stream.ssrc, ssrc, call.opened[ssrc], b"ue-b")
    n = len(gw.got)
    data = call.pb.stream.rtcp(plain=plain)
    call.pb.send(data, call.pb.peer_rtcp, True)
    until(lambda: len(gw.got) > n, True, "an RTCP packet at the MSC")
    want = sealed.report(call.pb.stream.ssrc, gw.stream.ssrc, gw.stream.index - 1, b"ue-b")
    got = gw.got[n].data
    equal(got, want, "the report at the MSC")


@scene(security=TERMINATE)
def rtcp(s):
    """Reports cross, about the streams that each end knows; a BYE of the MSC's is for our SSRC, never UE A's."""
    call = secure_call(s)
    call.exchange(2)
    gw = gateway(s)
    terminated(call, gw)
    down(call, gw)
    ssrc = up(call, gw)
    equal(rtcp_up(call, gw), (ssrc, 1), "SSRC and index of SRTCP")
    equal(rtcp_up(call, gw), (ssrc, 2), "SSRC and index of SRTCP")
    rtcp_down(call, gw)
    equal(rtcp_up(call, gw, bye=True), (ssrc, 3), "SSRC of the BYE")
    check(up(call, gw) != ssrc, "speech goes on under an SSRC that has said BYE")
    call.a.request("INVITE", call.offer, BACK)
    call.cs.serve("BYE")
    call.a.expect("200")
    call.a.ack()
    call.pb.wait_for(call.pa.push())
    call.bye()


@scene(security=TERMINATE)
def bad_packets(s):
    """What is malformed, not agreed on, a replay or has a bad tag goes nowhere and is counted."""
    call = secure_call(s)
    call.exchange(1)
    gw = gateway(s)
    terminated(call, gw)
    up(call, gw)
    down(call, gw)
    n_b, n_gw = len(call.pb.got), len(gw.got)
    drops = lambda reason: s.admin.value("sealift_packets_dropped_total", reason=reason)
    again = gw.sent[-1]
    gw.send(again, gw.peer)                                         # twice is once
    gw.send(b"\x80\x68" + bytes(9), gw.peer)                        # no RTP header
    gw.send(b"\x8f\x68" + bytes(30), gw.peer)                       # CSRCs beyond its end
    gw.send(b"\x16\xfe\xfd" + bytes(40), gw.peer)                   # DTLS
    gw.send(b"\x80\xc8\x00\x20" + bytes(40), gw.peer_rtcp, True)    # RTCP beyond its end
    until(lambda: (drops("duplicate"), drops("malformed"), drops("not-rtp")), (1, 2, 2), "drops of the MSC's")
    call.pb.send(call.pb.sent[-1], call.pb.peer)                    # a replay
    call.pb.send(call.pb.stream.forged(), call.pb.peer)             # a bad tag
    until(lambda: drops("seal"), 2, "drops of UE B's")
    equal((len(call.pb.got), len(gw.got)), (n_b, n_gw), "packets that went on")
    up(call, gw)
    down(call, gw)
    ends(call)


# -- refused ------------------------------------------------------------------------------------------

def refused(s, call, gw, *codecs, status="488", **kw):
    ask(call, gw, *codecs, **kw)
    got = call.cs.expect(status)
    check(got.has("Warning") or got.has("Reason"), "no cause named")
    call.exchange(2, rtcp=False)
    equal(call.view()["degraded"], False, "degraded")
    equal(s.admin.value("sealift_degraded_transfers_total"), 0, "degraded transfers")


@scene
def default(s):
    """Without the key, and with reject: 488 as ever, and nothing in the clear."""
    call = secure_call(s)
    refused(s, call, gateway(s))
    reload(s, security={"on-insecure-target": "reject"})
    refused(s, call, gateway(s, 41010))
    call.bye()


@scene(security=TERMINATE)
def other_keying(s):
    """MIKEY and DTLS-SRTP are refused all the same: those keys are not ours."""
    prints = lambda: "a=fingerprint:sha-256 " + ":".join("%02X" % x for x in os.urandom(32))
    for i, (attrs_a, attrs_b, profile) in enumerate((
            ([prints(), "a=setup:actpass"], [prints(), "a=setup:active"], "UDP/TLS/RTP/SAVP"),
            (["a=key-mgmt:mikey AQAFgM0X"], ["a=key-mgmt:mikey AQEFgM0X"], "RTP/SAVP"))):
        make = lambda attrs: lambda p: sdp.secure(p, crypto=attrs, profile=profile, codecs=CODECS)
        call = s.call(port=30000 + 10 * i, protected=False, offer=make(attrs_a), answer=make(attrs_b))
        refused(s, call, gateway(s, 41000 + 10 * i))
        call.bye()


@scene(security=TERMINATE)
def other_crypto(s):
    """What is not surely right is refused: suites libsrtp2 cannot do, session parameters, several master keys."""
    def line(suite, octets, rest="", key=""):
        return "1 %s inline:%s%s%s" % (suite, base64.b64encode(os.urandom(octets)).decode(), key, rest)
    cm = "AES_CM_128_HMAC_SHA1_80"
    cases = [lambda: line("F8_128_HMAC_SHA1_80", 30), lambda: line("AES_192_CM_HMAC_SHA1_80", 38),
             lambda: line("X_OTHER", 30), lambda: line(cm, 30, " KDR=4"), lambda: line(cm, 30, " UNENCRYPTED_SRTP"),
             lambda: line(cm, 30, " UNENCRYPTED_SRTCP"), lambda: line(cm, 30, " UNAUTHENTICATED_SRTP"),
             lambda: line(cm, 30, key="|1:1;" + "inline:" + base64.b64encode(os.urandom(30)).decode() + "|2:1"),
             lambda: line("AES_CM_128_HMAC_SHA1_32", 30, key="|1:1")]
    for i, make in enumerate(cases):
        call = s.call(port=30000 + 10 * i, protected=False,
                      offer=lambda p: sdp.secure(p, crypto=["a=crypto:" + make()], codecs=CODECS),
                      answer=lambda p: sdp.secure(p, crypto=["a=crypto:" + make()], codecs=CODECS))
        refused(s, call, gateway(s, 41000 + 10 * i))
        call.bye()


@scene(security=TERMINATE)
def other_speech(s):
    """Codec and ptime towards UE B stay what they were: where the MSC's differ, 488."""
    call = secure_call(s)
    refused(s, call, gateway(s), "0 PCMU/8000")
    refused(s, call, gateway(s, 41010), ("104 AMR/8000", "octet-align=1"))
    refused(s, call, gateway(s, 41020), "104 AMR-WB/16000")
    for i, attr in enumerate(("a=ptime:40", "a=maxptime:10")):
        gw = gateway(s, 41030 + 10 * i)
        call.transfer(gw, speech.offer(gw, "104 AMR/8000") + attr + "\r\n")
        call.cs.expect("488")
    call.exchange(2)
    call.bye()


@scene(security=TERMINATE)
def mki(s):
    """A master key with an MKI: it stands in what UE B gets, and is taken off what UE B sends."""
    def with_mki(phone):
        phone.key = Key(mki=b"\0\x07")
        return sdp.secure(phone, codecs=CODECS)
    call = secure_call(s, offer=with_mki, answer=with_mki)
    call.exchange(1)
    gw = gateway(s)
    terminated(call, gw)
    for _ in range(3):
        up(call, gw)
        down(call, gw)
    rtcp_up(call, gw)
    rtcp_down(call, gw)
    ends(call)


@scene(security=TERMINATE)
def reloaded(s):
    """Reload to reject: what runs goes on, a new one is refused; and back."""
    one, two = secure_call(s), None
    gw = gateway(s)
    terminated(one, gw)
    up(one, gw)
    one.release_ps()
    reload(s, security={"on-insecure-target": "reject"})
    up(one, gw)
    down(one, gw)
    # The MSC refreshes what runs.
    one.cs.request("INVITE", speech.offer(gw, "104 AMR/8000", "105 telephone-event/8000", version=2))
    one.cs.expect("200")
    one.cs.ack()
    up(one, gw)
    one.bye_moved()
    two = secure_call(s, port=32000)
    ask(two, gateway(s, 43000))
    two.cs.expect("488")
    two.exchange(2)
    two.bye()


@scene(security=TERMINATE)
def pending_offer(s):
    """While the parties are about to agree on other keys the transfer is told to come later."""
    call = secure_call(s)
    call.exchange(1)
    call.a.request("INVITE", bump(call.offer, 2))
    again = call.b.expect("INVITE")
    check(again.body, "no SDP in the re-INVITE")
    gw = gateway(s)
    ask(call, gw)
    got = call.cs.expect("480")
    check(got.has("Retry-After"), "no Retry-After")
    call.b.reply(200, bump(call.answer, 2))
    call.a.expect("200")
    call.a.ack()
    call.b.expect("ACK")
    terminated(call, gw)
    up(call, gw)
    down(call, gw)
    ends(call)
