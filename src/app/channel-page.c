/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "channel-page.h"

#include <glib/gi18n-lib.h>

#include "channel-secrets.h"
#include "channel-test.h"
#include "resources.h"
#include "say.h"
#include "station-child.h"

#define LOOK_EVERY_MS 1000

struct _AnlanChannelPage
{
  AnlanPage parent_instance;

  /* template */
  AdwPreferencesGroup *group;
  GtkWidget *empty_page;

  GPtrArray *rows; /* Row */
  guint timeout;   /* tests are looked after */
};

G_DEFINE_FINAL_TYPE (AnlanChannelPage, anlan_channel_page, ANLAN_TYPE_PAGE)

/* A channel on the page. */
typedef struct
{
  AnlanChannelPage *page;
  AnlanRecord *record;
  AdwActionRow *row; /* borrowed */
  GtkWidget *icon;   /* borrowed */
  GtkWidget *button; /* the same: of the test */
  char *key;         /* of a test whose end is not known, or NULL */
  char *fate;        /* what has become of the last one, or NULL */
} Row;

static void
row_free (gpointer data)
{
  Row *row = data;

  anlan_record_unref (row->record);
  g_free (row->key);
  g_free (row->fate);
  g_free (row);
}

static AnlanDesk *
desk_of (AnlanChannelPage *self)
{
  return anlan_page_get_desk (ANLAN_PAGE (self));
}

/* --- how it is ------------------------------------------------------------------------------------------------------------- */

static const char *
choice_title (const AnlanRecord *record, const char *id)
{
  const AnlanField *field = anlan_kind_field (record->kind, id);
  const char *value = anlan_record_get_text (record, id);
  const AnlanChoice *choice = field != NULL && value != NULL ? anlan_field_choice (field, value) : NULL;

  return choice != NULL ? anlan_kind_text (choice->title) : "";
}

static const AnlanStationChannel *
find_channel (AnlanStationWatch *watch, const char *id)
{
  const AnlanStationState *facts =
      anlan_station_watch_get_state (watch) == ANLAN_WATCH_ON ? anlan_station_watch_get_facts (watch) : NULL;

  for (guint i = 0; facts != NULL && i < facts->channels->len; i++)
    {
      const AnlanStationChannel *channel = g_ptr_array_index (facts->channels, i);

      if (g_strcmp0 (channel->id, id) == 0)
        return channel;
    }
  return NULL;
}

static char *
describe (Row *row, const AnlanStationChannel *channel, AnlanWatchState state)
{
  AnlanPlant *plant = anlan_desk_get_plant (desk_of (row->page));
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (plant);
  g_autofree char *sent = NULL, *waits = NULL;

  if (g_strcmp0 (anlan_record_get_text (row->record, "state"), "off") == 0)
    return g_strdup (_ ("switched off"));
  if (channel == NULL)
    return g_strdup (state == ANLAN_WATCH_ON
                         ? _ ("does not take part: something is missing. A test says what.")
                         : _ ("The station does not run: nothing goes out"));
  waits = channel->waits > 0
              ? g_strdup_printf (ngettext ("%u waits", "%u wait", channel->waits), channel->waits)
              : g_strdup (_ ("nothing waits"));
  if (channel->sent == G_MININT64)
    return g_strdup_printf (_ ("%s · nothing sent yet"), waits);
  sent = anlan_say_moment (channel->sent, anlan_plant_now (plant), zone);
  return g_strdup_printf (_ ("%s · last sent %s"), waits, sent);
}

static void
update_row (Row *row, AnlanStationWatch *watch)
{
  const AnlanStationChannel *channel = find_channel (watch, row->record->id);
  g_autofree char *said = describe (row, channel, anlan_station_watch_get_state (watch));
  g_autoptr (GString) text = g_string_new (choice_title (row->record, "type"));
  gboolean bad = channel != NULL && channel->trouble != NULL;

  g_string_append_printf (text, " · %s", said);
  if (bad)
    g_string_append_printf (text, "\n%s", channel->trouble);
  if (row->fate != NULL)
    g_string_append_printf (text, "\n%s", row->fate);
  adw_action_row_set_subtitle (row->row, text->str);
  gtk_image_set_from_icon_name (GTK_IMAGE (row->icon), bad               ? "dialog-warning-symbolic"
                                                       : channel != NULL ? "mail-send-symbolic"
                                                                         : "system-shutdown-symbolic");
}

static void
update (AnlanChannelPage *self)
{
  AnlanStationChild *child = desk_of (self) != NULL ? anlan_desk_get_station (desk_of (self)) : NULL;

  for (guint i = 0; child != NULL && i < self->rows->len; i++)
    update_row (g_ptr_array_index (self->rows, i), anlan_station_child_get_watch (child));
}

/* --- a test ------------------------------------------------------------------------------------------------------------------ */

/* The row of the channel with this id; the list may have been read again meanwhile. */
static Row *
find_row (AnlanChannelPage *self, const char *id)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      Row *row = g_ptr_array_index (self->rows, i);

      if (g_str_equal (row->record->id, id))
        return row;
    }
  return NULL;
}

/* Who asked, and for which channel. */
typedef struct
{
  AnlanChannelPage *page;
  char *id;
} Question;

static Question *
question_new (Row *row)
{
  Question *question = g_new0 (Question, 1);

  question->page = g_object_ref (row->page);
  question->id = g_strdup (row->record->id);
  return question;
}

static void
question_free (Question *question)
{
  g_object_unref (question->page);
  g_free (question->id);
  g_free (question);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

static void
set_fate (Row *row, char *fate, gboolean ended)
{
  g_free (row->fate);
  row->fate = fate;
  if (ended)
    g_clear_pointer (&row->key, g_free);
  gtk_widget_set_sensitive (row->button, ended);
  update (row->page);
}

static void
show_fate (Row *row, const AnlanChannelFate *fate)
{
  AnlanStationWatch *watch = anlan_station_child_get_watch (anlan_desk_get_station (desk_of (row->page)));

  if (!fate->found || fate->state == ANLAN_OUTBOX_WITHDRAWN || fate->state == ANLAN_OUTBOX_FOLDED)
    set_fate (row, g_strdup (_ ("Test: it was not sent by itself")), TRUE);
  else if (fate->state == ANLAN_OUTBOX_SENT)
    set_fate (row, g_strdup (_ ("Test: sent. Look whether it has arrived.")), TRUE);
  else if (fate->state == ANLAN_OUTBOX_FAILED)
    set_fate (row, g_strdup_printf (_ ("Test failed: %s"), fate->error != NULL ? fate->error : ""), TRUE);
  else if (fate->error != NULL)
    set_fate (row, g_strdup_printf (_ ("Test: it is tried again. %s"), fate->error), FALSE);
  else if (anlan_station_watch_get_state (watch) != ANLAN_WATCH_ON)
    set_fate (row, g_strdup (_ ("Test: it waits. Nothing goes out until the station runs.")), FALSE);
  else
    set_fate (row, g_strdup (_ ("Test: on its way…")), FALSE);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Question) question = data;
  g_autoptr (GError) error = NULL;
  AnlanChannelFate *fate = anlan_channel_look_finish (result, &error);
  Row *row = find_row (question->page, question->id);

  if (row != NULL && row->key != NULL && anlan_desk_get_station (ANLAN_DESK (source)) != NULL)
    {
      if (fate != NULL)
        show_fate (row, fate);
      else
        set_fate (row, g_strdup (error->message), TRUE);
    }
  anlan_channel_fate_free (fate);
}

static gboolean
look_cb (gpointer data)
{
  AnlanChannelPage *self = data;
  gboolean any = FALSE;

  for (guint i = 0; anlan_desk_get_plant (desk_of (self)) != NULL && i < self->rows->len; i++)
    {
      Row *row = g_ptr_array_index (self->rows, i);

      if (row->key == NULL)
        continue;
      any = TRUE;
      anlan_channel_look_async (desk_of (self), row->record->id, row->key, NULL, looked_cb,
                                question_new (row));
    }
  if (!any)
    self->timeout = 0;
  return any ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
put_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Question) question = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *key = anlan_channel_test_finish (result, &error);
  AnlanChannelPage *self = question->page;
  Row *row = find_row (self, question->id);

  if (row == NULL || anlan_desk_get_station (ANLAN_DESK (source)) == NULL)
    return;
  if (key == NULL)
    {
      set_fate (row, g_strdup (error->message), TRUE);
      return;
    }
  row->key = g_steal_pointer (&key);
  if (self->timeout == 0 && gtk_widget_get_root (GTK_WIDGET (self)) != NULL)
    self->timeout = g_timeout_add (LOOK_EVERY_MS, look_cb, self);
}

static void
on_test_clicked_cb (GtkButton *button, Row *row)
{
  set_fate (row, g_strdup (_ ("Test: is put in…")), FALSE);
  anlan_channel_test_async (desk_of (row->page), row->record, NULL, put_cb, question_new (row));
}

static void
on_secrets_clicked_cb (GtkButton *button, Row *row)
{
  anlan_channel_secrets_show (desk_of (row->page), row->record,
                              GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (button))));
}

/* --- list -------------------------------------------------------------------------------------------------------------------- */

static GtkWidget *
add_button (Row *row, const char *label, GCallback clicked)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect (button, "clicked", clicked, row);
  adw_action_row_add_suffix (row->row, button);
  return button;
}

static void
add_row (AnlanChannelPage *self, AnlanRecord *record)
{
  Row *row = g_new0 (Row, 1);
  GtkWidget *widget = adw_action_row_new (), *arrow = gtk_image_new_from_icon_name ("go-next-symbolic");

  row->page = self;
  row->record = anlan_record_ref (record);
  row->row = ADW_ACTION_ROW (widget);
  row->icon = gtk_image_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (widget), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (widget), anlan_record_label (record));
  adw_action_row_set_subtitle_lines (row->row, 6);
  adw_action_row_add_prefix (row->row, row->icon);
  add_button (row, _ ("Secrets…"), G_CALLBACK (on_secrets_clicked_cb));
  row->button = add_button (row, _ ("Test"), G_CALLBACK (on_test_clicked_cb));
  gtk_widget_add_css_class (arrow, "dim-label");
  adw_action_row_add_suffix (row->row, arrow);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (widget), TRUE);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (widget), "(ss)", "channel", record->id);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (widget), "win.record");
  adw_preferences_group_add (self->group, widget);
  g_ptr_array_add (self->rows, row);
}

static gboolean
are_shown (AnlanChannelPage *self, GPtrArray *records)
{
  if (self->rows->len != records->len)
    return FALSE;
  for (guint i = 0; i < records->len; i++)
    if (g_strcmp0 (((Row *)g_ptr_array_index (self->rows, i))->record->rev,
                   ((AnlanRecord *)g_ptr_array_index (records, i))->rev) != 0)
      return FALSE;
  return TRUE;
}

/* What is known of tests goes on to be shown. */
static void
show_channels (AnlanChannelPage *self, GPtrArray *records)
{
  g_autoptr (GPtrArray) before = g_steal_pointer (&self->rows);

  for (guint i = 0; i < before->len; i++)
    adw_preferences_group_remove (self->group, GTK_WIDGET (((Row *)g_ptr_array_index (before, i))->row));
  self->rows = g_ptr_array_new_with_free_func (row_free);
  for (guint i = 0; i < records->len; i++)
    add_row (self, g_ptr_array_index (records, i));
  for (guint i = 0; i < before->len; i++)
    {
      Row *old = g_ptr_array_index (before, i), *row = find_row (self, old->record->id);

      if (row == NULL)
        continue;
      row->key = g_steal_pointer (&old->key);
      row->fate = g_steal_pointer (&old->fate);
    }
  gtk_widget_set_visible (self->empty_page, records->len == 0);
  update (self);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanChannelPage) self = data;
  g_autoptr (GPtrArray) records = anlan_page_take_all (ANLAN_PAGE (self), source, result);

  /* Rows that stay keep the focus, and a press on them. */
  if (records != NULL && (records->len == 0 || !are_shown (self, records)))
    show_channels (self, records);
}

static void
on_changed_cb (AnlanPlant *plant, char **kinds, AnlanChannelPage *self)
{
  if (g_strv_contains ((const char *const *)kinds, "channel"))
    anlan_page_read_all (ANLAN_PAGE (self), "channel", found_cb);
}

static void
anlan_channel_page_primary (AnlanPage *page)
{
  gtk_widget_activate_action (GTK_WIDGET (page), "win.new-record", "s", "channel");
}

/* --- object -------------------------------------------------------------------------------------------------------------------- */

static void
anlan_channel_page_dispose (GObject *object)
{
  AnlanChannelPage *self = ANLAN_CHANNEL_PAGE (object);

  g_clear_handle_id (&self->timeout, g_source_remove);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), ANLAN_TYPE_CHANNEL_PAGE);
  G_OBJECT_CLASS (anlan_channel_page_parent_class)->dispose (object);
}

static void
anlan_channel_page_finalize (GObject *object)
{
  AnlanChannelPage *self = ANLAN_CHANNEL_PAGE (object);

  g_ptr_array_unref (self->rows);
  G_OBJECT_CLASS (anlan_channel_page_parent_class)->finalize (object);
}

static void
anlan_channel_page_class_init (AnlanChannelPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_channel_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_channel_page_finalize;
  ANLAN_PAGE_CLASS (klass)->primary = anlan_channel_page_primary;
  gtk_widget_class_set_template_from_resource (widget_class, ANLAN_UI ("channel-page"));
  gtk_widget_class_bind_template_child (widget_class, AnlanChannelPage, group);
  gtk_widget_class_bind_template_child (widget_class, AnlanChannelPage, empty_page);
}

static void
anlan_channel_page_init (AnlanChannelPage *self)
{
  self->rows = g_ptr_array_new_with_free_func (row_free);
  gtk_widget_init_template (GTK_WIDGET (self));
}

AnlanPage *
anlan_channel_page_new (AnlanDesk *desk)
{
  AnlanChannelPage *self = g_object_new (ANLAN_TYPE_CHANNEL_PAGE, "desk", desk, "busy", TRUE, NULL);

  anlan_page_set_title (ANLAN_PAGE (self), _ ("Notice channels"));
  anlan_page_set_primary_label (ANLAN_PAGE (self), _ ("New channel…"));
  g_signal_connect_object (anlan_desk_get_station (desk), "changed", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (anlan_desk_get_plant (desk), "changed", G_CALLBACK (on_changed_cb), self, 0);
  anlan_page_read_all (ANLAN_PAGE (self), "channel", found_cb);
  return ANLAN_PAGE (self);
}
