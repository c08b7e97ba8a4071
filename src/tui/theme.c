/*
 * The one table of looks.
 */
#include "tui/theme.h"

#include <stdlib.h>

/* Colours are told apart by people who see no red or no green: cyan is good, red is bad and bold. */
static const struct look looks[STYLES] = {
    [STYLE_PLAIN] = {.colour = COLOUR_NONE},
    [STYLE_DIM] = {.dim = true, .colour = COLOUR_NONE},
    [STYLE_STRONG] = {.bold = true, .colour = COLOUR_NONE},
    [STYLE_HEAD] = {.dim = true, .underline = true, .colour = COLOUR_NONE},
    [STYLE_BAR] = {.reverse = true, .colour = COLOUR_NONE},
    [STYLE_BORDER] = {.dim = true, .colour = COLOUR_NONE},
    [STYLE_TITLE] = {.bold = true, .colour = COLOUR_NONE},
    [STYLE_FOCUS] = {.bold = true, .colour = COLOUR_CYAN},
    [STYLE_SELECTED] = {.reverse = true, .colour = COLOUR_NONE},
    [STYLE_LIT] = {.bold = true, .reverse = true, .colour = COLOUR_CYAN},
    [STYLE_GOOD] = {.colour = COLOUR_CYAN},
    [STYLE_BAD] = {.bold = true, .colour = COLOUR_RED},
    [STYLE_WAIT] = {.colour = COLOUR_YELLOW},
    [STYLE_IN] = {.colour = COLOUR_CYAN},
    [STYLE_OUT] = {.colour = COLOUR_MAGENTA},
    [STYLE_KEY] = {.reverse = true, .colour = COLOUR_NONE},
    [STYLE_UNKNOWN] = {.underline = true, .colour = COLOUR_RED},
};

/* What must stand out where there is no colour. */
static bool is_marked(enum text_style style)
{
	return style == STYLE_BAD || style == STYLE_FOCUS || style == STYLE_WAIT;
}

struct look theme_look(enum text_style style, bool colour)
{
	struct look look = looks[style];

	if (!colour) {
		look.colour = COLOUR_NONE;
		look.bold = look.bold || is_marked(style);
	}
	return look;
}

bool theme_wants_colour(void)
{
	const char *no = getenv("NO_COLOR");

	return !no || !*no;
}
