/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * app/program.c - the layers wired together
 *
 * Start from the bottom up (ports before SIP: the first INVITE finds its pair), stop from the top
 * down. The admin server comes first and goes last: /health says 503 until SIP listens, and while
 * draining.
 *
 * Thread      main, but for the hooks at the top
 */
#include "program.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mono.h"
#include "ops/admin.h"

enum {
	RELOAD_TRIES = 100,		/* 10 ms apart */
};

enum health { HEALTH_STARTING, HEALTH_OK, HEALTH_DRAINING };

static const char *const health_texts[] = {
	[HEALTH_STARTING] = "starting",
	[HEALTH_OK] = NULL,
	[HEALTH_DRAINING] = "draining",
};

struct program {
	struct settings settings;
	struct metrics *metrics;
	struct media *media;
	struct agent *agent;
	struct core *core;
	struct admin *admin;
	_Atomic unsigned int health;
};

/* ---- on the signalling thread ---- */

static void
on_media(void *arg)
{
	struct program *program = arg;

	media_poll(program->media, program->core, mono_us());
}

static void
on_view(void *arg)
{
	struct view_request *request = arg;
	struct program *program = request->ctx;

	admin_view_ready(request, program->core);
}

static void
on_drain(void *arg)
{
	struct program *program = arg;

	core_drain(program->core, atomic_load(&program->health) == HEALTH_DRAINING);
}

struct reload {
	struct core *core;
	struct core_config config;
};

static void
on_reload(void *arg)
{
	struct reload *reload = arg;

	core_configure(reload->core, &reload->config);
	free(reload);
}

/* ---- on the admin thread ---- */

static const char *
unhealthy(void *ctx)
{
	struct program *program = ctx;

	return health_texts[atomic_load(&program->health)];
}

static int
view(void *ctx, struct view_request *request)
{
	struct program *program = ctx;

	if (atomic_load(&program->health) == HEALTH_STARTING)
		return -EAGAIN;
	return agent_post(program->agent, on_view, request);
}

static int
drain(void *ctx, bool on)
{
	struct program *program = ctx;

	if (atomic_load(&program->health) == HEALTH_STARTING)
		return -EAGAIN;
	atomic_store(&program->health, on ? HEALTH_DRAINING : HEALTH_OK);
	log_info("app", "drain on=%s", on ? "yes" : "no");
	return agent_post(program->agent, on_drain, program);
}

/* ---- start ---- */

static int
say_failed(const char *what, const struct addr *where, int err)
{
	log_error("app", "start-failed what=%s address=%s error=\"%s\"", what, addr_text(where).s,
		  strerror(-err));
	return err;
}

static int
open_admin(struct program *program)
{
	const struct admin_hooks hooks = { program, unhealthy, view, drain };
	int err = metrics_new(&program->metrics);

	if (err)
		return err;
	err = admin_open(&program->settings.admin, program->metrics, &hooks, &program->admin);
	return err ? say_failed("admin", &program->settings.admin, err) : 0;
}

static int
open_media(struct program *program)
{
	struct media_config config;
	struct addr which = { .family = ADDR_NONE };

	settings_media_config(&program->settings, &config);
	int err = media_open(&config, &which, &program->media);
	if (err)
		return say_failed("media-ports", &which, err);
	return metrics_add(program->metrics, media_collect, program->media);
}

static int
open_core(struct program *program)
{
	struct agent_config agent;
	struct core_config core;

	settings_agent_config(&program->settings, &agent);
	settings_core_config(&program->settings, &core);

	int err = agent_new(&agent, &program->agent);
	if (!err)
		err = core_new(&core, agent_signalling(program->agent), media_relay(program->media),
			       mono_us(), &program->core);
	if (!err)
		err = agent_watch(program->agent, media_fd(program->media), on_media, program);
	if (!err)
		err = metrics_add(program->metrics, agent_collect, program->agent);
	if (!err)
		err = metrics_add(program->metrics, core_collect, program->core);
	return err;
}

static int
start_sip(struct program *program)
{
	struct addr which = { .family = ADDR_NONE };
	int err = agent_start(program->agent, program->core, &which);

	return err ? say_failed("sip-listen", &which, err) : 0;
}

int
program_open(struct settings *settings, struct program **ret)
{
	struct program *program = calloc(1, sizeof(*program));
	int err;

	if (!program)
		return -ENOMEM;
	program->settings = *settings;

	if ((err = open_admin(program)) != 0 || (err = open_media(program)) != 0 ||
	    (err = open_core(program)) != 0 || (err = start_sip(program)) != 0)
		goto fail;

	if (settings->fast_path == FAST_PATH_AUTO)
		log_info("app", "fast-path mode=user-space because=\"not in this release\"");
	atomic_store(&program->health, HEALTH_OK);
	memset(settings, 0, sizeof(*settings));
	*ret = program;
	return 0;

fail:
	program->settings = (struct settings){ 0 }; /* still the caller's */
	program_close(program, 0);
	return err;
}

/* ---- stop ---- */

struct program *
program_close(struct program *program, unsigned int grace_ms)
{
	if (!program)
		return NULL;

	/* No view may be posted to a thread that is gone. */
	unsigned int was = atomic_exchange(&program->health, HEALTH_STARTING);

	if (was != HEALTH_STARTING)
		agent_stop(program->agent, grace_ms);
	program->admin = admin_close(program->admin);
	program->core = core_free(program->core);
	program->agent = agent_free(program->agent);
	program->media = media_close(program->media);
	program->metrics = metrics_free(program->metrics);
	settings_fini(&program->settings);
	free(program);
	return NULL;
}

/* ---- reload ---- */

static void
say_fixed(void *ctx, const struct opt *changed)
{
	if (!changed->reloadable)
		log_error("app", "reload-refused key=%s.%s because=\"needs a restart\"",
			  changed->section, changed->key);
}

static void
say_mistakes(const struct opt_errors *errors)
{
	struct span rest = text_span(&errors->text), line;

	while (span_cut(&rest, '\n', &line))
		log_error("app", "reload-refused because=\"%" SPAN_FMT "\"", SPAN_ARG(line));
}

/* Half a reload would be worse than a late one: what fills the mailbox is done soon. */
static int
post_patiently(struct agent *agent, void (*fn)(void *arg), void *arg)
{
	const struct timespec pause = { .tv_nsec = 10 * 1000 * 1000 };
	int err = agent_post(agent, fn, arg);

	for (unsigned int i = 0; err == -EAGAIN && i < RELOAD_TRIES; i++) {
		nanosleep(&pause, NULL);
		err = agent_post(agent, fn, arg);
	}
	return err;
}

static int
apply(struct program *program, const struct settings *settings)
{
	struct agent_config agent;
	struct reload *reload = calloc(1, sizeof(*reload));

	if (!reload)
		return -ENOMEM;
	reload->core = program->core;
	settings_core_config(settings, &reload->config);
	settings_agent_config(settings, &agent);

	int err = agent_configure(program->agent, &agent);
	if (!err)
		err = post_patiently(program->agent, on_reload, reload);
	if (err)
		free(reload);
	return err;
}

void
program_reload(struct program *program, const char *file)
{
	struct settings settings;
	struct opt_errors errors;

	opt_errors_init(&errors, file);
	int err = settings_load(&errors, &settings);

	if (err == -EINVAL)
		say_mistakes(&errors);
	else if (!err &&
		 opt_diff(&settings_table, &program->settings, &settings, say_fixed, NULL) > 0)
		err = -EPERM;
	else if (!err)
		err = apply(program, &settings);
	opt_errors_fini(&errors);

	if (err) {
		log_error("app", "reload-refused file=%s kept=all error=\"%s\"", file,
			  strerror(-err));
		if (err != -EINVAL)
			settings_fini(&settings);
		return;
	}
	settings_fini(&program->settings);
	program->settings = settings;
	log_level_set((enum log_level)settings.level);
	log_info("app", "reloaded file=%s", file);
}
