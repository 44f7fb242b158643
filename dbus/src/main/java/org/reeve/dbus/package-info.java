/** D-Bus itself: marshaller, SASL, messages, client and server connections. */
@NullMarked
package org.reeve.dbus;

import org.jspecify.annotations.NullMarked;
