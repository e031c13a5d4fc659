/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-safety"

#include "hazard-private.h"

#include <gio/gio.h>
#include <string.h>

#include "anlan-safety-resources.h"
#include "base/text.h"

#define PHRASES "/io/github/anlan/safety/says-nothing.txt"

/* Letters and digits alone, folded: what is left of a sentence when it is compared. */
static char *
strip (const char *text)
{
  g_autofree char *folded = anlan_text_fold (text);
  GString *bare = g_string_new (NULL);

  for (const char *at = folded; *at != '\0'; at = g_utf8_next_char (at))
    if (g_unichar_isalnum (g_utf8_get_char (at)))
      g_string_append_unichar (bare, g_utf8_get_char (at));
  return g_string_free (bare, FALSE);
}

/* A static library's resources have no constructor that would be linked in. */
static void
register_resource (void)
{
  static gsize done;

  if (g_once_init_enter (&done))
    {
      anlan_safety_register_resource ();
      g_once_init_leave (&done, 1);
    }
}

static void
add_phrases (GPtrArray *phrases, const char *text, const char *between)
{
  g_auto (GStrv) lines = g_strsplit (text, between, -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *bare = lines[i][0] == '#' ? NULL : strip (lines[i]);

      if (bare != NULL && bare[0] != '\0')
        g_ptr_array_add (phrases, g_steal_pointer (&bare));
    }
}

static GPtrArray *
load_phrases (const char *more)
{
  GPtrArray *phrases = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *text = NULL;

  register_resource ();
  bytes = g_resources_lookup_data (PHRASES, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_return_val_if_fail (bytes != NULL, phrases);
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  add_phrases (phrases, text, "\n");
  if (more != NULL)
    add_phrases (phrases, more, "|");
  return phrases;
}

/* Whether @text can be read as phrases alone, one behind the other. */
static gboolean
is_made_of (const char *text, GPtrArray *phrases)
{
  gsize length = strlen (text);
  g_autofree gboolean *reached = g_new0 (gboolean, length + 1);

  reached[0] = TRUE;
  for (gsize at = 0; at < length; at++)
    for (guint i = 0; reached[at] && i < phrases->len; i++)
      if (g_str_has_prefix (text + at, g_ptr_array_index (phrases, i)))
        reached[at + strlen (g_ptr_array_index (phrases, i))] = TRUE;
  return reached[length];
}

gboolean
hazard_says_nothing (const char *text, const char *more)
{
  g_autoptr (GPtrArray) phrases = NULL;
  g_autofree char *bare = NULL;

  if (text == NULL)
    return TRUE;
  bare = strip (text);
  phrases = load_phrases (more);
  return is_made_of (bare, phrases);
}
