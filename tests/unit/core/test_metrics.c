/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/core/test_metrics.c - the core's numbers, as Prometheus reads them
 */
#include <stdio.h>
#include <string.h>

#include "tests/unit/core/rig.h"
#include "tests/unit/core/suites.h"
#include "tests/unit/runner.h"

static bool
has_line(const struct text *out, const char *line)
{
	char needle[160];

	snprintf(needle, sizeof(needle), "\n%s\n", line);
	return strstr(out->p, needle);
}

START_TEST(sessions_and_transfers_are_counted)
{
	struct metrics *metrics;
	struct text out;
	struct rig rig;
	struct call call, plain;

	rig_init(&rig);
	rig_call(&rig, &plain, &avp_a, &avp_b);
	session_failed(plain.session, CAUSE_NORMAL);
	rig_call(&rig, &call, &savp_a, &savp_b);
	ck_assert_int_eq(rig_transfer(&rig, "1", &call.cs, &msc_data), CAUSE_NO_SESSION);
	ck_assert_int_eq(rig_transfer(&rig, ALICE, &call.cs, &msc_data), CAUSE_NONE);
	ck_assert_int_eq(session_return(call.session, &call.a, NULL), CAUSE_NONE);
	rig.config.on_insecure_target = INSECURE_TERMINATE;
	core_configure(rig.core, &rig.config);
	ck_assert_int_eq(rig_transfer(&rig, ALICE, &call.cs2, &msc_speech), CAUSE_NONE);

	ck_assert_int_eq(metrics_new(&metrics), 0);
	ck_assert_int_eq(metrics_add(metrics, core_collect, rig.core), 0);
	text_init(&out, 65536);
	metrics_render(metrics, &out);
	ck_assert(!out.failed);
	ck_assert(has_line(&out, "sealift_sessions{secure=\"sdes\"} 1"));
	ck_assert(has_line(&out, "sealift_sessions{secure=\"none\"} 0"));
	ck_assert(has_line(&out, "sealift_transfers_total{kind=\"ps-cs\",outcome=\"returned\"} 1"));
	ck_assert(has_line(&out, "sealift_transfers_total{kind=\"ps-cs\",outcome=\"refused\"} 1"));
	ck_assert(has_line(&out, "sealift_transfers_total{kind=\"cs-cs\",outcome=\"moved\"} 0"));
	ck_assert(has_line(&out, "sealift_degraded_sessions 1"));
	ck_assert(has_line(&out, "sealift_degraded_transfers_total 1"));
	ck_assert(has_line(&out, "sealift_transfer_seconds_count 2"));
	ck_assert(has_line(&out, "sealift_transfer_seconds_bucket{le=\"0.0025\"} 2"));
	ck_assert_ptr_null(strstr(out.p, "outcome=\"open\""));
	text_fini(&out);
	metrics_free(metrics);
	rig_fini(&rig);
}
END_TEST

Suite *
metrics_suite(void)
{
	const TTest *const tests[] = { sessions_and_transfers_are_counted };

	return suite_of("metrics", tests, ARRAY_LEN(tests));
}
