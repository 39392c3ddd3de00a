package dev.portcullis.auth;

import jakarta.enterprise.inject.Instance;
import org.jspecify.annotations.Nullable;

/**
 * A bean that is taken when it is first needed: Quarkus makes filters before there is a database or a configuration. It
 * is kept, so that a request costs no look-up.
 */
final class Later<T> {
    private final Instance<T> instance;
    private volatile @Nullable T bean;

    Later(Instance<T> instance) {
        this.instance = instance;
    }

    T get() {
        T known = bean;
        if (known == null) {
            known = instance.get();
            bean = known;
        }
        return known;
    }
}
