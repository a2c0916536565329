#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""iuup.py - the Iu UP bearer on the wire, as tshark reads it: with a gateway that tries every procedure,
and with osmo-mgw, which answers our initialisation and whose initialisation we answer.

The captures stay in bench/out/ (iuup-*.pcapng).  Exit status 1 where tshark finds a frame malformed or a CRC
wrong, or a packet of either party did not cross as it was.
"""

import os
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
OUT = os.path.join(HERE, "out")
sys.path[:0] = [os.path.join(HERE, "..", "tests", "scene"), HERE]

from lib import capture, iuup, sdp                      # noqa: E402
from lib.check import until                             # noqa: E402
from lib.media import Flow                              # noqa: E402
from lib.osmo_mgw import NAME, Bridged, OsmoMgw         # noqa: E402
from lib.stage import Stage                             # noqa: E402

CONTROL = "iuup.pdu_type == 14"
SHOWN = 30


def talk(call, seconds=1.0):
    """Both parties speak; what did not cross as it was, and how many were sent."""
    for phone in (call.pa, call.pb):
        phone.forget()
    call.gw.got = []
    call.talk()
    time.sleep(seconds)
    call.hush()
    time.sleep(0.4)
    up, down = Flow(call.pa.sent, call.pb.got), Flow(call.pb.sent, call.gw.got)
    return [len(f.lost) + len(f.foreign) + f.twice for f in (up, down)], [len(f.sent) for f in (up, down)]


def report(title, file, port, pt, crossed, sent, display=CONTROL):
    seen, wrong = capture.frames(file, port, pt), capture.faults(file, port, pt)
    data = [f for f in seen if f.iuup_pdu_type in ("0", "1")]
    print("### %s\n\n```" % title)
    first = capture.lines(file, port, pt, display, SHOWN)
    print("\n".join(first))
    print("...\n%s\n```\n" % "\n".join(capture.lines(file, port, pt, "iuup.pdu_type != 14", 4)))
    print("%d control frames and %d of user data; malformed or with a wrong CRC: %d.  SRTP packets that crossed, "
          "up and down: %d and %d, not as they were or not at all: %d and %d.\n"
          % (len(seen) - len(data), len(data), len(wrong), *sent, *crossed))
    for line in wrong[:5]:
        print("    " + line)
    return not wrong and not any(crossed)


def procedures():
    """A gateway of the scenes': initialisation, rate control, time alignment, what is refused, error events."""
    s = Stage(4990)
    s.start(cs={"iufp-init": "respond"})
    gw = iuup.Gateway(s, "mgw", s.net + ".31", 40000, active=True)
    s.endpoints.append(gw)
    file = os.path.join(OUT, "iuup-procedures.pcapng")
    with capture.Capture(gw.ip, file) as wire:
        call = s.call()
        call.move(gw, offer=sdp.clearmode(gw, name=NAME))
        until(lambda: gw.ready, True, "the initialisation", 5.0, 0.01)
        gw.idle()
        call.pb.wait_for(call.pa.push())
        for procedure, payload in ((iuup.RATE, b"\x01\x00"), (iuup.RATE, b"\x01\x80"), (iuup.TIME, b"\x08"),
                                   (iuup.TIME, b"\x88"), (iuup.TIME, b"\x50"), (iuup.ERROR, b"\x03")):
            gw.say(iuup.control(procedure, payload, version=1))
            gw.idle()
        gw.fn += 3                      # three frames are missing: an error event of the daemon's
        gw.idle()
        crossed, sent = talk(call)
        call.release_ps()
        call.bye_moved()
        wire.stop()
    s.finish()
    s.close()
    return report("Every procedure, with the scenes' gateway", file, gw.port, gw.pt, crossed, sent)


def through_mgw(we):
    """osmo-mgw between the daemon and a gateway of the scenes'."""
    s = Stage(4991 if we else 4992)
    s.start(cs={"iufp-init": "initiate" if we else "respond"})
    file = os.path.join(OUT, "iuup-we-initialise.pcapng" if we else "iuup-osmo-mgw-initialises.pcapng")
    with OsmoMgw(s) as mgw, capture.Capture(s.ip, file) as wire:
        call = s.call()
        bridged = Bridged(s, mgw, we)
        bridged.move(call)
        call.pb.wait_for(call.pa.push())
        crossed, sent = talk(call)
        call.release_ps()
        call.bye_moved()
        mgw.delete()
        wire.stop()
    s.finish()
    s.close()
    title = "osmo-mgw answers our initialisation" if we else "We answer osmo-mgw's initialisation"
    return report(title, file, bridged.near.port, bridged.gw.pt, crossed, sent)


def main():
    os.makedirs(OUT, exist_ok=True)
    print("Each exchange as tshark prints it: the control frames, then the first of user data.  It calls time "
          "alignments, their ACKs and error events malformed because they end where a spare extension may follow, "
          "which TS 25.415 lets be absent; their header CRCs it does check.\n")
    good = [procedures(), through_mgw(True), through_mgw(False)]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
