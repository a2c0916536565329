/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * app/version.c - which program, which libraries, as loaded
 *
 * Thread      main
 */
#include "version.h"

#include <stdlib.h>

#include "base/log.h"
#include "config.h"
#include "media/media.h"
#include "sip/agent.h"

int
version_print(FILE *out)
{
	fprintf(out, "sealiftd %s\n", PACKAGE_VERSION);
	fprintf(out, "features: udp ipv4 ipv6 clearmode iufp\n");
	fprintf(out, "sofia-sip %s\n", agent_library_version());
	fprintf(out, "%s\n", media_srtp_version()); /* "libsrtp2 2.5.0" */
	fprintf(out, "libevent %s\n", media_event_version());
	return fflush(out) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

void
version_log(const char *node)
{
	log_info("app", "start node=%s version=%s sofia-sip=%s libsrtp2=\"%s\" libevent=%s", node,
		 PACKAGE_VERSION, agent_library_version(), media_srtp_version(),
		 media_event_version());
}
