/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/sdp_reoffer.c - an SDP that a party has, with other speech in it
 *
 * All of it stays as the party knows it, addresses and ports first of all, but for what belongs to
 * the formats that go, and what might bring a key: an unprotected session stays one, in either
 * direction.
 *
 * Thread      any; pure but for allocation.
 * Standards   RFC 3264 sections 8.2 and 8.3.2, RFC 4568 section 7.1.4
 */
#include "sdp_compose.h"

#include <errno.h>

#include "sdp_dir.h"
#include "sdp_scan.h"

/* What does not go along; the others stay to the letter. */
static const struct {
	const char *name;
	bool with_formats;		/* goes with the old formats */
	bool for_good;			/* goes on the way back, too */
	const char *because;		/* for whoever reads the table */
} rows[] = {
	{ "rtpmap",	 true,	false,	"RFC 3264 8.3.2: of formats that go" },
	{ "fmtp",	 true,	false,	"RFC 3264 8.3.2" },
	{ "rtcp-fb",	 true,	false,	"RFC 4585 4.2: names formats too" },
	{ "pcfg",	 true,	false,	"RFC 5939 3.5.1: names formats and profiles of the old offer" },
	{ "tcap",	 true,	false,	"RFC 5939 3.4.2" },
	{ "acfg",	 true,	true,	"RFC 5939 3.5.2: an answer's" },
	{ "acap",	 true,	true,	"RFC 5939 3.4.1: may hold a key" },
	{ "crypto",	 true,	true,	"RFC 8643 3: was not taken, and nobody would know its answer" },
	{ "key-mgmt",	 true,	true,	"RFC 4567: likewise" },
	{ "fingerprint", true,	true,	"RFC 5763: likewise" },
	{ "setup",	 true,	true,	"RFC 4145: of that fingerprint" },
	{ "zrtp-hash",	 true,	true,	"RFC 6189 8: likewise" },
	{ "3ge2ae",	 true,	true,	"TS 24.229 7.5.2: of a=crypto" },
};

static bool
goes(const struct sdp_line *line, bool with_formats)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (sdp_line_is_attr(line, rows[i].name, NULL))
			return with_formats ? rows[i].with_formats : rows[i].for_good;
	/* b=AS and b=TIAS were reckoned from the old codec; RS and RR (RFC 3556) were not */
	return with_formats && line->type == 'b' &&
	       (span_starts(line->value, "AS:") || span_starts(line->value, "TIAS:"));
}

static void
put_kept(struct span section, bool with_formats, struct text *out)
{
	struct sdp_line line;

	while (sdp_next_line(&section, &line))
		if (!goes(&line, with_formats))
			text_put_span(out, line.whole);
}

static void
put_formats(const struct mformat *formats, unsigned int n, const char *end, struct text *out)
{
	for (unsigned int i = 0; i < n; i++) {
		const struct mformat *f = &formats[i];

		text_printf(out, "a=rtpmap:%u %s/%u", f->pt, f->name, f->rate_hz);
		if (f->channels > 1)
			text_printf(out, "/%u", f->channels);
		text_puts(out, end);
		if (f->fmtp[0])
			text_printf(out, "a=fmtp:%u %s%s", f->pt, f->fmtp, end);
	}
}

/* The line with the speech: other formats, before its first attribute or at its end. */
static void
put_speech(struct span section, const struct mformat *formats, unsigned int n, const char *end,
	   struct text *out)
{
	struct sdp_media media;
	struct sdp_line line;
	bool is_put = false;

	if (sdp_section_media(section, &media))
		return;
	text_printf(out, "m=%" SPAN_FMT " %" SPAN_FMT " %" SPAN_FMT, SPAN_ARG(media.kind),
		    SPAN_ARG(media.port), SPAN_ARG(media.proto));
	for (unsigned int i = 0; i < n; i++)
		text_printf(out, " %u", formats[i].pt);
	text_puts(out, end);
	while (sdp_next_line(&section, &line)) {
		if (line.type == 'm')
			continue;
		if (line.type == 'a' && !is_put) {
			put_formats(formats, n, end, out);
			is_put = true;
		}
		if (goes(&line, true))
			continue;
		text_put_span(out, line.whole);
		if (line.whole.n == 2 + line.value.n)
			text_puts(out, end);	/* the last line had no end */
	}
	if (!is_put)
		put_formats(formats, n, end, out);
}

/* RTP that the speech bearer cannot carry is refused; what is no RTP is none of ours. */
static void
put_other(struct span section, struct text *out)
{
	struct sdp_media media;

	if (sdp_section_media(section, &media) == 0 && sdp_media_proto(&media) != MPROTO_OTHER)
		sdp_put_refused(&media, out);
	else
		text_put_span(out, section);
}

/* A key in force would have to be another one: not here, not ever. */
static bool
has_secure(const struct sdp_scan *scan)
{
	struct sdp_media media;

	for (unsigned int i = 0; i < scan->n_media; i++)
		if (sdp_section_media(scan->media[i], &media) == 0 && !sdp_media_is_refused(&media) &&
		    mproto_is_secure(sdp_media_proto(&media)))
			return true;
	return false;
}

static int
draft(const struct sdp_scan *scan, unsigned int speech, const struct mformat *formats,
      unsigned int n, const char *end, struct text *out)
{
	put_kept(scan->session, formats != NULL, out);
	for (unsigned int i = 0; i < scan->n_media; i++) {
		if (!formats)
			put_kept(scan->media[i], false, out);
		else if (i == speech)
			put_speech(scan->media[i], formats, n, end, out);
		else
			put_other(scan->media[i], out);
	}
	return out->failed ? -ENOMEM : 0;
}

int
sdp_compose_reoffer(struct sdp_told *told, struct span base, unsigned int speech,
		    const struct mformat *formats, unsigned int n, struct text *out)
{
	struct sdp_scan scan;
	struct text text;
	int err = sdp_scan(base, &scan);

	if (err)
		return err;
	if (speech >= scan.n_media)
		return -EINVAL;
	if (has_secure(&scan))
		return -EPERM;

	text_init(&text, MDESC_TEXT_MAX);
	err = draft(&scan, speech, formats, n, sdp_line_end(base), &text);
	if (!err)
		err = sdp_told_stamp(told, text_span(&text), out);
	text_fini(&text);
	return err;
}
