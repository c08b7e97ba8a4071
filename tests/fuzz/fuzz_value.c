/*
 * Values of socket options: any words are a value or are refused with a reason, any bytes are shown, and
 * what is shown of a value that was read is safe for a terminal.
 */
#include <sys/socket.h>

#include "core/value.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* A byte that picks the option, one that picks the direction, and text or bytes. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static int fd = -1;
	static struct value_bytes value;
	const struct option_row *row;
	struct value_problem bad;
	struct bytes out = BYTES_INIT;

	if (n < 2)
		return 0;
	if (fd < 0)
		fd = socket(AF_INET, SOCK_DGRAM, 0);
	/* beyond the last it is an option without a row */
	row = option_at(data[0]);
	if (data[1] & 1) {
		value_add(&out, row, data + 2, n - 2);
	} else if (value_parse(row, fd, (const char *)data + 2, n - 2, &value, &bad)) {
		value_add(&out, row, value.at, value.n);
	} else if (!bad.expected) {
		__builtin_trap();
	}
	value_parse_asked(row, fd, (const char *)data + 2, n - 2, &value, &bad);
	for (size_t i = 0; i < out.len; i++)
		if ((unsigned char)out.data[i] < ' ')
			__builtin_trap();
	bytes_clear(&out);
	return 0;
}
