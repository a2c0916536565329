# SPDX-License-Identifier: BSD-2-Clause
"""proxy.py - a CSCF in a few lines: forwards by Route and Request-URI, adds its Via, keeps no state.

It stands where the calls of both parties cross the node: next hop of UE A's call, and its way back to
the node with a Route, so that UE B's half is anchored in a second session.
"""

import select
import threading

from .sip import Msg, hostport, param, summary, uri_of


class Proxy(threading.Thread):
    def __init__(self, stage, party, targets, through=None):
        """TARGETS: user -> address of the UE; THROUGH: address of the node on the way to it."""
        super().__init__(daemon=True)
        self.stage, self.party, self.targets, self.through = stage, party, targets, through
        self.on, self.error = True, None
        self.way = {}                   # branch -> where its INVITE went
        stage.parties.remove(party)     # what comes here is forwarded, nobody waits for it
        self.start()

    def run(self):
        while self.on:
            if select.select([self.party.sock], [], [], 0.05)[0]:
                data, _ = self.party.sock.recvfrom(65535)
                msg = Msg.parse(data)
                self.stage.trace.note(self.party.name, "<-- " + summary(msg), data)
                try:
                    self.forward(msg)
                except Exception as e:
                    self.error = e

    @property
    def me(self):
        return "%s:%d" % (self.party.ip, self.party.port)

    def forward(self, msg):
        if not msg.is_request:
            self.back(msg)
            return
        routes = [r for r in msg.all("Route")]
        came_back = bool(routes) and self.me in routes[0]
        if came_back:
            routes.pop(0)
        branch = msg.branch
        if not came_back and msg.method == "INVITE" and not param(msg.get("To"), "tag") and not routes:
            routes = self.route(msg)
            self.way[branch] = (msg.uri, routes)
        elif branch in self.way:        # its CANCEL, the ACK of its failure, itself again
            uri, routes = self.way[branch]
            msg.first = "%s %s SIP/2.0" % (msg.method, uri)
        msg.drop("Route")
        # one branch for a request, its CANCEL and its ACK: derived from the topmost one
        msg.headers.insert(0, ["Via", "SIP/2.0/UDP %s;branch=%s-p" % (self.me, msg.branch)])
        at = 1
        for route in routes:
            msg.headers.insert(at, ["Route", route])
            at += 1
        if msg.method == "INVITE" and not param(msg.get("To"), "tag"):
            msg.headers.insert(at, ["Record-Route", "<sip:%s;lr>" % self.me])
        msg.set("Max-Forwards", int(msg.get("Max-Forwards", 70)) - 1)
        to = hostport(uri_of(routes[0])) if routes else hostport(msg.uri)
        self.party.send(msg, to)

    def route(self, msg):
        """An initial INVITE: retarget to the callee's contact, once through the node."""
        user = msg.uri.split(":", 1)[1].split("@")[0].split(";")[0]
        msg.first = "INVITE %s SIP/2.0" % self.targets.get(user, msg.uri)
        return ["<sip:%s:%d;lr>" % self.through, "<sip:%s;lr;term>" % self.me] if self.through else []

    def back(self, msg):
        msg.headers.remove(next(h for h in msg.headers if h[0] == "Via"))
        via = msg.all("Via")[0]
        self.party.send(msg, hostport("sip:" + via.split()[1].split(";")[0]))

    def stop(self):
        self.on = False
        self.join(1)
        if self.error:
            raise self.error
