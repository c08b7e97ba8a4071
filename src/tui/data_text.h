/*
 * Bytes as rows of text, in a charset: what is no character of it, and what a terminal would act on, is an
 * escape. A row ends behind a newline, which is seen as \n, or where there is no more room.
 */
#ifndef SOCKPIT_TUI_DATA_TEXT_H
#define SOCKPIT_TUI_DATA_TEXT_H

#include <iconv.h>

#include "base/bytes.h"

enum { DATA_CHARSET = 32 };

struct data_text {
	char charset[DATA_CHARSET]; /* as it was asked for */
	bool ascii;                 /* nothing but ASCII can be drawn */
	iconv_t to_utf8;            /* (iconv_t)-1: the bytes are UTF-8, or the charset is not known */
	bool known;                 /* the charset is */
	bool like_ascii;            /* letters and digits are what they are in ASCII */
};

/* charset: a name of Tcl's: "utf-8", "gbk", "iso8859-1". */
void data_text_init(struct data_text *t, const char *charset, bool ascii);
void data_text_clear(struct data_text *t);
/* Takes as many of n bytes (one at least) as go on a row of so many columns, and appends the row. Answers how
 * many it took. */
size_t data_text_row(const struct data_text *t, const char *p, size_t n, int columns,
                     struct bytes *out);

#endif
