"""Synthetic data at scale and the workloads that run on it; never installed in production."""

from django.apps import AppConfig


class BenchmarksConfig(AppConfig):
    name = "benchmarks"
    label = "benchmarks"
