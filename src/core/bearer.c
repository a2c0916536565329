/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/bearer.c - the names of bearers
 *
 * Thread      any
 */
#include "core/bearer.h"

static const char *const names[BEARERS] = {
	[BEARER_NONE]		= "none",
	[BEARER_CLEARMODE]	= "clearmode",
	[BEARER_IUFP]		= "iufp",
	[BEARER_TRANSPARENT]	= "transparent",
	[BEARER_SPEECH]		= "speech",
	[BEARER_TERMINATED]	= "speech",
};

const char *
bearer_name(enum bearer bearer)
{
	return (unsigned int)bearer < BEARERS ? names[bearer] : "?";
}
