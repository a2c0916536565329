/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/sdp_scan.h - an SDP as lines and sections, without a copy of it
 *
 * Everything we do with SDP walks over these lines; no octet is changed or moved.  Line ends are
 * CRLF or LF, mixed if need be, and the last line may have none: what is written back is what came.
 *
 * Bounds      Checked before anything is read: 32 KiB, 1000 lines, no NUL octet (core/mdesc.h).  A
 *             stray octet has driven other parsers into endless loops (lessons.md, 38).
 * Names       sofia-sip owns names beginning with sdp_ too; <sofia-sip/sdp.h> is included nowhere,
 *             and a lint holds the exact names apart.
 * Layer       sip.
 * Thread      any; pure.
 * Standards   RFC 4566 section 5 and section 9 (grammar).
 */
#ifndef SIP_SDP_SCAN_H
#define SIP_SDP_SCAN_H

#include <stdbool.h>

#include "base/attr.h"
#include "base/span.h"
#include "core/mdesc.h"

enum {
	SDP_MEDIA_MAX = 32,		/* m= lines; to be mapped, MDESC_LINES_MAX */
};

/* One line: "m=audio 9 RTP/AVP 0\r\n". */
struct sdp_line {
	char type;			/* 'm'; 0: the line is no "x=..." (empty, junk) */
	struct span value;		/* "audio 9 RTP/AVP 0" */
	struct span whole;		/* with its line end, if it has one */
};

/* An SDP cut at its m= lines.  All spans together are the text, in order and without a gap. */
struct sdp_scan {
	struct span session;		/* all before the first m= line */
	unsigned int n_media;
	struct span media[SDP_MEDIA_MAX];	/* each begins with its m= line */
};

/**
 * Check @text and cut it into sections.
 *
 * Fails   -EINVAL  empty, does not begin with "v=0", or holds a NUL octet
 *         -E2BIG   beyond MDESC_TEXT_MAX octets, MDESC_TEXT_LINES_MAX lines or SDP_MEDIA_MAX m=
 *                  lines
 * Cost    One pass; does not allocate.
 */
MUST_CHECK int sdp_scan(struct span text, struct sdp_scan *ret);

/**
 * Cut the first line off @rest.  Returns false when @rest was empty.
 * Walks a section: `struct span rest = scan.session; while (sdp_next_line(&rest, &line)) ...`
 */
bool sdp_next_line(struct span *rest, struct sdp_line *ret);

/**
 * Is @line the attribute @name ("rtpmap")?  Names are compared exactly, as RFC 4566 section 5.13
 * says.
 * @ret_value   What stands behind the colon, empty if there is none; NULL: not wanted.
 */
bool sdp_line_is_attr(const struct sdp_line *line, const char *name, struct span *ret_value);

/** The line end that @text uses first: "\r\n" or "\n"; "\r\n" if it has none.  Static string. */
const char *sdp_line_end(struct span text);

/* The fields of an m= line: "audio 49170/2 RTP/AVP 0 8". */
struct sdp_media {
	struct span kind;		/* "audio" */
	struct span port;		/* "49170/2" */
	struct span proto;		/* "RTP/AVP" */
	struct span formats;		/* "0 8": everything else, blanks at the ends not counted */
};

/** Fails -EINVAL: fewer than four fields. */
MUST_CHECK int sdp_media_parse(struct span value, struct sdp_media *ret);

/** The m= line of a section.  Fails -EINVAL: as sdp_media_parse(). */
MUST_CHECK int sdp_section_media(struct span section, struct sdp_media *ret);

/** Port 0, with whatever number of ports behind it. */
bool sdp_media_is_refused(const struct sdp_media *media);

/** The profile, names compared without case; MPROTO_OTHER for all that is not RTP over UDP. */
enum mproto sdp_media_proto(const struct sdp_media *media);

/* The fields of a c= line: "IN IP4 192.0.2.1/127", also those of a=rtcp. */
struct sdp_conn {
	struct span net, family, address;	/* "IN", "IP4", "192.0.2.1/127" */
};

/** Fails -EINVAL: other than three fields. */
MUST_CHECK int sdp_conn_parse(struct span value, struct sdp_conn *ret);

/**
 * The next field of @rest, fields being parted by blanks.  Returns false when nothing but blanks
 * is left.
 */
bool sdp_next_field(struct span *rest, struct span *ret);

#endif
