package dev.portcullis.identity.oidc;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an OpenID Connect provider is set up. The client secret is the source's secret; without one the registry is a
 * public client, protected by PKCE alone.
 *
 * @param issuer what the provider calls itself, character by character
 * @param clientAuthentication {@code basic} or {@code post}: how the secret is sent to the token endpoint
 * @param loginClaim the account's name is made from this claim, once
 * @param groupsClaim names the groups; empty: the provider decides no memberships. A dot goes into claims within claims
 * @param administratorGroup its members are administrators and nobody else of this provider is; empty: it decides nothing
 * @param justInTime whether who has no account gets one at the first sign-in
 * @param caBundle certificates in PEM that alone are trusted; empty: those that Java trusts
 * @param extraAudiences audiences that an ID token may name beside the client
 * @param maxAgeSeconds how long ago a person may have typed their password at the provider; null: the provider decides
 * @param backchannelLogout whether the provider may end sessions by a request of its own
 * @param frontchannelLogout whether the provider may end sessions through the browser
 */
public record OidcSettings(
        String issuer,
        String clientId,
        String clientAuthentication,
        List<String> scopes,
        String loginClaim,
        String nameClaim,
        String emailClaim,
        String groupsClaim,
        String administratorGroup,
        boolean justInTime,
        String caBundle,
        List<String> extraAudiences,
        @Nullable Integer maxAgeSeconds,
        boolean backchannelLogout,
        boolean frontchannelLogout) {
    private static final int MAX_AGE = 365 * 24 * 3600;

    /** The settings; {@link dev.portcullis.error.ErrorCode#REQUEST_INVALID}, naming the field, when they will not do. */
    static OidcSettings parse(JsonNode json) {
        SettingsReader in = new SettingsReader(json);
        OidcSettings read = new OidcSettings(
                in.required("issuer"),
                in.required("clientId"),
                in.text("clientAuthentication", "basic"),
                in.texts("scopes", List.of("openid", "profile", "email")),
                in.text("loginClaim", "preferred_username"),
                in.text("nameClaim", "name"),
                in.text("emailClaim", "email"),
                in.text("groupsClaim", ""),
                in.text("administratorGroup", ""),
                in.flag("justInTime", true),
                in.text("caBundle", ""),
                in.texts("extraAudiences", List.of()),
                in.number("maxAgeSeconds", MAX_AGE),
                in.flag("backchannelLogout", true),
                in.flag("frontchannelLogout", true));
        in.refuseOthers();
        read.check();
        return read;
    }

    private void check() {
        SettingsReader.require(
                isIssuer(issuer), "issuer is an address such as https://idp.example.com, without a query.");
        SettingsReader.require(
                clientAuthentication.equals("basic") || clientAuthentication.equals("post"),
                "clientAuthentication is basic or post.");
        SettingsReader.require(scopes.contains("openid"), "scopes hold openid: without it there is no ID token.");
        SettingsReader.require(!loginClaim.isEmpty(), "loginClaim names the claim with the user name.");
        SettingsReader.require(
                administratorGroup.isEmpty() || !groupsClaim.isEmpty(),
                "administratorGroup needs groupsClaim, which says in which claim the groups are.");
        SettingsReader.require(
                caBundle.isEmpty() || dev.portcullis.egress.CaBundle.isGood(caBundle),
                "caBundle holds no certificates in PEM.");
    }

    private static boolean isIssuer(String issuer) {
        try {
            URI uri = URI.create(issuer);
            return ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The CA bundle, or null for what Java trusts. */
    @Nullable
    String trusted() {
        return caBundle.isEmpty() ? null : caBundle;
    }
}
