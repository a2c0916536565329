/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/sdp_stead.c - the answer a moved party would have given
 *
 * UE A is on CS and can be told nothing; UE B asks.  What UE A answers is what it last said, less
 * what an answer may not hold.  An answer takes one of the offer's crypto lines and keeps the
 * offer's tag for it (RFC 4568 section 5.1.2); UE A's key for it is the one in force, whatever
 * else UE A may have offered once.
 *
 * A plan per line first, then the old section line by line: kept, changed or dropped, by a table.
 *
 * Thread      any; pure but for allocation.
 * Standards   see sdp_compose.h; each row names its own.
 */
#include "sdp_compose.h"

#include <errno.h>
#include <stdio.h>

#include "sdp_dir.h"
#include "sdp_map.h"
#include "sdp_match.h"
#include "sdp_scan.h"
#include "sdp_setup.h"

enum {
	TAG_DIGITS_MAX = 16,
};

/* The three descriptions an answer is made of. */
struct stead {
	struct mdesc *last;		/* the moved party's, as the asker has it */
	struct mdesc *from_it;		/* the asker's before this offer; NULL: not known */
	struct mdesc *offer;
	struct sdp_scan last_scan, offer_scan;
	struct span from_it_text;
	enum mdir may;
	const char *line_end;
	struct text *out;
};

/* One line's answer. */
struct stead_line {
	const struct mline *last, *offer;
	struct sdp_media offer_media;
	struct span proto;		/* what the m= line says */
	struct sdp_dir dir;
	enum sdp_role role;
	uint32_t tag_old, tag_new;	/* of the crypto line that stays; 0: none does */
	bool keeps_pt[SDP_MATCH_PTS];
	bool is_said;			/* the crypto line is written: there is one */
	struct text *out;
};

/* ---- the plan ---- */

/*
 * The profile is the offer's (RFC 3264 section 6.1), but for an offer that is plain on its face
 * and secure in a potential configuration: there the answer names what that led to (RFC 5939
 * section 3.6.2).
 */
static struct span
proto_to_say(const struct stead_line *line, struct span section)
{
	struct sdp_media media;

	if (line->offer->has_potential && !mproto_is_secure(line->offer->proto) &&
	    mproto_is_secure(line->last->proto) && sdp_section_media(section, &media) == 0)
		return media.proto;
	return line->offer_media.proto;
}

/* ---- the rows ---- */

/* "0 8 97" without those that go; @out NULL: is there any that goes? */
static bool
put_formats_of(const struct stead_line *line, struct span formats, struct text *out)
{
	const char *gap = " ";
	struct span field;
	bool drops = false;

	while (sdp_next_field(&formats, &field)) {
		uint64_t pt;

		if (span_u64(field, SDP_MATCH_PTS - 1, &pt) || !line->keeps_pt[pt])
			drops = true;
		else if (out)
			text_printf(out, "%s%" SPAN_FMT, gap, SPAN_ARG(field));
	}
	return drops;
}

/*
 * "audio 49170 RTP/SAVP 0 8": the profile is the offer's (RFC 3264 section 6.1), the formats those
 * that stay.
 */
static void
put_media(const struct stead_line *line, const struct sdp_line *text)
{
	struct sdp_media media;

	if (sdp_media_parse(text->value, &media))
		return;
	if (!put_formats_of(line, media.formats, NULL) && span_eq(media.proto, line->proto)) {
		text_put_span(line->out, text->whole);
		return;
	}
	text_printf(line->out, "m=%" SPAN_FMT " %" SPAN_FMT " %" SPAN_FMT, SPAN_ARG(media.kind),
		    SPAN_ARG(media.port), SPAN_ARG(line->proto));
	put_formats_of(line, media.formats, line->out);
	text_put_span(line->out, span_skip(text->whole, 2 + text->value.n));
}

/* Attributes of one format: "97 octet-align=1". */
static bool
on_format(struct stead_line *line, const struct sdp_line *text UNUSED, struct span value)
{
	struct span field;
	uint64_t pt;

	if (!sdp_next_field(&value, &field) || span_u64(field, SDP_MATCH_PTS - 1, &pt))
		return false;		/* "*": of all of them */
	return !line->keeps_pt[pt];
}

/* Write an a=crypto of @value if it is the one in force, under the offer's tag. */
static void
put_crypto(struct stead_line *line, const struct sdp_line *text, struct span value)
{
	struct span rest = span_trim(value), tag;
	uint64_t n;

	if (line->is_said || line->tag_old == 0 || !sdp_next_field(&rest, &tag) ||
	    span_u64(tag, UINT32_MAX, &n) || n != line->tag_old)
		return;

	line->is_said = true;
	if (line->tag_old == line->tag_new && sdp_line_is_attr(text, "crypto", NULL)) {
		text_put_span(line->out, text->whole);
		return;
	}
	text_printf(line->out, "a=crypto:%u", line->tag_new);
	text_put_span(line->out, rest);
	text_put_span(line->out, span_skip(text->whole, 2 + text->value.n));
}

static bool
on_crypto(struct stead_line *line, const struct sdp_line *text, struct span value)
{
	put_crypto(line, text, value);
	return true;
}

/*
 * "1 crypto:1 AES_CM_128_HMAC_SHA1_80 inline:...": what was a capability in the offer is a fact by
 * now.
 */
static bool
on_acap(struct stead_line *line, const struct sdp_line *text, struct span value)
{
	struct span number;

	if (!sdp_next_field(&value, &number) || !span_starts(span_trim(value), "crypto:"))
		return false;
	put_crypto(line, text, span_skip(span_trim(value), 7));
	return true;
}

static bool
on_pcfg(struct stead_line *line UNUSED, const struct sdp_line *text UNUSED,
	struct span value UNUSED)
{
	return true;
}

static bool
on_acfg(struct stead_line *line, const struct sdp_line *text UNUSED, struct span value UNUSED)
{
	return !line->offer->has_potential;
}

static bool
on_mux(struct stead_line *line, const struct sdp_line *text UNUSED, struct span value UNUSED)
{
	return !line->offer->has_rtcp_mux;
}

static bool
on_setup(struct stead_line *line, const struct sdp_line *text, struct span value)
{
	const char *role = sdp_role_name(line->role);

	if (!role || span_is(span_trim(value), role))
		return false;
	text_printf(line->out, "a=setup:%s", role);
	text_put_span(line->out, span_skip(text->whole, 2 + text->value.n));
	return true;
}

/*
 * What becomes of an attribute; a function returns true if it has dealt with the line, else it
 * stays as it is.
 */
static const struct {
	const char *name;
	bool (*on)(struct stead_line *line, const struct sdp_line *text, struct span value);
	const char *because;		/* for whoever reads the table */
} rows[] = {
	{ "rtpmap",	on_format,	"RFC 3264 6.1: no formats beyond those of the offer" },
	{ "fmtp",	on_format,	"RFC 3264 6.1" },
	{ "rtcp-fb",	on_format,	"RFC 4585 4.2: names a format too" },
	{ "crypto",	on_crypto,	"RFC 4568 5.1.2: one, with the tag the offer has for it" },
	{ "acap",	on_acap,	"RFC 5939 3.4.1: the key may have been offered in here" },
	{ "pcfg",	on_pcfg,	"RFC 5939 3.5.1: an offer's" },
	{ "acfg",	on_acfg,	"RFC 5939 3.5.2: answers a pcfg" },
	{ "rtcp-mux",	on_mux,		"RFC 5761 5.1.1: only if the offer has it" },
	{ "setup",	on_setup,	"RFC 4145 4.1: an answer takes a role" },
};

static void
put_line(struct stead_line *line, const struct sdp_line *text)
{
	if (text->type == 'm') {
		put_media(line, text);
		return;
	}
	if (sdp_dir_put(&line->dir, text, line->out))
		return;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct span value;

		if (!sdp_line_is_attr(text, rows[i].name, &value))
			continue;
		if (rows[i].on(line, text, value))
			return;
	}
	text_put_span(line->out, text->whole);
}

/* ---- the whole ---- */

static void
put_answered(const struct stead *stead, unsigned int i, struct stead_line *line)
{
	struct span rest = stead->last_scan.media[i];
	struct sdp_line text;

	while (sdp_next_line(&rest, &text))
		put_line(line, &text);
	sdp_dir_finish(&line->dir, stead->last_scan.media[i], stead->line_end, line->out);
}

/*
 * A line that was refused before is refused in the same words, if the offer still means the same
 * line.
 */
static void
put_refused(const struct stead *stead, unsigned int i, const struct sdp_media *offered)
{
	struct sdp_media media;

	if (i < stead->last_scan.n_media &&
	    sdp_section_media(stead->last_scan.media[i], &media) == 0 &&
	    sdp_media_is_refused(&media) && span_case_eq(media.kind, offered->kind) &&
	    span_case_eq(media.proto, offered->proto)) {
		text_put_span(stead->out, stead->last_scan.media[i]);
		return;
	}
	if (stead->out->n > 0 && stead->out->p[stead->out->n - 1] != '\n')
		text_puts(stead->out, stead->line_end);
	sdp_put_refused(offered, stead->out);
}

static int
put_media_answer(const struct stead *stead, unsigned int i)
{
	struct stead_line line = { .offer = &stead->offer->line[i], .out = stead->out };
	const struct mline *from_it =
		stead->from_it && i < stead->from_it->n_lines ? &stead->from_it->line[i] : NULL;
	int err = sdp_section_media(stead->offer_scan.media[i], &line.offer_media);

	if (err)
		return err;
	if (i < stead->last->n_lines)
		line.last = &stead->last->line[i];
	if (!line.last || !sdp_match_line(line.last, line.offer) || sdp_match_formats(line.last, line.offer, line.keeps_pt) == 0) {
		put_refused(stead, i, &line.offer_media);
		return 0;
	}

	sdp_match_crypto(line.last, from_it, line.offer, &line.tag_old, &line.tag_new);
	line.proto = proto_to_say(&line, stead->last_scan.media[i]);
	line.dir.want = (enum mdir)(mdir_mirror(line.offer->dir) & stead->may);
	line.dir.inherited = sdp_dir_of(stead->last_scan.session, MDIR_SENDRECV);
	line.role =
		sdp_role_to_answer(&stead->offer_scan, &stead->last_scan, stead->from_it_text, i);
	put_answered(stead, i, &line);
	return 0;
}

static int
draft(struct stead *stead, struct span last, struct span offer)
{
	int err = sdp_map(last, NULL, &stead->last);

	if (!err)
		err = sdp_map(offer, NULL, &stead->offer);
	if (!err && stead->from_it_text.n > 0)
		err = sdp_map(stead->from_it_text, NULL, &stead->from_it);
	if (!err)
		err = sdp_scan(last, &stead->last_scan);
	if (!err)
		err = sdp_scan(offer, &stead->offer_scan);
	if (!err && stead->offer->n_lines < stead->last->n_lines)
		err = -EINVAL;		/* RFC 3264 section 8: never fewer lines */
	if (err)
		return err;

	stead->line_end = sdp_line_end(last);
	text_put_span(stead->out, stead->last_scan.session);
	for (unsigned int i = 0; !err && i < stead->offer->n_lines; i++)
		err = put_media_answer(stead, i);
	if (!err && stead->out->failed)
		err = -ENOMEM;
	return err;
}

int
sdp_compose_answer(struct sdp_told *told, struct span from_it, struct span offer, enum mdir may,
		   struct text *out)
{
	struct text text;
	struct stead stead = { .from_it_text = from_it, .may = may, .out = &text };

	text_init(&text, MDESC_TEXT_MAX);

	int err = draft(&stead, sdp_told_last(told), offer);

	if (!err)
		err = sdp_told_stamp(told, text_span(&text), out);
	text_fini(&text);
	mdesc_free(stead.last);
	mdesc_free(stead.from_it);
	mdesc_free(stead.offer);
	return err;
}
