/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/fastpath.c - the kernel's program: loaded, attached, kept alive, taken away
 *
 * The only file, with fastpath_lane.c, that sees libbpf.
 */
#include "fastpath.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if_arp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

enum {
	PRIORITY = 0xc000,		/* of our filter: after those that somebody has placed by hand */
	CPUS_MAX = 4096,
};

/* bpf/fastpath.bpf.c, compiled (Makefile.am). */
extern const unsigned char fastpath_object[];
extern const size_t fastpath_object_size;

static const char *const left_names[FASTPATH_LEFTS] = {
	[FASTPATH_LEFT_LATE] = "late",
	[FASTPATH_LEFT_FRAGMENT] = "fragment",
	[FASTPATH_LEFT_HEADER] = "header",
	[FASTPATH_LEFT_NOT_RTP] = "not-rtp",
	[FASTPATH_LEFT_SSRC] = "ssrc",
	[FASTPATH_LEFT_CHECKSUM] = "checksum",
	[FASTPATH_LEFT_MERGED] = "merged",
	[FASTPATH_LEFT_ROUTE] = "route",
	[FASTPATH_LEFT_STALE] = "stale",
};

const char *
fastpath_left_name(enum fastpath_left why)
{
	return (unsigned int)why < FASTPATH_LEFTS ? left_names[why] : "?";
}

/* ---- the program --------------------------------------------------------------------------- */

/* Its complaints are many lines each, for developers: ours is one, in ret_why. */
static int
say_nothing(enum libbpf_print_level level UNUSED, const char *format UNUSED, va_list args UNUSED)
{
	return 0;
}

static void *
map_memory(const struct bpf_object *object, const char *name, size_t size)
{
	int fd = bpf_object__find_map_fd_by_name(object, name);
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	return p == MAP_FAILED ? NULL : p;
}

static int
load(struct fastpath *fp)
{
	LIBBPF_OPTS(bpf_object_open_opts, opts, .object_name = "sealift");

	libbpf_set_print(say_nothing);
	fp->object = bpf_object__open_mem(fastpath_object, fastpath_object_size, &opts);
	if (!fp->object)
		return errno == ENOMEM ? -ENOMEM : -ENOTSUP;

	struct bpf_map *flows = bpf_object__find_map_by_name(fp->object, "flows");
	struct bpf_map *rules = bpf_object__find_map_by_name(fp->object, "rules");

	if (!flows || !rules || bpf_map__set_max_entries(flows, fp->n_rules) ||
	    bpf_map__set_max_entries(rules, fp->n_rules))
		return -ENOTSUP;

	int r = bpf_object__load(fp->object);

	if (r)
		return r == -EPERM || r == -ENOMEM ? r : -ENOTSUP;
	fp->flows_fd = bpf_object__find_map_fd_by_name(fp->object, "flows");
	fp->left_fd = bpf_object__find_map_fd_by_name(fp->object, "left");
	fp->rules = map_memory(fp->object, "rules", fp->n_rules * sizeof(*fp->rules));
	fp->until_ns = map_memory(fp->object, "until", sizeof(*fp->until_ns));
	return fp->rules && fp->until_ns ? 0 : -ENOMEM;
}

/* ---- where it sits ------------------------------------------------------------------------- */

static struct bpf_tc_hook
hook_at(int ifindex)
{
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = ifindex, .attach_point = BPF_TC_INGRESS);

	return hook;
}

/* The program counts on an Ethernet header before each packet. */
static int
find_interface(const char *name, int *ret_index)
{
	unsigned int ifindex = if_nametoindex(name);
	struct ifreq req = { 0 };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -ENOMEM;
	snprintf(req.ifr_name, sizeof(req.ifr_name), "%s", name);

	int r = ioctl(fd, SIOCGIFHWADDR, &req);

	close(fd);
	if (!ifindex || r)
		return -ENODEV;
	if (req.ifr_hwaddr.sa_family != ARPHRD_ETHER)
		return -EPROTONOSUPPORT;
	*ret_index = (int)ifindex;
	return 0;
}

/* The clsact queueing discipline may be another's, and stays when we go. */
static int
attach(struct fastpath *fp, const char *interface)
{
	const struct bpf_program *prog =
		bpf_object__find_program_by_name(fp->object, "sealift_fastpath");
	LIBBPF_OPTS(bpf_tc_opts, opts, .handle = fp->instance, .priority = PRIORITY,
		    .prog_fd = bpf_program__fd(prog), .flags = BPF_TC_F_REPLACE);
	int ifindex = 0;
	int r = find_interface(interface, &ifindex);

	if (r)
		return r;

	struct bpf_tc_hook hook = hook_at(ifindex);

	r = bpf_tc_hook_create(&hook);
	if (!r || r == -EEXIST)
		r = bpf_tc_attach(&hook, &opts);
	if (r)
		return r == -EPERM || r == -ENOMEM ? r : -ENOTSUP;
	fp->ifindex[fp->n_attached++] = ifindex;
	return 0;
}

static void
detach(const struct fastpath *fp, int ifindex)
{
	LIBBPF_OPTS(bpf_tc_opts, opts, .handle = fp->instance, .priority = PRIORITY);
	struct bpf_tc_hook hook = hook_at(ifindex);

	/* The interface may be gone, and our program with it. */
	(void)bpf_tc_detach(&hook, &opts);
}

/* bpf_fib_lookup() as from this host asks whether lo may forward. */
static int
allow_on_lo(const char *file)
{
	char now = 0;
	int fd = open(file, O_RDWR | O_CLOEXEC);
	int r = 0;

	if (fd < 0 && errno == ENOENT)
		return 0;	/* a kernel without IPv6 */
	if (fd < 0)
		return -EPERM;
	if (read(fd, &now, 1) != 1 || (now != '1' && pwrite(fd, "1\n", 2, 0) != 2))
		r = -EPERM;
	close(fd);
	return r;
}

/* ---- open, close --------------------------------------------------------------------------- */

static const struct {
	int error;
	const char *why;
} whys[] = {
	{ 0,			"attached" },
	{ -EPERM,		"not allowed: CAP_NET_ADMIN, CAP_BPF" },
	{ -ENODEV,		"no such interface" },
	{ -EPROTONOSUPPORT,	"an interface is not Ethernet" },
	{ -ENOTSUP,		"the kernel does not load or attach the program" },
	{ -ENOMEM,		"no memory" },
};

static const char *
why_of(int error)
{
	for (size_t i = 0; i < ARRAY_LEN(whys); i++)
		if (whys[i].error == error)
			return whys[i].why;
	return "?";
}

static int
load_and_attach(struct fastpath *fp, const struct fastpath_config *config)
{
	int r = config->n_interfaces ? load(fp) : -ENODEV;

	if (!r)
		r = allow_on_lo("/proc/sys/net/ipv4/conf/lo/forwarding");
	if (!r)
		r = allow_on_lo("/proc/sys/net/ipv6/conf/lo/forwarding");
	for (unsigned int i = 0; !r && i < config->n_interfaces; i++)
		r = attach(fp, config->interface[i]);
	return r;
}

int
fastpath_open(const struct fastpath_config *config, const char **ret_why, struct fastpath **ret)
{
	struct fastpath *fp = calloc(1, sizeof(*fp));
	int r = -ENOMEM;

	if (fp) {
		fp->n_rules = config->rules + FASTPATH_SPARE;
		fp->instance = config->instance;
		fp->tos = (uint8_t)(config->dscp << 2);
		r = load_and_attach(fp, config);
	}
	*ret_why = why_of(r);
	if (r) {
		fastpath_close(fp);
		return r;
	}
	*ret = fp;
	return 0;
}

struct fastpath *
fastpath_close(struct fastpath *fp)
{
	if (!fp)
		return NULL;
	for (unsigned int i = 0; i < fp->n_attached; i++)
		detach(fp, fp->ifindex[i]);
	if (fp->rules)
		munmap(fp->rules, fp->n_rules * sizeof(*fp->rules));
	if (fp->until_ns)
		munmap(fp->until_ns, sizeof(*fp->until_ns));
	bpf_object__close(fp->object);
	free(fp);
	return NULL;
}

void
fastpath_live(struct fastpath *fp, uint64_t now_us)
{
	__atomic_store_n(fp->until_ns, (now_us + FASTPATH_LEASE_US) * 1000, __ATOMIC_RELAXED);
}

void
fastpath_left(const struct fastpath *fp, uint64_t ret[FASTPATH_LEFTS])
{
	uint64_t each[CPUS_MAX];
	int cpus = libbpf_num_possible_cpus();

	memset(ret, 0, FASTPATH_LEFTS * sizeof(*ret));
	if (cpus < 1 || cpus > CPUS_MAX)
		return;
	for (uint32_t why = 0; why < FASTPATH_LEFTS; why++) {
		if (bpf_map_lookup_elem(fp->left_fd, &why, each))
			continue;
		for (int cpu = 0; cpu < cpus; cpu++)
			ret[why] += each[cpu];
	}
}
