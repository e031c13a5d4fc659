/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/account.h"

G_BEGIN_DECLS

/* What model/account.h does while it blocks, from the main thread: hashing a password takes a while on purpose. */

typedef struct
{
  char    *person;     /* id */
  char    *name;
  gboolean shared;     /* several people use this account */
  gboolean may_manage; /* accounts of others */
} AnlanSignedIn;

void           anlan_signed_in_free          (AnlanSignedIn *signed_in);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanSignedIn, anlan_signed_in_free)

void           anlan_sign_in_async           (AnlanPlant *plant, const char *login, const char *password,
                                              GAsyncReadyCallback callback, gpointer user_data);
AnlanSignedIn *anlan_sign_in_finish          (GAsyncResult *result, GError **error);

/* @old: (nullable): the present password, which is asked for before somebody changes his own.
 * @password: (nullable): keeps the present one. */
void           anlan_account_save_async      (AnlanPlant *plant, const char *person, const char *login,
                                              const char *old, const char *password, gboolean shared,
                                              GAsyncReadyCallback callback, gpointer user_data);
void           anlan_account_close_async     (AnlanPlant *plant, const char *person, GAsyncReadyCallback callback,
                                              gpointer user_data);
/* @password: (nullable): of who is signed in, to switch off. */
void           anlan_accounts_switch_async   (AnlanPlant *plant, const char *person, gboolean on,
                                              const char *password, GAsyncReadyCallback callback,
                                              gpointer user_data);
gboolean       anlan_account_job_finish      (GAsyncResult *result, GError **error); /* of the three above */

void           anlan_accounts_load_async     (AnlanPlant *plant, GCancellable *cancellable,
                                              GAsyncReadyCallback callback, gpointer user_data);
/* @may_manage: (out): whether who sits here may change accounts of others. */
GPtrArray     *anlan_accounts_load_finish    (GAsyncResult *result, gboolean *may_manage, GError **error);

G_END_DECLS
