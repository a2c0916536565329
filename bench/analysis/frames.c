/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * bench/analysis/frames.c - the corpus
 */
#include "frames.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"

const struct family families[] = {
	/* prefix       label           pt  ticks packing       frames known */
	{ "amr-wb-",   "AMR-WB",        -1, 320,  PACK_AMR_WB,  3,     true  },
	{ "amr-",      "AMR",           -1, 160,  PACK_AMR,     3,     true  },
	{ "opus-",     "Opus",          -1, 0,    PACK_ONE,     1,     true  },
	{ "gsm",       "GSM",           3,  160,  PACK_JOIN,    3,     true  },
	{ "g729-",     "G.729",         18, 80,   PACK_JOIN,    6,     true  },
	{ "speex-wb-", "Speex wide",    -1, 320,  PACK_ONE,     1,     true  },
	{ "speex-",    "Speex",         -1, 160,  PACK_ONE,     1,     true  },
	{ "pcmu",      "G.711 mu-law",  0,  80,   PACK_JOIN,    6,     true  },
	{ "pcma",      "G.711 A-law",   8,  80,   PACK_JOIN,    6,     true  },
	{ "g722",      "G.722",         9,  80,   PACK_JOIN,    6,     true  },
	{ "g723",      "G.723.1",       4,  240,  PACK_JOIN,    2,     true  },
	{ "g726",      "G.726",         -1, 80,   PACK_JOIN,    4,     false },
	{ "codec2",    "Codec 2",       -1, 160,  PACK_JOIN,    4,     false },
	{ "aac",       "AAC",           -1, 1024, PACK_ONE,     1,     false },
	{ "mp2",       "MPEG audio",    14, 2160, PACK_MPA,     1,     false },
};

const size_t n_families = ARRAY_LEN(families);

static const struct family *
family_of(const char *configuration)
{
	for (size_t i = 0; i < n_families; i++)
		if (strncmp(configuration, families[i].prefix, strlen(families[i].prefix)) == 0)
			return &families[i];
	fprintf(stderr, "bench: what is %s?\n", configuration);
	exit(EXIT_FAILURE);
}

static int
source_of(struct corpus *c, const char *name)
{
	for (int i = 0; i < c->sources; i++)
		if (strcmp(c->source[i], name) == 0)
			return i;
	if (c->sources == SOURCES_MAX)
		exit(EXIT_FAILURE);
	snprintf(c->source[c->sources], sizeof(c->source[0]), "%s", name);
	return c->sources++;
}

static void
read_frames(struct frame_file *f, const char *path)
{
	FILE *in = fopen(path, "rb");
	static uint8_t buffer[1 << 20];
	size_t n = in ? fread(buffer, 1, sizeof(buffer), in) : 0;
	uint8_t *octets = malloc(n);
	uint32_t frames = 0;

	if (n == 0 || !octets) {
		perror(path);
		exit(EXIT_FAILURE);
	}
	fclose(in);
	memcpy(octets, buffer, n);
	for (size_t at = 0; at + 2 <= n; at += 2 + frame_octets(octets + at))
		frames++;
	f->frame = calloc(frames, sizeof(*f->frame));
	for (size_t at = 0; at + 2 <= n && f->n < frames; at += 2 + frame_octets(octets + at))
		f->frame[f->n++] = octets + at;
}

void
corpus_load(struct corpus *c, const char *directory)
{
	DIR *dir = opendir(directory);

	if (!dir) {
		perror(directory);
		exit(EXIT_FAILURE);
	}
	for (struct dirent *e; (e = readdir(dir)) && c->n < FILES_MAX; ) {
		struct frame_file *f = &c->file[c->n];
		char path[512], source[16];
		int ticks = 0;

		if (sscanf(e->d_name, "%47[^@]@%15[^.].frames", f->configuration, source) != 2 ||
		    !strstr(e->d_name, ".frames") || strstr(e->d_name, ".part"))
			continue;
		snprintf(path, sizeof(path), "%s/%s", directory, e->d_name);
		f->family = family_of(f->configuration);
		f->source = source_of(c, source);
		sscanf(f->configuration, "opus-%*d-%*d-%*[a-z].%d", &ticks);
		f->ticks = f->family->ticks ? f->family->ticks : (uint16_t)ticks;
		read_frames(f, path);
		c->n++;
	}
	closedir(dir);
}
