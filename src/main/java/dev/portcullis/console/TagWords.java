package dev.portcullis.console;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** Tags and images. */
@MessageBundle("tag")
public interface TagWords {
    @Message("Last pulled")
    String pulled();

    @Message("never")
    String neverPulled();

    @Message("The tags here are immutable: they are not moved to other images and not deleted.")
    String immutable();

    @Message("Tags")
    String title();

    @Message("Tag")
    String tag();

    @Message("Digest")
    String digest();

    @Message("Platforms")
    String platforms();

    @Message("Size")
    String size();

    @Message("Pushed")
    String pushed();

    @Message("{at} by {who}")
    String pushedBy(String at, String who);

    @Message("Tag contains")
    String filterLabel();

    /** In front of the name of a tag. */
    @Message("Select")
    String select();

    @Message("Select all on this page")
    String selectAll();

    @Message("Delete selected…")
    String deleteSelected();

    @Message("No tags yet")
    String emptyTitle();

    @Message("Push the first image:")
    String emptyLead();

    @Message("Delete {count} tags")
    String deleteTitle(String count);

    @Message("Delete the tag {name}")
    String deleteOne(String name);

    @Message("Select at least one tag first.")
    String chooseFirst();

    @Message("Only these names. The images stay, and can be pulled by digest.")
    String modeTags();

    @Message("The images too, with all their names.")
    String modeImages();

    @Message("also named {names}")
    String alsoTags(String names);

    @Message(
            "{count} signatures, SBOMs or attestations about it lose what they speak of, and go after the grace period")
    String alsoReferrers(int count);

    @Message("it is part of {count} indexes, so the image itself cannot be deleted")
    String inIndex(int count);

    @Message("nothing else")
    String nothingElse();

    @Message("What goes")
    String whatGoes();

    @Message("Delete")
    String doIt();

    @Message("{count} were deleted before this:")
    String partly(int count);

    @Message("Image")
    String image();

    @Message("Overview")
    String tabOverview();

    @Message("Manifest")
    String tabManifest();

    @Message("Image")
    String tabs();

    @Message("Media type")
    String mediaType();

    @Message("Artifact type")
    String artifactType();

    @Message("compressed, as it is pulled")
    String compressed();

    @Message("attestation")
    String attestation();

    @Message("not told")
    String unknownPlatform();

    @Message("Layers")
    String layers();

    @Message("Layer {number}")
    String layer(String number);

    @Message("Made by")
    String instruction();

    @Message("no layer")
    String noLayer();

    @Message("Config")
    String config();

    @Message("User")
    String user();

    @Message("Working directory")
    String workingDirectory();

    @Message("Entrypoint")
    String entrypoint();

    @Message("Command")
    String command();

    @Message("Ports")
    String ports();

    @Message("Environment")
    String environment();

    @Message("Labels")
    String labels();

    @Message("Author")
    String author();

    @Message("Built")
    String builtAt();

    @Message("This image has no readable config.")
    String noConfig();

    @Message("Annotations")
    String annotations();

    @Message("None.")
    String noAnnotations();

    @Message("Signatures, SBOMs, attestations")
    String referrers();

    @Message("Nothing refers to this image.")
    String noReferrers();

    @Message("All its names")
    String names();

    @Message("It has no name any more, only its digest.")
    String untagged();

    @Message("Compare with another tag")
    String compareWith();

    @Message("Compare")
    String compare();

    @Message("{left} and {right}")
    String compareTitle(String left, String right);

    @Message("They are the same image.")
    String same();

    @Message("Only in {name}")
    String onlyIn(String name);

    @Message("In both")
    String inBoth();

    @Message("{size} shared")
    String sharedSize(String size);

    @Message("What differs")
    String differs();

    @Message("Nothing.")
    String nothingDiffers();

    @Message(
            "One of them is an index of several platforms. Compare their images: open a platform, and compare its digest.")
    String comparePlatforms();

    @Message("There is no {reference} here.")
    String notFound(String reference);

    @Message("Manifest, byte for byte")
    String raw();
}
