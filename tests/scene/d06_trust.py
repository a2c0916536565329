# SPDX-License-Identifier: BSD-2-Clause
"""Whom we believe, and to whom we say what we were told in confidence."""

from lib import sdp
from lib.check import equal
from lib.names import NUMBER_A
from lib.scene import scene


def to_stranger(s, headers=(), answer=(), i=0):
    """UE A calls a stranger (outside [sip] trusted) by a Route; (dialogs of UE A and the stranger)."""
    call = s.call(confirm=False, port=30000 + 10 * i)
    a = s.a.invite(s.stranger.uri, call.offer, [("Route", "<sip:%s:5060;lr>" % s.stranger.ip), *headers])
    b = s.stranger.incoming()
    b.reply(200, sdp.secure(s.phone(s.stranger, 31000 + 10 * i)), list(answer))
    a.expect("200")
    a.ack()
    b.expect("ACK")
    return a, b


def end(a, b):
    a.request("BYE")
    b.serve("BYE")
    a.expect("200 BYE")


@scene
def strangers_assert_nothing(s):
    """A stranger that answers with somebody's number in P-Asserted-Identity does not become somebody."""
    a, b = to_stranger(s, answer=[("P-Asserted-Identity", "<tel:%s>" % NUMBER_A)])
    parties = s.admin.sessions()[0]["parties"]
    equal(parties[1]["number"] == NUMBER_A, False, "the stranger is UE A")
    end(a, b)


@scene
def privacy_ends_at_the_trust_domain(s):
    """Privacy: id keeps P-Asserted-Identity from a peer outside [sip] trusted, and from nobody else (RFC 3325 7)."""
    for i, (privacy, seen) in enumerate((("id", 0), ("user;ID", 0), ("header", 1), ("none", 1))):
        a, b = to_stranger(s, [("Privacy", privacy)], i=i)
        equal(len(b.invite.all("P-Asserted-Identity")), seen, "P-Asserted-Identity with Privacy: " + privacy)
        equal(b.invite.get("Privacy"), privacy, "Privacy")
        end(a, b)
    call = s.call(headers=[("Privacy", "id")], port=32000)
    equal(len(call.b.invite.all("P-Asserted-Identity")), 1, "P-Asserted-Identity to a trusted peer")
    call.bye()
