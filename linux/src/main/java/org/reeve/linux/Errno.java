package org.reeve.linux;

import org.jspecify.annotations.Nullable;

/**
 * Error numbers and their names, errno(3). The numbers are those of {@code asm-generic/errno.h},
 * which x86_64 and aarch64 share.
 */
public final class Errno {
  public static final int EPERM = 1;
  public static final int ENOENT = 2;
  public static final int ESRCH = 3;
  public static final int EINTR = 4;
  public static final int EIO = 5;
  public static final int ENXIO = 6;
  public static final int E2BIG = 7;
  public static final int EBADF = 9;
  public static final int ECHILD = 10;
  public static final int EAGAIN = 11;
  public static final int ENOMEM = 12;
  public static final int EACCES = 13;
  public static final int EFAULT = 14;
  public static final int EBUSY = 16;
  public static final int EEXIST = 17;
  public static final int EXDEV = 18;
  public static final int ENODEV = 19;
  public static final int ENOTDIR = 20;
  public static final int EISDIR = 21;
  public static final int EINVAL = 22;
  public static final int ENFILE = 23;
  public static final int EMFILE = 24;
  public static final int ENOTTY = 25;
  public static final int ETXTBSY = 26;
  public static final int EFBIG = 27;
  public static final int ENOSPC = 28;
  public static final int ESPIPE = 29;
  public static final int EROFS = 30;
  public static final int EPIPE = 32;
  public static final int ERANGE = 34;
  public static final int ENAMETOOLONG = 36;
  public static final int ENOSYS = 38;
  public static final int ENOTEMPTY = 39;
  public static final int ELOOP = 40;
  public static final int ENODATA = 61;
  public static final int ETIME = 62;
  public static final int EPROTO = 71;
  public static final int EBADMSG = 74;
  public static final int EOVERFLOW = 75;
  public static final int EILSEQ = 84;
  public static final int ENOTSOCK = 88;
  public static final int EMSGSIZE = 90;
  public static final int ENOPROTOOPT = 92;
  public static final int EPROTONOSUPPORT = 93;
  public static final int EOPNOTSUPP = 95;
  public static final int EAFNOSUPPORT = 97;
  public static final int EADDRINUSE = 98;
  public static final int EADDRNOTAVAIL = 99;
  public static final int ENETUNREACH = 101;
  public static final int ECONNABORTED = 103;
  public static final int ECONNRESET = 104;
  public static final int ENOBUFS = 105;
  public static final int EISCONN = 106;
  public static final int ENOTCONN = 107;
  public static final int ETIMEDOUT = 110;
  public static final int ECONNREFUSED = 111;
  public static final int EHOSTUNREACH = 113;
  public static final int EALREADY = 114;
  public static final int EINPROGRESS = 115;
  public static final int ESTALE = 116;
  public static final int EUCLEAN = 117;
  public static final int EDQUOT = 122;
  public static final int ECANCELED = 125;
  public static final int EOWNERDEAD = 130;
  public static final int ENOTRECOVERABLE = 131;

  /** Index is the number; each entry is the name, a space, and the text strerror(3) has for it. */
  private static final @Nullable String[] TABLE = {
    null,
    "EPERM operation not permitted",
    "ENOENT no such file or directory",
    "ESRCH no such process",
    "EINTR interrupted system call",
    "EIO input/output error",
    "ENXIO no such device or address",
    "E2BIG argument list too long",
    "ENOEXEC exec format error",
    "EBADF bad file descriptor",
    "ECHILD no child processes",
    "EAGAIN resource temporarily unavailable",
    "ENOMEM cannot allocate memory",
    "EACCES permission denied",
    "EFAULT bad address",
    "ENOTBLK block device required",
    "EBUSY device or resource busy",
    "EEXIST file exists",
    "EXDEV invalid cross-device link",
    "ENODEV no such device",
    "ENOTDIR not a directory",
    "EISDIR is a directory",
    "EINVAL invalid argument",
    "ENFILE too many open files in system",
    "EMFILE too many open files",
    "ENOTTY inappropriate ioctl for device",
    "ETXTBSY text file busy",
    "EFBIG file too large",
    "ENOSPC no space left on device",
    "ESPIPE illegal seek",
    "EROFS read-only file system",
    "EMLINK too many links",
    "EPIPE broken pipe",
    "EDOM numerical argument out of domain",
    "ERANGE numerical result out of range",
    "EDEADLK resource deadlock avoided",
    "ENAMETOOLONG file name too long",
    "ENOLCK no locks available",
    "ENOSYS function not implemented",
    "ENOTEMPTY directory not empty",
    "ELOOP too many levels of symbolic links",
    null,
    "ENOMSG no message of desired type",
    "EIDRM identifier removed",
    "ECHRNG channel number out of range",
    "EL2NSYNC level 2 not synchronized",
    "EL3HLT level 3 halted",
    "EL3RST level 3 reset",
    "ELNRNG link number out of range",
    "EUNATCH protocol driver not attached",
    "ENOCSI no CSI structure available",
    "EL2HLT level 2 halted",
    "EBADE invalid exchange",
    "EBADR invalid request descriptor",
    "EXFULL exchange full",
    "ENOANO no anode",
    "EBADRQC invalid request code",
    "EBADSLT invalid slot",
    null,
    "EBFONT bad font file format",
    "ENOSTR device not a stream",
    "ENODATA no data available",
    "ETIME timer expired",
    "ENOSR out of streams resources",
    "ENONET machine is not on the network",
    "ENOPKG package not installed",
    "EREMOTE object is remote",
    "ENOLINK link has been severed",
    "EADV advertise error",
    "ESRMNT Srmount error",
    "ECOMM communication error on send",
    "EPROTO protocol error",
    "EMULTIHOP multihop attempted",
    "EDOTDOT RFS specific error",
    "EBADMSG bad message",
    "EOVERFLOW value too large for defined data type",
    "ENOTUNIQ name not unique on network",
    "EBADFD file descriptor in bad state",
    "EREMCHG remote address changed",
    "ELIBACC can not access a needed shared library",
    "ELIBBAD accessing a corrupted shared library",
    "ELIBSCN .lib section in a.out corrupted",
    "ELIBMAX attempting to link in too many shared libraries",
    "ELIBEXEC cannot exec a shared library directly",
    "EILSEQ invalid or incomplete multibyte or wide character",
    "ERESTART interrupted system call should be restarted",
    "ESTRPIPE streams pipe error",
    "EUSERS too many users",
    "ENOTSOCK socket operation on non-socket",
    "EDESTADDRREQ destination address required",
    "EMSGSIZE message too long",
    "EPROTOTYPE protocol wrong type for socket",
    "ENOPROTOOPT protocol not available",
    "EPROTONOSUPPORT protocol not supported",
    "ESOCKTNOSUPPORT socket type not supported",
    "EOPNOTSUPP operation not supported",
    "EPFNOSUPPORT protocol family not supported",
    "EAFNOSUPPORT address family not supported by protocol",
    "EADDRINUSE address already in use",
    "EADDRNOTAVAIL cannot assign requested address",
    "ENETDOWN network is down",
    "ENETUNREACH network is unreachable",
    "ENETRESET network dropped connection on reset",
    "ECONNABORTED software caused connection abort",
    "ECONNRESET connection reset by peer",
    "ENOBUFS no buffer space available",
    "EISCONN transport endpoint is already connected",
    "ENOTCONN transport endpoint is not connected",
    "ESHUTDOWN cannot send after transport endpoint shutdown",
    "ETOOMANYREFS too many references: cannot splice",
    "ETIMEDOUT connection timed out",
    "ECONNREFUSED connection refused",
    "EHOSTDOWN host is down",
    "EHOSTUNREACH no route to host",
    "EALREADY operation already in progress",
    "EINPROGRESS operation now in progress",
    "ESTALE stale file handle",
    "EUCLEAN structure needs cleaning",
    "ENOTNAM not a XENIX named type file",
    "ENAVAIL no XENIX semaphores available",
    "EISNAM is a named type file",
    "EREMOTEIO remote I/O error",
    "EDQUOT disk quota exceeded",
    "ENOMEDIUM no medium found",
    "EMEDIUMTYPE wrong medium type",
    "ECANCELED operation canceled",
    "ENOKEY required key not available",
    "EKEYEXPIRED key has expired",
    "EKEYREVOKED key has been revoked",
    "EKEYREJECTED key was rejected by service",
    "EOWNERDEAD owner died",
    "ENOTRECOVERABLE state not recoverable",
    "ERFKILL operation not possible due to RF-kill",
    null,
  };

  private Errno() {}

  /** {@code ENOENT} for 2; {@code errno 4095} for a number without a name. */
  public static String name(int errno) {
    String entry = entry(errno);
    return entry == null ? "errno " + errno : entry.substring(0, entry.indexOf(' '));
  }

  /** {@code no such file or directory} for 2; {@code unknown error} for a number without a name. */
  public static String text(int errno) {
    String entry = entry(errno);
    return entry == null ? "unknown error" : entry.substring(entry.indexOf(' ') + 1);
  }

  /** The number of {@code ENOENT}, or 0 if there is no such name. */
  public static int number(String name) {
    for (int i = 1; i < TABLE.length; i++) {
      if (TABLE[i] != null && name(i).equals(name)) {
        return i;
      }
    }
    return 0;
  }

  private static @Nullable String entry(int errno) {
    return errno > 0 && errno < TABLE.length ? TABLE[errno] : null;
  }
}
