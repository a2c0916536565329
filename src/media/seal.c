/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/seal.c - the only file that knows libsrtp2
 *
 * One srtp_t a direction, every SSRC named: a context for any SSRC cannot be told a rollover
 * counter, and would allocate when one comes.
 *
 * Thread      as in seal.h
 */
#include "seal.h"

#include <arpa/inet.h>
#include <errno.h>
#include <srtp2/srtp.h>
#include <stdlib.h>
#include <string.h>

#include "base/wipe.h"
#include "media/media.h"
#include "octets.h"
#include "rtp.h"

enum {
	WINDOW = 128,		/* packets of replay protection */
	SRTCP_MIN = 8 + 4,	/* header, E and index */
	/* What may stand in an a=crypto and changes no packet. */
	HARMLESS = SDES_WSH | SDES_EXTENSION,
};

/* Not AES-192: Debian's libsrtp2 2.5.0 on NSS takes it and makes tags that are not RFC 6188's. */
static const struct recipe {
	enum suite suite;
	void (*rtp)(srtp_crypto_policy_t *p);
	void (*rtcp)(srtp_crypto_policy_t *p);
} recipes[] = {
	/* RFC 4568 section 6.2.2: of SRTCP the tag is 80 bits in the _32 suites too. */
	{ SUITE_AES_CM_128_HMAC_SHA1_80, srtp_crypto_policy_set_rtp_default,
	  srtp_crypto_policy_set_rtcp_default },
	{ SUITE_AES_CM_128_HMAC_SHA1_32, srtp_crypto_policy_set_aes_cm_128_hmac_sha1_32,
	  srtp_crypto_policy_set_rtcp_default },
	{ SUITE_AES_256_CM_HMAC_SHA1_80, srtp_crypto_policy_set_aes_cm_256_hmac_sha1_80,
	  srtp_crypto_policy_set_aes_cm_256_hmac_sha1_80 },
	{ SUITE_AES_256_CM_HMAC_SHA1_32, srtp_crypto_policy_set_aes_cm_256_hmac_sha1_32,
	  srtp_crypto_policy_set_aes_cm_256_hmac_sha1_80 },
	{ SUITE_AEAD_AES_128_GCM, srtp_crypto_policy_set_aes_gcm_128_16_auth,
	  srtp_crypto_policy_set_aes_gcm_128_16_auth },
	{ SUITE_AEAD_AES_256_GCM, srtp_crypto_policy_set_aes_gcm_256_16_auth,
	  srtp_crypto_policy_set_aes_gcm_256_16_auth },
};

struct seal {
	srtp_t ctx;
	bool has_mki;
};

struct opener {
	srtp_t ctx;
	struct sdes_key key;
	const struct recipe *recipe;
	size_t rtp_trailer, rtcp_trailer;	/* octets: tag, MKI, and index of SRTCP */
	unsigned int n;
	struct known {
		uint32_t ssrc;
		bool has_rtp;			/* its rollover counter is known */
	} known[OPENER_SSRCS];			/* the latest first */
};

const char *
media_srtp_version(void)
{
	return srtp_get_version_string();
}

/* ---- the library --------------------------------------------------------------------------- */

static unsigned int n_open;

int
seal_library_open(void)
{
	if (n_open == 0 && srtp_init() != srtp_err_status_ok)
		return -ENOTSUP;
	n_open++;
	return 0;
}

void
seal_library_close(void)
{
	if (n_open > 0 && --n_open == 0)
		srtp_shutdown();
}

static int
error_of(srtp_err_status_t status)
{
	switch (status) {
	case srtp_err_status_ok:
		return 0;
	case srtp_err_status_alloc_fail:
		return -ENOMEM;
	default:
		return -ENOTSUP;
	}
}

/* ---- keys ---------------------------------------------------------------------------------- */

static const struct recipe *
recipe_of(const struct sdes *sdes)
{
	for (size_t i = 0; i < ARRAY_LEN(recipes); i++)
		if (recipes[i].suite == sdes->suite)
			return &recipes[i];
	return NULL;
}

int
seal_check(const struct sdes *sdes)
{
	const struct suite_facts *facts = suite_facts(sdes->suite);
	const struct sdes_key *key = &sdes->key[0];
	bool is_known = recipe_of(sdes) && sdes->n_keys == 1 &&
			key->n_octets == facts->key_salt_octets;
	/* The library looks for it where the tag of SRTP would end. */
	bool is_lost = key->mki_octets && facts->tag_octets != facts->srtcp_tag_octets;

	return is_known && !is_lost && !(sdes->params & ~(unsigned int)HARMLESS) ? 0 : -ENOTSUP;
}

/* The MKI as it stands in packets: a decimal value, so with leading zeros (RFC 4568 section 9.2). */
static void
write_mki(const struct sdes_key *key, uint8_t ret[SDES_MKI_MAX])
{
	uint64_t v = key->mki;

	memset(ret, 0, SDES_MKI_MAX);
	for (unsigned int i = key->mki_octets; i > 0 && v; i--, v >>= 8)
		ret[i - 1] = (uint8_t)v;
}

/* Under @key, another SSRC. */
static int
add_stream(srtp_t ctx, const struct recipe *recipe, const struct sdes_key *key, uint32_t ssrc)
{
	struct sdes_key copy = *key;
	uint8_t mki[SDES_MKI_MAX];
	srtp_master_key_t master = { copy.octets, mki, key->mki_octets };
	srtp_master_key_t *masters[] = { &master };
	srtp_policy_t policy = { .ssrc = { ssrc_specific, ssrc }, .window_size = WINDOW };

	write_mki(key, mki);
	recipe->rtp(&policy.rtp);
	recipe->rtcp(&policy.rtcp);
	if (key->mki_octets) {
		policy.keys = masters;
		policy.num_master_keys = 1;
	} else {
		policy.key = copy.octets;
	}

	int err = error_of(srtp_add_stream(ctx, &policy));

	wipe(&copy, sizeof(copy));
	return err;
}

/* ---- sealing ------------------------------------------------------------------------------- */

int
seal_new(const struct sdes *sdes, const uint32_t ssrc[SEAL_SSRCS], struct seal **ret)
{
	int err = seal_check(sdes);

	if (err)
		return err;

	struct seal *seal = calloc(1, sizeof(*seal));

	if (!seal)
		return -ENOMEM;
	seal->has_mki = sdes->key[0].mki_octets > 0;
	err = error_of(srtp_create(&seal->ctx, NULL));
	for (unsigned int i = 0; !err && i < SEAL_SSRCS; i++)
		err = add_stream(seal->ctx, recipe_of(sdes), &sdes->key[0], ssrc[i]);
	if (err) {
		seal_free(seal);
		return err;
	}
	*ret = seal;
	return 0;
}

struct seal *
seal_free(struct seal *seal)
{
	if (!seal)
		return NULL;
	if (seal->ctx)
		srtp_dealloc(seal->ctx);	/* cleanses its copies */
	return wipe_free(seal, sizeof(*seal));
}

int
seal_rtp(struct seal *seal, uint8_t *pkt, size_t *n)
{
	int length = (int)*n;

	if (*n + SEAL_TRAILER_MAX > SEAL_PACKET_MAX || rtp_head_octets(pkt, *n) == 0 ||
	    srtp_protect_mki(seal->ctx, pkt, &length, seal->has_mki, 0) != srtp_err_status_ok)
		return -EINVAL;
	*n = (size_t)length;
	return 0;
}

int
seal_rtcp(struct seal *seal, uint8_t *pkt, size_t *n)
{
	int length = (int)*n;

	if (*n + SEAL_TRAILER_MAX > SEAL_PACKET_MAX || *n < SRTCP_MIN - 4 ||
	    srtp_protect_rtcp_mki(seal->ctx, pkt, &length, seal->has_mki, 0) != srtp_err_status_ok)
		return -EINVAL;
	*n = (size_t)length;
	return 0;
}

/* ---- opening ------------------------------------------------------------------------------- */

int
opener_new(const struct sdes *sdes, struct opener **ret)
{
	int err = seal_check(sdes);

	if (err)
		return err;

	struct opener *opener = calloc(1, sizeof(*opener));

	if (!opener)
		return -ENOMEM;
	err = error_of(srtp_create(&opener->ctx, NULL));
	if (err) {
		opener_free(opener);
		return err;
	}
	opener->key = sdes->key[0];
	opener->recipe = recipe_of(sdes);
	opener->rtp_trailer = (size_t)suite_facts(sdes->suite)->tag_octets + opener->key.mki_octets;
	opener->rtcp_trailer =
		(size_t)suite_facts(sdes->suite)->srtcp_tag_octets + opener->key.mki_octets;
	*ret = opener;
	return 0;
}

struct opener *
opener_free(struct opener *opener)
{
	if (!opener)
		return NULL;
	if (opener->ctx)
		srtp_dealloc(opener->ctx);
	return wipe_free(opener, sizeof(*opener));
}

static struct known *
find(struct opener *opener, uint32_t ssrc)
{
	for (unsigned int i = 0; i < opener->n; i++)
		if (opener->known[i].ssrc == ssrc)
			return &opener->known[i];
	return NULL;
}

static int
unseal_rtp(struct opener *opener, uint8_t *pkt, size_t *n)
{
	int length = (int)*n;
	size_t head = rtp_head_octets(pkt, *n);

	if (head == 0 || *n < head + opener->rtp_trailer ||
	    srtp_unprotect_mki(opener->ctx, pkt, &length, opener->key.mki_octets > 0) !=
		    srtp_err_status_ok)
		return -EBADMSG;
	*n = (size_t)length;
	return 0;
}

static int
unseal_rtcp(struct opener *opener, uint8_t *pkt, size_t *n)
{
	int length = (int)*n;

	if (*n < SRTCP_MIN + opener->rtcp_trailer ||
	    srtp_unprotect_rtcp_mki(opener->ctx, pkt, &length, opener->key.mki_octets > 0) !=
		    srtp_err_status_ok)
		return -EBADMSG;
	*n = (size_t)length;
	return 0;
}

int
opener_rtp(struct opener *opener, uint8_t *pkt, size_t *n)
{
	if (*n < RTP_HEAD)
		return -EBADMSG;

	const struct known *known = find(opener, rtp_ssrc(pkt));

	return known && known->has_rtp ? unseal_rtp(opener, pkt, n) : -ENOENT;
}

int
opener_rtcp(struct opener *opener, uint8_t *pkt, size_t *n)
{
	if (*n < SRTCP_MIN)
		return -EBADMSG;
	return find(opener, rtcp_ssrc(pkt)) ? unseal_rtcp(opener, pkt, n) : -ENOENT;
}

/* ---- new SSRCs ----------------------------------------------------------------------------- */

static void
forget(struct opener *opener, uint32_t ssrc)
{
	struct known *at = find(opener, ssrc);

	/* The library wants it as it stands in packets here, unlike in a policy. */
	srtp_remove_stream(opener->ctx, htonl(ssrc));
	if (!at)
		return;
	opener->n--;
	memmove(at, at + 1, (size_t)(opener->known + opener->n - at) * sizeof(*at));
}

static void
remember(struct opener *opener, uint32_t ssrc, bool has_rtp)
{
	struct known *known = find(opener, ssrc);

	if (known) {
		known->has_rtp |= has_rtp;
		return;
	}
	if (opener->n == OPENER_SSRCS)
		forget(opener, opener->known[OPENER_SSRCS - 1].ssrc);
	memmove(opener->known + 1, opener->known, opener->n++ * sizeof(opener->known[0]));
	opener->known[0] = (struct known){ ssrc, has_rtp };
}

/* One attempt on a copy: a failed one may leave anything behind. */
static int
try_roc(struct opener *opener, uint8_t *pkt, size_t *n, uint32_t roc)
{
	uint32_t copy[SEAL_PACKET_MAX / 4];
	size_t length = *n;

	memcpy(copy, pkt, length);
	if (srtp_set_stream_roc(opener->ctx, rtp_ssrc(pkt), roc) != srtp_err_status_ok ||
	    unseal_rtp(opener, (uint8_t *)copy, &length))
		return -EBADMSG;
	memcpy(pkt, copy, length);
	*n = length;
	wipe(copy, length);
	return 0;
}

static int
search_roc(struct opener *opener, uint8_t *pkt, size_t *n, uint32_t roc)
{
	int err = try_roc(opener, pkt, n, roc);

	/* Loss or reordering at a wrap: the estimate may be one off (RFC 3711 section 3.3.1). */
	if (err)
		err = try_roc(opener, pkt, n, roc + 1);
	if (err && roc > 0)
		err = try_roc(opener, pkt, n, roc - 1);
	for (uint32_t r = 0; err && r < OPENER_ROCS; r++)
		err = try_roc(opener, pkt, n, r);
	return err;
}

int
opener_admit_rtp(struct opener *opener, uint8_t *pkt, size_t *n, uint32_t roc)
{
	if (*n > SEAL_PACKET_MAX || rtp_head_octets(pkt, *n) == 0)
		return -EBADMSG;

	uint32_t ssrc = rtp_ssrc(pkt);
	bool is_new = !find(opener, ssrc);
	int err = is_new ? add_stream(opener->ctx, opener->recipe, &opener->key, ssrc) : 0;

	if (!err)
		err = search_roc(opener, pkt, n, roc);
	if (!err)
		remember(opener, ssrc, true);
	else if (is_new)
		forget(opener, ssrc);
	return err;
}

int
opener_admit_rtcp(struct opener *opener, uint8_t *pkt, size_t *n)
{
	if (*n > SEAL_PACKET_MAX || *n < SRTCP_MIN)
		return -EBADMSG;

	uint32_t ssrc = rtcp_ssrc(pkt);
	bool is_new = !find(opener, ssrc);
	int err = is_new ? add_stream(opener->ctx, opener->recipe, &opener->key, ssrc) : 0;

	if (!err)
		err = unseal_rtcp(opener, pkt, n);
	if (!err)
		remember(opener, ssrc, false);
	else if (is_new)
		forget(opener, ssrc);
	return err;
}

unsigned int
opener_ssrcs(const struct opener *opener, uint32_t ret[OPENER_SSRCS])
{
	for (unsigned int i = 0; i < opener->n; i++)
		ret[i] = opener->known[i].ssrc;
	return opener->n;
}
