/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/core/test_chatter.c - what a call writes: few lines, each with its session, never a
 * key
 */
#include <string.h>

#include "base/log.h"
#include "tests/unit/core/rig.h"
#include "tests/unit/core/suites.h"
#include "tests/unit/runner.h"

enum {
	INFO_LINES_MAX = 3,		/* of 6 a call: sip writes the others */
};

struct paper {
	unsigned int n_info, n_all;
	char text[65536];
	size_t n;
};

static void
write_line(void *ctx, const char *line, size_t n)
{
	struct paper *paper = ctx;

	ck_assert_uint_lt(paper->n + n, sizeof(paper->text));
	memcpy(paper->text + paper->n, line, n);
	paper->n += n;
	paper->n_all++;
	if (memmem(line, n, " info ", 6)) {
		paper->n_info++;
		ck_assert_ptr_nonnull(memmem(line, n, " session=", 9));
	}
}

/* Handed over and hung up. */
static void
play(struct rig *rig, struct call *call)
{
	rig_call(rig, call, &savp_a, &savp_b);
	ck_assert_int_eq(rig_transfer(rig, ALICE, &call->cs, &msc_data), CAUSE_NONE);
	session_cs_confirmed(call->session, &call->cs);
	rig_pass_ms(rig, RIG_SOURCE_RELEASE_MS + 10);
	rig_bye(call, &call->b, 0, 0);
}

START_TEST(a_call_with_a_handover_takes_few_lines_and_shows_no_key)
{
	static struct paper paper;
	struct rig rig;
	struct call call;

	rig_init(&rig);
	log_set_sink(write_line, &paper);
	log_level_set(LOGL_DEBUG);
	play(&rig, &call);
	log_set_sink(NULL, NULL);
	log_level_set(LOGL_ERROR);
	ck_assert_uint_eq(paper.n_info, INFO_LINES_MAX);
	ck_assert_uint_gt(paper.n_all, paper.n_info);
	ck_assert_ptr_nonnull(strstr(paper.text, "moved session=1 party=caller bearer=clearmode"));
	ck_assert_ptr_null(strstr(paper.text, "inline"));
	ck_assert_ptr_null(strstr(paper.text, "AAAAAAAA"));
	ck_assert_ptr_null(strstr(paper.text, "BBBBBBBB"));
	rig_fini(&rig);
}
END_TEST

Suite *
chatter_suite(void)
{
	const TTest *const tests[] = { a_call_with_a_handover_takes_few_lines_and_shows_no_key };

	return suite_of("chatter", tests, ARRAY_LEN(tests));
}
