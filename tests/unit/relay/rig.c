/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/relay/rig.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mono.h"

const struct relay_place both_ip4[PARTIES] = {
	{ REALM_ACCESS, AF_INET }, { REALM_CORE, AF_INET },
};
const struct indication plain = { .keying = KEYING_NONE };
const struct indication sdes = {
	.keying = KEYING_SDES, .scope = SCOPE_E2E, .suite = SUITE_AES_CM_128_HMAC_SHA1_80,
	.state = SEC_NEGOTIATED, .dir = MDIR_SENDRECV, .tag_octets = 10,
};

/* Here the core is the test. */
void
core_on_media(struct core *core, const struct media_event *event)
{
	struct rig *rig = (struct rig *)core;

	ck_assert_uint_lt(rig->n_events, RIG_EVENTS_MAX);
	rig->event[rig->n_events++] = *event;
	if (event->kind == MEDIA_OBSERVED)
		snprintf(rig->evidence, sizeof(rig->evidence), "%s", event->evidence);
}

struct addr
at(const char *ip, uint16_t port)
{
	struct addr a;

	ck_assert_int_eq(addr_parse_ip(span_of(ip), &a), 0);
	if (a.family == ADDR_IP4 && a.ip[0] == 127) {
		unsigned int pid = (unsigned int)getpid();

		a.ip[1] = (uint8_t)(a.ip[1] + pid % 200);
		a.ip[3] = (uint8_t)(a.ip[3] + pid / 200 % 24 * 10);
	}
	return addr_with_port(&a, port);
}

uint16_t
port_of_run(uint16_t base)
{
	return (uint16_t)(base + (unsigned int)getpid() % 45 * 20);
}

void
rig_init(struct rig *rig, unsigned int n_pairs)
{
	memset(rig, 0, sizeof(*rig));
	rig->config = (struct media_config){
		.port_first = 20000,
		.port_last = (uint16_t)(20000 + 2 * n_pairs - 1),
		.workers = 1,
		.dscp = 46,
	};
	rig->config.address[REALM_ACCESS][0] = at("127.20.0.1", 0);
	rig->config.n_address[REALM_ACCESS] = 1;
}

void
rig_open(struct rig *rig)
{
	struct addr which = { 0 };
	int r = media_open(&rig->config, &which, &rig->media);

	ck_assert_msg(!r, "media_open: %s at %s", strerror(-r), ADDR_TEXT(&which));
	rig->relay = media_relay(rig->media);
}

void
rig_close(struct rig *rig)
{
	rig->media = media_close(rig->media);
}

void
rig_poll(struct rig *rig)
{
	media_poll(rig->media, (struct core *)rig, mono_us());
}

/* Wait a moment for a worker; the test fails when it has been too long since @since_us. */
static void
rig_pause(struct rig *rig, uint64_t since_us, const char *what)
{
	struct pollfd pfd = { .fd = media_fd(rig->media), .events = POLLIN };

	ck_assert_msg(mono_us() - since_us < RIG_WAIT_MS * 1000ULL, "waited in vain for %s", what);
	poll(&pfd, 1, 1);
	rig_poll(rig);
}

void
rig_wait_free(struct rig *rig, unsigned int n_pairs)
{
	uint64_t since_us = mono_us();

	while (media_ports_free(rig->media) != n_pairs)
		rig_pause(rig, since_us, "free ports");
}

void
rig_wait_drops(struct rig *rig, anchor_id id, unsigned int line, enum drop why, uint64_t n)
{
	uint64_t since_us = mono_us();

	for (struct relay_stats stats;; rig_pause(rig, since_us, drop_name(why))) {
		ck_assert_int_eq(rig->relay->stats(rig->relay->ctx, id, line, &stats), 0);
		if (stats.drops[why] >= n) {
			ck_assert_uint_eq(stats.drops[why], n);
			return;
		}
	}
}

unsigned int
rig_events(const struct rig *rig, enum media_event_kind kind)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < rig->n_events; i++)
		n += rig->event[i].kind == kind;
	return n;
}

struct media_event
rig_wait_event(struct rig *rig, enum media_event_kind kind)
{
	for (uint64_t since_us = mono_us();; rig_pause(rig, since_us, "an event"))
		for (unsigned int i = 0; i < rig->n_events; i++)
			if (rig->event[i].kind == kind)
				return rig->event[i];
}

int
rig_keys(struct rig *rig, anchor_id id, unsigned int line, const struct sdes *keys)
{
	bool is_other;

	return rig->relay->line_keys(rig->relay->ctx, id, line, PARTY_CALLER, keys, &is_other);
}

/* ---- peers --------------------------------------------------------------------------------- */

struct peer
peer_open(const char *ip, uint16_t port)
{
	struct peer peer;

	for (unsigned int c = 0; c < 2; c++) {
		struct sockaddr_storage ss;

		peer.addr[c] = at(ip, (uint16_t)(port + c));

		socklen_t len = addr_to_sockaddr(&peer.addr[c], &ss);

		peer.fd[c] = socket(ss.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
		ck_assert_int_ge(peer.fd[c], 0);
		ck_assert_int_eq(bind(peer.fd[c], (struct sockaddr *)&ss, len), 0);
	}
	return peer;
}

void
peer_close(struct peer *peer)
{
	for (unsigned int c = 0; c < 2; c++)
		close(peer->fd[c]);
}

struct relay_remote
peer_remote(const struct peer *peer, bool mux)
{
	return (struct relay_remote){ peer->addr[0], peer->addr[mux ? 0 : 1], mux };
}

void
peer_send(const struct peer *from, unsigned int comp, const struct addr *to, const void *p,
	  size_t n)
{
	struct sockaddr_storage ss;
	socklen_t len = addr_to_sockaddr(to, &ss);

	/* A pending ICMP error of an earlier packet may come first. */
	if (sendto(from->fd[comp], p, n, 0, (struct sockaddr *)&ss, len) < 0)
		ck_assert_int_eq(sendto(from->fd[comp], p, n, 0, (struct sockaddr *)&ss, len),
				 (ssize_t)n);
}

size_t
peer_recv(const struct peer *peer, unsigned int comp, void *buf, size_t cap, struct addr *ret_from)
{
	struct pollfd pfd = { .fd = peer->fd[comp], .events = POLLIN };
	struct sockaddr_storage ss;
	socklen_t len = sizeof(ss);

	ck_assert_msg(poll(&pfd, 1, RIG_WAIT_MS) == 1, "nothing came to %s",
		      ADDR_TEXT(&peer->addr[comp]));

	ssize_t n = recvfrom(peer->fd[comp], buf, cap, 0, (struct sockaddr *)&ss, &len);

	ck_assert_int_ge(n, 0);
	if (ret_from)
		ck_assert_int_eq(addr_from_sockaddr((struct sockaddr *)&ss, len, ret_from), 0);
	return (size_t)n;
}

void
peer_expect(const struct peer *peer, unsigned int comp, const void *p, size_t n)
{
	uint8_t buf[4096];

	ck_assert_uint_eq(peer_recv(peer, comp, buf, sizeof(buf), NULL), n);
	ck_assert_mem_eq(buf, p, n);
}

bool
peer_is_empty(const struct peer *peer, unsigned int comp)
{
	char octet;

	return recv(peer->fd[comp], &octet, 1, MSG_DONTWAIT | MSG_PEEK) < 0 && errno == EAGAIN;
}

/* ---- packets ------------------------------------------------------------------------------- */

static void
put32(uint8_t *p, uint32_t v)
{
	for (unsigned int i = 0; i < 4; i++)
		p[i] = (uint8_t)(v >> (24 - 8 * i));
}

void
make_rtp(uint8_t *p, size_t n, uint32_t ssrc, uint16_t seq)
{
	for (size_t i = 0; i < n; i++)
		p[i] = (uint8_t)(ssrc * 31 + seq * 7u + i * 13);
	p[0] = 0x80;
	p[1] = 96;
	p[2] = (uint8_t)(seq >> 8);
	p[3] = (uint8_t)seq;
	put32(p + 4, seq * 160u);
	put32(p + 8, ssrc);
}

void
make_rtcp(uint8_t *p, size_t n, uint32_t ssrc, uint8_t index)
{
	for (size_t i = 0; i < n; i++)
		p[i] = (uint8_t)(index * 3u + i);
	p[0] = 0x80;
	p[1] = 200;
	p[2] = 0;
	p[3] = 6;
	put32(p + 4, ssrc);
}

anchor_id
rig_call(struct rig *rig, const struct indication *ind, const struct peer *a, const struct peer *b,
	 struct relay_local ret[PARTIES])
{
	const struct relay *r = rig->relay;
	const struct relay_remote remote[PARTIES] = {
		peer_remote(a, false), peer_remote(b, false),
	};
	anchor_id id;

	ck_assert_int_eq(r->open(r->ctx, 1, false, &id), 0);
	ck_assert_int_eq(r->line_open(r->ctx, id, 0, ind, both_ip4, ret), 0);
	for (unsigned int p = 0; p < PARTIES; p++)
		ck_assert_int_eq(r->line_remote(r->ctx, id, 0, p, &remote[p]), 0);
	return id;
}
