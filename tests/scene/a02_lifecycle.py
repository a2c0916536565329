# SPDX-License-Identifier: BSD-2-Clause
"""Starting, reloading and stopping a daemon: SIGHUP, SIGTERM, /health, ports that are taken."""

import signal
import socket
import time

from lib.check import check, equal, until
from lib.daemon import Daemon
from lib.scene import scene


@scene
def idle(s):
    """An idle daemon: /health 200, no sessions, all ports free, SIGTERM ends it with 0."""
    equal(s.admin.get("/health")[0], 200, "/health")
    equal(s.admin.sessions(), [], "/sessions")
    equal(s.admin.value("sealift_ports_free"), 100, "sealift_ports_free of 200 ports")


@scene(daemon=False)
def sip_port_taken(s):
    """A SIP address that is taken: the daemon does not start and names it."""
    holder = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    holder.bind((s.ip, 5060))
    d = Daemon(s.dir, s.ip, s.config())
    d.start(wait=False)
    check(d.proc.wait(10) != 0, "it started all the same")
    check(s.ip + ":5060" in d.log(), "the address is not named: %s", d.log())


@scene(daemon=False)
def media_port_taken(s):
    """A media port that is taken: the daemon does not start and names it; nothing half-bound stays."""
    holder = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    holder.bind((s.ip, 20101))
    d = Daemon(s.dir, s.ip, s.config())
    d.start(wait=False)
    check(d.proc.wait(10) != 0, "it started all the same")
    check("20101" in d.log() or "20100" in d.log(), "the port is not named: %s", d.log())


@scene(daemon=False)
def admin_port_taken(s):
    """An admin address that is taken: the daemon does not start and names it."""
    holder = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    holder.bind((s.ip, 8070))
    holder.listen()
    d = Daemon(s.dir, s.ip, s.config())
    d.start(wait=False)
    check(d.proc.wait(10) != 0, "it started all the same")
    check("8070" in d.log(), "the address is not named: %s", d.log())


@scene
def reload_good(s):
    """SIGHUP reloads: a new next hop counts from the next call on, running calls stay."""
    call = s.call(protected=False)
    c = s.party("C", 21, number="+358403333333")
    s.daemon.write(s.config(sip={"next-hop": "sip:{net}.21:5060"}))
    s.daemon.signal(signal.SIGHUP)
    s.daemon.wait_log("reload", "the reload")
    time.sleep(0.1)
    other = s.call(protected=False, callee=c, port=31000)
    other.bye()
    call.exchange(2, rtcp=False)
    call.bye()


@scene
def reload_bad(s):
    """On reload a wrong file changes nothing: it keeps what it had, and says so."""
    call = s.call(protected=False)
    s.daemon.write(s.config(sip={"next-hop": "sip:{net}.21:5060"}, log={"level": "loud"}))
    s.daemon.signal(signal.SIGHUP)
    s.daemon.wait_log(r"(?i)level", "the mistake")
    again = s.call(protected=False, port=31000)
    again.bye()
    call.bye()


@scene
def term_with_calls(s):
    """SIGTERM: BYE on every leg, then exit 0 within 2 s."""
    call = s.call()
    s.daemon.signal(signal.SIGTERM)
    call.a.serve("BYE")
    call.b.serve("BYE")
    check(s.daemon.proc.wait(4) == 0, "exit status %s", s.daemon.proc.returncode)
    s.daemon.check_words()


@scene
def term_unanswered(s):
    """SIGTERM: exit 0 within 2 s whatever is answered: here nobody answers the BYEs."""
    call = s.call()
    s.a.answers = s.b.answers = False
    took = s.daemon.stop()
    call.a.expect("BYE")
    call.b.expect("BYE")
    check(took < 8, "took %.1f s", took)


@scene
def term_while_ringing(s):
    """SIGTERM while it rings: CANCEL to the callee, a failure to the caller, exit 0."""
    s.call(confirm=False).ring()
    a, b = s.dialogs[0], s.dialogs[1]
    s.daemon.signal(signal.SIGTERM)
    b.serve("CANCEL")
    b.reply(487)
    check(a.expect("xxx").status >= 400, "no failure")
    check(s.daemon.proc.wait(4) == 0, "exit status %s", s.daemon.proc.returncode)
    s.daemon.check_words()
    s.b.pump(0.1)
    while s.b.inbox:                    # the ACK of the 487, if it still made it
        equal(s.b.inbox.pop().method, "ACK", "what came last")


@scene
def term_with_transfer(s):
    """SIGTERM after a transfer: BYE on the PS leg, on the CS leg and to UE B."""
    call = s.call()
    call.move()
    s.daemon.signal(signal.SIGTERM)
    for leg in (call.a, call.b, call.cs):
        leg.serve("BYE")
    check(s.daemon.proc.wait(4) == 0, "exit status %s", s.daemon.proc.returncode)
    call.gw.stop()


@scene
def drain(s):
    """/health answers 503 while draining; no new calls, running ones and their transfers go on."""
    call = s.call()
    status, _ = s.admin.get("/drain", "POST")
    equal(status, 200, "POST /drain")
    until(lambda: s.admin.status("/health"), 503, "/health while draining")
    time.sleep(0.1)                     # the threads tell each other
    refused = s.a.invite(sdp=call.offer)
    check(refused.expect("503").has("Retry-After"), "no Retry-After")
    call.move()
    call.exchange(3, rtcp=False)
    call.release_ps()
    call.bye_moved()
    equal(s.admin.get("/drain?on=no", "POST")[0], 200, "POST /drain?on=no")
    until(lambda: s.admin.status("/health"), 200, "/health after all")


@scene(log={"level": "debug"})
def keys_nowhere(s):
    """No key in /sessions, in the log (at debug) or in the metrics."""
    call = s.call()
    call.exchange(2)
    call.move()
    call.exchange(3, rtcp=False)
    shown = s.admin.get("/sessions")[1] + s.admin.get("/metrics")[1]
    call.release_ps()
    call.bye_moved()
    shown += s.daemon.log()
    for phone in (call.pa, call.pb):
        for part in (phone.key.inline, phone.key.octets.hex(), phone.key.inline[4:24]):
            check(part not in shown, "a key is shown")
