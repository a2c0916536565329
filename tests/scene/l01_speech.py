# SPDX-License-Identifier: BSD-2-Clause
"""Speech of unprotected calls passes unopened where MSC and other party speak the same; the SDPs are real ones."""

from lib import speech
from lib.check import check, equal
from lib.scene import scene
from lib.names import NUMBER_B

# TS 26.114 annex A: what a phone offers, what one answers, and what an MSC server of TrFO kind has
EVS = ("96 EVS/16000", "br=5.9-24.4; bw=nb-swb; max-red=220")
EVS_MSC = ("105 EVS/16000", "br=5.9-24.4;bw=nb-swb")
WB = ("98 AMR-WB/16000", "mode-change-capability=2; max-red=220")
WB_MSC = ("106 AMR-WB/16000", "mode-set=0,1,2; mode-change-period=2")
NB = ("97 AMR/8000", "mode-set=0,2,4,7; mode-change-period=2; mode-change-capability=2; max-red=220")
NB_MSC = ("107 AMR/8000", "mode-set=0,2,4,7;mode-change-period=2;mode-change-neighbor=0")
EVENTS = ("101 telephone-event/8000", "0-15")
NOISE = "13 CN/8000"


def both_ways(call, gw, phone, cs, remote, own):
    """Packets cross, each under the number its receiver has; not an octet else changes."""
    gw.stream.pt, phone.stream.pt = cs, own
    for _ in range(3):
        phone.wait_for(speech.renumbered(gw.push(), remote))
        gw.wait_for(speech.renumbered(phone.push(), cs))


def moved(s, codecs, answer, *offered, **kw):
    """A call between phones of CODECS and ANSWER; UE A moves to what the MSC offers.  The answer's media."""
    call = s.call(protected=False, offer=speech.plain(*codecs), answer=speech.plain(*answer))
    gw = speech.gateway(s)
    call.transfer(gw, speech.offer(gw, *offered), **kw)
    media = gw.learn(call.cs.expect("200").body)
    call.cs.ack()
    return call, gw, media


def end(call):
    call.b.quiet(0.1)
    call.release_ps()
    call.bye_moved()


@scene
def amr(s):
    """AMR of one mode set passes, under each side's number, and DTMF with it."""
    call, gw, media = moved(s, (WB, NB, EVENTS), (NB, EVENTS), WB_MSC, NB_MSC, ("110 telephone-event/8000", "0-15"))
    equal(media.formats, ["107", "110"], "formats for the MSC")
    check("107 " + NB_MSC[1] in media.values("fmtp"), "fmtp: %s", media.values("fmtp"))
    both_ways(call, gw, call.pb, 107, 97, 97)
    both_ways(call, gw, call.pb, 110, 101, 101)
    end(call)


@scene
def amr_wb_open(s):
    """An MSC that leaves the modes open is told those UE B keeps to."""
    call, gw, media = moved(s, (WB,), (("98 AMR-WB/16000", "mode-set=0,1,2"),), ("106 AMR-WB/16000", "max-red=0"))
    equal(media.values("fmtp"), ["106 max-red=0; mode-set=0,1,2"], "fmtp for the MSC")
    both_ways(call, gw, call.pb, 106, 98, 98)
    end(call)


@scene
def evs(s):
    """EVS passes where UE B's rates and bands lie within the MSC's; the answer states UE B's."""
    call, gw, media = moved(s, (EVS, WB), (("100 EVS/16000", "br=5.9-13.2; bw=nb-wb"),), EVS_MSC, WB_MSC)
    equal(media.formats, ["105"], "formats for the MSC")
    equal(media.values("fmtp"), ["105 br=5.9-13.2; bw=nb-wb"], "fmtp for the MSC")
    both_ways(call, gw, call.pb, 105, 100, 96)
    end(call)


@scene
def g711_and_noise(s):
    """G.711 under its static number, comfort noise and DTMF beside it."""
    call, gw, media = moved(s, ("8 PCMA/8000", NOISE, EVENTS), ("8 PCMA/8000", NOISE, EVENTS),
                            "0 PCMU/8000", "8 PCMA/8000", NOISE, "99 telephone-event/8000")
    equal(media.formats, ["8", "13", "99"], "formats for the MSC")
    both_ways(call, gw, call.pb, 8, 8, 8)
    both_ways(call, gw, call.pb, 13, 13, 13)
    both_ways(call, gw, call.pb, 99, 101, 101)
    end(call)


@scene
def all_that_was_agreed(s):
    """UE B may change among the codecs it agreed to at any time: the MSC takes them all."""
    call, gw, media = moved(s, (WB, NB), (("98 AMR-WB/16000", ""), NB), NB_MSC, "106 AMR-WB/16000")
    equal(media.formats, ["107", "106"], "formats for the MSC")
    both_ways(call, gw, call.pb, 107, 97, 97)
    both_ways(call, gw, call.pb, 106, 98, 98)
    end(call)


@scene
def callee_moves(s):
    """The same where the callee moves: the caller hears nothing of it."""
    call, gw, media = moved(s, (NB,), (("99 AMR/8000", NB[1]),), NB_MSC, number=NUMBER_B)
    both_ways(call, gw, call.pa, 107, 97, 99)
    call.a.quiet(0.1)
    call.b.serve("BYE", timeout=6)
    call.a.request("BYE")
    call.cs.serve("BYE")
    call.a.expect("200 BYE")
