# SPDX-License-Identifier: BSD-2-Clause
"""sealed.py - SRTP packets that can be read: sealed and opened by the RFCs, with nobody's library.

AES-CM with HMAC-SHA1 (RFC 3711, RFC 6188) and AES-GCM (RFC 7714), over aes.py.  Slow, and the judge of
what the daemon seals when it terminates a stream.
"""

import hashlib
import hmac
import os
import struct

from . import aes, srtp


class Wrong(Exception):
    """A packet that does not verify."""


def keystream(rounds, counter, n):
    """N octets of AES in counter mode from the 16-octet integer COUNTER on."""
    out = b""
    while len(out) < n:
        out += aes.block(rounds, (counter % (1 << 128)).to_bytes(16, "big"))
        counter += 1
    return out[:n]


def xor(a, b):
    return bytes(x ^ y for x, y in zip(a, b))


class Half:
    """The session keys of SRTP (FIRST 0) or SRTCP (FIRST 3) under a master key."""

    def __init__(self, key, first):
        n_key, n_salt = (srtp.SUITES | srtp.AEAD)[key.suite][:2]
        master = aes.expand(key.octets[:n_key])
        salt = int.from_bytes(key.octets[n_key:].ljust(14, b"\0"), "big")

        def derive(label, n):
            return keystream(master, (salt ^ label << 48) << 16, n)

        self.is_gcm = key.suite.startswith("AEAD")
        self.rounds = aes.expand(derive(first, n_key))
        self.auth = derive(first + 1, 20)
        self.salt = int.from_bytes(derive(first + 2, n_salt), "big")
        self.mki = key.mki
        self.tag = key.tag if first == 0 else key.rtcp_tag
        if self.is_gcm:
            self.h = int.from_bytes(aes.block(self.rounds, bytes(16)), "big")

    def crypt(self, data, ssrc, index):
        """AES-CM, both ways (RFC 3711 4.1.1)."""
        iv = self.salt << 16 ^ ssrc << 64 ^ index << 16
        return xor(data, keystream(self.rounds, iv, len(data)))

    def hash(self, data):
        return hmac.new(self.auth, data, hashlib.sha1).digest()[:self.tag]

    # -- GCM (NIST SP 800-38D) ---------------------------------------------------------------------
    def gcm_iv(self, ssrc, index):
        return (ssrc << 48 | index) ^ self.salt

    def gcm_crypt(self, data, iv):
        return xor(data, keystream(self.rounds, iv << 32 | 2, len(data)))

    def gcm_tag(self, aad, cipher, iv):
        y = 0
        for part in (aad, cipher):
            for i in range(0, len(part), 16):
                y = times(y ^ int.from_bytes(part[i:i + 16].ljust(16, b"\0"), "big"), self.h)
        y = times(y ^ (len(aad) * 8 << 64 | len(cipher) * 8), self.h)
        return xor(y.to_bytes(16, "big"), keystream(self.rounds, iv << 32 | 1, 16))


def times(x, y):
    """The product in GCM's field of 2^128."""
    z = 0
    for i in range(127, -1, -1):
        if x >> i & 1:
            z ^= y
        y = y >> 1 ^ (0xe1 << 120 if y & 1 else 0)
    return z


def head_of(data):
    n = 12 + 4 * (data[0] & 15)
    if data[0] & 16:
        n += 4 + 4 * struct.unpack_from("!H", data, n + 2)[0]
    return n


class Box:
    """What packets under one master key look like from inside."""

    def __init__(self, key):
        self.rtp, self.rtcp = Half(key, 0), Half(key, 3)

    def seal(self, plain, roc=0):
        k, n = self.rtp, head_of(plain)
        seq, ssrc = struct.unpack_from("!xxHxxxxI", plain)
        index = roc << 16 | seq
        if k.is_gcm:
            iv = k.gcm_iv(ssrc, index)
            body = k.gcm_crypt(plain[n:], iv)
            return plain[:n] + body + k.gcm_tag(plain[:n], body, iv) + k.mki
        data = plain[:n] + k.crypt(plain[n:], ssrc, index)
        return data + k.mki + k.hash(data + struct.pack("!I", roc))

    def open(self, data, roc=0):
        """The plain packet; raises Wrong."""
        k, n = self.rtp, head_of(data)
        seq, ssrc = struct.unpack_from("!xxHxxxxI", data)
        index = roc << 16 | seq
        if k.is_gcm:
            iv = k.gcm_iv(ssrc, index)
            data, mki = data[:len(data) - len(k.mki)], data[len(data) - len(k.mki):]
            body, tag = data[n:-16], data[-16:]
            if mki != k.mki or tag != k.gcm_tag(data[:n], body, iv):
                raise Wrong("SRTP tag")
            return data[:n] + k.gcm_crypt(body, iv)
        end = len(data) - k.tag - len(k.mki)
        if data[end:] != k.mki + k.hash(data[:end] + struct.pack("!I", roc)):
            raise Wrong("SRTP tag")
        return data[:n] + k.crypt(data[n:end], ssrc, index)

    def seal_rtcp(self, plain, index):
        k = self.rtcp
        ssrc = struct.unpack_from("!I", plain, 4)[0]
        word = struct.pack("!I", 1 << 31 | index)
        if k.is_gcm:
            iv = k.gcm_iv(ssrc, index)
            body = k.gcm_crypt(plain[8:], iv)
            return plain[:8] + body + k.gcm_tag(plain[:8] + word, body, iv) + word + k.mki
        data = plain[:8] + k.crypt(plain[8:], ssrc, index) + word
        return data + k.mki + k.hash(data)

    def open_rtcp(self, data):
        """(plain compound, index); raises Wrong."""
        k = self.rtcp
        ssrc = struct.unpack_from("!I", data, 4)[0]
        if k.is_gcm:
            data, mki = data[:len(data) - len(k.mki)], data[len(data) - len(k.mki):]
            word, tag, body = data[-4:], data[-20:-4], data[8:-20]
            index = struct.unpack("!I", word)[0] & 0x7fffffff
            iv = k.gcm_iv(ssrc, index)
            if mki != k.mki or tag != k.gcm_tag(data[:8] + word, body, iv):
                raise Wrong("SRTCP tag")
            return data[:8] + k.gcm_crypt(body, iv), index
        end = len(data) - k.tag - len(k.mki)
        if data[end:] != k.mki + k.hash(data[:end]):
            raise Wrong("SRTCP tag")
        index = struct.unpack_from("!I", data, end - 4)[0] & 0x7fffffff
        return data[:8] + k.crypt(data[8:end - 4], ssrc, index), index


class Stream(srtp.Stream):
    """A sender whose packets can be read; .plain is what the last one held."""

    def __init__(self, key, **kw):
        super().__init__(key, **kw)
        self.box = Box(key)
        self.plain = None

    def packet(self, size=None, marker=False):
        self.plain = struct.pack("!BBHII", 0x80, self.pt | (0x80 if marker else 0), self.index & 0xffff,
                                 self.ts & 0xffffffff, self.ssrc) + os.urandom(size or self.size)
        roc = self.index >> 16
        self.index += 1
        self.ts += 160
        return self.box.seal(self.plain, roc)

    def rtcp(self, kind=200, plain=None):
        self.plain = plain or report(self.ssrc)
        self.rtcp_index += 1
        return self.box.seal_rtcp(self.plain, self.rtcp_index)


# -- RTCP in the clear -------------------------------------------------------------------------------

def report(ssrc, about=None, highest=0, cname=b"cname", bye=False):
    """SR with a block about ABOUT, SDES with CNAME, and BYE if asked."""
    block = struct.pack("!IIIIII", about, 0, highest, 0, 0, 0) if about is not None else b""
    out = struct.pack("!BBHIQIII", 0x80 | bool(block), 200, 6 + len(block) // 4, ssrc, 1 << 40, 1000, 5, 50)
    out += block
    chunk = struct.pack("!IBB", ssrc, 1, len(cname)) + cname + b"\0"
    chunk += bytes(-len(chunk) % 4)
    out += struct.pack("!BBH", 0x81, 202, len(chunk) // 4) + chunk
    return out + (struct.pack("!BBHI", 0x81, 203, 1, ssrc) if bye else b"")


def parts(compound):
    """The packets of a compound, as (type, octets)."""
    out = []
    while compound:
        n = 4 * (struct.unpack_from("!H", compound, 2)[0] + 1)
        out.append((compound[1], compound[:n]))
        compound = compound[n:]
    return out
