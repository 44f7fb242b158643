package org.reeve.dbus;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reeve.linux.Fd;

/**
 * One D-Bus message, as the specification's section "Message Protocol" defines it; immutable. Which
 * header fields have to be there for which kind is checked by {@link MessageCodec} in both
 * directions.
 *
 * @param flags {@link #NO_REPLY_EXPECTED} and its sisters, or-ed
 * @param serial the sender's number for it; 0 until a {@link Connection} sends it
 * @param path the object called or emitting; null for replies
 * @param interfaceName the interface of the member; calls may leave it out
 * @param member the method or signal; null for replies
 * @param errorName the error's name; null unless this is an error
 * @param replySerial the serial of the call answered; 0 if this is no reply
 * @param destination the peer's bus name, if given
 * @param sender the sender's bus name, if given
 * @param signature the types of the body's values
 * @param body the values, of the classes that {@link Marshaller} lists
 * @param fds the descriptors that came with it or go with it
 */
public record Message(
    Kind kind,
    int flags,
    int serial,
    @Nullable ObjectPath path,
    @Nullable String interfaceName,
    @Nullable String member,
    @Nullable String errorName,
    int replySerial,
    @Nullable String destination,
    @Nullable String sender,
    Signature signature,
    List<Object> body,
    List<Fd> fds) {

  /** The sender takes no reply, not even an error. */
  public static final int NO_REPLY_EXPECTED = 1;

  /** A bus must not start the destination for this message. */
  public static final int NO_AUTO_START = 2;

  /** The caller is ready to wait while a user is asked for a password. */
  public static final int ALLOW_INTERACTIVE_AUTHORIZATION = 4;

  /** The four kinds of messages. */
  public enum Kind {
    METHOD_CALL(1),
    METHOD_RETURN(2),
    ERROR(3),
    SIGNAL(4);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    /** The kind's number on the wire. */
    int code() {
      return code;
    }

    /**
     * The kind of this number, or null: the specification wants messages of other kinds ignored.
     */
    static @Nullable Kind of(int code) {
      for (Kind kind : values()) {
        if (kind.code == code) {
          return kind;
        }
      }
      return null;
    }
  }

  public Message {
    body = List.copyOf(body);
    fds = List.copyOf(fds);
  }

  /** A method call without arguments. */
  public static Message call(ObjectPath path, String interfaceName, String member) {
    return new Message(
        Kind.METHOD_CALL,
        0,
        0,
        path,
        interfaceName,
        member,
        null,
        0,
        null,
        null,
        Signature.EMPTY,
        List.of(),
        List.of());
  }

  /** The empty return of a call. */
  public static Message reply(Message call) {
    return answer(Kind.METHOD_RETURN, call, null);
  }

  /** The error that answers a call, with the sentence that clients show. */
  public static Message error(Message call, String errorName, String sentence) {
    return answer(Kind.ERROR, call, errorName).with("s", sentence);
  }

  /** A signal without arguments. */
  public static Message signal(ObjectPath path, String interfaceName, String member) {
    return new Message(
        Kind.SIGNAL,
        NO_REPLY_EXPECTED,
        0,
        path,
        interfaceName,
        member,
        null,
        0,
        null,
        null,
        Signature.EMPTY,
        List.of(),
        List.of());
  }

  private static Message answer(Kind kind, Message call, @Nullable String errorName) {
    return new Message(
        kind,
        NO_REPLY_EXPECTED,
        0,
        null,
        null,
        null,
        errorName,
        call.serial,
        call.sender,
        null,
        Signature.EMPTY,
        List.of(),
        List.of());
  }

  /** The same with this body. */
  public Message with(String bodySignature, Object... values) {
    return with(Signature.of(bodySignature), List.of(values));
  }

  /** The same with this body. */
  public Message with(Signature bodySignature, List<?> values) {
    return new Message(
        kind,
        flags,
        serial,
        path,
        interfaceName,
        member,
        errorName,
        replySerial,
        destination,
        sender,
        bodySignature,
        List.copyOf(values),
        fds);
  }

  /** The same from this bus name. */
  public Message from(@Nullable String newSender) {
    return addressed(flags, serial, destination, newSender, fds);
  }

  /** The same to this bus name. */
  public Message to(@Nullable String newDestination) {
    return addressed(flags, serial, newDestination, sender, fds);
  }

  /** The same with these flags. */
  public Message withFlags(int newFlags) {
    return addressed(newFlags, serial, destination, sender, fds);
  }

  /** The same with this serial. */
  public Message withSerial(int newSerial) {
    return addressed(flags, newSerial, destination, sender, fds);
  }

  /** The same with these descriptors. */
  public Message withFds(List<Fd> newFds) {
    return addressed(flags, serial, destination, sender, newFds);
  }

  private Message addressed(
      int newFlags,
      int newSerial,
      @Nullable String newDestination,
      @Nullable String newSender,
      List<Fd> newFds) {
    return new Message(
        kind,
        newFlags,
        newSerial,
        path,
        interfaceName,
        member,
        errorName,
        replySerial,
        newDestination,
        newSender,
        signature,
        body,
        newFds);
  }

  /** Whether the caller waits for an answer. */
  public boolean wantsReply() {
    return kind == Kind.METHOD_CALL && (flags & NO_REPLY_EXPECTED) == 0;
  }

  /** Whether this answers a call: a return or an error. */
  public boolean isReply() {
    return kind == Kind.METHOD_RETURN || kind == Kind.ERROR;
  }
}
