# SPDX-License-Identifier: BSD-2-Clause
"""aes.py - the AES block, one way, for deriving SRTP session keys (FIPS 197).

Plain and slow: six blocks a key are all the tests need, and the standard library has none.
"""


def make_sbox():
    p = q = 1
    box = [0x63] * 256
    while True:
        p = p ^ (p << 1 & 0xff) ^ (0x1b if p & 0x80 else 0)
        q ^= q << 1
        q ^= q << 2
        q ^= q << 4
        q &= 0xff
        if q & 0x80:
            q ^= 0x09
        x = q ^ rotl(q, 1) ^ rotl(q, 2) ^ rotl(q, 3) ^ rotl(q, 4)
        box[p] = x ^ 0x63
        if p == 1:
            return bytes(box)


def rotl(x, n):
    return (x << n | x >> (8 - n)) & 0xff


SBOX = make_sbox()


def xtime(a):
    return (a << 1 ^ (0x1b if a & 0x80 else 0)) & 0xff


def expand(key):
    """The round keys, a list of 16-octet strings."""
    nk = len(key) // 4
    words = [key[4 * i:4 * i + 4] for i in range(nk)]
    rcon = 1
    for i in range(nk, 4 * (nk + 7)):
        t = words[-1]
        if i % nk == 0:
            t = bytes(SBOX[b] for b in t[1:] + t[:1])
            t = bytes([t[0] ^ rcon]) + t[1:]
            rcon = xtime(rcon)
        elif nk > 6 and i % nk == 4:
            t = bytes(SBOX[b] for b in t)
        words.append(bytes(a ^ b for a, b in zip(words[i - nk], t)))
    return [b"".join(words[4 * r:4 * r + 4]) for r in range(nk + 7)]


def block(keys, data):
    """One block through the cipher."""
    s = [a ^ b for a, b in zip(data, keys[0])]
    for r, key in enumerate(keys[1:], 1):
        s = [SBOX[s[(4 * (c + i) + i) % 16]] for c in range(4) for i in range(4)]
        if r < len(keys) - 1:
            out = []
            for c in range(0, 16, 4):
                a = s[c:c + 4]
                t = a[0] ^ a[1] ^ a[2] ^ a[3]
                out += [a[i] ^ t ^ xtime(a[i] ^ a[(i + 1) % 4]) for i in range(4)]
            s = out
        s = [a ^ b for a, b in zip(s, key)]
    return bytes(s)
