#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Tests of what judges: a lab that measures wrongly proves nothing.  Needs no root and no network."""
import array
import base64
import os
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True

import sip  # noqa: E402  (the path comes first)
import sound  # noqa: E402
import srtp  # noqa: E402
import stack  # noqa: E402
from capture import Packet  # noqa: E402

# RFC 3711 appendix B.3
MASTER = bytes.fromhex("E1F97A0D3E018BE0D64FA32C06DE4139" "0EC675AD498AFEEBB6960B3AABE6")
AUTH_KEY = bytes.fromhex("CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4")

REINVITE = (
    b"INVITE sip:b@192.0.2.1 SIP/2.0\r\nTo: <sip:b@192.0.2.1>;tag=1\r\nCSeq: 2 INVITE\r\n"
    b"Content-Length: 5\r\n\r\nv=0\r\n"
)
SDP = (
    "v=0\r\nc=IN IP4 192.0.2.7\r\nm=audio 4002 RTP/SAVP 96 97\r\n"
    "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:%s\r\n" % base64.b64encode(MASTER).decode()
)


def rtp(seq, when=0.0, payload=b"x" * 33):
    """An SRTP packet of 20 ms without its tag."""
    header = bytes((0x80, 96)) + seq.to_bytes(2, "big") + (160 * seq).to_bytes(4, "big") + b"SSRC"
    return Packet(when, "192.0.2.1", 1, "192.0.2.2", 2, header + payload)


class Srtp(unittest.TestCase):
    def test_the_key_is_that_of_the_rfc(self):
        key = srtp.session_key(base64.b64encode(MASTER), srtp.LABEL_SRTP_AUTH)
        self.assertEqual(key, AUTH_KEY)

    def tagged(self, packet, wraps):
        covered = packet.payload + wraps.to_bytes(4, "big")
        tag = srtp.hmac.new(AUTH_KEY, covered, srtp.hashlib.sha1).digest()[: srtp.TAG]
        return packet._replace(payload=packet.payload + tag)

    def test_a_good_tag_verifies_also_past_a_wrap(self):
        checker = srtp.Checker(base64.b64encode(MASTER))
        for seq, wraps in ((65534, 0), (65535, 0), (0, 1), (1, 1)):
            self.assertTrue(checker.verify(self.tagged(rtp(seq), wraps)))

    def test_one_flipped_bit_is_seen(self):
        checker = srtp.Checker(base64.b64encode(MASTER))
        good = self.tagged(rtp(7), 0).payload
        for at in (1, 3, 20, len(good) - 1):
            bad = bytearray(good)
            bad[at] ^= 1
            self.assertFalse(checker.verify(rtp(7)._replace(payload=bytes(bad))))


class Sound(unittest.TestCase):
    def heard(self, arrivals):
        """What is heard of a tone whose frames arrive as {sequence: time}."""
        tone = array.array("h", [8000, -8000] * (sound.FRAME // 2))
        with tempfile.TemporaryDirectory() as directory:
            path = os.path.join(directory, "dec.wav")
            sound.write(path, tone * len(arrivals))
            return sound.Heard(path, [rtp(seq, when) for seq, when in sorted(arrivals.items())])

    def test_an_unbroken_sound_has_no_silence(self):
        self.assertLess(self.heard({i: i * 0.02 for i in range(50)}).longest_silence()[1], 0.001)

    def test_a_lost_frame_is_silence_of_its_length_at_its_place(self):
        arrivals = {i: i * 0.02 for i in range(50) if not 20 <= i < 28}
        when, seconds = self.heard(arrivals).longest_silence()
        self.assertAlmostEqual(seconds, 0.160, delta=0.011)
        self.assertAlmostEqual(when, 20 * 0.02 + sound.PLAYOUT_S, delta=0.011)

    def test_a_frame_later_than_its_turn_is_silence_too(self):
        arrivals = {i: i * 0.02 for i in range(50)}
        arrivals[30] += 0.1
        heard = self.heard(arrivals)
        self.assertEqual(heard.late, 1)
        self.assertGreater(heard.longest_silence()[1], 0)


class Sip(unittest.TestCase):
    def test_headers_are_found_whatever_their_case(self):
        self.assertEqual(
            sip.header("BYE a SIP/2.0\r\nreason : Q.850;cause=16\r\n", "Reason"), "Q.850;cause=16"
        )

    def test_an_answer_is_named_by_its_code_and_a_reinvite_as_such(self):
        self.assertEqual(sip.label("SIP/2.0 200 OK\r\nCSeq: 1 INVITE\r\n"), "200")
        self.assertEqual(sip.label(REINVITE.decode()), "re-INVITE")

    def test_the_audio_line_and_its_keys_are_read(self):
        self.assertEqual(sip.audio(SDP), ("192.0.2.7", 4002, [96, 97]))
        self.assertEqual(sip.crypto(SDP)["1"][0], srtp.SUITE)


class Stack(unittest.TestCase):
    def test_an_invite_inside_a_dialog_says_why_and_nothing_else_changes(self):
        told = stack.explain(REINVITE)
        self.assertEqual(told.replace(stack.REASON, b""), REINVITE)
        self.assertEqual(
            sip.header(told.decode(), "Reason"), 'SIP;cause=487;text="Handover cancelled"'
        )

    def test_anything_else_passes_as_it_is(self):
        for message in (
            REINVITE.replace(b";tag=1", b""),
            REINVITE.replace(b"INVITE sip", b"ACK sip"),
        ):
            self.assertEqual(stack.explain(message), message)


if __name__ == "__main__":
    unittest.main()
