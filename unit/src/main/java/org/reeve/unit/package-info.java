/**
 * The unit-file language: names, files, settings, load path, installation. Pure Java, any operating
 * system, no state beside the objects a caller makes.
 *
 * <p>How a file becomes a unit: {@link org.reeve.unit.UnitIndex} lists the {@link
 * org.reeve.unit.LoadPath} once and knows names and aliases; {@link org.reeve.unit.UnitFile} cuts a
 * file into headers and assignments; {@link org.reeve.unit.SettingTable} says for section and key
 * which {@link org.reeve.unit.Setting} it is; its {@link org.reeve.unit.Type} reads the text, shows
 * the value on D-Bus and writes it again; {@link org.reeve.unit.UnitLoader} puts fragment, drop-ins
 * and .wants/ links together into an immutable {@link org.reeve.unit.UnitDefinition}. Nothing on
 * this way throws for what a file says: every complaint is a {@link org.reeve.unit.Problem} with
 * file and line, in systemd's words.
 *
 * <p>To add a key: a row in the table of its manual page (ServiceSettings, ExecSettings …), with a
 * type of its own only if no other fits. To make a known key take effect: do it in the manager,
 * then mark its row {@code honoured()}.
 *
 * <p>{@link org.reeve.unit.UnitInstaller} is the other half, enable and its kin, over the same
 * {@link org.reeve.unit.FileTree}.
 */
@NullMarked
package org.reeve.unit;

import org.jspecify.annotations.NullMarked;
