/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "map-layers.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const struct
{
  AnlanMapLayers layer;
  const char *word; /* as it is remembered */
  const char *title;
} layers[] = {
  { ANLAN_MAP_LAYER_BASE, "base", N_ ("Base map") },
  { ANLAN_MAP_LAYER_DRAWINGS, "drawings", N_ ("Site drawings") },
  { ANLAN_MAP_LAYER_ZONES, "zones", N_ ("Risk zones") },
  { ANLAN_MAP_LAYER_HAZARDS, "hazards", N_ ("Open hazards") },
  { ANLAN_MAP_LAYER_SENSORS, "sensors", N_ ("Measured values and alarms") },
  { ANLAN_MAP_LAYER_RISK_POINTS, "risk-points", N_ ("Risk points") },
  { ANLAN_MAP_LAYER_EQUIPMENT, "equipment", N_ ("Equipment") },
  { ANLAN_MAP_LAYER_MAJOR_HAZARDS, "major-hazards", N_ ("Major-hazard installations") },
  { ANLAN_MAP_LAYER_MUSTER, "muster", N_ ("Muster points") },
  { ANLAN_MAP_LAYER_LABELS, "labels", N_ ("Names") },
  { ANLAN_MAP_LAYER_OVERDUE, "overdue", N_ ("Overdue rounds") },
};

/* Which are shown until somebody says otherwise: what differs from it is remembered. */
#define SHOWN_AT_FIRST ANLAN_MAP_LAYER_ALL

struct _AnlanMapLayersMenu
{
  GtkPopover parent_instance;

  AnlanMapView *view; /* borrowed: it outlives the popover of its page */
  AnlanMapModel *model;
  GtkWidget *checks[G_N_ELEMENTS (layers)];
  GtkWidget *patterns;
  GtkWidget *names_below;
  GtkWidget *online;
  GtkWidget *pictures_title;
  GtkWidget *pictures; /* box of radio buttons, parallel to the model's names, the first for none */
  gboolean quiet;
};

G_DEFINE_FINAL_TYPE (AnlanMapLayersMenu, anlan_map_layers, GTK_TYPE_POPOVER)

enum
{
  PROP_0,
  PROP_ONLINE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

char *
anlan_map_layers_to_text (AnlanMapLayers shown)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (layers); i++)
    if ((shown ^ SHOWN_AT_FIRST) & layers[i].layer)
      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", layers[i].word);
  return g_string_free (text, FALSE);
}

AnlanMapLayers
anlan_map_layers_from_text (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text != NULL ? text : "", " ", -1);
  AnlanMapLayers shown = SHOWN_AT_FIRST;

  for (guint i = 0; i < G_N_ELEMENTS (layers); i++)
    if (g_strv_contains ((const char *const *)words, layers[i].word))
      shown ^= layers[i].layer;
  return shown;
}

/* --- what was switched ------------------------------------------------------------------------------------------------ */

static void
on_toggled_cb (AnlanMapLayersMenu *self)
{
  AnlanMapLook look;

  if (self->quiet)
    return;
  anlan_map_view_get_look (self->view, &look);
  for (guint i = 0; i < G_N_ELEMENTS (layers); i++)
    if (gtk_check_button_get_active (GTK_CHECK_BUTTON (self->checks[i])))
      look.layers |= layers[i].layer;
    else
      look.layers &= ~layers[i].layer;
  look.patterns = gtk_check_button_get_active (GTK_CHECK_BUTTON (self->patterns));
  look.names_below = gtk_check_button_get_active (GTK_CHECK_BUTTON (self->names_below));
  anlan_map_view_set_look (self->view, &look);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_online_toggled_cb (AnlanMapLayersMenu *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ONLINE]);
  if (!self->quiet)
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_picture_toggled_cb (GtkCheckButton *button, AnlanMapLayersMenu *self)
{
  if (self->quiet || !gtk_check_button_get_active (button))
    return;
  anlan_map_model_set_picture (self->model, g_object_get_data (G_OBJECT (button), "anlan-picture"));
  g_signal_emit (self, signals[CHANGED], 0);
}

/* --- what is there ------------------------------------------------------------------------------------------------------ */

static void
add_picture (AnlanMapLayersMenu *self, const char *name)
{
  g_autofree char *label = name != NULL ? g_strdup (name) : g_strdup (_ ("None"));
  GtkWidget *first = gtk_widget_get_first_child (self->pictures);
  GtkWidget *button;

  if (name != NULL && g_str_has_suffix (label, ".mbtiles"))
    label[strlen (label) - strlen (".mbtiles")] = '\0';
  button = gtk_check_button_new_with_label (label);
  if (first != NULL)
    gtk_check_button_set_group (GTK_CHECK_BUTTON (button), GTK_CHECK_BUTTON (first));
  g_object_set_data_full (G_OBJECT (button), "anlan-picture", g_strdup (name), g_free);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (button),
                               g_strcmp0 (name, anlan_map_model_get_picture (self->model)) == 0);
  g_signal_connect_object (button, "toggled", G_CALLBACK (on_picture_toggled_cb), self, 0);
  gtk_box_append (GTK_BOX (self->pictures), button);
}

static void
update_pictures (AnlanMapLayersMenu *self)
{
  const char *const *names = anlan_map_model_get_pictures (self->model);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->pictures)) != NULL)
    gtk_box_remove (GTK_BOX (self->pictures), child);
  gtk_widget_set_visible (self->pictures_title, names[0] != NULL);
  gtk_widget_set_visible (self->pictures, names[0] != NULL);
  if (names[0] == NULL)
    return;
  add_picture (self, NULL);
  for (guint i = 0; names[i] != NULL; i++)
    add_picture (self, names[i]);
}

void
anlan_map_layers_update (AnlanMapLayersMenu *self)
{
  AnlanMapScene *scene;
  AnlanMapLook look;

  g_return_if_fail (ANLAN_IS_MAP_LAYERS (self));

  scene = anlan_map_view_get_scene (self->view);
  anlan_map_view_get_look (self->view, &look);
  self->quiet = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (layers); i++)
    gtk_check_button_set_active (GTK_CHECK_BUTTON (self->checks[i]), (look.layers & layers[i].layer) != 0);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->patterns), look.patterns);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->names_below), look.names_below);
  /* Without a drawing it would do nothing. */
  gtk_widget_set_visible (self->names_below, scene != NULL && anlan_map_scene_get_n_drawings (scene) > 0);
  update_pictures (self);
  self->quiet = FALSE;
}

void
anlan_map_layers_set_source (AnlanMapLayersMenu *self, const char *name)
{
  g_return_if_fail (ANLAN_IS_MAP_LAYERS (self));

  gtk_widget_set_visible (self->online, name != NULL);
  if (name != NULL)
    {
      g_autofree char *label = g_strdup_printf (_ ("Online map (%s)"), name);

      gtk_check_button_set_label (GTK_CHECK_BUTTON (self->online), label);
    }
}

gboolean
anlan_map_layers_is_online (AnlanMapLayersMenu *self)
{
  g_return_val_if_fail (ANLAN_IS_MAP_LAYERS (self), FALSE);

  return gtk_widget_get_visible (self->online) &&
         gtk_check_button_get_active (GTK_CHECK_BUTTON (self->online));
}

void
anlan_map_layers_set_online (AnlanMapLayersMenu *self, gboolean online)
{
  g_return_if_fail (ANLAN_IS_MAP_LAYERS (self));

  self->quiet = TRUE;
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->online), online);
  self->quiet = FALSE;
}

/* --- object ---------------------------------------------------------------------------------------------------------------- */

static void
anlan_map_layers_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_ONLINE)
    g_value_set_boolean (value, anlan_map_layers_is_online (ANLAN_MAP_LAYERS (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
anlan_map_layers_dispose (GObject *object)
{
  g_clear_object (&ANLAN_MAP_LAYERS (object)->model);
  G_OBJECT_CLASS (anlan_map_layers_parent_class)->dispose (object);
}

static void
anlan_map_layers_class_init (AnlanMapLayersMenuClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = anlan_map_layers_get_property;
  object_class->dispose = anlan_map_layers_dispose;
  properties[PROP_ONLINE] =
      g_param_spec_boolean ("online", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[CHANGED] =
      g_signal_new ("changed", ANLAN_TYPE_MAP_LAYERS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
make_title (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_margin_top (label, 6);
  gtk_widget_add_css_class (label, "heading");
  return label;
}

static void
anlan_map_layers_init (AnlanMapLayersMenu *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);

  gtk_widget_add_css_class (box, "map-layers");
  gtk_box_append (GTK_BOX (box), make_title (_ ("Shown on the map")));
  for (guint i = 0; i < G_N_ELEMENTS (layers); i++)
    {
      self->checks[i] = gtk_check_button_new_with_label (_ (layers[i].title));
      g_signal_connect_object (self->checks[i], "toggled", G_CALLBACK (on_toggled_cb), self,
                               G_CONNECT_SWAPPED);
      gtk_box_append (GTK_BOX (box), self->checks[i]);
    }
  gtk_box_append (GTK_BOX (box), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  self->patterns = gtk_check_button_new_with_label (_ ("Patterns beside colours"));
  gtk_widget_set_tooltip_text (self->patterns, _ ("For who cannot tell the colours apart"));
  g_signal_connect_object (self->patterns, "toggled", G_CALLBACK (on_toggled_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), self->patterns);
  self->names_below = gtk_check_button_new_with_label (_ ("Names under site drawings"));
  gtk_widget_set_tooltip_text (
      self->names_below, _ ("A drawing has most names on it: those of the base map would stand there twice"));
  g_signal_connect_object (self->names_below, "toggled", G_CALLBACK (on_toggled_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), self->names_below);
  self->online = gtk_check_button_new ();
  gtk_widget_set_visible (self->online, FALSE);
  g_signal_connect_object (self->online, "toggled", G_CALLBACK (on_online_toggled_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), self->online);
  self->pictures_title = make_title (_ ("Map picture below"));
  self->pictures = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  gtk_box_append (GTK_BOX (box), self->pictures_title);
  gtk_box_append (GTK_BOX (box), self->pictures);
  gtk_popover_set_child (GTK_POPOVER (self), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Layers"), -1);
}

AnlanMapLayersMenu *
anlan_map_layers_new (AnlanMapView *view, AnlanMapModel *model)
{
  AnlanMapLayersMenu *self = g_object_new (ANLAN_TYPE_MAP_LAYERS, NULL);

  self->view = view;
  self->model = g_object_ref (model);
  anlan_map_layers_update (self);
  return self;
}
