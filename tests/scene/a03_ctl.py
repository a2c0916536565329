# SPDX-License-Identifier: BSD-2-Clause
"""sealiftctl and the HTTP behind it: sessions, one session, counters, drain, log level."""

import json
import socket

from lib.check import check, equal, until
from lib.ctl import ctl
from lib.scene import scene


@scene
def sessions(s):
    """sealiftctl sessions: one line a session; --json the array for programs."""
    one, two = s.call(), s.call(port=31000)
    status, out = ctl(s, "sessions")
    equal(status, 0, "exit status")
    check(sum("401111111" in line for line in out.splitlines()) == 2, "not two lines: %s", out)
    status, out = ctl(s, "--json", "sessions")
    equal((status, len(json.loads(out))), (0, 2), "--json sessions")
    one.bye()
    two.bye()


@scene
def one_session(s):
    """sealiftctl session ID: all of one session, after a transfer too; an unknown one is an error."""
    call = s.call()
    call.exchange(2)
    call.move()
    call.exchange(2, rtcp=False)
    view = call.view()
    status, out = ctl(s, "session", str(view["id"]))
    equal(status, 0, "exit status")
    for word in ("clearmode", "sdes", "AES_CM_128_HMAC_SHA1_80", "401111111", "402222222"):
        check(word in out, "no %s in\n%s", word, out)
    check(call.pa.key.inline not in out, "a key is shown")
    status, out = ctl(s, "--json", "session", str(view["id"]))
    equal((status, json.loads(out)["id"]), (0, view["id"]), "--json session")
    check(ctl(s, "session", "4711")[0] != 0, "an unknown session is no error")
    equal(s.admin.get("/sessions/4711")[0], 404, "/sessions/4711")
    call.release_ps()
    call.bye_moved()


@scene
def stats(s):
    """sealiftctl stats: every counter."""
    s.call().bye()
    status, out = ctl(s, "stats")
    equal(status, 0, "exit status")
    for word in ("sealift_sessions", "sealift_ports_free", "sealift_sip_messages_total"):
        check(word.replace("sealift_", "") in out, "no %s in\n%s", word, out)


@scene
def metrics_names(s):
    """The names of contract.md that exist so far, in Prometheus text with HELP and TYPE."""
    call = s.call()
    call.exchange(1)
    call.move()
    call.exchange(1, rtcp=False)
    call.release_ps()
    call.bye_moved()
    m = s.admin.metrics()
    for name in ("sealift_sessions", "sealift_transfers_total", "sealift_transfer_seconds_count",
                 "sealift_media_gap_seconds_count", "sealift_packets_total", "sealift_packets_dropped_total",
                 "sealift_relay_path_packets_total", "sealift_sip_messages_total", "sealift_ports_free",
                 "process_cpu_seconds_total", "process_resident_memory_bytes", "process_open_fds",
                 "process_start_time_seconds"):
        check(m.has(name), "no %s", name)
        family = name.replace("_count", "")
        check("# HELP %s " % family in m.text and "# TYPE %s " % family in m.text, "no HELP or TYPE of %s", name)
    for secure in ("none", "sdes", "mikey", "dtls"):
        check('sealift_sessions{secure="%s"}' % secure in m.text, "no sealift_sessions of %s", secure)
    for path in ("user", "kernel"):
        check('path="%s"' % path in m.text or path == "kernel", "no path %s", path)


@scene
def drain_and_log(s):
    """sealiftctl drain and log level."""
    equal(ctl(s, "drain")[0], 0, "drain")
    until(lambda: ctl(s, "health")[0] != 0, True, "health while draining")
    equal(ctl(s, "drain", "no")[0], 0, "drain no")
    until(lambda: ctl(s, "health")[0], 0, "health")
    before = len(s.daemon.log())
    s.call().bye()
    check("debug" not in s.daemon.log()[before:], "debug lines at level info")
    equal(ctl(s, "log", "debug")[0], 0, "log debug")
    s.call(port=31000).bye()
    s.daemon.wait_log(" debug ", "debug lines")
    check(ctl(s, "log", "shouting")[0] != 0, "a level nobody knows is no error")


@scene(daemon=False)
def nobody_there(s):
    """No daemon, a wrong command, a wrong address: an error that says so."""
    status, out = ctl(s, "sessions")
    check(status != 0 and out.strip(), "status %d: %s", status, out)
    for args in ((), ("juggle",), ("session",)):
        status, out = ctl(s, *args)
        check(status != 0 and out.strip(), "status %d for %s: %s", status, args, out)


@scene
def odd_requests(s):
    """Odd HTTP: unknown pages, methods, half requests, long lines: an answer or an end, nothing disturbed."""
    equal(s.admin.get("/nothing")[0], 404, "unknown page")
    check(s.admin.get("/metrics", "POST")[0] in (405, 501), "POST /metrics")
    check(s.admin.get("/drain")[0] in (404, 405), "GET /drain")
    for raw in (b"GET", b"GET / HTTP/9.9\r\n\r\n", b"\0" * 500, b"GET /%s HTTP/1.1\r\n\r\n" % (b"x" * 100000),
                b"GET /metrics HTTP/1.1\r\nContent-Length: 999999999999\r\n\r\n",
                b"GET /sessions?after=99999999999999999999999&limit=-1 HTTP/1.1\r\n\r\n"):
        with socket.create_connection((s.ip, 8070), 2) as c:
            c.sendall(raw)
            c.settimeout(0.2)
            try:
                c.recv(4096)
            except OSError:
                pass
    equal(s.admin.status("/health"), 200, "/health")


@scene(media={"ports": "20000-20899"})
def pages(s):
    """/sessions is made in slices: 120 sessions come whole and in order while calls go on."""
    calls = [s.call(port=30000 + 4 * i) for i in range(120)]
    all_ = s.admin.sessions()
    ids = [x["id"] for x in all_]
    equal((len(ids), ids), (120, sorted(set(ids))), "ids")
    equal([x["id"] for x in s.admin.sessions("?after=%d&limit=70" % ids[9])], ids[10:80], "after and limit")
    for c in calls:
        c.bye()
    equal(s.admin.sessions(), [], "sessions")


@scene
def few_lines(s):
    """Logs of one line a fact with the session's id: at most 6 lines of info a call, a handover included or not."""
    before = len(s.daemon.log().splitlines())
    call = s.call()
    session_id = call.view()["id"]
    call.bye()
    lines = [x for x in s.daemon.log().splitlines()[before:] if " info " in x]
    check(2 <= len(lines) <= 6, "%d lines:\n%s", len(lines), "\n".join(lines))
    check(all("id=%d" % session_id in x or "session=%d" % session_id in x for x in lines), "no id:\n%s",
          "\n".join(lines))
