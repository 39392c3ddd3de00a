package dev.portcullis.clients;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the chart refuses to render, and the reason that it gives. */
class HelmChartRefusalTest {
    @TempDir
    Path home;

    /** The schema: an unknown key, a secret, a value that is none. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            replicas=2                                           | additional properties 'replicas' not allowed
            image.name=x                                         | additional properties 'name' not allowed
            database.password=hunter2                            | additional properties 'password' not allowed
            admin.password=hunter2                               | additional properties 'password' not allowed
            storage.s3.secretKey=hunter2                         | additional properties 'secretKey' not allowed
            postgresql.password=hunter2                          | additional properties 'password' not allowed
            masterKey.value=hunter2                              | additional properties 'value' not allowed
            extraEnv[0].name=A_PASSWORD,extraEnv[0].value=hunter | at '/extraEnv/0'
            database.parameters.password=hunter2                 | at '/database/parameters/password'
            javaOptions=-Djavax.net.ssl.trustStorePassword=x     | at '/javaOptions'
            publicAddress=https://admin:hunter2@registry         | at '/publicAddress'
            extraObjects[0].kind=Secret                          | at '/extraObjects/0'
            podLabels.app\\.kubernetes\\.io/name=x               | at '/podLabels/app.kubernetes.io~1name'
            storage.kind=ftp                                     | at '/storage/kind'
            storage.filesystem.size=many                         | at '/storage/filesystem/size'
            replicaCount=0                                       | at '/replicaCount'
            podSecurityContext.runAsUser=0                       | at '/podSecurityContext/runAsUser'
            image.digest=sha256:abc                              | at '/image/digest'
            """)
    void bySchema(String set, String reason) {
        HelmChart.in(home).template("trial", "--set", set).fails().says("the schema", reason);
    }

    /** Combinations that would not run. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            masterKey.existingSecret=                           | kubectl create secret generic portcullis-master-key
            postgresql.enabled=false                            | database.host is empty
            database.host=db                                    | exclude each other
            postgresql.existingSecret=                          | kubectl create secret generic portcullis-postgresql
            postgresql.enabled=false,database.host=db           | database.existingSecret is empty
            replicaCount=2                                      | 2 servers cannot share a ReadWriteOnce claim
            autoscaling.enabled=true                            | 6 servers cannot share a ReadWriteOnce claim
            storage.kind=s3                                     | storage.s3.bucket is empty
            storage.kind=gcs                                    | storage.gcs.bucket is empty
            storage.kind=azure,storage.azure.container=a        | storage.kind azure needs
            ingress.enabled=true                                | ingress.host is empty
            ingress.enabled=true,ingress.host=a,https.enabled=true | TLS cannot end at ingress
            https.clientCaSecret=ca                             | set https.enabled=true
            httpRoute.enabled=true                              | needs parentRefs
            certificate.enabled=true                            | certificate.issuerRef.name
            terminationGracePeriodSeconds=39                    | terminationGracePeriodSeconds is 39
            preStopSeconds=11                                   | preStopSeconds + 35 = 46
            storage.kind=s3,storage.s3.bucket=a                 | would cut the registry off
            """)
    void byReason(String set, String reason) {
        HelmChart.in(home).template("trial", "--set", set).fails().says(reason);
    }

    @Test
    void byTheReleaseOfKubernetes() {
        HelmChart.in(home)
                .template("trial", "--kube-version", "1.29.9")
                .fails()
                .says("requires kubeVersion: >=1.30.0-0");
    }
}
