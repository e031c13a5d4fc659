/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "web-tokens.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "model/token.h"
#include "resources.h"
#include "say.h"
#include "web-dialog.h"
#include "web-visits.h"
#include "window.h"

/* A list box holds tens of rows well; who looks for another one types a part of its name. */
#define MOST_ROWS 60

struct _AnlanWebTokens
{
  AdwBin parent_instance;

  /* template */
  GtkSearchEntry *search;
  GtkDropDown *use_choice;
  GtkListBox *list;
  GtkLabel *rest_label;

  AnlanDesk *desk;
  GPtrArray *tokens; /* AnlanToken, or NULL */
  guint reading;
};

G_DEFINE_FINAL_TYPE (AnlanWebTokens, anlan_web_tokens, ADW_TYPE_BIN)

static AnlanToken *
find (AnlanWebTokens *self, const char *id)
{
  for (guint i = 0; self->tokens != NULL && i < self->tokens->len; i++)
    if (g_str_equal (((AnlanToken *)g_ptr_array_index (self->tokens, i))->id, id))
      return g_ptr_array_index (self->tokens, i);
  return NULL;
}

/* --- rows ---------------------------------------------------------------------------------------------------------------- */

static char *
describe (AnlanWebTokens *self, const AnlanToken *token)
{
  static const char *const uses[] = { N_ ("Poster"), N_ ("Personal link"), N_ ("Program") };
  AnlanPlant *plant = anlan_desk_get_plant (self->desk);
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (plant);
  g_autoptr (GString) text = g_string_new (_ (uses[token->use]));
  gint64 now = anlan_plant_now (plant);

  if (token->last_used > 0)
    {
      g_autofree char *at = anlan_say_moment (token->last_used, now, zone);

      g_string_append (text, " · ");
      g_string_append_printf (text,
                              g_dngettext (GETTEXT_PACKAGE, "used %u time, last %s from %s",
                                           "used %u times, last %s from %s", (guint)token->times),
                              (guint)token->times, at,
                              token->last_address != NULL ? token->last_address : "?");
    }
  else
    g_string_append_printf (text, " · %s", _ ("never used"));
  if (token->use == ANLAN_TOKEN_LINK && token->state == ANLAN_TOKEN_GOOD)
    {
      g_string_append (text, " · ");
      g_string_append_printf (
          text, g_dngettext (GETTEXT_PACKAGE, "on %u phone", "on %u phones", token->devices), token->devices);
    }
  if (token->use == ANLAN_TOKEN_API && token->scopes != NULL && token->scopes[0] != NULL)
    {
      g_autofree char *scopes = g_strjoinv (" ", token->scopes);

      g_string_append_printf (text, "\n%s", scopes);
    }
  if (token->state != ANLAN_TOKEN_GOOD)
    g_string_append_printf (text, "\n%s", anlan_token_state_text (token->state));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
add_item (GMenu *menu, const char *label, const char *action, const char *id)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "s", id);
  g_menu_append_item (menu, item);
}

static GtkWidget *
make_menu (const AnlanToken *token)
{
  GtkWidget *button = gtk_menu_button_new ();
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autofree char *spoken = g_strdup_printf (_ ("More about %s"), token->name);

  add_item (menu, _ ("_What it was used for…"), "tokens.visits", token->id);
  if (token->use == ANLAN_TOKEN_LINK &&
      (token->state == ANLAN_TOKEN_GOOD || token->state == ANLAN_TOKEN_LOCKED))
    {
      add_item (menu, _ ("_New PIN…"), "tokens.pin", token->id);
      add_item (menu, _ ("_Lost phone…"), "tokens.lost", token->id);
    }
  if (token->ended == 0)
    add_item (menu, _ ("_Revoke…"), "tokens.revoke", token->id);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "view-more-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  return button;
}

static void
add_row (AnlanWebTokens *self, const AnlanToken *token)
{
  static const char *const icons[] = { "anlan-map-symbolic", "anlan-people-symbolic",
                                       "applications-engineering-symbolic" };
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *text = describe (self, token);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), token->name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 4);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name (token->state == ANLAN_TOKEN_GOOD
                                                               ? icons[token->use]
                                                               : "action-unavailable-symbolic"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_menu (token));
  gtk_list_box_append (self->list, row);
}

/* The choices: all that are good, links, programs, posters, what has ended. */
static gboolean
is_shown (const AnlanToken *token, guint choice, const char *words)
{
  gboolean ended = token->state != ANLAN_TOKEN_GOOD && token->state != ANLAN_TOKEN_LOCKED;
  g_autofree char *folded = g_utf8_casefold (token->name != NULL ? token->name : "", -1);

  if (words[0] != '\0' && strstr (folded, words) == NULL)
    return FALSE;
  switch (choice)
    {
    case 0:
      return !ended && token->use != ANLAN_TOKEN_POSTER;
    case 1:
      return !ended && token->use == ANLAN_TOKEN_POSTER;
    default:
      return ended;
    }
}

static void
show_tokens (AnlanWebTokens *self)
{
  guint choice = gtk_drop_down_get_selected (self->use_choice), shown = 0, rest = 0;
  g_autofree char *words = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search)), -1);
  GtkWidget *row;

  if (self->tokens == NULL || anlan_desk_get_plant (self->desk) == NULL)
    return;
  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
  for (guint i = 0; i < self->tokens->len; i++)
    {
      const AnlanToken *token = g_ptr_array_index (self->tokens, i);

      if (!is_shown (token, choice, words))
        continue;
      if (shown < MOST_ROWS)
        add_row (self, token);
      shown++;
    }
  rest = shown > MOST_ROWS ? shown - MOST_ROWS : 0;
  gtk_widget_set_visible (GTK_WIDGET (self->list), shown > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->rest_label), shown == 0 || rest > 0);
  if (shown == 0)
    gtk_label_set_label (self->rest_label, _ ("None"));
  else
    {
      g_autofree char *text =
          g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u more: search for a part of the name",
                                        "%u more: search for a part of the name", rest),
                           rest);

      gtk_label_set_label (self->rest_label, text);
    }
}

/* --- reading ---------------------------------------------------------------------------------------------------------------- */

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanWebTokens) self = data;
  g_autoptr (GError) error = NULL;
  GPtrArray *tokens = anlan_tokens_list_finish (ANLAN_PLANT (source), result, &error);

  self->reading--;
  if (tokens != NULL)
    {
      g_clear_pointer (&self->tokens, g_ptr_array_unref);
      self->tokens = tokens;
      show_tokens (self);
    }
  else if (anlan_desk_get_plant (self->desk) != NULL)
    anlan_desk_say (self->desk, error->message);
}

void
anlan_web_tokens_read (AnlanWebTokens *self)
{
  g_return_if_fail (ANLAN_IS_WEB_TOKENS (self) && self->desk != NULL);

  if (anlan_desk_get_plant (self->desk) == NULL)
    return;
  self->reading++;
  anlan_tokens_list_async (anlan_desk_get_plant (self->desk), NULL, listed_cb, g_object_ref (self));
}

gboolean
anlan_web_tokens_is_busy (AnlanWebTokens *self)
{
  g_return_val_if_fail (ANLAN_IS_WEB_TOKENS (self), FALSE);

  return self->reading > 0;
}

/* --- taking back -------------------------------------------------------------------------------------------------------------- */

static gpointer
revoke_one (AnlanPlant *plant, gpointer data, GError **error)
{
  return anlan_token_revoke (plant, data, error) ? plant : NULL;
}

/* All phones of the link: each must give the PIN anew. */
static gpointer
forget_devices (AnlanPlant *plant, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) devices = anlan_link_list_devices (plant, data, error);

  for (guint i = 0; devices != NULL && i < devices->len; i++)
    if (!anlan_link_forget_device (plant, ((AnlanTokenDevice *)g_ptr_array_index (devices, i))->id, NULL,
                                   error))
      return NULL;
  return devices != NULL ? plant : NULL;
}

static gpointer
renew_pin (AnlanPlant *plant, gpointer data, GError **error)
{
  return anlan_link_renew_pin (plant, data, NULL, error);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanWebTokens) self = data;
  g_autoptr (GError) error = NULL;

  if (anlan_token_task_finish (ANLAN_PLANT (source), result, &error) == NULL)
    anlan_desk_say (self->desk, error->message);
  anlan_web_tokens_read (self);
}

static void
forget_cb (gpointer data)
{
  anlan_token_forget (data);
}

static void
pin_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanWebTokens) self = data;
  g_autoptr (GError) error = NULL;
  char *pin = anlan_token_task_finish (ANLAN_PLANT (source), result, &error);

  if (pin == NULL)
    anlan_desk_say (self->desk, error->message);
  else if (anlan_window_of (GTK_WIDGET (self)) != NULL)
    anlan_web_show_secret (
        GTK_WIDGET (self), _ ("The new PIN is shown only now"),
        _ ("The old one has ended, and phones must give the new one. Tell it to the person yourself."), pin);
  else
    anlan_token_forget (pin);
  anlan_web_tokens_read (self);
}

static void
answered_cb (AdwMessageDialog *dialog, const char *response, AnlanWebTokens *self)
{
  const char *id = g_object_get_data (G_OBJECT (dialog), "anlan-id");
  AnlanPlant *plant = anlan_desk_get_plant (self->desk);

  if (plant == NULL)
    return;
  if (g_strcmp0 (response, "revoke") == 0)
    anlan_token_task_async (plant, revoke_one, g_strdup (id), g_free, NULL, NULL, done_cb, g_object_ref (self));
  else if (g_strcmp0 (response, "lost") == 0)
    anlan_token_task_async (plant, forget_devices, g_strdup (id), g_free, NULL, NULL, done_cb,
                            g_object_ref (self));
  else if (g_strcmp0 (response, "pin") == 0)
    anlan_token_task_async (plant, renew_pin, g_strdup (id), g_free, forget_cb, NULL, pin_cb,
                            g_object_ref (self));
}

static void
ask (AnlanWebTokens *self,
     const char *id,
     const char *heading,
     const char *body,
     const char *response,
     const char *label)
{
  AnlanToken *token = find (self, id);
  g_autofree char *said = token != NULL ? g_strdup_printf (heading, token->name) : NULL;
  AdwMessageDialog *dialog;

  if (token == NULL)
    return;
  dialog = ADW_MESSAGE_DIALOG (
      adw_message_dialog_new (GTK_WINDOW (anlan_window_of (GTK_WIDGET (self))), said, body));
  adw_message_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), response, label, NULL);
  adw_message_dialog_set_response_appearance (dialog, response, ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (dialog, "cancel");
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "anlan-id", g_strdup (id), g_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (answered_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
action_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AnlanWebTokens *self = ANLAN_WEB_TOKENS (widget);
  const char *id = g_variant_get_string (parameter, NULL);
  AnlanToken *token = find (self, id);

  if (g_str_equal (action, "tokens.revoke"))
    ask (self, id, _ ("Revoke what %s has?"),
         _ ("It opens nothing any more, from the next request on. A poster must be printed and hung up anew, "
            "a link made "
            "anew."),
         "revoke", _ ("_Revoke"));
  else if (g_str_equal (action, "tokens.lost"))
    ask (self, id, _ ("Shut out the phones of %s?"),
         _ ("Each phone that remembers the PIN must give it again; whoever found the lost one does not know "
            "it. If the PIN was "
            "written on it, make a new PIN too."),
         "lost", _ ("_Shut them out"));
  else if (g_str_equal (action, "tokens.pin"))
    ask (self, id, _ ("A new PIN for %s?"), _ ("The old PIN ends at once, on all phones of this person."),
         "pin", _ ("_New PIN"));
  else if (token != NULL)
    anlan_web_show_visits (widget, self->desk, token->id, token->name);
}

/* --- object ---------------------------------------------------------------------------------------------------------------------- */

static void
anlan_web_tokens_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), ANLAN_TYPE_WEB_TOKENS);
  G_OBJECT_CLASS (anlan_web_tokens_parent_class)->dispose (object);
}

static void
anlan_web_tokens_finalize (GObject *object)
{
  AnlanWebTokens *self = ANLAN_WEB_TOKENS (object);

  g_clear_object (&self->desk);
  g_clear_pointer (&self->tokens, g_ptr_array_unref);
  G_OBJECT_CLASS (anlan_web_tokens_parent_class)->finalize (object);
}

static void
anlan_web_tokens_class_init (AnlanWebTokensClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_web_tokens_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_web_tokens_finalize;
  gtk_widget_class_install_action (widget_class, "tokens.revoke", "s", action_cb);
  gtk_widget_class_install_action (widget_class, "tokens.lost", "s", action_cb);
  gtk_widget_class_install_action (widget_class, "tokens.pin", "s", action_cb);
  gtk_widget_class_install_action (widget_class, "tokens.visits", "s", action_cb);
  gtk_widget_class_set_template_from_resource (widget_class, ANLAN_UI ("web-tokens"));
  gtk_widget_class_bind_template_child (widget_class, AnlanWebTokens, search);
  gtk_widget_class_bind_template_child (widget_class, AnlanWebTokens, use_choice);
  gtk_widget_class_bind_template_child (widget_class, AnlanWebTokens, list);
  gtk_widget_class_bind_template_child (widget_class, AnlanWebTokens, rest_label);
}

static void
anlan_web_tokens_init (AnlanWebTokens *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (self->search, "search-changed", G_CALLBACK (show_tokens), self);
  g_signal_connect_swapped (self->use_choice, "notify::selected", G_CALLBACK (show_tokens), self);
}

void
anlan_web_tokens_set_desk (AnlanWebTokens *self, AnlanDesk *desk)
{
  g_return_if_fail (ANLAN_IS_WEB_TOKENS (self) && self->desk == NULL);

  self->desk = g_object_ref (desk);
  anlan_web_tokens_read (self);
}
