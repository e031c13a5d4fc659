/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "evac-page.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "alarm-say.h"
#include "chore.h"
#include "evac-side.h"
#include "evac-work.h"
#include "resources.h"
#include "say.h"
#include "window.h"

/* The wind is looked at again so often while an alarm stands. */
#define AGAIN_S 10
/* People are read from three metres: no more orders than that stand in the head. */
#define ORDERS_MOST 3

struct _AnlanEvacPage
{
  AnlanPage parent_instance;

  GtkStack *stack;
  AdwStatusPage *none_page;
  GtkProgressBar *progress;
  GtkWidget *live_head;
  GtkLabel *live_title, *live_order, *wind_label, *time_label;
  AnlanEvacView *view;
  AnlanEvacSide *side;
  GtkButton *play_button;
  GtkAdjustment *moment;
  GtkDropDown *speed_choice;
  GtkToggleButton *density_button, *arrows_button;

  char *plan;  /* id of kind "plan", or NULL */
  char *path;  /* of a file that was opened, or NULL */
  char *alarm; /* that it is about, or NULL */
  gboolean made;
  GCancellable *cancellable; /* of the work under way, or NULL */
  guint timer;
  gboolean moving; /* the time bar is being set by the play */
};

G_DEFINE_FINAL_TYPE (AnlanEvacPage, anlan_evac_page, ANLAN_TYPE_PAGE)

static void
compute (AnlanEvacPage *self);

static AnlanPlant *
plant_of (AnlanEvacPage *self)
{
  return anlan_desk_get_plant (anlan_page_get_desk (ANLAN_PAGE (self)));
}

AnlanEvac *
anlan_evac_page_get_evac (AnlanEvacPage *self)
{
  g_return_val_if_fail (ANLAN_IS_EVAC_PAGE (self), NULL);

  return anlan_evac_view_get_evac (self->view);
}

/* --- words -------------------------------------------------------------------------------------------------------------- */

static void
say_moment (AnlanEvacPage *self)
{
  AnlanEvac *evac = anlan_evac_page_get_evac (self);
  guint at = (guint)anlan_evac_view_get_moment (self->view), all;
  g_autofree char *words = NULL;

  if (evac == NULL)
    return;
  all = (guint)ceil (anlan_evac_seconds (evac));
  words = g_strdup_printf ("%u:%02u / %u:%02u", at / 60, at % 60, all / 60, all % 60);
  gtk_label_set_label (self->time_label, words);
  anlan_evac_side_set_moment (self->side, anlan_evac_view_get_moment (self->view));
}

static const char *
say_trust (AnlanWindTrust trust)
{
  switch (trust)
    {
    case ANLAN_WIND_OLD:
      return _ ("The wind was measured more than ten minutes ago: danger is drawn all round");
    case ANLAN_WIND_STALE:
      return _ ("The wind sensor is not believed: danger is drawn all round");
    case ANLAN_WIND_WEAK:
      return _ ("The wind is too weak to have a direction: danger is drawn all round");
    case ANLAN_WIND_NONE:
      return _ ("Nobody measures the wind: danger is drawn all round");
    case ANLAN_WIND_KNOWN:
      break;
    }
  return NULL;
}

static void
say_wind (AnlanEvacPage *self, const AnlanEvacJob *job, const AnlanEvac *evac)
{
  const char *doubt = job->alarm != NULL ? say_trust (job->trust) : NULL;
  g_autofree char *wind = NULL, *when = NULL, *words = NULL;

  if (anlan_evac_scenario (evac)->release.gas == NULL)
    {
      gtk_label_set_label (self->wind_label,
                           _ ("No danger is in this plan: everybody leaves by the shortest way"));
      return;
    }
  wind = anlan_evac_wind_words (&anlan_evac_scenario (evac)->wind);
  if (job->alarm != NULL && job->measured != G_MININT64)
    {
      g_autofree char *age =
          anlan_alarm_say_span (MAX (0, anlan_plant_now (plant_of (self)) - job->measured));

      when = g_strdup_printf (_ ("measured %s ago"), age);
    }
  words = g_strjoin (" · ", doubt != NULL ? doubt : wind, when, NULL);
  gtk_label_set_label (self->wind_label, words);
}

/* What is called out: where not to go first, then what each building does; without a wind the plan's own instruction. */
static void
say_orders (AnlanEvacPage *self, const AnlanEvacJob *job, const AnlanEvac *evac)
{
  const GArray *routes = anlan_evac_routes (evac), *musters = anlan_evac_scenario (evac)->plan->musters;
  g_autoptr (GString) orders = g_string_new (NULL);
  guint said = 0;

  if (job->trust != ANLAN_WIND_KNOWN && job->instruction != NULL)
    {
      gtk_label_set_label (self->live_order, job->instruction);
      return;
    }
  for (guint i = 0; i < musters->len && said < ORDERS_MOST; i++)
    if (anlan_evac_muster (evac, i) == ANLAN_MUSTER_IN_DANGER)
      {
        g_string_append_printf (orders, _ ("%s: inside danger, do not go there"),
                                g_array_index (musters, AnlanPlanMuster, i).id);
        g_string_append_c (orders, '\n');
        said++;
      }
  for (guint i = 0; i < routes->len && said < ORDERS_MOST; i++, said++)
    {
      g_autofree char *order =
          anlan_evac_say_route (evac, &g_array_index (routes, AnlanEvacRoute, i), job->groups);

      g_string_append (orders, order);
      g_string_append_c (orders, '\n');
    }
  if (orders->len > 0)
    g_string_truncate (orders, orders->len - 1);
  gtk_label_set_label (self->live_order, orders->str);
}

static void
say_live (AnlanEvacPage *self, const AnlanEvacJob *job, const AnlanEvac *evac)
{
  AnlanAlarmDesk *alarms = anlan_desk_get_alarms (anlan_page_get_desk (ANLAN_PAGE (self)));
  AnlanAlarmItem *item =
      job->alarm != NULL && alarms != NULL ? anlan_alarm_desk_find (alarms, job->alarm) : NULL;

  gtk_widget_set_visible (self->live_head, job->alarm != NULL);
  if (job->alarm == NULL)
    return;
  if (item != NULL)
    {
      g_autofree char *place = anlan_alarm_say_place (alarms, anlan_alarm_item_get (item)),
                      *value = anlan_alarm_say_value (anlan_alarm_item_get (item)),
                      *title = g_strjoin (" · ", anlan_alarm_item_get (item)->title, place,
                                          *value != '\0' ? value : NULL, NULL);

      gtk_label_set_label (self->live_title, title);
    }
  else
    gtk_label_set_label (self->live_title, _ ("Alarm"));
  say_orders (self, job, evac);
}

/* --- computing ---------------------------------------------------------------------------------------------------------- */

static void
show_trouble (AnlanEvacPage *self, const GError *error)
{
  /* What stood there is of another moment: in an emergency nobody may go by it. */
  anlan_evac_view_set_evac (self->view, NULL);
  adw_status_page_set_title (self->none_page, g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
                                                  ? _ ("Cancelled")
                                                  : _ ("No evacuation can be shown"));
  adw_status_page_set_description (self->none_page,
                                   g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
                                       ? _ ("Nothing was computed. Open a plan, or come back to this page.")
                                       : error->message);
  gtk_stack_set_visible_child_name (self->stack, "none");
}

static void
show_job (AnlanEvacPage *self, const AnlanEvacJob *job)
{
  AnlanEvac *evac = job->evac != NULL ? job->evac : anlan_evac_page_get_evac (self);

  if (evac == NULL)
    return;
  if (job->evac != NULL)
    {
      gtk_adjustment_set_upper (self->moment, MAX (1, anlan_evac_seconds (evac)));
      anlan_evac_view_set_evac (self->view, evac);
      anlan_evac_side_show (self->side, evac, job->groups);
    }
  self->made = job->made;
  if (job->plan != NULL && self->plan == NULL && job->path == NULL)
    self->plan = g_strdup (job->plan);
  anlan_page_set_subtitle (ANLAN_PAGE (self), job->name);
  anlan_page_set_primary_label (ANLAN_PAGE (self), job->made ? _ ("Keep this plan") : NULL);
  say_wind (self, job, evac);
  say_live (self, job, evac);
  say_moment (self);
  gtk_stack_set_visible_child_name (self->stack, "plan");
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AnlanEvacPage *self = ANLAN_EVAC_PAGE (source);
  g_autoptr (GError) error = NULL;
  AnlanEvacJob *job = NULL;
  gboolean done = anlan_chore_finish (result, (gpointer *)&job, &error);

  g_clear_object (&self->cancellable);
  anlan_page_set_busy (ANLAN_PAGE (self), FALSE);
  if (self->stack == NULL || plant_of (self) == NULL)
    return;
  /* It was about something else than what is asked for by now. */
  if (g_strcmp0 (job->alarm, self->alarm) != 0 || g_strcmp0 (job->path, self->path) != 0 ||
      (self->plan != NULL && g_strcmp0 (job->plan, self->plan) != 0))
    compute (self);
  else if (done)
    show_job (self, job);
  else
    show_trouble (self, error);
}

static void
progress_cb (double fraction, gpointer data)
{
  AnlanEvacPage *self = data;

  if (self->progress != NULL)
    gtk_progress_bar_set_fraction (self->progress, fraction);
}

static void
compute (AnlanEvacPage *self)
{
  AnlanEvac *before = anlan_evac_page_get_evac (self);

  if (self->cancellable != NULL || plant_of (self) == NULL)
    return;
  self->cancellable = g_cancellable_new ();
  /* While an alarm stands the last picture stays until the next is there. */
  if (before == NULL)
    {
      gtk_progress_bar_set_fraction (self->progress, 0);
      gtk_stack_set_visible_child_name (self->stack, "busy");
      anlan_page_set_busy (ANLAN_PAGE (self), TRUE);
    }
  anlan_chore_run (self, anlan_evac_work,
                   anlan_evac_job_new (plant_of (self), self->plan, self->path, self->alarm,
                                       self->alarm != NULL ? before : NULL),
                   (GDestroyNotify)anlan_evac_job_free, progress_cb, self->cancellable, done_cb, self);
}

static void
begin (AnlanEvacPage *self)
{
  anlan_evac_view_set_evac (self->view, NULL);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  compute (self);
}

/* --- alarms ------------------------------------------------------------------------------------------------------------- */

/* The loudest that wants the evacuation open. */
static const AnlanAlarm *
find_alarm (AnlanEvacPage *self)
{
  AnlanAlarmDesk *alarms = anlan_desk_get_alarms (anlan_page_get_desk (ANLAN_PAGE (self)));
  GListModel *list = alarms != NULL ? anlan_alarm_desk_get_alarms (alarms) : NULL;

  for (guint i = 0; list != NULL && i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (AnlanAlarmItem) item = g_list_model_get_item (list, i);
      const AnlanAlarm *alarm = anlan_alarm_item_get (item);

      /* Gas that a detector no longer sees may lie elsewhere: it stays until somebody closes the alarm. */
      if (alarm->evacuate != G_MININT64 && alarm->closed == G_MININT64)
        return alarm;
    }
  return NULL;
}

static void
alarms_changed_cb (AnlanEvacPage *self)
{
  const AnlanAlarm *alarm = find_alarm (self);

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  if (g_strcmp0 (alarm != NULL ? alarm->id : NULL, self->alarm) == 0)
    {
      if (alarm != NULL)
        compute (self);
      return;
    }
  g_free (self->alarm);
  self->alarm = alarm != NULL ? g_strdup (alarm->id) : NULL;
  if (alarm != NULL)
    g_clear_pointer (&self->path, g_free);
  begin (self);
}

static gboolean
again_cb (gpointer data)
{
  AnlanEvacPage *self = data;

  if (self->alarm != NULL)
    compute (self);
  return G_SOURCE_CONTINUE;
}

static void
mapped_cb (AnlanEvacPage *self)
{
  const AnlanAlarm *alarm = find_alarm (self);

  if (self->timer == 0)
    self->timer = g_timeout_add_seconds (AGAIN_S, again_cb, self);
  if (alarm != NULL && g_strcmp0 (alarm->id, self->alarm) != 0)
    alarms_changed_cb (self);
  else if (anlan_evac_page_get_evac (self) == NULL)
    compute (self);
}

static void
unmapped_cb (AnlanEvacPage *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->view != NULL)
    anlan_evac_view_set_playing (self->view, FALSE);
}

/* --- what people do ----------------------------------------------------------------------------------------------------- */

static void
on_cancel_clicked_cb (AnlanEvacPage *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}

static void
on_play_clicked_cb (AnlanEvacPage *self)
{
  anlan_evac_view_set_playing (self->view, !anlan_evac_view_is_playing (self->view));
}

static void
on_speed_chosen_cb (AnlanEvacPage *self)
{
  static const double speeds[] = { 1, 5, 10, 30, 60 };
  guint chosen = gtk_drop_down_get_selected (self->speed_choice);

  if (chosen < G_N_ELEMENTS (speeds) && self->view != NULL)
    anlan_evac_view_set_speed (self->view, speeds[chosen]);
}

static void
on_density_toggled_cb (AnlanEvacPage *self)
{
  anlan_evac_view_set_show (self->view, ANLAN_EVAC_SHOW_DENSITY,
                            gtk_toggle_button_get_active (self->density_button));
}

static void
on_arrows_toggled_cb (AnlanEvacPage *self)
{
  anlan_evac_view_set_show (self->view, ANLAN_EVAC_SHOW_ARROWS | ANLAN_EVAC_SHOW_ROUTES,
                            gtk_toggle_button_get_active (self->arrows_button));
}

static void
moment_changed_cb (AnlanEvacPage *self)
{
  self->moving = TRUE;
  gtk_adjustment_set_value (self->moment, anlan_evac_view_get_moment (self->view));
  self->moving = FALSE;
  say_moment (self);
}

static void
scrubbed_cb (AnlanEvacPage *self)
{
  if (!self->moving)
    anlan_evac_view_set_moment (self->view, gtk_adjustment_get_value (self->moment));
}

static void
playing_changed_cb (AnlanEvacPage *self)
{
  gtk_button_set_label (self->play_button,
                        anlan_evac_view_is_playing (self->view) ? _ ("_Stop") : _ ("_Play"));
}

static void
route_cb (AnlanEvacSide *side, int route, AnlanEvacPage *self)
{
  anlan_evac_view_set_route (self->view, route);
}

void
anlan_evac_page_open_file (AnlanEvacPage *self, const char *path)
{
  g_return_if_fail (ANLAN_IS_EVAC_PAGE (self) && path != NULL);

  g_free (self->path);
  self->path = g_strdup (path);
  g_clear_pointer (&self->plan, g_free);
  g_clear_pointer (&self->alarm, g_free);
  begin (self);
}

static void
chosen_cb (GtkFileChooserNative *dialog, int response, AnlanEvacPage *self)
{
  g_autoptr (GFile) file =
      response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (path != NULL)
    anlan_evac_page_open_file (self, path);
  gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (dialog));
}

static void
on_open_clicked_cb (AnlanEvacPage *self)
{
  GtkFileChooserNative *dialog =
      gtk_file_chooser_native_new (_ ("Open a plan"), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                   GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"), _ ("_Cancel"));
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _ ("Scenarios (JSON)"));
  gtk_file_filter_add_suffix (filter, "json");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
  g_signal_connect_object (dialog, "response", G_CALLBACK (chosen_cb), self, 0);
  g_object_set_data_full (G_OBJECT (self), "chooser", dialog, g_object_unref);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* --- keeping the plan --------------------------------------------------------------------------------------------------- */

static gboolean
keep_work (
    gpointer data, AnlanProgress progress, gpointer progress_data, GCancellable *cancellable, GError **error)
{
  g_autofree char *id = anlan_evac_keep_plan (data, cancellable, error);

  return id != NULL;
}

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AnlanEvacPage *self = ANLAN_EVAC_PAGE (source);
  AnlanWindow *window = anlan_window_of (GTK_WIDGET (self));
  g_autoptr (GError) error = NULL;

  if (!anlan_chore_finish (result, NULL, &error))
    {
      if (window != NULL)
        anlan_window_toast (window, adw_toast_new (error->message));
      return;
    }
  if (self->stack != NULL)
    begin (self);
}

static void
anlan_evac_page_primary (AnlanPage *page)
{
  AnlanEvacPage *self = ANLAN_EVAC_PAGE (page);

  if (self->made && plant_of (self) != NULL)
    anlan_chore_run (self, keep_work, g_object_ref (plant_of (self)), g_object_unref, NULL, NULL, kept_cb,
                     self);
}

/* --- page --------------------------------------------------------------------------------------------------------------- */

static void
anlan_evac_page_open (AnlanPage *page, const char *kind, const char *record)
{
  AnlanEvacPage *self = ANLAN_EVAC_PAGE (page);

  if (record == NULL || g_strcmp0 (kind, "plan") != 0)
    return;
  g_clear_pointer (&self->path, g_free);
  g_free (self->plan);
  self->plan = g_strdup (record);
  begin (self);
}

static void
anlan_evac_page_dispose (GObject *object)
{
  AnlanEvacPage *self = ANLAN_EVAC_PAGE (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->moment != NULL)
    g_signal_handlers_disconnect_by_data (self->moment, self);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), ANLAN_TYPE_EVAC_PAGE);
  G_OBJECT_CLASS (anlan_evac_page_parent_class)->dispose (object);
}

static void
anlan_evac_page_finalize (GObject *object)
{
  AnlanEvacPage *self = ANLAN_EVAC_PAGE (object);

  g_clear_object (&self->cancellable);
  g_free (self->plan);
  g_free (self->path);
  g_free (self->alarm);
  G_OBJECT_CLASS (anlan_evac_page_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, AnlanEvacPage, stack);
  gtk_widget_class_bind_template_child (widget_class, AnlanEvacPage, none_page);
  gtk_widget_class_bind_template_child (widget_class, AnlanEvacPage, progress);
  gtk_widget_class_bind_template_child (widget_class, AnlanEvacPage, live_head);
  gtk_widget_class_bind_template_child (widget_class, AnlanEvacPage, live_title);
  gtk_widget_class_bind_template_child (widget_class, AnlanEvacPage, live_order);
  gtk_widget_class_bind_template_child (widget_class, AnlanEvacPage, wind_label);
  gtk_widget_class_bind_template_child (widget_class, AnlanEvacPage, time_label);
  gtk_widget_class_bind_template_child (widget_class, AnlanEvacPage, view);
  gtk_widget_class_bind_template_child (widget_class, AnlanEvacPage, side);
  gtk_widget_class_bind_template_child (widget_class, AnlanEvacPage, play_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanEvacPage, moment);
  gtk_widget_class_bind_template_child (widget_class, AnlanEvacPage, speed_choice);
  gtk_widget_class_bind_template_child (widget_class, AnlanEvacPage, density_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanEvacPage, arrows_button);
  gtk_widget_class_bind_template_callback (widget_class, on_cancel_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_open_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_play_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_speed_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_density_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_arrows_toggled_cb);
}

static void
anlan_evac_page_class_init (AnlanEvacPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  AnlanPageClass *page_class = ANLAN_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_evac_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_evac_page_finalize;
  page_class->open = anlan_evac_page_open;
  page_class->primary = anlan_evac_page_primary;
  g_type_ensure (ANLAN_TYPE_EVAC_VIEW);
  g_type_ensure (ANLAN_TYPE_EVAC_SIDE);
  gtk_widget_class_set_template_from_resource (widget_class, ANLAN_UI ("evac-page"));
  bind_children (widget_class);
}

static void
anlan_evac_page_init (AnlanEvacPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (self->view, "moment-changed", G_CALLBACK (moment_changed_cb), self);
  g_signal_connect_swapped (self->view, "playing-changed", G_CALLBACK (playing_changed_cb), self);
  g_signal_connect_swapped (self->moment, "value-changed", G_CALLBACK (scrubbed_cb), self);
  g_signal_connect (self->side, "route", G_CALLBACK (route_cb), self);
  g_signal_connect (self, "map", G_CALLBACK (mapped_cb), NULL);
  g_signal_connect (self, "unmap", G_CALLBACK (unmapped_cb), NULL);
}

AnlanPage *
anlan_evac_page_new (AnlanDesk *desk)
{
  AnlanEvacPage *self = g_object_new (ANLAN_TYPE_EVAC_PAGE, "desk", desk, "busy", TRUE, NULL);
  AnlanAlarmDesk *alarms = anlan_desk_get_alarms (desk);

  anlan_page_set_title (ANLAN_PAGE (self), _ ("Evacuation"));
  if (alarms != NULL)
    g_signal_connect_object (alarms, "changed", G_CALLBACK (alarms_changed_cb), self, G_CONNECT_SWAPPED);
  return ANLAN_PAGE (self);
}
