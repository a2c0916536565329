/* SPDX-License-Identifier: BSD-2-Clause */
#include "spell.h"

enum { SLACK = 8 };	/* the encoder counts right, but leaves out a last part that just fits */

char *
spell(su_home_t *home, const void *h)
{
	issize_t n = h ? sip_header_field_e(NULL, 0, h, 0) : -1;
	char *text = n >= 0 ? su_zalloc(home, (isize_t)n + SLACK) : NULL;

	if (text && sip_header_field_e(text, (isize_t)n + SLACK, h, 0) != n)
		return NULL;
	return text;
}
