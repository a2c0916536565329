# SPDX-License-Identifier: BSD-2-Clause
"""Commands: what sealiftd does with -V, -t and mistakes, without ever running."""

import os

from lib.check import check, equal
from lib.daemon import run
from lib.scene import scene


def lint(s, text):
    """sealiftd -t on TEXT: (status, output, file)."""
    path = os.path.join(s.dir, "t.ini")
    with open(path, "w") as f:
        f.write(text)
    status, out = run("-t", "-c", path)
    return status, out, path


def refuses(s, text, line, word):
    """-t and the daemon itself refuse TEXT and name LINE; WORD is in what they say."""
    status, out, path = lint(s, text)
    equal(status, 1, "exit status of -t for %s" % word)
    mine = [x for x in out.splitlines() if x.startswith("%s:%d: " % (path, line))]
    check(mine, "no message for line %d of\n%s\nin\n%s", line, text, out)
    check(any(word in x for x in mine), "%r is not named: %s", word, mine)
    status, _ = run("-c", path)
    check(status != 0, "the daemon started with a wrong file (%s)", word)


def line_of(text, start):
    return next(i for i, x in enumerate(text.splitlines(), 1) if x.startswith(start))


@scene(daemon=False)
def versions(s):
    """-V: version, features compiled in, versions of sofia-sip, libsrtp2 (none linked: its absence) and libevent as loaded."""
    status, out = run("-V")
    equal(status, 0, "exit status of -V")
    for word in ("sealift", "sofia-sip", "libevent"):
        check(word in out, "-V does not name %s: %s", word, out)
    check("1.12" in out or "1.13" in out, "no version of sofia-sip: %s", out)


@scene(daemon=False)
def good_file(s):
    """-t checks the file and exits 0; prints the descriptors needed and available."""
    status, out, _ = lint(s, s.config())
    equal(status, 0, "exit status of -t: " + out)
    check("descriptors" in out, "descriptors are not told: %s", out)
    check(any(c.isdigit() for c in out), "no numbers: %s", out)


@scene(daemon=False)
def unknown_names(s):
    """An unknown section or key: an error with the line of the key, of the header for a section."""
    text = s.config() + "[nonsense]\nx = 1\n"
    refuses(s, text, line_of(text, "[nonsense]"), "nonsense")
    text = s.config(media={"colour": "red"})
    refuses(s, text, line_of(text, "colour"), "colour")


@scene(daemon=False)
def missing_keys(s):
    """A missing required key: an error with the line of the section's header."""
    for section, key in (("node", "name"), ("sip", "listen"), ("media", "address"), ("sip", "next-hop")):
        text = s.config(**{section: {key: None}})
        status, out, path = lint(s, text)
        equal(status, 1, "-t without %s" % key)
        check(key in out and path + ":" in out, "%s is not named: %s", key, out)


@scene(daemon=False)
def values_out_of_range(s):
    """A value out of range or of the wrong kind: an error with the line of the key."""
    bad = [("media", "dscp", "64"), ("media", "ports", "30000-20000"), ("media", "ports", "many"),
           ("media", "source", "anywhere"), ("media", "workers", "0"), ("node", "role", "pbx"),
           ("sip", "trusted", "198.51.100.0/33"), ("sip", "listen", "udp:nowhere"),
           ("log", "level", "loud"), ("srvcc", "stn-sr", "12345"), ("srvcc", "source-wait-ms", "-1"),
           ("identity", "fallback", "maybe"), ("security", "on-insecure-target", "hope")]
    for section, key, value in bad:
        text = s.config(**{section: {key: value}})
        refuses(s, text, line_of(text, key + " ="), key)


@scene(daemon=False)
def every_mistake(s):
    """-t prints `FILE:LINE: what is wrong` for every mistake, not the first only."""
    text = s.config(media={"dscp": "99", "workers": "x"}, log={"level": "loud"})
    _, out, path = lint(s, text)
    for key in ("dscp", "workers", "level"):
        line = line_of(text, key + " =")
        check("%s:%d: " % (path, line) in out, "line %d is not in: %s", line, out)


@scene(daemon=False)
def foreign_address(s):
    """An address that is not ours is an error, unless freebind = yes."""
    text = s.config(media={"address": "192.0.2.77"})
    refuses(s, text, line_of(text, "address"), "address")
    status, out, _ = lint(s, s.config(media={"address": "192.0.2.77", "freebind": "yes"}))
    equal(status, 0, "-t with freebind: " + out)


@scene(daemon=False)
def too_few_ports(s):
    """Too few ports: an error with the line of the key."""
    text = s.config(media={"ports": "20000-20001"})
    refuses(s, text, line_of(text, "ports"), "ports")


@scene(daemon=False)
def too_few_descriptors(s):
    """Too few descriptors: an error with the line of the key, and both numbers."""
    path = os.path.join(s.dir, "fd.ini")
    with open(path, "w") as f:
        f.write(s.config())
    import resource
    status, out = run("-t", "-c", path, preexec_fn=lambda: resource.setrlimit(
        resource.RLIMIT_NOFILE, (64, 64)))
    equal(status, 1, "-t with 64 descriptors")
    check("descriptors" in out and "64" in out, "not said: %s", out)


@scene(daemon=False)
def ephemeral_overlap(s):
    """A port range that overlaps the system's ephemeral range is a warning: exit 0, said."""
    with open("/proc/sys/net/ipv4/ip_local_port_range") as f:
        low = int(f.read().split()[0])
    low += low % 2
    status, out, _ = lint(s, s.config(media={"ports": "%d-%d" % (low, low + 199)}))
    equal(status, 0, "-t with ephemeral ports")
    check("ephemeral" in out or "ip_local_port_range" in out, "no warning: %s", out)


@scene(daemon=False)
def long_and_odd_lines(s):
    """A line too long for libinih is refused with its number, never cut in silence; CRLF is fine."""
    text = s.config() + "# " + "x" * 300 + "\n"
    n = len(text.splitlines())
    status, out, path = lint(s, text)
    equal(status, 1, "-t with a long line")
    check("%s:%d: " % (path, n) in out, "line %d is not named: %s", n, out)
    status, out, _ = lint(s, s.config().replace("\n", "\r\n"))
    equal(status, 0, "-t with CRLF: " + out)
    text = s.config() + "this is no key\n"
    status, out, path = lint(s, text)
    check("%s:%d: " % (path, len(text.splitlines())) in out, "no line number: %s", out)


@scene(daemon=False)
def no_file(s):
    """A file that is not there, or no file named: a clear error, not exit 0."""
    status, out = run("-t", "-c", os.path.join(s.dir, "none.ini"))
    check(status != 0 and "none.ini" in out, "status %d: %s", status, out)
    status, out = run()
    check(status != 0 and out.strip(), "status %d, nothing said", status)
