#include "rules/function.h"

#include <stdlib.h>

/* Sorted by name, by byte. */
static const cs_function functions[] = {
    {"BitAnd", 2, 2, CS_NUMBER, {CS_NUMBER, CS_NUMBER}, 0},
    {"BitOr", 2, 2, CS_NUMBER, {CS_NUMBER, CS_NUMBER}, 0},
    {"CBin", 1, 2, CS_BINARY, {CS_ANY, CS_NUMBER}, CS_FUNCTION_UNPUBLISHED},
    {"CBool", 1, 1, CS_BOOLEAN, {CS_ANY}, 0},
    {"CDate", 1, 1, CS_DATE, {CS_TEXT}, 0},
    {"CGuid", 1, 1, CS_BINARY, {CS_TEXT}, 0},
    {"CNum", 1, 1, CS_NUMBER, {CS_TEXT}, 0},
    {"CRef", 1, 1, CS_REFERENCE, {CS_TEXT}, 0},
    {"CStr", 1, 1, CS_TEXT, {CS_ANY}, 0},
    {"CertExtensionOids", 1, 1, CS_TEXT, {CS_BINARY}, CS_FUNCTION_CERTIFICATE | CS_FUNCTION_MULTI},
    {"CertFormat", 1, 1, CS_TEXT, {CS_BINARY}, CS_FUNCTION_CERTIFICATE},
    {"CertFriendlyName", 1, 1, CS_TEXT, {CS_BINARY}, CS_FUNCTION_CERTIFICATE},
    {"CertHashString", 1, 1, CS_TEXT, {CS_BINARY}, CS_FUNCTION_CERTIFICATE},
    {"CertIssuer", 1, 1, CS_TEXT, {CS_BINARY}, CS_FUNCTION_CERTIFICATE},
    {"CertIssuerDN", 1, 1, CS_TEXT, {CS_BINARY}, CS_FUNCTION_CERTIFICATE},
    {"CertIssuerOid", 1, 1, CS_TEXT, {CS_BINARY}, CS_FUNCTION_CERTIFICATE},
    {"CertKeyAlgorithm", 1, 1, CS_TEXT, {CS_BINARY}, CS_FUNCTION_CERTIFICATE},
    {"CertKeyAlgorithmParams", 1, 1, CS_TEXT, {CS_BINARY}, CS_FUNCTION_CERTIFICATE},
    {"CertNameInfo", 3, 3, CS_TEXT, {CS_BINARY, CS_TEXT, CS_BOOLEAN}, CS_FUNCTION_CERTIFICATE},
    {"CertNotAfter", 1, 1, CS_DATE, {CS_BINARY}, CS_FUNCTION_CERTIFICATE | CS_FUNCTION_UNSTEADY},
    {"CertNotBefore", 1, 1, CS_DATE, {CS_BINARY}, CS_FUNCTION_CERTIFICATE | CS_FUNCTION_UNSTEADY},
    {"CertPublicKeyOid", 1, 1, CS_TEXT, {CS_BINARY}, CS_FUNCTION_CERTIFICATE},
    {"CertPublicKeyParametersOid", 1, 1, CS_TEXT, {CS_BINARY}, CS_FUNCTION_CERTIFICATE},
    {"CertSerialNumber", 1, 1, CS_TEXT, {CS_BINARY}, CS_FUNCTION_CERTIFICATE},
    {"CertSignatureAlgorithmOid", 1, 1, CS_TEXT, {CS_BINARY}, CS_FUNCTION_CERTIFICATE},
    {"CertSubject", 1, 1, CS_TEXT, {CS_BINARY}, CS_FUNCTION_CERTIFICATE},
    {"CertSubjectNameDN", 1, 1, CS_TEXT, {CS_BINARY}, CS_FUNCTION_CERTIFICATE},
    {"CertSubjectNameOid", 1, 1, CS_TEXT, {CS_BINARY}, CS_FUNCTION_CERTIFICATE},
    {"CertThumbprint", 1, 1, CS_TEXT, {CS_BINARY}, CS_FUNCTION_CERTIFICATE},
    {"CertVersion", 1, 1, CS_NUMBER, {CS_BINARY}, CS_FUNCTION_CERTIFICATE},
    {"Contains", 2, 3, CS_NUMBER, {CS_TEXT, CS_TEXT, CS_ANY}, CS_FUNCTION_VALUES},
    {"ConvertFromBase64", 1, 2, CS_TEXT, {CS_TEXT, CS_TEXT}, 0},
    {"ConvertFromUTF8Hex", 1, 1, CS_TEXT, {CS_TEXT}, 0},
    {"ConvertToBase64", 1, 1, CS_TEXT, {CS_ANY}, 0},
    {"ConvertToUTF8Hex", 1, 1, CS_TEXT, {CS_TEXT}, 0},
    {"Count", 1, 1, CS_NUMBER, {CS_ANY}, CS_FUNCTION_VALUES},
    {"DNComponent", 2, 2, CS_TEXT, {CS_REFERENCE, CS_NUMBER}, 0},
    {"DNComponentRev", 2, 3, CS_TEXT, {CS_REFERENCE, CS_NUMBER, CS_TEXT}, 0},
    {"DateAdd", 3, 3, CS_DATE, {CS_TEXT, CS_NUMBER, CS_DATE}, 0},
    {"DateFromNum", 1, 1, CS_DATE, {CS_NUMBER}, 0},
    {"Error", 1, 1, CS_ANY, {CS_TEXT}, 0},
    {"EscapeDNComponent", 1, 1, CS_TEXT, {CS_TEXT}, 0},
    {"FormatDateTime", 2, 2, CS_TEXT, {CS_DATE, CS_TEXT}, 0},
    {"Guid", 0, 0, CS_TEXT, {CS_ANY}, CS_FUNCTION_UNSTEADY},
    {"IIF", 3, 3, CS_ANY, {CS_BOOLEAN, CS_ANY, CS_ANY}, CS_FUNCTION_LAZY | CS_FUNCTION_ALIKE},
    {"ImportedValue",
     1,
     1,
     CS_ANY,
     {CS_TEXT},
     CS_FUNCTION_STATE | CS_FUNCTION_MULTI | CS_FUNCTION_UNPUBLISHED},
    {"InStr", 2, 4, CS_NUMBER, {CS_TEXT, CS_TEXT, CS_NUMBER, CS_ANY}, 0},
    {"InStrRev", 2, 4, CS_NUMBER, {CS_TEXT, CS_TEXT, CS_NUMBER, CS_ANY}, 0},
    {"IsBitSet", 2, 2, CS_BOOLEAN, {CS_NUMBER, CS_NUMBER}, 0},
    {"IsCert", 1, 1, CS_BOOLEAN, {CS_BINARY}, CS_FUNCTION_CERTIFICATE},
    {"IsDate", 1, 1, CS_BOOLEAN, {CS_ANY}, 0},
    {"IsEmpty", 1, 1, CS_BOOLEAN, {CS_ANY}, CS_FUNCTION_VALUES},
    {"IsGuid", 1, 1, CS_BOOLEAN, {CS_ANY}, 0},
    {"IsNull", 1, 1, CS_BOOLEAN, {CS_ANY}, CS_FUNCTION_VALUES},
    {"IsNullOrEmpty", 1, 1, CS_BOOLEAN, {CS_ANY}, CS_FUNCTION_VALUES},
    {"IsNumeric", 1, 1, CS_BOOLEAN, {CS_ANY}, 0},
    {"IsPresent", 1, 1, CS_BOOLEAN, {CS_ANY}, CS_FUNCTION_VALUES},
    {"IsString", 1, 1, CS_BOOLEAN, {CS_ANY}, 0},
    {"Item", 2, 2, CS_ANY, {CS_ANY, CS_NUMBER}, CS_FUNCTION_VALUES},
    {"ItemOrNull", 2, 2, CS_ANY, {CS_ANY, CS_NUMBER}, CS_FUNCTION_VALUES},
    {"Join", 1, 2, CS_TEXT, {CS_ANY, CS_TEXT}, CS_FUNCTION_VALUES},
    {"LCase", 1, 1, CS_TEXT, {CS_TEXT}, 0},
    {"LTrim", 1, 1, CS_TEXT, {CS_TEXT}, 0},
    {"Left", 2, 2, CS_TEXT, {CS_TEXT, CS_NUMBER}, 0},
    {"Len", 1, 1, CS_NUMBER, {CS_ANY}, 0},
    {"Mid", 3, 3, CS_ANY, {CS_ANY, CS_NUMBER, CS_NUMBER}, 0},
    {"Now", 0, 0, CS_DATE, {CS_ANY}, CS_FUNCTION_UNSTEADY},
    {"NumFromDate", 1, 1, CS_NUMBER, {CS_DATE}, 0},
    {"PCase", 1, 1, CS_TEXT, {CS_TEXT}, 0},
    {"PadLeft", 3, 3, CS_TEXT, {CS_TEXT, CS_NUMBER, CS_TEXT}, 0},
    {"PadRight", 3, 3, CS_TEXT, {CS_TEXT, CS_NUMBER, CS_TEXT}, 0},
    {"RTrim", 1, 1, CS_TEXT, {CS_TEXT}, 0},
    {"RandomNum", 2, 2, CS_NUMBER, {CS_NUMBER, CS_NUMBER}, CS_FUNCTION_UNSTEADY},
    {"RemoveDuplicates", 1, 1, CS_ANY, {CS_ANY}, CS_FUNCTION_VALUES | CS_FUNCTION_MULTI},
    {"Replace", 3, 3, CS_TEXT, {CS_TEXT, CS_TEXT, CS_TEXT}, 0},
    {"ReplaceChars", 2, 2, CS_TEXT, {CS_TEXT, CS_TEXT}, 0},
    {"Right", 2, 2, CS_TEXT, {CS_TEXT, CS_NUMBER}, 0},
    {"Select",
     3,
     3,
     CS_ANY,
     {CS_ANY, CS_ANY, CS_ANY},
     CS_FUNCTION_VALUES | CS_FUNCTION_MULTI | CS_FUNCTION_VARIABLE},
    {"Split", 2, 3, CS_TEXT, {CS_TEXT, CS_TEXT, CS_NUMBER}, CS_FUNCTION_MULTI},
    {"StringFromGuid", 1, 1, CS_TEXT, {CS_BINARY}, 0},
    {"StringFromSid", 1, 1, CS_TEXT, {CS_BINARY}, 0},
    {"Switch", 2, CS_FUNCTION_ANY_COUNT, CS_ANY, {CS_ANY}, CS_FUNCTION_PAIRS | CS_FUNCTION_ALIKE},
    {"Thumbprint", 1, 1, CS_BINARY, {CS_BINARY}, CS_FUNCTION_UNPUBLISHED},
    {"Trim", 1, 1, CS_TEXT, {CS_TEXT}, 0},
    {"UCase", 1, 1, CS_TEXT, {CS_TEXT}, 0},
    {"ValueCount", 1, 1, CS_NUMBER, {CS_TEXT}, CS_FUNCTION_UNPUBLISHED},
    {"Where",
     3,
     3,
     CS_ANY,
     {CS_ANY, CS_ANY, CS_BOOLEAN},
     CS_FUNCTION_VALUES | CS_FUNCTION_MULTI | CS_FUNCTION_VARIABLE},
    {"With",
     3,
     3,
     CS_ANY,
     {CS_ANY, CS_ANY, CS_ANY},
     CS_FUNCTION_VALUES | CS_FUNCTION_MULTI | CS_FUNCTION_VARIABLE},
    {"Word", 3, 3, CS_TEXT, {CS_TEXT, CS_NUMBER, CS_TEXT}, 0},
};

enum {
    COUNT = sizeof functions / sizeof *functions
};

static int compare(const void *name, const void *of)
{
    return cs_text_compare(*(const cs_text *)name, cs_text_from(((const cs_function *)of)->name));
}

const cs_function *cs_function_find(cs_text name)
{
    return bsearch(&name, functions, COUNT, sizeof *functions, compare);
}

const cs_function *cs_function_like(cs_text name)
{
    for (size_t i = 0; i < COUNT; i++)
        if (cs_text_equal_nocase(name, cs_text_from(functions[i].name)))
            return &functions[i];
    return NULL;
}

const cs_function *cs_function_at(size_t index)
{
    return index < COUNT ? &functions[index] : NULL;
}

bool cs_function_takes(const cs_function *function, size_t arguments)
{
    return arguments >= (size_t)function->least && arguments <= (size_t)function->most &&
           (!(function->flags & CS_FUNCTION_PAIRS) || arguments % 2 == 0);
}

const char *cs_value_type_name(cs_value_type type)
{
    static const char *const names[] = {
        [CS_ANY] = "any",         [CS_TEXT] = "text",     [CS_NUMBER] = "number",
        [CS_BOOLEAN] = "boolean", [CS_BINARY] = "binary", [CS_REFERENCE] = "reference",
        [CS_DATE] = "date",
    };

    return names[type];
}
