/*
 * Bytes as text and text as bytes. Whatever did not come from this program's own string tables
 * (payload, names, paths, a resolver's answer) passes escape_show or escape_quote before a person
 * sees it: the output holds only printable characters from an allow-list, never a byte a terminal
 * would act on.
 */
#ifndef SOCKPIT_BASE_ESCAPE_H
#define SOCKPIT_BASE_ESCAPE_H

#include "base/bytes.h"

enum escape_charset {
	ESCAPE_UTF8, /* printable UTF-8 stays as it is */
	ESCAPE_ASCII /* every byte over 0x7e is written \xNN */
};

/*
 * Appends n bytes as the inside of a C string: \a..\r as \n \r \t and so on, \" and \\, other
 * controls, C1 and bytes that are not UTF-8 as \xNN (always two digits), characters that are
 * invisible, bidirectional, private or unassigned as the \xNN of their bytes. escape_parse gives the
 * same bytes back.
 */
void escape_quote(struct bytes *out, const void *p, size_t n, enum escape_charset charset);
/*
 * The same, but stops once about `max` columns are written; says in its result how many bytes of p
 * were shown. A character or an escape is never cut in two.
 */
size_t escape_quote_max(struct bytes *out, const void *p, size_t n, enum escape_charset charset,
                        size_t max);
/*
 * Appends n bytes for running text (names, messages): C0 as ^X, DEL as ^?, C1 and bad UTF-8 as
 * \xNN, invisible, bidirectional, private, tag and unassigned characters as <U+XXXX>, everything
 * printable as it is. Not reversible. With keep_newlines, \n stays \n.
 */
void escape_show(struct bytes *out, const void *p, size_t n, enum escape_charset charset,
                 bool keep_newlines);
/* Columns that text takes which escape_show or escape_quote has written; a combining character counts
 * as one. */
size_t escape_columns(const char *text, size_t n);
/* How many bytes of such text fit into that many columns; no character is cut in two. */
size_t escape_fit(const char *text, size_t n, size_t columns);
/* Whether n bytes are UTF-8 throughout (RFC 3629: no surrogates, nothing overlong). */
bool escape_is_utf8(const void *p, size_t n);
/*
 * Reads \a \b \f \n \r \t \v \e \0 \\ \" \' \xNN (one or two digits) back into bytes. Returns -1 and
 * the offset of the backslash in *bad for any other escape.
 */
int escape_parse(struct bytes *out, const char *text, size_t n, size_t *bad);
/* Reads "0a ff", "0aff", "0A:ff" (blanks and colons between pairs) into bytes; -1 and *bad else. */
int escape_parse_hex(struct bytes *out, const char *text, size_t n, size_t *bad);

#endif
