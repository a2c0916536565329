/* SPDX-License-Identifier: BSD-2-Clause */
#include "collect.h"

#include <stddef.h>
#include <stdio.h>

static const char *const leg_names[LEG_KINDS] = { [LEG_PS] = "ps", [LEG_CS] = "cs" };
static const char *const direction_names[DIRECTIONS] = {
	[DIRECTION_IN] = "in", [DIRECTION_OUT] = "out",
};

/* The sum of the counter that lies @offset octets into each tally. */
static uint64_t
sum(struct worker *const workers[], unsigned int n, size_t offset)
{
	uint64_t total = 0;

	for (unsigned int i = 0; i < n; i++) {
		const char *tally = (const char *)&workers[i]->work.tally;

		total += counter_get((const struct counter *)(const void *)(tally + offset));
	}
	return total;
}

static void
collect_packets(struct worker *const workers[], unsigned int n, struct metric_sink *sink)
{
	char labels[64];

	metric_family(sink, "sealift_packets_total", METRIC_COUNTER,
		      "Media packets taken from the right source, and sent.");
	for (unsigned int l = 0; l < LEG_KINDS; l++)
		for (unsigned int d = 0; d < DIRECTIONS; d++) {
			snprintf(labels, sizeof(labels), "leg=\"%s\",direction=\"%s\"",
				 leg_names[l], direction_names[d]);
			metric_value(sink, labels,
				     sum(workers, n, offsetof(struct tally, packets[l][d])));
		}
}

static void
collect_drops(struct worker *const workers[], unsigned int n, struct metric_sink *sink)
{
	char labels[64];

	metric_family(sink, "sealift_packets_dropped_total", METRIC_COUNTER,
		      "Media packets that went no further, by reason.");
	for (unsigned int i = 0; i < DROPS; i++) {
		snprintf(labels, sizeof(labels), "reason=\"%s\"", drop_name(i));
		metric_value(sink, labels, sum(workers, n, offsetof(struct tally, drops[i])));
	}
}

static void
collect_sources(struct worker *const workers[], unsigned int n, struct metric_sink *sink)
{
	char labels[64];

	metric_family(sink, "sealift_media_sources_learned_total", METRIC_COUNTER,
		      "New sources of a party, learned from its own packets with tags that verify.");
	for (unsigned int l = 0; l < LEG_KINDS; l++) {
		snprintf(labels, sizeof(labels), "leg=\"%s\"", leg_names[l]);
		metric_value(sink, labels, sum(workers, n, offsetof(struct tally, learned[l])));
	}
	metric_family(sink, "sealift_media_checks_skipped_total", METRIC_COUNTER,
		      "Packets from elsewhere whose tag was not looked at: too many a second.");
	metric_value(sink, NULL, sum(workers, n, offsetof(struct tally, checks_skipped)));
}

void
collect_workers(struct worker *const workers[], unsigned int n, const struct hist *gap,
		struct metric_sink *sink)
{
	collect_packets(workers, n, sink);
	collect_drops(workers, n, sink);
	metric_family(sink, "sealift_iufp_initialisations_total", METRIC_COUNTER,
		      "Initialisations of Iu UP bearers, by outcome.");
	metric_value(sink, "outcome=\"ready\"",
		     sum(workers, n, offsetof(struct tally, iufp_ready)));
	metric_value(sink, "outcome=\"failed\"",
		     sum(workers, n, offsetof(struct tally, iufp_failed)));
	metric_family(sink, "sealift_relay_path_packets_total", METRIC_COUNTER,
		      "Media packets passed on, by who did it.");
	metric_value(sink, "path=\"user\"", sum(workers, n, offsetof(struct tally, relayed)));
	metric_value(sink, "path=\"kernel\"", 0);
	collect_sources(workers, n, sink);
	metric_family(sink, "sealift_media_gap_seconds", METRIC_HISTOGRAM,
		      "Last uplink packet on the old side to the first on the new.");
	metric_hist(sink, NULL, gap);
	metric_family(sink, "sealift_media_faults_total", METRIC_COUNTER,
		      "What should not be: notices without room, ports that are not watched.");
	metric_value(sink, "kind=\"events-lost\"",
		     sum(workers, n, offsetof(struct tally, events_lost)));
	metric_value(sink, "kind=\"unwatched\"",
		     sum(workers, n, offsetof(struct tally, unwatched)));
}
