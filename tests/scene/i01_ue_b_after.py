# SPDX-License-Identifier: BSD-2-Clause
"""What UE B asks for after the transfer is answered here: UE A can no longer be told anything."""

from lib import sdp
from lib.check import check, equal
from lib.handover import bump, moved, same_but
from lib.scene import scene
from lib.srtp import Key


def ask(call, method, offer, status="200"):
    """UE B's re-offer; the answer.  Nobody else hears of it."""
    call.b.request(method, offer)
    got = call.b.expect("%s %s" % (status, method))
    if method == "INVITE" and got.status == 200:
        call.b.ack()
    call.cs.quiet(0.05)
    return got


@scene
def refresh(s):
    """Every refresh repeats the SDP it already has, a=crypto line byte for byte, o= version not raised."""
    call = moved(s)
    for method in ("UPDATE", "INVITE", "UPDATE"):
        got = ask(call, method, call.answer)
        equal(got.body, call.offered, "answer to the %s: what UE B already had" % method)
        call.pb.wait_for(call.pa.push())
        call.gw.wait_for(call.pb.push())
    call.bye_moved()


@scene
def while_ps_held(s):
    """The same while the PS leg is still held; UE A on PS hears nothing of it."""
    call = moved(s, released=False)
    got = ask(call, "UPDATE", call.answer)
    equal(got.body, call.offered, "answer to UPDATE")
    call.a.quiet(0.1)
    call.release_ps()
    call.bye_moved()


@scene
def hold_and_resume(s):
    """UE B holds and resumes: direction mirrored, o= version raised only if something changed."""
    call = moved(s)
    had, version = call.offered, sdp.Sdp(call.offered).version
    for n, (theirs, ours) in enumerate((("sendonly", "recvonly"), ("inactive", "inactive"), ("sendrecv", "sendrecv")), 2):
        for method in ("UPDATE", "INVITE"):
            offer = bump(sdp.secure(call.pb, direction=theirs), n)
            got = ask(call, method, offer)
            if method == "UPDATE":
                version += 1
            same_but(got.body, had, "answer to hold %s by %s" % (theirs, method), version, ours)
    call.pb.wait_for(call.pa.push())
    call.bye_moved()


@scene
def new_key(s):
    """488 if UE B brings a new key, and nothing has changed."""
    call = moved(s)
    old = call.pb.key
    call.pb.key = Key()
    offer = bump(sdp.secure(call.pb), 2)
    call.pb.key = old
    for method in ("UPDATE", "INVITE"):
        got = ask(call, method, offer, "488")
        check(got.has("Warning") or got.has("Reason"), "no cause named")
    call.pb.wait_for(call.pa.push())
    call.gw.wait_for(call.pb.push())
    equal(ask(call, "UPDATE", call.answer).body, call.offered, "refresh after the refusal")
    call.bye_moved()


@scene
def new_suite(s):
    """488 if UE B brings another suite, or none at all."""
    call = moved(s)
    old = call.pb.key
    call.pb.key = Key("AES_CM_128_HMAC_SHA1_32")
    ask(call, "UPDATE", bump(sdp.secure(call.pb), 2), "488")
    call.pb.key = old
    ask(call, "UPDATE", bump(sdp.secure(call.pb, profile="RTP/AVP", crypto=()), 2), "488")
    call.pb.wait_for(call.pa.push())
    call.bye_moved()


@scene
def new_address(s):
    """488 if UE B brings another address or port: its key would have to change (RFC 4568 7.1.4)."""
    call = moved(s)
    ask(call, "UPDATE", bump(call.answer, 2).replace("m=audio 30000", "m=audio 30500"), "488")
    ask(call, "INVITE", bump(call.answer, 2).replace("c=IN IP4 " + s.b.ip, "c=IN IP4 %s.21" % s.net), "488")
    call.gw.wait_for(call.pb.push())
    call.bye_moved()


@scene
def new_codec(s):
    """488 for a codec outside the last agreement; a second codec beside the agreed one is just not taken."""
    call = moved(s)
    ask(call, "UPDATE", bump(sdp.secure(call.pb, codecs=("98 AMR-WB/16000",)), 2), "488")
    call.b.request("UPDATE", bump(sdp.secure(call.pb, codecs=("97 AMR/8000", "98 AMR-WB/16000")), 3))
    got = call.b.expect("xxx UPDATE")
    check(got.status in (200, 488), "status %d", got.status)
    if got.status == 200:
        equal(sdp.Sdp(got.body).media[0].formats, ["97"], "formats taken")
    call.pb.wait_for(call.pa.push())
    call.bye_moved()


@scene
def offerless(s):
    """UE B's re-INVITE without SDP: the 200 offers what UE B already has; its answer must agree."""
    call = moved(s)
    call.b.request("INVITE")
    got = call.b.expect("200")
    equal(got.body, call.offered, "offer in the 200")
    call.b.ack(call.answer)
    call.pb.wait_for(call.pa.push())
    call.gw.wait_for(call.pb.push())
    call.bye_moved()


@scene
def crypto_in_force(s):
    """Of several crypto lines only the one in force is answered, byte for byte."""
    line = "2 AES_CM_128_HMAC_SHA1_80 inline:"
    other = Key("AES_256_CM_HMAC_SHA1_80")
    call = s.call(confirm=False)
    crypto_a = "a=crypto:" + call.pa.key.line(2)
    call.offer = sdp.secure(call.pa, crypto=["a=crypto:" + other.line(1), crypto_a])
    call.answer = sdp.secure(call.pb, tag=2)
    check(line in call.offer, "the scene's own offer")
    call.ring()
    call.pick_up()
    call.move()
    call.pb.wait_for(call.pa.push())
    call.release_ps()
    got = ask(call, "UPDATE", call.answer)
    cryptos = [x for x in got.body.decode().split("\r\n") if x.startswith("a=crypto")]
    equal(cryptos, [crypto_a], "crypto lines in the answer")
    call.bye_moved()


@scene
def after_return_too(s):
    """From then on, on the way back to PS too, the o= version towards UE B is ours: it never goes back or jumps."""
    call = moved(s, released=False)
    got = ask(call, "UPDATE", bump(sdp.secure(call.pb, direction="sendonly"), 2))
    seen = sdp.Sdp(got.body).version
    got = ask(call, "UPDATE", bump(sdp.secure(call.pb), 3))
    equal(sdp.Sdp(got.body).version, seen + 1, "o= version")
    call.a.request("UPDATE", headers=[("Reason", "SIP;cause=487")])
    call.a.expect("200 UPDATE")
    call.cs.serve("BYE")
    call.pa.via = None
    call.a.request("UPDATE", bump(sdp.secure(call.pa, direction="sendonly"), 2))
    req = call.b.expect("UPDATE")
    equal(sdp.Sdp(req.body).version, seen + 2, "o= version on PS again")
    call.b.answer(req, 200, bump(sdp.secure(call.pb, direction="recvonly"), 4))
    call.a.expect("200 UPDATE")
    call.bye()


@scene
def phone_offers_during(s):
    """While the PS leg is held UE A's own UPDATE without 487 does not reach UE B."""
    call = moved(s, released=False)
    call.a.request("UPDATE", bump(call.offer, 2))
    check(call.a.expect("xxx UPDATE").status >= 200, "no answer")
    call.b.quiet(0.2)
    call.release_ps()
    call.bye_moved()


@scene
def other_requests(s):
    """OPTIONS and INFO of UE B after the transfer get an answer; the session goes on."""
    call = moved(s)
    for method in ("OPTIONS", "INFO"):
        call.b.request(method)
        call.b.expect("xxx " + method)
    call.pb.wait_for(call.pa.push())
    call.bye_moved()


@scene
def contact_stays(s):
    """Our Contact towards UE B stays the one its dialog began with: an answer of ours moves no target."""
    call = moved(s)
    had = call.b.invite.get("Contact")
    for method in ("UPDATE", "INVITE"):
        equal(ask(call, method, call.answer).get("Contact"), had, "Contact in the answer to %s" % method)
    call.bye_moved()
