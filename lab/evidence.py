# SPDX-License-Identifier: BSD-2-Clause
"""The captures of one run, sorted: which packet is whose, and which are signalling."""
import collections
import os

import capture
import net
import sip

Message = collections.namedtuple("Message", "time src dst text")


def between(packets, src=None, dst=None):
    return [p for p in packets if (src is None or p.src == src) and (dst is None or p.dst == dst)]


def signalling(packets):
    return [
        Message(p.time, p.src, p.dst, p.payload.decode(errors="replace"))
        for p in packets
        if sip.PORT in (p.sport, p.dport) and len(p.payload) > 20
    ]


def media(packets):
    return [p for p in packets if sip.PORT not in (p.sport, p.dport) and capture.is_media(p)]


class Evidence:
    def __init__(self, run):
        at = {name: c.packets() for name, c in run_captures(run).items()}
        self.at = at
        a, b, core, gw = at["ua-a"], at["ua-b"], at["core"], at["msc"]
        self.a_out = media(between(a, src=net.UA_A_ADDR))
        self.a_in = media(between(a, dst=net.UA_A_ADDR))
        self.b_in = media(between(b, dst=net.UA_B_ADDR))
        self.b_out = media(between(b, src=net.UA_B_ADDR))
        self.lte_up = media(between(core, src=net.UA_A_ADDR))
        self.lte_down = media(between(core, dst=net.UA_A_ADDR))
        self.line_up = media(between(gw, src=net.MSC_ADDR))
        self.line_down = media(between(gw, dst=net.MSC_ADDR))
        self.sip_a = signalling(a)
        self.sip_b = signalling(b)
        self.sip_msc = signalling(gw)
        self.sip_core_a = signalling(
            between(core, src=net.UA_A_ADDR) + between(core, dst=net.UA_A_ADDR)
        )
        self.sip_core_a.sort()

    def offer(self):
        """The SDP with which phone B was called."""
        return next(
            sip.body(m.text)
            for m in self.sip_b
            if m.dst == net.UA_B_ADDR and sip.method(m.text) == "INVITE" and sip.is_initial(m.text)
        )

    def answer(self):
        """The SDP with which phone B took the call."""
        return next(
            sip.body(m.text)
            for m in self.sip_b
            if m.src == net.UA_B_ADDR
            and sip.status(m.text) == 200
            and sip.method(m.text) == "INVITE"
        )

    def reached_the_core(self):
        """Digests of phone A's packets that went over LTE whole."""
        return {capture.digest(p) for p in self.lte_up}


def run_captures(run):
    return {name: c for name, c in run.captures.items() if os.path.exists(c.path)}
