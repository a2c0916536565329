/* SPDX-License-Identifier: BSD-2-Clause */
#include "anchor.h"

#include "cs_side.h"
#include "tagcheck.h"
#include "work.h"

void
anchor_line_open(struct work *w, struct anchor *anchor, struct bridge *bridge,
		 struct pair *const pair[PARTIES])
{
	anchor->line[bridge->line] = bridge;
	for (unsigned int p = 0; p < PARTIES; p++)
		side_open(w, &bridge->ps[p], bridge, p, pair[p]);
}

void
anchor_line_close(struct work *w, struct anchor *anchor, unsigned int line)
{
	if (anchor->line[line])
		bridge_close(w, anchor->line[line]);
	anchor->line[line] = NULL;
}

void
anchor_line_remote(struct anchor *anchor, unsigned int line, enum party party,
		   const struct relay_remote *remote)
{
	if (anchor->line[line])
		side_set_remote(&anchor->line[line]->ps[party], remote);
}

void
anchor_line_keys(struct anchor *anchor, unsigned int line, enum party party, struct tagcheck *tags,
		 uint32_t epoch)
{
	struct bridge *bridge = anchor->line[line];

	if (!bridge) {
		tagcheck_free(tags);
		return;
	}
	bridge_rekey(bridge, party, tags, epoch);
}

void
anchor_line_anew(struct anchor *anchor, unsigned int line, enum party party, uint32_t epoch)
{
	if (anchor->line[line])
		bridge_look_anew(anchor->line[line], party, epoch);
}

void
anchor_cs_open(struct work *w, struct anchor *anchor, enum party party, struct cs_side *cs)
{
	struct limb *limb = &anchor->limb[party];

	limb->next = cs;
	limb->awaits_alive = false;
	limb->dedupe_until_us = UINT64_MAX;
	cs_side_open(w, cs);
}

void
anchor_cs_remote(struct anchor *anchor, enum party party, const struct relay_remote *remote)
{
	struct limb *limb = &anchor->limb[party];

	if (limb->next)
		cs_side_set_remote(limb->next, remote);
	else if (limb->cs)
		cs_side_set_remote(limb->cs, remote);
}

static void
leave_old(struct work *w, struct anchor *anchor, enum party party)
{
	struct limb *limb = &anchor->limb[party];

	if (limb->cs) {
		cs_side_close(w, limb->cs);
		return;
	}
	for (unsigned int i = 0; i < MDESC_LINES_MAX; i++)
		if (anchor->line[i])
			side_close(w, &anchor->line[i]->ps[party]);
}

void
anchor_cs_commit(struct work *w, struct anchor *anchor, enum party party)
{
	struct limb *limb = &anchor->limb[party];

	if (!limb->next)
		return;
	leave_old(w, anchor, party);
	limb->cs = limb->next;
	limb->next = NULL;
	limb->dedupe_until_us = w->now_us + ANCHOR_LINGER_US;
}

void
anchor_cs_revert(struct work *w, struct anchor *anchor, enum party party)
{
	struct limb *limb = &anchor->limb[party];

	if (!limb->next)
		return;
	cs_side_close(w, limb->next);
	limb->next = NULL;
	limb->awaits_alive = true;
	limb->dedupe_until_us = w->now_us + ANCHOR_LINGER_US;
}

void
anchor_close(struct work *w, struct anchor *anchor)
{
	for (unsigned int p = 0; p < PARTIES; p++) {
		struct limb *limb = &anchor->limb[p];

		if (limb->next)
			cs_side_close(w, limb->next);
		if (limb->cs)
			cs_side_close(w, limb->cs);
		limb->next = limb->cs = NULL;
	}
	for (unsigned int i = 0; i < MDESC_LINES_MAX; i++)
		anchor_line_close(w, anchor, i);
	handback_put(&w->leaving, &anchor->handback, NOTICE_ANCHOR, anchor);
}
