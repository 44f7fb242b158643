package org.reeve.unit;

import org.jspecify.annotations.Nullable;

/** SystemCallErrorNumber=: an error of the kernel by name or number, or {@code kill}. */
final class ErrnoType extends Type<Integer> {
  static final ErrnoType ERRNO = new ErrnoType();

  /** The process is killed instead; the number D-Bus shows for it. */
  static final int KILL = Integer.MAX_VALUE - 1;

  private static final int MAX = 4095;

  /** By number, from 1. */
  private static final String[] NAMES = {
    "EPERM",
    "ENOENT",
    "ESRCH",
    "EINTR",
    "EIO",
    "ENXIO",
    "E2BIG",
    "ENOEXEC",
    "EBADF",
    "ECHILD",
    "EAGAIN",
    "ENOMEM",
    "EACCES",
    "EFAULT",
    "ENOTBLK",
    "EBUSY",
    "EEXIST",
    "EXDEV",
    "ENODEV",
    "ENOTDIR",
    "EISDIR",
    "EINVAL",
    "ENFILE",
    "EMFILE",
    "ENOTTY",
    "ETXTBSY",
    "EFBIG",
    "ENOSPC",
    "ESPIPE",
    "EROFS",
    "EMLINK",
    "EPIPE",
    "EDOM",
    "ERANGE",
    "EDEADLK",
    "ENAMETOOLONG",
    "ENOLCK",
    "ENOSYS",
    "ENOTEMPTY",
    "ELOOP",
    "",
    "ENOMSG",
    "EIDRM",
    "ECHRNG",
    "EL2NSYNC",
    "EL3HLT",
    "EL3RST",
    "ELNRNG",
    "EUNATCH",
    "ENOCSI",
    "EL2HLT",
    "EBADE",
    "EBADR",
    "EXFULL",
    "ENOANO",
    "EBADRQC",
    "EBADSLT",
    "",
    "EBFONT",
    "ENOSTR",
    "ENODATA",
    "ETIME",
    "ENOSR",
    "ENONET",
    "ENOPKG",
    "EREMOTE",
    "ENOLINK",
    "EADV",
    "ESRMNT",
    "ECOMM",
    "EPROTO",
    "EMULTIHOP",
    "EDOTDOT",
    "EBADMSG",
    "EOVERFLOW",
    "ENOTUNIQ",
    "EBADFD",
    "EREMCHG",
    "ELIBACC",
    "ELIBBAD",
    "ELIBSCN",
    "ELIBMAX",
    "ELIBEXEC",
    "EILSEQ",
    "ERESTART",
    "ESTRPIPE",
    "EUSERS",
    "ENOTSOCK",
    "EDESTADDRREQ",
    "EMSGSIZE",
    "EPROTOTYPE",
    "ENOPROTOOPT",
    "EPROTONOSUPPORT",
    "ESOCKTNOSUPPORT",
    "EOPNOTSUPP",
    "EPFNOSUPPORT",
    "EAFNOSUPPORT",
    "EADDRINUSE",
    "EADDRNOTAVAIL",
    "ENETDOWN",
    "ENETUNREACH",
    "ENETRESET",
    "ECONNABORTED",
    "ECONNRESET",
    "ENOBUFS",
    "EISCONN",
    "ENOTCONN",
    "ESHUTDOWN",
    "ETOOMANYREFS",
    "ETIMEDOUT",
    "ECONNREFUSED",
    "EHOSTDOWN",
    "EHOSTUNREACH",
    "EALREADY",
    "EINPROGRESS",
    "ESTALE",
    "EUCLEAN",
    "ENOTNAM",
    "ENAVAIL",
    "EISNAM",
    "EREMOTEIO",
    "EDQUOT",
    "ENOMEDIUM",
    "EMEDIUMTYPE",
    "ECANCELED",
    "ENOKEY",
    "EKEYEXPIRED",
    "EKEYREVOKED",
    "EKEYREJECTED",
    "EOWNERDEAD",
    "ENOTRECOVERABLE",
    "ERFKILL",
    "EHWPOISON"
  };

  private ErrnoType() {
    super("i");
  }

  @Override
  public @Nullable Integer parse(String text, ValueContext context) {
    if (text.equals("kill")) {
      return KILL;
    }
    Long number = Numbers.integer(text);
    if (number != null && number >= 0 && number <= MAX) {
      return (int) (long) number;
    }
    for (int i = 0; i < NAMES.length; i++) {
      if (!text.isEmpty() && NAMES[i].equals(text)) {
        return i + 1;
      }
    }
    return context.unusable("error number", text);
  }

  @Override
  public boolean emptyResets() {
    return true;
  }

  @Override
  public String print(Integer value) {
    if (value == KILL) {
      return "kill";
    }
    boolean named = value > 0 && value <= NAMES.length && !NAMES[value - 1].isEmpty();
    return named ? NAMES[value - 1] : value.toString();
  }

  @Override
  public Object toBus(Integer value) {
    return value;
  }

  @Override
  public Integer fromBus(Object value) {
    if (value instanceof Integer number && number >= 0) {
      return number;
    }
    throw mismatch(value);
  }
}
