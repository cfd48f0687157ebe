#include <errno.h>
#include <sasl/sasl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ldap/internal.h"

enum {
    LONGEST_PASSWORD = 4096,
    CONNECT_SECONDS = 30,
    LARGEST_MESSAGE = 512 << 20 /* bytes, as of an object (doc/csexport-xml.md, Limits) */
};

bool cs_server_is_known(void)
{
    return true;
}

/* ---- What may be asked for ---- */

static bool is_loopback(const char *host)
{
    return host && (strcmp(host, "localhost") == 0 || strncmp(host, "127.", 4) == 0 ||
                    strcmp(host, "::1") == 0);
}

/* Judges the URI with the rest. */
static bool check_url(const cs_server_options *options, const LDAPURLDesc *url, cs_error *error)
{
    bool plain = strcmp(url->lud_scheme, "ldap") == 0;

    if (strcmp(url->lud_scheme, "cldap") == 0)
        return cs_fail_usage(error, "the server is named by ldap://, ldaps:// or ldapi://");
    if (url->lud_dn && url->lud_dn[0] != '\0')
        return cs_fail_usage(error, "the base is named by -b, not in \"%s\"", options->uri);
    if (options->start_tls && !plain)
        return cs_fail_usage(error, "-Z is for ldap://, not for %s://", url->lud_scheme);
    if (options->bind_dn && plain && !options->start_tls && !is_loopback(url->lud_host))
        return cs_fail_usage(error, "a password is not sent without TLS: use -Z or ldaps://");
    return true;
}

bool cs_server_check(const cs_server_options *options, cs_error *error)
{
    LDAPURLDesc *url = NULL;

    if (ldap_url_parse(options->uri, &url) != LDAP_URL_SUCCESS)
        return cs_fail_usage(error, "\"%s\" names no server: it is ldap://HOST or the like",
                             options->uri);
    bool ok = check_url(options, url, error);
    ldap_free_urldesc(url);
    if (!ok)
        return false;
    if (!options->base)
        return cs_fail_usage(error, "-H needs -b, the DN from which on is imported");
    if (options->bind_dn && options->mechanism)
        return cs_fail_usage(error, "-D is a simple bind, -Y a SASL bind: one of both");
    if (!options->bind_dn != !options->password_file)
        return cs_fail_usage(error, "-D and -y go together");
    return true;
}

/* ---- Errors ---- */

bool cs_server_fail(cs_server *server, int result, const char *what, cs_error *error)
{
    char *text = NULL;

    ldap_get_option(server->ld, LDAP_OPT_DIAGNOSTIC_MESSAGE, &text);
    cs_fail(error, "%s: %s%s%.200s", what, ldap_err2string(result), text && text[0] ? ": " : "",
            text ? text : "");
    cs_error_file(error, server->options->uri);
    ldap_memfree(text);
    return false;
}

/* ---- Connecting ---- */

static bool set(cs_server *server, int option, const void *value, cs_error *error)
{
    return ldap_set_option(server->ld, option, value) == LDAP_OPT_SUCCESS ||
           cs_fail(error, "libldap refuses an option (0x%x)", option);
}

/* Certificates are verified whatever ldap.conf or the environment say; no referral is followed. */
static bool set_options(cs_server *server, cs_error *error)
{
    static const int version = LDAP_VERSION3, demand = LDAP_OPT_X_TLS_DEMAND, client = 0;
    static const struct timeval timeout = {.tv_sec = CONNECT_SECONDS};
    const char *ca = server->options->ca;
    ber_len_t largest = LARGEST_MESSAGE;
    Sockbuf *sockbuf = NULL;

    if (!set(server, LDAP_OPT_PROTOCOL_VERSION, &version, error) ||
        !set(server, LDAP_OPT_REFERRALS, LDAP_OPT_OFF, error) ||
        !set(server, LDAP_OPT_NETWORK_TIMEOUT, &timeout, error) ||
        !set(server, LDAP_OPT_TIMEOUT, &timeout, error) ||
        !set(server, LDAP_OPT_X_TLS_REQUIRE_CERT, &demand, error) ||
        (ca && !set(server, LDAP_OPT_X_TLS_CACERTFILE, ca, error)))
        return false;
    if (ldap_set_option(server->ld, LDAP_OPT_X_TLS_NEWCTX, &client) != LDAP_OPT_SUCCESS)
        return cs_fail(error, "cannot use the certificates%s%s%s", ca ? " of \"" : "", ca ? ca : "",
                       ca ? "\"" : "");
    if (ldap_get_option(server->ld, LDAP_OPT_SOCKBUF, &sockbuf) == LDAP_OPT_SUCCESS)
        ber_sockbuf_ctrl(sockbuf, LBER_SB_OPT_SET_MAX_INCOMING, &largest);
    return true;
}

/* ---- Binding ---- */

/* Reads the password; one final line break does not count. */
static bool read_password(const char *path, char *password, struct berval *cred, cs_error *error)
{
    errno = 0;
    FILE *file = fopen(path, "re");
    size_t n = 0;

    if (file) {
        setvbuf(file, NULL, _IONBF, 0); /* no copy of it stays in a buffer */
        n = fread(password, 1, LONGEST_PASSWORD, file);
    }
    int reason = errno;
    bool failed = !file || ferror(file);
    if (file)
        fclose(file);
    if (failed)
        return cs_fail_errno(error, reason, "cannot read the password of \"%s\"", path);
    if (n == LONGEST_PASSWORD)
        return cs_fail(error, "the password of \"%s\" is longer than 4 KiB", path);
    n -= n > 0 && password[n - 1] == '\n';
    n -= n > 0 && password[n - 1] == '\r';
    if (n == 0)
        return cs_fail(error, "the password of \"%s\" is empty", path);
    *cred = (struct berval){(ber_len_t)n, password};
    return true;
}

static bool bind_simply(cs_server *server, cs_error *error)
{
    char password[LONGEST_PASSWORD];
    const char *dn = server->options->bind_dn;
    struct berval cred = {0, password};

    if (dn && !read_password(server->options->password_file, password, &cred, error))
        return false;
    int rc = ldap_sasl_bind_s(server->ld, dn ? dn : "", LDAP_SASL_SIMPLE, &cred, NULL, NULL, NULL);
    explicit_bzero(password, sizeof password);
    return rc == LDAP_SUCCESS || cs_server_fail(server, rc, "cannot bind", error);
}

/* Answers what a SASL mechanism asks for with its own default: nobody is there to be asked. */
static int answer_defaults(LDAP *ld, unsigned flags, void *defaults, void *questions)
{
    (void)ld, (void)flags, (void)defaults;
    for (sasl_interact_t *q = questions; q->id != SASL_CB_LIST_END; q++) {
        q->result = q->defresult ? q->defresult : "";
        q->len = (unsigned)strlen(q->result);
    }
    return LDAP_SUCCESS;
}

static bool bind_sasl(cs_server *server, cs_error *error)
{
    int rc = ldap_sasl_interactive_bind_s(server->ld, NULL, server->options->mechanism, NULL, NULL,
                                          LDAP_SASL_QUIET, answer_defaults, NULL);

    return rc == LDAP_SUCCESS || cs_server_fail(server, rc, "cannot bind", error);
}

bool cs_server_connect(cs_server *server, cs_error *error)
{
    const cs_server_options *options = server->options;
    int rc = ldap_initialize(&server->ld, options->uri);

    if (rc != LDAP_SUCCESS)
        return cs_fail(error, "cannot use libldap: %s", ldap_err2string(rc));
    if (!set_options(server, error))
        return false;
    if (options->start_tls && (rc = ldap_start_tls_s(server->ld, NULL, NULL)) != LDAP_SUCCESS)
        return cs_server_fail(server, rc, "cannot begin TLS", error);
    return options->mechanism ? bind_sasl(server, error) : bind_simply(server, error);
}
