/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "station-preferences.h"

#include <glib/gi18n-lib.h>

#include "base/text.h"
#include "resources.h"
#include "station-child.h"
#include "web-address.h"

struct _AnlanStationPreferences
{
  AdwPreferencesPage parent_instance;

  /* template */
  AdwActionRow *on_row;
  GtkSwitch *on_switch;
  AdwComboRow *address_row;
  GtkEditable *port_row;
  GtkSwitch *tls_switch;
  AdwActionRow *unit_row;

  AnlanDesk *desk;      /* (owned) */
  GPtrArray *addresses; /* in the order of the combo row */
  gboolean showing;
};

G_DEFINE_FINAL_TYPE (AnlanStationPreferences, anlan_station_preferences, ADW_TYPE_PREFERENCES_PAGE)

static void
say (AnlanStationPreferences *self, const char *text)
{
  GtkWidget *window = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_PREFERENCES_WINDOW);

  if (window != NULL)
    adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (window), adw_toast_new (text));
}

/* --- networks -------------------------------------------------------------------------------------------------------------- */

static void
add_address (AnlanStationPreferences *self, GtkStringList *titles, const char *address, const char *title)
{
  if (g_ptr_array_find_with_equal_func (self->addresses, address, g_str_equal, NULL))
    return;
  g_ptr_array_add (self->addresses, g_strdup (address));
  gtk_string_list_append (titles, title);
}

static void
add_interfaces (AnlanStationPreferences *self, GtkStringList *titles)
{
  g_autoptr (GPtrArray) all = anlan_interfaces_list ();

  for (guint i = 0; i < all->len; i++)
    {
      const AnlanInterface *interface = g_ptr_array_index (all, i);
      g_autofree char *title = g_strdup_printf ("%s (%s)", interface->address, interface->name);

      add_address (self, titles, interface->address, title);
    }
}

static void
fill_addresses (AnlanStationPreferences *self, const char *present)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);

  add_address (self, titles, "127.0.0.1", _ ("This computer only"));
  add_interfaces (self, titles);
  add_address (self, titles, "0.0.0.0", _ ("All networks"));
  /* One that is gone for now, such as a cable pulled. */
  add_address (self, titles, present, present);
  adw_combo_row_set_model (self->address_row, G_LIST_MODEL (titles));
  for (guint i = 0; i < self->addresses->len; i++)
    if (g_str_equal (g_ptr_array_index (self->addresses, i), present))
      adw_combo_row_set_selected (self->address_row, i);
}

/* --- showing -------------------------------------------------------------------------------------------------------------- */

static void
update (AnlanStationPreferences *self)
{
  AnlanStationChild *child = self->desk != NULL ? anlan_desk_get_station (self->desk) : NULL;
  g_autofree char *said = NULL, *text = NULL;
  const char *trouble;

  if (child == NULL)
    return;
  said = anlan_station_watch_say (anlan_station_child_get_watch (child));
  trouble = anlan_station_child_get_trouble (child);
  text = trouble != NULL
             ? g_strdup_printf ("%s\n%s", said, trouble)
             : g_strdup_printf (_ ("%s. It keeps watching in the background when the window is closed, until "
                                   "you quit Anlan (Ctrl+Q)."),
                                said);
  adw_action_row_set_subtitle (self->on_row, text);
  self->showing = TRUE;
  gtk_switch_set_active (self->on_switch, anlan_station_child_is_on (child));
  self->showing = FALSE;
}

static void
fill (AnlanStationPreferences *self)
{
  AnlanStationChild *child = anlan_desk_get_station (self->desk);
  AnlanStore *store = anlan_plant_get_store (anlan_desk_get_plant (self->desk));
  g_autofree char *address = anlan_station_child_get_address (child),
                  *port = g_strdup_printf ("%u", anlan_station_child_get_port (child)),
                  *quoted = g_shell_quote (anlan_store_get_dir (store)), *unit = NULL;

  self->showing = TRUE;
  fill_addresses (self, address);
  gtk_editable_set_text (self->port_row, port);
  gtk_switch_set_active (self->tls_switch, anlan_station_child_get_tls (child));
  unit = g_strdup_printf (
      "systemctl --user enable --now \"$(systemd-escape --path --template=anlan-station@.service %s)\"",
      quoted);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->unit_row), unit);
  gtk_widget_set_sensitive (GTK_WIDGET (self->on_row), !anlan_store_is_read_only (store));
  self->showing = FALSE;
}

/* --- setting -------------------------------------------------------------------------------------------------------------- */

static void
set_listening (AnlanStationPreferences *self, guint port)
{
  AnlanStationChild *child = anlan_desk_get_station (self->desk);
  guint place = adw_combo_row_get_selected (self->address_row);

  if (child != NULL && place < self->addresses->len)
    anlan_station_child_set_listening (child, g_ptr_array_index (self->addresses, place), port,
                                       gtk_switch_get_active (self->tls_switch));
}

static void
set_network (AnlanStationPreferences *self)
{
  AnlanStationChild *child = anlan_desk_get_station (self->desk);

  if (!self->showing && child != NULL)
    set_listening (self, anlan_station_child_get_port (child));
}

static void
on_switched_cb (GtkSwitch *widget, GParamSpec *pspec, AnlanStationPreferences *self)
{
  AnlanStationChild *child = anlan_desk_get_station (self->desk);

  if (!self->showing && child != NULL)
    anlan_station_child_set_on (child, gtk_switch_get_active (widget));
}

static void
on_address_cb (AdwComboRow *row, GParamSpec *pspec, AnlanStationPreferences *self)
{
  set_network (self);
}

static void
on_tls_cb (GtkSwitch *widget, GParamSpec *pspec, AnlanStationPreferences *self)
{
  set_network (self);
}

static void
on_port_cb (AdwEntryRow *row, AnlanStationPreferences *self)
{
  gint64 port;

  if (!anlan_text_to_integer (gtk_editable_get_text (self->port_row), &port) || port < 1 ||
      port > G_MAXUINT16)
    say (self, _ ("A port is a number from 1 to 65535. It was not changed."));
  else
    set_listening (self, (guint)port);
}

/* --- object ------------------------------------------------------------------------------------------------------------------ */

static void
anlan_station_preferences_dispose (GObject *object)
{
  AnlanStationPreferences *self = ANLAN_STATION_PREFERENCES (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), ANLAN_TYPE_STATION_PREFERENCES);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (anlan_station_preferences_parent_class)->dispose (object);
}

static void
anlan_station_preferences_finalize (GObject *object)
{
  g_ptr_array_unref (ANLAN_STATION_PREFERENCES (object)->addresses);
  G_OBJECT_CLASS (anlan_station_preferences_parent_class)->finalize (object);
}

static void
anlan_station_preferences_class_init (AnlanStationPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_station_preferences_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_station_preferences_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, ANLAN_UI ("station-preferences"));
  gtk_widget_class_bind_template_child (widget_class, AnlanStationPreferences, on_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanStationPreferences, on_switch);
  gtk_widget_class_bind_template_child (widget_class, AnlanStationPreferences, address_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanStationPreferences, port_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanStationPreferences, tls_switch);
  gtk_widget_class_bind_template_child (widget_class, AnlanStationPreferences, unit_row);
  gtk_widget_class_bind_template_callback (widget_class, on_switched_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_address_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_port_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_tls_cb);
}

static void
anlan_station_preferences_init (AnlanStationPreferences *self)
{
  self->addresses = g_ptr_array_new_with_free_func (g_free);
  /* The rows are not filled yet. */
  self->showing = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
}

AnlanStationPreferences *
anlan_station_preferences_new (AnlanDesk *desk)
{
  AnlanStationPreferences *self = g_object_new (ANLAN_TYPE_STATION_PREFERENCES, NULL);

  g_return_val_if_fail (anlan_desk_get_station (desk) != NULL, self);

  self->desk = g_object_ref (desk);
  fill (self);
  g_signal_connect_object (anlan_desk_get_station (desk), "changed", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  update (self);
  return self;
}
