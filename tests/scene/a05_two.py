# SPDX-License-Identifier: BSD-2-Clause
"""Two daemons on one machine."""

import os

from lib.check import check
from lib.daemon import Daemon
from lib.scene import scene


@scene
def same_sip_address(s):
    """A second daemon on the same SIP address does not start and names it; the first goes on."""
    other = os.path.join(s.dir, "other")
    os.mkdir(other)
    d = Daemon(other, s.ip, s.config(media={"ports": "21000-21199"}, admin={"listen": "{ip}:8071"}), admin_port=8071)
    d.start(wait=False)
    try:
        check(d.proc.wait(5) != 0, "exit status 0")
    except Exception:
        d.kill()
        raise
    check(s.ip + ":5060" in d.log(), "the address is not named: %s", d.log())
    s.call().bye()
