/* SPDX-License-Identifier: Apache-2.0 */
/* resolv.conf in, whom hsflowd asks and where out; called by ctl_check_dns. */
#include "ctl_check_resolv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ctl_check.h"
#include "discover.h"
#include "file.h"
#include "resolvconf.h"

#define STEP	"resolv.conf"

/* False with errno. */
static bool
read_file(char text[RESOLVCONF_TEXT_MAX], size_t *len)
{
	int fd = file_open(RESOLVCONF_PATH), error;
	ssize_t n;

	*len = 0;
	if (fd == -1)
		return false;
	n = file_read(fd, text, RESOLVCONF_TEXT_MAX);
	error = errno;
	close(fd);
	errno = error;
	if (n >= 0)
		*len = (size_t)n;
	return n >= 0;
}

/* c-ares reads them for itself. */
static unsigned int
add_servers(struct textbuf *out, struct text rest)
{
	struct text line, word;
	unsigned int n = 0;

	while (text_line(&rest, &line))
		if (text_word(&line, &word) && text_equal(word, "nameserver") &&
		    text_word(&line, &word))
			textbuf_add(out, "%s %.*s", n++ == 0 ? "nameserver" :
			    ",", (int)word.len, word.p);
	return n;
}

void
ctl_check_resolv_servers(struct textbuf *out)
{
	char text[RESOLVCONF_TEXT_MAX];
	size_t len;

	if (!read_file(text, &len))
		textbuf_add(out, RESOLVCONF_PATH ": %s, so 127.0.0.1 is asked",
		    strerror(errno));
	else if (add_servers(out, text_make(text, len)) == 0)
		textbuf_add(out, "no nameserver, so 127.0.0.1 is asked");
}

/* Where the domains come from, in the order of resolvconf.h. */
static const char *
whence(const struct ctl_check *c)
{
	char text[RESOLVCONF_TEXT_MAX];
	struct resolvconf list;
	size_t len;

	if (c->file.dnssd_domain[0] != '\0')
		return "domain of the configuration";
	if (getenv("LOCALDOMAIN") != NULL)
		return "LOCALDOMAIN";
	if (read_file(text, &len)) {
		resolvconf_parse(text_make(text, len), NULL, "", &list);
		if (list.n > 0)
			return "search";
	}
	return "no search domain, so that of the host name:";
}

static void
tell_no_domain(struct ctl_check *c)
{
	ctl_findings_add(&c->findings, CTL_FINDINGS_WRONG, STEP,
	    "no search domain in " RESOLVCONF_PATH ", nor in the host name");
	ctl_findings_advise(&c->findings, "write 'search DOMAIN' there, or "
	    "dns-sd { domain = DOMAIN } into %s", c->o->conf);
}

bool
ctl_check_resolv_run(struct ctl_check *c)
{
	char words[CTL_FINDINGS_TEXT_MAX];
	struct resolvconf list;
	struct textbuf out;

	if (!discover_domains(c->file.dnssd_domain, &list)) {
		ctl_findings_add(&c->findings, CTL_FINDINGS_WRONG, STEP,
		    RESOLVCONF_PATH ": %s", strerror(errno));
		return false;
	}
	if (list.n == 0) {
		tell_no_domain(c);
		return false;
	}
	textbuf_init(&out, words, sizeof(words));
	ctl_check_resolv_servers(&out);
	textbuf_add(&out, "; %s", whence(c));
	for (unsigned int i = 0; i < list.n; i++)
		textbuf_add(&out, " %s", list.domains[i]);
	ctl_findings_add(&c->findings, access(RESOLVCONF_PATH, R_OK) == -1 ?
	    CTL_FINDINGS_WARNING : CTL_FINDINGS_OK, STEP, "%s", words);
	if (c->file.dnssd_domain[0] == '\0' && getenv("LOCALDOMAIN") != NULL)
		ctl_findings_advise(&c->findings, "LOCALDOMAIN is set here; "
		    "does hsflowd have it, too?");
	return true;
}
