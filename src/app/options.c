/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * app/options.c - prints the option table: etc/sealift.ini and the option section of
 * sealift.conf(5)
 *
 * A build-time tool (sealift-options), so that file, manual and reader cannot disagree.
 *
 * Thread      one
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "settings.h"

int
main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "ini") == 0) {
		opt_print_ini(&settings_table, stdout);
	} else if (argc == 2 && strcmp(argv[1], "man") == 0) {
		opt_print_man(&settings_table, stdout);
	} else {
		fputs("usage: sealift-options ini|man\n", stderr);
		return EXIT_FAILURE;
	}
	return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
