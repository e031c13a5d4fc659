/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-egress"

#include "egress/plume.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "base/error.h"

#define KELVIN_USUAL 293.15
/* A source of this many standard deviations is as wide as it is: its edges lie where a tenth of the middle is. */
#define WIDTH_SIGMAS 4.3
/* The wind that carries a low cloud is that of two metres. */
#define LOW 2.0
/* What the wind is taken for where it is none; from there on CALM has it all round. */
#define CALM_SPEED 1.0
#define BREATHING 1.5

struct _AnlanPlume
{
  AnlanRelease release;
  AnlanWind wind;
  AnlanPlumeModel model;
  gboolean calm;
  double east, north; /* unit vector downwind */
  double speed;       /* that carries the cloud, m/s */
  double air;         /* kg/m³ */
  double volume;      /* m³/s or m³ as it came out */
  double ratio;       /* its temperature over the air's */
  double buoyancy;    /* of a heavy plume: g0 q0 / u³, m */
};

/* kg/m³ of dry air, or with its molar mass of any gas, at 101.325 kPa. */
static double
gas_density (double molar_mass, double kelvin)
{
  return 101.325 * molar_mass / (8.314462618 * kelvin);
}

static gboolean
refuse (GError **error, const char *sentence)
{
  g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, sentence);
  return FALSE;
}

static gboolean
check_release (const AnlanRelease *release, GError **error)
{
  if (release->gas == NULL)
    return refuse (error, _ ("It is not said which gas came out. Choose one."));
  if (!isfinite (release->place.x) || !isfinite (release->place.y))
    return refuse (error, _ ("The place of the release is not known. Put it on the map."));
  if (!isfinite (release->rate) || release->rate < 0 || !isfinite (release->mass) || release->mass < 0 ||
      (release->rate == 0 && release->mass == 0))
    return refuse (
        error, _ ("How much comes out must be more than 0: say kilograms a second, or kilograms at once."));
  if (release->rate > 0 && (isnan (release->duration) || release->duration <= 0))
    return refuse (error, _ ("How long it comes out must be more than 0 seconds."));
  if (!isfinite (release->height) || release->height < 0 || release->height > 1000)
    return refuse (error, _ ("The height of the release must be between 0 and 1,000 metres."));
  if (!isfinite (release->width) || release->width < 0 || !isfinite (release->density) ||
      release->density < 0 || !isfinite (release->temperature) || release->temperature < 0)
    return refuse (error, _ ("Width, density and temperature of the release cannot be below 0."));
  return TRUE;
}

static gboolean
check_wind (const AnlanWind *wind, GError **error)
{
  if (!isfinite (wind->speed) || wind->speed < 0 || wind->speed > 100)
    return refuse (error, _ ("The speed of the wind must be between 0 and 100 m/s."));
  if (wind->speed >= ANLAN_CALM && !isfinite (wind->from))
    return refuse (error, _ ("It is not known where the wind comes from. Enter degrees from north."));
  if (!isfinite (wind->temperature) || wind->temperature < 150 || wind->temperature > 400)
    return refuse (error, _ ("The temperature of the air must be between -123 and 127 °C."));
  if (!isfinite (wind->mixing) || wind->mixing < 0)
    return refuse (error, _ ("The mixing height cannot be below 0."));
  return TRUE;
}

static void
choose_model (AnlanPlume *self)
{
  const AnlanRelease *release = &self->release;
  /* Britter and McQuaid's wind is that of 10 m. */
  double wind = self->wind.speed;
  gboolean dense = release->rate > 0 ? anlan_dense_plume (release->density, self->air, self->volume, wind)
                                     : anlan_dense_puff (release->density, self->air, self->volume, wind);

  self->model = dense && release->height < 10 ? ANLAN_PLUME_DENSE : ANLAN_PLUME_GAUSSIAN;
  self->buoyancy = 9.80616 * (release->density - self->air) / self->air * self->volume / pow (wind, 3);
}

AnlanPlume *
anlan_plume_new (const AnlanRelease *release, const AnlanWind *wind, GError **error)
{
  AnlanPlume *self;

  if (!check_release (release, error) || !check_wind (wind, error))
    return NULL;
  self = g_new0 (AnlanPlume, 1);
  self->release = *release;
  self->wind = *wind;
  self->calm = wind->speed < ANLAN_CALM;
  if (self->calm)
    {
      self->wind.speed = CALM_SPEED;
      self->wind.stability = ANLAN_STABILITY_F;
    }
  self->air = gas_density (28.9647, wind->temperature);
  if (self->release.temperature == 0)
    self->release.temperature = wind->temperature;
  if (self->release.density == 0)
    self->release.density = gas_density (release->gas->molar_mass, self->release.temperature);
  self->ratio = self->release.temperature / wind->temperature;
  self->volume = (release->rate > 0 ? release->rate : release->mass) / self->release.density;
  self->speed = MIN (self->wind.speed, anlan_wind_at (self->wind.speed, MAX (release->height, LOW),
                                                      self->wind.stability, self->wind.terrain));
  /* Where it comes from is behind: it blows to the other side. */
  self->east = self->calm ? 1 : -sin (wind->from * G_PI / 180);
  self->north = self->calm ? 0 : -cos (wind->from * G_PI / 180);
  choose_model (self);
  return self;
}

void
anlan_plume_free (AnlanPlume *plume)
{
  g_free (plume);
}

AnlanPlume *
anlan_plume_turn (
    const AnlanPlume *plume, double seconds, const AnlanWind *wind, double *began, GError **error)
{
  AnlanRelease release = plume->release;
  double part = plume->model == ANLAN_PLUME_DENSE ? 0.4 : 1;
  double way = part * (plume->model == ANLAN_PLUME_DENSE ? plume->wind.speed : plume->speed) * seconds;
  AnlanPlume *self;

  *began = seconds;
  if (release.rate > 0)
    {
      release.duration = MAX (release.duration - seconds, 1e-3);
      return anlan_plume_new (&release, wind, error);
    }
  self = anlan_plume_new (&release, wind, error);
  if (self == NULL)
    return NULL;
  /* As if it had come all the way in the new wind. */
  if (!plume->calm && !self->calm)
    {
      self->release.place.x += way * (plume->east - self->east);
      self->release.place.y += way * (plume->north - self->north);
    }
  *began = seconds - way / (part * (self->model == ANLAN_PLUME_DENSE ? self->wind.speed : self->speed));
  return self;
}

void
anlan_plume_stop (AnlanPlume *plume, double seconds)
{
  if (plume->release.rate > 0)
    plume->release.duration = CLAMP (seconds, 1e-3, plume->release.duration);
}

gboolean
anlan_plume_is_cloud (const AnlanPlume *plume)
{
  return plume->release.rate == 0;
}

gboolean
anlan_plume_is_going (const AnlanPlume *plume, double seconds)
{
  return plume->release.rate == 0 || seconds < plume->release.duration;
}

AnlanPoint
anlan_plume_source (const AnlanPlume *plume)
{
  return plume->release.place;
}

AnlanPlumeModel
anlan_plume_model (const AnlanPlume *plume)
{
  return plume->model;
}

gboolean
anlan_plume_is_calm (const AnlanPlume *plume)
{
  return plume->calm;
}

/* --- concentrations, downwind @x and across @y, as a fraction of volume ---------------------------------------- */

static double
to_fraction (const AnlanPlume *self, double kg_m3)
{
  return anlan_toxic_to_ppm (self->release.gas, kg_m3, self->wind.temperature) * 1e-6;
}

/* What part of a release that lasts is at @x at @seconds: its front and its tail are as blurred as a puff (Palazzi 1982). */
static double
present (const AnlanPlume *self, double x, double seconds)
{
  double blur = G_SQRT2 * MAX (anlan_puff_sigma_y (x, self->wind.stability), 0.1);
  double front = (self->speed * seconds - x) / blur;
  double tail = (self->speed * (seconds - self->release.duration) - x) / blur;

  if (!(seconds > 0))
    return 0;
  return seconds <= self->release.duration ? 0.5 * (1 + erf (front)) : 0.5 * (erf (front) - erf (tail));
}

static double
gaussian (const AnlanPlume *self, double x, double y, double height, double seconds)
{
  double width = self->release.width / WIDTH_SIGMAS;

  if (self->release.rate > 0)
    {
      double sigma_y = anlan_sigma_y (x, self->wind.stability, self->wind.terrain);
      double sigma_z = anlan_sigma_z (x, self->wind.stability, self->wind.terrain);

      return x > 0 ? to_fraction (self, present (self, x, seconds) *
                                            anlan_gauss_plume (self->release.rate, self->speed,
                                                               hypot (sigma_y, width), sigma_z, y, height,
                                                               self->release.height, self->wind.mixing))
                   : 0;
    }
  else
    {
      double middle = self->speed * seconds;
      double sigma = hypot (anlan_puff_sigma_y (middle, self->wind.stability), width);
      double sigma_z = anlan_puff_sigma_z (middle, self->wind.stability);

      return to_fraction (self, anlan_gauss_puff (self->release.mass, sigma, sigma, sigma_z, x - middle, y,
                                                  height, self->release.height, self->wind.mixing));
    }
}

/* Half the width of a heavy plume (Britter and McQuaid 1988, eq. 8 to 11): it also spreads against the wind. */
static double
dense_half_width (const AnlanPlume *self, double x)
{
  double size = sqrt (self->volume / self->wind.speed), upwind = size / 2 + 2 * self->buoyancy;
  double half = size + 8 * self->buoyancy;

  if (x < -upwind)
    return 0;
  return x < 0 ? half * (1 + x / upwind) : half + 2.5 * cbrt (self->buoyancy) * pow (x, 2.0 / 3);
}

/* It is there from when the wind could have brought it until the slowest of it has gone. */
static double
dense_plume (const AnlanPlume *self, double x, double y, double height, double seconds)
{
  double half = dense_half_width (self, x), fraction, thickness;
  double u = self->wind.speed, way = MAX (x, 0);

  if (fabs (y) > half || half <= 0 || seconds <= way / u ||
      seconds > self->release.duration + way / (0.4 * u))
    return 0;
  fraction = anlan_dense_plume_fraction (x, self->release.density, self->air, self->volume, u, self->ratio);
  thickness = self->volume / (2 * half * u * MIN (fraction, 1));
  return height <= MAX (thickness, BREATHING) ? fraction : 0;
}

/* The cloud goes with 0.4 of the wind and grows by its weight (Britter and McQuaid 1988, eq. 12); what is behind its middle is
 * no thicker than its middle. */
static double
dense_puff (const AnlanPlume *self, double x, double y, double height, double seconds)
{
  double u = self->wind.speed, g0 = 9.80616 * (self->release.density - self->air) / self->air;
  double middle = 0.4 * u * seconds;
  double radius =
      sqrt (pow (cbrt (3 * self->volume / (4 * G_PI)), 2) + 1.2 * sqrt (g0 * self->volume) * seconds);
  double fraction;

  if (!(seconds > 0) || hypot (x - middle, y) > radius)
    return 0;
  fraction = anlan_dense_puff_fraction (MAX (x, middle), self->release.density, self->air, self->volume, u,
                                        self->ratio);
  return height <= MAX (self->volume / (fraction * G_PI * radius * radius), BREATHING) ? fraction : 0;
}

static double
fraction_at (const AnlanPlume *self, double x, double y, double height, double seconds)
{
  double fraction;

  if (self->model == ANLAN_PLUME_GAUSSIAN)
    fraction = gaussian (self, x, y, height, seconds);
  else if (self->release.rate > 0)
    fraction = dense_plume (self, x, y, height, seconds);
  else
    fraction = dense_puff (self, x, y, height, seconds);
  return CLAMP (fraction, 0, 1);
}

double
anlan_plume_at (const AnlanPlume *plume, AnlanPoint place, double height, double seconds)
{
  double east = place.x - plume->release.place.x, north = place.y - plume->release.place.y;

  if (plume->calm)
    return 1e6 * fraction_at (plume, hypot (east, north), 0, height, seconds);
  return 1e6 * fraction_at (plume, east * plume->east + north * plume->north,
                            north * plume->east - east * plume->north, height, seconds);
}

double
anlan_plume_straight_at (const AnlanPlume *plume, AnlanPoint place, double height, double seconds)
{
  double far = hypot (place.x - plume->release.place.x, place.y - plume->release.place.y);

  return 1e6 * fraction_at (plume, far, 0, height, seconds);
}

void
anlan_plume_fill (const AnlanPlume *plume,
                  double height,
                  double seconds,
                  AnlanPoint origin,
                  double cell,
                  guint nx,
                  guint ny,
                  float *ppm)
{
  for (guint j = 0; j < ny; j++)
    for (guint i = 0; i < nx; i++)
      {
        AnlanPoint middle = { origin.x + (i + 0.5) * cell, origin.y + (j + 0.5) * cell };

        ppm[(gsize)j * nx + i] = (float)anlan_plume_at (plume, middle, height, seconds);
      }
}

double
anlan_plume_wedge (const AnlanPlume *plume)
{
  if (plume->calm)
    return 180;
  return MIN (180, 2 * anlan_wind_spread (plume->wind.speed, plume->wind.spread, plume->wind.stability));
}

gboolean
anlan_plume_in_wedge (const AnlanPlume *plume, AnlanPoint place)
{
  double east = place.x - plume->release.place.x, north = place.y - plume->release.place.y;
  double along = east * plume->east + north * plume->north,
         across = north * plume->east - east * plume->north;

  return fabs (atan2 (across, along)) * 180 / G_PI <= anlan_plume_wedge (plume);
}

/* Along the axis, once the release has arrived everywhere: the farthest place that has so much. A puff thins out on its way,
 * so it is looked at where its middle is. */
static double
axis_ppm (const AnlanPlume *self, double x)
{
  double seconds = x / (self->model == ANLAN_PLUME_DENSE ? 0.4 * self->wind.speed : self->speed);

  if (self->release.rate > 0)
    {
      AnlanPlume steady = *self;

      steady.release.duration = INFINITY;
      return 1e6 * fraction_at (&steady, x, 0, BREATHING, 1e9);
    }
  return 1e6 * fraction_at (self, x, 0, BREATHING, seconds);
}

double
anlan_plume_reach (const AnlanPlume *plume, double ppm, double limit)
{
  double near = 0, far = limit;
  double step = pow (limit, 1.0 / 400);

  /* From afar inwards: a source high up reaches the ground only at some distance. */
  while (far > 1 && axis_ppm (plume, far) < ppm)
    far /= step;
  if (far <= 1)
    return 0;
  near = far;
  far = MIN (far * step, limit);
  for (int i = 0; i < 30; i++)
    {
      double middle = (near + far) / 2;

      if (axis_ppm (plume, middle) < ppm)
        far = middle;
      else
        near = middle;
    }
  return near;
}
