# SPDX-License-Identifier: BSD-2-Clause
"""trace.py - what happened, as a ladder to read when a scene fails."""

import time


class Trace:
    """Lines of (time, who, what); whole SIP messages are kept for the log file."""

    def __init__(self):
        self.start = time.monotonic()
        self.lines = []
        self.full = []

    def note(self, who, text, data=None):
        at = time.monotonic() - self.start
        self.lines.append("%8.3f %-8s %s" % (at, who, text))
        if data is not None:
            self.full.append("---- %.3f %s %s\n%s" % (at, who, text, data.decode("utf-8", "replace")))

    def text(self):
        return "\n".join(self.lines)
