# SPDX-License-Identifier: BSD-2-Clause
"""The parts scenes are made of; README tells what is where."""
