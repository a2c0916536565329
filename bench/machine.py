#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""machine.py [--after] - the machine that the figures are of, and how noisy it is.

Noise: one and the same piece of work, a few milliseconds of it, done again and again for two
seconds.  On an idle machine the times are all alike; how far they are spread is how far two
figures may differ that mean the same.  Once before the parts and once after.
"""

import os
import platform
import statistics
import sys
import time

SECONDS = 2.0


def work():
    total = 0
    for i in range(60000):
        total += i & 7
    return total


def noise():
    """Times of the work in ms, CPU time and wall time."""
    cpu, wall = [], []
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        c, w = time.process_time_ns(), time.monotonic_ns()
        work()
        cpu.append((time.process_time_ns() - c) / 1e6)
        wall.append((time.monotonic_ns() - w) / 1e6)
    return sorted(cpu), sorted(wall)


def percent_over_best(times, p):
    return 100 * (times[min(len(times) - 1, int(len(times) * p / 100))] / times[0] - 1)


def first_of(path, key):
    with open(path) as f:
        return next((line.split(":", 1)[1].strip() for line in f if line.startswith(key)), "?")


def main():
    after = "--after" in sys.argv
    if not after:
        print("# sealift, measured\n")
        print("%s; %d cores of %s; Linux %s; %s\n" % (
            time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()), os.cpu_count(),
            first_of("/proc/cpuinfo", "model name"), platform.release(),
            "memory " + first_of("/proc/meminfo", "MemTotal")))
    cpu, wall = noise()
    print("%s: load %.2f; the same %.1f ms of work %d times over took, above the best: CPU time "
          "median +%.0f %%, 90th percentile +%.0f %%, worst +%.0f %%; wall time median +%.0f %%, "
          "90th percentile +%.0f %%, worst +%.0f %%.%s\n" % (
              "After" if after else "Before", os.getloadavg()[0], statistics.median(cpu), len(cpu),
              percent_over_best(cpu, 50), percent_over_best(cpu, 90), percent_over_best(cpu, 100),
              percent_over_best(wall, 50), percent_over_best(wall, 90),
              percent_over_best(wall, 100),
              "" if after else "  Absolute times of another machine, or of another hour, differ; "
              "compare ratios within one run."))


if __name__ == "__main__":
    main()
