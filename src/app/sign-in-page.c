/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "sign-in-page.h"

#include <glib/gi18n-lib.h>

#include "account-jobs.h"
#include "base/error.h"
#include "base/text.h"
#include "resources.h"

/* How long it waits after a wrong password: a second, then twice as long each time, at most this. */
#define MOST_WAIT_SECONDS 16

struct _AnlanSignInPage
{
  AdwBin parent_instance;

  /* template */
  AdwAvatar *avatar;
  GtkLabel *title;
  GtkLabel *subtitle;
  GtkEditable *login_row;
  GtkEditable *password_row;
  GtkLabel *problem;
  GtkWidget *button;
  GtkButton *other_button;

  /* owned */
  AnlanDesk *desk;
  char *person; /* who locked it; NULL: anybody may sign in */
  guint wrong;  /* passwords in a row */
  guint waiting;
  gboolean asking;
};

G_DEFINE_FINAL_TYPE (AnlanSignInPage, anlan_sign_in_page, ADW_TYPE_BIN)

enum
{
  SIGNED_IN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
say (AnlanSignInPage *self, const char *text)
{
  gtk_label_set_label (self->problem, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), text != NULL);
}

static char *
get_login (AnlanSignInPage *self)
{
  return self->person != NULL ? g_strdup (self->person)
                              : anlan_text_collapse (gtk_editable_get_text (self->login_row));
}

static void
update (AnlanSignInPage *self)
{
  g_autofree char *login = get_login (self);

  gtk_widget_set_sensitive (self->button, self->waiting == 0 && !self->asking && login[0] != '\0' &&
                                              gtk_editable_get_text (self->password_row)[0] != '\0');
}

static void
on_changed_cb (GtkEditable *editable, AnlanSignInPage *self)
{
  update (self);
}

/* --- asking --------------------------------------------------------------------------------------------------------- */

static gboolean
waited_cb (gpointer data)
{
  AnlanSignInPage *self = data;

  self->waiting = 0;
  update (self);
  return G_SOURCE_REMOVE;
}

static void
wait_a_while (AnlanSignInPage *self)
{
  guint seconds = MIN (1U << MIN (self->wrong, 4), MOST_WAIT_SECONDS);

  self->wrong++;
  g_clear_handle_id (&self->waiting, g_source_remove);
  self->waiting = g_timeout_add_seconds (seconds, waited_cb, self);
}

static void
signed_in_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanSignInPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanSignedIn) signed_in = anlan_sign_in_finish (result, &error);

  self->asking = FALSE;
  if (self->desk == NULL || anlan_desk_get_plant (self->desk) != ANLAN_PLANT (source))
    return;
  gtk_editable_set_text (self->password_row, "");
  if (signed_in != NULL)
    {
      self->wrong = 0;
      say (self, NULL);
      g_signal_emit (self, signals[SIGNED_IN], 0, signed_in);
      return;
    }
  if (g_error_matches (error, ANLAN_ERROR, ANLAN_ERROR_DENIED))
    wait_a_while (self);
  say (self, error->message);
  update (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->password_row));
}

static void
ask (AnlanSignInPage *self)
{
  g_autofree char *login = get_login (self);

  if (!gtk_widget_get_sensitive (self->button))
    return;
  self->asking = TRUE;
  say (self, NULL);
  update (self);
  anlan_sign_in_async (anlan_desk_get_plant (self->desk), login, gtk_editable_get_text (self->password_row),
                       signed_in_cb, g_object_ref (self));
}

static void
on_clicked_cb (GtkButton *button, AnlanSignInPage *self)
{
  ask (self);
}

static void
on_password_activated_cb (GtkWidget *row, AnlanSignInPage *self)
{
  ask (self);
}

static void
on_login_activated_cb (GtkWidget *row, AnlanSignInPage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->password_row));
}

void
anlan_sign_in_page_ask (AnlanSignInPage *self, const char *person, const char *name)
{
  AnlanPlant *plant;
  g_autofree char *plant_name = NULL;

  g_return_if_fail (ANLAN_IS_SIGN_IN_PAGE (self));

  plant = anlan_desk_get_plant (self->desk);
  plant_name = plant != NULL ? anlan_plant_get_setting (plant, "name") : NULL;
  g_free (self->person);
  self->person = g_strdup (person);
  say (self, NULL);
  adw_avatar_set_text (self->avatar, person != NULL ? name : "");
  adw_avatar_set_show_initials (self->avatar, person != NULL);
  gtk_label_set_label (self->title, person != NULL ? name : plant_name != NULL ? plant_name : _ ("Anlan"));
  gtk_label_set_label (self->subtitle, person != NULL ? _ ("Locked. What you were typing is kept.")
                                                      : _ ("Sign in to see this plant."));
  gtk_widget_set_visible (GTK_WIDGET (self->login_row), person == NULL);
  gtk_editable_set_text (self->password_row, "");
  gtk_button_set_label (GTK_BUTTON (self->button), person != NULL ? _ ("_Unlock") : _ ("_Sign in"));
  gtk_button_set_label (self->other_button,
                        person != NULL ? _ ("Somebody _else signs in") : _ ("_Close plant"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->other_button),
                                  person != NULL ? "win.sign-out" : "win.close-plant");
  update (self);
  gtk_widget_grab_focus (person != NULL || gtk_editable_get_text (self->login_row)[0] != '\0'
                             ? GTK_WIDGET (self->password_row)
                             : GTK_WIDGET (self->login_row));
}

/* --- object ----------------------------------------------------------------------------------------------------------- */

static void
anlan_sign_in_page_dispose (GObject *object)
{
  AnlanSignInPage *self = ANLAN_SIGN_IN_PAGE (object);

  g_clear_handle_id (&self->waiting, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), ANLAN_TYPE_SIGN_IN_PAGE);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (anlan_sign_in_page_parent_class)->dispose (object);
}

static void
anlan_sign_in_page_finalize (GObject *object)
{
  g_free (ANLAN_SIGN_IN_PAGE (object)->person);
  G_OBJECT_CLASS (anlan_sign_in_page_parent_class)->finalize (object);
}

static void
anlan_sign_in_page_class_init (AnlanSignInPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_sign_in_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_sign_in_page_finalize;
  signals[SIGNED_IN] = g_signal_new ("signed-in", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                     NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  gtk_widget_class_set_template_from_resource (widget_class, ANLAN_UI ("sign-in-page"));
  gtk_widget_class_bind_template_child (widget_class, AnlanSignInPage, avatar);
  gtk_widget_class_bind_template_child (widget_class, AnlanSignInPage, title);
  gtk_widget_class_bind_template_child (widget_class, AnlanSignInPage, subtitle);
  gtk_widget_class_bind_template_child (widget_class, AnlanSignInPage, login_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanSignInPage, password_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanSignInPage, problem);
  gtk_widget_class_bind_template_child (widget_class, AnlanSignInPage, button);
  gtk_widget_class_bind_template_child (widget_class, AnlanSignInPage, other_button);
  gtk_widget_class_bind_template_callback (widget_class, on_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_login_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_password_activated_cb);
}

static void
anlan_sign_in_page_init (AnlanSignInPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

AnlanSignInPage *
anlan_sign_in_page_new (AnlanDesk *desk)
{
  AnlanSignInPage *self = g_object_new (ANLAN_TYPE_SIGN_IN_PAGE, NULL);

  self->desk = g_object_ref (desk);
  return self;
}
