/* SPDX-License-Identifier: BSD-2-Clause */
#include "command.h"

#include <string.h>

#include "base/attr.h"
#include "tests/unit/relay/suites.h"
#include "tests/unit/runner.h"

START_TEST(every_command_has_a_name_of_its_own)
{
	for (enum command_kind i = 0; i < COMMANDS; i++) {
		ck_assert_ptr_nonnull(command_name(i));
		for (enum command_kind j = 0; j < i; j++)
			ck_assert_str_ne(command_name(i), command_name(j));
	}
	ck_assert_str_eq(command_name(COMMANDS), "?");
}
END_TEST

START_TEST(what_opens_owes_and_what_closes_pays)
{
	ck_assert_int_eq(command_owes(CMD_LINE_OPEN) + command_owes(CMD_LINE_CLOSE), 0);
	ck_assert_int_eq(command_owes(CMD_CS_OPEN) + command_owes(CMD_CS_COMMIT), 0);
	ck_assert_int_eq(command_owes(CMD_CS_OPEN) + command_owes(CMD_CS_REVERT), 0);
	ck_assert_int_eq(command_owes(CMD_CLOSE), -1);
	ck_assert_int_eq(command_owes(CMD_STOP), -1);
	ck_assert_int_eq(command_owes(CMD_LINE_REMOTE), 0);
	ck_assert_int_eq(command_owes(CMD_CS_REMOTE), 0);
}
END_TEST

Suite *
command_suite(void)
{
	const TTest *const tests[] = {
		every_command_has_a_name_of_its_own,
		what_opens_owes_and_what_closes_pays,
	};

	return suite_of("command", tests, ARRAY_LEN(tests));
}
