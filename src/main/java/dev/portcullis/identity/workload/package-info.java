/** Programs that prove who they are with a token of their platform: whose tokens, and as which robot. */
@NullMarked
package dev.portcullis.identity.workload;

import org.jspecify.annotations.NullMarked;
