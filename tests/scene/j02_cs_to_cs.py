# SPDX-License-Identifier: BSD-2-Clause
"""A second transfer after the first is complete: CS to CS."""

import time

from lib.check import equal, until
from lib.scene import scene


@scene
def to_another_msc(s):
    """After completion the next INVITE to the STN-SR moves CS to CS: the old CS leg is let go, UE B hears nothing."""
    call = s.call()
    call.pa.stream.index = 65536 - 6
    call.move()
    call.pb.wait_for(call.pa.push())
    call.release_ps()
    old_cs, old_gw = call.cs, call.gw
    call.move(s.gateway(42000))
    for _ in range(8):
        call.pb.wait_for(call.pa.push())
        call.gw.wait_for(call.pb.push())
    call.b.quiet(0.1)
    old_cs.serve("BYE", timeout=8)
    old_gw.stop()
    call.pb.wait_for(call.pa.push())
    call.gw.wait_for(call.pb.push())
    equal([t["kind"] for t in call.view()["transfers"]], ["ps-cs", "cs-cs"], "transfers")
    call.bye_moved()


@scene
def cancelled(s):
    """A cancelled CS-to-CS transfer: the old CS leg carries on."""
    call = s.call()
    call.move()
    call.pb.wait_for(call.pa.push())
    call.release_ps()
    old_cs, old_gw = call.cs, call.gw
    call.move(s.gateway(42000))
    call.cs.bye()
    call.gw.stop()
    call.pa.via = call.gw = old_gw
    call.cs = old_cs
    for _ in range(3):
        call.pb.wait_for(call.pa.push())
        old_gw.wait_for(call.pb.push())
    call.b.quiet(0.1)
    old_cs.quiet(0.0)
    call.bye_moved()


@scene(timeout=60)
def five_times(s):
    """Five transfers in a row across a wrap, media all the while: none lost or doubled at UE B."""
    call = s.call()
    call.pa.stream.index = 65536 - 100
    call.talk()
    time.sleep(0.3)
    call.move()
    call.release_ps()
    for i in range(1, 5):
        old = call.cs
        call.move(s.gateway(40000 + 100 * i))
        old.serve("BYE", timeout=8)
        time.sleep(0.2)
    call.hush()
    time.sleep(0.2)
    call.pb.heard(call.pa).check_whole("UE A to UE B")
    call.b.quiet(0.1)
    until(lambda: s.admin.value("sealift_sessions"), 1, "sessions")
    call.bye_moved()
