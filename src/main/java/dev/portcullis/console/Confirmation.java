package dev.portcullis.console;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * The page before what cannot be undone: it says what goes, and asks for the name.
 *
 * @param goes what goes with it
 * @param action where the form is sent, with the name in {@code typed}
 * @param back where to go for who thinks better of it
 */
public record Confirmation(String title, String lead, List<String> goes, String action, String name, String back) {
    public Confirmation {
        goes = List.copyOf(goes);
    }

    @CheckedTemplate
    static final class Templates {
        private Templates() {}

        static native TemplateInstance ask(Confirmation view, Problem problem);
    }

    RestResponse<String> page(int status, Problem problem) {
        return Page.of(status, Templates.ask(this, problem));
    }
}
