"""Makes the pictures automl-*.svg beside this file, from a table that scikit-learn brings along (BSD-3).

Run as ``python docs/pictures/automl.py``, on a machine that does nothing else: the pictures tell how long it took.
"""

from pathlib import Path

from sklearn.datasets import load_breast_cancer

from headway import automl

HERE = Path(__file__).parent
COLUMNS = 12  # of the table's picture: all thirty would fill a page
KINDS = ("leaderboard", "importances", "roc", "confusion", "plan")

if __name__ == "__main__":
    patients = load_breast_cancer(as_frame=True).frame
    patients["target"] = patients["target"].map({0: "malignant", 1: "benign"})
    patients = patients.rename(columns={"target": "diagnosis"})
    client = automl.Client()
    shown = client.upload(patients.iloc[:, -COLUMNS:], name="breast_cancer")
    table = client.upload(patients, name="breast_cancer")
    experiment = client.train(table, target="diagnosis", max_models=10).result()
    shown.result().picture().save(HERE / "automl-table.svg")
    for kind in KINDS:
        experiment.picture(kind).save(HERE / f"automl-{kind}.svg")
    experiment.best_model.explain(table.result(), row=0).picture().save(HERE / "automl-explanation.svg")
