/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "alarm-item.h"
#include "model/plant.h"

G_BEGIN_DECLS

/**
 * AnlanAlarmDesk:
 *
 * What this desk knows of the alarms of the open plant, as its station writes them into alarms.db, and what the person who
 * sits here does with them.
 *
 * Signals: "changing": the list is going to be another one; "changed": alarms, shelves or the trouble are not what they were; "loud" (AnlanAlarmItem *): one has become loud,
 * or has climbed, since the last look: before "changed"; "named": names of people or zones have become known.
 */
#define ANLAN_TYPE_ALARM_DESK (anlan_alarm_desk_get_type ())
G_DECLARE_FINAL_TYPE (AnlanAlarmDesk, anlan_alarm_desk, ANLAN, ALARM_DESK, GObject)

/* Begins to look once nothing else is to be done: it costs nothing while the window opens. */
AnlanAlarmDesk *anlan_alarm_desk_new         (AnlanPlant *plant);
void            anlan_alarm_desk_stop        (AnlanAlarmDesk *self); /* the plant is being closed */

AnlanPlant     *anlan_alarm_desk_get_plant   (AnlanAlarmDesk *self); /* borrowed */
/* Nothing has been read yet. */
gboolean        anlan_alarm_desk_is_loading  (AnlanAlarmDesk *self);
/* (element-type AnlanAlarmItem): what is not closed, the loudest first; borrowed, lives as long as @self. */
GListModel     *anlan_alarm_desk_get_alarms  (AnlanAlarmDesk *self);
GPtrArray      *anlan_alarm_desk_get_shelves (AnlanAlarmDesk *self); /* AnlanShelf; borrowed until "changed" */
/* Why the alarms cannot be read, in a sentence; NULL: they can. */
const char     *anlan_alarm_desk_get_trouble (AnlanAlarmDesk *self);
AnlanAlarmItem *anlan_alarm_desk_find        (AnlanAlarmDesk *self, const char *id); /* borrowed; NULL: not open */
/* The loudest of all that are loud with at least @severity, or NULL. @count: (out) (optional): how many there are. */
AnlanAlarmItem *anlan_alarm_desk_loudest     (AnlanAlarmDesk *self, AnlanSeverity severity, guint *count);

/* The name of a person or of a zone (@kind) by its id, number or name. What nobody knows is its own name; what is still
 * being looked up is "". Borrowed until "named". */
const char     *anlan_alarm_desk_get_name    (AnlanAlarmDesk *self, const char *kind, const char *id);

/* --- what people do; each is done in the name of the plant's person ------------------------------------------------- */

/* @ids: (element-type utf8). Each alarm for itself: what cannot be done to one does not hold up the others. */
void            anlan_alarm_desk_acknowledge (AnlanAlarmDesk *self, GPtrArray *ids, GAsyncReadyCallback callback,
                                              gpointer user_data);
void            anlan_alarm_desk_close       (AnlanAlarmDesk *self, GPtrArray *ids, const char *cause, const char *note,
                                              GAsyncReadyCallback callback, gpointer user_data);
/* See anlan_alarms_shelve(). @hours: from now on. */
void            anlan_alarm_desk_shelve      (AnlanAlarmDesk *self, const char *rule, const char *subject, const char *zone,
                                              const char *reason, double hours, GAsyncReadyCallback callback,
                                              gpointer user_data);
void            anlan_alarm_desk_unshelve    (AnlanAlarmDesk *self, const char *shelf, GAsyncReadyCallback callback,
                                              gpointer user_data);
/* Of each of these. @done: (out) (optional): to how many it was done. FALSE where it could not be done to one of them:
 * the first reason. */
gboolean        anlan_alarm_desk_finish      (AnlanAlarmDesk *self, GAsyncResult *result, guint *done, GError **error);

G_END_DECLS
