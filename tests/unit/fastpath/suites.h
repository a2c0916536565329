/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_UNIT_FASTPATH_SUITES_H
#define TESTS_UNIT_FASTPATH_SUITES_H

#include <check.h>

Suite *fastpath_suite(void);
Suite *forward_suite(void);
Suite *leave_suite(void);
Suite *follow_suite(void);
Suite *program_suite(void);

#endif
