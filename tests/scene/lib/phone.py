# SPDX-License-Identifier: BSD-2-Clause
"""phone.py - the media half of a UE: what it sends, where to, and by which radio."""

from .media import Endpoint, Flow, Ticker
from .sdp import Sdp
from .srtp import Key, Stream


class Phone(Endpoint):
    """One media line of a UE; .key is what its a=crypto says, .peer where the SDP sent it."""

    def __init__(self, stage, name, ip, port, suite="AES_CM_128_HMAC_SHA1_80", **stream):
        super().__init__(stage, name, ip, port)
        self.key = Key(suite) if suite else None
        self.stream = Stream(self.key, **stream)
        self.peer = self.peer_rtcp = None
        self.sent = []
        self.ticker = None
        self.via = None                 # a gateway: the phone is on CS

    def learn(self, sdp, line=0):
        """Send to where this SDP says."""
        media = Sdp(sdp).media[line]
        self.peer, self.peer_rtcp = media.rtp, media.rtcp
        return media

    def push(self, data=None, rtcp=False):
        """Send one packet (the stream's next) the way the phone sends now."""
        if data is None:
            data = self.stream.rtcp() if rtcp else self.stream.packet()
        self.sent.append(data)
        if self.via:
            self.via.put(data)
        else:
            self.send(data, self.peer_rtcp if rtcp else self.peer,
                      rtcp and self.peer_rtcp != self.peer)
        return data

    def talk(self, period=0.02):
        """A packet every 20 ms from now on."""
        if not self.ticker:
            self.ticker = Ticker(self.stage.reactor, self.push, period)

    def hush(self):
        if self.ticker:
            self.ticker.stop()
            self.ticker = None

    def heard(self, other):
        """What became of everything that OTHER sent to us."""
        return Flow(other.sent, self.got)

    def forget(self):
        """Start counting anew."""
        self.sent, self.got = [], []
