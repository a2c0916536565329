/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/sdp_map.c - reading an SDP into a struct mdesc
 *
 * sofia-sip has an SDP parser and we do not use it.  It is lossy (Debian's maps UDP/TLS/RTP/SAVP
 * to "some protocol", other versions drop the attributes of a port-0 line: lessons.md 4.6), it has
 * had remote crashes (CVE-2022-31003), it wants a writable copy, and what it gives back still has
 * to be read for every attribute we care about.  The core needs some twenty facts of an SDP; a
 * table of the attributes that state them, over the scanner that the editor needs anyway, is
 * shorter than the glue would be.
 *
 * Two walks: the first counts formats and crypto attributes, so that the mdesc is one block; the
 * second fills it in.  A session-level attribute is read first, into a line that every media line
 * begins as a copy of: that is what inheritance means (RFC 4566 section 5.13, RFC 5763 section 5,
 * RFC 4567 section 3.1.1).
 *
 * sdp_formats.c reads payload types
 * sdp_attrs.c   reads the other attributes
 * sdp_map.c     everything else: m=, c=, b=, o=, the whole
 *
 * Thread      any; pure but for the allocation.
 */
#include "sdp_map.h"

#include <errno.h>
#include <string.h>

#include "base/wipe.h"
#include "sdp_attrs.h"
#include "sdp_formats.h"
#include "sdp_scan.h"

enum {
	PORT_MAX = 65535,
	BANDWIDTH_MAX_KBPS = 4000000,	/* what fits a uint32_t of bit/s */
};

/* What a walk over the whole SDP carries along. */
struct mapping {
	const struct sdp_scan *scan;
	struct mdesc *mdesc;
	struct mline session;		/* what the session level says: every line begins so */
	struct sdp_attrs session_attrs;
	bool has_session_conn;
	struct mformat *formats;	/* next free */
	struct sdes *crypto;
	const char *why;
};

static int
fail(struct mapping *map, int err, const char *why)
{
	map->why = why;
	return err;
}

/* ---- c=, m=, b=, o= ---- */

/*
 * An address for us: an IP address, unicast, without TTL or count.
 * RFC 4566 section 5.7 permits host names; we could not relay to one without asking the DNS.
 */
int
sdp_map_conn(struct span value, struct addr *ret)
{
	struct sdp_conn conn;
	struct addr addr;

	if (sdp_conn_parse(value, &conn) || !span_case_is(conn.net, "IN"))
		return -EINVAL;

	bool is_ip6 = span_case_is(conn.family, "IP6");

	if ((!is_ip6 && !span_case_is(conn.family, "IP4")) || addr_parse_ip(conn.address, &addr))
		return -EINVAL;
	/* An IPv4-mapped address is written as IP6 and is IPv4 to us (base/addr.h). */
	if (!is_ip6 && addr.family != ADDR_IP4)
		return -EINVAL;
	if (addr.family == ADDR_IP4 ? (addr.ip[0] & 0xf0) == 0xe0 : addr.ip[0] == 0xff)
		return -EINVAL;

	*ret = addr;
	return 0;
}

static enum mkind
kind_of(struct span name)
{
	if (span_case_is(name, "audio"))
		return MKIND_AUDIO;
	return span_case_is(name, "video") ? MKIND_VIDEO : MKIND_OTHER;
}

/*
 * "49170" or "49170/1"; more ports than one are for hierarchical codings over multicast (RFC 4566
 * section 5.14).
 */
static int
read_port(struct span text, uint16_t *ret)
{
	struct span port;
	uint64_t n, count = 1;

	if (!span_cut(&text, '/', &port) || span_u64(port, PORT_MAX, &n))
		return -EINVAL;
	if (text.n > 0 && span_u64(text, PORT_MAX, &count))
		return -EINVAL;
	if (count != 1)
		return -EINVAL;

	*ret = (uint16_t)n;
	return 0;
}

static void
read_bandwidth(struct span value, struct mline *line)
{
	struct mrtcp_bandwidth *rtcp = &line->rtcp_bandwidth;
	struct span kind;
	uint64_t n;

	if (!span_cut(&value, ':', &kind))
		return;
	value = span_trim(value);
	if (span_is(kind, "TIAS") && span_u64(value, UINT32_MAX, &n) == 0) {
		line->bandwidth_bps = (uint32_t)n;	/* RFC 3890: nearer to the truth than AS */
		line->is_tias = true;
	} else if (span_is(kind, "AS") && !line->is_tias &&
		   span_u64(value, BANDWIDTH_MAX_KBPS, &n) == 0) {
		line->bandwidth_bps = (uint32_t)(n * 1000);
	} else if (span_is(kind, "RS") && span_u64(value, UINT32_MAX, &n) == 0) {
		rtcp->rs_bps = (uint32_t)n;	/* RFC 3556 section 2 */
		rtcp->has_rs = true;
	} else if (span_is(kind, "RR") && span_u64(value, UINT32_MAX, &n) == 0) {
		rtcp->rr_bps = (uint32_t)n;
		rtcp->has_rr = true;
	}
}

static uint64_t
read_origin(struct span session)
{
	struct sdp_line line;

	while (sdp_next_line(&session, &line)) {
		struct span field;
		uint64_t version;

		if (line.type != 'o')
			continue;
		for (int i = 0; i < 3; i++) {
			if (!sdp_next_field(&line.value, &field))
				return 0;
		}
		return span_u64(field, UINT64_MAX, &version) == 0 ? version : 0;
	}
	return 0;
}

/* ---- a section ---- */

/*
 * c= and b= of a section; attributes are read by sdp_attrs.c.  *@conn: 1 usable, 0 none, -1
 * unusable.
 */
static void
read_conn_and_bandwidth(struct span section, struct mline *line, int *conn)
{
	struct sdp_line text;

	while (sdp_next_line(&section, &text)) {
		if (text.type == 'b')
			read_bandwidth(text.value, line);
		if (text.type != 'c')
			continue;

		struct addr addr;

		/* Several are for multicast only (RFC 4566 section 5.7): the second spoils it. */
		if (*conn != 0 || sdp_map_conn(text.value, &addr)) {
			*conn = -1;
			continue;
		}
		line->rtp = addr;
		*conn = 1;
	}
}

static int
read_media_line(struct mapping *map, struct span section, struct mline *line)
{
	struct sdp_media media;
	uint16_t port = 0;

	if (sdp_section_media(section, &media))
		return fail(map, -EINVAL, "an m= line without its four fields");

	line->kind = kind_of(media.kind);
	line->proto = sdp_media_proto(&media);
	line->formats = map->formats;

	int err = read_port(media.port, &port);

	line->is_refused = !err && port == 0;
	if (line->proto == MPROTO_OTHER) {
		line->rtp.port = port;
		return 0;
	}
	if (err)
		return fail(map, -EINVAL, "a port that is none, or several");

	err = sdp_formats_parse(media.formats, line);
	line->is_relayed = port != 0;
	line->rtp.port = port;
	if (err && line->is_refused) {
		line->n_formats = 0;
		return 0;
	}
	if (err)
		return fail(map, err,
			    err == -E2BIG ? "too many payload types"
					  : "a payload type that is none");
	return 0;
}

/*
 * RTCP goes where a=rtcp says, else to the next port (RFC 3550 section 11, RFC 3605).  An offer of
 * a=rtcp-mux may say where RTCP goes if mux is not taken (RFC 5761 section 5.1.3).
 */
static int
settle_rtcp(struct mapping *map, struct mline *line, const struct sdp_attrs *attrs)
{
	if (line->has_rtcp_mux && (attrs->has_bad_rtcp || attrs->rtcp.port == 0)) {
		line->rtcp = line->rtp;
		return 0;
	}
	if (attrs->has_bad_rtcp)
		return fail(map, -EINVAL, "an a=rtcp that cannot be relayed to");
	if (attrs->rtcp.port == 0) {
		if (line->rtp.port == PORT_MAX)
			return fail(map, -EINVAL, "no port left for RTCP");
		line->rtcp = addr_with_port(&line->rtp, (uint16_t)(line->rtp.port + 1));
		return 0;
	}
	line->rtcp = addr_is_none(&attrs->rtcp) ? addr_with_port(&line->rtp, attrs->rtcp.port)
						: attrs->rtcp;
	return 0;
}

static int
map_media(struct mapping *map, struct span section, struct mline *line)
{
	struct sdp_attrs attrs = { .crypto = map->crypto };
	int conn = 0;

	*line = map->session;
	line->crypto = map->crypto;

	int err = read_media_line(map, section, line);

	if (err)
		return err;

	uint16_t port = line->rtp.port;

	line->bandwidth_bps = 0;
	line->is_tias = false;
	read_conn_and_bandwidth(section, line, &conn);
	line->rtp.port = port;
	if (line->bandwidth_bps == 0) {
		line->bandwidth_bps = map->session.bandwidth_bps;
		line->is_tias = map->session.is_tias;
	}

	err = sdp_attrs_read(section, line, &attrs);
	if (err)
		return fail(map, err, "too many a=crypto");

	line->keying_hash = sdp_attrs_keying(&attrs, &map->session_attrs);
	map->formats += line->n_formats;
	map->crypto += line->n_crypto;
	if (!line->is_relayed)
		return 0;
	if (conn < 0 || (conn == 0 && !map->has_session_conn))
		return fail(map, -EINVAL, "a c= that cannot be relayed to, or none");
	return settle_rtcp(map, line, &attrs);
}

static int
map_all(struct mapping *map)
{
	int conn = 0;

	map->session_attrs.is_session = true;
	map->session.dir = MDIR_SENDRECV;
	read_conn_and_bandwidth(map->scan->session, &map->session, &conn);
	map->has_session_conn = conn == 1;

	int err = sdp_attrs_read(map->scan->session, &map->session, &map->session_attrs);

	for (unsigned int i = 0; !err && i < map->scan->n_media; i++)
		err = map_media(map, map->scan->media[i], &map->mdesc->line[i]);
	return err;
}

/* How much the block must hold: an upper bound, as invalid ones count too. */
static void
count(const struct sdp_scan *scan, unsigned int *n_formats, unsigned int *n_crypto)
{
	*n_formats = *n_crypto = 0;
	for (unsigned int i = 0; i < scan->n_media; i++) {
		unsigned int formats, crypto;

		sdp_attrs_count(scan->media[i], &formats, &crypto);
		*n_formats += formats;
		*n_crypto += crypto;
	}
}

static int
map_scanned(const struct sdp_scan *scan, const char **why, struct mdesc **ret)
{
	struct mapping map = { .scan = scan, .why = "memory is short" };
	unsigned int n_formats, n_crypto;

	count(scan, &n_formats, &n_crypto);

	int err = mdesc_new(n_formats, n_crypto, &map.formats, &map.crypto, &map.mdesc);

	if (!err) {
		map.mdesc->n_lines = scan->n_media;
		map.mdesc->o_version = read_origin(scan->session);
		err = map_all(&map);
	}
	if (err) {
		mdesc_free(map.mdesc);
		*why = map.why;
		return err;
	}
	*ret = map.mdesc;
	return 0;
}

int
sdp_map(struct span text, const char **ret_why, struct mdesc **ret)
{
	struct sdp_scan scan;
	const char *why = "no SDP, or one with a NUL octet in it";
	int err = sdp_scan(text, &scan);

	if (!err && scan.n_media > MDESC_LINES_MAX)
		err = -E2BIG;
	if (err == -E2BIG)
		why = "too long, too many lines or media lines";
	if (!err)
		err = map_scanned(&scan, &why, ret);
	if (err && ret_why)
		*ret_why = why;
	return err;
}
