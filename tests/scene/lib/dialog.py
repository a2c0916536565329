# SPDX-License-Identifier: BSD-2-Clause
"""dialog.py - one side of a dialog, so that a scene reads like a call flow.

    a = s.a.invite(sdp=offer)           b = s.b.incoming()
    a.expect("180")                     b.reply(180)
    a.expect("200"); a.ack()            b.reply(200, sdp=answer); b.expect("ACK")

Tags, CSeq, route set and remote target follow RFC 3261 12; the ACK of a failure is sent by itself.
"""

import time

from .check import Failed, check
from .sip import QUIET, REASONS, WAIT, Msg, hostport, matches, param, summary, token, uri_of


class Dialog:
    def __init__(self, party, call_id):
        self.party, self.call_id = party, call_id
        self.stage = party.stage
        self.local = self.remote = None         # From/To values with tags
        self.target = None                      # remote target URI
        self.routes = []
        self.cseq = 0
        self.req = None                         # last request received
        self.got = None                         # last message received
        self.invite = None                      # the INVITE being sent or answered
        self.tag = token()
        self.sent = {}                          # CSeq -> request sent
        self.rseq = 0
        self.met = False                        # the peer's Contact is known
        self.stage.dialogs.append(self)

    @classmethod
    def client(cls, party, msg):
        self = cls(party, msg.call_id)
        self.local, self.remote = msg.get("From"), msg.get("To")
        self.target = msg.uri
        self.cseq = msg.cseq
        self.sent[msg.cseq] = self.invite = msg
        return self

    @classmethod
    def server(cls, party, msg):
        self = cls(party, msg.call_id)
        self.local = msg.get("To") + ";tag=" + self.tag
        self.remote = msg.get("From")
        self.target = msg.contact
        self.routes = msg.all("Record-Route")
        self.req = self.got = self.invite = msg
        self.cseq, self.met = 100, True
        return self

    # -- receiving -------------------------------------------------------------------------------
    def expect(self, what, timeout=WAIT):
        """The next message of this dialog must be WHAT ("200", "18x", "BYE", "200 BYE")."""
        def ours(m):
            return m.call_id == self.call_id and (m.status != 100 or what == "100")
        msg = self.party.take(ours, "%s in its dialog" % what, timeout)
        self.learn(msg)
        if not matches(msg, what):
            raise Failed("%s expected %s, got %s" % (self.party.name, what, summary(msg)))
        return msg

    def either(self, *whats, timeout=WAIT):
        """Races: the next message may be any of WHATS."""
        def ours(m):
            return m.call_id == self.call_id and m.status != 100
        msg = self.party.take(ours, " or ".join(whats), timeout)
        self.learn(msg)
        check(any(matches(msg, w) for w in whats), "%s expected %s, got %s", self.party.name,
              " or ".join(whats), summary(msg))
        return msg

    def gather(self, *whats, timeout=WAIT):
        """Messages that may come in any order, each once; {what: message}."""
        left, got = list(whats), {}
        while left:
            msg = self.either(*left, timeout=timeout)
            what = next(w for w in left if matches(msg, w))
            left.remove(what)
            got[what] = msg
        return got

    def quiet(self, for_s=QUIET):
        """Nothing of this dialog may be waiting or come."""
        end = time.monotonic() + for_s
        while True:
            rest = [m for m in self.party.inbox if m.call_id == self.call_id and m.status != 100]
            check(not rest, "%s got %s", self.party.name, ", ".join(summary(m) for m in rest))
            left = end - time.monotonic()
            if left <= 0:
                return
            self.party.pump(left)

    def learn(self, msg):
        self.got = msg
        if msg.is_request:
            self.req = msg
            if msg.method in ("INVITE", "UPDATE") and msg.contact:
                self.target = msg.contact
            if msg.method == "INVITE":
                self.invite = msg
            return
        if msg.method == "INVITE":
            if msg.status > 100 and msg.tag("To") and msg.status < 300:
                self.remote = msg.get("To")
                if msg.contact:
                    self.target, self.met = msg.contact, True
                if msg.has("Record-Route"):
                    self.routes = msg.all("Record-Route")[::-1]
            if msg.status >= 300:
                self.send_ack_failure(msg)

    def send_ack_failure(self, resp):
        inv = self.sent[resp.cseq]
        ack = Msg("ACK %s SIP/2.0" % inv.uri)
        ack.add("Via", inv.get("Via"))
        for route in inv.all("Route"):
            ack.add("Route", route)
        ack.add("Max-Forwards", 70).add("From", inv.get("From")).add("To", resp.get("To"))
        ack.add("Call-ID", self.call_id).add("CSeq", "%d ACK" % resp.cseq)
        self.party.send(ack, inv.dest)
        self.party.acks[(self.call_id, resp.cseq, resp.tag("To"))] = (ack.bytes(), inv.dest)

    # -- sending ---------------------------------------------------------------------------------
    def where(self):
        """Where requests go: the first route, else the peer's Contact, else the daemon."""
        if not self.met:
            return self.party.daemon
        return hostport(uri_of(self.routes[0]) if self.routes else self.target)

    def make(self, method, sdp=None, headers=(), cseq=None, **kw):
        """A request in the dialog, not sent yet."""
        if cseq is None:
            self.cseq += 1
            cseq = self.cseq
        msg = Msg("%s %s SIP/2.0" % (method, self.target))
        msg.add("Via", self.party.via())
        msg.add("Max-Forwards", kw.get("max_forwards", 70))
        for route in self.routes:
            msg.add("Route", route)
        msg.add("From", self.local).add("To", self.remote)
        msg.add("Call-ID", self.call_id).add("CSeq", "%d %s" % (cseq, method))
        if method in ("INVITE", "UPDATE", "SUBSCRIBE", "REFER") and kw.get("contact", True):
            msg.add("Contact", "<%s>" % self.party.uri)
        for name, value in headers:
            msg.add(name, value)
        if sdp:
            msg.add("Content-Type", kw.get("type", "application/sdp"))
            msg.body = sdp if isinstance(sdp, bytes) else sdp.encode()
        return msg

    def request(self, method, sdp=None, headers=(), **kw):
        """Send a request in the dialog."""
        msg = self.make(method, sdp, headers, **kw)
        if method != "ACK":
            self.sent[msg.cseq] = msg
        if method == "INVITE":
            self.invite = msg
        self.party.send(msg, self.where())
        return msg

    def ask(self, method, sdp=None, headers=(), status="200", **kw):
        """Send a request and expect its answer."""
        self.request(method, sdp, headers, **kw)
        return self.expect("%s %s" % (status, method))

    def ack(self, sdp=None, headers=()):
        """ACK the 2xx of our INVITE."""
        cseq = self.invite.cseq
        msg = self.make("ACK", sdp, headers, cseq=cseq)
        self.party.send(msg, self.where())
        tag = param(self.remote, "tag")
        self.party.acks[(self.call_id, cseq, tag)] = (msg.bytes(), self.where())
        return msg

    def cancel(self, headers=()):
        """CANCEL our INVITE (RFC 3261 9.1: same Request-URI, branch, Route)."""
        inv = self.invite
        msg = Msg("CANCEL %s SIP/2.0" % inv.uri)
        msg.add("Via", inv.get("Via"))
        for route in inv.all("Route"):
            msg.add("Route", route)
        msg.add("Max-Forwards", 70).add("From", inv.get("From")).add("To", inv.get("To"))
        msg.add("Call-ID", self.call_id).add("CSeq", "%d CANCEL" % inv.cseq)
        for name, value in headers:
            msg.add(name, value)
        self.party.send(msg, inv.dest)
        return msg

    def prack(self, resp=None, sdp=None, status="200"):
        """PRACK a reliable provisional response and expect its answer."""
        resp = resp or self.got
        rack = "%s %s" % (resp.get("RSeq"), resp.get("CSeq"))
        return self.ask("PRACK", sdp, [("RAck", rack)], status)

    def bye(self, headers=(), status="200"):
        return self.ask("BYE", None, headers, status)

    def reply(self, status, sdp=None, headers=(), req=None, reliable=False, contact=True, reason=None):
        """Answer the last request received (or REQ; a provisional or final one for INVITE)."""
        req = req or (self.invite if self.invite is not None and self.invite.src else self.req)
        return self.answer(req, status, sdp, headers, reliable, contact, reason)

    def answer(self, req, status, sdp=None, headers=(), reliable=False, contact=True, reason=None):
        """Answer REQ."""
        msg = Msg("SIP/2.0 %d %s" % (status, reason or REASONS.get(status, "Because")))
        for via in [v for n, v in req.headers if n == "Via"]:
            msg.add("Via", via)
        for rr in req.all("Record-Route"):
            msg.add("Record-Route", rr)
        msg.add("From", req.get("From"))
        to = req.get("To")
        if not param(to, "tag") and status > 100:
            to += ";tag=" + self.tag
        msg.add("To", to).add("Call-ID", req.call_id).add("CSeq", req.get("CSeq"))
        if contact and req.method in ("INVITE", "UPDATE") and 100 < status < 300:
            msg.add("Contact", "<%s>" % self.party.uri)
        if reliable:
            self.rseq += 1
            msg.add("Require", "100rel").add("RSeq", self.rseq)
        for name, value in headers:
            msg.add(name, value)
        if sdp:
            msg.add("Content-Type", "application/sdp")
            msg.body = sdp if isinstance(sdp, bytes) else sdp.encode()
        to_addr = reply_address(req)
        self.party.replies[(req.branch, req.method)] = (msg.bytes(), to_addr)
        self.party.send(msg, to_addr)
        return msg

    def serve(self, what, status=200, timeout=WAIT, **kw):
        """Expect a request in the dialog and answer it."""
        req = self.expect(what, timeout)
        self.answer(req, status, **kw)
        return req


def reply_address(req):
    """Where a response to REQ goes (RFC 3261 18.2.2, RFC 3581)."""
    via = req.all("Via")[0]
    host, port = hostport("sip:" + via.split()[1].split(";")[0])
    if "rport" in via:
        return req.src
    return (param(via, "maddr") or host, port) if not host[0].isalpha() else req.src
