# SPDX-License-Identifier: BSD-2-Clause
"""Which headers cross: all that a B2BUA has no business with, known or not, in their order."""

from lib import sdp
from lib.check import check, equal
from lib.scene import scene

CARRIED = [
    ("Subject", "lunch"),
    ("X-First", "1"),
    ("P-Charging-Vector", 'icid-value="1234bc9876e";orig-ioi=home1.net'),
    ("Privacy", "none"),
    ("P-Early-Media", "supported"),
    ("Accept-Contact", '*;+g.3gpp.icsi-ref="urn%3Aurn-7%3A3gpp-service.ims.icsi.mmtel"'),
    ("P-Asserted-Service", "urn:urn-7:3gpp-service.ims.icsi.mmtel"),
    ("P-Access-Network-Info", "3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=234151D0FCE11"),
    ("Feature-Caps", "*;+g.3gpp.srvcc"),
    ("History-Info", "<sip:+358402222222@example.org>;index=1"),
    ("X-Second", 'a, b, "c, d"'),
    ("Priority", "urgent"),
    ("Organization", "Example"),
    ("User-Agent", "phone/1.0 (scene)"),
    ("Alert-Info", "<http://example.org/ring>"),
    ("Call-Info", "<http://example.org/me>;purpose=info"),
    ("Date", "Sat, 13 Nov 2010 23:29:00 GMT"),
    ("Accept-Language", "fi, en;q=0.7"),
    ("Session-ID", "f81d4fae7dec11d0a76500a0c91e6bf6;remote=00000000000000000000000000000000"),
    ("X-First", "again"),
]
NOT_NAMES = ("via", "max-forwards", "from", "to", "call-id", "cseq", "contact", "content-type",
             "content-length", "p-asserted-identity", "supported", "allow", "record-route", "route")


def crossed(msg, names):
    """(name, value) of MSG in order, those in NAMES only."""
    return [(n, v) for n, v in msg.headers if n.lower() in names]


def same(got, sent, what):
    """All of SENT is in GOT, unchanged and in order (spacing after commas is nobody's affair)."""
    names = {n.lower() for n, _ in sent}
    squeeze = lambda pairs: [(n.lower(), v.replace(", ", ",").replace("; ", ";")) for n, v in pairs]
    want, have = squeeze(sent), squeeze(crossed(got, names))
    missing = [w for w in want if w not in have]
    check(not missing, "%s: lost %s", what, missing)
    by_unknown = [h for h in have if h[0].startswith(("x-", "p-", "feature", "history"))]
    equal(by_unknown, [w for w in want if w[0].startswith(("x-", "p-", "feature", "history"))],
          what + ": order of what the stack does not know")
    equal(sorted(have), sorted(want), what)


@scene
def in_the_invite(s):
    """Every header that a B2BUA has no business with, known to sofia or not, is carried over in order."""
    call = s.call(headers=CARRIED)
    same(call.b.invite, CARRIED, "INVITE")
    equal(call.b.invite.all("P-Asserted-Identity"), [s.a.pai], "P-Asserted-Identity")
    call.bye()


@scene
def in_responses(s):
    """Responses carry theirs over too, 18x and 200."""
    had = [("P-Charging-Vector", "icid-value=1;term-ioi=x"), ("X-Deep", "a;b"), ("Server", "phone/2"),
           ("P-Early-Media", "sendrecv"), ("Feature-Caps", "*;+g.3gpp.srvcc-alerting"), ("X-Deep", "c")]
    call = s.call(confirm=False)
    call.a = s.a.invite(sdp=call.offer)
    call.b = s.b.incoming()
    call.b.reply(183, headers=had)
    same(call.a.expect("183"), had, "183")
    call.b.reply(200, call.answer, had)
    same(call.a.expect("200"), had, "200")
    call.a.ack()
    call.b.expect("ACK")
    call.bye()


@scene
def in_the_dialog(s):
    """Requests in the dialog carry theirs over: ACK, re-INVITE, UPDATE, BYE with its Reason."""
    had = [("X-Mid", "1"), ("P-Access-Network-Info", "3GPP-GERAN"), ("X-Mid", "2")]
    call = s.call()
    call.a.request("INVITE", call.offer, had)
    same(call.b.expect("INVITE"), had, "re-INVITE")
    call.b.reply(200, call.answer, had)
    same(call.a.expect("200"), had, "200 to re-INVITE")
    call.a.ack(headers=had)
    same(call.b.expect("ACK"), had, "ACK")
    call.b.request("UPDATE", call.answer, had)
    same(call.a.expect("UPDATE"), had, "UPDATE")
    call.a.answer(call.a.req, 200, call.offer, had)
    same(call.b.expect("200 UPDATE"), had, "200 to UPDATE")
    bye = had + [("Reason", 'Q.850;cause=16;text="Terminated"')]
    call.a.request("BYE", headers=bye)
    same(call.b.serve("BYE", headers=had), bye, "BYE")
    call.a.expect("200 BYE")


@scene
def compact_and_folded(s):
    """Compact names, folded lines and odd case mean the same as always."""
    phone = s.phone(s.a)
    body = sdp.secure(phone)
    raw = ("INVITE {b} SIP/2.0\r\nv: {via}\r\nf: <{a}>;tag=t1\r\nt: <{b}>\r\ni: {cid}\r\n"
           "CSEQ: 1 INVITE\r\nmax-forwards:  70\r\nm: <{a}>\r\nSubject: one\r\n  two\r\n\tthree\r\n"
           "p-asserted-identity: <tel:+358401111111>\r\nc: application/sdp\r\nl: {n}\r\n\r\n").format(
               a=s.a.uri, b=s.b.uri, via=s.a.via(), cid="compact-1", n=len(body))
    s.a.send_raw(raw.encode() + body.encode())
    b = s.b.incoming()
    equal(b.req.get("Subject").split(), ["one", "two", "three"], "Subject")
    equal(b.req.body, sdp.edited(body, b.req.body), "SDP")
    b.reply(486)
    b.expect("ACK")
    got = s.a.take(lambda m: m.status == 486, "486")
    s.a.send_raw(("ACK {b} SIP/2.0\r\nVia: {via}\r\nFrom: <{a}>;tag=t1\r\nTo: {to}\r\nCall-ID: compact-1\r\n"
                  "CSeq: 1 ACK\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n").format(
                      b=s.b.uri, a=s.a.uri, via=got.get("Via"), to=got.get("To")).encode())


@scene
def supported_and_allow(s):
    """Supported passes on only what we can; Require of what we cannot honour gets 420 with Unsupported."""
    call = s.call(headers=[("Supported", "100rel, replaces, x-flux, outbound")])
    got = call.b.invite.all("Supported")
    check("x-flux" not in got and "outbound" not in got, "Supported: %s", got)
    call.bye()
    a = s.a.invite(sdp=call.offer, headers=[("Require", "x-flux, x-warp")])
    got = a.expect("420")
    equal(sorted(got.all("Unsupported")), ["x-flux", "x-warp"], "Unsupported")


@scene
def require_in_the_dialog(s):
    """Require of what we cannot honour inside a dialog: 420 too, UE B hears nothing, the call goes on."""
    call = s.call()
    for method in ("INVITE", "UPDATE", "INFO"):
        call.a.request(method, call.offer if method != "INFO" else None, headers=[("Require", "x-flux")])
        equal(call.a.expect("420 " + method).all("Unsupported"), ["x-flux"], "Unsupported")
    call.exchange(2)
    call.bye()


@scene
def other_bodies(s):
    """A body that is no SDP passes as it came; so does multipart with its parameters."""
    pa, pb = s.phone(s.a), s.phone(s.b)
    body = ("--b1\r\nContent-Type: application/sdp\r\n\r\n" + sdp.secure(pa) +
            "\r\n--b1\r\nContent-Type: text/plain\r\n\r\nhello\r\n--b1--\r\n")
    a = s.a.invite(sdp=body, type="multipart/mixed;boundary=b1")
    got = s.b.take(lambda m: m.method == "INVITE", "INVITE", 1.5) if not early_refusal(s, a) else None
    if got is None:
        return
    from lib.dialog import Dialog
    b = Dialog.server(s.b, got)
    check("boundary=b1" in got.get("Content-Type"), "Content-Type: %s", got.get("Content-Type"))
    check(b"hello" in got.body, "the other part is gone")
    check(s.ip.encode() in got.body and b"c=IN IP4 " + s.a.ip.encode() not in got.body,
          "the SDP among the parts was not edited: %s", got.body)
    b.reply(486)
    b.expect("ACK")
    a.expect("486")
    del pb


def early_refusal(s, a):
    """A clear refusal (415, 488) is an answer as well: nothing may go past the relay."""
    s.a.pump(0.5)
    got = next((m for m in s.a.inbox if m.status >= 300), None)
    if got:
        check(a.expect("4xx").status in (415, 488), "status %d", got.status)
    return got is not None
