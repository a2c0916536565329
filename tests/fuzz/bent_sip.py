#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""bent_sip.py [SECONDS [SEED]] - calls, transfers and all that follows, every message bent a little.

Plays UE A, UE B and the MSC at ./sealiftd (or SEALIFTD) on a loopback network of its own.  Two messages in three
are mutated: octets, numbers, whole lines, headers from a dictionary.  Nobody cares what is answered; what must hold
is that the daemon lives, that no sanitizer speaks, and that SIGTERM ends it with status 0.  `make check` runs it
for a few seconds with a seed of its own; a failure names the seed, which plays nearly the same again.
"""

import os
import random
import re
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import time

SECONDS = float(sys.argv[1]) if len(sys.argv) > 1 else 5.0
SEED = int(sys.argv[2]) if len(sys.argv) > 2 else int(time.time())
PROGRAM = os.environ.get("SEALIFTD", "./sealiftd")
DICE = random.Random(SEED)
NET = "127.%d.%d" % (201 + SEED % 50, 1 + SEED // 50 % 250)
US = NET + ".1"
SPOKEN = re.compile(rb"ERROR: \w+Sanitizer|runtime error:|Assertion|SUMMARY: ")

CONFIG = """[node]
name = bent.example
[sip]
listen = udp:{us}:5060
next-hop = sip:{net}.20:5060
trusted = {net}.0/24
[identity]
fallback = from
[srvcc]
stn-sr = tel:+358400000001
source-wait-ms = 300
source-release-ms = 600
[media]
address = {us}
ports = 20000-20999
[admin]
listen = {us}:8070
"""

WORDS = [b"", b"\r\n", b"\0", b"\xff", b'"', b"<", b">", b";", b",", b"@", b":", b"%00", b"A" * 300, b"4294967296",
         b"-1", b"0", b"99999999999999999999", b"[::1]", b"[", b"127.0.0.1:0", b"sip:", b"tel:", b" ", b"\t", b"\r\n ",
         b"*", b"SIP/2.0", b"z9hG4bK", b"=", b"?a=b", b"\\", b"(", b"1", b"65535", b"70000"]
NUMBERS = [b"0", b"1", b"999", b"65536", b"4294967295", b"4294967296", b"18446744073709551616"]
HEADERS = [b"Require: 100rel", b"Supported: 100rel, timer", b"Session-Expires: 90;refresher=uac", b"Min-SE: 1",
           b"Reason: SIP;cause=487", b"Reason: SIP;cause=503", b"Reason: Q.850;cause=16", b"RSeq: 1",
           b"RAck: 1 1 INVITE", b"Contact: *", b"Record-Route: <sip:%s:5060;lr>" % US.encode(),
           b"Route: <sip:%s:5060;lr>" % US.encode(), b"Max-Forwards: 0", b"Content-Length: 5", b"Privacy: id",
           b"Content-Encoding: gzip", b"Content-Type: multipart/mixed;boundary=x", b"Require: foo", b"Timestamp: 1",
           b"Replaces: a;from-tag=b;to-tag=c", b"P-Asserted-Identity: <tel:+358401111111>", b"Via: SIP/2.0/UDP x",
           b"P-Asserted-Identity: <tel:+358402222222>", b"To: <sip:x>;tag=1", b"CSeq: 1 INVITE", b"Refer-To: <sip:x>"]
KEYS = ("WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz", "PS1uQCVeeCFCanVmcjkpPywjNWhcYD0mXXtxaVBR")
REASONS = ("", "", "Reason: SIP;cause=487\r\n", "Reason: SIP;cause=503\r\n", "Reason: Q.850;cause=16\r\n")


def chance(p):
    return DICE.random() < p


def token():
    return "%08x" % DICE.getrandbits(32)


# -- bending -------------------------------------------------------------------------------------------

def bend_lines(msg):
    lines = msg.split(b"\r\n")
    at = DICE.randrange(len(lines))
    what = DICE.randrange(3)
    if what == 0:
        del lines[at]
    else:
        lines.insert(max(at, 1), DICE.choice(HEADERS if what == 1 else lines))
    return b"\r\n".join(lines)


def bend_once(msg):
    at = DICE.randrange(len(msg))
    what = DICE.randrange(7)
    if what == 0:
        return msg[:at] + bytes([DICE.randrange(256)]) + msg[at + 1:]
    if what == 1:
        return msg[:at] + DICE.choice(WORDS) + msg[at:]
    if what == 2:
        return msg[:at] + DICE.choice(WORDS) + msg[at + DICE.randrange(1, 30):]
    if what == 3:
        return msg[:at]
    if what == 4:
        number = DICE.choice(list(re.finditer(rb"\d+", msg)) or [None])
        return msg[:number.start()] + DICE.choice(NUMBERS) + msg[number.end():] if number else msg
    return bend_lines(msg)


def bend(msg):
    if chance(0.35):
        return msg
    for _ in range(DICE.choice((1, 1, 1, 2, 3, 6))):
        msg = bend_once(msg) if msg else msg
    return msg[:65000]


# -- messages ------------------------------------------------------------------------------------------

def sdp(ip, is_cs=False):
    media = ("m=audio 40000 RTP/AVP 97\r\na=rtpmap:97 CLEARMODE/8000\r\n" if is_cs else
             "m=audio 30000 RTP/SAVP 97\r\na=rtpmap:97 AMR/8000\r\n"
             "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:%s\r\n" % DICE.choice(KEYS))
    return "v=0\r\no=- 1 %d IN IP4 %s\r\ns=-\r\nc=IN IP4 %s\r\nt=0 0\r\n%sa=%s\r\n" % (
        DICE.randrange(9), ip, ip, media, DICE.choice(("sendrecv", "sendrecv", "sendonly", "inactive")))


def field(msg, name):
    found = re.search(rb"(?im)^" + name.encode() + rb"\s*:\s*(.*?)\r$", msg)
    return found.group(1).decode("latin1") if found else ""


def finish(head, body, extra=""):
    kind = "Content-Type: application/sdp\r\n" if body else ""
    return ("%s%s%sContent-Length: %d\r\n\r\n%s" % (head, extra, kind, len(body), body)).encode("latin1")


class Dialog:
    def __init__(self, party, from_, to, ltag=None, rtag="", call_id=None):
        self.party, self.from_, self.to = party, from_, to
        self.ltag, self.rtag = ltag or token(), rtag
        self.call_id = call_id or token() + "@bent"
        self.cseq = self.invited = DICE.randrange(1, 100)
        self.branch = ""

    def request(self, method, uri="sip:x@%s:5060" % US, body="", extra=""):
        if method == "CANCEL":
            branch = self.branch
        else:
            branch = "z9hG4bK" + token()
            self.cseq += method != "ACK"
        if method == "INVITE":
            self.branch, self.invited = branch, self.cseq
        tag = ";tag=" + self.rtag if self.rtag and method != "CANCEL" else ""
        number = self.invited if method in ("ACK", "CANCEL") else self.cseq
        self.party.send(finish(
            "%s %s SIP/2.0\r\nVia: SIP/2.0/UDP %s:5060;branch=%s\r\nMax-Forwards: 70\r\nFrom: %s;tag=%s\r\nTo: %s%s\r\n"
            "Call-ID: %s\r\nCSeq: %d %s\r\nContact: <sip:x@%s:5060>\r\n" % (
                method, uri, self.party.ip, branch, self.from_, self.ltag, self.to, tag, self.call_id, number, method,
                self.party.ip), body, extra))

    def anything(self, methods):
        method = DICE.choice(methods)
        offers = method in ("INVITE", "UPDATE") and chance(0.8)
        self.request(method, body=sdp(self.party.ip, self.party.is_cs) if offers else "", extra=DICE.choice(REASONS))


class Party:
    def __init__(self, host, is_cs=False):
        self.ip, self.is_cs = NET + "." + str(host), is_cs
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((self.ip, 5060))
        self.socket.setblocking(False)
        self.dialogs = {}

    def send(self, msg):
        try:
            self.socket.sendto(bend(msg), (US, 5060))
        except OSError:
            pass

    def keep(self, key, value):
        self.dialogs[key] = value
        if len(self.dialogs) > 300:
            self.dialogs.pop(next(iter(self.dialogs)))

    def reply(self, req, status, body="", extra="", tag="bt"):
        vias = "".join("Via: %s\r\n" % v.decode("latin1") for v in re.findall(rb"(?im)^Via\s*:\s*(.*?)\r$", req))
        to = field(req, "To")
        self.send(finish("SIP/2.0 %d X\r\n%sFrom: %s\r\nTo: %s\r\nCall-ID: %s\r\nCSeq: %s\r\nContact: <sip:b@%s:5060>\r\n" % (
            status, vias, field(req, "From"), to if "tag=" in to else to + ";tag=" + tag, field(req, "Call-ID"),
            field(req, "CSeq"), self.ip), body, extra))

    def receive(self):
        for _ in range(20):
            try:
                yield self.socket.recv(65535)
            except OSError:
                return


# -- the parties ---------------------------------------------------------------------------------------

ANSWERS = ((180, 200), (183, 180, 200), (200,), (100, 200), (486,), (180,), (180, 487), (302,), (199, 200, 200))


def ring(b, req):
    b.keep(field(req, "Call-ID"), req)
    for status in DICE.choice(ANSWERS):
        body = sdp(b.ip) if status in (183, 200) and chance(0.9) else ""
        extra = "Require: 100rel\r\nRSeq: %d\r\n" % DICE.randrange(1, 5) if 100 < status < 200 and chance(0.5) else ""
        b.reply(req, status, body, extra, DICE.choice(("bt", "bt", "b2")))


def turn(b, invite):
    """UE B asks for something in the dialog of an INVITE it got."""
    def plain(name):
        return re.sub(r";tag=.*", "", field(invite, name))
    tag = re.search(r"tag=([^;]*)", field(invite, "From"))
    Dialog(b, plain("To"), plain("From"), "bt", tag[1] if tag else "x", field(invite, "Call-ID")).anything(
        ("INVITE", "UPDATE", "BYE", "INFO", "OPTIONS", "PRACK", "MESSAGE", "REFER"))


def on_callee(b, msg):
    method = msg.split(b" ", 1)[0]
    if method == b"INVITE":
        ring(b, msg)
    elif method == b"ACK":
        invite = b.dialogs.get(field(msg, "Call-ID"))
        if invite and chance(0.3):
            turn(b, invite)
    elif method != b"SIP/2.0":
        b.reply(msg, DICE.choice((200, 200, 200, 481, 488, 491, 500)), sdp(b.ip) if method == b"UPDATE" else "")


def on_caller(party, msg, msc):
    if not msg.startswith(b"SIP/2.0"):
        if not msg.startswith(b"ACK"):
            party.reply(msg, DICE.choice((200, 200, 481, 488)), sdp(party.ip) if msg[:6] in (b"INVITE", b"UPDATE") else "")
        return
    dialog, status = party.dialogs.get(field(msg, "Call-ID")), int(msg[8:11])
    if not dialog:
        return
    tag = re.search(r"tag=([^;]*)", field(msg, "To"))
    if tag and status > 100:
        dialog.rtag = tag[1]
    if 100 < status < 200 and field(msg, "RSeq") and chance(0.8):
        dialog.request("PRACK", extra="RAck: %s %s\r\n" % (field(msg, "RSeq"), field(msg, "CSeq")))
    if status < 200:
        if chance(0.1):
            dialog.request("CANCEL")
    elif field(msg, "CSeq").endswith("INVITE"):
        if chance(0.9):
            dialog.request("ACK", body=sdp(party.ip) if chance(0.1) else "")
        if status < 300 and party is not msc and chance(0.3):
            ask(msc)
        if status < 300 and chance(0.5):
            dialog.anything(("INVITE", "UPDATE", "BYE", "BYE", "BYE", "INFO", "OPTIONS"))


def call(a):
    dialog = Dialog(a, "<sip:+358401111111@a;user=phone>", "<sip:+358402222222@b>")
    a.keep(dialog.call_id, dialog)
    dialog.request("INVITE", "sip:+358402222222@%s.20" % NET, sdp(a.ip), "P-Asserted-Identity: <tel:+358401111111>\r\n" +
                   DICE.choice(("", "Supported: 100rel\r\n", "Require: 100rel\r\n")))


def ask(msc):
    dialog = Dialog(msc, "<sip:msc@m>", "<tel:+358400000001>")
    msc.keep(dialog.call_id, dialog)
    dialog.request("INVITE", "tel:+358400000001", sdp(msc.ip, True),
                   "P-Asserted-Identity: <tel:+3584%s>\r\n" % DICE.choice(("01111111", "02222222")))


def play(process, a, b, msc):
    end = time.monotonic() + SECONDS
    while time.monotonic() < end and process.poll() is None:
        if chance(0.85):
            call(a)
        else:
            ask(msc)
        if chance(0.02):
            DICE.choice(list(a.dialogs.values()) or [Dialog(a, "<sip:x>", "<sip:y>")]).anything(("BYE", "UPDATE", "INVITE"))
        for _ in range(6):
            ready = select.select([a.socket, b.socket, msc.socket], [], [], 0.004)[0]
            for party in (a, b, msc):
                for msg in party.receive() if party.socket in ready else ():
                    try:
                        on_callee(b, msg) if party is b else on_caller(party, msg, msc)
                    except (ValueError, IndexError):
                        pass            # what came back was bent as well
            if not ready:
                break


def main():
    work = tempfile.mkdtemp(prefix="bent-")
    path, log = os.path.join(work, "ini"), os.path.join(work, "log")
    with open(path, "w") as f:
        f.write(CONFIG.format(us=US, net=NET))
    parties = Party(10), Party(20), Party(30, True)
    with open(log, "wb") as f:
        process = subprocess.Popen([PROGRAM, "-c", path], stderr=f, env=dict(os.environ, ASAN_OPTIONS="detect_leaks=0"))
    time.sleep(1.0)
    play(process, *parties)
    died = process.poll() is not None
    process.terminate()
    try:
        status = process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        status = "none, it hangs"
    with open(log, "rb") as f:
        words = f.read()
    if died or status != 0 or SPOKEN.search(words):
        print("bent_sip: seed=%d died=%s status=%s log=%s" % (SEED, died, status, log))
        print(words[-4000:].decode(errors="replace"))
        return 1
    shutil.rmtree(work)
    print("bent_sip: seed=%d alive after %.0f s, %d lines of log" % (SEED, SECONDS, words.count(b"\n")))
    return 0


if __name__ == "__main__":
    sys.exit(main())
