# SPDX-License-Identifier: BSD-2-Clause
"""Where requests go: next hop, Route, Record-Route, host names, Max-Forwards, loops."""

from lib import sdp
from lib.check import check, equal
from lib.sip import Msg, branch
from lib.scene import scene


def offer(s, port=30000):
    return sdp.secure(s.phone(s.a, port=port))


@scene
def unchanged_uri(s):
    """Everything else goes to next-hop, unchanged: tel URIs, foreign hosts, user parameters."""
    for i, uri in enumerate(("tel:+358-40-2222222;phone-context=x", "sip:+358402222222@example.org;user=phone",
                             "sip:bob@192.0.2.7:7777;transport=udp", "sip:bob:pw@example.org")):
        a = s.a.invite(uri, offer(s, 30000 + 4 * i))
        b = s.b.incoming()
        equal(b.req.uri, uri, "Request-URI")
        b.reply(486)
        b.expect("ACK")
        a.expect("486")


@scene
def route_of_another(s):
    """A Route that follows ours decides, not next-hop; ours is taken off."""
    c = s.party("C", 40)
    ours, theirs = "<sip:%s:5060;lr>" % s.ip, "<sip:%s:5060;lr>" % c.ip
    for i, routes in enumerate(([ours, theirs], [theirs], ["<sip:orig@%s:5060;lr>" % s.ip, theirs])):
        a = s.a.invite(sdp=offer(s, 30000 + 4 * i), headers=[("Route", r) for r in routes])
        got = c.incoming()
        equal(got.req.all("Route"), [theirs], "Route at the other")
        equal(got.req.uri, s.b.uri, "Request-URI")
        got.reply(486)
        got.expect("ACK")
        a.expect("486")


@scene
def own_route_only(s):
    """A Route that is ours alone: to next-hop, without it."""
    a = s.a.invite(sdp=offer(s), headers=[("Route", "<sip:%s:5060;lr>" % s.ip)])
    b = s.b.incoming()
    equal(b.req.all("Route"), [], "Route")
    b.reply(486)
    b.expect("ACK")
    a.expect("486")


@scene
def record_route(s):
    """Record-Route on both legs: requests in the dialog take the proxies' way, each leg its own."""
    p1, p2 = s.party("P1", 41), s.party("P2", 42)
    call = s.call(confirm=False)
    via_p1 = [("Record-Route", "<sip:%s:5060;lr>" % p1.ip)]
    call.a = s.a.invite(sdp=call.offer, headers=via_p1)
    call.b = s.b.incoming()
    equal(call.b.req.all("Record-Route"), [], "Record-Route to UE B")
    call.b.reply(200, call.answer, [("Record-Route", "<sip:%s:5060;lr>" % p2.ip)])
    got = call.a.expect("200")
    equal(got.all("Record-Route"), ["<sip:%s:5060;lr>" % p1.ip], "Record-Route to UE A")
    call.a.routes = []                  # UE A's requests come to us as from its proxy
    call.a.ack()
    ack = p2.expect("ACK")
    equal(ack.uri, s.b.uri, "Request-URI of the ACK")
    equal(ack.all("Route"), ["<sip:%s:5060;lr>" % p2.ip], "Route of the ACK")
    call.a.request("BYE")
    call.b.answer(p2.expect("BYE"), 200)
    call.a.expect("200 BYE")
    call2 = s.call(confirm=False, port=31000)
    call2.a = s.a.invite(sdp=call2.offer, headers=via_p1)
    call2.b = s.b.incoming()
    call2.b.reply(200, call2.answer)
    call2.a.expect("200")
    call2.a.routes = []
    call2.a.ack()
    call2.b.expect("ACK")
    call2.b.request("BYE")
    bye = p1.expect("BYE")
    equal(bye.all("Route"), ["<sip:%s:5060;lr>" % p1.ip], "Route towards UE A")
    equal(bye.uri, s.a.uri, "Request-URI towards UE A")
    call2.a.answer(bye, 200)
    call2.b.expect("200 BYE")


@scene
def host_name_in_contact(s):
    """A host name in Contact that we cannot use yet: the address the dialog's message came from."""
    call = s.call(confirm=False)
    msg = s.a.request("INVITE", s.b.uri, [("P-Asserted-Identity", s.a.pai),
                                          ("Contact", "<sip:a@phone.invalid>")], call.offer, contact=False)
    from lib.dialog import Dialog
    call.a = Dialog.client(s.a, msg)
    s.a.send(msg)
    call.b = s.b.incoming()
    call.b.reply(200, call.answer, [("Contact", "<sip:b@phone2.invalid;transport=udp>")], contact=False)
    call.a.expect("200")
    call.a.ack()
    equal(call.b.expect("ACK").uri, "sip:b@phone2.invalid;transport=udp", "Request-URI of the ACK")
    call.b.request("BYE")
    equal(call.a.serve("BYE").uri, "sip:a@phone.invalid", "Request-URI of the BYE")
    call.b.expect("200 BYE")


@scene
def max_forwards(s):
    """Max-Forwards counts down (RFC 7332); 0 gets 483; none is given one."""
    a = s.a.invite(sdp=offer(s), max_forwards=17)
    b = s.b.incoming()
    equal(b.req.get("Max-Forwards"), "16", "Max-Forwards")
    b.reply(486)
    b.expect("ACK")
    a.expect("486")
    s.a.invite(sdp=offer(s, 30010), max_forwards=0).expect("483")
    s.b.quiet(0.2)


@scene
def loop(s):
    """A request that comes back just as it was is a loop: 482."""
    a = s.a.invite(sdp=offer(s))
    b = s.b.incoming()
    back = Msg(b.req.first, b.req.headers, b.req.body)
    back.headers.insert(0, ["Via", s.b.via(branch())])
    back.set("Max-Forwards", int(b.req.get("Max-Forwards")) - 1)
    s.b.send(back)
    got = s.b.take(lambda m: not m.is_request and m.status >= 200, "482")
    equal(got.status, 482, "status of the loop")
    b.reply(486)
    b.expect("ACK")
    a.expect("486")


@scene
def not_via_us(s):
    """A Request-URI that names our own address is not ours: it goes to next-hop."""
    a = s.a.invite("sip:+358402222222@%s:5060" % s.ip, offer(s))
    b = s.b.incoming()
    equal(b.req.uri, "sip:+358402222222@%s:5060" % s.ip, "Request-URI")
    b.reply(486)
    b.expect("ACK")
    a.expect("486")


@scene(sip={"advertise": "{net}.2"})
def advertised(s):
    """advertise: instead of the listening address, in Via, Contact and Route."""
    a = s.a.invite(sdp=offer(s))
    b = s.b.incoming()
    check("%s.2" % s.net in b.req.all("Via")[0] and "%s.2" % s.net in b.req.get("Contact"),
          "Via %s, Contact %s", b.req.all("Via")[0], b.req.get("Contact"))
    # the advertised address is nobody's here: the answer goes to where the request came from
    msg = answer_from(s, b, 486)
    s.b.sock.sendto(msg, (s.ip, 5060))
    b.expect("ACK")
    a.expect("486")


def answer_from(s, b, status):
    lines = ["SIP/2.0 %d Busy" % status] + ["%s: %s" % (n, v) for n, v in b.req.headers
                                            if n in ("Via", "From", "Call-ID", "CSeq")]
    lines += ["To: %s;tag=x1" % b.req.get("To"), "Content-Length: 0"]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


@scene(sip={"listen": ["udp:{ip}:5060", "udp:{net}.2:5060"]})
def two_addresses(s):
    """listen may be repeated: a call that comes in on the second address is a call like any other."""
    call = s.call(confirm=False)
    call.a = s.a.invite(sdp=call.offer, to=(s.net + ".2", 5060))
    call.b = s.b.incoming()
    call.offered = call.b.req.body
    call.pick_up()
    check(call.contact()[0] in (s.ip, s.net + ".2"), "Contact %s", call.contact())
    call.exchange(2)
    call.bye()
