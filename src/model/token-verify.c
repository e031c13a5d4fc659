/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "token-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/ids.h"
#include "base/time.h"

/* KEY.PURPOSE.KIND.ID.UNTIL.TAG, the id without its hyphens and the date without its own, "0" for none. */
enum
{
  KEY,
  PURPOSE,
  KIND,
  ID,
  UNTIL,
  TAG,
  N_PARTS
};

#define PLAIN_ID 32

void
anlan_verify_code_free (AnlanVerifyCode *code)
{
  g_free (code->purpose);
  g_free (code->kind);
  g_free (code->record);
  g_free (code->until);
  g_free (code);
}

static char *
without_hyphens (const char *text)
{
  GString *out = g_string_new (NULL);

  for (; *text != '\0'; text++)
    if (*text != '-')
      g_string_append_c (out, *text);
  return g_string_free (out, FALSE);
}

static char *
with_hyphens (const char *id)
{
  return g_strdup_printf ("%.8s-%.4s-%.4s-%.4s-%.12s", id, id + 8, id + 12, id + 16, id + 20);
}

char *
anlan_verify_make (AnlanPlant *plant,
                   const char *purpose,
                   const char *kind,
                   const char *record,
                   const char *until,
                   GError **error)
{
  g_autofree char *id = NULL, *day = NULL, *text = NULL, *tag = NULL;
  guint key;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && purpose != NULL && kind != NULL && record != NULL, NULL);
  g_return_val_if_fail (
      purpose[0] != '\0' && strspn (purpose, "abcdefghijklmnopqrstuvwxyz") == strlen (purpose), NULL);

  if (!anlan_uuid_valid (record) || (until != NULL && !anlan_date_valid (until)))
    {
      g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                           _ ("A code needs the id of a record, and a date as 2026-12-31."));
      return NULL;
    }
  key = anlan_token_key (plant, "verify");
  id = without_hyphens (record);
  day = until != NULL ? without_hyphens (until) : g_strdup ("0");
  text = g_strdup_printf ("%s.%s.%s.%s", purpose, kind, id, day);
  tag = anlan_token_tag (plant->store, "verify", key, text, error);
  return tag != NULL ? g_strdup_printf ("%u.%s.%s", key, text, tag) : NULL;
}

static gboolean
is_right (AnlanPlant *plant, char **parts, gboolean *right, GError **error)
{
  g_autofree char *text = NULL, *tag = NULL;
  guint64 key;

  *right = FALSE;
  if (g_strv_length (parts) != N_PARTS || strlen (parts[ID]) != PLAIN_ID ||
      !g_ascii_string_to_unsigned (parts[KEY], 10, 1, anlan_token_key (plant, "verify"), &key, NULL))
    return TRUE;
  text = g_strdup_printf ("%s.%s.%s.%s", parts[PURPOSE], parts[KIND], parts[ID], parts[UNTIL]);
  tag = anlan_token_tag (plant->store, "verify", (guint)key, text, error);
  if (tag == NULL)
    return FALSE;
  *right = anlan_token_same (tag, parts[TAG]);
  return TRUE;
}

AnlanVerifyCode *
anlan_verify_check (AnlanPlant *plant, const char *text, GError **error)
{
  g_auto (GStrv) parts = NULL;
  AnlanVerifyCode *code;
  gboolean right;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && text != NULL, NULL);

  parts = g_strsplit (text, ".", N_PARTS + 1);
  if (!is_right (plant, parts, &right, error))
    return NULL;
  if (!right)
    {
      g_set_error_literal (
          error, ANLAN_ERROR, ANLAN_ERROR_DENIED,
          _ ("This code was not made by this plant: the paper or badge is not genuine, or its code was read "
             "wrongly."));
      return NULL;
    }
  code = g_new0 (AnlanVerifyCode, 1);
  code->purpose = g_strdup (parts[PURPOSE]);
  code->kind = g_strdup (parts[KIND]);
  code->record = with_hyphens (parts[ID]);
  if (strlen (parts[UNTIL]) == 8)
    code->until = g_strdup_printf ("%.4s-%.2s-%.2s", parts[UNTIL], parts[UNTIL] + 4, parts[UNTIL] + 6);
  return code;
}
