/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "context.h"
#include "model/token.h"
#include "plant-private.h"

G_BEGIN_DECLS

/* Random text of letters, digits, '-' and '_' out of @bytes bytes of randomness, and its SHA-256. Freed by
 * anlan_token_forget(). */
char       *anlan_token_secret    (guint bytes, char hash[ANLAN_SHA256_HEX + 1]);

/* Ten letters and digits. */
char       *anlan_token_new_id    (void);

/* @what: says what the token is for; the rest is text that it stands for. 22 characters: 128 bits of HMAC-SHA256 with the
 * key @key of @what. Freed by the caller. */
char       *anlan_token_tag       (AnlanStore *store, const char *what, guint key, const char *text, GError **error);
/* In constant time. */
gboolean    anlan_token_same      (const char *a, const char *b);

/* The number of the present key of @what ("poster", "verify"), a setting. */
guint       anlan_token_key       (AnlanPlant *plant, const char *what);

/* The token with @value in its column "id" or "hash"; NULL without @error where there is none. */
AnlanToken *anlan_token_find      (AnlanPlant *plant, AnlanDb *db, const char *column, const char *value, GError **error);

/* Whether @person, who is there, still belongs to the plant. */
gboolean    anlan_token_person_is_here (AnlanDb *db, const char *person, gboolean *here, GError **error);

/* Appends the journal's line of what has become of a token. @actor: (nullable): who sits here. */
gboolean    anlan_token_line      (AnlanPlant *plant, AnlanDb *db, AnlanJournal *journal, const char *id, const char *actor,
                                   const char *patch, GError **error);

/* {"did": …, "use": …, "kind", "record", "name"}; NULL members are left out. Freed by the caller. */
char       *anlan_token_patch     (const char *did, AnlanTokenUse use, const char *kind, const char *record,
                                   const char *name, const char *more);

/* "…T…Z" of now. */
char       *anlan_token_now       (AnlanPlant *plant);

/* ANLAN_ERROR_DENIED with what is said of a token that is not taken. */
void        anlan_token_deny      (const AnlanToken *token, GError **error);

/* The token in whose column "hash" @text's stands, of @use and good; else denied. */
AnlanToken *anlan_token_check     (AnlanPlant *plant, AnlanTokenUse use, const char *text, GError **error);

G_END_DECLS
