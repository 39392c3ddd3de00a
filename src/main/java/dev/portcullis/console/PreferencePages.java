package dev.portcullis.console;

import dev.portcullis.auth.Public;
import dev.portcullis.reference.ReturnPath;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Theme and language, kept by the browser: also who is not signed in reads pages. */
@Path("/preferences")
@RunOnVirtualThread
public class PreferencePages {
    private final Visit visit;

    PreferencePages(Visit visit) {
        this.visit = visit;
    }

    /** Takes the choice, and goes back to where it was made. */
    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Public(value = "sets how this browser sees pages, and nothing else", ownFormsOnly = true)
    public RestResponse<String> choose(
            @RestForm @Nullable String theme,
            @RestForm @Nullable String language,
            @RestForm("return") @Nullable String back) {
        return Page.goTo(
                ReturnPath.orHome(back).text(),
                visit.choose(Theme.of(theme)),
                visit.choose(Language.of(language, null)));
    }
}
