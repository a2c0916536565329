# SPDX-License-Identifier: BSD-2-Clause
"""clearmode.py - a CS-MGW: HDLC frames in 64 kbit/s in CLEARMODE packets (RFC 4040), both ways."""

import random
import struct
import time

from . import hdlc
from .media import Endpoint, Packet, Ticker
from .sdp import Sdp


class Gateway(Endpoint):
    """Sends 160 octets every 20 ms from start() on; what comes is decoded by libosmocore."""

    def __init__(self, stage, name, ip, port, pt=96, ptime=20):
        super().__init__(stage, name, ip, port)
        self.pt, self.octets = pt, ptime * 8
        self.period = ptime / 1000
        self.line = hdlc.Encoder()
        self.decoder = hdlc.Decoder()
        self.seq, self.ts = random.randrange(65500, 65530), random.getrandbits(31)
        self.ssrc = random.getrandbits(32)
        self.frames = []                # (time, stream octet, packet octets)
        self.packets = []               # CLEARMODE packets as they came
        self.rtcp = []
        self.peer = None
        self.ticker = None
        self.spoil = lambda data: [data]    # what the network does: drop, repeat, change
        self.last_seq = None
        self.lost = 0

    def learn(self, sdp, line=0):
        media = Sdp(sdp).media[line]
        self.peer, self.pt = media.rtp, int(media.formats[0])
        return media

    def start(self):
        if not self.ticker:
            self.ticker = Ticker(self.stage.reactor, self.tick, self.period)

    def stop(self):
        if self.ticker:
            self.ticker.stop()
            self.ticker = None

    def put(self, packet, stream=0):
        """One SRTP or SRTCP packet onto the line."""
        self.line.put(bytes([stream]) + packet)

    def wait_idle(self, timeout=5.0):
        """Until everything put is on its way and flags follow."""
        end = time.monotonic() + timeout
        while (self.line.queue or self.line.now) and time.monotonic() < end:
            time.sleep(0.01)
        time.sleep(2 * self.period)

    def tick(self):
        for data in self.spoil(self.rtp(self.line.octets(self.octets))):
            self.send(data, self.peer)

    def rtp(self, payload, pt=None):
        """The next CLEARMODE packet."""
        data = struct.pack("!BBHII", 0x80, self.pt if pt is None else pt, self.seq & 0xffff,
                           self.ts & 0xffffffff, self.ssrc) + payload
        self.seq += 1
        self.ts += len(payload)
        return data

    # -- receiving -------------------------------------------------------------------------------
    def on_packet(self, packet):
        if packet.rtcp:
            self.rtcp.append(packet)
            return
        self.packets.append(packet)
        seq = struct.unpack_from("!H", packet.data, 2)[0]
        if self.last_seq is not None:
            self.lost += (seq - self.last_seq - 1) & 0xffff
        self.last_seq = seq
        for frame in self.decoder.put(packet.data[12:]):
            self.frames.append((packet.at, frame[0], frame[1:]))
            self.got.append(Packet(packet.at, packet.src, frame[1:], False))

    def clear(self):
        super().clear()
        self.frames, self.packets, self.rtcp = [], [], []
