#include "outcome.h"

static const char *name_of(const diff_file *file)
{
    return strcmp(file->path, "-") == 0 ? "standard input" : file->path;
}

cs_undetermined diff_judge(const diff_options *options, const diff_outcome *outcome)
{
    cs_undetermined verdict = {CS_DETERMINED, 0, ""};

    for (size_t i = 0; i < options->file_count && verdict.reason == CS_DETERMINED; i++)
        verdict = cs_evidence_judge(&outcome->findings[i].evidence);
    return verdict;
}

void diff_undetermined_text(const diff_options *options, const diff_outcome *outcome, cs_buffer *to)
{
    for (size_t i = 0; i < options->file_count; i++) {
        cs_undetermined verdict = cs_evidence_judge(&outcome->findings[i].evidence);
        cs_undetermined_text(&verdict, options->section, "", name_of(&options->files[i]), to);
    }
}

bool diff_findings_text(const diff_options *options, const diff_outcome *outcome,
                        const char *prefix, cs_buffer *to)
{
    bool strict = false;

    for (size_t i = 0; i < options->file_count; i++) {
        const cs_findings_about about = {prefix, name_of(&options->files[i]), options->section};
        strict |= cs_findings_text(&outcome->findings[i], &about, to);
    }
    strict |= cs_wanted_text(options->wanted, prefix, to);
    return strict;
}
