{{/* What the schema cannot say: combinations that would not run, or would lose something. */}}
{{- define "portcullis.checks" -}}
{{- $v := .Values -}}
{{- if not $v.masterKey.existingSecret -}}
{{- fail "masterKey.existingSecret is empty. Make the key once, and keep a copy apart from the cluster: head -c 32 /dev/urandom > master-key && kubectl create secret generic portcullis-master-key --from-file=master-key, then set masterKey.existingSecret=portcullis-master-key." -}}
{{- end -}}
{{- include "portcullis.checks.database" . -}}
{{- include "portcullis.checks.storage" . -}}
{{- include "portcullis.checks.doors" . -}}
{{- if lt (int $v.terminationGracePeriodSeconds) (add (int $v.preStopSeconds) 35) -}}
{{- fail (printf "terminationGracePeriodSeconds is %d: a stop takes up to preStopSeconds + 35 = %d s (1 s of notice, 30 s for requests in flight), and is a kill before that." (int $v.terminationGracePeriodSeconds) (add (int $v.preStopSeconds) 35)) -}}
{{- end -}}
{{- if and $v.autoscaling.enabled (gt (int $v.autoscaling.minReplicas) (int $v.autoscaling.maxReplicas)) -}}
{{- fail "autoscaling.minReplicas is more than autoscaling.maxReplicas." -}}
{{- end -}}
{{- end -}}

{{- define "portcullis.checks.database" -}}
{{- $v := .Values -}}
{{- if and $v.postgresql.enabled $v.database.host -}}
{{- fail "database.host and postgresql.enabled exclude each other: name a PostgreSQL, or run the bundled one for a trial." -}}
{{- end -}}
{{- if not (or $v.postgresql.enabled $v.database.host) -}}
{{- fail "database.host is empty. Name a PostgreSQL (database.host, database.existingSecret), or set postgresql.enabled=true for a trial." -}}
{{- end -}}
{{- if and $v.database.host (not $v.database.existingSecret) -}}
{{- fail "database.existingSecret is empty: name the Secret that holds the password of database.user." -}}
{{- end -}}
{{- if and $v.postgresql.enabled (not $v.postgresql.existingSecret) -}}
{{- fail "postgresql.existingSecret is empty. Make one: openssl rand -hex 24 | tr -d '\\n' > password && kubectl create secret generic portcullis-postgresql --from-file=password" -}}
{{- end -}}
{{- end -}}

{{- define "portcullis.checks.storage" -}}
{{- $v := .Values -}}
{{- if and (include "portcullis.onePodOnly" .) (gt (int (include "portcullis.maxReplicas" .)) 1) -}}
{{- fail (printf "%s servers cannot share a %s claim: pods on other nodes would never start. Set storage.filesystem.accessMode=ReadWriteMany (and a class that has it), use s3, azure or gcs, or run one server." (include "portcullis.maxReplicas" .) $v.storage.filesystem.accessMode) -}}
{{- end -}}
{{- if and (eq $v.storage.kind "s3") (not $v.storage.s3.bucket) -}}
{{- fail "storage.s3.bucket is empty: name the bucket, which must exist." -}}
{{- end -}}
{{- if and (eq $v.storage.kind "gcs") (not $v.storage.gcs.bucket) -}}
{{- fail "storage.gcs.bucket is empty: name the bucket, which must exist." -}}
{{- end -}}
{{- if and (eq $v.storage.kind "azure") (not (and $v.storage.azure.container $v.storage.azure.account $v.storage.azure.existingSecret)) -}}
{{- fail "storage.kind azure needs storage.azure.container, .account and .existingSecret (a Secret with a key of the account)." -}}
{{- end -}}
{{- end -}}

{{- define "portcullis.checks.doors" -}}
{{- $v := .Values -}}
{{- if and $v.https.enabled (or $v.ingress.enabled $v.httpRoute.enabled) -}}
{{- fail "https.enabled sends everybody who comes over http to https, so TLS cannot end at ingress or httpRoute as well. Use service.type LoadBalancer or TLS that is passed through, or set https.enabled=false." -}}
{{- end -}}
{{- if and $v.https.clientCaSecret (not $v.https.enabled) -}}
{{- fail "https.clientCaSecret asks clients for certificates on the https port: set https.enabled=true." -}}
{{- end -}}
{{- if and $v.ingress.enabled (not $v.ingress.host) -}}
{{- fail "ingress.host is empty: name the host of the registry." -}}
{{- end -}}
{{- if and $v.httpRoute.enabled (not (and $v.httpRoute.parentRefs $v.httpRoute.hostnames)) -}}
{{- fail "httpRoute needs parentRefs (the Gateways) and hostnames." -}}
{{- end -}}
{{- if and $v.certificate.enabled (not (and $v.ingress.enabled $v.ingress.tlsSecret $v.certificate.issuerRef.name)) -}}
{{- fail "certificate.enabled needs ingress.enabled, ingress.tlsSecret (where the certificate goes) and certificate.issuerRef.name." -}}
{{- end -}}
{{- if and $v.networkPolicy.enabled $v.networkPolicy.restrictEgress (not $v.networkPolicy.egress) (or $v.database.host (ne $v.storage.kind "filesystem")) -}}
{{- fail "networkPolicy.restrictEgress would cut the registry off from its database or bucket: allow them in networkPolicy.egress." -}}
{{- end -}}
{{- end -}}
