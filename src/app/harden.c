/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * app/harden.c - what the process owes the keys that pass through it
 *
 * Thread      main, before any other thread
 */
#include "harden.h"

#include <errno.h>
#include <malloc.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "base/log.h"

void
harden_secrets(void)
{
	const struct rlimit none = { 0, 0 };

#ifdef __SANITIZE_ADDRESS__
	const int dumpable = 1; /* LeakSanitizer looks at the process from outside */
#else
	const int dumpable = 0;
#endif

	if (setrlimit(RLIMIT_CORE, &none) != 0 || prctl(PR_SET_DUMPABLE, dumpable, 0, 0, 0) != 0)
		log_warn("app", "harden what=core-dumps result=failed");
	mallopt(M_PERTURB, 0x5a);
}

int
harden_descriptors(unsigned int needed)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return -EMFILE;
	if (limit.rlim_cur != RLIM_INFINITY && limit.rlim_cur < needed) {
		limit.rlim_cur = needed;
		if (limit.rlim_max < needed || setrlimit(RLIMIT_NOFILE, &limit) != 0)
			return -EMFILE;
	}
	return 0;
}
