/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "today-news.h"

#include <glib/gi18n-lib.h>

#include "backlinks.h"
#include "base/time.h"
#include "model/notices.h"
#include "say.h"

/* All of it is among the duties below as well: these lines say what is new of them. */
#define MOST_LINES 5
#define MOST_READ 100

struct _AnlanTodayNews
{
  AdwBin parent_instance;

  AnlanPlant *plant; /* of what is shown; NULL: nothing is */
  char *person;
  gint64 newest;
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (AnlanTodayNews, anlan_today_news, ADW_TYPE_BIN)

static void
read_anew (AnlanTodayNews *self);

/* --- rows ----------------------------------------------------------------------------------------------------------- */

static GtkWidget *
make_row (AnlanTodayNews *self, const AnlanNotice *notice)
{
  g_autofree char *said = anlan_notice_say (notice), *when = NULL;
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (self->plant);
  GtkWidget *row, *icon, *at;
  gint64 moment;

  if (anlan_time_parse (notice->at, &moment))
    when = anlan_say_moment (moment, anlan_plant_now (self->plant), zone);
  at = gtk_label_new (when);
  gtk_widget_add_css_class (at, "dim-label");
  gtk_widget_add_css_class (at, "numeric");
  gtk_widget_set_valign (at, GTK_ALIGN_CENTER);
  if (notice->record != NULL)
    row = anlan_record_row_new (notice->record, said, at);
  else
    {
      row = adw_action_row_new ();
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), said);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), at);
    }
  icon = gtk_image_new_from_icon_name (notice->why == ANLAN_NOTICE_ESCALATE ? "anlan-late-symbolic"
                                                                            : "anlan-today-symbolic");
  gtk_widget_add_css_class (icon, notice->why == ANLAN_NOTICE_ESCALATE ? "error" : "dim-label");
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  return row;
}

/* A digest replaces those of the days before. */
static gboolean
is_old_digest (GPtrArray *notices, guint place)
{
  const AnlanNotice *notice = g_ptr_array_index (notices, place);

  if (notice->why != ANLAN_NOTICE_DIGEST)
    return FALSE;
  for (guint i = 0; i < place; i++)
    if (((const AnlanNotice *)g_ptr_array_index (notices, i))->why == ANLAN_NOTICE_DIGEST)
      return TRUE;
  return FALSE;
}

static void
add_rest (AdwPreferencesGroup *group, guint n)
{
  g_autofree char *text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "and %u more", "and %u more", n), n);
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), text);
  gtk_widget_add_css_class (row, "dim-label");
  adw_preferences_group_add (group, row);
}

/* --- seen ------------------------------------------------------------------------------------------------------------- */

static void
seen_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanTodayNews) self = data;
  g_autoptr (GError) error = NULL;
  GtkWidget *group;

  if (anlan_plant_see_notices_finish (ANLAN_PLANT (source), result, &error))
    {
      if (self->plant != NULL)
        read_anew (self);
      return;
    }
  group = adw_bin_get_child (ADW_BIN (self));
  if (group != NULL)
    adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), error->message);
}

static void
on_seen_clicked_cb (GtkButton *button, AnlanTodayNews *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (button), FALSE);
  anlan_plant_see_notices_async (self->plant, self->person, self->newest, seen_cb, g_object_ref (self));
}

/* --- all of it ------------------------------------------------------------------------------------------------------ */

static void
show (AnlanTodayNews *self, GPtrArray *notices)
{
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *seen = gtk_button_new_with_label (_ ("Seen"));
  guint shown = 0, rest = 0;

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("New for you"));
  gtk_widget_add_css_class (seen, "flat");
  gtk_widget_set_tooltip_text (seen, _ ("Do not show these any more. What is owed stays below."));
  g_signal_connect_object (seen, "clicked", G_CALLBACK (on_seen_clicked_cb), self, 0);
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (group), seen);
  for (guint i = 0; i < notices->len; i++)
    {
      const AnlanNotice *notice = g_ptr_array_index (notices, i);

      self->newest = MAX (self->newest, notice->id);
      if (is_old_digest (notices, i))
        continue;
      if (shown < MOST_LINES)
        adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), make_row (self, notice));
      else
        rest++;
      shown++;
    }
  if (rest > 0)
    add_rest (ADW_PREFERENCES_GROUP (group), rest);
  adw_bin_set_child (ADW_BIN (self), group);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}

static void
hide (AnlanTodayNews *self)
{
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanTodayNews) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) notices = anlan_plant_notices_finish (ANLAN_PLANT (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->plant == NULL)
    return;
  if (notices == NULL)
    g_message ("notices could not be read: %s", error->message);
  if (notices != NULL && notices->len > 0)
    show (self, notices);
  else
    hide (self);
}

static void
read_anew (AnlanTodayNews *self)
{
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  self->newest = 0;
  anlan_plant_notices_async (self->plant, self->person, TRUE, MOST_READ, self->cancellable, read_cb,
                             g_object_ref (self));
}

void
anlan_today_news_read (AnlanTodayNews *self, AnlanDesk *desk)
{
  const char *person;

  g_return_if_fail (ANLAN_IS_TODAY_NEWS (self) && ANLAN_IS_DESK (desk));

  g_set_object (&self->plant, anlan_desk_get_plant (desk));
  person = self->plant != NULL ? anlan_plant_get_person (self->plant) : NULL;
  g_free (self->person);
  self->person = g_strdup (person);
  if (person != NULL)
    read_anew (self);
  else
    hide (self);
}

static void
anlan_today_news_dispose (GObject *object)
{
  AnlanTodayNews *self = ANLAN_TODAY_NEWS (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->plant);
  G_OBJECT_CLASS (anlan_today_news_parent_class)->dispose (object);
}

static void
anlan_today_news_finalize (GObject *object)
{
  AnlanTodayNews *self = ANLAN_TODAY_NEWS (object);

  g_object_unref (self->cancellable);
  g_free (self->person);
  G_OBJECT_CLASS (anlan_today_news_parent_class)->finalize (object);
}

static void
anlan_today_news_class_init (AnlanTodayNewsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = anlan_today_news_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_today_news_finalize;
}

static void
anlan_today_news_init (AnlanTodayNews *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
anlan_today_news_new (void)
{
  return g_object_new (ANLAN_TYPE_TODAY_NEWS, NULL);
}
