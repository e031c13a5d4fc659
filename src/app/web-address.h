/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desk.h"

G_BEGIN_DECLS

/* A network of this computer. */
typedef struct
{
  char *address; /* "192.168.3.20" */
  char *name;    /* "eth0" */
} AnlanInterface;

/* (element-type AnlanInterface): IPv4, up, and not the computer's own; the kernel's list, no question goes out. */
GPtrArray *anlan_interfaces_list (void);

/* Where phones find the station of the open plant, as it is set to listen: by address, one for each network, and last by
 * the name that the computer has on its network ("http://desk.local:8765"). Empty: it listens to this computer only.
 * NULL-terminated; freed by the caller. */
char     **anlan_web_addresses   (AnlanDesk *desk);

/* What posters were printed for, and hang somewhere: the setting "web-printed", addresses separated by spaces. */
#define ANLAN_WEB_PRINTED_SETTING "web-printed"

/* Those of them by which the station is not found any more, as one text for people; NULL: none. Freed by the caller. */
char      *anlan_web_stale       (AnlanDesk *desk);
/* Notes that posters were printed for @base. */
void       anlan_web_note_printed (AnlanDesk *desk, const char *base);
/* All that hang are of now. */
void       anlan_web_forget_printed (AnlanDesk *desk);

G_END_DECLS
