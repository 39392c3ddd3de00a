package dev.portcullis.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.access.Accounts;
import dev.portcullis.access.Grants;
import dev.portcullis.access.Organizations;
import dev.portcullis.access.Teams;
import dev.portcullis.repository.Checker;
import dev.portcullis.repository.GarbageCollector;
import dev.portcullis.repository.RepositoryRegister;
import jakarta.inject.Singleton;

/** The parts of the house that verbs use. */
@Singleton
final class House {
    final Accounts accounts;
    final Organizations organizations;
    final Teams teams;
    final Grants grants;
    final RepositoryRegister repositories;
    final GarbageCollector collector;
    final Checker checker;
    private final ObjectMapper json;

    House(
            Accounts accounts,
            Organizations organizations,
            Teams teams,
            Grants grants,
            RepositoryRegister repositories,
            GarbageCollector collector,
            Checker checker,
            ObjectMapper json) {
        this.accounts = accounts;
        this.organizations = organizations;
        this.teams = teams;
        this.grants = grants;
        this.repositories = repositories;
        this.collector = collector;
        this.checker = checker;
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
