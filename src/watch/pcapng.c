/*
 * Blocks of a pcapng file. Each is its type, its length, a body, options, and its length again, all of
 * it in words of 32 bits. The length is known when the block is done, so it is filled in at its end.
 * Numbers are written in little-endian order on every machine: the section header says so.
 */
#include "watch/pcapng.h"

enum {
	BLOCK_SECTION = 0x0a0d0d0a,
	BLOCK_INTERFACE = 1,
	BLOCK_PACKET = 6 /* the enhanced one */
};

enum {
	OPTION_END = 0,
	OPTION_COMMENT = 1,
	SECTION_APPLICATION = 4,
	INTERFACE_NAME = 2,
	INTERFACE_DESCRIPTION = 3,
	INTERFACE_RESOLUTION = 9,
	PACKET_FLAGS = 2
};

enum {
	ORDER_MAGIC = 0x1a2b3c4d, /* read the other way round, it tells that the order is another */
	NANOSECONDS = 9,          /* the resolution: 10 to the power of -9 */
	OPTION_MAX = 0xffff       /* bytes of an option: its length is a number of 16 bits */
};

static void add_u16(struct bytes *out, unsigned value)
{
	bytes_add_char(out, (char)(value & 0xff));
	bytes_add_char(out, (char)(value >> 8 & 0xff));
}

static void add_u32(struct bytes *out, uint32_t value)
{
	add_u16(out, value & 0xffff);
	add_u16(out, value >> 16);
}

static void add_padded(struct bytes *out, const void *p, size_t n)
{
	bytes_add(out, p, n);
	bytes_add(out, "\0\0\0", -n & 3);
}

/* Begins a block; what is returned is to be handed to end_block. */
static size_t begin_block(struct bytes *out, uint32_t type)
{
	size_t at = out->len;

	add_u32(out, type);
	add_u32(out, 0);
	return at;
}

static void end_block(struct bytes *out, size_t at)
{
	uint32_t length = (uint32_t)(out->len + 4 - at);

	add_u32(out, length);
	for (int i = 0; i < 4; i++)
		out->data[at + 4 + i] = (char)(length >> 8 * i & 0xff);
}

static void add_option(struct bytes *out, unsigned code, const void *p, size_t n)
{
	add_u16(out, code);
	add_u16(out, (unsigned)n);
	add_padded(out, p, n);
}

/* Text, as far as it fits; no character of UTF-8 is cut in two. */
static void add_text(struct bytes *out, unsigned code, const char *text)
{
	size_t n = text ? strlen(text) : 0;

	if (!n)
		return;
	if (n > OPTION_MAX) {
		n = OPTION_MAX;
		while (n && ((unsigned char)text[n] & 0xc0) == 0x80)
			n--;
	}
	add_option(out, code, text, n);
}

void pcapng_add_section(struct bytes *out, const char *application, const char *comment)
{
	size_t at = begin_block(out, BLOCK_SECTION);

	add_u32(out, ORDER_MAGIC);
	add_u16(out, 1); /* version 1.0 */
	add_u16(out, 0);
	add_u32(out, UINT32_MAX); /* how long the section is: not said */
	add_u32(out, UINT32_MAX);
	add_text(out, OPTION_COMMENT, comment);
	add_text(out, SECTION_APPLICATION, application);
	add_option(out, OPTION_END, NULL, 0);
	end_block(out, at);
}

void pcapng_add_interface(struct bytes *out, const char *name, const char *description,
                          enum segment_link link, uint32_t snap)
{
	size_t at = begin_block(out, BLOCK_INTERFACE);

	add_u16(out, link);
	add_u16(out, 0);
	add_u32(out, snap);
	add_text(out, INTERFACE_NAME, name);
	add_text(out, INTERFACE_DESCRIPTION, description);
	add_option(out, INTERFACE_RESOLUTION, &(char){NANOSECONDS}, 1);
	add_option(out, OPTION_END, NULL, 0);
	end_block(out, at);
}

void pcapng_add_packet(struct bytes *out, unsigned interface, int64_t wall, const void *frame,
                       size_t n, size_t whole, const char *comment, int inbound)
{
	size_t at = begin_block(out, BLOCK_PACKET);
	uint64_t time = wall > 0 ? (uint64_t)wall : 0;
	char flags[4] = {(char)(inbound & 3), 0, 0, 0};

	add_u32(out, interface);
	add_u32(out, (uint32_t)(time >> 32));
	add_u32(out, (uint32_t)time);
	add_u32(out, (uint32_t)n);
	add_u32(out, (uint32_t)(whole > n ? whole : n));
	add_padded(out, frame, n);
	add_text(out, OPTION_COMMENT, comment);
	if (inbound)
		add_option(out, PACKET_FLAGS, flags, sizeof(flags));
	if ((comment && *comment) || inbound)
		add_option(out, OPTION_END, NULL, 0);
	end_block(out, at);
}
