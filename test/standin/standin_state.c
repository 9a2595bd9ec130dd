/* SPDX-License-Identifier: Apache-2.0 */
/* The stand-in's folder in, its state in force out. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "standin.h"

#define CONTROL_BYTES	4096

static uint64_t		*control;
static struct standin	 now;

void
standin_wrong(const char *what)
{
	fprintf(stderr, "xen_standin: wrong: %s (%s)\n", what,
	    strerror(errno));
	abort();
}

static const char *
folder(void)
{
	const char *path = getenv("XEN_STANDIN");

	if (path == NULL)
		standin_wrong("XEN_STANDIN is not set");
	return path;
}

static void
map_control(void)
{
	char path[4096];
	int fd;

	if (control != NULL)
		return;
	snprintf(path, sizeof(path), "%s/control", folder());
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd == -1)
		standin_wrong(path);
	control = mmap(NULL, CONTROL_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED,
	    fd, 0);
	if (control == MAP_FAILED)
		standin_wrong(path);
	close(fd);
}

uint64_t
standin_count(enum standin_count what, uint64_t n)
{
	map_control();
	return __atomic_fetch_add(&control[what], n, __ATOMIC_SEQ_CST);
}

void
standin_note(enum standin_count what, uint64_t bits)
{
	map_control();
	__atomic_fetch_or(&control[what], bits, __ATOMIC_SEQ_CST);
}

void
standin_set(enum standin_count what, uint64_t value)
{
	map_control();
	__atomic_store_n(&control[what], value, __ATOMIC_SEQ_CST);
}

/*
 * A state's memory carries a name in /proc/PID/smaps, so that it can be told
 * from the program's.
 */
static void *
named_memory(size_t bytes)
{
	int fd = memfd_create("xen_standin", MFD_CLOEXEC);
	void *p;

	if (fd == -1 || ftruncate(fd, (off_t)bytes) == -1)
		standin_wrong("memory");
	p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (p == MAP_FAILED)
		standin_wrong("memory");
	close(fd);
	return p;
}

static int
open_file(uint64_t number, const char *name, size_t *bytes)
{
	char path[4096];
	struct stat st;
	int fd;

	snprintf(path, sizeof(path), "%s/%llu/%s", folder(),
	    (unsigned long long)number, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd == -1 || fstat(fd, &st) == -1)
		standin_wrong(path);
	*bytes = (size_t)st.st_size;
	return fd;
}

static void
read_all(int fd, char *to, size_t bytes, const char *name)
{
	while (bytes > 0) {
		ssize_t n = read(fd, to, bytes);

		if (n <= 0)
			standin_wrong(name);
		to += n;
		bytes -= (size_t)n;
	}
	close(fd);
}

static size_t
lines(const struct standin_text *t)
{
	size_t n = 0;

	for (const char *p = t->at; p < t->end; p++)
		n += *p == '\n';
	return n;
}

static unsigned int
flags_of(const char *letters)
{
	static const char known[] = "rbpcsd";
	unsigned int flags = 0;

	for (const char *p = letters; *p != '\0' && *p != '-'; p++) {
		const char *at = strchr(known, *p);

		if (at == NULL)
			standin_wrong("flags of a domain");
		flags |= 1u << (at - known);
	}
	return flags;
}

static void
take_domain(struct standin_text *line, struct standin_domain *d)
{
	size_t len;
	bool plain;

	d->id = (unsigned int)standin_text_number(line);
	/* An escaped "-" or "~" is a name. */
	plain = line->at != NULL && line->at + 1 < line->end &&
	    line->at[1] == ' ';
	d->name = standin_text_field(line, &len);
	d->left_out = plain && d->name[0] == '~';
	if (plain && d->name[0] == '-')
		d->name = NULL;
	d->cpu_ns = standin_text_number(line);
	d->vcpus = (unsigned int)standin_text_number(line);
	d->online = (unsigned int)standin_text_number(line);
	d->cur_mem = standin_text_number(line);
	d->max_mem = standin_text_number(line);
	d->flags = flags_of(standin_text_field(line, &len));
}

static void
take_domains(struct standin *s, struct standin_text *t)
{
	struct standin_text line;

	while (standin_text_line(t, &line))
		take_domain(&line, &s->domains[s->n_domains++]);
}

static void
take_node(struct standin *s, struct standin_text *t)
{
	struct standin_text line;

	if (!standin_text_line(t, &line))
		standin_wrong("node");
	s->hz = standin_text_number(&line);
	s->cpus = standin_text_number(&line);
	s->memory = standin_text_number(&line);
	s->free_memory = standin_text_number(&line);
}

static int
rank(char c)
{
	if (c == '\0')
		return 0;
	return c == '/' ? 1 : (unsigned char)c + 1;
}

int
standin_compare(const char *a, const char *b)
{
	while (*a == *b && *a != '\0') {
		a++;
		b++;
	}
	return rank(*a) - rank(*b);
}

static int
compare_entries(const void *a, const void *b)
{
	const struct standin_entry *one = a, *other = b;

	return standin_compare(one->path, other->path);
}

/* Sorting takes memory that the program's figures would show. */
static bool
is_sorted(const struct standin *s)
{
	for (size_t i = 1; i < s->n_store; i++)
		if (compare_entries(&s->store[i - 1], &s->store[i]) > 0)
			return false;
	return true;
}

static void
take_store(struct standin *s, struct standin_text *t)
{
	struct standin_text line;
	struct standin_entry *e;
	size_t len;

	while (standin_text_line(t, &line)) {
		e = &s->store[s->n_store++];
		e->path = standin_text_field(&line, &len);
		e->value = standin_text_field(&line, &e->len);
	}
	if (!is_sorted(s))
		qsort(s->store, s->n_store, sizeof(*s->store),
		    compare_entries);
}

static enum standin_what
what_of(const char *word)
{
	static const char *const words[] = { "", "fail", "null",
	    "null-with-vcpu", "empty", "hang", "crash" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(word, words[i]) == 0)
			return (enum standin_what)i;
	standin_wrong(word);
}

static void
take_setting(struct standin *s, char *setting)
{
	char *value = strchr(setting, '=');

	if (value == NULL)
		standin_wrong(setting);
	*value++ = '\0';
	if (strcmp(setting, "init") == 0)
		s->init = what_of(value);
	else if (strcmp(setting, "open") == 0)
		s->open = what_of(value);
	else if (strcmp(setting, "get") == 0)
		s->get = what_of(value);
	else if (strcmp(setting, "store") == 0)
		s->entry = what_of(value);
	else if (strcmp(setting, "noise") == 0)
		s->noise = (unsigned int)atoi(value);
	else if (strcmp(setting, "babble") == 0)
		s->babble = (unsigned int)atoi(value);
	else if (strcmp(setting, "slow") == 0)
		s->slow_ms = (unsigned int)atoi(value);
	else if (strcmp(setting, "auto") == 0)
		s->automatic = atoi(value) != 0;
	else if (strcmp(setting, "talk") == 0)
		s->talks = atoi(value) != 0;
	else
		standin_wrong(setting);
}

static void
take_behave(struct standin *s, struct standin_text *t)
{
	struct standin_text line;
	size_t len;

	while (standin_text_line(t, &line))
		take_setting(s, standin_text_field(&line, &len));
}

enum { DOMAINS, NODE, STORE, BEHAVE, FILES };

/* All of a state lies in one piece: the texts, behind them the tables. */
static void
load(struct standin *s, uint64_t number)
{
	static const char *const names[FILES] = { "domains", "node", "store",
	    "behave" };
	struct standin_text texts[FILES];
	size_t bytes[FILES], total = 0, tables;
	int fds[FILES];
	char *at;

	memset(s, 0, sizeof(*s));
	s->number = number;
	for (size_t i = 0; i < FILES; i++) {
		fds[i] = open_file(number, names[i], &bytes[i]);
		total += bytes[i];
	}
	total = (total + 63) & ~(size_t)63;
	/* No line is shorter than two bytes. */
	tables = bytes[DOMAINS] / 2 * sizeof(*s->domains) +
	    bytes[STORE] / 2 * sizeof(*s->store);
	s->bytes_of_all = total + tables + 1;
	s->memory_of_all = at = named_memory(s->bytes_of_all);
	for (size_t i = 0; i < FILES; i++) {
		read_all(fds[i], at, bytes[i], names[i]);
		texts[i] = (struct standin_text){ at, at + bytes[i],
		    names[i] };
		at += bytes[i];
	}
	s->domains = (void *)((char *)s->memory_of_all + total);
	s->store = (void *)(s->domains + lines(&texts[DOMAINS]));
	take_domains(s, &texts[DOMAINS]);
	take_node(s, &texts[NODE]);
	take_store(s, &texts[STORE]);
	take_behave(s, &texts[BEHAVE]);
}

const struct standin *
standin_now(void)
{
	uint64_t number;

	map_control();
	number = __atomic_load_n(&control[0], __ATOMIC_SEQ_CST);
	if (now.memory_of_all != NULL && now.number == number)
		return &now;
	if (now.memory_of_all != NULL)
		munmap(now.memory_of_all, now.bytes_of_all);
	load(&now, number);
	return &now;
}
