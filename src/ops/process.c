/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ops/process.c - the process_* metrics every Prometheus client has
 *
 * What cannot be read is left out: a missing value is honest, a zero is not.
 *
 * Thread      admin, but for process_started()
 */
#include "process.h"

#include <dirent.h>
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/mono.h"

static uint64_t start_us; /* written once before the admin thread exists */

void
process_started(void)
{
	start_us = wall_us();
}

/** Entries of /proc/self/fd, less the directory's own; 0 if unreadable. */
static unsigned int
open_descriptors(void)
{
	DIR *dir = opendir("/proc/self/fd");
	unsigned int n = 0;

	if (!dir)
		return 0;
	for (struct dirent *entry = readdir(dir); entry; entry = readdir(dir))
		n += entry->d_name[0] != '.';
	closedir(dir);
	return n - 1;
}

static void
collect_memory(struct metric_sink *sink)
{
	unsigned long long total, resident;
	FILE *f = fopen("/proc/self/statm", "re");
	int n = f ? fscanf(f, "%llu %llu", &total, &resident) : 0;
	uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);

	if (f)
		fclose(f);
	if (n != 2)
		return;
	metric_family(sink, "process_virtual_memory_bytes", METRIC_GAUGE,
		      "Virtual memory size in bytes.");
	metric_value(sink, NULL, total * page);
	metric_family(sink, "process_resident_memory_bytes", METRIC_GAUGE,
		      "Resident memory size in bytes.");
	metric_value(sink, NULL, resident * page);
}

static void
collect_descriptors(struct metric_sink *sink)
{
	unsigned int n = open_descriptors();
	struct rlimit limit;

	if (n > 0) {
		metric_family(sink, "process_open_fds", METRIC_GAUGE,
			      "Number of open file descriptors.");
		metric_value(sink, NULL, n);
	}
	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		metric_family(sink, "process_max_fds", METRIC_GAUGE,
			      "Maximum number of open file descriptors.");
		metric_value(sink, NULL, limit.rlim_cur);
	}
}

void
process_collect(void *ctx, struct metric_sink *sink)
{
	struct timespec cpu;

	metric_family(sink, "process_start_time_seconds", METRIC_GAUGE,
		      "Start of the process, seconds since the epoch.");
	metric_value_double(sink, NULL, (double)start_us / 1e6);

	if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu) == 0) {
		metric_family(sink, "process_cpu_seconds_total", METRIC_COUNTER,
			      "User and system CPU time spent in seconds.");
		metric_value_double(sink, NULL, (double)cpu.tv_sec + (double)cpu.tv_nsec / 1e9);
	}
	collect_memory(sink);
	collect_descriptors(sink);
}
