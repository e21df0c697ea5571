/* One serial line: prints the name of its end for a station, sends there what it reads from standard input, and
 * hangs up when that ends. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

int main(void) {
  int line = posix_openpt(O_RDWR | O_NOCTTY);
  if (line < 0 || grantpt(line) != 0 || unlockpt(line) != 0) return 1;
  /* Held open, so that the line is there before the station opens it, and raw. */
  int end = open(ptsname(line), O_RDWR | O_NOCTTY);
  struct termios raw;
  if (end < 0 || tcgetattr(end, &raw) != 0) return 1;
  cfmakeraw(&raw);
  tcsetattr(end, TCSANOW, &raw);
  printf("%s\n", ptsname(line));
  fflush(stdout);
  char bytes[4096];
  for (;;) {
    ssize_t got = read(0, bytes, sizeof bytes);
    if (got <= 0) return 0;
    for (ssize_t done = 0; done < got;) {
      ssize_t sent = write(line, bytes + done, got - done);
      if (sent < 0) return 1;
      done += sent;
    }
  }
}
