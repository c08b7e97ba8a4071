/*
 * A piece is cut into chunks where segments begin and end. One that lies in a single segment, or of which no
 * segment was seen, is one chunk, and its head says all; else each chunk has a rule above it.
 */
#include "tui/data_rows.h"

#include "base/hexdump.h"
#include "watch/segment_line.h"

enum {
	INDENT = 1,
	OFFSET_CUT = 2 /* of the eight digits of an offset the first ones are mostly zeros */
};

/* A stretch of what is kept of a piece. */
struct chunk {
	size_t at, n;
	const struct data_cut *cut; /* NULL: in no segment that was seen */
};

/* Where rows go: the first ones are passed over. */
struct pen {
	struct area *area;
	size_t skip;
	int row;
};

/* Chunks ------------------------------------------------------------------------------------------- */

static const struct data_cut *cut_at(const struct data_shape *shape, const struct board_piece *p,
                                     size_t i)
{
	return &shape->cuts->cut[p->direction][i];
}

static size_t find_cuts(const struct data_shape *shape, const struct board_piece *p, size_t *count)
{
	*count = 0;
	if (!shape->stream || !p->whole)
		return 0;
	return data_cuts_find(shape->cuts, p->direction, p->offset, p->whole, count);
}

/* A boundary between here and the end of the chunk ends it. */
static void end_at(struct chunk *c, uint64_t boundary, const struct board_piece *p)
{
	if (boundary > p->offset + c->at && boundary < p->offset + c->at + c->n)
		c->n = (size_t)(boundary - p->offset) - c->at;
}

/* The chunk that begins at `at`; false: there is none. */
static bool chunk_at(const struct data_shape *shape, const struct board_piece *p, size_t at,
                     struct chunk *c)
{
	size_t count, first = find_cuts(shape, p, &count);
	uint64_t here = p->offset + at;

	if (at >= p->kept.len)
		return false;
	*c = (struct chunk){at, p->kept.len - at, NULL};
	for (size_t i = first; i < first + count; i++) {
		const struct data_cut *cut = cut_at(shape, p, i);

		end_at(c, cut->offset, p);
		end_at(c, cut->offset + cut->len, p);
		if (cut->offset <= here && here < cut->offset + cut->len)
			c->cut = cut;
		if (cut->offset > here)
			break;
	}
	return true;
}

static bool is_whole(const struct board_piece *p, const struct chunk *c)
{
	return !c->at && c->n == p->kept.len;
}

/* Counting ----------------------------------------------------------------------------------------- */

static int data_columns(const struct data_shape *shape)
{
	return shape->columns > INDENT ? shape->columns - INDENT : 1;
}

static size_t per_line(const struct data_shape *shape)
{
	return hexdump_fit((size_t)data_columns(shape) + (shape->far ? 0 : OFFSET_CUT));
}

static size_t rows_of_chunk(const struct data_shape *shape, const char *p, size_t n)
{
	struct bytes row = BYTES_INIT;
	size_t rows = 0;

	if (!shape->text)
		return (n + per_line(shape) - 1) / per_line(shape);
	for (size_t at = 0; at < n; rows++) {
		bytes_reset(&row);
		at += data_text_row(shape->charset, p + at, n - at, data_columns(shape), &row);
	}
	bytes_clear(&row);
	return rows;
}

size_t data_rows_count(const struct data_shape *shape, const struct board_piece *p)
{
	size_t rows = 1 + (p->kept.len < p->whole);
	struct chunk c;

	for (size_t at = 0; chunk_at(shape, p, at, &c); at += c.n)
		rows += rows_of_chunk(shape, p->kept.data + at, c.n) + !is_whole(p, &c);
	return rows;
}

uint64_t data_rows_mark(const struct data_shape *shape, const struct board_piece *p)
{
	size_t count, first = find_cuts(shape, p, &count);

	if (!count)
		return 0;
	return (uint64_t)count << 48 ^ cut_at(shape, p, first)->segment ^
	       cut_at(shape, p, first + count - 1)->segment << 24;
}

/* Heads and rules ---------------------------------------------------------------------------------- */

static enum text_style style_of(const struct board_piece *p)
{
	return p->direction == DATA_OUT ? STYLE_OUT : STYLE_IN;
}

static const char *plural(uint64_t n)
{
	return n == 1 ? "" : "s";
}

/* "segment #4", and what is to be said of it. */
static void add_segment(struct bytes *out, const struct data_cut *cut, bool brief)
{
	bytes_addf(out, "%s#%llu", brief ? "" : "segment ", (unsigned long long)cut->segment);
	if (cut->again)
		bytes_addf(out, ", again%s #%llu", brief ? "" : " in", (unsigned long long)cut->last);
	if (cut->fate == SEGMENT_HELD || cut->fate == SEGMENT_DROPPED)
		bytes_addf(out, ", %s", segment_fate_name(cut->fate));
}

/* How the piece lies in segments. */
static void add_segments(const struct data_shape *shape, const struct board_piece *p,
                         struct bytes *out, bool brief)
{
	size_t count, first = find_cuts(shape, p, &count);
	const struct data_cut *cut = count ? cut_at(shape, p, first) : NULL;
	const char *word = brief ? "" : p->direction == DATA_OUT ? "in " : "from ";

	/* where no segment of that direction was seen, nothing is missing */
	if (!shape->stream || !shape->cuts->count[p->direction])
		return;
	if (!count && p->direction == DATA_OUT) {
		bytes_addf(out, ", %sno segment yet", word);
	} else if (count > 1) {
		bytes_addf(out, ", %s%zu segments", word, count);
	} else if (count) {
		bool all = cut->offset <= p->offset && cut->offset + cut->len >= p->offset + p->whole;

		bytes_addf(out, ", %s%s", all ? "" : "partly ", word);
		add_segment(out, cut, brief);
		if (all && cut->len > p->whole)
			bytes_add_str(out, brief ? " and more" : ", with other bytes");
	}
}

static void draw_time(const struct data_shape *shape, const struct board_piece *p, struct area *a,
                      int row, int from)
{
	double seconds = (double)(p->mono - shape->began) / (double)CLOCK_S;
	struct bytes text = BYTES_INIT;
	int at;

	bytes_addf(&text, "+%.3f", seconds);
	at = a->cols - (int)text.len;
	if (at > from + 1) {
		for (int col = from + 1; col < at - 1; col++)
			area_str(a, row, col, STYLE_BORDER, shape->ascii ? "-" : "\342\224\200");
		area_text(a, row, at, STYLE_DIM, text.data, text.len);
	}
	bytes_clear(&text);
}

/* How much it moved, and how; less of that where there is no room. */
static void add_facts(const struct data_shape *shape, const struct board_piece *p,
                      struct bytes *out, bool brief)
{
	bytes_addf(out, "  %zu byte%s", p->whole, plural(p->whole));
	if (shape->stream)
		bytes_addf(out, " at %llu", (unsigned long long)p->offset);
	if (p->peeked)
		bytes_add_str(out, ", peeked");
	add_segments(shape, p, out, brief);
}

/* "▶ send  5 bytes at 0, in segment #4 ──── +1.234" */
static void draw_head(const struct data_shape *shape, const struct board_piece *p, struct area *a,
                      int row)
{
	bool out = p->direction == DATA_OUT;
	const char *arrow = shape->ascii ? (out ? ">" : "<") : (out ? "\342\226\266" : "\342\227\200");
	struct bytes text = BYTES_INIT;
	int col;

	col = area_str(a, row, 0, style_of(p), arrow);
	col = area_str(a, row, col + 1, STYLE_STRONG, *p->call ? p->call : out ? "sent" : "received");
	add_facts(shape, p, &text, false);
	if (col + text_columns(text.data, text.len) > a->cols) {
		bytes_reset(&text);
		add_facts(shape, p, &text, true);
	}
	if (col + text_columns(text.data, text.len) > a->cols)
		col =
		    area_field(a, row, col, a->cols - col, STYLE_PLAIN, text.data, text.len, shape->ascii);
	else
		col = area_text(a, row, col, STYLE_PLAIN, text.data, text.len);
	draw_time(shape, p, a, row, col);
	bytes_clear(&text);
}

static void draw_rule(const struct data_shape *shape, const struct board_piece *p,
                      const struct chunk *c, struct area *a, int row)
{
	struct bytes text = BYTES_INIT;
	int col = INDENT;

	for (int i = 0; i < 2; i++)
		col = area_str(a, row, col, STYLE_BORDER, shape->ascii ? "." : "\302\267");
	bytes_add_char(&text, ' ');
	if (c->cut)
		add_segment(&text, c->cut, false);
	else
		bytes_add_str(&text,
		              p->direction == DATA_OUT ? "in no segment yet" : "no segment was seen");
	if (c->cut)
		bytes_addf(&text, ", %u byte%s at %llu", c->cut->len, plural(c->cut->len),
		           (unsigned long long)c->cut->offset);
	bytes_add_char(&text, ' ');
	col = area_text(a, row, col, STYLE_DIM, text.data, text.len);
	while (col < a->cols)
		col = area_str(a, row, col, STYLE_BORDER, shape->ascii ? "." : "\302\267");
	bytes_clear(&text);
}

static void draw_rest(const struct board_piece *p, struct area *a, int row)
{
	size_t rest = p->whole - p->kept.len;

	area_printf(a, row, INDENT, STYLE_DIM, "%zu%s byte%s not kept here", rest,
	            p->kept.len ? " more" : "", rest == 1 ? " is" : "s are");
}

/* Rows --------------------------------------------------------------------------------------------- */

static bool takes_row(struct pen *pen, int *row)
{
	if (pen->skip) {
		pen->skip--;
		return false;
	}
	*row = pen->row++;
	return *row < pen->area->rows;
}

static bool is_full(const struct pen *pen)
{
	return pen->row >= pen->area->rows;
}

static void draw_hex(const struct data_shape *shape, const struct board_piece *p,
                     const struct chunk *c, struct pen *pen)
{
	size_t width = per_line(shape), lines = (c->n + width - 1) / width, first;
	struct bytes line = BYTES_INIT;

	first = pen->skip < lines ? pen->skip : lines;
	pen->skip -= first;
	for (size_t i = first; i < lines && !is_full(pen); i++) {
		size_t at = c->at + i * width, left = c->at + c->n - at;

		bytes_reset(&line);
		hexdump_line(&line, p->kept.data + at, left < width ? left : width, p->offset + at, width);
		area_str(pen->area, pen->row++, INDENT, style_of(p),
		         line.data + (shape->far ? 0 : OFFSET_CUT));
	}
	bytes_clear(&line);
}

static void draw_text(const struct data_shape *shape, const struct board_piece *p,
                      const struct chunk *c, struct pen *pen)
{
	struct bytes line = BYTES_INIT;
	int row;

	for (size_t at = 0; at < c->n && !is_full(pen);) {
		bytes_reset(&line);
		at += data_text_row(shape->charset, p->kept.data + c->at + at, c->n - at,
		                    data_columns(shape), &line);
		if (takes_row(pen, &row))
			area_text(pen->area, row, INDENT, style_of(p), line.data, line.len);
	}
	bytes_clear(&line);
}

size_t data_rows_draw(const struct data_shape *shape, const struct board_piece *p, size_t from,
                      struct area *a)
{
	struct pen pen = {a, from, 0};
	struct chunk c;
	int row;

	if (takes_row(&pen, &row))
		draw_head(shape, p, a, row);
	for (size_t at = 0; !is_full(&pen) && chunk_at(shape, p, at, &c); at += c.n) {
		if (!is_whole(p, &c) && takes_row(&pen, &row))
			draw_rule(shape, p, &c, a, row);
		if (shape->text)
			draw_text(shape, p, &c, &pen);
		else
			draw_hex(shape, p, &c, &pen);
	}
	if (p->kept.len < p->whole && !is_full(&pen) && takes_row(&pen, &row))
		draw_rest(p, a, row);
	return (size_t)(pen.row < a->rows ? pen.row : a->rows);
}
