# SPDX-License-Identifier: BSD-2-Clause
"""Transfers that are refused: status, Reason or Warning, a log line, and nothing disturbed."""

from lib import sdp
from lib.check import check, equal
from lib.names import STN_SR
from lib.scene import scene


def ask(s, gw, party=None, uri="tel:" + STN_SR, offer=None, pai="<tel:+358401111111>", **kw):
    """An INVITE to the STN-SR and its final answer."""
    cs = (party or s.msc).invite(uri, sdp.clearmode(gw) if offer is None else offer, pai=pai, **kw)
    return cs.expect("xxx")


def refused(s, call, status, word=None, **kw):
    """Refused with STATUS, with a Reason or Warning, a log line; UE A and UE B hear nothing, media goes on."""
    if not hasattr(s, "refusal_gw"):
        s.refusal_gw = s.gateway(45000)
    lines = len(s.daemon.log().splitlines())
    got = ask(s, s.refusal_gw, **kw)
    equal(got.status, status, "status")
    why = (got.get("Warning") or "") + (got.get("Reason") or "")
    check(why, "no Warning and no Reason in the %d", status)
    check(word is None or word in why.lower(), "%r is not named in %s", word, why)
    check(len(s.daemon.log().splitlines()) > lines, "no log line")
    if call:
        call.exchange(2)
        call.a.quiet(0.05)
        call.b.quiet(0.0)
    return got


@scene
def not_an_msc(s):
    """403 from a peer that is trusted but no MSC."""
    call = s.call()
    refused(s, call, 403, party=s.party("X", 60))
    call.bye()


@scene
def not_trusted(s):
    """403 from a peer that is not trusted at all."""
    call = s.call()
    gw = s.gateway()
    equal(ask(s, gw, party=s.stranger).status, 403, "status")
    call.exchange(2)
    call.bye()


@scene
def unknown_number(s):
    """404 for a number no session knows."""
    call = s.call()
    refused(s, call, 404, pai="<tel:+358405555555>")
    refused(s, call, 404, pai="<sip:+358405555555@ims.example;user=phone>")
    call.bye()


@scene
def no_session_at_all(s):
    """404 where there is no call."""
    refused(s, None, 404)


@scene
def no_identity(s):
    """A STN-SR INVITE without P-Asserted-Identity is refused and named."""
    call = s.call()
    gw = s.gateway()
    got = ask(s, gw, pai=False)
    check(got.status in (400, 403, 404), "status %d", got.status)
    check(got.has("Warning") or got.has("Reason"), "no cause named")
    call.exchange(2)
    call.bye()


@scene
def two_that_disagree(s):
    """Two identities that disagree: refused, nothing moves; two that agree are fine (elsewhere)."""
    call = s.call()
    gw = s.gateway()
    got = ask(s, gw, pai="<tel:+358401111111>, <sip:+358403333333@x;user=phone>")
    check(got.status in (400, 403, 404), "status %d", got.status)
    check(got.has("Warning") or got.has("Reason"), "no cause named")
    call.exchange(2)
    call.bye()


@scene
def national_format(s):
    """A number in national format is none to us: refused."""
    call = s.call()
    gw = s.gateway()
    for pai in ("<tel:0401111111;phone-context=+358>", "<tel:0401111111>", "<sip:0401111111@x;user=phone>",
                "<sip:+358401111111@x>"):
        got = ask(s, gw, pai=pai)
        check(got.status in (400, 403, 404), "status %d for %s", got.status, pai)
    call.exchange(2)
    call.bye()


@scene
def before_answer(s):
    """480 where the session is in no state to move: it rings still."""
    call = s.call(confirm=False)
    call.ring()
    refused(s, None, 480)
    call.pick_up()
    call.exchange(2)
    call.bye()


@scene
def during_reoffer(s):
    """While an offer is pending the session is in no state to move, or moves right after; never half."""
    call = s.call()
    call.a.request("INVITE", call.offer.replace(" 4711 1 ", " 4711 2 "))
    req = call.b.expect("INVITE")
    gw = s.gateway()
    got = ask(s, gw)
    check(got.status in (480, 200), "status %d", got.status)
    call.b.answer(req, 200, call.answer.replace(" 4711 1 ", " 4711 2 "))
    call.a.expect("xxx")
    if call.a.got.status == 200:
        call.a.ack()
    call.b.expect("ACK")
    if got.status == 480:
        check(got.has("Retry-After") or got.has("Warning") or got.has("Reason"), "no cause named")
        call.exchange(2)
        call.bye()
        return
    call.cs = next(d for d in s.dialogs if d.party is s.msc)
    call.cs.ack()
    call.gw = gw
    gw.learn(got.body)
    gw.start()
    call.pa.via = gw
    call.exchange(2, rtcp=False)
    call.release_ps()
    call.bye_moved()


@scene
def speech_only(s):
    """488 where the offer cannot carry the stream: speech codecs only, for a protected session."""
    call = s.call()
    gw = s.gateway(46000)
    offer = sdp.sdp(*sdp.session(gw.ip), "m=audio %d RTP/AVP 97 0" % gw.port, "a=rtpmap:97 AMR/8000")
    refused(s, call, 488, offer=offer)
    call.bye()


@scene
def no_media(s):
    """An offer without media, or with port 0: 488; without any SDP: refused too."""
    call = s.call()
    gw = s.gateway(46000)
    refused(s, call, 488, offer=sdp.sdp(*sdp.session(gw.ip)))
    refused(s, call, 488, offer=sdp.clearmode(gw).replace("m=audio %d" % gw.port, "m=audio 0"))
    got = ask(s, gw, offer="")
    check(got.status in (400, 488), "status %d without SDP", got.status)
    call.exchange(2)
    call.bye()


@scene
def host_name_in_c(s):
    """A host name in c= of the MSC's offer: 488, nothing is looked up, nothing disturbed."""
    call = s.call()
    gw = s.gateway(46000)
    refused(s, call, 488, offer=sdp.clearmode(gw).replace("c=IN IP4 " + gw.ip, "c=IN IP4 mgw.example"))
    call.bye()


@scene
def broken_sdp(s):
    """An SDP that is none: 488 or 400."""
    call = s.call()
    gw = s.gateway(46000)
    for text in ("hello\r\n", "v=0\r\nm=audio\r\n", sdp.clearmode(gw).replace("m=audio", "m=audio x")):
        got = ask(s, gw, offer=text)
        check(got.status in (400, 488), "status %d", got.status)
    call.exchange(2)
    call.bye()


@scene
def in_progress(s):
    """A second transfer while one is in progress: 480 with Retry-After; the first goes on."""
    call = s.call()
    call.transfer()
    call.gw.learn(call.cs.expect("200").body)
    got = ask(s, s.gateway(46000))
    equal(got.status, 480, "status")
    check(got.has("Retry-After"), "no Retry-After")
    call.gw.start()
    call.cs.ack()
    got = ask(s, s.gateway(46100))      # the PS leg is still held
    check(got.status in (480, 200), "status %d", got.status)
    check(got.status == 480 and got.has("Retry-After"), "no Retry-After while the PS leg is held")
    call.pa.via = call.gw
    call.exchange(3, rtcp=False)
    call.release_ps()
    call.bye_moved()


@scene
def two_at_once(s):
    """Two at once for the same party: one is answered 200, the other 480."""
    call = s.call()
    gws = [s.gateway(46000), s.gateway(46100)]
    asks = [s.msc.invite("tel:" + STN_SR, sdp.clearmode(gw), pai="<tel:+358401111111>") for gw in gws]
    got = [dlg.expect("xxx") for dlg in asks]
    equal(sorted(m.status for m in got), [200, 480], "statuses")
    i = [m.status for m in got].index(200)
    asks[i].ack()
    gws[i].learn(got[i].body)
    gws[i].start()
    call.pa.via = call.gw = gws[i]
    call.exchange(2, rtcp=False)
    call.release_ps()
    call.cs = asks[i]
    call.bye_moved()


@scene
def own_route(s):
    """Whose topmost Route is ours is no transfer (contract: topmost Route is not ours): an ordinary call."""
    gw = s.gateway()
    cs = s.msc.invite("tel:" + STN_SR, sdp.clearmode(gw), pai="<tel:+358401111111>",
                      headers=[("Route", "<sip:%s:5060;lr>" % s.ip)])
    b = s.b.incoming()
    equal(b.req.uri, "tel:" + STN_SR, "Request-URI")
    b.reply(404)
    b.expect("ACK")
    cs.expect("404")


@scene
def counted(s):
    """sealift_transfers_total{kind,outcome} counts refusals."""
    call = s.call()
    refused(s, call, 404, pai="<tel:+358405555555>")
    gw = s.gateway(46000)
    offer = sdp.sdp(*sdp.session(gw.ip), "m=audio %d RTP/AVP 0" % gw.port)
    refused(s, call, 488, offer=offer)
    by = s.admin.metrics().by("sealift_transfers_total", "outcome")
    check(sum(by.values()) >= 1, "outcomes: %s", by)
    call.bye()
