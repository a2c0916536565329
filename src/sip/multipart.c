/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/multipart.c - see multipart.h
 */
#include "multipart.h"

#include "headers.h"

enum { BOUNDARY_MAX = 70, PARTS_MAX = 16 };	/* RFC 2046 section 5.1.1; ours */

/* The first line of @rest with its end cut off; false: @rest was empty. */
static bool
next_line(struct span *rest, struct span *ret)
{
	if (rest->n == 0)
		return false;

	size_t end = span_find(*rest, '\n');
	struct span line = span_new(rest->p, end);

	*rest = span_skip(*rest, end < rest->n ? end + 1 : end);
	if (line.n && line.p[line.n - 1] == '\r')
		line.n--;
	*ret = line;
	return true;
}

static bool
is_delimiter(struct span line, struct span boundary, bool *ret_is_last)
{
	if (line.n < boundary.n + 2 || !span_starts(line, "--") ||
	    !span_eq(span_new(line.p + 2, boundary.n), boundary))
		return false;

	struct span tail = span_trim(span_skip(line, boundary.n + 2));

	*ret_is_last = span_is(tail, "--");
	return tail.n == 0 || *ret_is_last;
}

/* What the headers of a part say of it. */
enum part { PART_OTHER, PART_SDP, PART_HIDDEN };

static enum part
read_part_headers(struct span *rest)
{
	enum part part = PART_OTHER;
	bool is_odd = false;
	struct span line, name, value;

	while (next_line(rest, &line) && line.n) {
		if (!headers_split(line, &name, &value))
			return PART_HIDDEN;

		struct span type = span_trim(span_new(value.p, span_find(value, ';')));

		if (span_case_is(name, "Content-Type") || span_case_is(name, "c")) {
			if (span_case_is(type, "application/sdp"))
				part = PART_SDP;
			else if (span_case_starts(type, "multipart/"))
				return PART_HIDDEN;
		} else if (span_case_is(name, "Content-Length") || span_case_is(name, "Content-Encoding")) {
			is_odd = true;
		} else if (span_case_is(name, "Content-Transfer-Encoding")) {
			is_odd = !span_case_is(value, "8bit") && !span_case_is(value, "7bit") &&
				 !span_case_is(value, "binary");
		}
	}
	return part == PART_SDP && is_odd ? PART_HIDDEN : part;
}

/* From the start of @rest to the delimiter that ends the part, which is cut off. */
static bool
read_part_body(struct span *rest, struct span boundary, struct span *ret, bool *ret_is_last)
{
	const char *start = rest->p, *end = rest->p;
	struct span line;

	while (next_line(rest, &line)) {
		if (is_delimiter(line, boundary, ret_is_last)) {
			/* the line end before a delimiter belongs to it */
			size_t n = (size_t)(end - start);

			if (n && start[n - 1] == '\n')
				n--;
			if (n && start[n - 1] == '\r')
				n--;
			*ret = span_new(start, n);
			return true;
		}
		end = rest->p;
	}
	return false;
}

enum multipart
multipart_find(struct span body, struct span boundary, struct span *ret)
{
	struct span rest = body, line, part, sdp = { 0 };
	bool is_last = false, has_start = false;
	unsigned int n_sdp = 0;

	if (boundary.n == 0 || boundary.n > BOUNDARY_MAX)
		return MULTIPART_HIDDEN;
	while (!has_start && next_line(&rest, &line))
		has_start = is_delimiter(line, boundary, &is_last);
	if (!has_start)
		return MULTIPART_HIDDEN;

	for (unsigned int i = 0; !is_last; i++) {
		enum part kind = read_part_headers(&rest);

		if (kind == PART_HIDDEN || i == PARTS_MAX ||
		    !read_part_body(&rest, boundary, &part, &is_last))
			return MULTIPART_HIDDEN;
		if (kind == PART_SDP) {
			sdp = part;
			n_sdp++;
		}
	}
	if (n_sdp > 1 || (n_sdp == 1 && sdp.n == 0))
		return MULTIPART_HIDDEN;
	if (n_sdp == 1)
		*ret = sdp;
	return n_sdp ? MULTIPART_FOUND : MULTIPART_NONE;
}
