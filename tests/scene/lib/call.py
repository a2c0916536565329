# SPDX-License-Identifier: BSD-2-Clause
"""call.py - the ordinary call that most scenes begin with, and its handover."""

from . import sdp
from .check import check, equal
from .media import Flow
from .names import NUMBER_A, STN_SR
from .sip import hostport


class Call:
    """UE A (phone pa) calls UE B (phone pb); .a and .b are the dialogs.

    PROTECTED: RTP/SAVP with a=crypto both ways, else RTP/AVP.  KW goes to sdp.secure()/plain().
    """

    def __init__(self, stage, protected=True, suite="AES_CM_128_HMAC_SHA1_80", port=30000, pai_b=True,
                 headers=(), offer=None, answer=None, caller=None, callee=None, confirm=True, **kw):
        self.stage = stage
        self.caller, self.callee = caller or stage.a, callee or stage.b
        suite = suite if protected else None
        self.pa = stage.phone(self.caller, port, suite=suite)
        self.pb = stage.phone(self.callee, port, suite=suite)
        make = sdp.secure if protected else sdp.plain
        self.offer = offer(self.pa) if offer else make(self.pa, **kw)
        self.answer = answer(self.pb) if answer else make(self.pb, **kw)
        self.pai_b = [("P-Asserted-Identity", self.callee.pai)] if pai_b else []
        self.headers = headers
        self.cs = None
        if confirm:
            self.ring()
            self.pick_up()

    def ring(self):
        """INVITE and 180."""
        self.a = self.caller.invite(self.callee.uri, self.offer, self.headers)
        self.b = self.callee.incoming()
        self.offered = self.b.req.body
        self.b.reply(180, headers=self.pai_b)
        self.a.expect("180")

    def pick_up(self):
        """200 and ACK; the phones learn where to send."""
        self.b.reply(200, self.answer, self.pai_b)
        self.answered = self.a.expect("200").body
        self.a.ack()
        self.b.expect("ACK")
        self.pa.learn(self.answered)
        self.pb.learn(self.offered)

    # -- ends ------------------------------------------------------------------------------------
    def bye(self, from_=None):
        """UE A (or FROM_) hangs up and the other one hears of it."""
        one = from_ or self.a
        other = self.b if one is self.a else self.a
        one.request("BYE")
        other.serve("BYE")
        one.expect("200 BYE")

    def bye_moved(self, cs=None):
        """The MSC hangs up for the party that moved; UE B hears of it."""
        cs = cs or self.cs
        cs.request("BYE", headers=[("Reason", "Q.850;cause=16")])
        self.b.serve("BYE")
        cs.expect("200 BYE")

    def view(self):
        """The element of /sessions."""
        all_ = self.stage.admin.sessions()
        check(len(all_) == 1, "%d sessions, 1 expected", len(all_))
        return all_[0]

    # -- media -----------------------------------------------------------------------------------
    def exchange(self, n=5, rtcp=True):
        """N packets each way and an SRTCP packet, octet for octet, from the address SDP named.

        A phone that is on CS speaks and hears through its gateway (without RTCP, please).
        """
        for one, other, named in ((self.pa, self.pb, self.pb.peer), (self.pb, self.pa, self.pa.peer)):
            ears = other.via or other
            named = other.via.peer if other.via else named
            for _ in range(n):
                packet = ears.wait_for(one.push())
                equal(packet.src, named, "source of media at " + ears.name)
            if rtcp:
                packet = other.wait_for(one.push(rtcp=True))
                check(packet.rtcp == (other.peer_rtcp != other.peer), "SRTCP came to the wrong port")

    def talk(self):
        self.pa.talk()
        self.pb.talk()

    def hush(self):
        self.pa.hush()
        self.pb.hush()

    def flow(self, other=None):
        """What became of UE A's packets at UE B."""
        return Flow(self.pa.sent, self.pb.got)

    # -- the handover ------------------------------------------------------------------------------
    def transfer(self, gw=None, offer=None, number=None, **kw):
        """The MSC asks for UE A (or NUMBER); its dialog, not answered yet."""
        self.gw = gw or self.stage.gateway()
        self.cs_offer = offer or sdp.clearmode(self.gw)
        pai = kw.pop("pai", "<tel:%s>" % (number or NUMBER_A))
        self.cs = self.stage.msc.invite("tel:" + STN_SR, self.cs_offer, pai=pai, **kw)
        return self.cs

    def move(self, gw=None, phone=None, **kw):
        """The whole handover of UE A: 200, ACK, CLEARMODE running, the phone on the gateway."""
        self.transfer(gw, **kw)
        self.cs_answer = self.cs.expect("200").body
        self.gw.learn(self.cs_answer)
        self.gw.start()
        self.cs.ack()
        (phone or self.pa).via = self.gw
        return self.cs

    def release_ps(self, timeout=6.0):
        """The PS leg ends after source-release-ms, by a BYE of the daemon's."""
        return self.a.serve("BYE", timeout=timeout)

    def contact(self):
        return hostport(self.a.target)
