# SPDX-License-Identifier: BSD-2-Clause
"""What really went over the wires: dumpcap at four places, read back with tshark.

tshark is asked for addresses and raw UDP payloads only, and for SIP in a second look: what is RTP,
SRTP or CLEARMODE is decided here, by the addresses that the signalling named.
"""
import collections
import hashlib
import os
import re
import subprocess

import net

Packet = collections.namedtuple("Packet", "time src sport dst dport payload")


def is_media(packet):
    """RTP or RTCP, with or without the S: version 2."""
    return len(packet.payload) >= 8 and packet.payload[0] >> 6 == 2


def is_rtcp(packet):
    return 192 <= packet.payload[1] <= 223


def sequence(packet):
    return int.from_bytes(packet.payload[2:4], "big")


def ssrc(packet):
    return int.from_bytes(packet.payload[8:12], "big")


def digest(packet):
    return hashlib.sha256(packet.payload).digest()


class Capture:
    def __init__(self, place, interface, path):
        self.path = path
        self.process = subprocess.Popen(
            net.within(place, "dumpcap", "-q", "-P", "-B", "16", "-i", interface, "-w", path),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for line in self.process.stderr:
            if line.startswith("File:"):
                return
        raise RuntimeError("dumpcap did not start at " + place)

    def stop(self):
        self.process.terminate()
        said = self.process.stderr.read()
        self.process.wait(5)
        counts = re.search(r"received/dropped on interface .*?: (\d+)/(\d+)", said)
        if counts is None or counts.group(2) != "0":
            raise RuntimeError("the capture %s is not whole: %s" % (self.path, said.strip()))

    def packets(self):
        """Every UDP packet, in the order of the capture."""
        text = net.run(
            "tshark",
            "-n",
            "-r",
            self.path,
            "-Y",
            "udp && !icmp",
            "-T",
            "fields",
            "-e",
            "frame.time_epoch",
            "-e",
            "ip.src",
            "-e",
            "udp.srcport",
            "-e",
            "ip.dst",
            "-e",
            "udp.dstport",
            "-e",
            "udp.payload",
        )
        found = []
        for line in text.splitlines():
            t, src, sport, dst, dport, payload = line.split("\t")
            found.append(Packet(float(t), src, int(sport), dst, int(dport), bytes.fromhex(payload)))
        return found


def everywhere(directory):
    """A capture at each end and in the middle, running when this returns."""
    return {
        name: Capture(place, interface, os.path.join(directory, name + ".pcap"))
        for name, place, interface in (
            ("ua-a", net.UA_A, "lte"),
            ("core", net.CORE, "any"),
            ("msc", net.MSC, "mg"),
            ("ua-b", net.UA_B, "net"),
        )
    }
