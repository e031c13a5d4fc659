/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "duty-times.h"
#include "model/notices.h"
#include "plant-private.h"

G_BEGIN_DECLS

/* One run over what is to be told. On the writer's thread during a slice, else on the caller's. */
typedef struct
{
  AnlanPlant   *plant;
  gint64        now;
  char         *at;      /* the same as a moment */
  AnlanContext *context; /* of the connection of the slice */
  GHashTable   *people;  /* who answers for whom, as found out in this slice */
  guint         made;
  gboolean      more;    /* the slice has left something */
  char         *after;   /* duty after which owners are to be found out anew */
  GPtrArray    *digests; /* AnlanDigest still to be written */
} AnlanTelling;

typedef struct
{
  char *person;
  guint owed;
} AnlanDigest;

extern const char *const anlan_notice_words[]; /* by AnlanNoticeWhy */

/* At the begin of each slice: whom to ask, and nothing known from before. */
void     anlan_telling_begin     (AnlanTelling *telling, AnlanDb *db);

/* Who owes it just now: the person, or who leads the unit, or whoever stands in for them; NULL if nobody. Borrowed. */
gboolean anlan_telling_owner     (AnlanTelling *telling, const char *person, const char *unit, const char **who,
                                  GError **error);

/* Runs @work in one write after another, as long as it leaves something. */
gboolean anlan_telling_in_slices (AnlanTelling *telling, AnlanWork work, GCancellable *cancellable, GError **error);

/* AnlanWork with an AnlanTelling: the notices of duties that are due. */
gboolean anlan_telling_slice     (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error);

/* Duties find their owners anew where units, roles, persons or the dispatch have changed. */
gboolean anlan_telling_owners    (AnlanTelling *telling, GCancellable *cancellable, GError **error);

/* The digests of the day, once its hour has come. */
gboolean anlan_telling_digests   (AnlanTelling *telling, GCancellable *cancellable, GError **error);

/* What notice_state has under @key; NULL for nothing. In a slice or a read. */
gboolean anlan_telling_get_state (AnlanDb *db, const char *key, char **value, GError **error);
gboolean anlan_telling_set_state (AnlanDb *db, const char *key, const char *value, GError **error);

G_END_DECLS
