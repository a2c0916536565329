# SPDX-License-Identifier: BSD-2-Clause
"""The source rule: from the signalled address and port, or dropped and counted."""

from lib import sdp
from lib.check import check, equal, until
from lib.scene import scene


def source_drops(s):
    return s.admin.value("sealift_packets_dropped_total", reason="source")


def intrudes(s, call, intruder, n=5):
    """INTRUDER sends to both sides; nothing passes, all is counted, nothing changes."""
    before = source_drops(s)
    for peer in (call.pa.peer, call.pb.peer, call.pa.peer_rtcp, call.pb.peer_rtcp):
        for _ in range(n):
            intruder.send(intruder.stream.packet(), peer)
    until(lambda: source_drops(s), before + 4 * n, "drops by source")
    n_a, n_b = len(call.pa.got), len(call.pb.got)
    call.exchange(2)
    equal((len(call.pa.got) - n_a, len(call.pb.got) - n_b), (3, 3), "packets that passed")


@scene
def foreign_address(s):
    """A packet from another address is dropped and counted, and changes nothing."""
    call = s.call()
    intrudes(s, call, s.phone(s.stranger, 30000))
    equal(call.view()["media"][0]["drops"].get("source"), 20, "drops in /sessions")
    call.bye()


@scene
def foreign_port(s):
    """strict: another port of the signalled address is foreign as well."""
    call = s.call()
    intrudes(s, call, s.phone(s.a, 32000))
    intrudes(s, call, s.phone(s.b, 32000))
    call.bye()


@scene
def first_comer(s):
    """An intruder that is there first learns nothing: RTP bleed (CVE-2025-53399)."""
    call = s.call(confirm=False)
    call.ring()
    thief = s.phone(s.stranger, 30000)
    ours = sdp.Sdp(call.offered).media[0].rtp
    for _ in range(20):
        thief.send(thief.stream.packet(), ours)
    call.pick_up()
    for _ in range(20):
        thief.send(thief.stream.packet(), call.pa.peer)
        thief.send(thief.stream.packet(), call.pb.peer)
    call.exchange(5)
    check(not thief.got, "the thief heard something")
    sent = set(call.pa.sent + call.pb.sent)
    check(all(p.data in sent for p in call.pa.got + call.pb.got), "the thief was heard")
    call.bye()


@scene(media={"source": "address"})
def any_port_of_address(s):
    """source = address: any port of the signalled address is taken; another address is not."""
    call = s.call()
    other = s.phone(s.a, 32000)
    call.pb.wait_for(sent(other, call.pa.peer))
    intruder = s.phone(s.stranger, 30000)
    before = source_drops(s)
    call.pb.lacks(sent(intruder, call.pa.peer))
    until(lambda: source_drops(s), before + 1, "drops by source")
    call.pa.wait_for(call.pb.push())    # and what goes back still goes where SDP said
    check(not other.got, "the answer went astray")
    call.bye()


def sent(phone, to):
    data = phone.stream.packet()
    phone.send(data, to)
    return data


@scene
def replayed(s):
    """A copied packet from elsewhere proves nothing: valid tag, old index, foreign source."""
    call = s.call()
    data = call.pa.push()
    call.pb.wait_for(data)
    thief = s.phone(s.stranger, 30000)
    before = source_drops(s)
    thief.send(data, call.pa.peer)
    until(lambda: source_drops(s), before + 1, "drops by source")
    call.pb.clear()
    call.pb.sent.clear()
    call.pa.wait_for(call.pb.push())
    check(not thief.got, "the thief was learned")
    call.bye()
