/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * app/sealiftctl.c - asks a running sealiftd over its admin port
 *
 * A table of commands; each is one HTTP request and one way to show the answer.  --json prints what
 * programs want, unchanged where the server already speaks JSON.
 *
 * Thread      one
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctl_http.h"
#include "ctl_show.h"
#include "base/addr.h"
#include "base/attr.h"

struct command {
	const char *name;
	const char *argument; /* its name in the usage, NULL: takes none */
	bool is_optional;
	const char *method;
	const char *path;   /* "%s" is where the argument goes */
	const char *absent; /* value of an optional argument that is not there */
	int (*show)(struct span body, bool as_json);
	const char *help;
};

/* clang-format off */
static const struct command commands[] = {
	{ "sessions", NULL,    false, "GET",  "/sessions",	NULL,	show_sessions, "one line a session" },
	{ "session",  "ID",    false, "GET",  "/sessions/%s",	NULL,	show_session,  "all of one session" },
	{ "stats",    NULL,    false, "GET",  "/metrics",	NULL,	show_stats,    "every counter" },
	{ "health",   NULL,    false, "GET",  "/health",	NULL,	show_text,     "ok, or why not" },
	{ "drain",    "yes|no", true, "POST", "/drain?on=%s",	"yes",	show_text,     "take no new calls" },
	{ "log",      "LEVEL", false, "POST", "/log?level=%s",	NULL,	show_text,     "error, warn, info or debug" },
};
/* clang-format on */

static int
usage(FILE *out, int status)
{
	fputs("usage: sealiftctl [-a ADDRESS:PORT] [--json] COMMAND\n", out);
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		fprintf(out, "  %-8s %-8s %s\n", commands[i].name,
			commands[i].argument ? commands[i].argument : "", commands[i].help);
	fputs("The default address is 127.0.0.1:8070.  See sealiftctl(8).\n", out);
	return status;
}

static const struct command *
command_find(const char *name)
{
	for (const struct command *c = commands; c < commands + ARRAY_LEN(commands); c++)
		if (strcmp(c->name, name) == 0)
			return c;
	return NULL;
}

/** Only what may stand in a path unescaped. */
static bool
is_plain(const char *argument)
{
	return *argument &&
	       strspn(argument, "0123456789abcdefghijklmnopqrstuvwxyz") == strlen(argument);
}

static int
execute(const struct command *command, const char *argument, const struct addr *server,
	bool as_json)
{
	struct text path, body;
	int status = 0, result = EXIT_FAILURE;
	struct span head, rest = span_of(command->path);

	text_init(&path, 256);
	text_init(&body, CTL_BODY_MAX);
	if (command->argument) {
		span_cut(&rest, '%', &head);
		text_printf(&path, "%" SPAN_FMT "%s", SPAN_ARG(head), argument);
	} else {
		text_puts(&path, command->path);
	}

	int err = path.failed ? -1 : ctl_http(server, command->method, path.p, &status, &body);

	if (err)
		fprintf(stderr, "sealiftctl: no answer from %s: is sealiftd running?\n",
			ADDR_TEXT(server));
	else if (status == 200)
		result =
			command->show(text_span(&body), as_json) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
	else
		fprintf(stderr, "sealiftctl: %d %" SPAN_FMT, status, SPAN_ARG(text_span(&body)));

	text_fini(&path);
	text_fini(&body);
	return result;
}

int
main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "address", required_argument, NULL, 'a' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	struct addr server;
	const char *where = "127.0.0.1:8070";
	bool as_json = false;
	int c;

	while ((c = getopt_long(argc, argv, "a:jh", options, NULL)) != -1) {
		if (c == 'a')
			where = optarg;
		else if (c == 'j')
			as_json = true;
		else
			return usage(c == 'h' ? stdout : stderr,
				     c == 'h' ? EXIT_SUCCESS : EXIT_FAILURE);
	}
	if (addr_parse(span_of(where), &server) != 0) {
		fprintf(stderr, "sealiftctl: %s is no ADDRESS:PORT\n", where);
		return EXIT_FAILURE;
	}

	const struct command *command = optind < argc ? command_find(argv[optind]) : NULL;

	if (!command)
		return usage(stderr, EXIT_FAILURE);

	const char *argument = optind + 1 < argc ? argv[optind + 1] : command->absent;
	int given = argc - optind - 1;

	if (given > (command->argument ? 1 : 0) ||
	    (command->argument && (!argument || !is_plain(argument))))
		return usage(stderr, EXIT_FAILURE);
	return execute(command, argument, &server, as_json);
}
