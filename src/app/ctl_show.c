/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * app/ctl_show.c - how sealiftctl shows an answer
 *
 * Thread      one
 */
#include "ctl_show.h"

#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/** Parse the whole body, or say that it is not JSON. */
static struct json_object *
parse(struct span body)
{
	struct json_tokener *tokener = json_tokener_new();
	struct json_object *o =
		tokener ? json_tokener_parse_ex(tokener, body.p, (int)body.n) : NULL;

	if (!o)
		fputs("sealiftctl: the answer is not JSON\n", stderr);
	if (tokener)
		json_tokener_free(tokener);
	return o;
}

static int
print_as_is(struct span body)
{
	fwrite(body.p, 1, body.n, stdout);
	return 0;
}

/** The member's text, "-" if it is not there; control characters become '?'. */
static const char *
member(struct json_object *o, const char *key, char *dst, size_t cap)
{
	struct json_object *value = NULL;
	const char *s = "-";

	if (o && json_object_object_get_ex(o, key, &value) && value)
		s = json_object_get_string(value);
	snprintf(dst, cap, "%s", *s ? s : "-");
	for (char *c = dst; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 127)
			*c = '?';
	return dst;
}

static struct json_object *
element(struct json_object *o, const char *array, size_t i)
{
	struct json_object *value = NULL;

	if (!o || !json_object_object_get_ex(o, array, &value) ||
	    !json_object_is_type(value, json_type_array) || i >= json_object_array_length(value))
		return NULL;
	return json_object_array_get_idx(value, i);
}

/** "sdes e2e negotiated" of the first media line, and whether it is terminated. */
static void
security(struct json_object *session, char *dst, size_t cap)
{
	struct json_object *ind = NULL, *media = element(session, "media", 0), *degraded = NULL;
	char keying[16], scope[16], state[16];

	if (media)
		json_object_object_get_ex(media, "indication", &ind);
	json_object_object_get_ex(session, "degraded", &degraded);
	snprintf(dst, cap, "%s %s %s%s", member(ind, "keying", keying, sizeof(keying)),
		 member(ind, "scope", scope, sizeof(scope)),
		 member(ind, "state", state, sizeof(state)),
		 json_object_get_boolean(degraded) ? " DEGRADED" : "");
}

static void
print_session_line(struct json_object *session)
{
	char id[24], state[16], since[32], caller[40], callee[40], secure[64];

	security(session, secure, sizeof(secure));
	printf("%-8s %-8s %-24s %-32s %-32s %s\n", member(session, "id", id, sizeof(id)),
	       member(session, "state", state, sizeof(state)),
	       member(session, "since", since, sizeof(since)),
	       member(element(session, "parties", 0), "identity", caller, sizeof(caller)),
	       member(element(session, "parties", 1), "identity", callee, sizeof(callee)), secure);
}

int
show_sessions(struct span body, bool as_json)
{
	if (as_json)
		return print_as_is(body);

	struct json_object *all = parse(body);

	if (!all || !json_object_is_type(all, json_type_array)) {
		json_object_put(all);
		return -EINVAL;
	}

	size_t n = json_object_array_length(all);

	printf("%-8s %-8s %-24s %-32s %-32s %s\n", "ID", "STATE", "SINCE", "CALLER", "CALLEE",
	       "MEDIA");
	for (size_t i = 0; i < n; i++)
		print_session_line(json_object_array_get_idx(all, i));
	printf("%zu sessions\n", n);
	json_object_put(all);
	return 0;
}

static unsigned int
kbps_tenths(struct json_object *fit, const char *key)
{
	struct json_object *value = NULL;

	if (!fit || !json_object_object_get_ex(fit, key, &value))
		return 0;
	return (unsigned int)((json_object_get_int64(value) + 50) / 100);
}

/** "transferable: no, G.711 needs 88.7 of 64 kbit/s"; yes with what it needs, where that is known. */
static void
print_transferable(struct json_object *media, bool may, int depth)
{
	struct json_object *fit = NULL;
	char why[256];

	json_object_object_get_ex(media, "fit", &fit);

	unsigned int peak = kbps_tenths(fit, "peak_bps"), mean = kbps_tenths(fit, "mean_bps");
	unsigned int has = kbps_tenths(fit, "bearer_bps");

	printf("%*stransferable: %s", depth * 2, "", may ? "yes" : "no");
	if (!may)
		printf(", %s", member(media, "why_not", why, sizeof(why)));
	else if (peak > 0)
		printf(", needs %u.%u at most and %u.%u on average of %u.%u kbit/s", peak / 10,
		       peak % 10, mean / 10, mean % 10, has / 10, has % 10);
	else if (fit)
		printf(", %s", member(fit, "needs", why, sizeof(why)));
	printf("\n");
}

/** "key: value" indented by depth; objects and arrays open a block of their own. */
static void
print_tree(struct json_object *o, int depth)
{
	char value[512];

	json_object_object_foreach(o, key, child)
	{
		if (strcmp(key, "transferable") == 0) {
			print_transferable(o, json_object_get_boolean(child), depth);
		} else if (json_object_is_type(child, json_type_object)) {
			printf("%*s%s:\n", depth * 2, "", key);
			print_tree(child, depth + 1);
		} else if (json_object_is_type(child, json_type_array)) {
			for (size_t i = 0; i < json_object_array_length(child); i++) {
				printf("%*s%s %zu:\n", depth * 2, "", key, i);
				print_tree(json_object_array_get_idx(child, i), depth + 1);
			}
		} else {
			printf("%*s%s: %s\n", depth * 2, "", key,
			       member(o, key, value, sizeof(value)));
		}
	}
}

int
show_session(struct span body, bool as_json)
{
	if (as_json)
		return print_as_is(body);

	struct json_object *session = parse(body);

	if (!session || !json_object_is_type(session, json_type_object)) {
		json_object_put(session);
		return -EINVAL;
	}
	print_tree(session, 0);
	json_object_put(session);
	return 0;
}

/** The sample's name with its labels; @ret_value what follows the last blank. */
static struct span
sample(struct span line, struct span *ret_value)
{
	size_t at = line.n;

	while (at > 0 && line.p[at - 1] != ' ')
		at--;
	*ret_value = span_skip(line, at);
	return span_trim(span_new(line.p, at));
}

static void
put_sample(struct json_object *all, struct span name, struct span value)
{
	char *key = span_dup(name), *text = span_dup(value);

	if (key && text)
		json_object_object_add(all, key,
				       json_object_new_double_s(strtod(text, NULL), text));
	free(key);
	free(text);
}

int
show_stats(struct span body, bool as_json)
{
	struct json_object *all = as_json ? json_object_new_object() : NULL;
	struct span line, value;

	while (span_cut(&body, '\n', &line)) {
		if (line.n == 0 || line.p[0] == '#')
			continue;

		struct span name = sample(line, &value);

		if (as_json)
			put_sample(all, name, value);
		else
			printf("%-72" SPAN_FMT " %" SPAN_FMT "\n", SPAN_ARG(name), SPAN_ARG(value));
	}
	if (as_json)
		printf("%s\n",
		       json_object_to_json_string_ext(all, JSON_C_TO_STRING_PRETTY |
								   JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(all);
	return 0;
}

int
show_text(struct span body, bool as_json)
{
	struct span line = span_trim(body);

	if (!as_json) {
		printf("%" SPAN_FMT "\n", SPAN_ARG(line));
		return 0;
	}

	struct json_object *o = json_object_new_object();

	json_object_object_add(o, "answer", json_object_new_string_len(line.p, (int)line.n));
	printf("%s\n", json_object_to_json_string(o));
	json_object_put(o);
	return 0;
}
