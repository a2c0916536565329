/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/relay/main.c - everything that media's sockets and threads promise
 *
 * Apart from tests/unit/media, which holds what is pure, for these run threads and so under TSan
 * too.
 */
#include "base/attr.h"
#include "tests/unit/relay/suites.h"
#include "tests/unit/runner.h"

static Suite *(*const suites[])(void) = {
	cs_sources_suite,
	ends_suite,
	far_suite,
	registry_suite,
	loop_suite,
	batch_suite,
	command_suite,
	port_suite,
	pool_suite,
	side_suite,
	sources_suite,
	bridge_suite,
	anchor_suite,
	cs_clearmode_suite,
	cs_iufp_suite,
	cs_plain_suite,
	cs_terminated_suite,
	keys_suite,
	observed_suite,
	switchboard_suite,
	switchboard_cs_suite,
	worker_suite,
	media_suite,
};

int
main(void)
{
	return run_suites(suites, ARRAY_LEN(suites));
}
