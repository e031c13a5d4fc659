/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-egress"

#include "crowd-private.h"

#include <math.h>

void
crowd_fall (AnlanCrowd *crowd, Person *person, guint8 why)
{
  person->down = why;
  person->speed = 0;
  person->way_x = person->way_y = 0;
  person->looked = 0;
  person->helpers_needed = MAX (1, person->helpers_needed);
  crowd->n_down++;
}

static void
breathe (AnlanCrowd *crowd, Person *person)
{
  const SiteBlock *block = site_block (crowd->site, person->block);
  const float minute = (float)(BREATH_STEPS * ANLAN_CROWD_STEP_S / 60), endure = (float)crowd->endure;
  AnlanAirState state;

  anlan_air_at (crowd->air, block->on_level, site_place_on_level (block, person->x, person->y), crowd->time,
                &state);
  if (!person->masked)
    {
      person->toxic += (float)state.load * minute;
      person->escape += (float)state.escape * minute;
      person->smoke += (float)state.smoke * minute;
      person->peak = MAX (person->peak, (float)state.ppm);
    }
  person->heat += (float)state.heat * minute;
  person->left = person->masked && state.extinction <= 0 ? 1 : (float)state.speed;
  if (person->down || person->carried)
    return;
  if (person->toxic >= endure)
    crowd_fall (crowd, person, ANLAN_FALLEN_TOXIC);
  else if (person->smoke >= endure)
    crowd_fall (crowd, person, ANLAN_FALLEN_SMOKE);
  else if (person->heat >= endure)
    crowd_fall (crowd, person, ANLAN_FALLEN_HEAT);
}

void
crowd_breathe (AnlanCrowd *crowd)
{
  if (crowd->air == NULL)
    return;
  for (guint i = (guint)(crowd->steps % BREATH_STEPS); i < crowd->n_people; i += BREATH_STEPS)
    if (!crowd->people[i].out)
      breathe (crowd, &crowd->people[i]);
}

void
anlan_crowd_harm (const AnlanCrowd *crowd, guint index, AnlanPersonHarm *harm)
{
  const Person *person = &crowd->people[crowd->inner[index]];

  *harm = (AnlanPersonHarm){ .toxic = person->toxic, .escape = person->escape, .smoke = person->smoke };
  harm->heat = person->heat;
  harm->peak = person->peak;
  harm->fallen = (AnlanFallen)person->down;
  harm->carried = person->carried;
  harm->waits = person->waits;
}

guint
anlan_crowd_fallen (const AnlanCrowd *crowd)
{
  guint count = 0;

  for (guint i = 0; i < crowd->n_people; i++)
    count += crowd->people[i].down && !crowd->people[i].carried;
  return count;
}
