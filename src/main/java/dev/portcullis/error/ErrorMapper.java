package dev.portcullis.error;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/**
 * Turns every failure into the JSON of the distribution spec ("Error Codes"), or under {@code /api/} into that of RFC
 * 9457, with a request id. Loud in the log only
 * about the unexpected; the message of an unexpected exception never reaches a client.
 */
public class ErrorMapper {
    private static final Logger LOG = Logger.getLogger(ErrorMapper.class);

    /** Where failures are told as problems (RFC 9457), and not as the registry's clients expect them. */
    private static final String MANAGEMENT = "/api/";

    private static final MediaType PROBLEM = new MediaType("application", "problem+json");

    /**
     * A failure of the management API (RFC 9457): {@code detail} says what to do, {@code code} is for programs, and
     * {@code field} names what of the request will not do, where it is one field.
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Problem(
            String type,
            String title,
            int status,
            String detail,
            String code,
            String requestId,
            @Nullable String field) {}

    /** The body of an error answer. */
    public record Errors(List<Entry> errors) {}

    /** One error; detail holds at least the request id. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Entry(String code, String message, Map<String, Object> detail) {}

    private final Instance<ErrorPages> pages;

    ErrorMapper(Instance<ErrorPages> pages) {
        this.pages = pages;
    }

    @ServerExceptionMapper
    RestResponse<?> registry(RegistryException e, UriInfo uri, HttpHeaders headers) {
        return answer(e, uri, headers);
    }

    @ServerExceptionMapper
    RestResponse<?> web(WebApplicationException e, UriInfo uri, HttpHeaders headers) {
        Response response = e.getResponse();
        int status = response.getStatus();
        if (status >= 500) {
            return unexpected(e, uri, headers);
        }
        ErrorCode code = switch (status) {
            case 401 -> ErrorCode.UNAUTHORIZED;
            case 403 -> ErrorCode.DENIED;
            case 404 -> ErrorCode.NOT_FOUND;
            case 405 -> ErrorCode.UNSUPPORTED;
            case 413 -> ErrorCode.CONTENT_TOO_LARGE;
            case 429 -> ErrorCode.TOOMANYREQUESTS;
            default -> ErrorCode.REQUEST_INVALID;
        };
        RegistryException told = new RegistryException(
                code,
                switch (status) {
                    case 406 -> "This is not there in a type that the header Accept asks for.";
                    case 415 ->
                        "Say what the body is: JSON is sent with Content-Type: application/json, also where it is empty.";
                    default -> code.sentence();
                });
        if (status == 405 && response.getHeaderString("Allow") != null) {
            told.header("Allow", response.getHeaderString("Allow"));
        }
        return answer(told, uri, headers);
    }

    @ServerExceptionMapper
    RestResponse<?> any(Throwable e, UriInfo uri, HttpHeaders headers) {
        RegistryException known = Causes.recognise(e);
        return known == null ? unexpected(e, uri, headers) : answer(known, uri, headers);
    }

    private RestResponse<?> unexpected(Throwable e, UriInfo uri, HttpHeaders headers) {
        return answer(new RegistryException(ErrorCode.UNKNOWN, ErrorCode.UNKNOWN.sentence(), e), uri, headers);
    }

    private RestResponse<?> answer(RegistryException e, UriInfo uri, HttpHeaders headers) {
        String requestId = RequestId.current().toString();
        log(requestId, e);
        RestResponse<?> page =
                pages.get().page(uri.getPath(), headers.getHeaderString("Accept"), e.code(), sentence(e), requestId);
        return page == null ? forPrograms(e, uri, requestId) : page;
    }

    private static RestResponse<Object> forPrograms(RegistryException e, UriInfo uri, String requestId) {
        ErrorCode code = e.code();
        boolean management = uri.getPath().startsWith(MANAGEMENT);
        RestResponse.Status known = RestResponse.Status.fromStatusCode(code.status());
        RestResponse.ResponseBuilder<Object> answer = RestResponse.ResponseBuilder.create(
                known == null ? RestResponse.Status.BAD_REQUEST : known,
                management ? problem(e, requestId) : errors(e, requestId));
        answer.status(code.status());
        if (management) {
            answer.type(PROBLEM);
        } else {
            answer.type(MediaType.APPLICATION_JSON_TYPE).header("Docker-Distribution-Api-Version", "registry/2.0");
        }
        e.headers().forEach(answer::header);
        return answer.build();
    }

    private static Errors errors(RegistryException e, String requestId) {
        Map<String, Object> detail = new LinkedHashMap<>(e.detail());
        detail.put("requestId", requestId);
        return new Errors(List.of(new Entry(e.code().name(), sentence(e), detail)));
    }

    private static Problem problem(RegistryException e, String requestId) {
        return new Problem(
                "about:blank",
                e.code().sentence(),
                e.code().status(),
                sentence(e),
                e.code().name(),
                requestId,
                e.field().isEmpty() ? null : e.field());
    }

    private static String sentence(RegistryException e) {
        return e.getMessage() == null ? e.code().sentence() : e.getMessage();
    }

    private static void log(String requestId, RegistryException e) {
        if (e.code() == ErrorCode.UNKNOWN) {
            LOG.errorf(e.getCause(), "Request %s failed", requestId);
        } else if (e.code().status() >= 500) {
            LOG.warnf("Request %s: %s: %s (%s)", requestId, e.code(), e.getMessage(), String.valueOf(e.getCause()));
        } else {
            LOG.debugf("Request %s: %s: %s", requestId, e.code(), e.getMessage());
        }
    }
}
