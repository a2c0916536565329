/* SPDX-License-Identifier: BSD-2-Clause */
#include "sighting.h"

#include <string.h>

struct sighting
sighting_of(const struct analysis *a)
{
	struct sighting s = {
		.class = (uint8_t)a->verdict.class,
		.findings = a->findings,
		.permille = a->verdict.permille,
	};

	memcpy(s.finding, a->finding, sizeof(s.finding));
	return s;
}

/* For what the core makes of it: is it protected, as far as that can be said at all? */
static const enum seen seen_of[CLASSES] = {
	[CLASS_UNDECIDED]	= SEEN_NOTHING,
	[CLASS_RTP]		= SEEN_CLEAR,
	[CLASS_SRTP]		= SEEN_PROTECTED,
	[CLASS_AUTHENTICATED]	= SEEN_AUTHENTICATED,
	[CLASS_OPAQUE]		= SEEN_OTHER,
	[CLASS_RTCP]		= SEEN_OTHER,
	[CLASS_SRTCP]		= SEEN_OTHER,
	[CLASS_DTLS]		= SEEN_OTHER,
	[CLASS_STUN]		= SEEN_OTHER,
	[CLASS_ZRTP]		= SEEN_OTHER,
	[CLASS_HDLC]		= SEEN_OTHER,
	[CLASS_IUUP]		= SEEN_OTHER,
	[CLASS_OTHER]		= SEEN_OTHER,
};

/* Another finding, if it fits whole.  Returns the length with it. */
static size_t
append(const struct finding *finding, char *dst, size_t n, size_t cap)
{
	size_t gap = n ? strlen("; ") : 0;
	size_t len = finding_format(finding, NULL, 0);

	if (n + gap + len >= cap)
		return n;
	memcpy(dst + n, "; ", gap);
	finding_format(finding, dst + n + gap, cap - n - gap);
	return n + gap + len;
}

void
sighting_tell(const struct sighting *sighting, struct media_event *event, char *evidence,
	      size_t cap)
{
	enum stream_class class = (enum stream_class)sighting->class;
	size_t n = 0;

	evidence[0] = '\0';
	for (unsigned int i = 0; i < sighting->findings && i < ANALYSIS_FINDINGS; i++)
		n = append(&sighting->finding[i], evidence, n, cap);
	event->seen = class < CLASSES ? seen_of[class] : SEEN_OTHER;
	event->class_name = stream_class_name(class);
	event->permille = sighting->permille;
	event->evidence = evidence;
}
