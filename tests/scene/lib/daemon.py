# SPDX-License-Identifier: BSD-2-Clause
"""daemon.py - one sealiftd: its file, its process, its descriptors, its last words."""

import os
import re
import signal
import subprocess
import time

from .admin import Admin
from .check import Failed, check, until

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
TSAN_SUPP = os.path.join(ROOT, "tests", "tsan.supp")
PROGRAM = os.environ.get("SEALIFTD", os.path.join(ROOT, "build", "sealiftd"))
LAST_WORDS = re.compile(r"ERROR: \w+Sanitizer|runtime error:|WARNING: ThreadSanitizer|Assertion|SUMMARY: ")


def is_sanitized():
    with open(PROGRAM, "rb") as f:
        data = f.read()
    return b"__asan_init" in data or b"__tsan_init" in data


class Daemon:
    """Starts with the INI text CONFIG; FILE and LOG lie in directory DIR."""

    def __init__(self, directory, ip, config, port=5060, admin_port=8070):
        self.sip = (ip, port)
        self.ip = ip
        self.admin = Admin("127.0.0.1" if ":" in ip else ip, admin_port)
        self.file = os.path.join(directory, "sealift.ini")
        self.log_file = os.path.join(directory, "sealiftd.log")
        self.proc = None
        self.write(config)

    def write(self, config):
        self.config = config
        with open(self.file, "w") as f:
            f.write(config)

    def start(self, wait=True):
        env = dict(os.environ)
        env.setdefault("ASAN_OPTIONS", "detect_leaks=1:detect_stack_use_after_return=1")
        env.setdefault("UBSAN_OPTIONS", "print_stacktrace=1")
        env.setdefault("TSAN_OPTIONS", "halt_on_error=0:suppressions=" + TSAN_SUPP)
        log = open(self.log_file, "ab")
        self.proc = subprocess.Popen([PROGRAM, "-c", self.file], stdin=subprocess.DEVNULL,
                                     stdout=log, stderr=log, env=env)
        log.close()
        if wait:
            until(self.health, 200, "/health", 10.0, 0.02)
        return self

    def health(self):
        check(self.proc.poll() is None, "sealiftd ended with %s:\n%s", self.proc.returncode, self.tail())
        return self.admin.status("/health")

    @property
    def pid(self):
        return self.proc.pid

    def is_alive(self):
        return self.proc is not None and self.proc.poll() is None

    def signal(self, number):
        os.kill(self.proc.pid, number)

    def stop(self, within=None):
        """SIGTERM; exit 0 within 2 s whatever is answered (contract.md, Commands)."""
        within = within or (8.0 if is_sanitized() else 2.0)
        begin = time.monotonic()
        self.signal(signal.SIGTERM)
        try:
            code = self.proc.wait(within)
        except subprocess.TimeoutExpired:
            self.kill()
            raise Failed("sealiftd still ran %.1f s after SIGTERM" % within) from None
        self.check_words()
        check(code == 0, "sealiftd exited with %d:\n%s", code, self.tail())
        return time.monotonic() - begin

    def kill(self):
        if self.is_alive():
            self.proc.kill()
            self.proc.wait()

    # -- what it says and holds --------------------------------------------------------------------
    def log(self):
        try:
            with open(self.log_file, errors="replace") as f:
                return f.read()
        except FileNotFoundError:
            return ""

    def tail(self, n=15):
        return "\n".join(self.log().splitlines()[-n:])

    def wait_log(self, pattern, what, timeout=3.0):
        """Wait for a log line that matches PATTERN."""
        rx = re.compile(pattern)
        return until(lambda: next((x for x in self.log().splitlines() if rx.search(x)), None),
                     lambda v: v is not None, "a log line for " + what, timeout)

    def check_words(self):
        m = LAST_WORDS.search(self.log())
        check(not m, "a report on stderr:\n%s", self.log()[m.start():][:3000] if m else "")

    def descriptors(self):
        return len(os.listdir("/proc/%d/fd" % self.pid))

    def rss_kib(self):
        with open("/proc/%d/status" % self.pid) as f:
            return int(re.search(r"VmRSS:\s+(\d+)", f.read()).group(1))


def run(*args, **kw):
    """Run sealiftd with ARGS to its end; (status, output)."""
    p = subprocess.run([PROGRAM, *args], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                       stderr=subprocess.STDOUT, timeout=20, text=True, **kw)
    return p.returncode, p.stdout
