# SPDX-License-Identifier: BSD-2-Clause
"""The half of phone A that baresip lacks: it says why it comes back.

A phone whose handover was cancelled sends a re-INVITE with "Reason: SIP;cause=487" (TS 23.216
clause 8.1.3, TS 29.165 clause 14.2.1).  baresip can send the re-INVITE but no Reason.  From a return on, its SIP passes
here on the way up, transparently, and an INVITE inside a dialog gets the header.  Nothing else is
touched; what comes down goes to baresip without this.
"""
import re
import socket
import threading

import net
import radio

IP_TRANSPARENT = 19
REASON = b'\r\nReason: SIP;cause=487;text="Handover cancelled"'

RULE = r"""
add rule ip radio cs ip saddr {phone} udp dport 5060 \
    tproxy to {core}:5060 meta mark set {mark} accept
"""


def transparent(place, addr, port):
    s = net.open_socket(place, socket.SOCK_DGRAM)
    s.setsockopt(socket.SOL_IP, IP_TRANSPARENT, 1)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind((addr, port))
    return s


def explain(message):
    """The message with a Reason, if it is an INVITE inside a dialog."""
    head, _, body = message.partition(b"\r\n\r\n")
    if head.startswith(b"INVITE ") and re.search(rb"\r\nTo:[^\r]*;tag=", head, re.I):
        head = head + REASON
    return head + b"\r\n\r\n" + body


class Stack:
    def __init__(self):
        self.up = transparent(net.RADIO, net.CORE_ADDR, 5060)
        self.out = transparent(net.RADIO, net.UA_A_ADDR, 5060)
        net.run(
            *net.within(net.RADIO, "nft", "-f", "-"),
            input=RULE.format(phone=net.UA_A_ADDR, core=net.CORE_ADDR, mark=radio.MARK)
        )
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                message = self.up.recv(65535)
                self.out.sendto(explain(message), (net.CORE_ADDR, 5060))
            except OSError:
                return

    def stop(self):
        self.up.close()
        self.out.close()
