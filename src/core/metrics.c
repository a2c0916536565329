/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/metrics.c - the core's numbers
 *
 * Thread      any: reads atomics
 */
#include "base/text.h"
#include "core/core.h"
#include "model.h"

enum {
	LABELS_MAX = 128,
};

static void
collect_sessions(struct core *core, struct metric_sink *sink)
{
	metric_family(sink, "sealift_sessions", METRIC_GAUGE, "Sessions by keying of their media.");
	for (unsigned int k = 0; k < KEYINGS; k++) {
		struct text labels;

		text_init(&labels, LABELS_MAX);
		metric_label(&labels, "secure", keying_name((enum keying)k));
		metric_value(sink, labels.p, counter_get(&core->counts.secure[k]));
		text_fini(&labels);
	}
}

static void
collect_transfers(struct core *core, struct metric_sink *sink)
{
	metric_family(sink, "sealift_transfers_total", METRIC_COUNTER,
		      "Session transfers that ended.");
	for (unsigned int k = 0; k < TRANSFER_KINDS; k++) {
		for (unsigned int o = OUTCOME_OPEN + 1; o < OUTCOMES; o++) {
			struct text labels;

			text_init(&labels, LABELS_MAX);
			metric_label(&labels, "kind", transfer_kind_name((enum transfer_kind)k));
			metric_label(&labels, "outcome", outcome_name((enum outcome)o));
			metric_value(sink, labels.p, counter_get(&core->counts.transfers[k][o]));
			text_fini(&labels);
		}
	}
}

static void
collect_reoffers(struct core *core, struct metric_sink *sink)
{
	static const char *const ends[REOFFER_ENDS] = {
		[REOFFER_AGREED] = "agreed",
		[REOFFER_REFUSED] = "refused",
		[REOFFER_LATE] = "late",
		[REOFFER_BACK] = "back",
	};

	metric_family(sink, "sealift_reoffers_total", METRIC_COUNTER,
		      "Other parties offered an MSC's speech codecs, or (back) their old ones again.");
	for (unsigned int e = 0; e < REOFFER_ENDS; e++) {
		struct text labels;

		text_init(&labels, LABELS_MAX);
		metric_label(&labels, "outcome", ends[e]);
		metric_value(sink, labels.p, counter_get(&core->counts.reoffers[e]));
		text_fini(&labels);
	}
}

static void
collect_sights(struct core *core, struct metric_sink *sink)
{
	metric_family(sink, "sealift_streams_verified_total", METRIC_COUNTER,
		      "Directions of media lines whose tags verified, by the leg that they came by.");
	metric_value(sink, "leg=\"ps\"", counter_get(&core->counts.verified[ACCESS_PS]));
	metric_value(sink, "leg=\"cs\"", counter_get(&core->counts.verified[ACCESS_CS]));
	metric_family(sink, "sealift_clear_streams_total", METRIC_COUNTER,
		      "Streams signalled as protected and seen in the clear: an alarm.");
	metric_value(sink, NULL, counter_get(&core->counts.clear_streams));
}

void
core_collect(void *ctx, struct metric_sink *sink)
{
	struct core *core = ctx;

	collect_sessions(core, sink);
	collect_transfers(core, sink);
	metric_family(sink, "sealift_transfer_seconds", METRIC_HISTOGRAM,
		      "Session transfer, INVITE in to 200 out.");
	metric_hist(sink, NULL, &core->counts.answer_us);
	metric_family(sink, "sealift_security_lowered_total", METRIC_COUNTER,
		      "Protected lines that the parties agreed to make plain.");
	metric_value(sink, NULL, counter_get(&core->counts.lowered));
	collect_reoffers(core, sink);
	metric_family(sink, "sealift_degraded_sessions", METRIC_GAUGE,
		      "Sessions whose protected stream is terminated now, in the clear towards an MSC.");
	metric_value(sink, NULL, counter_get(&core->counts.degraded));
	metric_family(sink, "sealift_degraded_transfers_total", METRIC_COUNTER,
		      "Session transfers that terminated a protected stream.");
	metric_value(sink, NULL, counter_get(&core->counts.terminations));
	collect_sights(core, sink);
	metric_family(sink, "sealift_bad_crypto_total", METRIC_COUNTER,
		      "Invalid a=crypto attributes, passed on.");
	metric_value(sink, NULL, counter_get(&core->counts.bad_crypto));
}
