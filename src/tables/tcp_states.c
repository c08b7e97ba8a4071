/*
 * The states of a TCP connection and the many ways their names are written: RFC 9293 has
 * FIN-WAIT-1, Linux FIN_WAIT1, ss and netstat some of their own. Which state a socket is in is left
 * to src/watch/.
 */
#include "tables/tcp_states.h"

#include <netinet/tcp.h>
#include <stdbool.h>

#define ROW(NUMBER, NAME, ABOUT) [NUMBER] = {.number = NUMBER, .name = NAME, .about = ABOUT}

static const struct tcp_state_row rows[] = {
    ROW(TCP_ESTABLISHED, "ESTABLISHED", "the handshake is done: data flows both ways"),
    ROW(TCP_SYN_SENT, "SYN_SENT", "connect has sent its SYN and waits for the SYN+ACK"),
    ROW(TCP_SYN_RECV, "SYN_RECV",
        "a SYN came and was answered: the ACK that ends the handshake is due"),
    ROW(TCP_FIN_WAIT1, "FIN_WAIT1", "this side closed and sent its FIN: the ACK for it is due"),
    ROW(TCP_FIN_WAIT2, "FIN_WAIT2", "this side's FIN was acknowledged: the peer's FIN is due"),
    ROW(TCP_TIME_WAIT, "TIME_WAIT",
        "both sides closed, this one first: late segments are awaited for 60 s"),
    ROW(TCP_CLOSE, "CLOSED", "no connection: not begun, or over"),
    ROW(TCP_CLOSE_WAIT, "CLOSE_WAIT",
        "the peer closed: this side may still send, and has yet to close"),
    ROW(TCP_LAST_ACK, "LAST_ACK",
        "the peer closed first, now this side: the ACK for its FIN is due"),
    ROW(TCP_LISTEN, "LISTEN", "waits for SYNs; connections come out of accept"),
    ROW(TCP_CLOSING, "CLOSING", "both sides closed at once: the ACK for this side's FIN is due"),
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

/* Names that differ in more than - and _. */
struct alias {
	const char *name;
	int number;
};

static const struct alias aliases[] = {
    {.name = "ESTAB", .number = TCP_ESTABLISHED},     /* ss(8) */
    {.name = "SYN_RECEIVED", .number = TCP_SYN_RECV}, /* RFC 9293 */
    {.name = "SYN_RCVD", .number = TCP_SYN_RECV},     /* BSD */
    {.name = "CLOSE", .number = TCP_CLOSE},           /* Linux */
    {.name = "LISTENING", .number = TCP_LISTEN},      /* netstat on Windows */
};

static bool is_separator(char c)
{
	return c == '-' || c == '_';
}

static char upper(char c)
{
	return (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
}

/* Whether n bytes at `name` spell `have`, case and the separators aside. */
static bool spells(const char *have, const char *name, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (is_separator(name[i]))
			continue;
		while (is_separator(*have))
			have++;
		if (!*have || upper(name[i]) != *have)
			return false;
		have++;
	}
	return !*have;
}

const struct tcp_state_row *tcp_state_by_number(int number)
{
	return number > 0 && number < ROWS ? &rows[number] : NULL;
}

const struct tcp_state_row *tcp_state_by_name(const char *name, size_t n)
{
	for (size_t i = 1; i < ROWS; i++)
		if (spells(rows[i].name, name, n))
			return &rows[i];
	for (size_t i = 0; i < sizeof(aliases) / sizeof(aliases[0]); i++)
		if (spells(aliases[i].name, name, n))
			return &rows[aliases[i].number];
	return NULL;
}

const struct tcp_state_row *tcp_state_at(size_t i)
{
	return i < ROWS - 1 ? &rows[i + 1] : NULL;
}
