/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/base/conf.h - a small configuration with a row of every type
 */
#ifndef TESTS_UNIT_BASE_CONF_H
#define TESTS_UNIT_BASE_CONF_H

#include "base/opt.h"

enum conf_path { PATH_AUTO, PATH_OFF, PATH_REQUIRE };

struct conf {
	char *name;
	char *realm;
	struct opt_listen listen[3];
	unsigned int n_listen;
	struct addr admin;
	struct addr address;
	struct prefix trusted[2];
	unsigned int n_trusted;
	struct opt_ports ports;
	unsigned int dscp;
	unsigned int wait_ms;
	enum conf_path path;
	bool freebind;
	char *hop;
};

extern const struct opt_table conf_table;

#endif
