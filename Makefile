# SPDX-License-Identifier: Apache-2.0
#
# make                build/hsflowd, build/sflowovsd, build/hsflowctl
# make check          unit tests, fuzz corpora, system tests
# make check-san      the same, built with ASan and UBSan
# make lint layers    static checks; which file may know what
# make bench          figures, printed
# make fuzz-smoke     60 s for each fuzz target (clang, libFuzzer)
# make install        DESTDIR=, PREFIX=
#
# SAN=1 builds into build/san with the sanitizers.

VERSION := 0.1.0

PREFIX ?= /usr/local
SBINDIR ?= $(PREFIX)/sbin
DOCDIR ?= $(PREFIX)/share/doc/hsflowd
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

COMMON_SRC := $(wildcard common/*.c)
HSFLOWD_SRC := $(filter-out hsflowd/main.c hsflowd/ctl_%.c,\
	$(wildcard hsflowd/*.c))
CTL_SRC := $(wildcard hsflowd/ctl_*.c)
OVS_SRC := $(filter-out sflowovsd/main.c,$(wildcard sflowovsd/*.c))
TESTS := $(patsubst test/unit/test_%.c,$(B)/test/test_%,\
	$(wildcard test/unit/test_*.c))
FUZZ := $(patsubst test/fuzz/fuzz_%.c,%,$(wildcard test/fuzz/fuzz_*.c))
REPLAYS := $(FUZZ:%=$(B)/test/replay_%)

obj = $(patsubst %.c,$(B)/obj/%.o,$(1))
LIB_COMMON := $(B)/libcommon.a
LIB_HSFLOWD := $(B)/libhsflowd.a
LIB_OVS := $(B)/libsflowovsd.a
LIB_ALL := $(LIB_HSFLOWD) $(LIB_OVS) $(LIB_COMMON)

PROGRAMS := $(B)/hsflowd $(B)/sflowovsd $(B)/hsflowctl

all: $(PROGRAMS)

$(B)/obj/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(CPPFLAGS) -I$(<D) -c -o $@ $<

$(LIB_COMMON): $(call obj,$(COMMON_SRC))
$(LIB_HSFLOWD): $(call obj,$(HSFLOWD_SRC))
$(LIB_OVS): $(call obj,$(OVS_SRC))
$(LIB_ALL):
	@rm -f $@
	$(AR) rcs $@ $^

LINK = $(CC) $(LDHARDEN) $(LDFLAGS) -o $@ $^

$(B)/hsflowd: $(call obj,hsflowd/main.c) $(LIB_HSFLOWD) $(LIB_COMMON)
	$(LINK) $(LIBS_LOOP) -lcares
$(B)/sflowovsd: $(call obj,sflowovsd/main.c) $(LIB_OVS) $(LIB_COMMON)
	$(LINK) $(LIBS_LOOP) -ljansson
$(B)/hsflowctl: $(call obj,$(CTL_SRC)) $(LIB_COMMON)
	$(LINK) $(LIBS_LOOP)

# Tests. Each unit test is a program; so is the replay of each fuzz corpus.
$(B)/obj/test/%.o: ALL_CFLAGS += -Ihsflowd -Isflowovsd -Itest/unit
$(B)/test/test_%: $(B)/obj/test/unit/test_%.o $(LIB_ALL)
	@mkdir -p $(@D)
	$(LINK) $(LIBS_LOOP) -lcares -ljansson -lcmocka -lm
$(B)/test/replay_%: $(B)/obj/test/fuzz/fuzz_%.o $(B)/obj/test/fuzz/replay.o \
    $(LIB_ALL)
	@mkdir -p $(@D)
	$(LINK) $(LIBS_LOOP) -lcares -ljansson -lm

tests: $(PROGRAMS) $(TESTS) $(REPLAYS)

.PHONY: all tests
.SECONDARY:
-include $(shell find $(B)/obj -name '*.d' 2>/dev/null)
