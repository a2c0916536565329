# SPDX-License-Identifier: BSD-2-Clause
"""What the checks and the picture stand on: a run, its evidence, and sums that several need."""
import collections

import capture
import net
import sip
import sound
import srtp

# Over the radio's own outage: 20 ms to the next packet, 50 for line and frames, 30 for the machine.
GAP_MARGIN_S = 0.100
STEADY_GAP_S = 0.100  # the longest gap where nothing was cut


class Case:
    """A run with its evidence, and the sums that several checks need."""

    def __init__(self, run, evidence):
        self.run, self.ev = run, evidence
        (tag, (self.suite, self.key_b)) = sip.crypto(evidence.answer()).popitem()
        _, self.key_a = sip.crypto(evidence.offer())[tag]
        self.heard = sound.Heard(run.b.dump("dec"), evidence.b_in)
        self.sent = collections.Counter(capture.digest(p) for p in evidence.a_out)
        self.got = collections.Counter(capture.digest(p) for p in evidence.b_in)
        checker = srtp.Checker(self.key_a)
        self.unprotected = [p for p in evidence.a_out if not checker.verify(p)]
        self.after = [p for p in evidence.a_out if p.time > self.bye()]  # the RTCP BYE of baresip
        self.outage = self._outage()

    def _outage(self):
        """(begin, end) of the time in which the radio lost everything; None if it lost nothing."""
        m = self.run.moments
        if "radio tuning" not in m:
            return None
        return m["radio tuning"], m.get("radio cs") or m.get("radio back") or m["hang-up"]

    def outage_s(self):
        return self.outage[1] - self.outage[0] if self.outage else 0.0

    def gap_limit_s(self):
        return self.outage_s() + GAP_MARGIN_S if self.outage else STEADY_GAP_S

    def missing(self):
        """Phone A's packets of the call that phone B never got."""
        return [
            p for p in self.ev.a_out if capture.digest(p) not in self.got and p not in self.after
        ]

    def answered(self):
        """When phone A was told that phone B took the call.  A packet that phone B sends right behind its
        200 can overtake it inside sealiftd, where nobody knows yet whose it is (strict source)."""
        return min(
            m.time for m in self.ev.sip_a if m.src == net.CORE_ADDR and sip.status(m.text) == 200
        )

    def bye(self):
        """When phone B heard of the end, or the end of the run."""
        byes = [m.time for m in self.ev.sip_b if sip.method(m.text) == "BYE"]
        return min(byes) if byes else float("inf")

    def rtp_gaps(self):
        """(seconds, when) between phone B's packets while both talked, longest first."""
        times = [p.time for p in self.ev.b_in if not capture.is_rtcp(p)]
        end = self.run.moments["hang-up"]
        return sorted(((b - a, a) for a, b in zip(times, times[1:]) if b < end), reverse=True)
