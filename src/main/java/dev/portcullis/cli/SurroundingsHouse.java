package dev.portcullis.cli;

import dev.portcullis.blob.OpenStores;
import dev.portcullis.settings.AddressTrial;
import dev.portcullis.settings.GeneralSettings;
import dev.portcullis.settings.ProxyTrial;
import dev.portcullis.settings.Settings;
import dev.portcullis.settings.Trial;
import dev.portcullis.tls.CertificateView;
import dev.portcullis.tls.ServerCertificates;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** What the registry needs around it, as its settings name it: looked at for {@code doctor}. */
@Singleton
final class SurroundingsHouse {
    private final OpenStores stores;
    private final ServerCertificates certificates;
    private final Settings settings;
    private final GeneralSettings.Section general;
    private final AddressTrial address;
    private final ProxyTrial proxy;

    SurroundingsHouse(
            OpenStores stores,
            ServerCertificates certificates,
            Settings settings,
            GeneralSettings.Section general,
            AddressTrial address,
            ProxyTrial proxy) {
        this.stores = stores;
        this.certificates = certificates;
        this.settings = settings;
        this.general = general;
        this.address = address;
        this.proxy = proxy;
    }

    List<Finding> look() {
        List<Finding> findings = new ArrayList<>();
        stores.trialOfMain().forEach(check -> findings.add(finding("storage", check, Finding.Verdict.WRONG)));
        findings.add(certificate(certificates.view()));
        String set = settings.value(general).publicAddress();
        if (set.isEmpty()) {
            findings.add(Finding.ok(
                    "address",
                    "No public address is set; each answer names the address that it was asked at."
                            + " Behind a proxy set one: portcullis settings set general publicAddress=https://..."));
        } else {
            String ca = certificates.ca();
            // The server may just not run.
            address.check(set, ca.isEmpty() ? null : ca)
                    .forEach(check -> findings.add(finding("address", check, Finding.Verdict.WARNING)));
        }
        proxy.reach().forEach(check -> findings.add(finding("proxy", check, Finding.Verdict.WRONG)));
        return findings;
    }

    private static Finding finding(String what, Trial.Check check, Finding.Verdict failed) {
        String message = check.message().isEmpty() ? "" : " " + check.message();
        return check.ok()
                ? Finding.ok(what, check.what() + ": " + check.millis() + " ms." + message)
                : new Finding(what, failed, check.what() + " failed:" + message);
    }

    private static Finding certificate(CertificateView view) {
        if (view.subject().isEmpty()) {
            return Finding.ok("certificate", "There is none; the https port is not used.");
        }
        StringBuilder sentence = new StringBuilder(view.subject() + " is good for " + view.daysLeft() + " more days.");
        view.warnings()
                .forEach(warning -> sentence.append(
                        switch (warning) {
                            case ENDS_SOON -> " Replace it soon: portcullis tls set.";
                            case OTHER_HOST -> " It is not for the public address.";
                            case SELF_SIGNED -> " It has signed itself, so nobody trusts it.";
                        }));
        return view.warnings().isEmpty()
                ? Finding.ok("certificate", sentence.toString())
                : view.daysLeft() < 0
                        ? Finding.wrong("certificate", sentence.toString())
                        : Finding.warning("certificate", sentence.toString());
    }
}
