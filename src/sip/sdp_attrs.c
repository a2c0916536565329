/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/sdp_attrs.c - a table of the attributes that matter
 *
 * A row: the name, at which levels it counts, and what reads its value.  Attributes without a row
 * are nobody's business here.  A value that cannot be read leaves the line as if the attribute
 * were not there.
 *
 * Thread      any; pure.
 * Standards   see sdp_map.h; each row names its own.
 */
#include "sdp_attrs.h"

#include <errno.h>
#include <string.h>

#include "base/map.h"
#include "base/wipe.h"
#include "core/extmap.h"
#include "sdp_formats.h"
#include "sdp_scan.h"

enum {
	PTIME_MAX_MS = 1000,
};

/* ---- formats and times ---- */

static int
read_rtpmap(struct sdp_attrs *attrs, struct span value)
{
	sdp_formats_name(attrs->line, value);
	return 0;
}

static int
read_fmtp(struct sdp_attrs *attrs, struct span value)
{
	sdp_formats_describe(attrs->line, value);
	return 0;
}

/* Milliseconds; RFC 4566 has a number, some write "20.0". */
static uint16_t
read_ms(struct span value)
{
	struct span whole;
	uint64_t ms;

	value = span_trim(value);
	if (!span_cut(&value, '.', &whole) || span_u64(whole, PTIME_MAX_MS, &ms))
		return 0;
	return (uint16_t)ms;
}

static int
read_ptime(struct sdp_attrs *attrs, struct span value)
{
	attrs->line->ptime_ms = read_ms(value);
	return 0;
}

static int
read_maxptime(struct sdp_attrs *attrs, struct span value)
{
	attrs->line->maxptime_ms = read_ms(value);
	return 0;
}

/* ---- transport ---- */

static int
read_rtcp(struct sdp_attrs *attrs, struct span value)
{
	struct span field;
	uint64_t port;
	struct addr addr = { .family = ADDR_NONE };

	attrs->has_bad_rtcp = true;
	if (!sdp_next_field(&value, &field) || span_u64(field, UINT16_MAX, &port) || port == 0)
		return 0;
	if (span_trim(value).n > 0 && sdp_map_conn(value, &addr))
		return 0;

	attrs->rtcp = addr_with_port(&addr, (uint16_t)port);
	attrs->has_bad_rtcp = false;
	return 0;
}

static int
read_mux(struct sdp_attrs *attrs, struct span value UNUSED)
{
	attrs->line->has_rtcp_mux = true;
	return 0;
}

static int
read_sendrecv(struct sdp_attrs *attrs, struct span value UNUSED)
{
	attrs->line->dir = MDIR_SENDRECV;
	return 0;
}

static int
read_sendonly(struct sdp_attrs *attrs, struct span value UNUSED)
{
	attrs->line->dir = MDIR_SENDONLY;
	return 0;
}

static int
read_recvonly(struct sdp_attrs *attrs, struct span value UNUSED)
{
	attrs->line->dir = MDIR_RECVONLY;
	return 0;
}

static int
read_inactive(struct sdp_attrs *attrs, struct span value UNUSED)
{
	attrs->line->dir = MDIR_INACTIVE;
	return 0;
}

/* ---- security ---- */

static int
add_crypto(struct sdp_attrs *attrs, struct span value)
{
	struct mline *line = attrs->line;
	struct sdes sdes;

	if (sdes_parse(value, &sdes)) {
		line->n_bad_crypto++;
		return 0;
	}
	if (line->n_crypto == MDESC_CRYPTO_MAX) {
		wipe(&sdes, sizeof(sdes));
		return -E2BIG;
	}
	attrs->crypto[line->n_crypto++] = sdes;
	wipe(&sdes, sizeof(sdes));
	return 0;
}

static int
read_crypto(struct sdp_attrs *attrs, struct span value)
{
	return add_crypto(attrs, value);
}

/* "1 crypto:1 AES_CM_128_HMAC_SHA1_80 inline:...": counts only with a=pcfg, so in a second walk. */
static int
note_acap(struct sdp_attrs *attrs, struct span value)
{
	struct span number;

	if (sdp_next_field(&value, &number) && span_starts(span_trim(value), "crypto:"))
		attrs->has_acap_crypto = true;
	return 0;
}

/* Chained, so that order and number count; never 0, which is "none". */
static uint64_t
hash_on(uint64_t hash, struct span value)
{
	uint8_t key[16] = { 0 };

	memcpy(key, &hash, sizeof(hash));
	hash = map_siphash(key, value.p, value.n);
	return hash ? hash : 1;
}

static int
read_key_mgmt(struct sdp_attrs *attrs, struct span value)
{
	struct span rest = span_trim(value), protocol;

	attrs->key_mgmt = hash_on(attrs->key_mgmt, span_trim(value));
	if (sdp_next_field(&rest, &protocol) && span_case_is(protocol, "mikey"))
		attrs->line->has_key_mgmt = true;
	return 0;
}

static int
read_fingerprint(struct sdp_attrs *attrs, struct span value)
{
	attrs->fingerprint = hash_on(attrs->fingerprint, span_trim(value));
	if (span_trim(value).n > 0)
		attrs->line->has_fingerprint = true;
	return 0;
}

static int
read_e2ae(struct sdp_attrs *attrs, struct span value UNUSED)
{
	attrs->line->is_e2ae = true;
	return 0;
}

static int
read_pcfg(struct sdp_attrs *attrs, struct span value UNUSED)
{
	attrs->line->has_potential = true;
	return 0;
}

static int
read_acfg(struct sdp_attrs *attrs, struct span value UNUSED)
{
	attrs->line->is_actual = true;
	return 0;
}

static int
read_secure_session(struct sdp_attrs *attrs, struct span value)
{
	if (span_case_is(span_trim(value), "transparent"))
		attrs->line->wants_transparent = true;
	return 0;
}

/* ---- header extensions ---- */

static bool
read_ext_dir(struct span dir, enum mdir *ret)
{
	for (unsigned int d = MDIR_INACTIVE; d <= MDIR_SENDRECV; d++) {
		if (!span_case_is(dir, mdir_name((enum mdir)d)))
			continue;
		*ret = (enum mdir)d;
		return true;
	}
	return false;
}

/* "3/sendonly URI attributes" (RFC 8285 section 8); RFC 6904's URI has another one behind it. */
static int
read_extmap(struct sdp_attrs *attrs, struct span value)
{
	struct mext ext = { .dir = MDIR_SENDRECV };
	struct span field, id, inner;
	uint64_t n;

	if (!sdp_next_field(&value, &field) || !span_cut(&field, '/', &id) ||
	    span_u64(id, UINT16_MAX, &n) || n == 0)
		return 0;
	if (field.n > 0 && !read_ext_dir(field, &ext.dir))
		return 0;

	if (!sdp_next_field(&value, &field))
		return 0;
	if (!span_is(field, "urn:ietf:params:rtp-hdrext:encrypt") ||
	    !sdp_next_field(&value, &inner))
		inner = field;
	ext.hash = hash_on(0, inner);
	ext.id = (uint16_t)n;
	ext.octets = extmap_octets(inner);
	if (attrs->line->n_exts == MDESC_EXTS_MAX)
		attrs->line->n_more_exts++;
	else
		attrs->line->ext[attrs->line->n_exts++] = ext;
	return 0;
}

/* ---- the table ---- */

enum { AT_MEDIA = 1, AT_SESSION = 2, AT_BOTH = 3 };

static const struct row {
	const char *name;
	unsigned int levels;
	int (*read)(struct sdp_attrs *attrs, struct span value);
} rows[] = {
	{ "rtpmap",		AT_MEDIA, read_rtpmap },	/* RFC 4566 6 */
	{ "fmtp",		AT_MEDIA, read_fmtp },
	{ "ptime",		AT_MEDIA, read_ptime },
	{ "maxptime",		AT_MEDIA, read_maxptime },
	{ "sendrecv",		AT_BOTH,  read_sendrecv },
	{ "sendonly",		AT_BOTH,  read_sendonly },
	{ "recvonly",		AT_BOTH,  read_recvonly },
	{ "inactive",		AT_BOTH,  read_inactive },
	{ "rtcp",		AT_MEDIA, read_rtcp },		/* RFC 3605 2.1 */
	{ "rtcp-mux",		AT_MEDIA, read_mux },		/* RFC 5761 5.1.1 */
	{ "crypto",		AT_MEDIA, read_crypto },	/* RFC 4568 9: media level only */
	{ "acap",		AT_MEDIA, note_acap },		/* RFC 5939 3.4.1 */
	{ "pcfg",		AT_MEDIA, read_pcfg },		/* RFC 5939 3.5.1 */
	{ "acfg",		AT_MEDIA, read_acfg },		/* RFC 5939 3.5.2 */
	{ "key-mgmt",		AT_BOTH,  read_key_mgmt },	/* RFC 4567 3 */
	{ "fingerprint",	AT_BOTH,  read_fingerprint },	/* RFC 8122 5 */
	{ "3ge2ae",		AT_BOTH,  read_e2ae },		/* TS 24.229 7.5.2 */
	{ "extmap",		AT_BOTH,  read_extmap },	/* RFC 8285 8 */
	{ "secure-session",	AT_BOTH,  read_secure_session },	/* contract.md */
};

static int
read_attr(struct sdp_attrs *attrs, const struct sdp_line *line)
{
	unsigned int level = attrs->is_session ? AT_SESSION : AT_MEDIA;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct span value;

		if ((rows[i].levels & level) && sdp_line_is_attr(line, rows[i].name, &value))
			return rows[i].read(attrs, value);
	}
	return 0;
}

/* RFC 5939: the keys of a potential configuration stand in attribute capabilities. */
static int
read_acap_crypto(struct span section, struct sdp_attrs *attrs)
{
	struct sdp_line line;
	int err = 0;

	while (!err && sdp_next_line(&section, &line)) {
		struct span value, number;

		if (!sdp_line_is_attr(&line, "acap", &value) || !sdp_next_field(&value, &number))
			continue;
		value = span_trim(value);
		if (span_starts(value, "crypto:"))
			err = add_crypto(attrs, span_skip(value, 7));
	}
	return err;
}

static bool
has_twin(const struct sdes *crypto, unsigned int n, unsigned int which)
{
	for (unsigned int i = 0; i < n; i++) {
		if (i != which && crypto[i].tag == crypto[which].tag)
			return true;
	}
	return false;
}

/* All attributes that share a tag are invalid: see sdp_map.h. */
static void
drop_twins(struct mline *line, struct sdes *crypto)
{
	bool is_twin[MDESC_CRYPTO_MAX];
	unsigned int n = 0;

	for (unsigned int i = 0; i < line->n_crypto; i++)
		is_twin[i] = has_twin(crypto, line->n_crypto, i);
	for (unsigned int i = 0; i < line->n_crypto; i++) {
		if (!is_twin[i] && n != i)
			crypto[n] = crypto[i];
		n += !is_twin[i];
	}
	line->n_bad_crypto += line->n_crypto - n;
	wipe(crypto + n, (line->n_crypto - n) * sizeof(*crypto));
	line->n_crypto = n;
}

int
sdp_attrs_read(struct span section, struct mline *line, struct sdp_attrs *attrs)
{
	struct span rest = section;
	struct sdp_line text;
	int err = 0;

	attrs->line = line;
	while (!err && sdp_next_line(&rest, &text))
		err = read_attr(attrs, &text);
	if (!err && attrs->has_acap_crypto && line->has_potential)
		err = read_acap_crypto(section, attrs);
	if (line->n_crypto > 0)
		drop_twins(line, attrs->crypto);
	return err;
}

/* A line's own hides the session's, kind by kind (RFC 8122 section 5, RFC 4567 section 3.1.1). */
uint64_t
sdp_attrs_keying(const struct sdp_attrs *own, const struct sdp_attrs *session)
{
	uint64_t both[] = {
		own->key_mgmt ? own->key_mgmt : session->key_mgmt,
		own->fingerprint ? own->fingerprint : session->fingerprint,
	};

	return both[0] || both[1] ? hash_on(0, span_new(both, sizeof(both))) : 0;
}

void
sdp_attrs_count(struct span section, unsigned int *ret_formats, unsigned int *ret_crypto)
{
	struct sdp_line line;
	unsigned int formats = 0, crypto = 0;

	while (sdp_next_line(&section, &line)) {
		struct sdp_media media;
		struct span field;

		if (line.type == 'm' && sdp_media_parse(line.value, &media) == 0) {
			while (formats < MDESC_FORMATS_MAX &&
			       sdp_next_field(&media.formats, &field))
				formats++;
		}
		crypto += sdp_line_is_attr(&line, "crypto", NULL) ||
			  sdp_line_is_attr(&line, "acap", NULL);
	}
	*ret_formats = formats;
	*ret_crypto = crypto < MDESC_CRYPTO_MAX ? crypto : MDESC_CRYPTO_MAX;
}
