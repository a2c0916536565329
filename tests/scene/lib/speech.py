# SPDX-License-Identifier: BSD-2-Clause
"""speech.py - a CS-MGW that speaks plain RTP, and what its MSC offers."""

from . import sdp
from .phone import Phone


def gateway(s, port=41000, pt=97):
    """A CS-MGW with speech codecs only."""
    gw = Phone(s, "mgw", s.net + ".31", port, suite=None)
    gw.stream.pt = pt
    s.endpoints.append(gw)
    return gw


def fmtps(codecs):
    """("97 AMR/8000", "mode-set=7") pairs, or names alone: rtpmaps, and a=fmtp lines."""
    pairs = [c if isinstance(c, tuple) else (c, "") for c in codecs]
    return ([name for name, _ in pairs],
            ["a=fmtp:%s %s" % (name.split()[0], fmtp) for name, fmtp in pairs if fmtp])


def offer(gw, *codecs, version=1, direction=None):
    """The SDP of the MSC."""
    names, extra = fmtps(codecs)
    return sdp.sdp(*sdp.session(gw.ip, version), *sdp.media(gw.port, "RTP/AVP", names), *extra,
                   *([f"a={direction}"] if direction else []))


def plain(*codecs, extra=()):
    """For s.call(offer=, answer=): a phone's SDP with these codecs."""
    names, lines = fmtps(codecs)
    return lambda phone: sdp.plain(phone, codecs=names, extra=lines + list(extra))


def renumbered(packet, pt):
    """PACKET under another payload type; all else stays."""
    return bytes([packet[0], (packet[1] & 0x80) | pt]) + packet[2:]
