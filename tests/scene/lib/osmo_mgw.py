# SPDX-License-Identifier: BSD-2-Clause
"""osmo_mgw.py - Osmocom's media gateway between the daemon and a gateway of ours, told so by MGCP.

An endpoint of two Iu UP connections: ACCESS towards the daemon, REMOTE towards us.  It answers whoever
initialises one of them and then initialises the other.  Addresses of the stage: .50, MGCP and RTP.
"""

import os
import re
import signal
import socket
import subprocess

from . import iuup, sdp
from .check import check, until
from .sdp import Sdp

NAME = "VND.3GPP.IUFP/16000"
ENDPOINT = "rtpbridge/1@mgw"
CONFIG = """
log stderr
 logging filter all 1
 logging color 0
 logging level set-all notice
line vty
 bind %(ip)s
ctrl
 bind %(ip)s
mgcp
 domain mgw
 bind ip %(ip)s
 bind port 2427
 rtp net-range %(first)d %(last)d
 rtp net-bind-ip %(ip)s
 no rtp ip-probing
 rtcp-omit
 number endpoints 2
 loop 0
 force-realloc 1
"""


class OsmoMgw:
    """`with` starts it and ends it, by its pid."""

    def __init__(self, stage):
        self.ip = stage.net + ".50"
        self.dir = stage.dir
        self.file = os.path.join(stage.dir, "osmo-mgw.cfg")
        self.log_file = os.path.join(stage.dir, "osmo-mgw.log")
        self.transaction = 1000
        with open(self.file, "w") as f:
            f.write(CONFIG % {"ip": self.ip, "first": 14000, "last": 14099})

    def __enter__(self):
        with open(self.log_file, "ab") as log:
            self.proc = subprocess.Popen(["/usr/bin/osmo-mgw", "-c", self.file], cwd=self.dir,
                                         stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sock.bind((self.ip, 0))
        self.sock.settimeout(0.2)
        try:
            until(self.is_up, True, "osmo-mgw's answer to AUEP", 8.0, 0.05)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.sock.close()
        self.proc.send_signal(signal.SIGTERM)
        try:
            self.proc.wait(3)
        except subprocess.TimeoutExpired:
            self.proc.kill()
            self.proc.wait()

    def is_up(self):
        check(self.proc.poll() is None, "osmo-mgw ended:\n%s", self.log())
        try:
            return self.ask("AUEP") is not None
        except OSError:
            return False

    def log(self):
        with open(self.log_file, errors="replace") as f:
            return f.read()

    # -- MGCP (RFC 3435) -----------------------------------------------------------------------------
    def ask(self, verb, params=(), body=""):
        """A command; (connection id, SDP) of its answer."""
        self.transaction += 1
        text = "".join(x + "\r\n" for x in ("%s %d %s MGCP 1.0" % (verb, self.transaction, ENDPOINT), *params))
        self.sock.sendto((text + ("\r\n" + body if body else "")).encode(), (self.ip, 2427))
        while True:
            answer = self.sock.recv(8192).decode()
            code, number = answer.split()[:2]
            if int(number) == self.transaction:
                break
        if verb == "AUEP":
            return code
        check(code in ("200", "250"), "osmo-mgw says %s to %s", answer.splitlines()[0], verb)
        found = re.search(r"^I: *(\S+)", answer, re.M)
        head, _, answered = answer.partition("\r\n\r\n") if "\r\n\r\n" in answer else answer.partition("\n\n")
        return found and found.group(1), answered

    def end_of(self, ip, port, pt):
        return sdp.sdp(*sdp.session(ip), *sdp.media(port, "RTP/AVP", ["%d %s" % (pt, NAME)]), "a=ptime:20")

    def create(self, ip, port, pt, mode):
        """A connection towards IP:PORT; its id, and the SDP of the MGW's end.  It wants multiples of 20 ms said."""
        return self.ask("CRCX", ("C: 1", "L: p:20, a:VND.3GPP.IUFP, nt:IN", "M: " + mode), self.end_of(ip, port, pt))

    def modify(self, conn, ip, port, pt, mode="sendrecv"):
        return self.ask("MDCX", ("C: 1", "I: " + conn, "M: " + mode), self.end_of(ip, port, pt))

    def delete(self):
        return self.ask("DLCX", ("C: 1",))


class Bridged:
    """A call of stage S that moves to MGW; behind that a gateway of ours speaks for the phone.

    WE initialise (the daemon does), or the gateway of ours: then osmo-mgw, towards the daemon.
    """

    def __init__(self, s, mgw, we):
        self.s, self.mgw = s, mgw
        self.gw = iuup.Gateway(s, "behind", s.net + ".31", 40000, active=not we, tinit=1.0)
        s.endpoints.append(self.gw)
        self.access, near = mgw.create(s.net + ".60", 9, self.gw.pt, "recvonly")
        _, far = mgw.create(self.gw.ip, self.gw.port, self.gw.pt, "sendrecv")
        self.near, self.far = Sdp(near).media[0], Sdp(far).media[0]

    def offer(self):
        return sdp.sdp(*sdp.session(self.mgw.ip), *sdp.media(self.near.port, "RTP/AVP",
                                                             ["%d %s" % (self.gw.pt, NAME)]))

    def move(self, call):
        """200, ACK, the MGW told where the daemon is, the gateway behind it running."""
        self.gw.peer = (self.mgw.ip, self.far.port)
        call.transfer(self.gw, offer=self.offer())
        call.cs_answer = call.cs.expect("200").body
        media = Sdp(call.cs_answer).media[0]
        call.cs.ack()
        self.mgw.modify(self.access, media.rtp[0], media.rtp[1], self.gw.pt)
        self.gw.start()
        call.pa.via = self.gw
        until(lambda: self.gw.ready, True, "the initialisation through osmo-mgw", 8.0, 0.01)
        self.gw.idle(10)
        return call
