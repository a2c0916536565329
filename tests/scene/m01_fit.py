# SPDX-License-Identifier: BSD-2-Clause
"""What fits a CS bearer and what does not: said while the call stands, refused at once."""

import time

from lib import sdp
from lib.check import check, equal
from lib.ctl import ctl
from lib.scene import scene

AMR = ("97 AMR/8000",)


def told(s, call):
    """The line of `sealiftctl session` that says whether the first line could move."""
    out = ctl(s, "session", str(call.view()["id"]))[1]
    return next(line.strip() for line in out.splitlines() if "transferable" in line)


def with_mki(phone):
    """AMR under a tag of ten octets and an MKI of six: as long as a tag of GCM."""
    phone.key.mki = b"\0\0\0\0\0\1"
    return sdp.secure(phone, codecs=AMR)


def refused(s, call, **kw):
    """488 at once, and the call goes on as it was."""
    gw = s.gateway(45000 + 10 * len(s.endpoints))
    began = time.monotonic()
    got = s.msc.invite("tel:+358400000001", sdp.clearmode(gw, **kw), pai="<tel:+358401111111>").expect("xxx")
    equal(got.status, 488, "status")
    check(time.monotonic() - began < 2, "refused after %.1f s", time.monotonic() - began)
    check(got.get("Warning"), "no Warning")
    call.exchange(2)


@scene
def g711(s):
    """G.711 needs 88.7 of 64 kbit/s: in the view, in sealiftctl, and 488."""
    call = s.call(codecs=("8 PCMA/8000",))
    media = call.view()["media"][0]
    equal(media["transferable"], False, "transferable")
    equal(media["why_not"], "G.711 needs 88.7 of 64 kbit/s", "why not")
    equal(media["fit"]["peak_bps"], 88700, "peak")
    equal(told(s, call), "transferable: no, G.711 needs 88.7 of 64 kbit/s", "sealiftctl")
    refused(s, call)
    call.bye()


@scene
def amr(s):
    """AMR 12.2 fits, and what it needs is shown."""
    call = s.call(codecs=AMR)
    media = call.view()["media"][0]
    equal(media["transferable"], True, "transferable")
    equal((media["fit"]["bearer_bps"], media["fit"]["peak_bps"]), (64000, 27250), "fit")
    check(23100 < media["fit"]["mean_bps"] < 25500, "mean %d", media["fit"]["mean_bps"])
    check(told(s, call).startswith("transferable: yes, needs 27.3 at most and "), told(s, call))
    call.move()
    call.exchange(2, rtcp=False)
    call.release_ps()
    call.bye_moved()


@scene
def unknown(s):
    """A codec that nobody knows is taken to fit, and said to be one; b= makes it known."""
    call = s.call(codecs=("97 x-new/8000",))
    media = call.view()["media"][0]
    equal(media["transferable"], True, "transferable")
    equal(media["fit"]["needs"], "not known, taken to fit", "needs")
    equal(told(s, call), "transferable: yes, not known, taken to fit", "sealiftctl")
    call.bye()
    call = s.call(codecs=("97 x-new/8000",), port=30010, extra=["b=AS:80"])
    equal(call.view()["media"][0]["why_not"], "x-new needs 83.9 of 64 kbit/s", "why not")
    refused(s, call)
    call.bye()


@scene(cs={"bearer-rate": 28800})
def narrow(s):
    """Behind 28.8 kbit/s: AMR-WB 23.85 is too much, AMR with a tag and MKI of 16 octets fits on average only: no promise."""
    call = s.call(codecs=("97 AMR-WB/16000",))
    equal(call.view()["media"][0]["why_not"], "AMR-WB needs 41.2 of 28.8 kbit/s", "why not")
    refused(s, call)
    call.bye()
    call = s.call(offer=with_mki, answer=with_mki, port=30010)
    equal(call.view()["media"][0]["why_not"], "AMR needs 30.2 of 28.8 kbit/s", "why not")
    refused(s, call)
    call.bye()
    call = s.call(codecs=AMR, port=30020)
    call.move()
    call.exchange(2, rtcp=False)
    call.release_ps()
    call.bye_moved()


@scene(cs={"bearer-rate": 28800, "fit": "mean"})
def narrow_by_mean(s):
    """The same where the operator takes the average for enough."""
    call = s.call(offer=with_mki, answer=with_mki)
    check(call.view()["media"][0]["transferable"], "it is not transferable")
    call.move()
    call.exchange(2, rtcp=False)
    call.release_ps()
    call.bye_moved()


@scene
def the_offer_says_less(s):
    """b=TIAS and b=AS of the MSC's line count where they are less than what the operator says."""
    call = s.call(codecs=("97 AMR-WB/16000",))
    check(call.view()["media"][0]["transferable"], "it does not fit 64 kbit/s")
    refused(s, call, extra=["b=TIAS:28800"])
    refused(s, call, extra=["b=AS:40"])
    call.move(offer=sdp.clearmode(s.gateway(40100), extra=["b=AS:80"]), gw=s.endpoints[-1])
    call.exchange(2, rtcp=False)
    call.release_ps()
    call.bye_moved()
