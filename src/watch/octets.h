/*
 * Numbers as the network writes them: the most significant byte first, at any address.
 */
#ifndef SOCKPIT_WATCH_OCTETS_H
#define SOCKPIT_WATCH_OCTETS_H

#include <stdint.h>

static inline uint16_t octets_16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static inline uint32_t octets_32(const uint8_t *p)
{
	return (uint32_t)octets_16(p) << 16 | octets_16(p + 2);
}

static inline void octets_put_16(uint8_t *p, uint16_t value)
{
	p[0] = (uint8_t)(value >> 8);
	p[1] = (uint8_t)value;
}

#endif
