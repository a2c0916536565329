/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/fastpath/test_program.c - the program itself, run on packets that nobody sends
 *
 * BPF_PROG_TEST_RUN hands it a packet as if it had come in on lo and shows what it makes of it;
 * tests/unit/fastpath/reference.c says what it must.
 */
#include <string.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/pkt_cls.h>

#include "base/attr.h"
#include "base/mono.h"
#include "tests/unit/fastpath/path.h"
#include "tests/unit/fastpath/reference.h"
#include "tests/unit/fastpath/suites.h"
#include "tests/unit/runner.h"

enum { FRAME_MAX = ETH + 40 + 8 + 1400, ROUNDS = 6000 };

/* xorshift: the same packets each time. */
static uint32_t
next(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

/* A frame of the flow with everything right, of some length. */
static size_t
make_right(const struct fastpath_way *way, uint32_t *state, uint8_t *p)
{
	const struct fastpath_way as_it_comes = { .by = way->from, .to = way->at };
	bool is_ip4 = way->from.family == ADDR_IP4;
	size_t head = is_ip4 ? 20 : 40;
	size_t payload = 12 + next(state) % 300;
	struct fastpath_way any = as_it_comes;
	uint8_t plain[FRAME_MAX] = { [12] = 0x08, [13] = 0x00, [14] = 0x45, [ETH + 8] = 65, [ETH + 9] = 17 };

	/* The reference makes it, from an IPv4 frame from nowhere. */
	any.ssrc = way->ssrc;
	any.from = net_at("10.1.0.2", 0);
	any.at = net_at("10.1.0.1", 0);
	plain[ETH + 2] = (uint8_t)((28 + payload) >> 8);
	plain[ETH + 3] = (uint8_t)(28 + payload);
	memcpy(plain + ETH + 12, any.from.ip, 4);
	memcpy(plain + ETH + 16, any.at.ip, 4);
	plain[ETH + 24] = (uint8_t)((8 + payload) >> 8);
	plain[ETH + 25] = (uint8_t)(8 + payload);
	path_rtp(plain + ETH + 28, payload, way->ssrc, (uint16_t)next(state));

	uint16_t sum = 0;

	for (size_t i = 0; i < 20; i += 2) {
		uint32_t s = (uint32_t)sum + ((uint32_t)plain[ETH + i] << 8 | plain[ETH + i + 1]);

		sum = (uint16_t)((s & 0xffff) + (s >> 16));
	}
	plain[ETH + 10] = (uint8_t)(~sum >> 8);
	plain[ETH + 11] = (uint8_t)~sum;
	/* Its checksum is made right here, as from any other number but 0. */
	plain[ETH + 27] = 1;

	uint16_t off = reference_udp_sum(plain + ETH);
	uint32_t s = 1U + (uint16_t)~off;

	s = (s & 0xffff) + (s >> 16);
	plain[ETH + 26] = (uint8_t)(s >> 8);
	plain[ETH + 27] = (uint8_t)s;
	ck_assert_uint_eq(reference_forward(&any, 0, plain, ETH + 28 + payload, p),
			  ETH + head + 8 + payload);
	return ETH + head + 8 + payload;
}

/* Leave it, or bend a few octets of its headers, its length, or its checksum. */
static size_t
bend(uint32_t *state, uint8_t *p, size_t n)
{
	static const uint8_t likely[] = { 12, 13, 14, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 38, 39, 40,
					  41, 42, 43, 54, 55, 58, 59, 60, 61, 62, 63, 70, 71 };

	switch (next(state) % 6) {
	case 0:
		break;
	case 1:
		n = n - 20 + next(state) % 40;
		break;
	case 2:
		p[ETH + next(state) % (n - ETH)] ^= (uint8_t)next(state);
		break;
	default:
		for (uint32_t i = 1 + next(state) % 2; i > 0; i--)
			p[likely[next(state) % ARRAY_LEN(likely)]] = (uint8_t)next(state);
		break;
	}
	return n;
}

static int
run(int fd, const uint8_t *p, size_t n, uint8_t *ret, size_t *ret_n)
{
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = p, .data_size_in = (uint32_t)n,
		    .data_out = ret, .data_size_out = FRAME_MAX + 64);

	ck_assert_int_eq(bpf_prog_test_run_opts(fd, &opts), 0);
	*ret_n = opts.data_size_out;
	return (int)opts.retval;
}

static void
show(const char *what, const uint8_t *p, size_t n)
{
	fprintf(stderr, "%s (%zu):", what, n);
	for (size_t i = 0; i < n && i < 80; i++)
		fprintf(stderr, " %02x", p[i]);
	fprintf(stderr, "\n");
}

/* One packet; returns whether it went on. */
static bool
try_one(int fd, const struct fastpath_way *way, const uint8_t *p, size_t n)
{
	uint8_t want[FRAME_MAX + 64], got[FRAME_MAX + 64];
	size_t n_want = reference_forward(way, 46 << 2, p, n, want);
	size_t n_got = 0;
	int verdict = run(fd, p, n, got, &n_got);
	bool is_right = n_want ? verdict == TC_ACT_REDIRECT && n_got == n_want &&
				 !memcmp(got, want, n_want)
			       : verdict == TC_ACT_UNSPEC && n_got == n && !memcmp(got, p, n);

	if (!is_right) {
		show("in  ", p, n);
		show("want", want, n_want);
		show("got ", got, n_got);
	}
	ck_assert_msg(is_right, "verdict %d", verdict);
	return n_want != 0;
}

START_TEST(does_what_the_reference_says)
{
	struct path path;
	uint8_t p[FRAME_MAX + 64] = { 0 };
	uint32_t state = 0x1234567U + (uint32_t)_i;
	unsigned int on = 0;
	struct fastpath_count count;

	path_open(&path, &path_cases[_i]);

	int fd = bpf_program__fd(
		bpf_object__find_program_by_name(path.fp->object, "sealift_fastpath"));

	for (unsigned int i = 0; i < ROUNDS; i++) {
		size_t n = make_right(&path.way, &state, p);

		n = bend(&state, p, n);
		fastpath_live(path.fp, mono_us());
		on += try_one(fd, &path.way, p, n);
	}
	fastpath_read(&path.lane, path.rule, &count);
	ck_assert_uint_eq(count.packets, on);
	/* Neither all nor nothing. */
	ck_assert_uint_gt(on, ROUNDS / 6);
	ck_assert_uint_lt(on, ROUNDS * 4 / 5);
	path_close(&path);
}
END_TEST

/* Sums at the edges of ones' complement: a checksum of 0 would say that there is none. */
START_TEST(never_makes_a_checksum_of_0)
{
	struct path path;
	uint8_t p[FRAME_MAX + 64] = { 0 };
	uint32_t state = 77;
	size_t head;

	path_open(&path, &path_cases[_i]);
	head = ETH + (path.way.from.family == ADDR_IP4 ? 20 : 40);

	int fd = bpf_program__fd(
		bpf_object__find_program_by_name(path.fp->object, "sealift_fastpath"));
	size_t n = make_right(&path.way, &state, p);

	/* ~(~check + delta) is 0 where check is delta. */
	uint16_t edge = path.fp->rules[path.rule].delta;

	for (unsigned int i = 0; i < 2000; i++) {
		uint16_t check = (uint16_t)(i < 1000 ? edge - 500 + i : i - 1500);

		memcpy(p + head + 6, &check, sizeof(check));
		fastpath_live(path.fp, mono_us());
		ck_assert(try_one(fd, &path.way, p, n) == (check || _i == 0));
	}
	path_close(&path);
}
END_TEST

Suite *
program_suite(void)
{
	Suite *s = suite_create("fastpath program");
	TCase *tc = tcase_create("program");

	tcase_add_unchecked_fixture(tc, net_build, net_fini);
	tcase_add_loop_test(tc, does_what_the_reference_says, 0, PATH_CASES);
	tcase_add_loop_test(tc, never_makes_a_checksum_of_0, 0, PATH_CASES);
	suite_add_tcase(s, tc);
	return s;
}
