# SPDX-License-Identifier: BSD-2-Clause
"""Requests that are no calls, or not from whom they should be."""

from lib import sdp
from lib.check import check, equal
from lib.scene import scene


@scene
def options_to_us(s):
    """OPTIONS to us: 200 that says what we can; no session."""
    got = s.a.ask("OPTIONS", "sip:%s:5060" % s.ip)
    equal(got.status, 200, "OPTIONS")
    check("INVITE" in (got.get("Allow") or ""), "Allow: %s", got.get("Allow"))
    s.b.quiet(0.1)
    equal(s.admin.sessions(), [], "sessions")


@scene
def out_of_dialog(s):
    """Requests outside any dialog (with a To tag): 481; an ACK is met with silence."""
    for method in ("BYE", "UPDATE", "PRACK", "INFO", "INVITE", "REFER", "NOTIFY", "MESSAGE"):
        headers = [("RAck", "1 1 INVITE")] if method == "PRACK" else []
        headers += [("Event", "refer"), ("Subscription-State", "active")] if method == "NOTIFY" else []
        got = ask_in_unknown_dialog(s, method, headers)
        equal(got.status, 481, method)
    ack = s.a.request("ACK", s.b.uri, to="<%s>;tag=unheard" % s.b.uri)
    s.a.send(ack)
    s.a.quiet(0.2)
    s.b.quiet(0.0)


def ask_in_unknown_dialog(s, method, headers):
    msg = s.a.request(method, s.b.uri, headers, to="<%s>;tag=unheard" % s.b.uri)
    s.a.send(msg)
    got = s.a.take(lambda m: m.call_id == msg.call_id and m.status >= 200, "an answer")
    if method == "INVITE":
        ack = s.a.request("ACK", s.b.uri, to=got.get("To"), call_id=msg.call_id, from_=msg.get("From"))
        ack.set("Via", msg.get("Via"))
        s.a.send(ack)
    return got


@scene
def wrong_tag(s):
    """A BYE with the Call-ID of a call and another tag: 481, the call goes on."""
    call = s.call()
    msg = call.a.make("BYE")
    msg.set("To", "<%s>;tag=wrong" % s.b.uri)
    s.a.send(msg)
    call.a.expect("481 BYE")
    call.b.quiet(0.1)
    call.exchange(2)
    call.bye()


@scene
def missing_contact(s):
    """A missing Contact: 400."""
    s.a.invite(sdp=sdp.secure(s.phone(s.a)), contact=False).expect("400")
    s.b.quiet(0.1)


@scene
def unknown_method(s):
    """A method nobody knows, outside a dialog: refused (405 or 501), nothing passes."""
    got = s.a.ask("FLY", s.b.uri)
    check(got.status in (405, 501, 481), "status %d", got.status)
    got = s.a.ask("REGISTER", "sip:%s" % s.ip)
    check(400 <= got.status < 600, "status %d", got.status)
    s.b.quiet(0.1)


@scene
def stranger(s):
    """An initial request from a peer outside trusted is refused with 403."""
    a = s.stranger.invite(sdp=sdp.secure(s.phone(s.stranger)))
    a.expect("403")
    s.b.quiet(0.2)
    equal(s.admin.sessions(), [], "sessions")


@scene
def stranger_in_dialog(s):
    """Requests inside a dialog are matched to it, whoever sends them: UE A from a new address."""
    call = s.call()
    c = s.party("A2", 201)
    bye = call.a.make("BYE")
    bye.set("Via", c.via())
    c.send(bye)
    call.b.serve("BYE")
    c.take(lambda m: m.name == "200 BYE", "200 BYE")


@scene
def cseq_out_of_order(s):
    """A request in a dialog with a lower CSeq than the last: 500 (RFC 3261 12.2.2)."""
    call = s.call()
    call.a.request("UPDATE", call.offer)
    call.b.serve("UPDATE", sdp=call.answer)
    call.a.expect("200 UPDATE")
    msg = call.a.make("UPDATE", call.offer, cseq=1)
    s.a.send(msg)
    call.a.expect("500")
    call.bye()


@scene
def invite_without_sdp_refused(s):
    """An initial INVITE without SDP that UE B refuses leaves nothing."""
    a = s.a.invite()
    b = s.b.incoming()
    b.reply(480)
    b.expect("ACK")
    a.expect("480")


@scene
def info_in_dialog(s):
    """A request of another kind in the dialog reaches the other party, or is refused; the call stays."""
    call = s.call()
    call.a.request("INFO", headers=[("Info-Package", "x")])
    s.b.pump(0.5)
    if any(m.method == "INFO" for m in s.b.inbox):
        call.b.serve("INFO")
        call.a.expect("200 INFO")
    else:
        check(call.a.expect("xxx INFO").status >= 400, "no answer")
    call.bye()


@scene
def messages_counted(s):
    """sealift_sip_messages_total{direction,method,status} counts what came and went."""
    call = s.call()
    call.bye()
    m = s.admin.metrics()
    for direction in ("in", "out"):
        check(m.sum("sealift_sip_messages_total", direction=direction, method="INVITE") >= 1,
              "INVITE %s:\n%s", direction, m.by("sealift_sip_messages_total", "method"))
        check(m.sum("sealift_sip_messages_total", direction=direction, method="BYE") >= 1, "BYE %s", direction)
    check(m.sum("sealift_sip_messages_total", status="200") >= 2, "status 200")
