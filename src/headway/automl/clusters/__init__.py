"""Clusters: k-means with k chosen, and a profile of each cluster."""

from headway.automl.clusters.experiment import ClusterExperiment, cluster
from headway.automl.clusters.model import ClusterModel, predict_clusters
from headway.automl.clusters.options import Clustering

__all__ = ["ClusterExperiment", "ClusterModel", "Clustering", "cluster", "predict_clusters"]
