/*
 * The set of sockets: names, numbers of them, and what becomes of their descriptors.
 */
#include "core/sockset.h"

#include <fcntl.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "unit.h"

static struct sock *add(struct sockset *s, const char *name)
{
	return sockset_add(s, name, -1, AF_INET, SOCK_STREAM, 0);
}

static struct sock *find(const struct sockset *s, const char *name)
{
	return sockset_find(s, name, strlen(name));
}

static bool was_closed(const struct sockset *s, const char *name)
{
	return sockset_was_closed(s, name, strlen(name));
}

START_TEST(empty)
{
	struct sockset s;

	sockset_init(&s);
	ck_assert_uint_eq(s.all.count, 0);
	ck_assert_ptr_null(find(&s, "server"));
	ck_assert_ptr_null(find(&s, ""));
	ck_assert(!was_closed(&s, "server"));
	ck_assert(!was_closed(&s, ""));
	sockset_clear(&s);
}
END_TEST

START_TEST(a_socket_is_what_was_said)
{
	struct sockset s;
	struct sock *sock;

	sockset_init(&s);
	sock = sockset_add(&s, "server", -1, AF_INET6, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 17);
	ck_assert_str_eq(sock->name, "server");
	ck_assert(sock->fd == -1 && sock->family == AF_INET6 && sock->protocol == 17);
	/* flags are no part of the type */
	ck_assert_int_eq(sock->type, SOCK_DGRAM);
	ck_assert(!sock->listening && sock->line == 0 && sock->jobs == 0 && sock->kept.len == 0);
	ck_assert_ptr_eq(find(&s, "server"), sock);
	ck_assert_ptr_eq(sockset_find(&s, "server and more", 6), sock);
	ck_assert_ptr_null(find(&s, "serve"));
	ck_assert_ptr_null(find(&s, "server1"));
	ck_assert_ptr_null(find(&s, "Server"));
	bytes_add_str(&sock->kept, "received too early");
	sockset_clear(&s);
	ck_assert_ptr_null(find(&s, "server"));
}
END_TEST

/* Its memory may be that of one that was closed. */
START_TEST(a_new_socket_has_nothing_of_an_old_one)
{
	struct sockset s;
	struct sock *sock;

	sockset_init(&s);
	sock = add(&s, "longer");
	sock->listening = sock->connected = sock->leaving = true;
	sock->last_error = sock->line = sock->jobs = 7;
	sock->options_set = memory_new(sizeof(bool));
	bytes_add_str(&sock->kept, "received too early");
	sockset_remove(&s, sock);
	sock = add(&s, "c");
	ck_assert_str_eq(sock->name, "c");
	ck_assert(!sock->listening && !sock->connected && !sock->leaving && !sock->last_error);
	ck_assert(!sock->line && !sock->jobs && !sock->options_set && !sock->kept.data);
	ck_assert_ptr_eq(find(&s, "c"), sock);
	ck_assert_ptr_null(find(&s, "longer"));
	sockset_remove(&s, sock);
	sock = add(&s, "longer");
	ck_assert_ptr_eq(find(&s, "longer"), sock);
	sockset_clear(&s);
}
END_TEST

static const struct {
	const char *name;
	size_t n;
	bool is_name;
} names[] = {
    {"a", 1, true},
    {"Z", 1, true},
    {"_", 1, true},
    {"server", 6, true},
    {"s1", 2, true},
    {"a.b-c_d9", 8, true},
    {"__", 2, true},
    {"a-", 2, true},
    {"a.", 2, true},
    {"", 0, false},
    {"1", 1, false},
    {"1a", 2, false},
    {"-a", 2, false},
    {".a", 2, false},
    {"a b", 3, false},
    {"a\0b", 3, false},
    {"a\0", 2, false},
    {"a\n", 2, false},
    {"a:b", 3, false},
    {"a/b", 3, false},
    {"$a", 2, false},
    {"a[", 2, false},
    {"a\x1b", 2, false},
    {"\xc3\xa9", 2, false},
    {"a\xff", 2, false},
    {"abcdefghijklmnopqrstuvwxyz_abcdefghijklmnopqrstuvwxyz_0123456789", 63, true},
    {"abcdefghijklmnopqrstuvwxyz_abcdefghijklmnopqrstuvwxyz_0123456789", 64, false},
};

START_TEST(name_rules)
{
	ck_assert_int_eq(sockset_is_name(names[_i].name, names[_i].n), names[_i].is_name);
}
END_TEST

/* Every byte, in first place and after a letter. */
START_TEST(name_characters)
{
	static const char later[] = "0123456789.-";
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";

	for (int c = 0; c < 256; c++) {
		const char name[] = {'x', (char)c};
		bool letter = c && strchr(letters, c);

		ck_assert_int_eq(sockset_is_name(name + 1, 1), letter);
		ck_assert_int_eq(sockset_is_name(name, 2), letter || (c && strchr(later, c)));
	}
}
END_TEST

START_TEST(a_name_of_full_length)
{
	char longest[] = "abcdefghijklmnopqrstuvwxyz_abcdefghijklmnopqrstuvwxyz_012345678";
	struct sockset s;
	struct sock *sock;

	ck_assert_uint_eq(strlen(longest), SOCK_NAME_MAX);
	sockset_init(&s);
	sock = add(&s, longest);
	ck_assert_str_eq(sock->name, longest);
	ck_assert_ptr_eq(find(&s, longest), sock);
	sockset_remove(&s, sock);
	ck_assert_ptr_null(find(&s, longest));
	ck_assert(was_closed(&s, longest));
	sockset_clear(&s);
}
END_TEST

START_TEST(automatic_names)
{
	char name[SOCK_NAME_MAX + 1];
	struct sockset s;

	sockset_init(&s);
	add(&s, "s2");
	add(&s, "s4");
	sockset_auto_name(&s, name);
	ck_assert_str_eq(name, "s1");
	ck_assert(sockset_is_name(name, strlen(name)));
	add(&s, name);
	sockset_auto_name(&s, name);
	ck_assert_str_eq(name, "s3");
	add(&s, name);
	sockset_auto_name(&s, name);
	ck_assert_str_eq(name, "s5");
	/* a name once given is not given again, though it is free: it would be taken for the old one */
	sockset_remove(&s, find(&s, "s1"));
	sockset_auto_name(&s, name);
	ck_assert_str_eq(name, "s6");
	sockset_clear(&s);
}
END_TEST

START_TEST(a_closed_name_is_free_again)
{
	struct sockset s;
	struct sock *first, *second;

	sockset_init(&s);
	first = add(&s, "conn");
	ck_assert(!was_closed(&s, "conn"));
	sockset_remove(&s, first);
	ck_assert_ptr_null(find(&s, "conn"));
	ck_assert_uint_eq(s.all.count, 0);
	ck_assert(was_closed(&s, "conn"));
	ck_assert(!was_closed(&s, "con"));
	ck_assert(!was_closed(&s, "conn1"));
	second = add(&s, "conn");
	ck_assert_ptr_eq(find(&s, "conn"), second);
	sockset_clear(&s);
}
END_TEST

START_TEST(the_last_closed_names_are_known)
{
	struct sockset s;
	char name[32];

	sockset_init(&s);
	for (int i = 0; i < 100; i++) {
		snprintf(name, sizeof(name), "conn%d", i);
		sockset_remove(&s, add(&s, name));
		ck_assert(was_closed(&s, name));
	}
	/* of a few, not of all: it is for a message */
	ck_assert(was_closed(&s, "conn85"));
	ck_assert(!was_closed(&s, "conn0"));
	sockset_clear(&s);
}
END_TEST

/* Each socket knows its place, whatever was taken out before. */
static void places_are_right(const struct sockset *s)
{
	for (size_t i = 0; i < s->all.count; i++) {
		const struct sock *sock = s->all.item[i];

		UNIT_ASSERT(sock->index == i);
		UNIT_ASSERT(find(s, sock->name) == sock);
	}
}

START_TEST(removing_in_any_order)
{
	static const char *const name[] = {"a", "b", "c", "d", "e"};
	struct sockset s;

	sockset_init(&s);
	for (int i = 0; i < 5; i++)
		add(&s, name[i]);
	sockset_remove(&s, find(&s, "c"));
	places_are_right(&s);
	sockset_remove(&s, find(&s, "e"));
	places_are_right(&s);
	sockset_remove(&s, find(&s, "a"));
	places_are_right(&s);
	ck_assert_uint_eq(s.all.count, 2);
	add(&s, "f");
	places_are_right(&s);
	sockset_remove(&s, find(&s, "b"));
	sockset_remove(&s, find(&s, "f"));
	sockset_remove(&s, find(&s, "d"));
	ck_assert_uint_eq(s.all.count, 0);
	sockset_clear(&s);
}
END_TEST

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

enum { MANY = 10000 };

/* Ten thousand at once: made, looked up, taken out and made again under other names. */
START_TEST(ten_thousand)
{
	char name[SOCK_NAME_MAX + 1];
	struct sockset s;

	sockset_init(&s);
	for (int i = 0; i < MANY; i++) {
		sockset_auto_name(&s, name);
		add(&s, name);
	}
	ck_assert_uint_eq(s.all.count, MANY);
	ck_assert_ptr_nonnull(find(&s, "s1"));
	ck_assert_ptr_nonnull(find(&s, "s10000"));
	ck_assert_ptr_null(find(&s, "s10001"));
	places_are_right(&s);
	for (int i = 1; i <= MANY; i += 2) {
		snprintf(name, sizeof(name), "s%d", i);
		sockset_remove(&s, find(&s, name));
	}
	ck_assert_uint_eq(s.all.count, MANY / 2);
	places_are_right(&s);
	for (int i = 1; i <= MANY; i++) {
		snprintf(name, sizeof(name), "s%d", i);
		UNIT_ASSERT((find(&s, name) != NULL) == (i % 2 == 0));
	}
	sockset_clear(&s);
}
END_TEST

static double churn(int live)
{
	enum { STEPS = 200000 };
	struct sockset s;
	char name[32];
	double begin, taken;

	sockset_init(&s);
	for (int i = 0; i < live; i++) {
		snprintf(name, sizeof(name), "conn%d", i);
		add(&s, name);
	}
	begin = seconds();
	for (int i = 0; i < STEPS; i++) {
		snprintf(name, sizeof(name), "conn%d", (int)((unsigned)i * 7919U % (unsigned)live));
		sockset_remove(&s, find(&s, name));
		add(&s, name);
	}
	taken = seconds() - begin;
	sockset_clear(&s);
	return taken;
}

/* A hundred times the sockets may cost the cache's price, but not a search's. */
START_TEST(stays_fast)
{
	double few = churn(100), many = churn(MANY);

	ck_assert_msg(many < few * 20, "%.3f s with 100, %.3f s with %d", few, many, MANY);
}
END_TEST

START_TEST(descriptors)
{
	struct sockset s;
	int fd[2];

	sockset_init(&s);
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
	sockset_add(&s, "kept", fd[0], AF_UNIX, SOCK_STREAM, 0);
	sockset_add(&s, "taken", fd[1], AF_UNIX, SOCK_STREAM, 0);
	/* taken out: the descriptor is left as it is */
	sockset_remove(&s, find(&s, "taken"));
	ck_assert_int_ge(fcntl(fd[1], F_GETFD), 0);
	/* the rest is closed with the set */
	sockset_clear(&s);
	ck_assert_int_eq(fcntl(fd[0], F_GETFD), -1);
	ck_assert_int_ge(fcntl(fd[1], F_GETFD), 0);
	close(fd[1]);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("sockset");

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, empty);
	tcase_add_test(tcase, a_socket_is_what_was_said);
	tcase_add_test(tcase, a_new_socket_has_nothing_of_an_old_one);
	tcase_add_loop_test(tcase, name_rules, 0, (int)(sizeof(names) / sizeof(names[0])));
	tcase_add_test(tcase, name_characters);
	tcase_add_test(tcase, a_name_of_full_length);
	tcase_add_test(tcase, automatic_names);
	tcase_add_test(tcase, a_closed_name_is_free_again);
	tcase_add_test(tcase, the_last_closed_names_are_known);
	tcase_add_test(tcase, removing_in_any_order);
	tcase_add_test(tcase, ten_thousand);
	tcase_add_test(tcase, stays_fast);
	tcase_add_test(tcase, descriptors);
	return unit_run("sockset", tcase);
}
