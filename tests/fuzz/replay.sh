#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# For `make check`: every fuzz target still takes its seeds.
exec "$(dirname "$0")/run.sh" . 0
