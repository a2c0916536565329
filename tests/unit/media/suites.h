/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/media/suites.h - one suite a source file
 */
#ifndef TESTS_UNIT_MEDIA_SUITES_H
#define TESTS_UNIT_MEDIA_SUITES_H

#include <check.h>

Suite *fcs16_suite(void);
Suite *hdlc_tx_suite(void);
Suite *hdlc_rx_suite(void);
Suite *hdlc_osmo_suite(void);

#endif
