# SPDX-License-Identifier: BSD-2-Clause
"""Peers that do anything in any order: no message, however timed, ends the daemon or leaves a session behind."""

import random
import re
import socket

from lib import sdp
from lib.check import check, until
from lib.names import NUMBER_A, STN_SR
from lib.scene import scene
from lib.sip import Msg

METHODS = ["BYE", "INVITE", "UPDATE", "INFO", "OPTIONS", "ACK", "PRACK", "CANCEL", "REFER", "MESSAGE"]
FINALS = ["200 OK", "200 OK", "200 OK", "302 M", "404 N", "408 T", "481 X", "486 B", "487 C", "491 P",
          "500 E", "503 S", "600 B"]
EARLY = ["100 T", "180 R", "183 P", "183 P", "199 E"]


class Peer:
    """A socket that speaks SIP without any notion of state."""

    def __init__(self, s, host, rng):
        self.ip, self.node, self.rng = "%s.%d" % (s.net, host), (s.ip, 5060), rng
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sock.bind((self.ip, 5060))
        self.sock.settimeout(0.004)
        self.call_id, self.tag, self.to, self.uri, self.cseq, self.n = "x", "x", None, None, 1, 0
        self.seen = []

    def pump(self):
        """What has come; remembers the dialog that the daemon's messages name."""
        got = []
        try:
            while True:
                got.append(Msg.parse(self.sock.recvfrom(65535)[0]))
        except OSError:
            pass
        got = [m for m in got if m.get("CSeq") and m.get("To") and m.get("Via")]
        for m in got:
            contact = re.search("<([^>]*)>", m.get("Contact") or "")
            if not m.is_request and ";tag=" in (m.get("To") or ""):
                self.to = m.get("To")
                self.uri = contact.group(1) if contact else self.uri
            elif m.is_request and m.method == "INVITE" and ";tag=" not in m.get("To"):
                self.call_id, self.uri = m.call_id, contact.group(1) if contact else self.uri
                self.to, self.tag, self.cseq = m.get("From"), "tb", 100
        self.seen += [m for m in got if m.is_request]
        return got

    def send(self, text, body=""):
        data = (text + "Content-Length: %d\r\n\r\n%s" % (len(body), body)).encode(errors="surrogateescape")
        if self.rng.random() < 0.06:
            data = bytearray(data)
            for _ in range(self.rng.randint(1, 3)):
                data[self.rng.randrange(len(data))] = self.rng.randrange(256)
        self.sock.sendto(bytes(data), self.node)

    def request(self, method, cseq, uri, to, body="", extra="", branch=None, from_=None):
        self.n += 1
        branch = branch or "z9hG4bK%s%s%d" % (self.tag, method, self.n)
        self.send("%s %s SIP/2.0\r\nVia: SIP/2.0/UDP %s:5060;branch=%s\r\nMax-Forwards: 70\r\n"
                  "From: %s;tag=%s\r\nTo: %s\r\nCall-ID: %s\r\nCSeq: %d %s\r\nContact: <sip:x@%s>\r\n%s%s"
                  % (method, uri, self.ip, branch, from_ or "<tel:%s>" % NUMBER_A, self.tag, to, self.call_id,
                     cseq, method, self.ip, extra, "Content-Type: application/sdp\r\n" if body else ""), body)
        return branch

    def anything(self, bodies, extras):
        """Some request in whatever dialog was seen last."""
        if self.to:
            self.cseq += 1
            self.request(self.rng.choice(METHODS), self.rng.choice([self.cseq, self.cseq, 1]), self.uri, self.to,
                         self.rng.choice(bodies), self.rng.choice(extras))

    def answer(self, m, line, body="", extra="", tag="tb"):
        to = m.get("To") if ";tag=" in m.get("To") else "%s;tag=%s" % (m.get("To"), tag)
        self.send("SIP/2.0 %s\r\nVia: %s\r\nFrom: %s\r\nTo: %s\r\nCall-ID: %s\r\nCSeq: %s\r\nContact: <sip:x@%s>\r\n%s%s"
                  % (line, m.get("Via"), m.get("From"), to, m.call_id, m.get("CSeq"), self.ip, extra,
                     "Content-Type: application/sdp\r\n" if body else ""), body)


def answer_some(rng, b, bodies):
    for m in rng.sample(b.seen, min(len(b.seen), 3)):
        rseq = rng.choice(["", "", "Require: 100rel\r\nRSeq: %d\r\n" % rng.choice([1, 2, 3, 4294967295])])
        b.answer(m, rng.choice(EARLY + FINALS), rng.choice(bodies + ["junk"]), rseq, rng.choice(["tb", "tb", "tc"]))


def acknowledge(rng, one, got, bodies):
    for m in got:
        if not m.is_request and m.method == "INVITE" and 200 <= m.status < 300 and rng.random() < 0.6:
            one.request("ACK", m.cseq, one.uri, one.to, rng.choice(bodies))
        if not m.is_request and m.has("RSeq") and rng.random() < 0.8:
            one.cseq += 1
            one.request("PRACK", one.cseq, one.uri, one.to, rng.choice(bodies),
                        "RAck: %s %s\r\n" % (m.get("RSeq"), m.get("CSeq")))


def one_call(s, rng, a, b, msc, n):
    secure = [sdp.sdp(*sdp.session(p.ip), "m=audio 6000 RTP/SAVP 97", "a=rtpmap:97 AMR/8000",
                      "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + "A" * 40) for p in (a, b)]
    clear = sdp.sdp(*sdp.session(msc.ip), "m=audio 6200 RTP/AVP 97", "a=rtpmap:97 CLEARMODE/8000")
    reasons = ["", "", "Reason: SIP;cause=487\r\n", "Reason: SIP;cause=503\r\n", "Reason: Q.850;cause=16\r\n"]
    a.call_id, a.tag, a.to, a.cseq, b.seen = "a%d" % n, "ta%d" % n, None, 1, []
    branch = a.request("INVITE", 1, s.b.uri, "<%s>" % s.b.uri, rng.choice([secure[0], secure[0], ""]),
                       rng.choice(["", "Supported: 100rel\r\n", "Require: 100rel\r\n"]))
    for step in range(rng.randint(3, 14)):
        b.pump()
        acknowledge(rng, a, a.pump(), ["", secure[0]])
        acknowledge(rng, msc, msc.pump(), ["", clear])
        answer_some(rng, b, ["", secure[1], secure[1]])
        for one in (a, msc):
            for m in one.seen[-2:]:
                if rng.random() < 0.5:
                    one.answer(m, rng.choice(FINALS))
        dice = rng.random()
        if dice < 0.06:
            a.request("CANCEL", 1, s.b.uri, "<%s>" % s.b.uri, branch=branch)
        elif dice < 0.35:
            a.anything(["", secure[0]], reasons)
        elif dice < 0.5:
            b.anything(["", secure[1]], reasons)
        elif dice < 0.65:
            msc.anything(["", clear], reasons)
        elif dice < 0.8:
            msc.call_id, msc.tag, msc.to, msc.cseq = "m%d-%d" % (n, step), "tm%d" % step, None, 1
            msc.request("INVITE", 1, "tel:" + STN_SR, "<tel:%s>" % STN_SR, rng.choice([clear, clear, ""]),
                        "P-Asserted-Identity: <tel:%s>\r\n" % NUMBER_A)
        check(s.daemon.is_alive(), "the daemon died at call %d, step %d", n, step)


@scene(sip={"t1-ms": 40, "ring-ms": 1500, "guard-ms": 800, "next-hop": "sip:{net}.60:5060"}, identity={"fallback": "from"},
       srvcc={"msc": "{net}.70", "source-wait-ms": 500, "source-release-ms": 700})
def anything_in_any_order(s):
    """80 calls of peers that answer, ask, repeat, cancel, transfer and garble at random; all of it ends."""
    rng = random.Random(4475)
    a, b, msc = (Peer(s, host, rng) for host in (50, 60, 70))
    for n in range(80):
        one_call(s, rng, a, b, msc, n)
    for one in (a, b, msc):
        one.sock.close()
    until(lambda: s.admin.value("sealift_sessions") or 0, 0, "sealift_sessions", 10.0)
