# SPDX-License-Identifier: BSD-2-Clause
"""The media of a forked INVITE: with whom the call is, his address counts."""

from lib import sdp
from lib.check import check, equal
from lib.dialog import Dialog
from lib.scene import scene


def fork(b):
    """Another UAS that has got the same INVITE."""
    twin = Dialog.server(b.party, b.invite)
    twin.call_id = b.call_id
    return twin


@scene
def rings_twice(s):
    """18x of two forks, 200 of the second: the call is with that one."""
    call = s.call(confirm=False)
    other = s.phone(s.b, 32000)
    a = call.a = s.a.invite(sdp=call.offer)
    b = call.b = s.b.incoming()
    call.offered = b.req.body
    two = fork(b)
    b.reply(183, call.answer)
    a.expect("183")
    two.reply(180)
    a.expect("180")
    two.reply(200, sdp.secure(other))
    got = a.expect("200")
    a.ack()
    ack = two.expect("ACK")
    equal(ack.tag("To"), two.tag, "To tag of the ACK")
    call.pb = other
    call.pa.learn(got.body)
    call.pb.learn(call.offered)
    call.exchange(3)
    a.request("BYE")
    equal(two.serve("BYE").tag("To"), two.tag, "To tag of the BYE")
    a.expect("200 BYE")


@scene
def early_and_final_differ(s):
    """An early answer and another one in the 200 (RFC 3261 lets forks differ): the last one counts."""
    call = s.call(confirm=False)
    call.a = s.a.invite(sdp=call.offer)
    call.b = s.b.incoming()
    call.offered = call.b.req.body
    call.b.reply(183, call.answer)
    call.pa.learn(call.a.expect("183").body)
    call.pb.learn(call.offered)
    call.exchange(2)
    early = call.pb
    call.pb = s.phone(s.b, 33000)
    call.answer = sdp.secure(call.pb)
    two = fork(call.b)
    two.reply(200, call.answer)
    call.pa.learn(call.a.expect("200").body)
    call.a.ack()
    two.expect("ACK")
    call.pb.learn(call.offered)
    call.exchange(3)
    check(all(p.data not in call.pa.sent[-3:] for p in early.got), "the early phone still hears UE A")
    call.a.request("BYE")
    two.serve("BYE")
    call.a.expect("200 BYE")
