/*
 * The settings of readline, and what is unbound.
 */
#include "tui/editing.h"

/* Functions of readline 8.2 that can free memory twice or read freed memory: searches that are not
 * incremental, the incremental one forward (turned round, it reads behind a line shorter than the last
 * one), and numeric arguments; and the switch to vi mode nobody means to press. */
static void unbind_faulty(void)
{
	static rl_command_func_t *const faulty[] = {
	    rl_noninc_forward_search,
	    rl_noninc_reverse_search,
	    rl_noninc_forward_search_again,
	    rl_noninc_reverse_search_again,
	    rl_vi_search,
	    rl_vi_search_again,
	    rl_forward_search_history,
	    rl_vi_editing_mode,
	    rl_digit_argument,
	    rl_universal_argument,
	    rl_vi_arg_digit,
	    rl_re_read_init_file,
	};
	Keymap maps[] = {emacs_standard_keymap, emacs_meta_keymap, emacs_ctlx_keymap,
	                 vi_movement_keymap, vi_insertion_keymap};

	for (size_t m = 0; m < sizeof(maps) / sizeof(maps[0]); m++)
		for (size_t f = 0; f < sizeof(faulty) / sizeof(faulty[0]); f++)
			rl_unbind_function_in_map(faulty[f], maps[m]);
}

void editing_start(int key, rl_command_func_t *drop)
{
	Keymap maps[] = {emacs_standard_keymap, vi_insertion_keymap, vi_movement_keymap};

	rl_readline_name = "sockpit";
	rl_catch_signals = 0;
	rl_catch_sigwinch = 0;
	rl_change_environment = 0;
	rl_initialize();
	unbind_faulty();
	for (size_t i = 0; i < sizeof(maps) / sizeof(maps[0]); i++)
		rl_bind_key_in_map(key, drop, maps[i]);
	/* questions would be waited for inside readline */
	rl_variable_bind("completion-query-items", "0");
	rl_variable_bind("page-completions", "off");
}
