# SPDX-License-Identifier: BSD-2-Clause
"""Calls that fail: each answer reaches the caller, and nothing is left of the call."""

from lib import sdp
from lib.check import check, equal, until
from lib.scene import scene


def fails(s, status, headers=(), ring=True):
    """A call that UE B answers with STATUS; what UE A gets."""
    a = s.a.invite(sdp=sdp.secure(s.phone(s.a, port=30000 + 4 * len(s.endpoints))))
    b = s.b.incoming()
    if ring:
        b.reply(180)
        a.expect("180")
    b.reply(status, headers=headers)
    b.expect("ACK")
    return a.expect(str(status))


@scene
def statuses(s):
    """Failure responses reach the caller with their status; ports come back after each."""
    for status in (400, 401, 403, 404, 407, 410, 415, 480, 484, 486, 488, 500, 501, 503, 504, 600, 603, 604):
        fails(s, status, ring=status % 2 == 0)
    until(lambda: s.admin.value("sealift_ports_free"), s.start_ports, "ports free")


@scene
def headers_of_failures(s):
    """Headers of a failure are carried over: Warning, Retry-After, Reason, challenges."""
    had = [("Retry-After", "17"), ("Warning", '399 example "because"'), ("Reason", "Q.850;cause=34"),
           ("X-Deep", "a;b=c"), ("Server", "phone/1")]
    got = fails(s, 486, had)
    for name, value in had[:4]:
        equal(got.get(name), value, name)
    got = fails(s, 407, [("Proxy-Authenticate", 'Digest realm="r", nonce="n,1", qop="auth"')])
    equal(got.get("Proxy-Authenticate"), 'Digest realm="r", nonce="n,1", qop="auth"', "challenge")


@scene
def redirection(s):
    """A 302 reaches the caller with its Contact, which is where to go, not us."""
    got = fails(s, 302, [("Contact", "<sip:elsewhere@192.0.2.9>")])
    equal(got.contact, "sip:elsewhere@192.0.2.9", "Contact of a 302")


@scene(sip={"t1-ms": 50})
def nobody_home(s):
    """A next hop that does not answer: the caller gets 408 or 503 after 64 x T1, ports come back."""
    s.b.answers = False
    a = s.a.invite(sdp=sdp.secure(s.phone(s.a)))
    b = s.b.incoming()
    got = a.expect("xxx", timeout=10)
    check(got.status in (408, 503, 504, 500), "status %d", got.status)
    for _ in range(12):
        s.b.pump(0.01)
    check(s.b.retransmissions >= 3, "the INVITE was sent %d times", 1 + s.b.retransmissions)
    del b


@scene(sip={"t1-ms": 50, "next-hop": "sip:{net}.99:5060"})
def nobody_listens(s):
    """A next hop where no one listens (ICMP): a final answer all the same, nothing is left."""
    a = s.a.invite(uri="sip:+358402222222@example.org", sdp=sdp.secure(s.phone(s.a)))
    got = a.expect("xxx", timeout=10)
    check(got.status >= 400, "status %d", got.status)


@scene
def answer_without_sdp(s):
    """A 2xx that never answers the offer: no hung call; both sides end."""
    call = s.call(confirm=False)
    call.ring()
    call.b.reply(200)
    got = call.a.expect("xxx")
    if got.status == 200:               # passed on as it came: the parties' own affair
        call.a.ack()
        call.b.expect("ACK")
        call.bye()
    else:
        call.b.expect("ACK")
        call.b.serve("BYE")


@scene
def broken_answer(s):
    """A 2xx with an SDP that cannot be understood: UE B gets ACK and BYE, UE A a failure."""
    call = s.call(confirm=False)
    call.ring()
    call.b.reply(200, "v=0\r\nthis is not SDP\r\n")
    check(call.a.expect("xxx").status >= 400, "no failure")
    call.b.expect("ACK")
    call.b.serve("BYE")


@scene
def answer_with_fewer_lines(s):
    """An answer with another number of lines than the offer (RFC 3264 section 6) is no answer."""
    extra = ["m=video 30010 RTP/AVP 98", "a=rtpmap:98 H264/90000"]
    call = s.call(confirm=False, protected=False)
    call.offer += sdp.sdp(*extra)
    call.ring()
    call.b.reply(200, call.answer)
    check(call.a.expect("xxx").status >= 400, "no failure")
    call.b.expect("ACK")
    call.b.serve("BYE")
