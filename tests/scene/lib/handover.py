# SPDX-License-Identifier: BSD-2-Clause
"""handover.py - a call that has moved, and SDPs compared with what was there before."""

import re

from . import sdp
from .check import equal


def moved(s, released=True, **kw):
    call = s.call(**kw)
    call.exchange(2)
    call.move()
    call.pb.wait_for(call.pa.push())
    if released:
        call.release_ps()
    return call


def same_but(got, had, what, version=None, direction=None):
    """GOT is HAD but for the o= version and the direction."""
    strip = lambda t: re.sub(rb"a=(sendrecv|sendonly|recvonly|inactive)\r\n", b"",
                             re.sub(rb"(o=\S+ \S+ )\d+", rb"\1V", t))
    equal(strip(got), strip(had), what)
    if version is not None:
        equal(sdp.Sdp(got).version, version, what + ": o= version")
    if direction:
        equal(sdp.Sdp(got).media[0].direction_or_session, direction, what + ": direction")


def bump(text, n):
    return text.replace(" 4711 1 ", " 4711 %d " % n)
