/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/mdesc.c - descriptions of media: one block each
 *
 *	[ struct mdesc | formats of all lines | crypto of all lines ]
 *
 * One block, so that one wipe takes every key with it.
 *
 * Thread      the owner's
 */
#include "core/mdesc.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/wipe.h"

static const char *const kinds[] = {
	[MKIND_AUDIO] = "audio",
	[MKIND_VIDEO] = "video",
	[MKIND_OTHER] = "other",
};

static const char *const dirs[] = {
	[MDIR_INACTIVE] = "inactive",
	[MDIR_SENDONLY] = "sendonly",
	[MDIR_RECVONLY] = "recvonly",
	[MDIR_SENDRECV] = "sendrecv",
};

/* Both tables are aligned like the struct itself. */
static size_t
rounded(size_t octets)
{
	size_t align = _Alignof(struct mdesc);

	return (octets + align - 1) / align * align;
}

int
mdesc_new(unsigned int n_formats, unsigned int n_crypto, struct mformat **ret_formats,
	  struct sdes **ret_crypto, struct mdesc **ret)
{
	if (n_formats > MDESC_LINES_MAX * MDESC_FORMATS_MAX ||
	    n_crypto > MDESC_LINES_MAX * MDESC_CRYPTO_MAX)
		return -E2BIG;

	size_t formats_at = rounded(sizeof(struct mdesc));
	size_t crypto_at = formats_at + rounded(n_formats * sizeof(struct mformat));
	size_t octets = crypto_at + n_crypto * sizeof(struct sdes);
	struct mdesc *mdesc = calloc(1, octets);

	if (!mdesc)
		return -ENOMEM;

	mdesc->block_octets = octets;
	*ret_formats = (struct mformat *)(void *)((char *)mdesc + formats_at);
	*ret_crypto = (struct sdes *)(void *)((char *)mdesc + crypto_at);
	*ret = mdesc;
	return 0;
}

int
mdesc_copy(const struct mdesc *from, struct mdesc **ret)
{
	unsigned int n_formats = 0, n_crypto = 0;
	struct mformat *formats;
	struct sdes *crypto;
	struct mdesc *to;

	for (unsigned int i = 0; i < from->n_lines; i++) {
		n_formats += from->line[i].n_formats;
		n_crypto += from->line[i].n_crypto;
	}

	int err = mdesc_new(n_formats, n_crypto, &formats, &crypto, &to);

	if (err)
		return err;

	to->o_version = from->o_version;
	to->n_lines = from->n_lines;
	for (unsigned int i = 0; i < from->n_lines; i++) {
		struct mline *line = &to->line[i];

		*line = from->line[i];
		line->formats = formats;
		line->crypto = crypto;
		for (unsigned int f = 0; f < line->n_formats; f++)
			*formats++ = from->line[i].formats[f];
		for (unsigned int c = 0; c < line->n_crypto; c++)
			*crypto++ = from->line[i].crypto[c];
	}
	*ret = to;
	return 0;
}

struct mdesc *
mdesc_free(struct mdesc *mdesc)
{
	return mdesc ? wipe_free(mdesc, mdesc->block_octets) : NULL;
}

bool
mproto_is_secure(enum mproto proto)
{
	return proto >= MPROTO_SAVP;
}

const char *
mkind_name(enum mkind kind)
{
	return (unsigned int)kind < ARRAY_LEN(kinds) ? kinds[kind] : "?";
}

const char *
mdir_name(enum mdir dir)
{
	return (unsigned int)dir < ARRAY_LEN(dirs) ? dirs[dir] : "?";
}

enum mdir
mdir_mirror(enum mdir dir)
{
	return (enum mdir)((dir & MDIR_SENDONLY) << 1 | (dir & MDIR_RECVONLY) >> 1);
}

const struct mformat *
mline_find_format(const struct mline *line, const char *name)
{
	for (unsigned int i = 0; i < line->n_formats; i++) {
		if (span_case_is(span_of(name), line->formats[i].name))
			return &line->formats[i];
	}
	return NULL;
}
