/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * bench/hdlc_bench.c - our HDLC against libosmocore's, in the same run
 *
 *	hdlc_bench [MILLISECONDS] [CHART.tsv]
 *
 * The same packets go through both codecs, by turns, in slices of a few milliseconds, so that
 * what else the machine does hits both alike; each side's best slice counts.  A row a load:
 * octets of line a second and the ratio, which is what to look at.  The loads:
 *
 *	call     a 54-octet SRTP packet (AMR 12.2) in each 20 ms of line, the rest flags: a real leg
 *	full     packets of 160 octets back to back
 *	ones     the same, payload all ones: a stuffed zero after every five
 *	idle     flags only
 */
#include <osmocom/core/isdnhdlc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/attr.h"
#include "media/hdlc_rx.h"
#include "media/hdlc_tx.h"

enum {
	LINE = 160,			/* octets a pull: 20 ms */
	PULLS = 200,			/* a slice */
	SLICES_MIN = 5,
	FRAME_ROOM = 2048,
};

struct load {
	const char *name;
	size_t pkt_n;			/* 0: no packets */
	int fill;			/* payload octets; -1: random */
	bool is_full;			/* as many packets as the line takes; else one a pull */
};

static const struct load loads[] = {
	{ "call", 54, -1, false },
	{ "full", 160, -1, true },
	{ "ones", 160, 0xff, true },
	{ "idle", 0, 0, false },
};

static uint8_t pkt[FRAME_ROOM];
static uint8_t line[PULLS][LINE];	/* what the encoder under test wrote last */
static uint64_t sink;			/* results go here, so that nothing is optimised away */

static uint64_t
now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

static void
fill_packet(const struct load *load)
{
	srand(1);	/* the same packets every time */
	for (size_t i = 0; i < load->pkt_n; i++)
		pkt[i] = (uint8_t)(load->fill < 0 ? rand() >> 7 : load->fill);
	pkt[0] = 0x80;
	pkt[1] = 96;
}

/* ---- ours ------------------------------------------------------------------------------------ */

static struct hdlc_tx tx;
static struct hdlc_tx_stats tx_stats;
static struct hdlc_rx rx;
static struct hdlc_rx_stats rx_stats;

static void
our_encode(const struct load *load)
{
	for (size_t i = 0; i < PULLS; i++) {
		if (load->pkt_n && (!load->is_full || hdlc_tx_backlog(&tx) < LINE + 8))
			sink += (uint64_t)hdlc_tx_put(&tx, 0, pkt, load->pkt_n);
		hdlc_tx_pull(&tx, line[i], LINE);
	}
}

static void
on_frame(void *arg, uint8_t stream, const uint8_t *p, size_t n)
{
	(void)arg;
	sink += stream + p[n - 1];
}

static void
our_decode(const struct load *load)
{
	(void)load;
	for (size_t i = 0; i < PULLS; i++)
		hdlc_rx_push(&rx, line[i], LINE, on_frame, NULL);
}

/* ---- libosmocore's --------------------------------------------------------------------------- */

static struct osmo_isdnhdlc_vars osmo_tx, osmo_rx;
static uint8_t osmo_frame[FRAME_ROOM];	/* stream octet and packet */
static size_t osmo_left;		/* octets of it not yet taken */

static void
osmo_encode(const struct load *load)
{
	size_t n = load->pkt_n + 1;

	for (size_t i = 0; i < PULLS; i++) {
		size_t got = 0;
		bool may_start = load->pkt_n > 0;

		while (got < LINE) {
			if (osmo_left == 0 && may_start) {
				memcpy(osmo_frame + 1, pkt, load->pkt_n);
				osmo_left = n;
				may_start = load->is_full;
			}

			int used = 0;
			int rc = osmo_isdnhdlc_encode(&osmo_tx, osmo_frame + n - osmo_left,
						      (uint16_t)osmo_left, &used, line[i] + got,
						      (int)(LINE - got));

			if (rc < 0)
				abort();
			osmo_left -= (size_t)used;
			got += (size_t)rc;
		}
	}
}

static void
osmo_decode(const struct load *load)
{
	static uint8_t frame[FRAME_ROOM];

	(void)load;
	for (size_t i = 0; i < PULLS; i++) {
		for (size_t at = 0; at < LINE; ) {
			int used = 0;
			int rc = osmo_isdnhdlc_decode(&osmo_rx, line[i] + at, (int)(LINE - at),
						      &used, frame, (int)sizeof(frame));

			if (rc > 0)
				sink += frame[0] + frame[rc - 1];
			at += (size_t)used;
		}
	}
}

/* ---- by turns -------------------------------------------------------------------------------- */

struct row {
	uint64_t our_ns, osmo_ns;	/* the best slice */
};

static void
time_slice(void (*run)(const struct load *), const struct load *load, uint64_t *best)
{
	uint64_t start = now_ns();

	run(load);

	uint64_t took = now_ns() - start;

	if (*best == 0 || took < *best)
		*best = took;
}

/* Each decodes what its own encoder wrote, so neither is judged by the other's habits. */
static void
measure(const struct load *load, uint64_t for_ns, struct row *encode, struct row *decode)
{
	uint64_t end = now_ns() + for_ns;

	fill_packet(load);
	hdlc_tx_init(&tx, 200, &tx_stats);
	hdlc_rx_init(&rx, &rx_stats);
	osmo_isdnhdlc_out_init(&osmo_tx, OSMO_HDLC_F_BITREVERSE);
	osmo_isdnhdlc_rcv_init(&osmo_rx, OSMO_HDLC_F_BITREVERSE);
	osmo_left = 0;
	for (int i = 0; i < SLICES_MIN || now_ns() < end; i++) {
		time_slice(our_encode, load, &encode->our_ns);
		time_slice(our_decode, load, &decode->our_ns);
		time_slice(osmo_encode, load, &encode->osmo_ns);
		time_slice(osmo_decode, load, &decode->osmo_ns);
	}
}

static void
print_row(const struct load *load, const char *what, const struct row *row, FILE *chart)
{
	double octets = (double)PULLS * LINE;
	double ours = octets * 1000 / (double)row->our_ns;
	double theirs = octets * 1000 / (double)row->osmo_ns;
	double ratio = ours / theirs;

	printf("%-5s %-7s %9.1f %9.1f %8.1f %10.0f\n", load->name, what, ours, theirs, ratio,
	       ours * 1e6 / 8000);
	if (chart)
		fprintf(chart, "%s\t%s\t%.1f\t%.1f\t%.2f\n", load->name, what, ours, theirs, ratio);
}

int
main(int argc, char **argv)
{
	uint64_t for_ns = (uint64_t)(argc > 1 ? atoi(argv[1]) : 500) * 1000000u;
	FILE *chart = argc > 2 ? fopen(argv[2], "w") : NULL;

	if (argc > 2 && !chart) {
		perror(argv[2]);
		return EXIT_FAILURE;
	}

	printf("HDLC, MB of line a second; lines: of 64 kbit/s, that one core keeps up with\n");
	printf("%-5s %-7s %9s %9s %8s %10s\n", "load", "", "sealift", "osmocore", "ratio", "lines");
	for (size_t i = 0; i < ARRAY_LEN(loads); i++) {
		struct row encode = { 0, 0 }, decode = { 0, 0 };

		measure(&loads[i], for_ns, &encode, &decode);
		print_row(&loads[i], "encode", &encode, chart);
		print_row(&loads[i], "decode", &decode, chart);
	}
	printf("frames ours: %llu put, %llu decoded (checksum %llu)\n",
	       (unsigned long long)counter_get(&tx_stats.frames),
	       (unsigned long long)counter_get(&rx_stats.frames), (unsigned long long)sink);
	return chart && fclose(chart) != 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
