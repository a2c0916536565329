#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""handover.py - what a handover costs: answer time, packets lost and doubled at UE B, the longest gap.

100 calls stand; HANDOVERS more are made one after the other, each with a packet every 20 ms both
ways, moved to CLEARMODE by a radio that loses nothing, spoken on, and ended, each across a sequence wrap.  SIP and media
parties are those of the scenes; times are the kernel's.
"""

import os
import statistics
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "tests", "scene"), HERE]

from lib.media import Flow                              # noqa: E402
from lib.stage import Stage                             # noqa: E402
from wire import Wire                                   # noqa: E402

STANDING = 100
BEFORE_S, AFTER_S, SETTLE_S = 0.16, 0.30, 0.12


def percentile(values, p):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * p / 100))]


def one_handover(stage, port):
    """Lost, doubled and the longest gap (s) at UE B, in the uplink of a call that moves."""
    call = stage.call(port=port)
    call.talk()
    time.sleep(BEFORE_S)
    call.move()
    time.sleep(AFTER_S)
    call.hush()
    time.sleep(SETTLE_S)
    up = Flow(call.pa.sent, call.pb.got)
    down = Flow(call.pb.sent, call.gw.got + call.pa.got)
    call.bye_moved()
    call.a.serve("BYE")
    for endpoint in (call.pa, call.pb, call.gw):
        endpoint.stop() if hasattr(endpoint, "stop") else None
        endpoint.close()
        stage.endpoints.remove(endpoint)
    return up, down


def main():
    handovers = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    stage = Stage(4999)
    stage.start(media={"ports": "20000-22999"}, srvcc={"source-release-ms": 8000})
    others = stage.party("A2", 11, number="+358402222222")
    standing = [stage.call(caller=others, port=32000 + 4 * i) for i in range(STANDING)]
    wire = Wire()
    ups, downs = [], []
    for _ in range(handovers):
        up, down = one_handover(stage, 30000)
        ups.append(up)
        downs.append(down)
    time.sleep(0.3)
    wire.stop()
    for call in standing:
        call.bye()
    stage.finish()
    stage.close()

    took = [t * 1000 for t in wire.answered(b"INVITE tel:", stage.ip)]
    gaps = [f.gap * 1000 for f in ups]
    print("handovers                         %d, with %d calls standing" % (handovers, STANDING))
    print("INVITE in to 200 out              median %.3f ms, 99th percentile %.3f ms, worst %.3f ms (%d measured)"
          % (statistics.median(took), percentile(took, 99), max(took), len(took)))
    print("packets of UE A                   %d sent" % sum(len(f.sent) for f in ups))
    print("at UE B: lost, doubled, disordered, foreign   %d, %d, %d, %d"
          % (sum(len(f.lost) for f in ups), sum(f.twice for f in ups),
             sum(f.disordered for f in ups), sum(len(f.foreign) for f in ups)))
    print("longest gap at UE B               median %.1f ms, 99th percentile %.1f ms, worst %.1f ms"
          % (statistics.median(gaps), percentile(gaps, 99), max(gaps)))
    print("at UE A: lost (both sides together)           %d of %d; on both sides at once %d"
          % (sum(len(f.lost) for f in downs), sum(len(f.sent) for f in downs),
             sum(f.twice for f in downs)))
    print("sessions, ports and descriptors   back where they were")
    whole = not any(f.lost or f.twice or f.foreign or f.disordered for f in ups)
    return 0 if whole and len(took) == handovers else 1


if __name__ == "__main__":
    sys.exit(main())
