package dev.portcullis.console;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** What all pages share: the layout, buttons, and what was just done. */
@MessageBundle("w")
public interface Words {
    @Message("Skip to the content")
    String skip();

    @Message("Main")
    String mainNavigation();

    @Message("Home")
    String navHome();

    @Message("Repositories")
    String navRepositories();

    @Message("Organizations")
    String navOrganizations();

    @Message("Users")
    String navUsers();

    @Message("System")
    String navSystem();

    @Message("Search")
    String searchLabel();

    @Message("Search repositories and accounts")
    String searchHint();

    @Message("Account {name}")
    String accountMenu(String name);

    @Message("Profile and security")
    String myAccount();

    @Message("Access tokens")
    String myTokens();

    @Message("Sign in")
    String signIn();

    @Message("Sign out")
    String signOut();

    @Message("Display")
    String preferences();

    @Message("Theme")
    String theme();

    @Message("As the system")
    String themeAuto();

    @Message("Light")
    String themeLight();

    @Message("Dark")
    String themeDark();

    @Message("Language")
    String language();

    @Message("Apply")
    String apply();

    @Message("Copy")
    String copy();

    @Message("Copied")
    String copied();

    @Message("Copy {what}")
    String copyOf(String what);

    @Message("Pages")
    String pages();

    @Message("First page")
    String firstPage();

    @Message("Next page")
    String nextPage();

    @Message("Filter")
    String filter();

    @Message("Clear the filter")
    String clearFilter();

    @Message("Save")
    String save();

    @Message("Cancel")
    String cancel();

    @Message("Back")
    String back();

    @Message("Create")
    String create();

    @Message("Add")
    String add();

    @Message("Remove")
    String remove();

    @Message("Delete")
    String delete();

    @Message("Edit")
    String edit();

    @Message("Show")
    String show();

    @Message("Yes")
    String yes();

    @Message("No")
    String no();

    @Message("Never")
    String never();

    @Message("None")
    String none();

    @Message("Actions")
    String actions();

    @Message("Name")
    String name();

    @Message("Description")
    String description();

    @Message("Created")
    String created();

    @Message("Account")
    String account();

    @Message("When")
    String when();

    @Message("What")
    String what();

    @Message("Role")
    String role();

    @Message("Public")
    String publicly();

    @Message("Private")
    String privately();

    @Message("Nothing yet")
    String nothingYet();

    @Message("Nothing matches “{text}”.")
    String nothingFound(String text);

    @Message("To confirm, type {name}")
    String typeToConfirm(String name);

    @Message("That is not the name. Nothing was changed.")
    String typedWrong();

    @Message("This cannot be undone.")
    String cannotBeUndone();

    @Message("What goes with it")
    String goesToo();

    @Message("Saved.")
    String doneSaved();

    @Message("{what} was created.")
    String doneCreated(String what);

    @Message("{what} was deleted.")
    String doneDeleted(String what);

    @Message("{what} was added.")
    String doneAdded(String what);

    @Message("{what} was removed.")
    String doneRemoved(String what);

    @Message("It is called {what} now.")
    String doneRenamed(String what);

    @Message("The session was ended.")
    String doneEnded();

    @Message("The password was changed. You were signed out everywhere else.")
    String donePassword();

    @Message("The second factor is off. You were signed out everywhere else.")
    String doneFactorOff();

    @Message("It has begun.")
    String doneStarted();

    @Message("As a command")
    String commandLine();

    @Message("As an API call")
    String asApi();
}
