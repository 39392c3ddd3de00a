package dev.portcullis.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.access.Accounts;
import dev.portcullis.access.Grants;
import dev.portcullis.access.Organizations;
import dev.portcullis.access.Teams;
import dev.portcullis.repository.GarbageCollector;
import jakarta.inject.Singleton;

/** The parts of the house that verbs use. */
@Singleton
final class House {
    final Accounts accounts;
    final Organizations organizations;
    final Teams teams;
    final Grants grants;
    final GarbageCollector collector;
    private final ObjectMapper json;

    House(
            Accounts accounts,
            Organizations organizations,
            Teams teams,
            Grants grants,
            GarbageCollector collector,
            ObjectMapper json) {
        this.accounts = accounts;
        this.organizations = organizations;
        this.teams = teams;
        this.grants = grants;
        this.collector = collector;
        this.json = json;
    }

    String json(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
