/* SPDX-License-Identifier: Apache-2.0 */
/* A word in, a checked value or a reason out; used by conf.c. Pure. */
#include "conf_value.h"

#include <string.h>
#include <sys/socket.h>

#include "dnssd.h"
#include "identity.h"
#include "settings.h"

#define LABEL_MAX	63	/* RFC 1035 */
#define DOMAIN_LEN_MAX	(CONF_VALUE_HOST_MAX - 1 - sizeof(DNSSD_SERVICE))
#define CIDR_STRLEN	(ADDR_STRLEN + 4)
#define SPEED_STRLEN	16

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
is_control(char c)
{
	return (unsigned char)c < 0x20 || c == 0x7f;
}

bool
conf_value_u32(struct text t, uint32_t min, uint32_t max, uint32_t *value)
{
	uint32_t n;

	/* Elsewhere 010 is eight: nobody shall wonder which it is here. */
	if (t.len > 1 && t.p[0] == '0')
		return false;
	if (!text_u32(t, max, &n) || n < min)
		return false;
	*value = n;
	return true;
}

const char *
conf_value_switch(struct text t, bool *on)
{
	if (text_equal_nocase(t, "on") || text_equal_nocase(t, "yes"))
		*on = true;
	else if (text_equal_nocase(t, "off") || text_equal_nocase(t, "no"))
		*on = false;
	else
		return "is neither on nor off";
	return NULL;
}

const char *
conf_value_device(struct text t, char dev[IF_NAMESIZE])
{
	if (t.len == 0)
		return "is not the name of an interface";
	if (t.len >= IF_NAMESIZE)
		return "is longer than an interface name can be (15 bytes)";
	if (text_equal(t, ".") || text_equal(t, ".."))
		return "is not the name of an interface";
	for (size_t i = 0; i < t.len; i++)
		if (strchr("/: ", t.p[i]) != NULL || is_control(t.p[i]))
			return "is not the name of an interface";
	text_copy(t, dev, IF_NAMESIZE);
	return NULL;
}

static bool
parse_literal(struct text t, struct addr *a)
{
	char literal[ADDR_STRLEN];

	return text_copy(t, literal, sizeof(literal)) &&
	    addr_parse(literal, a);
}

const char *
conf_value_address(struct text t, struct addr *a)
{
	struct addr parsed;

	if (!parse_literal(t, &parsed))
		return "is not an IPv4 or IPv6 address (names are not "
		    "looked up here)";
	if (addr_scope(&parsed) == ADDR_UNUSABLE)
		return "is not the address of a host";
	*a = parsed;
	return NULL;
}

/* Letters, digits, - and _ in labels of at most 63, parted by single dots. */
static bool
is_name(struct text t)
{
	size_t label = 0;

	if (t.len == 0 || t.len >= CONF_VALUE_HOST_MAX)
		return false;
	for (size_t i = 0; i < t.len; i++) {
		char c = t.p[i];

		if (c == '.' && label > 0)
			label = 0;
		else if (!is_letter(c) && !is_digit(c) && c != '-' &&
		    c != '_')
			return false;
		else if (++label > LABEL_MAX)
			return false;
	}
	return label > 0;
}

/* No top level domain is a number: 10.0.0.256 and 10.1 are no names. */
static bool
looks_like_ipv4(struct text t)
{
	size_t i = t.len;

	while (i > 0 && is_digit(t.p[i - 1]))
		i--;
	return i < t.len && (i == 0 || t.p[i - 1] == '.');
}

static struct text
without_last_dot(struct text t)
{
	if (t.len > 0 && t.p[t.len - 1] == '.')
		t.len--;
	return t;
}

static const char *
why_no_literal(struct text t)
{
	if (t.p[0] == '[')
		return "is to be written without brackets";
	if (memchr(t.p, '%', t.len) != NULL)
		return "is to be written without '%', the interface as dev=";
	if (memchr(t.p, ':', t.len) != NULL)
		return "is not an IPv6 address";
	if (memchr(t.p, '/', t.len) != NULL)
		return "is neither an address nor a host name";
	if (looks_like_ipv4(without_last_dot(t)))
		return "is not an IPv4 address";
	return NULL;
}

const char *
conf_value_host(struct text t, char host[CONF_VALUE_HOST_MAX], struct addr *ip)
{
	const char *reason;
	struct addr parsed;

	if (t.len == 0)
		return "is neither an address nor a host name";
	memset(&parsed, 0, sizeof(parsed));
	if (parse_literal(t, &parsed)) {
		if (addr_scope(&parsed) == ADDR_UNUSABLE)
			return "is not the address of a host";
	} else if ((reason = why_no_literal(t)) != NULL)
		return reason;
	else {
		t = without_last_dot(t);
		if (!is_name(t))
			return "is neither an address nor a host name";
	}
	text_copy(t, host, CONF_VALUE_HOST_MAX);
	*ip = parsed;
	return NULL;
}

/* Every address of the host. */
static bool
is_wildcard(const struct addr *a)
{
	for (size_t i = 0; i < addr_len(a); i++)
		if (a->bytes[i] != 0)
			return false;
	return true;
}

/* Of "[::1]", what is between the brackets; an IPv6 address needs them. */
static bool
parse_bracketed(struct text t, struct addr *a)
{
	bool bracketed = t.len >= 2 && t.p[0] == '[' && t.p[t.len - 1] == ']';

	if (bracketed)
		t = text_make(t.p + 1, t.len - 2);
	return parse_literal(t, a) && (a->family == AF_INET6) == bracketed;
}

const char *
conf_value_endpoint(struct text t, struct addr *ip, uint16_t *port)
{
	struct addr parsed;
	uint32_t number;
	size_t i = t.len;

	while (i > 0 && t.p[i - 1] != ':')
		i--;
	if (i == 0 || !parse_bracketed(text_make(t.p, i - 1), &parsed) ||
	    !conf_value_u32(text_make(t.p + i, t.len - i), 1, UINT16_MAX,
	    &number))
		return "is not ADDRESS:PORT, as 127.0.0.1:9343 or [::1]:9343";
	if (addr_scope(&parsed) == ADDR_UNUSABLE && !is_wildcard(&parsed))
		return "is not the address of a host";
	*ip = parsed;
	*port = (uint16_t)number;
	return NULL;
}

const char *
conf_value_domain(struct text t, char domain[CONF_VALUE_HOST_MAX])
{
	if (t.len > 0 && t.p[0] == '.') {
		t.p++;
		t.len--;
	}
	t = without_last_dot(t);
	if (!is_name(t))
		return "is not a domain such as .example.com";
	if (t.len > DOMAIN_LEN_MAX)
		return "is too long for " DNSSD_SERVICE " in front of it";
	text_copy(t, domain, CONF_VALUE_HOST_MAX);
	return NULL;
}

const char *
conf_value_cidr(struct text t, struct cidr *c, bool *avoid)
{
	char literal[CIDR_STRLEN];
	bool is_avoided = t.len > 0 && t.p[0] == '!';

	if (is_avoided) {
		t.p++;
		t.len--;
	}
	if (!text_copy(t, literal, sizeof(literal)) ||
	    !cidr_parse(literal, c))
		return "is not a prefix such as 10.0.0.0/8 or !fd00::/8";
	*avoid = is_avoided;
	return NULL;
}

const char *
conf_value_uuid(struct text t, uint8_t uuid[16])
{
	if (!identity_parse_uuid(t, uuid))
		return "is not a UUID of this host alone "
		    "(8-4-4-4-12 hexadecimal digits)";
	return NULL;
}

const char *
conf_value_speed(struct text t, uint64_t *bps)
{
	char word[SPEED_STRLEN];

	if (!text_copy(t, word, sizeof(word)) ||
	    !settings_parse_speed(word, bps))
		return "is not a speed such as 100M, 1G or 10G";
	return NULL;
}

const char *
conf_value_pattern(struct text t, struct scope_patterns *to)
{
	/* Nobody names bridges so, but lists are often written so. */
	if (t.len > 0 && t.p[t.len - 1] == ',')
		return "ends in a comma: patterns are parted by blanks";
	return scope_add(to, t);
}
