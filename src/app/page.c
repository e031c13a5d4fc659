/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "page.h"

#include "model/query.h"

typedef struct
{
  AnlanDesk *desk;
  char *title;
  char *subtitle;
  char *primary_label;
  gboolean busy;
  GCancellable *reading; /* or NULL */
} AnlanPagePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (AnlanPage, anlan_page, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_DESK,
  PROP_TITLE,
  PROP_SUBTITLE,
  PROP_PRIMARY_LABEL,
  PROP_BUSY,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static AnlanPagePrivate *
priv_of (AnlanPage *page)
{
  return anlan_page_get_instance_private (page);
}

static void
set_string (AnlanPage *page, char **place, const char *text, guint property)
{
  if (g_strcmp0 (*place, text) == 0)
    return;
  g_free (*place);
  *place = g_strdup (text);
  g_object_notify_by_pspec (G_OBJECT (page), properties[property]);
}

static void
anlan_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  AnlanPagePrivate *priv = priv_of (ANLAN_PAGE (object));

  switch (id)
    {
    case PROP_DESK:
      g_value_set_object (value, priv->desk);
      break;
    case PROP_TITLE:
      g_value_set_string (value, priv->title);
      break;
    case PROP_SUBTITLE:
      g_value_set_string (value, priv->subtitle);
      break;
    case PROP_PRIMARY_LABEL:
      g_value_set_string (value, priv->primary_label);
      break;
    case PROP_BUSY:
      g_value_set_boolean (value, priv->busy);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
anlan_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  AnlanPage *page = ANLAN_PAGE (object);

  switch (id)
    {
    case PROP_DESK:
      priv_of (page)->desk = g_value_dup_object (value);
      break;
    case PROP_TITLE:
      anlan_page_set_title (page, g_value_get_string (value));
      break;
    case PROP_SUBTITLE:
      anlan_page_set_subtitle (page, g_value_get_string (value));
      break;
    case PROP_PRIMARY_LABEL:
      anlan_page_set_primary_label (page, g_value_get_string (value));
      break;
    case PROP_BUSY:
      anlan_page_set_busy (page, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
anlan_page_dispose (GObject *object)
{
  AnlanPagePrivate *priv = priv_of (ANLAN_PAGE (object));

  if (priv->reading != NULL)
    g_cancellable_cancel (priv->reading);
  g_clear_object (&priv->reading);
  g_clear_object (&priv->desk);
  G_OBJECT_CLASS (anlan_page_parent_class)->dispose (object);
}

static void
anlan_page_finalize (GObject *object)
{
  AnlanPagePrivate *priv = priv_of (ANLAN_PAGE (object));

  g_free (priv->title);
  g_free (priv->subtitle);
  g_free (priv->primary_label);
  G_OBJECT_CLASS (anlan_page_parent_class)->finalize (object);
}

static void
anlan_page_class_init (AnlanPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = anlan_page_get_property;
  object_class->set_property = anlan_page_set_property;
  object_class->dispose = anlan_page_dispose;
  object_class->finalize = anlan_page_finalize;

  properties[PROP_DESK] =
      g_param_spec_object ("desk", NULL, NULL, ANLAN_TYPE_DESK,
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_TITLE] = g_param_spec_string (
      "title", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_SUBTITLE] = g_param_spec_string (
      "subtitle", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_PRIMARY_LABEL] =
      g_param_spec_string ("primary-label", NULL, NULL, NULL,
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_BUSY] = g_param_spec_boolean (
      "busy", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
anlan_page_init (AnlanPage *page)
{
}

AnlanDesk *
anlan_page_get_desk (AnlanPage *page)
{
  g_return_val_if_fail (ANLAN_IS_PAGE (page), NULL);

  return priv_of (page)->desk;
}

const char *
anlan_page_get_title (AnlanPage *page)
{
  g_return_val_if_fail (ANLAN_IS_PAGE (page), NULL);

  return priv_of (page)->title;
}

void
anlan_page_set_title (AnlanPage *page, const char *title)
{
  g_return_if_fail (ANLAN_IS_PAGE (page));

  set_string (page, &priv_of (page)->title, title, PROP_TITLE);
}

const char *
anlan_page_get_subtitle (AnlanPage *page)
{
  g_return_val_if_fail (ANLAN_IS_PAGE (page), NULL);

  return priv_of (page)->subtitle;
}

void
anlan_page_set_subtitle (AnlanPage *page, const char *subtitle)
{
  g_return_if_fail (ANLAN_IS_PAGE (page));

  set_string (page, &priv_of (page)->subtitle, subtitle, PROP_SUBTITLE);
}

const char *
anlan_page_get_primary_label (AnlanPage *page)
{
  g_return_val_if_fail (ANLAN_IS_PAGE (page), NULL);

  return priv_of (page)->primary_label;
}

void
anlan_page_set_primary_label (AnlanPage *page, const char *label)
{
  g_return_if_fail (ANLAN_IS_PAGE (page));

  set_string (page, &priv_of (page)->primary_label, label, PROP_PRIMARY_LABEL);
}

gboolean
anlan_page_is_busy (AnlanPage *page)
{
  AnlanPageClass *klass;

  g_return_val_if_fail (ANLAN_IS_PAGE (page), FALSE);

  klass = ANLAN_PAGE_GET_CLASS (page);
  return priv_of (page)->busy || (klass->is_busy != NULL && klass->is_busy (page));
}

void
anlan_page_set_busy (AnlanPage *page, gboolean busy)
{
  AnlanPagePrivate *priv;

  g_return_if_fail (ANLAN_IS_PAGE (page));

  priv = priv_of (page);
  if (priv->busy == busy)
    return;
  priv->busy = busy;
  g_object_notify_by_pspec (G_OBJECT (page), properties[PROP_BUSY]);
}

void
anlan_page_open (AnlanPage *page, const char *kind, const char *record)
{
  g_return_if_fail (ANLAN_IS_PAGE (page) && kind != NULL);

  if (ANLAN_PAGE_GET_CLASS (page)->open != NULL)
    ANLAN_PAGE_GET_CLASS (page)->open (page, kind, record);
}

void
anlan_page_primary (AnlanPage *page)
{
  g_return_if_fail (ANLAN_IS_PAGE (page));

  if (ANLAN_PAGE_GET_CLASS (page)->primary != NULL)
    ANLAN_PAGE_GET_CLASS (page)->primary (page);
}

gboolean
anlan_page_back (AnlanPage *page)
{
  g_return_val_if_fail (ANLAN_IS_PAGE (page), FALSE);

  return ANLAN_PAGE_GET_CLASS (page)->back != NULL && ANLAN_PAGE_GET_CLASS (page)->back (page);
}

void
anlan_page_find (AnlanPage *page)
{
  g_return_if_fail (ANLAN_IS_PAGE (page));

  if (ANLAN_PAGE_GET_CLASS (page)->find != NULL)
    ANLAN_PAGE_GET_CLASS (page)->find (page);
}

void
anlan_page_shown (AnlanPage *page)
{
  g_return_if_fail (ANLAN_IS_PAGE (page));

  if (ANLAN_PAGE_GET_CLASS (page)->shown != NULL)
    ANLAN_PAGE_GET_CLASS (page)->shown (page);
}

gboolean
anlan_page_scanned (AnlanPage *page, const char *kind, const char *record)
{
  AnlanPageClass *klass;

  g_return_val_if_fail (ANLAN_IS_PAGE (page) && kind != NULL && record != NULL, FALSE);

  klass = ANLAN_PAGE_GET_CLASS (page);
  return klass->scanned != NULL && klass->scanned (page, kind, record);
}

/* --- all records of a kind -------------------------------------------------------------------------------------------------- */

void
anlan_page_read_all (AnlanPage *page, const char *kind, GAsyncReadyCallback callback)
{
  AnlanPagePrivate *priv = priv_of (page);
  AnlanPlant *plant = anlan_desk_get_plant (priv->desk);
  g_autoptr (AnlanQuery) query = NULL;

  g_return_if_fail (ANLAN_IS_PAGE (page) && kind != NULL && callback != NULL);

  if (plant == NULL)
    return;
  if (priv->reading != NULL)
    g_cancellable_cancel (priv->reading);
  g_clear_object (&priv->reading);
  priv->reading = g_cancellable_new ();
  query = anlan_query_new (kind);
  query->sort = g_strdup ("name");
  anlan_plant_find_async (plant, query, priv->reading, callback, g_object_ref (page));
}

GPtrArray *
anlan_page_take_all (AnlanPage *page, GObject *plant, GAsyncResult *result)
{
  AnlanPagePrivate *priv = priv_of (page);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = anlan_plant_find_finish (ANLAN_PLANT (plant), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || priv->desk == NULL ||
      anlan_desk_get_plant (priv->desk) != ANLAN_PLANT (plant))
    return NULL;
  anlan_page_set_busy (page, FALSE);
  if (records == NULL)
    anlan_desk_say (priv->desk, error->message);
  return g_steal_pointer (&records);
}
