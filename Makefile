# leat: builds the program, its plugins and its tests. `make help` lists the targets.
#
# Sources are found, not listed: every core/**/*.c goes into build/leat, and every plugin becomes
# build/plugins/NAME.so, linked from all that stands under its name:
#
#   plugins/sources/NAME.c     or all of plugins/sources/NAME/
#   plugins/transforms/NAME.c  or all of plugins/transforms/NAME/
#   plugins/sinks/NAME.c       or all of plugins/sinks/NAME/
#   plugins/NAME.c             where NAME has more than one role: the one leat_plugin_entry for them all
#
# Settings: V=1 shows the commands; SAN=address|undefined|thread builds with a sanitizer, in a folder of its own;
# CC=clang; CI=true makes warnings errors; BUILD=dir; prefix=, DESTDIR= for install. COVERAGE=1 builds, in a folder of its own
# too, what counts the lines and branches that run (gcc alone); `make coverage` does so, and says what the tests reach.

VERSION := 0.1.0

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules --no-print-directory

ifeq ($(origin CC),default)
CC := gcc
endif
Q := $(if $(filter 1,$(V)),,@)
# What is done, a line each, unless the commands themselves are shown, or nothing is (make -s).
say = $(if $(filter 1,$(V))$(findstring s,$(firstword -$(MAKEFLAGS))),,@echo "  $(1)")

# A word for the shell, whatever is in it: the folder of a clone may have spaces in its name.
quoted = '$(subst ','\'',$(1))'

# ---- Where things go -------------------------------------------------------------------------------------------------

BUILD ?= build$(if $(SAN),-$(SAN))$(if $(COVERAGE),-coverage)
OBJ := $(BUILD)/obj

prefix ?= /usr/local
exec_prefix ?= $(prefix)
bindir ?= $(exec_prefix)/bin
libdir ?= $(exec_prefix)/lib
includedir ?= $(prefix)/include
datadir ?= $(prefix)/share
mandir ?= $(datadir)/man
completiondir ?= $(datadir)/bash-completion/completions
plugindir = $(libdir)/leat/plugins

# ---- Flags -----------------------------------------------------------------------------------------------------------

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wvla \
            -Wwrite-strings $(if $(filter true,$(CI)),-Werror)
LANGUAGE := -std=c17 -D_GNU_SOURCE -fno-common -fvisibility=hidden -ffile-prefix-map=$(call quoted,$(CURDIR)/)=
HARDENED := -O2 -g -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong

# Fortify hides calls from the sanitizers, so it is for the plain build alone.
ifneq ($(COVERAGE),)
ifneq ($(SAN),)
$(error COVERAGE is for a build without SAN)
endif
# Threads count in one place, so they must not lose each other's counts.
MODE := -O0 -g --coverage -fprofile-update=atomic
else ifeq ($(SAN),)
MODE := $(HARDENED)
else ifeq ($(SAN),address)
MODE := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
else ifeq ($(SAN),undefined)
MODE := -O1 -g -fno-omit-frame-pointer -fsanitize=undefined -fno-sanitize-recover=all
else ifeq ($(SAN),thread)
MODE := -O1 -g -fno-omit-frame-pointer -fsanitize=thread
else
$(error SAN is address, undefined or thread, not '$(SAN)')
endif

# Files that end in _avx2.c and _avx512.c are the variants of a scan for machines that have these instructions; which one
# runs is chosen at run time (plugins/shared/vector/level.h).
ifneq ($(filter x86_64%,$(shell $(CC) -dumpmachine 2>/dev/null)),)
VECTOR_avx2 := -mavx2 -mbmi -mbmi2 -mpopcnt
VECTOR_avx512 := $(VECTOR_avx2) -mavx512f -mavx512bw -mavx512vl -mavx512vbmi2
endif

# CFLAGS, CPPFLAGS and LDFLAGS belong to whoever builds; ours are added to them.
COMPILE = $(CC) $(LANGUAGE) $(MODE) $(WARNINGS) $(VECTOR_$(lastword $(subst _, ,$(basename $<)))) $(CFLAGS) -fPIC -MMD -MP \
          -c -o $@ $<
LINK = $(CC) $(MODE) $(CFLAGS) $(LDFLAGS) -Wl,--as-needed

CORE_CPPFLAGS := -iquote core -Iinclude -DLEAT_VERSION='"$(VERSION)"' -DLEAT_PLUGIN_DIR='"$(plugindir)"'
CORE_LIBS := -ljansson -lutf8proc -ldl -lpthread -lm
PLUGIN_CPPFLAGS := -iquote plugins -Iinclude

# No symbol may stay open in a plugin. clang keeps the sanitizers' symbols in the program, so they stay open there.
ifeq ($(SAN)-$(findstring clang,$(CC)),-)
CLOSED := -Wl,-z,defs
else ifeq ($(findstring clang,$(CC)),)
CLOSED := -Wl,-z,defs
endif

# What a plugin links besides the C library.
PLUGIN_LIBS_csv := -lcsv
PLUGIN_LIBS_json := -ljansson
PLUGIN_LIBS_validate := -lpcre2-8
PLUGIN_LIBS_excel := -lxlsxwriter -lminizip -lexpat -lz -Wl,--version-script=plugins/sinks/excel/exports.map

# ---- Sources ---------------------------------------------------------------------------------------------------------

find-c = $(sort $(shell find $(1) -name '*.c' -not -name '.*' 2>/dev/null))

CORE_SOURCES := $(call find-c,core)
MAIN_SOURCE := core/command/main.c
CORE_OBJECTS := $(CORE_SOURCES:%.c=$(OBJ)/%.o)
MAIN_OBJECT := $(MAIN_SOURCE:%.c=$(OBJ)/%.o)

ROLE_ENTRIES := $(wildcard plugins/sources/* plugins/transforms/* plugins/sinks/*)
PLUGINS := $(sort $(basename $(notdir $(filter %.c,$(ROLE_ENTRIES)) $(patsubst %/.,%,$(wildcard $(ROLE_ENTRIES:%=%/.))))))
PLUGIN_FILES := $(PLUGINS:%=$(BUILD)/plugins/%.so)
SHARED_SOURCES := $(call find-c,plugins/shared)
SHARED_OBJECTS := $(SHARED_SOURCES:%.c=$(OBJ)/%.o)

plugin-sources = $(wildcard plugins/$(1).c) $(foreach role,sources transforms sinks,\
    $(wildcard plugins/$(role)/$(1).c) $(call find-c,plugins/$(role)/$(1)))
plugin-objects = $(patsubst %.c,$(OBJ)/%.o,$(call plugin-sources,$(1)))

UNIT_SOURCES := $(call find-c,tests/unit)
UNIT_OBJECTS := $(UNIT_SOURCES:%.c=$(OBJ)/%.o)

# Plugins whose inside the unit tests look at; they take of it what they use.
UNIT_PLUGIN_OBJECTS := $(patsubst %.c,$(OBJ)/%.o,$(call find-c,plugins/sources/json) \
    $(wildcard plugins/sinks/excel/escape.c plugins/sinks/excel/packed.c plugins/sinks/excel/workers.c))

# Workbooks are read back by code of the tests' own; tests/accessible walks the rules of accessible spreadsheets over them.
WORKBOOK_OBJECTS := $(patsubst %.c,$(OBJ)/%.o,$(call find-c,tests/workbook))
ACCESSIBLE_OBJECTS := $(patsubst %.c,$(OBJ)/%.o,$(call find-c,tests/accessible))
CASES_OBJECTS := $(patsubst %.c,$(OBJ)/%.o,$(call find-c,tests/cases))
$(WORKBOOK_OBJECTS) $(ACCESSIBLE_OBJECTS) $(CASES_OBJECTS): TEST_CPPFLAGS := -iquote tests

# Plugins that exist for the tests alone: one file, one shared object, beside neither the program nor its plugins.
TEST_PLUGIN_SOURCES := $(wildcard tests/abi/*.c tests/bad/*.c tests/plugins/*.c)
TEST_PLUGIN_FILES := $(TEST_PLUGIN_SOURCES:%.c=$(BUILD)/%.so)

.PHONY: all
all: $(BUILD)/leat $(PLUGIN_FILES) ## Build the program and its plugins (the default)

# Says which packages are missing, and installs them unless it is only to tell.
PACKAGES = CC='$(CC)' CPPFLAGS='$(CPPFLAGS)' SAN=$(SAN) .ci/packages

# Everything depends on the flags, so a changed flag or compiler never leaves old objects behind. (They are read by cat:
# what make 4.3 reads by $(file <) differs from the file at times.)
FLAGS_NOW := $(CC) $(LANGUAGE) $(MODE) $(WARNINGS) $(CFLAGS) $(CPPFLAGS) $(LDFLAGS) $(CORE_CPPFLAGS) $(PLUGIN_CPPFLAGS)
FLAGS := $(BUILD)/flags
ifneq ($(strip $(shell cat $(FLAGS) 2>/dev/null)),$(strip $(FLAGS_NOW)))
.PHONY: $(FLAGS)
endif
$(FLAGS): export TEXT = $(FLAGS_NOW)
$(FLAGS):
	@$(PACKAGES) --tell build
	@mkdir -p $(@D) && printf '%s\n' "$$TEXT" >$@

$(OBJ)/core/%.o: core/%.c $(FLAGS)
	@mkdir -p $(@D)
	$(call say,CC    $<)
	$(Q)$(COMPILE) $(CORE_CPPFLAGS) $(CPPFLAGS)

$(OBJ)/plugins/%.o: plugins/%.c $(FLAGS)
	@mkdir -p $(@D)
	$(call say,CC    $<)
	$(Q)$(COMPILE) $(PLUGIN_CPPFLAGS) $(CPPFLAGS)

$(OBJ)/tests/unit/%.o: tests/unit/%.c $(FLAGS)
	@mkdir -p $(@D)
	$(call say,CC    $<)
	$(Q)$(COMPILE) $(CORE_CPPFLAGS) -iquote plugins $(CPPFLAGS)

$(OBJ)/tests/bench/expressions.o: tests/bench/expressions.c $(FLAGS)
	@mkdir -p $(@D)
	$(call say,CC    $<)
	$(Q)$(COMPILE) $(CORE_CPPFLAGS) $(CPPFLAGS)

$(OBJ)/tests/%.o: tests/%.c $(FLAGS)
	@mkdir -p $(@D)
	$(call say,CC    $<)
	$(Q)$(COMPILE) $(TEST_CPPFLAGS) -Iinclude $(CPPFLAGS)

# ---- The program and its plugins -------------------------------------------------------------------------------------

# A list of sources that grew or shrank must link anew, though no object is newer: so the list is a prerequisite too.
define remember-list
ifneq ($$(shell cat $(1) 2>/dev/null),$(strip $(2)))
.PHONY: $(1)
endif
$(1):
	@mkdir -p $$(@D) && printf '%s\n' '$(strip $(2))' >$$@
endef

$(eval $(call remember-list,$(OBJ)/leat.list,$(CORE_OBJECTS)))
ifneq ($(COVERAGE),)
COVERAGE_END := $(OBJ)/tests/check/coverage_end.o
COVERAGE_LINK := -Wl,--wrap=_exit
endif
$(BUILD)/leat: $(CORE_OBJECTS) $(COVERAGE_END) $(OBJ)/leat.list
	$(call say,LINK  $@)
	$(Q)$(LINK) -o $@ $(CORE_OBJECTS) $(COVERAGE_END) $(COVERAGE_LINK) $(CORE_LIBS)

# What several plugins need alike; each takes from the archive only what it uses.
SHARED := $(if $(SHARED_OBJECTS),$(OBJ)/plugins/shared.a)
$(OBJ)/plugins/shared.a: $(SHARED_OBJECTS)
	$(call say,AR    $@)
	$(Q)rm -f $@ && ar rcsD $@ $^

define link-plugin
$(call remember-list,$(OBJ)/plugins/$(1).list,$(call plugin-objects,$(1)))
$(BUILD)/plugins/$(1).so: $(call plugin-objects,$(1)) $(OBJ)/plugins/$(1).list $(SHARED)
	@mkdir -p $$(@D)
	$$(call say,LINK  $$@)
	$$(Q)$$(LINK) -shared $$(CLOSED) -o $$@ $(call plugin-objects,$(1)) $(SHARED) $(PLUGIN_LIBS_$(1)) -lm
endef
$(foreach plugin,$(PLUGINS),$(eval $(call link-plugin,$(plugin))))

# A plugin that its group may write is refused, also where new files are so. One of them is at fault for its open symbol.
$(BUILD)/tests/bad/missing-symbol.so: CLOSED :=
$(TEST_PLUGIN_FILES): $(BUILD)/%.so: $(OBJ)/%.o
	@mkdir -p $(@D)
	$(call say,LINK  $@)
	$(Q)$(LINK) -shared $(CLOSED) -o $@ $< -lm && chmod go-w $@ $(@D)

# ---- Tests -----------------------------------------------------------------------------------------------------------

$(OBJ)/tests/plugins.a: $(UNIT_PLUGIN_OBJECTS)
	$(call say,AR    $@)
	$(Q)rm -f $@ && ar rcsD $@ $^

$(eval $(call remember-list,$(OBJ)/unit.list,$(UNIT_OBJECTS) $(UNIT_PLUGIN_OBJECTS) $(CORE_OBJECTS)))
$(BUILD)/tests/unit-tests: $(UNIT_OBJECTS) $(OBJ)/tests/plugins.a $(filter-out $(MAIN_OBJECT),$(CORE_OBJECTS)) $(OBJ)/unit.list $(SHARED)
	@mkdir -p $(@D)
	$(call say,LINK  $@)
	$(Q)$(LINK) -o $@ $(filter %.o,$^) $(OBJ)/tests/plugins.a $(SHARED) -lcriterion -lz $(CORE_LIBS)

$(OBJ)/tests/workbook.a: $(WORKBOOK_OBJECTS)
	$(call say,AR    $@)
	$(Q)rm -f $@ && ar rcsD $@ $^

$(eval $(call remember-list,$(OBJ)/accessible.list,$(WORKBOOK_OBJECTS) $(ACCESSIBLE_OBJECTS)))
$(BUILD)/tests/accessible: $(ACCESSIBLE_OBJECTS) $(OBJ)/tests/workbook.a $(OBJ)/accessible.list
	@mkdir -p $(@D)
	$(call say,LINK  $@)
	$(Q)$(LINK) -o $@ $(filter %.o %.a,$^) -lminizip -lexpat -lm

$(eval $(call remember-list,$(OBJ)/cases.list,$(WORKBOOK_OBJECTS) $(CASES_OBJECTS)))
$(BUILD)/tests/cases: $(CASES_OBJECTS) $(OBJ)/tests/workbook.a $(OBJ)/cases.list
	@mkdir -p $(@D)
	$(call say,LINK  $@)
	$(Q)$(LINK) -o $@ $(filter %.o %.a,$^) -lminizip -lexpat -lm

# The decoder of CSV held against its oracles: files made at random, those that are named on its command line, or (make
# fuzz-csv) libFuzzer's.
FUZZ_SOURCES := $(wildcard tests/fuzz/*.c)
FUZZ_OBJECTS := $(FUZZ_SOURCES:%.c=$(OBJ)/%.o)
$(FUZZ_OBJECTS): TEST_CPPFLAGS := -iquote plugins -iquote tests -iquote tests/unit $(CORE_CPPFLAGS)
CSV_CHECK := $(patsubst %,tests/fuzz/%.c,csv csv_oracle csv_records source_host)
$(BUILD)/tests/generated-csv: $(OBJ)/tests/fuzz/generated_csv.o $(CSV_CHECK:%.c=$(OBJ)/%.o) $(call plugin-objects,csv) $(SHARED)
	@mkdir -p $(@D)
	$(call say,LINK  $@)
	$(Q)$(LINK) -o $@ $^ $(PLUGIN_LIBS_csv) -lm

# The same host refuses a source what it asks for, at every moment of a read.
REFUSED := $(BUILD)/tests/refused-csv $(BUILD)/tests/refused-json
$(REFUSED): $(BUILD)/tests/refused-%: $(OBJ)/tests/fuzz/refused_%.o $(OBJ)/tests/fuzz/refused.o $(OBJ)/tests/fuzz/source_host.o
	@mkdir -p $(@D)
	$(call say,LINK  $@)
	$(Q)$(LINK) -o $@ $^ $(PLUGIN_LIBS_$*) -lm
define refused-objects
$(BUILD)/tests/refused-$(1): $(call plugin-objects,$(1)) $(SHARED)
endef
$(foreach source,csv json,$(eval $(call refused-objects,$(source))))

# The targets of fuzzing, given the inputs that are named on their command lines.
FUZZ_REPLAYS := $(patsubst %,$(BUILD)/tests/fuzz-%,csv json definition expression batch workbook)
$(BUILD)/tests/fuzz-csv: $(CSV_CHECK:%.c=$(OBJ)/%.o) $(call plugin-objects,csv) $(SHARED)
$(BUILD)/tests/fuzz-json: $(patsubst %,$(OBJ)/tests/unit/%.o,json_oracle shared_host) $(call plugin-objects,json) $(SHARED)
$(BUILD)/tests/fuzz-definition $(BUILD)/tests/fuzz-expression $(BUILD)/tests/fuzz-batch: $(filter-out $(MAIN_OBJECT),$(CORE_OBJECTS))
$(BUILD)/tests/fuzz-workbook: $(patsubst %,$(OBJ)/plugins/sinks/excel/%.o,reread packed temporary) $(SHARED)
$(FUZZ_REPLAYS): $(BUILD)/tests/fuzz-%: $(OBJ)/tests/fuzz/%.o $(OBJ)/tests/fuzz/replay.o
	@mkdir -p $(@D)
	$(call say,LINK  $@)
	$(Q)$(LINK) -o $@ $(filter %.o,$^) $(filter %.a,$^) $(PLUGIN_LIBS_$*) $(CORE_LIBS) -lminizip -lexpat -lz

# Runs with allocations that fail. The sanitizers have their own allocator, which nothing can stand before.
MEMORY_FAULTS := $(if $(SAN),,$(BUILD)/tests/faults/memory $(BUILD)/tests/faults/memory_shim.so)
$(BUILD)/tests/faults/memory: $(OBJ)/tests/faults/memory.o
	@mkdir -p $(@D)
	$(call say,LINK  $@)
	$(Q)$(LINK) -o $@ $^
$(BUILD)/tests/faults/memory_shim.so: $(OBJ)/tests/faults/memory_shim.o
	@mkdir -p $(@D)
	$(call say,LINK  $@)
	$(Q)$(LINK) -shared $(CLOSED) -o $@ $^ -ldl

# Not a test: how long expressions take, a row.
$(BUILD)/tests/bench-expressions: $(OBJ)/tests/bench/expressions.o $(filter-out $(MAIN_OBJECT),$(CORE_OBJECTS))
	@mkdir -p $(@D)
	$(call say,LINK  $@)
	$(Q)$(LINK) -o $@ $^ $(CORE_LIBS)

# The bench. What makes its data and knows its answers the tests use as well, at a tiny size.
BENCH_PROGRAMS := $(patsubst %,$(BUILD)/tests/bench/%,generate verify measure peer_duckdb peer_libcsv peer_jansson peer_libxlsxwriter)
$(BUILD)/tests/bench/generate: $(OBJ)/tests/bench/answer.o $(OBJ)/tests/bench/data.o
$(BUILD)/tests/bench/verify $(BUILD)/tests/bench/peer_libxlsxwriter: $(OBJ)/tests/bench/data.o
$(BUILD)/tests/bench/peer_libcsv $(BUILD)/tests/bench/peer_jansson $(BUILD)/tests/bench/peer_zsv: $(OBJ)/tests/bench/tally.o
BENCH_LIBS_peer_duckdb := -ldl
BENCH_LIBS_peer_libcsv := -lcsv
BENCH_LIBS_peer_jansson := -ljansson
BENCH_LIBS_peer_libxlsxwriter := -lxlsxwriter
$(BENCH_PROGRAMS): $(BUILD)/tests/bench/%: $(OBJ)/tests/bench/%.o
	@mkdir -p $(@D)
	$(call say,LINK  $@)
	$(Q)$(LINK) -o $@ $^ $(BENCH_LIBS_$*)

# zsv is in no distribution: BENCH_ZSV names the folder where it was built.
ifneq ($(BENCH_ZSV),)
BENCH_PROGRAMS += $(BUILD)/tests/bench/peer_zsv
$(BUILD)/tests/bench/peer_zsv: tests/bench/peer_zsv.c
	@mkdir -p $(@D)
	$(Q)$(CC) -O2 -D_GNU_SOURCE -I'$(BENCH_ZSV)/include' -o $@ $^ $$(find '$(BENCH_ZSV)' -name libzsv.a | head -n 1) -lm -lpthread
endif

# The thread sanitizer cannot run Criterion, so under it the unit tests are left out.
UNIT_TESTS := $(if $(UNIT_SOURCES),$(if $(filter thread,$(SAN)),,$(BUILD)/tests/unit-tests))

# Runs with faults: the driver, and what it puts before the C library in them.
FAULT_FILES := $(BUILD)/tests/faults/faults $(BUILD)/tests/faults/inject.so
$(BUILD)/tests/faults/faults: $(OBJ)/tests/faults/faults.o $(patsubst %,$(OBJ)/tests/faults/%.o,files judge runs)
	@mkdir -p $(@D)
	$(call say,LINK  $@)
	$(Q)$(LINK) -o $@ $^
$(BUILD)/tests/faults/inject.so: $(OBJ)/tests/faults/inject.o
	@mkdir -p $(@D)
	$(call say,LINK  $@)
	$(Q)$(LINK) -shared -o $@ $^ -ldl

# What the tests run besides plugins and unit tests.
TEST_PROGRAMS := $(BUILD)/tests/accessible $(BUILD)/tests/cases $(BUILD)/tests/generated-csv $(REFUSED) $(FUZZ_REPLAYS) $(BUILD)/tests/bench/generate \
                 $(BUILD)/tests/bench/verify $(BUILD)/tests/bench/measure $(FAULT_FILES) $(MEMORY_FAULTS)
.PHONY: build-tests
build-tests: all $(UNIT_TESTS) $(TEST_PLUGIN_FILES) $(TEST_PROGRAMS)

TEST_ENV = BUILD=$(call quoted,$(abspath $(BUILD))) SAN=$(SAN) CC='$(CC)' CFLAGS='$(CFLAGS)' CPPFLAGS='$(CPPFLAGS)' \
           LDFLAGS='$(LDFLAGS)'

.PHONY: run
run: deps ## Build and do the main job: the KPI 14 workbook and its JSON, under out/
	@$(MAKE) all
	$(BUILD)/leat run pipelines/kpi14-ofsted-grades.json

.PHONY: test
test: deps-test ## Run every test; the last line says how many passed and failed
	@$(MAKE) build-tests
	@$(TEST_ENV) tests/run.sh

.PHONY: test-full
test-full: deps-full ## The same, with the tools installed that some tests are skipped without
	@$(MAKE) build-tests
	@$(TEST_ENV) tests/run.sh

# Counts are of one run of all tests: those of before are taken away first. Tests that fail count as they are.
.PHONY: coverage
ifeq ($(COVERAGE),)
coverage: ## Say which lines and branches of core and parsers the tests reach; fails below 95 % and 85 %
	@$(MAKE) COVERAGE=1 coverage
else
coverage: deps-coverage
	@$(MAKE) build-tests
	@find $(BUILD) -name '*.gcda' -delete
	@status=0; $(TEST_ENV) COVERAGE=1 tests/run.sh || status=$$?; \
	$(TEST_ENV) tests/check/coverage.sh && exit $$status
endif

.PHONY: faults-memory
faults-memory: all $(MEMORY_FAULTS) ## Let every allocation of eight runs fail, one after the other: half an hour
	@$(TEST_ENV) tests/proofs/run faults-memory

.PHONY: proofs
proofs: build-tests ## Prove at full length what the tests prove in short: takes hours. Or some: PROOF='keys files'
	@$(TEST_ENV) tests/proofs/run $(PROOF)

.PHONY: planted
planted: deps-test ## Plant the bugs of tests/planted one by one; a test must catch each: takes hours. Or some: BUG='name name'
	@$(TEST_ENV) tests/planted/run $(BUG)

.PHONY: unit
unit: $(UNIT_TESTS) ## Run the unit tests alone, or some: make unit FILTER='text/*'
	$(BUILD)/tests/unit-tests $(if $(FILTER),--filter '$(FILTER)')

.PHONY: bench-expressions
bench-expressions: $(BUILD)/tests/bench-expressions ## Measure how long typical expressions take, in nanoseconds a row
	$(BUILD)/tests/bench-expressions $(ROWS)

.PHONY: bench bench-quick
bench: deps-test ## Measure leat against other programs on files of a gigabyte; fetches those programs first
	@$(MAKE) all $(BENCH_PROGRAMS)
	@tests/bench/peers
	@$(TEST_ENV) tests/bench/run
bench-quick: all $(BENCH_PROGRAMS) ## The same on small files, in less than a minute, with the programs that are there
	@$(TEST_ENV) BENCH_ROWS=$(or $(BENCH_ROWS),50000) BENCH_ROUNDS=$(or $(BENCH_ROUNDS),3) BENCH_QUICK=1 tests/bench/run

.PHONY: faults
faults: all $(FAULT_FILES) ## Let calls fail and kill runs by the thousand: each output stays old, or is new and whole
	@$(TEST_ENV) tests/faults/run

# Fuzzing, with clang and its libFuzzer, for FUZZ_SECONDS each (tests/fuzz/run).
FUZZ := build-fuzz
FUZZ_SECONDS ?= 60
FUZZ_TARGETS := csv json definition expression batch workbook
# Files are read in small blocks, whose edges are many; most of the time would go into making room for large ones.
FUZZ_FLAGS := $(LANGUAGE) '-DSTREAM_BLOCK=((size_t)1024)' -O1 -g -fno-omit-frame-pointer \
              -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
fuzz-objects = $(patsubst %.c,$(FUZZ)/obj/%.o,$(1))
$(FUZZ)/obj/%.o: %.c
	@mkdir -p $(@D)
	$(call say,FUZZ  $<)
	$(Q)clang $(FUZZ_FLAGS) $(VECTOR_$(lastword $(subst _, ,$(basename $<)))) -iquote plugins -iquote tests -iquote tests/unit \
	    $(CORE_CPPFLAGS) -MMD -MP -c -o $@ $<
define fuzz-archive
$(FUZZ)/$(1).a: $(call fuzz-objects,$(2))
	$$(Q)rm -f $$@ && ar rcs $$@ $$^
endef
$(eval $(call fuzz-archive,core,$(filter-out $(MAIN_SOURCE),$(CORE_SOURCES))))
$(eval $(call fuzz-archive,shared,$(SHARED_SOURCES)))
$(eval $(call fuzz-archive,json,$(call find-c,plugins/sources/json)))
$(FUZZ)/csv: $(call fuzz-objects,$(CSV_CHECK) $(call plugin-sources,csv)) $(FUZZ)/shared.a
$(FUZZ)/csv: FUZZ_LIBS := $(PLUGIN_LIBS_csv)
$(FUZZ)/json: $(call fuzz-objects,tests/fuzz/json.c tests/unit/json_oracle.c tests/unit/shared_host.c) $(FUZZ)/json.a $(FUZZ)/shared.a
$(FUZZ)/json: FUZZ_LIBS := $(PLUGIN_LIBS_json)
$(FUZZ)/definition $(FUZZ)/expression $(FUZZ)/batch: $(FUZZ)/%: $(FUZZ)/obj/tests/fuzz/%.o $(FUZZ)/core.a
$(FUZZ)/definition $(FUZZ)/expression $(FUZZ)/batch: FUZZ_LIBS := $(CORE_LIBS)
$(FUZZ)/workbook: $(call fuzz-objects,tests/fuzz/workbook.c \
    $(patsubst %,plugins/sinks/excel/%.c,reread packed temporary)) $(FUZZ)/shared.a
$(FUZZ)/workbook: FUZZ_LIBS := -lminizip -lexpat -lz
$(FUZZ_TARGETS:%=$(FUZZ)/%): $(call fuzz-objects,tests/fuzz/budget.c)
	$(call say,LINK  $@)
	$(Q)clang -fsanitize=fuzzer,address,undefined -Wl,--wrap=LLVMFuzzerTestOneInput -o $@ $^ $(FUZZ_LIBS) -lm

.PHONY: fuzz $(FUZZ_TARGETS:%=fuzz-%)
fuzz: deps-fuzz ## Fuzz everything that reads what others wrote, a minute each
	@$(MAKE) -k $(FUZZ_TARGETS:%=fuzz-%)
fuzz-csv: $(FUZZ)/csv ## Fuzz the CSV source against the scanner and libcsv
fuzz-json: $(FUZZ)/json ## Fuzz the JSON reader against jansson
fuzz-definition: $(FUZZ)/definition all ## Fuzz definitions, as far as `leat check` goes
fuzz-expression: $(FUZZ)/expression ## Fuzz expressions and measures over a small batch
fuzz-batch: $(FUZZ)/batch ## Fuzz the import of what plugins hand over
fuzz-workbook: $(FUZZ)/workbook ## Fuzz the reading of finished workbooks, and of logos
$(FUZZ_TARGETS:%=fuzz-%): fuzz-%:
	@FUZZ=$(FUZZ) FUZZ_SECONDS=$(FUZZ_SECONDS) FUZZ_LENGTH=$(FUZZ_LENGTH) \
	    FUZZ_PLUGINS=$(call quoted,$(abspath $(BUILD)/plugins)) tests/fuzz/run $*
FUZZ_LENGTH = 2000
fuzz-workbook: FUZZ_LENGTH = 60000

.PHONY: golden
golden: all $(TEST_PLUGIN_FILES) $(BUILD)/tests/cases ## Run the golden cases, or one: make golden CASE=name
	@$(TEST_ENV) tests/golden/run.sh $(CASE)

.PHONY: accept
accept: all $(TEST_PLUGIN_FILES) $(BUILD)/tests/cases ## Take what one golden case gives now as expected: make accept CASE=name
	@$(TEST_ENV) tests/golden/run.sh --accept $(or $(CASE),$(error name one case: make accept CASE=name))

.PHONY: check
check: build-tests ## Check format, layers, headers and exports, with cppcheck, clang-tidy and shellcheck
	@$(TEST_ENV) PLUGINS='$(PLUGINS)' tests/check/run.sh

# A file is looked at again when its object is older than what it is made of.
TIDY := $(patsubst $(OBJ)/%.o,$(BUILD)/tidy/%.ok,$(filter $(OBJ)/core/% $(OBJ)/plugins/%,$(CORE_OBJECTS) $(SHARED_OBJECTS) \
    $(foreach plugin,$(PLUGINS),$(call plugin-objects,$(plugin)))))
.PHONY: tidy
tidy: $(TIDY)
$(BUILD)/tidy/%.ok: $(OBJ)/%.o .clang-tidy
	@mkdir -p $(@D)
	$(call say,TIDY  $*.c)
	$(Q)clang-tidy --quiet $*.c -- $(LANGUAGE) $(if $(filter core/%,$*),$(CORE_CPPFLAGS),$(PLUGIN_CPPFLAGS)) $(CPPFLAGS)
	@touch $@

.PHONY: format
format: ## Lay out the C files as .clang-format says
	clang-format -i $$(find core plugins include tests samples -name '*.[ch]' -not -path 'tests/golden/*')

# ---- What must be installed ------------------------------------------------------------------------------------------

.PHONY: deps deps-test deps-full deps-fuzz deps-coverage
deps: ## Install what the build needs, if anything is missing (apt-get, as root or by sudo)
	@$(PACKAGES) build
deps-test: ## ... and what the tests need
	@$(PACKAGES) build test
deps-full: ## ... and what the tests can use besides
	@$(PACKAGES) build test full
deps-fuzz: ## ... and what fuzzing needs
	@$(PACKAGES) build fuzz
deps-coverage: ## ... and what tells of coverage
	@$(PACKAGES) build test coverage

# ---- Installing ------------------------------------------------------------------------------------------------------

INSTALLED_HEADERS := $(wildcard include/leat/*.h)

define LEAT_PC
prefix=$(prefix)
exec_prefix=$(exec_prefix)
libdir=$(libdir)
includedir=$(includedir)
plugindir=$${libdir}/leat/plugins
abi_version=1

Name: leat
Description: Plugins for leat, the data import and transformation pipeline
Version: $(VERSION)
Cflags: -I$${includedir}
endef

.PHONY: install
install: all ## Install under $(prefix), /usr/local unless set; DESTDIR is put before it
	install -d '$(DESTDIR)$(bindir)' '$(DESTDIR)$(plugindir)' '$(DESTDIR)$(includedir)/leat' '$(DESTDIR)$(libdir)/pkgconfig'
	install -m 755 $(BUILD)/leat '$(DESTDIR)$(bindir)/leat'
	install -m 644 $(PLUGIN_FILES) '$(DESTDIR)$(plugindir)'
	install -m 644 $(INSTALLED_HEADERS) '$(DESTDIR)$(includedir)/leat'
	$(file >$(BUILD)/leat.pc,$(LEAT_PC))
	install -m 644 $(BUILD)/leat.pc '$(DESTDIR)$(libdir)/pkgconfig/leat.pc'
	install -d '$(DESTDIR)$(mandir)/man1' '$(DESTDIR)$(completiondir)'
	install -m 644 core/man/leat.1 '$(DESTDIR)$(mandir)/man1/leat.1'
	install -m 644 core/completion/leat.bash '$(DESTDIR)$(completiondir)/leat'

# Only what install put there, and the folders that are leat's own when they are empty.
.PHONY: uninstall
uninstall: ## Take away what install put there
	rm -f '$(DESTDIR)$(bindir)/leat' '$(DESTDIR)$(libdir)/pkgconfig/leat.pc'
	rm -f '$(DESTDIR)$(mandir)/man1/leat.1' '$(DESTDIR)$(completiondir)/leat'
	rm -f $(foreach plugin,$(PLUGINS),'$(DESTDIR)$(plugindir)/$(plugin).so')
	rm -f $(foreach header,$(notdir $(INSTALLED_HEADERS)),'$(DESTDIR)$(includedir)/leat/$(header)')
	for folder in '$(plugindir)' '$(libdir)/leat' '$(includedir)/leat'; do \
	    if [ -d "$(DESTDIR)$$folder" ]; then rmdir --ignore-fail-on-non-empty "$(DESTDIR)$$folder"; fi; done

.PHONY: clean
clean: ## Remove every build folder
	rm -rf build build-address build-undefined build-thread build-coverage build-fuzz build-planted

.PHONY: help
help: ## List the targets
	@echo 'make TARGET   with V=1 to show commands, SAN=address|undefined|thread, COVERAGE=1, CC=clang'
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  %-12s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

-include $(shell find $(OBJ) $(FUZZ) -name '*.d' 2>/dev/null)
