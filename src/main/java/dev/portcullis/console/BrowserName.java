package dev.portcullis.console;

import java.util.List;
import java.util.Optional;

/** What people call a browser, from what it calls itself; only to tell one session from another. */
record BrowserName(String browser, String system) {
    private static final List<String[]> BROWSERS = List.of(
            new String[] {"Edg/", "Edge"},
            new String[] {"OPR/", "Opera"},
            new String[] {"Firefox/", "Firefox"},
            new String[] {"Chrome/", "Chrome"},
            new String[] {"Safari/", "Safari"});
    private static final List<String[]> SYSTEMS = List.of(
            new String[] {"Android", "Android"},
            new String[] {"iPhone", "iPhone"},
            new String[] {"iPad", "iPad"},
            new String[] {"Windows", "Windows"},
            new String[] {"Mac OS X", "macOS"},
            new String[] {"Linux", "Linux"});
    private static final int MAX_UNKNOWN = 60;

    /** Empty for a browser that is not known. */
    static Optional<BrowserName> of(String client) {
        String browser = find(BROWSERS, client);
        String system = find(SYSTEMS, client);
        return browser.isEmpty() || system.isEmpty() ? Optional.empty() : Optional.of(new BrowserName(browser, system));
    }

    /** As it calls itself, but not all of it. */
    static String shortened(String client) {
        return client.substring(0, Math.min(client.length(), MAX_UNKNOWN));
    }

    private static String find(List<String[]> known, String client) {
        for (String[] one : known) {
            if (client.contains(one[0])) {
                return one[1];
            }
        }
        return "";
    }
}
