# SPDX-License-Identifier: BSD-2-Clause
"""kamailio.py - a real CSCF beside the node: Kamailio, record-routing, transaction stateful, on UDP.

A child in the foreground with an address of the stage (.40); `with` ends it, by its pid.  What it sees
it writes to its log, a line a message, so that a scene can say what crossed it.
"""

import os
import re
import signal
import socket
import subprocess

from .check import check, until

CONFIG = """
debug=2
log_stderror=yes
children=2
disable_tcp=yes
auto_aliases=no
dns=no
rev_dns=no
listen=udp:%(ip)s:5060
loadmodule "pv.so"
loadmodule "tm.so"
loadmodule "sl.so"
loadmodule "rr.so"
loadmodule "xlog.so"
loadmodule "textops.so"
loadmodule "siputils.so"
loadmodule "corex.so"
request_route {
	if ($ci == "up") { sl_send_reply("200", "OK"); exit; }
	xlog("L_NOTICE", "seen=$rm\\n");
	if (is_method("CANCEL")) { if (t_check_trans()) t_relay(); exit; }
	if (has_totag()) {
		if (loose_route()) { t_relay(); exit; }
		if (is_method("ACK")) { if (t_check_trans()) t_relay(); exit; }
		sl_send_reply("404", "Not here");
		exit;
	}
	if (t_check_trans()) exit;
	record_route();
	if (is_present_hf("Route")) { loose_route(); t_relay(); exit; }
	$ru = "%(first)s";
	%(more)s
	t_relay();
}
onreply_route { xlog("L_NOTICE", "seen=$rs/$rm\\n"); }
"""


class Kamailio:
    """TARGETS: URIs of the callees, forked to; THROUGH: the node, on the way to a single one."""

    def __init__(self, stage, targets, through=None):
        self.ip = stage.net + ".40"
        self.dir = stage.dir
        more = ['append_branch("%s");' % t for t in targets[1:]]
        if through:
            more = ['insert_hf("Route: <sip:%s:%d;lr>, <sip:%s:5060;lr>\\r\\n");'
                    % (*through, self.ip), '$du = "sip:%s:%d";' % through]
        self.file = os.path.join(self.dir, "kamailio.cfg")
        self.log_file = os.path.join(self.dir, "kamailio.log")
        with open(self.file, "w") as f:
            f.write(CONFIG % {"ip": self.ip, "first": targets[0], "more": "\n\t".join(more)})

    def __enter__(self):
        with open(self.log_file, "ab") as log:
            self.proc = subprocess.Popen(
                ["/usr/sbin/kamailio", "-DD", "-E", "-f", self.file, "-Y", self.dir, "-w", self.dir,
                 "-m", "16", "-M", "4"], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            until(self.answers, True, "Kamailio's answer to OPTIONS", 5.0, 0.02)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.proc.send_signal(signal.SIGTERM)
        try:
            self.proc.wait(3)
        except subprocess.TimeoutExpired:
            self.proc.kill()
            self.proc.wait()

    def answers(self):
        check(self.proc.poll() is None, "Kamailio ended:\n%s", self.log())
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            s.bind((self.ip, 0))
            s.settimeout(0.1)
            me = "%s:%d" % s.getsockname()
            s.sendto(("OPTIONS sip:%s SIP/2.0\r\nVia: SIP/2.0/UDP %s;branch=z9hG4bKup\r\nFrom: <sip:up@%s>"
                      ";tag=1\r\nTo: <sip:%s>\r\nCall-ID: up\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 1\r\n"
                      "Content-Length: 0\r\n\r\n" % (self.ip, me, me, self.ip)).encode(), (self.ip, 5060))
            try:
                return s.recv(4096).startswith(b"SIP/2.0 200")
            except OSError:
                return False

    def log(self):
        with open(self.log_file, errors="replace") as f:
            return f.read()

    def seen(self):
        """Every message it has handled, in order: "INVITE", "200/INVITE"."""
        return re.findall(r"seen=(\S+)", self.log())
