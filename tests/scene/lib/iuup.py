# SPDX-License-Identifier: BSD-2-Clause
"""iuup.py - a CS-MGW that speaks Iu UP (TS 25.415) over RTP, VND.3GPP.IUFP/16000, both ways.

Written from the specification and kept free of the daemon's code: CRCs go bit by bit, frames are
put together field by field.
"""

import struct
import time

from . import clearmode
from .check import until
from .media import Packet

INIT, RATE, TIME, ERROR = range(4)
PROCEDURE, ACK, NACK = range(3)
PROCEDURES = ("INITIALISATION", "RATE CONTROL", "TIME ALIGNMENT", "ERROR EVENT")
CLOCK = 16000


def crc(data, poly, bits):
    value = 0
    for octet in data:
        for i in range(7, -1, -1):
            value = value << 1 | octet >> i & 1
            if value >> bits & 1:
                value ^= poly
    for _ in range(bits):
        value <<= 1
        if value >> bits & 1:
            value ^= poly
    return value


def crc6(head):
    return crc(head, 0x6f, 6)


def crc10(payload):
    return crc(payload, 0x633, 10)


def data_frame(kind, fn, rfci, payload, fqc=0):
    head = bytes((kind << 4 | fn, fqc << 6 | rfci))
    if kind == 1:
        return head + bytes((crc6(head) << 2,)) + payload
    return head + struct.pack("!H", crc6(head) << 10 | crc10(payload)) + payload


def control(procedure, payload=b"", ack=PROCEDURE, fn=0, version=0):
    head = bytes((14 << 4 | ack << 2 | fn, version << 4 | procedure))
    under = crc10(payload) if ack == PROCEDURE else 0
    return head + struct.pack("!H", crc6(head) << 10 | under) + payload


def init_payload(bits, rfci=0, versions=3, kind=0):
    return bytes((0x02, 0xc0 | rfci)) + struct.pack("!HHB", bits, versions, kind << 4)


class Frame:
    """A frame taken apart; ok says whether its CRCs are right."""

    def __init__(self, data):
        self.kind = data[0] >> 4
        n = 3 if self.kind == 1 else 4
        self.payload = data[n:]
        self.ok = len(data) >= n and crc6(data[:2]) == data[2] >> 2
        if self.kind == 14:
            self.ack, self.fn = data[0] >> 2 & 3, data[0] & 3
            self.version, self.procedure = data[1] >> 4, data[1] & 15
        else:
            self.fn, self.fqc, self.rfci = data[0] & 15, data[1] >> 6, data[1] & 63
        if self.ok and (self.kind == 0 or self.kind == 14 and self.ack == PROCEDURE):
            self.ok = crc10(self.payload) == (data[2] & 3) << 8 | data[3]


class Gateway(clearmode.Gateway):
    """Initialises if ACTIVE, else waits for it and, if it ANSWERS, acknowledges.

    BITS of an SDU, KIND of user data and VERSIONS are what it proposes; a responder takes what comes.
    It is READY when the first frame, of flags, has left.
    """

    def __init__(self, stage, name, ip, port, pt=96, bits=640, active=False, transparent=False,
                 versions=3, kind=0, answers=True, tinit=0.3):
        self.active, self.transparent, self.answers = active, transparent, answers
        self.bits, self.versions, self.kind, self.rfci = bits, versions, kind, 5 if active else 0
        self.tinit, self.asked = tinit, 0.0
        self.agreed, self.ready = transparent, False
        self.fn = self.n_sent = 0
        self.wrong, self.controls, self.data = [], [], []
        super().__init__(stage, name, ip, port, pt, bits // 64)

    def set_bits(self, bits):
        self.bits, self.octets, self.period = bits, bits // 8, bits / 64000
        if self.ticker:
            self.ticker.period = self.period

    # -- sending -----------------------------------------------------------------------------------
    def rtp(self, payload, pt=None, takes=0):
        data = struct.pack("!BBHII", 0x80, self.pt if pt is None else pt, self.seq & 0xffff,
                           self.ts & 0xffffffff, self.ssrc) + payload
        self.seq += 1
        self.ts += takes
        return data

    def say(self, frame):
        """One frame that takes no line time, between two of the line's."""
        self.stage.reactor.at(time.monotonic(), lambda: self.send(self.rtp(frame), self.peer))

    def idle(self, n=3):
        """Until N more frames have left: after a gap it takes a flag to begin again."""
        end = self.n_sent + n
        until(lambda: self.n_sent, lambda v: v >= end, "frames of the gateway's line", 5.0, 0.005)

    def ask(self):
        self.asked = time.monotonic()
        self.say(control(INIT, init_payload(self.bits, self.rfci, self.versions, self.kind), fn=1))

    def tick(self):
        takes = int(self.period * CLOCK)
        if not self.agreed:
            self.ts += takes
            if self.active and time.monotonic() - self.asked >= self.tinit:
                self.ask()
            return
        payload = self.line.octets(self.octets)
        if not self.transparent:
            payload = data_frame(self.kind, self.fn, self.rfci, payload)
            self.fn = (self.fn + 1) % 16
        for data in self.spoil(self.rtp(payload, takes=takes)):
            self.send(data, self.peer)
        self.n_sent += 1
        self.ready = True               # flags have gone out: what is put from now on has one before it

    # -- receiving ---------------------------------------------------------------------------------
    def on_packet(self, packet):
        if packet.rtcp:
            self.rtcp.append(packet)
            return
        self.packets.append(packet)
        payload = packet.data[12:]
        if not self.transparent:
            frame = Frame(payload)
            if not frame.ok:
                self.wrong.append(payload)
                return
            if frame.kind == 14:
                self.controls.append(frame)
                self.on_control(frame)
                return
            self.data.append(frame)
            payload = frame.payload
        for frame in self.decoder.put(payload):
            self.frames.append((packet.at, frame[0], frame[1:]))
            self.got.append(Packet(packet.at, packet.src, frame[1:], False))

    def on_control(self, frame):
        if frame.procedure != INIT or frame.ack == NACK:
            return
        if frame.ack == ACK:
            self.agreed = self.agreed or self.active
        elif self.answers and self.peer:
            self.rfci = frame.payload[1] & 63
            self.kind = frame.payload[-1] >> 4
            self.set_bits(struct.unpack_from("!H", frame.payload, 2)[0])
            self.stage.reactor.at(time.monotonic(), lambda: self.acknowledge(frame.fn))

    def acknowledge(self, fn):
        """User data may follow from here on, not before: the far end would not take it."""
        self.send(self.rtp(control(INIT, ack=ACK, fn=fn, version=1)), self.peer)
        self.agreed = True

    def answers_to(self, procedure):
        return [f for f in self.controls if f.procedure == procedure and f.ack != PROCEDURE]

    def clear(self):
        super().clear()
        self.controls, self.data = [], []
