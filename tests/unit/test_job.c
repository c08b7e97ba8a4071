/*
 * Calls on threads of their own: started, waited for, interrupted, and told of in the journal.
 */
#include "core/job.h"

#include <errno.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/un.h>
#include <unistd.h>

#include "blocking.h"
#include "unit.h"

/* ---------------------------------------------------------------- an engine and what it told */

struct world {
	struct sys sys;
	struct engine engine;
	struct jobs jobs;
	struct journal_tap tap;
	struct bytes log; /* "call accept job1\nreturn accept job1 4\n" */
};

static struct world w;

static void log_event(struct journal_tap *tap, const struct event *e)
{
	(void)tap;
	switch (e->kind) {
	case EVENT_CALL:
		bytes_addf(&w.log, "call %s(%s) %u\n", e->call.row->name, e->socket, e->call.job);
		break;
	case EVENT_RETURN:
		bytes_addf(&w.log, "return %s(%s) %u %d\n", e->call.row->name, e->socket, e->call.job,
		           e->call.err);
		break;
	case EVENT_DATA:
		bytes_addf(&w.log, "data(%s) %.*s\n", e->socket, (int)e->len, e->text);
		break;
	case EVENT_SIGNAL:
		bytes_addf(&w.log, "signal(%s) %d\n", e->socket, e->signal);
		break;
	default:
		bytes_addf(&w.log, "event %d\n", e->kind);
	}
}

static ssize_t wait_and_recv(struct sys *s, int fd, void *p, size_t n, int flags)
{
	(void)s;
	return blocking_recv(fd, p, n, flags);
}

static void no_signal(void *closure, int number)
{
	(void)closure, (void)number;
}

static void nothing(void *closure)
{
	(void)closure;
}

static void begin(void)
{
	struct keeper_events events = {no_signal, nothing, nothing, NULL, NULL};

	flight_prepare();
	memset(&w, 0, sizeof(w));
	w.sys = *sys_real();
	w.sys.recv = wait_and_recv;
	w.engine.sys = &w.sys;
	w.engine.clock = clock_real();
	journal_init(&w.engine.journal, &w.engine.clock, 64);
	w.tap.event = log_event;
	journal_add_tap(&w.engine.journal, &w.tap);
	ck_assert_int_eq(keeper_start(&w.engine.keeper, &w.engine.clock, &events), 0);
	jobs_init(&w.jobs, &w.engine);
}

static void end(void)
{
	ck_assert(jobs_clear(&w.jobs));
	ck_assert_uint_eq(w.jobs.all.count, 0);
	ck_assert_uint_eq(w.engine.keeper.flights.count, 0);
	keeper_stop(&w.engine.keeper);
	journal_clear(&w.engine.journal);
	bytes_clear(&w.log);
}

/* What the journal said so far; a worker may be at it. */
static void said(const char *expected)
{
	pthread_mutex_lock(&w.engine.journal.lock);
	ck_assert_str_eq(bytes_str(&w.log), expected);
	pthread_mutex_unlock(&w.engine.journal.lock);
}

static int64_t now(void)
{
	return clock_monotonic(&w.engine.clock);
}

/* ---------------------------------------------------------------- calls to start */

static struct call_room room;

static void make(struct call *c, enum call_id id, const char *name, int fd)
{
	call_init(c, id, &room);
	c->fd = fd;
	c->socket = name;
	call_add_socket(c, name);
}

static struct job *start_accept(int fd, int64_t deadline)
{
	struct job *job;
	struct call c;

	make(&c, CALL_ACCEPT, "server", fd);
	call_add_address_out(&c);
	c.made[0] = "conn";
	job = jobs_start(&w.jobs, &c, deadline, true);
	ck_assert_ptr_nonnull(job);
	return job;
}

static struct job *start_recv(int fd, size_t n, int64_t deadline)
{
	static char unused[64];
	struct job *job;
	struct call c;

	make(&c, CALL_RECV, "client", fd);
	call_add_buffer_out(&c, unused, n);
	call_add_number(&c, (int64_t)n);
	call_add_constant(&c, CONSTANT_MSG, 0);
	job = jobs_start(&w.jobs, &c, deadline, true);
	ck_assert_ptr_nonnull(job);
	return job;
}

static int listener(struct address *at)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	struct sockaddr_in in = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};

	ck_assert_int_eq(bind(fd, (struct sockaddr *)&in, sizeof(in)), 0);
	ck_assert_int_eq(listen(fd, 5), 0);
	at->len = sizeof(at->storage);
	ck_assert_int_eq(getsockname(fd, &at->any, &at->len), 0);
	return fd;
}

static void pair(int fd[2])
{
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
}

static void close_both(const int fd[2])
{
	close(fd[0]);
	close(fd[1]);
}

/* Until the journal has its begin and the thread its call. */
static void await_call(struct job *job)
{
	while (!atomic_load(&job->started) || !(atomic_load(&job->flight.phase) & 1))
		sched_yield();
}

/* ---------------------------------------------------------------- answers */

START_TEST(accept_and_connect)
{
	struct job *accepting, *connecting;
	struct address at;
	struct call c;
	int fd, client = socket(AF_INET, SOCK_STREAM, 0);

	begin();
	fd = listener(&at);
	accepting = start_accept(fd, INT64_MAX);
	ck_assert_uint_eq(accepting->number, 1);
	said("call accept(server) 1\n");
	ck_assert(!atomic_load(&accepting->done));
	make(&c, CALL_CONNECT, "client", client);
	call_add_address(&c, &at);
	connecting = jobs_start(&w.jobs, &c, INT64_MAX, true);
	ck_assert_uint_eq(connecting->number, 2);
	ck_assert(jobs_wait(&w.jobs, connecting, INT64_MAX, NULL));
	ck_assert(jobs_wait(&w.jobs, accepting, INT64_MAX, NULL));
	ck_assert_uint_eq(atomic_load(&w.jobs.done), 2);
	ck_assert_int_eq(connecting->call.ret, 0);
	ck_assert_int_ge(accepting->call.ret, 0);
	ck_assert_int_eq(accepting->call.made_fd[0], accepting->call.ret);
	ck_assert_str_eq(accepting->call.made[0], "conn");
	ck_assert_int_gt(address_port(accepting->call.arg[1].data, accepting->call.arg[1].len), 0);
	ck_assert_ptr_eq(accepting->call.arg[1].data, &accepting->room.address.any);
	ck_assert_int_le(accepting->call.begin, accepting->call.end);
	ck_assert(jobs_wait(&w.jobs, accepting, 0, NULL));
	close(accepting->call.made_fd[0]);
	close(client);
	close(fd);
	end();
}
END_TEST

/* The call is over, and its return in the journal, before the job is done. */
START_TEST(the_journal_comes_first)
{
	begin();
	for (int i = 0; i < 300; i++) {
		struct job *job;
		struct call c;
		int fd[2];

		pair(fd);
		make(&c, CALL_SEND, "client", fd[0]);
		call_add_bytes(&c, "hello", 5);
		call_add_number(&c, 5);
		call_add_constant(&c, CONSTANT_MSG, 0);
		job = jobs_start(&w.jobs, &c, i % 2 ? INT64_MAX : now() + 3600 * CLOCK_S, i % 3 == 0);
		while (!atomic_load(&job->done))
			sched_yield();
		if (i % 3)
			said("call send(client) 0\nreturn send(client) 0 0\ndata(client) hello\n");
		else
			ck_assert_ptr_nonnull(strstr(bytes_str(&w.log), "data(client) hello\n"));
		ck_assert_int_eq(job->call.ret, 5);
		jobs_free(&w.jobs, job);
		bytes_reset(&w.log);
		close_both(fd);
	}
	end();
}
END_TEST

/* All a call points to is the job's own: its starter may throw it away at once. */
START_TEST(a_job_owns_its_arguments)
{
	char name[] = "client", payload[] = "payload", text[] = "nothing";
	struct job *job;
	struct call c;
	int fd[2];

	begin();
	pair(fd);
	make(&c, CALL_SEND, name, fd[0]);
	call_add_bytes(&c, payload, 7);
	call_add_number(&c, 7);
	call_add_constant(&c, CONSTANT_MSG, 0);
	call_add_text(&c, text);
	c.made[0] = name;
	c.made[1] = text;
	c.line = 8;
	job = jobs_start(&w.jobs, &c, INT64_MAX, true);
	memset(name, '?', sizeof(name));
	memset(payload, '?', sizeof(payload));
	memset(text, '?', sizeof(text));
	memset(&c, '?', sizeof(c));
	memset(&room, '?', sizeof(room));
	ck_assert(jobs_wait(&w.jobs, job, INT64_MAX, NULL));
	ck_assert_str_eq(job->call.socket, "client");
	ck_assert_str_eq(job->call.made[0], "client");
	ck_assert_str_eq(job->call.made[1], "nothing");
	ck_assert_mem_eq(job->call.arg[0].data, "client", 7);
	ck_assert_mem_eq(job->call.arg[1].data, "payload", 8);
	ck_assert_mem_eq(job->call.arg[4].data, "nothing", 8);
	ck_assert_uint_eq(job->call.line, 8);
	said("call send(client) 1\nreturn send(client) 1 0\ndata(client) payload\n");
	end();
	close_both(fd);
}
END_TEST

/* The three calls that write to a room of their own. */
START_TEST(a_job_owns_what_the_kernel_writes)
{
	struct job *named, *option, *found;
	struct sockaddr_un name = {.sun_family = AF_UNIX};
	struct call c;
	int fd[2];

	begin();
	pair(fd);
	ck_assert_int_eq(bind(fd[0], (struct sockaddr *)&name, sizeof(name.sun_family)), 0);
	make(&c, CALL_GETSOCKNAME, "client", fd[0]);
	call_add_address_out(&c);
	named = jobs_start(&w.jobs, &c, INT64_MAX, true);
	make(&c, CALL_GETSOCKOPT, "client", fd[0]);
	call_add_constant(&c, CONSTANT_LEVEL, SOL_SOCKET);
	call_add_option(&c, SO_TYPE);
	call_add_value_out(&c, sizeof(int));
	option = jobs_start(&w.jobs, &c, INT64_MAX, true);
	call_init(&c, CALL_GETADDRINFO, &room);
	c.family = AF_INET;
	c.type = SOCK_STREAM;
	call_add_text(&c, "127.0.0.1");
	call_add_text(&c, "80");
	call_add_list_out(&c);
	found = jobs_start(&w.jobs, &c, INT64_MAX, true);
	memset(&room, '?', sizeof(room));
	ck_assert(jobs_wait(&w.jobs, named, INT64_MAX, NULL));
	ck_assert(jobs_wait(&w.jobs, option, INT64_MAX, NULL));
	ck_assert(jobs_wait(&w.jobs, found, INT64_MAX, NULL));
	ck_assert_uint_gt(named->call.arg[1].len, sizeof(name.sun_family));
	ck_assert_int_eq(((const struct sockaddr *)named->call.arg[1].data)->sa_family, AF_UNIX);
	ck_assert_uint_eq(option->call.arg[3].len, sizeof(int));
	ck_assert_mem_eq(option->call.arg[3].data, &(int){SOCK_STREAM}, sizeof(int));
	ck_assert_int_eq(found->call.ret, 0);
	ck_assert_uint_eq(found->call.arg[2].len, 12);
	ck_assert_mem_eq(found->call.arg[2].data, "127.0.0.1:80", 12);
	ck_assert_ptr_nonnull(found->call.found);
	for (unsigned i = 0; i < sizeof(room); i++)
		UNIT_ASSERT(((char *)&room)[i] == '?');
	end();
	close_both(fd);
}
END_TEST

START_TEST(received_bytes_are_the_jobs)
{
	static const size_t sizes[] = {1, 3, 64};
	size_t n = sizes[_i], got = n < 5 ? n : 5;
	struct job *job;
	int fd[2];

	begin();
	pair(fd);
	job = start_recv(fd[0], n, INT64_MAX);
	await_call(job);
	ck_assert_int_eq(send(fd[1], "hello", 5, 0), 5);
	ck_assert(jobs_wait(&w.jobs, job, INT64_MAX, NULL));
	ck_assert_int_eq(job->call.ret, (int64_t)got);
	ck_assert_mem_eq(job->call.buffer, "hello", got);
	ck_assert_ptr_eq(job->call.arg[1].data, job->call.buffer);
	ck_assert_uint_eq(job->call.arg[1].len, got);
	end();
	close_both(fd);
}
END_TEST

/* A call that takes its time becomes a job for the reader only then. */
START_TEST(told_later)
{
	struct job *job;
	struct call c;
	int fd[2];

	begin();
	pair(fd);
	make(&c, CALL_RECV, "client", fd[0]);
	call_add_buffer_out(&c, &(char){0}, 1);
	call_add_number(&c, 1);
	call_add_constant(&c, CONSTANT_MSG, 0);
	job = jobs_start(&w.jobs, &c, INT64_MAX, false);
	await_call(job);
	said("call recv(client) 0\n");
	ck_assert_uint_eq(job->number, 0);
	jobs_tell(job);
	ck_assert_uint_eq(job->number, 1);
	ck_assert_ptr_eq(jobs_find(&w.jobs, 1), job);
	ck_assert_int_eq(send(fd[1], "x", 1, 0), 1);
	ck_assert(jobs_wait(&w.jobs, job, INT64_MAX, NULL));
	said("call recv(client) 0\nreturn recv(client) 1 0\ndata(client) x\n");
	end();
	close_both(fd);
}
END_TEST

/* ---------------------------------------------------------------- the set */

START_TEST(numbers_and_order)
{
	struct job *job[5];
	int fd[2];

	begin();
	pair(fd);
	for (int i = 0; i < 5; i++)
		job[i] = start_recv(fd[0], 1, INT64_MAX);
	for (unsigned i = 0; i < 5; i++) {
		ck_assert_uint_eq(job[i]->number, i + 1);
		ck_assert_ptr_eq(jobs_find(&w.jobs, i + 1), job[i]);
		ck_assert_ptr_eq(w.jobs.all.item[i], job[i]);
	}
	ck_assert_ptr_null(jobs_find(&w.jobs, 0));
	ck_assert_ptr_null(jobs_find(&w.jobs, 6));
	ck_assert(jobs_interrupt(job[2], ENDER_UNKNOWN));
	ck_assert(jobs_wait(&w.jobs, job[2], INT64_MAX, NULL));
	jobs_free(&w.jobs, job[2]);
	ck_assert_ptr_null(jobs_find(&w.jobs, 3));
	ck_assert_ptr_eq(w.jobs.all.item[2], job[3]);
	ck_assert_uint_eq(w.jobs.all.count, 4);
	/* a number is never given again */
	ck_assert_uint_eq(start_recv(fd[0], 1, INT64_MAX)->number, 6);
	end();
	close_both(fd);
}
END_TEST

static atomic_int told_done;

static void on_done(void *closure)
{
	ck_assert_ptr_eq(closure, &w);
	/* whoever is told finds it done */
	atomic_store(&told_done, (int)atomic_load(&w.jobs.done));
}

START_TEST(who_wants_to_know_is_told)
{
	struct job *job;
	int fd[2];

	begin();
	pair(fd);
	w.jobs.on_done = on_done;
	w.jobs.closure = &w;
	job = start_recv(fd[0], 1, INT64_MAX);
	await_call(job);
	ck_assert_int_eq(atomic_load(&told_done), 0);
	ck_assert(jobs_interrupt(job, ENDER_UNKNOWN));
	while (!atomic_load(&told_done))
		sched_yield();
	ck_assert_int_eq(atomic_load(&told_done), 1);
	ck_assert(atomic_load(&job->done));
	end();
	close_both(fd);
}
END_TEST

/* ---------------------------------------------------------------- interrupting and waiting */

/* A call that returns by itself just as it is to be interrupted: it is over, not one that does not end. */
START_TEST(interrupted_as_it_returns)
{
	begin();
	for (int i = 0; i < 3000; i++) {
		struct job *job;
		int fd[2];

		pair(fd);
		job = start_recv(fd[0], 1, INT64_MAX);
		await_call(job);
		ck_assert_int_eq(send(fd[1], "x", 1, 0), 1);
		/* until its thread is about to run */
		for (volatile int k = 0; k < i * 7 % 20000; k++)
			;
		UNIT_ASSERT(jobs_interrupt(job, ENDER_UNKNOWN) || atomic_load(&job->done));
		ck_assert(jobs_wait(&w.jobs, job, INT64_MAX, NULL));
		jobs_free(&w.jobs, job);
		bytes_reset(&w.log);
		close_both(fd);
	}
	end();
}
END_TEST

START_TEST(interrupted)
{
	struct job *job;
	int fd[2];

	begin();
	pair(fd);
	/* at once, wherever its thread is by then */
	for (int i = 0; i < 300; i++) {
		job = start_recv(fd[0], 1, INT64_MAX);
		ck_assert(jobs_interrupt(job, ENDER_UNKNOWN));
		ck_assert(jobs_wait(&w.jobs, job, INT64_MAX, NULL));
		ck_assert_int_eq(job->call.ret, -1);
		ck_assert_int_eq(job->call.err, EINTR);
		ck_assert(!jobs_interrupt(job, ENDER_UNKNOWN));
		jobs_free(&w.jobs, job);
	}
	bytes_reset(&w.log);
	job = start_recv(fd[0], 1, INT64_MAX);
	ck_assert(jobs_interrupt(job, ENDER_UNKNOWN));
	ck_assert(jobs_wait(&w.jobs, job, INT64_MAX, NULL));
	said("call recv(client) 301\nreturn recv(client) 301 4\n");
	end();
	close_both(fd);
}
END_TEST

START_TEST(its_own_deadline_ends_it)
{
	struct job *job;
	int64_t deadline;
	int fd[2];

	begin();
	pair(fd);
	deadline = now() + 30 * CLOCK_MS;
	job = start_recv(fd[0], 1, deadline);
	ck_assert(jobs_wait(&w.jobs, job, INT64_MAX, NULL));
	ck_assert_int_eq(job->call.err, EINTR);
	ck_assert_int_ge(job->call.end, deadline);
	end();
	close_both(fd);
}
END_TEST

START_TEST(waiting_has_a_deadline)
{
	struct job *job;
	int64_t deadline;
	int fd[2];

	begin();
	pair(fd);
	job = start_recv(fd[0], 1, INT64_MAX);
	deadline = now() + 30 * CLOCK_MS;
	ck_assert(!jobs_wait(&w.jobs, job, deadline, NULL));
	ck_assert_int_ge(now(), deadline);
	ck_assert(!jobs_wait(&w.jobs, job, now() - 1, NULL));
	ck_assert(!jobs_wait(&w.jobs, job, 0, NULL));
	/* the job is none the worse for it */
	ck_assert_int_eq(send(fd[1], "x", 1, 0), 1);
	ck_assert(jobs_wait(&w.jobs, job, now() + 3600 * CLOCK_S, NULL));
	ck_assert_int_eq(job->call.ret, 1);
	end();
	close_both(fd);
}
END_TEST

struct waiting {
	struct job *job;
	atomic_bool stop;
	atomic_int state; /* 1: about to wait, 2: it waited */
	bool done;
};

static void *wait_for_it(void *closure)
{
	struct waiting *x = closure;

	atomic_store(&x->state, 1);
	x->done = jobs_wait(&w.jobs, x->job, INT64_MAX, &x->stop);
	atomic_store(&x->state, 2);
	return NULL;
}

START_TEST(waiting_can_be_stopped)
{
	struct waiting x = {.done = true};
	pthread_t thread;
	int fd[2];

	begin();
	pair(fd);
	x.job = start_recv(fd[0], 1, INT64_MAX);
	ck_assert_int_eq(pthread_create(&thread, NULL, wait_for_it, &x), 0);
	while (!atomic_load(&x.state))
		sched_yield();
	/* a wake without a reason: it looks and waits on */
	for (int i = 0; i < 100; i++)
		jobs_wake(&w.jobs);
	ck_assert_int_eq(atomic_load(&x.state), 1);
	atomic_store(&x.stop, true);
	jobs_wake(&w.jobs);
	pthread_join(thread, NULL);
	ck_assert(!x.done);
	ck_assert(!atomic_load(&x.job->done));
	/* stopped before it began */
	ck_assert(!jobs_wait(&w.jobs, x.job, INT64_MAX, &x.stop));
	end();
	close_both(fd);
}
END_TEST

/* ---------------------------------------------------------------- closing under a call */

static bool tells_where_threads_are(void)
{
	return !access("/proc/thread-self/syscall", R_OK);
}

/* Once settled, the accept has its socket: closing the number does not take it away (close(2)). */
START_TEST(settled_then_closed)
{
	if (!tells_where_threads_are())
		return;
	begin();
	for (int i = 0; i < 100; i++) {
		struct address at;
		struct job *job;
		int fd = listener(&at), client = socket(AF_INET, SOCK_STREAM, 0);

		job = start_accept(fd, _i ? now() + 3600 * CLOCK_S : INT64_MAX);
		jobs_settle(job);
		close(fd);
		ck_assert_int_eq(connect(client, &at.any, at.len), 0);
		ck_assert(jobs_wait(&w.jobs, job, INT64_MAX, NULL));
		ck_assert_int_ge(job->call.ret, 0);
		close(job->call.made_fd[0]);
		close(client);
		jobs_settle(job);
		jobs_free(&w.jobs, job);
	}
	end();
}
END_TEST

START_TEST(settling_what_is_over)
{
	struct job *job;
	int fd[2];

	begin();
	pair(fd);
	for (int i = 0; i < 200; i++) {
		ck_assert_int_eq(send(fd[1], "x", 1, 0), 1);
		job = start_recv(fd[0], 1, INT64_MAX);
		jobs_settle(job);
		ck_assert(jobs_wait(&w.jobs, job, INT64_MAX, NULL));
		ck_assert_int_eq(job->call.ret, 1);
		jobs_free(&w.jobs, job);
	}
	end();
	close_both(fd);
}
END_TEST

/* ---------------------------------------------------------------- the end of all */

START_TEST(stop_ends_what_runs)
{
	struct job *job[4];
	int fd[2];

	begin();
	pair(fd);
	ck_assert(jobs_stop(&w.jobs));
	ck_assert_int_eq(send(fd[1], "x", 1, 0), 1);
	job[0] = start_recv(fd[0], 1, INT64_MAX);
	ck_assert(jobs_wait(&w.jobs, job[0], INT64_MAX, NULL));
	for (int i = 1; i < 4; i++)
		job[i] = start_recv(fd[0], 1, INT64_MAX);
	bytes_reset(&w.log);
	ck_assert(jobs_stop(&w.jobs));
	/* each end is in the journal, and the jobs are still there to be asked */
	for (int i = 0; i < 4; i++) {
		ck_assert(atomic_load(&job[i]->done));
		ck_assert_int_eq(job[i]->call.err, i ? EINTR : 0);
	}
	said("return recv(client) 2 4\nreturn recv(client) 3 4\nreturn recv(client) 4 4\n");
	ck_assert_uint_eq(w.jobs.all.count, 4);
	ck_assert_uint_eq(atomic_load(&w.jobs.done), 4);
	ck_assert(jobs_stop(&w.jobs));
	end();
	close_both(fd);
}
END_TEST

START_TEST(clear_ends_what_runs)
{
	int fd[2];

	begin();
	pair(fd);
	for (int i = 0; i < 20; i++)
		start_recv(fd[0], 1, i % 2 ? INT64_MAX : now() + 3600 * CLOCK_S);
	end();
	close_both(fd);
}
END_TEST

/* A resolver that no signal ends. */
static atomic_int resolving, let_go, gone;

static int resolve_for_ever(struct sys *s, const char *host, const char *service,
                            const struct addrinfo *hints, struct addrinfo **found)
{
	(void)s, (void)host, (void)service, (void)hints, (void)found;
	atomic_store(&resolving, 1);
	while (!atomic_load(&let_go))
		sched_yield();
	return EAI_AGAIN;
}

static void went(void *closure)
{
	(void)closure;
	atomic_fetch_add(&gone, 1);
}

/* It is said, and what its thread uses is left as it is. */
START_TEST(what_cannot_be_ended)
{
	struct job *left;
	struct call c;
	int fd[2];

	begin();
	pair(fd);
	w.sys.getaddrinfo = resolve_for_ever;
	w.jobs.on_done = went;
	call_init(&c, CALL_GETADDRINFO, &room);
	call_add_text(&c, "example.org");
	call_add_text(&c, "80");
	call_add_list_out(&c);
	left = jobs_start(&w.jobs, &c, INT64_MAX, true);
	ck_assert_ptr_nonnull(left);
	start_recv(fd[0], 1, INT64_MAX);
	while (!atomic_load(&resolving))
		sched_yield();
	/* the others are ended all the same */
	ck_assert(!jobs_clear(&w.jobs));
	said("call getaddrinfo() 1\ncall recv(client) 2\nreturn recv(client) 2 4\n");
	atomic_store(&let_go, 1);
	while (atomic_load(&gone) < 2)
		sched_yield();
	said("call getaddrinfo() 1\ncall recv(client) 2\nreturn recv(client) 2 4\n"
	     "return getaddrinfo() 1 0\n");
	/* its thread is past all that: what was left can go */
	call_clear(&left->call);
	bytes_clear(&left->store);
	free(left);
	keeper_stop(&w.engine.keeper);
	journal_clear(&w.engine.journal);
	bytes_clear(&w.log);
	close_both(fd);
}
END_TEST

/* No thread can be made: more stack is asked for than there are addresses. */
START_TEST(no_thread_can_be_made)
{
	pthread_attr_t huge, usual;
	struct call c;
	int fd[2];

	begin();
	pair(fd);
	make(&c, CALL_SEND, "client", fd[0]);
	call_add_bytes(&c, "hello", 5);
	call_add_number(&c, 5);
	call_add_constant(&c, CONSTANT_MSG, 0);
	ck_assert_int_eq(pthread_getattr_default_np(&usual), 0);
	pthread_attr_init(&huge);
	ck_assert_int_eq(pthread_attr_setstacksize(&huge, (size_t)1 << 50), 0);
	ck_assert_int_eq(pthread_setattr_default_np(&huge), 0);
	errno = 0;
	ck_assert_ptr_null(jobs_start(&w.jobs, &c, INT64_MAX, true));
	ck_assert_int_eq(errno, EAGAIN);
	ck_assert_uint_eq(w.jobs.all.count, 0);
	/* no call was made, and none is told of that has no end */
	ck_assert_int_eq(recv(fd[1], &(char){0}, 1, MSG_DONTWAIT), -1);
	ck_assert(bytes_str(&w.log)[0] == 0 || strstr(w.log.data, "return send(client)"));
	ck_assert_int_eq(pthread_setattr_default_np(&usual), 0);
	ck_assert_uint_eq(start_recv(fd[0], 1, INT64_MAX)->number, 1);
	pthread_attr_destroy(&huge);
	pthread_attr_destroy(&usual);
	end();
	close_both(fd);
}
END_TEST

/* ---------------------------------------------------------------- SIGPIPE */

START_TEST(a_signal_of_the_kernel_is_told_of)
{
	struct job *job;
	struct call c;
	int fd[2];

	begin();
	pair(fd);
	close(fd[1]);
	make(&c, CALL_SEND, "client", fd[0]);
	call_add_bytes(&c, "hello", 5);
	call_add_number(&c, 5);
	call_add_constant(&c, CONSTANT_MSG, 0);
	job = jobs_start(&w.jobs, &c, INT64_MAX, true);
	ck_assert(jobs_wait(&w.jobs, job, INT64_MAX, NULL));
	said("call send(client) 1\nreturn send(client) 1 32\nsignal(client) 13\n");
	jobs_free(&w.jobs, job);
	bytes_reset(&w.log);
	c.arg[3].number = MSG_NOSIGNAL;
	job = jobs_start(&w.jobs, &c, INT64_MAX, true);
	ck_assert(jobs_wait(&w.jobs, job, INT64_MAX, NULL));
	said("call send(client) 2\nreturn send(client) 2 32\n");
	end();
	close(fd[0]);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("job");

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, accept_and_connect);
	tcase_add_test(tcase, the_journal_comes_first);
	tcase_add_test(tcase, a_job_owns_its_arguments);
	tcase_add_test(tcase, a_job_owns_what_the_kernel_writes);
	tcase_add_loop_test(tcase, received_bytes_are_the_jobs, 0, 3);
	tcase_add_test(tcase, told_later);
	tcase_add_test(tcase, numbers_and_order);
	tcase_add_test(tcase, who_wants_to_know_is_told);
	tcase_add_test(tcase, interrupted);
	tcase_add_test(tcase, interrupted_as_it_returns);
	tcase_add_test(tcase, its_own_deadline_ends_it);
	tcase_add_test(tcase, waiting_has_a_deadline);
	tcase_add_test(tcase, waiting_can_be_stopped);
	tcase_add_loop_test(tcase, settled_then_closed, 0, 2);
	tcase_add_test(tcase, settling_what_is_over);
	tcase_add_test(tcase, stop_ends_what_runs);
	tcase_add_test(tcase, clear_ends_what_runs);
	tcase_add_test(tcase, what_cannot_be_ended);
	tcase_add_test(tcase, no_thread_can_be_made);
	tcase_add_test(tcase, a_signal_of_the_kernel_is_told_of);
	return unit_run("job", tcase);
}
