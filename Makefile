# GNU make. `make help` lists what there is to make.
#
#   CC, CFLAGS, CPPFLAGS, LDFLAGS   as usual
#   SANITIZE=address,undefined      (or thread) builds with a sanitizer, in a directory of its own
#   BUILD=DIR                       where everything goes
#   V=1                             shows the commands

PROGRAMS := csanalyzer csimport csexport csdiff csconfig

CFLAGS ?= -O2 -g
PREFIX ?= /usr/local
comma := ,
BUILD ?= build$(if $(SANITIZE),-$(subst $(comma),-,$(SANITIZE)))
bin := $(BUILD)/bin

# All processors are used, unless -j says otherwise.
ifeq ($(MAKELEVEL)$(filter -j%,$(MAKEFLAGS)),0)
MAKEFLAGS += -j$(shell nproc 2>/dev/null || echo 2)
endif

# ---- How it is compiled ----

# Workbooks are left out where their library is missing.
xlsx := $(shell pkg-config --exists xlsxwriter 2>/dev/null && echo xlsxwriter)
# So are directory servers.
ldap := $(shell pkg-config --exists ldap libsasl2 2>/dev/null && echo ldap)
packages := libxml-2.0 sqlite3 uuid zlib $(xlsx) $(ldap:ldap=ldap lber libsasl2)
standard := -std=c11 -D_GNU_SOURCE
warnings := -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes
ifeq ($(SANITIZE),)
# The first two where the compiler has them for this processor.
supported = $(shell $(CC) -Werror $(1) -x c -c /dev/null -o /dev/null 2>/dev/null && echo $(1))
hardening := $(call supported,-fcf-protection) $(call supported,-fstack-clash-protection) \
	-fPIE -fstack-protector-strong -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
hardening_link := -pie -Wl,-z,relro,-z,now,-z,noexecstack
else
hardening := -fsanitize=$(SANITIZE) -fno-sanitize-recover=all -fno-omit-frame-pointer
hardening_link := -fsanitize=$(SANITIZE)
endif

compile = $(CC) $(standard) $(warnings) $(hardening) -pthread -iquote common -iquote $(BUILD) \
	$(CPPFLAGS) $(CFLAGS) $(shell pkg-config --cflags $(packages) 2>/dev/null)
link = $(CC) $(hardening_link) -pthread $(CFLAGS) $(LDFLAGS)
libraries = $(shell pkg-config --libs $(packages) 2>/dev/null) -lcsv

# ---- What is compiled ----

left_out := common/table/workbook$(if $(xlsx),_missing.c,.c common/table/workbook_summary.c) \
	common/sys/system_$(if $(findstring mingw,$(CC)),posix,windows).c \
	$(addprefix common/ldap/,$(if $(ldap),missing.c,server.c connect.c))
objects_of = $(patsubst %.c,$(BUILD)/%.o,$(filter-out $(left_out),$(sort $(wildcard $(addsuffix /*.c,$(1))))))
rooms := $(patsubst %/,%,$(wildcard common/*/ common/*/*/))
library := $(BUILD)/libcstools.a
# All of the programs but their main(), for tests.
program_objects := $(filter-out %/main.o,$(call objects_of,$(PROGRAMS)))
texts := $(patsubst common/%,$(BUILD)/%.inc,$(wildcard common/*/*.sql common/*/*.css))
hashes := $(patsubst common/%,$(BUILD)/%.hash,$(wildcard common/*/*.css))

.PHONY: all demo check clean format format-check help force
.DELETE_ON_ERROR:

all: $(PROGRAMS:%=$(bin)/%) $(bin)/CSExportAnalyzer ## builds the programs, in build/bin
$(V).SILENT:

$(library): $(call objects_of,$(rooms))
	rm -f $@
	$(AR) rcs $@ $^

.SECONDEXPANSION:
$(PROGRAMS:%=$(bin)/%): $(bin)/%: $$(call objects_of,$$*) $(library)
	mkdir -p $(@D)
	$(link) -o $@ $^ $(libraries)

$(bin)/CSExportAnalyzer: $(bin)/csanalyzer
	ln -sf csanalyzer $@

$(BUILD)/%.o: %.c $(BUILD)/flags | $(texts) $(hashes)
	echo '  $<'
	mkdir -p $(@D)
	$(compile) -MMD -MP -c -o $@ $<

# A text as a C initializer: its bytes, ended by a NUL.
$(texts): $(BUILD)/%.inc: common/%
	mkdir -p $(@D)
	{ echo '{'; od -An -v -to1 $< | sed "s/ \([0-7]*\)/'\\\\\1',/g"; echo '0}'; } >$@

# Its hash as a content security policy spells it (CSP 3, 2.3.1), a C string.
$(hashes): $(BUILD)/%.hash: common/%
	mkdir -p $(@D)
	echo "\"sha256-$$(sha256sum <$< | head -c 64 | tr a-f A-F | basenc -d --base16 | base64)\"" >$@

# Holds the compiler's command: another one compiles everything again.
$(BUILD)/flags: force
	pkg-config --exists $(filter-out xlsxwriter,$(packages)) || { ./setup --check build; exit 1; }
	mkdir -p $(@D)
	echo '$(compile)' | cmp -s - $@ || echo '$(compile)' >$@

-include $(wildcard $(BUILD)/*/*.d $(BUILD)/*/*/*.d $(BUILD)/*/*/*/*.d)

# ---- What is done with it ----

demo: ## installs what is missing, builds, and shows the two steps on small data
	CC='$(CC)' ./setup build extra
	+$(MAKE) --no-print-directory all
	BIN=$(abspath $(bin)) OUT=$(BUILD)/demo testdata/demo.sh

check: ## installs what is missing, builds, and runs the tests
	CC='$(CC)' ./setup build extra test
	+$(MAKE) --no-print-directory all tests
	BUILD=$(BUILD) tests/run

clean: ## removes what was built
	rm -rf build build-*

sources := $(foreach directory,$(rooms) $(PROGRAMS) $(test_rooms),$(wildcard $(directory)/*.[ch]))
format: ## lays out the sources; format-check only looks
	clang-format -i $(sources)
format-check:
	clang-format --dry-run -Werror $(sources)

help: ## prints this
	awk -F ':.*## ' '/^[a-z][a-z -]*:.*## / { printf "make %-34s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	echo 'tests/run NAME                          runs one file of tests: tests/cli/test_NAME.py'

include tests/tests.mk packaging/packaging.mk
