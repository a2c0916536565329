/* SPDX-License-Identifier: BSD-2-Clause */
#include "worker.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "anchor.h"
#include "tests/unit/relay/rig.h"
#include "tests/unit/relay/suites.h"
#include "tests/unit/runner.h"

static struct rig rig;

/* A line of /proc/self/task/TID/status of the thread called @name, "" if there is none. */
static void
thread_status(const char *name, const char *key, char ret[128])
{
	DIR *dir = opendir("/proc/self/task");
	char path[300], line[128];

	ret[0] = '\0';
	for (struct dirent *e; (e = readdir(dir));) {
		bool is_it = false;

		snprintf(path, sizeof(path), "/proc/self/task/%s/status", e->d_name);

		FILE *f = fopen(path, "r");

		while (f && fgets(line, sizeof(line), f)) {
			if (!strncmp(line, "Name:", 5))
				is_it = strstr(line, name) != NULL;
			if (is_it && !strncmp(line, key, strlen(key)))
				strcpy(ret, line + strlen(key));
		}
		if (f)
			fclose(f);
	}
	closedir(dir);
}

START_TEST(has_a_name_and_leaves_signals_to_others)
{
	char blocked[128];

	rig_init(&rig, 4);
	rig.config.workers = 2;
	rig_open(&rig);
	thread_status("media/1", "SigBlk:", blocked);
	ck_assert_uint_ne(strtoull(blocked, NULL, 16) & 1ULL << (SIGTERM - 1), 0);
	ck_assert_uint_ne(strtoull(blocked, NULL, 16) & 1ULL << (SIGHUP - 1), 0);
	thread_status("media/2", "SigBlk:", blocked);
	ck_assert_str_eq(blocked, "");
	rig_close(&rig);
}
END_TEST

/* More has left than its mailbox holds: nothing is lost, the rest comes when there is room. */
START_TEST(hands_back_what_finds_no_room_later)
{
	enum { SLOTS = 1024, MANY = 3 * SLOTS };
	struct hist gap = { 0 };
	const struct worker_config config = { .n_pairs = 1, .gap = &gap };
	static struct anchor anchors[MANY];
	struct worker *worker;
	struct notice notice;
	unsigned int n = 0;

	ck_assert_int_eq(worker_open(&config, &worker), 0);
	ck_assert_int_eq(worker_start(worker, 0), 0);
	for (unsigned int i = 0; i < MANY; i++) {
		const struct command cmd = { .kind = CMD_CLOSE, .anchor = &anchors[i] };

		list_init(&anchors[i].handback.link);
		while (worker_owe(worker, CMD_CLOSE))
			;
		worker_must_post(worker, &cmd);
	}
	while (n < MANY)
		if (mailbox_take(worker->work.notices, &notice)) {
			ck_assert_int_eq(notice.kind, NOTICE_ANCHOR);
			ck_assert_ptr_eq(notice.object, &anchors[n]);
			n++;
		}
	worker_join(worker);
	ck_assert(!mailbox_take(worker->work.notices, &notice));
	ck_assert(list_empty(&worker->work.leaving));
	worker_close(worker);
}
END_TEST

START_TEST(obeys_all_before_it_ends)
{
	struct hist gap = { 0 };
	const struct worker_config config = { .n_pairs = 1, .gap = &gap };
	static struct anchor anchors[100];
	struct worker *worker;
	struct notice notice;

	ck_assert_int_eq(worker_open(&config, &worker), 0);
	for (unsigned int i = 0; i < ARRAY_LEN(anchors); i++) {
		const struct command cmd = { .kind = CMD_CLOSE, .anchor = &anchors[i] };

		list_init(&anchors[i].handback.link);
		ck_assert_int_eq(worker_owe(worker, CMD_CLOSE), 0);
		worker_must_post(worker, &cmd);
	}
	ck_assert_int_eq(worker_start(worker, 0), 0);
	worker_join(worker);
	for (unsigned int i = 0; i < ARRAY_LEN(anchors); i++)
		ck_assert(mailbox_take(worker->work.notices, &notice));
	worker_close(worker);
}
END_TEST

/* Calls on both workers carry packets all the time while others come, move and go. */
START_TEST(traffic_goes_on_while_calls_come_and_go)
{
	enum { STEADY = 6, TURNS = 150, PAIRS = 60 };
	const struct relay_cs clearmode = {
		.bearer = BEARER_CLEARMODE, .family = AF_INET, .pt = 97, .ptime_ms = 5,
		.remote = { .rtp = at("127.20.3.1", 9), .rtcp = at("127.20.3.1", 10) },
	};
	struct relay_local ours[STEADY][PARTIES], passing[PARTIES], local;
	struct peer a = peer_open("127.20.1.1", 35000), b = peer_open("127.20.2.1", 35000);
	uint8_t p[RIG_PACKET];
	bool is_used[2] = { false };

	rig_init(&rig, PAIRS);
	rig.config.workers = 2;
	rig_open(&rig);

	const struct relay *r = rig.relay;

	for (unsigned int i = 0; i < STEADY; i++) {
		rig_call(&rig, &sdes, &a, &b, ours[i]);
		is_used[(addr_port(&ours[i][0].rtp) - 20000) / 2 % 2] = true;
	}
	ck_assert(is_used[0] && is_used[1]);
	for (unsigned int t = 0; t < TURNS; t++) {
		anchor_id id = rig_call(&rig, &sdes, &a, &b, passing);

		ck_assert_int_eq(r->cs_open(r->ctx, id, t % 2, &clearmode, &local), 0);
		for (unsigned int i = 0; i < STEADY; i++) {
			make_rtp(p, sizeof(p), i, (uint16_t)(65500 + t));
			peer_send(&a, 0, &ours[i][0].rtp, p, sizeof(p));
			peer_expect(&b, 0, p, sizeof(p));
		}
		if (t % 3)
			ck_assert_int_eq(r->cs_commit(r->ctx, id, t % 2), 0);
		r->close(r->ctx, id);
		rig_poll(&rig);
		rig.n_events = 0;
	}
	rig_wait_free(&rig, PAIRS - 3 * STEADY);
	rig_close(&rig);
	peer_close(&a);
	peer_close(&b);
}
END_TEST

Suite *
worker_suite(void)
{
	const TTest *const tests[] = {
		has_a_name_and_leaves_signals_to_others,
		hands_back_what_finds_no_room_later,
		obeys_all_before_it_ends,
		traffic_goes_on_while_calls_come_and_go,
	};

	return suite_of("worker", tests, ARRAY_LEN(tests));
}
