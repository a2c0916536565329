# SPDX-License-Identifier: BSD-2-Clause
"""Bad input: oversized and malformed SIP (RFC 4475). Each: the status that names it, nothing else disturbed."""

import os
import random
import socket
import time

from lib import sdp
from lib.check import check, equal, until
from lib.scene import scene
from lib.sip import Msg, branch, param
from lib.torture import MESSAGES, octets


def throw(s, raw, for_s=0.12):
    """Send RAW; UE B answers whatever comes 486, UE A acknowledges.  The final statuses UE A saw."""
    s.a.sock.sendto(raw, (s.ip, 5060))
    s.trace.note("A", "--> raw " + raw[:60].decode("latin-1").split("\r\n")[0])
    statuses, end = [], time.monotonic() + for_s
    while time.monotonic() < end:
        for party in (s.a, s.b):
            take(s, party, statuses)
        time.sleep(0.005)
    return statuses


def take(s, party, statuses):
    try:
        data, src = party.sock.recvfrom(65535, socket.MSG_DONTWAIT)
        msg = Msg.parse(data)
    except (BlockingIOError, ValueError):
        return
    whole = msg.has("CSeq") and msg.has("To") and msg.all("Via")
    s.trace.note(party.name, "<-- " + msg.first)
    if msg.is_request and whole and msg.method != "ACK":
        party.sock.sendto(refusal(msg), src)
    elif not msg.is_request and msg.status >= 200:
        statuses.append(msg.status)
        if whole and msg.method == "INVITE":
            ack = Msg("ACK %s SIP/2.0" % s.b.uri)
            ack.add("Via", msg.all("Via")[0])
            for name in ("From", "To", "Call-ID"):
                ack.add(name, msg.get(name))
            ack.add("CSeq", msg.get("CSeq").split()[0] + " ACK")
            party.sock.sendto(ack.bytes(), src)


def refusal(req):
    msg = Msg("SIP/2.0 486 Busy Here")
    for n, v in req.headers:
        if n in ("Via", "From", "Call-ID", "CSeq"):
            msg.add(n, v)
    to = req.get("To")
    return msg.add("To", to if param(to, "tag") else to + ";tag=busy").bytes()


def alive(s, call):
    equal(s.admin.status("/health"), 200, "/health")
    call.exchange(1, rtcp=False)


@scene(timeout=60)
def torture(s):
    """The messages of RFC 4475: refused with the status that names the fault, passed on, or met with silence; no harm."""
    call = s.call()
    body = sdp.secure(s.phone(s.a, 39000))
    for name, section, expected, text in MESSAGES:
        raw = octets(text, a=s.a.uri, b=s.b.uri, ia=s.a.ip, pa=5060, ib=s.b.ip, ip=s.ip, br=branch(),
                     sdp=body, nsdp=len(body))
        statuses = throw(s, raw)
        check(expected is None or (statuses and statuses[0] in expected), "%s (%s): %s, not one of %s", name,
              section, statuses, expected)
        check(s.daemon.is_alive(), "%s (%s) ended the daemon", name, section)
    alive(s, call)
    call.bye()
    drain(s)


def drain(s):
    for p in (s.a, s.b):
        while p.pump(0.02):
            pass
        p.inbox = []


@scene(timeout=60)
def cut_short(s):
    """An INVITE cut at every 7th octet, and with every 5th octet changed: no harm."""
    call = s.call()
    msg = s.a.request("INVITE", s.b.uri, [("P-Asserted-Identity", s.a.pai)], sdp.secure(s.phone(s.a, 39000)))
    whole = msg.bytes()
    for n in range(1, len(whole), 7):
        throw(s, whole[:n], 0.004)
    rng = random.Random(4475)
    for i in range(0, len(whole), 5):
        data = bytearray(whole.replace(msg.call_id.encode(), b"c%d" % i).replace(msg.branch.encode(), b"z9hG4bK%d" % i))
        data[min(i, len(data) - 1)] = rng.randrange(256)
        throw(s, bytes(data), 0.008)
    throw(s, b"", 1.0)
    alive(s, call)
    call.bye()
    drain(s)


@scene
def oversized(s):
    """Oversized: a header of 60 kB, 2,000 headers, a body of 60 kB: refused or dropped, nothing disturbed."""
    call = s.call()
    make = lambda extra, body=b"": s.a.request("INVITE", s.b.uri, [("P-Asserted-Identity", s.a.pai)] + extra, body).bytes()
    for raw in (make([("X-Long", "x" * 60000)]), make([("X-%d" % i, "y") for i in range(2000)]),
                make([("Route", "<sip:%s;lr>" % s.b.ip)] * 500), make([("Via", s.a.via())] * 500),
                make([], b"v=0\r\n" + b"a=x\r\n" * 12000), make([("Subject", "\t" * 5000)])):
        throw(s, raw, 0.3)
        check(s.daemon.is_alive(), "the daemon ended")
    alive(s, call)
    call.bye()
    time.sleep(0.3)
    drain(s)


@scene
def noise(s):
    """Random octets, keep-alives and empty packets on the SIP port."""
    call = s.call()
    for n in (0, 1, 2, 4, 20, 200, 1500, 9000, 60000):
        for data in (os.urandom(n), b"\r\n" * (n // 2), b"\0" * n, b"SIP/2.0 " * (n // 8)):
            throw(s, data, 0.01)
    alive(s, call)
    call.bye()
    drain(s)


@scene
def responses_from_nowhere(s):
    """Responses to what was never asked are dropped; a 200 with another branch changes no call."""
    call = s.call(confirm=False)
    call.ring()
    inv = call.b.invite
    for via, status in ((s.b.via("z9hG4bKnone"), 200), ("SIP/2.0/UDP %s:5060;branch=z9hG4bKnone" % s.ip, 200),
                        (inv.all("Via")[0].replace(inv.branch, inv.branch + "x"), 200)):
        msg = Msg("SIP/2.0 %d OK" % status)
        msg.add("Via", via)
        for name in ("From", "Call-ID", "CSeq"):
            msg.add(name, inv.get(name))
        msg.add("To", inv.get("To") + ";tag=evil").add("Contact", "<%s>" % s.b.uri)
        s.b.send(msg, (s.ip, 5060))
    call.a.quiet(0.2)
    call.pick_up()
    call.exchange(1)
    call.bye()


@scene
def stranger_floods(s):
    """A thousand INVITEs from a peer that is not trusted: 403s, nothing else; calls go on."""
    call = s.call()
    offer = sdp.secure(s.phone(s.stranger, 39000))
    for _ in range(1000):
        s.stranger.sock.sendto(s.stranger.request("INVITE", s.b.uri, body=offer).bytes(), (s.ip, 5060))
    alive(s, call)
    call.bye()
    s.b.quiet(0.1)
    until(lambda: s.admin.sessions(), [], "sessions")
    lines = s.daemon.log().count("not-trusted")
    check(0 < lines < 200, "%d log lines of a thousand requests: a stranger fills the disk", lines)
    s.parties.remove(s.stranger)        # it never acknowledges, the 403s go on for a while
    drain(s)


def bulky(s, method, octets):
    """METHOD with so many Vias that no response to it fits a datagram."""
    via = "v:SIP/2.0/UDP %s:5060;branch=z9hG4bKbulky" % s.stranger.ip
    head = "%s sip:x@%s SIP/2.0\r\n" % (method, s.ip)
    tail = "\r\nf:<sip:a@x>;tag=1\r\nt:<sip:b@x>;tag=2\r\ni:bulky\r\nCSeq: 1 %s\r\nl:0\r\n\r\n" % method
    tail = tail if method == "ACK" else tail.replace(";tag=2", "")
    more = ",SIP/2.0/UDP a" * ((octets - len(head) - len(tail) - len(via)) // 14)
    return (head + via + more + tail).encode()


@scene
def response_that_fits_no_datagram(s):
    """Headers of 64 KiB: 513 where that can be sent, and the ACK to what could not be ends nobody."""
    s.stranger.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
    for octets_ in (30000, 60000, 65000, 65507):
        s.stranger.send_raw(bulky(s, "INVITE", octets_))
        s.stranger.send_raw(bulky(s, "ACK", 400))
    s.stranger.take(lambda m: m.status == 513, "513")
    s.stranger.pump(0.3)
    s.stranger.inbox.clear()
    check(s.daemon.is_alive(), "sealiftd has ended")
    s.call().bye()
