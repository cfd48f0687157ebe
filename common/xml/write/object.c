/* A cs-object, as XML. */
#include "xml/write/internal.h"

/* ---- The children of cs-object that are no frame's own ---- */

/* A child of cs-object: a part, or from CS_PARTS on a field that has a hole. */
enum {
    CHILDREN = CS_PARTS + CS_FIELD_HOLES
};

static cs_field child_field(size_t child)
{
    return (cs_field)(child - CS_PARTS);
}

static const char *child_name(size_t child)
{
    return child < CS_PARTS ? cs_part_name((cs_part)child) : cs_field_name(child_field(child));
}

/* The child of that name, CHILDREN where there is none. */
static size_t child_from(cs_text name)
{
    for (size_t child = 0; child < CHILDREN; child++)
        if (cs_text_is(name, child_name(child)))
            return child;
    return CHILDREN;
}

static bool is_error_field(cs_field field)
{
    return field == CS_FIELD_IMPORT_ERROR || field == CS_FIELD_EXPORT_ERROR;
}

/* True where the child is among what is to be written. */
static bool is_wanted(const cs_writer *writer, size_t child)
{
    if (writer->items == CS_ITEM_ALL)
        return true;
    if (child >= CS_PARTS)
        return (writer->items & CS_ITEM_ERRORS) && is_error_field(child_field(child));
    if (cs_part_is_delta((cs_part)child))
        return writer->items & CS_ITEM_DELTAS;
    return writer->items & (child == CS_SYNCHRONIZED_HOLOGRAM ? CS_ITEM_HOLOGRAM : CS_ITEM_TOWER);
}

/* Writes an element that is kept as XML, the error detail called `name`. */
static void put_error_detail(cs_writer *writer, const char *name, cs_text xml)
{
    cs_frame frame;
    cs_token token;

    cs_frame_begin(&frame, xml, CS_FIELD_LEVEL);
    while (cs_frame_next(&frame, &token) > CS_TOKEN_END && !writer->failed) {
        if (token.kind == CS_TOKEN_HOLE || cs_writer_is_stray(&token, 0) ||
            (token.kind == CS_TOKEN_OPEN && token.depth == 1 && !cs_writer_opens(&token, name)))
            cs_writer_damaged(writer);
        cs_writer_token(writer, &token);
        cs_writer_hand_on_much(writer);
    }
    if (token.kind == CS_TOKEN_DAMAGED)
        cs_writer_damaged(writer);
}

/* Writes a child; a field that is not there writes nothing. */
static void put_child(cs_writer *writer, size_t child)
{
    const char *name = child_name(child);

    if (!is_wanted(writer, child))
        return;
    if (child < CS_PARTS) {
        cs_writer_part(writer, (cs_part)child, writer->object->parts[child]);
        return;
    }
    cs_text text = writer->object->fields[child_field(child)];
    if (!text.s)
        return;
    if (is_error_field(child_field(child))) {
        put_error_detail(writer, name, text);
        return;
    }
    CS_PUT(writer, "<");
    cs_writer_puts(writer, name);
    CS_PUT(writer, ">");
    cs_writer_text(writer, text);
    CS_PUT(writer, "</");
    cs_writer_puts(writer, name);
    CS_PUT(writer, ">");
}

/* ---- Objects ---- */

/* Opens cs-object. An XML attribute of the frame beats the field: it is how the file spelled it. */
static void open_object(cs_writer *writer, cs_text others)
{
    const cs_object *object = writer->object;
    const cs_known fields[] = {
        {"cs-dn", object->dn}, {"id", object->id}, {"object-type", object->type}};

    CS_PUT(writer, "<cs-object");
    for (size_t i = 0; i < 3; i++)
        if (!cs_frame_attribute_value(others, fields[i].name).s)
            cs_writer_attribute(writer, fields[i].name, fields[i].value);
    cs_writer_others(writer, others, NULL, 0);
    CS_PUT(writer, ">");
}

/* An object with a frame, while it is written. */
typedef struct framed_object {
    cs_frame frame;
    bool hole[CHILDREN];    /* the frame has a hole for it */
    bool literal[CHILDREN]; /* the frame holds the element itself */
    bool stale[CHILDREN];   /* which is no longer what the object has */
    bool absent[CHILDREN];  /* the file had no such part: there is no empty one either */
    bool done[CHILDREN];    /* is written */
} framed_object;

/* The child that a token at the top of an object's frame opens, CHILDREN where it is none. */
static size_t child_opened(const cs_token *token)
{
    if (token->kind != CS_TOKEN_OPEN || token->depth != 2)
        return CHILDREN;
    size_t child = child_from(token->name);
    return child < CHILDREN && cs_writer_opens(token, child_name(child)) ? child : CHILDREN;
}

/* Reads on behind the end of the element that has just been opened; its text goes to `scratch`. */
static void pass_element(cs_writer *writer, cs_frame *frame)
{
    cs_token token;
    size_t depth = frame->depth;

    writer->scratch.n = 0;
    while (cs_frame_next(frame, &token) > CS_TOKEN_END) {
        if (token.kind == CS_TOKEN_TEXT)
            cs_buffer_add(&writer->scratch, token.text);
        if (token.kind == CS_TOKEN_CLOSE && token.depth == depth)
            return;
    }
}

/* True where the child has changed since its element was put into the frame, which has just been
 * passed: then the frame's is given up. */
static bool is_stale(cs_writer *writer, size_t child)
{
    if (child < CS_PARTS)
        return writer->object->parts[child] != NULL;
    cs_field field = child_field(child);
    cs_text now = writer->object->fields[field];
    /* The connector's, not the object's own: the file's word stands. */
    if (!now.s || field == CS_FIELD_MA_ID || field == CS_FIELD_MA_NAME)
        return false;
    /* Only an empty one is ever put there beside a field. */
    if (is_error_field(field))
        return true;
    size_t before = writer->scratch.n;
    cs_escape_text(&writer->scratch, now);
    cs_text both = cs_buffer_text(&writer->scratch);
    return !cs_text_equal((cs_text){both.s, before}, cs_text_skip(both, before));
}

/* Notes what the frame has a place for. */
static void survey_object(cs_writer *writer, framed_object *framed)
{
    cs_frame *frame = &framed->frame;
    cs_token token;

    cs_frame_begin(frame, writer->object->frame, CS_OBJECT_LEVEL);
    while (cs_frame_next(frame, &token) > CS_TOKEN_END) {
        if (cs_writer_is_stray(&token, 1) || (token.depth == 1 && token.kind == CS_TOKEN_OPEN &&
                                              !cs_writer_opens(&token, "cs-object")))
            cs_writer_damaged(writer);
        size_t child = child_opened(&token);
        if (child < CHILDREN && !framed->literal[child]) {
            framed->literal[child] = true;
            pass_element(writer, frame);
            framed->stale[child] = is_stale(writer, child);
        } else if (token.kind == CS_TOKEN_HOLE && token.depth == 1 &&
                   cs_text_is(token.name, CS_HOLE_TOWER) &&
                   cs_text_is(token.text, CS_HOLE_ABSENT)) {
            for (child = 0; child < CS_PARTS; child++)
                if (child != CS_SYNCHRONIZED_HOLOGRAM)
                    framed->absent[child] = !writer->object->parts[child];
        } else if (token.kind == CS_TOKEN_HOLE) {
            bool absent = cs_text_is(token.text, CS_HOLE_ABSENT);
            child = token.depth == 1 ? child_from(token.name) : CHILDREN;
            if (child < CHILDREN && token.text.n == 0)
                framed->hole[child] = true;
            else if (child < CS_PARTS && absent)
                framed->absent[child] = !writer->object->parts[child];
            else if (child == CHILDREN || !cs_text_is(token.text, CS_HOLE_LITERAL))
                cs_writer_damaged(writer);
        }
    }
    if (token.kind == CS_TOKEN_DAMAGED)
        cs_writer_damaged(writer);
}

/* Writes the children that the frame has no place for. */
static void put_placeless(cs_writer *writer, framed_object *framed)
{
    for (size_t child = 0; child < CHILDREN; child++) {
        bool shared = child >= CS_PARTS && (child_field(child) == CS_FIELD_MA_ID ||
                                            child_field(child) == CS_FIELD_MA_NAME);
        if (framed->hole[child] || framed->literal[child] || framed->absent[child] || shared)
            continue;
        put_child(writer, child);
        framed->done[child] = true;
    }
}

/* Fills the hole of a child or takes the place of its stale element. */
static void put_once(cs_writer *writer, framed_object *framed, size_t child)
{
    if (!framed->done[child])
        put_child(writer, child);
    framed->done[child] = true;
}

/* Writes an element at the top of the frame, or what has come in its place. */
static void put_top_element(cs_writer *writer, framed_object *framed, const cs_token *token)
{
    size_t child = child_opened(token);
    bool wanted = child < CHILDREN ? is_wanted(writer, child) : writer->items == CS_ITEM_ALL;
    bool taken = child < CHILDREN && ((framed->stale[child] && !framed->hole[child]) ||
                                      (child < CS_PARTS && framed->done[child]));

    if (taken)
        put_once(writer, framed, child);
    if (taken || !wanted) {
        pass_element(writer, &framed->frame);
        if (child < CHILDREN)
            framed->stale[child] = false; /* another one of that name stays as it is */
        return;
    }
    if (child < CS_PARTS) /* there is only one of it; of a field there may be more */
        framed->done[child] = true;
    cs_writer_token(writer, token);
}

/* Writes one token of the object's frame. */
static void put_frame_token(cs_writer *writer, framed_object *framed, const cs_token *token)
{
    if (token->kind == CS_TOKEN_OPEN && token->depth == 1) {
        open_object(writer, token->text);
        put_placeless(writer, framed);
    } else if (token->kind == CS_TOKEN_OPEN && token->depth == 2) {
        put_top_element(writer, framed, token);
    } else if (token->kind == CS_TOKEN_HOLE) {
        if (token->depth > 1) /* in an element that was passed over before */
            cs_writer_damaged(writer);
        else if (token->text.n == 0)
            put_once(writer, framed, child_from(token->name));
    } else if (token->kind != CS_TOKEN_TEXT || token->depth > 1 || writer->items == CS_ITEM_ALL) {
        cs_writer_token(writer, token);
    }
}

static void put_framed_object(cs_writer *writer)
{
    framed_object framed = {.done = {false}};
    cs_token token;

    survey_object(writer, &framed);
    cs_frame_begin(&framed.frame, writer->object->frame, CS_OBJECT_LEVEL);
    while (!writer->failed && cs_frame_next(&framed.frame, &token) > CS_TOKEN_END) {
        put_frame_token(writer, &framed, &token);
        cs_writer_hand_on_much(writer);
    }
}

void cs_writer_object(cs_writer *writer)
{
    if (writer->object->frame.s) {
        put_framed_object(writer);
        return;
    }
    open_object(writer, CS_NO_TEXT);
    for (size_t child = 0; child < CHILDREN; child++)
        put_child(writer, child);
    CS_PUT(writer, "</cs-object>");
}
