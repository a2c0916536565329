/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/fuzz/fuzz_ini.c - configuration files of any octets
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/opt.h"
#include "fuzz.h"

struct fuzz_conf {
	char *name;
	struct opt_listen listen[3];
	unsigned int n_listen;
	struct prefix trusted;
	struct opt_ports ports;
	unsigned int dscp;
	char *hop;
};

static const struct opt rows[] = {
	{ .section = "a", .key = "name", .type = OPT_STRING,
	  .offset = offsetof(struct fuzz_conf, name), .help = "x" },
	{ .section = "a", .key = "hop", .type = OPT_URI, .offset = offsetof(struct fuzz_conf, hop),
	  .help = "x" },
	{ .section = "b", .key = "listen", .type = OPT_LISTEN, .repeat = 3,
	  .offset = offsetof(struct fuzz_conf, listen),
	  .count_offset = offsetof(struct fuzz_conf, n_listen), .help = "x" },
	{ .section = "b", .key = "trusted", .type = OPT_PREFIX,
	  .offset = offsetof(struct fuzz_conf, trusted), .def = "127.0.0.0/8", .help = "x" },
	{ .section = "b", .key = "ports", .type = OPT_PORTS,
	  .offset = offsetof(struct fuzz_conf, ports), .def = "1-2", .help = "x" },
	{ .section = "b", .key = "dscp", .type = OPT_UINT,
	  .offset = offsetof(struct fuzz_conf, dscp), .max = 63, .help = "x" },
};

static const struct opt_table table = { rows, ARRAY_LEN(rows), sizeof(struct fuzz_conf) };

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct opt_errors errors;
	struct fuzz_conf conf;
	FILE *in = size ? fmemopen((void *)(uintptr_t)data, size, "r") : NULL;

	if (!in)
		return 0;

	opt_errors_init(&errors, "f");

	int result = opt_load_stream(&table, in, &conf, &errors);

	FUZZ_CHECK((result == 0) == (errors.count == 0));
	if (result == 0) {
		FUZZ_CHECK(conf.n_listen <= 3);
		FUZZ_CHECK(conf.dscp <= 63);
		FUZZ_CHECK(conf.ports.lo >= 1 && conf.ports.lo <= conf.ports.hi);
		FUZZ_CHECK(!conf.name || strlen(conf.name) <= 198);
	} else {
		FUZZ_CHECK(!conf.name && !conf.hop);
		FUZZ_CHECK(errors.text.n > 0);
	}
	opt_fini(&table, &conf);
	opt_errors_fini(&errors);
	fclose(in);
	return 0;
}
