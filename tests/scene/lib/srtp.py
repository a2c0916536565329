# SPDX-License-Identifier: BSD-2-Clause
"""srtp.py - streams of SRTP and SRTCP packets with tags that verify (RFC 3711, RFC 6188).

The payload is random: whoever does not hold the key cannot tell it from the real thing, and the
relay is to pass it unopened.  Tags are right, so a relay that checks them has something to check.
"""

import base64
import hashlib
import hmac
import os
import random
import struct

from . import aes

SUITES = {      # key, salt, SRTP tag, SRTCP tag in octets
    "AES_CM_128_HMAC_SHA1_80": (16, 14, 10, 10),
    "AES_CM_128_HMAC_SHA1_32": (16, 14, 4, 10),
    "AES_192_CM_HMAC_SHA1_80": (24, 14, 10, 10),
    "AES_256_CM_HMAC_SHA1_80": (32, 14, 10, 10),
    "AES_256_CM_HMAC_SHA1_32": (32, 14, 4, 10),
}
AEAD = {        # of these Stream cannot make tags, but sealed.Stream can
    "AEAD_AES_128_GCM": (16, 12, 16, 16),
    "AEAD_AES_256_GCM": (32, 12, 16, 16),
}


class Key:
    """A master key with its suite, as one a=crypto line gives it."""

    def __init__(self, suite="AES_CM_128_HMAC_SHA1_80", mki=b""):
        self.suite, self.mki = suite, mki
        n_key, n_salt, self.tag, self.rtcp_tag = (SUITES | AEAD)[suite]
        self.octets = os.urandom(n_key + n_salt)
        rounds = aes.expand(self.octets[:n_key])
        salt = self.octets[n_key:].ljust(14, b"\0")
        self.auth = derive(rounds, salt, 1)
        self.rtcp_auth = derive(rounds, salt, 4)

    @property
    def inline(self):
        text = base64.b64encode(self.octets).decode()
        if self.mki:
            text += "|%d:%d" % (int.from_bytes(self.mki, "big"), len(self.mki))
        return text

    def line(self, tag=1, rest=""):
        """The value of an a=crypto attribute."""
        return "%d %s inline:%s%s" % (tag, self.suite, self.inline, rest)


def derive(rounds, salt, label):
    """20 octets of authentication key (RFC 3711 4.3.1, key derivation rate 0)."""
    x = (int.from_bytes(salt, "big") ^ label << 48) << 16
    return b"".join(aes.block(rounds, (x + i).to_bytes(16, "big")) for i in range(2))[:20]


class Stream:
    """One sender: an SSRC, a sequence that starts near its wrap, an index that goes on."""

    def __init__(self, key=None, pt=97, seq=None, ssrc=None, size=33):
        self.key, self.pt, self.size = key, pt, size
        self.index = random.randrange(65520, 65534) if seq is None else seq
        self.ssrc = random.getrandbits(32) if ssrc is None else ssrc
        self.ts = random.getrandbits(32)
        self.rtcp_index = 0

    def packet(self, size=None, marker=False):
        """The next packet, whole."""
        head = struct.pack("!BBHII", 0x80, self.pt | (0x80 if marker else 0), self.index & 0xffff,
                           self.ts & 0xffffffff, self.ssrc)
        data = head + os.urandom(size or self.size)
        roc = self.index >> 16
        self.index += 1
        self.ts += 160
        if not self.key:
            return data
        tag = hmac.new(self.key.auth, data + struct.pack("!I", roc), hashlib.sha1).digest()
        return data + self.key.mki + tag[:self.key.tag]

    def forged(self):
        """A packet that looks right and whose tag is wrong; uses up no index."""
        index, ts = self.index, self.ts
        data = bytearray(self.packet())
        data[-1] ^= 0x55
        self.index, self.ts = index, ts
        return bytes(data)

    def rtcp(self, kind=200):
        """The next SRTCP packet: a sender report, or whatever KIND says."""
        body = os.urandom(20)
        head = struct.pack("!BBHI", 0x80, kind, (8 + len(body)) // 4 - 1, self.ssrc)
        data = head + body
        if not self.key:
            return data
        data += struct.pack("!I", 0x80000000 | self.rtcp_index)
        self.rtcp_index += 1
        tag = hmac.new(self.key.rtcp_auth, data, hashlib.sha1).digest()
        index = data[-4:]
        return data[:-4] + index + self.key.mki + tag[:self.key.rtcp_tag]


def seq_of(packet):
    return struct.unpack_from("!H", packet, 2)[0]


def ssrc_of(packet):
    return struct.unpack_from("!I", packet, 8)[0]


def is_rtcp(packet):
    """RFC 5761 section 4: packet types 192 to 223."""
    return len(packet) > 1 and 192 <= packet[1] <= 223
