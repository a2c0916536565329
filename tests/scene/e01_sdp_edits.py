# SPDX-License-Identifier: BSD-2-Clause
"""What is done to an SDP: the contract's table, octet for octet; all else to the letter."""

from lib import sdp
from lib.check import check, equal
from lib.scene import scene


def through(s, offer, answer=None, port=None):
    """OFFER through the node to UE B, who answers ANSWER (or refuses); (offer at B, answer at A)."""
    offer = offer if isinstance(offer, bytes) else offer.encode()
    a = s.a.invite(sdp=offer)
    b = s.b.incoming()
    got = b.req.body
    equal(got, sdp.edited(offer, got), "offer")
    for m in sdp.Sdp(got.decode("utf-8", "replace")).media:
        check(m.port == 0 or m.ip == s.ip or m.kind == "message" or m.ip in ("0.0.0.0", "::") or
              "TCP" in m.profile, "an address that is not ours: %s %d", m.ip, m.port)
    if not answer:
        b.reply(488)
        b.expect("ACK")
        a.expect("488")
        return got, None
    answer = answer if isinstance(answer, bytes) else answer.encode()
    b.reply(200, answer)
    at_a = a.expect("200").body
    equal(at_a, sdp.edited(answer, at_a), "answer")
    a.ack()
    b.expect("ACK")
    a.request("BYE")
    b.serve("BYE")
    a.expect("200 BYE")
    return got, at_a


def base(s, *extra, port=30000, session=(), profile="RTP/SAVP", pts="97"):
    return sdp.sdp(*sdp.session(s.a.ip), *session, "m=audio %d %s %s" % (port, profile, pts),
                   "a=rtpmap:97 AMR/8000", *extra)


CRYPTO = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz"


@scene
def kept_to_the_letter(s):
    """a=crypto, key-mgmt, fingerprint, setup, 3ge2ae, tcap/pcfg and unknown attributes are kept."""
    through(s, base(s, CRYPTO + "|2^20|1:4 FEC_ORDER=FEC_SRTP", "a=crypto:22 AES_CM_128_HMAC_SHA1_32 "
                    "inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj|2^20|1:4 KDR=1",
                    "a=crypto:3 FUTURE_SUITE_1 inline:QUJD", "a=3ge2ae:requested", "a=unknown:Thing  two  spaces ",
                    "a=X-odd", "a=fmtp:97 octet-align=1; mode-set=0,2", "a=ptime:20", "a=maxptime:240",
                    "a=tcap:1 RTP/SAVPF", "a=pcfg:1 t=1", "a=rtcp-fb:* nack", "a=label:x", "b=AS:40",
                    "a=key-mgmt:mikey AQAFgM0XflABAAAAAAAAAAAAAAsAyO"))


@scene
def fingerprint_kept(s):
    """DTLS: UDP/TLS/RTP/SAVP with fingerprint and setup passes with its address alone changed."""
    through(s, base(s, "a=fingerprint:SHA-256 " + ":".join(["AB"] * 32), "a=setup:actpass",
                    "a=tls-id:abc3de65cddef001be82", profile="UDP/TLS/RTP/SAVP"))


@scene
def removed(s):
    """Removed: a=candidate, a=ice-*, a=remote-candidates, a=group:BUNDLE (and a=mid only it needed), a=altc."""
    text = base(s, CRYPTO, "a=ice-ufrag:8hhY", "a=ice-pwd:asd88fgpdd777uzjYhagZg",
                "a=candidate:1 1 UDP 2130706431 %s 30000 typ host" % s.a.ip,
                "a=candidate:2 1 UDP 1694498815 192.0.2.3 45664 typ srflx raddr 10.0.1.1 rport 8998",
                "a=remote-candidates:1 192.0.2.3 45664", "a=ice-options:trickle",
                "a=altc:1 IP6 2001:db8::1 45678", "a=mid:0",
                session=("a=group:BUNDLE 0", "a=ice-lite"))
    got = offered(s, text)
    for word in (b"candidate", b"a=ice-", b"BUNDLE", b"altc", b"a=mid"):
        check(word not in got, "%s is still in\n%s", word.decode(), got.decode())
    check(CRYPTO.encode() in got, "a=crypto is gone")
    text = base(s, CRYPTO, "a=mid:0", session=("a=group:LS 0", "a=group:BUNDLE 0"))
    got = offered(s, text)
    check(b"a=mid:0" in got and b"a=group:LS 0" in got, "a=mid that a=group:LS needs is gone")


def offered(s, text):
    a = s.a.invite(sdp=text)
    b = s.b.incoming()
    b.reply(488)
    b.expect("ACK")
    a.expect("488")
    return b.invite.body


@scene
def line_ends(s):
    """CRLF quirks: bare LF, mixed ends, no last line end; nothing is repaired."""
    text = base(s, CRYPTO, "a=sendrecv")
    through(s, text.replace("\r\n", "\n"))
    through(s, text.replace("\r\na=crypto", "\na=crypto"))
    through(s, text[:-2])


@scene
def high_octets(s):
    """Octets above 126 in s= and attributes stay what they are."""
    through(s, base(s, CRYPTO).replace("s=-", "s=\u00e4\u00f6\u20ac").encode() + b"a=x:\xff\xfe\x80\r\n")


@scene
def media_level_c(s):
    """c= at media level only, at both levels, one for each line."""
    head = sdp.session(s.a.ip)
    no_c = [x for x in head if not x.startswith("c=")]
    line = ["m=audio 30000 RTP/SAVP 97", "c=IN IP4 " + s.a.ip, "a=rtpmap:97 AMR/8000", CRYPTO]
    through(s, sdp.sdp(*no_c, *line))
    through(s, sdp.sdp(*head, *line))
    through(s, sdp.sdp(*no_c, *line, "m=video 30002 RTP/AVP 98", "c=IN IP4 " + s.a.ip, "a=rtpmap:98 H264/90000"))


@scene
def rtcp_attribute(s):
    """a=rtcp: its port, and its address where it has one, become ours."""
    through(s, base(s, CRYPTO, "a=rtcp:53020"))
    through(s, base(s, CRYPTO, "a=rtcp:53020 IN IP4 " + s.a.ip))
    through(s, base(s, CRYPTO, "a=rtcp-mux", "a=rtcp:30000"))


@scene
def zeros_stay(s):
    """0.0.0.0, :: and port 0 stay."""
    through(s, base(s, CRYPTO).replace("c=IN IP4 " + s.a.ip, "c=IN IP4 0.0.0.0"))
    through(s, base(s, CRYPTO) + "m=video 0 RTP/AVP 98\r\na=rtpmap:98 H264/90000\r\na=x:kept\r\n")


@scene
def not_rtp(s):
    """Lines that are not RTP (MSRP, TCP) pass untouched."""
    got, _ = through(s, base(s, CRYPTO) + "m=message 7654 TCP/MSRP *\r\nc=IN IP4 192.0.2.5\r\n"
                     "a=accept-types:text/plain\r\na=path:msrp://192.0.2.5:7654/x;tcp\r\n"
                     "m=application 9 TCP/BFCP *\r\nc=IN IP4 192.0.2.6\r\n")
    check(b"m=message 7654 TCP/MSRP *\r\nc=IN IP4 192.0.2.5\r\n" in got, "MSRP was touched:\n%s", got.decode())


@scene
def answers_too(s):
    """The answer is edited by the same table as the offer."""
    answer = sdp.sdp(*sdp.session(s.b.ip), "m=audio 30000 RTP/SAVP 97", "a=rtpmap:97 AMR/8000", CRYPTO,
                     "a=rtcp:53020", "a=x-unknown: y ", "a=3ge2ae:applied")
    through(s, base(s, CRYPTO), answer)


@scene
def two_lines(s):
    """Several m-lines (audio and video), each with its bridge."""
    text = base(s, CRYPTO) + "m=video 30010 RTP/SAVPF 98\r\na=rtpmap:98 H264/90000\r\n" + CRYPTO + "\r\n"
    got, _ = through(s, text)
    one, two = sdp.Sdp(got).media
    check(one.port != two.port, "both lines on port %d", one.port)


@scene
def many_formats(s):
    """Payload types are never renumbered, however many there are."""
    pts = " ".join(str(x) for x in range(96, 118))
    through(s, base(s, CRYPTO, *["a=rtpmap:%d EVS/16000" % x for x in range(98, 118)], pts=pts))
