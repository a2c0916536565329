# SPDX-License-Identifier: BSD-2-Clause
"""A phone: Debian's baresip, in a place of its own, told what to do over its control port.

Owns: the process, its configuration directory, the log, the dumps of what was spoken and decoded.
AMR at 12.2 kbit/s with SDES keys makes SRTP packets of 55 octets: 22 kbit/s, which fit 64 kbit/s.
The jitter buffer is off, so the decoded dump holds one frame for each packet accepted, in order.
"""
import glob
import json
import os
import socket
import subprocess
import threading
import time

import net

CONTROL_PORT = 4444

CONFIG = """\
poll_method epoll
sip_listen {addr}:5060
call_local_timeout 30
call_max_calls 1
audio_source aufile,{voice}
audio_player none,none
audio_alert none,none
ausrc_srate 8000
auplay_srate 8000
audio_txmode thread
audio_buffer 20-160
rtp_ports 30000-30100
rtp_stats yes
rtcp_mux no
jitter_buffer_delay 0-0
net_interface {interface}
module_path /usr/lib/baresip/modules
module amr.so
module aufile.so
module sndfile.so
module srtp.so
module_tmp account.so
module_app menu.so
module_app ctrl_tcp.so
snd_path {directory}
ctrl_tcp_listen 127.0.0.1:{port}
"""

ACCOUNT = (
    "<sip:{number}@ims.lab;user=phone>"
    ";regint=0;mediaenc=srtp-mand;audio_codecs=AMR/8000;answermode=auto\n"
)


class Phone:
    def __init__(self, place, interface, addr, number, voice, directory):
        self.place = place
        self.directory = directory
        self.log_path = os.path.join(directory, "baresip.log")
        self.lines = []  # (time, text): what baresip printed
        self.events = []  # (time, dict): what its control port told
        self.control = self.process = None
        os.makedirs(directory)
        with open(os.path.join(directory, "config"), "w") as f:
            f.write(
                CONFIG.format(
                    addr=addr,
                    interface=interface,
                    voice=voice,
                    directory=directory,
                    port=CONTROL_PORT,
                )
            )
        with open(os.path.join(directory, "accounts"), "w") as f:
            f.write(ACCOUNT.format(number=number))
        open(os.path.join(directory, "contacts"), "w").close()

    def start(self):
        self.process = subprocess.Popen(
            net.within(self.place, "stdbuf", "-oL", "-eL", "baresip", "-v", "-f", self.directory),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        threading.Thread(target=self._read_log, daemon=True).start()
        self.control = net.wait_for("control port of " + self.place, 5, self._connect)
        threading.Thread(target=self._read_events, daemon=True).start()

    def _connect(self):
        s = net.open_socket(self.place, socket.SOCK_STREAM)
        try:
            s.connect(("127.0.0.1", CONTROL_PORT))
            return s
        except ConnectionRefusedError:
            s.close()
            return None

    def _read_log(self):
        with open(self.log_path, "w") as log:
            for line in self.process.stdout:
                now = time.time()
                self.lines.append((now, line.rstrip("\n")))
                log.write("%.6f %s" % (now, line))
                log.flush()

    def _read_events(self):
        """Netstrings of JSON: 12:{"event":...},"""
        stream = self.control.makefile("rb")
        while True:
            length = b""
            while not length.endswith(b":"):
                octet = stream.read(1)
                if not octet:
                    return
                length += octet
            message = json.loads(stream.read(int(length[:-1])))
            stream.read(1)
            self.events.append((time.time(), message))

    def command(self, name, params=""):
        body = json.dumps({"command": name, "params": params}).encode()
        self.control.sendall(b"%d:%s," % (len(body), body))

    def has(self, event):
        return any(m.get("type") == event for _, m in self.events)

    def wait(self, event, seconds=5):
        net.wait_for("%s at %s" % (event, self.place), seconds, lambda: self.has(event))

    def stop(self):
        """Quit.  The dumps are closed with the call; one that lingers over its BYE is killed."""
        if self.process is None or self.process.poll() is not None:
            return
        try:
            self.command("quit")
            self.process.wait(0.3)
        except (OSError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()

    def grumbles(self, *words):
        """What it printed that holds one of @words."""
        return [text for _, text in self.lines if any(w in text for w in words)]

    def dump(self, what):
        """Path of the WAV of what was spoken ("enc") or decoded ("dec"), the longest if several."""
        found = glob.glob(os.path.join(self.directory, "dump-*-%s.wav" % what))
        return max(found, key=os.path.getsize) if found else None
