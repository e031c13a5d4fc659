/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "camera-facts.h"
#include "camera-look.h"
#include "model/plant.h"

G_BEGIN_DECLS

/**
 * AnlanCameraCard:
 *
 * One camera: what it sees now, or its last picture with its age, whether it speaks, what it saw last, how many of its alarms
 * were false, and where its recorder has the minutes around the last one.
 */
#define ANLAN_TYPE_CAMERA_CARD (anlan_camera_card_get_type ())
G_DECLARE_FINAL_TYPE (AnlanCameraCard, anlan_camera_card, ANLAN, CAMERA_CARD, AdwBin)

AnlanCameraCard *anlan_camera_card_new (AnlanPlant *plant);

/* Whether @facts are of the camera that it shows, so that it can be kept. */
gboolean anlan_camera_card_is_of    (AnlanCameraCard *card, const AnlanCameraFacts *facts);
/* @live: (nullable): the station was not asked. @state: whether it speaks, in words. */
void     anlan_camera_card_set      (AnlanCameraCard *card, const AnlanCameraFacts *facts, const AnlanCameraLive *live,
                                     const char *state);
/* What is shown is not what the camera sees now. */
gboolean anlan_camera_card_is_stale (AnlanCameraCard *card);
/* "Live", "2 h old", "No picture yet": as it stands on the picture. */
const char *anlan_camera_card_get_age (AnlanCameraCard *card);

G_END_DECLS
