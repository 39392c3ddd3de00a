package dev.portcullis.console;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** The start page and the search. */
@MessageBundle("home")
public interface HomeWords {
    @Message("Hello, {name}")
    String hello(String name);

    @Message("Repositories")
    String repositories();

    @Message("Your organizations")
    String organizations();

    @Message("All")
    String all();

    @Message("You are in no organization yet. An administrator makes one, or an owner lets you in.")
    String noOrganizations();

    @Message("What you did lately")
    String activity();

    @Message("No image yet. Push the first one:")
    String firstImage();

    @Message("Part of the name of a repository or an account; web:1 looks for tags.")
    String searchHow();
}
