/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "grade-chip.h"
#include "map-page-private.h"
#include "report/map-furniture.h"

#define LEGEND_WIDTH_PX 260

static void
draw_legend_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  AnlanMapPage *self = data;
  AnlanMapLook look;

  anlan_map_view_get_look (self->view, &look);
  anlan_map_draw_legend (cr, anlan_map_view_get_scene (self->view), &look, 0, 0, width);
}

/* "Tank farm: 3 overdue rounds. Loading bay: 1 overdue round.", the worst first; nothing where there are none. */
static void
describe_overdue (AnlanMapScene *scene, AnlanMapFloors floors, GString *text)
{
  g_autoptr (GArray) zones = anlan_map_scene_list_overdue (scene, floors);

  for (guint i = 0; i < zones->len; i++)
    {
      const AnlanMapZone *zone = anlan_map_scene_get_zone (scene, g_array_index (zones, guint32, i));

      g_string_append_printf (text,
                              ngettext ("%s: %u overdue round. ", "%s: %u overdue rounds. ", zone->overdue),
                              zone->label, zone->overdue);
    }
}

/* What the drawn legend says, for who does not see it. */
static char *
describe (AnlanMapScene *scene, const AnlanMapLook *look)
{
  GString *text = g_string_new (NULL);
  guint counts[ANLAN_MAP_N_RISKS];

  anlan_map_scene_count_zones (scene, look->floors, counts);
  if (look->layers & ANLAN_MAP_LAYER_OVERDUE)
    describe_overdue (scene, look->floors, text);
  for (guint risk = ANLAN_MAP_RISK_RED; risk > ANLAN_MAP_RISK_NONE; risk--)
    {
      g_autofree char *zones = g_strdup_printf (ngettext ("%u zone", "%u zones", counts[risk]), counts[risk]);

      g_string_append_printf (text, _ ("%s, %s: %s. "), anlan_map_risk_get_name (risk),
                              anlan_map_risk_get_words (risk), zones);
    }
  return g_string_free (text, FALSE);
}

static GtkWidget *
make_legend (AnlanMapPage *self)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *area = g_object_new (GTK_TYPE_DRAWING_AREA, "accessible-role", GTK_ACCESSIBLE_ROLE_IMG, NULL);

  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (area), draw_legend_cb, self, NULL);
  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (area), LEGEND_WIDTH_PX);
  gtk_widget_set_margin_top (area, 9);
  gtk_widget_set_margin_bottom (area, 9);
  gtk_widget_set_margin_start (area, 9);
  gtk_widget_set_margin_end (area, 9);
  gtk_popover_set_child (GTK_POPOVER (popover), area);
  gtk_menu_button_set_popover (self->legend_button, popover);
  return area;
}

static void
add_count (AnlanMapPage *self, AnlanMapRisk risk, guint count)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  GtkWidget *chip = anlan_grade_chip_new ();
  g_autofree char *text = g_strdup_printf ("%u", count);
  GtkWidget *label = gtk_label_new (text);

  anlan_grade_chip_set_colour (ANLAN_GRADE_CHIP (chip), anlan_map_risk_colour (risk), "");
  gtk_widget_add_css_class (label, "count");
  gtk_box_append (GTK_BOX (box), chip);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (self->counts, box);
}

void
anlan_map_page_update_legend (AnlanMapPage *self)
{
  AnlanMapScene *scene = anlan_map_view_get_scene (self->view);
  GtkPopover *popover = gtk_menu_button_get_popover (self->legend_button);
  GtkWidget *area = popover != NULL ? gtk_popover_get_child (popover) : make_legend (self);
  guint counts[ANLAN_MAP_N_RISKS] = { 0 };
  g_autofree char *text = NULL;
  AnlanMapLook look;
  GtkWidget *child;

  if (scene == NULL)
    return;
  anlan_map_view_get_look (self->view, &look);
  anlan_map_scene_count_zones (scene, look.floors, counts);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->counts))) != NULL)
    gtk_box_remove (self->counts, child);
  for (guint risk = ANLAN_MAP_RISK_RED; risk > ANLAN_MAP_RISK_NONE; risk--)
    add_count (self, risk, counts[risk]);
  gtk_drawing_area_set_content_height (
      GTK_DRAWING_AREA (area), (int)ceil (anlan_map_draw_legend (NULL, scene, &look, 0, 0, LEGEND_WIDTH_PX)));
  text = describe (scene, &look);
  gtk_accessible_update_property (GTK_ACCESSIBLE (area), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_widget_queue_draw (area);
}

/* --- what is not there ------------------------------------------------------------------------------------------------- */

static void
add_missing (AnlanMapPage *self, const char *kind, const char *text)
{
  GtkWidget *button = gtk_button_new_with_label (text);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _ ("Show them in the list; each has a place in its form"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.view");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(ss)", kind, "off_map");
  gtk_box_append (self->missing_box, button);
}

void
anlan_map_page_update_missing (AnlanMapPage *self)
{
  const AnlanMapPlantNotes *notes = anlan_map_model_get_notes (self->model);
  guint points = notes->n_points_without_place, hazards = notes->n_hazards_without_place;
  GtkWidget *child;

  /* A line that somebody is about to press stays the same one while it says the same. */
  if (points == self->missing_points && hazards == self->missing_hazards)
    return;
  self->missing_points = points;
  self->missing_hazards = hazards;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->missing_box))) != NULL)
    gtk_box_remove (self->missing_box, child);
  if (points > 0)
    {
      g_autofree char *text = g_strdup_printf (
          ngettext ("%u risk point is not on the map yet", "%u risk points are not on the map yet", points),
          points);

      add_missing (self, "riskpoint", text);
    }
  if (hazards > 0)
    {
      g_autofree char *text = g_strdup_printf (
          ngettext ("%u open hazard is not on the map", "%u open hazards are not on the map", hazards),
          hazards);

      add_missing (self, "hazard", text);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->missing_box), points + hazards > 0);
}
