/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ops/view_json.c - a session view as JSON, the element of /sessions
 *
 * json-c builds and escapes; we only name things.  A failed allocation inside json-c gives NULL,
 * which put() remembers, so the caller checks once.
 *
 * Thread      admin
 */
#include "view_json.h"

#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <time.h>

/** Add @value (taken) to @object; a NULL of either is remembered as "no memory". */
static void
put(struct json_object *object, const char *key, struct json_object *value, bool *failed)
{
	if (!object || !value || json_object_object_add(object, key, value) != 0) {
		json_object_put(value);
		*failed = true;
	}
}

/** Same for an array's next element. */
static void
push(struct json_object *array, struct json_object *value, bool *failed)
{
	if (!array || !value || json_object_array_add(array, value) != 0) {
		json_object_put(value);
		*failed = true;
	}
}

static struct json_object *
number(uint64_t v)
{
	return json_object_new_uint64(v);
}

static struct json_object *
string(const char *s)
{
	return json_object_new_string(s);
}

/** "2026-11-23T23:59:59.123Z" */
static struct json_object *
when(uint64_t us)
{
	time_t seconds = (time_t)(us / 1000000);
	struct tm tm;
	char day[32], full[48];

	gmtime_r(&seconds, &tm);
	strftime(day, sizeof(day), "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(full, sizeof(full), "%s.%03uZ", day, (unsigned int)(us / 1000 % 1000));
	return string(full);
}

static struct json_object *
leg_json(const struct view_leg *leg, bool *failed)
{
	struct json_object *o = json_object_new_object();

	put(o, "kind", string(leg->kind == ACCESS_CS ? "cs" : "ps"), failed);
	put(o, "address", string(ADDR_TEXT(&leg->remote)), failed);
	if (leg->bearer != BEARER_NONE)
		put(o, "bearer", string(bearer_name(leg->bearer)), failed);
	if (leg->is_dead)
		put(o, "trouble", string("not initialised"), failed);
	if (leg->bearer == BEARER_TERMINATED)
		put(o, "degraded", json_object_new_boolean(true), failed);
	return o;
}

static struct json_object *
party_json(const struct view_party *party, enum party which, bool *failed)
{
	struct json_object *o = json_object_new_object(), *legs = json_object_new_array();
	char msisdn[NUMBER_DIGITS_MAX + 2];

	put(o, "role", string(party_name(which)), failed);
	put(o, "identity", string(party->identity), failed);
	if (number_is_set(&party->number)) {
		snprintf(msisdn, sizeof(msisdn), "+%s", party->number.digits);
		put(o, "number", string(msisdn), failed);
	}
	put(o, "state", string(party->state), failed);
	for (unsigned int i = 0; i < party->n_legs; i++)
		push(legs, leg_json(&party->leg[i], failed), failed);
	put(o, "legs", legs, failed);
	return o;
}

static struct json_object *
indication_json(const struct indication *ind, bool *failed)
{
	struct json_object *o = json_object_new_object();

	put(o, "keying", string(keying_name(ind->keying)), failed);
	put(o, "scope", string(scope_name(ind->scope)), failed);
	if (ind->suite != SUITE_NONE)
		put(o, "suite", string(suite_facts(ind->suite)->name), failed);
	put(o, "tag", number(ind->tag_octets), failed);
	put(o, "mki", number(ind->mki_octets), failed);
	put(o, "direction", string(mdir_name(ind->dir)), failed);
	put(o, "state", string(sec_state_name(ind->state)), failed);
	return o;
}

/* By which kind of leg tags verified, and since when. */
static struct json_object *
verified_json(const struct sight *sight, uint64_t epoch_us, bool *failed)
{
	struct json_object *o = json_object_new_object();

	if (sight->verified_ps_us)
		put(o, "ps", when(sight->verified_ps_us + epoch_us), failed);
	if (sight->verified_cs_us)
		put(o, "cs", when(sight->verified_cs_us + epoch_us), failed);
	return o;
}

static struct json_object *
observed_json(const struct sight *sight, uint64_t epoch_us, bool *failed)
{
	struct json_object *o = json_object_new_object();

	put(o, "class", string(sight->class_name), failed);
	put(o, "permille", number(sight->permille), failed);
	put(o, "evidence", string(sight->evidence), failed);
	put(o, "at", when(sight->seen_us + epoch_us), failed);
	return o;
}

static struct json_object *
alarm_json(const struct sight *sight, uint64_t epoch_us, bool *failed)
{
	struct json_object *o = json_object_new_object();

	put(o, "what", string("signalled as protected, seen in the clear"), failed);
	put(o, "since", when(sight->clear_since_us + epoch_us), failed);
	if (sight->clear_until_us)
		put(o, "until", when(sight->clear_until_us + epoch_us), failed);
	return o;
}

static struct json_object *
moved_json(const struct sight *sight, bool *failed)
{
	struct json_object *o = json_object_new_object();

	put(o, "times", number(sight->n_moves), failed);
	put(o, "leg", string(sight->moved_on_cs ? "cs" : "ps"), failed);
	put(o, "source", string(ADDR_TEXT(&sight->source)), failed);
	return o;
}

/** What a party sends: how much, and what has been seen of it. */
static struct json_object *
flow_json(const struct view_media *media, enum party from, uint64_t epoch_us, bool *failed)
{
	const struct relay_flow *flow = &media->stats.from[from];
	const struct sight *sight = &media->sight[from];
	struct json_object *o = json_object_new_object();

	put(o, "packets", number(flow->packets), failed);
	put(o, "octets", number(flow->octets), failed);
	put(o, "state", string(sec_state_name(media->state[from])), failed);
	if (sight->verified_ps_us || sight->verified_cs_us)
		put(o, "verified", verified_json(sight, epoch_us, failed), failed);
	if (sight->class_name)
		put(o, "observed", observed_json(sight, epoch_us, failed), failed);
	if (sight->clear_since_us)
		put(o, "alarm", alarm_json(sight, epoch_us, failed), failed);
	if (sight->n_moves)
		put(o, "moved", moved_json(sight, failed), failed);
	return o;
}

/** Only the reasons that occurred: a view is for people. */
static struct json_object *
drops_json(const struct relay_stats *stats, bool *failed)
{
	struct json_object *o = json_object_new_object();

	for (unsigned int i = 0; i < DROPS; i++)
		if (stats->drops[i] > 0)
			put(o, drop_name((enum drop)i), number(stats->drops[i]), failed);
	return o;
}

/** A line that no one can size is taken to fit, and said to be one. */
static struct json_object *
fit_json(const struct view_media *media, bool *failed)
{
	struct json_object *o = json_object_new_object();

	put(o, "bearer_bps", number(media->bearer_bps), failed);
	if (media->peak_bps == 0) {
		put(o, "needs", string(media->transferable ? "not known, taken to fit" :
							     "not known"), failed);
		return o;
	}
	put(o, "peak_bps", number(media->peak_bps), failed);
	put(o, "mean_bps", number(media->mean_bps), failed);
	return o;
}

static struct json_object *
media_json(const struct view_media *media, uint64_t epoch_us, bool *failed)
{
	struct json_object *o = json_object_new_object();

	put(o, "kind", string(mkind_name(media->kind)), failed);
	put(o, "indication", indication_json(&media->ind, failed), failed);
	put(o, "transferable", json_object_new_boolean(media->transferable), failed);
	if (!media->transferable)
		put(o, "why_not", string(media->why_not), failed);
	if (media->bearer_bps > 0)
		put(o, "fit", fit_json(media, failed), failed);
	put(o, "from_caller", flow_json(media, PARTY_CALLER, epoch_us, failed), failed);
	put(o, "from_callee", flow_json(media, PARTY_CALLEE, epoch_us, failed), failed);
	put(o, "drops", drops_json(&media->stats, failed), failed);
	return o;
}

static struct json_object *
transfer_json(const struct view_transfer *transfer, uint64_t epoch_us, bool *failed)
{
	struct json_object *o = json_object_new_object();

	put(o, "at", when(transfer->at_us + epoch_us), failed);
	put(o, "party", string(party_name(transfer->party)), failed);
	put(o, "kind", string(transfer->kind), failed);
	put(o, "outcome", string(transfer->outcome), failed);
	if (transfer->is_degraded)
		put(o, "degraded", json_object_new_boolean(true), failed);
	put(o, "answer_us", number(transfer->answer_us), failed);
	if (transfer->gap_us > 0)
		put(o, "gap_us", number(transfer->gap_us), failed);
	return o;
}

static struct json_object *
session_json(const struct view_session *view, uint64_t epoch_us, bool *failed)
{
	struct json_object *o = json_object_new_object(), *parties = json_object_new_array(),
			   *media = json_object_new_array(), *transfers = json_object_new_array();

	put(o, "id", number(view->id), failed);
	put(o, "icid", string(view->icid), failed);
	put(o, "state", string(view->state), failed);
	put(o, "degraded", json_object_new_boolean(view->is_degraded), failed);
	put(o, "since", when(view->since_us + epoch_us), failed);
	for (unsigned int p = 0; p < PARTIES; p++)
		push(parties, party_json(&view->party[p], (enum party)p, failed), failed);
	for (unsigned int i = 0; i < view->n_media; i++)
		push(media, media_json(&view->media[i], epoch_us, failed), failed);
	for (unsigned int i = 0; i < view->n_transfers; i++)
		push(transfers, transfer_json(&view->transfer[i], epoch_us, failed), failed);
	put(o, "parties", parties, failed);
	put(o, "media", media, failed);
	put(o, "transfers", transfers, failed);
	return o;
}

int
view_json(const struct view_session *view, uint64_t epoch_us, struct text *out)
{
	bool failed = false;
	struct json_object *o = session_json(view, epoch_us, &failed);
	const char *s =
		failed ? NULL
		       : json_object_to_json_string_ext(o, JSON_C_TO_STRING_PLAIN |
								   JSON_C_TO_STRING_NOSLASHESCAPE);

	if (s)
		text_puts(out, s);
	json_object_put(o);
	return s && !out->failed ? 0 : -ENOMEM;
}
