# SPDX-License-Identifier: Apache-2.0
#
# make                build/hsflowd, build/sflowovsd, build/hsflowctl, and
#                     build/hsflowd-xen where there is libxenstat (XEN=no: not)
# make check          unit tests, fuzz corpora, system tests
# make check-san      the same, built with ASan and UBSan
# make lint layers    static checks; which file may know what
# make bench          figures, printed; bench-xen: on the real Xen; plot-xen
# make fleet          what 10 to 100,000 hosts ask and send, simulated
# make fuzz-smoke     60 s for each fuzz target (clang, libFuzzer)
# make install        DESTDIR=, PREFIX=, and others below
#
# SAN=1 builds into build/san with the sanitizers.

VERSION := 0.1.0

PREFIX ?= /usr/local
SBINDIR ?= $(PREFIX)/sbin
DOCDIR ?= $(PREFIX)/share/doc/hsflowd
MANDIR ?= $(PREFIX)/share/man
BASHDIR ?= $(PREFIX)/share/bash-completion/completions
ZSHDIR ?= $(PREFIX)/share/zsh/site-functions
PYTHON ?= /usr/bin/python3

WARNINGS := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wpointer-arith -Wcast-qual -Wwrite-strings -Wformat=2 -Wundef -Wvla \
	-Wswitch-enum -Wimplicit-fallthrough -Wconversion
CFLAGS ?= -O2 -g
DEFINES := -D_GNU_SOURCE -DVERSION='"$(VERSION)"'

ifdef SAN
B := build/san
HARDEN := -fsanitize=address,undefined -fno-sanitize-recover=undefined \
	-fno-omit-frame-pointer
LDHARDEN := -fsanitize=address,undefined
else
B := build
HARDEN := -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
LDHARDEN := -pie -Wl,-z,relro -Wl,-z,now -Wl,--as-needed
endif

ALL_CFLAGS = -std=gnu11 $(WARNINGS) $(HARDEN) $(DEFINES) -Icommon -MMD -MP \
	$(CFLAGS)
LIBS_LOOP := -levent_core
# For what links common/httpd.c.
LIBS_HTTP := -levent_extra

# Xen's libraries are on hosts of Xen only.
XEN ?= $(if $(wildcard /usr/include/xenstat.h),yes,no)
LIBS_XEN := -lxenstat -lxenstore

COMMON_SRC := $(wildcard common/*.c)
HSFLOWD_SRC := $(filter-out hsflowd/main.c hsflowd/ctl_%.c hsflowd/xen_%.c,\
	$(wildcard hsflowd/*.c))
# Of hsflowd-xen; these two include what comes with Xen's libraries.
XEN_EDGES := hsflowd/xen_stat.c hsflowd/xen_store.c
XEN_SRC := $(filter-out hsflowd/xen_main.c $(XEN_EDGES),\
	$(wildcard hsflowd/xen_*.c))
CTL_SRC := $(filter-out hsflowd/ctl_main.c,$(wildcard hsflowd/ctl_*.c))
OVS_SRC := $(filter-out sflowovsd/main.c,$(wildcard sflowovsd/*.c))
TESTS := $(patsubst test/unit/test_%.c,$(B)/test/test_%,\
	$(wildcard test/unit/test_*.c))
FUZZ := $(patsubst test/fuzz/fuzz_%.c,%,$(wildcard test/fuzz/fuzz_*.c))
REPLAYS := $(FUZZ:%=$(B)/test/replay_%)

# V=1 shows the commands.
ifdef V
Q :=
SAY := @:
else
Q := @
SAY := @echo
endif

obj = $(patsubst %.c,$(B)/obj/%.o,$(1))
LIB_COMMON := $(B)/libcommon.a
LIB_HSFLOWD := $(B)/libhsflowd.a
LIB_XEN := $(B)/libxen.a
LIB_CTL := $(B)/libctl.a
LIB_OVS := $(B)/libsflowovsd.a
LIB_ALL := $(LIB_CTL) $(LIB_XEN) $(LIB_HSFLOWD) $(LIB_OVS) $(LIB_COMMON)

PROGRAMS := $(B)/hsflowd $(B)/sflowovsd $(B)/hsflowctl
ifeq ($(XEN),yes)
PROGRAMS += $(B)/hsflowd-xen
endif

all: $(PROGRAMS)

$(B)/obj/%.o: %.c
	@mkdir -p $(@D)
	$(SAY) "  CC    $<"
	$(Q)$(CC) $(ALL_CFLAGS) $(CPPFLAGS) -I$(<D) -c -o $@ $<

$(LIB_COMMON): $(call obj,$(COMMON_SRC))
$(LIB_HSFLOWD): $(call obj,$(HSFLOWD_SRC))
$(LIB_XEN): $(call obj,$(XEN_SRC))
$(LIB_CTL): $(call obj,$(CTL_SRC))
$(LIB_OVS): $(call obj,$(OVS_SRC))
$(LIB_ALL):
	@rm -f $@
	$(Q)$(AR) rcs $@ $^

LINK = $(Q)echo "  LD    $@"; $(CC) $(LDHARDEN) $(LDFLAGS) -o $@ $^

$(B)/hsflowd: $(call obj,hsflowd/main.c) $(LIB_HSFLOWD) $(LIB_COMMON)
	$(LINK) $(LIBS_HTTP) $(LIBS_LOOP) -lcares -ljansson
$(B)/hsflowd-xen: $(call obj,hsflowd/xen_main.c $(XEN_EDGES)) $(LIB_XEN) \
    $(LIB_HSFLOWD) $(LIB_COMMON)
	$(LINK) $(LIBS_XEN)
$(B)/sflowovsd: $(call obj,sflowovsd/main.c) $(LIB_OVS) $(LIB_COMMON)
	$(LINK) $(LIBS_HTTP) $(LIBS_LOOP) -ljansson
$(B)/hsflowctl: $(call obj,hsflowd/ctl_main.c) $(LIB_CTL) $(LIB_HSFLOWD) \
    $(LIB_COMMON)
	$(LINK) $(LIBS_LOOP) -lcares -ljansson

# Tests. Each unit test is a program; so is the replay of each fuzz corpus.
$(B)/obj/test/%.o: ALL_CFLAGS += -Ihsflowd -Isflowovsd -Itest/unit
$(B)/test/test_%: $(B)/obj/test/unit/test_%.o $(LIB_ALL)
	@mkdir -p $(@D)
	$(LINK) $(LIBS_HTTP) $(LIBS_LOOP) -lcares -ljansson -lcmocka -lm
$(B)/test/replay_%: $(B)/obj/test/fuzz/fuzz_%.o $(B)/obj/test/fuzz/replay.o \
    $(LIB_ALL)
	@mkdir -p $(@D)
	$(LINK) $(LIBS_HTTP) $(LIBS_LOOP) -lcares -ljansson -lm

$(B)/test/test_ovs_model: $(B)/obj/test/unit/ovs_model.o \
    $(B)/obj/test/unit/ovs_model_text.o

# Stands in for Xen's libraries; see there.
$(B)/xen_standin.so: $(wildcard test/standin/*.[ch])
	$(Q)$(CC) -std=gnu11 $(WARNINGS) $(DEFINES) $(CFLAGS) -fPIC -shared \
		-o $@ $(filter %.c,$^)

# Against test/system/hostile_dns.py.
$(B)/hammer: $(B)/obj/test/hammer/hammer.o $(LIB_HSFLOWD) $(LIB_COMMON)
	$(LINK) $(LIBS_LOOP) -lcares

tests: $(PROGRAMS) $(TESTS) $(REPLAYS) $(B)/hammer $(B)/xen_standin.so

check: tests
	$(PYTHON) test/run.py $(B)

check-san:
	$(MAKE) SAN=1 tests
	$(PYTHON) test/run.py build/san

# Both builds, one count: what scripts/check runs.
check-all: tests
	$(MAKE) SAN=1 tests
	$(PYTHON) test/run.py build build/san

$(B)/obj/test/bench/%.o: ALL_CFLAGS += -Ihsflowd
$(B)/bench_round: $(B)/obj/test/bench/round.o $(LIB_HSFLOWD) $(LIB_COMMON)
	$(LINK) $(LIBS_LOOP) -lcares
$(B)/bench_floor: $(B)/obj/test/bench/floor.o
	$(LINK)

$(B)/xen_bare: $(B)/obj/test/bench/xen_bare.o
	$(LINK) -lxenstat

bench: all $(B)/bench_round $(B)/bench_floor $(B)/xen_bare \
    $(B)/xen_standin.so
	$(PYTHON) test/bench/bench.py $(B)
	$(PYTHON) test/bench/xen_bench.py $(B)

# On the real Xen, in QEMU; and a picture of growth, some minutes each.
bench-xen: all $(B)/xen_bare
	test/xen/bench.sh
plot-xen: all $(B)/xen_bare $(B)/xen_standin.so
	$(PYTHON) test/bench/xen_bench.py $(B) | \
		$(PYTHON) test/bench/xen_plot.py docs/xen-growth.svg

# Simulated fleets; one of them is a unit test.
$(B)/obj/test/fleet/%.o: ALL_CFLAGS += -Ihsflowd
$(B)/obj/test/unit/test_fleet.o: ALL_CFLAGS += -Itest/fleet
$(B)/test/test_fleet: $(B)/obj/test/unit/test_fleet.o \
    $(B)/obj/test/fleet/fleet_sim.o $(LIB_ALL)
	@mkdir -p $(@D)
	$(LINK) -lcmocka
$(B)/fleet: $(B)/obj/test/fleet/fleet.o $(B)/obj/test/fleet/fleet_sim.o \
    $(LIB_HSFLOWD)
	$(LINK)

fleet: $(B)/fleet
	$(B)/fleet

# libFuzzer, with the sanitizers; FUZZ_SECONDS for each target.
FUZZ_SECONDS ?= 60
FUZZ_FLAGS := -fsanitize=fuzzer-no-link,address,undefined \
	-fno-sanitize-recover=undefined -g -O1 -std=gnu11 $(DEFINES) \
	-Icommon -Ihsflowd -Isflowovsd
FUZZ_LIB_SRC := $(COMMON_SRC) $(HSFLOWD_SRC) $(XEN_SRC) $(CTL_SRC) \
	$(OVS_SRC)
FUZZ_OBJ := $(FUZZ_LIB_SRC:%.c=build/fuzz/obj/%.o)

build/fuzz/obj/%.o: %.c
	@mkdir -p $(@D)
	$(Q)clang $(FUZZ_FLAGS) -MMD -MP -c -o $@ $<
build/fuzz/lib.a: $(FUZZ_OBJ)
	@rm -f $@
	$(Q)$(AR) rcs $@ $^
build/fuzz/fuzz_%: build/fuzz/obj/test/fuzz/fuzz_%.o build/fuzz/lib.a
	$(Q)clang -fsanitize=fuzzer,address,undefined -o $@ $^ \
		$(LIBS_HTTP) $(LIBS_LOOP) -lcares -ljansson -lm

# New inputs stay in build/fuzz; the corpus in the tree is added to by hand.
fuzz-smoke: $(FUZZ:%=build/fuzz/fuzz_%)
	@for name in $(FUZZ); do \
		echo "fuzz $$name: $(FUZZ_SECONDS) s"; \
		mkdir -p build/fuzz/corpus/$$name; \
		build/fuzz/fuzz_$$name -max_total_time=$(FUZZ_SECONDS) \
			-max_len=20000 -timeout=10 -print_final_stats=1 \
			-artifact_prefix=build/fuzz/$$name- \
			build/fuzz/corpus/$$name test/corpus/$$name \
			>build/fuzz/$$name.log 2>&1 || \
			{ tail -40 build/fuzz/$$name.log; exit 1; }; \
		grep number_of_executed_units build/fuzz/$$name.log; \
	done

layers: all
	test/layers.sh $(B)

PROGRAM_SOURCES := $(wildcard common/*.[ch] hsflowd/*.[ch] sflowovsd/*.[ch])
SOURCES := $(PROGRAM_SOURCES) $(wildcard test/unit/*.[ch] test/fuzz/*.[ch] \
	test/fleet/*.[ch])
SCRIPTS := scripts/demo scripts/check scripts/check-fresh .ci/run \
	$(wildcard scripts/*.sh scripts/completion/*.bash test/*.sh \
	test/xen/*.sh) \
	$(addprefix test/xen/guest/,dom0-init dom0-run xt domu-init initrd-init)

# clang-tidy takes one file at a time: given several, version 14 reports
# va_lists of one file in another.
lint:
	shellcheck -x -S warning $(SCRIPTS)
	mandoc -T lint -W warning docs/man/*
	! mandoc -T lint -W style docs/man/* 2>/dev/null | \
		grep -v 'referenced manual not found'
	codespell --skip=build,.git,corpus,fixtures \
		--ignore-words=test/codespell.txt
	cppcheck --quiet --std=c11 --enable=warning,portability,performance \
		--inline-suppr --error-exitcode=1 --suppress=missingInclude \
		-Icommon -Ihsflowd -Isflowovsd common hsflowd sflowovsd
	@echo $(filter %.c,$(PROGRAM_SOURCES)) | xargs -n 1 -P $$(nproc) \
		sh -c 'clang-tidy --quiet $$0 -- -std=gnu11 $(subst \
		",\",$(subst ',,$(DEFINES))) -Icommon -Ihsflowd \
		-Isflowovsd 2>/dev/null'

# The lines that differ from HEAD; tables and declarations that are aligned by
# hand, as KNF has them, are beyond clang-format.
format:
	git diff -U0 HEAD -- $(SOURCES) | clang-format-diff -p1 -i

# A page of each program, and of each file.
PAGES_8 := $(patsubst $(B)/%,docs/man/%.8,$(PROGRAMS))
PAGES_5 := $(wildcard docs/man/*.5)

install: all
	install -d $(DESTDIR)$(SBINDIR) $(DESTDIR)$(DOCDIR) $(DESTDIR)/etc \
		$(DESTDIR)$(MANDIR)/man5 $(DESTDIR)$(MANDIR)/man8 \
		$(DESTDIR)$(BASHDIR) $(DESTDIR)$(ZSHDIR)
	install -m 755 $(PROGRAMS) $(DESTDIR)$(SBINDIR)
	install -m 644 README.md LICENSE CHANGELOG.md $(wildcard docs/*.md) \
		$(DESTDIR)$(DOCDIR)
	install -m 644 $(PAGES_8) $(DESTDIR)$(MANDIR)/man8
	install -m 644 $(PAGES_5) $(DESTDIR)$(MANDIR)/man5
	install -m 644 scripts/completion/hsflowctl.bash \
		$(DESTDIR)$(BASHDIR)/hsflowctl
	ln -sf hsflowctl $(DESTDIR)$(BASHDIR)/hsflowd
	ln -sf hsflowctl $(DESTDIR)$(BASHDIR)/sflowovsd
	install -m 644 scripts/completion/_hsflowctl $(DESTDIR)$(ZSHDIR)
	test -e $(DESTDIR)/etc/hsflowd.conf || \
		install -m 644 conf/hsflowd.conf $(DESTDIR)/etc/hsflowd.conf

clean:
	rm -rf build

.PHONY: all tests check check-san check-all bench bench-xen plot-xen fleet \
	fuzz-smoke layers lint format install clean
.SECONDARY:
-include $(shell find $(B)/obj build/fuzz/obj -name '*.d' 2>/dev/null)
