#include "waiting.h"

#include "sys/interrupt.h"

bool waiting_put(waiting *w, cs_text first_key, cs_text second_key, cs_text row, cs_error *error)
{
    w->count++;
    return cs_sorter_put(w->sorter, first_key, second_key, row, error);
}

cs_next waiting_next(waiting *w, cs_text *row, cs_error *error)
{
    if (!cs_interrupt_check(error))
        return CS_FAILED;
    cs_next got = cs_sorter_next(w->sorter, row, error);
    if (got == CS_ITEM)
        cs_progress_count(w->progress, ++w->taken, w->count);
    return got;
}
