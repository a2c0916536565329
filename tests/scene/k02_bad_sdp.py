# SPDX-License-Identifier: BSD-2-Clause
"""Bad input: SDP. Each: the status that names it, nothing else disturbed."""

import base64
import os

from lib import sdp
from lib.check import check, equal
from lib.scene import scene

KEY = base64.b64encode(bytes(range(30))).decode()


def text(s, *attrs, profile="RTP/SAVP", port="39000", ip=None):
    head = sdp.session(ip or s.a.ip)
    return sdp.sdp(*head, "m=audio %s %s 97" % (port, profile), "a=rtpmap:97 AMR/8000", *attrs)


def refused(s, body, statuses=(400, 415, 488), type_="application/sdp"):
    """The INVITE is refused and UE B hears nothing of it."""
    a = s.a.invite(sdp=body, type=type_)
    got = a.expect("xxx")
    check(got.status in statuses, "status %d for %r", got.status, body[:120])
    s.b.quiet(0.03)


def passes(s, body):
    """The INVITE reaches UE B with this SDP, edited; the view of it while it rings."""
    a = s.a.invite(sdp=body)
    b = s.b.incoming()
    equal(b.req.body, sdp.edited(body, b.req.body), "SDP")
    view = s.admin.sessions()
    b.reply(488)
    b.expect("ACK")
    a.expect("488")
    return view[0]


@scene
def no_sdp_at_all(s):
    """What is no SDP, or beyond our bounds: 488 (400, 415), nothing passes."""
    for body in ("hello", "v=1\r\n", "v=0\r\nm=audio\r\n", text(s, port="x"), text(s, port="99999"),
                 text(s, port="-5"), text(s).replace("c=IN IP4 ", "c=IN IP9 "),
                 text(s).replace("c=IN IP4 " + s.a.ip + "\r\n", "")):
        refused(s, body)
    refused(s, text(s).encode() + b"a=x\0y\r\n")
    refused(s, text(s) + "a=x:1\r\n" * 1200)
    refused(s, text(s) + "a=x:%s\r\n" % ("y" * 34000), (400, 413, 415, 488, 513))
    refused(s, text(s) + "m=audio 39000 RTP/AVP 0\r\n" * 40)


@scene
def without_media(s):
    """An offer without media: 488, or passed as it is; with all ports 0 likewise."""
    for body in (sdp.sdp(*sdp.session(s.a.ip)), text(s, port="0")):
        a = s.a.invite(sdp=body)
        s.b.pump(0.5)
        if s.b.inbox:
            b = s.b.incoming()
            equal(b.req.body, sdp.edited(body, b.req.body), "SDP")
            b.reply(488)
            b.expect("ACK")
        check(a.expect("xxx").status == 488, "status %d", a.got.status)


@scene
def host_name(s):
    """A host name in c=, a multicast address, several ports: refused; nothing is looked up."""
    refused(s, text(s, ip="phone.example"))
    refused(s, text(s, ip="233.252.0.1/127"))
    refused(s, text(s, port="39000/2"))
    refused(s, text(s, "a=rtcp:39001 IN IP4 phone.example"))


@scene
def bad_crypto(s):
    """a=crypto with a short key, bad base64, an unknown suite, two of the same tag: passed on to the letter, not believed."""
    bad = {
        "short key": ["a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + base64.b64encode(os.urandom(20)).decode()],
        "long key": ["a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + base64.b64encode(os.urandom(46)).decode()],
        "bad base64": ["a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:!!!!" + KEY[4:]],
        "no key": ["a=crypto:1 AES_CM_128_HMAC_SHA1_80"],
        "unknown suite": ["a=crypto:1 ROT13_HMAC_NONE inline:" + KEY],
        "same tag": ["a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + KEY,
                     "a=crypto:1 AES_CM_128_HMAC_SHA1_32 inline:" + KEY],
        "tag 0x1": ["a=crypto:x AES_CM_128_HMAC_SHA1_80 inline:" + KEY],
        "unknown parameter": ["a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:%s SURPRISE" % KEY],
        "bad mki": ["a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:%s|2^20|1:999" % KEY],
        "bad lifetime": ["a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:%s|2^99" % KEY],
    }
    for what, lines in bad.items():
        view = passes(s, text(s, *lines))
        ind = view["media"][0]["indication"]
        check(ind.get("suite") in (None, "AES_CM_128_HMAC_SHA1_80", "unknown"), "%s: %s", what, ind)
    good = "a=crypto:2 AES_CM_128_HMAC_SHA1_80 inline:" + KEY
    view = passes(s, text(s, bad["short key"][0], good))
    equal(view["media"][0]["indication"]["keying"], "sdes", "keying with one bad and one good line")


@scene
def bad_reoffer(s):
    """A broken re-offer is refused (488) and leaves the call as it was."""
    call = s.call()
    for method in ("INVITE", "UPDATE"):
        call.a.request(method, "v=0\r\nnonsense\r\n")
        got = call.a.expect("xxx " + method)
        check(got.status in (400, 488), "status %d", got.status)
        call.b.quiet(0.1)
        call.exchange(2)
    call.bye()


@scene
def too_many_lines(s):
    """More media lines than we anchor: refused, no ports are lost."""
    refused(s, text(s) + "m=audio 39010 RTP/AVP 0\r\n" * 12)
    equal(s.admin.value("sealift_ports_free"), s.start_ports, "ports free")


@scene
def strange_content(s):
    """An SDP under another Content-Type, none at all, or with another length: no address of a UE slips past unseen."""
    for type_ in ("text/plain", "application/SDP", "application/sdp;charset=utf-8"):
        a = s.a.invite(sdp=text(s), type=type_)
        s.b.pump(0.4)
        if s.b.inbox:
            b = s.b.incoming()
            if "sdp" in type_.lower():
                equal(b.req.body, sdp.edited(text(s), b.req.body), "SDP as " + type_)
                equal(sdp.Sdp(b.req.body).media[0].ip, s.ip, "address")
            b.reply(488)
            b.expect("ACK")
        check(a.expect("xxx").status >= 400, "no answer")
