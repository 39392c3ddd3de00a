package dev.portcullis.console;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** Repositories: the list, a repository, who may do what with it. */
@MessageBundle("repo")
public interface RepositoryWords {
    @Message("Tags that stay")
    String immutability();

    @Message("Mutable: a push may move a tag to another image")
    String makeMutable();

    @Message("Immutable: a tag stays where it points and is not deleted")
    String makeImmutable();

    @Message("immutable tags")
    String immutableTags();

    @Message("Sort by")
    String sort();

    @Message("Name")
    String sortName();

    @Message("Last pushed")
    String sortPushed();

    @Message("Last pulled")
    String sortPulled();

    @Message("Pulls")
    String sortPulls();

    @Message("Only the first {count} by name are sorted. Choose a namespace, or filter.")
    String sortedSome(String count);

    @Message("Repositories")
    String title();

    @Message("New repository")
    String newOne();

    @Message("Name contains")
    String filterLabel();

    @Message("Namespace")
    String namespace();

    @Message("All")
    String allNamespaces();

    @Message("Visibility")
    String visibility();

    @Message("No repositories yet")
    String emptyTitle();

    @Message("A repository is made by its first push, or here.")
    String emptyLead();

    @Message("What others share with you is listed here too.")
    String emptyOthers();

    @Message("Lower-case letters, digits, and - _ . / between, such as web or tools/build.")
    String nameHint();

    @Message("The first line stands in lists; all of it, in Markdown, on the page of the repository.")
    String descriptionHint();

    @Message("Public: everyone may pull, signed in or not")
    String makePublic();

    @Message("Private: only who is granted access")
    String makePrivate();

    @Message("Repository")
    String tabs();

    @Message("Info")
    String tabInfo();

    @Message("Tags")
    String tabTags();

    @Message("Permissions")
    String tabPermissions();

    @Message("Activity")
    String tabActivity();

    @Message("Settings")
    String tabSettings();

    @Message("Readme")
    String readme();

    @Message("No description yet.")
    String noReadme();

    @Message("Edit the description")
    String editReadme();

    @Message("Markdown")
    String markdown();

    @Message("Preview")
    String preview();

    @Message("Pull")
    String pull();

    @Message("The tag {tag}")
    String pullTag(String tag);

    @Message("Exactly this image, whatever becomes of the tag")
    String pullDigest();

    @Message("There is no image yet. Push the first one:")
    String noTags();

    @Message("What you may do")
    String myAccess();

    @Message("Why?")
    String whyLink();

    @Message("About")
    String about();

    @Message("Created")
    String createdAt();

    @Message("Permissions")
    String permissions();

    @Message("Granted on this repository")
    String grants();

    @Message("Besides, grants on all of {namespace} hold here too, and administrators may do everything.")
    String grantsLead(String namespace);

    @Message("Nothing is granted on just this repository.")
    String noGrants();

    @Message("To whom")
    String subject();

    @Message("user:ana, team:acme/developers or everyone")
    String subjectHint();

    @Message("Grant")
    String grant();

    @Message("Take back what {subject} was granted")
    String revokeFrom(String subject);

    @Message("Take back")
    String takeBack();

    @Message("Why may somebody do something here?")
    String explain();

    @Message("User or robot")
    String explainWho();

    @Message("Empty for who is not signed in.")
    String explainWhoHint();

    @Message("Action")
    String explainWhat();

    @Message("Explain")
    String explainAsk();

    @Message("{account} may")
    String mayDo(String account);

    @Message("{account} may not")
    String mayNotDo(String account);

    @Message("Who is not signed in")
    String anonymous();

    @Message("Why")
    String because();

    @Message("What would change it")
    String wouldChange();

    @Message("Settings")
    String settings();

    @Message("Rename or move")
    String rename();

    @Message(
            "Content, tags and grants to users stay. Who pulls by the old name has to be told. Grants to teams of another organization do not come along.")
    String renameLead();

    @Message("New name, with its namespace")
    String newName();

    @Message("Delete {name}")
    String deleteTitle(String name);

    @Message(
            "All tags and images of this repository go, and its grants and description. What no other repository uses is freed after the grace period.")
    String deleteLead();

    @Message("Delete this repository")
    String deleteButton();

    @Message("{count} tags")
    String tagCount(String count);

    @Message("more than {count} tags")
    String tagCountMore(String count);

    @Message("You may not create repositories in {namespace}.")
    String mayNotCreate(String namespace);

    @Message("You may not change anything here.")
    String noSettings();

    @Message("Activity")
    String activity();

    @Message("Nothing has happened yet, or not since you may see it.")
    String noActivity();

    @Message("Pulls too")
    String withPulls();

    @Message("Without pulls")
    String withoutPulls();

    @Message("{count} times")
    String times(int count);

    @Message("Result")
    String result();
}
