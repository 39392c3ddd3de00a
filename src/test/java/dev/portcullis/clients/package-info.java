/**
 * Real clients against a real server: nothing here is a stand-in.
 *
 * <p>One server ({@link dev.portcullis.clients.RegistryServer}) and one Docker Engine
 * ({@link dev.portcullis.clients.DockerEngine}) serve all classes; {@link dev.portcullis.clients.LastTest} stops the
 * server and has its store checked. Each class tells what one client does, in the words of its own commands.
 */
package dev.portcullis.clients;
