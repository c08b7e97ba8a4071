/*
 * The requests of ioctl(2): the lookups, and that the kernel takes each in the form its row says.
 */
#include "tables/ioctls.h"

#include <errno.h>
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "unit.h"

START_TEST(rows_are_found)
{
	size_t i = 0;

	for (; ioctl_at(i); i++) {
		const struct ioctl_row *row = ioctl_at(i), *first = row;

		ck_assert_ptr_eq(ioctl_by_name(row->name, strlen(row->name)), row);
		for (size_t k = i; k-- > 0;)
			if (ioctl_at(k)->number == row->number)
				first = ioctl_at(k);
		ck_assert_ptr_eq(ioctl_by_number(row->number), first);
		ck_assert_int_eq(first->form, row->form);
		ck_assert_uint_gt(strlen(row->about), 10);
	}
	ck_assert_uint_gt(i, 20);
	ck_assert_ptr_null(ioctl_at(SIZE_MAX));
	ck_assert_ptr_null(ioctl_by_name("FION", 4));
	ck_assert_ptr_null(ioctl_by_number(0x5401));
}
END_TEST

/* Nothing is written beyond what the form has: the rest of the memory stays as it was. */
START_TEST(forms_are_the_kernels)
{
	const struct ioctl_row *row = ioctl_at((size_t)_i);
	unsigned char memory[sizeof(struct ifreq) + 64];
	size_t room = sizeof(struct ifreq);
	int fd = socket(AF_INET, SOCK_STREAM, 0), ret;

	memset(memory, 0, sizeof(memory));
	memset(memory + room, 0xaa, 64);
	if (row->form == IOCTL_GETS_INT || row->form == IOCTL_GETS_OWNER)
		memset(memory + sizeof(int), 0xaa, room - sizeof(int));
	else if (row->form == IOCTL_GETS_TIME)
		memset(memory + sizeof(struct timeval), 0xaa, room - sizeof(struct timeval));
	else if (row->form == IOCTL_IF_NAME)
		((struct ifreq *)memory)->ifr_ifindex = 1;
	else if (row->form >= IOCTL_IF_ADDRESS)
		memcpy(memory, "lo", 3);
	ret = ioctl(fd, row->number, row->form == IOCTL_NOTHING ? NULL : memory);
	/* one that this socket has no answer to is known all the same */
	ck_assert_msg(!ret || (errno != ENOTTY && errno != EFAULT), "%s: %s", row->name,
	              strerror(errno));
	for (size_t i = sizeof(memory) - 64; i < sizeof(memory); i++)
		ck_assert_int_eq(memory[i], 0xaa);
	if (row->form == IOCTL_GETS_INT || row->form == IOCTL_GETS_OWNER)
		ck_assert_int_eq(memory[sizeof(int)], 0xaa);
	close(fd);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("ioctls");
	int rows = 0;

	while (ioctl_at((size_t)rows))
		rows++;
	tcase_add_test(tcase, rows_are_found);
	tcase_add_loop_test(tcase, forms_are_the_kernels, 0, rows);
	return unit_run("ioctls", tcase);
}
