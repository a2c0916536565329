/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/media.c - the layer as one object: pool, workers, switchboard
 *
 * Life        Ports are bound and workers prepared before any thread runs; threads end
 *             before anything is released.
 */
#include "media/media.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "collect.h"
#include "pool.h"
#include "seal.h"
#include "switchboard.h"
#include "worker.h"

static const uint64_t gap_bounds_us[] = {
	10000, 20000, 40000, 60000, 80000, 100000, 150000, 200000, 300000, 400000, 500000,
	1000000, 2000000, 5000000,
};

struct media {
	int fd;				/* epoll over the workers' notices */
	struct pool *pool;
	unsigned int n_workers;
	struct worker *workers[MEDIA_WORKERS_MAX];
	struct switchboard board;
	struct hist gap;
	bool has_seals;
};

unsigned int
media_descriptors(const struct media_config *config)
{
	return pool_pairs(config) * COMPS + config->workers * WORKER_DESCRIPTORS + 1;
}

static int
adopt(void *arg, struct pair *pair)
{
	struct media *media = arg;

	return worker_adopt(media->workers[pair->worker], pair);
}

static int
disown(void *arg UNUSED, struct pair *pair)
{
	worker_disown(pair);
	return 0;
}

/* One descriptor for all workers' notices. */
static int
watch_notices(struct media *media)
{
	media->fd = epoll_create1(EPOLL_CLOEXEC);
	if (media->fd < 0)
		return -errno;
	for (unsigned int i = 0; i < media->n_workers; i++) {
		struct epoll_event ev = { .events = EPOLLIN };

		if (epoll_ctl(media->fd, EPOLL_CTL_ADD, mailbox_fd(media->workers[i]->work.notices),
			      &ev))
			return -errno;
	}
	return 0;
}

static int
open_workers(struct media *media, const struct media_config *config)
{
	const struct worker_config wc = {
		.n_pairs = pool_pairs(config) / config->workers + 1,
		.source_any_port = config->source_any_port,
		.gap = &media->gap,
	};

	for (unsigned int i = 0; i < config->workers; i++) {
		int r = worker_open(&wc, &media->workers[i]);

		if (r)
			return r;
		media->n_workers++;
	}
	return 0;
}

static int
start_workers(struct media *media)
{
	for (unsigned int i = 0; i < media->n_workers; i++) {
		int r = worker_start(media->workers[i], i);

		if (r)
			return r;
	}
	return 0;
}

int
media_open(const struct media_config *config, struct addr *ret_which, struct media **ret)
{
	if (!config->workers || config->workers > MEDIA_WORKERS_MAX)
		return -EINVAL;

	struct media *media = calloc(1, sizeof(*media));

	if (!media)
		return -ENOMEM;
	media->fd = -1;
	/* Without it nothing can be terminated, and all else works: cs_open() will say so. */
	media->has_seals = seal_library_open() == 0;
	media->gap.bounds_us = gap_bounds_us;
	media->gap.n_bounds = ARRAY_LEN(gap_bounds_us);

	int r = pool_open(config, ret_which, &media->pool);

	if (!r)
		r = open_workers(media, config);
	switchboard_init(&media->board, media->pool, media->workers, media->n_workers);
	if (!r)
		r = watch_notices(media);
	if (!r)
		r = pool_each(media->pool, adopt, media);
	if (!r)
		r = start_workers(media);
	if (r) {
		media_close(media);
		return r;
	}
	*ret = media;
	return 0;
}

struct media *
media_close(struct media *media)
{
	if (!media)
		return NULL;
	switchboard_close_all(&media->board);
	for (unsigned int i = 0; i < media->n_workers; i++)
		worker_join(media->workers[i]);
	switchboard_fini(&media->board);
	if (media->pool && pool_each(media->pool, disown, NULL))
		abort();	/* disown() does not fail */
	for (unsigned int i = 0; i < media->n_workers; i++)
		worker_close(media->workers[i]);
	pool_close(media->pool);
	if (media->fd >= 0)
		close(media->fd);
	if (media->has_seals)
		seal_library_close();
	free(media);
	return NULL;
}

const struct relay *
media_relay(struct media *media)
{
	return &media->board.relay;
}

int
media_fd(const struct media *media)
{
	return media->fd;
}

static void
to_core(void *ctx, const struct media_event *event)
{
	core_on_media(ctx, event);
}

void
media_poll(struct media *media, struct core *core, uint64_t now_us)
{
	switchboard_poll(&media->board, now_us, to_core, core);
}

unsigned int
media_ports_free(const struct media *media)
{
	return pool_free(media->pool);
}

void
media_collect(void *ctx, struct metric_sink *sink)
{
	const struct media *media = ctx;

	collect_workers(media->workers, media->n_workers, &media->gap, sink);
	metric_family(sink, "sealift_ports_free", METRIC_GAUGE,
		      "Port pairs that a new call may take, the reserve not counted.");
	metric_value(sink, NULL, pool_free(media->pool));
}
