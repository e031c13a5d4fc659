/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "monitor/intake.h"
#include "monitor/source.h"

G_BEGIN_DECLS

/**
 * AnlanSourceMake:
 * @settings: what the plant's record of the source says, with its secrets filled in; borrowed
 *
 * How each type of source is made: one function of this form in link/ (link/types.h finds it by the type's name). The source
 * hands what it hears to @intake, of which it keeps a reference, and is stopped until anlan_source_start().
 *
 * Returns: (transfer full): NULL with ANLAN_ERROR_INPUT that names the setting and what may stand there.
 */
typedef AnlanSource *(*AnlanSourceMake) (const char *id,
                                         AnlanIntake *intake,
                                         JsonObject *settings,
                                         GError **error);

/**
 * anlan_source_push:
 * @batch: (transfer full): in which each detection names its source
 *
 * What @source has heard goes to the intake; the source is said to have heard it, and to have failed where it could not be
 * stored. For sources whose sender does not wait for an answer. On a thread whose default main context runs.
 */
void
anlan_source_push (AnlanSource *source, AnlanIntake *intake, AnlanBatch *batch);

/**
 * anlan_source_push_wait:
 * @batch: (transfer full)
 *
 * The same for a source with a thread of its own, which waits until the batch is committed. Blocks.
 *
 * Returns: FALSE where nothing of it was taken: the device is to be asked again, or the message not to be acknowledged.
 */
gboolean
anlan_source_push_wait (AnlanSource *source, AnlanIntake *intake, AnlanBatch *batch);

/**
 * anlan_source_push_all:
 * @batches: (element-type AnlanBatch): owned ones; the array is empty afterwards
 *
 * The same for several at once, which are committed together where that is possible.
 *
 * Returns: FALSE where any of them was not taken.
 */
gboolean
anlan_source_push_all (AnlanSource *source, AnlanIntake *intake, GPtrArray *batches);

G_END_DECLS
