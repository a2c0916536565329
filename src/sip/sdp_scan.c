/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/sdp_scan.c - lines, sections and fields of an SDP
 *
 * Bounds are checked in the one pass that finds the sections; whoever walks the lines afterwards
 * needs to check nothing but what it reads.  Every step consumes at least one octet, so no input
 * makes a walk endless.
 *
 * Thread      any; pure.
 * Standards   RFC 4566 section 9.
 */
#include "sdp_scan.h"

#include <errno.h>
#include <string.h>

bool
sdp_next_line(struct span *rest, struct sdp_line *ret)
{
	if (rest->n == 0)
		return false;

	size_t at = span_find(*rest, '\n');
	size_t n = at < rest->n ? at + 1 : at;
	struct span text = span_new(rest->p, at);

	*ret = (struct sdp_line){ .whole = span_new(rest->p, n) };
	*rest = span_skip(*rest, n);

	if (n > at && text.n > 0 && text.p[text.n - 1] == '\r')
		text.n--;
	if (text.n >= 2 && text.p[1] == '=') {
		ret->type = text.p[0];
		ret->value = span_skip(text, 2);
	} else {
		ret->value = text;
	}
	return true;
}

/* Sections end where the next m= line begins. */
static int
cut_sections(struct span text, struct sdp_scan *scan)
{
	struct span rest = text, *section = &scan->session;
	struct sdp_line line;
	unsigned int n_lines = 0;

	*section = span_new(text.p, 0);
	while (sdp_next_line(&rest, &line)) {
		if (++n_lines > MDESC_TEXT_LINES_MAX)
			return -E2BIG;
		if (line.type == 'm') {
			if (scan->n_media == SDP_MEDIA_MAX)
				return -E2BIG;
			section = &scan->media[scan->n_media++];
			*section = span_new(line.whole.p, 0);
		}
		section->n += line.whole.n;
	}
	return 0;
}

int
sdp_scan(struct span text, struct sdp_scan *ret)
{
	if (text.n > MDESC_TEXT_MAX)
		return -E2BIG;

	struct span rest = text;
	struct sdp_line first;

	if (!sdp_next_line(&rest, &first) || first.type != 'v' ||
	    !span_is(span_trim(first.value), "0"))
		return -EINVAL;
	if (memchr(text.p, '\0', text.n))
		return -EINVAL;

	struct sdp_scan scan = { .n_media = 0 };
	int err = cut_sections(text, &scan);

	if (!err)
		*ret = scan;
	return err;
}

bool
sdp_line_is_attr(const struct sdp_line *line, const char *name, struct span *ret_value)
{
	if (line->type != 'a')
		return false;

	struct span value = line->value, head;

	if (!span_cut(&value, ':', &head) || !span_is(head, name))
		return false;
	if (ret_value)
		*ret_value = value;
	return true;
}

const char *
sdp_line_end(struct span text)
{
	size_t at = span_find(text, '\n');

	return at < text.n && (at == 0 || text.p[at - 1] != '\r') ? "\n" : "\r\n";
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

bool
sdp_next_field(struct span *rest, struct span *ret)
{
	size_t from = 0;

	while (from < rest->n && is_blank(rest->p[from]))
		from++;

	size_t to = from;

	while (to < rest->n && !is_blank(rest->p[to]))
		to++;
	if (to == from)
		return false;

	*ret = span_new(rest->p + from, to - from);
	*rest = span_skip(*rest, to);
	return true;
}

int
sdp_media_parse(struct span value, struct sdp_media *ret)
{
	struct sdp_media m;

	if (!sdp_next_field(&value, &m.kind) || !sdp_next_field(&value, &m.port) ||
	    !sdp_next_field(&value, &m.proto))
		return -EINVAL;

	m.formats = span_trim(value);
	if (m.formats.n == 0)
		return -EINVAL;

	*ret = m;
	return 0;
}

int
sdp_section_media(struct span section, struct sdp_media *ret)
{
	struct sdp_line line;

	return sdp_next_line(&section, &line) ? sdp_media_parse(line.value, ret) : -EINVAL;
}

bool
sdp_media_is_refused(const struct sdp_media *media)
{
	struct span rest = media->port, port;
	uint64_t n;

	return span_cut(&rest, '/', &port) && span_u64(port, UINT16_MAX, &n) == 0 && n == 0;
}

static const struct {
	const char *name;
	enum mproto proto;
} protos[] = {
	{ "RTP/AVP",		MPROTO_AVP },		/* RFC 3551 */
	{ "RTP/AVPF",		MPROTO_AVPF },		/* RFC 4585 */
	{ "RTP/SAVP",		MPROTO_SAVP },		/* RFC 3711 */
	{ "RTP/SAVPF",		MPROTO_SAVPF },		/* RFC 5124 */
	{ "UDP/TLS/RTP/SAVP",	MPROTO_DTLS_SAVP },	/* RFC 5764 */
	{ "UDP/TLS/RTP/SAVPF",	MPROTO_DTLS_SAVPF },
};

enum mproto
sdp_media_proto(const struct sdp_media *media)
{
	for (size_t i = 0; i < ARRAY_LEN(protos); i++) {
		if (span_case_is(media->proto, protos[i].name))
			return protos[i].proto;
	}
	return MPROTO_OTHER;
}

int
sdp_conn_parse(struct span value, struct sdp_conn *ret)
{
	struct sdp_conn c;
	struct span more;

	if (!sdp_next_field(&value, &c.net) || !sdp_next_field(&value, &c.family) ||
	    !sdp_next_field(&value, &c.address) || sdp_next_field(&value, &more))
		return -EINVAL;

	*ret = c;
	return 0;
}
