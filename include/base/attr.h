/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * base/attr.h - what the compiler should know about a declaration
 *
 * Layer       base; includes nothing of ours.
 */
#ifndef BASE_ATTR_H
#define BASE_ATTR_H

#include <stddef.h>

/* The result says whether it worked; dropping it is a mistake. */
#define MUST_CHECK __attribute__((warn_unused_result))

/* Parameter @f is a printf format, its arguments start at @a (both count from 1). */
#define PRINTF_LIKE(f, a) __attribute__((format(printf, f, a)))

/* A parameter that the function's type demands and its body does not need. */
#define UNUSED __attribute__((unused))

/* Elements of an array; refuses to compile for a pointer. */
#define ARRAY_LEN(a)                                                                               \
	(sizeof(a) / sizeof((a)[0]) + 0 * sizeof(struct { int is_pointer : 1 - 2 * IS_POINTER(a); }))
#define IS_POINTER(a) __builtin_types_compatible_p(typeof(a), typeof(&(a)[0]))

/* The object of @type whose @member is at @ptr. */
#define CONTAINER_OF(ptr, type, member) ((type *)((char *)(ptr) - offsetof(type, member)))

#endif
