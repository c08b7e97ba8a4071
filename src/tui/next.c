/*
 * Which rows hold, and the first nine of them.
 */
#include "tui/next.h"

#include "tables/explanations.h"

/* Whether the failure is the row's: of its call, or of one that is a form of it (write: send). */
static bool is_after(const struct next_row *row, const struct board_failure *f)
{
	if (!row->err)
		return true;
	if (!f || !f->err || (row->err != -1 && row->err != f->err))
		return false;
	for (const char *call = f->call->name; row->call && call; call = explanation_kin(call, f->err))
		if (!strcmp(call, row->call))
			return true;
	return !row->call;
}

static bool holds(const struct next_row *row, const struct situation *t)
{
	return row->subject & t->subject && (!row->state || row->state & t->state) &&
	       (row->when & t->facts) == row->when && !(row->unless & t->facts) &&
	       is_after(row, t->failed);
}

static bool is_there(const struct next_steps *n, const struct bytes *command)
{
	for (size_t i = 0; i < n->count; i++)
		if (!strcmp(bytes_str(&n->step[i].command), bytes_str(command)))
			return true;
	return false;
}

static void choose(struct next_steps *n, bool remedies)
{
	const struct next_row *row;

	n->count = 0;
	for (size_t i = 0; n->count < NEXT_MOST && (row = next_row_at(i)); i++) {
		struct next_step *step = &n->step[n->count];

		if (!holds(row, &n->situation) || (remedies && row->err <= 0))
			continue;
		bytes_reset(&step->command);
		bytes_reset(&step->will);
		step->row = row;
		if (situation_expand(&n->situation, row->command, &step->command) &&
		    situation_expand(&n->situation, row->will, &step->will) && !is_there(n, &step->command))
			n->count++;
	}
}

void next_choose(struct next_steps *n, const struct scene *scene)
{
	n->count = 0;
	if (!scene->probes)
		return;
	situation_read(&n->situation, scene);
	choose(n, false);
}

void next_choose_remedies(struct next_steps *n, const struct scene *scene, const char *socket)
{
	n->count = 0;
	if (!scene->probes || !*socket)
		return;
	situation_read_of(&n->situation, scene, socket);
	choose(n, true);
}

void next_clear(struct next_steps *n)
{
	situation_clear(&n->situation);
	for (size_t i = 0; i < NEXT_MOST; i++) {
		bytes_clear(&n->step[i].command);
		bytes_clear(&n->step[i].will);
	}
	n->count = 0;
}

bool next_command(const struct scene *scene, int digit, struct bytes *out)
{
	struct next_steps n = {0};
	bool found = false;

	next_choose(&n, scene);
	if (digit >= 1 && (size_t)digit <= n.count) {
		bytes_add(out, n.step[digit - 1].command.data, n.step[digit - 1].command.len);
		found = true;
	}
	next_clear(&n);
	return found;
}
