{{- define "portcullis.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{/* 50 characters: the longest suffix, -postgresql-0 with its claim's prefix, must still be a name. */}}
{{- define "portcullis.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" -}}
{{- else if contains (include "portcullis.name" .) .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "portcullis.name" .) | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "portcullis.instance" -}}
app.kubernetes.io/name: {{ include "portcullis.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{/* Selectors cannot be changed by an upgrade: nothing of the version, nothing of commonLabels. */}}
{{- define "portcullis.selector" -}}
{{ include "portcullis.instance" . }}
app.kubernetes.io/component: registry
{{- end -}}

{{- define "portcullis.databaseSelector" -}}
{{ include "portcullis.instance" . }}
app.kubernetes.io/component: database
{{- end -}}

{{/* Labels of objects that are not told apart by a component. */}}
{{- define "portcullis.labels" -}}
{{ include "portcullis.instance" . }}
{{- with .Chart.AppVersion }}
app.kubernetes.io/version: {{ . | quote }}
{{- end }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "portcullis.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "portcullis.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{/* image: a dict of image and the tag without one */}}
{{- define "portcullis.image" -}}
{{- if .image.digest -}}
{{ .image.repository }}@{{ .image.digest }}
{{- else -}}
{{ .image.repository }}:{{ default .tag .image.tag }}
{{- end -}}
{{- end -}}

{{/* Restricted, as the Pod Security Standards have it, and a root that cannot be written. */}}
{{- define "portcullis.restricted" -}}
allowPrivilegeEscalation: false
capabilities:
  drop: [ALL]
privileged: false
readOnlyRootFilesystem: true
runAsNonRoot: true
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "portcullis.maxReplicas" -}}
{{- if .Values.autoscaling.enabled -}}{{ .Values.autoscaling.maxReplicas }}{{- else -}}{{ .Values.replicaCount }}{{- end -}}
{{- end -}}

{{- define "portcullis.claim" -}}
{{- default (printf "%s-blobs" (include "portcullis.fullname" .)) .Values.storage.filesystem.existingClaim -}}
{{- end -}}

{{/* Whether two pods can never have the volume at the same time. */}}
{{- define "portcullis.onePodOnly" -}}
{{- if and (eq .Values.storage.kind "filesystem") (ne .Values.storage.filesystem.accessMode "ReadWriteMany") -}}true{{- end -}}
{{- end -}}

{{- define "portcullis.publicAddress" -}}
{{- if .Values.publicAddress -}}
{{- .Values.publicAddress -}}
{{- else if .Values.ingress.enabled -}}
{{- ternary "https" "http" (ne .Values.ingress.tlsSecret "") }}://{{ .Values.ingress.host -}}
{{- else if .Values.httpRoute.enabled -}}
{{- .Values.httpRoute.scheme }}://{{ first .Values.httpRoute.hostnames -}}
{{- end -}}
{{- end -}}

{{- define "portcullis.databaseUrl" -}}
{{- $d := .Values.database -}}
{{- if .Values.postgresql.enabled -}}
jdbc:postgresql://{{ include "portcullis.fullname" . }}-postgresql:5432/portcullis
{{- else -}}
{{- $query := list -}}
{{- with $d.sslMode }}{{ $query = append $query (printf "sslmode=%s" .) }}{{ end -}}
{{- if $d.caSecret }}{{ $query = append $query "sslrootcert=/etc/portcullis/secrets/database-ca" }}{{ end -}}
{{- range $name, $value := $d.parameters }}{{ $query = append $query (printf "%s=%s" $name (urlquery $value)) }}{{ end -}}
jdbc:postgresql://{{ $d.host }}:{{ $d.port }}/{{ $d.name }}{{ if $query }}?{{ join "&" $query }}{{ end }}
{{- end -}}
{{- end -}}
