# SPDX-License-Identifier: BSD-2-Clause
"""check.py - saying what must hold, and how long we wait for it."""

import time


class Failed(AssertionError):
    """The scene saw something the contract does not allow."""


def check(cond, text, *args):
    """Fail with TEXT (a %-format) unless COND."""
    if not cond:
        raise Failed(text % args if args else text)


def equal(got, want, what):
    """Fail unless GOT == WANT; bytes are shown as lines that differ."""
    if got == want:
        return
    if isinstance(got, bytes) and isinstance(want, bytes):
        raise Failed("%s differs:\n%s" % (what, diff(got, want)))
    raise Failed("%s: got %r, want %r" % (what, got, want))


def diff(got, want):
    """The lines of two byte strings that are not the same, CR LF made visible."""
    g, w = got.split(b"\n"), want.split(b"\n")
    out = []
    for i in range(max(len(g), len(w))):
        x = g[i] if i < len(g) else None
        y = w[i] if i < len(w) else None
        if x != y:
            out.append("  line %d got  %r\n  line %d want %r" % (i + 1, x, i + 1, y))
    return "\n".join(out)


def until(probe, want, what, timeout=3.0, step=0.03):
    """Poll PROBE() until WANT(value) is true (or value == WANT); return the value."""
    test = want if callable(want) else lambda v: v == want
    end = time.monotonic() + timeout
    while True:
        value = probe()
        if test(value):
            return value
        if time.monotonic() > end:
            raise Failed("%s: still %r after %.1f s%s" % (
                what, value, timeout, "" if callable(want) else ", want %r" % (want,)))
        time.sleep(step)
