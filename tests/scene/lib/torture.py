# SPDX-License-Identifier: BSD-2-Clause
"""torture.py - messages in the manner of RFC 4475, addressed to the parties of a scene.

Each is (name, section, expected, text): EXPECTED is the set of statuses of which the sender must see one, or None
where silence, a refusal or passing on are all right.  Lines end in CRLF when sent; <<...>> is raw octets in hex.
"""

import re

OK = None

MESSAGES = [
    ("wsinv", "3.1.1.1", {481}, """INVITE {b} SIP/2.0
TO :
 {b} ;   tag    = 1918181833n
From   : "J Rosenberg \\\\\\""       <{a}>
  ;
  tag = 98asjd8
MaX-fOrWaRdS: 0068
Call-ID: wsinv.ndaksdj@{ia}
Content-Length   : 0
cseq: 0009
  INVITE
Via  : SIP  /   2.0
 /UDP
    {ia}:{pa};branch={br}
s :
NewFangledHeader:   newfangled value
 continued newfangled value
UnknownHeaderWithUnusualValue: ;;,,;;,;
m: <{a}>

"""),
    ("intmeth", "3.1.1.2", OK, """!interesting-Method0123456789_*+`.%indeed'~ {b} SIP/2.0
Via: SIP/2.0/UDP {ia}:{pa};branch={br}.z-!%*_+`'~
To: "BEL:<<07>> NUL:<<00>> DEL:<<7f>>" <{b}>
From: token1~` token2'+_ token3*%!.- <{a}>;fromParam''~+*_!.-%="<<d180d0b0>>";tag=_token~1'+`*%!-.
Call-ID: intmeth.word%ZK-!.*_+'@word`~)(><:\\/"][?}}{{
CSeq: 139122385 !interesting-Method0123456789_*+`.%indeed'~
Max-Forwards: 255
extensionHeader-!.%*+_`'~:<<efbbbfe5a4a7e5819ce99bbb>>
Content-Length: 0

"""),
    ("esc01", "3.1.1.3", {486}, """INVITE sip:sips%3Auser%40example.com@example.net SIP/2.0
To: sip:%75se%72@example.com
From: <{a}>;tag=938
Max-Forwards: 87
i: esc01.239409asdfakjkn23onasd0-3234
CSeq: 234234 INVITE
Via: SIP/2.0/UDP {ia}:{pa};branch={br}
C: application/sdp
Contact: <sip:cal%6Cer@{ia}:{pa};%6C%72;n%61me=v%61lue%25%34%31>
P-Asserted-Identity: <tel:+358401111111>
Content-Length: {nsdp}

{sdp}"""),
    ("escnull", "3.1.1.4", OK, """REGISTER sip:example.com SIP/2.0
To: sip:null-%00-null@example.com
From: sip:null-%00-null@example.com;tag=839923423
Max-Forwards: 70
Call-ID: escnull.39203ndfvkjdasfkq3w4otrq0adsfdfnavd
CSeq: 14398234 REGISTER
Via: SIP/2.0/UDP {ia}:{pa};branch={br}
Contact: <sip:%00@host5.example.com>
L:0

"""),
    ("lwsdisp", "3.1.1.6", OK, """OPTIONS {b} SIP/2.0
To: {b}
From: caller<{a}>;tag=323
Max-Forwards: 70
Call-ID: lwsdisp.1234abcd@{ia}
CSeq: 60 OPTIONS
Via: SIP/2.0/UDP {ia}:{pa};branch={br}
l: 0

"""),
    ("semiuri", "3.1.1.9", OK, """OPTIONS sip:user;par=u%40example.net@{ip}:5060 SIP/2.0
To: sip:j_user@example.com
From: {a};tag=33242
Max-Forwards: 3
Call-ID: semiuri.0ha0isndaksdj
CSeq: 8 OPTIONS
Accept: application/sdp, application/pkcs7-mime
Via: SIP/2.0/UDP {ia}:{pa};branch={br}
l: 0

"""),
    ("transports", "3.1.1.10", OK, """OPTIONS sip:user@{ip}:5060 SIP/2.0
To: sip:user@example.com
From: <{a}>;tag=323
Max-Forwards: 70
Call-ID:  transports.kijh4akdnaqjkwendsasfdj
Accept: application/sdp
CSeq: 60 OPTIONS
Via: SIP/2.0/UDP {ia}:{pa};branch={br}
Via: SIP/2.0/SCTP t2.example.com;branch=z9hG4bKkdfjfrs
Via: SIP/2.0/TLS t3.example.com;branch=z9hG4bKkdfjfrt
Via: SIP/2.0/UNKNOWN t4.example.com;branch=z9hG4bKkdfjfru
l: 0

"""),
    ("badinv01", "3.1.2.1", OK, """INVITE {b} SIP/2.0
To: {b}
From: <{a}>;tag=134161461246
Max-Forwards: 7
Call-ID: badinv01.0ha0isndaksdjasdf3234nas
CSeq: 8 INVITE
Via: SIP/2.0/UDP {ia}:{pa};;,;,,
Contact: "" <> ;,"Quoted string" <sip:joe@{ia}>
Content-Length: {nsdp}
Content-Type: application/sdp

{sdp}"""),
    ("clerr", "3.1.2.2", OK, """INVITE {b} SIP/2.0
Max-Forwards: 80
To: {b}
From: <{a}>;tag=93942939o2
Contact: <{a}>
Call-ID: clerr.0ha0isndaksdjweiafasdk3
CSeq: 8 INVITE
Via: SIP/2.0/UDP {ia}:{pa};branch={br}
Content-Type: application/sdp
Content-Length: 9999

{sdp}"""),
    ("ncl", "3.1.2.3", OK, """INVITE {b} SIP/2.0
Max-Forwards: 254
To: {b}
From: <{a}>;tag=32394234
Call-ID: ncl.0ha0isndaksdj2193423r542w35
CSeq: 0 INVITE
Via: SIP/2.0/UDP {ia}:{pa};branch={br}
Contact: <{a}>
Content-Type: application/sdp
Content-Length: -999

{sdp}"""),
    ("scalar02", "3.1.2.4", OK, """INVITE {b} SIP/2.0
Via: SIP/2.0/UDP {ia}:{pa};branch={br}
CSeq: 36893488147419103232 INVITE
Max-Forwards: 300
Expires: 10000000000000000000000000000000
Contact: <{a}>;expires=280297596632815
From: <{a}>;tag=239232jh3
To: <{b}>
Call-ID: scalar02.23o0pd9vanlq3wnrlnewofjas9ui32
Content-Length: 0

"""),
    ("scalarlg", "3.1.2.5", OK, """SIP/2.0 503 Service Unavailable
Via: SIP/2.0/UDP {ip}:5060;branch=z9hG4bKzzxdiwo34sw;received=192.0.2.129
To: <{b}>
From: <{a}>;tag=2easdjfejw
CSeq: 9292394834772304023312 OPTIONS
Call-ID: scalarlg.noase0of0234hn2qofoaf0232aewf2394r
Retry-After: 949302838503028349304023988
Warning: 1812 overture "In Progress"
Content-Length: 0

"""),
    ("quotbal", "3.1.2.6", OK, """INVITE {b} SIP/2.0
To: "Mr. J. User <sip:j.user@example.com>
From: <{a}>;tag=93334
Max-Forwards: 10
Call-ID: quotbal.aksdj
Contact: <{a}>
CSeq: 8 INVITE
Via: SIP/2.0/UDP {ia}:{pa};branch={br}
Content-Type: application/sdp
Content-Length: {nsdp}

{sdp}"""),
    ("ltgtruri", "3.1.2.7", OK, """INVITE <{b}> SIP/2.0
To: {b}
From: <{a}>;tag=39291
Max-Forwards: 23
Call-ID: ltgtruri.1@{ia}
CSeq: 1 INVITE
Via: SIP/2.0/UDP {ia}:{pa};branch={br}
Contact: <{a}>
Content-Length: 0

"""),
    ("lwsruri", "3.1.2.8", OK, """INVITE {b}; lr SIP/2.0
To: {b};tag=3xfe-9921883-z9f
From: <{a}>;tag=231413434
Max-Forwards: 5
Call-ID: lwsruri.asdfasdoeoi2323-asdfwrn23-asd834rk423
CSeq: 2130706432 INVITE
Via: SIP/2.0/UDP {ia}:{pa};branch={br}
Contact: <{a}>
Content-Length: 0

"""),
    ("lwsstart", "3.1.2.9", OK, """INVITE  {b}  SIP/2.0
Max-Forwards: 8
To: {b}
From: <{a}>;tag=8814
Call-ID: lwsstart.dfknq234oi243099adsdfnawe3@{ia}
CSeq: 1893884 INVITE
Via: SIP/2.0/UDP {ia}:{pa};branch={br}
Contact: <{a}>
Content-Length: 0

"""),
    ("baddate", "3.1.2.12", OK, """INVITE {b} SIP/2.0
To: {b}
From: <{a}>;tag=2234923
Max-Forwards: 70
Call-ID: baddate.239423mnsadf3j23lj42--sedfnm234
CSeq: 1392934 INVITE
Via: SIP/2.0/UDP {ia}:{pa};branch={br}
Date: Fri, 01 Jan 2010 16:00:00 EST
Contact: <{a}>
Content-Length: 0

"""),
    ("badvers", "3.1.2.16", OK, """OPTIONS {b} SIP/7.0
Via: SIP/7.0/UDP {ia}:{pa};branch={br}
Max-Forwards: 70
To: A. Tester <sip:t.watson@example.org>
From: A. Bell <{a}>;tag=qweoiqpe
Call-ID: badvers.31417@{ia}
CSeq: 1 OPTIONS
l: 0

"""),
    ("mismatch01", "3.1.2.17", OK, """OPTIONS {b} SIP/2.0
To: {b}
From: <{a}>;tag=34525
Max-Forwards: 6
Call-ID: mismatch01.dj0234sxdfl3
CSeq: 8 INVITE
Via: SIP/2.0/UDP {ia}:{pa};branch={br}
l: 0

"""),
    ("bigcode", "3.1.2.19", OK, """SIP/2.0 4294967301 better not break the receiver
Via: SIP/2.0/UDP {ip}:5060;branch=z9hG4bK2398ndaoe
Call-ID: bigcode.asdof3uj203asdnf3429uasdhfas3ehjasdfas9i
CSeq: 353494 INVITE
From: <{a}>;tag=39ansfi3
To: <{b}>;tag=902jndnke3
Content-Length: 0
Contact: <{b}>

"""),
    ("badbranch", "3.2.1", OK, """OPTIONS sip:{ip}:5060 SIP/2.0
To: {b}
From: {a};tag=33242
Max-Forwards: 3
Via: SIP/2.0/UDP {ia}:{pa};branch=z9hG4bK
Accept: application/sdp
Call-ID: badbranch.sadonfo23i420jv0as0derf3j3n
CSeq: 8 OPTIONS
l: 0

"""),
    ("insuf", "3.3.1", {400}, """INVITE {b} SIP/2.0
CSeq: 193942 INVITE
Via: SIP/2.0/UDP {ia}:{pa};branch={br}
Content-Type: application/sdp
l: {nsdp}

{sdp}"""),
    ("unkscm", "3.3.2", OK, """OPTIONS nobodyKnowsThisScheme:totallyopaquecontent SIP/2.0
To: {b}
From: <{a}>;tag=384
Max-Forwards: 3
Call-ID: unkscm.nasdfasser0q239nwsdfasdkl34
CSeq: 3923423 OPTIONS
Via: SIP/2.0/UDP {ia}:{pa};branch={br}
Content-Length: 0

"""),
    ("bext01", "3.3.6", {420, 403}, """INVITE {b} SIP/2.0
To: {b}
From: <{a}>;tag=242etr
Max-Forwards: 6
Call-ID: bext01.0ha0isndaksdj
Require: nothingSupportsThis, nothingSupportsThisEither
Proxy-Require: noProxiesSupportThis, norDoAnyProxiesSupportThis
CSeq: 8 INVITE
Via: SIP/2.0/UDP {ia}:{pa};branch={br}
Contact: <{a}>
Content-Length: 0

"""),
    ("invut", "3.3.7", OK, """INVITE {b} SIP/2.0
Contact: <{a}>
To: {b}
From: <{a}>;tag=8392034
Max-Forwards: 70
Call-ID: invut.0ha0isndaksdjadsfij34n23d
CSeq: 235448 INVITE
Via: SIP/2.0/UDP {ia}:{pa};branch={br}
Content-Type: application/unknownformat
Content-Length: 40

<audio>
 <pcmu port="443"/>
</audio>12345
"""),
    ("multi01", "3.3.8", OK, """INVITE {b} SIP/2.0
Contact: <{a}>
Max-Forwards: 70
CSeq: 5 INVITE
Call-ID: multi01.98asdh@{ia}
CSeq: 59 INVITE
Call-ID: multi01.98asdh@{ib}
From: <{a}>;tag=3413415
To: <sip:user@example.com>
To: <sip:other@example.net>
From: <sip:joe@example.org>;tag=7888
Via: SIP/2.0/UDP {ia}:{pa};branch={br}
Content-Length: 0

"""),
    ("mcl01", "3.3.9", OK, """OPTIONS {b} SIP/2.0
Via: SIP/2.0/UDP {ia}:{pa};branch={br}
To: {b}
From: <{a}>;tag=232
Max-Forwards: 70
Call-ID: mcl01.fhn2323orihawfdoa3o4r52o3irsdf
CSeq: 15932 OPTIONS
Content-Length: 13
Content-Length: 5
Content-Type: text/plain

There's no way to know how many octets are supposed to be here.
"""),
    ("bcast", "3.3.10", OK, """SIP/2.0 200 OK
Via: SIP/2.0/UDP 192.0.2.198;branch=z9hG4bK1324923
Via: SIP/2.0/UDP 255.255.255.255;branch=z9hG4bK1saber23
Call-ID: bcast.0384840201234ksdfak3j2erwedfsASdf
CSeq: 35 INVITE
From: {a};tag=11141343
To: {b};tag=2229
Contact: <{b}>
Content-Length: 0

"""),
    ("zeromf", "3.3.11", OK, """OPTIONS {b} SIP/2.0
To: {b}
From: <{a}>;tag=3ghsd41
Call-ID: zeromf.jfasdlfnm2o2l43r5u0asdfas
CSeq: 39234321 OPTIONS
Via: SIP/2.0/UDP {ia}:{pa};branch={br}
Max-Forwards: 0
Content-Length: 0

"""),
    ("sdp01", "3.3.15", OK, """INVITE {b} SIP/2.0
To: {b}
Contact: <{a}>
From: <{a}>;tag=234234
Max-Forwards: 5
Call-ID: sdp01.ndaksdj9342dasdd
Accept: text/nobodyKnowsThis
CSeq: 8 INVITE
Via: SIP/2.0/UDP {ia}:{pa};branch={br}
P-Asserted-Identity: <tel:+358401111111>
Content-Length: {nsdp}
Content-Type: application/sdp

{sdp}"""),
    ("inv2543", "3.4.1", OK, """INVITE {b} SIP/2.0
Via: SIP/2.0/UDP {ia}:{pa}
From: <{a}>
Record-Route: <{a}>
To: {b}
Call-ID: inv2543.1717@{ia}
CSeq: 56 INVITE
Content-Type: application/sdp
Content-Length: {nsdp}

{sdp}"""),
]


def octets(text, **values):
    """The message as octets: placeholders filled, CRLF, <<hex>> as it says."""
    head, sep, body = text.partition("\n\n")
    raw = (head.format(**values).replace("\n", "\r\n") + "\r\n\r\n" +
           (body.format(**values) if "{" in body else body)).encode()
    return re.sub(rb"<<((?:[0-9a-f]{2})+)>>", lambda m: bytes.fromhex(m.group(1).decode()), raw)
