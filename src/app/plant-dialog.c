/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "plant-dialog.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "base/text.h"
#include "position-entry.h"
#include "resources.h"

struct _AnlanPlantDialog
{
  AdwWindow parent_instance;

  /* template */
  GtkWidget *create_button;
  GtkEditable *name_row;
  AdwActionRow *folder_row;
  GtkEditable *person_row;
  AnlanPositionEntry *position_entry;
  GtkLabel *problem_label;

  /* owned */
  AnlanDesk *desk;
  char *parent; /* folder in which the plant's own is made */
};

G_DEFINE_FINAL_TYPE (AnlanPlantDialog, anlan_plant_dialog, ADW_TYPE_WINDOW)

enum
{
  CREATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- what was typed -------------------------------------------------------------------------------------------------- */

static char *
trimmed (GtkEditable *editable)
{
  return anlan_text_collapse (gtk_editable_get_text (editable));
}

/* The plant's name as the name of its folder: what file systems and shells stumble over is left out. */
static char *
folder_name (const char *name)
{
  g_autofree char *safe = g_strdup (name);

  g_strdelimit (safe, "/\\:*?\"<>|\n\t", '-');
  while (safe[0] == '.')
    safe[0] = '-';
  return safe[0] != '\0' ? g_steal_pointer (&safe) : g_strdup ("plant");
}

static char *
get_dir (AnlanPlantDialog *self)
{
  g_autofree char *name = trimmed (self->name_row);
  g_autofree char *folder = folder_name (name);

  return g_build_filename (self->parent, folder, NULL);
}

/* Nothing typed is good, too: both become NAN. */
static gboolean
get_position (AnlanPlantDialog *self, double *latitude, double *longitude)
{
  g_autoptr (GError) error = NULL;
  AnlanLonLat position;
  gboolean placed = anlan_position_entry_get_position (self->position_entry, &position, &error);

  *latitude = placed ? position.lat : NAN;
  *longitude = placed ? position.lon : NAN;
  return placed || error == NULL;
}

static void
say (AnlanPlantDialog *self, const char *problem)
{
  gtk_label_set_label (self->problem_label, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), problem != NULL);
}

static void
update (AnlanPlantDialog *self)
{
  g_autofree char *name = trimmed (self->name_row), *person = trimmed (self->person_row),
                  *dir = get_dir (self);
  double latitude, longitude;
  gboolean placed = get_position (self, &latitude, &longitude);

  adw_action_row_set_subtitle (self->folder_row, name[0] != '\0' ? dir : self->parent);
  gtk_widget_set_sensitive (self->create_button, name[0] != '\0' && person[0] != '\0' && placed);
}

static void
on_changed_cb (GtkEditable *editable, AnlanPlantDialog *self)
{
  say (self, NULL);
  update (self);
}

static void
on_position_changed_cb (AnlanPositionEntry *entry, AnlanPlantDialog *self)
{
  say (self, NULL);
  update (self);
}

/* --- the folder -------------------------------------------------------------------------------------------------------- */

static void
folder_chosen_cb (GtkNativeDialog *dialog, int response, AnlanPlantDialog *self)
{
  g_autoptr (GFile) folder = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  char *path = folder != NULL ? g_file_get_path (folder) : NULL;

  if (response == GTK_RESPONSE_ACCEPT && path != NULL)
    {
      g_free (self->parent);
      self->parent = path;
      update (self);
    }
  else
    g_free (path);
  g_object_unref (dialog);
}

static void
on_folder_clicked_cb (GtkButton *button, AnlanPlantDialog *self)
{
  GtkFileChooserNative *dialog =
      gtk_file_chooser_native_new (_ ("Where the plant's folder is made"), GTK_WINDOW (self),
                                   GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _ ("_Choose"), _ ("_Cancel"));

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (folder_chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* --- making it ----------------------------------------------------------------------------------------------------------- */

typedef struct
{
  AnlanRegistry *registry;
  char *dir;
  char *name;
  char *language;
  char *person;    /* name */
  char *person_id; /* out */
  double latitude, longitude;
} Birth;

static void
birth_free (Birth *birth)
{
  anlan_registry_unref (birth->registry);
  g_free (birth->dir);
  g_free (birth->name);
  g_free (birth->language);
  g_free (birth->person);
  g_free (birth->person_id);
  g_free (birth);
}

static gboolean
add_person (AnlanPlant *plant, Birth *birth, GError **error)
{
  g_autoptr (AnlanChange) change = anlan_change_new (ANLAN_OP_CREATE, "person", NULL);
  g_autoptr (AnlanApplied) applied = NULL;

  anlan_change_set_text (change, "name", birth->person);
  applied = anlan_plant_apply (plant, change, error);
  if (applied == NULL)
    return FALSE;
  birth->person_id = g_strdup (applied->after->id);
  return anlan_plant_set_setting (plant, "first-person", birth->person_id, error);
}

static void
make_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Birth *birth = data;
  AnlanPlantOptions options = { .registry = birth->registry };
  AnlanPlantBirth facts = {
    .name = birth->name,
    .language = birth->language,
    .longitude = birth->longitude,
    .latitude = birth->latitude,
  };
  g_autofree char *parent = g_path_get_dirname (birth->dir);
  g_autoptr (AnlanPlant) plant = NULL;
  GError *error = NULL;
  gboolean ok;

  if (g_mkdir_with_parents (parent, 0700) != 0)
    {
      g_task_return_new_error (task, ANLAN_ERROR, ANLAN_ERROR_IO,
                               _ ("The folder %s cannot be made. Choose another one."), parent);
      return;
    }
  plant = anlan_plant_create (birth->dir, &facts, &options, &error);
  ok = plant != NULL && add_person (plant, birth, &error);
  if (plant != NULL)
    anlan_plant_close (plant);
  if (ok)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
person_noted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanPlantDialog) self = data;
  g_autofree char *dir = get_dir (self);

  anlan_ui_state_flush_finish (ANLAN_UI_STATE (source), result);
  g_signal_emit (self, signals[CREATED], 0, dir);
  gtk_window_close (GTK_WINDOW (self));
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AnlanPlantDialog *self = ANLAN_PLANT_DIALOG (source);
  Birth *birth = g_task_get_task_data (G_TASK (result));
  g_autoptr (AnlanUiState) state = NULL;
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      gtk_widget_set_sensitive (GTK_WIDGET (self), TRUE);
      say (self, error->message);
      return;
    }
  state = anlan_ui_state_new (birth->dir);
  anlan_ui_state_set (state, "person", "id", birth->person_id);
  anlan_ui_state_set (state, "person", "name", birth->person);
  anlan_ui_state_flush_async (state, person_noted_cb, g_object_ref (self));
}

static void
on_create_clicked_cb (GtkButton *button, AnlanPlantDialog *self)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, made_cb, NULL);
  Birth *birth = g_new0 (Birth, 1);

  birth->registry = anlan_registry_ref (anlan_desk_get_registry (self->desk));
  birth->dir = get_dir (self);
  birth->name = trimmed (self->name_row);
  birth->person = trimmed (self->person_row);
  birth->language = anlan_desk_get_string (self->desk, "language");
  if (birth->language[0] == '\0')
    g_clear_pointer (&birth->language, g_free);
  get_position (self, &birth->latitude, &birth->longitude);
  gtk_widget_set_sensitive (GTK_WIDGET (self), FALSE);
  say (self, NULL);
  g_task_set_task_data (task, birth, (GDestroyNotify)birth_free);
  g_task_run_in_thread (task, make_thread);
}

/* --- object ------------------------------------------------------------------------------------------------------------- */

static void
anlan_plant_dialog_dispose (GObject *object)
{
  AnlanPlantDialog *self = ANLAN_PLANT_DIALOG (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), ANLAN_TYPE_PLANT_DIALOG);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (anlan_plant_dialog_parent_class)->dispose (object);
}

static void
anlan_plant_dialog_finalize (GObject *object)
{
  g_free (ANLAN_PLANT_DIALOG (object)->parent);
  G_OBJECT_CLASS (anlan_plant_dialog_parent_class)->finalize (object);
}

static void
anlan_plant_dialog_class_init (AnlanPlantDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (ANLAN_TYPE_POSITION_ENTRY);
  G_OBJECT_CLASS (klass)->dispose = anlan_plant_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_plant_dialog_finalize;
  signals[CREATED] = g_signal_new ("created", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class, ANLAN_UI ("plant-dialog"));
  gtk_widget_class_bind_template_child (widget_class, AnlanPlantDialog, create_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanPlantDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanPlantDialog, folder_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanPlantDialog, person_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanPlantDialog, position_entry);
  gtk_widget_class_bind_template_child (widget_class, AnlanPlantDialog, problem_label);
  gtk_widget_class_bind_template_callback (widget_class, on_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_position_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_folder_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_create_clicked_cb);
}

static void
anlan_plant_dialog_init (AnlanPlantDialog *self)
{
  const char *documents = g_get_user_special_dir (G_USER_DIRECTORY_DOCUMENTS);
  const char *real_name = g_get_real_name ();

  self->parent = g_build_filename (documents != NULL ? documents : g_get_home_dir (), "Anlan", NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  if (real_name != NULL && g_strcmp0 (real_name, "Unknown") != 0 && g_strcmp0 (real_name, "root") != 0)
    gtk_editable_set_text (self->person_row, real_name);
  update (self);
}

AnlanPlantDialog *
anlan_plant_dialog_new (AnlanDesk *desk)
{
  AnlanPlantDialog *self = g_object_new (ANLAN_TYPE_PLANT_DIALOG, NULL);

  self->desk = g_object_ref (desk);
  /* The plant that is open now has a grid and a place of its own: they are not this one's. */
  anlan_position_entry_leave_out_grid (self->position_entry);
  return self;
}
