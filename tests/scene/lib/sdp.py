# SPDX-License-Identifier: BSD-2-Clause
"""sdp.py - making SDP, reading what a party needs of it, and the edits the daemon may make.

edited() is the contract's table ("What is done to an SDP") written once more, by other hands: what the
daemon sends on must equal it octet for octet.
"""

import re

REMOVED = re.compile(rb"a=(candidate:|ice-|remote-candidates:|end-of-candidates|group:BUNDLE|altc:)")


def sdp(*lines):
    """Lines with CRLF, the way SDP wants them."""
    return "".join(line + "\r\n" for line in lines)


def session(ip, version=1):
    family = "IP6" if ":" in ip else "IP4"
    return ["v=0", "o=- 4711 %d IN %s %s" % (version, family, ip), "s=-", "c=IN %s %s" % (family, ip),
            "t=0 0"]


def secure(phone, version=1, direction=None, extra=(), crypto=None, tag=1, profile="RTP/SAVP",
           codecs=("97 AMR/8000",), kind="audio"):
    """A protected line of PHONE."""
    crypto = ["a=crypto:" + phone.key.line(tag)] if crypto is None else list(crypto)
    return sdp(*session(phone.ip, version), *media(phone.port, profile, codecs, kind), *crypto,
               *([f"a={direction}"] if direction else []), *extra)


def plain(phone, version=1, direction=None, extra=(), codecs=("97 AMR/8000",)):
    """An unprotected line of PHONE."""
    return secure(phone, version, direction, extra, crypto=(), profile="RTP/AVP", codecs=codecs)


def media(port, profile, codecs, kind="audio"):
    pts = " ".join(c.split()[0] for c in codecs)
    return ["m=%s %d %s %s" % (kind, port, profile, pts)] + ["a=rtpmap:" + c for c in codecs]


def clearmode(gw, version=1, direction=None, extra=(), name="CLEARMODE/8000", speech=("97 AMR/8000",)):
    """What an MSC offers that can carry a protected stream."""
    codecs = ("%d %s" % (gw.pt, name),) + tuple(speech)
    return sdp(*session(gw.ip, version), *media(gw.port, "RTP/AVP", codecs),
               *([f"a={direction}"] if direction else []), *extra)


class Media:
    """One m= line: kind, rtp and rtcp as (ip, port), profile, formats, attributes."""

    def __init__(self, text, ip):
        kind, port, self.profile, *self.formats = text.split()
        self.kind, self.port = kind, int(port.split("/")[0])
        self.ip, self.attrs = ip, []
        self.own_rtcp = None

    @property
    def rtp(self):
        return self.ip, self.port

    @property
    def rtcp(self):
        if "rtcp-mux" in self.attrs:
            return self.rtp
        return self.own_rtcp or (self.ip, self.port + 1)

    @property
    def direction(self):
        return next((a for a in self.attrs if a in ("sendrecv", "sendonly", "recvonly", "inactive")),
                    None)

    def values(self, name):
        return [a[len(name) + 1:] for a in self.attrs if a.startswith(name + ":")]


class Sdp:
    """As much of an SDP as a party of ours wants to know."""

    def __init__(self, text):
        text = text.decode("utf-8", "surrogateescape") if isinstance(text, bytes) else text
        self.text, self.media, self.attrs, self.ip = text, [], [], None
        for line in text.replace("\r\n", "\n").split("\n"):
            self.line(line)
        for m in self.media:
            m.ip = m.ip or self.ip
            m.direction_or_session = m.direction or next(
                (a for a in self.attrs if a in ("sendonly", "recvonly", "inactive")), "sendrecv")

    def line(self, line):
        last = self.media[-1] if self.media else None
        if line.startswith("m="):
            self.media.append(Media(line[2:], None))
        elif line.startswith("c="):
            ip = line.split()[2]
            if last:
                last.ip = ip
            else:
                self.ip = ip
        elif line.startswith("o="):
            self.version = int(line.split()[2])
        elif line.startswith("a="):
            (last or self).attrs.append(line[2:])
            if last and line.startswith("a=rtcp:"):
                parts = line[7:].split()
                last.own_rtcp = (parts[3] if len(parts) > 3 else last.ip or self.ip, int(parts[0]))


def edited(text, got):
    """TEXT with the contract's edits, our addresses and ports taken from GOT (what the daemon sent)."""
    text = text if isinstance(text, bytes) else text.encode()
    got = got if isinstance(got, bytes) else got.encode()
    ours = Sdp(got).media
    out, line = [], -1
    users = serves(text)
    for raw in text.split(b"\n"):
        if raw.startswith(b"m="):
            line += 1
            out.append(edit_m(raw, ours[line]))
        elif raw.startswith(b"c="):
            mine = line if line >= 0 else users[0] if users else None
            out.append(raw if mine is None else edit_c(raw, ours[mine]))
        elif raw.startswith(b"a=rtcp:"):
            out.append(edit_rtcp(raw, ours[line]))
        elif not REMOVED.match(raw):
            out.append(raw)
    return b"\n".join(out)


def serves(text):
    """The relayed lines (from 0), those that live by the session's c= first."""
    parts = re.split(rb"^m=", text, flags=re.M)[1:]
    own = [bool(re.search(rb"^c=", p, re.M)) for p in parts]
    return sorted((i for i, p in enumerate(parts) if is_relayed(b"m=" + p)), key=lambda i: own[i])


def is_relayed(raw):
    """RTP over UDP and not refused."""
    return raw.split()[1] != b"0" and re.match(rb"m=\S+ \S+ (RTP/S?AVPF?|UDP/TLS/RTP/SAVPF?) ", raw)


def edit_m(raw, ours):
    if not is_relayed(raw):
        return raw
    return re.sub(rb"^(m=\S+ )\d+", rb"\g<1>%d" % ours.port, raw)


def edit_c(raw, ours):
    if re.search(rb" (0\.0\.0\.0|::)\s*$", raw):
        return raw
    return re.sub(rb"^(c=IN IP[46] )[^\s/]+", rb"\g<1>" + ours.ip.encode(), raw)


def edit_rtcp(raw, ours):
    ip, port = ours.own_rtcp or ours.rtcp
    raw = re.sub(rb"^a=rtcp:\d+", b"a=rtcp:%d" % port, raw)
    return re.sub(rb"(IN IP[46] )[^\s]+", rb"\g<1>" + ip.encode(), raw)
