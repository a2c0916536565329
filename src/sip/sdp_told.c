/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/sdp_told.c - the last SDP told, and the o= line we answer for
 *
 * "Differs" means any octet outside the o= line: an SDP with the version of an earlier one must be
 * that one (RFC 3264 section 8), and phones that see the same version may not read any further.
 *
 * Who stands in the o= line, and which address, stays what it was when the line became ours: it is
 * the identity of the session, a new one would be a new session to the party (RFC 4566 section
 * 5.2).
 *
 * Thread      the owner's.
 */
#include "sdp_told.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/token.h"
#include "core/mdesc.h"
#include "sdp_scan.h"

enum {
	ORIGIN_ID_BITS = 62,		/* a session id that every phone's signed 64 bits hold */
};

/* An o= line within its SDP: "o=" who " " version " " where end. */
struct origin_line {
	struct span before;		/* the SDP up to and with "o=" */
	struct span who, version, where;
	struct span after;		/* from the line end on */
};

static int
split_origin(struct span value, struct origin_line *ret)
{
	struct span rest = value, user, id, version;

	if (!sdp_next_field(&rest, &user) || !sdp_next_field(&rest, &id) ||
	    !sdp_next_field(&rest, &version))
		return -EINVAL;

	ret->who = span_new(user.p, (size_t)(id.p + id.n - user.p));
	ret->version = version;
	ret->where = span_trim(rest);
	return ret->where.n > 0 ? 0 : -EINVAL;
}

static int
find_origin(struct span sdp, struct origin_line *ret)
{
	struct span rest = sdp;
	struct sdp_line line;

	while (sdp_next_line(&rest, &line) && line.type != 'm') {
		if (line.type != 'o')
			continue;

		const char *end = line.value.p + line.value.n;

		ret->before = span_new(sdp.p, (size_t)(line.value.p - sdp.p));
		ret->after = span_new(end, (size_t)(sdp.p + sdp.n - end));
		return split_origin(line.value, ret);
	}
	return -EINVAL;
}

/* A version that is no number, or beyond 64 bits, counts as 0: ours begin at 1 then. */
static uint64_t
version_of(const struct origin_line *line)
{
	uint64_t version;

	return span_u64(line->version, UINT64_MAX - 1, &version) == 0 ? version : 0;
}

void
sdp_told_fini(struct sdp_told *told)
{
	text_fini(&told->last);
	*told = (struct sdp_told){ .has_origin = false };
}

struct span
sdp_told_last(const struct sdp_told *told)
{
	return text_span(&told->last);
}

void
sdp_told_own(struct sdp_told *told, const char *address)
{
	told->is_ours = true;
	if (told->has_origin)
		return;

	uint64_t id = token_u64() >> (64 - ORIGIN_ID_BITS);

	snprintf(told->origin.who, sizeof(told->origin.who), "- %" PRIu64, id);
	snprintf(told->origin.where, sizeof(told->origin.where), "IN %s %s",
		 strchr(address, ':') ? "IP6" : "IP4", address);
	told->has_origin = true;
}

static bool
is_same_but_origin(const struct origin_line *a, const struct origin_line *b)
{
	return span_eq(a->before, b->before) && span_eq(a->after, b->after);
}

static bool
is_last_again(const struct sdp_told *told, const struct origin_line *line)
{
	struct origin_line last;

	return find_origin(sdp_told_last(told), &last) == 0 && is_same_but_origin(line, &last);
}

int
sdp_told_stamp(struct sdp_told *told, struct span sdp, struct text *out)
{
	struct origin_line line;
	int err = find_origin(sdp, &line);

	if (err)
		return err;
	if (!told->is_ours) {
		text_put_span(out, sdp);
	} else if (is_last_again(told, &line)) {
		text_put_span(out, sdp_told_last(told));
	} else {
		text_put_span(out, line.before);
		text_printf(out, "%s %" PRIu64 " %s", told->origin.who, ++told->origin.version,
			    told->origin.where);
		text_put_span(out, line.after);
	}
	return out->failed ? -ENOMEM : 0;
}

/* Until the o= line is ours it is the last one's; too long a one is not ours to repeat. */
static int
learn_origin(struct sdp_told *told, const struct origin_line *line)
{
	struct sdp_origin origin = { .version = version_of(line) };

	if (told->is_ours)
		return 0;
	if (span_copy(origin.who, sizeof(origin.who), line->who) ||
	    span_copy(origin.where, sizeof(origin.where), line->where))
		return -EINVAL;

	/* An earlier SDP of this session may have been refused: its version is spent anyhow. */
	if (told->has_origin && strcmp(origin.who, told->origin.who) == 0 &&
	    told->origin.version > origin.version)
		origin.version = told->origin.version;
	told->origin = origin;
	told->has_origin = true;
	return 0;
}

int
sdp_told_keep(struct sdp_told *told, struct span sdp)
{
	struct origin_line line;
	struct text copy;

	if (find_origin(sdp, &line))
		return -EINVAL;

	text_init(&copy, MDESC_TEXT_MAX);
	text_put_span(&copy, sdp);

	int err = copy.failed ? -ENOMEM : learn_origin(told, &line);

	if (err) {
		text_fini(&copy);
		return err;
	}
	text_fini(&told->last);
	told->last = copy;
	return 0;
}
