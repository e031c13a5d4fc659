/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "alarm-desk.h"
#include "base/units.h"
#include "duties.h"
#include "pages.h"
#include "ui-state.h"

G_BEGIN_DECLS

/**
 * AnlanDesk:
 *
 * The composition root: what one running window stands on. It is made once by the application and handed to every
 * page and dialog as a property; nothing else is shared, and there are no singletons.
 *
 * Property "plant" (AnlanPlant, or NULL) notifies when a plant has been opened or closed. Signal "say" (text) carries
 * what must be told although the widget it is about is gone.
 */
#define ANLAN_TYPE_DESK (anlan_desk_get_type ())
G_DECLARE_FINAL_TYPE (AnlanDesk, anlan_desk, ANLAN, DESK, GObject)

/* @settings: (nullable): where no schema is installed, nothing is remembered and defaults hold.
 * @pages: (transfer full). */
AnlanDesk     *anlan_desk_new          (GSettings *settings, AnlanPages *pages, AnlanRegistry *registry);

GSettings     *anlan_desk_get_settings (AnlanDesk *desk); /* borrowed, or NULL */
AnlanPages    *anlan_desk_get_pages    (AnlanDesk *desk); /* borrowed */
AnlanRegistry *anlan_desk_get_registry (AnlanDesk *desk); /* borrowed */
AnlanPlant    *anlan_desk_get_plant    (AnlanDesk *desk); /* borrowed, or NULL */
AnlanUiState  *anlan_desk_get_state    (AnlanDesk *desk); /* borrowed, or NULL while no plant is open */

AnlanDuties   *anlan_desk_get_duties   (AnlanDesk *desk); /* borrowed, or NULL while no plant is open */
AnlanAlarmDesk *anlan_desk_get_alarms  (AnlanDesk *desk); /* borrowed, or NULL while no plant is open */
/* Measured values of the open plant; made when first asked for. Borrowed, or NULL while no plant is open. */
struct _AnlanSeriesDesk *anlan_desk_get_series (AnlanDesk *desk);
struct _AnlanBackups *anlan_desk_get_backups (AnlanDesk *desk); /* borrowed */
struct _AnlanStationChild *anlan_desk_get_station (AnlanDesk *desk); /* borrowed, or NULL while no plant is open */

/* Who sits here, as this desk remembers it for the open plant; NULL if nobody has said. The name is kept beside the id
 * so that it can be shown at once. Property "person-name". */
const char    *anlan_desk_get_person_name (AnlanDesk *desk);
void           anlan_desk_set_person   (AnlanDesk *desk, const char *id, const char *name);

/* --- signing in, where accounts are on --------------------------------------------------------------------------- */

/* Accounts are on and nobody has given a password: nothing of the plant is to be seen. */
gboolean       anlan_desk_needs_sign_in (AnlanDesk *desk);
void           anlan_desk_sign_in      (AnlanDesk *desk, const char *id, const char *name, gboolean shared);
/* "person-name" tells of it. */
void           anlan_desk_sign_out     (AnlanDesk *desk);
/* Who sits here signed in to an account that several people use: papers say so. */
gboolean       anlan_desk_is_shared    (AnlanDesk *desk);
/* While it is locked, what is half typed is not stored by losing the focus. */
gboolean       anlan_desk_is_locked    (AnlanDesk *desk);
void           anlan_desk_set_locked   (AnlanDesk *desk, gboolean locked);

/* The next plant is opened for reading only, as where its folder cannot be written. */
void           anlan_desk_set_reading  (AnlanDesk *desk, gboolean reading);

/* Opens a plant folder, and first closes the one that is open. The callback comes on the main context. On failure no
 * plant is open afterwards. */
void           anlan_desk_open_async   (AnlanDesk *desk, const char *dir, GCancellable *cancellable,
                                        GAsyncReadyCallback callback, gpointer user_data);
gboolean       anlan_desk_open_finish  (AnlanDesk *desk, GAsyncResult *result, GError **error);
/* Closes the plant, if one is open, and writes down what the window remembers. */
void           anlan_desk_close_async  (AnlanDesk *desk, GAsyncReadyCallback callback, gpointer user_data);
void           anlan_desk_close_finish (AnlanDesk *desk, GAsyncResult *result);

/* Folders of plants opened before, the latest first. Free with g_strfreev(). */
char         **anlan_desk_get_recent   (AnlanDesk *desk);
void           anlan_desk_forget       (AnlanDesk *desk, const char *dir);

void           anlan_desk_say          (AnlanDesk *desk, const char *text);

/* Settings that may have no schema behind them. */
/* The units in which who sits here reads and writes; valid until "units-changed". */
const AnlanUnitHabit *anlan_desk_get_units (AnlanDesk *desk);
char          *anlan_desk_get_string   (AnlanDesk *desk, const char *key); /* "" if not set; freed by the caller */
void           anlan_desk_set_string   (AnlanDesk *desk, const char *key, const char *value);

G_END_DECLS
