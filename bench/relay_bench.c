/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * bench/relay_bench.c - what a packet costs our worker, next to a forwarder that does nothing else
 *
 *	relay_bench [BRIDGES] [PACKETS A SECOND] [SECONDS]
 *
 * SRTP-sized packets go from a sender to a receiver over loopback, first through a bare epoll,
 * recvmmsg and sendmmsg forwarder (no source check, no counters: what the kernel alone costs),
 * then through the relay: by turns, in the same process, so that the machine's moods hit both.
 * The CPU time is the forwarding thread's own clock.  What to look at is the ratio; and that
 * nothing was lost, else the rest is void.
 *
 * Last, the same bridges with one party on CS: what a packet costs that goes onto a CLEARMODE
 * line.  "lost" is then speech in less line packets out: a few, from starting and stopping.
 */
#include <dirent.h>
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/attr.h"
#include "base/mono.h"
#include "media/media.h"

enum {
	PACKET = 72,
	BRIDGES_MAX = 2000,
	BATCH = 32,
	ROUNDS = 3,
	PORT = 12000,
	CS_RATE = 50,			/* packets a second on a line */
};

static unsigned int n_bridges = 200;
static unsigned int rate = 50000;
static unsigned int seconds = 3;

static int source[BRIDGES_MAX];			/* sockets of the sender */
static struct sockaddr_in target[BRIDGES_MAX];	/* where each sends */
static int sink_fd;
static struct sockaddr_in sink_addr;
static atomic_bool is_over;
static _Atomic uint64_t received;

/* The bench has no core: events of the relay are nobody's. */
void
core_on_media(struct core *core UNUSED, const struct media_event *event UNUSED)
{
}

static void
die(const char *what)
{
	perror(what);
	exit(1);
}

static struct sockaddr_in
name_of(const char *ip, unsigned int port)
{
	struct addr a;
	struct sockaddr_storage ss;
	struct sockaddr_in in;

	if (addr_parse_ip(span_of(ip), &a))
		exit(1);
	a.port = (uint16_t)port;
	addr_to_sockaddr(&a, &ss);
	memcpy(&in, &ss, sizeof(in));
	return in;
}

static int
bind_udp(const struct sockaddr_in *name)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int room = 4 << 20;

	if (fd < 0 || bind(fd, (const struct sockaddr *)name, sizeof(*name)))
		die("bind");
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
	return fd;
}

/* ---- who sends, who receives --------------------------------------------------------------- */

static void *
receive(void *arg UNUSED)
{
	static uint8_t octets[BATCH][2048];
	struct mmsghdr msg[BATCH] = { 0 };
	struct iovec iov[BATCH];

	for (unsigned int i = 0; i < BATCH; i++) {
		iov[i] = (struct iovec){ octets[i], sizeof(octets[i]) };
		msg[i].msg_hdr.msg_iov = &iov[i];
		msg[i].msg_hdr.msg_iovlen = 1;
	}
	while (!is_over) {
		int n = recvmmsg(sink_fd, msg, BATCH, MSG_DONTWAIT, NULL);

		if (n > 0)
			received += (uint64_t)n;
		else
			usleep(500);
	}
	return NULL;
}

/* Every millisecond its share, each bridge in turn.  Returns how many were sent. */
static uint64_t
send_for(unsigned int for_seconds)
{
	static uint8_t pkt[PACKET] = { 0x80, 96 };
	uint64_t start_us = mono_us(), sent = 0;

	for (;;) {
		uint64_t elapsed_us = mono_us() - start_us;

		if (elapsed_us >= for_seconds * 1000000ULL)
			return sent;
		while (sent < elapsed_us * rate / 1000000) {
			unsigned int i = (unsigned int)(sent++ % n_bridges);

			sendto(source[i], pkt, sizeof(pkt), 0, (struct sockaddr *)&target[i],
			       sizeof(target[i]));
		}
		usleep(1000);
	}
}

/* ---- the bare forwarder -------------------------------------------------------------------- */

static int bare_fd[BRIDGES_MAX];
static int bare_epoll;
static _Atomic pid_t bare_tid;

static void
forward(int fd)
{
	static uint8_t octets[BATCH][2048];
	struct mmsghdr msg[BATCH] = { 0 };
	struct iovec iov[BATCH];

	for (unsigned int i = 0; i < BATCH; i++) {
		iov[i] = (struct iovec){ octets[i], sizeof(octets[i]) };
		msg[i].msg_hdr.msg_iov = &iov[i];
		msg[i].msg_hdr.msg_iovlen = 1;
	}

	int n = recvmmsg(fd, msg, BATCH, MSG_DONTWAIT, NULL);

	for (int i = 0; i < n; i++) {
		iov[i].iov_len = msg[i].msg_len;
		msg[i].msg_hdr.msg_name = &sink_addr;
		msg[i].msg_hdr.msg_namelen = sizeof(sink_addr);
	}
	if (n > 0)
		sendmmsg(fd, msg, (unsigned int)n, MSG_DONTWAIT);
}

static void *
run_bare(void *arg UNUSED)
{
	struct epoll_event events[64];

	bare_tid = gettid();
	while (!is_over) {
		int n = epoll_wait(bare_epoll, events, ARRAY_LEN(events), 10);

		for (int i = 0; i < n; i++)
			forward(events[i].data.fd);
	}
	return NULL;
}

/* ---- measuring ----------------------------------------------------------------------------- */

struct figures {
	uint64_t sent, received;
	double cpu_us;			/* a packet */
};

/* CPU time of a thread of ours, by the clock that the kernel keeps for its id. */
static double
thread_cpu_us(pid_t tid)
{
	struct timespec ts;

	if (clock_gettime((clockid_t)(~(unsigned int)tid << 3 | 6), &ts))
		die("clock_gettime");
	return (double)ts.tv_sec * 1e6 + (double)ts.tv_nsec / 1e3;
}

static pid_t
find_thread(const char *name)
{
	DIR *dir = opendir("/proc/self/task");
	pid_t found = 0;

	for (struct dirent *e; dir && (e = readdir(dir));) {
		char path[300], comm[32] = "";
		FILE *f;

		snprintf(path, sizeof(path), "/proc/self/task/%s/comm", e->d_name);
		f = fopen(path, "r");
		if (f && fgets(comm, sizeof(comm), f) && !strncmp(comm, name, strlen(name)))
			found = atoi(e->d_name);
		if (f)
			fclose(f);
	}
	if (dir)
		closedir(dir);
	return found;
}

static struct figures
measure(pid_t tid)
{
	pthread_t receiver;
	struct figures f = { 0 };

	received = 0;
	is_over = false;
	if (pthread_create(&receiver, NULL, receive, NULL))
		die("pthread_create");

	double before_us = thread_cpu_us(tid);

	f.sent = send_for(seconds);
	usleep(100000);
	f.cpu_us = (thread_cpu_us(tid) - before_us) / (double)f.sent;
	is_over = true;
	pthread_join(receiver, NULL);
	f.received = received;
	return f;
}

static struct figures
measure_bare(void)
{
	pthread_t thread;

	bare_epoll = epoll_create1(EPOLL_CLOEXEC);
	for (unsigned int i = 0; i < n_bridges; i++) {
		target[i] = name_of("127.20.9.1", PORT + i);
		bare_fd[i] = bind_udp(&target[i]);

		struct epoll_event ev = { .events = EPOLLIN, .data.fd = bare_fd[i] };

		epoll_ctl(bare_epoll, EPOLL_CTL_ADD, bare_fd[i], &ev);
	}
	is_over = false;
	bare_tid = 0;
	if (pthread_create(&thread, NULL, run_bare, NULL))
		die("pthread_create");
	while (!bare_tid)
		usleep(1000);

	struct figures f = measure(bare_tid);

	pthread_join(thread, NULL);
	for (unsigned int i = 0; i < n_bridges; i++)
		close(bare_fd[i]);
	close(bare_epoll);
	return f;
}

/* The callee moves to a CLEARMODE line that ends in the sink. */
static void
move_callee(const struct relay *r, anchor_id id, const struct relay_remote *remote)
{
	const struct relay_cs cs = {
		.bearer = BEARER_CLEARMODE, .family = AF_INET, .remote = *remote, .pt = 97,
		.ptime_ms = 20,
	};
	struct relay_local local;

	if (r->cs_open(r->ctx, id, PARTY_CALLEE, &cs, &local) ||
	    r->cs_commit(r->ctx, id, PARTY_CALLEE))
		die("cs side");
}

static void
open_bridges(const struct relay *r, bool on_cs)
{
	const struct relay_place place[PARTIES] = {
		{ REALM_ACCESS, AF_INET }, { REALM_CORE, AF_INET },
	};
	const struct indication ind = { .keying = KEYING_SDES, .scope = SCOPE_E2E };

	for (unsigned int i = 0; i < n_bridges; i++) {
		const struct sockaddr_in a = name_of("127.20.8.1", PORT + i);
		struct relay_remote remote[PARTIES] = { 0 };
		struct relay_local local[PARTIES];
		struct sockaddr_storage ss;
		anchor_id id;

		if (addr_from_sockaddr((const struct sockaddr *)&a, sizeof(a), &remote[0].rtp) ||
		    addr_from_sockaddr((const struct sockaddr *)&sink_addr, sizeof(sink_addr),
				       &remote[1].rtp) ||
		    r->open(r->ctx, i, false, &id) ||
		    r->line_open(r->ctx, id, 0, &ind, place, local) ||
		    r->line_remote(r->ctx, id, 0, PARTY_CALLER, &remote[0]) ||
		    r->line_remote(r->ctx, id, 0, PARTY_CALLEE, &remote[1]))
			die("bridge");
		if (on_cs)
			move_callee(r, id, &remote[1]);
		addr_to_sockaddr(&local[0].rtp, &ss);
		memcpy(&target[i], &ss, sizeof(target[i]));
	}
}

static struct figures
measure_relay(bool on_cs)
{
	struct media_config config = {
		.n_address = { 1 },
		.port_first = PORT,
		.port_last = (uint16_t)(PORT + 8 * n_bridges + 1),
		.workers = 1,
	};
	struct media *media;
	struct addr which;

	if (addr_parse_ip(span_lit("127.20.7.1"), &config.address[REALM_ACCESS][0]))
		exit(1);
	errno = -media_open(&config, &which, &media);
	if (errno)
		die("media_open");
	open_bridges(media_relay(media), on_cs);
	usleep(100000);

	struct figures f = measure(find_thread("media/0"));

	media_close(media);
	return f;
}

static void
show(const char *what, const struct figures *f)
{
	printf("%-6s bridges=%u rate=%u sent=%llu lost=%lld cpu_us_a_packet=%.2f\n", what,
	       n_bridges, rate, (unsigned long long)f->sent,
	       (long long)(f->sent - f->received), f->cpu_us);
}

static void
set_up(void)
{
	struct rlimit files;

	getrlimit(RLIMIT_NOFILE, &files);
	files.rlim_cur = files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);
	sink_addr = name_of("127.20.6.1", PORT);
	sink_fd = bind_udp(&sink_addr);
	for (unsigned int i = 0; i < n_bridges; i++) {
		const struct sockaddr_in name = name_of("127.20.8.1", PORT + i);

		source[i] = bind_udp(&name);
	}
}

int
main(int argc, char **argv)
{
	double best_bare = 1e9, best_relay = 1e9;

	if (argc > 1)
		n_bridges = (unsigned int)atoi(argv[1]);
	if (argc > 2)
		rate = (unsigned int)atoi(argv[2]);
	if (argc > 3)
		seconds = (unsigned int)atoi(argv[3]);
	if (!n_bridges || n_bridges > BRIDGES_MAX || !rate || !seconds) {
		fprintf(stderr, "usage: relay_bench [BRIDGES 1-%d] [PACKETS A SECOND] [SECONDS]\n",
			BRIDGES_MAX);
		return 2;
	}
	set_up();
	for (unsigned int i = 0; i < ROUNDS; i++) {
		struct figures bare = measure_bare(), relay = measure_relay(false);

		show("bare", &bare);
		show("relay", &relay);
		best_bare = bare.cpu_us < best_bare ? bare.cpu_us : best_bare;
		best_relay = relay.cpu_us < best_relay ? relay.cpu_us : best_relay;
	}
	printf("best   bare=%.2f relay=%.2f ratio=%.2f\n", best_bare, best_relay,
	       best_relay / best_bare);

	/* Speech to parties on CS: a packet in, a CLEARMODE packet out by the clock, each 20 ms. */
	rate = n_bridges * CS_RATE;

	struct figures cs = measure_relay(true);

	show("cs", &cs);
	return 0;
}
