package dev.portcullis.clients;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Hands the one server and the one Docker Engine to whichever test asks for them, and ends both after the last test. */
final class ClientsExtension implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == RegistryServer.class || type == DockerEngine.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        // What the root's store holds is closed when the last test class is done.
        Store store = context.getRoot().getStore(Namespace.create(ClientsExtension.class));
        return parameter.getParameter().getType() == RegistryServer.class
                ? store.computeIfAbsent(RegistryServer.class, _ -> RegistryServer.start(), RegistryServer.class)
                : store.computeIfAbsent(DockerEngine.class, _ -> DockerEngine.start(), DockerEngine.class);
    }
}
