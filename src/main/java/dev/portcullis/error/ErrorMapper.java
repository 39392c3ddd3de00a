package dev.portcullis.error;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * Turns every failure into the JSON of the distribution spec ("Error Codes"), with a request id. Loud in the log only
 * about the unexpected; the message of an unexpected exception never reaches a client.
 */
public class ErrorMapper {
    private static final Logger LOG = Logger.getLogger(ErrorMapper.class);

    /** The body of an error answer. */
    public record Errors(List<Entry> errors) {}

    /** One error; detail holds at least the request id. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Entry(String code, String message, Map<String, Object> detail) {}

    @ServerExceptionMapper
    RestResponse<Errors> registry(RegistryException e) {
        return answer(e);
    }

    @ServerExceptionMapper
    RestResponse<Errors> web(WebApplicationException e) {
        Response response = e.getResponse();
        int status = response.getStatus();
        if (status >= 500) {
            return unexpected(e);
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
        RegistryException told = new RegistryException(code);
        if (status == 405 && response.getHeaderString("Allow") != null) {
            told.header("Allow", response.getHeaderString("Allow"));
        }
        return answer(told);
    }

    @ServerExceptionMapper
    RestResponse<Errors> any(Throwable e) {
        RegistryException known = Causes.recognise(e);
        return known == null ? unexpected(e) : answer(known);
    }

    private static RestResponse<Errors> unexpected(Throwable e) {
        return answer(new RegistryException(ErrorCode.UNKNOWN, ErrorCode.UNKNOWN.sentence(), e));
    }

    private static RestResponse<Errors> answer(RegistryException e) {
        String requestId = RequestId.current().toString();
        ErrorCode code = e.code();
        log(requestId, e);
        Map<String, Object> detail = new java.util.LinkedHashMap<>(e.detail());
        detail.put("requestId", requestId);
        String message = e.getMessage() == null ? code.sentence() : e.getMessage();
        RestResponse.ResponseBuilder<Errors> answer = RestResponse.ResponseBuilder.create(
                RestResponse.Status.fromStatusCode(code.status()) == null
                        ? RestResponse.Status.BAD_REQUEST
                        : RestResponse.Status.fromStatusCode(code.status()),
                new Errors(List.of(new Entry(code.name(), message, detail))));
        answer.status(code.status())
                .type(MediaType.APPLICATION_JSON_TYPE)
                .header("X-Request-Id", requestId)
                .header("Docker-Distribution-Api-Version", "registry/2.0");
        e.headers().forEach(answer::header);
        return answer.build();
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
