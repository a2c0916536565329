/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/sip/test_sdp_attrs.c - the attributes of one section (what a whole SDP says:
 * test_sdp_map.c)
 */
#include "sip/sdp_attrs.h"

#include <string.h>

#include "tests/unit/runner.h"
#include "tests/unit/sip/sdps.h"
#include "tests/unit/sip/suites.h"

START_TEST(the_count_is_room_enough)
{
	static const struct {
		const char *section;
		unsigned int formats, crypto;
	} cases[] = {
		{ "m=audio 5 RTP/AVP 0 8 97\r\na=crypto:1 x\r\na=acap:1 crypto:1 x\r\n", 3, 2 },
		{ "m=audio 5 RTP/AVP 0 0 0\r\na=cryptoscale:1 x\r\n", 3, 0 },
		{ "m=audio\r\n", 0, 0 },
		{ "", 0, 0 },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		unsigned int formats, crypto;

		sdp_attrs_count(span_of(cases[i].section), &formats, &crypto);
		ck_assert_uint_eq(formats, cases[i].formats);
		ck_assert_uint_eq(crypto, cases[i].crypto);
	}
}
END_TEST

START_TEST(the_session_level_has_no_formats_and_no_keys)
{
	struct mline line = { .dir = MDIR_SENDRECV };
	struct sdp_attrs attrs = { .is_session = true };

	ck_assert_int_eq(
		sdp_attrs_read(span_lit("v=0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" KEY_A
					"\r\n"
					"a=rtpmap:0 X/1\r\na=rtcp:5\r\na=sendonly\r\n"
					"a=fingerprint:sha-1 AA\r\n"),
			       &line, &attrs),
		0);
	ck_assert_uint_eq(line.n_crypto + line.n_bad_crypto, 0);
	ck_assert_uint_eq(attrs.rtcp.port, 0);
	ck_assert_int_eq(line.dir, MDIR_SENDONLY);
	ck_assert(line.has_fingerprint);
}
END_TEST

START_TEST(keying_is_by_kind_own_before_session)
{
	struct sdp_attrs none = { .is_session = true }, own = { .key_mgmt = 1 },
			 session = { .key_mgmt = 2 };
	struct sdp_attrs both = { .key_mgmt = 1, .fingerprint = 3 }, dtls = { .fingerprint = 3 };

	ck_assert_uint_eq(sdp_attrs_keying(&none, &none), 0);
	ck_assert_uint_eq(sdp_attrs_keying(&own, &session), sdp_attrs_keying(&own, &none));
	ck_assert_uint_eq(sdp_attrs_keying(&own, &dtls), sdp_attrs_keying(&both, &none));
	ck_assert_uint_ne(sdp_attrs_keying(&own, &none), sdp_attrs_keying(&session, &none));
}
END_TEST

Suite *
sdp_attrs_suite(void)
{
	const TTest *const tests[] = {
		the_count_is_room_enough,
		the_session_level_has_no_formats_and_no_keys,
		keying_is_by_kind_own_before_session,
	};
	return suite_of("sdp_attrs", tests, ARRAY_LEN(tests));
}
