/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/plant.h"

G_BEGIN_DECLS

/* Sign-in. A plant begins without accounts: who sits at the desk says who he is, and roles are not asked for. Once
 * accounts are on, a person acts after giving the password (argon2id), and steps ask for their roles. This protects
 * against mistakes, not against somebody who owns the disk. All of these block: hashing takes a while on purpose. */

/* Wrong passwords after which an account waits, and how long. */
#define ANLAN_ACCOUNT_TRIES 5
#define ANLAN_ACCOUNT_WAIT_MINUTES 5
#define ANLAN_ACCOUNT_LEAST_PASSWORD 8

/* Whether accounts are on. No SQL. */
gboolean anlan_accounts_are_on (AnlanPlant *plant);

/**
 * anlan_account_set:
 * @person: id of a person that is in the plant.
 * @login: (nullable): what is typed to sign in; NULL: the present one, or for a new account the person's name.
 * @password: (nullable): at least eight characters; NULL: the present one stays.
 * @shared: several people use it; papers say so.
 *
 * Makes or changes the account of a person. ANLAN_ERROR_REFUSED if the login is taken or the password too short;
 * ANLAN_ERROR_DENIED if it is another's and who is signed in may not manage accounts.
 */
gboolean anlan_account_set     (AnlanPlant *plant, const char *person, const char *login, const char *password,
                                gboolean shared, GError **error);
gboolean anlan_account_disable (AnlanPlant *plant, const char *person, GError **error);

/* Switches accounts on or off. On needs an account of @person, who does it: nobody locks himself out. Off needs the
 * @password of who is signed in once more (else it may be NULL), and that he may manage accounts. */
gboolean anlan_accounts_switch (AnlanPlant *plant, const char *person, gboolean on, const char *password,
                                GError **error);

/**
 * anlan_account_sign_in:
 * @login: login, or id of the person.
 *
 * Returns: (transfer full): the person's id. NULL with ANLAN_ERROR_DENIED, which does not say whether login or password
 *   was wrong; after five wrong passwords the account waits five minutes.
 */
char    *anlan_account_sign_in (AnlanPlant *plant, const char *login, const char *password, GError **error);

typedef struct
{
  char    *person;
  char    *name;         /* of the person */
  char    *login;
  gboolean shared;
  gboolean disabled;
  gint64   locked_until; /* ms; 0: not waiting */
} AnlanAccountInfo;

void       anlan_account_info_free (AnlanAccountInfo *info);

/* All accounts, closed ones too (element-type AnlanAccountInfo), by login. */
GPtrArray *anlan_accounts_list     (AnlanPlant *plant, GError **error);

/* Whether @person may make and close accounts of others: everybody while accounts are off or while nobody with an account
 * holds one of the roles head of the firm, deputy in charge and safety manager; then only these. FALSE too if that cannot
 * be read. */
gboolean   anlan_account_may_manage (AnlanPlant *plant, const char *person);

/* Whether the account of @person is one that several people use; FALSE too if there is none. */
gboolean anlan_account_is_shared (AnlanPlant *plant, const char *person);

G_END_DECLS
