/*
 * Reading the options of TCP: RFC 9293, 7323, 2018, 7413. An option of a wrong length is passed over
 * when it says where the next one begins; else that is the end of what can be read.
 */
#include "watch/tcp_options.h"

#include "watch/octets.h"

enum {
	OPTION_END = 0,
	OPTION_NOP = 1,
	OPTION_MSS = 2,
	OPTION_SCALE = 3,
	OPTION_SACK_PERMITTED = 4,
	OPTION_SACK = 5,
	OPTION_TIME = 8,
	OPTION_COOKIE = 34
};

static bool read_sack(struct segment_options *o, const uint8_t *p, size_t size)
{
	size_t blocks = (size - 2) / 8;

	if (size < 10 || (size - 2) % 8 || blocks > SEGMENT_SACKS)
		return false;
	o->sacks = (unsigned)blocks;
	for (size_t i = 0; i < blocks; i++) {
		o->sack[i][0] = octets_32(p + 2 + i * 8);
		o->sack[i][1] = octets_32(p + 6 + i * 8);
	}
	return true;
}

/* Those whose length is given. */
static bool read_fixed(struct segment_options *o, const uint8_t *p, size_t size)
{
	switch (p[0]) {
	case OPTION_MSS:
		if (size != 4)
			return false;
		o->mss_there = true;
		o->mss = octets_16(p + 2);
		return true;
	case OPTION_SCALE:
		if (size != 3)
			return false;
		o->scale_there = true;
		o->scale = p[2];
		return true;
	case OPTION_SACK_PERMITTED:
		if (size != 2)
			return false;
		o->sack_permitted = true;
		return true;
	case OPTION_TIME:
		if (size != 10)
			return false;
		o->time_there = true;
		o->time = octets_32(p + 2);
		o->echo = octets_32(p + 6);
		return true;
	default:
		o->unknown++;
		return true;
	}
}

/* One option of `size` bytes, 2 at least. */
static bool read_option(struct segment_options *o, const uint8_t *p, size_t size)
{
	if (p[0] == OPTION_SACK)
		return read_sack(o, p, size);
	if (p[0] != OPTION_COOKIE)
		return read_fixed(o, p, size);
	/* none, or 4 to 16 bytes: RFC 7413, 4.1.1 */
	if (size != 2 && (size < 6 || size > 18 || size % 2))
		return false;
	o->cookie_there = true;
	o->cookie_len = (uint8_t)(size - 2);
	return true;
}

bool tcp_options_read(struct segment_options *o, const uint8_t *p, size_t n)
{
	bool right = true;

	for (size_t at = 0; at < n && p[at] != OPTION_END;) {
		if (p[at] == OPTION_NOP) {
			at++;
			continue;
		}
		if (n - at < 2 || p[at + 1] < 2 || p[at + 1] > n - at)
			return false;
		right &= read_option(o, p + at, p[at + 1]);
		at += p[at + 1];
	}
	return right;
}
