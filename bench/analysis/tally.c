/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * bench/analysis/tally.c - what was fed and what it was called
 */
#include "tally.h"

struct tally tallies[TRUTHS];

static const char *const names[TRUTHS] = {
	[TRUTH_CLEAR] = "in the clear",
	[TRUTH_CLEAR_OTHER] = "in the clear, codec not known",
	[TRUTH_SRTP] = "SRTP",
	[TRUTH_SRTP_OTHER] = "SRTP, codec not known",
	[TRUTH_AUTHENTICATED] = "authenticated only",
	[TRUTH_KEYS] = "SRTP, tags checked",
	[TRUTH_HDLC] = "HDLC in CLEARMODE",
	[TRUTH_IUUP] = "Iu UP",
	[TRUTH_RTCP] = "RTCP alone",
	[TRUTH_SRTCP] = "SRTCP alone",
};

/* Columns of the confusion table. */
static const enum stream_class columns[] = { CLASS_RTP, CLASS_SRTP, CLASS_AUTHENTICATED, CLASS_OPAQUE, CLASS_HDLC, CLASS_IUUP,
					     CLASS_RTCP, CLASS_SRTCP, CLASS_UNDECIDED };

enum { N_COLUMNS = sizeof(columns) / sizeof(*columns) };

const char *
truth_name(enum truth truth)
{
	return names[truth];
}

uint32_t
tally_within(const struct tally *t, unsigned int packets)
{
	uint32_t n = 0;

	for (unsigned int i = 0; i <= packets && i <= CALL_PACKETS; i++)
		n += t->right_at[i];
	return n;
}

static void
print_head(const char *first)
{
	printf("| %s | streams |", first);
	for (size_t i = 0; i < N_COLUMNS; i++)
		printf(" %s |", stream_class_name(columns[i]));
	printf("\n|---|---:|");
	for (size_t i = 0; i < N_COLUMNS; i++)
		printf("---:|");
	putchar('\n');
}

static void
print_row(const char *name, uint32_t streams, const uint32_t *class)
{
	printf("| %s | %u |", name, streams);
	for (size_t i = 0; i < N_COLUMNS; i++)
		printf(" %u |", class[columns[i]]);
	putchar('\n');
}

static void
print_families(enum truth truth)
{
	const struct tally *t = &tallies[truth];

	printf("\n%s, by codec:\n\n", names[truth]);
	print_head("codec");
	for (size_t i = 0; i < n_families; i++) {
		uint32_t streams = 0;

		for (size_t k = 0; k < CLASSES; k++)
			streams += t->family[i][k];
		if (streams)
			print_row(families[i].label, streams, t->family[i]);
	}
}

void
tally_print(void)
{
	printf("What each stream was (rows) and what it was called at its end (columns):\n\n");
	print_head("was");
	for (unsigned int i = 0; i < TRUTHS; i++)
		print_row(names[i], tallies[i].streams, tallies[i].class);
	for (unsigned int i = 0; i <= TRUTH_AUTHENTICATED; i++)
		print_families((enum truth)i);
}

void
tally_chart(FILE *out)
{
	static const enum truth shown[] = { TRUTH_KEYS, TRUTH_CLEAR, TRUTH_SRTP };

	fprintf(out, "# packets");
	for (size_t i = 0; i < sizeof(shown) / sizeof(*shown); i++)
		fprintf(out, "\t%s", names[shown[i]]);
	for (unsigned int n = 0; n <= 80; n++) {
		fprintf(out, "\n%u", n);
		for (size_t i = 0; i < sizeof(shown) / sizeof(*shown); i++) {
			const struct tally *t = &tallies[shown[i]];

			fprintf(out, "\t%.3f", 100.0 * tally_within(t, n) / (t->streams ? t->streams : 1));
		}
	}
	fputc('\n', out);
}
