/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * bench/analysis/wrap.c - a call under SRTP, by libsrtp2
 *
 * F8 is not in libsrtp2.  What it leaves on the wire differs from AES-CM in nothing that could be seen.
 * The session keys of AES-192 are not those of RFC 6188 section 3 (AES-192 as PRF), so its tags verify under no
 * key the SDP shows: those streams are fed without keys only.
 */
#include "wrap.h"

#include <srtp2/srtp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "media/octets.h"

const struct wrapping wrappings[] = {
	{ "AES-CM-128, 80",  SUITE_AES_CM_128_HMAC_SHA1_80, 10, true, false },
	{ "AES-CM-128, 32",  SUITE_AES_CM_128_HMAC_SHA1_32, 4, true, false },
	{ "AES-CM-192, 80",  SUITE_AES_192_CM_HMAC_SHA1_80, 10, true, true },
	{ "AES-CM-192, 32",  SUITE_AES_192_CM_HMAC_SHA1_32, 4, true, true },
	{ "AES-CM-256, 80",  SUITE_AES_256_CM_HMAC_SHA1_80, 10, true, false },
	{ "AES-CM-256, 32",  SUITE_AES_256_CM_HMAC_SHA1_32, 4, true, false },
	{ "AEAD-128-GCM",    SUITE_AEAD_AES_128_GCM, 16, true, false },
	{ "AEAD-256-GCM",    SUITE_AEAD_AES_256_GCM, 16, true, false },
	{ "not encrypted, 80", SUITE_AES_CM_128_HMAC_SHA1_80, 10, false, false },
	{ "not encrypted, 32", SUITE_AES_CM_128_HMAC_SHA1_32, 4, false, false },
};

const size_t n_wrappings = ARRAY_LEN(wrappings);

static void
must(srtp_err_status_t rc, const char *what)
{
	if (rc == srtp_err_status_ok)
		return;
	fprintf(stderr, "bench: libsrtp2: %s: %d\n", what, rc);
	exit(EXIT_FAILURE);
}

static void
set_suite(srtp_policy_t *policy, enum suite suite)
{
	static void (*const set[SUITES])(srtp_crypto_policy_t *) = {
		[SUITE_AES_CM_128_HMAC_SHA1_80] = srtp_crypto_policy_set_rtp_default,
		[SUITE_AES_CM_128_HMAC_SHA1_32] = srtp_crypto_policy_set_aes_cm_128_hmac_sha1_32,
		[SUITE_AES_192_CM_HMAC_SHA1_80] = srtp_crypto_policy_set_aes_cm_192_hmac_sha1_80,
		[SUITE_AES_192_CM_HMAC_SHA1_32] = srtp_crypto_policy_set_aes_cm_192_hmac_sha1_32,
		[SUITE_AES_256_CM_HMAC_SHA1_80] = srtp_crypto_policy_set_aes_cm_256_hmac_sha1_80,
		[SUITE_AES_256_CM_HMAC_SHA1_32] = srtp_crypto_policy_set_aes_cm_256_hmac_sha1_32,
		[SUITE_AEAD_AES_128_GCM] = srtp_crypto_policy_set_aes_gcm_128_16_auth,
		[SUITE_AEAD_AES_256_GCM] = srtp_crypto_policy_set_aes_gcm_256_16_auth,
	};

	set[suite](&policy->rtp);
	set[suite](&policy->rtcp);
	/* RFC 3711 section 4.2, RFC 4568 section 6.2: the tag of SRTCP has 80 bits. */
	if (policy->rtcp.auth_tag_len == 4)
		policy->rtcp.auth_tag_len = 10;
}

static void
seal(srtp_t session, struct sent *s, bool has_mki)
{
	int n = s->n;

	if (s->is_rtcp)
		must(srtp_protect_rtcp_mki(session, s->octets, &n, has_mki, 0), "protect_rtcp");
	else
		must(srtp_protect_mki(session, s->octets, &n, has_mki, 0), "protect");
	s->n = (uint16_t)n;
}

static void
draw_keys(const struct wrapping *w, uint8_t mki_octets, struct sdes *ret)
{
	*ret = (struct sdes){ .tag = 1, .suite = w->suite, .n_keys = 1 };
	ret->key[0].n_octets = suite_facts(w->suite)->key_salt_octets;
	ret->key[0].mki_octets = mki_octets;
	for (size_t i = 0; i < ret->key[0].n_octets; i++)
		ret->key[0].octets[i] = (uint8_t)draw(256);
	for (size_t i = 0; i < mki_octets; i++)
		ret->key[0].mki = ret->key[0].mki << 8 | draw(256);
	if (!w->is_encrypted)
		ret->params = SDES_UNENCRYPTED_SRTP | SDES_UNENCRYPTED_SRTCP;
}

static uint32_t
ssrc_of(const struct call *call)
{
	return get_be32(call->packet[0].octets + (call->packet[0].is_rtcp ? 4 : 8));
}

/* Reports that went before we came: the SRTCP index does not begin at one. */
static void
join_late(srtp_t session, const struct call *call, bool has_mki)
{
	static struct sent report;

	for (uint32_t n = draw(3) ? draw(20) : 0; n > 0; n--) {
		report.n = 8;
		report.is_rtcp = true;
		memcpy(report.octets, (const uint8_t[]){ 0x80, 201, 0, 1 }, 4);
		put_be32(report.octets + 4, ssrc_of(call));
		seal(session, &report, has_mki);
	}
}

void
wrap_call(struct call *call, const struct wrapping *w, uint8_t mki_octets, struct sdes *ret)
{
	static bool is_ready;
	srtp_policy_t policy = { .ssrc = { ssrc_specific, ssrc_of(call) }, .window_size = 128 };
	uint8_t mki[8] = { 0 };
	srtp_t session;

	if (!is_ready)
		must(srtp_init(), "init");
	is_ready = true;
	draw_keys(w, mki_octets, ret);
	for (size_t i = 0; i < mki_octets; i++)
		mki[i] = (uint8_t)(ret->key[0].mki >> 8 * (mki_octets - 1u - i));

	srtp_master_key_t key = { ret->key[0].octets, mki, mki_octets };
	srtp_master_key_t *keys[] = { &key };

	set_suite(&policy, w->suite);
	if (!w->is_encrypted)
		policy.rtp.sec_serv = policy.rtcp.sec_serv = sec_serv_auth;
	if (mki_octets) {
		policy.keys = keys;
		policy.num_master_keys = 1;
	} else {
		policy.key = ret->key[0].octets;
	}
	must(srtp_create(&session, &policy), "create");
	if (call->roc)
		must(srtp_set_stream_roc(session, ssrc_of(call), call->roc), "set_stream_roc");
	join_late(session, call, mki_octets > 0);
	for (size_t i = 0; i < call->n; i++)
		seal(session, &call->packet[i], mki_octets > 0);
	must(srtp_dealloc(session), "dealloc");
}
