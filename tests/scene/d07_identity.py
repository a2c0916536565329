# SPDX-License-Identifier: BSD-2-Clause
"""Who is who: from which header each party's number comes, as a transfer finds it."""

from lib import sdp
from lib.check import check, equal
from lib.scene import scene


def moves(s, call, number, gw, phone=None):
    """A transfer of NUMBER finds this call; the party that moved is the one whose PS leg is let go."""
    phone = phone or call.pa
    call.move(gw, phone=phone, number=number)
    other = call.pb if phone is call.pa else call.pa
    other.wait_for(phone.push())
    (call.a if phone is call.pa else call.b).serve("BYE")
    call.cs.request("BYE", headers=[("Reason", "Q.850;cause=16")])
    (call.b if phone is call.pa else call.a).serve("BYE")
    call.cs.expect("200 BYE")


def dial(s, i, uri=None, pai=True, pai_b=(), headers=(), **kw):
    call = s.call(confirm=False, port=30000 + 10 * i)
    call.a = s.a.invite(uri or "sip:bob@%s:5060" % s.b.ip, call.offer, headers, pai=pai, **kw)
    call.b = s.b.incoming()
    call.offered = call.b.req.body
    call.pai_b = list(pai_b)
    call.pick_up()
    return call


@scene
def caller_forms(s):
    """The caller: P-Asserted-Identity as tel, as sip with user=phone, as one sip and one tel that agree."""
    forms = ["<tel:+358-40-1111111>", "<sip:+358401111111@ims.example;user=phone>", "tel:+358401111111",
             '"Alice" <sip:alice@ims.example>, <tel:+358401111111>',
             '<tel:+358401111111>, "A" <sip:+358401111111@ims.example;user=phone>']
    for i, pai in enumerate(forms):
        moves(s, dial(s, i, pai=pai), "+358401111111", s.gateway(40000 + 10 * i))


@scene
def callee_forms(s):
    """The callee: the P-Asserted-Identity of its answer, else P-Called-Party-ID, else the Request-URI."""
    cases = [
        ({"pai_b": [("P-Asserted-Identity", "<tel:+358402222222>")]}, "+358402222222"),
        ({"pai_b": [("P-Asserted-Identity", "<sip:+358402222223@x;user=phone>")],
          "headers": [("P-Called-Party-ID", "<tel:+358400000005>")]}, "+358402222223"),
        ({"headers": [("P-Called-Party-ID", "<sip:+358402222224@x;user=phone>")],
          "uri": "tel:+358400000006"}, "+358402222224"),
        ({"uri": "tel:+358-40-2222225"}, "+358402222225"),
        ({"uri": "sip:+358402222226@x.example;user=phone"}, "+358402222226"),
    ]
    for i, (kw, number) in enumerate(cases):
        call = dial(s, i, **kw)
        moves(s, call, number, s.gateway(40000 + 10 * i), call.pb)


@scene
def nobody(s):
    """fallback = none: a caller without P-Asserted-Identity is nobody, whatever its From says; 404."""
    call = dial(s, 0, pai=False, from_="<tel:+358401111111>;tag=f")
    call.transfer(number="+358401111111")
    call.cs.expect("404")
    call.exchange(2)
    call.bye()


@scene
def national(s):
    """A caller with a national number is nobody to transfers: nobody equals nobody."""
    call = dial(s, 0, pai="<tel:0401111111;phone-context=+358>")
    gw = s.gateway()
    for pai in ("<tel:0401111111;phone-context=+358>", "<tel:+358401111111>"):
        cs = s.msc.invite("tel:+358400000001", sdp.clearmode(gw), pai=pai)
        check(cs.expect("xxx").status in (400, 403, 404), "status %d", cs.got.status)
    call.bye()


@scene
def caller_in_conflict(s):
    """A caller with two identities that disagree: an error, or nobody; never one of the two by chance."""
    call = s.call(confirm=False)
    a = s.a.invite(sdp=call.offer, pai="<tel:+358401111111>, <sip:+358404444444@x;user=phone>")
    s.b.pump(0.5)
    if not s.b.inbox:
        equal(a.expect("xxx").status, 400, "status")
        return
    call.a, call.b = a, s.b.incoming()
    call.offered = call.b.req.body
    call.pick_up()
    for number in ("+358401111111", "+358404444444"):
        call.transfer(s.gateway(40000 + len(s.endpoints) * 10), number=number)
        call.cs.expect("404")
    call.bye()


@scene(limits={"sessions": 1})
def emergency(s):
    """Emergency calls are never refused for want of resources: urn:service:sos beyond the limit of sessions."""
    call = s.call()
    s.a.invite(sdp=call.offer).expect("503")
    sos = s.call(confirm=False, port=31000)
    sos.a = s.a.invite("urn:service:sos.police", sos.offer)
    sos.b = s.b.incoming()
    equal(sos.b.req.uri, "urn:service:sos.police", "Request-URI")
    sos.offered = sos.b.req.body
    sos.pick_up()
    sos.exchange(2)
    sos.bye()
    call.bye()
