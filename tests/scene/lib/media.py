# SPDX-License-Identifier: BSD-2-Clause
"""media.py - the media of a scene: one reactor thread, endpoints, and what came of what was sent."""

import heapq
import itertools
import selectors
import socket
import threading
import time

from .check import Failed, check

PTIME = 0.02


class Reactor(threading.Thread):
    """Reads every media socket as soon as it can and runs what is due; one a scene."""

    def __init__(self):
        super().__init__(daemon=True)
        self.selector = selectors.DefaultSelector()
        self.due = []
        self.order = itertools.count()
        self.lock = threading.RLock()
        self.stopped = False
        self.error = None
        self.start()

    def run(self):
        try:
            while not self.stopped:
                self.turn()
        except Exception as e:          # shown by the scene's end
            self.error = e

    def turn(self):
        with self.lock:
            now = time.monotonic()
            while self.due and self.due[0][0] <= now:
                heapq.heappop(self.due)[2]()
            wait = min(0.01, self.due[0][0] - now) if self.due else 0.01
            busy = bool(self.selector.get_map())
        if not busy:
            time.sleep(0.002)
            return
        for key, _ in self.selector.select(max(0, wait)):
            key.data()

    def at(self, when, fn):
        with self.lock:
            heapq.heappush(self.due, (when, next(self.order), fn))

    def add(self, sock, fn):
        with self.lock:
            self.selector.register(sock, selectors.EVENT_READ, fn)

    def remove(self, sock):
        with self.lock:
            self.selector.unregister(sock)

    def stop(self):
        self.stopped = True
        self.join(2)
        if self.error:
            raise self.error


class Ticker:
    """Calls FN every PERIOD on a clock that does not drift, until stop()."""

    def __init__(self, reactor, fn, period=PTIME):
        self.reactor, self.fn, self.period, self.on = reactor, fn, period, True
        self.next = time.monotonic()
        self.tick()

    def tick(self):
        if not self.on:
            return
        self.fn()
        self.next += self.period
        self.reactor.at(self.next, self.tick)

    def stop(self):
        self.on = False


class Packet:
    """What arrived: bytes with a time, a source and the socket's kind."""

    def __init__(self, at, src, data, rtcp):
        self.at, self.src, self.data, self.rtcp = at, src, data, rtcp


class Endpoint:
    """An RTP and an RTCP socket next to each other (RFC 3550 11)."""

    def __init__(self, stage, name, ip, port):
        self.stage, self.name, self.ip, self.port = stage, name, ip, port
        self.got = []
        self.sockets = [self.open(port), self.open(port + 1)]

    def open(self, port):
        family = socket.AF_INET6 if ":" in self.ip else socket.AF_INET
        sock = socket.socket(family, socket.SOCK_DGRAM)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        sock.bind((self.ip, port))
        sock.setblocking(False)
        rtcp = port != self.port
        self.stage.reactor.add(sock, lambda: self.read(sock, rtcp))
        return sock

    def read(self, sock, rtcp):
        while True:
            try:
                data, src = sock.recvfrom(65535)
            except (BlockingIOError, ConnectionError, OSError):
                return
            self.on_packet(Packet(time.monotonic(), src[:2], data, rtcp))

    def on_packet(self, packet):
        self.got.append(packet)

    def send(self, data, to, rtcp=False):
        try:
            self.sockets[1 if rtcp else 0].sendto(data, to)
        except OSError:                 # nobody there any more: as good as lost
            pass

    def wait(self, n, timeout=3.0):
        """Wait until N packets have come in all; return them."""
        end = time.monotonic() + timeout
        while len(self.got) < n:
            if time.monotonic() > end:
                raise Failed("%s: %d packets of %d came" % (self.name, len(self.got), n))
            time.sleep(0.005)
        return self.got

    def wait_for(self, data, timeout=3.0):
        """Wait for exactly these octets; return the packet."""
        end = time.monotonic() + timeout
        while True:
            for packet in list(self.got):
                if packet.data == data:
                    return packet
            check(time.monotonic() < end, "%s: a packet of %d octets did not come; %d others did",
                  self.name, len(data), len(self.got))
            time.sleep(0.005)

    def lacks(self, data, for_s=0.15):
        """These octets must not come."""
        time.sleep(for_s)
        check(all(p.data != data for p in self.got), "%s got what it should not", self.name)

    def clear(self):
        self.got = []

    def close(self):
        for sock in self.sockets:
            self.stage.reactor.remove(sock)
            sock.close()


class Flow:
    """What became of SENT (octet strings, in order) at a receiver: lost, twice, changed, gaps."""

    def __init__(self, sent, got):
        self.sent = list(sent)
        data = [p.data for p in got]
        want, have = set(self.sent), set(data)
        self.lost = [s for s in self.sent if s not in have]
        self.foreign = [d for d in data if d not in want]
        self.twice = len(data) - len(have)
        times = [p.at for p in got]
        self.gap = max((b - a for a, b in zip(times, times[1:])), default=0.0)
        order = {s: i for i, s in enumerate(self.sent)}
        places = [order[d] for d in data if d in order]
        self.disordered = sum(1 for a, b in zip(places, places[1:]) if b < a)

    def check_whole(self, what, lost=0, twice=0):
        check(not self.foreign, "%s: %d packets nobody sent", what, len(self.foreign))
        check(len(self.lost) <= lost, "%s: %d of %d lost", what, len(self.lost), len(self.sent))
        check(self.twice <= twice, "%s: %d came twice", what, self.twice)
        check(not self.disordered, "%s: %d out of order", what, self.disordered)
