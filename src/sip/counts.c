/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/counts.c - see counts.h
 */
#include "counts.h"

#include <stdio.h>
#include <strings.h>

static const char *const methods[COUNT_METHODS] = {
	"INVITE", "ACK", "CANCEL", "BYE", "PRACK", "UPDATE", "OPTIONS", "INFO",
	"MESSAGE", "REFER", "NOTIFY", "SUBSCRIBE", "REGISTER", "other",
};

/* The first is a request; the last of each class stands for the rest of it. */
static const struct status_label {
	int code;
	const char *label;
} statuses[] = {
	{ 0, "request" }, { 100, "100" }, { 180, "180" }, { 181, "181" }, { 182, "182" },
	{ 183, "183" },   { 199, "1xx" }, { 200, "200" }, { 202, "202" }, { 299, "2xx" },
	{ 399, "3xx" },   { 400, "400" }, { 401, "401" }, { 403, "403" }, { 404, "404" },
	{ 405, "405" },   { 407, "407" }, { 408, "408" }, { 415, "415" }, { 420, "420" },
	{ 422, "422" },   { 480, "480" }, { 481, "481" }, { 482, "482" }, { 483, "483" },
	{ 486, "486" },   { 487, "487" }, { 488, "488" }, { 491, "491" }, { 499, "4xx" },
	{ 500, "500" },   { 501, "501" }, { 503, "503" }, { 504, "504" }, { 599, "5xx" },
	{ 600, "600" },   { 603, "603" }, { 699, "6xx" },
};

_Static_assert(ARRAY_LEN(statuses) <= COUNT_STATUSES, "a slot for every status");

static size_t
method_index(const char *method)
{
	size_t i = 0;

	while (i < COUNT_METHODS - 1 && (!method || strcasecmp(method, methods[i]) != 0))
		i++;
	return i;
}

/* Exactly this code, else the last of its class. */
static size_t
status_index(int status)
{
	size_t last = 0;

	for (size_t i = 0; i < ARRAY_LEN(statuses); i++) {
		if (statuses[i].code == status)
			return i;
		if (statuses[i].code / 100 == status / 100)
			last = i;
	}
	return last;
}

void
counts_add(struct counts *counts, enum direction direction, const char *method, int status)
{
	counter_add_owner(&counts->messages[direction][method_index(method)][status_index(status)],
			  1);
}

static void
collect_one(struct metric_sink *sink, size_t direction, size_t method, size_t status, uint64_t n)
{
	char labels[96];

	snprintf(labels, sizeof(labels), "direction=\"%s\",method=\"%s\",status=\"%s\"",
		 direction == DIRECTION_IN ? "in" : "out", methods[method], statuses[status].label);
	metric_value(sink, labels, n);
}

void
counts_collect(const struct counts *counts, struct metric_sink *sink)
{
	metric_family(sink, "sealift_sip_messages_total", METRIC_COUNTER,
		      "SIP messages taken and sent.");
	for (size_t d = 0; d < DIRECTIONS; d++) {
		for (size_t m = 0; m < COUNT_METHODS; m++) {
			for (size_t s = 0; s < ARRAY_LEN(statuses); s++) {
				uint64_t n = counter_get(&counts->messages[d][m][s]);

				if (n)
					collect_one(sink, d, m, s, n);
			}
		}
	}
	metric_family(sink, "sealift_sip_malformed_total", METRIC_COUNTER,
		      "SIP messages that could not be read.");
	metric_value(sink, NULL, counter_get(&counts->malformed));
}
