/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/base/suites.h - the suites of this layer, one a source file
 */
#ifndef TESTS_UNIT_BASE_SUITES_H
#define TESTS_UNIT_BASE_SUITES_H

#include <check.h>

Suite *span_suite(void);

#endif
