# SPDX-License-Identifier: BSD-2-Clause
"""Just enough SIP and SDP to send a few messages and to read a capture.

Standards: RFC 3261, RFC 4566 (SDP), RFC 4568 (a=crypto).
"""
import re

PORT = 5060


def header(message, name):
    """The value of the first header @name, or the empty string."""
    found = re.search(r"^%s[ \t]*:[ \t]*(.*?)\r?$" % re.escape(name), message, re.I | re.M)
    return found.group(1) if found else ""


def status(message):
    """The status code; 0 for a request."""
    return int(message.split(None, 2)[1]) if message.startswith("SIP/2.0 ") else 0


def method(message):
    """The request's method, or that of the request which a response answers."""
    return (header(message, "CSeq").split() or ["?"])[-1]


def is_initial(message):
    """A request outside any dialog: its To has no tag."""
    return not status(message) and ";tag=" not in header(message, "To")


def body(message):
    return message.partition("\r\n\r\n")[2]


def audio(sdp):
    """(address, port, payload types) of the first m=audio line."""
    addr = re.search(r"^c=IN IP4 (\S+)", sdp, re.M).group(1)
    port, pts = re.search(r"^m=audio (\d+) \S+ (.*?)\r?$", sdp, re.M).groups()
    return addr, int(port), [int(pt) for pt in pts.split()]


def crypto(sdp):
    """Every a=crypto: its tag -> (suite, base64 of master key and salt)."""
    lines = re.findall(r"^a=crypto:(\d+) (\S+) inline:([A-Za-z0-9+/=]+)", sdp, re.M)
    return {tag: (suite, inline) for tag, suite, inline in lines}


def label(message):
    """What a drawing calls it: INVITE, re-INVITE, 200."""
    code = status(message)
    if code:
        return str(code)
    name = method(message)
    return "re-" + name if name == "INVITE" and not is_initial(message) else name
