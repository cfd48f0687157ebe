# How the programs get onto a machine: make install, make uninstall, make deb, make dist.

version := $(shell sed -n 's/^.define CS_VERSION "\(.*\)"$$/\1/p' common/base/version.h)
aliases := CSExportAnalyzer
destination := $(DESTDIR)$(PREFIX)
share := $(destination)/share
pages := $(wildcard man/*.[1-8])
completions := $(share)/bash-completion/completions
examples := $(wildcard examples/*)

.PHONY: install uninstall deb dist check-package

install: all ## installs the programs and their manual (PREFIX=/usr/local DESTDIR=)
	install -d $(destination)/bin $(completions) $(share)/cstools $(share)/doc/cstools/examples \
		$(share)/doc/cstools/doc
	install -m 755 $(PROGRAMS:%=$(bin)/%) $(destination)/bin
	ln -sf csanalyzer $(destination)/bin/$(aliases)
	for page in $(pages); do \
		install -D -m 644 $$page $(share)/man/man$${page##*.}/$${page##*/} || exit; done
	ln -sf csanalyzer.1 $(share)/man/man1/$(aliases).1
	install -m 644 completion/cstools.bash $(completions)/csanalyzer
	for name in $(filter-out csanalyzer,$(PROGRAMS)) $(aliases); do \
		ln -sf csanalyzer $(completions)/$$name || exit; done
	install -m 644 common/store/schema.sql $(share)/cstools
	install -m 644 LICENSE README.md CHANGELOG.md SECURITY.md $(share)/doc/cstools
	install -m 644 doc/*.md $(share)/doc/cstools/doc
	cp -R $(examples) $(share)/doc/cstools/examples

uninstall: ## removes them
	rm -f $(addprefix $(destination)/bin/,$(PROGRAMS) $(aliases))
	rm -f $(addprefix $(completions)/,$(PROGRAMS) $(aliases))
	rm -f $(foreach page,$(pages),$(share)/man/man$(subst .,,$(suffix $(page)))/$(notdir $(page)))
	rm -f $(share)/man/man1/$(aliases).1
	rm -rf $(share)/cstools $(share)/doc/cstools

# The package of this tree, the last commit or not, built in a copy of it.
deb_tree := $(BUILD)/deb/cstools-$(version)
deb: ## makes a Debian package, in build/deb
	@./setup build package
	rm -rf $(BUILD)/deb
	mkdir -p $(deb_tree)
	tar -c --exclude-vcs --exclude='./build*' . | tar -x -C $(deb_tree)
	cp -R packaging/debian $(deb_tree)
	packaging/changelog <CHANGELOG.md >$(deb_tree)/debian/changelog
	cd $(deb_tree) && env -u MAKEFLAGS -u MAKELEVEL -u MFLAGS \
		-u CC -u CFLAGS -u LDFLAGS -u BUILD dpkg-buildpackage -us -uc -b
	rm -rf $(deb_tree)

# The source of the last commit, the same to the byte whoever makes it, wherever and when.
dist: ## makes a tarball of the last commit
	@test -e .git || { echo 'make dist: this is no git clone' >&2; exit 1; }
	mkdir -p $(BUILD)
	git -c tar.umask=0022 -c core.autocrlf=false archive --format=tar \
		--prefix=cstools-$(version)/ HEAD >$(BUILD)/cstools-$(version).tar
	env -u GZIP gzip -9nf $(BUILD)/cstools-$(version).tar

check-package: ## makes both, installs, uses and removes the package
	@./setup build test package
	@packaging/check $(BUILD)/check-package
