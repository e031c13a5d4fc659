/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "source-dialog.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/text.h"
#include "base/ids.h"
#include "chore.h"
#include "link/secrets.h"
#include "mapping-dialog.h"
#include "reference-picker.h"
#include "resources.h"
#include "source-actions.h"
#include "source-rows.h"
#include "source-try.h"
#include "source-types.h"
#include "station-child.h"
#include "station-words.h"
#include "station/station.h"

/* So many of the values that a try has brought are shown. */
#define MOST_VALUES 8

struct _AnlanSourceDialog
{
  AdwWindow parent_instance;

  /* template */
  GtkWidget *cancel_button;
  GtkWidget *back_button;
  GtkWidget *keep_button;
  GtkWidget *done_button;
  GtkStack *stack;
  AdwPreferencesGroup *types_group;
  GtkLabel *problem_label;
  GtkEditable *name_row;
  AdwActionRow *zone_row;
  GtkMenuButton *zone_button;
  GtkEditable *patience_entry;
  AdwPreferencesGroup *settings_group;
  GtkWidget *mapping_group;
  AdwActionRow *mapping_row;
  GtkWidget *try_group;
  AdwActionRow *try_row;
  GtkSpinner *try_spinner;
  GtkWidget *try_button;
  GtkWidget *token_group;
  GtkWidget *example_group;
  AdwActionRow *token_row;
  GtkWidget *reach_row;
  AdwActionRow *word_row;
  GtkImage *word_icon;
  GtkWidget *switch_on_button;

  AnlanDesk *desk;             /* (owned) */
  const AnlanSourceType *type; /* chosen, or NULL */
  GtkWidget *first_type;       /* its row; borrowed */
  GPtrArray *rows;             /* of its settings; borrowed */
  char *zone;                  /* id, or NULL */
  char *profile;               /* JSON, or NULL */
  char *source;                /* id of the record, once it is kept */
  char *token;                 /* wiped when the dialog is gone */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (AnlanSourceDialog, anlan_source_dialog, ADW_TYPE_WINDOW)

static void
say (AnlanSourceDialog *self, const char *problem)
{
  gtk_label_set_label (self->problem_label, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), problem != NULL);
}

static void
show_step (AnlanSourceDialog *self, const char *name)
{
  gboolean types = g_str_equal (name, "types"), settings = g_str_equal (name, "settings"),
           done = g_str_equal (name, "done");

  gtk_widget_set_visible (self->cancel_button, types);
  gtk_widget_set_visible (self->back_button, settings);
  gtk_widget_set_visible (self->keep_button, settings);
  gtk_widget_set_visible (self->done_button, done);
  gtk_stack_set_visible_child_name (self->stack, name);
  gtk_window_set_default_widget (GTK_WINDOW (self), settings ? self->keep_button
                                                    : done   ? self->done_button
                                                             : NULL);
}

/* --- what was entered ----------------------------------------------------------------------------------------------------- */

/* What goes into the record, and what into the keyring. */
typedef struct
{
  JsonObject *settings; /* the definition's */
  char *address;
  GHashTable *secrets; /* name -> secret, wiped */
} Entered;

static void
wipe (gpointer text)
{
  explicit_bzero (text, strlen (text));
  g_free (text);
}

static void
entered_free (Entered *entered)
{
  json_object_unref (entered->settings);
  g_free (entered->address);
  g_hash_table_unref (entered->secrets);
  g_free (entered);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Entered, entered_free)

static JsonObject *
fixed_settings (const AnlanSourceType *type)
{
  g_autoptr (JsonNode) node = type->fixed != NULL ? json_from_string (type->fixed, NULL) : NULL;

  return node != NULL ? json_node_dup_object (node) : json_object_new ();
}

static gboolean
take_row (Entered *entered, GtkWidget *row, GError **error)
{
  const AnlanSourceSetting *setting = anlan_setting_row_get_setting (row);
  g_autofree char *text = anlan_setting_row_get_text (row);
  g_autoptr (JsonObject) one = json_object_new ();

  if (!gtk_widget_get_visible (row))
    return TRUE;
  if (strcmp (setting->name, "address") != 0 && setting->type != ANLAN_SETTING_SECRET)
    return anlan_source_settings_set (entered->settings, setting, text, error);
  if (!anlan_source_settings_set (one, setting, text, error))
    return FALSE;
  if (setting->type == ANLAN_SETTING_SECRET && text[0] != '\0')
    g_hash_table_insert (entered->secrets, g_strdup (setting->name), g_strdup (text));
  else if (setting->type != ANLAN_SETTING_SECRET)
    entered->address = g_strstrip (g_strdup (text));
  return TRUE;
}

static Entered *
take (AnlanSourceDialog *self, GError **error)
{
  g_autoptr (Entered) entered = g_new0 (Entered, 1);

  entered->settings = fixed_settings (self->type);
  entered->secrets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, wipe);
  for (guint i = 0; i < self->rows->len; i++)
    if (!take_row (entered, g_ptr_array_index (self->rows, i), error))
      return NULL;
  if (self->profile != NULL)
    json_object_set_member (entered->settings, "profile", json_from_string (self->profile, NULL));
  return g_steal_pointer (&entered);
}

/* --- choosing what it is --------------------------------------------------------------------------------------------------- */

static void
on_setting_changed_cb (GtkWidget *row, AnlanSourceDialog *self)
{
  g_autofree char *text = anlan_setting_row_get_text (row);

  say (self, NULL);
  if (strcmp (anlan_setting_row_get_setting (row)->name, "address") != 0)
    return;
  for (guint i = 0; i < self->rows->len; i++)
    {
      GtkWidget *other = g_ptr_array_index (self->rows, i);

      if (anlan_setting_row_get_setting (other)->serial)
        gtk_widget_set_visible (other, text[0] == '/');
    }
}

static void
fill_settings (AnlanSourceDialog *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->settings_group, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  for (const AnlanSourceSetting *setting = self->type->settings; setting->name != NULL; setting++)
    {
      GtkWidget *row = anlan_setting_row_new (setting);

      gtk_widget_set_visible (row, !setting->serial);
      adw_preferences_group_add (self->settings_group, row);
      g_ptr_array_add (self->rows, row);
      anlan_setting_row_watch (row, G_CALLBACK (on_setting_changed_cb), self);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->settings_group), self->rows->len > 0);
}

static void
show_mapping (AnlanSourceDialog *self)
{
  adw_action_row_set_subtitle (self->mapping_row,
                               self->profile != NULL
                                   ? _ ("As it was said beside a sample")
                                   : _ ("As Anlan's own format; foreign messages need to be explained"));
}

static void
on_type_activated_cb (AdwActionRow *row, AnlanSourceDialog *self)
{
  self->type = g_object_get_data (G_OBJECT (row), "anlan-type");
  g_clear_pointer (&self->profile, g_free);
  fill_settings (self);
  show_mapping (self);
  gtk_widget_set_visible (self->mapping_group, self->type->mapping != ANLAN_MAPPING_NONE);
  gtk_widget_set_visible (self->try_group, self->type->tried);
  adw_action_row_set_subtitle (self->try_row, _ ("It is asked once, and nothing of it is kept"));
  say (self, NULL);
  gtk_window_set_title (GTK_WINDOW (self), _ (self->type->title));
  show_step (self, "settings");
  gtk_widget_grab_focus (GTK_WIDGET (self->name_row));
}

static void
fill_types (AnlanSourceDialog *self)
{
  guint n;
  const AnlanSourceType *types = anlan_source_types_list (&n);

  for (guint i = 0; i < n; i++)
    {
      GtkWidget *row = adw_action_row_new ();
      GtkWidget *arrow = gtk_image_new_from_icon_name ("go-next-symbolic");

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (types[i].title));
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _ (types[i].subtitle));
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name (types[i].icon));
      gtk_widget_add_css_class (arrow, "dim-label");
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), arrow);
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      g_object_set_data (G_OBJECT (row), "anlan-type", (gpointer)&types[i]);
      g_signal_connect_object (row, "activated", G_CALLBACK (on_type_activated_cb), self, 0);
      adw_preferences_group_add (self->types_group, row);
      if (i == 0)
        self->first_type = row;
    }
}

static void
on_back_clicked_cb (GtkButton *button, AnlanSourceDialog *self)
{
  gtk_window_set_title (GTK_WINDOW (self), _ ("New source"));
  show_step (self, "types");
  gtk_widget_grab_focus (self->first_type);
}

static void
on_changed_cb (GtkEditable *editable, AnlanSourceDialog *self)
{
  say (self, NULL);
}

static void
on_zone_picked_cb (AnlanReferencePicker *picker, const char *id, const char *label, AnlanSourceDialog *self)
{
  g_free (self->zone);
  self->zone = g_strdup (id);
  gtk_menu_button_set_label (self->zone_button, label);
  gtk_menu_button_popdown (self->zone_button);
}

/* --- trying ------------------------------------------------------------------------------------------------------------------ */

/* What "anlanctl source DIR try" takes. */
static JsonObject *
asked_of (AnlanSourceDialog *self, const Entered *entered)
{
  JsonObject *asked = json_object_new ();
  JsonNode *copy = json_node_init_object (json_node_alloc (), entered->settings);
  g_autofree char *text = json_to_string (copy, FALSE);
  JsonNode *settings = json_from_string (text, NULL);
  GHashTableIter iter;
  gpointer name, secret;

  json_node_unref (copy);
  g_hash_table_iter_init (&iter, entered->secrets);
  while (g_hash_table_iter_next (&iter, &name, &secret))
    json_object_set_string_member (json_node_get_object (settings), name, secret);
  json_object_set_string_member (asked, "type", self->type->type);
  json_object_set_string_member (asked, "name", gtk_editable_get_text (self->name_row));
  if (entered->address != NULL)
    json_object_set_string_member (asked, "address", entered->address);
  json_object_set_member (asked, "settings", settings);
  return asked;
}

static void
add_values (GString *text, JsonArray *readings)
{
  guint n = json_array_get_length (readings);

  for (guint i = 0; i < MIN (n, MOST_VALUES); i++)
    {
      JsonObject *reading = json_array_get_object_element (readings, i);
      const char *unit = json_object_get_string_member_with_default (reading, "unit", NULL);

      if (json_object_get_null_member (reading, "value"))
        {
          g_string_append_c (text, '\n');
          g_string_append_printf (text, _ ("%s: no value"),
                                  json_object_get_string_member (reading, "series"));
        }
      else
        g_string_append_printf (text, "\n%s: %g%s%s", json_object_get_string_member (reading, "series"),
                                json_object_get_double_member (reading, "value"), unit != NULL ? " " : "",
                                unit != NULL ? unit : "");
    }
  if (n > MOST_VALUES)
    g_string_append (text, "\n…");
}

static char *
say_answer (JsonObject *answer)
{
  const char *trouble = json_object_get_string_member_with_default (answer, "error", NULL);
  gint64 items = json_object_get_int_member_with_default (answer, "items", 0);
  g_autoptr (GString) text = g_string_new (NULL);

  if (items > 0)
    {
      g_string_append_printf (
          text,
          ngettext ("It answers: %d message or value", "It answers: %d messages and values", (gulong)items),
          (int)items);
      add_values (text, json_object_get_array_member (answer, "readings"));
    }
  else if (trouble == NULL)
    g_string_append (
        text, _ ("It was reached, and said nothing within 15 seconds. That may be so: some speak only when "
                 "something happens."));
  if (trouble != NULL)
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", trouble);
  return g_strdup (text->str);
}

static void
tried_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanSourceDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) answer = anlan_source_try_finish (result, &error);
  g_autofree char *text = NULL;

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  text = answer != NULL ? say_answer (json_node_get_object (answer)) : g_strdup (error->message);
  adw_action_row_set_subtitle (self->try_row, text);
  gtk_spinner_stop (self->try_spinner);
  gtk_widget_set_sensitive (self->try_button, TRUE);
}

static void
on_try_clicked_cb (GtkButton *button, AnlanSourceDialog *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Entered) entered = take (self, &error);
  g_autoptr (JsonObject) asked = NULL;

  say (self, error != NULL ? error->message : NULL);
  if (entered == NULL)
    return;
  asked = asked_of (self, entered);
  gtk_spinner_start (self->try_spinner);
  gtk_widget_set_sensitive (self->try_button, FALSE);
  adw_action_row_set_subtitle (self->try_row, _ ("Asking…"));
  anlan_source_try_async (self->desk, asked, self->cancellable, tried_cb, g_object_ref (self));
}

/* --- what its messages mean ---------------------------------------------------------------------------------------------------- */

static void
on_mapped_cb (AnlanMappingDialog *dialog, const char *profile, AnlanSourceDialog *self)
{
  g_free (self->profile);
  self->profile = g_strdup (profile);
  show_mapping (self);
}

static void
on_mapping_clicked_cb (GtkButton *button, AnlanSourceDialog *self)
{
  g_autoptr (Entered) entered = take (self, NULL);
  g_autoptr (JsonObject) asked = NULL;
  AnlanMappingDialog *dialog;

  if (self->type->tried && entered != NULL)
    asked = asked_of (self, entered);
  dialog = anlan_mapping_dialog_new (self->desk, self->profile, asked);
  g_signal_connect_object (dialog, "mapped", G_CALLBACK (on_mapped_cb), self, 0);
  gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (self));
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- keeping it ------------------------------------------------------------------------------------------------------------------ */

typedef struct
{
  AnlanPlant *plant;
  AnlanChange *change;
  Entered *entered;
  gboolean posted;
  char *token; /* (out) */
} Keeping;

static void
keeping_free (gpointer data)
{
  Keeping *keeping = data;

  g_object_unref (keeping->plant);
  anlan_change_unref (keeping->change);
  entered_free (keeping->entered);
  anlan_station_forget_token (keeping->token);
  g_free (keeping);
}

/* Secrets first: the station takes the record up at once, and would miss them. */
static gboolean
keep_secrets (Keeping *keeping, gboolean forget, GError **error)
{
  g_autoptr (AnlanSecrets) secrets = NULL;
  GHashTableIter iter;
  gpointer name, secret;

  if (g_hash_table_size (keeping->entered->secrets) == 0)
    return TRUE;
  secrets = anlan_secrets_new ();
  g_hash_table_iter_init (&iter, keeping->entered->secrets);
  while (g_hash_table_iter_next (&iter, &name, &secret))
    if (!anlan_secrets_keep (secrets, keeping->change->record, name, forget ? NULL : secret, error))
      return FALSE;
  return TRUE;
}

static gboolean
keep_work (
    gpointer data, AnlanProgress progress, gpointer progress_data, GCancellable *cancellable, GError **error)
{
  Keeping *keeping = data;
  g_autoptr (AnlanApplied) applied = NULL;

  if (!keep_secrets (keeping, FALSE, error))
    return FALSE;
  applied = anlan_plant_apply (keeping->plant, keeping->change, error);
  if (applied == NULL)
    {
      keep_secrets (keeping, TRUE, NULL);
      return FALSE;
    }
  if (!keeping->posted)
    return TRUE;
  keeping->token = anlan_station_make_token (keeping->plant, keeping->change->record, error);
  return keeping->token != NULL;
}

static void
set_secret_names (AnlanChange *change, const Entered *entered)
{
  g_autoptr (GString) names = g_string_new (NULL);
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, entered->secrets);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_string_append_printf (names, "%s%s", names->len > 0 ? " " : "", (const char *)name);
  if (names->len > 0)
    anlan_change_set_text (change, "secret", names->str);
}

static AnlanChange *
change_of (AnlanSourceDialog *self, const char *name, gint64 patience, const Entered *entered)
{
  g_autofree char *id = anlan_uuid_new (anlan_plant_now (anlan_desk_get_plant (self->desk))),
                  *definition = NULL;
  AnlanChange *change = anlan_change_new (ANLAN_OP_CREATE, "source", id);
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), entered->settings);

  anlan_change_set_text (change, "name", name);
  anlan_change_set_text (change, "type", self->type->type);
  if (self->zone != NULL)
    anlan_change_set_text (change, "zone", self->zone);
  if (entered->address != NULL)
    anlan_change_set_text (change, "address", entered->address);
  if (patience > 0)
    anlan_change_set_integer (change, "patience", patience);
  if (json_object_get_size (entered->settings) > 0)
    {
      definition = json_to_string (node, FALSE);
      anlan_change_set_text (change, "definition", definition);
    }
  set_secret_names (change, entered);
  return change;
}

static void
show_word (AnlanSourceDialog *self);

static void
show_done (AnlanSourceDialog *self, const char *token)
{
  g_autofree char *base = anlan_source_base (self->desk),
                  *whole = g_strdup_printf ("%s/in/%s", base, token != NULL ? token : "");

  gtk_widget_set_visible (self->token_group, token != NULL);
  gtk_widget_set_visible (self->example_group, token != NULL && self->profile == NULL &&
                                                   self->type->mapping != ANLAN_MAPPING_NONE);
  gtk_widget_set_visible (self->reach_row,
                          strstr (base, "//127.") != NULL || strstr (base, "//localhost") != NULL);
  if (token != NULL)
    {
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->token_row), whole);
      self->token = g_strdup (whole);
    }
  explicit_bzero (whole, strlen (whole));
  show_word (self);
  show_step (self, "done");
  gtk_widget_grab_focus (self->done_button);
}

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanSourceDialog) self = ANLAN_SOURCE_DIALOG (g_object_ref (source));
  g_autoptr (GError) error = NULL;
  gpointer keeping = data;
  gboolean kept = anlan_chore_finish (result, &keeping, &error);

  if (g_cancellable_is_cancelled (self->cancellable) || anlan_desk_get_station (self->desk) == NULL)
    return;
  gtk_widget_set_sensitive (GTK_WIDGET (self->stack), TRUE);
  gtk_widget_set_sensitive (self->keep_button, TRUE);
  if (!kept)
    {
      say (self, error->message);
      return;
    }
  self->source = g_strdup (((Keeping *)keeping)->change->record);
  show_done (self, ((Keeping *)keeping)->token);
}

static void
keep (AnlanSourceDialog *self, const char *name, gint64 patience, Entered *entered)
{
  Keeping *keeping = g_new0 (Keeping, 1);

  keeping->plant = g_object_ref (anlan_desk_get_plant (self->desk));
  keeping->change = change_of (self, name, patience, entered);
  keeping->entered = entered;
  keeping->posted = self->type->posted;
  gtk_widget_set_sensitive (GTK_WIDGET (self->stack), FALSE);
  gtk_widget_set_sensitive (self->keep_button, FALSE);
  anlan_chore_run (self, keep_work, keeping, keeping_free, NULL, NULL, kept_cb, NULL);
}

static void
on_keep_clicked_cb (GtkButton *button, AnlanSourceDialog *self)
{
  g_autofree char *name = anlan_text_collapse (gtk_editable_get_text (self->name_row)),
                  *span = anlan_text_collapse (gtk_editable_get_text (self->patience_entry));
  g_autoptr (GError) error = NULL;
  Entered *entered;
  gint64 patience = 0;

  if (name[0] == '\0')
    {
      say (self, _ ("It needs a name."));
      gtk_widget_grab_focus (GTK_WIDGET (self->name_row));
      return;
    }
  if (span[0] != '\0' && (!anlan_text_to_integer (span, &patience) || patience < 1 || patience > 366 * 86400))
    {
      say (self, _ ("“Silent after” must be a whole number of seconds, or empty."));
      gtk_widget_grab_focus (GTK_WIDGET (self->patience_entry));
      return;
    }
  entered = take (self, &error);
  say (self, error != NULL ? error->message : NULL);
  if (entered != NULL)
    keep (self, name, patience, entered);
}

/* --- its first word ---------------------------------------------------------------------------------------------------------------- */

static void
show_word (AnlanSourceDialog *self)
{
  AnlanStationChild *child = anlan_desk_get_station (self->desk);
  AnlanStationWatch *watch = child != NULL ? anlan_station_child_get_watch (child) : NULL;
  const AnlanStationSource *source;
  gboolean on;

  if (watch == NULL || self->source == NULL)
    return;
  source = anlan_station_watch_find_source (watch, self->source);
  on = anlan_station_watch_get_state (watch) == ANLAN_WATCH_ON;
  gtk_widget_set_visible (self->switch_on_button, !on && !anlan_station_child_is_on (child) &&
                                                      anlan_station_watch_get_pid (watch, NULL) == 0);
  gtk_image_set_from_icon_name (self->word_icon,
                                anlan_source_icon (source != NULL ? source->status.state : ANLAN_SOURCE_OFF));
  if (!on)
    {
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->word_row), _ ("The station does not run"));
      adw_action_row_set_subtitle (self->word_row,
                                   _ ("It is kept. Nothing is taken from it until the station watches."));
    }
  else if (source == NULL)
    {
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->word_row), _ ("The station takes it up…"));
      adw_action_row_set_subtitle (self->word_row, "");
    }
  else
    {
      AnlanPlant *plant = anlan_desk_get_plant (self->desk);
      g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (plant);
      g_autofree char *said = anlan_source_say (&source->status, anlan_plant_now (plant), zone), *text = NULL;

      text = source->status.last_error != NULL ? g_strdup_printf ("%s\n%s", said, source->status.last_error)
                                               : g_strdup (said);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->word_row),
                                     anlan_source_say_state (source->status.state));
      adw_action_row_set_subtitle (self->word_row, text);
    }
}

static void
on_switch_on_clicked_cb (GtkButton *button, AnlanSourceDialog *self)
{
  AnlanStationChild *child = anlan_desk_get_station (self->desk);

  if (child != NULL)
    anlan_station_child_set_on (child, TRUE);
}

static void
on_copy_clicked_cb (GtkButton *button, AnlanSourceDialog *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (button)), self->token);
  gtk_button_set_label (button, _ ("Copied"));
}

/* --- object -------------------------------------------------------------------------------------------------------------------------- */

static void
anlan_source_dialog_dispose (GObject *object)
{
  AnlanSourceDialog *self = ANLAN_SOURCE_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), ANLAN_TYPE_SOURCE_DIALOG);
  G_OBJECT_CLASS (anlan_source_dialog_parent_class)->dispose (object);
}

static void
anlan_source_dialog_finalize (GObject *object)
{
  AnlanSourceDialog *self = ANLAN_SOURCE_DIALOG (object);

  g_clear_object (&self->desk);
  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->rows);
  g_free (self->zone);
  g_free (self->profile);
  g_free (self->source);
  anlan_station_forget_token (self->token);
  G_OBJECT_CLASS (anlan_source_dialog_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, AnlanSourceDialog, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanSourceDialog, back_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanSourceDialog, keep_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanSourceDialog, done_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanSourceDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, AnlanSourceDialog, types_group);
  gtk_widget_class_bind_template_child (widget_class, AnlanSourceDialog, problem_label);
  gtk_widget_class_bind_template_child (widget_class, AnlanSourceDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanSourceDialog, zone_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanSourceDialog, zone_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanSourceDialog, patience_entry);
  gtk_widget_class_bind_template_child (widget_class, AnlanSourceDialog, settings_group);
  gtk_widget_class_bind_template_child (widget_class, AnlanSourceDialog, mapping_group);
  gtk_widget_class_bind_template_child (widget_class, AnlanSourceDialog, mapping_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanSourceDialog, try_group);
  gtk_widget_class_bind_template_child (widget_class, AnlanSourceDialog, try_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanSourceDialog, try_spinner);
  gtk_widget_class_bind_template_child (widget_class, AnlanSourceDialog, try_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanSourceDialog, token_group);
  gtk_widget_class_bind_template_child (widget_class, AnlanSourceDialog, example_group);
  gtk_widget_class_bind_template_child (widget_class, AnlanSourceDialog, token_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanSourceDialog, reach_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanSourceDialog, word_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanSourceDialog, word_icon);
  gtk_widget_class_bind_template_child (widget_class, AnlanSourceDialog, switch_on_button);
}

static void
anlan_source_dialog_class_init (AnlanSourceDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_source_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_source_dialog_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, ANLAN_UI ("source-dialog"));
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_back_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_keep_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_mapping_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_try_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_switch_on_clicked_cb);
}

static void
anlan_source_dialog_init (AnlanSourceDialog *self)
{
  self->cancellable = g_cancellable_new ();
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_types (self);
  show_step (self, "types");
}

void
anlan_source_dialog_show (AnlanDesk *desk, GtkWindow *parent)
{
  AnlanSourceDialog *self;
  GtkWidget *picker;

  g_return_if_fail (ANLAN_IS_DESK (desk) && anlan_desk_get_plant (desk) != NULL);

  self = g_object_new (ANLAN_TYPE_SOURCE_DIALOG, "transient-for", parent, NULL);
  self->desk = g_object_ref (desk);
  picker = anlan_reference_picker_new (anlan_desk_get_plant (desk), "zone");
  g_signal_connect_object (picker, "picked", G_CALLBACK (on_zone_picked_cb), self, 0);
  gtk_menu_button_set_popover (self->zone_button, picker);
  g_signal_connect_object (anlan_desk_get_station (desk), "changed", G_CALLBACK (show_word), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (self));
  gtk_widget_grab_focus (self->first_type);
}
