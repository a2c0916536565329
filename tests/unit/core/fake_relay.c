/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/core/fake_relay.c - a media layer that keeps books and moves no packet
 */
#include "tests/unit/core/fake_relay.h"

#include <errno.h>
#include <string.h>

#include "base/attr.h"

struct fake_anchor *
fake_relay_find(struct fake_relay *fake, anchor_id id)
{
	for (unsigned int i = 0; id && i < FAKE_ANCHORS_MAX; i++) {
		if (fake->anchor[i].id == id)
			return &fake->anchor[i];
	}
	return NULL;
}

struct fake_anchor *
fake_relay_of(struct fake_relay *fake, uint64_t session_id)
{
	for (unsigned int i = 0; i < FAKE_ANCHORS_MAX; i++) {
		if (fake->anchor[i].id && fake->anchor[i].session_id == session_id)
			return &fake->anchor[i];
	}
	return NULL;
}

static struct fake_line *
find_line(struct fake_relay *fake, anchor_id id, unsigned int line)
{
	struct fake_anchor *anchor = fake_relay_find(fake, id);

	return anchor && line < MDESC_LINES_MAX && anchor->line[line].is_open ?
		       &anchor->line[line] : NULL;
}

static int
breach(struct fake_relay *fake, int err)
{
	fake->n_breaches++;
	return err;
}

static struct addr
local_addr(unsigned int port)
{
	return (struct addr){
		.ip = { 198, 51, 100, 1 }, .family = ADDR_IP4, .port = (uint16_t)port,
	};
}

static int
do_open(void *ctx, uint64_t session_id, bool is_emergency UNUSED, anchor_id *ret)
{
	struct fake_relay *fake = ctx;

	if (fake->fail_open)
		return -fake->fail_open;
	for (unsigned int i = 0; i < FAKE_ANCHORS_MAX; i++) {
		if (fake->anchor[i].id)
			continue;
		fake->anchor[i] = (struct fake_anchor){ .id = ++fake->last_id,
							.session_id = session_id };
		*ret = fake->last_id;
		return 0;
	}
	return -ENOSPC;
}

static int
do_line_open(void *ctx, anchor_id id, unsigned int line, const struct indication *ind,
	     const struct relay_place place[PARTIES] UNUSED, struct relay_local ret[PARTIES])
{
	struct fake_relay *fake = ctx;
	struct fake_anchor *anchor = fake_relay_find(fake, id);

	if (!anchor || line >= MDESC_LINES_MAX || anchor->line[line].is_open)
		return breach(fake, -EEXIST);
	if (fake->fail_line_open)
		return -fake->fail_line_open;
	anchor->line[line] = (struct fake_line){ .is_open = true, .ind = *ind };
	for (unsigned int p = 0; p < PARTIES; p++) {
		unsigned int port = FAKE_LOCAL_PORT + 100 * line + 10 * p;

		ret[p] = (struct relay_local){ local_addr(port), local_addr(port + 1) };
	}
	return 0;
}

static void
do_line_close(void *ctx, anchor_id id, unsigned int line)
{
	struct fake_line *at = find_line(ctx, id, line);

	if (at)
		*at = (struct fake_line){ 0 };
}

static int
do_line_remote(void *ctx, anchor_id id, unsigned int line, enum party party,
	       const struct relay_remote *remote)
{
	struct fake_line *at = find_line(ctx, id, line);

	if (!at)
		return breach(ctx, -ENOENT);
	at->remote[party] = *remote;
	return 0;
}

static int
do_line_indicate(void *ctx, anchor_id id, unsigned int line, const struct indication *ind)
{
	struct fake_anchor *anchor = fake_relay_find(ctx, id);
	struct fake_line *at = find_line(ctx, id, line);

	if (!at)
		return breach(ctx, -ENOENT);
	if ((anchor->n_cs[0] || anchor->n_cs[1]) && indication_is_protected(&at->ind) &&
	    !indication_is_protected(ind))
		return -EPERM;		/* asking is fine */
	at->ind = *ind;
	return 0;
}

static int
do_line_keys(void *ctx, anchor_id id, unsigned int line, enum party party, const struct sdes *sdes,
	     bool *ret_other)
{
	struct fake_line *at = find_line(ctx, id, line);

	if (!at)
		return breach(ctx, -ENOENT);
	*ret_other = sdes ? at->keys[party].suite == SUITE_NONE ||
				    !sdes_same_keys(sdes, &at->keys[party])
			  : at->keys[party].suite != SUITE_NONE;
	at->keys[party] = sdes ? *sdes : (struct sdes){ 0 };
	return 0;
}

static int
do_cs_open(void *ctx, anchor_id id, enum party party, const struct relay_cs *cs,
	   struct relay_local *ret)
{
	struct fake_relay *fake = ctx;
	struct fake_anchor *anchor = fake_relay_find(fake, id);

	if (!anchor)
		return breach(fake, -ENOENT);
	if (fake->fail_cs_open)
		return -fake->fail_cs_open;
	if (anchor->handover[party])
		return breach(fake, -EALREADY);
	/* In the clear only where the core says so outright, and then with keys. */
	for (unsigned int p = 0; p < PARTIES; p++) {
		if (!cs->keys[p] != (cs->bearer != BEARER_TERMINATED))
			return breach(fake, -EPERM);
		anchor->shown[p] = cs->keys[p] ? *cs->keys[p] : (struct sdes){ 0 };
	}
	anchor->handover[party] = true;
	anchor->n_cs[party]++;
	anchor->cs[party] = *cs;
	anchor->cs[party].keys[0] = anchor->cs[party].keys[1] = NULL;	/* borrowed */

	unsigned int port = FAKE_CS_PORT + 10 * party + 100 * anchor->n_opened[party]++;

	*ret = (struct relay_local){ local_addr(port), local_addr(port + 1) };
	return 0;
}

static int
do_cs_remote(void *ctx, anchor_id id, enum party party, const struct relay_remote *remote)
{
	struct fake_relay *fake = ctx;
	struct fake_anchor *anchor = fake_relay_find(fake, id);

	if (fake->fail_cs_remote)
		return -fake->fail_cs_remote;
	if (!anchor || !anchor->n_cs[party])
		return breach(fake, -ENOENT);
	anchor->cs[party].remote = *remote;
	fake->n_cs_remotes++;
	return 0;
}

static int
do_cs_commit(void *ctx, anchor_id id, enum party party)
{
	struct fake_relay *fake = ctx;
	struct fake_anchor *anchor = fake_relay_find(fake, id);

	if (!anchor || !anchor->handover[party])
		return breach(fake, -ENOENT);
	anchor->handover[party] = false;
	anchor->n_cs[party] = 1;
	fake->n_commits++;
	return 0;
}

static int
do_cs_revert(void *ctx, anchor_id id, enum party party)
{
	struct fake_relay *fake = ctx;
	struct fake_anchor *anchor = fake_relay_find(fake, id);

	if (!anchor || !anchor->handover[party])
		return breach(fake, -ENOENT);
	anchor->handover[party] = false;
	anchor->n_cs[party]--;
	fake->n_reverts++;
	return 0;
}

static void
do_close(void *ctx, anchor_id id)
{
	struct fake_anchor *anchor = fake_relay_find(ctx, id);

	if (anchor)
		*anchor = (struct fake_anchor){ 0 };
	else
		breach(ctx, 0);
}

static int
do_stats(void *ctx, anchor_id id, unsigned int line, struct relay_stats *ret)
{
	struct fake_line *at = find_line(ctx, id, line);

	if (!at)
		return -ENOENT;
	*ret = at->stats;
	return 0;
}

void
fake_relay_init(struct fake_relay *fake)
{
	*fake = (struct fake_relay){
		.relay = {
			.ctx = fake,
			.open = do_open,
			.line_open = do_line_open,
			.line_close = do_line_close,
			.line_remote = do_line_remote,
			.line_indicate = do_line_indicate,
			.line_keys = do_line_keys,
			.cs_open = do_cs_open,
			.cs_remote = do_cs_remote,
			.cs_commit = do_cs_commit,
			.cs_revert = do_cs_revert,
			.close = do_close,
			.stats = do_stats,
		},
	};
}

unsigned int
fake_relay_open_things(const struct fake_relay *fake)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < FAKE_ANCHORS_MAX; i++) {
		const struct fake_anchor *anchor = &fake->anchor[i];

		n += anchor->id != 0;
		for (unsigned int k = 0; k < MDESC_LINES_MAX; k++)
			n += anchor->line[k].is_open;
		for (unsigned int p = 0; p < PARTIES; p++)
			n += anchor->handover[p] + anchor->n_cs[p];
	}
	return n;
}
