/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/sender.h"

#include <check.h>
#include <string.h>

#include "media/seal.h"

static void
policy_of(enum suite suite, srtp_policy_t *policy)
{
	srtp_crypto_policy_t *rtp = &policy->rtp, *rtcp = &policy->rtcp;

	switch (suite) {
	case SUITE_AES_CM_128_HMAC_SHA1_80:
		srtp_crypto_policy_set_rtp_default(rtp);
		srtp_crypto_policy_set_rtcp_default(rtcp);
		break;
	case SUITE_AES_CM_128_HMAC_SHA1_32:	/* RFC 4568 6.2.2: SRTCP keeps its 80 bits */
		srtp_crypto_policy_set_aes_cm_128_hmac_sha1_32(rtp);
		srtp_crypto_policy_set_rtcp_default(rtcp);
		break;
	case SUITE_AES_256_CM_HMAC_SHA1_80:
		srtp_crypto_policy_set_aes_cm_256_hmac_sha1_80(rtp);
		srtp_crypto_policy_set_aes_cm_256_hmac_sha1_80(rtcp);
		break;
	case SUITE_AEAD_AES_128_GCM:
		srtp_crypto_policy_set_aes_gcm_128_16_auth(rtp);
		srtp_crypto_policy_set_aes_gcm_128_16_auth(rtcp);
		break;
	case SUITE_AEAD_AES_256_GCM:
		srtp_crypto_policy_set_aes_gcm_256_16_auth(rtp);
		srtp_crypto_policy_set_aes_gcm_256_16_auth(rtcp);
		break;
	default:
		ck_abort_msg("no sender for suite %d", suite);
	}
}

struct sdes
sender_keys(enum suite suite, uint8_t seed, unsigned int mki_octets)
{
	struct sdes sdes = { .tag = 1, .suite = suite, .n_keys = 1 };
	struct sdes_key *key = &sdes.key[0];

	key->n_octets = suite_facts(suite)->key_salt_octets;
	for (unsigned int i = 0; i < key->n_octets; i++)
		key->octets[i] = (uint8_t)(seed + 7 * i);
	key->mki_octets = (uint8_t)mki_octets;
	key->mki = mki_octets ? 0x42 : 0;
	return sdes;
}

struct sender
sender_open(const struct sdes *sdes, uint32_t ssrc, uint32_t roc)
{
	struct sender sender = { .ssrc = ssrc, .has_mki = sdes->key[0].mki_octets };
	uint8_t octets[SDES_KEY_MAX], mki[SDES_MKI_MAX] = { 0 };
	srtp_master_key_t master = { octets, mki, sdes->key[0].mki_octets };
	srtp_master_key_t *masters[] = { &master };
	srtp_policy_t policy = {
		.ssrc = { ssrc_specific, ssrc },
		.window_size = 0x4000,
		.allow_repeat_tx = 1,
	};

	ck_assert_int_eq(seal_library_open(), 0);	/* whoever else has it open */
	memcpy(octets, sdes->key[0].octets, sizeof(octets));
	policy_of(sdes->suite, &policy);
	if (sender.has_mki) {
		mki[sdes->key[0].mki_octets - 1] = (uint8_t)sdes->key[0].mki;
		policy.keys = masters;
		policy.num_master_keys = 1;
	} else {
		policy.key = octets;
	}
	ck_assert_int_eq(srtp_create(&sender.srtp, &policy), srtp_err_status_ok);
	if (roc)
		ck_assert_int_eq(srtp_set_stream_roc(sender.srtp, ssrc, roc), srtp_err_status_ok);
	return sender;
}

void
sender_close(struct sender *sender)
{
	ck_assert_int_eq(srtp_dealloc(sender->srtp), srtp_err_status_ok);
	seal_library_close();
}

static void
put32(uint8_t *p, uint32_t v)
{
	for (unsigned int i = 0; i < 4; i++)
		p[i] = (uint8_t)(v >> (24 - 8 * i));
}

size_t
sender_rtp(struct sender *sender, uint8_t *p, uint16_t seq)
{
	int n = 12 + SENDER_PAYLOAD;

	memset(p, (uint8_t)(seq * 3u), (size_t)n);
	p[0] = 0x80;
	p[1] = 97;
	p[2] = (uint8_t)(seq >> 8);
	p[3] = (uint8_t)seq;
	put32(p + 4, seq * 160u);
	put32(p + 8, sender->ssrc);
	ck_assert_int_eq(srtp_protect_mki(sender->srtp, p, &n, sender->has_mki, 0),
			 srtp_err_status_ok);
	return (size_t)n;
}

size_t
sender_rtcp(struct sender *sender, uint8_t *p)
{
	int n = 28;

	memset(p, 7, (size_t)n);
	p[0] = 0x80;
	p[1] = 200;
	p[2] = 0;
	p[3] = 6;
	put32(p + 4, sender->ssrc);
	ck_assert_int_eq(srtp_protect_rtcp_mki(sender->srtp, p, &n, sender->has_mki, 0),
			 srtp_err_status_ok);
	return (size_t)n;
}
