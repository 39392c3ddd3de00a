package dev.portcullis;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.ObjectInputStream;

/** The layout of ARCHITECTURE.md, held. */
@AnalyzeClasses(packages = "dev.portcullis", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String[] DOORS = {
        "dev.portcullis.oci..",
        "dev.portcullis.api..",
        "dev.portcullis.console..",
        "dev.portcullis.cli..",
        "dev.portcullis.health..",
        "dev.portcullis.https..",
        "dev.portcullis.metrics.."
    };

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("dev.portcullis.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule DOORS_NEVER_USE_EACH_OTHER = slices().matching(
                    "dev.portcullis.(oci|api|console|cli|health|https|metrics)..")
            .should()
            .notDependOnEachOther();

    @ArchTest
    static final ArchRule THE_HOUSE_KNOWS_NO_DOOR = noClasses()
            .that()
            .resideOutsideOfPackages(DOORS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(DOORS);

    @ArchTest
    static final ArchRule THE_HOUSE_SPEAKS_NO_HTTP = noClasses()
            .that()
            .resideOutsideOfPackages(DOORS)
            .and()
            .resideOutsideOfPackage("dev.portcullis.auth..")
            .and()
            .doNotHaveSimpleName("ErrorMapper")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.ws.rs..", "io.vertx..");

    @ArchTest
    static final ArchRule ONLY_THE_CONSOLE_MAKES_PAGES = noClasses()
            .that()
            .resideOutsideOfPackages("dev.portcullis.console..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.quarkus.qute..");

    @ArchTest
    static final ArchRule LEAVES_DEPEND_ON_NOTHING = noClasses()
            .that()
            .resideInAnyPackage("dev.portcullis.reference..", "dev.portcullis.error..")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.portcullis..")
                    .and(resideInAnyPackage("dev.portcullis.reference..", "dev.portcullis.error..")
                            .negate()));

    @ArchTest
    static final ArchRule BLOBS_KNOW_NO_REPOSITORY = noClasses()
            .that()
            .resideInAPackage("dev.portcullis.blob..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.portcullis.repository..", "dev.portcullis.access..", "dev.portcullis.auth..");

    @ArchTest
    static final ArchRule WORK_KNOWS_NO_FEATURE = noClasses()
            .that()
            .resideInAnyPackage(
                    "dev.portcullis.job..",
                    "dev.portcullis.event..",
                    "dev.portcullis.settings..",
                    "dev.portcullis.secret..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.portcullis.repository..",
                    "dev.portcullis.access..",
                    "dev.portcullis.auth..",
                    "dev.portcullis.blob..");

    @ArchTest
    static final ArchRule NOTHING_IS_DESERIALIZED =
            noClasses().should().dependOnClassesThat().areAssignableTo(ObjectInputStream.class);

    @ArchTest
    static final ArchRule NOTHING_GOES_OUT_BUT_THROUGH_EGRESS = noClasses()
            .that()
            .resideOutsideOfPackages("dev.portcullis.egress..", "dev.portcullis.blob.azure..")
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                    "java.net.http..", "io.vertx..client..", "jakarta.ws.rs.client..", "org.apache.hc.client5.."))
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(com.nimbusds.jose.util.ResourceRetriever.class)
            .orShould()
            .callMethod(java.net.URL.class, "openConnection")
            .orShould()
            .callMethod(java.net.URL.class, "openStream")
            .orShould()
            .callMethod(com.nimbusds.oauth2.sdk.http.HTTPRequest.class, "send")
            .because("webhooks, mirrors and identity providers share one client behind one guard");

    @ArchTest
    static final ArchRule ONE_PLACE_SPEAKS_S3 = noClasses()
            .that()
            .resideOutsideOfPackage("dev.portcullis.blob.s3..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("software.amazon.awssdk..")
            .because("the bucket is the server's own configuration; everything else that goes out is guarded");

    @ArchTest
    static final ArchRule ONE_PLACE_SPEAKS_AZURE = noClasses()
            .that()
            .resideOutsideOfPackage("dev.portcullis.blob.azure..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.azure..", "reactor..")
            .because("the container is the server's own configuration; everything else that goes out is guarded");

    @ArchTest
    static final ArchRule ONE_PLACE_SPEAKS_GOOGLE = noClasses()
            .that()
            .resideOutsideOfPackage("dev.portcullis.blob.gcs..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "com.google.api..",
                    "com.google.auth..",
                    "com.google.cloud..",
                    "com.google.common..",
                    "com.google.gson..")
            .because("the bucket is the server's own configuration; everything else that goes out is guarded");

    @ArchTest
    static final ArchRule AZURE_GOES_OUT_BY_ITS_SDK = noClasses()
            .that()
            .resideInAPackage("dev.portcullis.blob.azure..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.net.http.HttpRequest")
            .because("Java's client is only built there, so that it can trust other authorities");

    @ArchTest
    static final ArchRule EGRESS_KNOWS_NO_FEATURE = noClasses()
            .that()
            .resideInAPackage("dev.portcullis.egress..")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.portcullis..")
                    .and(resideInAnyPackage("dev.portcullis.egress..", "dev.portcullis.error..")
                            .negate()));

    @ArchTest
    static final ArchRule ONE_PLACE_SPEAKS_LDAP = noClasses()
            .that()
            .resideOutsideOfPackage("dev.portcullis.identity.ldap..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.unboundid..", "javax.naming..");

    @ArchTest
    static final ArchRule NAMES_SAY_SOMETHING = noClasses()
            .should()
            .haveSimpleNameEndingWith("Manager")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Utils")
            .orShould()
            .haveSimpleNameEndingWith("Impl");
}
