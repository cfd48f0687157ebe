/* What a reader of the report must know about a file (doc/answers.md, Warnings).
 *
 * A program notes every object in a cs_findings (one for each thread, added up in the order of the
 * file), and prints at the end what was found. */
#ifndef CS_REPORT_FINDINGS_H
#define CS_REPORT_FINDINGS_H

#include "report/undetermined.h"

enum {
    CS_SECTIONS = CS_PENDING_IMPORT + 1
};

/* Starts as zeroes. */
typedef struct cs_findings {
    cs_evidence evidence;
    uint64_t pending[CS_SECTIONS]; /* objects with a change in each section */
    cs_sighting corrupted;         /* objects whose changes the engine throws away */
    uint64_t imports, drops;       /* objects of the drop file of an import, of any drop file */
    uint64_t hidden; /* values of passwords that were hidden; the caller counts them */
} cs_findings;

/* Notes an object, and adds what was noted of later objects of the same file. A reader must fill
 * cs_evidence_fields() of the section. */
void cs_findings_note(cs_findings *findings, const cs_object *object, cs_part section);
void cs_findings_add(cs_findings *findings, const cs_findings *more);

/* How the lines about a file begin ("csanalyzer: "), which file it is, as the user named it, and
 * the section that is reported. */
typedef struct cs_findings_about {
    const char *prefix, *file;
    cs_part section;
} cs_findings_about;

/* Adds a line for each finding, that of an undetermined file first. True if --strict refuses one of
 * them; an undetermined file, which it refuses too, is the caller's to ask for
 * (cs_evidence_judge()). */
bool cs_findings_text(const cs_findings *findings, const cs_findings_about *about, cs_buffer *to);

/* True for the drop file of an import in a report of exports: it says what was found in the
 * directory, not what will happen there. */
bool cs_findings_is_import(const cs_findings *findings, cs_part section);

#endif
