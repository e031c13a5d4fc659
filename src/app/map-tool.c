/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "map-tool.h"

#include "map-view.h"

typedef struct
{
  AnlanMapView *view; /* borrowed: it holds the tool */
  char *hint;
  char *cursor;
} AnlanMapToolPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (AnlanMapTool, anlan_map_tool, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_HINT,
  PROP_CURSOR,
  PROP_VIEW,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum
{
  DONE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static AnlanMapToolPrivate *
priv_of (AnlanMapTool *tool)
{
  return anlan_map_tool_get_instance_private (tool);
}

static void
anlan_map_tool_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  AnlanMapToolPrivate *priv = priv_of (ANLAN_MAP_TOOL (object));

  switch (id)
    {
    case PROP_HINT:
      g_value_set_string (value, priv->hint);
      break;
    case PROP_CURSOR:
      g_value_set_string (value, priv->cursor);
      break;
    case PROP_VIEW:
      g_value_set_object (value, priv->view);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
anlan_map_tool_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  AnlanMapTool *tool = ANLAN_MAP_TOOL (object);

  switch (id)
    {
    case PROP_HINT:
      anlan_map_tool_set_hint (tool, g_value_get_string (value));
      break;
    case PROP_CURSOR:
      anlan_map_tool_set_cursor (tool, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
anlan_map_tool_finalize (GObject *object)
{
  AnlanMapToolPrivate *priv = priv_of (ANLAN_MAP_TOOL (object));

  g_free (priv->hint);
  g_free (priv->cursor);
  G_OBJECT_CLASS (anlan_map_tool_parent_class)->finalize (object);
}

static void
anlan_map_tool_class_init (AnlanMapToolClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = anlan_map_tool_get_property;
  object_class->set_property = anlan_map_tool_set_property;
  object_class->finalize = anlan_map_tool_finalize;

  properties[PROP_HINT] = g_param_spec_string ("hint", NULL, NULL, NULL, flags);
  properties[PROP_CURSOR] = g_param_spec_string ("cursor", NULL, NULL, NULL, flags);
  properties[PROP_VIEW] = g_param_spec_object ("view", NULL, NULL, ANLAN_TYPE_MAP_VIEW,
                                               G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[DONE] =
      g_signal_new ("done", ANLAN_TYPE_MAP_TOOL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
anlan_map_tool_init (AnlanMapTool *tool)
{
}

AnlanMapView *
anlan_map_tool_get_view (AnlanMapTool *tool)
{
  g_return_val_if_fail (ANLAN_IS_MAP_TOOL (tool), NULL);

  return priv_of (tool)->view;
}

const char *
anlan_map_tool_get_hint (AnlanMapTool *tool)
{
  g_return_val_if_fail (ANLAN_IS_MAP_TOOL (tool), NULL);

  return priv_of (tool)->hint;
}

static void
set_string (AnlanMapTool *tool, char **place, const char *text, guint property)
{
  if (g_strcmp0 (*place, text) == 0)
    return;
  g_free (*place);
  *place = g_strdup (text);
  g_object_notify_by_pspec (G_OBJECT (tool), properties[property]);
}

void
anlan_map_tool_set_hint (AnlanMapTool *tool, const char *hint)
{
  g_return_if_fail (ANLAN_IS_MAP_TOOL (tool));

  set_string (tool, &priv_of (tool)->hint, hint, PROP_HINT);
}

const char *
anlan_map_tool_get_cursor (AnlanMapTool *tool)
{
  g_return_val_if_fail (ANLAN_IS_MAP_TOOL (tool), NULL);

  return priv_of (tool)->cursor;
}

void
anlan_map_tool_set_cursor (AnlanMapTool *tool, const char *cursor)
{
  g_return_if_fail (ANLAN_IS_MAP_TOOL (tool));

  set_string (tool, &priv_of (tool)->cursor, cursor, PROP_CURSOR);
}

void
anlan_map_tool_queue_draw (AnlanMapTool *tool)
{
  g_return_if_fail (ANLAN_IS_MAP_TOOL (tool));

  if (priv_of (tool)->view != NULL)
    gtk_widget_queue_draw (GTK_WIDGET (priv_of (tool)->view));
}

void
anlan_map_tool_done (AnlanMapTool *tool)
{
  g_return_if_fail (ANLAN_IS_MAP_TOOL (tool));

  g_signal_emit (tool, signals[DONE], 0);
}

/* --- for the view ------------------------------------------------------------------------------------------------- */

void
anlan_map_tool_attach (AnlanMapTool *tool, AnlanMapView *view)
{
  AnlanMapToolPrivate *priv;

  g_return_if_fail (ANLAN_IS_MAP_TOOL (tool));

  priv = priv_of (tool);
  g_return_if_fail (view == NULL || priv->view == NULL);
  if (view == NULL && priv->view != NULL && ANLAN_MAP_TOOL_GET_CLASS (tool)->detached != NULL)
    ANLAN_MAP_TOOL_GET_CLASS (tool)->detached (tool);
  priv->view = view;
  g_object_notify_by_pspec (G_OBJECT (tool), properties[PROP_VIEW]);
  if (view != NULL && ANLAN_MAP_TOOL_GET_CLASS (tool)->attached != NULL)
    ANLAN_MAP_TOOL_GET_CLASS (tool)->attached (tool);
}

gboolean
anlan_map_tool_press (AnlanMapTool *tool, const AnlanMapEvent *event)
{
  AnlanMapToolClass *klass = ANLAN_MAP_TOOL_GET_CLASS (tool);

  return klass->pressed != NULL && klass->pressed (tool, event);
}

void
anlan_map_tool_move (AnlanMapTool *tool, const AnlanMapEvent *event)
{
  AnlanMapToolClass *klass = ANLAN_MAP_TOOL_GET_CLASS (tool);

  if (klass->moved != NULL)
    klass->moved (tool, event);
}

void
anlan_map_tool_release (AnlanMapTool *tool, const AnlanMapEvent *event)
{
  AnlanMapToolClass *klass = ANLAN_MAP_TOOL_GET_CLASS (tool);

  if (klass->released != NULL)
    klass->released (tool, event);
}

gboolean
anlan_map_tool_click (AnlanMapTool *tool, const AnlanMapEvent *event)
{
  AnlanMapToolClass *klass = ANLAN_MAP_TOOL_GET_CLASS (tool);

  return klass->clicked != NULL && klass->clicked (tool, event);
}

gboolean
anlan_map_tool_key (AnlanMapTool *tool, guint keyval, GdkModifierType state)
{
  AnlanMapToolClass *klass = ANLAN_MAP_TOOL_GET_CLASS (tool);

  return klass->key != NULL && klass->key (tool, keyval, state);
}

gboolean
anlan_map_tool_cancel (AnlanMapTool *tool)
{
  AnlanMapToolClass *klass = ANLAN_MAP_TOOL_GET_CLASS (tool);

  return klass->cancel != NULL && klass->cancel (tool);
}

void
anlan_map_tool_snapshot (AnlanMapTool *tool, GtkSnapshot *snapshot)
{
  AnlanMapToolClass *klass = ANLAN_MAP_TOOL_GET_CLASS (tool);

  if (klass->snapshot != NULL)
    klass->snapshot (tool, snapshot);
}
