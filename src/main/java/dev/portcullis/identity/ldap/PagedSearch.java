package dev.portcullis.identity.ldap;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPInterface;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads everything that a search finds, page by page (RFC 2696). */
final class PagedSearch {
    private PagedSearch() {}

    /** Hands over each entry. All pages come over the one connection that the cookie belongs to. */
    static void run(LDAPInterface connection, SearchRequest request, int pageSize, Consumer<SearchResultEntry> entries)
            throws LDAPException {
        @Nullable ASN1OctetString cookie = null;
        do {
            request.setControls(new SimplePagedResultsControl(pageSize, cookie, true));
            SearchResult page = connection.search(request);
            entries(page).forEach(entries);
            SimplePagedResultsControl answer = SimplePagedResultsControl.get(page);
            cookie = answer == null || !answer.moreResultsToReturn() ? null : answer.getCookie();
        } while (cookie != null);
    }

    /** As above; a base that does not exist has no entries. Tells whether it exists. */
    static boolean runIfThere(
            LDAPInterface connection, SearchRequest request, int pageSize, Consumer<SearchResultEntry> entries)
            throws LDAPException {
        try {
            run(connection, request, pageSize, entries);
            return true;
        } catch (LDAPSearchException e) {
            if (e.getResultCode().equals(ResultCode.NO_SUCH_OBJECT)) {
                return false;
            }
            throw e;
        }
    }

    /** The first page only. */
    static List<SearchResultEntry> first(LDAPInterface connection, SearchRequest request, int pageSize)
            throws LDAPException {
        request.setControls(new SimplePagedResultsControl(pageSize, null, false));
        return entries(connection.search(request));
    }

    static List<SearchResultEntry> entries(SearchResult result) {
        List<SearchResultEntry> entries = result.getSearchEntries();
        return entries == null ? List.of() : entries;
    }
}
