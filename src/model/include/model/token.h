/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/plant.h"

G_BEGIN_DECLS

/* What people and programs elsewhere come in with. All of it can be taken back at any moment, and takes effect with the
 * next request. Making and revoking are journalled ("token"), and are for who may manage accounts.
 *
 * Everything here blocks, but for what ends in _async. */

typedef enum
{
  ANLAN_TOKEN_POSTER, /* of a place: reports only */
  ANLAN_TOKEN_LINK,   /* of a person, with a PIN */
  ANLAN_TOKEN_API,    /* of a program */
} AnlanTokenUse;

const char *anlan_token_use_name (AnlanTokenUse use); /* "poster" */

/* Why one is not taken any more, or not just now. */
typedef enum
{
  ANLAN_TOKEN_GOOD,
  ANLAN_TOKEN_REVOKED,
  ANLAN_TOKEN_EXPIRED,  /* its last day is over */
  ANLAN_TOKEN_REPLACED, /* posters have another key since */
  ANLAN_TOKEN_LEFT,     /* its person has left, or belongs to no unit any more */
  ANLAN_TOKEN_LOCKED,   /* too many wrong PINs: it needs a new one */
} AnlanTokenState;

/**
 * AnlanToken:
 *
 * A snapshot, reference counted; any thread.
 */
typedef struct
{
  char           *id;         /* ten letters and digits */
  AnlanTokenUse   use;
  AnlanTokenState state;
  char           *name;       /* of an API token what it is called, else the label of @record */
  char           *kind;       /* of a poster what it hangs at; of a link "person"; of an API token NULL or "person" */
  char           *record;     /* that; for an API token whose name changes bear, or NULL */
  char          **scopes;     /* of an API token; else empty */
  char           *device;     /* id of the device by which a person came in, or NULL */
  gint64          made;       /* ms */
  char           *made_by;    /* id of a person, or NULL */
  char           *expires;    /* the last day, or NULL */
  gint64          ended;      /* ms when it was revoked; 0: it was not */
  gint64          wait_until; /* of a link: no PIN is looked at before; 0 */
  guint           devices;    /* of a link: that remember its PIN */
  gint64          last_used;  /* ms; 0: never. These only from anlan_tokens_list() */
  guint64         times;
  char           *last_address; /* or NULL */
  gatomicrefcount refs;
} AnlanToken;

AnlanToken *anlan_token_ref   (AnlanToken *token);
void        anlan_token_unref (AnlanToken *token);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanToken, anlan_token_unref)

/* What a person is told about @state; "" for good ones. */
const char *anlan_token_state_text (AnlanTokenState state);

/* Overwrites a secret before it is freed. */
void        anlan_token_forget (char *secret);

/* --- posters -------------------------------------------------------------------------------------------------------- */

/* Kinds whose records can have a poster: zone, equipment, riskpoint, roundpoint, musterpoint. */
gboolean    anlan_poster_fits  (const char *kind);

/**
 * anlan_poster_make:
 *
 * The token of the place's poster, made if there is none: the same one each time until it is revoked, so that a poster can
 * be printed again. In an address it stands as it is. ANLAN_ERROR_INPUT where the kind has no posters, ANLAN_ERROR_NOT_FOUND
 * where there is no such record.
 *
 * Returns: freed by the caller.
 */
char       *anlan_poster_make        (AnlanPlant *plant, const char *kind, const char *record, GError **error);

/* Of many records of one kind, in their order (element-type utf8). All or none. */
GPtrArray  *anlan_posters_make       (AnlanPlant *plant, const char *kind, const char *const *records, GError **error);
void        anlan_posters_make_async (AnlanPlant *plant, const char *kind, const char *const *records,
                                      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray  *anlan_posters_make_finish (AnlanPlant *plant, GAsyncResult *result, GError **error);

/* No poster that hangs anywhere is taken any more. */
gboolean    anlan_posters_replace_key (AnlanPlant *plant, GError **error);

/* --- personal links ------------------------------------------------------------------------------------------------- */

#define ANLAN_PIN_LEAST   4
#define ANLAN_PIN_MOST    8
/* Wrong PINs: from the third on the link waits, 30 s and twice as long each time; after so many it is locked. */
#define ANLAN_PIN_TRIES   10
#define ANLAN_PIN_PATIENT 3
#define ANLAN_PIN_WAIT_SECONDS 30
/* A device remembers its PIN for so many days. */
#define ANLAN_DEVICE_DAYS 90

/**
 * anlan_link_make:
 * @pin: (nullable): four to eight digits, not all alike and not in a row; NULL makes one of six
 * @pin_made: (out) (optional): the PIN, to be shown once and freed by anlan_token_forget()
 *
 * A person has one link: an earlier one ends, on all devices. ANLAN_ERROR_REFUSED where the person has left.
 *
 * Returns: the token, to be shown once and freed by anlan_token_forget(); only its hash is kept.
 */
char       *anlan_link_make       (AnlanPlant *plant, const char *person, const char *pin, char **pin_made,
                                   GError **error);

/* Another PIN for the same link, which is locked no more; devices must give it anew. Returned as @pin_made above. */
char       *anlan_link_renew_pin  (AnlanPlant *plant, const char *id, const char *pin, GError **error);

typedef struct
{
  char  *id;
  char  *name;    /* what it called itself, or NULL */
  gint64 made;    /* ms */
  gint64 expires; /* ms */
} AnlanTokenDevice;

void        anlan_token_device_free (AnlanTokenDevice *device);

/* (element-type AnlanTokenDevice): those that are remembered, newest first. */
GPtrArray  *anlan_link_list_devices (AnlanPlant *plant, const char *id, GError **error);

/* One device of a link: a lost phone. Also by the person, from another one: @person who asks for it, or NULL: who sits here. */
gboolean    anlan_link_forget_device (AnlanPlant *plant, const char *device, const char *person, GError **error);

/* --- programs --------------------------------------------------------------------------------------------------------- */

/**
 * anlan_token_make_api:
 * @name: what it is called
 * @person: (nullable): whose name its changes bear and whose roles they ask for; NULL: nobody's
 * @scopes: what it may: "hazard:read", "hazard:add", "hazard:set", "hazard:step", "person:push" ("*" for any kind), and
 *   "readings", "alarms", "check", "gate", "journal". "authority" gives nothing: with it names and all that is about people
 *   are masked
 * @expires: (nullable): its last day, "2026-12-31"
 *
 * Returns: the token, to be shown once and freed by anlan_token_forget(). ANLAN_ERROR_INPUT where a scope is none.
 */
char       *anlan_token_make_api  (AnlanPlant *plant, const char *name, const char *person, const char *const *scopes,
                                   const char *expires, GError **error);

/* Whether one of @scopes is @what of @kind (nullable); "add" is not "read". */
gboolean    anlan_token_may       (const AnlanToken *token, const char *kind, const char *what);

/* --- all of them ------------------------------------------------------------------------------------------------------- */

/* At once, with its devices. Nothing happens to one that was revoked before. */
gboolean    anlan_token_revoke        (AnlanPlant *plant, const char *id, GError **error);

/* (element-type AnlanToken): the present ones, then those that have ended; by use and name. */
GPtrArray  *anlan_tokens_list         (AnlanPlant *plant, GError **error);
void        anlan_tokens_list_async   (AnlanPlant *plant, GCancellable *cancellable, GAsyncReadyCallback callback,
                                       gpointer user_data);
GPtrArray  *anlan_tokens_list_finish  (AnlanPlant *plant, GAsyncResult *result, GError **error);

/**
 * anlan_token_task_async:
 *
 * Runs one of the blocking calls above in a thread: @func returns what anlan_token_task_finish() gives, freed by @destroy
 * where nobody takes it; for calls that only succeed or not, any pointer that is not NULL.
 */
typedef gpointer (*AnlanTokenTask) (AnlanPlant *plant, gpointer data, GError **error);

void        anlan_token_task_async    (AnlanPlant *plant, AnlanTokenTask func, gpointer data, GDestroyNotify destroy_data,
                                       GDestroyNotify destroy, GCancellable *cancellable, GAsyncReadyCallback callback,
                                       gpointer user_data);
gpointer    anlan_token_task_finish   (AnlanPlant *plant, GAsyncResult *result, GError **error);

/* --- at the door: what was handed in ------------------------------------------------------------------------------------ */

/* The token that @text is, if it is good. NULL with ANLAN_ERROR_DENIED: forged, ended or not there, and the message only says
 * which where whoever asks has once held it. */
AnlanToken *anlan_token_check_poster  (AnlanPlant *plant, const char *text, GError **error);
AnlanToken *anlan_token_check_link    (AnlanPlant *plant, const char *text, GError **error); /* no PIN has been given yet */
AnlanToken *anlan_token_check_api     (AnlanPlant *plant, const char *text, GError **error);

/**
 * anlan_link_open:
 * @device: (nullable): what the device calls itself, cut to 80 characters
 *
 * With the right PIN, the device's own secret, by which anlan_token_check_device() knows it from then on; freed by
 * anlan_token_forget(). The try counts before the PIN is looked at, so that many at once do not help. ANLAN_ERROR_DENIED says
 * how long to wait.
 */
char       *anlan_link_open           (AnlanPlant *plant, const char *link, const char *pin, const char *device,
                                       GError **error);

/* The link's token, with @device. */
AnlanToken *anlan_token_check_device  (AnlanPlant *plant, const char *secret, GError **error);

/* --- papers and badges --------------------------------------------------------------------------------------------------- */

/* What the code on a paper says, stored nowhere: it can only be looked at. */
typedef struct
{
  char  *purpose; /* "paper", "badge", … */
  char  *kind;
  char  *record;
  char  *until;   /* the last day, or NULL */
} AnlanVerifyCode;

void             anlan_verify_code_free (AnlanVerifyCode *code);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanVerifyCode, anlan_verify_code_free)

/* @purpose: lower-case letters; @until: (nullable): the last day on which it counts. For an address, as it is. Freed by the
 * caller. */
char            *anlan_verify_make  (AnlanPlant *plant, const char *purpose, const char *kind, const char *record,
                                     const char *until, GError **error);

/* NULL with ANLAN_ERROR_DENIED where this plant has not made it. One whose last day is over is given back: what is to be said
 * of it is said by who shows it. */
AnlanVerifyCode *anlan_verify_check (AnlanPlant *plant, const char *text, GError **error);

G_END_DECLS
