/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/tagcheck.c - is this packet's tag made with the keys that the SDP showed us?
 *
 *	a=crypto key, salt --derive--> session keys (RFC 3711 4.3) --> HMAC-SHA1, or GHASH (ghash.c)
 *
 * Contexts of OpenSSL are made once, so a check allocates nothing.
 *
 * Thread      the worker that owns the bridge
 */
#include "tagcheck.h"

#include <errno.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "base/wipe.h"
#include "ghash.h"
#include "octets.h"
#include "rtp.h"

enum {
	BLOCK = 16,
	SALT_MAX = 14,		/* octets; AEAD's 12 are followed by zeros (RFC 7714 section 11) */
	HMAC_KEY = 20,		/* n_a, RFC 3711 section 4.2.1 */
	HMAC_TAG_MAX = 20,
	GCM_TAG = 16,
	GCM_SALT = 12,
	SRTCP_FIXED = 8,	/* header and SSRC, never encrypted */
	SRTCP_INDEX = 4,	/* E and index */
	DIGEST = 32,		/* SHA-256 */
};

/* Labels of RFC 3711 section 4.3.2. */
enum label {
	LABEL_RTP_KEY = 0, LABEL_RTP_AUTH = 1, LABEL_RTP_SALT = 2,
	LABEL_RTCP_KEY = 3, LABEL_RTCP_AUTH = 4, LABEL_RTCP_SALT = 5,
};

/* How a suite's master key is cut, and what makes its tag. */
static const struct recipe {
	enum suite suite;
	uint8_t key;		/* octets of the master key */
	uint8_t salt;
	bool is_gcm;
} recipes[] = {
	{ SUITE_AES_CM_128_HMAC_SHA1_80, 16, 14, false },
	{ SUITE_AES_CM_128_HMAC_SHA1_32, 16, 14, false },
	{ SUITE_F8_128_HMAC_SHA1_80, 16, 14, false },
	{ SUITE_AES_192_CM_HMAC_SHA1_80, 24, 14, false },
	{ SUITE_AES_192_CM_HMAC_SHA1_32, 24, 14, false },
	{ SUITE_AES_256_CM_HMAC_SHA1_80, 32, 14, false },
	{ SUITE_AES_256_CM_HMAC_SHA1_32, 32, 14, false },
	{ SUITE_AEAD_AES_128_GCM, 16, 12, true },
	{ SUITE_AEAD_AES_256_GCM, 32, 12, true },
};

/* Session keys of one direction and protocol under one master key. */
struct session_key {
	EVP_MAC_CTX *hmac;		/* keyed; NULL for AEAD */
	struct ghash *ghash;		/* keyed; NULL for HMAC */
	uint8_t salt[GCM_SALT];		/* AEAD only */
};

struct master {
	uint8_t mki[8];			/* its last mki_octets, as on the wire */
	uint8_t mki_octets;
	struct session_key rtp, rtcp;
};

struct tagcheck {
	const struct recipe *recipe;
	uint8_t rtp_tag, rtcp_tag;	/* octets */
	uint8_t digest[DIGEST];		/* of what it was made of */
	unsigned int n_masters;
	struct master master[SDES_KEYS_MAX];
};

/* ---- key derivation (RFC 3711 section 4.3.1, with a key derivation rate of 0) ---- */

static const EVP_CIPHER *
counter_mode(unsigned int key_octets)
{
	return key_octets == 16 ? EVP_aes_128_ctr() :
	       key_octets == 24 ? EVP_aes_192_ctr() : EVP_aes_256_ctr();
}

static int
derive(const struct recipe *recipe, const uint8_t *master, enum label label, uint8_t *ret, int n)
{
	static const uint8_t zeros[64];
	uint8_t iv[BLOCK] = { 0 };
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int out = 0;

	memcpy(iv, master + recipe->key, recipe->salt);
	iv[7] ^= (uint8_t)label;	/* label * 2^48, in the 112 bits of the salt */

	int ok = ctx && EVP_EncryptInit_ex(ctx, counter_mode(recipe->key), NULL, master, iv) &&
		 EVP_EncryptUpdate(ctx, ret, &out, zeros, n) && out == n;

	EVP_CIPHER_CTX_free(ctx);
	wipe(iv, sizeof(iv));
	return ok ? 0 : -ENOMEM;
}

static int
key_hmac(const struct recipe *recipe, const uint8_t *master, enum label label,
	 struct session_key *ret)
{
	uint8_t key[HMAC_KEY];
	char sha1[] = "SHA1";
	const OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, sha1, 0),
		OSSL_PARAM_construct_end(),
	};
	EVP_MAC *mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
	int err = mac ? derive(recipe, master, label, key, HMAC_KEY) : -ENOMEM;

	if (!err) {
		ret->hmac = EVP_MAC_CTX_new(mac);
		if (!ret->hmac || !EVP_MAC_init(ret->hmac, key, HMAC_KEY, params))
			err = -ENOMEM;
	}
	EVP_MAC_free(mac);
	wipe(key, sizeof(key));
	return err;
}

static int
key_gcm(const struct recipe *recipe, const uint8_t *master, enum label label,
	struct session_key *ret)
{
	uint8_t key[32];
	int err = derive(recipe, master, label, key, recipe->key);

	/* The salt's label is the key's + 2 for both protocols. */
	if (!err)
		err = derive(recipe, master, (enum label)(label + 2), ret->salt, GCM_SALT);
	if (!err)
		err = ghash_new(key, recipe->key, &ret->ghash);
	wipe(key, sizeof(key));
	return err;
}

static void
session_key_fini(struct session_key *key)
{
	EVP_MAC_CTX_free(key->hmac);	/* OpenSSL cleanses its copy */
	key->ghash = ghash_free(key->ghash);
}

/* ---- life ---- */

static const struct recipe *
recipe_find(enum suite suite)
{
	for (size_t i = 0; i < ARRAY_LEN(recipes); i++)
		if (recipes[i].suite == suite)
			return &recipes[i];
	return NULL;
}

static int
master_init(const struct recipe *recipe, const struct sdes_key *key, struct master *ret)
{
	uint64_t mki = key->mki;

	ret->mki_octets = key->mki_octets;
	for (unsigned int i = 8; i-- > 0; mki >>= 8)
		ret->mki[i] = (uint8_t)mki;

	if (recipe->is_gcm) {
		int err = key_gcm(recipe, key->octets, LABEL_RTP_KEY, &ret->rtp);

		return err ? err : key_gcm(recipe, key->octets, LABEL_RTCP_KEY, &ret->rtcp);
	}

	int err = key_hmac(recipe, key->octets, LABEL_RTP_AUTH, &ret->rtp);

	return err ? err : key_hmac(recipe, key->octets, LABEL_RTCP_AUTH, &ret->rtcp);
}

/* Over suite, keys and MKIs: what sdes_same_keys() compares, without keeping the keys. */
static int
digest_of(const struct sdes *sdes, uint8_t ret[DIGEST])
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool ok = ctx && EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) &&
		  EVP_DigestUpdate(ctx, &sdes->suite, sizeof(sdes->suite));

	for (unsigned int i = 0; ok && i < sdes->n_keys; i++) {
		const struct sdes_key *key = &sdes->key[i];

		ok = EVP_DigestUpdate(ctx, &key->n_octets, sizeof(key->n_octets)) &&
		     EVP_DigestUpdate(ctx, key->octets, key->n_octets) &&
		     EVP_DigestUpdate(ctx, &key->mki, sizeof(key->mki)) &&
		     EVP_DigestUpdate(ctx, &key->mki_octets, sizeof(key->mki_octets));
	}
	ok = ok && EVP_DigestFinal_ex(ctx, ret, NULL);
	EVP_MD_CTX_free(ctx);		/* cleanses what it holds */
	return ok ? 0 : -ENOMEM;
}

int
tagcheck_new(const struct sdes *sdes, struct tagcheck **ret)
{
	const struct recipe *recipe = recipe_find(sdes->suite);

	if (!recipe || (sdes->params & (SDES_UNAUTHENTICATED | SDES_KDR)) || sdes->n_keys == 0)
		return -ENOTSUP;

	struct tagcheck *tc = calloc(1, sizeof(*tc));

	if (!tc)
		return -ENOMEM;
	tc->recipe = recipe;
	tc->rtp_tag = suite_facts(sdes->suite)->tag_octets;
	tc->rtcp_tag = suite_facts(sdes->suite)->srtcp_tag_octets;

	int err = digest_of(sdes, tc->digest);

	for (unsigned int i = 0; !err && i < sdes->n_keys; i++) {
		tc->n_masters++;
		err = master_init(recipe, &sdes->key[i], &tc->master[i]);
	}
	if (err) {
		tagcheck_free(tc);
		return err;
	}
	*ret = tc;
	return 0;
}

struct tagcheck *
tagcheck_free(struct tagcheck *tc)
{
	if (!tc)
		return NULL;
	for (unsigned int i = 0; i < tc->n_masters; i++) {
		session_key_fini(&tc->master[i].rtp);
		session_key_fini(&tc->master[i].rtcp);
	}
	wipe_free(tc, sizeof(*tc));
	return NULL;
}

uint64_t
tagcheck_id(const struct tagcheck *tc)
{
	return tc ? (uint64_t)get_be32(tc->digest) << 32 | get_be32(tc->digest + 4) | 1 : 0;
}

unsigned int
tagcheck_tag_octets(const struct tagcheck *tc, bool rtcp)
{
	return rtcp ? tc->rtcp_tag : tc->rtp_tag;
}

/* ---- checking ---- */

static bool
is_mki(const struct master *master, const uint8_t *at)
{
	unsigned int n = master->mki_octets < 8 ? master->mki_octets : 8;

	/* Longer ones have leading zeros (RFC 4568 9.2: the MKI is a decimal value). */
	for (unsigned int i = 0; i + 8 < master->mki_octets; i++)
		if (at[i] != 0)
			return false;
	return memcmp(at + master->mki_octets - n, master->mki + 8 - n, n) == 0;
}

/** HMAC over @n octets at @p, then @more octets of @suffix; compared with @tag in constant time. */
static bool
is_hmac(const struct session_key *key, const uint8_t *p, size_t n, const uint8_t *suffix,
	size_t more, const uint8_t *tag, size_t tag_octets)
{
	uint8_t full[HMAC_TAG_MAX];
	size_t out = 0;

	return EVP_MAC_init(key->hmac, NULL, 0, NULL) && EVP_MAC_update(key->hmac, p, n) &&
	       (more == 0 || EVP_MAC_update(key->hmac, suffix, more)) &&
	       EVP_MAC_final(key->hmac, full, &out, sizeof(full)) && out >= tag_octets &&
	       CRYPTO_memcmp(full, tag, tag_octets) == 0;
}

/** RFC 7714 sections 8.1 and 9.1: SSRC, then six octets, over the salt. */
static void
gcm_iv(const uint8_t *salt, const uint8_t *ssrc, const uint8_t six[6], uint8_t ret[GCM_SALT])
{
	memset(ret, 0, GCM_SALT);
	memcpy(ret + 2, ssrc, 4);
	memcpy(ret + 6, six, 6);
	for (unsigned int i = 0; i < GCM_SALT; i++)
		ret[i] ^= salt[i];
}

static bool
is_rtp_under(const struct tagcheck *tc, const struct master *master, const uint8_t *pkt, size_t n,
	     size_t head, uint32_t roc)
{
	uint8_t six[6], iv[GCM_SALT];
	size_t trailer = (size_t)tc->rtp_tag + master->mki_octets;

	if (n < head + trailer)
		return false;
	put_be32(six, roc);
	memcpy(six + 4, pkt + 2, 2);

	if (!tc->recipe->is_gcm) {
		/* payload | MKI | tag, and the ROC at the end of what is hashed (RFC 3711 4.2). */
		return is_mki(master, pkt + n - trailer) &&
		       is_hmac(&master->rtp, pkt, n - trailer, six, 4, pkt + n - tc->rtp_tag,
			       tc->rtp_tag);
	}

	/* payload | tag | MKI (RFC 7714 section 8.2). */
	gcm_iv(master->rtp.salt, pkt + 8, six, iv);
	return is_mki(master, pkt + n - master->mki_octets) &&
	       ghash_is_tag(master->rtp.ghash, iv, pkt, head, NULL, 0, pkt + head,
			    n - head - trailer, pkt + n - trailer);
}

bool
tagcheck_rtp(struct tagcheck *tc, const uint8_t *pkt, size_t n, uint32_t roc)
{
	size_t head = rtp_head_octets(pkt, n);

	if (head == 0)
		return false;
	for (unsigned int i = 0; i < tc->n_masters; i++)
		if (is_rtp_under(tc, &tc->master[i], pkt, n, head, roc))
			return true;
	return false;
}

static bool
is_rtcp_under(const struct tagcheck *tc, const struct master *master, const uint8_t *pkt, size_t n)
{
	size_t trailer = (size_t)tc->rtcp_tag + master->mki_octets + SRTCP_INDEX;
	uint8_t six[6] = { 0 }, iv[GCM_SALT];

	if (n < SRTCP_FIXED + trailer)
		return false;

	if (!tc->recipe->is_gcm) {
		/* ... | E, index | MKI | tag, hashed up to the index (RFC 3711 3.4). */
		return is_mki(master, pkt + n - tc->rtcp_tag - master->mki_octets) &&
		       is_hmac(&master->rtcp, pkt, n - tc->rtcp_tag - master->mki_octets, NULL, 0,
			       pkt + n - tc->rtcp_tag, tc->rtcp_tag);
	}

	/* ... | tag | E, index | MKI (RFC 7714 section 9.2). */
	const uint8_t *word = pkt + n - master->mki_octets - SRTCP_INDEX;
	size_t clear = word[0] & 0x80 ? SRTCP_FIXED : n - trailer;

	memcpy(six + 2, word, 4);
	six[2] &= 0x7f;
	gcm_iv(master->rtcp.salt, pkt + 4, six, iv);
	return is_mki(master, pkt + n - master->mki_octets) &&
	       ghash_is_tag(master->rtcp.ghash, iv, pkt, clear, word, SRTCP_INDEX, pkt + clear,
			    n - trailer - clear, word - GCM_TAG);
}

/* Of a packet that verifies: before the MKI, and with HMAC before the tag too. */
static uint32_t
srtcp_index(const struct tagcheck *tc, const struct master *master, const uint8_t *pkt, size_t n)
{
	size_t behind = (size_t)master->mki_octets + (tc->recipe->is_gcm ? 0 : tc->rtcp_tag);

	return get_be32(pkt + n - behind - SRTCP_INDEX) & 0x7fffffff;
}

bool
tagcheck_rtcp(struct tagcheck *tc, const uint8_t *pkt, size_t n, uint32_t *ret_index)
{
	for (unsigned int i = 0; i < tc->n_masters; i++) {
		if (!is_rtcp_under(tc, &tc->master[i], pkt, n))
			continue;
		if (ret_index)
			*ret_index = srtcp_index(tc, &tc->master[i], pkt, n);
		return true;
	}
	return false;
}
