import { CONTAINER_PORT, DATA_FOLDER } from "./dockerfile.ts";

/** Manifests for Kubernetes: https://kubernetes.io/docs/reference/kubernetes-api/ */
export function kubernetesManifests(version: string): string {
  return `# kubectl create secret generic shimmy --from-literal=api-key=...
# kubectl apply --filename kubernetes.yaml
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: shimmy-data
  labels:
    app.kubernetes.io/name: shimmy
spec:
  accessModes:
    - ReadWriteOnce
  resources:
    requests:
      storage: 50Gi
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: shimmy
  labels:
    app.kubernetes.io/name: shimmy
    app.kubernetes.io/version: "${version}"
spec:
  replicas: 1
  # one Pod at a time has the volume
  strategy:
    type: Recreate
  selector:
    matchLabels:
      app.kubernetes.io/name: shimmy
  template:
    metadata:
      labels:
        app.kubernetes.io/name: shimmy
        app.kubernetes.io/version: "${version}"
    spec:
      automountServiceAccountToken: false
      # running answers have 25 s to end
      terminationGracePeriodSeconds: 40
      securityContext:
        runAsNonRoot: true
        runAsUser: 1000
        runAsGroup: 1000
        fsGroup: 1000
        seccompProfile:
          type: RuntimeDefault
      containers:
        - name: shimmy
          # the image that the Dockerfile makes, in a registry of yours
          image: registry.example.com/shimmy:${version}
          imagePullPolicy: IfNotPresent
          ports:
            - name: http
              containerPort: ${CONTAINER_PORT}
              protocol: TCP
          env:
            - name: SHIMMY_API_KEY
              valueFrom:
                secretKeyRef:
                  name: shimmy
                  key: api-key
            # names that clients address it by
            - name: SHIMMY_ALLOWED_HOSTS
              value: shimmy
            - name: SHIMMY_MODEL_PATHS
              value: ${DATA_FOLDER}/models
          startupProbe:
            httpGet:
              path: /health/live
              port: http
              httpHeaders:
                - name: Host
                  value: localhost
            periodSeconds: 2
            failureThreshold: 60
          livenessProbe:
            httpGet:
              path: /health/live
              port: http
              httpHeaders:
                - name: Host
                  value: localhost
            periodSeconds: 15
            timeoutSeconds: 5
            failureThreshold: 4
          readinessProbe:
            httpGet:
              path: /health/ready
              port: http
              httpHeaders:
                - name: Host
                  value: localhost
            periodSeconds: 5
            timeoutSeconds: 5
          resources:
            # the memory of a 7B model in four bits; shimmy estimate tells what yours takes
            requests:
              cpu: "2"
              memory: 6Gi
            limits:
              memory: 12Gi
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities:
              drop:
                - ALL
          volumeMounts:
            - name: data
              mountPath: ${DATA_FOLDER}
            - name: tmp
              mountPath: /tmp
      volumes:
        - name: data
          persistentVolumeClaim:
            claimName: shimmy-data
        - name: tmp
          emptyDir: {}
---
apiVersion: v1
kind: Service
metadata:
  name: shimmy
  labels:
    app.kubernetes.io/name: shimmy
spec:
  type: ClusterIP
  selector:
    app.kubernetes.io/name: shimmy
  ports:
    - name: http
      port: 80
      targetPort: http
      protocol: TCP
`;
}
