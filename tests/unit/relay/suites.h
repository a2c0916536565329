/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/relay/suites.h - media's sockets and threads: one suite a source file, or a way of use
 */
#ifndef TESTS_UNIT_RELAY_SUITES_H
#define TESTS_UNIT_RELAY_SUITES_H

#include <check.h>

Suite *batch_suite(void);
Suite *bridge_suite(void);
Suite *command_suite(void);
Suite *cs_clearmode_suite(void);
Suite *cs_iufp_suite(void);
Suite *cs_plain_suite(void);
Suite *cs_sources_suite(void);
Suite *ends_suite(void);
Suite *cs_terminated_suite(void);
Suite *far_suite(void);
Suite *anchor_suite(void);
Suite *keys_suite(void);
Suite *loop_suite(void);
Suite *media_suite(void);
Suite *observed_suite(void);
Suite *pool_suite(void);
Suite *port_suite(void);
Suite *registry_suite(void);
Suite *side_suite(void);
Suite *sources_suite(void);
Suite *switchboard_suite(void);
Suite *switchboard_cs_suite(void);
Suite *worker_suite(void);

#endif
