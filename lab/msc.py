# SPDX-License-Identifier: BSD-2-Clause
"""The MSC: asks for the transfer (TS 23.237 clause 6.3.2.1.9), on behalf of phone A's number.

A user agent of one dialog over UDP, no more: INVITE to the STN-SR with CLEARMODE (or, to be
refused, with speech only), ACK, BYE, and 200 to whatever reaches it.
"""
import random
import re
import socket
import threading
import time

import net
import radio
import sip

SDP = """\
v=0\r
o=msc 1 1 IN IP4 {addr}\r
s=-\r
c=IN IP4 {addr}\r
t=0 0\r
m=audio {port} RTP/AVP {pts}\r
{maps}a=ptime:20\r
a=sendrecv\r
"""
CLEARMODE = ((radio.Modem.PT, "CLEARMODE/8000"),)
SPEECH = ((98, "AMR/8000"), (8, "PCMA/8000"))
COPIED = ("via", "v", "from", "f", "to", "t", "call-id", "i", "cseq")
T1 = 0.5  # RFC 3261 clause 17.1.1.1


class Msc:
    def __init__(self, c_msisdn, stn_sr, gateway_port):
        self.c_msisdn = c_msisdn
        self.stn_sr = stn_sr
        self.gateway_port = gateway_port
        self.heard = []  # (time, direction, text)
        self.answers = []
        self.call_id = "%08x@%s" % (random.getrandbits(32), net.MSC_ADDR)
        self.tag = "%08x" % random.getrandbits(32)
        self.remote = ""  # To with the tag, after the answer
        self.target = stn_sr
        self.cseq = 1
        self.branch = ""
        self.sock = net.open_socket(net.MSC, socket.SOCK_DGRAM)
        self.sock.bind((net.MSC_ADDR, 5060))
        threading.Thread(target=self._listen, daemon=True).start()

    def _send(self, text, to=(net.CORE_ADDR, 5060)):
        self.heard.append((time.time(), "out", text))
        self.sock.sendto(text.encode(), to)

    def _listen(self):
        while True:
            try:
                data, peer = self.sock.recvfrom(65535)
            except OSError:
                return
            text = data.decode(errors="replace")
            self.heard.append((time.time(), "in", text))
            if sip.status(text):
                self.answers.append(text)
            elif not text.startswith("ACK "):
                self._send(self._reply(text), peer)

    def _reply(self, request):
        copied = [
            line
            for line in request.split("\r\n\r\n")[0].split("\r\n")[1:]
            if line.split(":")[0].strip().lower() in COPIED
        ]
        return "\r\n".join(["SIP/2.0 200 OK"] + copied + ["Content-Length: 0", "", ""])

    def _request(self, method, body="", more=(), cseq=None):
        if method != "ACK" or self.remote:
            self.branch = "z9hG4bK%08x" % random.getrandbits(32)
        lines = [
            "%s %s SIP/2.0" % (method, self.target),
            "Via: SIP/2.0/UDP %s:5060;branch=%s" % (net.MSC_ADDR, self.branch),
            "Max-Forwards: 70",
            "From: <tel:%s>;tag=%s" % (self.c_msisdn, self.tag),
            "To: " + (self.remote or "<%s>" % self.stn_sr),
            "Call-ID: " + self.call_id,
            "CSeq: %d %s" % (cseq or self.cseq, method),
        ]
        lines += more
        if body:
            lines.append("Content-Type: application/sdp")
        lines += ["Content-Length: %d" % len(body), "", body]
        return "\r\n".join(lines)

    def _ask(self, text, method, seconds):
        """Send and resend until a final answer: a request lost is not the end of the lab."""
        deadline, pause = time.monotonic() + seconds, T1
        while time.monotonic() < deadline:
            self._send(text)
            until = min(deadline, time.monotonic() + pause)
            while time.monotonic() < until:
                mine = [a for a in self.answers if sip.header(a, "CSeq").endswith(method)]
                if mine and sip.status(mine[-1]) >= 200:
                    return mine[-1]
                if mine:
                    until = deadline  # provisional: it has it
                time.sleep(0.001)
            pause *= 2
        raise TimeoutError("sealiftd did not answer %s" % method)

    def invite(self, codecs=CLEARMODE):
        """Ask for the transfer.  Returns the final answer; a refusal is acknowledged already."""
        maps = "".join("a=rtpmap:%d %s\r\n" % pair for pair in codecs)
        body = SDP.format(
            addr=net.MSC_ADDR,
            port=self.gateway_port,
            maps=maps,
            pts=" ".join(str(pt) for pt, _ in codecs),
        )
        answer = self._ask(
            self._request(
                "INVITE",
                body,
                (
                    "Contact: <sip:msc@%s:5060>" % net.MSC_ADDR,
                    "P-Asserted-Identity: <tel:%s>" % self.c_msisdn,
                    "Allow: INVITE, ACK, CANCEL, BYE, OPTIONS",
                ),
            ),
            "INVITE",
            5,
        )
        to = sip.header(answer, "To")
        if sip.status(answer) >= 300:
            self.remote = ""
            refusal = self._request("ACK")
            self._send(refusal.replace("To: <%s>" % self.stn_sr, "To: " + to))
            return answer
        self.remote = to
        contact = re.search(r"<([^>]+)>", sip.header(answer, "Contact"))
        self.target = contact.group(1) if contact else self.stn_sr
        self._send(self._request("ACK"))
        return answer

    def bye(self, reason):
        """Leave the dialog, saying why (RFC 3326)."""
        self.cseq += 1
        return self._ask(self._request("BYE", more=("Reason: " + reason,)), "BYE", 3)

    def bearer(self, answer):
        """Where the answer wants CLEARMODE: (address, port, payload type)."""
        addr, port, pts = sip.audio(sip.body(answer))
        return addr, port, pts[0]

    def stop(self):
        self.sock.close()
