/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * bench/analysis/frames.h - the corpus: what corpus.py left, and what is known of each codec
 */
#ifndef BENCH_ANALYSIS_FRAMES_H
#define BENCH_ANALYSIS_FRAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	FILES_MAX = 4096,
	SOURCES_MAX = 64,
	FAMILIES_MAX = 24,
};

/* How frames become a payload. */
enum packing { PACK_JOIN, PACK_ONE, PACK_AMR, PACK_AMR_WB, PACK_MPA };

/* Configurations that one call may change between. */
struct family {
	const char *prefix;	/* of the configuration's name */
	const char *label;
	int pt;			/* static; -1: dynamic */
	uint16_t ticks;		/* RTP clock ticks a frame; 0: the configuration's name says */
	enum packing packing;
	uint8_t frames_max;	/* a packet */
	bool is_known;		/* to the classifier */
};

struct frame_file {
	const struct family *family;
	char configuration[48];
	int source;		/* number of the recording */
	uint16_t ticks;
	uint32_t n;		/* frames */
	const uint8_t **frame;	/* each with its length in two octets before it */
};

struct corpus {
	struct frame_file file[FILES_MAX];
	size_t n;
	char source[SOURCES_MAX][16];
	int sources;
};

extern const struct family families[];
extern const size_t n_families;

/** Read all of @directory.  Exits with a message if it cannot. */
void corpus_load(struct corpus *c, const char *directory);

/** Octets of a frame. */
static inline size_t
frame_octets(const uint8_t *frame)
{
	return (size_t)frame[0] << 8 | frame[1];
}

#endif
