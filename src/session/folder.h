/*
 * Files a session may touch: those beneath the folder of its script, and no others, unless it was
 * started with --allow-files. The kernel enforces it (openat2(2), RESOLVE_BENEATH), links included.
 */
#ifndef SOCKPIT_SESSION_FOLDER_H
#define SOCKPIT_SESSION_FOLDER_H

#include "session/session.h"

/* Opens a file for reading; *fd is the caller's. `who` is the verb, for the message. */
enum outcome folder_open(struct session *s, const char *who, const char *path, size_t n, int *fd);
/* Appends a file's content, at most 1 GiB. */
enum outcome folder_read(struct session *s, const char *who, const char *path, size_t n,
                         struct bytes *out);
/* Writes a file anew, or makes it. */
enum outcome folder_write(struct session *s, const char *who, const char *path, size_t n,
                          const void *data, size_t len);
/* Removes a socket's file, and nothing that is not a socket. Exit as unlink(2) answers: 0 or errno
 * in *err; a path outside the folder is refused. */
enum outcome folder_unlink_socket(struct session *s, const char *who, const char *path, size_t n,
                                  int *err);

#endif
