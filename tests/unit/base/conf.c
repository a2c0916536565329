/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/base/conf.c - a small configuration with a row of every type
 */
#include "tests/unit/base/conf.h"

static const char *const paths[] = { "auto", "off", "require", NULL };

static const struct opt rows[] = {
	{ .section = "node", .key = "name", .type = OPT_STRING,
	  .offset = offsetof(struct conf, name),
	  .required = true, .example = "atcf1.visited.example", .help = "Who we are." },
	{ .section = "node", .key = "realm", .type = OPT_STRING,
	  .offset = offsetof(struct conf, realm), .def = "visited", .help = "Where we are." },
	{ .section = "sip", .key = "listen", .type = OPT_LISTEN,
	  .offset = offsetof(struct conf, listen), .count_offset = offsetof(struct conf, n_listen),
	  .repeat = 3, .required = true, .example = "udp:198.51.100.1:5060",
	  .help = "Where SIP is heard." },
	{ .section = "sip", .key = "next-hop", .type = OPT_URI, .offset = offsetof(struct conf, hop),
	  .example = "sip:198.51.100.9:5060", .help = "Where requests go.", .reloadable = true },
	{ .section = "sip", .key = "trusted", .type = OPT_PREFIX,
	  .offset = offsetof(struct conf, trusted), .count_offset = offsetof(struct conf, n_trusted),
	  .repeat = 2, .def = "127.0.0.0/8", .reloadable = true, .help = "Whom we believe." },
	{ .section = "media", .key = "address", .type = OPT_IP,
	  .offset = offsetof(struct conf, address), .def = "192.0.2.1", .help = "Ours." },
	{ .section = "media", .key = "ports", .type = OPT_PORTS, .offset = offsetof(struct conf, ports),
	  .def = "20000-27999", .help = "Of the relay." },
	{ .section = "media", .key = "dscp", .type = OPT_UINT, .offset = offsetof(struct conf, dscp),
	  .max = 63, .def = "46", .reloadable = true,
	  .help = "DSCP of media packets, which is a long story that needs more than a line of this "
		  "file to be told from its beginning to its end." },
	{ .section = "media", .key = "wait-ms", .type = OPT_UINT,
	  .offset = offsetof(struct conf, wait_ms), .min = 10, .unit = "ms", .def = "3000",
	  .help = "Patience." },
	{ .section = "media", .key = "fast-path", .type = OPT_ENUM, .offset = offsetof(struct conf, path),
	  .names = paths, .def = "auto", .help = "The kernel's." },
	{ .section = "media", .key = "freebind", .type = OPT_BOOL,
	  .offset = offsetof(struct conf, freebind), .def = "no", .help = "Strangers' addresses." },
	{ .section = "admin", .key = "listen", .type = OPT_ADDR, .offset = offsetof(struct conf, admin),
	  .def = "127.0.0.1:8070", .help = "HTTP.\\n" },
};

const struct opt_table conf_table = { rows, ARRAY_LEN(rows), sizeof(struct conf) };
