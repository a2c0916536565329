/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/ghash.c - the tag of AES-GCM from its ciphertext alone
 *
 * Thread      one at a time
 */
#include "ghash.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "base/wipe.h"

enum { BLOCK = 16 };

/* 128 bits, the first of them the highest of hi (SP 800-38D section 6.3). */
struct bits {
	uint64_t hi, lo;
};

struct ghash {
	EVP_CIPHER_CTX *aes;
	struct bits h;
};

static uint64_t
be64(const uint8_t *p)
{
	uint64_t v = 0;

	for (unsigned int i = 0; i < 8; i++)
		v = v << 8 | p[i];
	return v;
}

static void
put_be64(uint8_t *p, uint64_t v)
{
	for (unsigned int i = 8; i-- > 0; v >>= 8)
		p[i] = (uint8_t)v;
}

static int
encrypt_block(struct ghash *g, const uint8_t in[BLOCK], uint8_t out[BLOCK])
{
	int n = 0;

	return EVP_EncryptUpdate(g->aes, out, &n, in, BLOCK) && n == BLOCK ? 0 : -EIO;
}

int
ghash_new(const uint8_t *key, unsigned int key_octets, struct ghash **ret)
{
	static const uint8_t zeros[BLOCK];
	const EVP_CIPHER *cipher = key_octets == 16 ? EVP_aes_128_ecb() :
				   key_octets == 24 ? EVP_aes_192_ecb() :
				   key_octets == 32 ? EVP_aes_256_ecb() : NULL;
	uint8_t h[BLOCK];

	if (!cipher)
		return -EINVAL;

	struct ghash *g = calloc(1, sizeof(*g));

	if (!g)
		return -ENOMEM;
	g->aes = EVP_CIPHER_CTX_new();
	if (!g->aes || !EVP_EncryptInit_ex(g->aes, cipher, NULL, key, NULL) ||
	    !EVP_CIPHER_CTX_set_padding(g->aes, 0) || encrypt_block(g, zeros, h) != 0) {
		ghash_free(g);
		return -ENOMEM;
	}
	g->h = (struct bits){ be64(h), be64(h + 8) };
	wipe(h, sizeof(h));
	*ret = g;
	return 0;
}

struct ghash *
ghash_free(struct ghash *g)
{
	if (!g)
		return NULL;
	EVP_CIPHER_CTX_free(g->aes);
	wipe_free(g, sizeof(*g));
	return NULL;
}

/** x times h in GF(2^128), without branches on secrets. */
static struct bits
times(struct bits x, struct bits h)
{
	struct bits z = { 0, 0 };

	for (unsigned int i = 0; i < 128; i++) {
		uint64_t bit = i < 64 ? x.hi >> (63 - i) & 1 : x.lo >> (127 - i) & 1;
		uint64_t carry = h.lo & 1;

		z.hi ^= h.hi & (0 - bit);
		z.lo ^= h.lo & (0 - bit);
		h.lo = h.lo >> 1 | h.hi << 63;
		h.hi = h.hi >> 1 ^ ((uint64_t)0xe1 << 56 & (0 - carry));
	}
	return z;
}

static void
absorb(const struct ghash *g, struct bits *y, uint64_t hi, uint64_t lo)
{
	y->hi ^= hi;
	y->lo ^= lo;
	*y = times(*y, g->h);
}

/** Two pieces as one string, filled up with zeros to whole blocks. */
static void
absorb_padded(const struct ghash *g, struct bits *y, const uint8_t *a, size_t n_a,
	      const uint8_t *b, size_t n_b)
{
	uint8_t block[BLOCK];
	size_t fill = 0;

	for (size_t i = 0; i < n_a + n_b; i++) {
		block[fill++] = i < n_a ? a[i] : b[i - n_a];
		if (fill == BLOCK) {
			absorb(g, y, be64(block), be64(block + 8));
			fill = 0;
		}
	}
	if (fill > 0) {
		memset(block + fill, 0, BLOCK - fill);
		absorb(g, y, be64(block), be64(block + 8));
	}
}

bool
ghash_is_tag(struct ghash *g, const uint8_t *iv, const uint8_t *a, size_t n_a, const uint8_t *b,
	     size_t n_b, const uint8_t *c, size_t n, const uint8_t *tag)
{
	struct bits y = { 0, 0 };
	uint8_t j0[BLOCK] = { 0 }, mask[BLOCK], computed[BLOCK];

	absorb_padded(g, &y, a, n_a, b, n_b);
	absorb_padded(g, &y, c, n, NULL, 0);
	absorb(g, &y, (uint64_t)(n_a + n_b) * 8, (uint64_t)n * 8);

	memcpy(j0, iv, 12);
	j0[15] = 1;
	if (encrypt_block(g, j0, mask) != 0)
		return false;
	put_be64(computed, y.hi ^ be64(mask));
	put_be64(computed + 8, y.lo ^ be64(mask + 8));
	return CRYPTO_memcmp(computed, tag, BLOCK) == 0;
}
