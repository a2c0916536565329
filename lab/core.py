# SPDX-License-Identifier: BSD-2-Clause
"""sealiftd itself, in the middle, as an operator would run it; and what it says of itself."""
import http.client
import json
import os
import socket
import subprocess

import net

ADMIN_PORT = 8070

CONFIG = """\
; written by lab/core.py for this run
[node]
name = sealift.lab
role = standalone

[sip]
listen = udp:{core}:5060
next-hop = sip:{ua_b}:5060
trusted = 10.77.0.0/16

[identity]
fallback = from			; baresip asserts no identity

[srvcc]
stn-sr = {stn_sr}
msc = {msc}/32
source-release-ms = {release_ms}

[media]
address = {core}
ports = {ports}

[admin]
listen = 127.0.0.1:{admin}

[log]
level = debug
"""


class Core:
    def __init__(self, program, directory, stn_sr, ports, release_ms):
        self.program = program
        self.ini = os.path.join(directory, "sealift.ini")
        self.log_path = os.path.join(directory, "sealiftd.log")
        with open(self.ini, "w") as f:
            f.write(
                CONFIG.format(
                    core=net.CORE_ADDR,
                    ua_b=net.UA_B_ADDR,
                    msc=net.MSC_ADDR,
                    stn_sr=stn_sr,
                    ports=ports,
                    release_ms=release_ms,
                    admin=ADMIN_PORT,
                )
            )

    def start(self):
        self.log = open(self.log_path, "w")
        self.process = subprocess.Popen(
            net.within(net.CORE, self.program, "-c", self.ini),
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=self.log,
        )
        net.wait_for("sealiftd's health", 5, self._healthy)

    def _healthy(self):
        if self.process.poll() is not None:
            raise RuntimeError("sealiftd ended at once, see " + self.log_path)
        try:
            return self.ask("/health")[0] == 200
        except OSError:
            return False

    def ask(self, path):
        """GET from the admin port: (status, text)."""
        connection = http.client.HTTPConnection("127.0.0.1", ADMIN_PORT, timeout=2)
        connection.sock = net.open_socket(net.CORE, socket.SOCK_STREAM)
        try:
            connection.sock.settimeout(2)
            connection.sock.connect(("127.0.0.1", ADMIN_PORT))
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def sessions(self):
        return json.loads(self.ask("/sessions")[1])

    def metrics(self):
        """Every sample of /metrics, by its name with labels."""
        samples = {}
        for line in self.ask("/metrics")[1].splitlines():
            if line and not line.startswith("#"):
                name, value = line.rsplit(None, 1)
                samples[name] = float(value)
        return samples

    def stop(self):
        """SIGTERM, and 2 s as the contract has it.  Its exit status; None: had to be killed."""
        self.process.terminate()
        try:
            return self.process.wait(2)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return None
        finally:
            self.log.close()
