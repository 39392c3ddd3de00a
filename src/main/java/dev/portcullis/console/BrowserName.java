package dev.portcullis.console;

import java.util.List;

/** What people call a browser, from what it calls itself; only to tell one session from another. */
final class BrowserName {
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

    private BrowserName() {}

    static String of(String client) {
        String browser = find(BROWSERS, client);
        String system = find(SYSTEMS, client);
        if (!browser.isEmpty() && !system.isEmpty()) {
            return browser + " on " + system;
        }
        return client.isEmpty() ? "Unknown browser" : client.substring(0, Math.min(client.length(), MAX_UNKNOWN));
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
