/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * app/main.c - sealiftd: arguments, signals, start and stop
 *
 * Thread      main; the signals below are blocked in every other thread
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "harden.h"
#include "program.h"
#include "settings.h"
#include "settings_check.h"
#include "version.h"

enum {
	STOP_GRACE_MS = 1200, /* for answers to our BYEs; contract: gone within 2 s of SIGTERM */
};

static int
usage(FILE *out, int status)
{
	fputs("usage: sealiftd -c FILE     run in the foreground, log to stderr\n"
	      "       sealiftd -t -c FILE  check FILE and say what it needs\n"
	      "       sealiftd -V          versions\n"
	      "See sealiftd(8) and sealift.conf(5).\n",
	      out);
	return status;
}

/** Load @file or print each mistake. */
static int
load(const char *file, struct settings *ret)
{
	struct opt_errors errors;

	opt_errors_init(&errors, file);
	int err = settings_load(&errors, ret);

	if (err == -EINVAL)
		fprintf(stderr, "%" SPAN_FMT, SPAN_ARG(text_span(&errors.text)));
	else if (err)
		fprintf(stderr, "%s: %s\n", file, strerror(-err));
	opt_errors_fini(&errors);
	return err;
}

static int
check_only(const char *file)
{
	struct settings settings;
	struct opt_ports ephemeral;
	struct rlimit limit = { 0 };

	if (load(file, &settings) != 0)
		return EXIT_FAILURE;

	getrlimit(RLIMIT_NOFILE, &limit);
	printf("%s: good\n", file);
	printf("descriptors: %u needed, %llu available\n", settings_descriptors(&settings),
	       (unsigned long long)limit.rlim_max);
	if (settings_meets_ephemeral(&settings, &ephemeral))
		printf("warning: ports %u-%u overlap the system's ephemeral ports %u-%u "
		       "(net.ipv4.ip_local_port_range): the kernel may give one away\n",
		       (unsigned int)settings.ports.lo, (unsigned int)settings.ports.hi,
		       (unsigned int)ephemeral.lo, (unsigned int)ephemeral.hi);
	settings_fini(&settings);
	return EXIT_SUCCESS;
}

/** Signals we wait for; blocked before the first thread so that all inherit it. */
static void
block_signals(sigset_t *ret)
{
	sigemptyset(ret);
	sigaddset(ret, SIGTERM);
	sigaddset(ret, SIGINT);
	sigaddset(ret, SIGHUP);
	pthread_sigmask(SIG_BLOCK, ret, NULL);
	signal(SIGPIPE, SIG_IGN);
}

static void
warn_of_ports(const struct settings *settings)
{
	struct opt_ports ephemeral;

	if (settings_meets_ephemeral(settings, &ephemeral))
		log_warn("app", "ports-overlap range=%u-%u ephemeral=%u-%u",
			 (unsigned int)settings->ports.lo, (unsigned int)settings->ports.hi,
			 (unsigned int)ephemeral.lo, (unsigned int)ephemeral.hi);
}

static int
run(const char *file)
{
	struct settings settings;
	struct program *program;
	sigset_t signals;
	int sig = 0;

	if (load(file, &settings) != 0)
		return EXIT_FAILURE;

	log_level_set((enum log_level)settings.level);
	harden_secrets();
	block_signals(&signals);
	version_log(settings.name);
	warn_of_ports(&settings);

	if (harden_descriptors(settings_descriptors(&settings)) != 0 ||
	    program_open(&settings, &program) != 0) {
		settings_fini(&settings);
		return EXIT_FAILURE;
	}
	log_info("app", "ready");

	while (sigwait(&signals, &sig) == 0 && sig == SIGHUP)
		program_reload(program, file);

	log_info("app", "stopping signal=%d", sig);
	program_close(program, STOP_GRACE_MS);
	log_info("app", "stopped");
	return EXIT_SUCCESS;
}

int
main(int argc, char **argv)
{
	const char *file = NULL;
	bool only_check = false;
	int c;

	while ((c = getopt(argc, argv, "c:tVh")) != -1) {
		if (c == 'c')
			file = optarg;
		else if (c == 't')
			only_check = true;
		else if (c == 'V')
			return version_print(stdout);
		else
			return usage(c == 'h' ? stdout : stderr,
				     c == 'h' ? EXIT_SUCCESS : EXIT_FAILURE);
	}
	if (!file || optind != argc)
		return usage(stderr, EXIT_FAILURE);
	return only_check ? check_only(file) : run(file);
}
