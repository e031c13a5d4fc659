/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "story-list.h"

#include <glib/gi18n-lib.h>

#include "base/time.h"
#include "model/timeline.h"
#include "say.h"

/* The rest is shown when it is asked for. */
#define SHOWN_FIRST 6

struct _AnlanStoryList
{
  AdwBin parent_instance;

  AnlanDesk *desk;
  GPtrArray *stories; /* AnlanStory, oldest first; NULL: not read yet */
  gboolean all;
  GtkWidget *group;
  GPtrArray *rows; /* borrowed */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (AnlanStoryList, anlan_story_list, ADW_TYPE_BIN)

enum
{
  LOADED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
show (AnlanStoryList *self);

/* --- rows ------------------------------------------------------------------------------------------------------------ */

static GtkWidget *
make_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkWidget *
make_time (AnlanStoryList *self, const AnlanStory *story)
{
  AnlanPlant *plant = anlan_desk_get_plant (self->desk);
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (plant);
  g_autofree char *text = NULL, *full = NULL;
  GtkWidget *label;
  gint64 ms;

  if (story->at == NULL || !anlan_time_parse (story->at, &ms))
    return make_label ("", NULL);
  text = anlan_say_moment (ms, anlan_plant_now (plant), zone);
  full = anlan_say_moment_fully (ms, zone);
  label = make_label (text, "dim-label");
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_set_tooltip_text (label, full);
  gtk_widget_set_halign (label, GTK_ALIGN_START);
  return label;
}

static GtkWidget *
make_row (AnlanStoryList *self, const AnlanStory *story)
{
  GtkWidget *row = adw_preferences_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  gtk_widget_add_css_class (box, "story");
  gtk_box_append (GTK_BOX (box), make_label (story->sentence, NULL));
  gtk_box_append (GTK_BOX (box), make_time (self, story));
  /* One line says no more than the sentence. */
  if (story->detail != NULL && strchr (story->detail, '\n') != NULL)
    {
      GtkWidget *expander = gtk_expander_new (_ ("Each field"));

      gtk_expander_set_child (GTK_EXPANDER (expander), make_label (story->detail, "story-detail"));
      gtk_widget_add_css_class (expander, "caption");
      /* In GTK 4.8 its label does not name it. */
      gtk_accessible_update_property (GTK_ACCESSIBLE (expander), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      _ ("Each field"), -1);
      gtk_box_append (GTK_BOX (box), expander);
    }
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  return row;
}

static void
on_all_clicked_cb (GtkButton *button, AnlanStoryList *self)
{
  self->all = TRUE;
  show (self);
}

static GtkWidget *
make_all_button (AnlanStoryList *self, guint left)
{
  g_autofree char *text =
      g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u earlier line", "%u earlier lines", left), left);
  GtkWidget *button = gtk_button_new_with_label (text);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_all_clicked_cb), self, 0);
  return button;
}

static void
add (AnlanStoryList *self, GtkWidget *row)
{
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->group), row);
  g_ptr_array_add (self->rows, row);
}

static void
show (AnlanStoryList *self)
{
  guint count = self->stories->len;
  guint shown = self->all ? count : MIN (count, SHOWN_FIRST);

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self->group), g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; i < shown; i++)
    add (self, make_row (self, g_ptr_array_index (self->stories, count - 1 - i)));
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (self->group),
                                           shown < count ? make_all_button (self, count - shown) : NULL);
  gtk_widget_set_visible (GTK_WIDGET (self), count > 0);
}

/* --- reading ----------------------------------------------------------------------------------------------------------- */

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *stories = anlan_plant_timeline_finish (ANLAN_PLANT (source), result, &error);
  AnlanStoryList *self = data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_pointer (&self->stories, g_ptr_array_unref);
  self->stories = stories;
  if (stories == NULL)
    {
      AnlanStory *story = g_new0 (AnlanStory, 1);

      story->sentence = g_strdup (error->message);
      self->stories = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_story_free);
      g_ptr_array_add (self->stories, story);
    }
  show (self);
  g_signal_emit (self, signals[LOADED], 0);
}

void
anlan_story_list_load (AnlanStoryList *self, const char *kind, const char *record)
{
  g_return_if_fail (ANLAN_IS_STORY_LIST (self) && kind != NULL && record != NULL);

  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  anlan_plant_timeline_async (anlan_desk_get_plant (self->desk), kind, record,
                              anlan_desk_get_units (self->desk), self->cancellable, read_cb, self);
}

gboolean
anlan_story_list_is_loading (AnlanStoryList *self)
{
  g_return_val_if_fail (ANLAN_IS_STORY_LIST (self), FALSE);

  return self->stories == NULL;
}

GPtrArray *
anlan_story_list_get_stories (AnlanStoryList *self)
{
  g_return_val_if_fail (ANLAN_IS_STORY_LIST (self), NULL);

  return self->stories;
}

/* --- object -------------------------------------------------------------------------------------------------------------- */

static void
anlan_story_list_dispose (GObject *object)
{
  AnlanStoryList *self = ANLAN_STORY_LIST (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (anlan_story_list_parent_class)->dispose (object);
}

static void
anlan_story_list_finalize (GObject *object)
{
  AnlanStoryList *self = ANLAN_STORY_LIST (object);

  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->rows);
  g_clear_pointer (&self->stories, g_ptr_array_unref);
  G_OBJECT_CLASS (anlan_story_list_parent_class)->finalize (object);
}

static void
anlan_story_list_class_init (AnlanStoryListClass *klass)
{
  signals[LOADED] = g_signal_new ("loaded", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
  G_OBJECT_CLASS (klass)->dispose = anlan_story_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_story_list_finalize;
}

static void
anlan_story_list_init (AnlanStoryList *self)
{
  self->cancellable = g_cancellable_new ();
  self->rows = g_ptr_array_new ();
  self->group = adw_preferences_group_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self->group), _ ("What happened"));
  adw_bin_set_child (ADW_BIN (self), self->group);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

AnlanStoryList *
anlan_story_list_new (AnlanDesk *desk)
{
  AnlanStoryList *self = g_object_new (ANLAN_TYPE_STORY_LIST, NULL);

  self->desk = g_object_ref (desk);
  return self;
}
