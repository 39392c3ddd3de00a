package dev.portcullis.console;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** Organizations, teams, robots and users. */
@MessageBundle("org")
public interface PeopleWords {
    @Message("Organizations")
    String title();

    @Message("New organization")
    String newOne();

    @Message("Name contains")
    String filterLabel();

    @Message("No organizations yet")
    String emptyTitle();

    @Message("You are in none. An administrator makes one, or an owner lets you in.")
    String emptyMember();

    @Message("An organization holds the repositories of a team, and says who may do what with them.")
    String emptyAdministrator();

    @Message("Lower-case letters, digits, and - _ . between. It stands first in the names of its images.")
    String nameHint();

    @Message("First owner")
    String firstOwner();

    @Message("A user. Left empty, administrators alone manage it.")
    String firstOwnerHint();

    @Message("Organization")
    String tabs();

    @Message("Members")
    String tabMembers();

    @Message("Teams")
    String tabTeams();

    @Message("Robots")
    String tabRobots();

    @Message("Grants and settings")
    String tabSettings();

    @Message("Repositories")
    String repositories();

    @Message("Nobody yet. Administrators manage it.")
    String noMembers();

    @Message("Member")
    String member();

    @Message("Owner")
    String owner();

    @Message("User")
    String user();

    @Message("Make {name} an owner")
    String makeOwner(String name);

    @Message("Make {name} a member only")
    String makeMember(String name);

    @Message("Remove {name}")
    String removeMember(String name);

    @Message("Add a member")
    String addMember();

    @Message("As an owner")
    String asOwner();

    @Message("Teams")
    String teams();

    @Message("No teams yet. A team is granted something once, and all of its members have it.")
    String noTeams();

    @Message("New team")
    String newTeam();

    @Message("May create repositories")
    String creator();

    @Message("Members")
    String membersCount();

    @Message("Members come from {source}")
    String syncedBy(String source);

    @Message("{org} / {team}")
    String teamTitle(String org, String team);

    @Message("Nobody is in this team yet.")
    String noTeamMembers();

    @Message("Granted on all of {org} or below a name")
    String teamGrants(String org);

    @Message("On")
    String on();

    @Message("{org}/* for all, {org}/web/* for all below a name")
    String onHint(String org);

    @Message("Delete the team {team}")
    String deleteTeam(String team);

    @Message("Its members stay in the organization. What it was granted is gone.")
    String deleteTeamLead();

    @Message("Robots")
    String robots();

    @Message("Accounts of machines: CI, deployments. A robot may what is listed, in this organization only.")
    String robotsLead();

    @Message("No robots yet.")
    String noRobots();

    @Message("New robot")
    String newRobot();

    @Message("Name, behind {org}+")
    String robotName(String org);

    @Message("On which repositories")
    String robotOn();

    @Message("It may")
    String robotMay();

    @Message("pull")
    String actionPull();

    @Message("push")
    String actionPush();

    @Message("delete tags and images")
    String actionDelete();

    @Message("The secret of {name}")
    String secretOf(String name);

    @Message("It is shown this once. Copy it now.")
    String secretOnce();

    @Message("Sign in with it:")
    String secretUse();

    @Message("I have kept it")
    String secretKept();

    @Message("Secrets")
    String secrets();

    @Message("ends in {hint}, made {at}")
    String secretLine(String hint, String at);

    @Message("good until {at}")
    String secretUntil(String at);

    @Message("It may")
    String permissions();

    @Message("New secret")
    String rotate();

    @Message("The one before works for another week.")
    String rotateHint();

    @Message("Active")
    String active();

    @Message("Off")
    String inactive();

    @Message("Switch off")
    String switchOff();

    @Message("Switch on")
    String switchOn();

    @Message("Delete the robot {name}")
    String deleteRobot(String name);

    @Message("Whatever uses its secrets is refused within a second.")
    String deleteRobotLead();

    @Message("Granted on all repositories of {org}")
    String grantsTitle(String org);

    @Message("On")
    String grantOn();

    @Message("{org}/* for all repositories, those to come included; {org}/web/* for those below a name.")
    String grantOnHint(String org);

    @Message("What new repositories give")
    String defaultsTitle();

    @Message("Each repository that is made from now on grants this. Those that exist stay as they are.")
    String defaultsLead();

    @Message("Nothing: only owners reach a new repository, and whoever made it.")
    String noDefaults();

    @Message("What the team may do")
    String grantedToTeam();

    @Message(
            "Nothing yet. Grant it something on a repository (Permissions), or on many (Settings of the organization).")
    String noTeamGrants();

    @Message("Who answers for it")
    String responsible();

    @Message("Nobody")
    String nobodyResponsible();

    @Message("(made by {name})")
    String madeBy(String name);

    @Message("I answer for it")
    String takeOver();

    @Message(
            "Whoever answered for this robot has left. It goes on working; look at it, then take it over or switch it off.")
    String needsReview();

    @Message("Nothing is granted on all of them.")
    String noGrants();

    @Message("Rename")
    String renameTitle();

    @Message("All repositories and robots get the new name. Who pulls by the old one has to be told.")
    String renameLead();

    @Message("New name")
    String newName();

    @Message("Delete {name}")
    String deleteOrg(String name);

    @Message("The organization goes with its teams, robots and grants. It must have no repositories any more.")
    String deleteOrgLead();

    @Message("{count} repositories: while there are any, it cannot be deleted")
    String countRepositories(long count);

    @Message("{count} teams")
    String countTeams(long count);

    @Message("{count} robots")
    String countRobots(long count);

    @Message("{count} memberships")
    String countMembers(long count);

    @Message("{count} grants")
    String countGrants(long count);

    @Message("{count} access tokens")
    String countTokens(long count);

    @Message("Users")
    String users();

    @Message("New user")
    String newUser();

    @Message("Nobody of that name.")
    String noUsers();

    @Message("State")
    String state();

    @Message("Administrator")
    String administrator();

    @Message("Auditor")
    String auditor();

    @Message("Deactivated")
    String deactivated();

    @Message("Full name")
    String fullName();

    @Message("E-mail")
    String email();

    @Message("Signs in with")
    String signsIn();

    @Message("password")
    String password();

    @Message("Password (at least 8 characters)")
    String initialPassword();

    @Message("Rights")
    String rights();

    @Message("Administrator: may everything")
    String isAdministrator();

    @Message("Auditor: sees everything, changes nothing")
    String isAuditor();

    @Message("As an auditor, also pulls")
    String auditorPulls();

    @Message("Active: may sign in")
    String isActive();

    @Message("Profile")
    String profile();

    @Message("Browser sessions")
    String sessions();

    @Message("Not signed in with a browser.")
    String noSessions();

    @Message("{browser} from {address}, last seen {seen}")
    String session(String browser, String address, String seen);

    @Message("End all sessions")
    String endSessions();

    @Message("Access tokens")
    String tokens();

    @Message("No access tokens.")
    String noTokens();

    @Message("Revoke all tokens")
    String revokeTokens();

    @Message("Reset the second factor")
    String resetFactor();

    @Message("For who has lost it: signs them out everywhere, and the password alone lets them in again.")
    String resetFactorLead();

    @Message("Set a new password")
    String setPassword();

    @Message("Delete the user {name}")
    String deleteUser(String name);

    @Message("To keep somebody out, deactivate them. Deleting takes memberships, grants and tokens along.")
    String deleteUserLead();

    @Message("the last owner of {names}")
    String lastOwner(String names);
}
