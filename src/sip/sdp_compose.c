/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/sdp_compose.c - the last SDP again, and the answer to the MSC
 *
 * The answer in a moved party's stead is in sdp_stead.c.
 *
 * Each function writes a draft and lets sdp_told_stamp() put the o= line right: whether anything
 * differs from what the party has is seen on the finished text, not guessed from what was meant to
 * change.
 *
 * Thread      any; pure but for allocation.
 */
#include "sdp_compose.h"

#include <errno.h>
#include <stdio.h>

#include "base/addr.h"
#include "core/indication.h"
#include "sdp_dir.h"
#include "sdp_scan.h"

enum {
	INDICATION_MAX = 128,		/* octets of an indication in text */
};

/* ---- again ---- */

static bool
is_live_rtp(struct span section)
{
	struct sdp_media media;

	return sdp_section_media(section, &media) == 0 && sdp_media_proto(&media) != MPROTO_OTHER &&
	       !sdp_media_is_refused(&media);
}

static void
put_directed(struct span section, struct sdp_dir dir, const char *line_end, struct text *out)
{
	struct span rest = section;
	struct sdp_line line;

	while (sdp_next_line(&rest, &line)) {
		if (!sdp_dir_put(&dir, &line, out))
			text_put_span(out, line.whole);
	}
	sdp_dir_finish(&dir, section, line_end, out);
}

/* Only media lines change: the session's direction may be that of a line we must not touch. */
static int
draft_again(struct span last, enum mdir want, struct text *out)
{
	struct sdp_scan scan;
	int err = sdp_scan(last, &scan);

	if (err)
		return err;

	struct sdp_dir dir = { .want = want, .inherited = sdp_dir_of(scan.session, MDIR_SENDRECV) };

	text_put_span(out, scan.session);
	for (unsigned int i = 0; i < scan.n_media; i++) {
		if (is_live_rtp(scan.media[i]))
			put_directed(scan.media[i], dir, sdp_line_end(last), out);
		else
			text_put_span(out, scan.media[i]);
	}
	return out->failed ? -ENOMEM : 0;
}

int
sdp_compose_again(struct sdp_told *told, enum mdir dir, struct text *out)
{
	struct text draft;

	text_init(&draft, MDESC_TEXT_MAX);

	int err = draft_again(sdp_told_last(told), dir, &draft);

	if (!err)
		err = sdp_told_stamp(told, text_span(&draft), out);
	text_fini(&draft);
	return err;
}

/* ---- the answer to the MSC ---- */

static void
put_format(const struct mformat *format, struct text *out)
{
	text_printf(out, "a=rtpmap:%u %s/%u", format->pt, format->name, format->rate_hz);
	if (format->channels > 1)
		text_printf(out, "/%u", format->channels);
	text_puts(out, "\r\n");
	if (format->fmtp[0])
		text_printf(out, "a=fmtp:%u %s\r\n", format->pt, format->fmtp);
}

/* Formats behind the picked one: speech only. */
static unsigned int
n_extra(const struct bearer_pick *pick)
{
	if (!bearer_is_speech(pick->bearer) || pick->n_pts < 2)
		return 0;
	return pick->n_pts - 1 < ARRAY_LEN(pick->extra) ? pick->n_pts - 1
							: (unsigned int)ARRAY_LEN(pick->extra);
}

static void
put_rtcp(const struct cs_answer *answer, struct text *out)
{
	const struct relay_local *local = &answer->local;

	if (answer->pick.rtcp_mux)
		text_puts(out, "a=rtcp-mux\r\n");
	else if (local->rtcp.port != local->rtp.port + 1)
		text_printf(out, "a=rtcp:%u\r\n", local->rtcp.port);
}

static void
put_picked(const struct cs_answer *answer, const struct sdp_media *media, struct text *out)
{
	const struct bearer_pick *pick = &answer->pick;

	text_printf(out, "m=%" SPAN_FMT " %u %" SPAN_FMT " %u", SPAN_ARG(media->kind),
		    answer->local.rtp.port, SPAN_ARG(media->proto), pick->format.pt);
	for (unsigned int i = 0; i < n_extra(pick); i++)
		text_printf(out, " %u", pick->extra[i].pt);
	text_puts(out, "\r\n");

	put_format(&pick->format, out);
	for (unsigned int i = 0; i < n_extra(pick); i++)
		put_format(&pick->extra[i], out);
	if (pick->ptime_ms)
		text_printf(out, "a=ptime:%u\r\n", pick->ptime_ms);
	put_rtcp(answer, out);
	text_printf(out, "a=%s\r\n", mdir_name(answer->dir));

	if (indication_is_protected(&answer->ind)) {
		char value[INDICATION_MAX];

		indication_format(&answer->ind, value, sizeof(value));
		text_printf(out, "a=secure-session:%s\r\n", value);
	}
}

static int
draft_cs(const struct cs_answer *answer, struct span offer, const char *ip, struct text *out)
{
	struct sdp_scan scan;
	int err = sdp_scan(offer, &scan);

	if (err)
		return err;
	if (answer->pick.line >= scan.n_media)
		return -EINVAL;

	text_printf(out, "v=0\r\no=- 0 0 IN IP4 0.0.0.0\r\ns=-\r\nc=IN %s %s\r\nt=0 0\r\n",
		    answer->local.rtp.family == ADDR_IP6 ? "IP6" : "IP4", ip);
	for (unsigned int i = 0; i < scan.n_media; i++) {
		struct sdp_media media;

		err = sdp_section_media(scan.media[i], &media);
		if (err)
			return err;
		if (i == answer->pick.line)
			put_picked(answer, &media, out);
		else
			sdp_put_refused(&media, out);
	}
	return out->failed ? -ENOMEM : 0;
}

void
sdp_put_refused(const struct sdp_media *media, struct text *out)
{
	text_printf(out, "m=%" SPAN_FMT " 0 %" SPAN_FMT " %" SPAN_FMT "\r\n", SPAN_ARG(media->kind),
		    SPAN_ARG(media->proto), SPAN_ARG(media->formats));
}

int
sdp_compose_cs(struct sdp_told *told, const struct cs_answer *answer, struct span offer,
	       struct text *out)
{
	struct text draft;
	char ip[ADDR_TEXT_MAX];

	text_init(&draft, MDESC_TEXT_MAX);
	addr_format_ip(&answer->local.rtp, ip, sizeof(ip));

	int err = draft_cs(answer, offer, ip, &draft);

	if (!err) {
		sdp_told_own(told, ip);
		err = sdp_told_stamp(told, text_span(&draft), out);
	}
	text_fini(&draft);
	return err;
}
