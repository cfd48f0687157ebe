# Completion for bash: options, the words that they take, and the connectors of the database.
#
# It is installed where bash-completion finds it by the name of a program; without bash-completion,
# `source` it. A variable that a function here does not declare is one of its caller's, _cstools.
# shellcheck shell=bash

# Sets `arguments` to the words of the command line up to the cursor, as they are typed. Readline
# also cuts at "=", ":" and "@": what stands together on the line is put together again.
_cstools_arguments()
{
    local line=$COMP_LINE word trimmed

    arguments=()
    for word in "${COMP_WORDS[@]:0:COMP_CWORD+1}"; do
        trimmed=${line#"${line%%[![:blank:]]*}"}
        if [[ $trimmed == "$line" && ${#arguments[@]} -gt 0 ]]; then
            arguments[${#arguments[@]} - 1]+=$word
        else
            arguments+=("$word")
        fi
        line=${trimmed#"$word"}
    done
}

# Sets REPLY to what the shell makes of a typed word, whose quotes may still be open.
_cstools_unquote()
{
    local quote=

    case $1 in
    [\"\']*)
        quote=${1:0:1}
        REPLY=${1:1}
        REPLY=${REPLY%"$quote"}
        ;;
    *) REPLY=$1 ;;
    esac
    [[ $quote == \' ]] || REPLY=${REPLY//\\\\/$'\001'} REPLY=${REPLY//\\/} REPLY=${REPLY//$'\001'/\\}
}

# Offers those of "$@" that begin with `word`; readline keeps the first `skip` characters.
_cstools_offer()
{
    local candidate

    compopt +o default 2>/dev/null
    for candidate; do
        [[ $candidate == "$word"* ]] && COMPREPLY+=("${candidate:skip}")
        [[ $candidate == *= ]] && compopt -o nospace 2>/dev/null
    done
}

# Offers "$@" as the value of an option; with --list as the last word of a list with commas.
_cstools_offer_value()
{
    local before=

    if [[ $1 == --list ]]; then
        shift
        before=${value%"${value##*,}"}
        compopt -o nospace 2>/dev/null
    fi
    _cstools_offer "${@/#/"$head$before"}"
}

# Sets REPLY to the database that the command line names, else to nothing.
_cstools_database()
{
    local i database=

    for ((i = 1; i < ${#arguments[@]} - 1; i++)); do
        case ${arguments[i]} in
        -d | --database) database=${arguments[i + 1]} ;;
        --database=*) database=${arguments[i]#*=} ;;
        -d?*) database=${arguments[i]#-d} ;;
        esac
    done
    _cstools_unquote "$database"
    [[ $REPLY == \~/* ]] && REPLY=$HOME/${REPLY#*/}
}

# Offers the connectors of the database.
_cstools_offer_connectors()
{
    local lines

    _cstools_database
    mapfile -t lines < <(csexport --list ${REPLY:+-d "$REPLY"} 2>/dev/null)
    lines=("${lines[@]:1}")
    # As file names they are quoted where that is needed.
    compopt -o filenames 2>/dev/null
    _cstools_offer_value "${lines[@]%%$'\t'*}"
}

# The columns of csanalyzer, all layouts together.
_cstools_columns=(DN ObjectType DisplayName OMODT ID Connector UserPrincipalName Mail SourceAnchor
    ObjectGUID OnPremisesSamAccountName OnPremisesDN NewDN MetaverseID LastExport Joined ConnectorState
    DisconnectionReason DisconnectionTime Step
    ErrorType ErrorCode ErrorDate ErrorFirst RetryCount ErrorReason ErrorName ErrorDetail ErrorExtra
    ErrorStep ErrorAttribute ErrorExtension ErrorContext ErrorCallStack ErrorXML Attribute AMODT OldValue NewValue ValuesAdded ValuesRemoved
    VMODT Value Attributes AttributeNames AttributeType Multivalued Note)

_cstools_sections=(unapplied-export escrowed-export unconfirmed-export pending-import)

# Sets `options` to the long options of the program, with "=" behind those that take a value, and
# `letters` to those of the short ones that do.
_cstools_options()
{
    case $program in
    csanalyzer | CSExportAnalyzer)
        options=(--output= --format= --layout= --columns= --object-type= --omodt= --attribute=
            --exclude-attribute= --dn= --all-objects --sort --decode --show-passwords --summary
            --summary= --limit= --at-least= --limits= --objects= --strict --accept-undetermined
            --excel --delimiter= --raw --jobs=)
        letters=oj
        ;;
    csexport)
        options=(--filter= --items= --list --database=)
        letters=foFOd
        ;;
    csimport)
        options=(--database= --connector= --merge --from= --synchronized --attributes= --limit=
            --uri= --base= --filter= --bind-dn= --password-file= --mechanism= --start-tls --ca=)
        letters=dnHbDyY
        ;;
    csdiff)
        options=(--active= --staging= --section= --key= --map= --ignore-attribute= --ignore-case
            --object-type= --omodt= --attribute= --exclude-attribute= --dn= --output= --format=
            --decode --show-passwords --excel --delimiter= --raw --summary --summary= --strict
            --accept-undetermined --jobs=)
        letters=oj
        ;;
    csconfig)
        options=(--format= --map= --all --connector= --output=)
        letters=o
        ;;
    esac
    options+=(--quiet --help --version)
}

# True where the next argument is the value of the option $1.
_cstools_takes_next()
{
    case $1 in
    --summary) false ;;
    --?*) [[ " ${options[*]} " == *" $1= "* ]] ;;
    -? | /?) [[ $letters == *"${1#?}"* ]] ;;
    *) false ;;
    esac
}

# Completes the value of `option`.
_cstools_value()
{
    case $program:$option in
    csconfig:--format) _cstools_offer_value text md html jsonl ;;
    cs*:--format) _cstools_offer_value csv jsonl xlsx html ;;
    cs*:--layout) _cstools_offer_value changes values objects wide ;;
    cs*:--columns) _cstools_offer_value --list "${_cstools_columns[@]}" ;;
    cs*:--omodt)
        _cstools_offer_value --list add replace update delete delete-add obsolete none
        ;;
    cs*:--summary) _cstools_offer_value text json ;;
    csimport:--limit) _cstools_offer_value delete= ;;
    cs*:--limit | cs*:--at-least) _cstools_offer_value add= update= delete= rename= object= ;;
    cs*:--delimiter) _cstools_offer_value tab ;;
    csexport:--filter | csexport:[-/][fF]) _cstools_offer_value d= r= g= s i e m x ;;
    csexport:--items | csexport:[-/][oO]) _cstools_offer_value e b h d p ;;
    csdiff:--section) _cstools_offer_value "${_cstools_sections[@]}" ;;
    csdiff:--key) _cstools_offer_value dn sourceanchor @ ;;
    csimport:--from) _cstools_offer_value xml ldif ;;
    csimport:--connector | csimport:-n) _cstools_offer_connectors ;;
    *:--output | *:--database | *:-[od]) ;; # a file, which readline completes
    csimport:--mechanism | csimport:-Y) _cstools_offer_value GSSAPI EXTERNAL ;;
    csimport:--attributes | csimport:--ca | csimport:--password-file | csimport:-y) ;; # files
    csdiff:--active | csdiff:--staging | cs*:--map) ;;
    *) compopt +o default 2>/dev/null ;;
    esac
}

# Completes an operand; those in front of it are counted.
_cstools_operand()
{
    local i count=0

    for ((i = 1; i < ${#arguments[@]} - 1; i++)); do
        if _cstools_takes_next "${arguments[i]}"; then
            i=$((i + 1))
        elif [[ ${arguments[i]} != -?* && ${arguments[i]} != /[fFoO?]* ]]; then
            count=$((count + 1))
        fi
    done
    case $program:$count in
    csexport:0) _cstools_offer_connectors ;;
    csanalyzer:1) _cstools_offer "${_cstools_sections[@]}" ;;
    csconfig:0) _cstools_offer show check diff path ;;
    esac
}

_cstools()
{
    local arguments options word skip letters option value head='' program=${1##*/} REPLY
    local last=${COMP_WORDS[COMP_CWORD]}

    COMPREPLY=()
    [[ $program == CSExportAnalyzer ]] && program=csanalyzer
    _cstools_arguments
    _cstools_options
    _cstools_unquote "$last"
    [[ $last == [=:@] ]] && REPLY=
    skip=${#REPLY}
    _cstools_unquote "${arguments[${#arguments[@]} - 1]}"
    word=$REPLY
    skip=$((${#word} - skip))
    option=${arguments[${#arguments[@]} - 2]}
    value=$word
    case $program:$word in
    *:--*=*) option=${word%%=*} head=${word%%=*}= value=${word#*=} ;;
    csexport:[-/][fFoO]:*) option=${word:0:2} head=${word:0:3} value=${word:3} ;;
    *) _cstools_takes_next "$option" || option= ;;
    esac
    if [[ $option ]]; then
        _cstools_value
    elif [[ $word == -* ]]; then
        _cstools_offer "${options[@]}"
    elif [[ $program:$word == csexport:/ || $program:$word == csexport:/[fo] ]]; then
        compopt -o nospace 2>/dev/null
        _cstools_offer /f: /o:
    else
        _cstools_operand
    fi
}

complete -o default -F _cstools csanalyzer CSExportAnalyzer csexport csimport csdiff csconfig
