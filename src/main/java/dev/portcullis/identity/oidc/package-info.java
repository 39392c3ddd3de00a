/** Signing in at an OpenID Connect provider: authorization code flow with PKCE, and the provider's log-outs. */
@NullMarked
package dev.portcullis.identity.oidc;

import org.jspecify.annotations.NullMarked;
