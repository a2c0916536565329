/* SPDX-License-Identifier: BSD-2-Clause */
#include "media/media.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "base/text.h"
#include "tests/unit/failmalloc.h"
#include "tests/unit/relay/rig.h"
#include "tests/unit/relay/suites.h"
#include "tests/unit/runner.h"

static struct rig rig;

static unsigned int
descriptors(void)
{
	DIR *dir = opendir("/proc/self/fd");
	unsigned int n = 0;

	while (readdir(dir))
		n++;
	closedir(dir);
	return n;
}

START_TEST(takes_the_descriptors_it_says)
{
	unsigned int before = descriptors();

	rig_init(&rig, 7);
	rig.config.workers = (unsigned int)_i;
	rig.config.address[REALM_CS][0] = at("127.20.0.9", 0);
	rig.config.n_address[REALM_CS] = 1;
	rig_open(&rig);
	ck_assert_uint_eq(descriptors() - before, media_descriptors(&rig.config));
	rig_close(&rig);
	ck_assert_uint_eq(descriptors(), before);
}
END_TEST

START_TEST(says_which_port_it_could_not_have)
{
	struct peer squatter = peer_open("127.20.0.1", 20004);
	struct addr which = { 0 };
	struct media *media = NULL;

	rig_init(&rig, 7);
	ck_assert_int_eq(media_open(&rig.config, &which, &media), -EADDRINUSE);
	ck_assert_ptr_null(media);
	ck_assert(addr_eq(&which, &squatter.addr[0]));
	peer_close(&squatter);
}
END_TEST

START_TEST(wants_workers_within_bounds)
{
	struct addr which;
	struct media *media;

	rig_init(&rig, 7);
	rig.config.workers = 0;
	ck_assert_int_eq(media_open(&rig.config, &which, &media), -EINVAL);
	rig.config.workers = MEDIA_WORKERS_MAX + 1;
	ck_assert_int_eq(media_open(&rig.config, &which, &media), -EINVAL);
	media_close(NULL);
}
END_TEST

static int
open_and_close(void *ctx UNUSED)
{
	struct addr which;
	struct media *media;
	int r = media_open(&rig.config, &which, &media);

	if (!r)
		media_close(media);
	return r;
}

START_TEST(want_of_memory_at_start_leaves_nothing_open)
{
	unsigned int before = descriptors();

	rig_init(&rig, 2);
	rig.config.workers = 2;
	ck_assert_uint_ge(failmalloc_each(open_and_close, NULL), 10);
	ck_assert_uint_eq(descriptors(), before);
}
END_TEST

START_TEST(closes_with_calls_up)
{
	const struct relay_cs clearmode = {
		.bearer = BEARER_CLEARMODE, .family = AF_INET, .pt = 97, .ptime_ms = 5,
	};
	struct relay_local ours[PARTIES], local;
	struct peer a = peer_open("127.20.1.1", 34000), b = peer_open("127.20.2.1", 34000);

	rig_init(&rig, 20);
	rig.config.workers = 3;
	rig_open(&rig);
	for (unsigned int i = 0; i < 3; i++) {
		anchor_id id = rig_call(&rig, &sdes, &a, &b, ours);

		if (i)
			ck_assert_int_eq(rig.relay->cs_open(rig.relay->ctx, id, PARTY_CALLEE,
							    &clearmode, &local), 0);
	}
	rig_close(&rig);
	peer_close(&a);
	peer_close(&b);
}
END_TEST

static const char *const lines[] = {
	"sealift_packets_total{leg=\"ps\",direction=\"in\"} 3\n",
	"sealift_packets_total{leg=\"ps\",direction=\"out\"} 3\n",
	"sealift_packets_total{leg=\"cs\",direction=\"in\"} 0\n",
	"sealift_packets_total{leg=\"cs\",direction=\"out\"} 0\n",
	"sealift_relay_path_packets_total{path=\"user\"} 3\n",
	"sealift_relay_path_packets_total{path=\"kernel\"} 0\n",
	"sealift_packets_dropped_total{reason=\"source\"} 1\n",
	"sealift_media_gap_seconds_count 0\n",
	"sealift_ports_free 5\n",
	"sealift_media_faults_total{kind=\"events-lost\"} 0\n",
	"sealift_media_faults_total{kind=\"unwatched\"} 0\n",
};

START_TEST(metrics_tell_of_every_packet_and_every_reason)
{
	struct peer a = peer_open("127.20.1.1", 34000), b = peer_open("127.20.2.1", 34000);
	struct relay_local ours[PARTIES];
	struct metrics *metrics;
	struct text out;
	char want[128];

	rig_init(&rig, 8);
	rig_open(&rig);
	ck_assert_int_eq(metrics_new(&metrics), 0);
	ck_assert_int_eq(metrics_add(metrics, media_collect, rig.media), 0);

	anchor_id id = rig_call(&rig, &sdes, &a, &b, ours);

	peer_send(&b, 0, &ours[0].rtp, "!", 1);
	for (unsigned int i = 0; i < 3; i++) {
		peer_send(&a, 0, &ours[0].rtp, "hello", 5);
		peer_expect(&b, 0, "hello", 5);
	}
	/* Counted when sent, which b may have seen a moment before: wait for the count. */
	for (struct relay_stats s = { 0 }; s.from[0].packets < 3;)
		ck_assert_int_eq(rig.relay->stats(rig.relay->ctx, id, 0, &s), 0);
	text_init(&out, 1 << 20);
	metrics_render(metrics, &out);
	ck_assert(!out.failed);
	for (unsigned int i = 0; i < ARRAY_LEN(lines); i++)
		ck_assert_msg(strstr(out.p, lines[i]) != NULL, "no %s in %s", lines[i], out.p);
	for (enum drop d = 0; d < DROPS; d++) {
		snprintf(want, sizeof(want), "sealift_packets_dropped_total{reason=\"%s\"} ",
			 drop_name(d));
		ck_assert_msg(strstr(out.p, want) != NULL, "no %s", want);
	}
	text_fini(&out);
	metrics_free(metrics);
	rig_close(&rig);
	peer_close(&a);
	peer_close(&b);
}
END_TEST

Suite *
media_suite(void)
{
	const TTest *const tests[] = {
		says_which_port_it_could_not_have,
		wants_workers_within_bounds,
		want_of_memory_at_start_leaves_nothing_open,
		closes_with_calls_up,
		metrics_tell_of_every_packet_and_every_reason,
	};
	Suite *suite = suite_of("media", tests, ARRAY_LEN(tests));
	TCase *tc = tcase_create("descriptors");

	tcase_add_loop_test(tc, takes_the_descriptors_it_says, 1, 4);
	suite_add_tcase(suite, tc);
	return suite;
}
