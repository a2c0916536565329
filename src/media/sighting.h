/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/sighting.h - what an analysis came to, small enough to be told to another thread
 *
 *	worker: analysis --sighting_of()--> notice --sighting_tell()--> media_event: signalling
 *
 * The words are made by the thread that reads them: the packet path has numbers only.
 *
 * Layer       media.
 * Thread      any; pure.
 */
#ifndef MEDIA_SIGHTING_H
#define MEDIA_SIGHTING_H

#include <stddef.h>
#include <stdint.h>

#include "analysis.h"
#include "core/relay.h"

struct sighting {
	uint8_t class;			/* enum stream_class */
	uint8_t findings;
	uint16_t permille;
	struct finding finding[ANALYSIS_FINDINGS];
};

/** What @a has come to by now. */
struct sighting sighting_of(const struct analysis *a);

/**
 * As @event says it.
 *
 * @evidence   Of @cap octets; the words, strongest first, as many of them as fit whole; kept by @event.
 */
void sighting_tell(const struct sighting *sighting, struct media_event *event, char *evidence,
		   size_t cap);

#endif
