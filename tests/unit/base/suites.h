/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/base/suites.h - the suites of this layer, one a source file
 */
#ifndef TESTS_UNIT_BASE_SUITES_H
#define TESTS_UNIT_BASE_SUITES_H

#include <check.h>

Suite *addr_suite(void);
Suite *fsm_suite(void);
Suite *ini_suite(void);
Suite *list_suite(void);
Suite *log_suite(void);
Suite *mailbox_suite(void);
Suite *map_suite(void);
Suite *metric_suite(void);
Suite *mono_suite(void);
Suite *opt_suite(void);
Suite *opt_print_suite(void);
Suite *span_suite(void);
Suite *text_suite(void);
Suite *token_suite(void);
Suite *wheel_suite(void);
Suite *wipe_suite(void);

#endif
