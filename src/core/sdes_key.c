/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/sdes_key.c - inline:KEY||SALT|LIFETIME|MKI:LENGTH
 *
 * Thread      any; pure
 * Standards   RFC 4568 sections 6.1 and 9.2, RFC 4648 section 4
 */
#include "sdes_key.h"

#include <errno.h>

enum {
	LIFETIME_MAX_POWER = 48,	/* SRTP packets under one key: RFC 3711 section 9.2 */
	MKI_PARTS_MAX = 2,		/* what may follow the key: a lifetime and an MKI */
};

/* Value of one base64 digit, -1 if it is none. */
static int
sextet(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* Exactly @n_octets of them; padding may be there or not (RFC 4568 section 6.1). */
static int
decode(struct span text, uint8_t *dst, size_t n_octets)
{
	unsigned int bits = 0, n_bits = 0;
	size_t n = 0;

	for (int pads = 0; pads < 2 && text.n && text.p[text.n - 1] == '='; pads++)
		text.n--;
	if (text.n != (n_octets * 8 + 5) / 6)
		return -EINVAL;

	for (size_t i = 0; i < text.n; i++) {
		int v = sextet(text.p[i]);

		if (v < 0)
			return -EINVAL;
		bits = bits << 6 | (unsigned int)v;
		n_bits += 6;
		if (n_bits >= 8 && n < n_octets) {
			n_bits -= 8;
			dst[n++] = (uint8_t)(bits >> n_bits);
		}
	}
	return 0;
}

/* Decimal without leading zeros (RFC 4568 section 6.1). */
static int
number(struct span text, uint64_t max, uint64_t *ret)
{
	if (text.n > 1 && text.p[0] == '0')
		return -EINVAL;
	return span_u64(text, max, ret) ? -EINVAL : 0;
}

/* "2^20" or "1048576" */
static int
lifetime_parse(struct span text, struct sdes_key *key)
{
	uint64_t v;

	if (span_starts(text, "2^")) {
		if (number(span_skip(text, 2), LIFETIME_MAX_POWER, &v))
			return -EINVAL;
		key->lifetime = UINT64_C(1) << v;
		return 0;
	}
	if (number(text, UINT64_C(1) << LIFETIME_MAX_POWER, &v) || v == 0)
		return -EINVAL;
	key->lifetime = v;
	return 0;
}

/* "1:4": the value, and in how many octets it stands in the packet. */
static int
mki_parse(struct span text, struct sdes_key *key)
{
	size_t colon = span_find(text, ':');
	uint64_t value, octets;

	if (number((struct span){ text.p, colon }, UINT64_MAX, &value) ||
	    number(span_skip(text, colon + 1), SDES_MKI_MAX, &octets) || octets == 0)
		return -EINVAL;
	if (octets < 8 && value >> (8 * octets))
		return -EINVAL;
	key->mki = value;
	key->mki_octets = (uint8_t)octets;
	return 0;
}

/* What follows the key: a lifetime, an MKI, or both in this order; the MKI has the colon. */
static int
extras_parse(struct span rest, struct sdes_key *key)
{
	for (int i = 0; rest.p && i <= MKI_PARTS_MAX; i++) {
		size_t bar = span_find(rest, '|');
		struct span part = { rest.p, bar };
		bool is_mki = span_find(part, ':') < part.n;

		if (i == MKI_PARTS_MAX || key->mki_octets || (!is_mki && key->lifetime))
			return -EINVAL;
		if (is_mki ? mki_parse(part, key) : lifetime_parse(part, key))
			return -EINVAL;
		rest = bar < rest.n ? span_skip(rest, bar + 1) : (struct span){ NULL, 0 };
	}
	return 0;
}

static int
key_parse(struct span param, enum suite suite, struct sdes_key *ret)
{
	/* The method's name is not one of the case-sensitive tokens of RFC 4568 section 9. */
	if (!span_case_starts(param, "inline:"))
		return -EINVAL;

	struct span info = span_skip(param, sizeof("inline:") - 1);
	size_t bar = span_find(info, '|');

	*ret = (struct sdes_key){ .n_octets = suite_facts(suite)->key_salt_octets };
	if (decode((struct span){ info.p, bar }, ret->octets, ret->n_octets))
		return -EINVAL;
	if (bar == info.n)
		return 0;
	/* A bar with nothing behind it must not look like no bar. */
	if (bar + 1 == info.n)
		return -EINVAL;
	return extras_parse(span_skip(info, bar + 1), ret);
}

static bool
are_told_apart(const struct sdes_key *key, unsigned int n)
{
	for (unsigned int i = 0; n > 1 && i < n; i++) {
		if (!key[i].mki_octets || key[i].mki_octets != key[0].mki_octets)
			return false;
		for (unsigned int k = 0; k < i; k++) {
			if (key[i].mki == key[k].mki)
				return false;
		}
	}
	return true;
}

int
sdes_keys_parse(struct span params, enum suite suite, unsigned int *ret_n,
		struct sdes_key ret[SDES_KEYS_MAX])
{
	unsigned int n = 0;
	struct span param;

	if (params.n == 0 || params.p[params.n - 1] == ';')
		return -EINVAL;

	while (span_cut(&params, ';', &param)) {
		if (n == SDES_KEYS_MAX || key_parse(param, suite, &ret[n]))
			return -EINVAL;
		n++;
	}
	if (!are_told_apart(ret, n))
		return -EINVAL;
	*ret_n = n;
	return 0;
}
