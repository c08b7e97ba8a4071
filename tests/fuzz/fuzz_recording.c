/*
 * A hostile journal: whatever its lines hold, it is read or refused. What was read is written as a transcript
 * and as JSON Lines, which must be read again.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/escape.h"
#include "report/jsonl.h"
#include "report/recording.h"
#include "report/transcript.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check_clean(const struct bytes *text)
{
	for (size_t i = 0; i < text->len; i++)
		if (((unsigned char)text->data[i] < 0x20 && text->data[i] != '\n') || text->data[i] == 0x7f)
			abort();
}

static void write_again(struct recording *r)
{
	struct bytes lines = BYTES_INIT, text = BYTES_INIT;
	struct transcript t;
	struct jsonl j;

	transcript_init(&t, NULL, false, false, ESCAPE_UTF8);
	t.wire = true;
	jsonl_init(&j, NULL, false);
	for (uint64_t seq = r->journal.first; seq < r->journal.next; seq++) {
		transcript_add(&t, &text, journal_kept(&r->journal, seq));
		jsonl_add(&j, &lines, journal_kept(&r->journal, seq));
	}
	check_clean(&text);
	jsonl_clear(&j);
	transcript_clear(&t);
	recording_clear(r);
	bytes_reset(&text);
	if (lines.len && recording_read(r, "again", lines.data, lines.len, &text)) {
		fprintf(stderr, "%s\n", bytes_str(&text));
		abort();
	}
	if (lines.len)
		recording_clear(r);
	bytes_clear(&text);
	bytes_clear(&lines);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct bytes problem = BYTES_INIT;
	struct recording r;

	if (!recording_read(&r, "journal", (const char *)data, n, &problem))
		write_again(&r);
	check_clean(&problem);
	bytes_clear(&problem);
	return 0;
}
