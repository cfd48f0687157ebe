# GNU make. `make help` lists what there is to make.
#
#   CC, CFLAGS, LDFLAGS   as ever
#   SANITIZE=address,undefined   (or thread) builds with a sanitizer, in a directory of its own
#   BUILD=DIR             where everything goes
#   V=1                   shows the commands

PROGRAMS := csanalyzer csimport csexport csdiff

CFLAGS ?= -O2 -g
PREFIX ?= /usr/local
comma := ,
BUILD ?= build$(if $(SANITIZE),-$(subst $(comma),-,$(SANITIZE)))
bin := $(BUILD)/bin

# All processors are used, unless -j says otherwise.
ifeq ($(MAKELEVEL)$(filter -j%,$(MAKEFLAGS)),0)
MAKEFLAGS += -j$(shell nproc 2>/dev/null || echo 2)
endif
ifneq ($(filter clean,$(MAKECMDGOALS)),)
.NOTPARALLEL:
endif

# ---- How it is compiled ----

# Workbooks are left out where their library is missing.
xlsx := $(shell pkg-config --exists xlsxwriter zlib 2>/dev/null && echo xlsxwriter)
packages := libxml-2.0 sqlite3 $(xlsx)
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

compile = $(CC) $(standard) $(warnings) $(hardening) -pthread -iquote common -iquote $(BUILD) $(CPPFLAGS) \
	$(CFLAGS) $(shell pkg-config --cflags $(packages) 2>/dev/null)
link = $(CC) $(hardening_link) -pthread $(CFLAGS) $(LDFLAGS)
libraries = $(shell pkg-config --libs $(packages) 2>/dev/null) -lcsv

# A line for each step; nothing under `make check` and `make demo`, the command itself with V=1.
quiet := $(if $(V),,@)
say = $(if $(V)$(QUIET),,@echo "  $(1)")

# ---- What is compiled ----

left_out := $(if $(xlsx),common/table/workbook_missing.c,\
	common/table/workbook.c common/table/workbook_put.c common/table/workbook_summary.c)
objects_of = $(patsubst %.c,$(BUILD)/%.o,$(filter-out $(left_out),$(sort $(wildcard $(addsuffix /*.c,$(1))))))
rooms := $(patsubst %/,%,$(wildcard common/*/ common/*/*/))
library := $(BUILD)/libcstools.a
unit := $(BUILD)/unit
texts := $(patsubst common/%,$(BUILD)/%.inc,$(wildcard common/*/*.sql common/*/*.css))
hashes := $(patsubst common/%,$(BUILD)/%.hash,$(wildcard common/*/*.css))
fuzz_names := $(sort $(notdir $(basename $(wildcard tests/fuzz/target/*.c))))
fuzz := $(fuzz_names:%=$(BUILD)/fuzz/%)
mutate := $(BUILD)/mutate
fault := $(BUILD)/fault.so
bench_tools := $(addprefix $(BUILD)/bench/,generate measure parse)
sources := $(foreach directory,$(rooms) $(PROGRAMS) tests/unit tests/fuzz tests/fuzz/target tests/trust bench bench/generator bench/peers,\
	$(wildcard $(directory)/*.[ch]))

.PHONY: all demo check unit cli bench bench-memory bench-cold clean format format-check help force fuzz fuzz-corpus fuzz-targets mutate check-office check-page page-pictures kill faults together mutants coverage
.DELETE_ON_ERROR:

all: $(PROGRAMS:%=$(bin)/%) $(bin)/CSExportAnalyzer

$(library): $(call objects_of,$(rooms))
	$(call say,library)
	$(quiet)rm -f $@
	$(quiet)$(AR) rcs $@ $^

define program_rule
$(bin)/$(1): $(call objects_of,$(1)) $(library)
	$$(call say,program $(1))
	$(quiet)mkdir -p $$(@D)
	$(quiet)$$(link) -o $$@ $$^ $$(libraries)
endef
$(foreach program,$(PROGRAMS),$(eval $(call program_rule,$(program))))

$(bin)/CSExportAnalyzer: $(bin)/csanalyzer
	$(quiet)ln -sf csanalyzer $@

$(unit): $(call objects_of,tests/unit) $(BUILD)/libcsdiff.a $(library)
	$(call say,unit tests)
	$(quiet)$(link) -o $@ $^ $(libraries) $(shell pkg-config --libs check 2>/dev/null)

$(BUILD)/bench/generate: $(call objects_of,bench/generator)
$(BUILD)/bench/measure: $(call objects_of,bench)
$(BUILD)/bench/parse: $(call objects_of,bench/peers)
$(BUILD)/bench/parse: bench_libraries = $(shell pkg-config --libs libxml-2.0 2>/dev/null)
$(bench_tools):
	$(call say,bench tool $(@F))
	$(quiet)$(link) -o $@ $^ $(bench_libraries)

# A fuzz target: with what runs it on files, or with libFuzzer. It may use all of the programs but
# their main().
fuzz_shared := $(filter-out %/replay.o %/mutate.o,$(call objects_of,tests/fuzz))
fuzz_objects := $(fuzz_shared) $(BUILD)/tests/fuzz/replay.o
ifneq ($(findstring fuzzer,$(SANITIZE)),)
fuzz_objects := $(fuzz_shared)
fuzz_link := -fsanitize=fuzzer
endif
# A library for each program: names may be the same in two of them.
program_libraries := $(PROGRAMS:%=$(BUILD)/lib%.a)

define program_library_rule
$(BUILD)/lib$(1).a: $(filter-out %/main.o,$(call objects_of,$(1)))
	$$(quiet)rm -f $$@
	$$(quiet)$$(AR) rcs $$@ $$^
endef
$(foreach program,$(PROGRAMS),$(eval $(call program_library_rule,$(program))))

$(fuzz): $(BUILD)/fuzz/%: $(BUILD)/tests/fuzz/target/%.o $(fuzz_objects) $(program_libraries) $(library)
	$(call say,fuzz target $*)
	$(quiet)mkdir -p $(@D)
	$(quiet)$(link) $(fuzz_link) -o $@ $^ $(libraries)

$(mutate): $(BUILD)/tests/fuzz/mutate.o $(fuzz_shared) $(program_libraries) $(library)
	$(call say,mutate)
	$(quiet)$(link) -o $@ $^ $(libraries)

# A library that makes the programs' system calls fail. It defines what hardened headers redirect.
$(fault): tests/trust/fault.c $(BUILD)/flags
	$(call say,library of faults)
	$(quiet)$(CC) $(standard) $(warnings) $(CPPFLAGS) $(CFLAGS) -U_FORTIFY_SOURCE -fPIC -shared -o $@ $<

$(BUILD)/%.o: %.c $(BUILD)/flags | $(texts) $(hashes)
	$(call say,$<)
	$(quiet)mkdir -p $(@D)
	$(quiet)$(compile) -MMD -MP -c -o $@ $<

# Each file of unit tests with the list of its tests, and the list of those files.
unit_files := $(wildcard tests/unit/test_*.c)
$(unit_files:%.c=$(BUILD)/%.list.c): $(BUILD)/%.list.c: %.c tests/unit/list
	$(quiet)mkdir -p $(@D)
	$(quiet)tests/unit/list tests $< >$@
$(unit_files:%.c=$(BUILD)/%.o): $(BUILD)/%.o: $(BUILD)/%.list.c $(BUILD)/flags | $(texts) $(hashes)
	$(call say,$(*:%=%.c))
	$(quiet)$(compile) -MMD -MP -c -o $@ $<
$(BUILD)/tests/unit/%.o: CPPFLAGS += -iquote . -iquote tests/unit
$(BUILD)/unit_list.inc: force
	$(quiet)mkdir -p $(@D)
	$(quiet)tests/unit/list files $(unit_files) | cmp -s - $@ || tests/unit/list files $(unit_files) >$@
$(BUILD)/tests/unit/unit.o: $(BUILD)/unit_list.inc

# A text as a C initialiser: its bytes, ended by a NUL.
$(texts): $(BUILD)/%.inc: common/%
	$(quiet)mkdir -p $(@D)
	$(quiet){ echo '{'; od -An -v -to1 $< | sed "s/ \([0-7]*\)/'\\\\\1',/g"; echo '0}'; } >$@

# Its hash as a content security policy spells it (CSP 3, 2.3.1), a C string.
$(hashes): $(BUILD)/%.hash: common/%
	$(quiet)mkdir -p $(@D)
	$(quiet)echo "\"sha256-$$(sha256sum <$< | head -c 64 | tr a-f A-F | basenc -d --base16 | base64)\"" >$@

# Holds the compiler's command, so that another one compiles everything again. Before the first
# object, it is also the place to find out that a library is missing.
$(BUILD)/flags: force
	$(quiet)if [ ! -e $@ ]; then CC='$(CC)' ./setup --check build; fi
	$(quiet)mkdir -p $(@D)
	$(quiet)echo '$(compile)' | cmp -s - $@ || echo '$(compile)' >$@

-include $(wildcard $(BUILD)/*/*.d $(BUILD)/*/*/*.d $(BUILD)/*/*/*/*.d)

# ---- What is done with it ----

again := @+$(MAKE) --no-print-directory QUIET=1

demo:
	@CC='$(CC)' ./setup build extra
	$(again) all
	@BIN=$(abspath $(bin)) OUT=$(BUILD)/demo testdata/demo.sh

check:
	@CC='$(CC)' ./setup build extra test
	$(again) all $(unit) $(bench_tools) $(fuzz) $(fault)
	@BUILD=$(BUILD) tests/run

unit: $(unit)
	@BUILD=$(BUILD) tests/run unit

cli: all $(bench_tools) $(fuzz) $(fault)
	@BUILD=$(BUILD) tests/run cli

bench bench-memory bench-cold: all $(bench_tools)
	@BUILD=$(BUILD) bench/run $(patsubst bench-%,%,$(filter bench-%,$@)) $(if $(N),-n $(N)) \
		$(if $(RUNS),-r $(RUNS)) $(if $(ONLY),--only '$(ONLY)') $(if $(ALL),--all) $(if $(BIG),--big)

# N runs of the programs that are killed, whose system calls fail, and that run at once.
kill faults together: all $(fault) $(bench_tools)
	@BUILD=$(BUILD) tests/trust/$@.py $(or $(N),1000) $(or $(SEED),1)

# Which lines of common/ the tests run; under 95 % of them fails.
coverage_build := build-coverage
coverage:
	@./setup build extra test ci
	$(again) CC=gcc CFLAGS='-Og -g --coverage' BUILD=$(coverage_build) all $(coverage_build)/unit \
		$(bench_tools:$(BUILD)/%=$(coverage_build)/%) $(fuzz:$(BUILD)/%=$(coverage_build)/%) \
		$(fault:$(BUILD)/%=$(coverage_build)/%)
	@find $(coverage_build) -name '*.gcda' -delete
	@BUILD=$(coverage_build) tests/run
	@gcovr --root . --filter common/ --fail-under-line 95 $(coverage_build)

# N small faults in common/, one at a time.
mutants:
	@CC='$(CC)' ./setup build extra test
	@tests/mutants.py $(or $(N),100) $(or $(SEED),1)

# Pages in Chromium: on a phone, on a desk, on paper, for a screen reader.
check-page page-pictures:
	@CC='$(CC)' ./setup build extra page
	$(again) all
	@BUILD=$(BUILD) tests/page/run $(if $(filter page-pictures,$@),pictures)

# Workbooks in LibreOffice; one of N rows.
check-office:
	@CC='$(CC)' ./setup build extra office
	$(again) all
	@BIN=$(abspath $(bin)) tests/office/run $(N)

# T seconds in all, drawn by SEED; ONLY=TARGET for one. tests/fuzz/README.md has the rest.
fuzz_build := build-fuzz
fuzz fuzz-corpus:
	@./setup build ci
	$(again) CC=clang SANITIZE=fuzzer-no-link,address,undefined CFLAGS='-O1 -g' BUILD=$(fuzz_build) fuzz-targets
	@SEED=$(SEED) tests/fuzz/run $(if $(filter fuzz-corpus,$@),--keep) $(fuzz_build) $(or $(T),600) $(or $(ONLY),$(fuzz_names))

fuzz-targets: $(fuzz)

# N documents that are mutated at random, read in every way.
mutate: $(mutate)
	@tests/fuzz/seeds.py $(BUILD)/mutate-seeds
	@$(mutate) $(or $(N),100000) $(or $(SEED),1) $(or $(FIRST),0) tests/fuzz/csexport.dict \
		$(BUILD)/mutate-seeds/readers/* tests/fuzz/corpus/readers/*

include packaging/packaging.mk

clean:
	rm -rf build build-*

format:
	clang-format -i $(sources)

format-check:
	@clang-format --dry-run -Werror $(sources)

help:
	@echo 'make               builds the programs in $(bin)'
	@echo 'make demo          installs what is missing, builds, and shows the two steps on small data'
	@echo 'make check         installs what is missing, builds, and runs every test'
	@echo 'make unit, cli     only the unit tests, only the tests of the programs'
	@echo 'tests/run NAME     only one file of tests'
	@echo 'make bench         measures the programs and other tools (N=objects RUNS=5); see bench/README.md'
	@echo 'make bench-memory, bench-cold   memory by file size (BIG=1: 5 GB too), a file not in the cache'
	@echo 'make kill, faults  kills the programs, or lets their reads, writes and memory fail, at random'
	@echo 'make together      runs readers and writers at once (all three: N=runs SEED=1)'
	@echo 'make check-page    looks at pages in Chromium; page-pictures takes those of testdata/ again'
	@echo 'make check-office  opens workbooks in LibreOffice, and makes one of N=1100000 rows'
	@echo 'make fuzz          fuzzes for T seconds (600) in all, drawn by SEED; ONLY=TARGET; see tests/fuzz/README.md'
	@echo 'make mutate        compares libxml2 and the scanner on N=100000 mutated documents (SEED=1)'
	@echo 'make coverage      says which lines of common/ no test runs, and fails under 95 %'
	@echo 'make mutants       puts N=100 small faults into common/, by SEED=1, and sees whether tests notice'
	@echo 'make install       installs the programs and their manual (PREFIX, DESTDIR); make uninstall'
	@echo 'make deb, dist     a Debian package, a source tarball, in $(BUILD)'
	@echo 'make check-package makes both, then installs, uses and removes the package'
	@echo 'make format        lays out the sources; format-check only looks'
	@echo 'make clean         removes what was built'
	@echo 'SANITIZE=address,undefined   builds with a sanitizer, in a directory of its own'
