/*
 * Files of packets: the exact bytes of small ones, and that every length in a file is right. Called
 * with "write FILE" it writes one for tests/run/pcapng.sh, which lets other programs read it.
 */
#include "watch/pcapng.h"

#include <stdio.h>

#include "unit.h"

static struct bytes file;

static void begin(void)
{
	bytes_init(&file);
}

static void end(void)
{
	bytes_clear(&file);
}

/* The file is that, and nothing more. */
static void is(const char *expected, size_t n)
{
	ck_assert_uint_eq(file.len, n);
	for (size_t i = 0; i < n; i++)
		if (file.data[i] != expected[i])
			ck_abort_msg("byte %zu is %02x", i, (unsigned char)file.data[i]);
}

#define IS(text) is(text, sizeof(text) - 1)

static uint32_t u32_at(size_t at)
{
	const unsigned char *p = (const unsigned char *)file.data + at;

	UNIT_ASSERT(at + 4 <= file.len);
	return p[0] | p[1] << 8 | p[2] << 16 | (uint32_t)p[3] << 24;
}

static unsigned u16_at(size_t at)
{
	return u32_at(at) & 0xffff;
}

/* ---------------------------------------------------------------- exact bytes */

START_TEST(smallest_section)
{
	begin();
	pcapng_add_section(&file, NULL, NULL);
	IS("\x0a\x0d\x0d\x0a\x20\0\0\0" /* type, length */
	   "\x4d\x3c\x2b\x1a\1\0\0\0"   /* order, version */
	   "\xff\xff\xff\xff\xff\xff\xff\xff"
	   "\0\0\0\0" /* end of options */
	   "\x20\0\0\0");
	end();
}
END_TEST

START_TEST(section)
{
	begin();
	pcapng_add_section(&file, "sockpit", "a lab");
	IS("\x0a\x0d\x0d\x0a\x38\0\0\0"
	   "\x4d\x3c\x2b\x1a\1\0\0\0"
	   "\xff\xff\xff\xff\xff\xff\xff\xff"
	   "\1\0\5\0a lab\0\0\0"
	   "\4\0\7\0sockpit\0"
	   "\0\0\0\0"
	   "\x38\0\0\0");
	end();
}
END_TEST

START_TEST(interface)
{
	begin();
	pcapng_add_interface(&file, "client", "a host", SEGMENT_ETHERNET, 128);
	IS("\1\0\0\0\x38\0\0\0"
	   "\1\0\0\0\x80\0\0\0" /* link, snap */
	   "\2\0\6\0client\0\0"
	   "\3\0\6\0a host\0\0"
	   "\x09\0\1\0\x09\0\0\0"
	   "\0\0\0\0"
	   "\x38\0\0\0");
	bytes_reset(&file);
	pcapng_add_interface(&file, NULL, NULL, SEGMENT_IP, 0);
	IS("\1\0\0\0\x20\0\0\0"
	   "\x65\0\0\0\0\0\0\0"
	   "\x09\0\1\0\x09\0\0\0"
	   "\0\0\0\0"
	   "\x20\0\0\0");
	end();
}
END_TEST

START_TEST(packet)
{
	begin();
	/* 0x0123456789abcdef ns, and three of ten bytes */
	pcapng_add_packet(&file, 1, INT64_C(0x0123456789abcdef), "\xde\xad\xff", 3, 10, "held", 2);
	IS("\6\0\0\0\x38\0\0\0"
	   "\1\0\0\0"
	   "\x67\x45\x23\1\xef\xcd\xab\x89"
	   "\3\0\0\0\x0a\0\0\0"
	   "\xde\xad\xff\0"
	   "\1\0\4\0held"
	   "\2\0\4\0\2\0\0\0"
	   "\0\0\0\0"
	   "\x38\0\0\0");
	end();
}
END_TEST

START_TEST(packet_without_options)
{
	begin();
	pcapng_add_packet(&file, 0, 1, "abcd", 4, 4, NULL, 0);
	IS("\6\0\0\0\x24\0\0\0"
	   "\0\0\0\0"
	   "\0\0\0\0\1\0\0\0"
	   "\4\0\0\0\4\0\0\0"
	   "abcd"
	   "\x24\0\0\0");
	bytes_reset(&file);
	/* nothing kept of it, and an empty comment is none */
	pcapng_add_packet(&file, 0, 1, NULL, 0, 60, "", 0);
	IS("\6\0\0\0\x20\0\0\0"
	   "\0\0\0\0"
	   "\0\0\0\0\1\0\0\0"
	   "\0\0\0\0\x3c\0\0\0"
	   "\x20\0\0\0");
	end();
}
END_TEST

/* Received, and a clock that is set to before 1970, which the format has no number for. */
START_TEST(odd_packets)
{
	begin();
	pcapng_add_packet(&file, 0, -5, "a", 1, 0, NULL, 1);
	IS("\6\0\0\0\x30\0\0\0"
	   "\0\0\0\0"
	   "\0\0\0\0\0\0\0\0"
	   "\1\0\0\0\1\0\0\0" /* not less than there is */
	   "a\0\0\0"
	   "\2\0\4\0\1\0\0\0"
	   "\0\0\0\0"
	   "\x30\0\0\0");
	end();
}
END_TEST

/* ---------------------------------------------------------------- lengths */

/* Goes from block to block, each of which has its length at both ends; how many. */
static unsigned count_blocks(void)
{
	unsigned blocks = 0;
	size_t at = 0;

	while (at < file.len) {
		size_t length = u32_at(at + 4);

		UNIT_ASSERT(length >= 12 && length % 4 == 0 && length <= file.len - at);
		UNIT_ASSERT(u32_at(at + length - 4) == length);
		at += length;
		blocks++;
	}
	return blocks;
}

START_TEST(every_length_is_padded)
{
	static const char text[] = "0123456789abcdef";

	begin();
	for (size_t n = 0; n < sizeof(text) - 1; n++) {
		const char *tail = text + sizeof(text) - 1 - n;

		pcapng_add_section(&file, tail, tail);
		pcapng_add_interface(&file, tail, tail, SEGMENT_COOKED, 0);
		pcapng_add_packet(&file, 0, 1, text, n, n, tail, (int)n % 3);
	}
	ck_assert_uint_eq(count_blocks(), 3 * (sizeof(text) - 1));
	end();
}
END_TEST

/* A comment of more than 65535 bytes is cut, before the character that does not fit. */
START_TEST(long_comment)
{
	char *comment = malloc(70001);

	begin();
	memset(comment, 'a', 70000);
	comment[70000] = 0;
	pcapng_add_packet(&file, 0, 1, "abcd", 4, 4, comment, 0);
	ck_assert_uint_eq(count_blocks(), 1);
	ck_assert_uint_eq(u16_at(32), 1);
	ck_assert_uint_eq(u16_at(34), 65535);
	bytes_reset(&file);
	memcpy(comment + 65534, "\xc3\xa9", 2);
	pcapng_add_packet(&file, 0, 1, "abcd", 4, 4, comment, 0);
	ck_assert_uint_eq(count_blocks(), 1);
	ck_assert_uint_eq(u16_at(34), 65534);
	ck_assert_int_eq(file.data[36 + 65533], 'a');
	ck_assert_int_eq(file.data[36 + 65534], 0);
	free(comment);
	end();
}
END_TEST

/* ---------------------------------------------------------------- for other readers */

/* A SYN from 10.0.0.1:40000 to 10.0.0.2:80, as Ethernet has it. */
static const char syn[] = "\2\0\0\0\0\2\2\0\0\0\0\1\x08\0"
                          "\x45\0\0\x28\0\1\x40\0\x40\6\x26\xcd\x0a\0\0\1\x0a\0\0\2"
                          "\x9c\x40\0\x50\0\0\0\1\0\0\0\0\x50\2\xfa\xf0\4\x5e\0\0";

enum { SYN_SIZE = sizeof(syn) - 1, ETHERNET_HEADER = 14 };

static int write_file(const char *name)
{
	/* sent to nobody, as it came in; protocol IPv4 */
	struct bytes cooked = BYTES_INIT;
	FILE *out = fopen(name, "wb");
	bool written;

	bytes_add(&cooked, "\0\4\0\1\0\6\2\0\0\0\0\1\0\0\x08\0", 16);
	bytes_add(&cooked, syn + ETHERNET_HEADER, SYN_SIZE - ETHERNET_HEADER);
	begin();
	pcapng_add_section(&file, "sockpit", "for other readers");
	pcapng_add_interface(&file, "client", "a host of the lab", SEGMENT_ETHERNET, 0);
	pcapng_add_interface(&file, "tun0", NULL, SEGMENT_IP, 0);
	pcapng_add_interface(&file, "any", NULL, SEGMENT_COOKED, 54);
	pcapng_add_packet(&file, 0, INT64_C(1763725120665379740), syn, SYN_SIZE, SYN_SIZE,
	                  "held \xe2\x80\x94 caf\xc3\xa9", 2);
	pcapng_add_packet(&file, 1, INT64_C(1763725120665379741), syn + ETHERNET_HEADER,
	                  SYN_SIZE - ETHERNET_HEADER, SYN_SIZE - ETHERNET_HEADER, NULL, 1);
	pcapng_add_packet(&file, 2, INT64_C(1763725120665379742), cooked.data, 54, cooked.len,
	                  "cut short", 0);
	written = out && fwrite(file.data, 1, file.len, out) == file.len;
	written = out && !fclose(out) && written;
	bytes_clear(&cooked);
	end();
	return written ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
	TCase *tcase;

	if (argc == 3 && !strcmp(argv[1], "write"))
		return write_file(argv[2]);
	tcase = tcase_create("pcapng");
	tcase_add_test(tcase, smallest_section);
	tcase_add_test(tcase, section);
	tcase_add_test(tcase, interface);
	tcase_add_test(tcase, packet);
	tcase_add_test(tcase, packet_without_options);
	tcase_add_test(tcase, odd_packets);
	tcase_add_test(tcase, every_length_is_padded);
	tcase_add_test(tcase, long_comment);
	return unit_run("pcapng", tcase);
}
