/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * app/settings.h - sealift.ini as one struct
 *
 * The option table (settings.c) is the only place that knows keys, ranges, defaults and help;
 * settings_check() says what no single row can see; the three settings_*_config() hand each
 * layer its own part.
 *
 * Layer       app
 * Thread      main
 */
#ifndef APP_SETTINGS_H
#define APP_SETTINGS_H

#include <stdbool.h>

#include "base/addr.h"
#include "base/attr.h"
#include "base/log.h"
#include "base/opt.h"
#include "core/core.h"
#include "media/media.h"
#include "sip/agent.h"

enum { FAST_PATH_AUTO, FAST_PATH_OFF, FAST_PATH_REQUIRE };
enum { SOURCE_STRICT, SOURCE_ADDRESS };

/** A repeated IP address key. */
struct setting_ips {
	struct addr v[MEDIA_ADDRESSES_MAX];
	unsigned int n;
};

/** A repeated prefix key. */
struct setting_prefixes {
	struct prefix v[OPT_REPEAT_MAX];
	unsigned int n;
};

struct settings {
	char *name;
	unsigned int role;		/* enum agent_role */

	struct opt_listen listen[AGENT_LISTENS_MAX];
	unsigned int n_listen;
	char *advertise;
	char *next_hop;
	struct setting_prefixes trusted;
	unsigned int t1_ms;
	unsigned int ring_ms;
	unsigned int guard_ms;

	unsigned int fallback;		/* index: none, from */

	char *stn_sr[AGENT_STN_SRS_MAX];
	unsigned int n_stn_sr;
	struct setting_prefixes msc;
	unsigned int source_wait_ms;
	unsigned int source_release_ms;
	unsigned int reoffer_wait_ms;

	struct setting_ips address, address_access, address_core, address_cs;
	struct opt_ports ports;
	unsigned int workers;
	unsigned int fast_path;
	unsigned int source;
	unsigned int dscp;
	unsigned int quarantine_ms;
	bool freebind;

	unsigned int iufp_mode;		/* enum iufp_mode */
	unsigned int iufp_init;		/* enum iufp_role */
	unsigned int iufp_sdu;		/* index: 640, 320 bits */
	unsigned int iufp_tinit_ms;
	unsigned int bearer_rate;	/* index: 64000, 57600, 28800 */
	unsigned int queue_ms;
	unsigned int fit;		/* index: peak, mean */

	unsigned int on_insecure_target;	/* enum insecure_target */
	unsigned int sessions;
	struct addr admin;
	unsigned int level;		/* enum log_level */
};

extern const struct opt_table settings_table;

/**
 * Read the file @errors was initialised with and check it whole; every mistake goes to @errors.
 *
 * Fails   -EINVAL  mistakes in @errors; *@ret is zeroed
 *         -ENOMEM
 */
MUST_CHECK int settings_load(struct opt_errors *errors, struct settings *ret);

/** Free the strings.  A zeroed struct is fine. */
void settings_fini(struct settings *settings);

/** Each layer's part.  The settings must have passed settings_load(). */
void settings_media_config(const struct settings *settings, struct media_config *ret);
void settings_agent_config(const struct settings *settings, struct agent_config *ret);
void settings_core_config(const struct settings *settings, struct core_config *ret);

/**
 * Descriptors the program needs with these settings: ports, SIP, HTTP, mailboxes and some to
 * spare.
 */
unsigned int settings_descriptors(const struct settings *settings);

#endif
