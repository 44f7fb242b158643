package org.reeve.dbus;

import java.util.List;

/**
 * A method call that waits for its answer, which may be given at once or at a later event.
 *
 * @param message the call
 * @param caller where the answer goes
 * @param replySignature the types of a proper answer
 */
public record Call(Message message, Caller caller, Signature replySignature) {
  /** Answers with these values. */
  public void reply(Object... values) {
    if (message.wantsReply()) {
      caller.send(Message.reply(message).with(replySignature, List.of(values)));
    }
  }

  /** Answers with an error. */
  public void fail(BusError error) {
    if (message.wantsReply()) {
      caller.send(Message.error(message, error.errorName(), error.sentence()));
    }
  }

  /** The argument at this position, which the method's signature says is a string. */
  public String string(int index) {
    return (String) message.body().get(index);
  }

  /** The argument at this position, which the method's signature says is a boolean. */
  public boolean bool(int index) {
    return (Boolean) message.body().get(index);
  }

  /** The argument at this position, which the method's signature says is a number. */
  public long number(int index) {
    return ((Number) message.body().get(index)).longValue();
  }

  /** The argument at this position, which the method's signature says is a list of strings. */
  public List<String> strings(int index) {
    return ((List<?>) message.body().get(index)).stream().map(String.class::cast).toList();
  }
}
