/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/iuup_rfcis.c - what an INITIALISATION frame says
 *
 * Standards   TS 25.415 clause 6.6.2.3.4.1.
 */
#include "iuup_rfcis.h"

#include <errno.h>

#include "octets.h"

enum {
	TI = 0x10,
	CHAIN = 0x01,
	LRI = 0x80,
	LI = 0x40,
	ID = 0x3f,
	TAIL = 3,			/* octets: versions and PDU type */
};

/* What is left to read. */
struct rest {
	const uint8_t *p;
	size_t n;
};

static bool
take(struct rest *rest, size_t n, const uint8_t **ret)
{
	if (rest->n < n)
		return false;
	*ret = rest->p;
	rest->p += n;
	rest->n -= n;
	return true;
}

/* One RFCI and its subflows; *@ret_last: it is the last one. */
static int
read_rfci(struct rest *rest, unsigned int n_subflows, struct iuup_rfci *ret, bool *ret_last)
{
	const uint8_t *p;

	if (!take(rest, 1, &p))
		return -EBADMSG;
	*ret_last = *p & LRI;
	ret->id = *p & ID;

	size_t each = *p & LI ? 2 : 1;

	for (unsigned int i = 0; i < n_subflows; i++) {
		if (!take(rest, each, &p))
			return -EBADMSG;
		ret->bits[i] = each == 2 ? get_be16(p) : *p;
	}
	return 0;
}

static int
read_rfcis(struct rest *rest, struct iuup_rfcis *ret)
{
	uint64_t seen = 0;
	bool is_last = false;

	while (!is_last) {
		struct iuup_rfci rfci = { 0 };
		int r = ret->n < IUUP_RFCIS_MAX ? 0 : -E2BIG;

		if (!r)
			r = read_rfci(rest, ret->n_subflows, &rfci, &is_last);
		if (r)
			return r;
		if (seen >> rfci.id & 1)
			return -EINVAL;
		seen |= (uint64_t)1 << rfci.id;
		ret->rfci[ret->n++] = rfci;
	}
	return 0;
}

static int
read_iptis(struct rest *rest, struct iuup_rfcis *ret)
{
	const uint8_t *p;

	if (!take(rest, (ret->n + 1) / 2, &p))
		return -EBADMSG;
	for (unsigned int i = 0; i < ret->n; i++)
		ret->rfci[i].ipti = i % 2 ? p[i / 2] & 0x0f : p[i / 2] >> 4;
	return 0;
}

int
iuup_rfcis_parse(const uint8_t *p, size_t n, struct iuup_rfcis *ret)
{
	struct rest rest = { p, n };

	if (!take(&rest, 1, &p))
		return -EBADMSG;
	ret->is_chained = *p & CHAIN;
	ret->has_ipti = *p & TI;
	ret->n_subflows = *p >> 1 & 0x07;
	ret->n = 0;
	if (ret->n_subflows == 0)
		return -EINVAL;

	int r = read_rfcis(&rest, ret);

	if (!r && ret->has_ipti)
		r = read_iptis(&rest, ret);
	if (r)
		return r;
	/* What follows the tail is a spare extension (clause 6.6.1). */
	if (!take(&rest, TAIL, &p))
		return -EBADMSG;
	ret->versions = get_be16(p);
	ret->pdu_type = p[2] >> 4;
	return 0;
}

static uint8_t *
write_rfci(const struct iuup_rfci *rfci, unsigned int n_subflows, bool is_last, uint8_t *out)
{
	bool is_wide = false;

	for (unsigned int i = 0; i < n_subflows; i++)
		is_wide |= rfci->bits[i] > UINT8_MAX;
	*out++ = (uint8_t)((is_last ? LRI : 0) | (is_wide ? LI : 0) | rfci->id);
	for (unsigned int i = 0; i < n_subflows; i++) {
		if (is_wide)
			*out++ = (uint8_t)(rfci->bits[i] >> 8);
		*out++ = (uint8_t)rfci->bits[i];
	}
	return out;
}

size_t
iuup_rfcis_format(const struct iuup_rfcis *rfcis, uint8_t *out)
{
	uint8_t *p = out;

	*p++ = (uint8_t)((rfcis->has_ipti ? TI : 0) | rfcis->n_subflows << 1 |
			 (rfcis->is_chained ? CHAIN : 0));
	for (unsigned int i = 0; i < rfcis->n; i++)
		p = write_rfci(&rfcis->rfci[i], rfcis->n_subflows, i + 1 == rfcis->n, p);
	for (unsigned int i = 0; rfcis->has_ipti && i < rfcis->n; i++) {
		if (i % 2)
			*p++ |= rfcis->rfci[i].ipti;
		else
			*p = (uint8_t)(rfcis->rfci[i].ipti << 4);
	}
	if (rfcis->has_ipti && rfcis->n % 2)
		p++;
	put_be16(p, rfcis->versions);
	p[2] = (uint8_t)(rfcis->pdu_type << 4);
	return (size_t)(p - out) + TAIL;
}
