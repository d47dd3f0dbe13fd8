#!/usr/bin/env bash
# Builds coffee-orders once on a Kubernetes of this machine: docker, kind, kubectl and floe are needed.
set -euo pipefail

cluster=floe-example
image=coffee-orders:1.0.0
node=kindest/node:v1.34.0

cd "$(dirname "${BASH_SOURCE[0]}")"

floe deploy render ../coffee-orders --image "$image" --environment dev --preset small -o rendered
docker build --file Dockerfile --build-arg PRODUCT=coffee-orders --tag "$image" ..

if ! kind get clusters | grep --quiet --line-regexp "$cluster"; then
  kind create cluster --name "$cluster" --image "$node"
fi
kind load docker-image "$image" --name "$cluster"

on_cluster() {
  kubectl --context "kind-$cluster" "$@"
}
on_cluster apply --server-side --kustomize overlay
on_cluster delete job first-run --ignore-not-found
on_cluster create job first-run --from=cronjob/coffee-orders
on_cluster wait job/first-run --for=condition=complete --timeout=300s
on_cluster logs job/first-run
