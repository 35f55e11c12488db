"""What people see of tables, experiments, models and predictions: cards for notebooks, pictures, a page of all of it.

The views know what they show by its shape alone (``shown.py``), and of this toolkit they import only the schema. So
they stand below the values, each of which shows itself: ``Experiment._repr_html_`` asks for its card here. They never
change a value, and spend no long time on a look: what would take it is left out, in words that say how to have it.
"""

from headway.automl.views.experiment_views import experiment_html
from headway.automl.views.explanation_views import explanation_html
from headway.automl.views.model_views import model_html
from headway.automl.views.page import Page, report
from headway.automl.views.pictures import experiment_picture
from headway.automl.views.prediction_views import prediction_html
from headway.automl.views.table_views import table_html, table_picture
from headway.automl.views.waterfall import waterfall

__all__ = [
    "Page",
    "experiment_html",
    "experiment_picture",
    "explanation_html",
    "model_html",
    "prediction_html",
    "report",
    "table_html",
    "table_picture",
    "waterfall",
]
