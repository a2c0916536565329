/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/core/test_mdesc.c - descriptions: made, copied, wiped
 */
#include <errno.h>
#include <string.h>

#include "core/mdesc.h"
#include "tests/unit/core/rig.h"
#include "tests/unit/core/suites.h"
#include "tests/unit/failmalloc.h"
#include "tests/unit/runner.h"

START_TEST(a_copy_is_deep)
{
	const struct told told[] = { savp_a, avp_b };
	struct mdesc *one = rig_mdesc(told, 2), *copy;

	one->o_version = 42;
	ck_assert_int_eq(mdesc_copy(one, &copy), 0);
	ck_assert_uint_eq(copy->o_version, 42);
	ck_assert_uint_eq(copy->n_lines, 2);
	for (unsigned int i = 0; i < 2; i++) {
		ck_assert_ptr_ne(copy->line[i].formats, one->line[i].formats);
		ck_assert_uint_eq(copy->line[i].n_formats, one->line[i].n_formats);
		ck_assert_mem_eq(copy->line[i].formats, one->line[i].formats,
				 one->line[i].n_formats * sizeof(struct mformat));
	}
	ck_assert(sdes_same_keys(&copy->line[0].crypto[0], &one->line[0].crypto[0]));
	mdesc_free(one);
	ck_assert_str_eq(mline_find_format(&copy->line[1], "amr")->name, "AMR");
	ck_assert_ptr_null(mdesc_free(copy));
}
END_TEST

START_TEST(an_empty_description_may_be_copied)
{
	struct mformat *formats;
	struct sdes *crypto;
	struct mdesc *one, *copy;

	ck_assert_int_eq(mdesc_new(0, 0, &formats, &crypto, &one), 0);
	ck_assert_int_eq(mdesc_copy(one, &copy), 0);
	ck_assert_uint_eq(copy->n_lines, 0);
	mdesc_free(copy);
	mdesc_free(one);
	ck_assert_ptr_null(mdesc_free(NULL));
}
END_TEST

START_TEST(beyond_the_bounds_is_refused)
{
	struct mformat *formats;
	struct sdes *crypto;
	struct mdesc *mdesc;

	ck_assert_int_eq(mdesc_new(MDESC_LINES_MAX * MDESC_FORMATS_MAX + 1, 0, &formats, &crypto,
				   &mdesc), -E2BIG);
	ck_assert_int_eq(mdesc_new(0, MDESC_LINES_MAX * MDESC_CRYPTO_MAX + 1, &formats, &crypto,
				   &mdesc), -E2BIG);
}
END_TEST

START_TEST(a_mirror_swaps_and_comes_back)
{
	static const enum mdir dirs[] = {
		MDIR_INACTIVE, MDIR_SENDONLY, MDIR_RECVONLY, MDIR_SENDRECV,
	};

	for (unsigned int i = 0; i < ARRAY_LEN(dirs); i++)
		ck_assert_int_eq(mdir_mirror(mdir_mirror(dirs[i])), dirs[i]);
	ck_assert_int_eq(mdir_mirror(MDIR_SENDONLY), MDIR_RECVONLY);
	ck_assert_int_eq(mdir_mirror(MDIR_SENDRECV), MDIR_SENDRECV);
	ck_assert_int_eq(mdir_mirror(MDIR_INACTIVE), MDIR_INACTIVE);
}
END_TEST

START_TEST(names_are_those_of_sdp)
{
	ck_assert_str_eq(mdir_name(MDIR_SENDONLY), "sendonly");
	ck_assert_str_eq(mdir_name((enum mdir)9), "?");
	ck_assert_str_eq(mkind_name(MKIND_VIDEO), "video");
	ck_assert_str_eq(mkind_name((enum mkind)9), "?");
	ck_assert(mproto_is_secure(MPROTO_DTLS_SAVPF));
	ck_assert(mproto_is_secure(MPROTO_SAVP));
	ck_assert(!mproto_is_secure(MPROTO_AVPF));
	ck_assert(!mproto_is_secure(MPROTO_OTHER));
}
END_TEST

static int
copy_once(void *ctx)
{
	struct mdesc *copy;
	int err = mdesc_copy(ctx, &copy);

	if (!err)
		mdesc_free(copy);
	return err;
}

START_TEST(a_copy_costs_one_allocation)
{
	struct mdesc *one = rig_mdesc(&savp_a, 1);

	ck_assert_uint_eq(failmalloc_each(copy_once, one), 1);
	mdesc_free(one);
}
END_TEST

Suite *
mdesc_suite(void)
{
	const TTest *const tests[] = {
		a_copy_is_deep,
		an_empty_description_may_be_copied,
		beyond_the_bounds_is_refused,
		a_mirror_swaps_and_comes_back,
		names_are_those_of_sdp,
		a_copy_costs_one_allocation,
	};

	return suite_of("mdesc", tests, ARRAY_LEN(tests));
}
