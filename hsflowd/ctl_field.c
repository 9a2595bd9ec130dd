/* SPDX-License-Identifier: Apache-2.0 */
/* Values of JSON in, words out; used by what renders. Pure. */
#include "ctl_field.h"

#include <stdio.h>

#include "plain.h"

#define MINUTE	60ull
#define HOUR	(60 * MINUTE)
#define DAY	(24 * HOUR)
#define TIME_MAX	1e12	/* seconds; beyond it is no time */

const char *
ctl_field_string(const json_t *v, struct ctl_field *f)
{
	const char *s = json_string_value(v);

	return plain_line(s == NULL ? "" : s, f->text, sizeof(f->text));
}

const char *
ctl_field_text(const json_t *o, const char *key, struct ctl_field *f)
{
	return ctl_field_string(json_object_get(o, key), f);
}

unsigned long long
ctl_field_count(const json_t *o, const char *key)
{
	json_int_t n = json_integer_value(json_object_get(o, key));

	return n < 0 ? 0 : (unsigned long long)n;
}

bool
ctl_field_true(const json_t *o, const char *key)
{
	return json_is_true(json_object_get(o, key));
}

const char *
ctl_field_time(const json_t *o, const char *key, struct ctl_field *f)
{
	const json_t *v = json_object_get(o, key);
	double s = json_number_value(v);
	unsigned long long n;

	f->text[0] = '\0';
	if (!json_is_number(v) || !(s >= 0 && s < TIME_MAX))
		return f->text;
	n = (unsigned long long)s;
	if (n < 1)
		snprintf(f->text, sizeof(f->text), "%.0f ms", s * 1000);
	else if (n < 10)
		snprintf(f->text, sizeof(f->text), "%.1f s", s);
	else if (n < 2 * MINUTE)
		snprintf(f->text, sizeof(f->text), "%llu s", n);
	else if (n < 2 * HOUR)
		snprintf(f->text, sizeof(f->text), "%llu min", n / MINUTE);
	else if (n < 2 * DAY)
		snprintf(f->text, sizeof(f->text), "%llu h %llu min",
		    n / HOUR, n % HOUR / MINUTE);
	else
		snprintf(f->text, sizeof(f->text), "%llu d %llu h", n / DAY,
		    n % DAY / HOUR);
	return f->text;
}
