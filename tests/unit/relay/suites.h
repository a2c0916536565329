/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/relay/suites.h - media's sockets and threads: one suite a source file, or a way of use
 */
#ifndef TESTS_UNIT_RELAY_SUITES_H
#define TESTS_UNIT_RELAY_SUITES_H

#include <check.h>

Suite *bridge_suite(void);

#endif
