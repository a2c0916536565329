/* SPDX-License-Identifier: BSD-2-Clause */
#include "net.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/if_ether.h>
#include <linux/if_packet.h>

#include "base/mono.h"
#include "tests/unit/runner.h"

static struct {
	pid_t pid;			/* keeps the namespace */
	int ns;
} hosts[HOSTS];
static int relay_ns = -1;
static pid_t builder;			/* whose hosts they are */

/* ---- namespaces ------------------------------------------------------------------------------ */

static int
own_ns(void)
{
	int fd = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);

	ck_assert_int_ge(fd, 0);
	return fd;
}

static void
make_host(enum host host)
{
	int ready[2];
	char path[64], c;

	ck_assert_int_eq(pipe2(ready, O_CLOEXEC), 0);
	hosts[host].pid = fork();
	ck_assert_int_ge(hosts[host].pid, 0);
	if (!hosts[host].pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (unshare(CLONE_NEWNET) || write(ready[1], "", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	ck_assert_int_eq(read(ready[0], &c, 1), 1);
	close(ready[0]);
	close(ready[1]);
	snprintf(path, sizeof(path), "/proc/%d/ns/net", hosts[host].pid);
	hosts[host].ns = open(path, O_RDONLY | O_CLOEXEC);
	ck_assert_int_ge(hosts[host].ns, 0);
}

void
net_fini(void)
{
	for (unsigned int h = 0; builder == getpid() && h < HOSTS; h++) {
		kill(hosts[h].pid, SIGKILL);
		waitpid(hosts[h].pid, NULL, 0);
		close(hosts[h].ns);
	}
	builder = 0;
}

void
net_run(const char *command)
{
	ck_assert_msg(system(command) == 0, "%s", command);
}

void
net_run_in(enum host host, const char *command)
{
	char whole[1024];

	snprintf(whole, sizeof(whole), "nsenter --net=/proc/%d/ns/net sh -c '%s'", hosts[host].pid,
		 command);
	net_run(whole);
}

bool
net_may(void)
{
	const char *why;
	struct fastpath *fp = NULL;
	const struct fastpath_config config = {
		.interface = { "try0" }, .n_interfaces = 1, .rules = 1, .instance = 1,
	};
	int before = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	bool may = before >= 0 && unshare(CLONE_NEWNET) == 0 &&
		   system("ip link add try0 type veth peer name try1 2>/dev/null") == 0 &&
		   fastpath_open(&config, &why, &fp) == 0;

	fastpath_close(fp);
	if (before >= 0 && setns(before, CLONE_NEWNET))
		may = false;
	if (before >= 0)
		close(before);
	return may;
}

/*
 * Checksums are made by the hosts themselves unless a test says otherwise: a veth would leave
 * them undone all the way, and nobody would see a wrong one.
 */
static void
link_host(enum host host, char c, int number)
{
	char command[1024];

	snprintf(command, sizeof(command),
		 "ip -batch - <<E && ethtool -K to-%c tx off >/dev/null\n"
		 "link add to-%c address 02:00:00:00:0%d:01 type veth peer name net-%c address "
		 "02:00:00:00:0%d:02\nlink set net-%c netns %d\nlink set to-%c up\n"
		 "addr add 10.%d.0.1/24 dev to-%c\naddr add fd0%d::1/64 dev to-%c nodad\nE\n",
		 c, c, number, c, number, c, hosts[host].pid, c, number, c, number, c);
	net_run(command);
	snprintf(command, sizeof(command),
		 "ip -batch - <<E && ethtool -K net-%c tx off >/dev/null\n"
		 "link set lo up\nlink set net-%c up\naddr add 10.%d.0.2/24 dev net-%c\n"
		 "addr add fd0%d::2/64 dev net-%c nodad\nE\n",
		 c, c, number, c, number, c);
	net_run_in(host, command);
}

/* Let the relay find a neighbour, as its user space would. */
void
net_greet(const char *interface, const char *ip)
{
	const struct addr to = net_at(ip, 9);
	const struct addr any = net_at(to.family == ADDR_IP4 ? "0.0.0.0" : "::", 0);
	int fd = net_socket(&any);
	char command[256];

	net_send(fd, &to, "", 1);
	close(fd);
	snprintf(command, sizeof(command),
		 "for i in $(seq 100); do case $(ip neigh get %s dev %s 2>/dev/null) in *lladdr*) "
		 "exit 0 ;; esac; sleep 0.02; done; exit 1", ip, interface);
	net_run(command);
}

void
net_build(void)
{
	ck_assert_int_eq(unshare(CLONE_NEWNET), 0);
	relay_ns = own_ns();
	builder = getpid();
	net_run("ip link set lo up");
	for (unsigned int h = 0; h < HOSTS; h++)
		make_host(h);
	link_host(HOST_A, 'a', 1);
	link_host(HOST_B, 'b', 2);
	net_greet("to-a", "10.1.0.2");
	net_greet("to-a", "fd01::2");
	net_greet("to-b", "10.2.0.2");
	net_greet("to-b", "fd02::2");
}

struct fastpath *
net_fastpath(unsigned int rules)
{
	const struct fastpath_config config = {
		.interface = { "to-a", "to-b" },
		.n_interfaces = 2,
		.rules = rules,
		.dscp = 46,
		.instance = 1,
	};
	struct fastpath *fp = NULL;
	const char *why = NULL;

	ck_assert_msg(fastpath_open(&config, &why, &fp) == 0, "%s", why);
	fastpath_live(fp, mono_us());
	return fp;
}

/* ---- sockets --------------------------------------------------------------------------------- */

struct addr
net_at(const char *ip, uint16_t port)
{
	struct addr a;

	ck_assert_int_eq(addr_parse_ip(span_of(ip), &a), 0);
	return addr_with_port(&a, port);
}

static void
set(int fd, int level, int name)
{
	const int on = 1;

	ck_assert_int_eq(setsockopt(fd, level, name, &on, sizeof(on)), 0);
}

int
net_socket(const struct addr *local)
{
	struct sockaddr_storage ss;
	socklen_t len = addr_to_sockaddr(local, &ss);
	int fd = socket(ss.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	ck_assert_int_ge(fd, 0);
	ck_assert_msg(bind(fd, (struct sockaddr *)&ss, len) == 0, "%s: %s", ADDR_TEXT(local),
		      strerror(errno));
	if (ss.ss_family == AF_INET) {
		set(fd, IPPROTO_IP, IP_RECVTTL);
		set(fd, IPPROTO_IP, IP_RECVTOS);
	} else {
		set(fd, IPPROTO_IPV6, IPV6_RECVHOPLIMIT);
		set(fd, IPPROTO_IPV6, IPV6_RECVTCLASS);
	}
	return fd;
}

int
net_socket_in(enum host host, const struct addr *local)
{
	ck_assert_int_eq(setns(hosts[host].ns, CLONE_NEWNET), 0);

	int fd = net_socket(local);

	ck_assert_int_eq(setns(relay_ns, CLONE_NEWNET), 0);
	return fd;
}

int
net_packet_socket(enum host host)
{
	ck_assert_int_eq(setns(hosts[host].ns, CLONE_NEWNET), 0);

	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	struct sockaddr_ll ll = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
		.sll_ifindex = (int)if_nametoindex(host == HOST_A ? "net-a" : "net-b"),
	};

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&ll, sizeof(ll)), 0);
	ck_assert_int_eq(setns(relay_ns, CLONE_NEWNET), 0);
	return fd;
}

void
net_send(int fd, const struct addr *to, const void *p, size_t n)
{
	struct sockaddr_storage ss;
	socklen_t len = addr_to_sockaddr(to, &ss);

	ck_assert_int_eq(sendto(fd, p, n, 0, (struct sockaddr *)&ss, len), (ssize_t)n);
}

static void
read_control(struct msghdr *msg, struct arrival *ret)
{
	for (struct cmsghdr *c = CMSG_FIRSTHDR(msg); c; c = CMSG_NXTHDR(msg, c)) {
		bool is_ttl = (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_TTL) ||
			      (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_HOPLIMIT);
		int value = 0;

		/* IP_TOS comes as one octet, the others as int. */
		memcpy(&value, CMSG_DATA(c), c->cmsg_len - CMSG_LEN(0) < sizeof(value) ? 1 : 4);
		*(is_ttl ? &ret->ttl : &ret->tos) = value;
	}
}

bool
net_recv(int fd, unsigned int ms, struct arrival *ret)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	struct sockaddr_storage ss;
	char control[256];
	struct iovec iov = { ret->p, sizeof(ret->p) };
	struct msghdr msg = {
		.msg_name = &ss, .msg_namelen = sizeof(ss), .msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = control, .msg_controllen = sizeof(control),
	};

	if (poll(&p, 1, (int)ms) != 1)
		return false;

	ssize_t n = recvmsg(fd, &msg, MSG_DONTWAIT);

	if (n < 0)
		return false;
	ret->n = (size_t)n;
	read_control(&msg, ret);
	return addr_from_sockaddr((struct sockaddr *)&ss, msg.msg_namelen, &ret->from) == 0;
}
