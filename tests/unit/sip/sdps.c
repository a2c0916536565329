/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/sip/sdps.c - the corpus, and the common ways of handling one
 */
#include "tests/unit/sip/sdps.h"

#include <check.h>
#include <stdlib.h>

#include "sip/sdp_edit.h"
#include "sip/sdp_map.h"

const struct sdp_sample sdp_samples[] = {
	{ "RFC 4568 section 4.2, video and two audio lines with keys",
	  "v=0\r\no=jdoe 2890844526 2890842807 IN IP4 10.47.16.5\r\ns=SDP Seminar\r\n"
	  "i=A Seminar on the session description protocol\r\n"
	  "u=http://www.example.com/seminars/sdp.pdf\r\ne=j.doe@example.com (Jane Doe)\r\n"
	  "c=IN IP4 161.44.17.12\r\nt=2873397496 2873404696\r\nm=video 51372 RTP/SAVP 31\r\n"
	  "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj"
	  "|2^20|1:32\r\nm=audio 49170 RTP/SAVP 0\r\n"
	  "a=crypto:1 AES_CM_128_HMAC_SHA1_32 inline:NzB4d1BINUAvLEw6UzF3WSJ+PSdFcGdUJShpX1Zj"
	  "|2^20|1:32\r\nm=application 32416 udp wb\r\na=orient:portrait\r\n" },
	{ "RFC 4566 section 5, with ports and zones",
	  "v=0\r\no=jdoe 2890844526 2890842807 IN IP4 10.47.16.5\r\ns=SDP Seminar\r\n"
	  "c=IN IP4 192.0.2.17\r\nb=AS:128\r\nt=2873397496 2873404696\r\nr=7d 1h 0 25h\r\n"
	  "z=2882844526 -1h 2898848070 0\r\na=recvonly\r\nm=audio 49170 RTP/AVP 0\r\n"
	  "m=video 51372 RTP/AVP 99\r\na=rtpmap:99 h263-1998/90000\r\n" },
	{ "RFC 5939 section 4.1, secure or not",
	  "v=0\r\no=- 25678 753849 IN IP4 192.0.2.1\r\ns=\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n"
	  "m=audio 53456 RTP/AVP 0 18\r\na=tcap:1 RTP/SAVPF RTP/SAVP RTP/AVPF\r\n"
	  "a=acap:1 crypto:1 AES_CM_128_HMAC_SHA1_32 "
	  "inline:NzB4d1BINUAvLEw6UzF3WSJ+PSdFcGdUJShpX1Zj|2^20|1:32\r\n"
	  "a=acap:2 rtcp-fb:0 nack\r\na=pcfg:1 t=1 a=1,[2]\r\na=pcfg:2 t=2 a=1\r\n"
	  "a=pcfg:3 t=3 a=[2]\r\n" },
	{ "RFC 8643: RTP/AVP with a key",
	  "v=0\r\no=alice 2890844526 2890844526 IN IP4 198.51.100.7\r\ns= \r\nt=0 0\r\n"
	  "c=IN IP4 198.51.100.7\r\nm=audio 3456 RTP/AVP 0 8 96\r\na=rtpmap:96 opus/48000/2\r\n"
	  "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" KEY_A "\r\n"
	  "a=fingerprint:sha-256 "
	  "12:DF:3E:5D:49:6B:19:E5:7C:AB:4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E"
	  ":5D:49:6B:19:E5:7C:AB:4A:AD\r\na=setup:actpass\r\n" },
	{ "a browser: ICE, BUNDLE, DTLS, two c=",
	  "v=0\r\no=- 4611731400430051336 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n"
	  "a=group:BUNDLE audio video\r\na=msid-semantic: WMS x\r\na=ice-options:trickle\r\n"
	  "a=fingerprint:sha-256 7B:8B:F0\r\nm=audio 58779 UDP/TLS/RTP/SAVPF 111 103 0\r\n"
	  "c=IN IP4 203.0.113.9\r\na=rtcp:60065 IN IP4 203.0.113.9\r\n"
	  "a=candidate:3348148302 1 udp 2113937151 192.0.2.1 56500 typ host\r\na=ice-ufrag:4Dfg\r\n"
	  "a=ice-pwd:3ZcYLhzBIhQR1pxVtEd8oHp2\r\na=setup:actpass\r\na=mid:audio\r\n"
	  "a=rtpmap:111 opus/48000/2\r\na=rtpmap:103 ISAC/16000\r\na=rtcp-mux\r\n"
	  "a=end-of-candidates\r\nm=video 60372 UDP/TLS/RTP/SAVPF 100\r\nc=IN IP4 203.0.113.9\r\n"
	  "a=mid:video\r\na=rtpmap:100 VP8/90000\r\na=rtcp-mux\r\na=remote-candidates:1 192.0.2.3 "
	  "45664"
	  "\r\n" },
	{ "bare LF, blanks behind values, no last line end",
	  "v=0\no=- 1 1 IN IP4 192.0.2.1\ns= \nc=IN IP4 192.0.2.1 \nt=0 0\n"
	  "m=audio  49170   RTP/AVP 0  8 \na=sendrecv \na=unknown\na=x-\xc3\xa9\xff:1" },
	{ "line ends mixed, junk lines, empty lines",
	  "v=0\r\no=- 1 1 IN IP4 192.0.2.1\ns=-\r\n\r\nc=IN IP4 192.0.2.1\nt=0 0\r\njunk\n"
	  "m=audio 49170 RTP/AVP 0\n\n\nm=message 7654 TCP/MSRP "
	  "*\r\na=path:msrp://192.0.2.1:7654/x;tcp"
	  "\r\n" },
	{ "IPv6, a=rtcp with address, a line of port 0",
	  "v=0\r\no=- 1 1 IN IP6 2001:db8::1\r\ns=-\r\nt=0 0\r\nm=audio 49170 RTP/SAVP 97\r\n"
	  "i=speech\r\nc=IN IP6 2001:db8::1\r\nb=AS:41\r\na=rtpmap:97 AMR-WB/16000/1\r\n"
	  "a=fmtp:97 mode-set=0,2;octet-align=1\r\na=rtcp:53020 IN IP6 2001:db8::1\r\n"
	  "a=crypto:1 AES_256_CM_HMAC_SHA1_80 inline:"
	  "qWl9t0HBYvRyGKfrpFlVQSXJ3Hdn2IROJvn6TQCJD1hWDaS+xyPvcYfL7fh5ZA==\r\n"
	  "m=video 0 RTP/AVP 31\r\n" },
	{ "3GPP: e2ae, preconditions, hold",
	  "v=0\r\no=- 3 4 IN IP4 0.0.0.0\r\ns=-\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\n"
	  "m=audio 49170 RTP/SAVP 98 97\r\na=3ge2ae:requested\r\na=curr:qos local none\r\n"
	  "a=des:qos mandatory local sendrecv\r\na=rtpmap:98 AMR/8000\r\na=rtpmap:97 "
	  "telephone-event/8000"
	  "\r\na=ptime:20\r\na=maxptime:240\r\na=inactive\r\n"
	  "a=key-mgmt:mikey AQAFgM0XflABAAAAAAAAAAAAAAsAyO8xZQ==\r\n" },
};
const unsigned int sdp_n_samples = ARRAY_LEN(sdp_samples);

struct mdesc *
mapped(const char *text)
{
	const char *why = "?";
	struct mdesc *mdesc = NULL;
	int err = sdp_map(span_of(text), &why, &mdesc);

	ck_assert_msg(err == 0, "%d: %s in\n%s", err, why, text);
	return mdesc;
}

struct mpatch
patch_of(const char *text, const char *ip, unsigned int port)
{
	struct mdesc *mdesc = mapped(text);
	struct mpatch patch = { .n_lines = mdesc->n_lines };
	struct addr addr;

	ck_assert_int_eq(addr_parse_ip(span_of(ip), &addr), 0);
	for (unsigned int i = 0; i < mdesc->n_lines; i++) {
		patch.line[i].is_relayed = mdesc->line[i].is_relayed;
		patch.line[i].rtp = addr_with_port(&addr, (uint16_t)(port + 2 * i));
		patch.line[i].rtcp = addr_with_port(&addr, (uint16_t)(port + 2 * i + 1));
	}
	mdesc_free(mdesc);
	return patch;
}

char *
edited(const char *text, const struct mpatch *patch)
{
	struct text out;

	text_init(&out, 2 * MDESC_TEXT_MAX);

	int err = sdp_edit(span_of(text), patch, &out);

	ck_assert_msg(err == 0, "%d in\n%s", err, text);

	char *result = text_take(&out);

	text_fini(&out);
	return result;
}
