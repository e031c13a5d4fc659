/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "station-page.h"

#include <glib/gi18n-lib.h>

#include "resources.h"
#include "say.h"
#include "source-actions.h"
#include "source-dialog.h"
#include "station-child.h"
#include "station-words.h"

/* The latest so many are shown. */
#define MOST_GAPS 10

struct _AnlanStationPage
{
  AnlanPage parent_instance;

  /* template */
  GtkLabel *trouble_label;
  AdwActionRow *state_row;
  GtkImage *state_icon;
  GtkWidget *restart_button;
  GtkSwitch *on_switch;
  GtkWidget *on_row;
  AdwActionRow *address_row;
  AdwPreferencesGroup *problems_group;
  AdwPreferencesGroup *sources_group;
  AdwActionRow *queue_row;
  AdwActionRow *disk_row;
  AdwActionRow *listener_row;
  AdwActionRow *sleep_row;
  AdwPreferencesGroup *gaps_group;

  GPtrArray *sources;      /* AnlanRecord: all of the plant, by name */
  GPtrArray *source_rows;  /* AdwActionRow, parallel to them; borrowed */
  GPtrArray *problem_rows; /* borrowed */
  GPtrArray *gap_rows;     /* borrowed */
  char *problems;          /* what they say */
  guint gaps;              /* how many gaps are known, of those shown */
  gboolean showing;        /* the switch is set by us */
  gboolean stale;
};

G_DEFINE_FINAL_TYPE (AnlanStationPage, anlan_station_page, ANLAN_TYPE_PAGE)

static AnlanDesk *
desk_of (AnlanStationPage *self)
{
  return anlan_page_get_desk (ANLAN_PAGE (self));
}

static void
clear_rows (AdwPreferencesGroup *group, GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    adw_preferences_group_remove (group, g_ptr_array_index (rows, i));
  g_ptr_array_set_size (rows, 0);
}

static AdwActionRow *
add_row (AdwPreferencesGroup *group, GPtrArray *rows, const char *title)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 3);
  adw_preferences_group_add (group, row);
  g_ptr_array_add (rows, row);
  return ADW_ACTION_ROW (row);
}

/* --- the station as a whole ------------------------------------------------------------------------------------------- */

static const char *
icon_of (AnlanWatchState state)
{
  switch (state)
    {
    case ANLAN_WATCH_ON:
      return "anlan-station-symbolic";
    case ANLAN_WATCH_SILENT:
      return "dialog-warning-symbolic";
    case ANLAN_WATCH_COMING:
    case ANLAN_WATCH_UNREAD:
      return "content-loading-symbolic";
    case ANLAN_WATCH_NEVER:
    case ANLAN_WATCH_OFF:
    default:
      return "system-shutdown-symbolic";
    }
}

/* What the state means for who reads it, and what can be done. */
static char *
explain (AnlanStationPage *self, AnlanStationChild *child)
{
  AnlanStationWatch *watch = anlan_station_child_get_watch (child);
  const AnlanStationState *facts = anlan_station_watch_get_facts (watch);
  AnlanPlant *plant = anlan_desk_get_plant (desk_of (self));
  gint64 now = anlan_plant_now (plant);
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (plant);
  g_autofree char *since = NULL;

  switch (anlan_station_watch_get_state (watch))
    {
    case ANLAN_WATCH_ON:
      since = anlan_say_moment (facts->vigil.since, now, zone);
      if (anlan_station_child_is_ours (child))
        return g_strdup_printf (_ ("since %s, from this desk"), since);
      return g_strdup_printf (
          _ ("since %s, run by the system or another program of this computer (process %d). Restart "
             "asks it to start anew; it is ended where it was started."),
          since, anlan_station_watch_get_pid (watch, NULL));
    case ANLAN_WATCH_SILENT:
      return anlan_station_child_is_on (child)
                 ? g_strdup (_ ("Nobody watches. It is started again by itself."))
                 : g_strdup (_ ("Nobody watches. Switch it on here, or look why it ended where it ran."));
    case ANLAN_WATCH_COMING:
      return g_strdup (_ ("It opens what it keeps, and watches in a moment."));
    case ANLAN_WATCH_NEVER:
      return g_strdup (_ ("Nobody watches: nothing is taken from sensors, and no alarm is raised."));
    case ANLAN_WATCH_OFF:
      since = anlan_say_moment (facts->vigil.alive, now, zone);
      return g_strdup_printf (_ ("Nobody watches since %s. No alarm is raised."), since);
    case ANLAN_WATCH_UNREAD:
    default:
      return g_strdup ("");
    }
}

static void
show_state (AnlanStationPage *self, AnlanStationChild *child)
{
  AnlanStationWatch *watch = anlan_station_child_get_watch (child);
  const AnlanStationState *facts = anlan_station_watch_get_facts (watch);
  AnlanWatchState state = anlan_station_watch_get_state (watch);
  const char *trouble = anlan_station_child_get_trouble (child);
  g_autofree char *said = anlan_station_watch_say (watch), *explained = explain (self, child),
                  *address = NULL;

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->state_row), said);
  adw_action_row_set_subtitle (self->state_row, explained);
  gtk_image_set_from_icon_name (self->state_icon, icon_of (state));
  anlan_page_set_subtitle (ANLAN_PAGE (self), said);
  if (trouble == NULL)
    trouble = anlan_station_watch_get_trouble (watch);
  gtk_label_set_label (self->trouble_label, trouble != NULL ? trouble : "");
  gtk_widget_set_visible (GTK_WIDGET (self->trouble_label), trouble != NULL);
  self->showing = TRUE;
  gtk_switch_set_active (self->on_switch, anlan_station_child_is_on (child));
  self->showing = FALSE;
  gtk_widget_set_sensitive (self->on_row, !anlan_store_is_read_only (
                                              anlan_plant_get_store (anlan_desk_get_plant (desk_of (self)))));
  gtk_widget_set_visible (self->restart_button, anlan_station_child_is_on (child) ||
                                                    anlan_station_watch_get_pid (watch, NULL) != 0);
  if (state == ANLAN_WATCH_ON && facts->said)
    address = g_strdup (facts->url != NULL ? facts->url : _ ("It does not listen: nobody can post to it."));
  else
    {
      g_autofree char *own = anlan_station_child_get_address (child);

      address = g_strdup_printf ("%s://%s:%u", anlan_station_child_get_tls (child) ? "https" : "http", own,
                                 anlan_station_child_get_port (child));
    }
  adw_action_row_set_subtitle (self->address_row, address);
}

static void
show_problems (AnlanStationPage *self, const AnlanStationState *facts)
{
  g_autoptr (GString) all = g_string_new (NULL);

  for (guint i = 0; facts != NULL && i < facts->problems->len; i++)
    g_string_append_printf (all, "%s\n", (const char *)g_ptr_array_index (facts->problems, i));
  if (g_strcmp0 (all->str, self->problems) == 0)
    return;
  g_free (self->problems);
  self->problems = g_strdup (all->str);
  clear_rows (self->problems_group, self->problem_rows);
  for (guint i = 0; facts != NULL && i < facts->problems->len; i++)
    adw_action_row_add_prefix (
        add_row (self->problems_group, self->problem_rows, g_ptr_array_index (facts->problems, i)),
        gtk_image_new_from_icon_name ("dialog-warning-symbolic"));
  gtk_widget_set_visible (GTK_WIDGET (self->problems_group), self->problem_rows->len > 0);
}

/* --- notices, computer -------------------------------------------------------------------------------------------------- */

static void
show_queue (AnlanStationPage *self, const AnlanStationState *facts)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint waits = 0;

  for (guint i = 0; facts != NULL && i < facts->channels->len; i++)
    {
      const AnlanStationChannel *channel = g_ptr_array_index (facts->channels, i);

      waits += channel->waits;
      if (channel->trouble != NULL)
        g_string_append_printf (text, "%s%s: %s", text->len > 0 ? "\n" : "", channel->title,
                                channel->trouble);
    }
  if (facts == NULL || !facts->said)
    g_string_assign (text, _ ("Not known while the station does not run"));
  else if (facts->channels->len == 0)
    g_string_assign (text, _ ("There is no channel yet: alarms are heard at this desk only"));
  else if (text->len == 0)
    g_string_append_printf (text, ngettext ("%u message", "%u messages", waits), waits);
  adw_action_row_set_subtitle (self->queue_row, text->str);
}

static void
show_computer (AnlanStationPage *self, const AnlanStationState *facts)
{
  g_autofree char *left = NULL, *size = NULL, *disk = NULL, *requests = NULL, *refused = NULL,
                  *listener = NULL;

  if (facts == NULL || !facts->said)
    {
      adw_action_row_set_subtitle (self->disk_row, _ ("Not known while the station does not run"));
      adw_action_row_set_subtitle (self->listener_row, _ ("Not known while the station does not run"));
      gtk_widget_set_visible (GTK_WIDGET (self->sleep_row), FALSE);
      return;
    }
  left = g_format_size (facts->disk_free);
  size = g_format_size (facts->disk_size);
  if (facts->disk_size == 0)
    disk = g_strdup (_ ("not known"));
  else if (facts->disk_free < ANLAN_STATION_DISK_LOW)
    disk = g_strdup_printf (_ ("Only %s of %s are left. Make room: without any, nothing more is kept."), left,
                            size);
  else
    disk = g_strdup_printf (_ ("%s of %s are left"), left, size);
  requests = g_strdup_printf ("%" G_GUINT64_FORMAT, facts->figures.requests);
  refused = g_strdup_printf ("%" G_GUINT64_FORMAT, facts->figures.refused + facts->figures.turned_away);
  listener = g_strdup_printf (_ ("%s taken up, %s turned away at the door, connections now: %u"), requests,
                              refused, facts->figures.connections);
  adw_action_row_set_subtitle (self->disk_row, disk);
  adw_action_row_set_subtitle (self->listener_row, listener);
  adw_action_row_set_subtitle (self->sleep_row, facts->sleep != NULL ? facts->sleep : "");
  gtk_widget_set_visible (GTK_WIDGET (self->sleep_row), facts->sleep != NULL);
}

/* The latest first; one that goes on now stands above them in the state. */
static void
show_gaps (AnlanStationPage *self, const AnlanStationState *facts)
{
  guint n = facts != NULL && facts->vigil.gaps != NULL ? facts->vigil.gaps->len : 0;
  AnlanPlant *plant = anlan_desk_get_plant (desk_of (self));
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (plant);
  gint64 now = anlan_plant_now (plant);

  if (n == self->gaps && self->gap_rows->len > 0)
    return;
  self->gaps = n;
  clear_rows (self->gaps_group, self->gap_rows);
  for (guint i = 0; i < MIN (n, MOST_GAPS); i++)
    {
      const AnlanVigilGap *gap = &g_array_index (facts->vigil.gaps, AnlanVigilGap, n - 1 - i);
      g_autofree char *from = anlan_say_moment (gap->from, now, zone),
                      *to = anlan_say_moment (gap->to, now, zone),
                      *span = anlan_say_span (gap->to - gap->from),
                      *title = g_strdup_printf (_ ("%s to %s (%s)"), from, to, span);

      adw_action_row_set_subtitle (add_row (self->gaps_group, self->gap_rows, title),
                                   gap->stopped ? _ ("It had been switched off.")
                                                : _ ("It fell silent by itself."));
    }
  if (n == 0)
    add_row (self->gaps_group, self->gap_rows, _ ("No such time is known"));
}

/* --- sources -------------------------------------------------------------------------------------------------------------- */

static const char *
type_of (const AnlanRecord *record)
{
  const char *type = anlan_record_get_text (record, "type");
  const AnlanField *field = anlan_kind_field (record->kind, "type");
  const AnlanChoice *choice = type != NULL && field != NULL ? anlan_field_choice (field, type) : NULL;

  return choice != NULL ? anlan_kind_text (choice->title) : "";
}

static gboolean
is_off (const AnlanRecord *record)
{
  return g_strcmp0 (anlan_record_get_text (record, "state"), "off") == 0;
}

static void
show_source (AnlanStationPage *self, const AnlanRecord *record, AdwActionRow *row, AnlanStationWatch *watch)
{
  const AnlanStationSource *source = anlan_station_watch_find_source (watch, record->id);
  AnlanPlant *plant = anlan_desk_get_plant (desk_of (self));
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (plant);
  GtkWidget *icon = g_object_get_data (G_OBJECT (row), "anlan-icon"),
            *word = g_object_get_data (G_OBJECT (row), "anlan-word");
  AnlanSourceState state = source != NULL ? source->status.state : ANLAN_SOURCE_OFF;
  g_autofree char *said = NULL, *subtitle = NULL;

  if (source != NULL)
    said = anlan_source_say (&source->status, anlan_plant_now (plant), zone);
  else if (is_off (record))
    said = g_strdup (_ ("switched off"));
  else if (anlan_station_watch_get_state (watch) == ANLAN_WATCH_ON)
    said = g_strdup (_ ("does not take part: the reason stands above"));
  else
    said = g_strdup (_ ("nobody listens to it now"));
  if (source != NULL && source->status.last_error != NULL &&
      (state == ANLAN_SOURCE_FAILING || state == ANLAN_SOURCE_STARTING))
    subtitle = g_strdup_printf ("%s · %s\n%s", type_of (record), said, source->status.last_error);
  else
    subtitle = g_strdup_printf ("%s · %s", type_of (record), said);
  adw_action_row_set_subtitle (row, subtitle);
  gtk_image_set_from_icon_name (GTK_IMAGE (icon), anlan_source_icon (state));
  gtk_label_set_label (GTK_LABEL (word), source != NULL ? anlan_source_say_state (state) : "");
}

static void
show_sources (AnlanStationPage *self, AnlanStationWatch *watch)
{
  for (guint i = 0; self->sources != NULL && i < self->sources->len; i++)
    show_source (self, g_ptr_array_index (self->sources, i), g_ptr_array_index (self->source_rows, i), watch);
}

static void
update (AnlanStationPage *self)
{
  AnlanStationChild *child = desk_of (self) != NULL ? anlan_desk_get_station (desk_of (self)) : NULL;
  AnlanStationWatch *watch;
  const AnlanStationState *facts;

  self->stale = !gtk_widget_get_mapped (GTK_WIDGET (self));
  if (child == NULL || self->stale)
    return;
  watch = anlan_station_child_get_watch (child);
  facts = anlan_station_watch_get_facts (watch);
  show_state (self, child);
  show_gaps (self, facts);
  /* What an earlier run has said is no news. */
  if (anlan_station_watch_get_state (watch) != ANLAN_WATCH_ON)
    facts = NULL;
  show_problems (self, facts);
  show_queue (self, facts);
  show_computer (self, facts);
  show_sources (self, watch);
}

static void
on_address_clicked_cb (GtkButton *button, AnlanRecord *source)
{
  AnlanStationPage *self =
      ANLAN_STATION_PAGE (gtk_widget_get_ancestor (GTK_WIDGET (button), ANLAN_TYPE_STATION_PAGE));

  anlan_source_new_address (desk_of (self), source, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (button))));
}

static void
on_mapping_clicked_cb (GtkButton *button, AnlanRecord *source)
{
  AnlanStationPage *self =
      ANLAN_STATION_PAGE (gtk_widget_get_ancestor (GTK_WIDGET (button), ANLAN_TYPE_STATION_PAGE));

  anlan_source_change_mapping (desk_of (self), source,
                               GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (button))));
}

static void
add_source_button (
    AdwActionRow *row, AnlanRecord *record, const char *label, const char *tooltip, GCallback clicked)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, tooltip);
  g_signal_connect_data (button, "clicked", clicked, anlan_record_ref (record),
                         (GClosureNotify)(GCallback)anlan_record_unref, 0);
  adw_action_row_add_suffix (row, button);
}

static void
add_source_row (AnlanStationPage *self, AnlanRecord *record)
{
  AdwActionRow *row = add_row (self->sources_group, self->source_rows, anlan_record_label (record));
  GtkWidget *icon = gtk_image_new (), *word = gtk_label_new (NULL),
            *arrow = gtk_image_new_from_icon_name ("go-next-symbolic");

  adw_action_row_set_subtitle_lines (row, 5);
  adw_action_row_add_prefix (row, icon);
  gtk_widget_add_css_class (word, "dim-label");
  gtk_widget_add_css_class (arrow, "dim-label");
  adw_action_row_add_suffix (row, word);
  if (anlan_source_is_mapped (record))
    add_source_button (row, record, _ ("Mapping…"), _ ("What its messages mean, said beside a sample"),
                       G_CALLBACK (on_mapping_clicked_cb));
  if (anlan_source_is_posted (record))
    add_source_button (row, record, _ ("Address…"), _ ("A new address that it posts to, shown once"),
                       G_CALLBACK (on_address_clicked_cb));
  adw_action_row_add_suffix (row, arrow);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "(ss)", "source", record->id);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "win.record");
  g_object_set_data (G_OBJECT (row), "anlan-icon", icon);
  g_object_set_data (G_OBJECT (row), "anlan-word", word);
}

static gboolean
are_shown (AnlanStationPage *self, GPtrArray *records)
{
  if (self->sources == NULL || self->sources->len != records->len)
    return FALSE;
  for (guint i = 0; i < records->len; i++)
    if (g_strcmp0 (((AnlanRecord *)g_ptr_array_index (self->sources, i))->rev,
                   ((AnlanRecord *)g_ptr_array_index (records, i))->rev) != 0)
      return FALSE;
  return TRUE;
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanStationPage) self = data;
  GPtrArray *records = anlan_page_take_all (ANLAN_PAGE (self), source, result);

  if (records == NULL)
    return;
  /* Rows that stay keep the focus, and a press on them. */
  if (are_shown (self, records))
    {
      g_ptr_array_unref (records);
      return;
    }
  g_clear_pointer (&self->sources, g_ptr_array_unref);
  clear_rows (self->sources_group, self->source_rows);
  self->sources = records;
  for (guint i = 0; i < records->len; i++)
    add_source_row (self, g_ptr_array_index (records, i));
  adw_preferences_group_set_description (
      self->sources_group,
      records->len > 0
          ? NULL
          : _ ("None yet. A source is a controller, a camera, a box or a program that says something."));
  update (self);
}

static void
on_changed_cb (AnlanPlant *plant, char **kinds, AnlanStationPage *self)
{
  if (g_strv_contains ((const char *const *)kinds, "source"))
    anlan_page_read_all (ANLAN_PAGE (self), "source", found_cb);
}

/* --- doing ------------------------------------------------------------------------------------------------------------------ */

static void
on_switched_cb (GtkSwitch *widget, GParamSpec *pspec, AnlanStationPage *self)
{
  AnlanStationChild *child = anlan_desk_get_station (desk_of (self));

  if (!self->showing && child != NULL)
    anlan_station_child_set_on (child, gtk_switch_get_active (widget));
}

static void
on_restart_clicked_cb (GtkButton *button, AnlanStationPage *self)
{
  AnlanStationChild *child = anlan_desk_get_station (desk_of (self));

  if (child != NULL)
    anlan_station_child_restart (child);
}

static void
anlan_station_page_primary (AnlanPage *page)
{
  anlan_source_dialog_show (anlan_page_get_desk (page), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (page))));
}

/* --- object -------------------------------------------------------------------------------------------------------------------- */

static void
anlan_station_page_shown (AnlanPage *page)
{
  update (ANLAN_STATION_PAGE (page));
}

static void
anlan_station_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (anlan_station_page_parent_class)->map (widget);
  if (ANLAN_STATION_PAGE (widget)->stale)
    update (ANLAN_STATION_PAGE (widget));
}

static void
anlan_station_page_dispose (GObject *object)
{
  AnlanStationPage *self = ANLAN_STATION_PAGE (object);

  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), ANLAN_TYPE_STATION_PAGE);
  G_OBJECT_CLASS (anlan_station_page_parent_class)->dispose (object);
}

static void
anlan_station_page_finalize (GObject *object)
{
  AnlanStationPage *self = ANLAN_STATION_PAGE (object);

  g_clear_pointer (&self->sources, g_ptr_array_unref);
  g_ptr_array_unref (self->source_rows);
  g_ptr_array_unref (self->problem_rows);
  g_ptr_array_unref (self->gap_rows);
  g_free (self->problems);
  G_OBJECT_CLASS (anlan_station_page_parent_class)->finalize (object);
}

static void
anlan_station_page_class_init (AnlanStationPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_station_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_station_page_finalize;
  widget_class->map = anlan_station_page_map;
  ANLAN_PAGE_CLASS (klass)->shown = anlan_station_page_shown;
  ANLAN_PAGE_CLASS (klass)->primary = anlan_station_page_primary;
  gtk_widget_class_set_template_from_resource (widget_class, ANLAN_UI ("station-page"));
  gtk_widget_class_bind_template_child (widget_class, AnlanStationPage, trouble_label);
  gtk_widget_class_bind_template_child (widget_class, AnlanStationPage, state_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanStationPage, state_icon);
  gtk_widget_class_bind_template_child (widget_class, AnlanStationPage, restart_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanStationPage, on_switch);
  gtk_widget_class_bind_template_child (widget_class, AnlanStationPage, on_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanStationPage, address_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanStationPage, problems_group);
  gtk_widget_class_bind_template_child (widget_class, AnlanStationPage, sources_group);
  gtk_widget_class_bind_template_child (widget_class, AnlanStationPage, queue_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanStationPage, disk_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanStationPage, listener_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanStationPage, sleep_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanStationPage, gaps_group);
  gtk_widget_class_bind_template_callback (widget_class, on_switched_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_restart_clicked_cb);
}

static void
anlan_station_page_init (AnlanStationPage *self)
{
  self->source_rows = g_ptr_array_new ();
  self->problem_rows = g_ptr_array_new ();
  self->gap_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

AnlanPage *
anlan_station_page_new (AnlanDesk *desk)
{
  AnlanStationPage *self = g_object_new (ANLAN_TYPE_STATION_PAGE, "desk", desk, "busy", TRUE, NULL);

  anlan_page_set_title (ANLAN_PAGE (self), _ ("Station"));
  anlan_page_set_primary_label (ANLAN_PAGE (self), _ ("New source…"));
  g_signal_connect_object (anlan_desk_get_station (desk), "changed", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (anlan_desk_get_plant (desk), "changed", G_CALLBACK (on_changed_cb), self, 0);
  anlan_page_read_all (ANLAN_PAGE (self), "source", found_cb);
  return ANLAN_PAGE (self);
}
