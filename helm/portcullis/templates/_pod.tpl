{{/* Environment of the registry. Secrets are files; the access key of S3 has no file, so it is a reference. */}}
{{- define "portcullis.env" -}}
{{- $v := .Values -}}
- name: PORTCULLIS_HOME
  value: /var/lib/portcullis
- name: PORTCULLIS_HOST
  value: 0.0.0.0
- name: PORTCULLIS_PORT
  value: "5000"
{{- if $v.https.enabled }}
- name: PORTCULLIS_HTTPS_PORT
  value: "8443"
{{- if $v.https.clientCaSecret }}
- name: PORTCULLIS_HTTPS_CLIENT_CA
  value: /etc/portcullis/secrets/client-ca
{{- end }}
{{- else }}
- name: PORTCULLIS_INSECURE_HTTP
  value: "true"
{{- end }}
{{- with include "portcullis.publicAddress" . }}
- name: PORTCULLIS_PUBLIC_ADDRESS
  value: {{ . | quote }}
{{- end }}
- name: PORTCULLIS_MASTER_KEY_FILE
  value: /etc/portcullis/secrets/master-key
{{- if $v.admin.existingSecret }}
- name: PORTCULLIS_ADMIN_PASSWORD_FILE
  value: /etc/portcullis/secrets/admin-password
{{- end }}
- name: PORTCULLIS_DB_URL
  value: {{ include "portcullis.databaseUrl" . | quote }}
- name: PORTCULLIS_DB_USER
  value: {{ ternary "portcullis" $v.database.user $v.postgresql.enabled | quote }}
- name: PORTCULLIS_DB_PASSWORD_FILE
  value: /etc/portcullis/secrets/database-password
{{- include "portcullis.storageEnv" . }}
{{- with $v.trustedProxies }}
- name: PORTCULLIS_TRUSTED_PROXIES
  value: {{ join "," . | quote }}
{{- end }}
{{- with $v.egressAllow }}
- name: PORTCULLIS_EGRESS_ALLOW
  value: {{ join "," . | quote }}
{{- end }}
{{- with $v.javaOptions }}
- name: JDK_JAVA_OPTIONS
  value: {{ . | quote }}
{{- end }}
{{- with $v.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "portcullis.storageEnv" -}}
{{- $s := .Values.storage -}}
{{- if eq $s.kind "filesystem" }}
{{- /* No kind: then the store can be moved with `portcullis storage move`. */}}
- name: PORTCULLIS_STORAGE_FOLDER
  value: /srv/portcullis/blobs
{{- else }}
{{- $upper := upper $s.kind }}
- name: PORTCULLIS_STORAGE_KIND
  value: {{ $s.kind }}
{{- $plain := dict -}}
{{- if eq $s.kind "s3" }}
{{- $plain = dict "BUCKET" $s.s3.bucket "PREFIX" $s.s3.prefix "REGION" $s.s3.region "ENDPOINT" $s.s3.endpoint "KMS_KEY_ID" $s.s3.kmsKeyId "SERVER_SIDE_ENCRYPTION" $s.s3.serverSideEncryption "PATH_STYLE" (ternary "true" "" $s.s3.pathStyle) }}
{{- else if eq $s.kind "azure" }}
{{- $plain = dict "CONTAINER" $s.azure.container "PREFIX" $s.azure.prefix "ACCOUNT" $s.azure.account "ENDPOINT" $s.azure.endpoint "ACCOUNT_KEY_FILE" "/etc/portcullis/secrets/azure-account-key" }}
{{- else }}
{{- $plain = dict "BUCKET" $s.gcs.bucket "PREFIX" $s.gcs.prefix "ENDPOINT" $s.gcs.endpoint "KEY_FILE" (ternary "/etc/portcullis/secrets/gcs-key" "" (ne $s.gcs.existingSecret "")) }}
{{- end }}
{{- range $name, $value := $plain }}
{{- if $value }}
- name: PORTCULLIS_STORAGE_{{ $upper }}_{{ $name }}
  value: {{ $value | quote }}
{{- end }}
{{- end }}
{{- if and (eq $s.kind "s3") $s.s3.existingSecret }}
- name: PORTCULLIS_STORAGE_S3_ACCESS_KEY
  valueFrom:
    secretKeyRef:
      name: {{ $s.s3.existingSecret }}
      key: {{ $s.s3.accessKeyKey }}
- name: PORTCULLIS_STORAGE_S3_SECRET_KEY_FILE
  value: /etc/portcullis/secrets/s3-secret-key
{{- end }}
{{- if $s.caSecret }}
- name: PORTCULLIS_STORAGE_{{ $upper }}_CA_FILE
  value: /etc/portcullis/secrets/storage-ca
{{- end }}
{{- end }}
{{- end -}}

{{/* One source of the volume of secrets: a list of Secret, its key, and the file. */}}
{{- define "portcullis.secretSource" -}}
- secret:
    name: {{ index . 0 }}
    items:
      - key: {{ index . 1 }}
        path: {{ index . 2 }}
{{- end -}}

{{- define "portcullis.secretSources" -}}
{{- $v := .Values -}}
{{- $sources := list (list $v.masterKey.existingSecret $v.masterKey.key "master-key") -}}
{{- if $v.postgresql.enabled -}}
{{- $sources = append $sources (list $v.postgresql.existingSecret $v.postgresql.key "database-password") -}}
{{- else -}}
{{- $sources = append $sources (list $v.database.existingSecret $v.database.key "database-password") -}}
{{- if $v.database.caSecret }}{{ $sources = append $sources (list $v.database.caSecret $v.database.caKey "database-ca") }}{{ end -}}
{{- end -}}
{{- if $v.admin.existingSecret }}{{ $sources = append $sources (list $v.admin.existingSecret $v.admin.key "admin-password") }}{{ end -}}
{{- if $v.https.clientCaSecret }}{{ $sources = append $sources (list $v.https.clientCaSecret $v.https.clientCaKey "client-ca") }}{{ end -}}
{{- $s := $v.storage -}}
{{- if and (eq $s.kind "s3") $s.s3.existingSecret }}{{ $sources = append $sources (list $s.s3.existingSecret $s.s3.secretKeyKey "s3-secret-key") }}{{ end -}}
{{- if eq $s.kind "azure" }}{{ $sources = append $sources (list $s.azure.existingSecret $s.azure.key "azure-account-key") }}{{ end -}}
{{- if and (eq $s.kind "gcs") $s.gcs.existingSecret }}{{ $sources = append $sources (list $s.gcs.existingSecret $s.gcs.key "gcs-key") }}{{ end -}}
{{- if and (ne $s.kind "filesystem") $s.caSecret }}{{ $sources = append $sources (list $s.caSecret $s.caKey "storage-ca") }}{{ end -}}
{{- range $i, $source := $sources }}
{{- if $i }}{{ "\n" }}{{ end }}
{{- include "portcullis.secretSource" $source }}
{{- end }}
{{- end -}}

{{/* What the platform decides when it is null. */}}
{{- define "portcullis.podSecurity" -}}
runAsNonRoot: true
{{- range $name := list "runAsUser" "runAsGroup" "fsGroup" }}
{{- $value := index $.Values.podSecurityContext $name }}
{{- if not (kindIs "invalid" $value) }}
{{ $name }}: {{ int64 $value }}
{{- end }}
{{- end }}
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end -}}
