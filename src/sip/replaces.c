/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/replaces.c - see replaces.h
 */
#include "replaces.h"

#include <string.h>

#include "call.h"

enum { NAMED_TAG_MAX = 128 };

struct named {
	struct span call_id;
	char local_tag[NAMED_TAG_MAX], remote_tag[NAMED_TAG_MAX];
	struct span rest;		/* further parameters: ";early-only" */
};

/* "call-id;to-tag=x;from-tag=y" (Target-Dialog: local-tag, remote-tag, as its sender sees them). */
static bool
read_named(struct span value, struct named *ret)
{
	struct span item, rest = value;

	memset(ret, 0, sizeof(*ret));
	if (!span_cut(&rest, ';', &ret->call_id))
		return false;
	ret->call_id = span_trim(ret->call_id);

	while (span_cut(&rest, ';', &item)) {
		item = span_trim(item);

		size_t equals = span_find(item, '=');
		struct span name = span_trim(span_new(item.p, equals));
		struct span text = span_trim(span_skip(item, equals + 1));

		if (span_case_is(name, "to-tag") || span_case_is(name, "remote-tag")) {
			if (span_copy(ret->remote_tag, sizeof(ret->remote_tag), text) < 0)
				return false;
		} else if (span_case_is(name, "from-tag") || span_case_is(name, "local-tag")) {
			if (span_copy(ret->local_tag, sizeof(ret->local_tag), text) < 0)
				return false;
		}
	}
	return ret->call_id.n > 0;
}

/* Either tag may be ours: the sender's view depends on who it is. */
static struct leg *
find_leg(struct agent *agent, const struct named *named, bool *ret_ours_is_local)
{
	struct leg *leg = leg_find(agent, named->local_tag);

	*ret_ours_is_local = leg != NULL;
	if (!leg)
		leg = leg_find(agent, named->remote_tag);
	if (!leg || !leg->dialog.call_id || !span_is(named->call_id, leg->dialog.call_id))
		return NULL;
	return leg;
}

bool
replaces_rename(void *agent, struct span value, struct text *out)
{
	struct named named;
	bool ours_is_local;

	if (!read_named(value, &named))
		return false;

	struct leg *leg = find_leg(agent, &named, &ours_is_local);
	struct leg *other = leg ? call_other(leg) : NULL;

	if (!other || !other->dialog.remote_tag)
		return false;

	/*
	 * On the other leg the roles swap: where the named dialog had our tag stands the
	 * peer's of that leg, which is the one that will look for its own.
	 */
	const char *ours = other->dialog.local_tag, *theirs = other->dialog.remote_tag;
	bool is_target = memmem(value.p, value.n, "local-tag", 9) != NULL;

	text_printf(out, "%s;%s=%s;%s=%s", other->dialog.call_id, is_target ? "local-tag" : "from-tag",
		    ours_is_local ? theirs : ours, is_target ? "remote-tag" : "to-tag",
		    ours_is_local ? ours : theirs);
	if (memmem(value.p, value.n, "early-only", 10))
		text_puts(out, ";early-only");
	return true;
}
