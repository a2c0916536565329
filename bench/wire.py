# SPDX-License-Identifier: BSD-2-Clause
"""wire.py - when SIP messages were on the wire, by the kernel's clock, not by Python's."""

import socket
import struct
import threading

ETH_P_IP = 0x0800
SO_TIMESTAMPNS = 35


class Wire(threading.Thread):
    """Notes each SIP message on loopback as it arrives: (seconds, source IP, text)."""

    def __init__(self, port=5060):
        super().__init__(daemon=True)
        self.port = port
        self.seen = []
        self.stopped = False
        self.sock = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(ETH_P_IP))
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16 << 20)
        self.sock.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self.sock.bind(("lo", ETH_P_IP))
        self.sock.settimeout(0.2)
        self.start()

    def run(self):
        while not self.stopped:
            try:
                data, anc, _, _ = self.sock.recvmsg(65535, 256)
            except socket.timeout:
                continue
            if len(data) < 28 or data[9] != socket.IPPROTO_UDP:
                continue
            head = (data[0] & 15) * 4
            source, target = struct.unpack_from("!HH", data, head)
            if self.port not in (source, target):
                continue
            seconds, nanos = struct.unpack("@qq", anc[0][2][:16])
            self.seen.append((seconds + nanos / 1e9, socket.inet_ntoa(data[12:16]), data[head + 8:]))

    def stop(self):
        self.stopped = True
        self.join()
        self.sock.close()

    def answered(self, invite_prefix, daemon_ip):
        """Seconds from each INVITE (that begins so) to its 200 from DAEMON_IP, by Call-ID."""
        asked, took = {}, []
        for at, source, data in self.seen:
            call_id = header(data, b"Call-ID") or header(data, b"i")
            if data.startswith(invite_prefix):
                asked.setdefault(call_id, at)
            elif (data.startswith(b"SIP/2.0 200") and source == daemon_ip and call_id in asked
                  and b"INVITE" in (header(data, b"CSeq") or b"")):
                took.append(at - asked.pop(call_id))
        return took


def header(data, name):
    """The first value of header NAME, or None."""
    for line in data.split(b"\r\n\r\n", 1)[0].split(b"\r\n")[1:]:
        key, _, value = line.partition(b":")
        if key.strip().lower() == name.lower():
            return value.strip()
    return None
