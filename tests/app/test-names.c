/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-names"

#include <string.h>

#include "app-scenes.h"

/*
 * What a screen reader says: every control that takes the focus has a name, and in Chinese no English is left in any
 * word that can be read or heard.
 */

/* --- the name of a control ------------------------------------------------------------------------------------------- */

/* The label that was set on @widget for screen readers, or NULL. There is no getter, but the check says what it found
 * instead. */
static char *
set_label (GtkWidget *widget)
{
  g_autofree char *found = NULL;

  if (!GTK_IS_ACCESSIBLE (widget) ||
      !gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL))
    return NULL;
  found = gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, "\001");
  return g_steal_pointer (&found);
}

static gboolean
has_text (const char *text)
{
  return text != NULL && text[strspn (text, " \t\n\"'")] != '\0';
}

/* The first text below @widget that is shown; a picture alone is no name. */
static gboolean
has_words (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    return has_text (gtk_label_get_text (GTK_LABEL (widget)));
  if (GTK_IS_INSCRIPTION (widget))
    return has_text (gtk_inscription_get_text (GTK_INSCRIPTION (widget)));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_get_child_visible (child) && gtk_widget_get_visible (child) && has_words (child))
      return TRUE;
  return FALSE;
}

static gboolean
has_name (GtkWidget *widget)
{
  g_autofree char *label = set_label (widget);
  GtkWidget *parent = gtk_widget_get_parent (widget);

  if (has_text (label) || has_words (widget))
    return TRUE;
  /* A mnemonic or a label of its own stands beside it. */
  if (gtk_test_accessible_has_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY) &&
      !GTK_IS_BUTTON (widget))
    return TRUE;
  /* What is inside of a composed control speaks with its name. */
  if (GTK_IS_TEXT (widget) || (GTK_IS_TOGGLE_BUTTON (widget) && GTK_IS_MENU_BUTTON (parent)))
    for (int up = 0; parent != NULL && up < 6; up++, parent = gtk_widget_get_parent (parent))
      {
        g_autofree char *above = set_label (parent);

        if (has_text (above) || (GTK_IS_LIST_BOX_ROW (parent) && has_words (parent)))
          return TRUE;
      }
  return FALSE;
}

/* Scrolled parts and lists as a whole take the focus only to hand it on. */
static gboolean
is_a_frame (GtkWidget *widget)
{
  return GTK_IS_WINDOW (widget) || GTK_IS_POPOVER (widget) || GTK_IS_SCROLLED_WINDOW (widget) ||
         GTK_IS_STACK (widget) || GTK_IS_VIEWPORT (widget) || GTK_IS_FLOW_BOX (widget) ||
         GTK_IS_LIST_BOX (widget);
}

/* What GTK 4.8 and libadwaita 1.2 put there themselves: the search of the shortcuts, the switch of a row that unfolds (the
 * row says what for), the eye of a password. And an empty text has nothing to say. */
static gboolean
is_not_ours (GtkWidget *widget)
{
  return (GTK_IS_TOGGLE_BUTTON (widget) &&
          gtk_widget_get_ancestor (widget, GTK_TYPE_SHORTCUTS_WINDOW) != NULL) ||
         (GTK_IS_SWITCH (widget) && gtk_widget_get_ancestor (widget, ADW_TYPE_EXPANDER_ROW) != NULL &&
          g_strcmp0 (gtk_buildable_get_buildable_id (GTK_BUILDABLE (widget)), "enable_switch") == 0) ||
         (GTK_IS_BUTTON (widget) && gtk_widget_get_ancestor (widget, ADW_TYPE_PASSWORD_ENTRY_ROW) != NULL) ||
         GTK_IS_LABEL (widget);
}

static gboolean
match_unnamed (GtkWidget *widget, gconstpointer data)
{
  return !is_not_ours (widget) && gtk_widget_get_focusable (widget) && gtk_widget_get_can_focus (widget) &&
         !is_a_frame (widget) && !has_name (widget);
}

static char *
where (GtkWidget *widget)
{
  GString *path = g_string_new (NULL);

  for (; widget != NULL; widget = gtk_widget_get_parent (widget))
    {
      const char *id = gtk_buildable_get_buildable_id (GTK_BUILDABLE (widget));

      if (path->len > 0)
        g_string_append (path, " < ");
      g_string_append (path, G_OBJECT_TYPE_NAME (widget));
      if (id != NULL && !g_str_has_prefix (id, "___"))
        g_string_append_printf (path, "#%s", id);
      if (path->len > 160)
        break;
    }
  return g_string_free (path, FALSE);
}

static void
look_for_unnamed (App *app, const char *scene, gpointer data)
{
  GPtrArray *all = data;
  g_autoptr (GPtrArray) found = app_find_all (GTK_WIDGET (app_top (app)), match_unnamed, NULL);

  for (guint i = 0; i < found->len; i++)
    {
      g_autofree char *path = where (g_ptr_array_index (found, i));

      g_ptr_array_add (all, g_strdup_printf ("%s: %s", scene, path));
    }
}

static void
fail_with (GPtrArray *lines)
{
  for (guint i = 0; i < lines->len; i++)
    g_test_message ("%s", (const char *)g_ptr_array_index (lines, i));
  if (lines->len > 0)
    g_test_fail_printf ("%u, the first: %s", lines->len, (const char *)g_ptr_array_index (lines, 0));
}

static void
test_controls (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  g_autoptr (GPtrArray) unnamed = g_ptr_array_new_with_free_func (g_free);

  app_visit_scenes (app, look_for_unnamed, unnamed);
  fail_with (unnamed);
}

static void
test_welcome_controls (void)
{
  g_autoptr (App) app = app_open (APP_WELCOME);
  g_autoptr (GPtrArray) unnamed = g_ptr_array_new_with_free_func (g_free);

  look_for_unnamed (app, "welcome", unnamed);
  fail_with (unnamed);
}

/* --- no English in Chinese ------------------------------------------------------------------------------------------- */

/* Names, units and signs that Chinese safety officers write in Latin letters. */
static const char *const latin[] = {
  "Anlan", "Ctrl",    "Shift",         "Escape",    "Alt",     "Tab", "Home", "Backspace",
  "Excel", "GeoJSON", "OpenStreetMap", "GNU",       "English", "MPa", "bar",  "psi",
  "km",    "Modbus",  "Frigate",       "Assistant", "http",    "vol",
};

static gboolean
is_latin (const char *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (latin); i++)
    if (g_strcmp0 (word, latin[i]) == 0)
      return TRUE;
  /* Who has no account is named by the system. */
  return g_strcmp0 (word, g_get_user_name ()) == 0;
}

/* The first English word of @text, or NULL: three letters and more of which some are small. Codes (HZ-2026-0001, LEC,
 * V-902C), units and addresses are none. */
static char *
english_word (GRegex *word, const char *text)
{
  g_autoptr (GMatchInfo) match = NULL;

  for (g_regex_match (word, text, 0, &match); g_match_info_matches (match); g_match_info_next (match, NULL))
    {
      g_autofree char *found = g_match_info_fetch (match, 0);

      if (!is_latin (found))
        return g_steal_pointer (&found);
    }
  return NULL;
}

typedef struct
{
  GRegex *word;
  GHashTable *seen; /* set of what was said */
  GPtrArray *lines;
} English;

static void
check_text (English *english, const char *scene, GtkWidget *widget, const char *text)
{
  /* A command is the same in every language. */
  gboolean looked_at =
      text != NULL && !g_str_has_prefix (text, "anlanctl ") && !g_str_has_prefix (text, "systemctl ");
  g_autofree char *found = looked_at ? english_word (english->word, text) : NULL;

  if (found != NULL && g_hash_table_add (english->seen, g_strdup (text)))
    {
      g_autofree char *path = where (widget);

      g_ptr_array_add (english->lines, g_strdup_printf ("%s: “%s” of %s", scene, text, path));
    }
}

static gboolean
match_any (GtkWidget *widget, gconstpointer data)
{
  return TRUE;
}

static void
look_for_english (App *app, const char *scene, gpointer data)
{
  English *english = data;
  g_autoptr (GPtrArray) all = app_find_all (GTK_WIDGET (app_top (app)), match_any, NULL);

  for (guint i = 0; i < all->len; i++)
    {
      GtkWidget *widget = g_ptr_array_index (all, i);
      g_autofree char *label = set_label (widget);

      if (GTK_IS_LABEL (widget))
        check_text (english, scene, widget, gtk_label_get_text (GTK_LABEL (widget)));
      if (GTK_IS_TEXT (widget))
        check_text (english, scene, widget, gtk_text_get_placeholder_text (GTK_TEXT (widget)));
      check_text (english, scene, widget, gtk_widget_get_tooltip_text (widget));
      check_text (english, scene, widget, label);
    }
}

static void
test_language (void)
{
  g_autoptr (GRegex) word =
      g_regex_new ("(?<![A-Za-z0-9./@-])[A-Z]?[a-z]{2,}[a-z](?![A-Za-z0-9/@-]|\\.[a-z])", 0, 0, NULL);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  English english = { word, seen, lines };
  g_autoptr (App) app = NULL;

  if (g_strcmp0 (app_language (), "zh_CN") != 0)
    {
      g_test_skip ("English is all right in English");
      return;
    }
  app = app_open (APP_DEMO);
  app_visit_scenes (app, look_for_english, &english);
  fail_with (lines);
}

int
main (int argc, char **argv)
{
  app_test_init (&argc, &argv);
  g_test_add_func ("/app/names/controls", test_controls);
  g_test_add_func ("/app/names/welcome", test_welcome_controls);
  g_test_add_func ("/app/names/language", test_language);
  return g_test_run ();
}
