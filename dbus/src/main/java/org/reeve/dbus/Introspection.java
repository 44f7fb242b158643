package org.reeve.dbus;

import java.util.List;

/**
 * The XML that Introspectable.Introspect answers with, as the specification's section
 * "Introspection Data Format" has it.
 */
final class Introspection {
  private static final String HEAD =
      """
      <!DOCTYPE node PUBLIC "-//freedesktop//DTD D-BUS Object Introspection 1.0//EN"
      "https://www.freedesktop.org/standards/dbus/1.0/introspect.dtd">
      <node>
       <interface name="org.freedesktop.DBus.Peer">
        <method name="Ping"/>
        <method name="GetMachineId">
         <arg type="s" name="machine_uuid" direction="out"/>
        </method>
       </interface>
       <interface name="org.freedesktop.DBus.Introspectable">
        <method name="Introspect">
         <arg name="xml_data" type="s" direction="out"/>
        </method>
       </interface>
       <interface name="org.freedesktop.DBus.Properties">
        <method name="Get">
         <arg name="interface_name" direction="in" type="s"/>
         <arg name="property_name" direction="in" type="s"/>
         <arg name="value" direction="out" type="v"/>
        </method>
        <method name="GetAll">
         <arg name="interface_name" direction="in" type="s"/>
         <arg name="props" direction="out" type="a{sv}"/>
        </method>
        <method name="Set">
         <arg name="interface_name" direction="in" type="s"/>
         <arg name="property_name" direction="in" type="s"/>
         <arg name="value" direction="in" type="v"/>
        </method>
        <signal name="PropertiesChanged">
         <arg type="s" name="interface_name"/>
         <arg type="a{sv}" name="changed_properties"/>
         <arg type="as" name="invalidated_properties"/>
        </signal>
       </interface>
      """;

  private Introspection() {}

  static String describe(List<ObjectTree.Exported<?>> exported, List<String> children) {
    StringBuilder xml = new StringBuilder(HEAD);
    for (ObjectTree.Exported<?> each : exported) {
      describe(each.table(), xml);
    }
    for (String child : children) {
      xml.append(" <node name=\"").append(child).append("\"/>\n");
    }
    return xml.append("</node>\n").toString();
  }

  private static <T> void describe(Interface<T> table, StringBuilder xml) {
    xml.append(" <interface name=\"").append(table.name()).append("\">\n");
    for (Interface.Property<T> property : table.properties()) {
      property(property, xml);
    }
    for (Interface.Method<T> method : table.methods()) {
      method(method, xml);
    }
    for (Interface.Signal signal : table.signals()) {
      xml.append("  <signal name=\"").append(signal.name()).append("\">\n");
      arguments(signal.arguments(), "", xml);
      xml.append("  </signal>\n");
    }
    xml.append(" </interface>\n");
  }

  private static void property(Interface.Property<?> property, StringBuilder xml) {
    xml.append("  <property name=\"").append(property.name());
    xml.append("\" type=\"").append(property.signature());
    xml.append("\" access=\"").append(property.setter() == null ? "read" : "readwrite");
    xml.append("\">\n");
    if (property.changes() != Interface.Changes.EMITS) {
      annotation(
          "org.freedesktop.DBus.Property.EmitsChangedSignal", property.changes().annotation(), xml);
    }
    if (property.setter() != null) {
      annotation("org.freedesktop.systemd1.Privileged", "true", xml);
    }
    xml.append("  </property>\n");
  }

  private static void method(Interface.Method<?> method, StringBuilder xml) {
    xml.append("  <method name=\"").append(method.name()).append("\">\n");
    arguments(method.in(), "\" direction=\"in", xml);
    arguments(method.out(), "\" direction=\"out", xml);
    if (method.noReply()) {
      annotation("org.freedesktop.DBus.Method.NoReply", "true", xml);
    }
    xml.append("  </method>\n");
  }

  private static void arguments(
      List<Interface.Argument> arguments, String direction, StringBuilder xml) {
    for (Interface.Argument argument : arguments) {
      xml.append("   <arg type=\"").append(argument.signature());
      xml.append("\" name=\"").append(argument.name()).append(direction).append("\"/>\n");
    }
  }

  private static void annotation(String name, String value, StringBuilder xml) {
    xml.append("   <annotation name=\"").append(name);
    xml.append("\" value=\"").append(value).append("\"/>\n");
  }
}
