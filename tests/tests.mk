# What the tests are made of, and what more can be tested than `make check` does.

unit := $(BUILD)/unit
fuzz_names := $(sort $(notdir $(basename $(wildcard tests/fuzz/target/*.c))))
fuzz_targets := $(fuzz_names:%=$(BUILD)/fuzz/%)
mutate := $(BUILD)/mutate
fault := $(BUILD)/fault.so
bench_tools := $(addprefix $(BUILD)/bench/,generate measure parse)
test_rooms := tests/unit tests/fuzz tests/fuzz/target tests/trust bench bench/generator bench/peers

.PHONY: tests unit cli bench bench-memory bench-cold kill faults together coverage mutants check-page \
	page-pictures check-office check-fresh fuzz fuzz-corpus fuzz-targets mutate

tests: $(unit) $(bench_tools) $(fuzz_targets) $(fault) ## builds what tests/run needs, besides the programs

# ---- Unit tests: each file with the list of its tests, and the list of those files ----

unit_files := $(wildcard tests/unit/test_*.c)

$(unit): $(call objects_of,tests/unit) $(program_objects) $(library)
	$(link) -o $@ $^ $(libraries) $(shell pkg-config --libs check 2>/dev/null)

$(unit_files:%.c=$(BUILD)/%.list.c): $(BUILD)/%.list.c: %.c tests/unit/list
	mkdir -p $(@D)
	tests/unit/list tests $< >$@

$(unit_files:%.c=$(BUILD)/%.o): $(BUILD)/%.o: $(BUILD)/%.list.c $(BUILD)/flags | $(texts) $(hashes)
	echo '  $*.c'
	$(compile) -MMD -MP -c -o $@ $<

$(BUILD)/tests/unit/%.o: CPPFLAGS += -iquote . -iquote tests/unit
$(BUILD)/tests/unit/unit.o: $(BUILD)/unit_list.inc
$(BUILD)/unit_list.inc: force
	mkdir -p $(@D)
	tests/unit/list files $(unit_files) | cmp -s - $@ || tests/unit/list files $(unit_files) >$@

# ---- Fuzz targets: with what runs them on files, or with libFuzzer ----

fuzz_shared := $(filter-out %/replay.o %/mutate.o,$(call objects_of,tests/fuzz))
fuzz_objects := $(fuzz_shared) $(program_objects)
ifneq ($(findstring fuzzer,$(SANITIZE)),)
fuzz_link := -fsanitize=fuzzer
else
fuzz_objects += $(BUILD)/tests/fuzz/replay.o
endif

$(fuzz_targets): $(BUILD)/fuzz/%: $(BUILD)/tests/fuzz/target/%.o $(fuzz_objects) $(library)
	mkdir -p $(@D)
	$(link) $(fuzz_link) -o $@ $^ $(libraries)

$(mutate): $(BUILD)/tests/fuzz/mutate.o $(fuzz_shared) $(program_objects) $(library)
	$(link) -o $@ $^ $(libraries)

# ---- The tools of the bench, and a library that makes the programs' system calls fail ----

$(BUILD)/bench/generate: $(call objects_of,bench/generator)
$(BUILD)/bench/measure: $(call objects_of,bench)
$(BUILD)/bench/parse: $(call objects_of,bench/peers)
$(BUILD)/bench/parse: bench_libraries = $(shell pkg-config --libs libxml-2.0 2>/dev/null)
$(bench_tools):
	$(link) -o $@ $^ $(bench_libraries)

# It defines what hardened headers redirect.
$(fault): tests/trust/fault.c $(BUILD)/flags
	$(CC) $(standard) $(warnings) $(CPPFLAGS) $(CFLAGS) -U_FORTIFY_SOURCE -fPIC -shared -o $@ $<

# ---- Parts of `make check` ----

unit: $(unit) ## runs the unit tests only
	BUILD=$(BUILD) tests/run unit

cli: all tests ## runs the tests of the programs only
	BUILD=$(BUILD) tests/run cli

# ---- More than `make check` ----

bench bench-memory bench-cold: all $(bench_tools) ## measures: N=objects RUNS=5 ONLY=NAME; bench/README.md
	BUILD=$(BUILD) bench/run $(patsubst bench-%,%,$(filter bench-%,$@)) $(if $(N),-n $(N)) \
		$(if $(RUNS),-r $(RUNS)) $(if $(ONLY),--only '$(ONLY)') $(if $(ALL),--all) $(if $(BIG),--big)

kill faults together: all tests ## N=1000 runs: killed, with calls that fail, at once (SEED=1)
	BUILD=$(BUILD) tests/trust/$@.py $(or $(N),1000) $(or $(SEED),1)

fuzz_build := build-fuzz
fuzz fuzz-corpus: ## fuzzes for T=600 seconds in all (SEED=N ONLY=TARGET); tests/fuzz/README.md
	./setup build ci
	+$(MAKE) --no-print-directory CC=clang SANITIZE=fuzzer-no-link,address,undefined CFLAGS='-O1 -g' \
		BUILD=$(fuzz_build) fuzz-targets
	SEED=$(SEED) tests/fuzz/run $(if $(filter fuzz-corpus,$@),--keep) $(fuzz_build) $(or $(T),600) \
		$(or $(ONLY),$(fuzz_names))
fuzz-targets: $(fuzz_targets)

mutate: $(mutate) ## compares libxml2 and the scanner on N=100000 mutated documents (SEED=1)
	tests/fuzz/seeds.py $(BUILD)/mutate-seeds
	$(mutate) $(or $(N),100000) $(or $(SEED),1) $(or $(FIRST),0) tests/fuzz/csexport.dict \
		$(BUILD)/mutate-seeds/readers/* tests/fuzz/corpus/readers/*

coverage: ## says which lines of common/ no test runs, and fails under 95 %
	./setup build extra test ci
	+$(MAKE) --no-print-directory CC=gcc CFLAGS='-Og -g --coverage' BUILD=build-coverage all tests
	find build-coverage -name '*.gcda' -delete
	BUILD=build-coverage tests/run
	gcovr --root . --filter common/ --fail-under-line 95 build-coverage

mutants: ## puts N=100 small faults into common/ (SEED=1), and sees whether tests notice
	CC='$(CC)' ./setup build extra test
	tests/mutants.py $(or $(N),100) $(or $(SEED),1)

check-page page-pictures: ## looks at pages in Chromium; takes the pictures in testdata/ again
	CC='$(CC)' ./setup build extra page
	+$(MAKE) --no-print-directory all
	BUILD=$(BUILD) tests/page/run $(if $(filter page-pictures,$@),pictures)

check-office: ## opens workbooks in LibreOffice, and makes one of N=1100000 rows
	CC='$(CC)' ./setup build extra office
	+$(MAKE) --no-print-directory all
	BIN=$(abspath $(bin)) tests/office/run $(N)

check-fresh: ## runs the README's commands on fresh Debian systems; needs root
	./setup fresh
	tests/fresh/run $(RELEASES)
