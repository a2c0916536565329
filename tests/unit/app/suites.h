/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/app/suites.h - the suites of app
 */
#ifndef TESTS_UNIT_APP_SUITES_H
#define TESTS_UNIT_APP_SUITES_H

#include <check.h>

Suite *harden_suite(void);
Suite *settings_suite(void);

#endif
