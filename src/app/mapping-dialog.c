/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "mapping-dialog.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/json.h"
#include "chore.h"
#include "link/profile.h"
#include "mapping-sample.h"
#include "resources.h"
#include "say.h"
#include "source-try.h"

#define MOST_RESULTS 12
#define READ_AFTER_MS 250

struct _AnlanMappingDialog
{
  AdwWindow parent_instance;

  /* template */
  GtkWidget *take_button;
  GtkSpinner *spinner;
  GtkWidget *file_button;
  GtkWidget *fetch_button;
  GtkTextView *sample_view;
  GtkLabel *sample_label;
  GtkLabel *note_label;
  GtkListBox *values_list;
  GtkDropDown *which_drop;
  GtkEditable *value_row;
  GtkEditable *series_row;
  GtkEditable *unit_row;
  GtkEditable *time_row;
  GtkEditable *quality_row;
  GtkEditable *items_row;
  AdwComboRow *format_row;
  AdwPreferencesGroup *words_group;
  AdwPreferencesGroup *result_group;

  AnlanDesk *desk;                        /* (owned) */
  JsonObject *asked;                      /* (owned) or NULL */
  JsonObject *before;                     /* (owned) or NULL: the profile that is changed */
  AnlanSpecimen *sample;                  /* (owned) or NULL */
  GPtrArray *all;                         /* AnlanMapped: at least one */
  guint which;                            /* of them is shown */
  GtkToggleButton *choose[ANLAN_N_PARTS]; /* borrowed */
  GPtrArray *word_rows;                   /* borrowed */
  GPtrArray *result_rows;                 /* borrowed */
  guint timeout;                          /* the sample is read when nobody has typed for a moment */
  gboolean showing;                       /* rows are set by us */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (AnlanMappingDialog, anlan_mapping_dialog, ADW_TYPE_WINDOW)

enum
{
  MAPPED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* In the order of the combo row. */
static const struct
{
  const char *id;
  const char *title;
} formats[] = {
  { "auto", N_ ("As it looks") },
  { "s", N_ ("Seconds since 1970") },
  { "ms", N_ ("Milliseconds since 1970") },
  { "us", N_ ("Microseconds since 1970") },
  { "ns", N_ ("Nanoseconds since 1970") },
  { "rfc3339", N_ ("2026-11-22T13:05:00+08:00") },
  { "local", N_ ("Local time without its offset") },
}, qualities[] = {
  { "good", N_ ("The value is good") },
  { "uncertain", N_ ("The value is doubtful") },
  { "bad", N_ ("The value is of no use") },
  { "skip", N_ ("Leave the value out") },
};

static AnlanMapped *
mapped_of (AnlanMappingDialog *self)
{
  return g_ptr_array_index (self->all, self->which);
}

static void
clear_rows (AdwPreferencesGroup *group, GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    adw_preferences_group_remove (group, g_ptr_array_index (rows, i));
  g_ptr_array_set_size (rows, 0);
}

static char *
sample_text (AnlanMappingDialog *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->sample_view);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

/* --- what comes of it ------------------------------------------------------------------------------------------------------ */

static void
add_result (AnlanMappingDialog *self, const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 3);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle != NULL ? subtitle : "");
  adw_preferences_group_add (self->result_group, row);
  g_ptr_array_add (self->result_rows, row);
}

static void
add_reading (AnlanMappingDialog *self, const AnlanBatchReading *reading, gint64 now, GTimeZone *zone)
{
  g_autofree char *title = NULL, *when = NULL, *subtitle = NULL;
  const char *quality = "";

  if (isnan (reading->value))
    title = g_strdup_printf (_ ("%s: no value"), reading->series);
  else
    title = g_strdup_printf ("%s = %g%s%s", reading->series, reading->value, reading->unit != NULL ? " " : "",
                             reading->unit != NULL ? reading->unit : "");
  when =
      reading->ts != G_MININT64 ? anlan_say_moment (reading->ts, now, zone) : g_strdup (_ ("when it comes"));
  if ((reading->quality & ANLAN_QUALITY_BAD) != 0)
    quality = _ (" · of no use");
  else if ((reading->quality & ANLAN_QUALITY_UNCERTAIN) != 0)
    quality = _ (" · doubtful");
  subtitle = g_strdup_printf ("%s%s", when, quality);
  add_result (self, title, subtitle);
}

static void
show_batch (AnlanMappingDialog *self, const AnlanBatch *batch, gint64 now, GTimeZone *zone)
{
  guint n = batch->readings->len;
  g_autofree char *text = NULL;

  for (guint i = 0; i < MIN (n, MOST_RESULTS); i++)
    add_reading (self, &g_array_index (batch->readings, AnlanBatchReading, i), now, zone);
  if (n > MOST_RESULTS)
    {
      text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "and %u more", "and %u more", n - MOST_RESULTS),
                              n - MOST_RESULTS);
      add_result (self, text, NULL);
    }
  if (batch->refused > 0)
    {
      g_autofree char *refused =
          g_strdup_printf (ngettext ("%u refused", "%u refused", batch->refused), batch->refused);

      add_result (self, refused, batch->reason);
    }
}

/* Of texts that a person has before the eyes: small, and read in no time. */
static void
show_result (AnlanMappingDialog *self)
{
  AnlanPlant *plant = anlan_desk_get_plant (self->desk);
  g_autoptr (JsonObject) definition =
      anlan_mapped_profile (self->before, self->all, self->sample != NULL && self->sample->csv);
  g_autoptr (GTimeZone) zone = plant != NULL ? anlan_plant_ref_zone (plant) : g_time_zone_new_local ();
  gint64 now = plant != NULL ? anlan_plant_now (plant) : 0;
  g_autoptr (AnlanProfile) profile = NULL;
  g_autoptr (AnlanBatch) batch = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = sample_text (self);

  clear_rows (self->result_group, self->result_rows);
  gtk_widget_set_sensitive (self->take_button, FALSE);
  if (self->sample == NULL)
    {
      add_result (self, _ ("A sample is needed to see it."), NULL);
      return;
    }
  if (json_array_get_length (json_object_get_array_member (definition, "readings")) == 0)
    {
      add_result (self, _ ("Nothing yet: choose the measured value."), NULL);
      return;
    }
  profile = anlan_profile_new (definition, zone, &error);
  batch = profile != NULL ? anlan_profile_read (profile, text, strlen (text), now, &error) : NULL;
  if (batch == NULL)
    {
      add_result (self, error->message, NULL);
      return;
    }
  show_batch (self, batch, now, zone);
  gtk_widget_set_sensitive (self->take_button, batch->readings->len > 0);
}

/* --- words of the status ------------------------------------------------------------------------------------------------------ */

static void
on_word_cb (AdwComboRow *row, GParamSpec *pspec, AnlanMappingDialog *self)
{
  const char *word = g_object_get_data (G_OBJECT (row), "anlan-word");

  if (self->showing)
    return;
  g_hash_table_insert (mapped_of (self)->words, g_strdup (word),
                       g_strdup (qualities[adw_combo_row_get_selected (row)].id));
  show_result (self);
}

static void
add_word (AnlanMappingDialog *self, const char *word)
{
  GtkWidget *row = adw_combo_row_new ();
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);
  const char *quality = g_hash_table_lookup (mapped_of (self)->words, word);

  for (guint i = 0; i < G_N_ELEMENTS (qualities); i++)
    gtk_string_list_append (titles, _ (qualities[i].title));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), word);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (titles));
  /* What was not said: its own word where it is one of ours, else a doubt. */
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), 1);
  for (guint i = 0; i < G_N_ELEMENTS (qualities); i++)
    if (g_strcmp0 (quality != NULL ? quality : word, qualities[i].id) == 0)
      adw_combo_row_set_selected (ADW_COMBO_ROW (row), i);
  g_object_set_data_full (G_OBJECT (row), "anlan-word", g_strdup (word), g_free);
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (on_word_cb), self, 0);
  adw_preferences_group_add (self->words_group, row);
  g_ptr_array_add (self->word_rows, row);
}

static void
show_words (AnlanMappingDialog *self)
{
  g_autoptr (GPtrArray) words = anlan_mapped_list_words (mapped_of (self), self->sample);

  self->showing = TRUE;
  clear_rows (self->words_group, self->word_rows);
  for (guint i = 0; i < words->len; i++)
    add_word (self, g_ptr_array_index (words, i));
  gtk_widget_set_visible (GTK_WIDGET (self->words_group), words->len > 0);
  self->showing = FALSE;
}

/* --- what was said of one measured value ------------------------------------------------------------------------------------- */

typedef struct
{
  GtkEditable *row;
  char **text;
} Line;

static guint
lines_of (AnlanMappingDialog *self, Line lines[6])
{
  AnlanMapped *mapped = mapped_of (self);

  lines[0] = (Line){ self->value_row, &mapped->value };
  lines[1] = (Line){ self->series_row, &mapped->series };
  lines[2] = (Line){ self->unit_row, &mapped->unit };
  lines[3] = (Line){ self->time_row, &mapped->ts };
  lines[4] = (Line){ self->quality_row, &mapped->quality };
  lines[5] = (Line){ self->items_row, &mapped->items };
  return 6;
}

static void
show_mapped (AnlanMappingDialog *self)
{
  Line lines[6];
  guint n = lines_of (self, lines);

  self->showing = TRUE;
  for (guint i = 0; i < n; i++)
    gtk_editable_set_text (lines[i].row, *lines[i].text);
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_str_equal (mapped_of (self)->time, formats[i].id))
      adw_combo_row_set_selected (self->format_row, i);
  gtk_widget_set_visible (GTK_WIDGET (self->items_row), self->sample == NULL || !self->sample->csv);
  self->showing = FALSE;
  show_words (self);
  show_result (self);
}

static void
on_entry_changed_cb (GtkEditable *editable, AnlanMappingDialog *self)
{
  Line lines[6];
  guint n;

  if (self->showing)
    return;
  n = lines_of (self, lines);
  for (guint i = 0; i < n; i++)
    if (lines[i].row == editable)
      {
        g_free (*lines[i].text);
        *lines[i].text = g_strdup (gtk_editable_get_text (editable));
      }
  show_words (self);
  show_result (self);
}

static void
on_format_cb (AdwComboRow *row, GParamSpec *pspec, AnlanMappingDialog *self)
{
  guint place = adw_combo_row_get_selected (row);

  if (self->showing || place >= G_N_ELEMENTS (formats))
    return;
  g_free (mapped_of (self)->time);
  mapped_of (self)->time = g_strdup (formats[place].id);
  show_result (self);
}

static void
show_which (AnlanMappingDialog *self)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);

  for (guint i = 0; i < self->all->len; i++)
    {
      g_autofree char *title = g_strdup_printf (_ ("Value %u of %u"), i + 1, self->all->len);

      gtk_string_list_append (titles, title);
    }
  self->showing = TRUE;
  gtk_drop_down_set_model (self->which_drop, G_LIST_MODEL (titles));
  gtk_drop_down_set_selected (self->which_drop, self->which);
  gtk_widget_set_visible (GTK_WIDGET (self->which_drop), self->all->len > 1);
  self->showing = FALSE;
}

static void
on_which_cb (GtkDropDown *drop, GParamSpec *pspec, AnlanMappingDialog *self)
{
  guint which = gtk_drop_down_get_selected (drop);

  if (self->showing || which >= self->all->len)
    return;
  self->which = which;
  show_mapped (self);
}

static void
on_add_clicked_cb (GtkButton *button, AnlanMappingDialog *self)
{
  g_ptr_array_add (self->all, anlan_mapped_new ());
  self->which = self->all->len - 1;
  show_which (self);
  show_mapped (self);
  gtk_toggle_button_set_active (self->choose[ANLAN_PART_VALUE], TRUE);
}

/* --- the sample ------------------------------------------------------------------------------------------------------------------ */

static GtkWidget *
value_row_new (AnlanSampleValue *value)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *text =
      g_utf8_strlen (value->text, -1) > 60 ? g_utf8_substring (value->text, 0, 60) : g_strdup (value->text);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), text[0] != '\0' ? text : _ ("(empty)"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), value->at);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data (G_OBJECT (row), "anlan-value", value);
  return row;
}

static void
show_sample (AnlanMappingDialog *self, const char *problem)
{
  GtkWidget *child;
  g_autofree char *text = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->values_list))) != NULL)
    gtk_list_box_remove (self->values_list, child);
  for (guint i = 0; self->sample != NULL && i < self->sample->values->len; i++)
    gtk_list_box_append (self->values_list, value_row_new (g_ptr_array_index (self->sample->values, i)));
  if (self->sample != NULL)
    text = g_strdup_printf (ngettext ("%u value. Choose one to say what it is.",
                                      "%u values. Choose one to say what it is.", self->sample->values->len),
                            self->sample->values->len);
  else
    text = g_strdup (problem != NULL ? problem
                                     : _ ("Paste a message above: JSON, or a table with a line of names."));
  gtk_label_set_label (self->sample_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->values_list), self->sample != NULL);
}

static gboolean
read_sample_cb (gpointer data)
{
  AnlanMappingDialog *self = data;
  g_autofree char *text = sample_text (self);
  g_autoptr (GError) error = NULL;

  self->timeout = 0;
  g_clear_pointer (&self->sample, anlan_specimen_free);
  if (strlen (text) > ANLAN_SAMPLE_MAX_BYTES)
    {
      show_sample (self,
                   _ ("This is too long for a sample. Take one message, or the first lines of a file."));
      show_mapped (self);
      return G_SOURCE_REMOVE;
    }
  if (text[0] != '\0')
    self->sample = anlan_specimen_read (text, &error);
  show_sample (self, error != NULL ? error->message : NULL);
  show_mapped (self);
  return G_SOURCE_REMOVE;
}

static void
on_sample_changed_cb (GtkTextBuffer *buffer, AnlanMappingDialog *self)
{
  g_clear_handle_id (&self->timeout, g_source_remove);
  self->timeout = g_timeout_add (READ_AFTER_MS, read_sample_cb, self);
}

static void
set_sample (AnlanMappingDialog *self, const char *text)
{
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->sample_view), text, -1);
}

/* What is chosen next: the first part of which nothing was said. */
static void
choose_next (AnlanMappingDialog *self)
{
  AnlanMapped *mapped = mapped_of (self);
  const char *texts[ANLAN_N_PARTS] = { mapped->value, mapped->series, mapped->unit, mapped->ts,
                                       mapped->quality };

  for (guint i = 0; i < ANLAN_N_PARTS; i++)
    if (texts[i][0] == '\0')
      {
        gtk_toggle_button_set_active (self->choose[i], TRUE);
        return;
      }
}

static void
on_value_activated_cb (GtkListBox *list, GtkListBoxRow *row, AnlanMappingDialog *self)
{
  AnlanSampleValue *value = g_object_get_data (G_OBJECT (row), "anlan-value");

  if (value->path->len == 0)
    return;
  for (guint i = 0; i < ANLAN_N_PARTS; i++)
    if (gtk_toggle_button_get_active (self->choose[i]))
      {
        anlan_mapped_pick (mapped_of (self), self->sample, i, value);
        break;
      }
  show_mapped (self);
  choose_next (self);
}

/* --- where it comes from ------------------------------------------------------------------------------------------------------------ */

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanMappingDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) answer = anlan_source_try_finish (result, &error);
  const char *text = NULL;

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  gtk_spinner_stop (self->spinner);
  gtk_widget_set_sensitive (self->fetch_button, TRUE);
  if (answer != NULL)
    text = json_object_get_string_member_with_default (json_node_get_object (answer), "sample", "");
  if (text != NULL)
    set_sample (self, text);
  else
    gtk_label_set_label (self->sample_label, error->message);
}

static void
on_fetch_clicked_cb (GtkButton *button, AnlanMappingDialog *self)
{
  gtk_spinner_start (self->spinner);
  gtk_widget_set_sensitive (self->fetch_button, FALSE);
  json_object_set_boolean_member (self->asked, "sample", TRUE);
  anlan_source_try_async (self->desk, self->asked, self->cancellable, fetched_cb, g_object_ref (self));
}

/* The beginning of a file. */
typedef struct
{
  char *path;
  char *text; /* (out) */
} Head;

static void
head_free (gpointer data)
{
  Head *head = data;

  g_free (head->path);
  g_free (head->text);
  g_free (head);
}

static gboolean
read_head_work (
    gpointer data, AnlanProgress progress, gpointer progress_data, GCancellable *cancellable, GError **error)
{
  Head *head = data;
  g_autoptr (GFile) file = g_file_new_for_path (head->path);
  g_autoptr (GFileInputStream) stream = g_file_read (file, cancellable, error);
  g_autofree char *bytes = g_malloc (ANLAN_SAMPLE_MAX_BYTES);
  gsize length;

  if (stream == NULL || !g_input_stream_read_all (G_INPUT_STREAM (stream), bytes, ANLAN_SAMPLE_MAX_BYTES / 2,
                                                  &length, cancellable, error))
    return FALSE;
  head->text = g_utf8_make_valid (bytes, (gssize)length);
  return TRUE;
}

static void
head_read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanMappingDialog) self = ANLAN_MAPPING_DIALOG (g_object_ref (source));
  g_autoptr (GError) error = NULL;
  gpointer head;

  if (!anlan_chore_finish (result, &head, &error))
    gtk_label_set_label (self->sample_label, error->message);
  else if (!g_cancellable_is_cancelled (self->cancellable))
    set_sample (self, ((Head *)head)->text);
}

static void
file_chosen_cb (GtkNativeDialog *dialog, int response, AnlanMappingDialog *self)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (response == GTK_RESPONSE_ACCEPT && path != NULL)
    {
      Head *head = g_new0 (Head, 1);

      head->path = g_steal_pointer (&path);
      anlan_chore_run (self, read_head_work, head, head_free, NULL, NULL, head_read_cb, NULL);
    }
  g_free (path);
  g_object_unref (dialog);
}

static void
on_file_clicked_cb (GtkButton *button, AnlanMappingDialog *self)
{
  GtkFileChooserNative *dialog =
      gtk_file_chooser_native_new (_ ("A file as it is put there"), GTK_WINDOW (self),
                                   GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"), _ ("_Cancel"));

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (file_chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
on_take_clicked_cb (GtkButton *button, AnlanMappingDialog *self)
{
  g_autoptr (JsonObject) profile =
      anlan_mapped_profile (self->before, self->all, self->sample != NULL && self->sample->csv);
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), profile);
  g_autofree char *text = json_to_string (node, FALSE);

  g_signal_emit (self, signals[MAPPED], 0, text);
  gtk_window_close (GTK_WINDOW (self));
}

/* --- object ---------------------------------------------------------------------------------------------------------------------------- */

static void
anlan_mapping_dialog_dispose (GObject *object)
{
  AnlanMappingDialog *self = ANLAN_MAPPING_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->timeout, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), ANLAN_TYPE_MAPPING_DIALOG);
  G_OBJECT_CLASS (anlan_mapping_dialog_parent_class)->dispose (object);
}

static void
anlan_mapping_dialog_finalize (GObject *object)
{
  AnlanMappingDialog *self = ANLAN_MAPPING_DIALOG (object);

  g_clear_object (&self->desk);
  g_clear_pointer (&self->asked, json_object_unref);
  g_clear_pointer (&self->before, json_object_unref);
  g_clear_pointer (&self->sample, anlan_specimen_free);
  g_ptr_array_unref (self->all);
  g_ptr_array_unref (self->word_rows);
  g_ptr_array_unref (self->result_rows);
  g_object_unref (self->cancellable);
  G_OBJECT_CLASS (anlan_mapping_dialog_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, AnlanMappingDialog, take_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanMappingDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, AnlanMappingDialog, file_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanMappingDialog, fetch_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanMappingDialog, sample_view);
  gtk_widget_class_bind_template_child (widget_class, AnlanMappingDialog, sample_label);
  gtk_widget_class_bind_template_child (widget_class, AnlanMappingDialog, note_label);
  gtk_widget_class_bind_template_child (widget_class, AnlanMappingDialog, values_list);
  gtk_widget_class_bind_template_child (widget_class, AnlanMappingDialog, which_drop);
  gtk_widget_class_bind_template_child (widget_class, AnlanMappingDialog, value_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanMappingDialog, series_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanMappingDialog, unit_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanMappingDialog, time_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanMappingDialog, quality_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanMappingDialog, items_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanMappingDialog, format_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanMappingDialog, words_group);
  gtk_widget_class_bind_template_child (widget_class, AnlanMappingDialog, result_group);
}

static void
anlan_mapping_dialog_class_init (AnlanMappingDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_mapping_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_mapping_dialog_finalize;
  signals[MAPPED] = g_signal_new ("mapped", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class, ANLAN_UI ("mapping-dialog"));
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_take_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_file_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_fetch_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_value_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_which_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_add_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_format_cb);
}

static void
add_choose_button (AnlanMappingDialog *self, AnlanPart part, GtkEditable *row)
{
  GtkWidget *button = gtk_toggle_button_new_with_label (_ ("Choose"));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  if (part > 0)
    gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), self->choose[0]);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (row), button);
  self->choose[part] = GTK_TOGGLE_BUTTON (button);
}

static void
anlan_mapping_dialog_init (AnlanMappingDialog *self)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);

  self->cancellable = g_cancellable_new ();
  self->all = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_mapped_free);
  self->word_rows = g_ptr_array_new ();
  self->result_rows = g_ptr_array_new ();
  g_ptr_array_add (self->all, anlan_mapped_new ());
  gtk_widget_init_template (GTK_WIDGET (self));
  add_choose_button (self, ANLAN_PART_VALUE, self->value_row);
  add_choose_button (self, ANLAN_PART_SERIES, self->series_row);
  add_choose_button (self, ANLAN_PART_UNIT, self->unit_row);
  add_choose_button (self, ANLAN_PART_TIME, self->time_row);
  add_choose_button (self, ANLAN_PART_QUALITY, self->quality_row);
  gtk_toggle_button_set_active (self->choose[ANLAN_PART_VALUE], TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    gtk_string_list_append (titles, _ (formats[i].title));
  self->showing = TRUE;
  adw_combo_row_set_model (self->format_row, G_LIST_MODEL (titles));
  self->showing = FALSE;
  g_signal_connect_object (gtk_text_view_get_buffer (self->sample_view), "changed",
                           G_CALLBACK (on_sample_changed_cb), self, 0);
}

AnlanMappingDialog *
anlan_mapping_dialog_new (AnlanDesk *desk, const char *profile, JsonObject *asked)
{
  AnlanMappingDialog *self = g_object_new (ANLAN_TYPE_MAPPING_DIALOG, NULL);
  g_autoptr (JsonNode) node = profile != NULL ? json_from_string (profile, NULL) : NULL;
  g_autoptr (GPtrArray) all = node != NULL ? anlan_mapped_of_profile (json_node_get_object (node)) : NULL;

  self->desk = g_object_ref (desk);
  self->asked = asked != NULL ? json_object_ref (asked) : NULL;
  gtk_widget_set_visible (self->fetch_button, asked != NULL);
  if (all != NULL && all->len > 0)
    {
      g_ptr_array_unref (self->all);
      self->all = g_steal_pointer (&all);
    }
  if (node != NULL)
    self->before = json_node_dup_object (node);
  show_which (self);
  show_sample (self, NULL);
  show_mapped (self);
  return self;
}

void
anlan_mapping_dialog_offer (AnlanMappingDialog *self, const char *sample, const char *note)
{
  g_autofree char *typed = NULL;

  g_return_if_fail (ANLAN_IS_MAPPING_DIALOG (self) && sample != NULL);

  typed = sample_text (self);
  if (typed[0] != '\0')
    return;
  set_sample (self, sample);
  gtk_label_set_label (self->note_label, note != NULL ? note : "");
  gtk_widget_set_visible (GTK_WIDGET (self->note_label), note != NULL);
}
