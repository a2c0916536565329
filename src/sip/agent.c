/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/agent.c - see agent.h: the thread and what it waits for; listen.c has the sockets
 *
 * Everything between thread_main()'s first and last line runs on the signalling thread.  Others
 * reach it through the mailbox only; agent->phase, under post_lock, is the one thing both look at.
 */
#include "agent_in.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mono.h"
#include "call.h"
#include "effects.h"
#include "exchange.h"
#include "listen.h"
#include "reload.h"
#include "stacklog.h"
#include "through.h"

enum {
	WHEEL_TICK_US = 10 * 1000,
	LEAVE_POLL_MS = 10,
	POST_RETRY_US = 1000,
};

struct post {
	void (*fn)(void *arg);
	void *arg;
};

/* ---- every event ------------------------------------------------------------------------- */

static void
free_the_dead(struct agent *agent)
{
	struct list *link;

	while ((link = list_shift(&agent->dead_exchanges)))
		exchange_free(LIST_ENTRY(link, struct exchange, served));
	while ((link = list_shift(&agent->dead_legs)))
		leg_free(LIST_ENTRY(link, struct leg, link));
	while ((link = list_shift(&agent->dead_calls)))
		call_free(LIST_ENTRY(link, struct call, link));
}

void
agent_turn(struct agent *agent)
{
	free_the_dead(agent);
	agent->now_us = mono_us();
	core_turn(agent->core, agent->now_us);
	wheel_turn(&agent->wheel, agent->now_us);
}

static void
on_timer(struct agent *root_magic, su_timer_t *timer, struct agent *agent)
{
	(void)root_magic, (void)timer;
	agent_turn(agent);
	agent_arm(agent);
}

void
agent_arm(struct agent *agent)
{
	uint64_t next = core_next_us(agent->core), own = wheel_next_us(&agent->wheel);

	if (own < next)
		next = own;
	if (next == UINT64_MAX) {
		su_timer_reset(agent->timer);
		return;
	}

	uint64_t wait_us = next > agent->now_us ? next - agent->now_us : 0;
	uint64_t wait_ms = wait_us / 1000 + 1;

	su_timer_set_interval(agent->timer, on_timer, agent,
			      (su_duration_t)(wait_ms > 3600000 ? 3600000 : wait_ms));
}

/* ---- descriptors that others let us wait for --------------------------------------------- */

static int
on_readable(struct agent *agent, su_wait_t *wait, struct watch *watch)
{
	(void)wait;
	agent_turn(agent);
	watch->fn(watch->arg);
	agent_arm(agent);
	return 0;
}

static void
take_posts(void *arg)
{
	struct agent *agent = arg;
	struct post post;

	mailbox_clear_wakeup(agent->inbox);
	while (mailbox_take(agent->inbox, &post))
		post.fn(post.arg);
}

static int
register_watches(struct agent *agent)
{
	for (unsigned int i = 0; i < agent->n_watches; i++) {
		struct watch *watch = &agent->watches[i];
		su_wait_t wait = SU_WAIT_INIT;

		if (su_wait_create(&wait, watch->fd, SU_WAIT_IN) < 0)
			return -ENOMEM;
		watch->index = su_root_register(agent->root, &wait, on_readable, watch, 0);
		if (watch->index <= 0)
			return -ENOMEM;
	}
	return 0;
}

int
agent_watch(struct agent *agent, int fd, void (*fn)(void *arg), void *arg)
{
	if (agent->n_watches == WATCHES_MAX)
		return -ENOSPC;
	agent->watches[agent->n_watches++] =
		(struct watch){ .agent = agent, .fd = fd, .fn = fn, .arg = arg };
	return 0;
}

int
agent_post(struct agent *agent, void (*fn)(void *arg), void *arg)
{
	struct post post = { fn, arg };
	int rc = -ESHUTDOWN;

	pthread_mutex_lock(&agent->post_lock);
	if (agent->phase == PHASE_RUNNING || agent->phase == PHASE_NEW)
		rc = mailbox_post(agent->inbox, &post);
	pthread_mutex_unlock(&agent->post_lock);
	return rc;
}

/* ---- the thread -------------------------------------------------------------------------- */

static void
report_started(struct agent *agent, int rc)
{
	pthread_mutex_lock(&agent->post_lock);
	agent->start_result = rc;
	agent->phase = rc == 0 ? PHASE_RUNNING : PHASE_ENDED;
	pthread_cond_signal(&agent->started);
	pthread_mutex_unlock(&agent->post_lock);
}

static int
set_up(struct agent *agent)
{
	agent->root = su_root_create(agent);
	if (!agent->root)
		return -ENOMEM;

	agent->timer = su_timer_create(su_root_task(agent->root), 0);
	agent->leave_timer = su_timer_create(su_root_task(agent->root), 0);
	if (!agent->timer || !agent->leave_timer)
		return -ENOMEM;

	agent->now_us = mono_us();
	wheel_init(&agent->wheel, agent->now_us, WHEEL_TICK_US);

	int rc = listen_open(agent);

	if (rc == 0)
		stacklog_watch(agent);

	return rc < 0 ? rc : register_watches(agent);
}

static void
tear_down(struct agent *agent)
{
	struct leg *leg, *next;

	LIST_EACH_SAFE(leg, next, &agent->all_legs, link)
		leg_bury(leg);
	through_stop(agent);
	free_the_dead(agent);
	for (unsigned int i = 0; i < agent->n_watches; i++) {
		if (agent->watches[i].index > 0)
			su_root_deregister(agent->root, agent->watches[i].index);
	}
	nta_agent_destroy(agent->nta);
	su_timer_destroy(agent->timer);
	su_timer_destroy(agent->leave_timer);
	su_root_destroy(agent->root);
	agent->nta = NULL;
	agent->root = NULL;
}

static void *
thread_main(void *arg)
{
	struct agent *agent = arg;

	su_init();
	stacklog_take();

	int rc = set_up(agent);

	report_started(agent, rc);
	if (rc == 0)
		su_root_run(agent->root);
	tear_down(agent);
	su_deinit();
	return NULL;
}

int
agent_start(struct agent *agent, struct core *core, struct addr *ret_which)
{
	int rc;

	agent->core = core;
	rc = pthread_create(&agent->thread, NULL, thread_main, agent);
	if (rc)
		return -rc;

	pthread_mutex_lock(&agent->post_lock);
	while (agent->phase == PHASE_NEW)
		pthread_cond_wait(&agent->started, &agent->post_lock);
	rc = agent->start_result;
	pthread_mutex_unlock(&agent->post_lock);

	if (rc < 0) {
		*ret_which = agent->start_which;
		pthread_join(agent->thread, NULL);
	}
	return rc;
}

/* ---- leaving ----------------------------------------------------------------------------- */

static void
on_leave_poll(struct agent *root_magic, su_timer_t *timer, struct agent *agent)
{
	(void)root_magic;
	agent_turn(agent);
	if (list_empty(&agent->all_legs) || agent->now_us >= agent->leave_by_us)
		su_root_break(agent->root);
	else
		su_timer_set_interval(timer, on_leave_poll, agent, LEAVE_POLL_MS);
}

static void
leave(void *arg)
{
	struct agent *agent = arg;
	struct leg *leg, *next;

	agent->is_stopping = true;
	core_shutdown(agent->core);
	LIST_EACH_SAFE(leg, next, &agent->all_legs, link) {
		if (leg->bye_waits)
			leg_bye(leg);
	}
	agent->leave_by_us = agent->now_us + agent->grace_ms * 1000ULL;
	su_timer_set_interval(agent->leave_timer, on_leave_poll, agent, 1);
}

void
agent_stop(struct agent *agent, unsigned int grace_ms)
{
	pthread_mutex_lock(&agent->post_lock);

	bool is_running = agent->phase == PHASE_RUNNING;

	agent->grace_ms = grace_ms;
	pthread_mutex_unlock(&agent->post_lock);
	if (!is_running)
		return;

	while (agent_post(agent, leave, agent) == -EAGAIN)
		usleep(POST_RETRY_US);
	pthread_mutex_lock(&agent->post_lock);
	agent->phase = PHASE_LEAVING;
	pthread_mutex_unlock(&agent->post_lock);
	pthread_join(agent->thread, NULL);
	agent->phase = PHASE_ENDED;
}

/* ---- configuration, life cycle ----------------------------------------------------------- */

static void
init_lists(struct agent *agent)
{
	list_init(&agent->all_legs);
	list_init(&agent->all_calls);
	list_init(&agent->dead_legs);
	list_init(&agent->dead_calls);
	list_init(&agent->dead_exchanges);
	list_init(&agent->throughs);
}

int
agent_new(const struct agent_config *config, struct agent **ret)
{
	struct agent *agent = calloc(1, sizeof(*agent));

	if (!agent)
		return -ENOMEM;

	agent->config = *config;
	if (agent->config.t1_ms == 0)
		agent->config.t1_ms = NTA_SIP_T1;
	init_lists(agent);
	effects_init(agent);
	pthread_mutex_init(&agent->post_lock, NULL);
	pthread_cond_init(&agent->started, NULL);
	if (!reload_next_hop(config, &agent->next_hop))
		log_warn("sip", "next-hop-unusable uri=%s", config->next_hop);

	if (map_init(&agent->legs, 0) < 0 || map_init(&agent->calls, 0) < 0 ||
	    mailbox_open(sizeof(struct post), POSTS_MAX, &agent->inbox) < 0 ||
	    agent_watch(agent, mailbox_fd(agent->inbox), take_posts, agent) < 0) {
		agent_free(agent);
		return -ENOMEM;
	}
	*ret = agent;
	return 0;
}

struct agent *
agent_free(struct agent *agent)
{
	if (!agent)
		return NULL;

	mailbox_close(agent->inbox);
	map_fini(&agent->legs);
	map_fini(&agent->calls);
	pthread_cond_destroy(&agent->started);
	pthread_mutex_destroy(&agent->post_lock);
	free(agent);
	return NULL;
}

const struct signalling *
agent_signalling(struct agent *agent)
{
	return &agent->signalling;
}

void
agent_collect(void *agent, struct metric_sink *sink)
{
	counts_collect(&((struct agent *)agent)->counts, sink);
}

const char *
agent_library_version(void)
{
	return nta_version;
}
