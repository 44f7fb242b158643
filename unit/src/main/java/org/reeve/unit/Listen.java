package org.reeve.unit;

/**
 * One Listen…= of a socket unit.
 *
 * @param kind what kind of socket or file
 * @param address as written, specifiers replaced
 */
public record Listen(Kind kind, String address) {
  /** The kinds, with the words D-Bus uses for them. */
  public enum Kind implements Word {
    STREAM("Stream"),
    DATAGRAM("Datagram"),
    SEQUENTIAL_PACKET("SequentialPacket"),
    FIFO("FIFO"),
    SPECIAL("Special"),
    NETLINK("Netlink"),
    MESSAGE_QUEUE("MessageQueue"),
    USB_FUNCTION("USBFunction");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    @Override
    public String text() {
      return text;
    }
  }
}
