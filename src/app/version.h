/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * app/version.h - which program, which libraries, as loaded
 *
 * The soname of sofia-sip did not change in ten years of fixes, so the one that was loaded
 * is named,
 * not the one we were built with (lessons.md 4.5).
 *
 * Thread      main
 */
#ifndef APP_VERSION_H
#define APP_VERSION_H

#include <stdio.h>

/** sealiftd -V.  Returns EXIT_SUCCESS, or EXIT_FAILURE if @out cannot be written. */
int version_print(FILE *out);

/** One info line at start. */
void version_log(const char *node);

#endif
