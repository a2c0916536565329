/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/ops/suites.h - the suites of ops
 */
#ifndef TESTS_UNIT_OPS_SUITES_H
#define TESTS_UNIT_OPS_SUITES_H

#include <check.h>

Suite *admin_suite(void);
Suite *process_suite(void);
Suite *view_json_suite(void);

#endif
