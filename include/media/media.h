/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/media.h - the relay as the rest of the program sees it
 *
 * Life cycle  media_open() binds every port of the pool and starts the workers; media_close()
 *             stops them, releases the ports.  In between: media_relay() for the core,
 *             media_poll() on the signalling thread whenever media_fd() is readable.
 * Thread      media_open/close: the main thread, with signalling not running.  Others as said.
 */
#ifndef MEDIA_MEDIA_H
#define MEDIA_MEDIA_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/attr.h"
#include "base/metric.h"
#include "core/core.h"
#include "core/relay.h"

enum {
	MEDIA_ADDRESSES_MAX = 8,	/* a realm */
	MEDIA_WORKERS_MAX = 64,
};

struct media_config {
	/* Without port; a realm that has none uses REALM_ACCESS's. */
	struct addr address[REALMS][MEDIA_ADDRESSES_MAX];
	unsigned int n_address[REALMS];
	uint16_t port_first, port_last;	/* RTP on even ports */
	unsigned int workers;
	bool source_any_port;		/* [media] source = address */
	uint8_t dscp;
	bool freebind;			/* addresses that are not ours yet */
	unsigned int quarantine_ms;	/* before a pair is used again */
};

struct media;

/** Descriptors that @config needs: sockets of the pool, workers' epolls and eventfds. */
unsigned int media_descriptors(const struct media_config *config);

/**
 * Bind and start.
 * Fails   -EADDRNOTAVAIL, -EADDRINUSE, -EMFILE, -ENOMEM; *@ret_which names the address and port
 *         for the log (untouched on success).
 */
MUST_CHECK int media_open(const struct media_config *config, struct addr *ret_which,
			  struct media **ret);

/** Stops the workers and releases everything.  NULL is fine.  Returns NULL. */
struct media *media_close(struct media *media);

/** What the core may ask; kept by the core, valid until media_close().  Thread: signalling. */
const struct relay *media_relay(struct media *media);

/** Readable when workers have something to say.  The descriptor is the media layer's. */
int media_fd(const struct media *media);

/** Pass the workers' events to core_on_media(), free what they let go of.  Thread: signalling. */
void media_poll(struct media *media, struct core *core, uint64_t now_us);

/** Pairs that a new call may take (without the reserve).  Thread: any. */
unsigned int media_ports_free(const struct media *media);

/**
 * sealift_packets_total{leg="ps|cs",direction="in|out"}, _packets_dropped_total,
 * _relay_path_packets_total, _media_gap_seconds, _ports_free, and _media_faults_total, which
 * should stay 0.  Thread: any.
 */
void media_collect(void *media, struct metric_sink *sink);

/** Versions of libevent and libsrtp2 as loaded.  Static strings. */
const char *media_event_version(void);
const char *media_srtp_version(void);

#endif
