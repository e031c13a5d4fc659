/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "apply-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/time.h"
#include "store/files.h"

/* Who reports without a name is kept nowhere: not as actor or author, not as account or desk, and not by the time of the
 * day, which those who were there could compare. */

static gboolean
is_set (const AnlanValue *value)
{
  return anlan_value_get_integer (value, 0) != 0;
}

/* What the change says of the field; FALSE if it says nothing. */
static gboolean
sets (const AnlanChange *change, const AnlanKind *kind, const AnlanField *field, gboolean *value)
{
  gboolean said = FALSE;

  for (guint i = 0; i < change->fields->len; i++)
    if (anlan_kind_field (kind, g_ptr_array_index (change->fields, i)) == field)
      {
        *value = is_set (&g_array_index (change->values, AnlanValue, i));
        said = TRUE;
      }
  return said;
}

/* A name, a time of taking or a position in a photo say who it was as well. */
static void
check_files (AnlanApply *apply)
{
  for (guint i = 0; i < apply->change->files->len; i++)
    {
      const AnlanFile *file = g_ptr_array_index (apply->change->files, i);

      if (file->taken != NULL || !isnan (file->latitude) ||
          (file->name != NULL && !g_str_has_prefix (file->name, "photo.")))
        {
          anlan_apply_problem (
              apply, NULL, "anonymous",
              _ ("A photo of an anonymous report must be taken up without its name, time and "
                 "place: take it out, and add it again after choosing “anonymous”."));
          return;
        }
    }
}

/* The begin of the plant's day. */
static gint64
day_of (AnlanApply *apply, gint64 now)
{
  g_autofree char *day = anlan_local_format (now, apply->context->facts->zone, "%Y-%m-%d 00:00:00");
  g_autofree char *moment = anlan_moment_from_text (day, apply->context->facts->zone);
  gint64 ms;

  return moment != NULL && anlan_time_parse (moment, &ms) ? ms : now - now % ANLAN_DAY;
}

/* The moment at which it was reported, unless somebody says another one. */
static gboolean
is_own_time (const AnlanField *field)
{
  return field->type == ANLAN_FIELD_MOMENT && field->fallback != NULL &&
         strstr (field->fallback, "now()") != NULL;
}

void
anlan_apply_blur (AnlanApply *apply)
{
  if (!apply->change->anonymous)
    return;
  for (guint i = 0; i < apply->kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (apply->kind->fields, i);
      AnlanValue *value = &apply->after->values[field->index];
      g_autofree char *day = NULL;
      gint64 ms;

      if (!is_own_time (field) || anlan_value_is_null (value) ||
          !anlan_time_parse (anlan_value_get_text (value), &ms))
        continue;
      day = anlan_time_format (day_of (apply, ms));
      anlan_value_set_text (value, day);
    }
}

static void
forget_who (AnlanApply *apply)
{
  AnlanContext *context = apply->context;

  context->nobody = TRUE;
  context->now = day_of (apply, anlan_context_now (context));
  g_free (apply->moment);
  apply->moment = anlan_time_format (context->now);
  if (apply->change->behalf != NULL)
    anlan_apply_problem (
        apply, NULL, "anonymous",
        _ ("An anonymous report names nobody, so it cannot be entered on behalf of a person."));
  check_files (apply);
}

void
anlan_apply_anonymous (AnlanApply *apply)
{
  const AnlanField *field =
      apply->kind->anonymous != NULL ? anlan_kind_field (apply->kind, apply->kind->anonymous) : NULL;
  gboolean was = field != NULL && apply->before != NULL && is_set (&apply->before->values[field->index]);
  gboolean wanted = was;

  if (field != NULL)
    sets (apply->change, apply->kind, field, &wanted);
  /* A draft was begun by somebody, and its line in the journal says by whom. */
  if (apply->before != NULL && wanted && !was)
    anlan_apply_problem (
        apply, field->id, "anonymous",
        _ ("It is known already who entered this. Begin a new report, and choose “anonymous” "
           "before anything is stored."));
  if (wanted && (apply->before == NULL || apply->before->draft))
    apply->change->anonymous = TRUE;
  if (apply->change->anonymous)
    forget_who (apply);
}
