# SPDX-License-Identifier: BSD-2-Clause
"""UE B is several phones: early dialogs with tags of their own, and which of them the call becomes."""

from lib.check import equal
from lib.scene import scene
from lib.sip import param, token


def become(dialog, tag):
    """DIALOG, the callee's, speaks as the phone with TAG."""
    dialog.tag = tag
    dialog.local = dialog.req.get("To").split(";tag=")[0] + ";tag=" + tag


def ringing(s, n):
    """A call that N phones ring at; their tags."""
    call = s.call(confirm=False)
    call.ring()
    tags = [call.b.tag]
    for _ in range(n - 1):
        tags.append(token())
        become(call.b, tags[-1])
        call.b.reply(180)
        call.a.expect("180")
    return call, tags


@scene
def second_answers(s):
    """Two 180s with different tags, then the 200 of the first: ACK and what follows have its tag."""
    call, tags = ringing(s, 2)
    become(call.b, tags[0])
    call.pick_up()
    equal(param(call.b.got.get("To"), "tag"), tags[0], "tag in the ACK")
    call.exchange(2)
    call.a.request("BYE")
    equal(param(call.b.serve("BYE").get("To"), "tag"), tags[0], "tag in the BYE")
    call.a.expect("200 BYE")


@scene
def both_answer(s):
    """The 200 of another phone after the first's: ACK and BYE in its own dialog, the call goes on."""
    call, tags = ringing(s, 2)
    call.pick_up()
    become(call.b, tags[0])
    call.b.reply(200, call.answer, req=call.b.invite)
    for what in ("ACK", "BYE"):
        got = s.b.take(lambda m: m.method == what, what)
        equal(param(got.get("To"), "tag"), tags[0], "tag in the %s" % what)
    call.b.answer(got, 200)
    become(call.b, tags[1])
    call.exchange(2)
    call.bye()


@scene
def answers_from_a_name(s):
    """A late 200 of another phone whose Contact is a host name: nobody is asked for it, the calls go on."""
    call, tags = ringing(s, 2)
    call.pick_up()
    become(call.b, tags[0])
    call.b.reply(200, call.answer, req=call.b.invite, contact=False,
                 headers=[("Contact", "<sip:b@no.such.host.example>")])
    for what in ("ACK", "BYE"):         # to where the INVITE went
        got = s.b.take(lambda m: m.method == what, what)
        equal(got.uri, "sip:b@no.such.host.example", "target of the %s" % what)
    call.b.answer(got, 200)
    become(call.b, tags[1])
    call.exchange(2)
    call.bye()


@scene
def unending(s):
    """A peer that makes up early dialogs without end: no more than some are kept, the last answers."""
    call, tags = ringing(s, 32)
    for _ in range(20):
        become(call.b, token())
        call.b.reply(180)
    call.a.quiet(0.1)
    call.pick_up()
    call.bye()
