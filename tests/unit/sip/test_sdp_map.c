/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/sip/test_sdp_map.c - what an SDP says (also sdp_attrs.c)
 */
#include "sip/sdp_map.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/failmalloc.h"
#include "tests/unit/runner.h"
#include "tests/unit/sip/sdps.h"
#include "tests/unit/sip/suites.h"

#define HEAD "v=0\r\no=- 7 8 IN IP4 192.0.2.1\r\ns=-\r\nt=0 0\r\n"
#define CONN "c=IN IP4 192.0.2.1\r\n"

static int
map_error(const char *text)
{
	struct mdesc *mdesc = NULL;
	const char *why = NULL;
	int err = sdp_map(span_of(text), &why, &mdesc);

	ck_assert_int_eq(err != 0, why != NULL);
	mdesc_free(mdesc);
	return err;
}

static const char *
text_of(const struct addr *addr)
{
	static char text[ADDR_TEXT_MAX];

	addr_format(addr, text, sizeof(text));
	return text;
}

START_TEST(the_corpus_maps)
{
	for (unsigned int i = 0; i < sdp_n_samples; i++)
		mdesc_free(mapped(sdp_samples[i].text));
}
END_TEST

START_TEST(a_secure_audio_line_is_read_in_full)
{
	struct mdesc *d = mapped(
		SDP_AUDIO("RTP/SAVP", "a=fmtp:97 octet-align=1; mode-set=7 \r\n"
				      "a=ptime:20\r\na=maxptime:240\r\na=sendonly\r\n"
				      "a=rtcp:5000\r\n"
				      "a=crypto:3 AES_CM_128_HMAC_SHA1_32 inline:" KEY_A "\r\n"));
	const struct mline *line = &d->line[0];

	ck_assert_uint_eq(d->o_version, 8);
	ck_assert_uint_eq(d->n_lines, 1);
	ck_assert_int_eq(line->kind, MKIND_AUDIO);
	ck_assert_int_eq(line->proto, MPROTO_SAVP);
	ck_assert(line->is_relayed && !line->is_refused && !line->has_rtcp_mux);
	ck_assert_int_eq(line->dir, MDIR_SENDONLY);
	ck_assert_str_eq(text_of(&line->rtp), "192.0.2.1:49170");
	ck_assert_str_eq(text_of(&line->rtcp), "192.0.2.1:5000");
	ck_assert_uint_eq(line->ptime_ms, 20);
	ck_assert_uint_eq(line->maxptime_ms, 240);
	ck_assert_uint_eq(line->n_formats, 3);
	ck_assert_str_eq(line->formats[0].name, "PCMU");
	ck_assert_str_eq(line->formats[1].name, "PCMA");
	ck_assert_uint_eq(line->formats[1].rate_hz, 8000);
	ck_assert_uint_eq(line->formats[2].pt, 97);
	ck_assert_str_eq(line->formats[2].name, "AMR");
	ck_assert_str_eq(line->formats[2].fmtp, "octet-align=1; mode-set=7");
	ck_assert_uint_eq(line->n_crypto, 1);
	ck_assert_uint_eq(line->crypto[0].tag, 3);
	ck_assert_int_eq(line->crypto[0].suite, SUITE_AES_CM_128_HMAC_SHA1_32);
	mdesc_free(d);
}
END_TEST

START_TEST(every_profile_has_its_name)
{
	static const struct {
		const char *proto;
		enum mproto want;
		bool is_relayed;
	} cases[] = {
		{ "RTP/AVP", MPROTO_AVP, true },
		{ "RTP/AVPF", MPROTO_AVPF, true },
		{ "RTP/SAVP", MPROTO_SAVP, true },
		{ "rtp/savpf", MPROTO_SAVPF, true },
		{ "UDP/TLS/RTP/SAVP", MPROTO_DTLS_SAVP, true },
		{ "UDP/TLS/RTP/SAVPF", MPROTO_DTLS_SAVPF, true },
		{ "TCP/RTP/AVP", MPROTO_OTHER, false },
		{ "udp", MPROTO_OTHER, false },
		{ "UDP/DTLS/SCTP", MPROTO_OTHER, false },
		{ "RTP/AVPX", MPROTO_OTHER, false },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char text[256];

		snprintf(text, sizeof(text), HEAD CONN "m=audio 5000 %s 0\r\n", cases[i].proto);

		struct mdesc *d = mapped(text);

		ck_assert_int_eq(d->line[0].proto, cases[i].want);
		ck_assert_int_eq(d->line[0].is_relayed, cases[i].is_relayed);
		mdesc_free(d);
	}
}
END_TEST

START_TEST(session_level_is_inherited_and_overridden)
{
	struct mdesc *d = mapped(
		HEAD CONN
		"b=AS:64\r\na=recvonly\r\na=fingerprint:sha-1 AA\r\n"
		"a=key-mgmt:mikey AQAF\r\n"
		"m=audio 5000 RTP/AVP 0\r\n"
		"m=audio 5002 RTP/AVP 0\r\nc=IN IP6 2001:db8::2\r\nb=TIAS:39000\r\nb=AS:50\r\n"
		"a=sendonly\r\n");

	ck_assert_int_eq(d->line[0].dir, MDIR_RECVONLY);
	ck_assert_int_eq(d->line[1].dir, MDIR_SENDONLY);
	ck_assert_uint_eq(d->line[0].bandwidth_bps, 64000);
	ck_assert_uint_eq(d->line[1].bandwidth_bps, 39000);
	ck_assert(d->line[0].has_fingerprint && d->line[1].has_fingerprint);
	ck_assert(d->line[0].has_key_mgmt && d->line[1].has_key_mgmt);
	ck_assert_str_eq(text_of(&d->line[0].rtp), "192.0.2.1:5000");
	ck_assert_str_eq(text_of(&d->line[1].rtp), "[2001:db8::2]:5002");
	ck_assert_str_eq(text_of(&d->line[1].rtcp), "[2001:db8::2]:5003");
	mdesc_free(d);
}
END_TEST

START_TEST(bandwidths_are_told_apart)
{
	struct mdesc *d = mapped(
		HEAD CONN "b=AS:64\r\nb=RS:500\r\n"
		"m=audio 5000 RTP/AVP 0\r\nb=RR:0\r\n"
		"m=audio 5002 RTP/AVP 0\r\nb=TIAS:39000\r\nb=AS:50\r\nb=RS: 800\r\n"
		"m=audio 5004 RTP/AVP 0\r\nb=AS:50\r\nb=RR:x\r\nb=RS:99999999999\r\nb=XX:1\r\n");
	const struct mline *l = d->line;

	ck_assert(!l[0].is_tias && l[1].is_tias && !l[2].is_tias);
	ck_assert_uint_eq(l[0].bandwidth_bps, 64000);
	ck_assert_uint_eq(l[1].bandwidth_bps, 39000);
	ck_assert_uint_eq(l[2].bandwidth_bps, 50000);
	ck_assert(l[0].rtcp_bandwidth.has_rs && l[0].rtcp_bandwidth.has_rr);
	ck_assert_uint_eq(l[0].rtcp_bandwidth.rs_bps, 500);
	ck_assert_uint_eq(l[0].rtcp_bandwidth.rr_bps, 0);
	ck_assert_uint_eq(l[1].rtcp_bandwidth.rs_bps, 800);
	ck_assert(!l[1].rtcp_bandwidth.has_rr);
	ck_assert_uint_eq(l[2].rtcp_bandwidth.rs_bps, 500);
	ck_assert(!l[2].rtcp_bandwidth.has_rr);
	mdesc_free(d);
}
END_TEST

START_TEST(header_extensions_are_known_by_their_uri)
{
	struct mdesc *d = mapped(
		HEAD CONN "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level vad=on\r\n"
		"m=audio 5000 RTP/AVP 0\r\n"
		"a=extmap:20/sendonly urn:ietf:params:rtp-hdrext:toffset\r\n"
		"a=extmap:3 urn:ietf:params:rtp-hdrext:encrypt urn:ietf:params:rtp-hdrext:toffset\r\n"
		"a=extmap:0 x\r\na=extmap:70000 x\r\na=extmap:4/up x\r\na=extmap:5\r\na=extmap\r\n"
		"m=audio 5002 RTP/AVP 0\r\n"
		"a=extmap:2 urn:ietf:params:rtp-hdrext:toffset\r\n");
	const struct mline *a = &d->line[0], *b = &d->line[1];

	ck_assert_uint_eq(a->n_exts, 3);
	ck_assert_uint_eq(b->n_exts, 2);
	ck_assert_uint_eq(a->ext[0].octets, 1);
	ck_assert_uint_eq(a->ext[0].hash, b->ext[0].hash);
	ck_assert_uint_eq(a->ext[1].id, 20);
	ck_assert_int_eq(a->ext[1].dir, MDIR_SENDONLY);
	ck_assert_uint_eq(a->ext[1].octets, 3);
	ck_assert_uint_eq(a->ext[1].hash, b->ext[1].hash);
	ck_assert_uint_eq(a->ext[2].hash, b->ext[1].hash);
	ck_assert_int_eq(a->ext[2].dir, MDIR_SENDRECV);
	ck_assert_uint_ne(a->ext[0].hash, a->ext[1].hash);
	mdesc_free(d);
}
END_TEST

START_TEST(more_header_extensions_than_are_kept_are_counted)
{
	char text[4096];
	int n = snprintf(text, sizeof(text), HEAD CONN "m=audio 5000 RTP/AVP 0\r\n");

	for (int i = 1; i <= MDESC_EXTS_MAX + 3; i++)
		n += snprintf(text + n, sizeof(text) - (size_t)n, "a=extmap:%d urn:x:%d\r\n", i, i);

	struct mdesc *d = mapped(text);

	ck_assert_uint_eq(d->line[0].n_exts, MDESC_EXTS_MAX);
	ck_assert_uint_eq(d->line[0].n_more_exts, 3);
	mdesc_free(d);
}
END_TEST

START_TEST(keying_tells_a_new_key_from_the_old)
{
	static const char *const attrs[] = {
		"",
		"a=fingerprint:sha-1 AA\r\n",
		"a=fingerprint:sha-1 AB\r\n",
		"a=key-mgmt:mikey AQAF\r\n",
		"a=key-mgmt:mikey AQAG\r\n",
		"a=fingerprint:sha-1 AA\r\na=key-mgmt:mikey AQAF\r\n",
		"a=fingerprint:sha-1 AA\r\na=fingerprint:sha-1 AB\r\n",
	};
	uint64_t hashes[ARRAY_LEN(attrs)];

	for (size_t i = 0; i < ARRAY_LEN(attrs); i++) {
		char media[512], session[512];

		snprintf(media, sizeof(media), HEAD CONN "m=audio 5000 RTP/SAVP 0\r\n%s", attrs[i]);
		snprintf(session, sizeof(session), HEAD CONN "%sm=audio 5000 RTP/SAVP 0\r\n",
			 attrs[i]);

		struct mdesc *a = mapped(media), *b = mapped(session);

		hashes[i] = a->line[0].keying_hash;
		ck_assert_uint_eq(a->line[0].keying_hash, b->line[0].keying_hash);
		ck_assert_int_eq(hashes[i] == 0, i == 0);
		for (size_t k = 0; k < i; k++)
			ck_assert_uint_ne(hashes[i], hashes[k]);
		mdesc_free(a);
		mdesc_free(b);
	}
}
END_TEST

START_TEST(a_lines_own_fingerprint_hides_the_sessions)
{
	struct mdesc *a = mapped(HEAD CONN "a=fingerprint:sha-1 AA\r\nm=audio 5000 RTP/SAVP 0\r\n"
				 "a=fingerprint:sha-1 BB\r\n");
	struct mdesc *b = mapped(HEAD CONN "m=audio 5000 RTP/SAVP 0\r\na=fingerprint:sha-1 BB\r\n");

	ck_assert_uint_eq(a->line[0].keying_hash, b->line[0].keying_hash);
	mdesc_free(a);
	mdesc_free(b);
}
END_TEST

START_TEST(rtcp_is_said_or_next_or_the_same)
{
	static const struct {
		const char *attrs, *rtcp;
	} cases[] = {
		{ "", "192.0.2.1:49171" },
		{ "a=rtcp:53020\r\n", "192.0.2.1:53020" },
		{ "a=rtcp:53020 IN IP4 126.16.64.4\r\n", "126.16.64.4:53020" },
		{ "a=rtcp:53020 IN IP6 2001:2345:6789:ABCD:EF01:2345:6789:ABCD\r\n",
		  "[2001:2345:6789:abcd:ef01:2345:6789:abcd]:53020" },
		{ "a=rtcp-mux\r\n", "192.0.2.1:49170" },
		{ "a=rtcp:53020\r\na=rtcp-mux\r\n", "192.0.2.1:53020" },
		{ "a=rtcp:0\r\na=rtcp-mux\r\n", "192.0.2.1:49170" },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char text[512];

		snprintf(text, sizeof(text), SDP_AUDIO("RTP/AVP", "%s"), cases[i].attrs);

		struct mdesc *d = mapped(text);

		ck_assert_str_eq(text_of(&d->line[0].rtcp), cases[i].rtcp);
		mdesc_free(d);
	}
}
END_TEST

START_TEST(a_relayed_line_we_could_not_send_to_is_refused)
{
	static const char *const bad[] = {
		HEAD "m=audio 5000 RTP/AVP 0\r\n",
		HEAD "c=IN IP4 phone.example.com\r\nm=audio 5000 RTP/AVP 0\r\n",
		HEAD "m=audio 5000 RTP/AVP 0\r\nc=IN IP4 phone.example.com\r\n",
		HEAD CONN "m=audio 5000 RTP/AVP 0\r\nc=IN IP4 phone.example.com\r\n",
		HEAD "c=IN IP4 224.2.36.42/127\r\nm=audio 5000 RTP/AVP 0\r\n",
		HEAD "c=IN IP4 192.0.2.1/127\r\nm=audio 5000 RTP/AVP 0\r\n",
		HEAD "c=IN IP4 239.1.1.1\r\nm=audio 5000 RTP/AVP 0\r\n",
		HEAD "c=IN IP6 FF15::101\r\nm=audio 5000 RTP/AVP 0\r\n",
		HEAD "c=IN IP6 FF15::101/3\r\nm=audio 5000 RTP/AVP 0\r\n",
		HEAD "c=IN IP4 2001:db8::1\r\nm=audio 5000 RTP/AVP 0\r\n",
		HEAD "c=IN IP6 192.0.2.1 x\r\nm=audio 5000 RTP/AVP 0\r\n",
		HEAD "c=ATM NSAP 47.0091\r\nm=audio 5000 RTP/AVP 0\r\n",
		HEAD CONN "m=audio 5000 RTP/AVP 0\r\n" CONN CONN,
		HEAD "m=audio 5000 RTP/AVP 0\r\nc=IN IP4 phone.example.com\r\n" CONN,
		HEAD CONN "m=audio 5000/2 RTP/AVP 0\r\n",
		HEAD CONN "m=audio 5000/x RTP/AVP 0\r\n",
		HEAD CONN "m=audio 65536 RTP/AVP 0\r\n",
		HEAD CONN "m=audio -1 RTP/AVP 0\r\n",
		HEAD CONN "m=audio x RTP/AVP 0\r\n",
		HEAD CONN "m=audio 65535 RTP/AVP 0\r\n",
		HEAD CONN "m=audio 5000 RTP/AVP\r\n",
		HEAD CONN "m=audio 5000 RTP/AVP 128\r\n",
		HEAD CONN "m=audio 5000 RTP/AVP PCMU\r\n",
		HEAD CONN "m=audio\r\n",
		HEAD CONN "m=audio 5000 RTP/AVP 0\r\na=rtcp:0\r\n",
		HEAD CONN "m=audio 5000 RTP/AVP 0\r\na=rtcp:70000\r\n",
		HEAD CONN "m=audio 5000 RTP/AVP 0\r\na=rtcp:5001 IN IP4 phone.example.com\r\n",
		HEAD CONN "m=audio 5000 RTP/AVP 0\r\na=rtcp:5001 IN IP4 224.1.1.1\r\n",
	};

	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		ck_assert_msg(map_error(bad[i]) == -EINVAL, "mapped:\n%s", bad[i]);
}
END_TEST

START_TEST(lines_not_relayed_may_say_what_they_like)
{
	static const char *const good[] = {
		HEAD "m=audio 0 RTP/AVP 0\r\n",
		HEAD "m=audio 0 RTP/AVP *\r\nc=IN IP4 phone.example.com\r\n",
		HEAD "m=message 7654 TCP/MSRP *\r\nc=IN IP4 phone.example.com\r\n",
		HEAD "m=image 70000 udptl t38\r\n",
		HEAD "c=IN IP4 224.2.36.42/127\r\nm=audio 0 RTP/AVP 0\r\n",
		HEAD,
		HEAD CONN "m=audio 65535 RTP/AVP 0\r\na=rtcp-mux\r\n",
		HEAD CONN "m=audio 65535 RTP/AVP 0\r\na=rtcp:5\r\n",
		HEAD CONN "m=audio 5000/1 RTP/AVP 0\r\n",
		HEAD "c=IN IP4 phone.example.com\r\nm=audio 5000 RTP/AVP 0\r\n" CONN,
	};

	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		mdesc_free(mapped(good[i]));
}
END_TEST

START_TEST(port_zero_is_refused_and_hold_of_old_is_not)
{
	struct mdesc *d =
		mapped(HEAD "c=IN IP4 0.0.0.0\r\nm=audio 5000 RTP/AVP 0\r\nm=video 0 RTP/AVP 31\r\n"
			    "m=audio 5004 RTP/AVP 0\r\nc=IN IP6 ::\r\n");

	ck_assert(d->line[0].is_relayed && !d->line[0].is_refused && addr_is_any(&d->line[0].rtp));
	ck_assert(!d->line[1].is_relayed && d->line[1].is_refused);
	ck_assert_int_eq(d->line[1].kind, MKIND_VIDEO);
	ck_assert(d->line[2].is_relayed && addr_is_any(&d->line[2].rtp));
	mdesc_free(d);
}
END_TEST

START_TEST(invalid_crypto_is_counted_and_the_rest_kept)
{
	struct mdesc *d = mapped(
		SDP_AUDIO("RTP/SAVP",
			  "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" KEY_A "\r\n"
			  "a=crypto:2 AES_CM_128_HMAC_SHA1_80 inline:AAAA\r\n"
			  "a=crypto:3 AES_CM_128_HMAC_SHA1_80 inline:!!!!\r\n"
			  "a=crypto:x AES_CM_128_HMAC_SHA1_80 inline:" KEY_A "\r\n"
			  "a=crypto:4 SOMEBODYS_OWN inline:whatever\r\na=crypto:\r\na=crypto\r\n"));

	ck_assert_uint_eq(d->line[0].n_crypto, 2);
	ck_assert_uint_eq(d->line[0].crypto[0].tag, 1);
	ck_assert_uint_eq(d->line[0].crypto[1].tag, 4);
	ck_assert_int_eq(d->line[0].crypto[1].suite, SUITE_UNKNOWN);
	ck_assert_uint_eq(d->line[0].n_bad_crypto, 5);
	mdesc_free(d);
}
END_TEST

/* RFC 4568 section 4.1: the tag must be unique, so neither can be meant by an answer. */
START_TEST(twins_of_a_tag_are_both_invalid)
{
	struct mdesc *d = mapped(SDP_AUDIO(
		"RTP/SAVP", "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" KEY_A "\r\n"
			    "a=crypto:2 AES_CM_128_HMAC_SHA1_80 inline:" KEY_B "\r\n"
			    "a=crypto:1 AES_CM_128_HMAC_SHA1_32 inline:" KEY_C "\r\n"
			    "a=crypto:3 AES_CM_128_HMAC_SHA1_32 inline:" KEY_C "\r\n"));

	ck_assert_uint_eq(d->line[0].n_crypto, 2);
	ck_assert_uint_eq(d->line[0].crypto[0].tag, 2);
	ck_assert_uint_eq(d->line[0].crypto[1].tag, 3);
	ck_assert_uint_eq(d->line[0].n_bad_crypto, 2);
	mdesc_free(d);
}
END_TEST

START_TEST(the_same_tag_on_two_lines_is_fine)
{
	struct mdesc *d = mapped(sdp_samples[0].text);

	ck_assert_uint_eq(d->n_lines, 3);
	ck_assert_uint_eq(d->line[0].n_crypto, 1);
	ck_assert_uint_eq(d->line[1].n_crypto, 1);
	ck_assert_int_eq(d->line[1].crypto[0].suite, SUITE_AES_CM_128_HMAC_SHA1_32);
	ck_assert(!d->line[2].is_relayed);
	mdesc_free(d);
}
END_TEST

START_TEST(potential_configurations_bring_their_keys)
{
	struct mdesc *d = mapped(sdp_samples[2].text);

	ck_assert(d->line[0].has_potential && !d->line[0].is_actual);
	ck_assert_int_eq(d->line[0].proto, MPROTO_AVP);
	ck_assert_uint_eq(d->line[0].n_crypto, 1);
	ck_assert_int_eq(d->line[0].crypto[0].suite, SUITE_AES_CM_128_HMAC_SHA1_32);
	mdesc_free(d);

	d = mapped(SDP_AUDIO("RTP/AVP",
			     "a=acap:1 crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" KEY_A "\r\n"));
	ck_assert_uint_eq(d->line[0].n_crypto, 0);
	mdesc_free(d);

	d = mapped(SDP_AUDIO("RTP/SAVP",
			     "a=acfg:1 t=1 a=1\r\n"
			     "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" KEY_A "\r\n"));
	ck_assert(d->line[0].is_actual && !d->line[0].has_potential);
	mdesc_free(d);
}
END_TEST

START_TEST(secure_session_and_e2ae_are_seen)
{
	struct mdesc *d = mapped(
		SDP_AUDIO("RTP/AVP", "a=secure-session:transparent\r\na=3ge2ae:requested\r\n"));

	ck_assert(d->line[0].wants_transparent && d->line[0].is_e2ae);
	mdesc_free(d);
	d = mapped(SDP_AUDIO("RTP/AVP", "a=secure-session:sdes e2e\r\na=key-mgmt:other x\r\n"));
	ck_assert(!d->line[0].wants_transparent && !d->line[0].is_e2ae && !d->line[0].has_key_mgmt);
	mdesc_free(d);
}
END_TEST

START_TEST(what_cannot_be_read_is_as_if_absent)
{
	struct mdesc *d = mapped(SDP_AUDIO("RTP/AVP",
		"a=rtpmap:97\r\na=rtpmap:97 AMR-WB\r\na=rtpmap:300 X/1\r\na=rtpmap:5 LATE/8000\r\n"
		"a=rtpmap:97 WAYTOOLONGANAMEFORANYCODECIHAVESEEN/8000\r\na=rtpmap:97 A/8000/0\r\n"
		"a=fmtp:98 x\r\na=fmtp\r\na=ptime:x\r\na=maxptime:99999\r\n"));

	ck_assert_str_eq(d->line[0].formats[2].name, "AMR");
	ck_assert_uint_eq(d->line[0].n_formats, 3);
	ck_assert_uint_eq(d->line[0].ptime_ms, 0);
	ck_assert_uint_eq(d->line[0].maxptime_ms, 0);
	mdesc_free(d);
}
END_TEST

START_TEST(a_fmtp_beyond_our_room_is_not_cut_in_half)
{
	char text[1024], params[MFORMAT_FMTP_MAX + 1];

	memset(params, 'x', sizeof(params));
	params[MFORMAT_FMTP_MAX] = '\0';
	snprintf(text, sizeof(text), SDP_AUDIO("RTP/AVP", "a=fmtp:97 %s\r\n"), params);

	struct mdesc *d = mapped(text);

	ck_assert_str_eq(d->line[0].formats[2].fmtp, "");
	mdesc_free(d);
}
END_TEST

START_TEST(o_version_is_a_number_or_nothing)
{
	static const struct {
		const char *origin;
		uint64_t want;
	} cases[] = {
		{ "- 1 18446744073709551615 IN IP4 x", UINT64_MAX },
		{ "- 1 18446744073709551616 IN IP4 x", 0 },
		{ "- 1 x IN IP4 x", 0 },
		{ "- 1", 0 },
		{ "", 0 },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char text[256];

		snprintf(text, sizeof(text), "v=0\r\no=%s\r\ns=-\r\n", cases[i].origin);

		struct mdesc *d = mapped(text);

		ck_assert_uint_eq(d->o_version, cases[i].want);
		mdesc_free(d);
	}
}
END_TEST

/* @head and @n times @each with its '#' a running number. */
static char *
with_many(const char *head, unsigned int n, const char *each)
{
	struct text text;

	text_init(&text, MDESC_TEXT_MAX);
	text_puts(&text, head);
	for (unsigned int i = 1; i <= n; i++) {
		struct span rest = span_of(each), part;

		span_cut(&rest, '#', &part);
		text_printf(&text, "%" SPAN_FMT "%u%" SPAN_FMT, SPAN_ARG(part), i, SPAN_ARG(rest));
	}
	return text_take(&text);
}

START_TEST(bounds_are_refused_one_beyond)
{
	static const struct {
		const char *head, *each;
		unsigned int max;
	} cases[] = {
		{ HEAD CONN, "m=audio 500# RTP/AVP 0\r\n", MDESC_LINES_MAX },
		{ HEAD CONN "m=audio 5000 RTP/AVP", " #", MDESC_FORMATS_MAX },
		{ HEAD CONN "m=audio 5000 RTP/SAVP 0\r\n",
		  "a=crypto:# AES_CM_128_HMAC_SHA1_80 inline:" KEY_A "\r\n", MDESC_CRYPTO_MAX },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *fits = with_many(cases[i].head, cases[i].max, cases[i].each);
		char *bursts = with_many(cases[i].head, cases[i].max + 1, cases[i].each);

		mdesc_free(mapped(fits));
		ck_assert_int_eq(map_error(bursts), -E2BIG);
		free(fits);
		free(bursts);
	}
}
END_TEST

static int
map_once(void *ctx)
{
	const char *text = ctx;
	struct mdesc *mdesc = NULL;
	int err = sdp_map(span_of(text), NULL, &mdesc);

	mdesc_free(mdesc);
	return err;
}

START_TEST(short_memory_is_told)
{
	ck_assert_uint_eq(failmalloc_each(map_once, (void *)(uintptr_t)sdp_samples[0].text), 1);
}
END_TEST

Suite *
sdp_map_suite(void)
{
	const TTest *const tests[] = {
		the_corpus_maps,
		a_secure_audio_line_is_read_in_full,
		every_profile_has_its_name,
		session_level_is_inherited_and_overridden,
		bandwidths_are_told_apart,
		header_extensions_are_known_by_their_uri,
		more_header_extensions_than_are_kept_are_counted,
		keying_tells_a_new_key_from_the_old,
		a_lines_own_fingerprint_hides_the_sessions,
		rtcp_is_said_or_next_or_the_same,
		a_relayed_line_we_could_not_send_to_is_refused,
		lines_not_relayed_may_say_what_they_like,
		port_zero_is_refused_and_hold_of_old_is_not,
		invalid_crypto_is_counted_and_the_rest_kept,
		twins_of_a_tag_are_both_invalid,
		the_same_tag_on_two_lines_is_fine,
		potential_configurations_bring_their_keys,
		secure_session_and_e2ae_are_seen,
		what_cannot_be_read_is_as_if_absent,
		a_fmtp_beyond_our_room_is_not_cut_in_half,
		o_version_is_a_number_or_nothing,
		bounds_are_refused_one_beyond,
		short_memory_is_told,
	};
	return suite_of("sdp_map", tests, ARRAY_LEN(tests));
}
