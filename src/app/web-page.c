/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "web-page.h"

#include <glib/gi18n-lib.h>

#include "qr-view.h"
#include "resources.h"
#include "station-child.h"
#include "station/web-parts.h"
#include "web-address.h"
#include "web-dialog.h"
#include "web-tokens.h"
#include "web-visits.h"

#define QR_PIXELS 240

struct _AnlanWebPage
{
  AnlanPage parent_instance;

  /* template */
  GtkLabel *trouble_label;
  GtkWidget *on_row;
  GtkSwitch *on_switch;
  AdwActionRow *address_row;
  GtkMenuButton *try_button;
  AdwPreferencesGroup *parts_group;
  GtkWidget *plain_group;
  GtkSwitch *plain_switch;
  GtkWidget *stale_box;
  GtkLabel *stale_label;
  AnlanWebTokens *tokens;

  GtkSwitch *parts[ANLAN_WEB_N_PARTS]; /* borrowed */
  GtkWidget *rows[ANLAN_WEB_N_PARTS];  /* the same */
  gboolean showing;                    /* switches are set by us */
};

G_DEFINE_FINAL_TYPE (AnlanWebPage, anlan_web_page, ANLAN_TYPE_PAGE)

static AnlanDesk *
desk_of (AnlanWebPage *self)
{
  return anlan_page_get_desk (ANLAN_PAGE (self));
}

static gboolean
is_on (AnlanPlant *plant, const char *setting)
{
  g_autofree char *value = anlan_plant_get_setting (plant, setting);

  return g_strcmp0 (value, "on") == 0;
}

/* --- what it is ------------------------------------------------------------------------------------------------------------ */

/* In words what plain HTTP allows for a part, beside what it does. */
static char *
describe (AnlanWebPart part)
{
  static const char *const words[] = {
    [ANLAN_WEB_REPORT] = N_ ("Who scans a poster reports from its place: no name, no account needed"),
    [ANLAN_WEB_DUTIES] = N_ ("A personal link with PIN: what I owe, answered with a photo"),
    [ANLAN_WEB_STATUS] = N_ ("With the code of a receipt a reporter sees how far it is"),
    [ANLAN_WEB_ROUNDS] = N_ ("The day's rounds point by point, by who goes them"),
    [ANLAN_WEB_READ] = N_ ("Documents and notices, confirmed by name"),
    [ANLAN_WEB_VERIFY] = N_ ("The code of a paper or badge says whether it is genuine, and nothing else"),
    [ANLAN_WEB_MUSTER] = N_ ("In an evacuation: I am at this point, with so many. The muster board counts"),
    [ANLAN_WEB_BROADCAST] = N_ ("A running instruction in large letters, in the reader's language"),
    [ANLAN_WEB_API] = N_ ("HR systems, gates and others, each with a token of its own"),
  };

  return g_strdup_printf (C_ ("what it does, what it needs", "%s. %s"), _ (words[part]),
                          anlan_web_part_is_plain (part) ? _ ("Works without TLS.") : _ ("Needs TLS."));
}

/* Why nobody can come, whatever is switched on here; NULL where they can. */
static const char *
find_trouble (AnlanWebPage *self, char **addresses)
{
  AnlanStationChild *child = anlan_desk_get_station (desk_of (self));
  AnlanWatchState state = anlan_station_watch_get_state (anlan_station_child_get_watch (child));

  if (state != ANLAN_WATCH_ON)
    return _ ("The station does not run: phones find nobody. Switch it on at the page Station.");
  if (addresses[0] == NULL)
    return _ ("The station listens to this computer only: phones find nobody. Choose a network in the "
              "preferences of the "
              "station.");
  return NULL;
}

static void
show_address (AnlanWebPage *self, char **addresses)
{
  AnlanStationChild *child = anlan_desk_get_station (desk_of (self));
  g_autofree char *all = g_strjoinv ("   ", addresses);
  g_autofree char *text =
      addresses[0] == NULL
          ? g_strdup (_ ("None that a phone could open"))
          : g_strdup_printf (
                "%s\n%s", all,
                anlan_station_child_get_tls (child)
                    ? _ ("With TLS: phones warn once, until the plant's certificate is installed on them.")
                    : _ ("Without TLS: whoever listens in the network can read along. What bears a person's "
                         "name or a program's rights is therefore not served, unless you allow it below."));

  adw_action_row_set_subtitle (self->address_row, text);
  gtk_widget_set_visible (GTK_WIDGET (self->try_button), addresses[0] != NULL);
  if (addresses[0] != NULL)
    {
      GtkWidget *popover = gtk_popover_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
      g_autofree char *url = g_strconcat (addresses[0], "/s", NULL);
      g_autofree char *said = g_strdup_printf (_ ("QR code of %s"), url);
      GtkWidget *label = gtk_label_new (url);

      gtk_label_set_selectable (GTK_LABEL (label), TRUE);
      gtk_box_append (GTK_BOX (box), anlan_qr_view_new (url, QR_PIXELS, said));
      gtk_box_append (GTK_BOX (box), label);
      gtk_popover_set_child (GTK_POPOVER (popover), box);
      gtk_menu_button_set_popover (self->try_button, popover);
    }
}

static void
show_switches (AnlanWebPage *self)
{
  AnlanPlant *plant = anlan_desk_get_plant (desk_of (self));
  gboolean on = is_on (plant, ANLAN_WEB_SETTING);
  gboolean tls = anlan_station_child_get_tls (anlan_desk_get_station (desk_of (self)));
  gboolean plain = is_on (plant, ANLAN_WEB_PLAIN_SETTING);

  self->showing = TRUE;
  gtk_switch_set_active (self->on_switch, on);
  gtk_switch_set_active (self->plain_switch, plain);
  for (guint i = 0; i < ANLAN_WEB_N_PARTS; i++)
    {
      gtk_switch_set_active (self->parts[i], is_on (plant, anlan_web_part_setting (i)));
      gtk_widget_set_sensitive (self->rows[i], on);
    }
  gtk_widget_set_visible (self->plain_group, !tls);
  gtk_widget_set_sensitive (self->plain_group, on);
  self->showing = FALSE;
  anlan_page_set_subtitle (ANLAN_PAGE (self),
                           on ? _ ("Switched on") : _ ("Switched off: nobody elsewhere sees anything"));
}

static void
update (AnlanWebPage *self)
{
  g_auto (GStrv) addresses = NULL;
  g_autofree char *stale = NULL, *text = NULL;
  const char *trouble;

  if (anlan_desk_get_plant (desk_of (self)) == NULL || anlan_desk_get_station (desk_of (self)) == NULL)
    return;
  addresses = anlan_web_addresses (desk_of (self));
  trouble = find_trouble (self, addresses);
  gtk_label_set_label (self->trouble_label, trouble != NULL ? trouble : "");
  gtk_widget_set_visible (GTK_WIDGET (self->trouble_label), trouble != NULL);
  show_switches (self);
  show_address (self, addresses);
  stale = anlan_web_stale (desk_of (self));
  if (stale != NULL)
    text = g_strdup_printf (
        _ ("Posters hang that were printed for %s. The station is not found there any more: print them "
           "anew, or give this computer its old address back (the router can reserve it)."),
        stale);
  gtk_label_set_label (self->stale_label, text != NULL ? text : "");
  gtk_widget_set_visible (self->stale_box, stale != NULL);
}

/* --- switching ---------------------------------------------------------------------------------------------------------------- */

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanWebPage) self = data;
  g_autoptr (GError) error = NULL;

  if (!anlan_plant_set_setting_finish (ANLAN_PLANT (source), result, &error))
    anlan_desk_say (desk_of (self), error->message);
  /* What was refused goes back. */
  update (self);
}

static void
keep (AnlanWebPage *self, const char *setting, gboolean on)
{
  AnlanPlant *plant = anlan_desk_get_plant (desk_of (self));

  if (!self->showing && plant != NULL)
    anlan_plant_set_setting_async (plant, setting, on ? "on" : "off", kept_cb, g_object_ref (self));
}

static void
on_switched_cb (GtkSwitch *widget, GParamSpec *pspec, AnlanWebPage *self)
{
  keep (self, ANLAN_WEB_SETTING, gtk_switch_get_active (widget));
}

static void
on_plain_switched_cb (GtkSwitch *widget, GParamSpec *pspec, AnlanWebPage *self)
{
  keep (self, ANLAN_WEB_PLAIN_SETTING, gtk_switch_get_active (widget));
}

static void
part_switched_cb (GtkSwitch *widget, GParamSpec *pspec, AnlanWebPage *self)
{
  for (guint i = 0; i < ANLAN_WEB_N_PARTS; i++)
    if (self->parts[i] == widget)
      keep (self, anlan_web_part_setting (i), gtk_switch_get_active (widget));
}

static void
add_part (AnlanWebPage *self, AnlanWebPart part)
{
  GtkWidget *row = adw_action_row_new (), *toggle = gtk_switch_new ();
  g_autofree char *text = describe (part);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), anlan_web_part_title (part));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 3);
  gtk_widget_set_valign (toggle, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), toggle);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), toggle);
  g_signal_connect (toggle, "notify::active", G_CALLBACK (part_switched_cb), self);
  adw_preferences_group_add (self->parts_group, row);
  self->parts[part] = GTK_SWITCH (toggle);
  self->rows[part] = row;
}

/* --- what hangs, and what people have ------------------------------------------------------------------------------------------- */

static void
on_posters_clicked_cb (AnlanWebPage *self)
{
  anlan_web_ask_posters (GTK_WIDGET (self), desk_of (self));
}

static void
on_replaced_clicked_cb (AnlanWebPage *self)
{
  anlan_web_forget_printed (desk_of (self));
}

static void
tokens_changed (GtkWidget *widget)
{
  anlan_web_tokens_read (ANLAN_WEB_PAGE (widget)->tokens);
}

static void
on_links_clicked_cb (AnlanWebPage *self)
{
  anlan_web_ask_links (GTK_WIDGET (self), desk_of (self), tokens_changed);
}

static void
on_api_clicked_cb (AnlanWebPage *self)
{
  anlan_web_ask_api (GTK_WIDGET (self), desk_of (self), tokens_changed);
}

static void
on_refused_clicked_cb (AnlanWebPage *self)
{
  anlan_web_show_visits (GTK_WIDGET (self), desk_of (self), NULL, _ ("refused"));
}

static void
anlan_web_page_primary (AnlanPage *page)
{
  on_posters_clicked_cb (ANLAN_WEB_PAGE (page));
}

static void
anlan_web_page_shown (AnlanPage *page)
{
  AnlanWebPage *self = ANLAN_WEB_PAGE (page);

  update (self);
  anlan_web_tokens_read (self->tokens);
}

static gboolean
anlan_web_page_is_busy (AnlanPage *page)
{
  return anlan_web_tokens_is_busy (ANLAN_WEB_PAGE (page)->tokens);
}

/* --- object ------------------------------------------------------------------------------------------------------------------------ */

static void
anlan_web_page_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), ANLAN_TYPE_WEB_PAGE);
  G_OBJECT_CLASS (anlan_web_page_parent_class)->dispose (object);
}

static void
anlan_web_page_class_init (AnlanWebPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  AnlanPageClass *page_class = ANLAN_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_web_page_dispose;
  page_class->primary = anlan_web_page_primary;
  page_class->shown = anlan_web_page_shown;
  page_class->is_busy = anlan_web_page_is_busy;
  g_type_ensure (ANLAN_TYPE_WEB_TOKENS);
  gtk_widget_class_set_template_from_resource (widget_class, ANLAN_UI ("web-page"));
  gtk_widget_class_bind_template_child (widget_class, AnlanWebPage, trouble_label);
  gtk_widget_class_bind_template_child (widget_class, AnlanWebPage, on_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanWebPage, on_switch);
  gtk_widget_class_bind_template_child (widget_class, AnlanWebPage, address_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanWebPage, try_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanWebPage, parts_group);
  gtk_widget_class_bind_template_child (widget_class, AnlanWebPage, plain_group);
  gtk_widget_class_bind_template_child (widget_class, AnlanWebPage, plain_switch);
  gtk_widget_class_bind_template_child (widget_class, AnlanWebPage, stale_box);
  gtk_widget_class_bind_template_child (widget_class, AnlanWebPage, stale_label);
  gtk_widget_class_bind_template_child (widget_class, AnlanWebPage, tokens);
  gtk_widget_class_bind_template_callback (widget_class, on_switched_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_plain_switched_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_posters_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_replaced_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_links_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_api_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_refused_clicked_cb);
}

static void
anlan_web_page_init (AnlanWebPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < ANLAN_WEB_N_PARTS; i++)
    add_part (self, i);
}

AnlanPage *
anlan_web_page_new (AnlanDesk *desk)
{
  AnlanWebPage *self = g_object_new (ANLAN_TYPE_WEB_PAGE, "desk", desk, NULL);

  anlan_page_set_title (ANLAN_PAGE (self), _ ("People elsewhere"));
  anlan_page_set_primary_label (ANLAN_PAGE (self), _ ("Print posters…"));
  g_signal_connect_object (anlan_desk_get_station (desk), "changed", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (anlan_desk_get_plant (desk), "settings-changed", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  anlan_web_tokens_set_desk (self->tokens, desk);
  update (self);
  return ANLAN_PAGE (self);
}
