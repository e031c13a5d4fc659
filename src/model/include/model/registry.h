/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/change.h"
#include "store/store.h"

G_BEGIN_DECLS

/**
 * AnlanRegistry:
 *
 * Where modules hand in what a kind's definition cannot say: SQL functions, guards, effects. Filled once by the
 * composition root before a plant is opened, read-only afterwards.
 */
typedef struct _AnlanRegistry AnlanRegistry;

AnlanRegistry *anlan_registry_new   (void);
AnlanRegistry *anlan_registry_ref   (AnlanRegistry *registry);
void           anlan_registry_unref (AnlanRegistry *registry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanRegistry, anlan_registry_unref)

/* What the writer gives to guards and effects; valid during the call. */
typedef struct
{
  AnlanDb             *db;
  AnlanKinds          *kinds;
  const AnlanChange   *change;
  const AnlanFlowStep *step;    /* or NULL */
  const AnlanRecord   *before;  /* or NULL */
  const AnlanRecord   *after;   /* the candidate */
  gboolean             by_effect; /* the change was made by the effect of another one */
  const char          *person;  /* who is judged: the one on whose behalf, else the actor; or NULL */
  gint64               now;
} AnlanJudged;

/* TRUE: holds. FALSE without @error: does not hold (a better sentence than the definition's may be put into
 * @message, owned by the caller). FALSE with @error: could not judge; the change fails. */
typedef gboolean (*AnlanGuardFunc)  (const AnlanJudged *judged, char **message, gpointer data, GError **error);

/* Appends to @follow further AnlanChange (transfer full) that are applied in the same transaction. */
typedef gboolean (*AnlanEffectFunc) (const AnlanJudged *judged, GPtrArray *follow, gpointer data, GError **error);

/* @data lives as long as the registry: what functions, guards and effects share. */
void anlan_registry_keep      (AnlanRegistry *registry, gpointer data, GDestroyNotify destroy);

/* What is kept of each photo that comes into the plant; must outlive it. */
void anlan_registry_set_photo_reader (AnlanRegistry *registry, const AnlanPhotoReader *reader);

void anlan_registry_add_guard    (AnlanRegistry *registry, const char *name, AnlanGuardFunc func, gpointer data);
void anlan_registry_add_effect   (AnlanRegistry *registry, const char *name, AnlanEffectFunc func, gpointer data);
void anlan_registry_add_function (AnlanRegistry *registry, const char *name, int n_args, AnlanFunctionFlags flags,
                                  AnlanSqlFunction func, gpointer data);

G_END_DECLS
