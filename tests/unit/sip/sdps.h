/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/sip/sdps.h - SDPs that the tests of several files read
 */
#ifndef TESTS_UNIT_SIP_SDPS_H
#define TESTS_UNIT_SIP_SDPS_H

#include "base/span.h"
#include "base/text.h"
#include "core/mdesc.h"

struct sdp_sample {
	const char *name;
	const char *text;
};

/* A corpus of valid ones: phones, RFC examples, oddities. */
extern const struct sdp_sample sdp_samples[];
extern const unsigned int sdp_n_samples;

#define KEY_A "WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz"
#define KEY_B "PS1uQCVeeCFCanVmcjkpPywjNWhcYD0mXXtxaVBR"
#define KEY_C "NzB4d1BINUAvLEw6UzF3WSJ+PSdFcGdUJShpX1Zj"

/* An SDP with one audio line whose attributes are @attrs, every one ended by CRLF. */
#define SDP_AUDIO(proto, attrs)                                                                    \
	"v=0\r\no=- 7 8 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n"              \
	"m=audio 49170 " proto " 0 8 97\r\na=rtpmap:97 AMR/8000/1\r\n" attrs

/** Map @text, which must be fine; fails the test otherwise.  Owned by the caller. */
struct mdesc *mapped(const char *text);

/** Our ends for all lines of @text that want one: @ip, ports from @port on, in pairs. */
struct mpatch patch_of(const char *text, const char *ip, unsigned int port);

/** @text edited by @patch; fails the test if it cannot be.  Owned by the caller: free(). */
char *edited(const char *text, const struct mpatch *patch);

#endif
