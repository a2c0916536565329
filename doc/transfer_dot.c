/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * doc/transfer_dot.c - print the access-transfer machine for graphviz: make docs
 */
#include <stdlib.h>

#include "core/transfer.h"

int
main(void)
{
	fsm_dot(&transfer_fsm, "transfer", stdout);
	return ferror(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
}
