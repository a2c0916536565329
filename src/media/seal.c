/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/seal.c - the only file that knows libsrtp2
 *
 * The relay opens no packet, so this release asks the library for nothing but its version; the
 * `terminate` policy will be built here.
 *
 * Thread      any
 */
#include <srtp2/srtp.h>

#include "media/media.h"

const char *
media_srtp_version(void)
{
	return srtp_get_version_string();
}
