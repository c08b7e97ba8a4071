/*
 * The terminal the prompt has: whose modes are in force, the keys that come, signals of job control.
 * readline's modes hold from the start to the end, while a command runs too: what is typed then is
 * not echoed into its output, and waits for the prompt as it was typed.
 */
#ifndef SOCKPIT_TUI_TTY_H
#define SOCKPIT_TUI_TTY_H

#include <stdbool.h>

#include "core/flight.h"

/* Signals of job control the keeper takes beside its own; to be blocked before any thread is made.
 * Ended by 0. */
extern const int tty_signals[];
void tty_block_signals(void);

/* Takes the terminal (rl_initialize was called): readline's modes, and its keys come from here. Waiting
 * for a key in the middle of a sequence is a call of the flight's thread, and ends when the flight is
 * interrupted or *news is not 0. */
void tty_take(struct flight *flight, const atomic_uint *news);
/* Puts back the modes that were there before. */
void tty_leave(void);
/* In the background the program stops until it is in the foreground. */
void tty_await(void);
/* Before a prompt: takes the terminal if it was not taken again. In the background it awaits its turn. */
void tty_need(void);
/* After SIGCONT: somebody else may have set modes meanwhile. */
void tty_take_again(void);
/* Whether nobody else is in the foreground of the terminal. */
bool tty_is_ours(void);
/* Does what the signal does by default, SIGTSTP or SIGQUIT, with the terminal as it was found. It is
 * not taken again. */
void tty_obey(int number);

/* The key, Ctrl-C, readline is given when it waits for one in the middle of a sequence and something
 * else is to be done: to be bound to what drops the line. */
enum { TTY_DROP = 3 };

/* What waiting for a key has come to. */
enum tty_key { TTY_KEY, TTY_NO_KEY, TTY_GONE };
/* Takes a key, which readline is given next. */
enum tty_key tty_read(void);
/* A command of readline's, for the beginning of a bracketed paste: inserts all up to its end. Its own
 * does not survive a paste that has no end. */
int tty_paste(int count, int key);
/* Whether the terminal went away while readline waited for a key. */
bool tty_is_gone(void);

/* Takes the line that is being typed off the screen, for a text to be written there. */
void tty_hide_line(void);
/* Shows it again, below the text. */
void tty_show_line(void);

#endif
