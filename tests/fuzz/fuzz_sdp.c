/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/fuzz/fuzz_sdp.c - any SDP through all that is done with one
 *
 * Input: an SDP; behind an octet 1 perhaps a second one, the offer that is answered in the first
 * one's stead.
 */
#include <errno.h>

#include "core/fit.h"
#include "core/mdesc.h"
#include "fuzz.h"
#include "sip/sdp_compose.h"
#include "sip/sdp_edit.h"
#include "sip/sdp_map.h"
#include "sip/sdp_scan.h"
#include "sip/sdp_told.h"

static void
check_scan(struct span sdp)
{
	struct sdp_scan scan;
	size_t n;

	if (sdp_scan(sdp, &scan))
		return;
	n = scan.session.n;
	for (unsigned int i = 0; i < scan.n_media; i++) {
		FUZZ_CHECK(scan.media[i].p == sdp.p + n && scan.media[i].p[0] == 'm');
		n += scan.media[i].n;
	}
	FUZZ_CHECK(n == sdp.n);
}

static void
check_identity(struct span sdp)
{
	const struct mpatch none = { .n_lines = 0 };
	struct text out;

	text_init(&out, 2 * MDESC_TEXT_MAX);
	if (sdp_edit(sdp, &none, &out) == 0)
		FUZZ_CHECK(span_eq(text_span(&out), sdp));
	text_fini(&out);
}

/* Whatever it says: what is needed can be computed, the peak is no less than the mean's packet. */
static void
check_fit(const struct mdesc *mdesc)
{
	for (unsigned int i = 0; i < mdesc->n_lines; i++) {
		const struct mline *line = &mdesc->line[i], *other = &mdesc->line[0];
		struct indication ind = indication_of_offer(line);
		struct fit fit = fit_lines(line, other, &ind);
		char why[96];

		FUZZ_CHECK(fit.called);
		FUZZ_CHECK(fit.line_peak_bps >= fit.peak_bps);
		(void)fit_is_within(&fit, 64000, true, why, sizeof(why));
	}
}

static struct mpatch
patch_of(const struct mdesc *mdesc)
{
	struct mpatch patch = { .n_lines = mdesc->n_lines };
	struct addr ours;

	FUZZ_CHECK(addr_parse(span_lit("203.0.113.5:20000"), &ours) == 0);
	for (unsigned int i = 0; i < mdesc->n_lines; i++) {
		patch.line[i].is_relayed = mdesc->line[i].is_relayed;
		patch.line[i].rtp = addr_with_port(&ours, (uint16_t)(20000 + 2 * i));
		patch.line[i].rtcp = addr_with_port(&ours, (uint16_t)(20001 + 2 * i));
	}
	return patch;
}

/* What we could map we can edit, and what we wrote says what we meant. */
static void
check_edit(struct span sdp, const struct mdesc *mdesc)
{
	struct mpatch patch = patch_of(mdesc);
	struct mdesc *after;
	struct text out;

	text_init(&out, 2 * MDESC_TEXT_MAX);
	FUZZ_CHECK(sdp_edit(sdp, &patch, &out) == 0);

	int err = sdp_map(text_span(&out), NULL, &after);

	FUZZ_CHECK(err == 0 || err == -E2BIG);
	if (!err) {
		FUZZ_CHECK(after->n_lines == mdesc->n_lines);
		for (unsigned int i = 0; i < after->n_lines; i++) {
			const struct mline *a = &mdesc->line[i], *b = &after->line[i];

			FUZZ_CHECK(a->is_relayed == b->is_relayed && a->n_crypto == b->n_crypto);
			FUZZ_CHECK(a->n_formats == b->n_formats && a->dir == b->dir);
			FUZZ_CHECK(!b->is_relayed || b->rtp.port == patch.line[i].rtp.port);
			FUZZ_CHECK(!b->is_relayed || addr_is_any(&a->rtp) ||
				   addr_eq(&b->rtp, &patch.line[i].rtp));
		}
		mdesc_free(after);
	}
	text_fini(&out);
}

static void
check_map(struct span sdp)
{
	struct mdesc *mdesc;
	const char *why = NULL;

	if (sdp_map(sdp, &why, &mdesc)) {
		FUZZ_CHECK(why);
		return;
	}
	for (unsigned int i = 0; i < mdesc->n_lines; i++) {
		FUZZ_CHECK(mdesc->line[i].n_formats <= MDESC_FORMATS_MAX);
		FUZZ_CHECK(mdesc->line[i].n_crypto <= MDESC_CRYPTO_MAX);
		FUZZ_CHECK(!mdesc->line[i].is_relayed || mdesc->line[i].rtp.port > 0);
	}
	check_fit(mdesc);
	check_edit(sdp, mdesc);
	mdesc_free(mdesc);
}

/*
 * Once more is the same text; in another direction, and back, it is the same but for its version.
 */
static void
check_again(struct sdp_told *told)
{
	struct text one, two;

	text_init(&one, 2 * MDESC_TEXT_MAX);
	text_init(&two, 2 * MDESC_TEXT_MAX);
	FUZZ_CHECK(sdp_told_stamp(told, sdp_told_last(told), &one) == 0);
	FUZZ_CHECK(span_eq(text_span(&one), sdp_told_last(told)));
	text_reset(&one);

	if (sdp_compose_again(told, MDIR_INACTIVE, &one) == 0 &&
	    sdp_told_keep(told, text_span(&one)) == 0) {
		FUZZ_CHECK(sdp_compose_again(told, MDIR_INACTIVE, &two) == 0);
		FUZZ_CHECK(span_eq(text_span(&one), text_span(&two)));
	}
	text_fini(&one);
	text_fini(&two);
}

static void
check_answer(struct sdp_told *told, struct span offer)
{
	struct mdesc *answer;
	struct text out;

	text_init(&out, MDESC_TEXT_MAX);
	if (sdp_compose_answer(told, (struct span){ 0 }, offer, MDIR_SENDRECV, &out) == 0 &&
	    sdp_map(text_span(&out), NULL, &answer) == 0) {
		for (unsigned int i = 0; i < answer->n_lines; i++)
			FUZZ_CHECK(answer->line[i].n_crypto <= 1 || !answer->line[i].is_relayed);
		mdesc_free(answer);
	}
	text_fini(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span rest = span_new(data, size), sdp, offer;
	struct sdp_told told = { .has_origin = false };

	if (!span_cut(&rest, '\1', &sdp))
		return 0;
	offer = rest.n ? rest : sdp;

	check_scan(sdp);
	check_identity(sdp);
	check_map(sdp);
	if (sdp_told_keep(&told, sdp) == 0) {
		sdp_told_own(&told, "203.0.113.5");
		check_answer(&told, offer);
		check_again(&told);
	}
	sdp_told_fini(&told);
	return 0;
}
