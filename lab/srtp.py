# SPDX-License-Identifier: BSD-2-Clause
"""The tags of SRTP and SRTCP packets, checked apart from the phones (RFC 3711; SHA1_80 only).

Nothing is decrypted here: that a tag verifies shows that nobody touched a packet on its way.
"""
import base64
import hashlib
import hmac
import subprocess

import capture

SUITE = "AES_CM_128_HMAC_SHA1_80"
TAG = 10
LABEL_SRTP_AUTH = 1  # RFC 3711 section 4.3.1
LABEL_SRTCP_AUTH = 4  # section 4.3.2


def session_key(inline, label, octets=20):
    """RFC 3711 section 4.3.3: AES in counter mode over zeros, at the salt with the label in it."""
    material = base64.b64decode(inline)
    master, salt = material[:16], bytearray(material[16:30])
    salt[7] ^= label
    done = subprocess.run(
        ("openssl", "enc", "-aes-128-ctr", "-K", master.hex(), "-iv", salt.hex() + "0000"),
        input=bytes(octets),
        capture_output=True,
        check=True,
    )
    return done.stdout


class Checker:
    """One direction; its first packet has a rollover counter of 0 (baresip starts below 2^15)."""

    def __init__(self, inline):
        self.srtp = session_key(inline, LABEL_SRTP_AUTH)
        self.srtcp = session_key(inline, LABEL_SRTCP_AUTH)
        self.wraps = 0
        self.highest = None

    def verify(self, packet):
        covered, tag = packet.payload[:-TAG], packet.payload[-TAG:]
        if capture.is_rtcp(packet):
            key = self.srtcp
        else:
            key = self.srtp
            covered += self._wraps_at(capture.sequence(packet)).to_bytes(4, "big")
        return hmac.compare_digest(hmac.new(key, covered, hashlib.sha1).digest()[:TAG], tag)

    def _wraps_at(self, seq):
        if self.highest is not None and seq < 0x4000 and self.highest > 0xC000:
            self.wraps += 1
            self.highest = seq
        elif self.highest is None or seq > self.highest:
            self.highest = seq
        return self.wraps
