/* SPDX-License-Identifier: Apache-2.0 */
/* hsflowctl decode: a file with one datagram in, text or JSON out. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ctl.h"
#include "ctl_complain.h"
#include "sflow_decode.h"
#include "sflow_hex.h"
#include "sflow_json.h"
#include "sflow_text.h"

#define VERB		"decode"
/* Two digits a byte, and room for white space. */
#define FILE_MAX	(4 * SFLOW_DATAGRAM_MAX)

struct options {
	bool		 json;
	bool		 help;
	const char	*path;
};

static void
print_help(void)
{
	puts("usage: hsflowctl decode [--json] [FILE]\n\n"
	    "Prints one sFlow datagram: the payload of a UDP packet, or the\n"
	    "same as hexadecimal text. Without FILE, or with '-', it is read\n"
	    "from standard input. The exit status is 1 when the datagram is\n"
	    "malformed.\n\n"
	    "  --json     one line of JSON");
}

/* Returns CTL_OK, or the exit status of a wrong command line. */
static int
parse_options(int argc, char **argv, struct options *o)
{
	static const struct option known[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	int c;

	*o = (struct options){ .path = "-" };
	while ((c = getopt_long(argc, argv, ":hj", known, NULL)) != -1) {
		if (c == 'j')
			o->json = true;
		else if (c == 'h')
			o->help = true;
		else
			return ctl_complain_option(VERB, c, argv);
	}
	if (argc - optind > 1)
		return ctl_complain_usage(VERB, "one FILE only");
	if (argc > optind)
		o->path = argv[optind];
	return CTL_OK;
}

/* False with errno; EFBIG when there is more than fits. */
static bool
read_all(int fd, char *buf, size_t cap, size_t *len)
{
	*len = 0;
	for (;;) {
		ssize_t n = read(fd, buf + *len, cap - *len);

		if (n == 0)
			return true;
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		*len += (size_t)n;
		if (*len == cap) {
			errno = EFBIG;
			return false;
		}
	}
}

static bool
read_file(const char *path, char *buf, size_t cap, size_t *len)
{
	int fd = strcmp(path, "-") == 0 ? STDIN_FILENO :
	    open(path, O_RDONLY | O_CLOEXEC);
	bool good = fd >= 0 && read_all(fd, buf, cap, len);

	if (!good)
		ctl_complain_errno(VERB, "%s", path);
	if (fd > STDIN_FILENO)
		close(fd);
	return good;
}

/* Replaces hexadecimal text by the bytes it stands for. */
static bool
to_datagram(const char *path, char *buf, size_t *len)
{
	static uint8_t bytes[SFLOW_DATAGRAM_MAX];

	if (*len == 0) {
		ctl_complain(VERB, "%s: empty", path);
		return false;
	}
	if (buf[0] == '\0')
		return true;
	if (!sflow_hex_parse(buf, *len, bytes, sizeof(bytes), len)) {
		ctl_complain(VERB, "%s: neither an sFlow datagram nor one as "
		    "hexadecimal text", path);
		return false;
	}
	memcpy(buf, bytes, *len);
	return true;
}

int
ctl_decode_run(int argc, char **argv)
{
	static char buf[FILE_MAX];
	struct options o;
	size_t len;
	bool good;
	int status = parse_options(argc, argv, &o);

	if (status != CTL_OK)
		return status;
	if (o.help) {
		print_help();
		return CTL_OK;
	}
	if (!read_file(o.path, buf, sizeof(buf), &len) ||
	    !to_datagram(o.path, buf, &len))
		return CTL_FAILED;
	if (o.json)
		good = sflow_json_print(stdout, buf, len, NULL);
	else
		good = sflow_text_print(stdout, buf, len, NULL);
	if (fflush(stdout) != 0) {
		ctl_complain_errno(VERB, "standard output");
		return CTL_FAILED;
	}
	return good ? CTL_OK : CTL_FAILED;
}
