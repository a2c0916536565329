/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * app/settings_check.h - what no single row of the option table can see
 *
 * Thread      main
 */
#ifndef APP_SETTINGS_CHECK_H
#define APP_SETTINGS_CHECK_H

#include "settings.h"
#include "core/number.h"

/**
 * Every mistake between the keys, and between them and this machine, goes to @errors with its
 * line.
 */
void settings_check(const struct settings *settings, struct opt_errors *errors);

/**
 * The number of a STN-SR: tel:+NUMBER or sip:+NUMBER@...
 *
 * Fails   -EINVAL  another scheme, or no global number
 */
MUST_CHECK int settings_number(const char *uri, struct number *ret);

/**
 * Does the relay's port range meet the system's ephemeral one?  Then the kernel may give one of our
 * ports to somebody else before we bind it.
 *
 * Returns true and the system's range.
 */
bool settings_meets_ephemeral(const struct settings *settings, struct opt_ports *ret);

#endif
