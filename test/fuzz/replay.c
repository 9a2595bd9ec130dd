/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs a fuzz target over the files of its corpus, without a fuzzer: what was
 * found once is tried again by every `make check`, with any compiler.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

#define INPUT_MAX	(16 * 1024 * 1024)

static void
replay(const char *path)
{
	FILE *f = fopen(path, "rb");
	uint8_t *all = malloc(INPUT_MAX), *exact;
	size_t n;

	if (f == NULL || all == NULL) {
		perror(path);
		exit(1);
	}
	n = fread(all, 1, INPUT_MAX, f);
	fclose(f);
	/* Exactly as long as the input, so that a read behind it is seen. */
	exact = malloc(n == 0 ? 1 : n);
	if (exact == NULL)
		abort();
	memcpy(exact, all, n);
	LLVMFuzzerTestOneInput(exact, n);
	free(exact);
	free(all);
}

int
main(int argc, char **argv)
{
	const struct dirent *entry;
	char path[4096];
	unsigned int n = 0;
	DIR *dir;

	if (argc != 2 || (dir = opendir(argv[1])) == NULL) {
		fprintf(stderr, "usage: %s CORPUS\n", argv[0]);
		return 2;
	}
	replay("/dev/null");
	while ((entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s", argv[1], entry->d_name);
		replay(path);
		n++;
	}
	closedir(dir);
	if (n == 0) {
		fprintf(stderr, "%s: empty\n", argv[1]);
		return 1;
	}
	printf("%u inputs\n", n);
	return 0;
}
