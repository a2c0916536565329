# SPDX-License-Identifier: BSD-2-Clause
"""capture.py - Iu UP on the wire as other people's code sees it: dumpcap keeps it, tshark reads it."""

import collections
import re
import signal
import subprocess

from .check import check

FIELDS = ("frame.time_relative", "ip.src", "udp.srcport", "ip.dst", "rtp.seq", "rtp.timestamp",
          "iuup.pdu_type", "iuup.ack", "iuup.procedure", "iuup.framenum", "iuup.framenum_t14", "iuup.fqc",
          "iuup.rfci", "iuup.mode", "iuup.error_cause", "iuup.rfci.0.flow.0.len",
          "iuup.support_mode.version1", "iuup.support_mode.version2", "iuup.data_pdu_type", "frame.len")
Seen = collections.namedtuple("Seen", [f.replace(".", "_") for f in FIELDS])


class Capture:
    """UDP of the address IP on the loopback, into FILE, from here to stop()."""

    def __init__(self, ip, file):
        self.file = file
        self.proc = subprocess.Popen(
            ["dumpcap", "-q", "-i", "lo", "-f", "udp and host %s and portrange 1024-65535" % ip, "-w", file],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        said = []
        for line in self.proc.stderr:
            if line.startswith("File:"):
                return
            said.append(line)
        raise OSError("dumpcap did not start: " + "".join(said))

    def stop(self):
        """Ends by SIGINT, whole."""
        self.proc.send_signal(signal.SIGINT)
        said = self.proc.stderr.read()
        self.proc.wait(5)
        counts = re.search(r"received/dropped on interface .*?: (\d+)/(\d+)", said)
        check(counts and counts.group(2) == "0", "the capture is not whole: %s", said)
        return self.file

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.proc.poll() is None:
            self.proc.kill()
            self.proc.wait()
        self.proc.stderr.close()


def tshark(file, port, pt, *args):
    """What tshark says of FILE, UDP of PORT read as RTP and its payload type PT as Iu UP."""
    return subprocess.run(["tshark", "-n", "-r", file, "-d", "udp.port==%d,rtp" % port, "-d", "rtp.pt==%d,iuup" % pt,
                           *args], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          text=True, timeout=60, check=True).stdout


def frames(file, port, pt):
    """Every Iu UP frame, field by field, as tshark reads it."""
    args = [x for f in FIELDS for x in ("-e", f)]
    out = tshark(file, port, pt, "-Y", "iuup && udp.port == %d" % port, "-T", "fields", "-E", "separator=|", "-E", "occurrence=f", *args)
    return [Seen(*line.split("|")) for line in out.splitlines()]


# tshark 4.0 reads the spare extension of these although it may be absent, and should not be sent
EXTENDED = "(iuup.pdu_type == 14 && (iuup.procedure == 2 || iuup.procedure == 3))"


def faults(file, port, pt):
    """What tshark finds wrong: CRCs of any frame, and malformed ones but for EXTENDED; a cause in a frame is none."""
    said = tshark(file, port, pt, "-Y", "iuup", "-V")
    wrong = [line.strip() for line in said.splitlines() if re.search(r"\[incorrect\]|Bad checksum", line)]
    return wrong + lines(file, port, pt, "(_ws.malformed || _ws.expert.group == 0x07000000) && iuup && !" + EXTENDED)


def lines(file, port, pt, display="iuup", most=40):
    """The exchange as tshark prints it, a packet a line."""
    out = tshark(file, port, pt, "-Y", display, "-t", "r")
    return [re.sub(r"\s+", " ", line).strip() for line in out.splitlines()][:most]
