/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/fastpath/main.c - the fast path in a real kernel, between real stacks
 *
 * Needs what the fast path itself needs, and network namespaces: root.  Where even root has not
 * the right to load programs (some containers) nothing is tested, and automake counts it as skipped.
 */
#include <stdio.h>

#include "base/attr.h"
#include "tests/unit/fastpath/net.h"
#include "tests/unit/fastpath/suites.h"
#include "tests/unit/runner.h"

enum { SKIPPED = 77 };

static Suite *(*const suites[])(void) = {
	fastpath_suite, program_suite, forward_suite, leave_suite, follow_suite,
};

int
main(void)
{
	if (!net_may()) {
		puts("no right to make network namespaces and load BPF programs: nothing was tested");
		return SKIPPED;
	}
	return run_suites(suites, ARRAY_LEN(suites));
}
