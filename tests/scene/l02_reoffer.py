# SPDX-License-Identifier: BSD-2-Clause
"""An unprotected call whose other party has no codec of the MSC's: it is re-offered, and gets its own back."""

import re
import signal
import time

from lib import sdp, speech
from lib.check import check, equal, until
from lib.handover import bump
from lib.names import NUMBER_B
from lib.proxy import Proxy
from lib.scene import scene

BACK = [("Reason", "SIP;cause=487")]
AMR, PCMA, PCMU = "97 AMR/8000", "8 PCMA/8000", "0 PCMU/8000"
WB = ("106 AMR-WB/16000", "mode-set=0,1,2;mode-change-period=2")
DTMF, DTMF_MSC = "101 telephone-event/8000", "99 telephone-event/8000"
SHORT = {"reoffer-wait-ms": 500}


def asked(s, *offered, codecs=(AMR, DTMF), extra=()):
    """A call, and an MSC that waits for UE B's codec: call, gateway, the re-INVITE that UE B got."""
    make = speech.plain(*codecs, extra=extra)
    call = s.call(protected=False, offer=make, answer=make)
    gw = speech.gateway(s, pt=int(speech.fmtps(offered)[0][0].split()[0]))
    call.transfer(gw, speech.offer(gw, *offered))
    return call, gw, call.b.expect("INVITE")


def takes(dialog, phone, req, *codecs, version=2):
    """The party that stays agrees to CODECS."""
    body = bump(speech.plain(*codecs)(phone), version)
    dialog.answer(req, 200, body)
    dialog.expect("ACK")


def moved(s, gw, call, req, *codecs):
    """UE B agrees and the MSC has its 200: the answer's media."""
    takes(call.b, call.pb, req, *codecs)
    media = gw.learn(call.cs.expect("200").body)
    call.cs.ack()
    return media


def restored(call, version, codecs=(AMR, DTMF), first=None):
    """UE B gets the SDP it had, but for the version, and agrees."""
    req = first or call.b.expect("INVITE")
    strip = lambda t: re.sub(rb"(o=\S+ \S+ )\d+", rb"\1V", t)
    equal(strip(req.body), strip(call.offered), "what UE B is offered again")
    equal(sdp.Sdp(req.body).version, sdp.Sdp(call.offered).version + version, "o= version")
    takes(call.b, call.pb, req, *codecs, version=version + 1)


def refused(call, status="488"):
    got = call.cs.expect(status)
    check(status != "488" or got.has("Warning"), "no cause named")


def as_before(call):
    """Both parties talk as if nothing had been asked."""
    call.exchange(3)
    call.bye()


@scene
def other_codec(s):
    """UE B is re-offered in UE A's stead: same address and port, the MSC's codecs; then the MSC gets its 200."""
    call, gw, req = asked(s, PCMA, PCMU, DTMF_MSC)
    had, now = sdp.Sdp(call.offered), sdp.Sdp(req.body)
    equal(now.media[0].formats, ["8", "0", "101"], "formats offered to UE B")
    equal(now.media[0].rtp, had.media[0].rtp, "address and port")
    equal(now.version, had.version + 1, "o= version")
    call.cs.quiet(0.1)
    media = moved(s, gw, call, req, PCMA, DTMF)
    equal(media.formats, ["8", "99"], "formats for the MSC")
    call.pb.stream.pt = 8
    for _ in range(3):
        call.pb.wait_for(gw.push())
        gw.wait_for(call.pb.push())
    gw.stream.pt = 99
    call.pb.wait_for(speech.renumbered(gw.push(), 101))
    equal(s.admin.value("sealift_reoffers_total", outcome="agreed"), 1, "re-offers")
    equal(s.admin.value("sealift_transfer_seconds_count"), 1, "transfers timed")
    call.release_ps()
    call.bye_moved()


@scene
def numbers_of_its_own(s):
    """No payload type that UE B knows gets another meaning; what it answers is what it is sent."""
    call, gw, req = asked(s, ("97 AMR-WB/16000", WB[1]), "101 telephone-event/16000")
    offered = sdp.Sdp(req.body).media[0]
    check(not {"97", "101"} & set(offered.formats), "numbers that mean something else: %s", offered.formats)
    wide, events = offered.formats
    check("%s AMR-WB/16000" % wide in offered.values("rtpmap"), "rtpmap: %s", offered.values("rtpmap"))
    check("%s %s" % (wide, WB[1]) in offered.values("fmtp"), "fmtp: %s", offered.values("fmtp"))
    media = moved(s, gw, call, req, ("110 AMR-WB/16000", WB[1]))
    equal(media.formats, ["97"], "formats for the MSC")
    call.pb.wait_for(speech.renumbered(gw.push(), 110))
    call.pb.stream.pt = int(wide)
    gw.wait_for(speech.renumbered(call.pb.push(), 97))
    call.release_ps()
    call.bye_moved()


@scene
def refuses(s):
    """UE B refuses: 488 to the MSC, and all is as it was."""
    call, gw, req = asked(s, PCMA)
    call.b.answer(req, 488)
    refused(call)
    call.b.expect("ACK")
    equal(call.view()["state"], "active", "state")
    as_before(call)


@scene
def refuses_otherwise(s):
    """Whatever final answer it is."""
    call, gw, req = asked(s, PCMA)
    call.b.answer(req, 606)
    refused(call)
    call.b.expect("ACK")
    as_before(call)


@scene
def useless_answer(s):
    """UE B takes none of the MSC's codecs after all: 488, and UE B is offered what it had."""
    call, gw, req = asked(s, PCMA)
    takes(call.b, call.pb, req, AMR)
    refused(call)
    restored(call, 2)
    as_before(call)


@scene(srvcc=SHORT)
def slow(s):
    """UE B takes too long: 488 in time, its INVITE is cancelled."""
    call, gw, req = asked(s, PCMA)
    call.b.answer(req, 100)
    begun = time.monotonic()
    refused(call)
    check(0.3 < time.monotonic() - begun < 3, "refused after %.1f s", time.monotonic() - begun)
    call.b.serve("CANCEL")
    call.b.answer(req, 487)
    call.b.expect("ACK")
    as_before(call)


@scene(srvcc=SHORT)
def late(s):
    """... and agrees just then: it is offered what it had."""
    call, gw, req = asked(s, PCMA)
    call.b.answer(req, 100)
    refused(call)
    call.b.serve("CANCEL")
    takes(call.b, call.pb, req, PCMA)
    restored(call, 2)
    as_before(call)


@scene
def cancelled(s):
    """The MSC cancels while UE B ponders; then the MSC may ask again."""
    call, gw, req = asked(s, PCMA)
    call.b.answer(req, 100)
    call.cs.cancel()
    call.cs.gather("200 CANCEL", "487")
    call.b.serve("CANCEL")
    other = s.msc.invite("tel:+358400000001", speech.offer(gw, PCMA), pai="<tel:+358401111111>")
    equal(other.expect("480").get("Retry-After"), "2", "Retry-After")
    call.b.answer(req, 487)
    call.b.expect("ACK")
    call.transfer(gw, speech.offer(gw, AMR))
    gw.learn(call.cs.expect("200").body)
    call.cs.ack()
    call.release_ps()
    call.bye_moved()


@scene
def cancelled_too_late(s):
    """The MSC cancels after UE B has agreed: the 200 was first."""
    call, gw, req = asked(s, PCMA)
    moved(s, gw, call, req, PCMA)
    call.cs.request("BYE", headers=[("Reason", "SIP;cause=487")])
    call.cs.expect("200 BYE")
    restored(call, 2)
    call.a.ask("UPDATE", None, BACK)
    as_before(call)


@scene(srvcc={"reoffer-wait-ms": 4000})
def glare(s):
    """UE B's own re-INVITE crosses ours: both get 491, ours is tried again within the MSC's time."""
    call, gw, req = asked(s, PCMA)
    call.b.request("INVITE", bump(sdp.plain(call.pb), 2))
    call.b.expect("491")
    call.b.answer(req, 491)
    call.b.expect("ACK")
    req = call.b.expect("INVITE", timeout=6)
    moved(s, gw, call, req, PCMA)
    call.release_ps()
    call.bye_moved()


@scene(srvcc={"reoffer-wait-ms": 1000})
def glare_without_time(s):
    """No time for another try: 488 at once."""
    call, gw, req = asked(s, PCMA)
    call.b.answer(req, 491)
    begun = time.monotonic()
    refused(call)
    check(time.monotonic() - begun < 0.8, "refused only after %.1f s", time.monotonic() - begun)
    call.b.expect("ACK")
    as_before(call)


@scene
def second_msc(s):
    """Another INVITE meanwhile: 480 and Retry-After."""
    call, gw, req = asked(s, PCMA)
    other = s.msc.invite("tel:+358400000001", speech.offer(gw, AMR), pai="<tel:+358401111111>")
    check(other.expect("480").has("Retry-After"), "no Retry-After")
    moved(s, gw, call, req, PCMA)
    call.release_ps()
    call.bye_moved()


@scene
def ue_a_hangs_up(s):
    """UE A hangs up while UE B ponders: the call is over for all."""
    call, gw, req = asked(s, PCMA)
    call.a.request("BYE")
    call.a.expect("200 BYE")
    call.cs.expect("480")
    call.b.serve("BYE")
    call.b.answer(req, 487)


@scene
def ue_b_hangs_up(s):
    """UE B hangs up instead of answering."""
    call, gw, req = asked(s, PCMA)
    call.b.answer(req, 487)
    call.b.request("BYE")
    call.b.gather("ACK", "200 BYE")
    call.cs.either("480", "488")
    call.a.serve("BYE")


@scene
def ps_lost(s):
    """The network loses UE A's PS leg (BYE with 503) while UE B ponders: the handover goes on."""
    call, gw, req = asked(s, PCMA)
    call.a.request("BYE", headers=[("Reason", "SIP;cause=503")])
    call.a.expect("200 BYE")
    moved(s, gw, call, req, PCMA)
    call.pb.wait_for(gw.push())
    call.bye_moved()


@scene
def phone_is_back_first(s):
    """UE A is back (487) while UE B ponders: the MSC gets 487, UE B what it had."""
    call, gw, req = asked(s, PCMA)
    call.b.answer(req, 100)
    call.a.request("INVITE", call.offer, BACK)
    call.a.expect("200 INVITE")
    call.a.ack()
    call.cs.expect("487")
    call.b.serve("CANCEL")
    call.b.answer(req, 487)
    call.b.expect("ACK")
    as_before(call)


@scene
def phone_returns(s):
    """A handover that fails after the re-offer: the phone is answered at once, UE B gets its codec back."""
    call, gw, req = asked(s, PCMA, DTMF_MSC)
    moved(s, gw, call, req, PCMA, DTMF)
    call.a.request("INVITE", call.offer, BACK)
    call.a.expect("200 INVITE")
    call.a.ack()
    call.cs.serve("BYE")
    restored(call, 2)
    call.exchange(3)
    # and the o= version stays ours
    call.a.request("UPDATE", bump(sdp.plain(call.pa, direction="sendonly"), 9))
    req = call.b.expect("UPDATE")
    equal(sdp.Sdp(req.body).version, sdp.Sdp(call.offered).version + 3, "o= version")
    call.b.answer(req, 200, bump(sdp.plain(call.pb, direction="recvonly"), 4))
    call.a.expect("200 UPDATE")
    call.bye()


@scene
def does_not_go_back(s):
    """UE B refuses its old codec: nobody hears the other one, the call ends and says why."""
    call, gw, req = asked(s, PCMA)
    moved(s, gw, call, req, PCMA)
    call.a.request("INVITE", call.offer, BACK)
    call.a.expect("200 INVITE")
    call.a.ack()
    call.cs.serve("BYE")
    req = call.b.expect("INVITE")
    call.b.answer(req, 488)
    call.b.answer(call.b.gather("ACK", "BYE")["BYE"], 200)
    check("488" in call.a.serve("BYE").get("Reason"), "no reason")


@scene
def shutdown(s):
    """sealiftd stops while an MSC waits."""
    call, gw, req = asked(s, PCMA)
    s.daemon.signal(signal.SIGTERM)
    call.cs.expect("503")
    call.a.serve("BYE")
    call.b.serve("BYE")
    until(s.daemon.is_alive, False, "alive")


@scene
def refresh_after(s):
    """UE B's refresh after the handover is answered with the new agreement; its old codec is no part of it."""
    call, gw, req = asked(s, PCMA)
    told = req.body
    moved(s, gw, call, req, PCMA)
    call.b.request("INVITE", bump(speech.plain(PCMA)(call.pb), 2))
    got = call.b.expect("200 INVITE")
    call.b.ack()
    equal(got.body, told, "answer in UE A's stead")
    call.b.request("INVITE", bump(speech.plain(AMR)(call.pb), 3))
    call.b.expect("488")
    call.release_ps()
    call.bye_moved()


@scene
def msc_holds_after(s):
    """Hold and resume of the MSC reach UE B as the SDP of the re-offer with another direction."""
    call, gw, req = asked(s, PCMA)
    moved(s, gw, call, req, PCMA)
    call.cs.request("INVITE", speech.offer(gw, PCMA, version=2, direction="sendonly"))
    hold = call.b.expect("INVITE")
    equal(sdp.Sdp(hold.body).media[0].formats, ["8"], "formats")
    equal(sdp.Sdp(hold.body).media[0].direction_or_session, "sendonly", "direction")
    call.b.answer(hold, 200, bump(speech.plain(PCMA, extra=("a=recvonly",))(call.pb), 3))
    call.b.expect("ACK")
    call.cs.expect("200 INVITE")
    call.cs.ack()
    call.release_ps()
    call.bye_moved()


@scene(srvcc={"source-release-ms": 300})
def msc_changes(s):
    """Later the MSC wants another codec: its re-INVITE waits for UE B's; refused, cancelled, or taken."""
    call, gw, req = asked(s, PCMA)
    moved(s, gw, call, req, PCMA)
    call.release_ps()
    call.cs.request("INVITE", speech.offer(gw, PCMU, version=2))
    req = call.b.expect("INVITE")
    equal(sdp.Sdp(req.body).media[0].formats, ["0"], "formats for UE B")
    call.b.answer(req, 488)
    call.cs.expect("488 INVITE")
    call.b.expect("ACK")
    call.pb.wait_for(gw.push())
    call.cs.request("INVITE", speech.offer(gw, PCMU, version=3))
    req = call.b.expect("INVITE")
    call.b.answer(req, 100)
    call.cs.cancel()
    call.cs.gather("200 CANCEL", "487")
    call.b.serve("CANCEL")
    call.b.answer(req, 487)
    call.b.expect("ACK")
    call.cs.request("INVITE", speech.offer(gw, PCMU, version=4))
    takes(call.b, call.pb, call.b.expect("INVITE"), PCMU, version=3)
    equal(gw.learn(call.cs.expect("200 INVITE").body).formats, ["0"], "formats for the MSC")
    call.cs.ack()
    gw.stream.pt = call.pb.stream.pt = 0
    call.pb.wait_for(gw.push())
    gw.wait_for(call.pb.push())
    call.bye_moved()


@scene
def msc_chooses(s):
    """The MSC got two codecs and settles on one: 200 at once, and UE B is told to use no other."""
    both = (AMR, PCMA)
    call = s.call(protected=False, offer=speech.plain(*both), answer=speech.plain(*both))
    gw = speech.gateway(s, pt=8)
    call.transfer(gw, speech.offer(gw, AMR, PCMA))
    equal(gw.learn(call.cs.expect("200").body).formats, ["97", "8"], "formats for the MSC")
    call.cs.ack()
    call.cs.request("INVITE", speech.offer(gw, PCMA, version=2))
    equal(sdp.Sdp(call.cs.expect("200 INVITE").body).media[0].formats, ["8"], "formats for the MSC")
    call.cs.ack()
    req = call.b.expect("INVITE")
    equal(sdp.Sdp(req.body).media[0].formats, ["8"], "formats for UE B")
    takes(call.b, call.pb, req, PCMA)
    call.pb.stream.pt = 8
    call.pb.wait_for(gw.push())
    gw.wait_for(call.pb.push())
    call.a.request("INVITE", call.offer, BACK)
    call.a.expect("200 INVITE")
    call.a.ack()
    call.cs.serve("BYE")
    restored(call, 2, both)
    call.pb.stream.pt = 97
    as_before(call)


@scene
def callee_moves(s):
    """The callee moves: the caller is re-offered, and retries a glare at once as the one that does not own the call."""
    call = s.call(protected=False)
    gw = speech.gateway(s, pt=8)
    call.transfer(gw, speech.offer(gw, PCMA), number=NUMBER_B)
    req = call.a.expect("INVITE")
    call.a.answer(req, 491)
    call.a.expect("ACK")
    req = call.a.expect("INVITE", timeout=4)
    takes(call.a, call.pa, req, PCMA)
    gw.learn(call.cs.expect("200").body)
    call.cs.ack()
    call.pa.wait_for(gw.push())
    call.pa.stream.pt = 8
    gw.wait_for(call.pa.push())
    call.b.serve("BYE", timeout=6)
    call.a.request("BYE")
    call.cs.serve("BYE")
    call.a.expect("200 BYE")


@scene(srvcc={"source-release-ms": 500})
def cs_to_cs(s):
    """From one MSC to another with another codec: UE B is asked again; refused, the first MSC stays."""
    call, gw, req = asked(s, PCMA)
    moved(s, gw, call, req, PCMA)
    call.release_ps()
    first = call.cs
    second = speech.gateway(s, port=42000, pt=0)
    call.transfer(second, speech.offer(second, PCMU))
    req = call.b.expect("INVITE")
    call.b.answer(req, 488)
    refused(call)
    call.b.expect("ACK")
    call.pb.wait_for(gw.push())
    call.transfer(second, speech.offer(second, PCMU))
    req = call.b.expect("INVITE")
    takes(call.b, call.pb, req, PCMU, version=3)
    second.learn(call.cs.expect("200").body)
    call.cs.ack()
    call.pb.wait_for(second.push())
    call.pb.stream.pt = 0
    second.wait_for(call.pb.push())
    first.serve("BYE", timeout=4)
    call.bye_moved()


@scene
def picture(s):
    """A call with a picture moves with its speech alone: the picture is refused, and comes back with the phone."""
    video = ("m=video 30100 RTP/AVP 99", "a=rtpmap:99 H264/90000")
    none = ("m=video 0 RTP/AVP 99",)
    call, gw, req = asked(s, PCMA, codecs=(AMR,), extra=video)
    equal([m.port == 0 for m in sdp.Sdp(req.body).media], [False, True], "refused lines")
    call.b.answer(req, 200, bump(speech.plain(PCMA, extra=none)(call.pb), 2))
    call.b.expect("ACK")
    gw.learn(call.cs.expect("200").body)
    call.cs.ack()
    call.a.request("INVITE", call.offer, BACK)
    call.a.expect("200 INVITE")
    call.a.ack()
    call.cs.serve("BYE")
    req = call.b.expect("INVITE")
    equal([m.rtp for m in sdp.Sdp(req.body).media], [m.rtp for m in sdp.Sdp(call.offered).media], "lines")
    call.b.answer(req, 200, bump(speech.plain(AMR, extra=video)(call.pb), 3))
    call.b.expect("ACK")
    call.exchange(2, rtcp=False)
    call.bye()


@scene
def keys_that_nobody_took(s):
    """a=crypto that UE B did not take is not offered again: no answer could bring keys to a party that has left."""
    extra = ("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",)
    call = s.call(protected=False, offer=speech.plain(AMR, extra=extra), answer=speech.plain(AMR))
    gw = speech.gateway(s, pt=8)
    call.transfer(gw, speech.offer(gw, PCMA))
    req = call.b.expect("INVITE")
    check(b"a=crypto" not in req.body, "a key in a re-offer")
    moved(s, gw, call, req, PCMA)
    call.a.request("UPDATE", None, BACK)
    call.a.expect("200 UPDATE")
    call.cs.serve("BYE")
    req = call.b.expect("INVITE")
    check(b"a=crypto" not in req.body, "a key on the way back")
    takes(call.b, call.pb, req, AMR, version=3)
    call.exchange(2)
    call.bye()


@scene(sip={"next-hop": "sip:{net}.40:5060"})
def spiral(s):
    """A call that crosses this node twice: the session nearest to UE A re-offers, the other one passes it on."""
    cscf = Proxy(s, s.party("CSCF", 40), {s.b.number: s.b.uri}, (s.ip, 5060))
    call, gw, req = asked(s, PCMA)
    equal(sorted(x["state"] for x in s.admin.sessions()), ["active", "moving"], "states")
    moved(s, gw, call, req, PCMA)
    call.pb.stream.pt = 8
    call.pb.wait_for(gw.push())
    gw.wait_for(call.pb.push())
    call.a.request("INVITE", call.offer, BACK)
    call.a.expect("200 INVITE")
    call.a.ack()
    call.cs.serve("BYE")
    req = call.b.expect("INVITE")
    equal(sdp.Sdp(req.body).media[0].formats, ["97", "101"], "formats offered again")
    takes(call.b, call.pb, req, AMR, DTMF, version=3)
    call.pb.stream.pt = 97
    call.exchange(3)
    call.bye()
    cscf.stop()


@scene(security={"on-insecure-target": "terminate"})
def never_protected_and_terminated(s):
    """Not even where its stream might be terminated: another codec than UE B's is refused."""
    never_told(s, (PCMA,), (WB, PCMU))


@scene
def never_protected(s):
    """A protected call is refused as ever: its other party hears nothing (RFC 4568 7.1.4)."""
    never_told(s, (PCMA,), (AMR,), (WB, PCMU))


def never_told(s, *offers):
    call = s.call()
    for codecs in offers:
        gw = speech.gateway(s, port=41000 + 2 * len(s.endpoints))
        call.transfer(gw, speech.offer(gw, *codecs))
        refused(call)
    call.b.quiet(0.3)
    equal(s.admin.metrics().sum("sealift_reoffers_total"), 0, "re-offers")
    call.exchange(3)
    call.bye()
