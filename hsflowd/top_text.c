/* SPDX-License-Identifier: Apache-2.0 */
/* What may reach the terminal; used by top_rows.c and top_layout.c. Pure. */
#include "top_text.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "sflow_utf8.h"

#define CHARACTER_MAX	4	/* bytes */

struct range {
	uint32_t	first, last;
};

/*
 * Controls, and what has no column of its own: marks that join the character
 * before, fillers, directions, variants, and all that is private or no
 * character. Too many rather than too few: they become '?'.
 */
static const struct range hidden[] = {
	{ 0x00, 0x1f }, { 0x7f, 0x9f }, { 0xad, 0xad }, { 0x300, 0x36f },
	{ 0x483, 0x489 }, { 0x591, 0x5bd }, { 0x5bf, 0x5c7 },
	{ 0x600, 0x605 }, { 0x610, 0x61c }, { 0x64b, 0x65f },
	{ 0x670, 0x670 }, { 0x6d6, 0x6ed }, { 0x70f, 0x711 },
	{ 0x730, 0x74a }, { 0x7a6, 0x7b0 }, { 0x7eb, 0x7f3 },
	{ 0x816, 0x82d }, { 0x859, 0x85b }, { 0x890, 0x903 },
	{ 0x93a, 0x963 }, { 0x981, 0x983 }, { 0x9bc, 0x9e3 },
	{ 0xa01, 0xa03 }, { 0xa3c, 0xa51 }, { 0xa70, 0xa83 },
	{ 0xabc, 0xae3 }, { 0xafa, 0xb03 }, { 0xb3c, 0xb63 },
	{ 0xb82, 0xb82 }, { 0xbbe, 0xc04 }, { 0xc3c, 0xc63 },
	{ 0xc81, 0xc83 }, { 0xcbc, 0xce3 }, { 0xd00, 0xd03 },
	{ 0xd3b, 0xd63 }, { 0xd81, 0xd83 }, { 0xdca, 0xdf3 },
	{ 0xe31, 0xe31 }, { 0xe34, 0xe3a }, { 0xe47, 0xe4e },
	{ 0xeb1, 0xeb1 }, { 0xeb4, 0xebc }, { 0xec8, 0xece },
	{ 0xf18, 0xf19 }, { 0xf35, 0xf39 }, { 0xf3e, 0xf3f },
	{ 0xf71, 0xf84 }, { 0xf86, 0xfbc }, { 0x102b, 0x103e },
	{ 0x1056, 0x109d }, { 0x1160, 0x11ff }, { 0x135d, 0x135f },
	{ 0x1712, 0x1734 }, { 0x1752, 0x1773 }, { 0x17b4, 0x17d3 },
	{ 0x180b, 0x180f }, { 0x1885, 0x18a9 }, { 0x1920, 0x193b },
	{ 0x1a17, 0x1a1b }, { 0x1a55, 0x1b04 }, { 0x1b34, 0x1b44 },
	{ 0x1b6b, 0x1b82 }, { 0x1ba1, 0x1bad }, { 0x1be6, 0x1bf3 },
	{ 0x1c24, 0x1c37 }, { 0x1cd0, 0x1cf9 }, { 0x1dc0, 0x1dff },
	{ 0x200b, 0x200f }, { 0x2028, 0x202e }, { 0x2060, 0x206f },
	{ 0x20d0, 0x20ff }, { 0x2cef, 0x2cf1 }, { 0x2de0, 0x2dff },
	{ 0x302a, 0x302f }, { 0x3099, 0x309a }, { 0x3164, 0x3164 },
	{ 0xa66f, 0xa69f }, { 0xa6f0, 0xa6f1 }, { 0xa802, 0xa827 },
	{ 0xa880, 0xaadf }, { 0xaaeb, 0xaaf6 }, { 0xabe3, 0xabed },
	{ 0xd7b0, 0xf8ff }, { 0xfb1e, 0xfb1e }, { 0xfdd0, 0xfdef },
	{ 0xfe00, 0xfe0f }, { 0xfe20, 0xfe2f }, { 0xfeff, 0xfeff },
	{ 0xffa0, 0xffa0 }, { 0xfff0, 0xffff }, { 0x101fd, 0x10fff },
	{ 0x11000, 0x16fff }, { 0x1bc9d, 0x1bca3 }, { 0x1cf00, 0x1d2ff },
	{ 0x1da00, 0x1e94a }, { 0x1f3fb, 0x1f3ff }, { 0x3fffe, 0x10ffff },
};

/* East Asian letters and pictures take two columns. */
static const struct range wide[] = {
	{ 0x1100, 0x115f }, { 0x231a, 0x231b }, { 0x2329, 0x232a },
	{ 0x23e9, 0x23f3 }, { 0x25fd, 0x25fe }, { 0x2614, 0x2615 },
	{ 0x2648, 0x2653 }, { 0x267f, 0x267f }, { 0x2693, 0x2693 },
	{ 0x26a1, 0x26a1 }, { 0x26aa, 0x26ab }, { 0x26bd, 0x26be },
	{ 0x26c4, 0x26c5 }, { 0x26ce, 0x26ce }, { 0x26d4, 0x26d4 },
	{ 0x26ea, 0x26ea }, { 0x26f2, 0x26f5 }, { 0x26fa, 0x26fd },
	{ 0x2705, 0x2705 }, { 0x270a, 0x270b }, { 0x2728, 0x2728 },
	{ 0x274c, 0x274e }, { 0x2753, 0x2757 }, { 0x2795, 0x2797 },
	{ 0x27b0, 0x27bf }, { 0x2b1b, 0x2b1c }, { 0x2b50, 0x2b55 },
	{ 0x2e80, 0x303e }, { 0x3041, 0xa4cf }, { 0xa960, 0xa97f },
	{ 0xac00, 0xd7a3 }, { 0xf900, 0xfaff }, { 0xfe10, 0xfe19 },
	{ 0xfe30, 0xfe6f }, { 0xff01, 0xff60 }, { 0xffe0, 0xffe6 },
	{ 0x16fe0, 0x1b2ff }, { 0x1f004, 0x1f004 }, { 0x1f0cf, 0x1f0cf },
	{ 0x1f18e, 0x1f19a }, { 0x1f1e6, 0x1f320 }, { 0x1f32d, 0x1f64f },
	{ 0x1f680, 0x1f6ff }, { 0x1f7e0, 0x1f7f0 }, { 0x1f900, 0x1faff },
	{ 0x20000, 0x3fffd },
};

static bool
within(const struct range *r, size_t n, uint32_t c)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (c > r[middle].last)
			low = middle + 1;
		else if (c < r[middle].first)
			high = middle;
		else
			return true;
	}
	return false;
}

/* The next character and its columns, made harmless; returns bytes taken. */
static size_t
next(const uint8_t *p, size_t len, char out[CHARACTER_MAX], size_t *n,
    size_t *columns)
{
	uint32_t c;
	size_t taken = sflow_utf8_next(p, len, &c);

	*columns = 1;
	*n = 1;
	out[0] = '?';
	if (taken == 0)
		return 1;
	if (within(hidden, sizeof(hidden) / sizeof(hidden[0]), c))
		return taken;
	if (within(wide, sizeof(wide) / sizeof(wide[0]), c))
		*columns = 2;
	memcpy(out, p, taken);
	*n = taken;
	return taken;
}

size_t
top_text_clean(const void *data, size_t len, size_t columns, char *buf,
    size_t cap)
{
	size_t used = 0, at = 0, cut_used = 0, cut_at = 0;
	const uint8_t *p = data;

	while (len > 0) {
		char c[CHARACTER_MAX];
		size_t n, width, taken = next(p, len, c, &n, &width);

		if (used + width > columns || at + n + 1 > cap) {
			/* Back to where the mark has room. */
			used = cut_used;
			at = cut_at;
			if (columns > 0 && cap > 1) {
				buf[at++] = '~';
				used++;
			}
			break;
		}
		memcpy(buf + at, c, n);
		used += width;
		at += n;
		p += taken;
		len -= taken;
		if (used + 1 <= columns && at + 2 <= cap) {
			cut_used = used;
			cut_at = at;
		}
	}
	buf[at] = '\0';
	return used;
}

static const char *
scaled(double value, double base, char buf[TOP_TEXT_NUMBER_MAX])
{
	static const char units[] = " kMGTPEZY";
	size_t i = 0;

	if (!(value >= 0.5))	/* NaN, too */
		return memcpy(buf, "0", 2);
	while (value >= 999.5 && units[i + 1] != '\0') {
		value /= base;
		i++;
	}
	if (value >= 999.5)
		return memcpy(buf, "huge", 5);
	if (i == 0)
		snprintf(buf, TOP_TEXT_NUMBER_MAX, "%.0f", value);
	else
		snprintf(buf, TOP_TEXT_NUMBER_MAX, value < 9.95 ? "%.1f%c" :
		    "%.0f%c", value, units[i]);
	return buf;
}

const char *
top_text_rate(double value, char buf[TOP_TEXT_NUMBER_MAX])
{
	return scaled(value, 1000, buf);
}

const char *
top_text_size(double value, char buf[TOP_TEXT_NUMBER_MAX])
{
	return scaled(value, 1024, buf);
}

const char *
top_text_percent(double value, char buf[TOP_TEXT_NUMBER_MAX])
{
	if (!(value >= 0))
		value = 0;
	if (value >= 99999.5)
		return memcpy(buf, "huge", 5);
	snprintf(buf, TOP_TEXT_NUMBER_MAX, value < 999.95 ? "%.1f" : "%.0f",
	    value);
	return buf;
}

const char *
top_text_age(uint64_t ms, char buf[TOP_TEXT_NUMBER_MAX])
{
	const uint64_t minute = 60, hour = 3600;
	uint64_t s = ms / 1000;

	if (s < 2 * minute)
		snprintf(buf, TOP_TEXT_NUMBER_MAX, "%us", (unsigned int)s);
	else if (s < 2 * hour)
		snprintf(buf, TOP_TEXT_NUMBER_MAX, "%um",
		    (unsigned int)(s / minute));
	else if (s < 1000 * hour)
		snprintf(buf, TOP_TEXT_NUMBER_MAX, "%uh",
		    (unsigned int)(s / hour));
	else
		return memcpy(buf, "long", 5);
	return buf;
}
