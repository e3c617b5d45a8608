{{- define "burhan.name" -}}
{{- printf "%s" .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- end -}}

{{- define "burhan.labels" -}}
app.kubernetes.io/name: burhan
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{- define "burhan.selector" -}}
app.kubernetes.io/name: burhan
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "burhan.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "burhan.name" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "burhan.image" -}}
{{ .Values.image.repository }}:{{ default .Chart.AppVersion .Values.image.tag }}
{{- end -}}

{{/* The settings that both kinds of pod share; URLs and the seal key come from the Secret. */}}
{{- define "burhan.environment" -}}
- name: BURHAN_HOST
  value: 0.0.0.0
- name: BURHAN_OPERATIONS_PORT
  value: "9090"
- name: BURHAN_SEAL_KEY_FILE
  value: /etc/burhan/secret/seal.key
- name: BURHAN_DATABASE
  valueFrom:
    secretKeyRef: {name: {{ .Values.existingSecret }}, key: database}
- name: BURHAN_NATS
  valueFrom:
    secretKeyRef: {name: {{ .Values.existingSecret }}, key: nats}
- name: BURHAN_REDIS
  valueFrom:
    secretKeyRef: {name: {{ .Values.existingSecret }}, key: redis}
{{- if .Values.otlpEndpoint }}
- name: BURHAN_OTLP_ENDPOINT
  value: {{ .Values.otlpEndpoint | quote }}
- name: BURHAN_TRACE_RATIO
  value: {{ .Values.traceRatio | quote }}
{{- end }}
{{- end -}}

{{- define "burhan.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile: {type: RuntimeDefault}
{{- end -}}

{{- define "burhan.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end -}}

{{- define "burhan.mounts" -}}
- {name: config, mountPath: /etc/burhan/config, readOnly: true}
- {name: secret, mountPath: /etc/burhan/secret, readOnly: true}
- {name: scratch, mountPath: /tmp}
{{- end -}}

{{- define "burhan.volumes" -}}
- name: config
  configMap: {name: {{ include "burhan.name" . }}}
- name: secret
  secret:
    secretName: {{ .Values.existingSecret }}
    defaultMode: 0440
    items: [{key: seal.key, path: seal.key}]
- name: scratch
  emptyDir: {}
{{- end -}}

{{/* Not /health: a database that is away is no reason to restart every pod. */}}
{{- define "burhan.probes" -}}
startupProbe:
  tcpSocket: {port: operations}
  periodSeconds: 1
  failureThreshold: 30
livenessProbe:
  tcpSocket: {port: operations}
  periodSeconds: 10
  failureThreshold: 3
readinessProbe:
  httpGet: {path: /ready, port: operations}
  periodSeconds: 3
  timeoutSeconds: 2
  failureThreshold: 2
{{- end -}}
