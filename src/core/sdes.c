/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/sdes.c - one a=crypto attribute
 *
 * Thread      any; pure
 * Standards   RFC 4568 sections 6.1, 6.3 and 9
 */
#include "core/sdes.h"

#include <errno.h>

#include "base/map.h"
#include "base/wipe.h"
#include "sdes_key.h"

enum {
	/* the ABNF allows 0, section 6.3.1 begins with 1: both pass */
	KDR_MAX = 24,
	WSH_MIN = 64,
};

/* The next word of @rest, which loses it; empty at the end.  Words are parted by blanks. */
static struct span
word(struct span *rest)
{
	size_t n = 0;

	while (rest->n && (rest->p[0] == ' ' || rest->p[0] == '\t'))
		*rest = span_skip(*rest, 1);
	while (n < rest->n && rest->p[n] != ' ' && rest->p[n] != '\t')
		n++;

	struct span w = { rest->p, n };

	*rest = span_skip(*rest, n);
	return w;
}

static int
check_kdr(struct span value, struct sdes *sdes)
{
	uint64_t v;

	if (span_u64(value, KDR_MAX, &v))
		return -EINVAL;
	sdes->kdr = (uint8_t)v;
	return 0;
}

static int
check_wsh(struct span value, struct sdes *sdes UNUSED)
{
	uint64_t v;

	return value.n < 2 || span_u64(value, UINT32_MAX, &v) || v < WSH_MIN ? -EINVAL : 0;
}

static int
check_fec_order(struct span value, struct sdes *sdes UNUSED)
{
	return span_is(value, "FEC_SRTP") || span_is(value, "SRTP_FEC") ? 0 : -EINVAL;
}

static int
check_fec_key(struct span value, struct sdes *sdes)
{
	struct sdes_key key[SDES_KEYS_MAX];
	unsigned int n;
	int err = sdes_keys_parse(value, sdes->suite, &n, key);

	wipe(key, sizeof(key));
	return err;
}

/* RFC 4568 section 6.3.  Those with a check have a value, the others none. */
static const struct {
	const char *name;
	enum sdes_param param;
	int (*check)(struct span value, struct sdes *sdes);
} params[] = {
	{ "KDR",		SDES_KDR,		check_kdr },
	{ "UNENCRYPTED_SRTP",	SDES_UNENCRYPTED_SRTP,	NULL },
	{ "UNENCRYPTED_SRTCP",	SDES_UNENCRYPTED_SRTCP,	NULL },
	{ "UNAUTHENTICATED_SRTP", SDES_UNAUTHENTICATED,	NULL },
	{ "FEC_ORDER",		SDES_FEC_ORDER,		check_fec_order },
	{ "FEC_KEY",		SDES_FEC_KEY,		check_fec_key },
	{ "WSH",		SDES_WSH,		check_wsh },
};

static int
param_parse(struct span text, struct sdes *sdes)
{
	size_t equals = span_find(text, '=');
	struct span name = { text.p, equals };
	struct span value = span_skip(text, equals + 1);

	/*
	 * A leading '-' says that who does not know the extension may go on without (section
	 * 6.3.7).
	 */
	if (text.p[0] == '-') {
		sdes->params |= SDES_EXTENSION;
		return name.n > 1 ? 0 : -EINVAL;
	}
	for (unsigned int i = 0; i < ARRAY_LEN(params); i++) {
		if (!span_is(name, params[i].name))
			continue;
		if (sdes->params & params[i].param)
			return -EINVAL;
		if (!params[i].check && equals < text.n)
			return -EINVAL;
		sdes->params |= params[i].param;
		return params[i].check ? params[i].check(value, sdes) : 0;
	}
	return -EINVAL;
}

static int
parse(struct span rest, struct sdes *sdes)
{
	uint64_t tag;
	struct span text = word(&rest);

	if (text.n > 9 || span_u64(text, 999999999, &tag) || tag == 0)
		return -EINVAL;
	sdes->tag = (uint32_t)tag;

	struct span unread = span_trim(rest);
	struct span suite = word(&rest);
	struct span keys = word(&rest);

	if (keys.n == 0)
		return -EINVAL;
	sdes->suite = suite_find(suite);
	if (sdes->suite == SUITE_UNKNOWN) {
		static const uint8_t no_seed[16];

		sdes->unknown_hash = map_siphash(no_seed, unread.p, unread.n);
		return 0;
	}
	if (sdes_keys_parse(keys, sdes->suite, &sdes->n_keys, sdes->key))
		return -EINVAL;

	for (text = word(&rest); text.n; text = word(&rest)) {
		if (param_parse(text, sdes))
			return -EINVAL;
	}
	return 0;
}

int
sdes_parse(struct span value, struct sdes *ret)
{
	*ret = (struct sdes){ 0 };

	int err = parse(value, ret);

	if (err)
		wipe(ret, sizeof(*ret));
	return err;
}

/* Without an early exit: how long it takes says nothing about where they differ. */
static bool
same_octets(const uint8_t *a, const uint8_t *b, size_t n)
{
	uint8_t differ = 0;

	for (size_t i = 0; i < n; i++)
		differ |= (uint8_t)(a[i] ^ b[i]);
	return differ == 0;
}

bool
sdes_same_keys(const struct sdes *a, const struct sdes *b)
{
	bool same = true;

	if (a->suite != b->suite || a->params != b->params || a->kdr != b->kdr ||
	    a->n_keys != b->n_keys || a->unknown_hash != b->unknown_hash)
		return false;

	for (unsigned int i = 0; i < a->n_keys; i++) {
		const struct sdes_key *ka = &a->key[i], *kb = &b->key[i];

		same &= ka->mki_octets == kb->mki_octets && ka->mki == kb->mki;
		same &= same_octets(ka->octets, kb->octets, sizeof(ka->octets));
	}
	return same;
}
