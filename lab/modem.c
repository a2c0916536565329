/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * modem.c - the circuit-switched way of phone A, from its radio to the MSC's media gateway
 *
 *	phone A == SRTP/UDP ==> (radio)  modem  (msc) == CLEARMODE RTP ==> sealiftd
 *
 * Owns the line: 64 kbit/s, 160 octets each 20 ms, full of flags while nobody speaks.  A frame is
 * the octet STREAM, one whole SRTP or SRTCP packet and the FCS.  The framing is libosmocore's, on
 * purpose: the daemon's own is judged by code that somebody else wrote.  No key is here and no
 * packet is opened.
 *
 * It stands in two network namespaces: its own is the radio, where it takes the phone's packets by
 * transparent sockets that bear the address of sealiftd (so the phone notices nothing), and the one
 * named on the command line is the MSC's, where the bearer ends.
 *
 * Commands on standard input, a line each:
 *	bearer ADDRESS PORT PT		the line comes up, towards what the 200 OK named
 *	phone ADDRESS PORT CORE PORT	the phone is on the air; RTCP is one port up on both sides
 *	off				the phone is off the air, the line stays
 *	spoil				one bit of the next packet up is flipped: do the checks see it?
 * End of input ends it; then the counters go to standard output as one JSON object.
 *
 * Threads     one, around poll().
 * Standards   RFC 4040 (CLEARMODE), RFC 5761 section 4 (RTP and RTCP told apart), ISO/IEC 13239.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include <osmocom/core/isdnhdlc.h>

enum {
	STREAM = 0,		/* the first media line */
	LINE_OCTETS = 160,	/* 20 ms at 64 kbit/s */
	LINE_TICK_NS = 20000000,
	FRAME_MAX = 1500,	/* stream octet and FCS counted */
	PACKET_MAX = FRAME_MAX - 3,	/* without them */
	QUEUE_FRAMES = 64,
	RTP_HEADER = 12,
	SEQ_START = 65336,	/* so that the line's own sequence wraps after four seconds */
	SSRC = 0x5ea11f7,
};

enum { FD_COMMANDS, FD_CLOCK, FD_BEARER, FD_BEARER_RTCP, FD_PHONE, FD_PHONE_RTCP, FD_COUNT };

struct frame {
	size_t octets;
	uint8_t data[FRAME_MAX];
};

struct counters {
	unsigned long line_sent, line_received, line_lost, line_alien, line_rtcp;
	unsigned long frames_up, frames_down, octets_up, octets_down;
	unsigned long bad_fcs, bad_framing, bad_length, bad_stream, bad_kind;
	unsigned long queue_full, queue_peak, down_while_off, send_errors;
};

struct modem {
	struct pollfd fds[FD_COUNT];
	struct sockaddr_in bearer, phone, phone_rtcp;
	struct osmo_isdnhdlc_vars tx, rx;
	struct frame queue[QUEUE_FRAMES];	/* a ring: head is on the line */
	size_t head, queued, head_sent;
	uint8_t rx_frame[FRAME_MAX + 64];
	uint16_t seq, rx_seq;
	uint32_t timestamp;
	uint8_t pt, offered_pt;		/* ours to send, ours to receive: RFC 3264 section 5.1 */
	bool rx_started, ended, spoil;
	struct counters n;
};

static void
die(const char *what)
{
	fprintf(stderr, "modem: %s: %s\n", what, strerror(errno));
	exit(1);
}

static struct sockaddr_in
address(const char *host, int port)
{
	struct sockaddr_in sin = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };

	if (inet_pton(AF_INET, host, &sin.sin_addr) != 1 || port < 1 || port > 65535) {
		errno = EINVAL;
		die(host);
	}
	return sin;
}

/* A UDP socket at @sin, in the namespace we stand in; @transparent: of an address not ours. */
static int
udp_open(struct sockaddr_in sin, bool transparent)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int one = 1;

	if (fd < 0)
		die("socket");
	if (transparent && setsockopt(fd, IPPROTO_IP, IP_TRANSPARENT, &one, sizeof(one)) < 0)
		die("IP_TRANSPARENT");
	if (bind(fd, (struct sockaddr *)&sin, sizeof(sin)) < 0)
		die("bind");
	return fd;
}

static void
udp_send(struct modem *m, int fd, const void *data, size_t octets, const struct sockaddr_in *to)
{
	if (sendto(fd, data, octets, 0, (const struct sockaddr *)to, sizeof(*to)) < 0)
		m->n.send_errors++;
}

/* RFC 5761 section 4: the second octet of RTCP is 192 to 223; no payload type in use gives that. */
static bool
is_rtcp(const uint8_t *packet)
{
	return packet[1] >= 192 && packet[1] <= 223;
}

/* ---- up: from the phone into the line -------------------------------------------------------- */

static void
phone_read(struct modem *m, int fd)
{
	uint8_t packet[FRAME_MAX + 1];
	ssize_t octets;

	while ((octets = recv(fd, packet, sizeof(packet), 0)) >= 0) {
		struct frame *f = &m->queue[(m->head + m->queued) % QUEUE_FRAMES];

		if (octets < RTP_HEADER || octets > PACKET_MAX || packet[0] >> 6 != 2) {
			m->n.bad_kind++;
			continue;
		}
		if (m->queued == QUEUE_FRAMES) {
			m->n.queue_full++;
			continue;
		}
		f->data[0] = STREAM;
		memcpy(f->data + 1, packet, (size_t)octets);
		f->octets = (size_t)octets + 1;
		f->data[1 + RTP_HEADER] ^= m->spoil ? 1 : 0;
		m->spoil = false;
		m->n.octets_up += (unsigned long)octets;
		m->n.frames_up++;
		if (++m->queued > m->n.queue_peak)
			m->n.queue_peak = m->queued;
	}
}

/* One octet at a time, so that a frame begins where the last one ended and not 20 ms later. */
static uint8_t
line_octet(struct modem *m)
{
	struct frame *f = &m->queue[m->head];
	uint8_t octet[2] = { 0 };	/* the library's first octet ever is written twice */
	int taken = 0;

	if (m->queued)
		osmo_isdnhdlc_encode(&m->tx, f->data + m->head_sent,
				     (uint16_t)(f->octets - m->head_sent), &taken, octet, 1);
	else
		osmo_isdnhdlc_encode(&m->tx, NULL, 0, &taken, octet, 1);
	m->head_sent += (size_t)taken;
	if (m->queued && m->head_sent == f->octets) {
		m->head = (m->head + 1) % QUEUE_FRAMES;
		m->queued--;
		m->head_sent = 0;
	}
	return octet[0];
}

static void
line_tick(struct modem *m)
{
	uint8_t p[RTP_HEADER + LINE_OCTETS] = { 0x80, m->pt };
	uint32_t words[2] = { htonl(m->timestamp), htonl(SSRC) };
	uint16_t seq = htons(m->seq);

	memcpy(p + 2, &seq, sizeof(seq));
	memcpy(p + 4, words, sizeof(words));
	for (size_t i = 0; i < LINE_OCTETS; i++)
		p[RTP_HEADER + i] = line_octet(m);
	udp_send(m, m->fds[FD_BEARER].fd, p, sizeof(p), &m->bearer);
	m->seq++;
	m->timestamp += LINE_OCTETS;
	m->n.line_sent++;
}

static void
clock_read(struct modem *m)
{
	uint64_t ticks;

	if (read(m->fds[FD_CLOCK].fd, &ticks, sizeof(ticks)) != sizeof(ticks))
		return;
	while (ticks--)
		line_tick(m);
}

/* ---- down: from the line to the phone -------------------------------------------------------- */

static void
frame_down(struct modem *m, const uint8_t *frame, size_t octets)
{
	if (octets < 1 + RTP_HEADER || frame[1] >> 6 != 2) {
		m->n.bad_kind++;
		return;
	}
	if (frame[0] != STREAM) {
		m->n.bad_stream++;
		return;
	}
	if (m->fds[FD_PHONE].fd < 0) {
		m->n.down_while_off++;
		return;
	}
	m->n.frames_down++;
	m->n.octets_down += octets - 1;
	if (is_rtcp(frame + 1))
		udp_send(m, m->fds[FD_PHONE_RTCP].fd, frame + 1, octets - 1, &m->phone_rtcp);
	else
		udp_send(m, m->fds[FD_PHONE].fd, frame + 1, octets - 1, &m->phone);
}

static void
line_decode(struct modem *m, const uint8_t *octets, int left)
{
	while (left > 0) {
		int taken = 0;
		int rc = osmo_isdnhdlc_decode(&m->rx, octets, left, &taken, m->rx_frame, FRAME_MAX);

		if (rc > 0)
			frame_down(m, m->rx_frame, (size_t)rc);
		else if (rc == -OSMO_HDLC_CRC_ERROR)
			m->n.bad_fcs++;
		else if (rc == -OSMO_HDLC_LENGTH_ERROR)
			m->n.bad_length++;
		else if (rc < 0)
			m->n.bad_framing++;
		octets += taken;
		left -= taken;
	}
}

static void
bearer_read(struct modem *m)
{
	uint8_t p[2048];
	ssize_t octets;

	while ((octets = recv(m->fds[FD_BEARER].fd, p, sizeof(p), 0)) >= 0) {
		if (octets <= RTP_HEADER || p[0] >> 6 != 2 || (p[1] & 0x7f) != m->offered_pt) {
			m->n.line_alien++;
			continue;
		}
		uint16_t seq = (uint16_t)(p[2] << 8 | p[3]);

		if (m->rx_started)
			m->n.line_lost += (uint16_t)(seq - m->rx_seq);
		m->rx_started = true;
		m->rx_seq = (uint16_t)(seq + 1);
		m->n.line_received++;
		line_decode(m, p + RTP_HEADER, (int)octets - RTP_HEADER);
	}
}

static void
bearer_rtcp_read(struct modem *m)
{
	uint8_t p[2048];

	while (recv(m->fds[FD_BEARER_RTCP].fd, p, sizeof(p), 0) >= 0)
		m->n.line_rtcp++;
}

/* ---- commands -------------------------------------------------------------------------------- */

static void
bearer_up(struct modem *m, const char *host, int port, int pt)
{
	struct itimerspec every = { { 0, LINE_TICK_NS }, { 0, LINE_TICK_NS } };

	m->bearer = address(host, port);
	m->pt = (uint8_t)pt;
	if (timerfd_settime(m->fds[FD_CLOCK].fd, 0, &every, NULL) < 0)
		die("timerfd_settime");
}

static void
phone_off(struct modem *m)
{
	for (int i = FD_PHONE; i <= FD_PHONE_RTCP; i++) {
		if (m->fds[i].fd >= 0)
			close(m->fds[i].fd);
		m->fds[i].fd = -1;
	}
}

static void
phone_on(struct modem *m, const char *host, int port, const char *core, int core_port)
{
	phone_off(m);
	m->phone = address(host, port);
	m->phone_rtcp = address(host, port + 1);
	m->fds[FD_PHONE].fd = udp_open(address(core, core_port), true);
	m->fds[FD_PHONE_RTCP].fd = udp_open(address(core, core_port + 1), true);
}

static void
command(struct modem *m, const char *line)
{
	char host[64], core[64];
	int port, other;

	if (sscanf(line, "bearer %63s %d %d", host, &port, &other) == 3)
		bearer_up(m, host, port, other);
	else if (sscanf(line, "phone %63s %d %63s %d", host, &port, core, &other) == 4)
		phone_on(m, host, port, core, other);
	else if (strcmp(line, "off") == 0)
		phone_off(m);
	else if (strcmp(line, "spoil") == 0)
		m->spoil = true;
	else
		fprintf(stderr, "modem: what is \"%s\"?\n", line);
}

/* Lines come whole: the lab writes each with one write() and waits for "ok". */
static void
commands_read(struct modem *m)
{
	char text[512];
	ssize_t octets = read(STDIN_FILENO, text, sizeof(text) - 1);

	if (octets <= 0) {
		m->ended = true;
		return;
	}
	text[octets] = '\0';
	for (char *rest = text, *line; (line = strsep(&rest, "\n")) != NULL;) {
		if (*line == '\0')
			continue;
		command(m, line);
		puts("ok");
		fflush(stdout);
	}
}

static void
print_counters(const struct counters *n)
{
	printf("{\"line_sent\":%lu,\"line_received\":%lu,\"line_lost\":%lu,\"line_alien\":%lu,",
	       n->line_sent, n->line_received, n->line_lost, n->line_alien);
	printf("\"line_rtcp\":%lu,\"frames_up\":%lu,\"frames_down\":%lu,\"octets_up\":%lu,",
	       n->line_rtcp, n->frames_up, n->frames_down, n->octets_up);
	printf("\"octets_down\":%lu,\"bad_fcs\":%lu,\"bad_framing\":%lu,\"bad_length\":%lu,",
	       n->octets_down, n->bad_fcs, n->bad_framing, n->bad_length);
	printf("\"bad_stream\":%lu,\"bad_kind\":%lu,\"queue_full\":%lu,\"queue_peak\":%lu,",
	       n->bad_stream, n->bad_kind, n->queue_full, n->queue_peak);
	printf("\"down_while_off\":%lu,\"send_errors\":%lu}\n", n->down_while_off, n->send_errors);
}

/* ---- life ------------------------------------------------------------------------------------ */

/* The gateway's end of the bearer, in the namespace at @netns; then we are back in our own. */
static void
gateway_open(struct modem *m, const char *netns, const char *host, int port)
{
	int home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	int there = open(netns, O_RDONLY | O_CLOEXEC);

	if (home < 0 || there < 0)
		die(netns);
	if (setns(there, CLONE_NEWNET) < 0)
		die("setns");
	m->fds[FD_BEARER].fd = udp_open(address(host, port), false);
	m->fds[FD_BEARER_RTCP].fd = udp_open(address(host, port + 1), false);
	if (setns(home, CLONE_NEWNET) < 0)
		die("setns");
	close(home);
	close(there);
}

static void
serve(struct modem *m)
{
	while (!m->ended) {
		if (poll(m->fds, FD_COUNT, -1) < 0 && errno != EINTR)
			die("poll");
		if (m->fds[FD_PHONE].revents)
			phone_read(m, m->fds[FD_PHONE].fd);
		if (m->fds[FD_PHONE_RTCP].revents)
			phone_read(m, m->fds[FD_PHONE_RTCP].fd);
		if (m->fds[FD_CLOCK].revents)
			clock_read(m);
		if (m->fds[FD_BEARER].revents)
			bearer_read(m);
		if (m->fds[FD_BEARER_RTCP].revents)
			bearer_rtcp_read(m);
		if (m->fds[FD_COMMANDS].revents)
			commands_read(m);
	}
}

int
main(int argc, char **argv)
{
	static struct modem m;

	if (argc != 5) {
		fprintf(stderr, "usage: modem NETNS-OF-THE-MSC ADDRESS PORT PT\n");
		return 2;
	}
	for (int i = 0; i < FD_COUNT; i++)
		m.fds[i] = (struct pollfd){ .fd = -1, .events = POLLIN };
	m.fds[FD_COMMANDS].fd = STDIN_FILENO;
	m.fds[FD_CLOCK].fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	if (m.fds[FD_CLOCK].fd < 0)
		die("timerfd_create");
	m.seq = SEQ_START;
	m.offered_pt = (uint8_t)atoi(argv[4]);
	osmo_isdnhdlc_out_init(&m.tx, OSMO_HDLC_F_BITREVERSE);
	osmo_isdnhdlc_rcv_init(&m.rx, OSMO_HDLC_F_BITREVERSE);
	gateway_open(&m, argv[1], argv[2], atoi(argv[3]));
	serve(&m);
	print_counters(&m.n);
	return 0;
}
