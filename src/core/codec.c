/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/codec.c - may the speech of one payload format pass as another's, unopened?
 *
 * Thread      any; pure
 * Standards   as in codec.h
 */
#include "codec.h"

#include <stdio.h>
#include <string.h>

#include "base/attr.h"
#include "fmtp.h"
#include "format.h"

/* What a parameter asks of two formats. */
enum rule {
	LAYOUT,		/* same value: the bits of a payload depend on it */
	SAME,		/* same value: it binds the sender, and nobody here can hold it to that */
	MODES,		/* a set: the one stated by the MSC is the party's; an unstated one narrows */
	LADDER,		/* a range: the party's lies within the MSC's, and the answer states it */
	ANY,		/* says what one can do, or would like: nothing to compare */
};

/* The rungs of a range, in order (TS 26.445 A.3.3.1). */
static const char *const evs_rates[] = {
	"5.9", "7.2", "8", "9.6", "13.2", "16.4", "24.4", "32", "48", "64", "96", "128", NULL
};
static const char *const evs_bands[] = { "nb", "wb", "swb", "fb", NULL };

static const char amr[] = "AMR", amr_wb[] = "AMR-WB", evs[] = "EVS", g729[] = "G729";

struct parameter {
	const char *codec;
	const char *name;
	enum rule rule;
	const char *absent;		/* its value where it is not given */
	const char *const *rungs;	/* of a LADDER */
	const char *because;		/* for whoever reads the table */
};

/* Both AMR and AMR-WB have these. */
#define AMR_ROWS(codec)                                                                        \
	{ codec, "octet-align", LAYOUT, "0", NULL, "RFC 4867 8.1: aligned or packed" },        \
	{ codec, "crc", LAYOUT, "0", NULL, "RFC 4867 8.1: octets more, and octet-align" },     \
	{ codec, "robust-sorting", LAYOUT, "0", NULL, "RFC 4867 8.1: another order of bits" }, \
	{ codec, "interleaving", LAYOUT, "", NULL, "RFC 4867 8.1: a header more; a depth" },   \
	{ codec, "mode-set", MODES, "", NULL, "RFC 4867 8.1: it MUST be abided" },             \
	{ codec, "mode-change-period", SAME, "1", NULL, "RFC 4867 8.1: when to change" },      \
	{ codec, "mode-change-neighbor", SAME, "0", NULL, "RFC 4867 8.1: whereto" },           \
	{ codec, "mode-change-capability", ANY, "1", NULL, "RFC 4867 8.1: what it could" },    \
	{ codec, "max-red", ANY, "", NULL, "RFC 4867 8.1: redundancy, a sender's own" }

static const struct parameter parameters[] = {
	/* codec   parameter              rule    absent  rungs      because */
	AMR_ROWS(amr),
	AMR_ROWS(amr_wb),
	{ evs, "hf-only",                 LAYOUT, "0",  NULL,      "26.445 A.3.1: no compact format" },
	{ evs, "cmr",                     LAYOUT, "0",  NULL,      "26.445 A.3.1: an octet or none" },
	{ evs, "ch-send",                 LAYOUT, "1",  NULL,      "26.445 A.3.1: channels" },
	{ evs, "ch-recv",                 LAYOUT, "1",  NULL,      "26.445 A.3.1: channels" },
	{ evs, "evs-mode-switch",         SAME,   "0",  NULL,      "26.445 A.3.1: primary or AMR-WB IO" },
	{ evs, "dtx",                     SAME,   "1",  NULL,      "26.445 A.3.1: both directions" },
	{ evs, "dtx-recv",                SAME,   "1",  NULL,      "26.445 A.3.1: binds the sender" },
	{ evs, "br",                      LADDER, "",   evs_rates, "26.445 A.3.3: a part may be taken" },
	{ evs, "bw",                      LADDER, "",   evs_bands, "26.445 A.3.3: a part may be taken" },
	{ evs, "br-send",                 SAME,   "",   NULL,      "26.445 A.3.3: one direction" },
	{ evs, "br-recv",                 SAME,   "",   NULL,      "26.445 A.3.3: one direction" },
	{ evs, "bw-send",                 SAME,   "",   NULL,      "26.445 A.3.3: one direction" },
	{ evs, "bw-recv",                 SAME,   "",   NULL,      "26.445 A.3.3: one direction" },
	{ evs, "mode-set",                MODES,  "",   NULL,      "26.445 A.3.1: of AMR-WB IO" },
	{ evs, "mode-change-period",      SAME,   "1",  NULL,      "26.445 A.3.1: of AMR-WB IO" },
	{ evs, "mode-change-neighbor",    SAME,   "0",  NULL,      "26.445 A.3.1: of AMR-WB IO" },
	{ evs, "mode-change-capability",  ANY,    "2",  NULL,      "26.445 A.3.1: what it could" },
	{ evs, "ch-aw-recv",              ANY,    "0",  NULL,      "26.445 A.3.1: every decoder knows it" },
	{ evs, "max-red",                 ANY,    "",   NULL,      "26.445 A.3.1: a sender's own" },
	{ g729, "annexb",                 SAME,   "yes", NULL,     "RFC 4856 2.1.9: comfort noise frames" },
};

static bool
is_of(const struct parameter *row, struct span codec)
{
	return span_case_is(codec, row->codec);
}

/* Nothing we know of: then all of its parameters count as they stand. */
static bool
is_known(struct span codec)
{
	for (size_t i = 0; i < ARRAY_LEN(parameters); i++)
		if (is_of(&parameters[i], codec))
			return true;
	return false;
}

/* ---- values ---- */

/* Each of these asks for octet-aligned operation (RFC 4867 section 8.1). */
static bool
implies_octets(const char *fmtp)
{
	return span_is(fmtp_value(fmtp, "crc", ""), "1") ||
	       span_is(fmtp_value(fmtp, "robust-sorting", ""), "1") ||
	       fmtp_value(fmtp, "interleaving", "").n > 0;
}

static struct span
value_of(const struct parameter *row, const char *fmtp)
{
	if (row->codec != evs && strcmp(row->name, "octet-align") == 0 && implies_octets(fmtp))
		return span_of("1");
	return fmtp_value(fmtp, row->name, row->absent);
}

/* Every item of the list @a is one of @b. */
static bool
is_within(struct span a, struct span b)
{
	struct span item, other;

	while (span_cut(&a, ',', &item)) {
		struct span rest = b;
		bool is_there = false;

		while (!is_there && span_cut(&rest, ',', &other))
			is_there = span_eq(span_trim(item), span_trim(other));
		if (!is_there)
			return false;
	}
	return true;
}

/* Position of @name on @rungs, -1: not on it. */
static int
rung_of(const char *const *rungs, struct span name)
{
	for (int i = 0; rungs[i]; i++)
		if (span_case_is(name, rungs[i]) ||
		    (span_case_starts(name, rungs[i]) && span_is(span_skip(name, strlen(rungs[i])),
								 ".0")))
			return i;
	return -1;
}

/* "5.9-24.4", "13.2": from where to where.  False: not to be read. */
static bool
read_range(const char *const *rungs, struct span value, int ret[2])
{
	struct span from;

	if (!span_cut(&value, '-', &from))
		return false;
	ret[0] = rung_of(rungs, span_trim(from));
	ret[1] = value.n ? rung_of(rungs, span_trim(value)) : ret[0];
	return ret[0] >= 0 && ret[1] >= ret[0];
}

static bool
is_range_within(const char *const *rungs, struct span part, struct span whole)
{
	int a[2], b[2];

	if (span_case_eq(part, whole))
		return true;
	return read_range(rungs, part, a) && read_range(rungs, whole, b) && a[0] >= b[0] &&
	       a[1] <= b[1];
}

/* ---- the rules ---- */

/* May the MSC's @cs meet the party's @remote?  Empty: not restricted. */
static bool
may_meet(const struct parameter *row, struct span cs, struct span remote)
{
	switch (row->rule) {
	case LAYOUT:
	case SAME:
		return span_case_eq(cs, remote);
	case MODES:
		/* One the MSC states can be taken or left, not changed; an open one can be stated. */
		return cs.n == 0 || (remote.n && is_within(cs, remote) && is_within(remote, cs));
	case LADDER:
		return cs.n == 0 || (remote.n && is_range_within(row->rungs, remote, cs));
	case ANY:
		break;
	}
	return true;
}

/* What binds the party: what it said itself, else what it was told. */
static struct span
bound_of(const struct parameter *row, const struct mformat *remote, const struct mformat *told)
{
	bool is_said = fmtp_value(remote->fmtp, row->name, "").n > 0;

	return value_of(row, is_said || !told || row->rule == LAYOUT ? remote->fmtp : told->fmtp);
}

/* Same parameters with the same values, in whatever order. */
static bool
has_all_of(const char *a, const char *b)
{
	struct span rest = span_of(a), item;

	while (span_cut(&rest, ';', &item)) {
		struct span others = span_of(b), other;
		bool is_there = span_trim(item).n == 0;

		while (!is_there && span_cut(&others, ';', &other))
			is_there = span_case_eq(span_trim(item), span_trim(other));
		if (!is_there)
			return false;
	}
	return true;
}

bool
codec_is_identical(const struct mformat *a, const struct mformat *b)
{
	return span_case_is(span_of(a->name), b->name) && a->rate_hz == b->rate_hz &&
	       a->channels == b->channels && has_all_of(a->fmtp, b->fmtp) &&
	       has_all_of(b->fmtp, a->fmtp);
}

bool
codec_same_layout(struct span name, const char *a, const char *b)
{
	for (size_t i = 0; i < ARRAY_LEN(parameters); i++) {
		const struct parameter *row = &parameters[i];

		if (row->rule == LAYOUT && is_of(row, name) &&
		    !span_case_eq(value_of(row, a), value_of(row, b)))
			return false;
	}
	return true;
}

bool
codec_passes(const struct mformat *cs, const struct mformat *remote, const struct mformat *told)
{
	struct span name = span_of(cs->name);

	if (!format_is_same(cs, remote))
		return false;
	if (format_is_event(cs))
		return true;	/* which events there are is each receiver's (RFC 4733 2.5.1.1) */
	if (!is_known(name))
		return codec_is_identical(cs, remote);

	for (size_t i = 0; i < ARRAY_LEN(parameters); i++) {
		const struct parameter *row = &parameters[i];

		if (is_of(row, name) &&
		    !may_meet(row, value_of(row, cs->fmtp), bound_of(row, remote, told)))
			return false;
	}
	return true;
}

const struct mformat *
codec_find(const struct mline *remote, const struct mline *told, const struct mformat *cs)
{
	for (unsigned int i = 0; i < remote->n_formats; i++) {
		const struct mformat *format = &remote->formats[i];

		if (codec_passes(cs, format, told ? format_find_same(told, format) : NULL))
			return format;
	}
	return NULL;
}

/* @fmtp without the parameter @name. */
static void
drop_parameter(char *fmtp, const char *name)
{
	char kept[MFORMAT_FMTP_MAX];
	struct span rest = span_of(fmtp), item;
	size_t n = 0;

	while (span_cut(&rest, ';', &item)) {
		struct span value = span_trim(item), key;

		if (value.n == 0 || (span_cut(&value, '=', &key) && span_case_is(span_trim(key), name)))
			continue;
		item = span_trim(item);
		n += (size_t)snprintf(kept + n, sizeof(kept) - n, "%s%" SPAN_FMT, n ? "; " : "",
				      SPAN_ARG(item));
		if (n >= sizeof(kept))
			return;		/* the gaps we write are wider: leave it as it is */
	}
	kept[n] = '\0';
	memcpy(fmtp, kept, n + 1);
}

/* False: there is no room. */
static bool
put_parameter(char *fmtp, const char *name, struct span value)
{
	size_t used, left;

	drop_parameter(fmtp, name);
	used = strlen(fmtp);
	left = MFORMAT_FMTP_MAX - used;
	return (size_t)snprintf(fmtp + used, left, "%s%s=%" SPAN_FMT, used ? "; " : "", name,
				SPAN_ARG(value)) < left;
}

bool
codec_narrow(struct mformat *cs, const struct mformat *remote, const struct mformat *told)
{
	struct mformat narrow = *cs;
	bool fits = true;

	for (size_t i = 0; i < ARRAY_LEN(parameters); i++) {
		const struct parameter *row = &parameters[i];

		if (!is_of(row, span_of(cs->name)) || (row->rule != MODES && row->rule != LADDER))
			continue;

		struct span bound = bound_of(row, remote, told);
		struct span stated = fmtp_value(cs->fmtp, row->name, "");

		if (bound.n > 0 && !span_case_eq(bound, stated) &&
		    (row->rule == LADDER || stated.n == 0))
			fits &= put_parameter(narrow.fmtp, row->name, bound);
	}
	if (fits)
		*cs = narrow;
	return fits;
}
