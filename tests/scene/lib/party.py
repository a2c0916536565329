# SPDX-License-Identifier: BSD-2-Clause
"""party.py - one SIP party of a scene: a UDP socket, an inbox, no opinions.

What arrives waits in the inbox until a dialog or the scene asks for it; what nobody asked for
fails the scene at its end.  Retransmissions are counted and answered as RFC 3261 17 says, never
shown; automatic 100s are skipped unless asked for.
"""

import select
import socket
import time

from . import dialog
from .check import Failed, check
from .sip import QUIET, WAIT, Msg, branch, matches, summary, token


class Party:
    def __init__(self, stage, name, ip, port=5060, number=None):
        self.stage, self.name, self.ip, self.port, self.number = stage, name, ip, port, number
        family = socket.AF_INET6 if ":" in ip else socket.AF_INET
        self.sock = socket.socket(family, socket.SOCK_DGRAM)
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        self.sock.bind((ip, port))
        self.inbox = []
        self.seen = set()           # what would be a retransmission
        self.replies = {}           # (branch, method) -> bytes sent last
        self.acks = {}              # (call-id, cseq, to tag) -> (ACK bytes, address)
        self.retransmissions = 0
        self.answers = True         # False: a dead peer, retransmissions meet silence

    # -- addresses -------------------------------------------------------------------------------
    @property
    def host(self):
        return "[%s]" % self.ip if ":" in self.ip else self.ip

    @property
    def uri(self):
        user = self.number or self.name
        return "sip:%s@%s:%d" % (user, self.host, self.port)

    @property
    def daemon(self):
        """The daemon's address in our family."""
        return ("::1", self.stage.v6) if ":" in self.ip else self.stage.daemon.sip

    @property
    def pai(self):
        return "<tel:%s>" % self.number

    # -- sending ---------------------------------------------------------------------------------
    def send(self, msg, to=None):
        """Send MSG to an address, the daemon's by default."""
        to = to or self.daemon
        msg.dest = to
        data = msg.bytes()
        self.stage.trace.note(self.name, "--> " + summary(msg), data)
        self.sock.sendto(data, to)
        return msg

    def send_raw(self, data, to=None):
        self.stage.trace.note(self.name, "--> %d octets raw" % len(data), data)
        self.sock.sendto(data, to or self.daemon)

    def via(self, br=None):
        return "SIP/2.0/UDP %s:%d;branch=%s" % (self.host, self.port, br or branch())

    # -- receiving -------------------------------------------------------------------------------
    def pump(self, timeout=0.0):
        """Read what has come; return whether anything new is in the inbox."""
        if not select.select([self.sock], [], [], timeout)[0]:
            return False
        data, src = self.sock.recvfrom(65535)
        msg = Msg.parse(data)
        msg.src, msg.at, msg.raw = src[:2], time.monotonic(), data
        if self.is_repeat(msg):
            self.retransmissions += 1
            self.stage.trace.note(self.name, "<-- again " + summary(msg))
            self.answer_repeat(msg)
            return False
        self.stage.trace.note(self.name, "<-- " + summary(msg), data)
        self.inbox.append(msg)
        return True

    def is_repeat(self, msg):
        if msg.is_request:
            key = (msg.branch, msg.method, msg.cseq)
        elif msg.status < 200:
            if msg.get("RSeq") is None:
                return False
            key = (msg.branch, msg.status, msg.get("RSeq"))
        else:
            key = (msg.branch, msg.status, msg.get("CSeq"), msg.tag("To"))
        if key in self.seen:
            return True
        self.seen.add(key)
        return False

    def answer_repeat(self, msg):
        if not self.answers:
            return
        if msg.is_request:
            last = self.replies.get((msg.branch, msg.method))
        else:
            last = self.acks.get((msg.call_id, msg.cseq, msg.tag("To")))
        if last:
            self.sock.sendto(*last)

    def take(self, fits, what, timeout=WAIT, skip_100=True):
        """The first message for which FITS; others that come before stay in the inbox."""
        end = time.monotonic() + timeout
        while True:
            for i, msg in enumerate(self.inbox):
                if skip_100 and msg.status == 100 and not fits(msg):
                    continue
                if fits(msg):
                    return self.inbox.pop(i)
            left = end - time.monotonic()
            if left <= 0:
                seen = ", ".join(summary(m) for m in self.inbox) or "nothing"
                raise Failed("%s waited for %s; there is %s" % (self.name, what, seen))
            self.pump(left)

    def expect(self, what, timeout=WAIT):
        """The next message outside any dialog of ours must be WHAT."""
        return self.take(lambda m: matches(m, what), what, timeout)

    def incoming(self, what="INVITE", timeout=WAIT):
        """A request that starts a dialog with us."""
        known = {d.call_id for d in self.stage.dialogs if d.party is self}
        msg = self.take(lambda m: matches(m, what) and m.call_id not in known, what, timeout)
        return dialog.Dialog.server(self, msg)

    def quiet(self, for_s=QUIET):
        """Nothing at all may be waiting or come, retransmissions and 100s aside."""
        end = time.monotonic() + for_s
        while True:
            self.pump(max(0.0, end - time.monotonic()))
            rest = [m for m in self.inbox if m.status != 100]
            check(not rest, "%s got %s, which nobody asked for", self.name,
                  ", ".join(summary(m) for m in rest))
            if time.monotonic() >= end:
                return

    # -- requests --------------------------------------------------------------------------------
    def request(self, method, uri, headers=(), body=b"", **kw):
        """A request outside a dialog; KW overrides header fields by name with _ for -."""
        call_id = kw.pop("call_id", token(16))
        msg = Msg("%s %s SIP/2.0" % (method, uri))
        msg.add("Via", self.via())
        msg.add("Max-Forwards", kw.pop("max_forwards", 70))
        msg.add("From", kw.pop("from_", "<%s>;tag=%s" % (self.uri, token())))
        msg.add("To", kw.pop("to", "<%s>" % uri))
        msg.add("Call-ID", call_id)
        msg.add("CSeq", "%d %s" % (kw.pop("cseq", 1), method))
        if kw.pop("contact", True):
            msg.add("Contact", "<%s>" % self.uri)
        for name, value in headers:
            msg.add(name, value)
        if body:
            msg.add("Content-Type", kw.pop("type", "application/sdp"))
            msg.body = body if isinstance(body, bytes) else body.encode()
        return msg

    def invite(self, uri=None, sdp=None, headers=(), pai=True, to=None, **kw):
        """Send an initial INVITE; the dialog it may become.  Identity is asserted unless PAI is False."""
        uri = uri or self.stage.b.uri
        headers = list(headers)
        if pai is True and self.number:
            headers.insert(0, ("P-Asserted-Identity", self.pai))
        elif pai not in (True, False):
            headers.insert(0, ("P-Asserted-Identity", pai))
        msg = self.request("INVITE", uri, headers, sdp or b"", **kw)
        dlg = dialog.Dialog.client(self, msg)
        self.send(msg, to)
        return dlg

    def ask(self, method, uri, headers=(), body=b"", to=None, timeout=WAIT, **kw):
        """Send a request outside a dialog and return its final response."""
        msg = self.request(method, uri, headers, body, **kw)
        self.send(msg, to)
        return self.take(lambda m: not m.is_request and m.call_id == msg.call_id and m.status >= 200,
                         "an answer to " + method, timeout)

    def close(self):
        self.sock.close()
