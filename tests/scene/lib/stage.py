# SPDX-License-Identifier: BSD-2-Clause
"""stage.py - what a scene is played on: addresses of its own, a daemon, the parties, a clean end.

Every scene has 127.A.B.0/24 to itself: .1 the daemon, .10 UE A, .20 UE B (the next hop), .30 the MSC,
.40 a proxy; all of .0/25 is trusted, .200 is not.
"""

import shutil
import tempfile
import time

from .check import until
from .call import Call
from .clearmode import Gateway
from .daemon import Daemon
from .media import Reactor
from .names import NUMBER_A, NUMBER_B, STN_SR
from .party import Party
from .phone import Phone
from .trace import Trace

DEFAULTS = {
    "node": {"name": "scene.example"},
    "sip": {"listen": "udp:{ip}:5060", "next-hop": "sip:{net}.20:5060", "trusted": "{net}.0/25"},
    "srvcc": {"stn-sr": "tel:" + STN_SR, "msc": "{net}.30", "source-wait-ms": 1000,
              "source-release-ms": 1500},
    "media": {"address": "{ip}", "ports": "20000-20199", "quarantine-ms": 100},
    "admin": {"listen": "{ip}:8070"},
    "log": {"level": "info"},
}


class Stage:
    """One scene's world.  CLEAN says whether the end is checked for leftovers."""

    def __init__(self, slot):
        self.net = "127.%d.%d" % (slot // 250 % 200 + 20, slot % 250 + 1)
        self.ip = self.net + ".1"
        self.v6 = 10000 + slot // 250 % 22 * 1000 + slot % 5 * 200     # this and the 199 ports after it on ::1
        self.dir = tempfile.mkdtemp(prefix="scene-")
        self.trace = Trace()
        self.dialogs, self.parties, self.endpoints = [], [], []
        self.daemon = None
        self._reactor = None
        self.start_ports = self.start_fds = None

    # -- the daemon ------------------------------------------------------------------------------
    def config(self, **sections):
        """INI text: the defaults with SECTIONS ({"key": value or [values] or None}) over them."""
        lines = []
        merged = {s: dict(k) for s, k in DEFAULTS.items()}
        for section, keys in sections.items():
            merged.setdefault(section, {}).update(
                {k.replace("_", "-"): v for k, v in keys.items()})
        for section, keys in merged.items():
            lines.append("[%s]" % section)
            for key, value in keys.items():
                for v in value if isinstance(value, list) else [value]:
                    if v is not None:
                        lines.append("%s = %s" % (key, str(v).format(**self.names())))
        return "\n".join(lines) + "\n"

    def names(self):
        """What INI values of scenes may say in braces."""
        return {"ip": self.ip, "net": self.net, "v6": self.v6, "v6b": self.v6 + 2,
                "p6": "%d-%d" % (self.v6 + 100, self.v6 + 199)}

    def start(self, **sections):
        """Start the daemon and note what it holds when idle."""
        self.daemon = Daemon(self.dir, self.ip, self.config(**sections))
        assert self.b                   # the next hop is there before anybody calls
        self.daemon.start()
        self.note_idle()
        return self.daemon

    def note_idle(self):
        self.start_ports = self.daemon.admin.value("sealift_ports_free")
        time.sleep(0.05)                # the connection just used is being closed
        self.start_fds = self.daemon.descriptors()

    @property
    def admin(self):
        return self.daemon.admin

    # -- who plays -------------------------------------------------------------------------------
    def party(self, name, host, port=5060, number=None, ip=None):
        p = Party(self, name, ip or "%s.%d" % (self.net, host), port, number)
        self.parties.append(p)
        return p

    def lazy(self, attr, make):
        if attr not in self.__dict__:
            setattr(self, attr, make())
        return self.__dict__[attr]

    @property
    def a(self):
        return self.lazy("_a", lambda: self.party("A", 10, number=NUMBER_A))

    @property
    def b(self):
        return self.lazy("_b", lambda: self.party("B", 20, number=NUMBER_B))

    @property
    def msc(self):
        return self.lazy("_msc", lambda: self.party("MSC", 30))

    @property
    def stranger(self):
        return self.lazy("_stranger", lambda: self.party("stranger", 200, number="+358409999999"))

    @property
    def reactor(self):
        if not self._reactor:
            self._reactor = Reactor()
        return self._reactor

    def phone(self, party, port=30000, **kw):
        """The media of PARTY."""
        e = Phone(self, party.name + ".rtp", party.ip, port, **kw)
        self.endpoints.append(e)
        return e

    def gateway(self, port=40000, host=31, **kw):
        """A CS-MGW, beside the MSC."""
        e = Gateway(self, "mgw", "%s.%d" % (self.net, host), port, **kw)
        self.endpoints.append(e)
        return e

    # -- the end ---------------------------------------------------------------------------------
    def finish(self):
        """The scene has passed so far: nothing may be left over anywhere."""
        for e in self.endpoints:
            if hasattr(e, "hush"):
                e.hush()
        for p in self.parties:
            p.quiet(0.0)
        if self._reactor and self._reactor.error:
            raise self._reactor.error
        d = self.daemon
        if d is None or d.proc is None:
            return
        if d.is_alive():
            self.check_idle()
            d.stop()
        d.check_words()

    def check_idle(self, timeout=8.0):
        """No session, every port and descriptor back."""
        until(lambda: self.admin.sessions(), [], "/sessions", timeout)
        until(lambda: self.admin.value("sealift_sessions"), 0, "sealift_sessions", timeout)
        until(lambda: self.admin.value("sealift_ports_free"), self.start_ports, "ports free", timeout)
        until(self.daemon.descriptors, lambda n: n <= self.start_fds, "descriptors", timeout)

    def say(self, text):
        """A figure for whoever runs the scenes."""
        self.trace.note("stage", text)
        print("     " + text)

    def close(self, keep=False):
        if self.daemon:
            self.daemon.kill()
        if self._reactor:
            self._reactor.stopped = True
        if not keep:
            shutil.rmtree(self.dir, ignore_errors=True)

    # -- calls -----------------------------------------------------------------------------------
    def call(self, **kw):
        """An ordinary call from UE A to UE B with media, answered; see call.py."""
        return Call(self, **kw)
