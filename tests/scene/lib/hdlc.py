# SPDX-License-Identifier: BSD-2-Clause
"""hdlc.py - the framing in the 64 kbit/s octet stream.

What is right is judged by other people's code: libosmocore's isdnhdlc, with its bit order reversed,
is the line of contract.md, CS bearers.  What is to be wrong (bad FCS, aborts, frames without end)
libosmocore does not make; Line does, bit by bit, from ISO/IEC 13239.
"""

import ctypes
import ctypes.util

FLAG_BITS = (0, 1, 1, 1, 1, 1, 1, 0)
BITREVERSE = 0x04
ERRORS = {-1: "framing", -2: "fcs", -3: "length"}


class Vars(ctypes.Structure):
    _fields_ = ([(n, ctypes.c_int) for n in ("bit_shift", "hdlc_bits1", "data_bits", "ffbit_shift",
                                             "state", "dstpos")] +
                [("crc", ctypes.c_uint16)] + [(n, ctypes.c_uint8) for n in ("cbin", "shift_reg", "ffvalue")] +
                [("flags", ctypes.c_uint32), ("spare", ctypes.c_uint8 * 32)])


def library():
    name = ctypes.util.find_library("osmocore") or "libosmocore.so.19"
    lib = ctypes.CDLL(name)
    p, i = ctypes.c_void_p, ctypes.c_int
    lib.osmo_isdnhdlc_rcv_init.argtypes = lib.osmo_isdnhdlc_out_init.argtypes = [p, ctypes.c_uint32]
    lib.osmo_isdnhdlc_decode.argtypes = [p, ctypes.c_char_p, i, p, p, i]
    lib.osmo_isdnhdlc_encode.argtypes = [p, ctypes.c_char_p, ctypes.c_uint16, p, p, i]
    return lib


OSMO = library()


class Encoder:
    """Frames into octets, flags in between; frames may begin and end anywhere."""

    def __init__(self):
        self.vars = Vars()
        OSMO.osmo_isdnhdlc_out_init(ctypes.byref(self.vars), BITREVERSE)
        self.queue = []
        self.now = b""
        # the first octets come as two whatever room there is: take them here
        OSMO.osmo_isdnhdlc_encode(ctypes.byref(self.vars), b"", 0, ctypes.byref(ctypes.c_int()),
                                  ctypes.create_string_buffer(8), 1)

    def put(self, frame):
        self.queue.append(frame)

    def octets(self, n):
        """The next N octets of the line."""
        out = bytearray()
        dst, count = ctypes.create_string_buffer(8), ctypes.c_int()
        for _ in range(n):
            if not self.now and self.queue and not self.vars.flags & 8:
                self.now = self.queue.pop(0)
            got = OSMO.osmo_isdnhdlc_encode(ctypes.byref(self.vars), self.now, len(self.now),
                                            ctypes.byref(count), dst, 1)
            assert got == 1
            self.now = self.now[count.value:]
            out += dst.raw[:1]
        return bytes(out)


class Decoder:
    """Octets into frames; errors are counted by kind."""

    def __init__(self):
        self.vars = Vars()
        OSMO.osmo_isdnhdlc_rcv_init(ctypes.byref(self.vars), BITREVERSE)
        self.buffer = ctypes.create_string_buffer(4096)
        self.errors = {}

    def put(self, octets):
        """Take OCTETS; return the frames that ended in them, FCS removed."""
        frames, count = [], ctypes.c_int()
        while octets:
            n = OSMO.osmo_isdnhdlc_decode(ctypes.byref(self.vars), octets, len(octets),
                                          ctypes.byref(count), self.buffer, len(self.buffer))
            if n > 0:
                frames.append(self.buffer.raw[:n])
            elif n < 0:
                kind = ERRORS.get(n, str(n))
                self.errors[kind] = self.errors.get(kind, 0) + 1
            octets = octets[count.value:]
        return frames


def fcs(data):
    """x16+x12+x5+1, preset to ones, complemented."""
    crc = 0xffff
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x8408 if crc & 1 else 0)
    return crc ^ 0xffff


class Line:
    """A line that may be wrong: the bits are put as the scene says, flags fill the rest."""

    def __init__(self):
        self.bits = []

    def flag(self):
        self.bits += FLAG_BITS

    def ones(self, n):
        self.bits += [1] * n

    def put(self, frame, bad_fcs=False, cut=None):
        """A frame between flags; CUT: only so many octets of it go out and no flag ends them."""
        crc = fcs(frame) ^ (1 if bad_fcs else 0)
        data = frame + bytes([crc & 0xff, crc >> 8])
        self.flag()
        run = 0
        for byte in data[:cut] if cut is not None else data:
            for i in range(8):
                bit = byte >> i & 1
                self.bits.append(bit)
                run = run + 1 if bit else 0
                if run == 5:
                    self.bits.append(0)
                    run = 0
        if cut is None:
            self.flag()

    def octets(self, n):
        while len(self.bits) < 8 * n:
            self.flag()
        take, self.bits = self.bits[:8 * n], self.bits[8 * n:]
        return bytes(sum(take[8 * i + j] << (7 - j) for j in range(8)) for i in range(n))
