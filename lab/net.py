# SPDX-License-Identifier: BSD-2-Clause
"""The five places of the lab: network namespaces, their wires, and sockets in them.

      ua-a ---- radio ---- core ---- ua-b
                             |
                            msc

Owns: every namespace whose name begins with PREFIX, from wire_up() to tear_down().
"""
import ctypes
import fcntl
import os
import signal
import socket
import struct
import subprocess
import time

PREFIX = "lab-"
UA_A, RADIO, CORE, MSC, UA_B = (PREFIX + name for name in ("ua-a", "radio", "core", "msc", "ua-b"))
PLACES = (UA_A, RADIO, CORE, MSC, UA_B)

CORE_ADDR = "10.77.0.1"  # sealiftd's, on the core's loopback: one address towards all sides
UA_A_ADDR = "10.77.1.2"
MSC_ADDR = "10.77.3.2"
UA_B_ADDR = "10.77.4.2"

WIRES = (  # place, interface, address, the far end's place, interface, address
    (UA_A, "lte", UA_A_ADDR, RADIO, "air", "10.77.1.1"),
    (RADIO, "s1", "10.77.2.1", CORE, "lte", "10.77.2.2"),
    (MSC, "mg", MSC_ADDR, CORE, "msc", "10.77.3.1"),
    (UA_B, "net", UA_B_ADDR, CORE, "far", "10.77.4.1"),
)
ROUTES = (  # place, destination, gateway
    (UA_A, "default", "10.77.1.1"),
    (RADIO, "default", "10.77.2.2"),
    (CORE, "10.77.1.0/24", "10.77.2.1"),
    (MSC, "default", "10.77.3.1"),
    (UA_B, "default", "10.77.4.1"),
)

CLONE_NEWNET = 0x40000000
SIOCETHTOOL = 0x8946
ETHTOOL_STXCSUM = 0x17
libc = ctypes.CDLL(None, use_errno=True)


def run(*argv, **kw):
    """Run a program to its end; what it printed comes back, a failure is an exception with it."""
    done = subprocess.run(argv, capture_output=True, text=True, **kw)
    if done.returncode:
        raise RuntimeError("%s: %s" % (" ".join(argv), done.stderr.strip() or done.returncode))
    return done.stdout


def within(place, *argv):
    return ("ip", "netns", "exec", place) + argv


class visit:
    """This thread stands in another namespace for the length of a with block."""

    def __init__(self, place):
        self.place = place

    def __enter__(self):
        self.home = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        there = os.open("/run/netns/" + self.place, os.O_RDONLY)
        failed = libc.setns(there, CLONE_NEWNET)
        os.close(there)
        if failed:
            raise OSError(ctypes.get_errno(), "setns " + self.place)

    def __exit__(self, *exc):
        if libc.setns(self.home, CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), "setns home")
        os.close(self.home)


def open_socket(place, kind):
    with visit(place):
        return socket.socket(socket.AF_INET, kind)


def whole_checksums(place, interface):
    """No checksum left to hardware that is not there: captures and tproxy see finished packets."""
    with open_socket(place, socket.SOCK_DGRAM) as s:
        value = struct.pack("II", ETHTOOL_STXCSUM, 0)
        buf = ctypes.create_string_buffer(value)
        request = struct.pack("16sP8x", interface.encode(), ctypes.addressof(buf))
        fcntl.ioctl(s, SIOCETHTOOL, request)


def wire_up():
    tear_down()  # what a run that was killed has left
    for place in PLACES:
        run("ip", "netns", "add", place)
        run("ip", "-n", place, "link", "set", "lo", "up")
    for near, near_if, near_addr, far, far_if, far_addr in WIRES:
        run(
            "ip",
            "link",
            "add",
            near_if,
            "netns",
            near,
            "type",
            "veth",
            "peer",
            "name",
            far_if,
            "netns",
            far,
        )
        for place, interface, addr in ((near, near_if, near_addr), (far, far_if, far_addr)):
            run("ip", "-n", place, "addr", "add", addr + "/24", "dev", interface)
            run("ip", "-n", place, "link", "set", interface, "up")
            whole_checksums(place, interface)
    run("ip", "-n", CORE, "addr", "add", CORE_ADDR + "/32", "dev", "lo")
    for place, destination, gateway in ROUTES:
        run("ip", "-n", place, "route", "add", destination, "via", gateway)
    run(*within(RADIO, "sysctl", "-qw", "net.ipv4.ip_forward=1"))


def tear_down():
    """No place of ours is left, nor a program in it."""
    there = [line.split()[0] for line in run("ip", "netns", "list").splitlines()]
    for place in there:
        if not place.startswith(PREFIX):
            continue
        for pid in run("ip", "netns", "pids", place).split():
            try:
                os.kill(int(pid), signal.SIGKILL)
            except ProcessLookupError:
                pass
        run("ip", "netns", "del", place)


def wait_for(what, seconds, ready):
    """Poll @ready until it gives something true, which comes back; no longer than @seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = ready()
        if found:
            return found
        time.sleep(0.01)
    raise TimeoutError("%s: not within %g s" % (what, seconds))
