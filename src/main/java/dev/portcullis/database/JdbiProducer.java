package dev.portcullis.database;

import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.jdbi.v3.core.Jdbi;

/** The one {@link Jdbi} of the program, over the pool that Quarkus configures. */
final class JdbiProducer {
    @Produces
    @Singleton
    Jdbi jdbi(AgroalDataSource pool) {
        return Jdbi.create(pool).registerArrayType(Long.class, "bigint").registerArrayType(String.class, "text");
    }
}
