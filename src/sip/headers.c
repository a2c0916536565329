/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/headers.c - see headers.h
 */
#include "headers.h"

static const struct header_row rows[] = {
	/* name                compact fate          because */
	{ "Via",                 "v", FATE_OURS,    "RFC 3261 8.1.1.7: each client transaction its own" },
	{ "From",                "f", FATE_OURS,    "a tag of our own on each leg" },
	{ "To",                  "t", FATE_OURS,    "a tag of our own on each leg" },
	{ "Call-ID",             "i", FATE_OURS,    "one of our own on each leg" },
	{ "CSeq",                "",  FATE_OURS,    "each leg counts by itself" },
	{ "Max-Forwards",        "",  FATE_OURS,    "RFC 7332: counted down" },
	{ "Content-Length",      "l", FATE_OURS,    "of the body as edited" },
	{ "RAck",                "",  FATE_OURS,    "RFC 3262: of the leg's own RSeq and CSeq" },
	{ "RSeq",                "",  FATE_OURS,    "RFC 3262: each leg counts by itself" },
	{ "Route",               "",  FATE_OURS,    "the leg's own route set" },
	{ "Record-Route",        "",  FATE_DROP,    "RFC 3261 12.1: belongs to the other leg's dialog" },
	{ "Contact",             "m", FATE_CONTACT, "RFC 3261 12.1: requests have to come to us" },
	{ "Supported",           "k", FATE_OPTIONS, "only what works through us" },
	{ "Require",             "",  FATE_OPTIONS, "the rest was refused with 420" },
	{ "Proxy-Require",       "",  FATE_OPTIONS, "the rest was refused with 420" },
	{ "Unsupported",         "",  FATE_PASS,    "the answer to what was asked end to end" },
	{ "Content-Type",        "c", FATE_BODY,    "RFC 3261 7.4" },
	{ "Content-Encoding",    "e", FATE_BODY,    "RFC 3261 7.4" },
	{ "Content-Disposition", "",  FATE_BODY,    "RFC 3261 7.4" },
	{ "Content-Language",    "",  FATE_BODY,    "RFC 3261 7.4" },
	{ "Content-ID",          "",  FATE_BODY,    "RFC 8262: of the body" },
	{ "MIME-Version",        "",  FATE_BODY,    "RFC 3261 7.4" },
	{ "Replaces",            "",  FATE_DIALOG,  "RFC 3891: the peer knows the other leg's dialog" },
	{ "Join",                "",  FATE_DIALOG,  "RFC 3911: the peer knows the other leg's dialog" },
	{ "Target-Dialog",       "",  FATE_DIALOG,  "RFC 4538: the peer knows the other leg's dialog" },
	{ "P-Asserted-Identity", "", FATE_IDENTITY, "RFC 3325 7: Privacy: id ends at the trust domain" },
	{ "Timestamp",           "",  FATE_DROP,    "RFC 3261 8.2.6.1: measures one hop" },
	{ "Identity-Info",       "n", FATE_DROP,    "RFC 4474: signed Call-ID, CSeq and Contact, which change" },
	{ "Path",                "",  FATE_PASS,    "RFC 3327: registration is not ours in this release" },
	{ "Security-Client",     "",  FATE_DROP,    "RFC 3329: agreed hop by hop" },
	{ "Security-Server",     "",  FATE_DROP,    "RFC 3329: agreed hop by hop" },
	{ "Security-Verify",     "",  FATE_DROP,    "RFC 3329: agreed hop by hop" },
	{ "Max-Breadth",         "",  FATE_PASS,    "RFC 5393: we do not fork" },
	{ "Session-Expires",     "x", FATE_PASS,    "RFC 4028: the timer runs end to end until a transfer" },
	{ "Event",               "o", FATE_PASS,    "end to end" },
	{ "Subject",             "s", FATE_PASS,    "end to end" },
	{ "Refer-To",            "r", FATE_PASS,    "end to end" },
	{ "Referred-By",         "b", FATE_PASS,    "end to end" },
	{ "Allow-Events",        "u", FATE_PASS,    "end to end" },
	{ "Accept-Contact",      "a", FATE_PASS,    "end to end" },
	{ "Reject-Contact",      "j", FATE_PASS,    "end to end" },
	{ "Request-Disposition", "d", FATE_PASS,    "end to end" },
	{ "Identity",            "y", FATE_PASS,    "RFC 8224: signs what we leave alone" },
};

/* Option tags whose procedures work through a B2BUA that edits addresses and nothing else. */
static const char *const options[] = {
	"100rel", "timer", "precondition", "replaces", "tdialog", "norefersub", "histinfo", "privacy",
	"resource-priority", "answermode", "199", "nosub", "explicitsub", "geolocation-sip",
	"geolocation-http", "uui", "multiple-refer", "eventlist",
};

static const struct header_row other = { "", "", FATE_PASS, "none of a B2BUA's business" };

const struct header_row *
headers_row(struct span name)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (span_case_is(name, rows[i].name) ||
		    (rows[i].compact[0] && span_case_is(name, rows[i].compact)))
			return &rows[i];
	}
	return &other;
}

bool
headers_split(struct span line, struct span *ret_name, struct span *ret_value)
{
	size_t colon = span_find(line, ':');

	if (colon == line.n)
		return false;

	*ret_name = span_trim(span_new(line.p, colon));
	*ret_value = span_trim(span_skip(line, colon + 1));
	return ret_name->n > 0;
}

bool
headers_may_option(struct span tag)
{
	for (size_t i = 0; i < ARRAY_LEN(options); i++) {
		if (span_case_is(tag, options[i]))
			return true;
	}
	return false;
}

/* Tags of @value that we may (@wanted) or may not pass, as a list, without @drop. */
static unsigned int
put_options(struct text *out, struct span value, bool wanted, const char *drop)
{
	struct span tag;
	unsigned int n = 0;

	while (span_cut(&value, ',', &tag)) {
		tag = span_trim(tag);
		if (tag.n == 0 || headers_may_option(tag) != wanted || span_case_is(tag, drop))
			continue;
		text_puts(out, n++ ? ", " : "");
		text_put_span(out, tag);
	}
	return n;
}

unsigned int
headers_unsupported(struct span value, struct text *out)
{
	return put_options(out, value, false, "");
}

static void
put_named(struct text *out, struct span name, const struct text *value)
{
	if (value->n == 0)
		return;
	text_put_span(out, name);
	text_puts(out, ": ");
	text_put_span(out, text_span(value));
	text_puts(out, "\r\n");
}

/*
 * The line as it came, but for its line ends: sofia takes a bare CR or LF for one, the next hop
 * may not, and would read two headers as one.
 */
static void
put_line(struct text *out, struct span line)
{
	while (line.n) {
		size_t end = 0;

		while (end < line.n && line.p[end] != '\r' && line.p[end] != '\n')
			end++;
		text_put(out, line.p, end);
		text_puts(out, "\r\n");
		if (end + 1 < line.n && line.p[end] == '\r' && line.p[end + 1] == '\n')
			end++;
		line = span_skip(line, end + 1);
	}
}

static void
put_changed(struct text *out, struct span line, struct span name, struct span value,
	    const struct header_row *row, const struct headers_how *how)
{
	struct text changed;

	text_init(&changed, 4096);
	if (row->fate == FATE_OPTIONS)
		put_options(&changed, value, true,
			    how->drops_100rel && span_case_is(name, "Require") ? "100rel" : "");
	else if (!how->rename || !how->rename(how->ctx, value, &changed))
		put_line(out, line);
	put_named(out, name, &changed);
	text_fini(&changed);
}

void
headers_put(struct text *out, struct span line, const struct headers_how *how)
{
	struct span name, value;

	if (!headers_split(line, &name, &value))
		return;

	const struct header_row *row = headers_row(name);

	switch (row->fate) {
	case FATE_PASS:
		put_line(out, line);
		break;
	case FATE_BODY:
		if (how->has_body)
			put_line(out, line);
		break;
	case FATE_CONTACT:
		if (how->keeps_contact)
			put_line(out, line);
		break;
	case FATE_IDENTITY:
		if (!how->drops_identity)
			put_line(out, line);
		break;
	case FATE_OPTIONS:
	case FATE_DIALOG:
		put_changed(out, line, name, value, row, how);
		break;
	case FATE_DROP:
	case FATE_OURS:
		break;
	}
}

/* Where the parameters of a name-addr or addr-spec start: after '>', or at the first ';'. */
static size_t
params_start(struct span value)
{
	bool is_quoted = false;

	for (size_t i = 0; i < value.n; i++) {
		if (value.p[i] == '"')
			is_quoted = !is_quoted;
		else if (is_quoted && value.p[i] == '\\')
			i++;
		else if (!is_quoted && value.p[i] == '<') {
			size_t end = i + span_find(span_skip(value, i), '>');

			return end < value.n ? end + 1 : value.n;
		}
	}
	return span_find(value, ';');
}

struct span
headers_params(struct span value)
{
	return span_skip(value, params_start(value));
}

void
headers_put_untagged(struct text *out, struct span value)
{
	size_t start = params_start(value);
	struct span rest = span_skip(value, start), item;

	text_put_span(out, span_trim(span_new(value.p, start)));
	while (span_cut(&rest, ';', &item)) {
		item = span_trim(item);
		if (item.n == 0 || span_case_starts(item, "tag=") || span_case_is(item, "tag"))
			continue;
		text_putc(out, ';');
		text_put_span(out, item);
	}
}
