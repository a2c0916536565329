# SPDX-License-Identifier: BSD-2-Clause
"""sip.py - a SIP message as the tests see it: a first line, headers in order, a body."""

import random
import re
import string

WAIT = 6.0          # a loaded machine is slow; what must come has come long before
QUIET = 0.25        # how long "nothing comes" is watched

COMPACT = {"v": "Via", "f": "From", "t": "To", "i": "Call-ID", "m": "Contact", "c": "Content-Type",
           "l": "Content-Length", "k": "Supported", "s": "Subject", "e": "Content-Encoding",
           "o": "Event", "r": "Refer-To", "u": "Allow-Events", "x": "Session-Expires"}

REASONS = {100: "Trying", 180: "Ringing", 181: "Call Is Being Forwarded", 183: "Session Progress",
           200: "OK", 202: "Accepted", 302: "Moved Temporarily", 404: "Not Found",
           408: "Request Timeout", 481: "Call/Transaction Does Not Exist", 486: "Busy Here",
           487: "Request Terminated", 488: "Not Acceptable Here", 491: "Request Pending",
           500: "Server Internal Error", 503: "Service Unavailable", 600: "Busy Everywhere",
           603: "Decline"}


def token(n=10):
    """A fresh random word for tags, branches and Call-IDs."""
    return "".join(random.choice(string.ascii_lowercase + string.digits) for _ in range(n))


def branch():
    return "z9hG4bK" + token(12)


class Msg:
    """One message; headers are [name, value] pairs and keep their order."""

    def __init__(self, first, headers=(), body=b""):
        self.first = first
        self.headers = [list(h) for h in headers]
        self.body = body if isinstance(body, bytes) else body.encode()
        self.src = self.at = self.dest = None

    @classmethod
    def parse(cls, data):
        head, sep, body = data.partition(b"\r\n\r\n")
        if not sep:
            raise ValueError("no empty line in %r" % data[:80])
        lines = re.sub(r"\r\n[ \t]+", " ", head.decode("utf-8", "surrogateescape")).split("\r\n")
        headers = []
        for line in lines[1:]:
            name, sep, value = line.partition(":")
            if not sep:
                raise ValueError("no colon in %r" % line)
            name = name.strip()
            headers.append([COMPACT.get(name.lower(), name), value.strip()])
        return cls(lines[0], headers, body)

    def bytes(self):
        lines = [self.first] + ["%s: %s" % (n, v) for n, v in self.headers
                                if n.lower() != "content-length"]
        length = self.get("Content-Length", str(len(self.body)))
        lines.append("Content-Length: " + length)
        return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8", "surrogateescape") + self.body

    # -- first line ----------------------------------------------------------------------------
    @property
    def is_request(self):
        return not self.first.startswith("SIP/2.0 ")

    @property
    def method(self):
        """The request's method; for a response the one in CSeq."""
        return self.first.split()[0] if self.is_request else self.get("CSeq").split()[1]

    @property
    def uri(self):
        return self.first.split()[1]

    @property
    def status(self):
        return 0 if self.is_request else int(self.first.split()[1])

    @property
    def name(self):
        if self.is_request:
            return self.method
        return "%d %s" % (self.status, self.method)

    # -- headers ---------------------------------------------------------------------------------
    def get(self, name, default=None):
        for n, v in self.headers:
            if n.lower() == name.lower():
                return v
        return default

    def all(self, name):
        """Every value of a header, comma-separated ones taken apart."""
        out = []
        for n, v in self.headers:
            if n.lower() == name.lower():
                out += split_list(v)
        return out

    def add(self, name, value):
        self.headers.append([name, str(value)])
        return self

    def set(self, name, value):
        for h in self.headers:
            if h[0].lower() == name.lower():
                h[1] = str(value)
                return self
        return self.add(name, value)

    def drop(self, name):
        self.headers = [h for h in self.headers if h[0].lower() != name.lower()]
        return self

    def has(self, name):
        return self.get(name) is not None

    def tag(self, name):
        return param(self.get(name, ""), "tag")

    @property
    def call_id(self):
        return self.get("Call-ID")

    @property
    def cseq(self):
        return int(self.get("CSeq").split()[0])

    @property
    def branch(self):
        return param(self.all("Via")[0], "branch")

    @property
    def contact(self):
        return uri_of(self.get("Contact", ""))


def split_list(value):
    """Split at commas that are neither quoted nor in angle brackets."""
    return [p.strip() for p in re.findall(r'(?:"(?:\\.|[^"\\])*"|<[^>]*>|[^,"<])+', value) if p.strip()]


def param(value, name):
    """A header parameter (outside the angle brackets), or None."""
    tail = value.rpartition(">")[2] if "<" in value else value
    m = re.search(r";\s*%s\s*=\s*([^;,\s]+)" % re.escape(name), tail, re.I)
    return m.group(1) if m else None


def uri_of(value):
    """The URI of a name-addr or addr-spec."""
    m = re.search(r"<([^>]*)>", value)
    return m.group(1) if m else value.split(";")[0].strip()


def hostport(uri, default=5060):
    """(host, port) of a SIP URI; brackets of IPv6 removed."""
    m = re.match(r"sips?:(?:[^@]*@)?(\[[^\]]*\]|[^:;?>]+)(?::(\d+))?", uri)
    if not m:
        raise ValueError("not a SIP URI: %r" % uri)
    return m.group(1).strip("[]"), int(m.group(2) or default)


def matches(msg, what):
    """Does MSG fit "INVITE", "200", "18x", "200 BYE"?"""
    word, _, method = what.partition(" ")
    if word[0].isdigit() or word == "xxx":
        if msg.is_request or (method and msg.method != method):
            return False
        return len(word) == 3 and all(p in ("x", c) for p, c in zip(word, str(msg.status)))
    return msg.is_request and msg.method == word

def summary(msg):
    """One line for the ladder."""
    if msg.is_request:
        text = "%s %s" % (msg.method, msg.uri)
    else:
        text = msg.first[8:]
    return "%s (%s)%s" % (text, msg.get("CSeq", "?"), " +sdp" if msg.body else "")
