# SPDX-License-Identifier: BSD-2-Clause
"""SIGHUP: what can change while calls are up, and what cannot."""

import os
import signal
import time

from lib import sdp
from lib.check import check, equal
from lib.ctl import reload
from lib.scene import scene


@scene
def trust(s):
    """trusted: who was a stranger may call, who was trusted is one; calls that are up stay."""
    call = s.call()
    offer = sdp.secure(s.phone(s.stranger))
    s.stranger.invite(sdp=offer).expect("403")
    reload(s, sip={"trusted": ["{net}.20", "{net}.30", "{net}.200"]})
    a = s.stranger.invite(sdp=offer)
    b = s.b.incoming()
    b.reply(486)
    b.expect("ACK")
    a.expect("486")
    s.a.invite(sdp=call.offer).expect("403")
    call.exchange(2)
    call.bye()


@scene
def stn_sr_and_msc(s):
    """stn-sr and msc: a new STN-SR counts, the old one is an ordinary number; another MSC may ask."""
    call = s.call()
    reload(s, srvcc={"stn-sr": "tel:+358400000777", "msc": "{net}.31"})
    gw, gw2 = s.gateway(), s.gateway(41000)
    s.msc.invite("tel:+358400000777", sdp.clearmode(gw), pai="<tel:+358401111111>").expect("403")
    old = s.msc.invite("tel:+358400000001", sdp.clearmode(gw), pai="<tel:+358401111111>")
    b = s.b.incoming()
    b.reply(404)
    b.expect("ACK")
    old.expect("404")
    cs = s.party("MSC2", 31).invite("tel:+358400000777", sdp.clearmode(gw2), pai="<tel:+358401111111>")
    cs.expect("200")
    cs.ack()
    call.release_ps()
    call.cs = cs
    call.bye_moved()


@scene
def not_reloadable(s):
    """What cannot change (ports, listen) is said and does not take effect; what runs goes on."""
    call = s.call()
    reload(s, media={"ports": "21000-21199"}, log={"level": "debug"})
    said = [x for x in s.daemon.log().splitlines() if "ports" in x or "restart" in x]
    check(said, "nothing said of ports:\n%s", s.daemon.tail())
    new = s.call(port=31000)
    check(20000 <= new.pa.peer[1] <= 20199, "a port of the new range: %d", new.pa.peer[1])
    new.bye()
    call.exchange(1)
    call.bye()


@scene
def gone(s):
    """A file that is gone: it keeps what it had and says so; again and again."""
    os.unlink(s.daemon.file)
    for _ in range(5):
        s.daemon.signal(signal.SIGHUP)
        time.sleep(0.05)
    s.daemon.wait_log("sealift.ini", "the missing file")
    s.call().bye()


@scene
def limits(s):
    """limits and timers: sessions = 1 counts from the reload on; running calls stay."""
    one, two = s.call(), s.call(port=31000)
    reload(s, limits={"sessions": 1})
    s.a.invite(sdp=one.offer).expect("503")
    one.exchange(1)
    two.exchange(1)
    one.bye()
    two.bye()
    reload(s, limits={"sessions": 0})
    s.call(port=32000).bye()
    equal(s.admin.sessions(), [], "sessions")
