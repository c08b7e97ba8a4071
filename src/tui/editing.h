/*
 * readline as both prompts use it: the user's inputrc counts, signals and the environment are not its
 * business, and what is faulty in it is out of reach.
 */
#ifndef SOCKPIT_TUI_EDITING_H
#define SOCKPIT_TUI_EDITING_H

#include <stdio.h>

#include <readline/readline.h>

/* Starts readline; `drop` is what the key `key` does in each keymap: it ends the line, which is
 * forgotten. */
void editing_start(int key, rl_command_func_t *drop);

#endif
