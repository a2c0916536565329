# SPDX-License-Identifier: BSD-2-Clause
"""ctl.py - an operator's hands: sealiftctl, and a configuration that is read again."""

import os
import signal
import subprocess
import time

from .check import check
from .daemon import PROGRAM, ROOT

CTL = os.environ.get("SEALIFTCTL", os.path.join(os.path.dirname(PROGRAM), "sealiftctl"))
if not os.path.exists(CTL):             # a sanitizer's build of the daemon alone
    CTL = os.path.join(ROOT, "build", "sealiftctl")


def ctl(s, *args):
    """(status, output) of sealiftctl at the scene's daemon."""
    p = subprocess.run([CTL, "-a", "%s:8070" % s.ip, *args], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                       stdin=subprocess.DEVNULL, timeout=10, text=True)
    return p.returncode, p.stdout


def reload(s, **sections):
    """SIGHUP with these keys over the stage's defaults; returns when the daemon has said what it made of it."""
    s.daemon.write(s.config(**sections))
    n = s.daemon.log().count("reload")
    s.daemon.signal(signal.SIGHUP)
    end = time.monotonic() + 5
    while s.daemon.log().count("reload") == n:
        check(time.monotonic() < end, "no word of the reload")
        time.sleep(0.02)
    time.sleep(0.1)
