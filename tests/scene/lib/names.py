# SPDX-License-Identifier: BSD-2-Clause
"""names.py - the numbers everybody knows."""

STN_SR = "+358400000001"
NUMBER_A, NUMBER_B = "+358401111111", "+358402222222"
