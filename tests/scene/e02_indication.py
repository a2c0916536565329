# SPDX-License-Identifier: BSD-2-Clause
"""The secure-session indication, from the SDP alone, as /sessions and the metrics show it."""

import base64
import os

from lib import sdp
from lib.check import check, equal
from lib.scene import scene

SUITES = {      # key and salt octets, tag octets (RFC 4568, RFC 6188, RFC 7714)
    "AES_CM_128_HMAC_SHA1_80": (30, 10), "AES_CM_128_HMAC_SHA1_32": (30, 4),
    "F8_128_HMAC_SHA1_80": (30, 10), "AES_192_CM_HMAC_SHA1_80": (38, 10),
    "AES_192_CM_HMAC_SHA1_32": (38, 4), "AES_256_CM_HMAC_SHA1_80": (46, 10),
    "AES_256_CM_HMAC_SHA1_32": (46, 4), "AEAD_AES_128_GCM": (28, 16), "AEAD_AES_256_GCM": (44, 16),
}


def inline(n):
    return base64.b64encode(os.urandom(n)).decode()


def text(ip, *attrs, profile="RTP/SAVP", port=30000):
    return sdp.sdp(*sdp.session(ip), "m=audio %d %s 97" % (port, profile), "a=rtpmap:97 AMR/8000", *attrs)


def call(s, offer, answer):
    """Set up with these SDPs; (dialogs, indication while offered, indication when answered)."""
    a = s.a.invite(sdp=offer)
    b = s.b.incoming()
    early = s.admin.sessions()[0]["media"]
    b.reply(200, answer)
    a.expect("200")
    a.ack()
    b.expect("ACK")
    late = s.admin.sessions()[0]["media"]
    return a, b, early[0]["indication"], late[0]["indication"]


def end(a, b):
    a.request("BYE")
    b.serve("BYE")
    a.expect("200 BYE")


def both(s, *attrs, profile="RTP/SAVP"):
    """The same attributes from both; the settled indication."""
    a, b, early, late = call(s, text(s.a.ip, *attrs, profile=profile), text(s.b.ip, *attrs, profile=profile))
    end(a, b)
    return early, late


@scene
def every_suite(s):
    """a=crypto with every suite of RFC 4568, RFC 6188 and RFC 7714: suite and tag octets, offered, negotiated."""
    for suite, (n, tag) in SUITES.items():
        early, late = both(s, "a=crypto:1 %s inline:%s" % (suite, inline(n)))
        equal((early["keying"], early["state"]), ("sdes", "offered"), suite + " offered")
        equal((late["keying"], late["scope"], late["suite"], late["tag"], late["mki"], late["state"]),
              ("sdes", "e2e", suite, tag, 0, "negotiated"), suite)


@scene
def session_parameters(s):
    """Every session parameter, lifetimes and MKIs; several keys in one attribute."""
    for rest, mki in (("|2^20", 0), ("|1048576", 0), ("|2^20|1:4", 4), ("|1:32", 32), ("|2^31|65535:2", 2),
                      (" KDR=4", 0), (" UNENCRYPTED_SRTP", 0), (" UNENCRYPTED_SRTCP", 0),
                      (" UNAUTHENTICATED_SRTP", 0), (" FEC_ORDER=SRTP_FEC", 0), (" WSH=64", 0),
                      (" KDR=1 WSH=128 FEC_ORDER=FEC_SRTP", 0), (" -vendor=x", 0),
                      ("|2^20|1:4;inline:%s|2^20|2:4" % inline(30), 4)):
        _, late = both(s, "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:%s%s" % (inline(30), rest))
        equal((late["keying"], late["mki"]), ("sdes", mki), "indication with %s" % rest)


@scene
def chosen_of_several(s):
    """Several suites offered, one answered: that one counts."""
    offer = ["a=crypto:1 AES_256_CM_HMAC_SHA1_80 inline:" + inline(46),
             "a=crypto:2 AES_CM_128_HMAC_SHA1_80 inline:" + inline(30),
             "a=crypto:3 AES_CM_128_HMAC_SHA1_32 inline:" + inline(30)]
    a, b, _, late = call(s, text(s.a.ip, *offer),
                         text(s.b.ip, "a=crypto:3 AES_CM_128_HMAC_SHA1_32 inline:" + inline(30)))
    equal((late["suite"], late["tag"]), ("AES_CM_128_HMAC_SHA1_32", 4), "suite")
    end(a, b)


@scene
def mikey(s):
    """a=key-mgmt (MIKEY), at media or session level."""
    line = "a=key-mgmt:mikey AQAFgM0XflABAAAAAAAAAAAAAAsAyONQ6gAAAAAGEEoo2pee4hp2"
    _, late = both(s, line)
    equal((late["keying"], late["state"]), ("mikey", "negotiated"), "indication")
    head = lambda ip: text(ip).replace("t=0 0\r\n", "t=0 0\r\n" + line + "\r\n")
    a, b, _, late = call(s, head(s.a.ip), head(s.b.ip))
    equal(late["keying"], "mikey", "keying from the session level")
    equal(s.admin.value("sealift_sessions", secure="mikey"), 1, "metric")
    end(a, b)


@scene
def dtls(s):
    """a=fingerprint with UDP/TLS/RTP/SAVP(F), at media or session level."""
    fp = "a=fingerprint:sha-256 " + ":".join(["%02X" % x for x in os.urandom(32)])
    for profile in ("UDP/TLS/RTP/SAVP", "UDP/TLS/RTP/SAVPF"):
        _, late = both(s, fp, "a=setup:actpass", profile=profile)
        equal((late["keying"], late["state"]), ("dtls", "negotiated"), profile)
    head = lambda ip: text(ip, "a=setup:actpass", profile="UDP/TLS/RTP/SAVP").replace(
        "t=0 0\r\n", "t=0 0\r\n" + fp + "\r\n")
    a, b, _, late = call(s, head(s.a.ip), head(s.b.ip))
    equal(late["keying"], "dtls", "keying from the session level")
    equal(s.admin.value("sealift_sessions", secure="dtls"), 1, "metric")
    end(a, b)


@scene
def profiles(s):
    """RTP/SAVP and RTP/SAVPF are protected, RTP/AVP and RTP/AVPF are not."""
    line = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + inline(30)
    for profile in ("RTP/SAVP", "RTP/SAVPF"):
        equal(both(s, line, profile=profile)[1]["keying"], "sdes", profile)
    for profile in ("RTP/AVP", "RTP/AVPF"):
        early, late = both(s, profile=profile)
        equal((early["keying"], late["keying"]), ("none", "none"), profile)


@scene
def opportunistic(s):
    """RTP/AVP with a=crypto (RFC 8643) counts as what it turns out to be in the answer."""
    line = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + inline(30)
    equal(both(s, line, profile="RTP/AVP")[1]["keying"], "sdes", "both have a=crypto")
    a, b, _, late = call(s, text(s.a.ip, line, profile="RTP/AVP"), text(s.b.ip, profile="RTP/AVP"))
    equal(late["keying"], "none", "only the offer has a=crypto")
    end(a, b)


@scene
def potential_configuration(s):
    """a=tcap and a=pcfg (RFC 5939) count as what they turn out to be in the answer."""
    line = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + inline(30)
    offer = text(s.a.ip, "a=tcap:1 RTP/SAVP", "a=acap:1 " + line[2:], "a=pcfg:1 t=1 a=1", profile="RTP/AVP")
    a, b, _, late = call(s, offer, text(s.b.ip, "a=acfg:1 t=1 a=1", line))
    equal(late["keying"], "sdes", "chosen")
    end(a, b)
    a, b, _, late = call(s, offer, text(s.b.ip, profile="RTP/AVP"))
    equal(late["keying"], "none", "not chosen")
    end(a, b)


@scene
def access_edge(s):
    """a=3ge2ae: scope e2ae; policy treats it as protected too."""
    line = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + inline(30)
    a, b, _, late = call(s, text(s.a.ip, line, "a=3ge2ae:requested"), text(s.b.ip, line, "a=3ge2ae:applied"))
    equal((late["keying"], late["scope"]), ("sdes", "e2ae"), "indication")
    end(a, b)


@scene
def changed_at_reoffer(s):
    """Changed at a re-offer: another suite, then no protection; each line for itself."""
    one = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + inline(30)
    two = "a=crypto:1 AES_256_CM_HMAC_SHA1_80 inline:" + inline(46)
    a, b, _, _ = call(s, text(s.a.ip, one), text(s.b.ip, one))
    for attrs, profile, want in (((two,), "RTP/SAVP", "sdes"), ((), "RTP/AVP", "none"), ((one,), "RTP/SAVP", "sdes")):
        a.request("UPDATE", text(s.a.ip, *attrs, profile=profile))
        b.answer(b.expect("UPDATE"), 200, text(s.b.ip, *attrs, profile=profile))
        a.expect("200 UPDATE")
        ind = s.admin.sessions()[0]["media"][0]["indication"]
        equal(ind["keying"], want, "keying after the re-offer")
        if attrs:
            equal(ind["suite"], attrs[0].split()[1], "suite after the re-offer")
    end(a, b)


@scene
def per_line(s):
    """Per media line: protected audio, unprotected video."""
    line = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + inline(30)
    video = "m=video %d RTP/AVP 98\r\na=rtpmap:98 H264/90000\r\n"
    a, b, _, _ = call(s, text(s.a.ip, line) + video % 30010, text(s.b.ip, line) + video % 30010)
    media = s.admin.sessions()[0]["media"]
    equal([(m["kind"], m["indication"]["keying"]) for m in media], [("audio", "sdes"), ("video", "none")], "media")
    end(a, b)


@scene
def elements(s):
    """/sessions: id, icid, state, since, parties, media, transfers; after and limit page through."""
    calls = [s.call(port=30000 + 10 * i, headers=[("P-Charging-Vector", "icid-value=ic%d" % i)]) for i in range(5)]
    all_ = s.admin.sessions()
    equal([x["icid"] for x in all_], ["ic%d" % i for i in range(5)], "icid")
    for key in ("id", "icid", "state", "since", "parties", "media", "transfers"):
        check(key in all_[0], "no %s in %s", key, all_[0])
    check(all_[0]["media"][0]["transferable"] in (True, False), "transferable")
    ids = [x["id"] for x in all_]
    equal(ids, sorted(ids), "order")
    equal([x["id"] for x in s.admin.sessions("?after=%s&limit=2" % ids[1])], ids[2:4], "after and limit")
    equal(s.admin.get("/sessions?after=x")[0], 400, "a bad query")
    calls[0].exchange(4, rtcp=False)
    view = s.admin.sessions("?limit=1")[0]
    equal(view["media"][0]["from_caller"]["packets"], 4, "packets of the caller")
    equal(view["media"][0]["from_callee"]["packets"], 4, "packets of the callee")
    leg = view["parties"][0]["legs"][0]
    equal((leg["kind"], leg["address"]), ("ps", "%s:30000" % s.a.ip), "the caller's leg")
    check("401111111" in str(view["parties"][0]), "identity of the caller: %s", view["parties"][0])
    check("402222222" in str(view["parties"][1]), "identity of the callee: %s", view["parties"][1])
    for call_ in calls:
        call_.bye()
