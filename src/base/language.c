/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-base"

#include "base/language.h"

#include <libintl.h>
#include <string.h>

#include "base/catalog.h"

/* Of a header; more is none that a browser sends. */
#define WISHES_MAX 32

/* The linker leads all calls of GLib's four functions here (--wrap), and the real ones have another name. */
const char *
__real_g_dgettext (const char *domain, const char *text);
const char *
__real_g_dngettext (const char *domain, const char *text, const char *plural, gulong n);
const char *
__real_g_dpgettext (const char *domain, const char *text, gsize offset);
const char *
__real_g_dpgettext2 (const char *domain, const char *context, const char *text);
const char *
__wrap_g_dgettext (const char *domain, const char *text);
const char *
__wrap_g_dngettext (const char *domain, const char *text, const char *plural, gulong n);
const char *
__wrap_g_dpgettext (const char *domain, const char *text, gsize offset);
const char *
__wrap_g_dpgettext2 (const char *domain, const char *context, const char *text);

static GPrivate told = G_PRIVATE_INIT (NULL);

/* Read once, and kept as long as the program runs: texts are handed out of them. */
static AnlanCatalogs *
get_catalogs (void)
{
  static gsize made = 0;

  if (g_once_init_enter (&made))
    g_once_init_leave (&made, (gsize)anlan_catalogs_new (bindtextdomain (GETTEXT_PACKAGE, NULL)));
  return (AnlanCatalogs *)made;
}

void
anlan_language_set (const char *language)
{
  g_private_set (&told, (gpointer)(language != NULL ? g_intern_string (language) : NULL));
}

const char *
anlan_language_get (void)
{
  return g_private_get (&told);
}

/* --- choosing -------------------------------------------------------------------------------------------------- */

/* "zh-CN;q=0.8": how much it is wished for, 0 to 1. */
static double
get_weight (const char *wish)
{
  const char *q = strstr (wish, ";q=");

  return q != NULL ? CLAMP (g_ascii_strtod (q + strlen (";q="), NULL), 0, 1) : 1;
}

const char *
anlan_language_pick (const char *accept)
{
  g_auto (GStrv) wishes = g_strsplit (accept != NULL ? accept : "", ",", WISHES_MAX);
  const char *best = NULL;
  double most = 0;

  for (guint i = 0; wishes[i] != NULL; i++)
    {
      const char *wish = g_strstrip (wishes[i]);
      double weight = get_weight (wish);
      const char *language = weight > most ? anlan_catalogs_match (get_catalogs (), wish) : NULL;

      if (language == NULL && weight > most && g_ascii_strncasecmp (wish, "en", 2) == 0 &&
          strchr ("-_;", wish[2]) != NULL)
        language = "en";
      if (language == NULL)
        continue;
      best = language;
      most = weight;
    }
  return best;
}

/* --- translating -------------------------------------------------------------------------------------------------- */

static gboolean
is_told (const char *domain)
{
  return g_private_get (&told) != NULL && g_strcmp0 (domain, GETTEXT_PACKAGE) == 0;
}

static const char *
translate (const char *key, const char *text)
{
  const char *found = anlan_catalogs_get (get_catalogs (), g_private_get (&told), key);

  return found != NULL ? found : text;
}

const char *
__wrap_g_dgettext (const char *domain, const char *text)
{
  return is_told (domain) ? translate (text, text) : __real_g_dgettext (domain, text);
}

/* Of several forms the catalogue gives the first; Chinese has no other one, and English is not looked up. */
const char *
__wrap_g_dngettext (const char *domain, const char *text, const char *plural, gulong n)
{
  return is_told (domain) ? translate (text, n == 1 ? text : plural)
                          : __real_g_dngettext (domain, text, plural, n);
}

/* @text: the context, the character 4, and the text, which begins at @offset (that is how C_() hands it over). */
const char *
__wrap_g_dpgettext (const char *domain, const char *text, gsize offset)
{
  return is_told (domain) ? translate (text, text + offset) : __real_g_dpgettext (domain, text, offset);
}

const char *
__wrap_g_dpgettext2 (const char *domain, const char *context, const char *text)
{
  g_autofree char *key = NULL;

  if (!is_told (domain))
    return __real_g_dpgettext2 (domain, context, text);
  key = g_strconcat (context, "\004", text, NULL);
  return translate (key, text);
}
