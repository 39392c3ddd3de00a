package dev.portcullis.clients;

import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.opentest4j.TestAbortedException;

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
        Attempt attempt = parameter.getParameter().getType() == RegistryServer.class
                ? store.computeIfAbsent(RegistryServer.class, _ -> Attempt.of(RegistryServer::start), Attempt.class)
                : store.computeIfAbsent(DockerEngine.class, _ -> Attempt.of(DockerEngine::start), Attempt.class);
        return attempt.result();
    }

    /** What was started, or why it could not be: then every test says so at once and none tries again. */
    @SuppressWarnings("try")
    private record Attempt(
            @Nullable AutoCloseable started, @Nullable Throwable failure) implements AutoCloseable {

        static Attempt of(Supplier<AutoCloseable> start) {
            try {
                return new Attempt(start.get(), null);
            } catch (AssertionError | TestAbortedException e) {
                return new Attempt(null, e);
            }
        }

        Object result() {
            return switch (failure) {
                case TestAbortedException aborted -> throw aborted;
                case AssertionError error -> throw error;
                case null, default -> Objects.requireNonNull(started);
            };
        }

        @Override
        public void close() throws Exception {
            if (started != null) {
                started.close();
            }
        }
    }
}
